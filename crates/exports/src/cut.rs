//! Cuts a text of whole records into rows and cells.
//!
//! Nearly all work is a few operations for each block, without a question for each cell: a block writes as many
//! positions as it may have, and the next one goes on after those that count.
#![allow(
    clippy::inline_always,
    reason = "what is generic over vectors must be compiled for the instructions of its caller"
)]

use fearless_simd::{Level, Simd, dispatch};

use crate::borders::{Bits, Blocks, Machine, State};
use crate::scan::Keep;
use crate::simd::{self, BLOCK};

/// A row longer than this is odd, because a cell of it may be too long to keep.
const REGULAR_ROW: usize = Keep::CELLS.cell;

/// Cuts texts; reused from one to the next.
#[derive(Debug)]
pub(crate) struct Cutter {
    level: Level,
    /// Offset of each row; then leftovers.
    starts: Vec<u32>,
    /// Index of each row's last cell; then leftovers.
    lasts: Vec<u32>,
    /// Offsets at which a quote turns out to be misplaced.
    odd: Vec<u32>,
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
    pub(crate) fn new(level: Level) -> Self {
        Self {
            level,
            starts: Vec::new(),
            lasts: Vec::new(),
            odd: Vec::new(),
        }
    }

    /// Cuts a text that starts where a record may start, and ends where one ends.
    ///
    /// `ends` becomes the offsets of the bytes after all cells, in order, and then leftovers.
    pub(crate) fn cut(
        &mut self,
        delimiter: u8,
        text: &[u8],
        ends: &mut Vec<u32>,
        rows: &mut Vec<Row>,
        blanks: &mut Vec<Blank>,
    ) {
        let room = text.len() + 2 * BLOCK;
        for positions in [&mut *ends, &mut self.starts, &mut self.lasts] {
            if positions.len() < room {
                *positions = vec![0; room]; // what is never written to takes no memory
            }
        }
        rows.clear();
        blanks.clear();
        self.odd.clear();
        let mut machine = Machine::new(delimiter, State::RecordStart);
        let (mut cells, mut count) = dispatch!(self.level, simd => {
            let mut finder = Finder { simd, cutter: self, ends, blanks, end: 0, start: 0, last: 0 };
            machine.read(simd, text, &mut finder);
            (finder.end, finder.last)
        });
        if !machine.state.is_between_records() {
            // The end of the file ends a row.
            ends[cells] = position(text.len());
            self.lasts[count] = position(cells);
            cells += 1;
            count += 1;
        }
        self.row_up(&ends[..cells], count, rows);
        if machine.state == State::Quoted
            && let Some(row) = rows.last_mut()
        {
            row.odd = true;
        }
        for blank in blanks {
            blank.rows = position(rows.partition_point(|r| r.start < blank.start));
        }
    }

    /// Makes rows of the positions.
    fn row_up(&self, ends: &[u32], count: usize, rows: &mut Vec<Row>) {
        let mut first = 0;
        let both = self.starts[..count].iter().zip(&self.lasts[..count]);
        rows.extend(both.map(|(&start, &last)| {
            let cells = last + 1 - first;
            let long = (ends[last as usize] - start) as usize > REGULAR_ROW;
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
            let after = rows.partition_point(|r| r.start <= *odd);
            if let Some(row) = rows[..after].last_mut() {
                row.odd = true;
            }
        }
    }
}

struct Finder<'a, S> {
    simd: S,
    cutter: &'a mut Cutter,
    ends: &'a mut [u32],
    blanks: &'a mut Vec<Blank>,
    /// How many cell ends, row starts and row ends there are.
    end: usize,
    start: usize,
    last: usize,
}

impl<S: Simd> Blocks for Finder<'_, S> {
    #[inline(always)]
    fn block(&mut self, at: usize, bits: Bits) {
        let at = position(at);
        let ends = bits.cells | bits.ends;
        if let Some(out) = self.ends[self.end..].first_chunk_mut() {
            simd::positions(self.simd, out, at, ends);
        }
        // Rows are mostly longer than a block, so that it has one start and one end of a row at most.
        let second_start = bits.starts & bits.starts.wrapping_sub(1);
        let second_end = bits.ends & bits.ends.wrapping_sub(1);
        if second_start | second_end | bits.blanks | bits.odd == 0 {
            self.cutter.starts[self.start] = at + bits.starts.trailing_zeros();
            self.start += usize::from(bits.starts != 0);
            let before = ends & bits.ends.wrapping_sub(1);
            self.cutter.lasts[self.last] = position(self.end) + before.count_ones();
            self.last += usize::from(bits.ends != 0);
        } else {
            self.crowded(at, &bits, ends);
        }
        self.end += ends.count_ones() as usize;
    }
}

impl<S: Simd> Finder<'_, S> {
    /// A block with several short rows, blank lines or misplaced quotes.
    #[inline(never)]
    fn crowded(&mut self, at: u32, bits: &Bits, ends: u64) {
        for i in numbers(bits.starts) {
            self.cutter.starts[self.start] = at + i;
            self.start += 1;
        }
        for i in numbers(bits.ends) {
            let before = ends & ((1 << i) - 1);
            self.cutter.lasts[self.last] = position(self.end) + before.count_ones();
            self.last += 1;
        }
        let blank = |i| Blank {
            start: at + i,
            rows: 0,
        };
        self.blanks.extend(numbers(bits.blanks).map(blank));
        self.cutter.odd.extend(numbers(bits.odd).map(|i| at + i));
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
        let (mut ends, mut rows, mut blanks) = (vec![], vec![], vec![]);
        Cutter::new(level).cut(b',', text.as_bytes(), &mut ends, &mut rows, &mut blanks);
        let cells: u32 = rows.iter().map(|r| r.cells).sum();
        ends.truncate(cells as usize);
        (rows, blanks, ends)
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
