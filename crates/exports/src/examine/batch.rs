//! Some regular rows of a segment, to be gone through column by column, so that what is known of one column stays at
//! hand.

use crate::segment::Segment;

/// The most rows of a batch.
pub(super) const ROWS: usize = 512;

pub(super) struct Batch<'s> {
    pub(super) segment: &'s Segment,
    /// The segment's text, with what comes after it.
    pub(super) text: &'s [u8],
    /// Their indexes in the segment.
    pub(super) rows: &'s [usize],
}

impl Batch<'_> {
    pub(super) fn len(&self) -> usize {
        self.rows.len()
    }

    /// Where a cell lies in the text, with its quotes.
    #[inline]
    pub(super) fn span(&self, row: usize, cell: usize) -> (usize, usize) {
        self.segment.span(&self.segment.rows[self.rows[row]], cell)
    }
}
