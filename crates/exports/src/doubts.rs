//! What looks implausible in a file though every cell may be right: today's date is not there, one value fills a column
//! that had many. A doubt is for a person to look at; it never changes a verdict.

use jiff::Span;
use jiff::civil::{Date, date};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::check::value::Moment;
use crate::profile::{ColumnProfile, ColumnType, Profile};
use crate::spec::{Rule, TraitSpec};

/// Something that looks implausible.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Doubt {
    /// What kind of thing.
    pub kind: DoubtKind,
    /// The column, as the file's header calls it; absent where the doubt is of the file as a whole.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub column: Option<String>,
    /// One sentence with the figures that raise it.
    pub message: String,
}

/// What looks implausible.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum DoubtKind {
    /// A column that should have every day's date does not have today's.
    TodayMissing,
    /// One value fills a column that had several in the earlier file.
    OneValue,
    /// A column has less than half as many different values as in the earlier file.
    FewerValues,
    /// A column is empty that was filled in the earlier file.
    Emptied,
    /// There are many more or fewer records than in the earlier file.
    RowCount,
}

const EPOCH: Date = date(1970, 1, 1);
/// Records may be so many per cent more or fewer than in the earlier file.
const ROWS_PER_CENT: u64 = 20;
/// So many cells must be expected otherwise, by the shares of the earlier file, before a column is doubted: less is
/// chance.
const EXPECTED: u64 = 10;
/// A column must have had so many values before their number is compared: few come and go.
const VALUES: u64 = 4;

/// What looks implausible in a file, by itself on the day `today`, and beside the profile of an earlier file of the same
/// spec. The file as a whole first, then its columns in their order.
pub fn doubts(
    profile: &Profile,
    spec: &TraitSpec,
    today: Date,
    yesterday: Option<&Profile>,
) -> Vec<Doubt> {
    let mut doubts = Vec::new();
    doubts.extend(yesterday.and_then(|before| row_count(profile.rows, before.rows)));
    for column in &profile.columns {
        doubts.extend(today_missing(column, spec, today));
        let before = yesterday.and_then(|p| p.columns.iter().find(|c| c.name == column.name));
        doubts.extend(before.and_then(|before| changed(column, before)));
    }
    doubts
}

fn row_count(rows: u64, before: u64) -> Option<Doubt> {
    let apart = rows.abs_diff(before);
    // In u128, because a count times a hundred may not fit.
    if before == 0
        || apart < EXPECTED
        || u128::from(apart) * 100 <= u128::from(before) * u128::from(ROWS_PER_CENT)
    {
        return None;
    }
    let more = if rows > before { "more" } else { "fewer" };
    let per_cent = (u128::from(apart) * 100 + u128::from(before) / 2) / u128::from(before);
    Some(Doubt {
        kind: DoubtKind::RowCount,
        column: None,
        message: format!(
            "{} records, {per_cent} % {more} than the {} of the earlier file",
            grouped(rows),
            grouped(before)
        ),
    })
}

/// A column that should have today's date, and certainly has not.
fn today_missing(column: &ColumnProfile, spec: &TraitSpec, today: Date) -> Option<Doubt> {
    let wanted = spec
        .columns
        .iter()
        .find(|c| c.daily && c.title() == column.name)?;
    let Rule::Date { format, .. } = wanted.rule else {
        return None;
    };
    let day = |value: &str| Moment::parse(value.as_bytes(), format).map(|m| m.days());
    let today_is = i64::from((today - EPOCH).get_days());
    let latest = column.max.as_deref()?;
    let why = match day(latest)? {
        last if last == today_is => return None,
        last if last < today_is => format!("its latest date is {}", civil(last, latest)),
        // Later dates hide the answer, unless nothing at all is around today.
        _ if nothing_around(column, today_is) => "it has earlier and later dates".into(),
        _ => return None,
    };
    Some(Doubt {
        kind: DoubtKind::TodayMissing,
        column: Some(column.name.clone()),
        message: format!("`{}` has no {today}: {why}", column.name),
    })
}

/// A number of days since 1970 as a date; as it was written, if it is too far off for one.
fn civil(days: i64, written: &str) -> String {
    (Span::new().try_days(days))
        .and_then(|span| EPOCH.checked_add(span))
        .map_or_else(|_| written.to_owned(), |date| date.to_string())
}

/// Whether a histogram has nothing in any range that touches the day, whatever the zone of a time may be.
fn nothing_around(column: &ColumnProfile, day: i64) -> bool {
    const DAY: f64 = 86_400_000.0;
    let Some(histogram) = column
        .histogram
        .as_ref()
        .filter(|h| h.of == ColumnType::Date)
    else {
        return false;
    };
    #[allow(clippy::cast_precision_loss, reason = "days of our time are small")]
    let (from, to) = ((day - 1) as f64 * DAY, (day + 2) as f64 * DAY);
    let mut start = histogram.from;
    for count in &histogram.counts {
        let end = start + histogram.width;
        if *count > 0 && start <= to && end >= from {
            return false;
        }
        start = end;
    }
    true
}

/// A column whose values collapsed.
fn changed(column: &ColumnProfile, before: &ColumnProfile) -> Option<Doubt> {
    let cells = column.filled + column.empty;
    let cells_before = before.filled + before.empty;
    if cells == 0 || cells_before == 0 {
        return None;
    }
    let doubt = |kind, message: String| {
        Some(Doubt {
            kind,
            column: Some(column.name.clone()),
            message: format!("`{}` {message}", column.name),
        })
    };
    if column.filled == 0 {
        return (share(before.filled, cells_before, cells) >= EXPECTED)
            .then(|| {
                let message = format!(
                    "is empty, and had {} values in the earlier file",
                    grouped(before.filled)
                );
                doubt(DoubtKind::Emptied, message)
            })
            .flatten();
    }
    if before.filled == 0 {
        return None;
    }
    if let (1, Some(only)) = (column.distinct, column.top.first()) {
        let frequent = before.top.first().map_or(0, |f| f.count);
        let others = before.filled.saturating_sub(frequent);
        if before.distinct > 1 && share(others, before.filled, column.filled) >= EXPECTED {
            let message = format!(
                "holds `{}` alone, and {} different values in the earlier file",
                only.value,
                grouped(before.distinct)
            );
            return doubt(DoubtKind::OneValue, message);
        }
        return None;
    }
    // A smaller file has fewer values by right, at worst in proportion.
    let expected = share(before.distinct, before.filled, column.filled).min(before.distinct);
    if expected >= VALUES && column.distinct * 2 < expected {
        let message = format!(
            "holds {} different values, and {} in the earlier file",
            grouped(column.distinct),
            grouped(before.distinct)
        );
        return doubt(DoubtKind::FewerValues, message);
    }
    None
}

/// What `part` of `whole` comes to in `now`.
fn share(part: u64, whole: u64, now: u64) -> u64 {
    let of = u128::from(part) * u128::from(now) / u128::from(whole.max(1));
    u64::try_from(of).unwrap_or(u64::MAX)
}

/// `1,234,567`.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() * 4 / 3);
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::DateFormat::{DayMonthYear, EpochMs, MonthDayYear};
    use crate::profile::{Frequent, Histogram};

    fn column(name: &str, values: &[(&str, u64)], empty: u64) -> ColumnProfile {
        let filled = values.iter().map(|(_, n)| n).sum();
        ColumnProfile {
            name: name.into(),
            kind: if filled == 0 {
                ColumnType::Empty
            } else {
                ColumnType::String
            },
            format: None,
            empty,
            filled,
            odd: 0,
            distinct: values.len() as u64,
            distinct_exact: true,
            min: values.iter().map(|(v, _)| (*v).to_owned()).min(),
            max: values.iter().map(|(v, _)| (*v).to_owned()).max(),
            longest: 10,
            top: values
                .iter()
                .take(10)
                .map(|(value, count)| Frequent {
                    value: (*value).to_owned(),
                    count: *count,
                })
                .collect(),
            top_exact: true,
            histogram: None,
        }
    }

    fn profile(columns: Vec<ColumnProfile>) -> Profile {
        Profile {
            file: "export.csv".into(),
            rows: columns.first().map_or(0, |c| c.filled + c.empty),
            columns,
        }
    }

    fn said(today: &Profile, yesterday: Option<&Profile>) -> String {
        let spec = TraitSpec::by_name("evergent").unwrap();
        let lines = doubts(today, &spec, date(2026, 11, 21), yesterday);
        let lines = lines
            .iter()
            .map(|d| format!("{:?}: {}\n", d.kind, d.message));
        lines.collect::<Vec<_>>().concat()
    }

    #[test]
    fn todays_date_is_missed_only_where_it_is_certainly_not_there() {
        let dates =
            |values: &[(&str, u64)]| said(&profile(vec![column("payment_date", values, 0)]), None);
        insta::assert_snapshot!(
            dates(&[("2026-11-20T23:59:59Z", 5), ("2026-11-01", 5)]),
            @"TodayMissing: `payment_date` has no 2026-11-21: its latest date is 2026-11-20"
        );
        assert_eq!(dates(&[("2026-11-21", 1), ("2026-11-01", 5)]), "");
        assert_eq!(dates(&[("2026-11-21 08:00", 1)]), "");
        // A later date hides whether today's is there.
        assert_eq!(dates(&[("2062-01-01", 1), ("2026-11-01", 5)]), "");
        assert_eq!(
            dates(&[("2026-02-30", 5)]),
            "",
            "no date: the check tells that"
        );
        assert_eq!(dates(&[]), "");
        // Another column is not expected to have it.
        assert_eq!(
            said(
                &profile(vec![column("valid_to_date", &[("2020-01-01", 5)], 0)]),
                None
            ),
            ""
        );
    }

    #[test]
    fn a_histogram_shows_a_gap_around_today() {
        const DAY: f64 = 86_400_000.0;
        let day = f64::from((date(2026, 11, 21) - EPOCH).get_days()) * DAY;
        let mut dates = column("payment_date", &[("2026-11-01", 5), ("2026-12-24", 5)], 0);
        let mut with = |from: f64, width: f64, counts: &[u64]| {
            dates.histogram = Some(Histogram {
                of: ColumnType::Date,
                from,
                width,
                counts: counts.to_vec(),
            });
            said(&profile(vec![dates.clone()]), None)
        };
        assert_eq!(
            with(day - 20.0 * DAY, 10.0 * DAY, &[5, 0, 0, 0, 0, 5]),
            "TodayMissing: `payment_date` has no 2026-11-21: it has earlier and later dates\n"
        );
        assert_eq!(with(day - 20.0 * DAY, 10.0 * DAY, &[5, 0, 1, 0, 0, 5]), "");
        // A time of yesterday's evening may be today's in another zone.
        assert_eq!(with(day - 20.0 * DAY, 10.0 * DAY, &[5, 1, 0, 0, 0, 5]), "");
    }

    #[test]
    fn dates_of_other_formats_are_compared_as_dates() {
        let mut spec = TraitSpec::by_name("evergent").unwrap();
        let mut missing = |format, latest: &str| {
            spec.column_mut("payment_date").unwrap().rule = Rule::Date {
                format,
                severity: crate::Severity::Error,
            };
            let today = profile(vec![column("payment_date", &[(latest, 5)], 0)]);
            let found = doubts(&today, &spec, date(2026, 11, 21), None);
            found.first().map(|d| d.message.clone()).unwrap_or_default()
        };
        assert_eq!(missing(DayMonthYear, "21/11/2026"), "");
        assert_eq!(
            missing(MonthDayYear, "11/20/2026"),
            "`payment_date` has no 2026-11-21: its latest date is 2026-11-20"
        );
        assert_eq!(
            missing(EpochMs, "1795046400000"),
            "`payment_date` has no 2026-11-21: its latest date is 2026-11-19"
        );
    }

    #[test]
    fn what_collapsed_since_the_earlier_file_is_doubted() {
        let kinds = [("Paid", 700), ("Free Trial", 200), ("Retail", 100)];
        let packs: Vec<(String, u64)> = (0..40).map(|i| (format!("pack-{i:02}"), 25)).collect();
        let packs: Vec<(&str, u64)> = packs.iter().map(|(v, n)| (v.as_str(), *n)).collect();
        let yesterday = profile(vec![
            column("classification", &kinds, 0),
            column("pack_id", &packs, 0),
            column("coupon_code", &[("A", 30), ("B", 20)], 950),
            column("gone", &[("x", 1000)], 0),
        ]);
        let today = profile(vec![
            column("classification", &[("Paid", 700)], 0),
            column("pack_id", &packs[..12], 400),
            column("coupon_code", &[], 700),
            column("new", &[("x", 700)], 0),
        ]);
        insta::assert_snapshot!(said(&today, Some(&yesterday)), @r"
        RowCount: 700 records, 30 % fewer than the 1,000 of the earlier file
        OneValue: `classification` holds `Paid` alone, and 3 different values in the earlier file
        Emptied: `coupon_code` is empty, and had 50 values in the earlier file
        ");
        assert_eq!(said(&yesterday, Some(&yesterday)), "");
        assert_eq!(said(&today, None), "", "nothing to compare with");
    }

    #[test]
    fn half_of_the_values_gone_is_doubted_and_a_smaller_file_is_not() {
        let many: Vec<String> = (0..100).map(|i| format!("{i:03}")).collect();
        let values = |n: usize, each| {
            many[..n]
                .iter()
                .map(|v| (v.as_str(), each))
                .collect::<Vec<_>>()
        };
        let yesterday = profile(vec![column("pack_id", &values(100, 10), 0)]);
        let today = |n, each| {
            said(
                &profile(vec![column("pack_id", &values(n, each), 0)]),
                Some(&yesterday),
            )
        };
        assert_eq!(
            today(49, 21),
            "FewerValues: `pack_id` holds 49 different values, and 100 in the earlier file\n"
        );
        assert_eq!(today(50, 20), "");
        // Four fifths of the records are gone, and of the values in proportion.
        assert!(!today(20, 10).contains("FewerValues"));
        assert!(today(9, 22).contains("FewerValues"));
    }

    #[test]
    fn chance_is_not_doubted() {
        // One in ten thousand was different: its absence from a hundred proves nothing.
        let yesterday = profile(vec![column(
            "status",
            &[("Posted", 9_999), ("Declined", 1)],
            0,
        )]);
        let today = profile(vec![column("status", &[("Posted", 9_000)], 0)]);
        assert_eq!(said(&today, Some(&yesterday)), "");
        let small = |n| profile(vec![column("status", &[("Posted", n)], 0)]);
        assert_eq!(
            said(&small(9), Some(&small(1))),
            "",
            "eight records more are few"
        );
        assert_eq!(
            said(&small(120), Some(&small(100))),
            "",
            "20 % is the limit"
        );
        assert_eq!(
            said(&small(121), Some(&small(100))),
            "RowCount: 121 records, 21 % more than the 100 of the earlier file\n"
        );
        assert!(said(&small(u64::MAX), Some(&small(1))).starts_with("RowCount: 18,446,744"));
        let empty = profile(vec![column("status", &[], 0)]);
        assert_eq!(said(&empty, Some(&empty)), "");
    }
}
