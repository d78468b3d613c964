//! Some regular rows of a segment, to be gone through column by column, so that what is known of one column stays at
//! hand.

use fearless_simd::Level;

use crate::check::Plan;
use crate::hash::{EXACT, Key};
use crate::segment::{Segment, unquoted};
use crate::simd;

/// The most rows of a batch.
pub(super) const ROWS: usize = 128;

/// Rows that follow each other, and the cells of one column in them.
pub(super) struct Batch<'s> {
    /// The segment's text, with what comes after it.
    text: &'s [u8],
    /// Where all cells end.
    ends: &'s [u32],
    room: &'s mut Room,
    column: usize,
}

/// What batches are made in, one after the other.
#[derive(Default)]
pub(super) struct Room {
    /// Index of the first cell of each row in the ends of all cells.
    first: Vec<u32>,
    starts: Vec<u32>,
    keys: Vec<Key>,
    /// Offsets of blocks, and numbers of rows, in which something may be no text.
    blocks: Vec<usize>,
    unclear: Vec<usize>,
    scratch: Vec<u8>,
}

impl<'s> Batch<'s> {
    /// `rows` are their indexes in the segment.
    pub(super) fn new(segment: &'s Segment, rows: &[usize], room: &'s mut Room) -> Self {
        let of = |row: &usize| &segment.rows()[*row];
        room.first.clear();
        room.first.extend(rows.iter().map(|r| of(r).first));
        room.starts.clear();
        room.starts.extend(rows.iter().map(|r| of(r).start));
        room.unclear.clear();
        Self {
            text: segment.padded(),
            ends: segment.ends(),
            room,
            column: 0,
        }
    }

    /// Number of rows.
    pub(super) fn len(&self) -> usize {
        self.room.first.len()
    }

    /// Looks for rows that hold what is no text for a plan, of `width` cells each.
    pub(super) fn look_for_unclear(&mut self, level: Level, width: usize, plan: &Plan<'_>) {
        let Room {
            first,
            starts,
            blocks,
            unclear,
            ..
        } = &mut *self.room;
        let end = |row: usize| self.ends[first[row] as usize + width - 1] as usize;
        let (Some(start), Some(last)) = (starts.first(), first.len().checked_sub(1)) else {
            return;
        };
        let start = *start as usize;
        blocks.clear();
        simd::special(level, &self.text[start..end(last)], blocks);
        let mut next = 0; // the first row that was not looked at
        for block in &*blocks {
            let (from, to) = (start + block, start + block + simd::BLOCK);
            while starts.get(next + 1).is_some_and(|s| *s as usize <= from) {
                next += 1;
            }
            while starts.get(next).is_some_and(|s| (*s as usize) < to) {
                if !plan.is_text(&self.text[starts[next] as usize..end(next)]) {
                    unclear.push(next);
                }
                next += 1;
            }
        }
    }

    /// The rows, ascending, in which a cell is no text.
    pub(super) fn unclear(&self) -> &[usize] {
        &self.room.unclear
    }

    /// Goes to another column, and takes no keys of its cells.
    pub(super) fn point_to(&mut self, column: usize) {
        self.column = column;
    }

    /// Goes to another column.
    #[inline(never)] // a loop of its own has all registers to itself
    pub(super) fn turn_to(&mut self, column: usize) {
        self.column = column;
        let ends = self.ends;
        if column == 0 {
            self.take_in(|start, at| (start, ends[at]));
        } else {
            // The cell before it ends just before it.
            self.take_in(|_, at| (ends[at + column - 1] + 1, ends[at + column]));
        }
    }

    /// Takes in the cells of a column, which lie where `span` tells by the start of a row and the index of its first
    /// cell.
    #[inline(always)]
    #[allow(clippy::inline_always, reason = "measured: a loop of its own for each")]
    fn take_in(&mut self, span: impl Fn(u32, usize) -> (u32, u32)) {
        let (text, room) = (self.text, &mut *self.room);
        room.keys.resize(room.first.len(), Key::NONE);
        let places = room.starts.iter().zip(&room.first);
        for (key, (start, first)) in room.keys.iter_mut().zip(places) {
            let (from, to) = span(*start, *first as usize);
            let (from, length) = (from as usize, (to - from) as usize);
            let around = text[from..].first_chunk::<16>();
            *key = match around {
                Some(around) if length <= EXACT && around[0] != b'"' => Key::short(around, length),
                Some([first, ..]) if *first != b'"' => Key::long(&text[from..from + length]),
                _ => written(&text[from..from + length], &mut room.scratch),
            };
        }
    }

    /// The keys of the cells.
    pub(super) fn keys(&self) -> &[Key] {
        &self.room.keys
    }

    /// The cell of a row as it is written, with its quotes.
    #[inline(always)]
    #[allow(
        clippy::inline_always,
        reason = "measured: it is in the innermost loops"
    )]
    pub(super) fn raw(&self, row: usize) -> &'s [u8] {
        let at = self.room.first[row] as usize + self.column;
        let from = if self.column == 0 {
            self.room.starts[row]
        } else {
            self.ends[at - 1] + 1
        };
        &self.text[from as usize..self.ends[at] as usize]
    }

    /// The cell of a row.
    #[inline]
    pub(super) fn cell<'a>(&self, row: usize, scratch: &'a mut Vec<u8>) -> &'a [u8]
    where
        's: 'a,
    {
        unquoted(self.raw(row), scratch)
    }
}

/// The key of a cell as it is written.
#[inline(never)]
fn written(raw: &[u8], scratch: &mut Vec<u8>) -> Key {
    let cell = unquoted(raw, scratch);
    Key::of(cell, 0, cell.len())
}
