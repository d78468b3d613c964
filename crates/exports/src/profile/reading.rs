//! What a value may be read as: a boolean, a number, a date in one of the formats; nothing of that makes it a string.

use super::report::ColumnType;
use crate::check::value::{Moment, is_boolean, is_number};
use crate::spec::{DateFormat, Rule};

/// A way to read values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reading {
    Boolean,
    Number,
    Date(DateFormat),
}

/// All readings. Epoch milliseconds are tried only where a spec says that they are dates, for any integer could be one.
pub(crate) const READINGS: [Reading; 6] = [
    Reading::Boolean,
    Reading::Number,
    Reading::Date(DateFormat::Iso),
    Reading::Date(DateFormat::MonthDayYear),
    Reading::Date(DateFormat::DayMonthYear),
    Reading::Date(DateFormat::EpochMs),
];

impl Reading {
    pub(crate) fn column_type(self) -> ColumnType {
        match self {
            Self::Boolean => ColumnType::Boolean,
            Self::Number => ColumnType::Number,
            Self::Date(_) => ColumnType::Date,
        }
    }

    /// How dates are written that are read so.
    pub(crate) fn format(self) -> Option<DateFormat> {
        match self {
            Self::Date(format) => Some(format),
            Self::Boolean | Self::Number => None,
        }
    }

    /// How a spec's rule reads its column, if it says so.
    pub(crate) fn of_rule(rule: &Rule) -> Option<Self> {
        match rule {
            Rule::Date { format, .. } => Some(Self::Date(*format)),
            Rule::Decimal { .. } | Rule::Number { .. } => Some(Self::Number),
            Rule::Boolean { .. } => Some(Self::Boolean),
            _ => None,
        }
    }

    /// Where a value stands among those that are read so: a number, or milliseconds since 1970; `None` if it cannot be
    /// read so.
    #[allow(clippy::cast_precision_loss, reason = "dates of our time are exact")]
    fn position(self, value: &[u8]) -> Option<f64> {
        match self {
            Self::Boolean => is_boolean(value).then_some(0.0),
            Self::Number => number(value),
            Self::Date(format) => Moment::parse(value, format).map(|m| m.milliseconds() as f64),
        }
    }
}

/// The readings that a value allows, each by its index in [`READINGS`] with the value's position.
#[inline]
pub(crate) fn readings(value: &[u8], epoch: bool) -> impl Iterator<Item = (usize, f64)> {
    let tried = if promises(value) {
        READINGS.len() - usize::from(!epoch)
    } else {
        0
    };
    (0..tried).filter_map(move |i| READINGS[i].position(value).map(|p| (i, p)))
}

/// Whether a value starts as something else than a string could. Most strings are known by that.
#[inline]
fn promises(value: &[u8]) -> bool {
    let start = &value[..value.len().min(8)];
    start
        .iter()
        .all(|b| matches!(b, b'0'..=b'9' | b'-' | b'/' | b'.' | b'+'))
        || matches!(value.len(), 4 | 5) && matches!(value[0], b't' | b'T' | b'f' | b'F')
}

/// A decimal number, perhaps with a sign, within the range of floating-point numbers.
fn number(value: &[u8]) -> Option<f64> {
    if !is_number(value) {
        return None;
    }
    let number: f64 = std::str::from_utf8(value).ok()?.parse().ok()?;
    number.is_finite().then_some(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(value: &str) -> Vec<(Reading, f64)> {
        readings(value.as_bytes(), true)
            .map(|(i, p)| (READINGS[i], p))
            .collect()
    }

    #[test]
    fn a_value_is_read_in_every_way_that_it_allows() {
        const DAY: f64 = 86_400_000.0;
        let date = |format| Reading::Date(format);
        assert_eq!(of("True"), [(Reading::Boolean, 0.0)]);
        assert_eq!(of("-6.50"), [(Reading::Number, -6.5)]);
        assert_eq!(of("1970-01-03"), [(date(DateFormat::Iso), 2.0 * DAY)]);
        assert_eq!(
            of("1970-01-01T01:00:00.5+01:00"),
            [(date(DateFormat::Iso), 500.0)]
        );
        assert_eq!(
            of("01/02/1970"),
            [
                (date(DateFormat::MonthDayYear), DAY),
                (date(DateFormat::DayMonthYear), 31.0 * DAY)
            ]
        );
        assert_eq!(
            of("86400000"),
            [(Reading::Number, DAY), (date(DateFormat::EpochMs), DAY)]
        );
        assert_eq!(readings(b"86400000", false).count(), 1);
        for string in [
            "",
            "abc",
            "1.2.3",
            "1e5",
            "2026-02-30",
            "tru",
            "truth",
            "-",
            "787e076a-83f9",
            "é",
            " 1",
        ] {
            assert_eq!(of(string), [], "{string}");
        }
        assert_eq!(of(&"9".repeat(400)), [], "greater than all numbers");
    }
}
