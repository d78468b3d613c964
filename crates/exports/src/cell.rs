//! One cell as a whole: what a page shows in part.

use serde::Serialize;
use tokio_util::sync::CancellationToken;
use ts_rs::TS;

use crate::encoding::Encoding;
use crate::error::ExportError;
use crate::export::Export;
use crate::records::Watch;
use crate::scan::Keep;

/// The most bytes of a cell that one answer has.
pub const CELL_BYTES: usize = 1 << 20;

/// A cell, or a part of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct CellText {
    /// What is in it, from there on.
    pub text: String,
    /// Where `text` begins in the cell, in bytes.
    #[ts(type = "number")]
    pub from: u64,
    /// Where to go on; absent where the cell ends with `text`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional, type = "number")]
    pub next: Option<u64>,
    /// Length of the whole cell in bytes (of UTF-8, where the file is UTF-16).
    #[ts(type = "number")]
    pub bytes: u64,
}

impl Export {
    /// Cell number `column` of record `record`, both from 0: at most `limit` bytes of it, at least 4 and no more than
    /// [`CELL_BYTES`], from the byte `from` on, which is 0 or the [`next`](CellText::next) of the answer before.
    /// `None` if there is no such record, or if it has no such cell. Found as a [`page`](Self::page) is.
    pub fn cell(
        &self,
        record: u64,
        column: usize,
        from: u64,
        limit: usize,
        cancel: &CancellationToken,
    ) -> Result<Option<CellText>, ExportError> {
        let limit = limit.clamp(4, CELL_BYTES); // any character fits
        self.source().verify()?;
        let Some(byte) = self.start_of(record, cancel)? else {
            return Ok(None);
        };
        let (mut kept, mut length) = (Vec::new(), None);
        self.in_pieces(byte, 0, cancel, &mut |piece| {
            if piece.cell == column {
                let before = usize::try_from(from.saturating_sub(piece.from));
                let text = piece.text.get(before.unwrap_or(usize::MAX)..);
                let text = text.unwrap_or_default();
                kept.extend_from_slice(&text[..text.len().min(limit - kept.len())]);
                if piece.ends {
                    length = Some(piece.from + piece.text.len() as u64);
                }
            }
            length.is_none()
        })?;
        self.source().verify()?; // nothing was read from a file that changed meanwhile
        let encoding = self.layout().encoding;
        Ok(length.map(|bytes| {
            let from = from.min(bytes);
            let goes_on = from + (kept.len() as u64) < bytes;
            if goes_on {
                kept.truncate(whole_characters(&kept, encoding));
            }
            CellText {
                text: encoding.text(&kept).into_owned(),
                from,
                next: goes_on.then_some(from + kept.len() as u64),
                bytes,
            }
        }))
    }

    /// Where a record starts, or blank lines before it.
    fn start_of(
        &self,
        record: u64,
        cancel: &CancellationToken,
    ) -> Result<Option<u64>, ExportError> {
        let watch = Watch {
            on_progress: &|_| {},
            cancel,
        };
        let from = self.known().before(record);
        let mut records = self.records(from, Keep::NOTHING, Some(watch));
        while records.place().record < record {
            match records.next()? {
                Some(item) => self.learn(item),
                None => return Ok(None),
            }
        }
        Ok(Some(records.place().byte))
    }
}

/// The length of these bytes without the character that their end cuts in two.
pub(crate) fn whole_characters(bytes: &[u8], encoding: Encoding) -> usize {
    let first = bytes
        .iter()
        .rposition(|byte| !matches!(byte, 0x80..=0xBF))
        .unwrap_or(0);
    match std::str::from_utf8(&bytes[first..]) {
        // In Windows-1252 every byte is a character.
        Err(e) if e.error_len().is_none() && encoding != Encoding::Windows1252 => first,
        _ => bytes.len(),
    }
}
