//! The keys of a file, to find the ones that come twice, and whose they are.
//!
//! Holds a 64-bit hash and a file offset per key and a hash per customer: 26 bytes, in tables that double and so are
//! half to seven eighths full, which makes 30 to 60 bytes a record. Equal hashes prove nothing: the earlier record is
//! read again before two keys are called the same.

use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasherDefault, DefaultHasher, Hash, Hasher};

use super::report::Customers;
use crate::error::ExportError;

/// The keys are hashes already.
#[derive(Debug, Default)]
struct AsIs(u64);

impl Hasher for AsIs {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = self.0.rotate_left(8) ^ u64::from(*byte);
        }
    }

    fn write_u64(&mut self, n: u64) {
        self.0 = n;
    }
}

type AsIsState = BuildHasherDefault<AsIs>;

#[derive(Debug, Default)]
pub(super) struct Keys {
    /// Where the first record of each key starts, by the key's hash or, if another key has that, the next free number.
    seen: HashMap<u64, u64, AsIsState>,
    customers: HashSet<u64, AsIsState>,
    several: HashSet<u64, AsIsState>,
}

/// The hash of some cells; the same in every run.
pub(super) fn hash<'a>(cells: impl Iterator<Item = &'a [u8]>) -> u64 {
    let mut hasher = DefaultHasher::new();
    cells.for_each(|cell| cell.hash(&mut hasher));
    hasher.finish()
}

impl Keys {
    /// Takes in the key of the record at `byte`. If it came before, the answer is where; `same` looks whether the
    /// record at an offset really has this key.
    pub(super) fn insert(
        &mut self,
        hash: u64,
        byte: u64,
        mut same: impl FnMut(u64) -> Result<bool, ExportError>,
    ) -> Result<Option<u64>, ExportError> {
        let mut slot = hash;
        while let Some(earlier) = self.seen.get(&slot) {
            if same(*earlier)? {
                return Ok(Some(*earlier));
            }
            slot = slot.wrapping_add(1);
        }
        self.seen.insert(slot, byte);
        Ok(None)
    }

    /// Takes in the customer of a key that is new.
    pub(super) fn count_customer(&mut self, hash: u64) {
        if !self.customers.insert(hash) {
            self.several.insert(hash);
        }
    }

    pub(super) fn customers(&self) -> Customers {
        Customers {
            total: self.customers.len() as u64,
            with_several: self.several.len() as u64,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_with_the_same_hash_are_told_apart() -> Result<(), ExportError> {
        let mut keys = Keys::default();
        let names = HashMap::from([(10_u64, "a"), (20, "b"), (30, "a"), (40, "b"), (50, "c")]);
        let mut insert =
            |byte: u64| keys.insert(7, byte, |earlier| Ok(names[&earlier] == names[&byte]));
        assert_eq!(insert(10)?, None);
        assert_eq!(insert(20)?, None);
        assert_eq!(insert(30)?, Some(10));
        assert_eq!(insert(40)?, Some(20));
        assert_eq!(insert(50)?, None);
        Ok(())
    }

    #[test]
    fn cells_are_hashed_with_their_borders() {
        let of = |cells: &[&str]| hash(cells.iter().map(|c| c.as_bytes()));
        assert_ne!(of(&["ab", "c"]), of(&["a", "bc"]));
        assert_eq!(of(&["ab", "c"]), of(&["ab", "c"]));
    }
}
