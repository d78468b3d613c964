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
    // Full jitter on the upper half, so that hosts that failed together do not come back together.
    let own = Duration::from_secs_f64(doubled * (0.5 + chance.clamp(0.0, 1.0) / 2.0) / 1000.0);
    let pause = retry_after.map_or(own, |asked| asked.max(own));
    (elapsed + pause <= Duration::from_secs(retry.total_secs.into())).then_some(pause)
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
