//! The distinct values of a column and how often they come, as long as there are not too many.

use std::collections::HashSet;

use crate::encoding::Encoding;
use crate::hash::{EXACT, Key};
use crate::page::shortened;
use crate::profile::Frequent;

/// More distinct values than this, or more bytes of them, are too many.
const LIMIT: usize = 6_000;
const BYTES: usize = 1 << 20;

const SLOTS: usize = 1 << 14;

/// How many values are told, and how much of each.
const TOLD: usize = 10;
const SHOWN: usize = 200;

#[derive(Debug, Default)]
pub(super) struct Values {
    /// Indices of `entries`, plus one, by hash; made with the first value.
    slots: Vec<u16>,
    entries: Vec<Entry>,
    /// The values, one after the other.
    bytes: Vec<u8>,
    /// There are too many, and nothing is held any more.
    over: bool,
}

#[derive(Debug)]
struct Entry {
    key: Key,
    /// Where the value ends in `bytes`; it starts where the one before ends.
    end: usize,
    count: u64,
}

impl Values {
    /// Counts a value, unless it is empty. Its key is known already.
    #[inline]
    pub(super) fn add(&mut self, key: Key, hash: u64, value: &[u8]) {
        if !self.over && !value.is_empty() {
            self.count(key, hash, value, 1);
        }
    }

    fn count(&mut self, key: Key, hash: u64, value: &[u8], by: u64) {
        if self.slots.is_empty() {
            self.slots = vec![0; SLOTS];
        }
        #[allow(clippy::cast_possible_truncation, reason = "some bits of a hash")]
        let mut slot = hash as usize % SLOTS;
        while let Some(i) = usize::from(self.slots[slot]).checked_sub(1) {
            let entry = &self.entries[i];
            if entry.key == key && (value.len() <= EXACT || self.value(i) == value) {
                self.entries[i].count += by;
                return;
            }
            slot = (slot + 1) % SLOTS;
        }
        if self.entries.len() == LIMIT || self.bytes.len() + value.len() > BYTES {
            *self = Self {
                over: true,
                ..Self::default()
            };
            return;
        }
        self.bytes.extend_from_slice(value);
        self.entries.push(Entry {
            key,
            end: self.bytes.len(),
            count: by,
        });
        self.slots[slot] = u16::try_from(self.entries.len()).unwrap_or_default(); // LIMIT fits
    }

    fn value(&self, i: usize) -> &[u8] {
        let from = i
            .checked_sub(1)
            .map_or(0, |before| self.entries[before].end);
        &self.bytes[from..self.entries[i].end]
    }

    /// Takes in what another thread counted.
    pub(super) fn merge(&mut self, other: &Self) {
        if other.over {
            *self = Self {
                over: true,
                ..Self::default()
            };
        }
        for (i, entry) in other.entries.iter().enumerate() {
            if self.over {
                break;
            }
            self.count(entry.key, entry.key.hash(), other.value(i), entry.count);
        }
    }

    /// Whether all values are known.
    pub(super) fn are_known(&self) -> bool {
        !self.over
    }

    /// The most frequent values that `other` does not have.
    pub(super) fn without(&self, other: &Self, encoding: Encoding) -> Vec<Frequent> {
        let theirs: HashSet<&[u8]> = (0..other.entries.len()).map(|i| other.value(i)).collect();
        let mut ours: Vec<(u64, &[u8])> = (0..self.entries.len())
            .map(|i| (self.entries[i].count, self.value(i)))
            .filter(|(_, value)| !theirs.contains(value))
            .collect();
        ours.sort_unstable_by(|x, y| y.0.cmp(&x.0).then(x.1.cmp(y.1)));
        let told = ours.into_iter().take(TOLD);
        told.map(|(count, value)| Frequent {
            value: if value.len() <= SHOWN {
                encoding.text(value).into_owned()
            } else {
                shortened(value, encoding, SHOWN)
            },
            count,
        })
        .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counted(values: &[String]) -> Values {
        let mut counted = Values::default();
        for value in values {
            let key = Key::of(value.as_bytes(), 0, value.len());
            counted.add(key, key.hash(), value.as_bytes());
        }
        counted
    }

    fn numbers(from: usize, to: usize) -> Vec<String> {
        (from..to)
            .map(|n| format!("a value of some length: {n}"))
            .collect()
    }

    #[test]
    fn what_others_do_not_have_comes_most_frequent_first() {
        let mut old = numbers(0, 3_000);
        old.extend(["x".into(), String::new()]);
        let mut new = [numbers(0, 3_000), numbers(10, 12), numbers(5_000, 5_020)].concat();
        new.extend(["y".into(), "y".into(), "x".into()]);
        let (one, two) = new.split_at(1_700);
        let mut merged = counted(one);
        merged.merge(&counted(two));
        let told = merged.without(&counted(&old), Encoding::Utf8);
        assert_eq!((told[0].value.as_str(), told[0].count), ("y", 2));
        assert_eq!(told[1].value, "a value of some length: 5000");
        assert_eq!(told.len(), TOLD);
        assert_eq!(merged.without(&merged, Encoding::Utf8), []);
    }

    #[test]
    fn too_many_are_too_many_whoever_counted_them() {
        assert!(counted(&numbers(0, LIMIT)).are_known());
        assert!(!counted(&numbers(0, LIMIT + 1)).are_known());
        let mut half = counted(&numbers(0, LIMIT));
        half.merge(&counted(&numbers(1, LIMIT)));
        assert!(half.are_known());
        half.merge(&counted(&numbers(1, LIMIT + 1)));
        assert!(!half.are_known());
        let long = |n: usize| format!("{n}{}", "x".repeat(300_000));
        assert!(counted(&[long(1), long(2), long(3)]).are_known());
        assert!(!counted(&[long(1), long(2), long(3), long(4)]).are_known());
    }
}
