//! Rate limits of one vendor account, shared by all that runs in this process: how many requests may be
//! under way at once, and how many may leave in a span of time.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{Mutex, OwnedSemaphorePermit, Semaphore};
use tokio::time::Instant;

use crate::definition::Limits;

/// The limits of one account, in force.
pub(super) struct Limiter {
    places: Option<Arc<Semaphore>>,
    window: Option<Window>,
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
            window: limits.rate.map(|rate| Window {
                requests: rate.requests.max(1) as usize,
                span: Duration::from_secs(rate.per_secs.into()),
                left: Mutex::default(),
            }),
        }
    }

    /// Waits for a place and for the time, first come first served. Whoever stops waiting has taken nothing.
    pub(super) async fn leave(&self) -> Leave {
        let place = match &self.places {
            // The semaphore is never closed, so the error cannot happen; sending without a place is then right.
            Some(places) => Arc::clone(places).acquire_owned().await.ok(),
            None => None,
        };
        if let Some(window) = &self.window {
            window.pass().await;
        }
        Leave { _place: place }
    }
}

/// A sliding window: in no span of that length do more requests leave, wherever the vendor's own window starts.
struct Window {
    requests: usize,
    span: Duration,
    /// When the last ones left, the oldest first; the lock is held while waiting, which keeps the order.
    left: Mutex<VecDeque<Instant>>,
}

impl Window {
    async fn pass(&self) {
        let mut left = self.left.lock().await;
        if left.len() == self.requests {
            if let Some(oldest) = left.front() {
                tokio::time::sleep_until(*oldest + self.span).await;
            }
            left.pop_front();
        }
        left.push_back(Instant::now());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::definition::Rate;
    use std::sync::Mutex as Plain;

    fn limiter(concurrency: Option<u32>, rate: Option<(u32, u32)>) -> Arc<Limiter> {
        Arc::new(Limiter::new(&Limits {
            concurrency,
            rate: rate.map(|(requests, per_secs)| Rate { requests, per_secs }),
            ..Limits::USUAL
        }))
    }

    #[tokio::test(start_paused = true)]
    async fn no_span_sees_more_than_its_allowance() {
        let limiter = limiter(None, Some((3, 10)));
        let start = Instant::now();
        let mut left = Vec::new();
        // Two at once, a third late in the span: a bucket that refills steadily would let four follow it at once.
        limiter.leave().await;
        limiter.leave().await;
        tokio::time::advance(Duration::from_secs(9)).await;
        for _ in 0..6 {
            limiter.leave().await;
            left.push(start.elapsed().as_secs());
        }
        assert_eq!(left, [9, 10, 10, 19, 20, 20]);
    }

    #[tokio::test(start_paused = true)]
    async fn whoever_stops_waiting_takes_nothing() {
        let limiter = limiter(None, Some((1, 60)));
        let start = Instant::now();
        limiter.leave().await;
        for _ in 0..5 {
            let patience = Duration::from_secs(1);
            assert!(
                tokio::time::timeout(patience, limiter.leave())
                    .await
                    .is_err()
            );
        }
        limiter.leave().await;
        assert_eq!(start.elapsed(), Duration::from_secs(60));
    }

    #[tokio::test(start_paused = true)]
    async fn only_so_many_are_under_way_at_once() {
        let limiter = limiter(Some(2), None);
        let under_way = Arc::new(Plain::new((0, 0)));
        let tasks: Vec<_> = (0..7)
            .map(|_| {
                let (limiter, under_way) = (Arc::clone(&limiter), Arc::clone(&under_way));
                tokio::spawn(async move {
                    let leave = limiter.leave().await;
                    {
                        let mut n = under_way.lock().unwrap();
                        n.0 += 1;
                        n.1 = n.1.max(n.0);
                    }
                    tokio::time::sleep(Duration::from_secs(1)).await;
                    under_way.lock().unwrap().0 -= 1;
                    drop(leave);
                })
            })
            .collect();
        let start = Instant::now();
        for task in tasks {
            task.await.unwrap();
        }
        assert_eq!(*under_way.lock().unwrap(), (0, 2));
        assert_eq!(start.elapsed(), Duration::from_secs(4));
    }

    #[tokio::test(start_paused = true)]
    async fn no_limits_do_not_wait() {
        let limiter = limiter(None, None);
        let start = Instant::now();
        for _ in 0..1000 {
            limiter.leave().await;
        }
        assert_eq!(start.elapsed(), Duration::ZERO);
    }
}
