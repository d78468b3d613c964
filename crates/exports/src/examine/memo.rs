//! The distinct values of a column while they are few: what is wrong with each, and how often it comes.
//!
//! A table with open addressing. A cell of up to 16 bytes is compared as two numbers, a longer one by two hashes and
//! then by its bytes; of one longer than [`KEPT`], whose bytes are not all held, 128 bits of hashes have to do.

use crate::check::FaultId;
use crate::hash::{EXACT, Key};

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

/// A value's place in the table, with what is needed for each of its cells: half a cache line.
#[derive(Debug, Clone, Copy)]
pub(super) struct Slot {
    a: u64,
    b: u64,
    length: u32,
    /// Index of the value, in the order in which they came.
    pub(super) id: u32,
    pub(super) count: u32,
    pub(super) fault: Option<FaultId>,
}

/// No cell is so long.
const VACANT: u32 = u32::MAX;

const EMPTY: Slot = Slot {
    a: 0,
    b: 0,
    length: VACANT,
    id: 0,
    count: 0,
    fault: None,
};

impl Slot {
    #[inline]
    pub(super) fn is_vacant(&self) -> bool {
        self.length == VACANT
    }

    #[inline]
    pub(super) fn key(&self) -> Key {
        Key {
            a: self.a,
            b: self.b,
            length: self.length,
        }
    }

    pub(super) fn hash(&self) -> u64 {
        self.key().hash()
    }

    pub(super) fn is_empty_cell(&self) -> bool {
        self.length == 0
    }

    /// Whether a part of the value is all that is held.
    pub(super) fn is_cut(&self) -> bool {
        self.length as usize > KEPT
    }
}

/// The table.
#[derive(Debug)]
pub(super) struct Memo {
    slots: Vec<Slot>,
    shift: u32,
    /// By id: where the value's bytes end in `bytes`.
    ends: Vec<u32>,
    bytes: Vec<u8>,
}

impl Default for Memo {
    fn default() -> Self {
        const BITS: u32 = 5;
        Self {
            slots: vec![EMPTY; 1 << BITS],
            shift: u64::BITS - BITS,
            ends: Vec::new(),
            bytes: Vec::new(),
        }
    }
}

impl Memo {
    /// The slot of the value that lies at `from` in `text` and has this key, or the one to insert it at.
    #[inline(always)]
    #[allow(clippy::inline_always, reason = "measured: it is the innermost loop")]
    pub(super) fn find(&self, key: Key, text: &[u8], from: usize) -> usize {
        let mask = self.slots.len() - 1;
        #[allow(clippy::cast_possible_truncation, reason = "shifted to fewer bits")]
        let mut at = (key.spread() >> self.shift) as usize & mask;
        loop {
            let slot = &self.slots[at];
            if slot.a == key.a && slot.b == key.b && slot.length == key.length {
                if key.length as usize <= EXACT || self.holds(slot.id, text, from) {
                    return at;
                }
            } else if slot.is_vacant() {
                return at;
            }
            at = (at + 1) & mask;
        }
    }

    #[inline]
    fn holds(&self, id: u32, text: &[u8], from: usize) -> bool {
        let value = self.value(id);
        text[from..from + value.len()] == *value
    }

    #[inline]
    pub(super) fn slot(&mut self, at: usize) -> &mut Slot {
        &mut self.slots[at]
    }

    /// What is held of a value.
    #[inline]
    pub(super) fn value(&self, id: u32) -> &[u8] {
        let id = id as usize;
        let from = if id == 0 { 0 } else { self.ends[id - 1] };
        &self.bytes[from as usize..self.ends[id] as usize]
    }

    /// Makes a vacant slot that of a value, and returns where it is then.
    pub(super) fn insert(&mut self, at: usize, key: Key, value: &[u8]) -> usize {
        let kept = if value.len() > KEPT {
            PART
        } else {
            value.len()
        };
        self.bytes.extend_from_slice(&value[..kept]);
        let id = u32::try_from(self.ends.len()).unwrap_or(u32::MAX);
        self.ends
            .push(u32::try_from(self.bytes.len()).unwrap_or(u32::MAX));
        self.slots[at] = Slot {
            a: key.a,
            b: key.b,
            length: key.length,
            id,
            count: 0,
            fault: None,
        };
        // At most a third full, so that most cells are found at the first look.
        if self.ends.len() * 3 <= self.slots.len() {
            return at;
        }
        self.grow();
        self.find(key, value, 0)
    }

    fn grow(&mut self) {
        let old = std::mem::take(&mut self.slots);
        self.slots = vec![EMPTY; old.len() * 2];
        self.shift -= 1;
        let mask = self.slots.len() - 1;
        for slot in old.into_iter().filter(|s| !s.is_vacant()) {
            #[allow(clippy::cast_possible_truncation, reason = "shifted to fewer bits")]
            let mut at = (slot.key().spread() >> self.shift) as usize & mask;
            while !self.slots[at].is_vacant() {
                at = (at + 1) & mask;
            }
            self.slots[at] = slot;
        }
    }

    /// Number of values.
    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    pub(super) fn is_within(&self, limit: Limit) -> bool {
        self.ends.len() <= limit.values && self.bytes.len() <= limit.bytes
    }

    pub(super) fn slots(&self) -> impl Iterator<Item = &Slot> {
        self.slots.iter().filter(|s| !s.is_vacant())
    }

    /// Adds the values and counts of another table.
    pub(super) fn merge(&mut self, other: &Self) {
        for slot in other.slots() {
            let value = other.value(slot.id);
            let mut at = self.find(slot.key(), value, 0);
            if self.slots[at].is_vacant() {
                at = self.insert(at, slot.key(), value);
            }
            self.slots[at].count += slot.count;
        }
    }

    /// Counts a value if it is there already.
    #[inline]
    pub(super) fn count(&mut self, key: Key, text: &[u8], from: usize, count: u32) {
        let at = self.find(key, text, from);
        if !self.slots[at].is_vacant() {
            self.slots[at].count += count;
        }
    }
}
