//! `patchbay exports search`.

use std::path::PathBuf;

use clap::Args;
use patchbay_workspace::Call;
use patchbay_workspace::operations::exports::SearchRequest;
use patchbay_workspace::operations::{ExportsSearch, Operation};

use super::file::How;
use super::several;
use crate::output::{Answer, Failure};
use crate::table::table;

/// A text in cells.
#[derive(Args)]
pub struct Search {
    /// The CSV file
    file: PathBuf,
    /// What a cell must hold
    text: String,
    /// Look in this column alone
    #[arg(long, value_name = "NAME")]
    column: Option<String>,
    /// `a` finds `A` too
    #[arg(long)]
    ignore_case: bool,
    /// At most so many cells
    #[arg(long, value_name = "N", default_value_t = 100)]
    rows: usize,
    #[command(flatten)]
    how: How,
}

type Hits = <ExportsSearch as Operation>::Response;

impl Search {
    /// Performs it.
    pub async fn perform(self, call: &Call) -> Result<Answer, Failure> {
        let opened = self.how.open(call, self.file).await?;
        let mut found = Hits {
            next: Some(0),
            ..Hits::default()
        };
        while let Some(from) = found.next.filter(|_| found.hits.len() < self.rows) {
            let missing = self.rows - found.hits.len();
            let request = SearchRequest {
                export: opened.export.clone(),
                text: self.text.clone(),
                column: self.column.clone(),
                ignore_case: self.ignore_case,
                from,
                limit: u32::try_from(missing).unwrap_or(u32::MAX),
            };
            let more = call.perform::<ExportsSearch>(request).await?;
            found.hits.extend(more.hits);
            found.next = more.next;
            found.left_out += more.left_out;
        }
        let rows = found.hits.iter().map(|hit| {
            [
                hit.record.to_string(),
                hit.line.to_string(),
                hit.column.clone(),
                hit.value.clone(),
            ]
        });
        let text = if found.hits.is_empty() {
            String::new()
        } else {
            table(["RECORD", "LINE", "COLUMN", "VALUE"], rows)
        };
        let answer = Answer::new(&found, text)?;
        let shown = several(found.hits.len() as u64, "cell");
        let answer = match found.left_out {
            0 => answer,
            n => answer.note(format!(
                "{} more in records with more than 10,000 of them",
                several(n, "cell")
            )),
        };
        Ok(match found.next {
            _ if found.hits.is_empty() && found.next.is_none() => {
                answer.note(format!("no cell holds {}", self.text))
            }
            None => answer.note(format!("{shown} in all")),
            Some(_) => answer.note(format!("{shown} so far; for more: --rows N")),
        })
    }
}
