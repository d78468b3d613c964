//! What one thread gathers of one column: while its distinct values are few, by value; then cell by cell.

use super::batch::Batch;
use super::memo::{Limit, Memo, Slot};
use crate::check::value::Moment;
use crate::check::{Facts, FaultId, Judge, Judged, Shape};
use crate::hash::Key;
use crate::profile::{Sketch, Tally};
use crate::segment::unquoted;

/// What is wanted of a column.
pub(super) struct Task<'a> {
    /// Its index in the file.
    pub(super) cell: usize,
    pub(super) profiled: Option<Profiled>,
    pub(super) judged: Option<&'a Judged<'a>>,
    pub(super) limit: Limit,
}

/// How a column is profiled.
pub(super) struct Profiled {
    /// Whether its numbers are read as dates, too.
    pub(super) epoch: bool,
    /// Of the sketch of its distinct values.
    pub(super) precision: u32,
    /// Values that a sample found frequent, to be counted however many there are.
    pub(super) candidates: Vec<Box<[u8]>>,
}

/// What is gathered.
pub(super) struct Column<'a> {
    pub(super) task: &'a Task<'a>,
    pub(super) values: Values,
    /// Extent and readings of the values that are not in a table.
    pub(super) tally: Tally,
    /// By id of a value: what others have to know of it.
    known: Vec<(Option<Moment>, u16, Shape)>,
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
        // Where nothing is asked of a cell but that it is text, a table is of no use.
        let free = task.profiled.is_none() && task.judged.is_none_or(Judged::is_free);
        Self {
            task,
            values: if free {
                Values::Many(None)
            } else {
                Values::Few(Memo::default())
            },
            tally: Tally::default(),
            known: Vec::new(),
            scratch: Vec::new(),
        }
    }

    /// Goes through the cells of a batch. Adds the rows whose cells are faulty to `found`, and tells `facts` what
    /// others have to know.
    pub(super) fn batch(
        &mut self,
        batch: &Batch<'_>,
        mut judge: Option<&mut Judge<'_>>,
        facts: &mut Facts,
        found: &mut Vec<(usize, FaultId)>,
    ) {
        facts.clear();
        let shared = self.task.judged.is_some_and(Judged::is_shared);
        let done = if shared {
            self.few::<true>(batch, &mut judge, facts, found)
        } else {
            self.few::<false>(batch, &mut judge, facts, found)
        };
        self.many(batch, done, &mut judge, facts, found);
    }

    /// As far as the distinct values are few. Returns the number of rows that are done.
    fn few<const SHARED: bool>(
        &mut self,
        batch: &Batch<'_>,
        judge: &mut Option<&mut Judge<'_>>,
        facts: &mut Facts,
        found: &mut Vec<(usize, FaultId)>,
    ) -> usize {
        let mut scratch = std::mem::take(&mut self.scratch);
        let mut row = 0;
        while let Values::Few(memo) = &mut self.values
            && let Some((from, to)) = batch.spans.get(row)
        {
            let (mut from, mut to) = (*from as usize, *to as usize);
            let mut text = batch.text;
            if text[from] == b'"' && from < to {
                (from, to) = (from + 1, to - 1);
                if memchr::memchr(b'"', &text[from..to]).is_some() {
                    unquoted(&batch.text[from - 1..=to], &mut scratch);
                    text = &scratch;
                    (from, to) = (0, scratch.len());
                }
            }
            let key = Key::of(text, from, to - from);
            let mut at = memo.find(key, text, from);
            if memo.slot(at).is_vacant() {
                at = self.insert(at, key, &text[from..to], judge);
            }
            let Values::Few(memo) = &mut self.values else {
                // This value was one too many.
                break;
            };
            let slot = memo.slot(at);
            slot.count += 1;
            if let Some(fault) = slot.fault {
                found.push((row, fault));
            }
            if SHARED && let Some(judged) = self.task.judged {
                let (moment, state, shape) = self.known[slot.id as usize];
                if judged.ordered.is_some() {
                    facts.moments.push(moment);
                }
                facts.states.push(state);
                facts.shapes.push(shape);
                if judged.hashed {
                    facts.hashes.push(key.hash());
                }
            }
            row += 1;
        }
        self.scratch = scratch;
        row
    }

    /// Takes in a value that is new; the table may be given up for it. Returns its place.
    #[cold]
    fn insert(
        &mut self,
        at: usize,
        key: Key,
        value: &[u8],
        judge: &mut Option<&mut Judge<'_>>,
    ) -> usize {
        let Values::Few(memo) = &mut self.values else {
            return at;
        };
        let at = memo.insert(at, key, value);
        if !memo.is_within(self.task.limit) {
            // Not counted yet, it will be met again.
            self.give_up();
            return at;
        }
        if let Some(judge) = judge {
            memo.slot(at).fault = judge.plan.fault(&mut judge.issues, self.task.cell, value);
        }
        if let Some(judged) = self.task.judged.filter(|j| j.is_shared()) {
            self.known.push(known(judged, value));
        }
        if self.task.profiled.is_some() && !value.is_empty() {
            self.tally.meet(value);
        }
        at
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
        for candidate in &profiled.candidates {
            let key = Key::of(candidate, 0, candidate.len());
            let at = many.frequent.find(key, candidate, 0);
            many.frequent.insert(at, key, candidate);
        }
        for slot in memo.slots().filter(|s| s.count > 0) {
            read(&mut self.tally, slot, memo, profiled.epoch);
            if !slot.is_empty_cell() {
                many.sketch.add(slot.hash());
                many.frequent
                    .count(slot.key(), memo.value(slot.id), 0, slot.count);
            }
        }
        self.values = Values::Many(Some(many));
        self.known = Vec::new();
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
        let mut scratch = std::mem::take(&mut self.scratch);
        for (row, (start, end)) in batch.spans.iter().enumerate().skip(from) {
            let (start, end) = (*start as usize, *end as usize);
            let raw = &batch.text[start..end];
            // The bytes after a cell make its key quicker to take.
            let (cell, key) = match raw {
                [b'"', ..] => {
                    let cell = unquoted(raw, &mut scratch);
                    (cell, Key::of(cell, 0, cell.len()))
                }
                _ => (raw, Key::of(batch.text, start, raw.len())),
            };
            if let Some(judge) = judge
                && let Some(fault) = judge.plan.fault(&mut judge.issues, self.task.cell, cell)
            {
                found.push((row, fault));
            }
            if let Some(judged) = self.task.judged.filter(|j| j.is_shared()) {
                let (moment, state, shape) = known(judged, cell);
                if judged.ordered.is_some() {
                    facts.moments.push(moment);
                }
                facts.states.push(state);
                facts.shapes.push(shape);
                if judged.hashed {
                    facts.hashes.push(key.hash());
                }
            }
            if let (Values::Many(Some(many)), Some(profiled)) =
                (&mut self.values, &self.task.profiled)
            {
                many.add(&mut self.tally, cell, key, profiled);
            }
        }
        self.scratch = scratch;
    }

    /// One cell of a record that is judged by itself. `length` is that of the whole cell, where `cell` is a part of it.
    pub(super) fn one(&mut self, cell: &[u8], length: u64, judge: &mut Option<&mut Judge<'_>>) {
        let Some(profiled) = &self.task.profiled else {
            return;
        };
        self.tally.longest = self.tally.longest.max(length);
        let key = Key::of(cell, 0, cell.len());
        if let Values::Few(memo) = &mut self.values {
            let mut at = memo.find(key, cell, 0);
            if memo.slot(at).is_vacant() {
                at = self.insert(at, key, cell, judge);
            }
            if let Values::Few(memo) = &mut self.values {
                memo.slot(at).count += 1;
                return;
            }
        }
        if let Values::Many(Some(many)) = &mut self.values {
            many.add(&mut self.tally, cell, key, profiled);
        }
    }
}

impl Many {
    #[inline]
    fn add(&mut self, tally: &mut Tally, cell: &[u8], key: Key, profiled: &Profiled) {
        if cell.is_empty() {
            tally.empty += 1;
            return;
        }
        self.sketch.add(key.hash());
        if self.frequent.len() > 0 {
            self.frequent.count(key, cell, 0, 1);
        }
        tally.add(cell, 1, profiled.epoch);
    }
}

/// Counts a value of a table.
pub(super) fn read(tally: &mut Tally, slot: &Slot, memo: &Memo, epoch: bool) {
    let count = u64::from(slot.count);
    if slot.is_empty_cell() {
        tally.empty += count;
    } else if slot.is_cut() {
        tally.filled += count; // nothing but a string is so long
    } else {
        tally.read(memo.value(slot.id), count, epoch);
    }
}

fn known(judged: &Judged<'_>, cell: &[u8]) -> (Option<Moment>, u16, Shape) {
    let moment = judged
        .ordered
        .and_then(|format| Moment::parse(cell, format));
    let state = if judged.states.is_empty() {
        0
    } else {
        judged.state(cell)
    };
    (moment, state, Shape::of(cell))
}
