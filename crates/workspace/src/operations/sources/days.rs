//! When each day's file or sync is due, and which day a file is for: by the clock of the app's time zone, whatever that
//! does.

use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use super::types::{SourceSettings, time_of_day};

/// How long before its time a file may be there. One for the early morning is often written the evening before.
const EARLY: SignedDuration = SignedDuration::from_hours(12);

/// When something is due, day by day.
pub(in crate::operations) struct Due {
    time: Time,
    late: SignedDuration,
    zone: TimeZone,
    since: Timestamp,
}

impl Due {
    /// Of a source with a schedule, which it has had since then.
    pub fn of(settings: &SourceSettings, zone: TimeZone, since: Timestamp) -> Option<Self> {
        Some(Self {
            late: SignedDuration::from_mins(settings.late_minutes.into()),
            ..Self::daily(settings.due.as_deref()?, zone, since)?
        })
    }

    /// Each day at that time, `HH:MM`, since then.
    pub fn daily(time: &str, zone: TimeZone, since: Timestamp) -> Option<Self> {
        Some(Self {
            time: time_of_day(time)?,
            late: SignedDuration::ZERO,
            zone,
            since,
        })
    }

    /// When a day's file is due. An hour that the clocks skip is the one after it; of one that they repeat, the first.
    pub fn at(&self, day: Date) -> Timestamp {
        let at = day.to_datetime(self.time).to_zoned(self.zone.clone());
        // A date at the end of the calendar, which no clock shows.
        at.map_or(Timestamp::MAX, |at| at.timestamp())
    }

    /// From when on a day's file is late.
    pub fn late_at(&self, day: Date) -> Timestamp {
        self.at(day)
            .checked_add(self.late)
            .unwrap_or(Timestamp::MAX)
    }

    /// Whether a day's file is late by now. What was due before there was a schedule is never late.
    pub fn is_late(&self, day: Date, now: Timestamp) -> bool {
        now > self.late_at(day) && self.counts(day)
    }

    /// Whether there was a schedule already when that day was due.
    pub fn counts(&self, day: Date) -> bool {
        self.at(day) >= self.since
    }

    /// From when on a file is taken for a day's: its midnight, or twelve hours before it is due if that is earlier.
    pub fn opens_at(&self, day: Date) -> Timestamp {
        let early = self.at(day).checked_sub(EARLY).unwrap_or(Timestamp::MIN);
        let midnight = day.to_zoned(self.zone.clone());
        midnight.map_or(early, |midnight| early.min(midnight.timestamp()))
    }

    /// The last day whose file is due.
    pub fn last(&self, now: Timestamp) -> Date {
        let today = now.to_zoned(self.zone.clone()).date();
        if self.at(today) <= now {
            today
        } else {
            today.yesterday().unwrap_or(today)
        }
    }

    /// The day after the last one.
    pub fn next(&self, now: Timestamp) -> Date {
        let last = self.last(now);
        last.tomorrow().unwrap_or(last)
    }

    /// The day that a file is for, and whether that is the last due day or the one to come. What was written in the
    /// evening is late for the last due day, if that has no file yet, else early for the next.
    pub fn day_of(&self, modified: Timestamp, now: Timestamp, has_last: bool) -> (Date, bool) {
        let (last, next) = (self.last(now), self.next(now));
        let written = modified.to_zoned(self.zone.clone()).date();
        if written >= next || has_last && modified >= self.opens_at(next) {
            (next, true)
        } else if modified >= self.opens_at(last) {
            (last, true)
        } else {
            (written, false)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn due(time: &str, zone: &str) -> Due {
        Due {
            time: time_of_day(time).unwrap(),
            late: SignedDuration::from_mins(60),
            zone: TimeZone::get(zone).unwrap(),
            since: Timestamp::MIN,
        }
    }

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    #[test]
    fn a_day_is_due_by_the_clock_of_its_zone() {
        let tokyo = due("06:30", "Asia/Tokyo");
        assert_eq!(tokyo.at(day("2026-11-21")), at("2026-11-20T21:30:00Z"));
        assert_eq!(tokyo.last(at("2026-11-20T21:29:59Z")), day("2026-11-20"));
        assert_eq!(tokyo.last(at("2026-11-20T21:30:00Z")), day("2026-11-21"));
        assert_eq!(tokyo.next(at("2026-11-20T21:30:00Z")), day("2026-11-22"));
        assert_eq!(tokyo.late_at(day("2026-11-21")), at("2026-11-20T22:30:00Z"));
    }

    /// Berlin 2026: on 29 March two o'clock becomes three; on 25 October three o'clock becomes two.
    #[test]
    fn on_the_days_when_the_clocks_change_a_file_is_due_once() {
        let berlin = due("02:30", "Europe/Berlin");
        assert_eq!(berlin.at(day("2026-03-28")), at("2026-03-28T01:30:00Z"));
        assert_eq!(
            berlin.at(day("2026-03-29")),
            at("2026-03-29T01:30:00Z"),
            "03:30 in summer time"
        );
        assert_eq!(berlin.at(day("2026-03-30")), at("2026-03-30T00:30:00Z"));
        assert_eq!(
            berlin.at(day("2026-10-25")),
            at("2026-10-25T00:30:00Z"),
            "the first of two"
        );
        assert_eq!(
            berlin.last(at("2026-10-25T01:30:00Z")),
            day("2026-10-25"),
            "the second is not due again"
        );
        assert_eq!(berlin.at(day("2026-10-26")), at("2026-10-26T01:30:00Z"));
        // Every day once, whatever the clocks do: due times rise, and each is the last of its day.
        let mut today = day("2026-01-01");
        while today < day("2027-01-01") {
            let tomorrow = today.tomorrow().unwrap();
            assert!(berlin.at(today) < berlin.at(tomorrow));
            assert!(
                berlin.opens_at(today) < berlin.at(today)
                    && berlin.opens_at(today) < berlin.opens_at(tomorrow)
            );
            assert_eq!(berlin.last(berlin.at(today)), today);
            today = tomorrow;
        }
    }

    #[test]
    fn what_was_due_before_there_was_a_schedule_is_never_late() {
        let mut utc = due("06:00", "UTC");
        utc.since = at("2026-11-21T06:00:01Z");
        assert!(!utc.is_late(day("2026-11-21"), at("2026-11-21T23:00:00Z")));
        assert!(
            !utc.is_late(day("2026-11-22"), at("2026-11-22T07:00:00Z")),
            "just in time"
        );
        assert!(utc.is_late(day("2026-11-22"), at("2026-11-22T07:00:01Z")));
    }

    #[test]
    fn a_midnight_that_is_skipped_is_no_end_of_the_world() {
        // In Santiago, the day of the change begins at one o'clock.
        let santiago = due("00:00", "America/Santiago");
        assert_eq!(santiago.at(day("2026-09-06")), at("2026-09-06T04:00:00Z"));
        assert_eq!(santiago.last(at("2026-09-06T03:59:59Z")), day("2026-09-05"));
    }

    #[test]
    fn a_file_is_for_the_day_that_waits_for_it() {
        let utc = due("06:00", "UTC");
        let now = at("2026-11-21T07:00:00Z");
        let of = |modified: &str, has_last| {
            let (day, current) = utc.day_of(at(modified), now, has_last);
            (day.to_string(), current)
        };
        assert_eq!(
            of("2026-11-21T05:00:00Z", false),
            ("2026-11-21".into(), true)
        );
        assert_eq!(
            of("2026-11-20T23:50:00Z", false),
            ("2026-11-21".into(), true),
            "written the evening before"
        );
        assert_eq!(
            of("2026-11-20T05:00:00Z", false),
            ("2026-11-20".into(), false),
            "yesterday's"
        );
        assert_eq!(
            of("2026-11-21T06:30:00Z", true),
            ("2026-11-21".into(), true),
            "written anew"
        );
        let evening = at("2026-11-21T20:00:00Z");
        assert_eq!(
            utc.day_of(at("2026-11-21T19:00:00Z"), evening, false),
            (day("2026-11-21"), true),
            "very late"
        );
        assert_eq!(
            utc.day_of(at("2026-11-21T19:00:00Z"), evening, true),
            (day("2026-11-22"), true),
            "early"
        );
        let night = at("2026-11-22T01:00:00Z");
        assert_eq!(
            utc.day_of(at("2026-11-22T00:30:00Z"), night, false),
            (day("2026-11-22"), true),
            "today's, though yesterday has none"
        );
        // What is due late in the day may come at any hour of it.
        let late = due("23:00", "UTC");
        let now = at("2026-11-21T23:30:00Z");
        assert_eq!(
            late.day_of(at("2026-11-21T02:00:00Z"), now, false),
            (day("2026-11-21"), true)
        );
    }
}
