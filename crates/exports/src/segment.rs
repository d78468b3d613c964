//! Whole records in memory, cut into cells: what passes over a file work on.
//!
//! Most rows are regular: their cells are read where they lie, as written, and unquoted where needed. A row with a
//! misplaced quote, or one so long that cells of it may have to be cut, is *odd* and read through the tolerant
//! [`Scanner`]. [`walk`](crate::walk) fills segments from a file and hands them out.

use fearless_simd::Level;

use crate::borders::{Machine, State, Tally};
use crate::cut::{Blank, Cutter, Row};
use crate::encoding::Encoding;
use crate::error::ExportError;
use crate::lent::Lent;
use crate::records::Start;
use crate::scan::{Event, Keep, Record, Scanner};
use crate::sniff::Layout;
use crate::source::Source;

/// Readable bytes after the text, so that a cell can be read in whole words wherever it is.
pub(crate) const PADDING: usize = 64;

/// Reused from one piece of a file to the next.
#[derive(Debug)]
pub(crate) struct Segment {
    delimiter: u8,
    pub(crate) encoding: Encoding,
    /// The scanned bytes are `length` of these, unless they are lent; then [`PADDING`], then leftovers.
    buffer: Vec<u8>,
    lent: Option<Lent>,
    length: usize,
    /// The bytes as the file has them, where they are not those that are scanned.
    raw: Vec<u8>,
    /// Where the first record begins: its place, and its offset in the scanned bytes.
    start: Start,
    offset: usize,
    cutter: Cutter,
    /// Rows before those that are asked for.
    skipped: usize,
    /// The only row, where it is too long to be held as text.
    alone: Option<Record>,
}

impl Segment {
    pub(crate) fn new(layout: &Layout) -> Self {
        Self {
            delimiter: layout.delimiter,
            encoding: layout.encoding,
            buffer: Vec::new(),
            lent: None,
            offset: 0,
            length: 0,
            raw: Vec::new(),
            start: layout.data,
            cutter: Cutter::new(layout.delimiter, Level::new()),
            skipped: 0,
            alone: None,
        }
    }

    /// The scanned bytes: the file's own, or UTF-8 for a UTF-16 file.
    pub(crate) fn text(&self) -> &[u8] {
        &self.bytes()[..self.length]
    }

    /// The text and [`PADDING`] bytes without meaning.
    pub(crate) fn padded(&self) -> &[u8] {
        &self.bytes()[..self.length + PADDING]
    }

    fn bytes(&self) -> &[u8] {
        bytes(self.lent.as_ref(), &self.buffer)
    }

    /// The rows that are asked for, in order. Those that are odd are read by [`Segment::record`] alone.
    pub(crate) fn rows(&self) -> &[Row] {
        &self.cutter.rows
    }

    /// Offset of the byte after each cell, in order, over all rows and more; then leftovers.
    pub(crate) fn ends(&self) -> &[u32] {
        &self.cutter.ends
    }

    /// Number of a row in the file, from 0 after the header.
    pub(crate) fn number(&self, row: usize) -> u64 {
        self.start.record + (self.skipped + row) as u64
    }

    /// Where a cell of a regular row lies in the text, quotes included.
    pub(crate) fn span(&self, row: &Row, cell: usize) -> (usize, usize) {
        let first = row.first as usize;
        let from = if cell == 0 {
            row.start
        } else {
            self.cutter.ends[first + cell - 1] + 1
        };
        (from as usize, self.cutter.ends[first + cell] as usize)
    }

    /// A cell of a regular row as it is written, quotes included.
    pub(crate) fn raw(&self, row: &Row, cell: usize) -> &[u8] {
        let (from, to) = self.span(row, cell);
        &self.text()[from..to]
    }

    /// A cell of a regular row as it is meant; `scratch` holds it where quotes are doubled in it.
    pub(crate) fn cell<'a>(&'a self, row: &Row, cell: usize, scratch: &'a mut Vec<u8>) -> &'a [u8] {
        unquoted(self.raw(row, cell), scratch)
    }

    /// The tolerant reading of any row, bounded as in [`Keep::CELLS`].
    pub(crate) fn record(&self, row: usize, record: &mut Record) {
        if let Some(alone) = &self.alone {
            record.clone_from(alone);
            return;
        }
        let mut scanner = Scanner::new(self.delimiter, Keep::CELLS);
        let from = self.cutter.rows[row].start as usize;
        if scanner.feed(&self.text()[from..], record).1 == Event::More {
            scanner.finish(record);
        }
    }

    /// Where a row starts in the file. Counts lines, so ask only for those that are shown.
    pub(crate) fn place(&self, row: usize) -> Start {
        let offset = self.cutter.rows[row].start as usize;
        self.place_at(offset, self.number(row))
    }

    /// Where blank lines start; the record number of each is that of the record that follows it.
    pub(crate) fn blanks(&self) -> impl Iterator<Item = Start> {
        let mut places = self.places();
        let first = self.start.record;
        let number = move |blank: &Blank| first + u64::from(blank.rows);
        (self.cutter.blanks.iter()).map(move |blank| places.at(blank.start as usize, number(blank)))
    }

    /// Where rows start in the file, asked for in their order.
    pub(crate) fn places(&self) -> Places<'_> {
        Places {
            segment: self,
            offset: self.offset,
            place: self.start,
        }
    }

    fn place_at(&self, offset: usize, record: u64) -> Start {
        self.place_after(self.offset, self.start, offset, record)
    }

    /// Where `offset` is, counted from an earlier offset between records and its place.
    fn place_after(&self, from: usize, place: Start, offset: usize, record: u64) -> Start {
        let before = &self.text()[from..offset];
        let mut machine = Machine::new(self.delimiter, State::RecordStart);
        let lines = machine.tally(Level::new(), before).lines;
        Start {
            record,
            // A lone `\r` just before; offsets never lie between a `\r` and its `\n`.
            line: place.line + lines + u64::from(machine.state == State::AfterCr),
            byte: place.byte + self.encoding.source_length(before),
        }
    }

    /// Reads the bytes from `from` to `to`, which must hold whole records, and cuts them.
    pub(crate) fn load(
        &mut self,
        source: &Source,
        from: Start,
        to: u64,
    ) -> Result<(), ExportError> {
        self.read(source, from, to)?;
        self.cut();
        Ok(())
    }

    /// Reads the bytes from `from` to `to`; its rows are those from before until they are [`cut`](Self::cut).
    pub(crate) fn read(
        &mut self,
        source: &Source,
        from: Start,
        to: u64,
    ) -> Result<(), ExportError> {
        let length = usize::try_from(to.saturating_sub(from.byte)).unwrap_or(usize::MAX);
        self.start = from;
        self.offset = 0;
        self.alone = None;
        self.skipped = 0;
        if self.encoding.is_utf16() {
            self.lent = None;
            self.raw.resize(length, 0);
            let read = source.read_at(&mut self.raw, from.byte)?;
            self.buffer.clear();
            self.encoding
                .transcode(&self.raw[..read], true, &mut self.buffer);
            self.length = self.buffer.len();
            self.buffer.resize(self.length + PADDING, 0);
        } else {
            self.fill(source, from.byte, to)?;
        }
        Ok(())
    }

    /// Reads the bytes from `from` to `to`, whatever they hold: they have no rows until it is told what to
    /// [`take`](Self::take) of them. Not of a UTF-16 file.
    pub(crate) fn fill(&mut self, source: &Source, from: u64, to: u64) -> Result<(), ExportError> {
        self.length = 0;
        self.lent = None; // what is lent next may be the same
        self.lent = source.lend(from, to + PADDING as u64);
        self.extend(source, from, to)?;
        Ok(())
    }

    /// Gives back what is lent; then it has no text any more.
    pub(crate) fn release(&mut self) {
        if self.lent.take().is_some() {
            self.length = 0;
            self.buffer.resize(self.buffer.len().max(PADDING), 0);
        }
    }

    /// Reads the bytes after those that it was filled with, up to `to`, and returns them.
    pub(crate) fn extend(
        &mut self,
        source: &Source,
        from: u64,
        to: u64,
    ) -> Result<&[u8], ExportError> {
        let more = usize::try_from(to.saturating_sub(from)).unwrap_or(usize::MAX);
        let (before, length) = (self.length, self.length + more);
        if let Some(lent) = &self.lent {
            if lent.len() >= length + PADDING {
                self.length = length;
                return Ok(&self.bytes()[before..length]);
            }
            self.buffer.clear();
            self.buffer.extend_from_slice(&lent[..before]);
            self.lent = None;
        }
        if self.buffer.len() < length + PADDING {
            self.buffer.resize(length + PADDING, 0);
        }
        self.length += source.read_at(&mut self.buffer[before..length], from)?;
        Ok(&self.buffer[before..self.length])
    }

    /// Supposes that what it was filled with is entered in this state, and cuts it accordingly, in parts of these
    /// lengths; `each` is told what is in each of them, and the state after it.
    pub(crate) fn suppose(
        &mut self,
        entry: State,
        parts: impl Iterator<Item = usize>,
        mut each: impl FnMut(Tally, State),
    ) {
        self.cutter.begin(entry);
        let bytes = bytes(self.lent.as_ref(), &self.buffer);
        let mut at = 0;
        for length in parts {
            let tally = self.cutter.tally(at, &bytes[at..at + length]);
            each(tally, self.cutter.state());
            at += length;
        }
    }

    /// Of what was filled in from the byte `filled` on, keeps what lies from `start` to `end`, which must be whole
    /// records. It is cut already up to the offset `cut`, or not at all if what was supposed is wrong.
    pub(crate) fn take(&mut self, start: Start, filled: u64, end: u64, cut: Option<usize>) {
        let length = |bytes: u64| usize::try_from(bytes).unwrap_or(usize::MAX);
        self.offset = length(start.byte - filled);
        self.length = length(end - filled);
        self.start = start;
        self.alone = None;
        self.skipped = 0;
        let at = cut.unwrap_or_else(|| {
            self.cutter.begin(State::RecordStart);
            self.offset
        });
        let bytes = bytes(self.lent.as_ref(), &self.buffer);
        self.cutter.read(at, &bytes[at..self.length]);
        self.cutter.finish(self.offset, self.length);
    }

    /// Becomes the one record that starts at `start`.
    pub(crate) fn hold(&mut self, start: Start, record: Record) {
        self.empty(start);
        self.cutter.rows.push(Row {
            start: 0,
            first: 0,
            cells: u32::try_from(record.count).unwrap_or(u32::MAX),
            odd: true,
        });
        self.alone = Some(record);
    }

    /// Becomes the one blank line that starts at `start`.
    pub(crate) fn hold_blank(&mut self, start: Start) {
        self.empty(start);
        self.cutter.blanks.push(Blank { start: 0, rows: 0 });
    }

    fn empty(&mut self, start: Start) {
        self.start = start;
        self.offset = 0;
        self.length = 0;
        self.lent = None;
        self.buffer.resize(PADDING, 0);
        self.cutter.rows.clear();
        self.cutter.blanks.clear();
        self.skipped = 0;
        self.alone = None;
    }

    /// Keeps the rows whose numbers are in this range.
    pub(crate) fn keep(&mut self, from: u64, to: u64) {
        let count = |number: u64| {
            let before = number.saturating_sub(self.start.record);
            usize::try_from(before)
                .unwrap_or(usize::MAX)
                .min(self.cutter.rows.len())
        };
        let (first, end) = (count(from), count(to));
        self.cutter.rows.truncate(end);
        self.cutter.rows.drain(..first.min(end));
        let start = self.start.record;
        self.cutter
            .blanks
            .retain(|b| (from..to).contains(&(start + u64::from(b.rows))));
        self.skipped = first;
    }

    pub(crate) fn cut(&mut self) {
        let bytes = bytes(self.lent.as_ref(), &self.buffer);
        self.cutter.cut(&bytes[..self.length]);
    }
}

/// The bytes of a segment: lent, or its own.
fn bytes<'a>(lent: Option<&'a Lent>, own: &'a [u8]) -> &'a [u8] {
    lent.map_or(own, |lent| lent)
}

/// Tells where rows start, counting on from the last one that was asked for.
pub(crate) struct Places<'a> {
    segment: &'a Segment,
    offset: usize,
    place: Start,
}

impl Places<'_> {
    /// Where a row starts; not one before the last one that was asked for.
    pub(crate) fn of(&mut self, row: usize) -> Start {
        let segment = self.segment;
        self.at(segment.cutter.rows[row].start as usize, segment.number(row))
    }

    /// The place of an offset between records, not before the last one that was asked for.
    fn at(&mut self, offset: usize, record: u64) -> Start {
        let segment = self.segment;
        self.place = segment.place_after(self.offset, self.place, offset, record);
        self.offset = offset;
        self.place
    }
}

/// A cell without its quotes, if it is written with quotes in the right places.
pub(crate) fn unquoted<'a>(raw: &'a [u8], scratch: &'a mut Vec<u8>) -> &'a [u8] {
    let [b'"', inner @ .., b'"'] = raw else {
        return raw;
    };
    if memchr::memchr(b'"', inner).is_none() {
        return inner;
    }
    scratch.clear();
    let mut rest = inner;
    while let Some(i) = memchr::memchr(b'"', rest) {
        scratch.extend_from_slice(&rest[..=i]);
        rest = rest.get(i + 2..).unwrap_or_default();
    }
    scratch.extend_from_slice(rest);
    scratch
}
