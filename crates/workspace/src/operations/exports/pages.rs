//! Windows of an open export: records, those with an issue, and one cell as a whole.

use patchbay_exports::{
    CELL_BYTES, CellText, CutCell, ExportError, IssueFilter, Mark, Overview, Page,
};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::reading;
use crate::error::{Code, Error, Result};
use crate::operations::Call;

/// A window of records with an issue ends early, after at least one, when their cells take this many bytes: each of
/// them may be as large as a whole page.
const FLAGGED_BYTES: usize = 16 << 20;

/// Cells of a window, about: more of them take longer to tell than anybody likes to wait.
const WINDOW_CELLS: usize = 100_000;

/// A window of records.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct PageRequest {
    /// The export's handle.
    pub export: String,
    /// First record, from 0 after the header.
    #[ts(type = "number")]
    pub start: u64,
    /// Records in the window, at most 1,000. There may be fewer, where they are wide or long: go on after those.
    pub rows: u32,
}

/// Records whose marks are asked for.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct MarksRequest {
    /// The export's handle.
    pub export: String,
    /// First record, from 0 after the header.
    #[ts(type = "number")]
    pub start: u64,
    /// How many records, at most 10,000.
    pub rows: u32,
}

/// Where in the file issues are.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct OverviewRequest {
    /// The export's handle.
    pub export: String,
    /// Into how many parts of equally many records the file is cut, at most 10,000.
    pub parts: u32,
    /// Which issues.
    #[serde(default)]
    #[ts(as = "Option<IssueFilter>", optional)]
    pub filter: IssueFilter,
}

/// A window of the records with an issue.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct FlaggedRequest {
    /// The export's handle.
    pub export: String,
    /// Which issues.
    #[serde(default)]
    #[ts(as = "Option<IssueFilter>", optional)]
    pub filter: IssueFilter,
    /// The first one's place among them, from 0.
    #[ts(type = "number")]
    pub start: u64,
    /// Records in the window, at most 1,000. There may be fewer, where their cells are large: go on after those.
    pub rows: u32,
}

/// Some of the records with an issue, in the order of the file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct FlaggedPage {
    /// How many there are in all.
    #[ts(type = "number")]
    pub total: u64,
    /// The first one's place among them, from 0.
    #[ts(type = "number")]
    pub start: u64,
    /// The number of each record, from 0 after the header.
    #[ts(type = "number[]")]
    pub records: Vec<u64>,
    /// The cells of each.
    pub rows: Vec<Vec<String>>,
    /// The cells that are shown in part; each of them ends with `…`.
    pub cut: Vec<CutCell>,
    /// Every issue of these records, also those that the filter leaves out.
    pub marks: Vec<Mark>,
}

/// Where to look for the next record with an issue.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct NextFlaggedRequest {
    /// The export's handle.
    pub export: String,
    /// Which issues.
    #[serde(default)]
    #[ts(as = "Option<IssueFilter>", optional)]
    pub filter: IssueFilter,
    /// The record to look from; it may itself be the one.
    #[ts(type = "number")]
    pub from: u64,
    /// Towards the start of the file.
    #[serde(default)]
    #[ts(as = "Option<bool>", optional)]
    pub backwards: bool,
}

/// The next record with an issue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct NextFlagged {
    /// Its number; absent if there is none that way.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional, type = "number")]
    pub record: Option<u64>,
}

/// Names a cell.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct CellRequest {
    /// The export's handle.
    pub export: String,
    /// The record, from 0 after the header.
    #[ts(type = "number")]
    pub record: u64,
    /// The cell's index in its record.
    pub column: u32,
    /// The byte to begin with: 0, or the `next` of the answer before.
    #[serde(default)]
    #[ts(as = "Option<u64>", optional)]
    pub from: u64,
    /// At most so many bytes of it; 1,048,576 when absent, and never more.
    #[serde(default)]
    #[ts(optional)]
    pub limit: Option<u32>,
}

/// A window of records.
pub(in crate::operations) async fn page(call: &Call, request: PageRequest) -> Result<Page> {
    let file = call.workspace.exports.get(&call.app, &request.export)?;
    let rows = request.rows.min(1_000) as usize;
    reading(call, &file.export, "Reading", move |export, _, _| {
        let fit = WINDOW_CELLS / export.width().max(1);
        export.page(request.start, rows.min(fit.max(1)))
    })
    .await
}

/// The cells and records with an issue, among some records.
pub(in crate::operations) async fn marks(call: &Call, request: MarksRequest) -> Result<Vec<Mark>> {
    let file = call.workspace.exports.get(&call.app, &request.export)?;
    let rows = request.rows.min(10_000);
    Ok(file
        .examination()?
        .flagged
        .marks(request.start, rows.into()))
}

/// How many records have an issue in each part of the file.
pub(in crate::operations) async fn overview(
    call: &Call,
    request: OverviewRequest,
) -> Result<Overview> {
    let file = call.workspace.exports.get(&call.app, &request.export)?;
    let parts = request.parts.clamp(1, 10_000) as usize;
    Ok(file.examination()?.flagged.overview(parts, &request.filter))
}

/// A window of the records with an issue.
pub(in crate::operations) async fn flagged(
    call: &Call,
    request: FlaggedRequest,
) -> Result<FlaggedPage> {
    let file = call.workspace.exports.get(&call.app, &request.export)?;
    let examination = file.examination()?;
    let rows = request.rows.min(1_000) as usize;
    reading(call, &file.export, "Reading", move |export, _, cancel| {
        let flagged = &examination.flagged;
        let mut page = FlaggedPage {
            total: flagged.count(&request.filter),
            start: request.start,
            records: Vec::new(),
            rows: Vec::new(),
            cut: Vec::new(),
            marks: Vec::new(),
        };
        let mut wanted = &flagged.records(&request.filter, request.start, rows)[..];
        let mut held = 0;
        while let Some(&first) = wanted.first()
            && held < FLAGGED_BYTES
        {
            if cancel.is_cancelled() {
                return Err(ExportError::Cancelled {
                    path: export.summary().file.into(),
                });
            }
            // Records that follow each other are read at once.
            let run = wanted.iter().zip(first..).take_while(|(a, b)| **a == *b);
            let read = export.page(first, run.count())?;
            let got = read.rows.len();
            if got == 0 {
                break; // the page cannot be shorter than the file as it was examined, which reading verifies
            }
            page.cut.extend(read.cut.into_iter().map(|mut cell| {
                cell.row += page.rows.len();
                cell
            }));
            let cells = read.rows.iter().flatten();
            held += cells.map(|c| c.len() + size_of::<String>()).sum::<usize>();
            page.rows.extend(read.rows);
            page.records.extend(&wanted[..got]);
            page.marks.extend(flagged.marks(first, got as u64));
            wanted = &wanted[got..];
        }
        Ok(page)
    })
    .await
}

/// The next record with an issue.
pub(in crate::operations) async fn next_flagged(
    call: &Call,
    request: NextFlaggedRequest,
) -> Result<NextFlagged> {
    let file = call.workspace.exports.get(&call.app, &request.export)?;
    let examination = file.examination()?;
    let flagged = &examination.flagged;
    Ok(NextFlagged {
        record: flagged.next(&request.filter, request.from, request.backwards),
    })
}

/// One cell, or a part of it.
pub(in crate::operations) async fn cell(call: &Call, request: CellRequest) -> Result<CellText> {
    let file = call.workspace.exports.get(&call.app, &request.export)?;
    let CellRequest {
        record,
        column,
        from,
        limit,
        ..
    } = request;
    let limit = limit.map_or(CELL_BYTES, |limit| limit as usize);
    let found = reading(call, &file.export, "Reading", move |export, _, cancel| {
        export.cell(record, column as usize, from, limit, cancel)
    })
    .await?;
    found.ok_or_else(|| {
        let name = file.export.summary().file;
        Error::new(
            Code::NotFound,
            format!("{name} has no cell {column} in a record {record}"),
        )
        .hint("Both count from 0")
    })
}
