//! Dates of billing: months and days from an instant, and the wire forms of instants.
//!
//! Every date is reckoned at five hours west of Greenwich all year, as an American site's is: a connector
//! that reads dates by cutting off the zone is then found out.

use jiff::tz::{Offset, TimeZone};
use jiff::{Span, Timestamp, Zoned};
use serde::Serialize;

const SITE: Offset = Offset::constant(-5);

/// The unit of a price's interval. Weeks are seven days, years twelve months.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Unit {
    /// Calendar days.
    Day,
    /// Calendar months, the day of month kept where it exists.
    Month,
}

fn local(at: Timestamp) -> Zoned {
    at.to_zoned(TimeZone::fixed(SITE))
}

/// The instant `count` units after `at` (before it, when negative).
pub(crate) fn after(at: Timestamp, count: i32, unit: Unit) -> Timestamp {
    let span = match unit {
        Unit::Day => Span::new().try_days(count),
        Unit::Month => Span::new().try_months(count),
    };
    // The world's time is kept between 2000 and 2200, so this stays within jiff's range.
    span.and_then(|span| local(at).checked_add(span))
        .map_or(at, |zoned| zoned.timestamp())
}

/// `2026-11-21T09:30:00-05:00`.
pub(crate) fn iso(at: Timestamp) -> String {
    local(at).strftime("%Y-%m-%dT%H:%M:%S%:z").to_string()
}

/// `2026-11-21T14:30:00Z`: the form of vendors that know no site's zone.
pub(crate) fn utc(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// `2026-11-21`.
pub(crate) fn date(at: Timestamp) -> String {
    local(at).strftime("%Y-%m-%d").to_string()
}

/// `11/21/2026`, as in Chargify's line items.
pub(crate) fn american(at: Timestamp) -> String {
    local(at).strftime("%m/%d/%Y").to_string()
}

/// `21 Nov 2026`, as in Chargify's period ranges.
pub(crate) fn short(at: Timestamp) -> String {
    local(at).strftime("%d %b %Y").to_string()
}

/// Year and month of the site's calendar, for the expiry of cards.
pub(crate) fn year_month(at: Timestamp) -> (i16, i8) {
    let zoned = local(at);
    (zoned.year(), zoned.month())
}

/// Reads `YYYY-MM-DD` (midnight), `YYYY-MM-DD HH:MM:SS` (the site's zone) or a time with its zone.
pub(crate) fn parse(text: &str) -> Option<Timestamp> {
    if let Ok(at) = text.parse::<Timestamp>() {
        return Some(at);
    }
    let civil = text.parse::<jiff::civil::DateTime>().ok()?;
    civil
        .to_zoned(TimeZone::fixed(SITE))
        .ok()
        .map(|zoned| zoned.timestamp())
}

/// A billing period, followed by the next of the same length.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Cycle {
    pub start: Timestamp,
    pub end: Timestamp,
    /// The length: so many units.
    pub count: i32,
    pub unit: Unit,
}

impl Cycle {
    /// The period that begins at `start`. A length of less than one unit counts as one.
    pub fn begun(start: Timestamp, count: i32, unit: Unit) -> Self {
        let count = count.max(1);
        Self {
            start,
            end: after(start, count, unit),
            count,
            unit,
        }
    }

    /// Of the periods that began with the one at `first`: the one that holds `now`, and how many ended before it.
    /// All are counted from `first`, so that the last of a month stays the last.
    pub fn holding(first: Timestamp, now: Timestamp, count: i32, unit: Unit) -> (Self, u32) {
        let mut cycle = Self::begun(first, count, unit);
        let mut ended = 0;
        for number in 2.. {
            if cycle.end > now {
                break;
            }
            ended += 1;
            cycle.start = cycle.end;
            cycle.end = after(first, cycle.count.saturating_mul(number), unit);
        }
        (cycle, ended)
    }

    /// Goes on to the period that holds `now`, and says how often it was renewed on the way.
    pub fn roll(&mut self, now: Timestamp) -> u32 {
        let mut renewals = 0;
        while self.end <= now {
            *self = Self::begun(self.end, self.count, self.unit);
            renewals += 1;
        }
        renewals
    }
}

#[cfg(test)]
mod tests {
    use super::{Cycle, Unit, after, american, date, iso, parse, utc};

    #[test]
    fn a_cycle_is_counted_from_its_first_period_and_rolls_on() {
        let at = |text| parse(text).unwrap();
        let (first, now) = (at("2026-01-31"), at("2026-03-30"));
        let (mut cycle, ended) = Cycle::holding(first, now, 1, Unit::Month);
        assert_eq!(
            (date(cycle.start), date(cycle.end), ended),
            ("2026-02-28".to_owned(), "2026-03-31".to_owned(), 1)
        );
        assert_eq!(cycle.roll(now), 0);
        // The end belongs to the next period.
        assert_eq!(cycle.roll(at("2026-05-31")), 3);
        assert_eq!(date(cycle.start), "2026-05-30");
        assert_eq!(Cycle::holding(first, first, 7, Unit::Day).1, 0);
        assert_eq!(
            Cycle::begun(first, 0, Unit::Day).end,
            after(first, 1, Unit::Day)
        );
    }

    #[test]
    fn months_keep_the_day_where_it_exists() {
        let end_of_january = parse("2027-01-31 10:00:00").unwrap();
        assert_eq!(date(after(end_of_january, 1, Unit::Month)), "2027-02-28");
        assert_eq!(date(after(end_of_january, -1, Unit::Month)), "2026-12-31");
        assert_eq!(date(after(end_of_january, 14, Unit::Day)), "2027-02-14");
    }

    #[test]
    fn instants_are_written_with_the_sites_offset() {
        let at = "2026-11-21T02:00:00Z".parse().unwrap();
        assert_eq!(iso(at), "2026-11-20T21:00:00-05:00");
        assert_eq!(american(at), "11/20/2026");
        assert_eq!(utc(at), "2026-11-21T02:00:00Z");
        assert_eq!(
            parse("2026-11-20"),
            Some("2026-11-20T05:00:00Z".parse().unwrap())
        );
        assert_eq!(parse("not a date"), None);
    }
}
