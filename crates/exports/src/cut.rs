//! Cuts a text of whole records into rows and cells.
//!
//! Nearly all work is a few operations for each block, without a question for each cell: a block writes as many
//! positions as it may have, and the next one goes on after those that count.
#![allow(
    clippy::inline_always,
    reason = "what is generic over vectors must be compiled for the instructions of its caller"
)]

use fearless_simd::{Level, Simd, dispatch};

use crate::borders::{Bits, Blocks, Machine, State, Tally};
use crate::scan::Keep;
use crate::simd::{self, BLOCK};

/// A row longer than this is odd, because a cell of it may be too long to keep.
const REGULAR_ROW: usize = Keep::CELLS.cell;

/// Cuts texts; reused from one to the next.
#[derive(Debug)]
pub(crate) struct Cutter {
    level: Level,
    machine: Machine,
    /// Offset of the byte after each cell, in order, over all rows; then leftovers.
    pub(crate) ends: Vec<u32>,
    /// Offset of each row; then leftovers.
    starts: Vec<u32>,
    /// Index of each row's last cell; then leftovers.
    lasts: Vec<u32>,
    /// How many there are of them.
    counts: Counts,
    /// Offsets at which a quote turns out to be misplaced.
    odd: Vec<u32>,
    /// What the text was cut into, once it is [finished](Self::finish).
    pub(crate) rows: Vec<Row>,
    pub(crate) blanks: Vec<Blank>,
}

/// How many cells and rows ended, and how many rows started.
#[derive(Debug, Clone, Copy, Default)]
struct Counts {
    ends: usize,
    starts: usize,
    lasts: usize,
}

/// One record of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Row {
    /// Offset of its first byte in the text.
    pub(crate) start: u32,
    /// Index of its first cell in the ends of all cells.
    pub(crate) first: u32,
    /// Number of its cells.
    pub(crate) cells: u32,
    /// It has a misplaced quote, or is very long or wide: its cells are not what lies between its ends.
    pub(crate) odd: bool,
}

/// A line with nothing in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Blank {
    /// Offset of its first byte in the text.
    pub(crate) start: u32,
    /// Rows of the text before it.
    pub(crate) rows: u32,
}

impl Cutter {
    pub(crate) fn new(delimiter: u8, level: Level) -> Self {
        Self {
            level,
            machine: Machine::new(delimiter, State::RecordStart),
            ends: Vec::new(),
            starts: Vec::new(),
            lasts: Vec::new(),
            counts: Counts::default(),
            odd: Vec::new(),
            rows: Vec::new(),
            blanks: Vec::new(),
        }
    }

    /// Cuts a text that starts where a record may start, and ends where one ends.
    pub(crate) fn cut(&mut self, text: &[u8]) {
        self.begin(State::RecordStart);
        self.read(0, text);
        self.finish(0, text.len());
    }

    /// Begins a text whose first byte comes in this state.
    pub(crate) fn begin(&mut self, entry: State) {
        self.machine.state = entry;
        self.counts = Counts::default();
        self.odd.clear();
        self.rows.clear();
        self.blanks.clear();
        if !entry.is_between_records() {
            // The row that was begun before ends in this text, and needs a start.
            self.make_room(0);
            self.starts[0] = 0;
            self.counts.starts = 1;
        }
    }

    /// Reads the part of the text that begins at `at`, which is where the last one ended.
    pub(crate) fn read(&mut self, at: usize, part: &[u8]) {
        self.make_room(part.len());
        dispatch!(self.level, simd => {
            let (machine, mut finder) = self.parts(simd, at);
            machine.read(simd, part, &mut finder);
            self.counts = finder.counts;
        });
    }

    /// The same, and counts what is in it.
    pub(crate) fn tally(&mut self, at: usize, part: &[u8]) -> Tally {
        self.make_room(part.len());
        dispatch!(self.level, simd => {
            let (machine, finder) = self.parts(simd, at);
            let mut both = (finder, Tally::default());
            machine.read(simd, part, &mut both);
            let (finder, tally) = both;
            self.counts = finder.counts;
            tally
        })
    }

    /// The state after what was read.
    pub(crate) fn state(&self) -> State {
        self.machine.state
    }

    /// Makes rows of what was read from `start` on, where a record may start, to the end of the text, where one ends.
    pub(crate) fn finish(&mut self, start: usize, length: usize) {
        if !self.machine.state.is_between_records() {
            // The end of the file ends a row.
            self.ends[self.counts.ends] = position(length);
            self.lasts[self.counts.lasts] = position(self.counts.ends);
            self.counts.ends += 1;
            self.counts.lasts += 1;
        }
        self.row_up(start);
        if self.machine.state == State::Quoted
            && let Some(row) = self.rows.last_mut()
        {
            row.odd = true;
        }
        self.blanks.retain(|blank| blank.start as usize >= start);
        for blank in &mut self.blanks {
            blank.rows = position(self.rows.partition_point(|r| r.start < blank.start));
        }
    }

    /// Makes rows of the positions from `start` on.
    fn row_up(&mut self, start: usize) {
        let (starts, lasts) = (
            &self.starts[..self.counts.lasts],
            &self.lasts[..self.counts.lasts],
        );
        let before = starts.partition_point(|s| (*s as usize) < start);
        let mut first = before.checked_sub(1).map_or(0, |row| lasts[row] + 1);
        let both = starts.iter().zip(lasts).skip(before);
        self.rows.extend(both.map(|(&start, &last)| {
            let cells = last + 1 - first;
            let long = (self.ends[last as usize] - start) as usize > REGULAR_ROW;
            let row = Row {
                start,
                first,
                cells,
                odd: long || cells as usize > Keep::CELLS.cells,
            };
            first = last + 1;
            row
        }));
        for odd in &self.odd {
            let after = self.rows.partition_point(|r| r.start <= *odd);
            if let Some(row) = self.rows[..after].last_mut() {
                row.odd = true;
            }
        }
    }

    /// Makes room for the positions in so many bytes more.
    fn make_room(&mut self, bytes: usize) {
        let Counts {
            ends,
            starts,
            lasts,
        } = self.counts;
        for (positions, used) in [
            (&mut self.ends, ends),
            (&mut self.starts, starts),
            (&mut self.lasts, lasts),
        ] {
            let room = used + bytes + 2 * BLOCK;
            if positions.len() < room && used == 0 {
                *positions = vec![0; room]; // what is never written to takes no memory
            } else if positions.len() < room {
                positions.resize(room, 0);
            }
        }
    }

    /// What reads, and what writes down.
    #[inline(always)]
    fn parts<S>(&mut self, simd: S, at: usize) -> (&mut Machine, Finder<'_, S>) {
        let finder = Finder {
            simd,
            at: position(at),
            ends: &mut self.ends,
            starts: &mut self.starts,
            lasts: &mut self.lasts,
            counts: self.counts,
            blanks: &mut self.blanks,
            odd: &mut self.odd,
        };
        (&mut self.machine, finder)
    }
}

struct Finder<'a, S> {
    simd: S,
    /// Offset of what is read.
    at: u32,
    ends: &'a mut [u32],
    starts: &'a mut [u32],
    lasts: &'a mut [u32],
    counts: Counts,
    blanks: &'a mut Vec<Blank>,
    odd: &'a mut Vec<u32>,
}

impl<S: Simd> Blocks for Finder<'_, S> {
    #[inline(always)]
    fn block(&mut self, at: usize, bits: Bits) {
        let at = self.at + position(at);
        let ends = bits.cells | bits.ends;
        if let Some(out) = self.ends[self.counts.ends..].first_chunk_mut() {
            simd::positions(self.simd, out, at, ends);
        }
        // Rows are mostly longer than a block, so that it has one start and one end of a row at most.
        let second_start = bits.starts & bits.starts.wrapping_sub(1);
        let second_end = bits.ends & bits.ends.wrapping_sub(1);
        if second_start | second_end | bits.blanks | bits.odd == 0 {
            self.starts[self.counts.starts] = at + bits.starts.trailing_zeros();
            self.counts.starts += usize::from(bits.starts != 0);
            let before = ends & bits.ends.wrapping_sub(1);
            self.lasts[self.counts.lasts] = position(self.counts.ends) + before.count_ones();
            self.counts.lasts += usize::from(bits.ends != 0);
        } else {
            self.crowded(at, &bits, ends);
        }
        self.counts.ends += ends.count_ones() as usize;
    }
}

impl<S: Simd> Finder<'_, S> {
    /// A block with several short rows, blank lines or misplaced quotes.
    #[inline(never)]
    fn crowded(&mut self, at: u32, bits: &Bits, ends: u64) {
        for i in numbers(bits.starts) {
            self.starts[self.counts.starts] = at + i;
            self.counts.starts += 1;
        }
        for i in numbers(bits.ends) {
            let before = ends & ((1 << i) - 1);
            self.lasts[self.counts.lasts] = position(self.counts.ends) + before.count_ones();
            self.counts.lasts += 1;
        }
        let blank = |i| Blank {
            start: at + i,
            rows: 0,
        };
        self.blanks.extend(numbers(bits.blanks).map(blank));
        self.odd.extend(numbers(bits.odd).map(|i| at + i));
    }
}

/// The numbers of the bits that are set.
fn numbers(mut bits: u64) -> impl Iterator<Item = u32> {
    std::iter::from_fn(move || {
        let i = bits.trailing_zeros();
        bits &= bits.wrapping_sub(1);
        (i < 64).then_some(i)
    })
}

/// Offsets fit, because texts to cut are a few MiB at most.
fn position(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::testing;

    fn cut(level: Level, text: &str) -> (Vec<Row>, Vec<Blank>, Vec<u32>) {
        let mut cutter = Cutter::new(b',', level);
        cutter.cut(text.as_bytes());
        let cells: u32 = cutter.rows.iter().map(|r| r.cells).sum();
        cutter.ends.truncate(cells as usize);
        (cutter.rows, cutter.blanks, cutter.ends)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2_000))]

        #[test]
        fn every_level_cuts_the_same(text in testing::wild()) {
            let expected = cut(Level::baseline(), &text);
            for level in simd::levels() {
                prop_assert_eq!(&cut(level, &text), &expected, "{:?}", level);
            }
        }
    }

    #[test]
    fn rows_cells_and_blank_lines() {
        let row = |start, first, cells, odd| Row {
            start,
            first,
            cells,
            odd,
        };
        let (rows, blanks, ends) = cut(Level::new(), "a,\"b\n,\"\r\n\r\n\n,x\"\r\ny\"z");
        assert_eq!(
            rows,
            [
                row(0, 0, 2, false),
                row(12, 2, 2, true),
                row(17, 4, 1, true)
            ]
        );
        assert_eq!(
            blanks,
            [Blank { start: 9, rows: 1 }, Blank { start: 11, rows: 1 }]
        );
        assert_eq!(ends, [1, 7, 12, 15, 20]);
    }

    #[test]
    fn a_row_that_is_long_or_wide_is_odd() {
        let long = "x".repeat(REGULAR_ROW);
        let (rows, ..) = cut(
            Level::new(),
            &format!("{long}\n{long}y\n{}\n\"", ",".repeat(Keep::CELLS.cells)),
        );
        assert_eq!(
            rows.iter().map(|r| r.odd).collect::<Vec<_>>(),
            [false, true, true, true]
        );
    }
}
