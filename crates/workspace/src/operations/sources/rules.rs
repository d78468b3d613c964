//! The rules for a pulled file: what is broken, in words.

use jiff::Timestamp;
use jiff::civil::Date;
use patchbay_exports::Verdict;

use super::days::Due;
use super::types::{AlertKind, SourceSettings};

/// A broken rule, before it is an alert.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::operations) struct Broken {
    pub kind: AlertKind,
    pub message: String,
    pub remedy: String,
}

/// What the rules look at in a pulled file.
#[derive(Debug, Clone, Default)]
pub(in crate::operations) struct Facts {
    /// The file's name.
    pub name: String,
    /// In the bucket.
    pub bytes: u64,
    pub rows: Option<u64>,
    pub verdict: Option<Verdict>,
    /// Why it could not be examined.
    pub error: Option<String>,
}

/// The file of the day before, or the last one before that.
#[derive(Debug, Clone)]
pub(in crate::operations) struct Before {
    pub day: String,
    pub name: String,
    pub bytes: u64,
    pub rows: Option<u64>,
}

/// What is broken about the file itself.
pub(super) fn of_content(source: &str, facts: &Facts) -> Option<Broken> {
    let name = &facts.name;
    let why = match (&facts.error, facts.verdict) {
        (Some(error), _) => format!("{source}: {name} could not be examined ({error})"),
        (None, Some(Verdict::Invalid)) => format!("{source}: {name} is invalid"),
        _ => return None,
    };
    Some(Broken {
        kind: AlertKind::Invalid,
        message: why,
        remedy: "Look at its issues before it feeds audience targeting".into(),
    })
}

/// What is broken in comparison with the file before.
pub(super) fn of_size(settings: &SourceSettings, facts: &Facts, before: &Before) -> Option<Broken> {
    // Sizes are of what is in the bucket: a compressed file is no measure for a plain one.
    let packing = |name: &str| {
        name.rsplit('.')
            .next()
            .filter(|e| e.starts_with('g') || e.starts_with('z'))
            .map(str::to_owned)
    };
    let comparable = packing(&facts.name) == packing(&before.name);
    let rows = facts
        .rows
        .zip(before.rows)
        .map(|(now, then)| (now, then, "row"));
    let bytes = comparable.then_some((facts.bytes, before.bytes, "byte"));
    for (now, then, unit) in [rows, bytes].into_iter().flatten() {
        let broken = |kind, percent: u128, word: &str| Broken {
            kind,
            message: format!(
                "{}: {} has {} {unit}{}, {percent} % {word} than the {} of {}",
                settings.name,
                facts.name,
                grouped(now),
                if now == 1 { "" } else { "s" },
                grouped(then),
                before.day
            ),
            remedy: "Compare it with the one before; ask its maker if the difference is meant"
                .into(),
        };
        let (now, then) = (u128::from(now), u128::from(then));
        let beyond = |by: u128, limit: Option<u32>| {
            limit.is_some_and(|limit| by * 100 > then * u128::from(limit))
        };
        if now < then && beyond(then - now, settings.smaller_percent) {
            return Some(broken(
                AlertKind::Smaller,
                (then - now) * 100 / then,
                "fewer",
            ));
        }
        if now > then && beyond(now - then, settings.larger_percent) {
            // Nothing before: any growth is endless.
            let percent = (now - then) * 100 / then.max(1);
            return Some(broken(AlertKind::Larger, percent, "more"));
        }
    }
    None
}

/// What is broken if the file of that day was written at that time.
pub(super) fn of_time(
    source: &str,
    name: &str,
    due: &Due,
    day: Date,
    modified: Timestamp,
) -> Option<Broken> {
    let late = modified.duration_since(due.at(day));
    due.is_late(day, modified).then(|| Broken {
        kind: AlertKind::Late,
        message: format!(
            "{source}: {name} of {day} came {} late",
            lasting(late.as_mins())
        ),
        remedy: "It is here now; ask its maker if this happens again".into(),
    })
}

/// The file of a day is not there.
pub(in crate::operations) fn missing(settings: &SourceSettings, day: Date) -> Broken {
    Broken {
        kind: AlertKind::Missing,
        message: format!(
            "{}: the export of {day} is missing, it was due at {}",
            settings.name,
            settings.due.as_deref().unwrap_or_default()
        ),
        remedy: "Ask its maker, or check the prefix; Patchbay goes on looking every ten minutes"
            .into(),
    }
}

/// The bucket cannot be read, or the file not downloaded.
pub(in crate::operations) fn failed(source: &str, error: &crate::error::Error) -> Broken {
    Broken {
        kind: AlertKind::Failed,
        message: format!("{source}: {}", error.message),
        remedy: error
            .hint
            .clone()
            .unwrap_or_else(|| "Check the source".into()),
    }
}

fn lasting(minutes: i64) -> String {
    match (minutes / 60, minutes % 60) {
        (0, minutes) => format!("{minutes} min"),
        (hours, 0) => format!("{hours} h"),
        (hours, minutes) => format!("{hours} h {minutes} min"),
    }
}

/// `1,234,567`
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(smaller: Option<u32>, larger: Option<u32>) -> SourceSettings {
        let settings = serde_json::json!({
            "name": "daily", "bucket": "acme", "region": "r", "due": "06:00",
            "smaller_percent": smaller, "larger_percent": larger,
        });
        serde_json::from_value(settings).unwrap()
    }

    fn size(
        settings: &SourceSettings,
        now: (Option<u64>, u64),
        then: (Option<u64>, u64),
    ) -> Option<String> {
        let facts = Facts {
            name: "a.csv".into(),
            bytes: now.1,
            rows: now.0,
            ..Facts::default()
        };
        let before = Before {
            day: "2026-11-20".into(),
            name: "b.csv".into(),
            bytes: then.1,
            rows: then.0,
        };
        of_size(settings, &facts, &before).map(|b| b.message)
    }

    #[test]
    fn a_size_is_odd_only_beyond_the_rule() {
        let rules = settings(Some(20), Some(50));
        assert_eq!(size(&rules, (Some(80), 800), (Some(100), 1_000)), None);
        assert_eq!(
            size(&rules, (Some(1_234_567), 9), (Some(2_000_000), 9)).unwrap(),
            "daily: a.csv has 1,234,567 rows, 38 % fewer than the 2,000,000 of 2026-11-20"
        );
        assert_eq!(
            size(&rules, (Some(100), 1_600), (Some(100), 1_000)).unwrap(),
            "daily: a.csv has 1,600 bytes, 60 % more than the 1,000 of 2026-11-20"
        );
        assert_eq!(
            size(&rules, (None, 700), (Some(100), 1_000)).unwrap(),
            "daily: a.csv has 700 bytes, 30 % fewer than the 1,000 of 2026-11-20"
        );
        assert!(
            size(&rules, (Some(1), 1), (Some(0), 1)).is_some(),
            "from nothing to something"
        );
        assert_eq!(size(&rules, (Some(0), 0), (Some(0), 0)), None);
        assert_eq!(
            size(&settings(None, None), (Some(1), 1), (Some(100), 1_000)),
            None
        );
        assert_eq!(
            size(
                &settings(Some(1), None),
                (Some(u64::MAX), u64::MAX),
                (Some(1), 1)
            ),
            None
        );
    }

    #[test]
    fn a_compressed_file_is_no_measure_for_a_plain_one() {
        let facts = Facts {
            name: "a.csv.gz".into(),
            bytes: 10,
            rows: Some(100),
            ..Facts::default()
        };
        let before = Before {
            day: "d".into(),
            name: "b.csv".into(),
            bytes: 1_000,
            rows: Some(100),
        };
        assert_eq!(of_size(&settings(Some(20), None), &facts, &before), None);
        let before = Before {
            name: "b.csv.gz".into(),
            ..before
        };
        assert!(of_size(&settings(Some(20), None), &facts, &before).is_some());
    }

    #[test]
    fn how_late_is_said_in_hours_and_minutes() {
        assert_eq!(
            [lasting(5), lasting(60), lasting(754)],
            ["5 min", "1 h", "12 h 34 min"]
        );
        assert_eq!(
            [
                grouped(0),
                grouped(999),
                grouped(1_000),
                grouped(12_345_678)
            ],
            ["0", "999", "1,000", "12,345,678"]
        );
    }
}
