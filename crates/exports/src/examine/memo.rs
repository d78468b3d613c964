//! The distinct values of a column while they are few: what is wrong with each, and how often it comes.
//!
//! A table with open addressing. A short cell is compared as two numbers, a longer one by two hashes and then by its
//! bytes; of one longer than [`KEPT`], whose bytes are not all held, the hashes and its length have to do. What is not
//! needed to find a value lies elsewhere, in the order in which they came, so that most cells touch few cache lines.

use super::batch::Batch;
use crate::check::FaultId;
use crate::hash::{Key, is_same};
use crate::segment::unquoted;

/// A value longer than this is held in part: as much as is ever shown of it, and more.
pub(super) const KEPT: usize = 1 << 10;
const PART: usize = 1 << 8;

/// How much a table may hold.
#[derive(Debug, Clone, Copy)]
pub(super) struct Limit {
    pub(super) values: usize,
    /// Of all values together.
    pub(super) bytes: usize,
}

/// What is known of a value.
#[derive(Debug, Clone, Copy)]
pub(super) struct Entry {
    key: Key,
    length: u32,
    /// Where its bytes end in those of the table.
    end: u32,
}

impl Entry {
    pub(super) fn key(&self) -> Key {
        self.key
    }

    /// Bytes of the whole value.
    pub(super) fn length(&self) -> usize {
        self.length as usize
    }

    pub(super) fn is_empty_cell(&self) -> bool {
        self.length == 0
    }

    /// Whether a part of the value is all that is held.
    pub(super) fn is_cut(&self) -> bool {
        self.length() > KEPT
    }
}

/// Number of a value, in the order in which they came. No table has so many values that it would not fit.
pub(super) type Id = u16;

/// Stands for no value.
const NONE: Id = Id::MAX;

/// What comes of a cell with a value.
#[derive(Debug, Clone, Copy, Default)]
struct Seen {
    /// How often it came, in parts, so that a count need not wait for the one before.
    counts: [u32; 4],
    fault: Option<FaultId>,
}

/// A place of the table.
#[derive(Debug, Clone, Copy)]
struct Slot {
    key: Key,
    id: Id,
    /// Whether there is something wrong with the value.
    is_faulty: bool,
}

/// Of a place without a value: no cell has such a key.
const VACANT: Slot = Slot {
    key: Key::NONE,
    id: NONE,
    is_faulty: false,
};

/// The table.
#[derive(Debug)]
pub(super) struct Memo {
    /// By hash, a power of two of them.
    slots: Vec<Slot>,
    shift: u32,
    /// By value.
    entries: Vec<Entry>,
    seen: Vec<Seen>,
    bytes: Vec<u8>,
}

impl Default for Memo {
    fn default() -> Self {
        const BITS: u32 = 5;
        Self {
            slots: vec![VACANT; 1 << BITS],
            shift: u64::BITS - BITS,
            entries: Vec::new(),
            seen: Vec::new(),
            bytes: Vec::new(),
        }
    }
}

impl Memo {
    /// The value that lies at `from` in `text`, is so long and has this key, or the place to insert it at.
    #[inline(always)]
    #[allow(clippy::inline_always, reason = "measured: it is the innermost loop")]
    pub(super) fn find(
        &self,
        key: Key,
        text: &[u8],
        from: usize,
        length: usize,
    ) -> Result<Id, usize> {
        let mut at = self.at(key);
        loop {
            let slot = &self.slots[at];
            if slot.key == key {
                if !key.is_long() || self.holds(slot.id, text, from, length) {
                    return Ok(slot.id);
                }
            } else if slot.key == Key::NONE {
                return Err(at);
            }
            at = (at + 1) & (self.slots.len() - 1);
        }
    }

    /// Where the search for a key begins.
    #[inline]
    fn at(&self, key: Key) -> usize {
        #[allow(clippy::cast_possible_truncation, reason = "shifted to fewer bits")]
        let at = (key.spread() >> self.shift) as usize;
        at & (self.slots.len() - 1)
    }

    #[inline]
    fn holds(&self, id: Id, text: &[u8], from: usize, length: usize) -> bool {
        let value = self.value(id);
        self.entry(id).length() == length && text[from..from + value.len()] == *value
    }

    /// Looks for the cells from a row on, up to the first whose value is not in the table: notes which values they have,
    /// and the rows whose cells are faulty, and counts them if they are `counted`. Returns how many that are.
    pub(super) fn look_at(
        &mut self,
        batch: &Batch<'_>,
        row: usize,
        counted: bool,
        ids: &mut [Id],
        found: &mut Vec<(usize, FaultId)>,
    ) -> usize {
        let (done, faulty) = self.find_cells(batch, row, ids);
        let cells = (row..).zip(&ids[..done]);
        if counted {
            for (row, id) in cells.clone() {
                self.seen[usize::from(*id)].counts[row % 4] += 1;
            }
        }
        if faulty {
            let fault = |(row, id): (usize, &Id)| Some((row, self.seen[usize::from(*id)].fault?));
            found.extend(cells.filter_map(fault));
        }
        done
    }

    /// Notes which values the cells from a row on have, up to the first that is not in the table. Returns how many that
    /// are, and whether one of them may be faulty.
    #[inline(never)] // a loop of its own has all registers to itself
    fn find_cells(&self, batch: &Batch<'_>, row: usize, ids: &mut [Id]) -> (usize, bool) {
        let keys = &batch.keys()[row..];
        let mut faulty = false;
        for (i, (key, noted)) in keys.iter().zip(ids).enumerate() {
            let slot = &self.slots[self.at(*key)];
            let is_it =
                slot.key == *key && (!key.is_long() || self.is(slot.id, batch.raw(row + i)));
            if is_it {
                *noted = slot.id;
                faulty |= slot.is_faulty;
            } else if let Ok(id) = self.find_cell(*key, batch.raw(row + i)) {
                *noted = id;
                faulty = true;
            } else {
                return (i, faulty);
            }
        }
        (keys.len(), faulty)
    }

    /// Whether a cell that is not quoted certainly has this value.
    #[inline]
    fn is(&self, id: Id, raw: &[u8]) -> bool {
        let entry = self.entry(id);
        let (length, end) = (entry.length(), entry.end as usize);
        // Nothing is left out of a value of this length.
        length == raw.len() && length <= KEPT && is_same(&self.bytes[end - length..end], raw)
    }

    /// The value of a cell as it is written, which has this key.
    #[inline(never)]
    fn find_cell(&self, key: Key, raw: &[u8]) -> Result<Id, usize> {
        if raw.first() == Some(&b'"') {
            let mut scratch = Vec::new();
            let cell = unquoted(raw, &mut scratch);
            return self.find(key, cell, 0, cell.len());
        }
        self.find(key, raw, 0, raw.len())
    }

    /// The value, or the place to insert it at.
    pub(super) fn find_value(&self, value: &[u8]) -> Result<Id, usize> {
        self.find(Key::of(value, 0, value.len()), value, 0, value.len())
    }

    #[inline]
    pub(super) fn entry(&self, id: Id) -> &Entry {
        &self.entries[usize::from(id)]
    }

    /// What is held of a value.
    #[inline]
    pub(super) fn value(&self, id: Id) -> &[u8] {
        let id = usize::from(id);
        let from = if id == 0 { 0 } else { self.entries[id - 1].end };
        &self.bytes[from as usize..self.entries[id].end as usize]
    }

    /// Notes what is wrong with a value.
    pub(super) fn blame(&mut self, id: Id, fault: Option<FaultId>) {
        self.seen[usize::from(id)].fault = fault;
        let mut at = self.at(self.entry(id).key);
        while self.slots[at].id != id {
            at = (at + 1) & (self.slots.len() - 1);
        }
        self.slots[at].is_faulty = fault.is_some();
    }

    /// Adds a value that has its place there, or what is held of one that is so long.
    pub(super) fn insert(&mut self, at: usize, key: Key, value: &[u8], length: u32) -> Id {
        let kept = if value.len() > KEPT {
            PART
        } else {
            value.len()
        };
        self.bytes.extend_from_slice(&value[..kept]);
        let id = Id::try_from(self.entries.len()).unwrap_or(NONE);
        self.entries.push(Entry {
            key,
            length,
            end: u32::try_from(self.bytes.len()).unwrap_or(u32::MAX),
        });
        self.seen.push(Seen::default());
        self.slots[at] = Slot {
            key,
            id,
            is_faulty: false,
        };
        // At most a sixth is taken, so that most cells are found at the first look.
        if self.entries.len() * 6 > self.slots.len() {
            self.grow();
        }
        id
    }

    fn grow(&mut self) {
        let places = self.slots.len() * 2;
        self.slots = vec![VACANT; places];
        self.shift -= 1;
        for (id, entry) in (0..).zip(&self.entries) {
            let mut at = self.at(entry.key);
            while self.slots[at].key != Key::NONE {
                at = (at + 1) & (places - 1);
            }
            self.slots[at] = Slot {
                key: entry.key,
                id,
                is_faulty: self.seen[usize::from(id)].fault.is_some(),
            };
        }
    }

    /// Number of values.
    pub(super) fn len(&self) -> usize {
        self.entries.len()
    }

    pub(super) fn is_within(&self, limit: Limit) -> bool {
        self.entries.len() <= limit.values && self.bytes.len() <= limit.bytes
    }

    /// All values: what is known and what is held of them, and how often they come.
    pub(super) fn values(&self) -> impl Iterator<Item = (&Entry, &[u8], u32)> {
        (0..).zip(&self.seen).map(|(id, seen)| {
            let count = seen.counts.iter().sum();
            (self.entry(id), self.value(id), count)
        })
    }

    /// Adds the values and counts of another table.
    pub(super) fn merge(&mut self, other: &Self) {
        for (entry, value, count) in other.values() {
            let found = self.find(entry.key, value, 0, entry.length());
            let id = found.unwrap_or_else(|at| self.insert(at, entry.key, value, entry.length));
            self.seen[usize::from(id)].counts[0] += count;
        }
    }

    /// Counts a value if it is there already.
    #[inline]
    pub(super) fn count(&mut self, key: Key, value: &[u8], length: usize, count: u32) {
        if let Ok(id) = self.find(key, value, 0, length) {
            self.seen[usize::from(id)].counts[0] += count;
        }
    }
}
