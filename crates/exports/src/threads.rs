//! The same work on several threads at once.

use std::num::NonZero;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;

use crate::error::ExportError;
use crate::export::Export;

impl Export {
    /// How many threads a pass may use.
    pub(crate) fn threads(&self) -> NonZero<usize> {
        self.options()
            .threads
            .or_else(|| thread::available_parallelism().ok())
            .unwrap_or(NonZero::<usize>::MIN)
    }
}

/// Does `here` on this thread and `there` on others, `threads` of them in all, and returns what they come to: this
/// thread's first. If several fail, the error is the first of that order.
pub(crate) fn on_threads<T: Send>(
    threads: usize,
    here: impl FnOnce() -> Result<T, ExportError>,
    there: impl Fn() -> Result<T, ExportError> + Sync,
) -> Result<Vec<T>, ExportError> {
    thread::scope(|scope| {
        let others: Vec<_> = (1..threads)
            .map_while(|_| {
                // With fewer threads than hoped for it takes longer, and comes out the same.
                thread::Builder::new().spawn_scoped(scope, &there).ok()
            })
            .collect();
        let mut results = vec![here()];
        results.extend(others.into_iter().map(joined));
        results.into_iter().collect()
    })
}

/// What a thread comes to; it panics if that one did.
pub(crate) fn joined<T>(thread: thread::ScopedJoinHandle<'_, T>) -> T {
    match thread.join() {
        Ok(result) => result,
        Err(panic) => std::panic::resume_unwind(panic),
    }
}

/// Does `here` on this thread, and `there` meanwhile on another one.
pub(crate) fn beside<T: Send, H>(
    there: impl FnOnce() -> T + Send,
    here: impl FnOnce() -> H,
) -> (T, H) {
    thread::scope(|scope| {
        let there = scope.spawn(there);
        let here = here();
        (joined(there), here)
    })
}

/// Lets `work` do the parts `0..parts`, each thread the next one in turn, with a state of its own made by `new`; all
/// states are returned. `report` is told on this thread, with its state, how many parts were begun.
///
/// The first error ends all threads.
pub(crate) fn share<S: Send>(
    parts: usize,
    threads: NonZero<usize>,
    report: impl Fn(&mut S, usize),
    new: impl Fn() -> S + Sync,
    work: impl Fn(&mut S, usize) -> Result<(), ExportError> + Sync,
) -> Result<Vec<S>, ExportError> {
    let next = AtomicUsize::new(0);
    let failed = AtomicBool::new(false);
    let run = |report: &dyn Fn(&mut S, usize)| {
        let mut state = new();
        while !failed.load(Ordering::Relaxed) {
            let part = next.fetch_add(1, Ordering::Relaxed);
            if part >= parts {
                break;
            }
            report(&mut state, part);
            work(&mut state, part).inspect_err(|_| failed.store(true, Ordering::Relaxed))?;
        }
        Ok(state)
    };
    on_threads(
        threads.get().min(parts),
        || run(&report),
        || run(&|_, _| {}),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn threads(n: usize) -> NonZero<usize> {
        NonZero::new(n).unwrap()
    }

    #[test]
    fn every_part_is_done_once_whatever_the_number_of_threads() {
        for n in 1..9 {
            let work = |done: &mut Vec<usize>, part| {
                done.push(part);
                Ok(())
            };
            let states = share(100, threads(n), |_, _| {}, Vec::new, work);
            let mut done = states.unwrap().concat();
            done.sort_unstable();
            assert!(done.into_iter().eq(0..100));
        }
    }

    #[test]
    fn the_first_error_ends_all() {
        let done = AtomicUsize::new(0);
        let work = |(): &mut (), part| {
            done.fetch_add(1, Ordering::Relaxed);
            if part == 10 {
                return Err(ExportError::TextTooLong { limit: part });
            }
            Ok(())
        };
        let ended = share(1_000_000, threads(4), |(), _| {}, || (), work);
        assert!(matches!(ended, Err(ExportError::TextTooLong { limit: 10 })));
        assert!(done.into_inner() < 1_000_000);
    }
}
