//! One record piece by piece, however long or wide it is: what is not kept of it can be read this way.

use tokio_util::sync::CancellationToken;

use crate::error::ExportError;
use crate::export::Export;
use crate::scan::{Event, Keep, Record, Scanner};
use crate::source::Input;

/// Bytes of the file to read at once.
const CHUNK: usize = 256 << 10;

/// Some bytes of a cell, as they are meant.
pub(crate) struct Piece<'a> {
    /// Index of the cell in its record.
    pub(crate) cell: usize,
    /// Where `text` starts in the cell.
    pub(crate) from: u64,
    pub(crate) text: &'a [u8],
    /// Whether the cell ends with it.
    pub(crate) ends: bool,
}

impl Export {
    /// Lets `look` see the record that starts at `byte`, in its order, until it says `false` or the record ends.
    ///
    /// A cell comes as one piece, or as several where it is long; each but the first begins with the last `overlap`
    /// bytes of the one before.
    pub(crate) fn in_pieces(
        &self,
        byte: u64,
        overlap: usize,
        cancel: &CancellationToken,
        look: &mut dyn FnMut(&Piece<'_>) -> bool,
    ) -> Result<(), ExportError> {
        let (source, layout) = (self.source(), self.layout());
        let mut input = Input::new(source, layout.encoding, byte, CHUNK);
        let mut scanner = Scanner::new(layout.delimiter, Keep::EVERYTHING);
        let mut record = Record::default();
        // Cells that have ended and are forgotten, and what is forgotten of the one that has not.
        let (mut before, mut forgotten) = (0, 0);
        loop {
            if input.is_used_up() {
                if cancel.is_cancelled() {
                    return Err(ExportError::Cancelled {
                        path: source.path().to_path_buf(),
                    });
                }
                source.verify()?;
                input.refill()?;
            }
            let event = if input.is_used_up() {
                match scanner.finish(&mut record) {
                    Some(event) => event,
                    None => return Ok(()), // there is no record
                }
            } else {
                let (used, event) = scanner.feed(input.rest(), &mut record);
                input.consume(used);
                event
            };
            if event == Event::Blank {
                continue;
            }
            let ended = record.len();
            let open = (event == Event::More).then(|| record.open());
            let cells = record.cells().map(|text| (text, true));
            for (i, (text, ends)) in cells.chain(open.map(|text| (text, false))).enumerate() {
                let piece = Piece {
                    cell: before + i,
                    from: if i == 0 { forgotten } else { 0 },
                    text,
                    ends,
                };
                if !look(&piece) {
                    return Ok(());
                }
            }
            if event == Event::Record {
                return Ok(());
            }
            before += ended;
            forgotten = if ended == 0 { forgotten } else { 0 } + record.forget(overlap);
        }
    }
}
