//! `patchbay exports check`.

use std::path::PathBuf;

use clap::Args;
use patchbay_workspace::operations::exports::CheckRequest;
use patchbay_workspace::operations::{ExportsCheck, Operation};
use patchbay_workspace::{Call, ExportVerdict};

use super::file::How;
use super::{several, shortened};
use crate::output::{Answer, Failure, word};
use crate::specs;
use crate::table::table;

/// A check against a trait spec.
#[derive(Args)]
pub struct Check {
    /// The CSV file
    file: PathBuf,
    /// The trait spec: a name of `specs list`, or a JSON file; the one that fits the header best if absent
    #[arg(long, value_name = "NAME|FILE")]
    spec: Option<String>,
    #[command(flatten)]
    how: How,
}

type CheckReport = <ExportsCheck as Operation>::Response;

impl Check {
    /// Performs it.
    pub async fn perform(self, call: &Call) -> Result<Answer, Failure> {
        let spec = self.spec.map(|spec| specs::choice(&spec)).transpose()?;
        let request = CheckRequest {
            export: self.how.open(call, self.file).await?.export,
            spec,
        };
        let report = call.perform::<ExportsCheck>(request).await?;
        let answer = Answer::new(&report, text(&report))?;
        Ok(if report.verdict == ExportVerdict::Invalid {
            answer.not_succeeded(None)
        } else {
            answer
        })
    }
}

fn text(report: &CheckReport) -> String {
    let mut text = format!(
        "{}: {}\n  {}, {}, {} bytes, spec {}\n",
        report.file,
        word(&report.verdict),
        several(report.rows, "record"),
        several(report.columns.len() as u64, "column"),
        report.bytes,
        report.spec
    );
    let rows = report.issues.iter().map(|issue| {
        let lines: Vec<_> = issue
            .first
            .iter()
            .take(3)
            .map(|p| p.line.to_string())
            .collect();
        let example = issue
            .value
            .as_ref()
            .or_else(|| issue.first.first().map(|p| &p.value));
        [
            word(&issue.severity),
            word(&issue.kind),
            issue.column.clone().unwrap_or_default(),
            issue.count.to_string(),
            lines.join(", "),
            example.map(|v| shortened(v)).unwrap_or_default(),
            issue.hint.clone().unwrap_or_default(),
        ]
    });
    if !report.issues.is_empty() {
        text.push('\n');
        text += &table(
            [
                "SEVERITY",
                "ISSUE",
                "COLUMN",
                "COUNT",
                "FIRST LINES",
                "VALUE",
                "HINT",
            ],
            rows,
        );
    }
    text
}
