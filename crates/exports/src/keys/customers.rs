//! Where every customer's records are: 8 bytes a record, answered in microseconds.

use super::part_of;
use crate::hash::hash;

/// The records of every customer of a file.
///
/// It says which records may be a customer's, by 40 bits of a hash: each of them is to be read and looked at.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct CustomerIndex {
    /// By the top byte of a customer's hash: the 32 bits of the hash that follow and, below them, the record's number;
    /// ascending.
    parts: Vec<Box<[u64]>>,
}

impl CustomerIndex {
    /// All that there is to save.
    pub(crate) fn parts(&self) -> &[Box<[u64]>] {
        &self.parts
    }

    /// The records whose cell in the customer's column may hold these bytes, ascending.
    pub(crate) fn records(&self, customer: &[u8]) -> impl Iterator<Item = u64> {
        self.records_of_hash(hash(customer))
    }

    pub(super) fn records_of_hash(&self, hash: u64) -> impl Iterator<Item = u64> {
        let part = self.parts.get(part_of(hash)).map_or(&[][..], |part| part);
        let print = print_of(hash);
        let from = part.partition_point(|entry| entry >> 32 < print);
        part[from..]
            .iter()
            .take_while(move |entry| *entry >> 32 == print)
            .map(|entry| entry & u64::from(u32::MAX))
    }

    /// The next part: the [places](place) of its customers, those of each ascending.
    pub(super) fn push(&mut self, mut part: Vec<u64>) {
        // Hashes with the same print alternate in rare cases.
        if !part.is_sorted() {
            part.sort_unstable();
        }
        self.parts.push(part.into());
    }

    pub(super) fn join(&mut self, next: Self) {
        self.parts.extend(next.parts);
    }
}

/// What a part has of a record: the print of its customer's hash, and its number.
pub(super) fn place(hash: u64, record: u32) -> u64 {
    print_of(hash) << 32 | u64::from(record)
}

/// The 32 bits that follow those that [`part_of`] goes by.
fn print_of(hash: u64) -> u64 {
    hash >> 24 & u64::from(u32::MAX)
}

#[cfg(test)]
mod tests {
    use roaring::RoaringBitmap;

    use super::*;
    use crate::keys::{Keys, sort};

    #[test]
    fn customers_are_found_by_their_cell() {
        let mut keys = Keys::default();
        for (record, customer) in (0..).zip(["a", "b", "a", "", "a"]) {
            keys.add(hash(customer.as_bytes()), None, record);
        }
        let index = sort(&[keys], &RoaringBitmap::new()).index;
        let of = |customer: &str| index.records(customer.as_bytes()).collect::<Vec<_>>();
        assert_eq!(of("a"), [0, 2, 4]);
        assert_eq!(of(""), [3]);
        assert_eq!(of("c"), [0; 0]);
    }

    #[test]
    fn customers_with_the_same_print_stay_in_the_order_of_the_file() {
        let mut keys = Keys::default();
        for (record, low) in (0..).zip([5, 1, 5, 1]) {
            keys.add(7 << 56 | low, None, record);
        }
        let index = sort(&[keys], &RoaringBitmap::new()).index;
        let found: Vec<u64> = index.records_of_hash(7 << 56).collect();
        assert_eq!(found, [0, 1, 2, 3]);
    }
}
