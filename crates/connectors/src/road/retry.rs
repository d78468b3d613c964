//! When a harmless request is sent again, and after how long.

use std::time::Duration;

use jiff::Timestamp;

use crate::definition::Retry;

/// Statuses after which the same request may go through: the vendor was busy, not unwilling.
pub(super) fn worth_repeating(status: u16) -> bool {
    matches!(status, 408 | 429) || (500..600).contains(&status) && status != 501
}

/// The pause before sending number `sent + 1`, or none when the patience is over.
///
/// `elapsed` runs from the first sending; `chance` is from 0 to 1. A `Retry-After` is honoured to the second,
/// and is never undercut: if it does not fit the total, there is no repeat.
pub(super) fn pause(
    retry: Retry,
    sent: u32,
    elapsed: Duration,
    retry_after: Option<Duration>,
    chance: f64,
) -> Option<Duration> {
    if sent >= retry.attempts {
        return None;
    }
    let doubled =
        f64::from(retry.pause_ms) * f64::from(2_u32.saturating_pow(sent.saturating_sub(1)));
    // Jitter on the upper half, so that hosts that failed together do not come back together.
    let own = doubled * (0.5 + chance.clamp(0.0, 1.0) / 2.0) / 1000.0;
    let own = Duration::try_from_secs_f64(own).unwrap_or(Duration::MAX);
    let pause = retry_after.map_or(own, |asked| asked.max(own));
    // What a vendor asks for may be any number.
    let end = elapsed.checked_add(pause)?;
    (end <= Duration::from_secs(retry.total_secs.into())).then_some(pause)
}

/// `Retry-After` in either of its forms: seconds, or an HTTP date (RFC 9110, 10.2.3).
pub(super) fn retry_after(value: &str, now: Timestamp) -> Option<Duration> {
    let value = value.trim();
    if let Ok(seconds) = value.parse::<u64>() {
        return Some(Duration::from_secs(seconds));
    }
    let at = httpdate::parse_http_date(value).ok()?;
    let at = Timestamp::try_from(at).ok()?;
    Some(Duration::try_from(at.duration_since(now)).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::NOW;

    const RETRY: Retry = Retry {
        attempts: 4,
        pause_ms: 400,
        total_secs: 60,
    };

    fn ms(n: u64) -> Duration {
        Duration::from_millis(n)
    }

    #[test]
    fn a_busy_vendor_is_asked_again_an_unwilling_one_is_not() {
        let again: Vec<u16> = (100..600).filter(|s| worth_repeating(*s)).collect();
        let mut expected = vec![408, 429];
        expected.extend((500..600).filter(|s| *s != 501));
        assert_eq!(again, expected);
    }

    #[test]
    fn pauses_double_with_jitter_on_the_upper_half() {
        let at = |sent, chance| pause(RETRY, sent, ms(0), None, chance);
        assert_eq!(at(1, 0.0), Some(ms(200)));
        assert_eq!(at(1, 1.0), Some(ms(400)));
        assert_eq!(at(2, 0.0), Some(ms(400)));
        assert_eq!(at(3, 1.0), Some(ms(1600)));
        // Out of range, or no number at all: still a bounded pause or none, never a panic.
        assert_eq!(at(1, 7.0), Some(ms(400)));
        assert_eq!(at(1, f64::NAN), None);
    }

    #[test]
    fn the_count_bounds_the_repeats() {
        assert!(pause(RETRY, 3, ms(0), None, 0.0).is_some());
        assert_eq!(pause(RETRY, 4, ms(0), None, 0.0), None);
        let many = Retry {
            attempts: u32::MAX,
            pause_ms: u32::MAX,
            total_secs: u32::MAX,
        };
        assert_eq!(pause(many, 4_000_000, ms(0), None, 1.0), None);
    }

    #[test]
    fn the_total_time_bounds_the_repeats() {
        assert_eq!(pause(RETRY, 1, ms(59_800), None, 0.0), Some(ms(200)));
        assert_eq!(pause(RETRY, 1, ms(59_801), None, 0.0), None);
    }

    #[test]
    fn what_the_vendor_asks_for_is_never_undercut() {
        let asked = |s| pause(RETRY, 1, ms(0), Some(Duration::from_secs(s)), 0.0);
        assert_eq!(asked(0), Some(ms(200)));
        assert_eq!(asked(60), Some(ms(60_000)));
        assert_eq!(asked(61), None);
        assert_eq!(asked(u64::MAX), None);
        assert_eq!(
            pause(RETRY, 1, ms(1), Some(Duration::from_secs(u64::MAX)), 0.0),
            None
        );
    }

    #[test]
    fn retry_after_is_read_in_both_forms() {
        let now = NOW.parse().unwrap();
        let read = |text| retry_after(text, now).map(|d| d.as_secs());
        assert_eq!(read("17"), Some(17));
        assert_eq!(read(" 0 "), Some(0));
        assert_eq!(read("Sat, 21 Nov 2026 12:00:42 GMT"), Some(42));
        // A date that is over means now.
        assert_eq!(read("Sat, 21 Nov 2026 11:00:00 GMT"), Some(0));
        assert_eq!(read("-3"), None);
        assert_eq!(read("1.5"), None);
        assert_eq!(read("soon"), None);
        assert_eq!(read(""), None);
        assert_eq!(read("99999999999999999999999"), None);
    }
}
