//! Tells two exports apart, record by record, by their key.
//!
//! A pass over each file makes an entry of 40 bytes for every record ([`gather`]): hashes of its key and of its cells,
//! and where it is. They go into parts by the key's hash ([`spill`]), into a file of the cache when they are many, so
//! that memory does not grow with the files. Then the parts are joined one by one ([`join`]), and records of the same
//! key that do not have the same hash are read again and compared ([`cells`]). What remains in memory are compressed
//! sets of record numbers; [`pages`] reads the differences from the files when they are asked for.
//!
//! Two keys are the same if 128 bits of their hashes are, and two records if 64 bits more are.

mod cells;
mod columns;
mod gather;
mod join;
mod pages;
mod report;
mod spill;
#[cfg(test)]
mod tests;
mod values;

use std::num::NonZero;
use std::path::PathBuf;

use roaring::RoaringTreemap;
use tokio_util::sync::CancellationToken;

use crate::error::ExportError;
use crate::export::Export;
use crate::records::{Progress, Watch};
use columns::Columns;
use gather::{Gathered, Which, gather};
use spill::Spill;

pub use report::{
    CellChange, ColumnChange, Comparison, Difference, DifferenceKind, Differences, Side,
};

/// Parts that records are spread over.
const PARTS: usize = 256;

/// The folder of the cache that holds what is too much for memory.
const FOLDER: &str = "comparing";

/// How two exports differ. Both stay open as long as this is there.
#[derive(Debug)]
pub struct Compared {
    old: Export,
    new: Export,
    columns: Columns,
    comparison: Comparison,
    /// Numbers in the new file; in the old one for those that were removed.
    added: RoaringTreemap,
    removed: RoaringTreemap,
    changed: RoaringTreemap,
    /// All that were added or changed.
    present: RoaringTreemap,
    /// Those that were changed, by common column.
    changed_in: Vec<RoaringTreemap>,
    /// Their numbers in the old file.
    partners: Spill<1>,
}

impl Compared {
    /// What the two have in common and what not.
    pub fn comparison(&self) -> &Comparison {
        &self.comparison
    }
}

/// What all parts of a comparison go by.
struct Work<'a> {
    old: &'a Export,
    new: &'a Export,
    columns: &'a Columns,
    /// Records of the old file, and of the new one.
    rows: [u64; 2],
    threads: NonZero<usize>,
    cancel: &'a CancellationToken,
    folder: PathBuf,
    budget: usize,
}

impl Work<'_> {
    fn spill<const N: usize>(&self) -> Spill<N> {
        Spill::new(&self.folder, PARTS, self.budget)
    }

    /// The part of a record, by its number in the new file; ascending.
    fn part_of_record(&self, number: u64) -> usize {
        let part = u128::from(number) * PARTS as u128 / u128::from(self.rows[1].max(1));
        usize::try_from(part).unwrap_or(PARTS).min(PARTS - 1)
    }

    /// Between two parts.
    fn look_up(&self) -> Result<(), ExportError> {
        if self.cancel.is_cancelled() {
            return Err(ExportError::Cancelled {
                path: self.new.source().path().to_path_buf(),
            });
        }
        self.old.source().verify()?;
        self.new.source().verify()
    }
}

/// The part of a key, by its hash.
fn of_part(hash: u64) -> usize {
    (hash >> 56) as usize
}

impl Export {
    /// Tells this export from a later one by the columns of `key`, whose values together name a record; where nothing
    /// is said, by the key of the first built-in trait spec whose key both files have.
    ///
    /// Columns are those of the same name, wherever they stand. Takes two passes over each file where they differ a
    /// lot and little more than one where they do not; the bytes of the progress are those of both. Memory does not
    /// grow with the files but for a few bits a record; what is more goes into a file of the cache (the system's
    /// folder for temporary files, without one) that is gone with the answer.
    pub fn compare(
        &self,
        new: &Self,
        key: Option<&[String]>,
        on_progress: &dyn Fn(Progress),
        cancel: &CancellationToken,
    ) -> Result<Compared, ExportError> {
        let watch = Watch {
            on_progress,
            cancel,
        };
        self.compare_within(new, key, spill::BUDGET, watch)
    }

    /// The same, with a budget of memory for each of the things that go into a file when they are more.
    fn compare_within(
        &self,
        new: &Self,
        key: Option<&[String]>,
        budget: usize,
        watch: Watch<'_>,
    ) -> Result<Compared, ExportError> {
        let old = self;
        let columns = Columns::pair(old, new, key)?;
        let cache = new.options().cache.as_ref();
        let mut work = Work {
            old,
            new,
            columns: &columns,
            rows: [0, 0],
            threads: new.threads(),
            cancel: watch.cancel,
            folder: cache.map_or_else(std::env::temp_dir, |cache| cache.join(FOLDER)),
            budget,
        };
        // Reading is three quarters of the work, as a rule.
        let lengths = [old, new].map(|export| export.source().length());
        let total_bytes = lengths[0] + lengths[1];
        let tell = |p: Progress, from: u64, to: u64| {
            (watch.on_progress)(Progress {
                total_bytes,
                ..p.within(from, to)
            });
        };
        let [first, second] = [lengths[0] / 4 * 3, total_bytes / 4 * 3];
        let entries = [work.spill::<5>(), work.spill::<5>()];
        let read = |export: &Export, which, entries, from, to| {
            let watch = Watch {
                on_progress: &|p| tell(p, from, to),
                ..watch
            };
            gather(export, which, &columns, entries, watch)
        };
        let gathered = [
            read(old, Which::Old, &entries[0], 0, first)?,
            read(new, Which::New, &entries[1], first, second)?,
        ];
        work.rows = [gathered[0].rows, gathered[1].rows];
        let part = |part: usize, from, to| {
            let done = Progress {
                bytes: part as u64,
                total_bytes: PARTS as u64,
                records: work.rows[1],
            };
            tell(done, from, to);
        };
        let third = total_bytes / 8 * 7;
        let joined = join::join(&work, &entries, |n| part(n, second, third))?;
        drop(entries);
        let changes = cells::compare(&work, &joined.pairs, |n| part(n, third, total_bytes))?;
        part(PARTS, third, total_bytes);
        work.look_up()?;
        drop(work);

        let side = |i: usize, export: &Export, gathered: &Gathered| Side {
            file: export.file(),
            bytes: lengths[i],
            rows: gathered.rows,
            unkeyed: gathered.unkeyed,
            repeated: joined.repeated[i],
        };
        let sides = [side(0, old, &gathered[0]), side(1, new, &gathered[1])];
        let [new_columns, gone_columns] = columns.alone();
        let [old_side, new_side] = sides;
        let comparison = Comparison {
            old: old_side,
            new: new_side,
            key: columns.key_names(),
            added: joined.added.len(),
            removed: joined.removed.len(),
            changed: changes.changed.len(),
            unchanged: joined.same + changes.same,
            columns: columns.changes(&changes.columns, &gathered),
            new_columns,
            gone_columns,
            moved_columns: columns.moved(),
        };
        Ok(Compared {
            old: old.clone(),
            new: new.clone(),
            columns,
            comparison,
            present: &joined.added | &changes.changed,
            added: joined.added,
            removed: joined.removed,
            changed: changes.changed,
            changed_in: changes.columns,
            partners: changes.partners,
        })
    }
}
