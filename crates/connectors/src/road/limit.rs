//! Rate limits of one vendor account, shared by all that runs in this process: how many requests may be
//! under way at once, and how they are spaced in time.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::Instant;

use crate::definition::Limits;

/// The limits of one account, in force.
pub(super) struct Limiter {
    places: Option<Arc<Semaphore>>,
    spacing: Option<Spacing>,
}

/// Leave to send one request; dropping it frees the place.
pub(super) struct Leave {
    _place: Option<OwnedSemaphorePermit>,
}

impl Limiter {
    pub(super) fn new(limits: &Limits) -> Self {
        Self {
            places: limits
                .concurrency
                .map(|n| Arc::new(Semaphore::new(n.max(1) as usize))),
            spacing: limits.rate.map(|rate| Spacing {
                // A burst of the whole allowance, then one at a time as it refills (GCRA).
                each: Duration::from_secs(rate.per_secs.into()) / rate.requests.max(1),
                burst: Duration::from_secs(rate.per_secs.into()),
                due: Mutex::new(None),
            }),
        }
    }

    /// Waits for a place and for the time.
    pub(super) async fn leave(&self) -> Leave {
        let place = match &self.places {
            // The semaphore is never closed, so the error cannot happen; sending without a place is then right.
            Some(places) => Arc::clone(places).acquire_owned().await.ok(),
            None => None,
        };
        if let Some(spacing) = &self.spacing {
            tokio::time::sleep_until(spacing.next(Instant::now())).await;
        }
        Leave { _place: place }
    }
}

/// Generic cell rate algorithm: `due` is when the allowance would be full again.
struct Spacing {
    each: Duration,
    burst: Duration,
    due: Mutex<Option<Instant>>,
}

impl Spacing {
    /// Books the next free moment, not before `now`.
    fn next(&self, now: Instant) -> Instant {
        let mut due = self.due.lock().unwrap_or_else(PoisonError::into_inner);
        let full = due.map_or(now, |d| d.max(now)) + self.each;
        *due = Some(full);
        full.checked_sub(self.burst).map_or(now, |at| at.max(now))
    }
}
