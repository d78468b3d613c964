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
