//! A window of rows, for a grid or a preview.

use serde::Serialize;
use ts_rs::TS;

use crate::cell::whole_characters;
use crate::encoding::Encoding;
use crate::error::ExportError;
use crate::export::Export;
use crate::records::{Item, Records};
use crate::scan::Keep;

/// The most rows that one page has.
pub const PAGE_ROWS: usize = 10_000;

/// The most bytes of a cell that a page shows.
pub const PAGE_CELL_BYTES: usize = 4_096;

/// A page ends early, after at least one row, when it holds this many bytes, the cells' own among them.
const PAGE_BYTES: usize = 16 << 20;

const KEEP: Keep = Keep {
    cell: PAGE_CELL_BYTES,
    record: PAGE_BYTES,
    cells: Keep::CELLS.cells,
};

/// Some rows of an export, in the order of the file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct Page {
    /// The path the export was opened with.
    pub file: String,
    /// Column names in the order of the file.
    pub columns: Vec<String>,
    /// Record number of the first row, from 0 after the header.
    #[ts(type = "number")]
    pub start: u64,
    /// The cells of each row; as many as the record has, which may differ from the number of columns.
    pub rows: Vec<Vec<String>>,
    /// The cells of this page that are shown in part; each of them ends with `…`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[ts(optional, as = "Option<Vec<CutCell>>")]
    pub cut: Vec<CutCell>,
    /// Number of records in the file, once it is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional, type = "number")]
    pub total: Option<u64>,
}

/// A cell that is too long for a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
pub struct CutCell {
    /// Index in [`Page::rows`].
    pub row: usize,
    /// Index in that row. One past its last cell stands for all cells that the row is too wide to show.
    pub column: usize,
    /// Length of the whole cell in bytes.
    #[ts(type = "number")]
    pub bytes: u64,
}

impl Export {
    /// The rows from record `start` on: `rows` of them, or fewer where the file or the page ends.
    ///
    /// Takes constant time where the index has come by; past that, the file is read from there to the page (and the
    /// index grows by it). A page has at most [`PAGE_ROWS`] rows and may end before, if its cells are large: go on at
    /// `start + rows.len()`.
    pub fn page(&self, start: u64, rows: usize) -> Result<Page, ExportError> {
        self.source().verify()?;
        let mut page = Page {
            file: self.file(),
            columns: self.layout().columns.clone(),
            start,
            rows: Vec::new(),
            cut: Vec::new(),
            total: None,
        };
        let (total, from) = {
            let index = self.known();
            (index.total, index.before(start))
        };
        if total.is_none_or(|total| start < total) {
            let mut records = self.records(from, KEEP, None);
            self.fill(&mut page, &mut records, rows.min(PAGE_ROWS))?;
        }
        page.total = self.known().total;
        self.source().verify()?; // nothing on the page was read from a file that changed meanwhile
        Ok(page)
    }

    fn fill(
        &self,
        page: &mut Page,
        records: &mut Records<'_>,
        rows: usize,
    ) -> Result<(), ExportError> {
        let mut bytes = 0;
        while let Some(item) = records.next()? {
            self.learn(item);
            let Item::Record(at) = item else { continue };
            if at.record < page.start {
                continue;
            }
            // One record further than asked, which tells whether the file ends with the page.
            if page.rows.len() >= rows || bytes >= PAGE_BYTES {
                return Ok(());
            }
            bytes += records.record.weight();
            page.push(records, self.layout().encoding);
        }
        self.learn_total(records);
        Ok(())
    }
}

impl Page {
    fn push(&mut self, records: &Records<'_>, encoding: Encoding) {
        let (row, record) = (self.rows.len(), &records.record);
        let mut cells: Vec<String> = record
            .cells()
            .map(|cell| encoding.text(cell).into_owned())
            .collect();
        for (column, bytes) in &record.cut {
            cells[*column] = shortened(record.cell(*column), encoding, PAGE_CELL_BYTES);
            self.cut.push(CutCell {
                row,
                column: *column,
                bytes: *bytes,
            });
        }
        if record.count > cells.len() as u64 {
            self.cut.push(CutCell {
                row,
                column: cells.len(),
                bytes: 0,
            });
        }
        self.rows.push(cells);
    }
}

/// The beginning of a cell as text, at most `limit` bytes of it, with a sign that it goes on.
pub(crate) fn shortened(cell: &[u8], encoding: Encoding, limit: usize) -> String {
    let cell = &cell[..cell.len().min(limit)];
    // A character that the cut went through is no damage of the file.
    let cell = &cell[..whole_characters(cell, encoding)];
    let mut text = encoding.text(cell).into_owned();
    text.push('…');
    text
}
