//! The records that have a fault, marked as a pass comes by them.

use roaring::RoaringBitmap;

/// Records that are added to a set at once.
const TOGETHER: usize = 512;

/// Fewer than this in one of its parts are added one by one.
const FEW: usize = 32;

/// Records of a part of a set.
const PART: usize = 1 << 16;

/// A set of records. The last ones wait to be added together, because each by itself takes longer than to find its
/// fault.
#[derive(Debug, Default)]
pub(super) struct Marks {
    added: RoaringBitmap,
    last: Vec<u32>,
}

impl Marks {
    #[inline]
    pub(super) fn add(&mut self, record: u32) {
        self.last.push(record);
        if self.last.len() == TOGETHER {
            self.settle();
        }
    }

    pub(super) fn add_all(&mut self, records: &RoaringBitmap) {
        self.added |= records;
    }

    /// All of them.
    pub(super) fn into_set(mut self) -> RoaringBitmap {
        self.settle();
        self.added
    }

    #[inline(never)]
    fn settle(&mut self) {
        for part in self.last.chunk_by(|a, b| a >> 16 == b >> 16) {
            if part.len() < FEW {
                self.added.extend(part);
                continue;
            }
            let mut bits = [0_u8; PART / 8];
            for record in part {
                let at = *record as usize % PART;
                bits[at / 8] |= 1 << (at % 8);
            }
            let from = part[0] >> 16 << 16;
            self.added |= RoaringBitmap::from_lsb0_bytes(from, &bits);
        }
        self.last.clear();
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_set_holds_what_was_added(
            near in prop::collection::vec(0_u32..200_000, 0..3_000), steps in prop::collection::vec(0_u32..90, 0..3_000),
            more in prop::collection::btree_set(any::<u32>(), 0..20),
        ) {
            let dense = steps.iter().scan(60_000, |at, step| { *at += step; Some(*at) });
            let mut marks = Marks::default();
            let mut expected: BTreeSet<u32> = more.clone();
            for record in near.into_iter().chain(dense) {
                marks.add(record);
                expected.insert(record);
            }
            marks.add_all(&more.into_iter().collect());
            prop_assert_eq!(marks.into_set().into_iter().collect::<Vec<_>>(), expected.into_iter().collect::<Vec<_>>());
        }
    }
}
