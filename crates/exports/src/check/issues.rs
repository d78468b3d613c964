//! Gathers faults while a pass goes over a file: counts exactly, keeps few places, and remembers which records have one.
//!
//! Each thread gathers what it comes across, in the order of the file; what all have gathered merges to what one alone
//! would have. Memory is bounded by the number of columns and by [`VALUES`], not by the number of faults, but for the
//! compressed sets of records.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::num::NonZero;

use roaring::RoaringBitmap;

use super::marks::Marks;
use super::report::{Issue, IssueKind, Place, Verdict};
use crate::records::Start;
use crate::segment::Segment;
use crate::spec::Severity;

/// Places that an issue shows.
pub(super) const PLACES: usize = 10;

/// Distinct values of a column that get an issue of their own; the rest share one.
pub(super) const VALUES: usize = 1_000;

/// A longer value is not held and gets no issue of its own.
const VALUE_BYTES: usize = 1 << 10;

/// What an issue is about; the order of issues in a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct About {
    pub(crate) severity: Severity,
    pub(crate) kind: IssueKind,
    /// Index in the titles that [`Issues::report`] is given; `None` for the file.
    pub(crate) column: Option<usize>,
}

/// Words on what was seen; few different ones per issue.
pub(super) type Note = Cow<'static, str>;

/// A fault that a thread has met: what is counted where it comes again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct FaultId(NonZero<u32>);

/// Where a fault is.
#[derive(Clone, Copy)]
pub(crate) enum Spot<'a> {
    /// In a record.
    Row { segment: &'a Segment, row: usize },
    /// Outside records: in the header, or on a blank line.
    Outside(Start),
}

impl Spot<'_> {
    pub(super) fn record(&self) -> u64 {
        match self {
            Self::Row { segment, row } => segment.number(*row),
            Self::Outside(start) => start.record,
        }
    }

    /// Takes its time: ask only for places that are kept.
    pub(super) fn start(&self) -> Start {
        match self {
            Self::Row { segment, row } => segment.place(*row),
            Self::Outside(start) => *start,
        }
    }
}

#[derive(Debug)]
struct Group {
    about: About,
    /// The value, where the issue is of one.
    value: Option<Box<[u8]>>,
    count: u64,
    notes: Vec<Seen>,
    first: Vec<Place>,
    /// A record with a greater number is not among the first.
    room: u64,
    /// Which of the sets.
    set: usize,
}

/// A note, how often it holds, and where it did first.
#[derive(Debug, Clone)]
struct Seen {
    note: Option<Note>,
    count: u64,
    record: u64,
    /// The record's offset in the file, and how many faults of the group came before, which orders those of a record.
    from: (u64, u64),
    id: Option<FaultId>,
}

/// All faults that were met.
#[derive(Debug, Default)]
pub(crate) struct Issues {
    groups: Vec<Group>,
    /// By fault: its group, and which of the notes there.
    faults: Vec<(u32, u32)>,
    by_about: HashMap<About, usize>,
    by_value: HashMap<About, HashMap<Box<[u8]>, FaultId>>,
    /// Where a value had to do without an issue of its own because there were enough.
    overflowed: Vec<About>,
    sets: Vec<(About, Marks)>,
}

impl Issues {
    /// The fault of this kind and note. One that is never [`hit`](Self::hit) does not come into the report.
    pub(super) fn fault(&mut self, about: About, note: Option<Note>) -> FaultId {
        let group = if let Some(group) = self.by_about.get(&about) {
            *group
        } else {
            let group = self.add_group(about, None);
            self.by_about.insert(about, group);
            group
        };
        self.noted(group, note)
    }

    /// The fault of a value that gets an issue of its own, while there are not too many of them.
    pub(super) fn fault_of_value(
        &mut self,
        about: About,
        cell: &[u8],
        note: Option<Note>,
    ) -> FaultId {
        let values = self.by_value.entry(about).or_default();
        if let Some(id) = values.get(cell) {
            return *id;
        }
        if cell.len() <= VALUE_BYTES {
            if values.len() < VALUES {
                let group = self.add_group(about, Some(cell.into()));
                let id = self.noted(group, note);
                self.by_value
                    .entry(about)
                    .or_default()
                    .insert(cell.into(), id);
                return id;
            }
            if !self.overflowed.contains(&about) {
                self.overflowed.push(about);
            }
        }
        self.fault(about, Some(the_rest()))
    }

    fn add_group(&mut self, about: About, value: Option<Box<[u8]>>) -> usize {
        let set = self.set(about);
        self.groups.push(Group {
            about,
            value,
            count: 0,
            notes: Vec::new(),
            first: Vec::new(),
            room: u64::MAX,
            set,
        });
        self.groups.len() - 1
    }

    fn set(&mut self, about: About) -> usize {
        let known = self.sets.iter().position(|(a, _)| *a == about);
        known.unwrap_or_else(|| {
            self.sets.push((about, Marks::default()));
            self.sets.len() - 1
        })
    }

    fn noted(&mut self, group: usize, note: Option<Note>) -> FaultId {
        let notes = &mut self.groups[group].notes;
        let at = notes.iter().position(|n| n.note == note);
        let at = at.unwrap_or_else(|| {
            notes.push(Seen {
                note,
                count: 0,
                record: u64::MAX,
                from: (u64::MAX, 0),
                id: None,
            });
            notes.len() - 1
        });
        let faults = &mut self.faults;
        *notes[at].id.get_or_insert_with(|| {
            let narrow = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
            faults.push((narrow(group), narrow(at)));
            FaultId(NonZero::new(narrow(faults.len())).unwrap_or(NonZero::<u32>::MAX))
        })
    }

    /// Counts a fault. `value` is asked for only where the place is kept.
    #[inline]
    pub(crate) fn hit(&mut self, fault: FaultId, at: Spot<'_>, value: impl FnOnce() -> String) {
        let (group, note) = self.faults[fault.0.get() as usize - 1];
        let group = &mut self.groups[group as usize];
        let note = &mut group.notes[note as usize];
        group.count += 1;
        note.count += 1;
        let record = at.record();
        if let Spot::Row { .. } = at
            && let Ok(record) = u32::try_from(record)
        {
            self.sets[group.set].1.add(record); // no file with more records is examined
        }
        if record <= group.room.max(note.record) {
            let start = at.start();
            if start.byte < note.from.0 {
                note.record = record;
                note.from = (start.byte, group.count);
            }
            group.keep(start, value);
        }
    }

    /// Whether the place of a fault in this record would be shown.
    pub(super) fn has_room(&self, fault: FaultId, record: u64) -> bool {
        let (group, _) = self.faults[fault.0.get() as usize - 1];
        record <= self.groups[group as usize].room
    }

    pub(super) fn about(&self, fault: FaultId) -> About {
        let (group, _) = self.faults[fault.0.get() as usize - 1];
        self.groups[group as usize].about
    }

    /// Counts a fault that is of no record.
    pub(super) fn add(&mut self, about: About, note: Option<Note>) {
        let fault = self.fault(about, note);
        let (group, note) = self.faults[fault.0.get() as usize - 1];
        self.groups[group as usize].count += 1;
        self.groups[group as usize].notes[note as usize].count += 1;
    }

    /// Counts one fault for each of these records, of which `places` are shown.
    pub(super) fn add_all(
        &mut self,
        about: About,
        note: Note,
        records: &RoaringBitmap,
        places: Vec<Place>,
    ) {
        let fault = self.fault(about, Some(note));
        let (group, note) = self.faults[fault.0.get() as usize - 1];
        let group = &mut self.groups[group as usize];
        group.count += records.len();
        group.notes[note as usize].count += records.len();
        group.first = places;
        self.sets[group.set].1.add_all(records);
    }

    /// Takes in what another thread has met.
    pub(crate) fn merge(&mut self, other: Self) {
        for (about, records) in other.sets {
            let set = self.set(about);
            self.sets[set].1.add_all(&records.into_set());
        }
        for group in other.groups {
            let own = match &group.value {
                None => self.by_about.get(&group.about).copied(),
                Some(value) => {
                    let id = self.by_value.get(&group.about).and_then(|v| v.get(value));
                    id.map(|id| self.faults[id.0.get() as usize - 1].0 as usize)
                }
            };
            let own = own.unwrap_or_else(|| self.add_group(group.about, group.value.clone()));
            for seen in &group.notes {
                let id = self.noted(own, seen.note.clone());
                match &group.value {
                    None => _ = self.by_about.insert(group.about, own),
                    Some(value) => {
                        let values = self.by_value.entry(group.about).or_default();
                        values.insert(value.clone(), id);
                    }
                }
            }
            self.groups[own].merge(group);
        }
        for about in other.overflowed {
            if !self.overflowed.contains(&about) {
                self.overflowed.push(about);
            }
        }
    }

    /// What is to be counted again after a merge: where a thread gave up on values that another one still counted.
    pub(super) fn overflowed(&self) -> &[About] {
        &self.overflowed
    }

    /// To count the values again that have an issue of their own, and no further ones.
    pub(super) fn recount(&self, about: About) -> Self {
        let mut again = Self::default();
        for group in self.values_of(about).into_iter().take(VALUES) {
            if let (Some(value), [seen]) = (&group.value, group.notes.as_slice()) {
                again.fault_of_value(about, value, seen.note.clone());
            }
        }
        again
    }

    /// Takes what was counted again instead of what was counted before.
    pub(super) fn replace(&mut self, about: About, again: Self) {
        for group in self.groups.iter_mut().filter(|g| g.about == about) {
            group.count = 0;
        }
        let fresh = again.groups.into_iter().filter(|g| g.about == about);
        for mut group in fresh {
            group.set = self.set(about);
            self.groups.push(group);
        }
    }

    /// The issues of single values, in the order in which the values come first.
    fn values_of(&self, about: About) -> Vec<&Group> {
        let of_values = |g: &&Group| g.about == about && g.value.is_some() && g.count > 0;
        let mut groups: Vec<&Group> = self.groups.iter().filter(of_values).collect();
        groups.sort_by_key(|g| g.first.first().map(|p| p.byte));
        groups
    }

    /// The sets of records, each with what it is about.
    pub(super) fn take_sets(&mut self) -> Vec<(About, RoaringBitmap)> {
        let sets = std::mem::take(&mut self.sets).into_iter();
        let mut sets: Vec<_> = sets
            .map(|(about, marks)| (about, marks.into_set()))
            .collect();
        sets.retain(|(_, records)| !records.is_empty());
        sets.sort_by_key(|(about, _)| *about);
        sets
    }

    /// All issues in their order, and what they come to.
    pub(super) fn report(
        self,
        titles: &[String],
        text: impl Fn(&[u8]) -> String,
    ) -> (Verdict, Vec<Issue>) {
        let mut abouts: BTreeMap<About, (Vec<Group>, Option<Group>)> = BTreeMap::new();
        for group in self.groups.into_iter().filter(|g| g.count > 0) {
            let (values, rest) = abouts.entry(group.about).or_default();
            match group.value {
                Some(_) => values.push(group),
                None => *rest = Some(group),
            }
        }
        let mut issues = Vec::new();
        for (mut values, mut rest) in abouts.into_values() {
            values.sort_by_key(|g| g.first.first().map(|p| p.byte));
            for group in values.split_off(VALUES.min(values.len())) {
                rest = Some(group.without_value(rest));
            }
            values.sort_by(|x, y| y.count.cmp(&x.count).then_with(|| x.value.cmp(&y.value)));
            let groups = values.into_iter().chain(rest);
            issues.extend(groups.map(|g| g.into_issue(titles, &text)));
        }
        let verdict = match issues.iter().map(|i| i.severity).min() {
            None => Verdict::Valid,
            Some(Severity::Warning) => Verdict::ValidWithWarnings,
            Some(Severity::Error) => Verdict::Invalid,
        };
        (verdict, issues)
    }
}

impl Group {
    fn keep(&mut self, at: Start, value: impl FnOnce() -> String) {
        let Start { record, line, byte } = at;
        let place = self.first.partition_point(|p| p.byte <= byte);
        if place >= PLACES {
            return;
        }
        let value = value();
        let found = Place {
            record,
            line,
            byte,
            value,
        };
        self.first.insert(place, found);
        self.full();
    }

    fn full(&mut self) {
        self.first.truncate(PLACES);
        if let Some(last) = self.first.get(PLACES - 1) {
            self.room = last.record;
        }
    }

    fn merge(&mut self, other: Self) {
        self.count += other.count;
        for seen in other.notes {
            match self.notes.iter_mut().find(|n| n.note == seen.note) {
                Some(own) => {
                    own.count += seen.count;
                    own.from = own.from.min(seen.from);
                }
                None => self.notes.push(seen),
            }
        }
        self.first.extend(other.first);
        self.first.sort_by_key(|p| p.byte);
        self.full();
    }

    /// Merged into the one of values that have none of their own.
    fn without_value(mut self, rest: Option<Self>) -> Self {
        self.value = None;
        for seen in &mut self.notes {
            seen.note = Some(the_rest());
        }
        match rest {
            Some(mut rest) => {
                rest.merge(self);
                rest
            }
            None => self,
        }
    }

    fn into_issue(mut self, titles: &[String], text: impl Fn(&[u8]) -> String) -> Issue {
        self.notes.retain(|n| n.count > 0 && n.note.is_some());
        self.notes.sort_by_key(|n| n.from);
        let seen: Vec<(&str, u64)> = (self.notes.iter())
            .filter_map(|n| n.note.as_deref().map(|note| (note, n.count)))
            .collect();
        let hint = match seen.as_slice() {
            [] => None,
            [(note, count)] if *count == self.count => Some((*note).to_string()),
            notes => {
                let counted = notes.iter().map(|(note, n)| format!("{note}: {n}"));
                Some(counted.collect::<Vec<_>>().join(", "))
            }
        };
        Issue {
            kind: self.about.kind,
            severity: self.about.severity,
            column: self.about.column.and_then(|c| titles.get(c)).cloned(),
            value: self.value.map(|value| text(&value)),
            count: self.count,
            hint,
            first: self.first,
        }
    }
}

/// What is said of values that have no issue of their own.
fn the_rest() -> Note {
    format!("values beyond the first {VALUES} distinct ones, or longer than {VALUE_BYTES} bytes")
        .into()
}
