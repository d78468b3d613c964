//! Examinations of random files, against plain counts and against each other.

use std::collections::{BTreeMap, BTreeSet};
use std::num::NonZero;

use proptest::prelude::*;
use tokio_util::sync::CancellationToken;

use super::memo::Limit;
use super::{Examination, Examine};
use crate::check::shown;
use crate::check::value::Moment;
use crate::encoding::Encoding;
use crate::export::{Export, Grain, OpenOptions};
use crate::flagged::IssueFilter;
use crate::profile::{ColumnProfile, ColumnType};
use crate::spec::{DateFormat, TraitSpec};
use crate::testing::{cells, grain, open_with, writings};

const HEADER: &str = "id,pack,from,to,status,reason,price,class";

fn spec() -> TraitSpec {
    serde_json::from_str(
        r#"{"name": "small", "key": ["id", "pack"], "customer": "id", "columns": [
            {"name": "id", "empty": {"required": "error"}},
            {"name": "pack", "empty": {"required": "warning"}},
            {"name": "from", "rule": {"type": "date", "severity": "error"}},
            {"name": "to", "empty": {"required": "error"}, "rule": {"type": "date", "severity": "error"}},
            {"name": "status", "rule": {"type": "one_of", "values": ["Posted", "Declined"], "severity": "error"}},
            {"name": "reason"},
            {"name": "price", "rule": {"type": "decimal", "severity": "error"}},
            {"name": "class", "rule": {"type": "open", "values": ["Paid", "Free Trial"], "unlisted": "warning"}}
        ],
        "orders": [{"earlier": "from", "later": "to", "severity": "error"}],
        "conditions": [
            {"when": "status", "is": "Declined", "then": "reason", "expect": "filled", "severity": "error"},
            {"when": "status", "is": "Posted", "then": "reason", "expect": "empty", "severity": "warning"}
        ]}"#,
    )
    .unwrap()
}

fn cell(column: usize) -> BoxedStrategy<String> {
    let pick = |values: &[&str]| {
        let values: Vec<String> = values.iter().map(ToString::to_string).collect();
        prop::sample::select(values)
    };
    let usual = match column {
        0 => prop_oneof![
            pick(&[
                "a",
                "b",
                "",
                " ",
                "\"a\"",
                "a-rather-long-customer-id-1",
                "a-rather-long-customer-id-2"
            ]),
            "[a-f]{1,2}"
        ]
        .boxed(),
        1 => pick(&["x", "y", "", "\"x\""]).boxed(),
        2 => pick(&[
            "2026-01-01",
            "2026-01-05",
            "2025-12-31T10:00Z",
            "2026-01-05 08:00",
        ])
        .boxed(),
        3 => pick(&[
            "2026-01-01",
            "2026-02-30",
            "",
            "soon",
            "01/31/2026",
            "05/01/2026",
            " ",
        ])
        .boxed(),
        4 => pick(&[
            "Posted",
            "Declined",
            "posted",
            " Posted",
            "",
            "\"Posted\"",
            "true",
            "False",
        ])
        .boxed(),
        5 => pick(&[
            "",
            "",
            " ",
            "Card expired",
            "\"a, \"\"b\"\"\"",
            "true",
            "FALSE",
        ])
        .boxed(),
        6 => prop_oneof![
            pick(&["1", "$1", "", "\"1,5\"", "007", "-3"]),
            (0..9_000).prop_map(|n| format!("{}", f64::from(n) / 8.0))
        ]
        .boxed(),
        _ => pick(&[
            "Paid",
            "paid",
            "Free Trial",
            "Gift",
            "Other",
            "",
            "FreeTrial",
        ])
        .boxed(),
    };
    prop_oneof![
        30 => usual,
        1 => pick(&["\"", "a\"b", "\"a\"b", "é", "\0", "\"two\nlines\"", "\"cr\r\nlf\"", ",", "\"é\""]),
        1 => "[a-zA-Z0-9 ]{0,20}",
    ]
    .boxed()
}

fn row() -> impl Strategy<Value = String> {
    let whole: Vec<_> = (0..8).map(cell).collect();
    prop_oneof![
        20 => whole.prop_map(|cells| cells.join(",")),
        1 => prop::collection::vec(cell(7), 1..11).prop_map(|cells| cells.join(",")),
        1 => Just(String::new()),
    ]
}

/// Rows with every kind of fault, most of them without.
fn file() -> impl Strategy<Value = String> {
    let end = prop::sample::select(vec!["\n", "\r\n", "\n", "\r"]);
    (prop::collection::vec(row(), 1..80), end)
        .prop_map(|(rows, end)| format!("{HEADER}{end}{}", rows.join(end)))
}

fn options(threads: usize) -> OpenOptions {
    OpenOptions {
        header: Some(true),
        threads: NonZero::new(threads),
        ..OpenOptions::default()
    }
}

const NO_LIMIT: Limit = Limit {
    values: 1_000,
    bytes: 1 << 20,
};

fn examine(export: &Export, limit: Limit, spec: Option<&TraitSpec>) -> Examination {
    let what = Examine {
        spec,
        profile: true,
        columns: None,
    };
    export
        .examine_within(limit, &what, &|_| {}, &CancellationToken::new())
        .unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn no_figure_depends_on_threads_or_pieces(
        text in file(), threads in 2_usize..9, grain in grain(), writing in writings(), values in 2_usize..30,
    ) {
        let limit = Limit { values, bytes: 200 };
        let alone = open_with(&text, writing, Grain { segment: 1 << 20, ..grain }, &options(1));
        let shared = open_with(&text, writing, grain, &options(threads));
        let spec = spec();
        prop_assume!(alone.1.index(&|_| {}, &CancellationToken::new()).unwrap() > 0);
        let one = examine(&alone.1, limit, Some(&spec));
        let many = examine(&shared.1, limit, Some(&spec));
        let (check, profile) = (one.check.unwrap(), one.profile.unwrap());
        let (other_check, other_profile) = (many.check.unwrap(), many.profile.unwrap());
        prop_assert_eq!(format!("{:#?}{:?}", check.issues, check.customers), format!("{:#?}{:?}", other_check.issues, other_check.customers));
        prop_assert_eq!(format!("{:#?}", profile.columns), format!("{:#?}", other_profile.columns));
        prop_assert_eq!(one.flagged.marks(0, check.rows), many.flagged.marks(0, check.rows));
        // A profile alone says the same, as far as no rule decides a type.
        let unspecified = examine(&shared.1, limit, None);
        prop_assert!(unspecified.check.is_none());
        for (with, without) in profile.columns.iter().zip(unspecified.profile.unwrap().columns) {
            prop_assert_eq!((with.empty, with.distinct, &with.top), (without.empty, without.distinct, &without.top));
        }
    }

    #[test]
    fn records_are_flagged_where_issues_are(text in file(), threads in 1_usize..4, grain in grain()) {
        let export = open_with(&text, crate::testing::Writing::Utf8, grain, &options(threads));
        let spec = spec();
        prop_assume!(export.1.index(&|_| {}, &CancellationToken::new()).unwrap() > 0);
        let found = examine(&export.1, NO_LIMIT, Some(&spec));
        let check = found.check.unwrap();
        for issue in &check.issues {
            let filter = IssueFilter {
                kind: Some(issue.kind),
                column: issue.column.clone(),
                severity: Some(issue.severity),
            };
            let flagged: BTreeSet<u64> = found.flagged.records(&filter, 0, usize::MAX).into_iter().collect();
            let repeats = issue.hint.as_deref().is_some_and(|h| h.contains("earlier record"));
            for place in &issue.first {
                // The record that a later one repeats has no fault, and a blank line is no record.
                if !repeats && place.value != "a blank line" {
                    prop_assert!(flagged.contains(&place.record), "{:?}", issue);
                }
            }
            prop_assert!(flagged.len() as u64 <= check.issues.iter().filter(|i| i.kind == issue.kind).map(|i| i.count).sum());
        }
    }

    #[test]
    fn a_profile_is_what_plain_counts_find(text in file(), threads in 1_usize..4, grain in grain(), values in prop::sample::select(vec![4, 1_000])) {
        let export = open_with(&text, crate::testing::Writing::Utf8, grain, &options(threads));
        let limit = Limit { values, bytes: 1 << 20 };
        let profile = examine(&export.1, limit, None).profile.unwrap();
        let records: Vec<Vec<String>> = cells(&text).split_off(1);
        prop_assert_eq!(profile.rows, records.len() as u64);
        let whole: Vec<_> = records.iter().filter(|r| r.len() == 8).collect();
        for (i, column) in profile.columns.iter().enumerate() {
            let cells: Vec<&str> = whole.iter().map(|r| r[i].as_str()).collect();
            plain(column, &cells, values)?;
        }
    }
}

/// Whether a column's profile is right.
#[allow(
    clippy::cast_precision_loss,
    clippy::type_complexity,
    reason = "small numbers, and a table of closures"
)]
fn plain(column: &ColumnProfile, cells: &[&str], limit: usize) -> Result<(), TestCaseError> {
    let mut counts: BTreeMap<&str, u64> = BTreeMap::new();
    for cell in cells {
        *counts.entry(cell).or_default() += 1;
    }
    let exact = counts.len() <= limit;
    let empty = counts.remove("").unwrap_or(0);
    let filled = cells.len() as u64 - empty;
    prop_assert_eq!((column.empty, column.filled), (empty, filled));
    prop_assert_eq!(
        column.longest,
        cells.iter().map(|c| c.len() as u64).max().unwrap_or(0)
    );
    prop_assert_eq!((column.distinct_exact, column.top_exact), (exact, exact));
    prop_assert!(column.distinct.abs_diff(counts.len() as u64) <= u64::from(!exact));
    let text = |value: &str| shown(value.as_bytes(), Encoding::Utf8);
    let mut top: Vec<(&str, u64)> = counts.iter().map(|(v, n)| (*v, *n)).collect();
    top.sort_by(|(a, x), (b, y)| y.cmp(x).then(a.cmp(b)));
    let found: Vec<(String, u64)> = (column.top.iter())
        .map(|f| (f.value.clone(), f.count))
        .collect();
    let mut top: Vec<(String, u64)> = top.iter().map(|(v, n)| (text(v), *n)).collect();
    if exact {
        top.truncate(10);
        prop_assert_eq!(found, top);
    } else {
        prop_assert!(
            found.iter().all(|f| top.contains(f)),
            "their counts are exact"
        );
    }

    let number = |v: &str| {
        let digits = v.strip_prefix('-').unwrap_or(v);
        let plain = digits.split('.').count() <= 2
            && digits
                .split('.')
                .all(|d| !d.is_empty() && d.bytes().all(|b| b.is_ascii_digit()));
        plain.then(|| v.parse::<f64>().unwrap())
    };
    let date = |format| {
        move |v: &str| Moment::parse(v.as_bytes(), format).map(|m| m.milliseconds() as f64)
    };
    let boolean = |v: &str| {
        ["true", "false"]
            .contains(&v.to_lowercase().as_str())
            .then_some(0.0)
    };
    let readings: [(ColumnType, &dyn Fn(&str) -> Option<f64>); 5] = [
        (ColumnType::Boolean, &boolean),
        (ColumnType::Number, &number),
        (ColumnType::Date, &date(DateFormat::Iso)),
        (ColumnType::Date, &date(DateFormat::MonthDayYear)),
        (ColumnType::Date, &date(DateFormat::DayMonthYear)),
    ];
    let fits = |read: &dyn Fn(&str) -> Option<f64>| {
        counts
            .iter()
            .filter(|(v, _)| read(v).is_some())
            .map(|(_, n)| n)
            .sum::<u64>()
    };
    let mut best = None;
    for (kind, read) in readings {
        let fit = fits(read);
        if fit > 0 && fit * 100 >= filled * 95 && best.is_none_or(|(_, _, most)| fit > most) {
            best = Some((kind, read, fit));
        }
    }
    let Some((kind, read, fit)) = best else {
        let kind = if filled == 0 {
            ColumnType::Empty
        } else {
            ColumnType::String
        };
        prop_assert_eq!((column.kind, column.odd), (kind, 0));
        prop_assert_eq!(column.min.clone(), counts.keys().next().map(|v| text(v)));
        prop_assert_eq!(column.max.clone(), counts.keys().last().map(|v| text(v)));
        prop_assert!(column.histogram.is_none());
        return Ok(());
    };
    prop_assert_eq!((column.kind, column.odd), (kind, filled - fit));
    let positions: Vec<f64> = counts.keys().filter_map(|v| read(v)).collect();
    let least = positions.iter().copied().fold(f64::INFINITY, f64::min);
    let greatest = positions.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    prop_assert_eq!(column.min.as_deref().and_then(read), Some(least));
    prop_assert_eq!(column.max.as_deref().and_then(read), Some(greatest));
    prop_assert_eq!(column.histogram.is_none(), kind == ColumnType::Boolean);
    if let Some(histogram) = &column.histogram {
        prop_assert_eq!(histogram.counts.iter().sum::<u64>(), fit);
        prop_assert!(
            histogram.from <= least
                && greatest <= histogram.from + histogram.width * histogram.counts.len() as f64
        );
    }
    Ok(())
}
