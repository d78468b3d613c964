//! One cell as a whole: what a page shows in part.

use serde::Serialize;
use ts_rs::TS;

use crate::error::ExportError;
use crate::export::Export;
use crate::page::shortened;
use crate::records::Item;
use crate::scan::Keep;

/// A cell, up to 1 MiB of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct CellText {
    /// What is in it; ends with `…` where it is cut.
    pub text: String,
    /// Length of the whole cell in bytes.
    #[ts(type = "number")]
    pub bytes: u64,
    /// Whether it goes on after `text`.
    pub cut: bool,
}

impl Export {
    /// Cell number `column` of record `record`, both from 0; `None` if there is no such record, or if it has no such
    /// cell (or more than 65,536, and this is one of the others). Found as a [`page`](Self::page) is.
    pub fn cell(&self, record: u64, column: usize) -> Result<Option<CellText>, ExportError> {
        self.source().verify()?;
        let from = self.known().before(record);
        let mut records = self.records(from, Keep::CELLS, None);
        let mut found = None;
        while let Some(item) = records.next()? {
            self.learn(item);
            if let Item::Record(at) = item
                && at.record == record
            {
                found = Some(&records.record);
                break;
            }
        }
        let encoding = self.layout().encoding;
        let cell = found.filter(|r| column < r.len()).map(|record| {
            let cell = record.cell(column);
            match record.cut.iter().find(|(cut, _)| *cut == column) {
                Some((_, bytes)) => CellText {
                    text: shortened(cell, encoding, cell.len()),
                    bytes: *bytes,
                    cut: true,
                },
                None => CellText {
                    text: encoding.text(cell).into_owned(),
                    bytes: cell.len() as u64,
                    cut: false,
                },
            }
        });
        self.source().verify()?;
        Ok(cell)
    }
}
