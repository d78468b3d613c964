//! `patchbay exports compare`.

use std::path::PathBuf;

use clap::Args;
use patchbay_workspace::Call;
use patchbay_workspace::operations::exports::{CompareRequest, DifferencesRequest};
use patchbay_workspace::operations::{ExportsCompare, ExportsDifferences, Operation};
use serde::Serialize;

use super::file::How;
use super::{several, shortened};
use crate::output::{Answer, Failure, word};
use crate::table::{indented, section, table};

/// Two exports to tell apart.
#[derive(Args)]
pub struct Compare {
    /// The earlier CSV file
    old: PathBuf,
    /// The later one
    new: PathBuf,
    /// A column of the key, whose values together name a record; the usual ones if absent
    #[arg(long, value_name = "COLUMN")]
    key: Vec<String>,
    /// How many differences
    #[arg(long, value_name = "N", default_value_t = 20)]
    rows: usize,
    #[command(flatten)]
    how: How,
}

type Comparison = <ExportsCompare as Operation>::Response;
type Differences = <ExportsDifferences as Operation>::Response;

/// What a comparison comes to, and its first differences.
#[derive(Serialize)]
struct Document<'a, S, D> {
    #[serde(flatten)]
    summary: &'a S,
    differences: &'a [D],
}

/// Differences in one window of the operation.
const WINDOW: usize = 1_000;

impl Compare {
    /// Performs it.
    pub async fn perform(self, call: &Call) -> Result<Answer, Failure> {
        let request = CompareRequest {
            old: self.how.open(call, self.old).await?.export,
            new: self.how.open(call, self.new).await?.export,
            key: Some(self.key).filter(|key| !key.is_empty()),
        };
        let comparison = call.perform::<ExportsCompare>(request).await?;
        let mut found = Differences {
            total: 0,
            start: 0,
            differences: Vec::new(),
        };
        while found.differences.len() < self.rows {
            let missing = self.rows - found.differences.len();
            let request = DifferencesRequest {
                comparison: comparison.comparison.clone(),
                kind: None,
                column: None,
                start: found.differences.len() as u64,
                rows: u32::try_from(missing.min(WINDOW)).unwrap_or(u32::MAX),
            };
            let more = call.perform::<ExportsDifferences>(request).await?;
            found.total = more.total;
            if more.differences.is_empty() {
                break;
            }
            found.differences.extend(more.differences);
        }
        let document = Document {
            summary: &comparison.summary,
            differences: &found.differences,
        };
        let answer = Answer::new(&document, text(&comparison, &found))?;
        let missing = found.total - found.differences.len() as u64;
        Ok(if self.rows > 0 && missing > 0 {
            answer.note(format!("{}: --rows N", several(missing, "more difference")))
        } else {
            answer
        })
    }
}

fn text(comparison: &Comparison, found: &Differences) -> String {
    let summary = &comparison.summary;
    let mut text = String::new();
    for (name, side) in [("old", &summary.old), ("new", &summary.new)] {
        text += &format!(
            "{name}: {}\n  {}, {} bytes",
            side.file,
            several(side.rows, "record"),
            side.bytes
        );
        for (count, what) in [
            (
                side.unkeyed,
                "not comparable (ragged, or without a whole key)",
            ),
            (side.repeated, "with the key of an earlier one"),
        ] {
            if count > 0 {
                text += &format!(", {count} {what}");
            }
        }
        text.push('\n');
    }
    text += &format!("key: {}\n\n", summary.key.join(", "));
    let counts = [
        ("added", summary.added),
        ("removed", summary.removed),
        ("changed", summary.changed),
        ("unchanged", summary.unchanged),
    ];
    text += &indented(&table(
        ["", ""],
        counts.map(|(what, count)| [what.to_owned(), count.to_string()]),
    ));
    for (what, columns) in [
        ("New columns", &summary.new_columns),
        ("Columns that went", &summary.gone_columns),
        ("Columns that moved", &summary.moved_columns),
    ] {
        text += &section(what, &columns.join("\n"));
    }
    let changes: Vec<_> = summary
        .columns
        .iter()
        .filter(|c| c.changed > 0 || !c.appeared.is_empty() || !c.vanished.is_empty())
        .map(|c| {
            let values = |values: &[patchbay_workspace::ExportFrequent]| {
                let values: Vec<_> = values
                    .iter()
                    .take(3)
                    .map(|v| format!("{} ({})", shortened(&v.value), v.count))
                    .collect();
                values.join(", ")
            };
            [
                c.name.clone(),
                c.changed.to_string(),
                values(&c.appeared),
                values(&c.vanished),
            ]
        })
        .collect();
    if !changes.is_empty() {
        text.push('\n');
        text += &table(
            ["COLUMN", "CHANGED", "NEW VALUES", "VALUES THAT WENT"],
            changes,
        );
    }
    let mut rows = Vec::new();
    for difference in &found.differences {
        let mut what = [word(&difference.kind), difference.key.join(", ")];
        // Of a record that only one file has, the cells are a preview's.
        let both = difference
            .cells
            .iter()
            .filter(|cell| cell.old.is_some() && cell.new.is_some());
        let value = |v: &Option<String>| v.as_deref().map(shortened).unwrap_or_default();
        let mut cells: Vec<_> = both
            .map(|c| [c.column.clone(), value(&c.old), value(&c.new)])
            .collect();
        if cells.is_empty() {
            cells.push(Default::default());
        }
        for [column, old, new] in cells {
            let [kind, key] = std::mem::take(&mut what);
            rows.push([kind, key, column, old, new]);
        }
    }
    if !rows.is_empty() {
        text.push('\n');
        text += &table(["DIFFERENCE", "KEY", "COLUMN", "OLD", "NEW"], rows);
    }
    text
}
