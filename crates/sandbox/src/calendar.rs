//! Dates of billing: months and days from an instant, and the wire forms of instants.
//!
//! Every date is reckoned at five hours west of Greenwich all year, as an American site's is: a connector
//! that reads dates by cutting off the zone is then found out.

use jiff::tz::{Offset, TimeZone};
use jiff::{Span, Timestamp, Zoned};
use serde::Serialize;

const SITE: Offset = Offset::constant(-5);

/// The unit of a price's interval. There are only these two at Chargify, and no other is needed elsewhere.
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

#[cfg(test)]
mod tests {
    use super::{Unit, after, american, date, iso, parse};

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
        assert_eq!(
            parse("2026-11-20"),
            Some("2026-11-20T05:00:00Z".parse().unwrap())
        );
        assert_eq!(parse("not a date"), None);
    }
}
