//! `patchbay exports find`.

use std::path::PathBuf;

use clap::Args;
use patchbay_workspace::Call;
use patchbay_workspace::operations::ExportsFind;
use patchbay_workspace::operations::exports::FindRequest;

use super::file::How;
use crate::output::{Answer, Failure};
use crate::table::{indented, table};

/// A customer's records.
#[derive(Args)]
pub struct Find {
    /// The CSV file
    file: PathBuf,
    /// The customer_id, exactly
    #[arg(long, value_name = "ID")]
    customer: String,
    #[command(flatten)]
    how: How,
}

impl Find {
    /// Performs it.
    pub async fn perform(self, call: &Call) -> Result<Answer, Failure> {
        let request = FindRequest {
            export: self.how.open(call, self.file).await?.export,
            customer: self.customer.clone(),
        };
        let found = call.perform::<ExportsFind>(request).await?;
        let mut text = String::new();
        for record in &found.records {
            let traits = record
                .traits
                .iter()
                .map(|(k, v)| [k.to_owned(), v.to_owned()]);
            text += &format!(
                "record {}, line {}\n{}\n",
                record.record,
                record.line,
                indented(&table(["", ""], traits))
            );
        }
        let answer = Answer::new(&found, text)?;
        Ok(if found.found {
            answer
        } else {
            answer.note(format!("no record has the customer_id {}", self.customer))
        })
    }
}
