//! The records of a file one after the other, each with its place; the one loop that every pass is made of.
//!
//! Reports progress, honours a cancel, and makes sure between chunks that the file is still the same.

use serde::Serialize;
use tokio_util::sync::CancellationToken;
use ts_rs::TS;

use crate::error::ExportError;
use crate::scan::{Event, Keep, Record, Scanner};
use crate::sniff::Layout;
use crate::source::{Input, Source};

/// How far a pass over a file has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
pub struct Progress {
    /// Bytes of the file that are done.
    #[ts(type = "number")]
    pub bytes: u64,
    /// Bytes of the file.
    #[ts(type = "number")]
    pub total_bytes: u64,
    /// Records that are done.
    #[ts(type = "number")]
    pub records: u64,
}

impl Progress {
    /// The same share of what lies between two byte counts of the whole.
    pub(crate) fn within(self, from: u64, to: u64) -> Self {
        let share = u128::from(self.bytes) * u128::from(to - from);
        let share = share / u128::from(self.total_bytes.max(1));
        Self {
            bytes: from + u64::try_from(share).unwrap_or(to - from),
            ..self
        }
    }
}

/// Where a record or a blank line starts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Start {
    /// From 0 after the header. A blank line has the number of the record that follows it.
    pub(crate) record: u64,
    /// Physical line, from 1.
    pub(crate) line: u64,
    /// Offset in the file.
    pub(crate) byte: u64,
}

/// What a pass finds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Item {
    Record(Start),
    Blank(Start),
}

/// Who follows a pass, and may end it.
#[derive(Clone, Copy)]
pub(crate) struct Watch<'a> {
    pub(crate) on_progress: &'a dyn Fn(Progress),
    pub(crate) cancel: &'a CancellationToken,
}

/// Bytes to read at once: for a single record, for a page, and for a pass over the file.
const RECORD_CHUNK: usize = 1 << 10;
pub(crate) const PAGE_CHUNK: usize = 64 << 10;
const PASS_CHUNK: usize = 256 << 10;

/// Chunks between two reports of progress, and between two looks whether the file changed.
const REPORT_EVERY: u64 = 16;
const VERIFY_EVERY: u64 = 256;

pub(crate) struct Records<'a> {
    source: &'a Source,
    input: Input<'a>,
    scanner: Scanner,
    watch: Option<Watch<'a>>,
    /// The record of the last item.
    pub(crate) record: Record,
    next: Start,
    chunks: u64,
}

impl<'a> Records<'a> {
    /// Starts at `from`, which must be the start of a record or a blank line.
    pub(crate) fn new(
        source: &'a Source,
        layout: &Layout,
        from: Start,
        keep: Keep,
        watch: Option<Watch<'a>>,
    ) -> Self {
        let chunk = if watch.is_some() {
            PASS_CHUNK
        } else {
            PAGE_CHUNK
        };
        Self::in_chunks(source, layout, from, keep, watch, chunk)
    }

    /// To read the one record that starts at `byte`, kept as in a pass.
    pub(crate) fn single(source: &'a Source, layout: &Layout, byte: u64) -> Self {
        let from = Start {
            record: 0,
            line: 1,
            byte,
        };
        Self::in_chunks(source, layout, from, Keep::CELLS, None, RECORD_CHUNK)
    }

    fn in_chunks(
        source: &'a Source,
        layout: &Layout,
        from: Start,
        keep: Keep,
        watch: Option<Watch<'a>>,
        chunk: usize,
    ) -> Self {
        Self {
            source,
            input: Input::new(source, layout.encoding, from.byte, chunk),
            scanner: Scanner::new(layout.delimiter, keep),
            watch,
            record: Record::default(),
            next: from,
            chunks: 0,
        }
    }

    /// Where the next item starts.
    pub(crate) fn place(&self) -> Start {
        self.next
    }

    /// The next record or blank line; `None` at the end of the file.
    pub(crate) fn next(&mut self) -> Result<Option<Item>, ExportError> {
        loop {
            if self.input.is_used_up() {
                self.look_up()?;
                self.input.refill()?;
            }
            if self.input.is_used_up() {
                let event = self.scanner.finish(&mut self.record);
                if event.is_none() {
                    self.source.verify()?;
                    self.report();
                }
                return Ok(event.and_then(|event| self.item(event)));
            }
            let (used, event) = self.scanner.feed(self.input.rest(), &mut self.record);
            self.input.consume(used);
            if let Some(item) = self.item(event) {
                return Ok(Some(item));
            }
        }
    }

    fn item(&mut self, event: Event) -> Option<Item> {
        let start = self.next;
        let after = |record| Start {
            record,
            line: start.line + self.scanner.lines,
            byte: self.input.offset(),
        };
        let (item, next) = match event {
            Event::More => return None,
            Event::Record => (Item::Record(start), after(start.record + 1)),
            Event::Blank => (Item::Blank(start), after(start.record)),
        };
        self.next = next;
        self.scanner.lines = 0;
        Some(item)
    }

    /// Between two chunks.
    fn look_up(&mut self) -> Result<(), ExportError> {
        let Some(watch) = self.watch else {
            return Ok(());
        };
        if watch.cancel.is_cancelled() {
            return Err(ExportError::Cancelled {
                path: self.source.path().to_path_buf(),
            });
        }
        if self.chunks.is_multiple_of(REPORT_EVERY) {
            self.report();
        }
        if self.chunks.is_multiple_of(VERIFY_EVERY) {
            self.source.verify()?;
        }
        self.chunks += 1;
        Ok(())
    }

    fn report(&self) {
        if let Some(watch) = self.watch {
            (watch.on_progress)(Progress {
                bytes: self.input.offset(),
                total_bytes: self.source.length(),
                records: self.next.record,
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use proptest::prelude::*;

    use super::*;
    use crate::encoding::Encoding;

    /// A record: cells, record number, line, byte.
    type Seen = (Vec<Vec<u8>>, u64, u64, u64);

    /// Quotes, delimiters and line breaks wherever they do the most harm.
    fn wild() -> impl Strategy<Value = String> {
        let pieces = [
            "\"", "\"", "\"\"", ",", ",", "\n", "\r\n", "\r", "a", "bc", " ", "é", "日", "🎬", ";",
        ];
        prop::collection::vec(prop::sample::select(pieces.to_vec()), 0..60).prop_map(|p| p.concat())
    }

    /// What the csv crate makes of it. Its position of a record is before the blank lines that it skips, and it does
    /// not count a lone `\r`, so the place of a record is told from the bytes between two of its positions.
    fn by_csv(text: &str) -> Vec<Seen> {
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .from_reader(text.as_bytes());
        let (mut record, mut seen) = (csv::ByteRecord::new(), Vec::new());
        while reader.read_byte_record(&mut record).unwrap() {
            let position = record.position().unwrap();
            let from = usize::try_from(position.byte()).unwrap();
            let blank = text[from..]
                .bytes()
                .take_while(|b| matches!(b, b'\r' | b'\n'))
                .count();
            let cells = record.iter().map(<[u8]>::to_vec).collect();
            seen.push((cells, position.record(), 0, (from + blank) as u64));
        }
        let ends: Vec<usize> = seen.iter().map(|s| usize::try_from(s.3).unwrap()).collect();
        for i in 0..seen.len() {
            let from = if i == 0 { 0 } else { ends[i - 1] };
            let before = if i == 0 { 1 } else { seen[i - 1].2 };
            seen[i].2 = before + line_breaks(&text[from..ends[i]]);
        }
        seen
    }

    /// Every `\n`, and every `\r` that is not followed by one where it ends a record: outside quotes, or after all
    /// else of a piece that starts with a record.
    fn line_breaks(piece: &str) -> u64 {
        let tail = piece.len() - piece.trim_end_matches(['\r', '\n']).len();
        let lone = |s: &str| s.replace("\r\n", "\n").matches('\r').count();
        let (body, end) = piece.split_at(piece.len() - tail);
        (body.matches('\n').count() + end.matches('\n').count() + lone(end)) as u64
    }

    fn by_us(file: &Path, encoding: Encoding, chunk: usize) -> Vec<Seen> {
        let source = Source::open(file).unwrap();
        let top = Start {
            record: 0,
            line: 1,
            byte: 0,
        };
        let layout = Layout {
            encoding,
            encoding_guessed: false,
            delimiter: b',',
            has_header: false,
            columns: vec![],
            top,
            data: top,
        };
        let mut records = Records::in_chunks(&source, &layout, top, Keep::CELLS, None, chunk);
        let mut seen = Vec::new();
        while let Some(item) = records.next().unwrap() {
            if let Item::Record(at) = item {
                let cells: Vec<Vec<u8>> = records.record.cells().map(<[u8]>::to_vec).collect();
                assert_eq!(records.record.count, cells.len() as u64);
                // A record can be read alone, from its place.
                let mut alone = Records::single(&source, &layout, at.byte);
                alone.next().unwrap();
                assert!(alone.record.cells().eq(cells.iter().map(Vec::as_slice)));
                seen.push((cells, at.record, at.line, at.byte));
            }
        }
        seen
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2_000))]

        #[test]
        fn records_and_places_are_those_of_the_csv_crate(text in wild(), chunk in 1_usize..40) {
            let file = tempfile::NamedTempFile::new().unwrap();
            std::fs::write(file.path(), &text).unwrap();
            prop_assert_eq!(by_us(file.path(), Encoding::Utf8, chunk), by_csv(&text));
        }

        #[test]
        fn utf16_has_the_same_records_at_its_own_offsets(text in wild(), chunk in 1_usize..40) {
            let file = tempfile::NamedTempFile::new().unwrap();
            let raw: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
            std::fs::write(file.path(), &raw).unwrap();
            let expected: Vec<Seen> = by_csv(&text)
                .into_iter()
                .map(|(cells, record, line, byte)| {
                    let before = &text[..usize::try_from(byte).unwrap()];
                    (cells, record, line, before.encode_utf16().count() as u64 * 2)
                })
                .collect();
            prop_assert_eq!(by_us(file.path(), Encoding::Utf16Le, chunk), expected);
        }
    }
}
