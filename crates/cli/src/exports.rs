//! `patchbay exports`.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use patchbay_workspace::operations::exports::{
    CheckRequest, FindRequest, OpenRequest, PageRequest,
};
use patchbay_workspace::operations::{
    ExportsCheck, ExportsFind, ExportsOpen, ExportsPage, Operation,
};
use patchbay_workspace::{Call, ExportVerdict};

use crate::host::Host;
use crate::output::{Answer, Failure, word};
use crate::table::{any_table, indented, table};

/// What to do with exports.
#[derive(Subcommand)]
pub enum Command {
    /// Some records of a file of any size
    Preview(Preview),
    /// Test every cell against a trait spec
    ///
    /// Exit code 1 if the verdict is invalid; warnings alone are exit code 0.
    Check {
        /// The CSV file
        file: PathBuf,
        /// The trait spec
        #[arg(long, value_name = "NAME", default_value = "evergent")]
        spec: String,
    },
    /// All records of one customer, with their traits
    Find {
        /// The CSV file
        file: PathBuf,
        /// The customer_id, exactly
        #[arg(long, value_name = "ID")]
        customer: String,
    },
}

/// A window of records.
#[derive(Args)]
pub struct Preview {
    /// The CSV file
    file: PathBuf,
    /// First record, from 0 after the header
    #[arg(long, value_name = "N", default_value_t = 0)]
    start: u64,
    /// How many records
    #[arg(long, value_name = "N", default_value_t = 20)]
    rows: usize,
}

type Page = <ExportsPage as Operation>::Response;
type CheckReport = <ExportsCheck as Operation>::Response;

/// Records in one window of the operation.
const WINDOW: usize = 1_000;
/// Characters of a cell that a preview shows to people.
const CELL: usize = 24;

impl Command {
    /// Performs it.
    pub async fn perform(self, host: &Host) -> Result<Answer, Failure> {
        let call = host.call()?;
        match self {
            Self::Preview(preview) => preview.perform(&call).await,
            Self::Check { file, spec } => {
                let export = open(&call, file).await?;
                let report = call
                    .perform::<ExportsCheck>(CheckRequest {
                        export,
                        spec: Some(spec),
                    })
                    .await?;
                let answer = Answer::new(&report, checked(&report))?;
                Ok(if report.verdict == ExportVerdict::Invalid {
                    answer.not_succeeded(None)
                } else {
                    answer
                })
            }
            Self::Find { file, customer } => {
                let export = open(&call, file).await?;
                let found = call
                    .perform::<ExportsFind>(FindRequest {
                        export,
                        customer: customer.clone(),
                    })
                    .await?;
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
                    answer.note(format!("no record has the customer_id {customer}"))
                })
            }
        }
    }
}

async fn open(call: &Call, path: PathBuf) -> Result<String, Failure> {
    Ok(call
        .perform::<ExportsOpen>(OpenRequest::new(path))
        .await?
        .export)
}

impl Preview {
    async fn perform(self, call: &Call) -> Result<Answer, Failure> {
        let export = open(call, self.file).await?;
        let window = |start: u64, rows: usize| PageRequest {
            export: export.clone(),
            start,
            rows: u32::try_from(rows.min(WINDOW)).unwrap_or(u32::MAX),
        };
        let mut page = call
            .perform::<ExportsPage>(window(self.start, self.rows))
            .await?;
        while page.rows.len() < self.rows && page.total.is_none() {
            let held = page.rows.len();
            let next = call
                .perform::<ExportsPage>(window(self.start + held as u64, self.rows - held))
                .await?;
            if next.rows.is_empty() {
                break;
            }
            page.cut.extend(next.cut.into_iter().map(|mut cell| {
                cell.row += held;
                cell
            }));
            page.rows.extend(next.rows);
            page.total = next.total;
        }
        let answer = Answer::new(&page, previewed(&page))?;
        let all = page
            .total
            .map(|total| format!(", {total} in all"))
            .unwrap_or_default();
        Ok(answer.note(match page.rows.len() as u64 {
            0 => format!("no records from {} on{all}", page.start),
            n => format!("records {} to {}{all}", page.start, page.start + n - 1),
        }))
    }
}

fn previewed(page: &Page) -> String {
    let head = std::iter::once("RECORD".to_owned())
        .chain(page.columns.iter().map(|c| shortened(c)))
        .collect();
    let rows = page.rows.iter().zip(page.start..).map(|(cells, record)| {
        std::iter::once(record.to_string())
            .chain(cells.iter().map(|c| shortened(c)))
            .collect()
    });
    any_table(Some(head), rows.collect())
}

fn shortened(cell: &str) -> String {
    if cell.chars().count() <= CELL {
        cell.to_owned()
    } else {
        cell.chars().take(CELL - 1).chain(['…']).collect()
    }
}

fn checked(report: &CheckReport) -> String {
    let mut text = format!(
        "{}: {}\n  {} records, {} columns, {} bytes, spec {}\n",
        report.file,
        word(&report.verdict),
        report.rows,
        report.columns.len(),
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
