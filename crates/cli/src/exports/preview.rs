//! `patchbay exports preview`.

use std::path::PathBuf;

use clap::Args;
use patchbay_workspace::Call;
use patchbay_workspace::operations::exports::{ExportId, PageRequest};
use patchbay_workspace::operations::{ExportsIndex, ExportsPage, Operation};

use super::file::How;
use super::shortened;
use crate::output::{Answer, Failure};
use crate::table::any_table;

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
    #[command(flatten)]
    how: How,
}

type Page = <ExportsPage as Operation>::Response;

/// Records in one window of the operation.
const WINDOW: usize = 1_000;
/// A window that starts further down is found by the index, which is built on all cores and saved.
const NEAR: u64 = 50_000;

impl Preview {
    /// Performs it.
    pub async fn perform(self, call: &Call) -> Result<Answer, Failure> {
        let opened = self.how.open(call, self.file).await?;
        let export = opened.export;
        if self.start >= NEAR && opened.summary.rows.is_none() {
            let export = export.clone();
            call.perform::<ExportsIndex>(ExportId { export }).await?;
        }
        let window = |start: u64, rows: usize| PageRequest {
            export: export.clone(),
            start,
            rows: u32::try_from(rows.min(WINDOW)).unwrap_or(u32::MAX),
        };
        let mut page = call
            .perform::<ExportsPage>(window(self.start, self.rows))
            .await?;
        while page.rows.len() < self.rows {
            let held = page.rows.len();
            let next = call
                .perform::<ExportsPage>(window(self.start + held as u64, self.rows - held))
                .await?;
            page.total = next.total;
            if next.rows.is_empty() {
                break;
            }
            page.cut.extend(next.cut.into_iter().map(|mut cell| {
                cell.row += held;
                cell
            }));
            page.rows.extend(next.rows);
        }
        let answer = Answer::new(&page, text(&page))?;
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

fn text(page: &Page) -> String {
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
