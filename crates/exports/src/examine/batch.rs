//! Some regular rows of a segment, to be gone through column by column, so that what is known of one column stays at
//! hand.

use crate::segment::Segment;

/// The most rows of a batch.
pub(super) const ROWS: usize = 256;

/// Rows, and where in the text the cells of one column lie in them.
pub(super) struct Batch<'s> {
    segment: &'s Segment,
    /// The segment's text, with what comes after it.
    pub(super) text: &'s [u8],
    /// Index of the first cell of each row in the ends of all cells.
    first: Vec<u32>,
    starts: Vec<u32>,
    pub(super) spans: Vec<(u32, u32)>,
}

impl<'s> Batch<'s> {
    /// `rows` are their indexes in the segment.
    pub(super) fn new(segment: &'s Segment, rows: &[usize]) -> Self {
        let of = |row: &usize| &segment.rows[*row];
        Self {
            segment,
            text: segment.padded(),
            first: rows.iter().map(|r| of(r).first).collect(),
            starts: rows.iter().map(|r| of(r).start).collect(),
            spans: Vec::with_capacity(rows.len()),
        }
    }

    /// Looks up where the cells of a column lie, with their quotes.
    pub(super) fn turn_to(&mut self, cell: usize) {
        self.spans.clear();
        let ends = &self.segment.ends;
        if let Some(before) = cell.checked_sub(1) {
            let spans = self.first.iter().map(|first| {
                let at = *first as usize + before;
                (ends[at] + 1, ends[at + 1])
            });
            self.spans.extend(spans);
        } else {
            let rows = self.first.iter().zip(&self.starts);
            self.spans
                .extend(rows.map(|(first, start)| (*start, ends[*first as usize])));
        }
    }
}
