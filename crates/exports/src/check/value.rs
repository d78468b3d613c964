//! Whether a cell's bytes are a decimal or a date, told without making values of them where that can be avoided.

use std::cmp::Ordering;

use crate::spec::DateFormat;

/// Digits, then perhaps a point and more digits; nothing else.
pub(crate) fn is_decimal(cell: &[u8]) -> bool {
    let mut parts = cell.splitn(2, |b| *b == b'.');
    parts.all(|digits| !digits.is_empty() && digits.iter().all(u8::is_ascii_digit))
}

/// A decimal, perhaps with a sign.
pub(crate) fn is_number(cell: &[u8]) -> bool {
    is_decimal(
        cell.strip_prefix(b"-")
            .or(cell.strip_prefix(b"+"))
            .unwrap_or(cell),
    )
}

/// `true` or `false`, in any case.
pub(crate) fn is_boolean(cell: &[u8]) -> bool {
    cell.eq_ignore_ascii_case(b"true") || cell.eq_ignore_ascii_case(b"false")
}

pub(crate) fn is_capitals(cell: &[u8], length: usize) -> bool {
    cell.len() == length && cell.iter().all(u8::is_ascii_uppercase)
}

/// Nothing to be seen, though perhaps something there.
pub(crate) fn is_blank(cell: &[u8]) -> bool {
    cell.iter().all(u8::is_ascii_whitespace)
}

/// A date that exists, perhaps with a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Moment {
    /// Since 1970-01-01.
    days: i32,
    time: Option<Time>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Time {
    /// Since midnight.
    seconds: i32,
    nanoseconds: u32,
    /// Seconds east of UTC, if the zone is told.
    offset: Option<i32>,
}

impl Moment {
    pub(crate) fn parse(cell: &[u8], format: DateFormat) -> Option<Self> {
        match format {
            DateFormat::Iso => iso(cell),
            DateFormat::MonthDayYear => {
                slashed(cell).and_then(|[month, day, year]| date(year, month, day))
            }
            DateFormat::DayMonthYear => {
                slashed(cell).and_then(|[day, month, year]| date(year, month, day))
            }
            DateFormat::EpochMs => epoch_ms(cell),
        }
    }

    /// Days since 1970-01-01, as it is written: in its own zone.
    pub(crate) fn days(&self) -> i64 {
        i64::from(self.days)
    }

    /// Milliseconds since 1970-01-01T00:00Z. Without a zone, in UTC; without a time, at midnight.
    pub(crate) fn milliseconds(&self) -> i64 {
        let time = self.time.map_or(0, |t| {
            i64::from(t.seconds - t.offset.unwrap_or(0)) * 1_000
                + i64::from(t.nanoseconds / 1_000_000)
        });
        self.days() * 86_400_000 + time
    }

    /// Two moments with zones are compared as instants. A moment without a zone is taken to be in the other's zone,
    /// and one without a time is the whole day, so that it is neither before nor after a time on that day.
    pub(crate) fn is_before(&self, other: &Self) -> bool {
        let (Some(a), Some(b)) = (self.time, other.time) else {
            return self.days < other.days;
        };
        let seconds = |m: &Self, t: Time, offset| m.days() * 86_400 + i64::from(t.seconds - offset);
        let order = match (a.offset, b.offset) {
            (Some(from), Some(to)) => seconds(self, a, from).cmp(&seconds(other, b, to)),
            _ => seconds(self, a, 0).cmp(&seconds(other, b, 0)),
        };
        order.then(a.nanoseconds.cmp(&b.nanoseconds)) == Ordering::Less
    }
}

/// Why a cell is no date: it has the form of one that does not exist, or another form.
pub(crate) fn date_fault(cell: &[u8], format: DateFormat) -> &'static str {
    let form: Vec<u8> = cell
        .iter()
        .take(10)
        .map(|b| if b.is_ascii_digit() { b'0' } else { *b })
        .collect();
    match (format, form.as_slice()) {
        (DateFormat::Iso, b"0000-00-00") if cell.len() > 10 && date_of_iso(cell).is_some() => {
            "a date followed by something else than a time"
        }
        (DateFormat::Iso, b"0000-00-00")
        | (DateFormat::MonthDayYear | DateFormat::DayMonthYear, b"00/00/0000") => {
            "a date that does not exist"
        }
        (DateFormat::Iso, _) => "not written as 2026-01-31",
        (DateFormat::MonthDayYear, _) => "not written as MM/DD/YYYY",
        (DateFormat::DayMonthYear, _) => "not written as DD/MM/YYYY",
        (DateFormat::EpochMs, _) => "not milliseconds since 1970",
    }
}

/// All digits, as a number.
fn number(digits: &[u8]) -> Option<i64> {
    digits.iter().try_fold(0_i64, |n, b| {
        b.is_ascii_digit().then(|| n * 10 + i64::from(b - b'0'))
    })
}

fn date(year: i64, month: i64, day: i64) -> Option<Moment> {
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let last = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 => 28 + i64::from(leap),
        _ => return None,
    };
    if !(1..=last).contains(&day) {
        return None;
    }
    // Years from March on, so that a leap day is the last of its year.
    let (year, month) = if month > 2 {
        (year, month - 3)
    } else {
        (year - 1, month + 9)
    };
    let days = year * 365 + year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400);
    let days = days + (153 * month + 2) / 5 + day - 1 - 719_468;
    Some(Moment {
        days: i32::try_from(days).ok()?,
        time: None,
    })
}

/// The ten bytes that an ISO date starts with.
fn date_of_iso(cell: &[u8]) -> Option<Moment> {
    let day = cell.get(..10).filter(|d| d[4] == b'-' && d[7] == b'-')?;
    date(number(&day[..4])?, number(&day[5..7])?, number(&day[8..])?)
}

fn iso(cell: &[u8]) -> Option<Moment> {
    let mut moment = date_of_iso(cell)?;
    moment.time = match &cell[10..] {
        [] => None,
        [b'T' | b' ', rest @ ..] => Some(time(rest)?),
        _ => return None,
    };
    Some(moment)
}

/// `HH:MM`, perhaps `:SS` (60 is a leap second), perhaps a fraction of that, perhaps `Z`, `±HH`, `±HHMM` or `±HH:MM`.
fn time(text: &[u8]) -> Option<Time> {
    let end = text
        .iter()
        .position(|b| matches!(b, b'Z' | b'+' | b'-'))
        .unwrap_or(text.len());
    let (clock, zone) = text.split_at(end);
    let offset = match zone {
        [] => None,
        [b'Z'] => Some(0),
        [sign, hours @ .., b':', m1, m2] if hours.len() == 2 => {
            Some(offset(*sign, hours, &[*m1, *m2])?)
        }
        [sign, h1, h2, minutes @ ..] if matches!(minutes.len(), 0 | 2) => {
            Some(offset(*sign, &[*h1, *h2], minutes)?)
        }
        _ => return None,
    };
    let (clock, fraction) = match clock.iter().position(|b| matches!(b, b'.' | b',')) {
        Some(at) => (&clock[..at], Some(&clock[at + 1..])),
        None => (clock, None),
    };
    let (hours, minutes, seconds) = match (clock, fraction) {
        ([h1, h2, b':', m1, m2], None) => ([*h1, *h2], [*m1, *m2], *b"00"),
        ([h1, h2, b':', m1, m2, b':', s1, s2], _) => ([*h1, *h2], [*m1, *m2], [*s1, *s2]),
        _ => return None,
    };
    let (hours, minutes, seconds) = (number(&hours)?, number(&minutes)?, number(&seconds)?);
    if hours > 23 || minutes > 59 || seconds > 60 {
        return None;
    }
    Some(Time {
        seconds: i32::try_from(hours * 3_600 + minutes * 60 + seconds).ok()?,
        nanoseconds: fraction.map_or(Some(0), nanoseconds)?,
        offset,
    })
}

fn offset(sign: u8, hours: &[u8], minutes: &[u8]) -> Option<i32> {
    let (hours, minutes) = (number(hours)?, number(minutes)?);
    let seconds = (hours <= 23 && minutes <= 59).then_some(hours * 3_600 + minutes * 60)?;
    i32::try_from(if sign == b'-' { -seconds } else { seconds }).ok()
}

/// Digits after the point; what is finer than a nanosecond must be digits too and is not compared.
fn nanoseconds(fraction: &[u8]) -> Option<u32> {
    if fraction.is_empty() || !fraction.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let digit = |i| u32::from(fraction.get(i).map_or(0, |b| b - b'0'));
    Some((0..9).fold(0, |n, i| n * 10 + digit(i)))
}

/// Two digits, two digits, four digits, between slashes.
fn slashed(cell: &[u8]) -> Option<[i64; 3]> {
    if cell.len() != 10 || cell[2] != b'/' || cell[5] != b'/' {
        return None;
    }
    Some([
        number(&cell[..2])?,
        number(&cell[3..5])?,
        number(&cell[6..])?,
    ])
}

/// At most 15 digits: until the year 33658.
fn epoch_ms(cell: &[u8]) -> Option<Moment> {
    let ms = (1..=15).contains(&cell.len()).then(|| number(cell))??;
    let (days, of_day) = (ms / 86_400_000, ms % 86_400_000);
    let nanoseconds = u32::try_from(of_day % 1_000).unwrap_or(0) * 1_000_000;
    Some(Moment {
        days: i32::try_from(days).ok()?,
        time: Some(Time {
            seconds: i32::try_from(of_day / 1_000).ok()?,
            nanoseconds,
            offset: Some(0),
        }),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn iso(text: &str) -> Option<Moment> {
        Moment::parse(text.as_bytes(), DateFormat::Iso)
    }

    #[test]
    fn decimals() {
        for good in [
            "0",
            "6.99",
            "007",
            "0.0",
            "123456789012345678901234567890.5",
        ] {
            assert!(is_decimal(good.as_bytes()), "{good}");
        }
        for bad in [
            "", ".", "6.", ".5", "-1", "+1", "6,99", "1,000.00", "$6.99", "1e3", "1.2.3", " 1",
            "1 ", "N/A", "٣",
        ] {
            assert!(!is_decimal(bad.as_bytes()), "{bad}");
        }
    }

    #[test]
    fn numbers_and_booleans() {
        for good in ["0", "-6.99", "+6.99", "007"] {
            assert!(is_number(good.as_bytes()), "{good}");
        }
        for bad in [
            "", "-", "--1", "+-1", "- 1", "1-", "-.5", "-1e3", "−1", "NaN",
        ] {
            assert!(!is_number(bad.as_bytes()), "{bad}");
        }
        for good in ["true", "false", "TRUE", "False"] {
            assert!(is_boolean(good.as_bytes()), "{good}");
        }
        for bad in ["", "t", "yes", "1", " true", "true "] {
            assert!(!is_boolean(bad.as_bytes()), "{bad}");
        }
    }

    #[test]
    fn iso_dates_that_exist() {
        for good in [
            "2026-01-31",
            "2024-02-29",
            "2000-02-29",
            "2026-01-05T10:00",
            "2026-01-05 10:00:00",
            "2026-01-05T10:00:00Z",
            "2026-01-05T10:00:00.123456789012+05:30",
            "2026-01-05T10:00:00,5-0800",
            "2026-01-05 23:59:60Z",
            "2026-01-05T00:00:00+14",
            "2026-01-05T10:00Z",
        ] {
            assert!(iso(good).is_some(), "{good}");
        }
        for bad in [
            "",
            "2026-02-30",
            "2026-02-29",
            "1900-02-29",
            "2026-04-31",
            "2026-13-01",
            "2026-00-10",
            "2026-01-00",
            "0000-00-00",
            "2026/01/05",
            "05-Jan-2026",
            "tomorrow",
            "2026-1-5",
            "20260105",
            "2026-01-05T",
            "2026-01-05 ",
            " 2026-01-05",
            "2026-01-05x10:00",
            "2026-01-05T24:00:00",
            "2026-01-05T10:60",
            "2026-01-05T10:00:61",
            "2026-01-05T10:00:00.",
            "2026-01-05T10:00.5",
            "2026-01-05T10",
            "2026-01-05T10:00:00z",
            "2026-01-05T10:00:00 Z",
            "2026-01-05T10:00:00+1",
            "2026-01-05T10:00:00+25:00",
            "2026-01-05T10:00:00+05:3x",
            "2026-01-05T10:00:00Zx",
            "2026-01-05T1é:00",
            "２026-01-05",
        ] {
            assert!(iso(bad).is_none(), "{bad}");
        }
    }

    #[test]
    fn other_formats() {
        let parse = |text: &str, format| Moment::parse(text.as_bytes(), format);
        assert_eq!(
            parse("01/31/2026", DateFormat::MonthDayYear),
            iso("2026-01-31")
        );
        assert_eq!(
            parse("31/01/2026", DateFormat::DayMonthYear),
            iso("2026-01-31")
        );
        assert_eq!(parse("31/01/2026", DateFormat::MonthDayYear), None);
        assert_eq!(parse("1/31/2026", DateFormat::MonthDayYear), None);
        assert_eq!(parse("0", DateFormat::EpochMs), iso("1970-01-01T00:00:00Z"));
        assert_eq!(
            parse("1767225600123", DateFormat::EpochMs),
            iso("2026-01-01T00:00:00.123Z")
        );
        assert_eq!(parse("-1", DateFormat::EpochMs), None);
        assert_eq!(parse("", DateFormat::EpochMs), None);
        assert_eq!(parse("1767225600123000000", DateFormat::EpochMs), None);
    }

    #[test]
    fn order_of_dates_times_and_zones() {
        let before = |a: &str, b: &str| match (iso(a), iso(b)) {
            (Some(a), Some(b)) => a.is_before(&b),
            _ => panic!("{a} and {b} must be dates"),
        };
        assert!(before("2026-01-04", "2026-01-05"));
        assert!(before("1969-12-31", "1970-01-01"));
        assert!(before("2024-02-29", "2024-03-01"));
        assert!(!before("2026-01-05", "2026-01-05"));
        assert!(before("2026-01-05T09:59", "2026-01-05 10:00:00"));
        assert!(before("2026-01-05T10:00:00.1", "2026-01-05T10:00:00.12"));
        // Ten in Stockholm is before half past nine in London.
        assert!(before("2026-01-05T10:00:00+01:00", "2026-01-05T09:30:00Z"));
        assert!(before("2026-01-06T00:30:00+02:00", "2026-01-05T23:00:00Z"));
        assert!(!before("2026-01-05T10:00:00+01:00", "2026-01-05T09:00:00Z"));
        // Without a zone: in the other's. Without a time: the whole day.
        assert!(before("2026-01-05T08:00:00", "2026-01-05T09:00:00+05:00"));
        assert!(!before("2026-01-05", "2026-01-05T09:00:00"));
        assert!(!before("2026-01-05T09:00:00", "2026-01-05"));
    }
}
