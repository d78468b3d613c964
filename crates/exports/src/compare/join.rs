//! Brings the records of both files together by their keys, part by part.

use std::sync::atomic::{AtomicU64, Ordering};

use roaring::RoaringTreemap;

use super::cells::Pair;
use super::gather::{BYTE, CELLS, Entry, RECORD};
use super::spill::Spill;
use super::{PARTS, Work};
use crate::error::ExportError;
use crate::threads::share;

/// Pairs that are handed over at once.
const BATCH: usize = 128;

/// What became of the records of both files.
pub(super) struct Joined {
    /// Numbers in the new file.
    pub(super) added: RoaringTreemap,
    /// Numbers in the old one.
    pub(super) removed: RoaringTreemap,
    /// Records with the same cells, by hash.
    pub(super) same: u64,
    /// Records with other cells, or the same in another spelling, in parts by their number in the new file.
    pub(super) pairs: Spill<4>,
    /// Records with the key of an earlier one: of the old file, of the new one.
    pub(super) repeated: [u64; 2],
}

/// What one thread has counted.
#[derive(Default)]
struct Counted {
    same: u64,
    repeated: [u64; 2],
    entries: [Vec<Entry>; 2],
    pairs: Vec<Vec<Pair>>,
}

/// Joins the records of the old file and of the new one.
pub(super) fn join(
    work: &Work<'_>,
    entries: &[Spill<5>; 2],
    report: impl Fn(usize),
) -> Result<Joined, ExportError> {
    let marks = work.rows.map(Marks::new);
    let pairs = work.spill::<4>();
    let new = || Counted {
        pairs: vec![Vec::new(); PARTS],
        ..Counted::default()
    };
    let counted = share(
        PARTS,
        work.threads,
        |_, part| report(part),
        new,
        |counted, part| {
            work.look_up()?;
            counted.join(work, part, entries, &marks, &pairs)
        },
    )?;
    let [removed, added] = marks.map(Marks::set);
    let mut joined = Joined {
        added,
        removed,
        same: 0,
        pairs,
        repeated: [0, 0],
    };
    for counted in counted {
        joined.same += counted.same;
        for (all, some) in joined.repeated.iter_mut().zip(counted.repeated) {
            *all += some;
        }
        for (part, batch) in counted.pairs.iter().enumerate() {
            joined.pairs.push(part, batch)?;
        }
    }
    Ok(joined)
}

impl Counted {
    fn join(
        &mut self,
        work: &Work<'_>,
        part: usize,
        entries: &[Spill<5>; 2],
        marks: &[Marks; 2],
        pairs: &Spill<4>,
    ) -> Result<(), ExportError> {
        for (i, entries) in entries.iter().enumerate() {
            let of_part = &mut self.entries[i];
            entries.read(part, of_part)?;
            // By key and then by number, so that the first record of a key is the one that counts.
            of_part.sort_unstable();
            let all = of_part.len();
            of_part.dedup_by(|later, first| later[..RECORD] == first[..RECORD]);
            self.repeated[i] += (all - of_part.len()) as u64;
        }
        let [old, new] = &self.entries;
        let mut old = old.iter().peekable();
        for new in new {
            while let Some(gone) = old.next_if(|old| old[..RECORD] < new[..RECORD]) {
                marks[0].mark(gone[RECORD]);
            }
            match old.next_if(|old| old[..RECORD] == new[..RECORD]) {
                None => marks[1].mark(new[RECORD]),
                Some(old) if old[CELLS] == new[CELLS] => self.same += 1,
                Some(old) => {
                    let part = work.part_of_record(new[RECORD]);
                    let batch = &mut self.pairs[part];
                    batch.push([new[RECORD], new[BYTE], old[RECORD], old[BYTE]]);
                    if batch.len() == BATCH {
                        pairs.push(part, batch)?;
                        batch.clear();
                    }
                }
            }
        }
        old.for_each(|gone| marks[0].mark(gone[RECORD]));
        Ok(())
    }
}

/// Record numbers that several threads mark.
struct Marks(Vec<AtomicU64>);

impl Marks {
    fn new(count: u64) -> Self {
        let words = usize::try_from(count / 64 + 1).unwrap_or_default();
        Self((0..words).map(|_| AtomicU64::new(0)).collect())
    }

    fn mark(&self, number: u64) {
        let word = usize::try_from(number / 64)
            .ok()
            .and_then(|i| self.0.get(i));
        if let Some(word) = word {
            word.fetch_or(1 << (number % 64), Ordering::Relaxed);
        }
    }

    fn set(self) -> RoaringTreemap {
        let mut set = RoaringTreemap::new();
        for (i, word) in (0..).zip(self.0) {
            let mut word = word.into_inner();
            while word != 0 {
                let _ = set.try_push(i * 64 + u64::from(word.trailing_zeros())); // ascending, so it always goes
                word &= word - 1;
            }
        }
        set
    }
}
