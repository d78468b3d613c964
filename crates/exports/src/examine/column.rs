//! What one thread gathers of one column: while its distinct values are few, by value; then cell by cell.

use super::batch::{Batch, ROWS};
use super::memo::{Entry, Id, Limit, Memo};
use super::sample::Frequent;
use crate::check::{Facts, FaultId, Judge, Judged};
use crate::hash::Key;
use crate::profile::{Sketch, Tally};

/// What is wanted of a column.
pub(super) struct Task<'a> {
    /// Its index in the file.
    pub(super) cell: usize,
    pub(super) profiled: Option<Profiled<'a>>,
    pub(super) judged: Option<&'a Judged<'a>>,
    pub(super) limit: Limit,
}

/// How a column is profiled.
pub(super) struct Profiled<'a> {
    /// Whether its numbers are read as dates, too.
    pub(super) epoch: bool,
    /// Of the sketch of its distinct values.
    pub(super) precision: u32,
    /// Where the values are told that a sample found frequent, to be counted however many there are; and by which number
    /// the column goes there.
    pub(super) frequent: (&'a Frequent<'a>, usize),
}

/// What is gathered.
pub(super) struct Column<'a> {
    pub(super) task: &'a Task<'a>,
    pub(super) values: Values,
    /// Extent and readings of the values that are not in a table.
    pub(super) tally: Tally,
    /// By id of a value: what others have to know of it.
    known: Facts,
    /// The values of the cells of a batch.
    ids: Vec<Id>,
    /// The rows of a batch whose cells are not certainly what is asked of them.
    doubtful: Vec<usize>,
    scratch: Vec<u8>,
}

pub(super) enum Values {
    Few(Memo),
    Many(Option<Box<Many>>),
}

/// What is gathered of many distinct values, if the column is profiled.
pub(super) struct Many {
    pub(super) sketch: Sketch,
    pub(super) frequent: Memo,
}

impl<'a> Column<'a> {
    pub(super) fn new(task: &'a Task<'a>) -> Self {
        Self {
            task,
            values: Values::Few(Memo::default()),
            tally: Tally::default(),
            known: Facts::default(),
            ids: vec![0; ROWS],
            doubtful: Vec::new(),
            scratch: Vec::new(),
        }
    }

    /// Whether nothing is asked of a cell but that it is text, and perhaps that it is filled.
    pub(super) fn is_free(&self) -> bool {
        self.task.profiled.is_none() && self.task.judged.is_none_or(Judged::is_free)
    }

    /// Goes through the cells of a batch, if nothing else is asked of them. Adds the rows whose cells are faulty to
    /// `found`.
    pub(super) fn free(
        &mut self,
        batch: &mut Batch<'_>,
        judge: &mut Judge<'_>,
        found: &mut Vec<(usize, FaultId)>,
    ) {
        batch.point_to(self.task.cell);
        self.judge_doubtful(batch, 0, judge, found);
    }

    /// Judges the cells of a batch, from a row on, that are not certainly what is asked of them, where that is no more
    /// than to be text, and perhaps filled.
    fn judge_doubtful(
        &mut self,
        batch: &Batch<'_>,
        from: usize,
        judge: &mut Judge<'_>,
        found: &mut Vec<(usize, FaultId)>,
    ) {
        self.doubtful.clear();
        if self.task.judged.is_some_and(Judged::is_required) {
            let doubtful = (from..batch.len()).filter(|row| !is_surely_filled(batch.raw(*row)));
            self.doubtful.extend(doubtful);
        }
        let unclear = batch.unclear().iter().filter(|row| **row >= from);
        self.doubtful.extend(unclear);
        self.doubtful.sort_unstable();
        self.doubtful.dedup();
        for row in &self.doubtful {
            let cell = batch.cell(*row, &mut self.scratch);
            let fault = judge.fault(self.task.cell, cell, false);
            found.extend(fault.map(|fault| (*row, fault)));
        }
    }

    /// Goes through the cells of a batch. Adds the rows whose cells are faulty to `found`, and tells `facts` what
    /// others have to know.
    pub(super) fn batch(
        &mut self,
        batch: &mut Batch<'_>,
        mut judge: Option<&mut Judge<'_>>,
        facts: &mut Facts,
        found: &mut Vec<(usize, FaultId)>,
    ) {
        facts.clear();
        batch.turn_to(self.task.cell);
        let mut scratch = std::mem::take(&mut self.scratch);
        let mut row = 0;
        while let Values::Few(memo) = &mut self.values {
            let counted = self.task.profiled.is_some();
            let done = memo.look_at(batch, row, counted, &mut self.ids[row..], found);
            facts.repeat(&self.known, &self.ids[row..row + done]);
            row += done;
            if row == batch.len() {
                break;
            }
            self.insert(batch.cell(row, &mut scratch), &mut judge);
        }
        self.scratch = scratch;
        self.many(batch, row, &mut judge, facts, found);
    }

    /// Takes in a value that is new, with no cell yet; the table may be given up for it.
    #[cold]
    fn insert(&mut self, value: &[u8], judge: &mut Option<&mut Judge<'_>>) {
        let Values::Few(memo) = &mut self.values else {
            return;
        };
        let key = Key::of(value, 0, value.len());
        let Err(at) = memo.find(key, value, 0, value.len()) else {
            return;
        };
        let length = u32::try_from(value.len()).unwrap_or(u32::MAX);
        let id = memo.insert(at, key, value, length);
        if !memo.is_within(self.task.limit) {
            self.give_up();
            return;
        }
        if let Some(judge) = judge {
            let fault = judge.fault(self.task.cell, value, false);
            memo.blame(id, fault);
        }
        if let Some(judged) = self.task.judged.filter(|j| j.is_shared()) {
            self.known.learn(judged, value, key);
        }
        if self.task.profiled.is_some() && !value.is_empty() {
            self.tally.meet(value);
        }
    }

    /// Goes on without a table, if there is one.
    pub(super) fn give_up(&mut self) {
        let Values::Few(memo) = &self.values else {
            return;
        };
        let Some(profiled) = &self.task.profiled else {
            self.values = Values::Many(None);
            return;
        };
        let mut many = Box::new(Many {
            sketch: Sketch::new(profiled.precision),
            frequent: Memo::default(),
        });
        let (frequent, column) = profiled.frequent;
        for candidate in frequent.values(column) {
            if let Err(at) = many.frequent.find_value(candidate) {
                let key = Key::of(candidate, 0, candidate.len());
                let length = u32::try_from(candidate.len()).unwrap_or(u32::MAX);
                many.frequent.insert(at, key, candidate, length);
            }
        }
        for (entry, value, count) in memo.values().filter(|(_, _, count)| *count > 0) {
            read(&mut self.tally, entry, value, count, profiled.epoch);
            if !entry.is_empty_cell() {
                many.sketch.add(entry.key().hash());
                let length = entry.length();
                many.frequent.count(entry.key(), value, length, count);
            }
        }
        self.values = Values::Many(Some(many));
        self.known = Facts::default();
    }

    /// From a row on, where the distinct values are many.
    fn many(
        &mut self,
        batch: &Batch<'_>,
        from: usize,
        judge: &mut Option<&mut Judge<'_>>,
        facts: &mut Facts,
        found: &mut Vec<(usize, FaultId)>,
    ) {
        if let Some(judge) = judge {
            if self.task.judged.is_some_and(Judged::is_text) {
                self.judge_doubtful(batch, from, judge, found);
            } else {
                self.judge_each(batch, from, judge, found);
            }
        }
        let scratch = &mut self.scratch;
        if let Some(judged) = self.task.judged.filter(|j| j.is_shared()) {
            facts.learn_keys(judged, &batch.keys()[from..]);
            for row in from..batch.len() {
                facts.learn_cell(judged, batch.cell(row, scratch));
            }
        }
        if let (Values::Many(Some(many)), Some(profiled)) = (&mut self.values, &self.task.profiled)
        {
            for (row, key) in (from..).zip(&batch.keys()[from..]) {
                many.add(&mut self.tally, batch.cell(row, scratch), *key, profiled);
            }
        }
    }

    fn judge_each(
        &mut self,
        batch: &Batch<'_>,
        from: usize,
        judge: &mut Judge<'_>,
        found: &mut Vec<(usize, FaultId)>,
    ) {
        let mut unclear = batch
            .unclear()
            .iter()
            .copied()
            .skip_while(|row| *row < from);
        let mut next = unclear.next();
        for row in from..batch.len() {
            let cell = batch.cell(row, &mut self.scratch);
            let is_clear = next != Some(row);
            if !is_clear {
                next = unclear.next();
            }
            let fault = judge.fault(self.task.cell, cell, is_clear);
            found.extend(fault.map(|fault| (row, fault)));
        }
    }

    /// One cell of a record that is judged by itself. `length` is that of the whole cell, where `cell` is a part of it.
    pub(super) fn one(&mut self, cell: &[u8], length: u64, judge: &mut Option<&mut Judge<'_>>) {
        let Some(profiled) = &self.task.profiled else {
            return;
        };
        self.tally.longest = self.tally.longest.max(length);
        let key = Key::of(cell, 0, cell.len());
        self.insert(cell, judge); // if it is new
        if let Values::Few(memo) = &mut self.values {
            memo.count(key, cell, cell.len(), 1);
        }
        if let Values::Many(Some(many)) = &mut self.values {
            many.add(&mut self.tally, cell, key, profiled);
        }
    }
}

impl Many {
    #[inline]
    fn add(&mut self, tally: &mut Tally, cell: &[u8], key: Key, profiled: &Profiled<'_>) {
        if cell.is_empty() {
            tally.empty += 1;
            return;
        }
        self.sketch.add(key.hash());
        if self.frequent.len() > 0 {
            self.frequent.count(key, cell, cell.len(), 1);
        }
        tally.add(cell, 1, profiled.epoch);
    }
}

/// Whether a cell is filled and not even quoted, as nearly all are that must be.
fn is_surely_filled(cell: &[u8]) -> bool {
    matches!(cell, [first, ..] if first.is_ascii_alphanumeric())
}

/// Counts a value of a table. `value` is what is held of it.
pub(super) fn read(tally: &mut Tally, entry: &Entry, value: &[u8], count: u32, epoch: bool) {
    let count = u64::from(count);
    if entry.is_empty_cell() {
        tally.empty += count;
    } else if entry.is_cut() {
        tally.filled += count; // nothing but a string is so long
    } else {
        tally.read(value, count, epoch);
    }
}
