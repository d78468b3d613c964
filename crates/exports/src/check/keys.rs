//! The keys of the records, to find the ones that come twice, and whose they are.
//!
//! A pass fills tables of hashes ([`keys`](crate::keys)). Records with equal ones are read again before two keys are
//! called the same.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::ops::Range;

use roaring::RoaringBitmap;
use tokio_util::sync::CancellationToken;

use super::issues::PLACES;
use super::judge::Shape;
use super::plan::KeyColumns;
use super::report::Customers;
use crate::error::ExportError;
use crate::export::Export;
use crate::hash::chain;
use crate::keys::{self, Keys, Suspects};
use crate::numbered::Numbered;
use crate::scan::Record;
use crate::threads::{beside, joined};

/// The keys that one thread has come across.
#[derive(Default)]
pub(super) struct KeyTables {
    by_customer: Keys,
    /// Used where the customer is not part of the key.
    by_key: Keys,
    /// Of the records that are added: the hash of the key, if it is whole.
    keys: Vec<Option<u64>>,
}

/// What the keys of a file come to.
pub(super) struct Found {
    /// `None` if the columns that tell are missing.
    pub(super) customers: Option<Customers>,
    /// Records with the key of an earlier one.
    pub(super) repeated: RoaringBitmap,
    /// The first of them, each with the first record that has its key.
    pub(super) first: Vec<(u32, u32)>,
}

impl KeyTables {
    /// Adds a record. `cell` gives the hash of a cell and whether it is empty; `None` if it is not there as a whole.
    #[inline]
    pub(super) fn add(
        &mut self,
        columns: &KeyColumns,
        record: u64,
        cell: impl Fn(usize) -> Option<(u64, bool)>,
    ) {
        let Ok(record) = u32::try_from(record) else {
            return; // no file with more records is examined
        };
        // An empty part is an issue of its own, and a part that is not whole proves nothing.
        let filled = |c: usize| cell(c).filter(|(_, empty)| !empty).map(|(hash, _)| hash);
        let mut key = (!columns.key.is_empty()).then_some(0);
        for c in &columns.key {
            key = key.and_then(|before| filled(*c).map(|hash| chain(before, hash)));
        }
        if let Some((customer, _)) = columns.customer.and_then(&cell) {
            self.by_customer.add(customer, key, record);
        }
        if let Some(key) = key
            && !columns.has_customer()
        {
            self.by_key.add(key, Some(0), record);
        }
    }
}

impl KeyTables {
    /// Adds records that follow each other, column by column: `cells` gives the hashes and shapes of one.
    pub(super) fn add_all<'f>(
        &mut self,
        columns: &KeyColumns,
        records: Range<u64>,
        cells: impl Fn(usize) -> (&'f [u64], &'f [Shape]),
    ) {
        if columns.key.is_empty() && columns.customer.is_none() {
            return;
        }
        self.keys.clear();
        let rows = records.clone().count();
        self.keys
            .resize(rows, (!columns.key.is_empty()).then_some(0));
        for (hashes, shapes) in columns.key.iter().map(|c| cells(*c)) {
            for (key, (hash, shape)) in self.keys.iter_mut().zip(hashes.iter().zip(shapes)) {
                let before = key.filter(|_| *shape != Shape::Empty);
                *key = before.map(|before| chain(before, *hash));
            }
        }
        let numbers = records.map(|record| u32::try_from(record).unwrap_or(u32::MAX));
        if let Some(c) = columns.customer {
            let (hashes, _) = cells(c);
            for ((record, key), customer) in numbers.clone().zip(&self.keys).zip(hashes) {
                self.by_customer.add(*customer, *key, record);
            }
        }
        if !columns.has_customer() {
            for (record, key) in numbers.zip(&self.keys) {
                if let Some(key) = key {
                    self.by_key.add(*key, Some(0), record);
                }
            }
        }
    }
}

impl KeyColumns {
    /// Whether the customer is part of the key, so that one table tells all.
    fn has_customer(&self) -> bool {
        self.customer.is_some_and(|c| self.key.contains(&c))
    }
}

/// Sorts what all threads have come across, looks which of the keys that seem to be the same are, and keeps where each
/// customer's records are.
pub(super) fn find(
    tables: Vec<KeyTables>,
    columns: &KeyColumns,
    export: &Export,
    cancel: &CancellationToken,
) -> Result<Found, ExportError> {
    let (by_customer, by_key): (Vec<_>, Vec<_>) = tables
        .into_iter()
        .map(|table| (table.by_customer, table.by_key))
        .unzip();
    let mut of_keys = Repeated::default();
    if !columns.has_customer() {
        let suspects = keys::sort(&by_key, &RoaringBitmap::new()).suspects;
        of_keys = repeated(&suspects, columns, export, cancel)?;
    }
    // Where the key does not name the customer, a repeated key says nothing about one.
    let sorted = keys::sort(&by_customer, &of_keys.records);
    drop(by_customer); // most of the memory
    let (kept, found) = beside(
        || match columns.customer {
            Some(column) => export.keep_customers(column, sorted.index),
            None => Ok(()),
        },
        || {
            if columns.has_customer() {
                of_keys = repeated(&sorted.suspects, columns, export, cancel)?;
            }
            Ok(of_keys)
        },
    );
    kept?;
    let of_keys: Repeated = found?;
    let customers = Customers {
        total: sorted.customers,
        with_several: sorted.with_several + of_keys.apart,
    };
    Ok(Found {
        customers: (columns.customer.is_some() && !columns.key.is_empty()).then_some(customers),
        repeated: of_keys.records,
        first: of_keys.first,
    })
}

#[derive(Default)]
struct Repeated {
    records: RoaringBitmap,
    /// Ascending, at most [`PLACES`].
    first: Vec<(u32, u32)>,
    /// Groups of records that are not all of the same key, though hashes said so of all that the customer has.
    apart: u64,
}

/// Reads suspects again.
fn repeated(
    suspects: &Suspects,
    columns: &KeyColumns,
    export: &Export,
    cancel: &CancellationToken,
) -> Result<Repeated, ExportError> {
    let prints = prints(&suspects.records, columns, export, cancel)?;
    let mut repeated = Repeated::default();
    let mut from = 0;
    let mut earlier = HashMap::new();
    for group in &suspects.groups {
        let end = group.end as usize;
        earlier.clear();
        for (record, print) in suspects.records[from..end].iter().zip(&prints[from..end]) {
            match earlier.get(print) {
                Some(earlier) => repeated.add(*record, *earlier),
                None => _ = earlier.insert(*print, *record),
            }
        }
        repeated.apart += u64::from(group.only_one && earlier.len() > 1);
        from = end;
    }
    Ok(repeated)
}

impl Repeated {
    fn add(&mut self, record: u32, earlier: u32) {
        self.records.insert(record);
        let place = self.first.partition_point(|(r, _)| *r < record);
        if place < PLACES {
            self.first.insert(place, (record, earlier));
            self.first.truncate(PLACES);
        }
    }
}

/// 128 bits of the key of each of these records, independent of the hashes that made them suspects.
fn prints(
    records: &[u32],
    columns: &KeyColumns,
    export: &Export,
    cancel: &CancellationToken,
) -> Result<Vec<u128>, ExportError> {
    let positions = || 0..u32::try_from(records.len()).unwrap_or(u32::MAX);
    // In the order of the file, so that each piece of it is read once.
    let mut order: Vec<u32> = positions().collect();
    order.sort_unstable_by_key(|i| records[*i as usize]);
    let share = order.len().div_ceil(export.threads().get()).max(1);
    let read = |share: &[u32]| {
        let mut reader = Numbered::new(export);
        let mut record = Record::default();
        let mut prints = Vec::with_capacity(share.len());
        for i in share {
            if cancel.is_cancelled() {
                return Err(ExportError::Cancelled {
                    path: export.source().path().to_path_buf(),
                });
            }
            reader.cells(u64::from(records[*i as usize]), &mut record)?;
            prints.push(print(columns.key.iter().map(|c| record.cell(*c))));
        }
        Ok(prints)
    };
    let mut prints = vec![0; records.len()];
    std::thread::scope(|scope| {
        let others: Vec<_> = order
            .chunks(share)
            .map(|share| (share, scope.spawn(move || read(share))))
            .collect();
        for (share, other) in others {
            for (i, print) in share.iter().zip(joined(other)?) {
                prints[*i as usize] = print;
            }
        }
        Ok(prints)
    })
}

#[expect(
    clippy::needless_pass_by_value,
    reason = "an iterator is what the callers have"
)]
fn print<'c>(cells: impl Iterator<Item = &'c [u8]> + Clone) -> u128 {
    let half = |salt: u8| {
        let mut hasher = DefaultHasher::new();
        salt.hash(&mut hasher);
        for cell in cells.clone() {
            cell.hash(&mut hasher);
        }
        hasher.finish()
    };
    u128::from(half(0)) << 64 | u128::from(half(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_print_knows_the_cells_and_their_borders() {
        let of = |cells: &[&str]| print(cells.iter().map(|c| c.as_bytes()));
        assert_ne!(of(&["ab", "c"]), of(&["a", "bc"]));
        assert_ne!(of(&["ab", "c"]), of(&["c", "ab"]));
        assert_eq!(of(&["ab", "c"]), of(&["ab", "c"]));
    }
}
