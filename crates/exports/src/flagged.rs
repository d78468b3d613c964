//! Which records have an issue: sets of record numbers, one for each kind of issue in each column.
//!
//! The sets are compressed, so that a file in which every record has an issue costs a few hundred kilobytes for five
//! million of them. An examination makes them; a grid asks them for the marks of a window, for the marks along its
//! scrollbar, for the next issue, and for the records with an issue alone.

use std::borrow::Cow;
use std::ops::Range;

use roaring::{MultiOps, RoaringBitmap};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::check::IssueKind;
use crate::spec::Severity;

/// A cell or a record with an issue, for a grid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, TS)]
pub struct Mark {
    /// Record number, from 0 after the header.
    #[ts(type = "number")]
    pub record: u64,
    /// Index of the column in the file; absent where the issue is of the record as a whole.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub column: Option<usize>,
    /// What kind of issue.
    pub kind: IssueKind,
    /// How grave.
    pub severity: Severity,
}

/// Which issues are meant; all of them where nothing is said.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(default, deny_unknown_fields)]
pub struct IssueFilter {
    /// Those of this kind.
    #[ts(optional)]
    pub kind: Option<IssueKind>,
    /// Those of this column, as the file's header calls it.
    #[ts(optional)]
    pub column: Option<String>,
    /// Those of this severity.
    #[ts(optional)]
    pub severity: Option<Severity>,
}

/// How many records have an issue in each part of a file, for the marks along a scrollbar.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct Overview {
    /// Records with an error, for each of as many parts as were asked for, of as many records each.
    #[ts(type = "number[]")]
    pub errors: Vec<u64>,
    /// Records with a warning and no error.
    #[ts(type = "number[]")]
    pub warnings: Vec<u64>,
}

/// The records of a file that have an issue. Faults of the header and blank lines are not among them.
#[derive(Debug, Clone, Default)]
pub struct Flagged {
    columns: Vec<String>,
    rows: u64,
    sets: Vec<Set>,
}

/// The records with one kind of issue in one column.
#[derive(Debug, Clone)]
pub(crate) struct Set {
    pub(crate) kind: IssueKind,
    pub(crate) severity: Severity,
    /// Index of the column in the file.
    pub(crate) column: Option<usize>,
    pub(crate) records: RoaringBitmap,
}

impl Flagged {
    /// `columns` and `rows` are those of the file.
    pub(crate) fn new(columns: Vec<String>, rows: u64, sets: Vec<Set>) -> Self {
        Self {
            columns,
            rows,
            sets,
        }
    }

    /// The marks of `rows` records from record `start` on, in the order of the file; a few for each record at most.
    pub fn marks(&self, start: u64, rows: u64) -> Vec<Mark> {
        let range = narrow(start)..narrow(start.saturating_add(rows));
        let mut marks: Vec<Mark> = self
            .sets
            .iter()
            .flat_map(|set| {
                set.records.range(range.clone()).map(|record| Mark {
                    record: record.into(),
                    column: set.column,
                    kind: set.kind,
                    severity: set.severity,
                })
            })
            .collect();
        marks.sort_unstable();
        marks
    }

    /// How many records have such an issue, in each of `parts` parts of the file. Part `i` is of the records from
    /// `rows * i / parts` to `rows * (i + 1) / parts`; a record with both an error and a warning counts as an error.
    pub fn overview(&self, parts: usize, filter: &IssueFilter) -> Overview {
        let of = |severity| {
            let mut union = Cow::Owned(RoaringBitmap::new());
            if filter.severity.is_none_or(|wanted| wanted == severity) {
                union = self.union(&IssueFilter {
                    severity: Some(severity),
                    ..filter.clone()
                });
            }
            union
        };
        let errors = of(Severity::Error);
        let warnings = of(Severity::Warning);
        let warnings = if errors.is_empty() {
            warnings
        } else {
            Cow::Owned(&*warnings - &*errors)
        };
        let counts = |records: &RoaringBitmap| {
            (0..parts as u64)
                .map(|i| records.range_cardinality(self.part(i, parts as u64)))
                .collect()
        };
        Overview {
            errors: counts(&errors),
            warnings: counts(&warnings),
        }
    }

    fn part(&self, i: u64, parts: u64) -> Range<u32> {
        let from = |i: u64| {
            let record = u128::from(self.rows) * u128::from(i) / u128::from(parts);
            narrow(u64::try_from(record).unwrap_or(u64::MAX))
        };
        from(i)..from(i + 1)
    }

    /// How many records have such an issue.
    pub fn count(&self, filter: &IssueFilter) -> u64 {
        self.union(filter).len()
    }

    /// The numbers of `rows` records with such an issue, in the order of the file, from the `start`th of them on.
    pub fn records(&self, filter: &IssueFilter, start: u64, rows: usize) -> Vec<u64> {
        let records = self.union(filter);
        let first = u32::try_from(start).ok().and_then(|n| records.select(n));
        let Some(first) = first else {
            return Vec::new();
        };
        let found = records.range(first..).take(rows);
        found.map(u64::from).collect()
    }

    /// The nearest record with such an issue: `from` itself or one after it, or one before it if `backwards`.
    pub fn next(&self, filter: &IssueFilter, from: u64, backwards: bool) -> Option<u64> {
        let sets = self.chosen(filter).map(|set| &set.records);
        let nearest = if backwards {
            sets.filter_map(|records| records.range(..=narrow(from)).next_back())
                .max()
        } else {
            let from = u32::try_from(from).ok()?;
            sets.filter_map(|records| records.range(from..).next())
                .min()
        };
        nearest.map(u64::from)
    }

    fn chosen<'a>(&'a self, filter: &IssueFilter) -> impl Iterator<Item = &'a Set> {
        let named = |column: Option<usize>, name: &str| {
            column.and_then(|c| self.columns.get(c)).map(String::as_str) == Some(name)
        };
        self.sets.iter().filter(move |set| {
            filter.kind.is_none_or(|kind| kind == set.kind)
                && filter.severity.is_none_or(|s| s == set.severity)
                && (filter.column.as_deref()).is_none_or(|name| named(set.column, name))
        })
    }

    fn union(&self, filter: &IssueFilter) -> Cow<'_, RoaringBitmap> {
        let sets: Vec<&RoaringBitmap> = self.chosen(filter).map(|set| &set.records).collect();
        match sets[..] {
            [one] => Cow::Borrowed(one),
            _ => Cow::Owned(sets.union()),
        }
    }
}

/// A record number as the sets hold it. No file with more records is examined.
fn narrow(record: u64) -> u32 {
    u32::try_from(record).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn flagged() -> Flagged {
        let set = |kind, severity, column, records: &[u32]| Set {
            kind,
            severity,
            column,
            records: records.iter().copied().collect(),
        };
        let sets = vec![
            set(IssueKind::BadDate, Severity::Error, Some(1), &[2, 50, 99]),
            set(
                IssueKind::UnlistedValue,
                Severity::Warning,
                Some(0),
                &[0, 2, 60],
            ),
            set(IssueKind::RaggedRow, Severity::Error, None, &[61]),
        ];
        Flagged::new(vec!["class".into(), "on".into()], 100, sets)
    }

    fn kind(kind: IssueKind) -> IssueFilter {
        IssueFilter {
            kind: Some(kind),
            ..IssueFilter::default()
        }
    }

    fn column(name: &str) -> IssueFilter {
        IssueFilter {
            column: Some(name.into()),
            ..IssueFilter::default()
        }
    }

    #[test]
    fn marks_of_a_window_are_in_the_order_of_the_file() {
        let marks: Vec<_> = flagged()
            .marks(1, 60)
            .iter()
            .map(|m| (m.record, m.column, m.kind))
            .collect();
        assert_eq!(
            marks,
            [
                (2, Some(0), IssueKind::UnlistedValue),
                (2, Some(1), IssueKind::BadDate),
                (50, Some(1), IssueKind::BadDate),
                (60, Some(0), IssueKind::UnlistedValue),
            ]
        );
        assert_eq!(flagged().marks(u64::MAX, 10), []);
    }

    #[test]
    fn an_overview_counts_each_record_once_and_errors_first() {
        let overview = flagged().overview(4, &IssueFilter::default());
        assert_eq!(overview.errors, [1, 0, 2, 1]);
        assert_eq!(overview.warnings, [1, 0, 1, 0]);
        let warnings = IssueFilter {
            severity: Some(Severity::Warning),
            ..IssueFilter::default()
        };
        let overview = flagged().overview(1, &warnings);
        assert_eq!(
            (overview.errors, overview.warnings),
            (vec![0], vec![3]),
            "a record's error is not asked for"
        );
        assert_eq!(flagged().overview(0, &warnings).errors, [0; 0]);
        let fine = flagged().overview(1_000, &IssueFilter::default());
        assert_eq!(fine.errors.iter().sum::<u64>(), 4, "more parts than rows");
    }

    #[test]
    fn records_with_an_issue_are_counted_listed_and_stepped_through() {
        let (flagged, all) = (flagged(), IssueFilter::default());
        assert_eq!(flagged.count(&all), 6);
        assert_eq!(flagged.records(&all, 1, 3), [2, 50, 60]);
        assert_eq!(flagged.records(&all, 6, 3), [0; 0]);
        assert_eq!(flagged.records(&column("on"), 0, 9), [2, 50, 99]);
        assert_eq!(flagged.count(&column("elsewhere")), 0);
        assert_eq!(flagged.next(&all, 3, false), Some(50));
        assert_eq!(flagged.next(&all, 50, false), Some(50));
        assert_eq!(flagged.next(&all, 49, true), Some(2));
        assert_eq!(flagged.next(&all, 100, false), None);
        assert_eq!(flagged.next(&all, u64::MAX, true), Some(99));
        assert_eq!(
            flagged.next(&kind(IssueKind::RaggedRow), 0, false),
            Some(61)
        );
        assert_eq!(flagged.next(&kind(IssueKind::BadQuote), 0, false), None);
    }
}
