//! Some regular rows of a segment, to be gone through column by column, so that what is known of one column stays at
//! hand.

use crate::segment::Segment;

/// The most rows of a batch.
pub(super) const ROWS: usize = 256;

/// Rows, and where in the text the cells of one column lie in them.
pub(super) struct Batch<'s> {
    /// The segment's text, with what comes after it.
    pub(super) text: &'s [u8],
    /// Where all cells end.
    ends: &'s [u32],
    /// Index of the first cell of each row in the ends of all cells.
    first: Vec<u32>,
    starts: Vec<u32>,
    column: usize,
}

impl<'s> Batch<'s> {
    /// `rows` are their indexes in the segment.
    pub(super) fn new(segment: &'s Segment, rows: &[usize]) -> Self {
        let of = |row: &usize| &segment.rows()[*row];
        Self {
            text: segment.padded(),
            ends: segment.ends(),
            first: rows.iter().map(|r| of(r).first).collect(),
            starts: rows.iter().map(|r| of(r).start).collect(),
            column: 0,
        }
    }

    /// Number of rows.
    pub(super) fn len(&self) -> usize {
        self.first.len()
    }

    /// Looks at another column.
    pub(super) fn turn_to(&mut self, column: usize) {
        self.column = column;
    }

    /// Where the cell of a row lies, with its quotes.
    #[inline]
    pub(super) fn span(&self, row: usize) -> (usize, usize) {
        let at = self.first[row] as usize + self.column;
        let start = if self.column == 0 {
            self.starts[row]
        } else {
            self.ends[at - 1] + 1
        };
        (start as usize, self.ends[at] as usize)
    }
}
