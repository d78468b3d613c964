//! The scanner: bytes in, one record's cells out, with every misplaced quote noticed on the way.
//!
//! It gives a record the meaning that the `csv` crate gives it (RFC 4180, a record ends at `\n`, `\r\n` or a lone
//! `\r`, blank lines are no records, a quote inside an unquoted cell is text, text after a closing quote is kept);
//! the property tests hold the two together. It exists because that crate skips blank lines and tolerates quotes
//! without a word, and holds a whole record in memory: one quote that is never closed would load the rest of the
//! file. Here a cell keeps at most a given number of bytes, however long it is.
//!
//! It can be fed in pieces of any size and knows nothing of files; [`records`](crate::records) feeds it.

use fearless_simd::Level;

use crate::simd;

/// How much of a record to keep. Everything is scanned either way.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Keep {
    /// Bytes of one cell.
    pub(crate) cell: usize,
    /// Bytes of all cells of a record.
    pub(crate) record: usize,
    /// Cells of a record.
    pub(crate) cells: usize,
}

impl Keep {
    /// Nothing: to find where records start.
    pub(crate) const NOTHING: Self = Self {
        cell: 0,
        record: 0,
        cells: 0,
    };
    /// All of any record that could make sense.
    pub(crate) const CELLS: Self = Self {
        cell: 1 << 20,
        record: 16 << 20,
        cells: 1 << 16,
    };
    /// Whatever comes, by who [forgets](Record::forget) it again.
    pub(crate) const EVERYTHING: Self = Self {
        cell: usize::MAX,
        record: usize::MAX,
        cells: usize::MAX,
    };
}

/// A quote in the wrong place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct BadQuote {
    pub(crate) fault: QuoteFault,
    /// The cell it is in, from 0.
    pub(crate) cell: u64,
    /// Where that cell starts, in scanned bytes from the start of the record.
    pub(crate) from: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum QuoteFault {
    /// A quote inside a cell that does not start with one.
    Bare,
    /// Text between a closing quote and the end of the cell.
    TextAfter,
    /// A quoted cell that the end of the file ends.
    Unclosed,
}

/// One record; reused from record to record.
#[derive(Debug, Clone, Default)]
pub(crate) struct Record {
    data: Vec<u8>,
    ends: Vec<usize>,
    /// Number of cells, also of those that are not kept.
    pub(crate) count: u64,
    /// Cells of which only a part is kept, with their full length in bytes; ascending.
    pub(crate) cut: Vec<(usize, u64)>,
    /// At most one per cell, ascending, of the first [`BAD_QUOTES`] cells that have one.
    pub(crate) bad_quotes: Vec<BadQuote>,
    /// Cells with a bad quote.
    pub(crate) bad_quote_count: u64,
}

/// How many misplaced quotes of one record are kept with their place.
const BAD_QUOTES: usize = 1 << 10;

impl Record {
    /// Number of kept cells.
    pub(crate) fn len(&self) -> usize {
        self.ends.len()
    }

    /// The kept bytes of a cell, unquoted; empty for one that is not kept or not there.
    pub(crate) fn cell(&self, i: usize) -> &[u8] {
        let Some(end) = self.ends.get(i) else {
            return b"";
        };
        let start = if i == 0 { 0 } else { self.ends[i - 1] };
        &self.data[start..*end]
    }

    pub(crate) fn cells(&self) -> impl Iterator<Item = &[u8]> {
        (0..self.len()).map(|i| self.cell(i))
    }

    /// All kept bytes, without separators.
    pub(crate) fn data(&self) -> &[u8] {
        &self.data
    }

    pub(crate) fn is_cut(&self, i: usize) -> bool {
        !self.cut.is_empty() && self.cut.binary_search_by_key(&i, |c| c.0).is_ok()
    }

    /// Bytes of a whole cell, of which perhaps only a part is kept.
    pub(crate) fn cell_length(&self, i: usize) -> u64 {
        match self.cut.binary_search_by_key(&i, |c| c.0) {
            Ok(at) => self.cut[at].1,
            Err(_) => self.cell(i).len() as u64,
        }
    }

    /// Bytes of memory that the kept cells take as text, however empty they are.
    pub(crate) fn weight(&self) -> usize {
        self.data.len() + self.len() * size_of::<String>()
    }

    /// Whether all of it is kept.
    pub(crate) fn is_whole(&self) -> bool {
        self.cut.is_empty() && self.count == self.len() as u64
    }

    /// What is there so far of the cell that has not ended.
    pub(crate) fn open(&self) -> &[u8] {
        &self.data[self.ends.last().copied().unwrap_or(0)..]
    }

    /// Forgets the cells that have ended, and all but the last `tail` bytes of the one that has not. The answer is
    /// how many of its bytes are gone. Only between two feeds of a scanner that keeps [`Keep::EVERYTHING`].
    pub(crate) fn forget(&mut self, tail: usize) -> u64 {
        let open = self.open().len();
        let gone = open.saturating_sub(tail);
        self.data.drain(..self.data.len() - open + gone);
        self.ends.clear();
        gone as u64
    }

    fn clear(&mut self) {
        self.data.clear();
        self.ends.clear();
        self.count = 0;
        self.cut.clear();
        self.bad_quotes.clear();
        self.bad_quote_count = 0;
    }
}

/// What a feed came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Event {
    /// The input is used up in the middle of something.
    More,
    /// A record ended.
    Record,
    /// A blank line ended.
    Blank,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    RecordStart,
    CellStart,
    Unquoted,
    Quoted,
    /// After a quote inside a quoted cell: it closes the cell, or is the first half of a doubled one.
    QuoteInQuoted,
    /// After the `\r` that ended a record or a blank line; a `\n` still belongs to it.
    RecordCr,
    BlankCr,
}

const PLAIN: u8 = 0;
const DELIMITER: u8 = 1;
const QUOTE: u8 = 2;
const CR: u8 = 3;
const LF: u8 = 4;

/// Bytes of a cell that are looked at one by one, before many at once.
const SHORT: usize = 32;

/// The state machine. Between events it is at the start of a record.
#[derive(Debug)]
pub(crate) struct Scanner {
    level: Level,
    delimiter: u8,
    class: [u8; 256],
    keep: Keep,
    state: State,
    /// Line breaks passed so far: every `\n`, and a lone `\r` where it ends a record.
    pub(crate) lines: u64,
    /// Scanned bytes of this record before the present piece of input.
    before: u64,
    /// Where the present cell starts: in the record's scanned bytes, and in its kept ones.
    cell_from: u64,
    cell_data: usize,
    /// Bytes of the present cell that were not kept.
    lost: u64,
    quote_noted: bool,
}

impl Scanner {
    pub(crate) fn new(delimiter: u8, keep: Keep) -> Self {
        let mut class = [PLAIN; 256];
        class[usize::from(b'"')] = QUOTE;
        class[usize::from(b'\r')] = CR;
        class[usize::from(b'\n')] = LF;
        class[usize::from(delimiter)] = DELIMITER;
        Self {
            level: Level::new(),
            delimiter,
            class,
            keep,
            state: State::RecordStart,
            lines: 0,
            before: 0,
            cell_from: 0,
            cell_data: 0,
            lost: 0,
            quote_noted: false,
        }
    }

    /// Scans until a record or blank line ends or `input` does. Returns how many bytes were used, too.
    pub(crate) fn feed(&mut self, input: &[u8], record: &mut Record) -> (usize, Event) {
        let mut at = 0;
        while let Some(&byte) = input.get(at) {
            let class = self.class[usize::from(byte)];
            match self.state {
                State::RecordStart => match class {
                    LF => {
                        self.lines += 1;
                        return (at + 1, Event::Blank);
                    }
                    CR => {
                        at += 1;
                        self.state = State::BlankCr;
                    }
                    // Always at the first byte of a feed, because every event ends one.
                    _ => {
                        record.clear();
                        self.before = 0;
                        self.start_cell(0, record);
                    }
                },
                State::CellStart if class == QUOTE => {
                    at += 1;
                    self.state = State::Quoted;
                }
                State::CellStart => self.state = State::Unquoted,
                State::Unquoted => {
                    let run = self.plain(&input[at..]);
                    self.push(&input[at..at + run], record);
                    at += run;
                    let Some(&byte) = input.get(at) else { break };
                    match self.class[usize::from(byte)] {
                        DELIMITER => {
                            self.end_cell(record);
                            at += 1;
                            self.start_cell(self.before + at as u64, record);
                        }
                        QUOTE => {
                            self.note(QuoteFault::Bare, record);
                            self.push(b"\"", record);
                            at += 1;
                        }
                        CR => {
                            self.end_cell(record);
                            at += 1;
                            self.state = State::RecordCr;
                        }
                        _ => {
                            self.end_cell(record);
                            self.lines += 1;
                            self.state = State::RecordStart;
                            return (at + 1, Event::Record);
                        }
                    }
                }
                State::Quoted => {
                    let run =
                        memchr::memchr2(b'"', b'\n', &input[at..]).unwrap_or(input.len() - at);
                    self.push(&input[at..at + run], record);
                    at += run;
                    match input.get(at) {
                        Some(b'\n') => {
                            self.lines += 1;
                            self.push(b"\n", record);
                            at += 1;
                        }
                        Some(_) => {
                            at += 1;
                            self.state = State::QuoteInQuoted;
                        }
                        None => break,
                    }
                }
                State::QuoteInQuoted => match class {
                    QUOTE => {
                        self.push(b"\"", record);
                        at += 1;
                        self.state = State::Quoted;
                    }
                    PLAIN => {
                        self.note(QuoteFault::TextAfter, record);
                        self.state = State::Unquoted;
                    }
                    _ => self.state = State::Unquoted, // which ends the cell
                },
                State::RecordCr | State::BlankCr => {
                    let event = self.after_cr();
                    return (at + usize::from(byte == b'\n'), event);
                }
            }
        }
        self.before += at as u64;
        (at, Event::More)
    }

    /// Says that the input has ended, and what the last feed left open.
    pub(crate) fn finish(&mut self, record: &mut Record) -> Option<Event> {
        match self.state {
            State::RecordStart => return None,
            State::RecordCr | State::BlankCr => return Some(self.after_cr()),
            State::Quoted => self.note(QuoteFault::Unclosed, record),
            State::CellStart | State::Unquoted | State::QuoteInQuoted => {}
        }
        self.end_cell(record);
        self.state = State::RecordStart;
        Some(Event::Record)
    }

    fn after_cr(&mut self) -> Event {
        let event = if self.state == State::BlankCr {
            Event::Blank
        } else {
            Event::Record
        };
        self.lines += 1;
        self.state = State::RecordStart;
        event
    }

    /// How many bytes without a meaning `input` starts with.
    fn plain(&self, input: &[u8]) -> usize {
        // Most cells are too short for vectors.
        let head = &input[..input.len().min(SHORT)];
        let run = head
            .iter()
            .position(|b| self.class[usize::from(*b)] != PLAIN);
        run.unwrap_or_else(|| {
            head.len() + simd::plain(self.level, &input[head.len()..], self.delimiter)
        })
    }

    fn start_cell(&mut self, from: u64, record: &Record) {
        self.state = State::CellStart;
        self.cell_from = from;
        self.cell_data = record.data.len();
        self.lost = 0;
        self.quote_noted = false;
    }

    fn end_cell(&self, record: &mut Record) {
        let i = record.ends.len();
        record.count += 1;
        if i >= self.keep.cells {
            record.data.truncate(self.cell_data);
            return;
        }
        record.ends.push(record.data.len());
        if self.lost > 0 {
            record
                .cut
                .push((i, self.lost + (record.data.len() - self.cell_data) as u64));
        }
    }

    fn push(&mut self, bytes: &[u8], record: &mut Record) {
        let room = (self.cell_data.saturating_add(self.keep.cell))
            .min(self.keep.record)
            .saturating_sub(record.data.len());
        if bytes.len() <= room {
            record.data.extend_from_slice(bytes);
        } else {
            record.data.extend_from_slice(&bytes[..room]);
            self.lost += (bytes.len() - room) as u64;
        }
    }

    fn note(&mut self, fault: QuoteFault, record: &mut Record) {
        if self.quote_noted {
            return;
        }
        self.quote_noted = true;
        if record.bad_quotes.len() < BAD_QUOTES {
            record.bad_quotes.push(BadQuote {
                fault,
                cell: record.count,
                from: self.cell_from,
            });
        }
        record.bad_quote_count += 1;
    }
}
