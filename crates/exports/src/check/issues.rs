//! Gathers faults while a pass goes over a file: counts exactly, keeps few places.
//!
//! Memory is bounded by the number of columns and by [`VALUES`], not by the number of faults.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};

use super::report::{Issue, IssueKind, Place, Verdict};
use crate::records::Start;
use crate::spec::Severity;

/// Places that an issue shows.
pub(super) const PLACES: usize = 10;

/// Distinct values of a column that get an issue of their own; the rest share one.
pub(super) const VALUES: usize = 1_000;

/// A longer value is not held and gets no issue of its own.
const VALUE_BYTES: usize = 1 << 10;

/// What an issue is about; the order of issues in a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct About {
    pub(super) severity: Severity,
    pub(super) kind: IssueKind,
    /// Index in the titles that [`Issues::report`] is given; `None` for the file.
    pub(super) column: Option<usize>,
}

/// Words on what was seen; few different ones per issue.
pub(super) type Note = Cow<'static, str>;

#[derive(Debug, Default)]
struct Group {
    count: u64,
    notes: Vec<(Note, u64)>,
    first: Vec<Place>,
}

impl Group {
    fn add(&mut self, at: Option<Start>, note: Option<Note>, value: impl FnOnce() -> String) {
        self.count += 1;
        if let Some(note) = note {
            match self.notes.iter_mut().find(|(n, _)| *n == note) {
                Some((_, count)) => *count += 1,
                None => self.notes.push((note, 1)),
            }
        }
        if let Some(Start { record, line, byte }) = at
            && self.first.len() < PLACES
        {
            self.first.push(Place {
                record,
                line,
                byte,
                value: value(),
            });
        }
    }

    fn into_issue(self, about: About, titles: &[String], value: Option<String>) -> Issue {
        let hint = match self.notes.as_slice() {
            [] => None,
            [(note, count)] if *count == self.count => Some(note.to_string()),
            notes => Some(
                notes
                    .iter()
                    .map(|(note, n)| format!("{note}: {n}"))
                    .collect::<Vec<_>>()
                    .join(", "),
            ),
        };
        Issue {
            kind: about.kind,
            severity: about.severity,
            column: about.column.and_then(|c| titles.get(c)).cloned(),
            value,
            count: self.count,
            hint,
            first: self.first,
        }
    }
}

#[derive(Debug, Default)]
pub(super) struct Issues {
    groups: BTreeMap<About, Group>,
    values: BTreeMap<About, HashMap<Box<[u8]>, Group>>,
}

impl Issues {
    /// Counts a fault. `value` is asked for only where the place is kept.
    pub(super) fn add(
        &mut self,
        about: About,
        at: Option<Start>,
        note: Option<Note>,
        value: impl FnOnce() -> String,
    ) {
        self.groups.entry(about).or_default().add(at, note, value);
    }

    /// Counts a fault of a value that gets an issue of its own. `note` is asked for once per value.
    pub(super) fn add_value(
        &mut self,
        about: About,
        at: Start,
        cell: &[u8],
        note: impl FnOnce() -> Option<Note>,
        value: impl FnOnce() -> String,
    ) {
        let values = self.values.entry(about).or_default();
        if let Some(group) = values.get_mut(cell) {
            group.add(Some(at), None, value);
        } else if values.len() < VALUES && cell.len() <= VALUE_BYTES {
            let mut group = Group::default();
            group.add(Some(at), None, value);
            // A note holds for the value as such, however often it comes.
            group.notes.extend(note().map(|note| (note, 0)));
            values.insert(cell.into(), group);
        } else {
            let note = format!(
                "values beyond the first {VALUES} distinct ones, or longer than {VALUE_BYTES} bytes"
            );
            self.add(about, Some(at), Some(note.into()), value);
        }
    }

    /// Adds a place without counting it, unless it is shown already or there are enough.
    pub(super) fn show(&mut self, about: About, place: Place) {
        let first = &mut self.groups.entry(about).or_default().first;
        if first.len() < PLACES && !first.iter().any(|p| p.byte == place.byte) {
            first.push(place);
        }
    }

    /// Whether another place of this issue would be shown.
    pub(super) fn has_room(&self, about: About) -> bool {
        self.groups
            .get(&about)
            .is_none_or(|g| g.first.len() < PLACES)
    }

    /// All issues in their order, and what they come to.
    pub(super) fn report(
        self,
        titles: &[String],
        text: impl Fn(&[u8]) -> String,
    ) -> (Verdict, Vec<Issue>) {
        let Self {
            mut groups,
            mut values,
        } = self;
        let mut abouts: Vec<About> = groups.keys().chain(values.keys()).copied().collect();
        abouts.sort_unstable();
        abouts.dedup();
        let mut issues = Vec::new();
        for about in abouts {
            let mut of_values: Vec<_> = values
                .remove(&about)
                .unwrap_or_default()
                .into_iter()
                .collect();
            of_values
                .sort_unstable_by(|(a, x), (b, y)| y.count.cmp(&x.count).then_with(|| a.cmp(b)));
            for (value, mut group) in of_values {
                let count = group.count;
                group.notes.iter_mut().for_each(|n| n.1 = count);
                issues.push(group.into_issue(about, titles, Some(text(&value))));
            }
            issues.extend(
                groups
                    .remove(&about)
                    .map(|group| group.into_issue(about, titles, None)),
            );
        }
        let verdict = match issues.iter().map(|i| i.severity).min() {
            None => Verdict::Valid,
            Some(Severity::Warning) => Verdict::ValidWithWarnings,
            Some(Severity::Error) => Verdict::Invalid,
        };
        (verdict, issues)
    }
}
