//! Work that is cut into numbered parts, done on several threads.

use std::num::NonZero;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;

/// Lets `work` do the parts `0..parts`, each thread the next one in turn, with a state of its own made by `new`; all
/// states are returned. `report` is told on this thread how many parts were begun.
///
/// The first error ends all threads.
pub(crate) fn share<S: Send, E: Send>(
    parts: usize,
    threads: NonZero<usize>,
    report: impl Fn(usize),
    new: impl Fn() -> S + Sync,
    work: impl Fn(&mut S, usize) -> Result<(), E> + Sync,
) -> Result<Vec<S>, E> {
    let next = AtomicUsize::new(0);
    let failed = AtomicBool::new(false);
    let run = |report: &dyn Fn(usize)| {
        let mut state = new();
        while !failed.load(Ordering::Relaxed) {
            let part = next.fetch_add(1, Ordering::Relaxed);
            if part >= parts {
                break;
            }
            report(part);
            if let Err(e) = work(&mut state, part) {
                failed.store(true, Ordering::Relaxed);
                return Err(e);
            }
        }
        Ok(state)
    };
    thread::scope(|scope| {
        let others: Vec<_> = (1..threads.get().min(parts))
            .map_while(|_| {
                // With fewer threads than hoped for it takes longer, and comes out the same.
                let builder = thread::Builder::new();
                builder.spawn_scoped(scope, || run(&|_| {})).ok()
            })
            .collect();
        let mut states = vec![run(&report)];
        states.extend(others.into_iter().map(|other| match other.join() {
            Ok(state) => state,
            Err(panic) => std::panic::resume_unwind(panic),
        }));
        states.into_iter().collect()
    })
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
            let states = share(
                100,
                threads(n),
                |_| {},
                Vec::new,
                |done, part| {
                    done.push(part);
                    Ok::<_, ()>(())
                },
            );
            let mut done = states.unwrap().concat();
            done.sort_unstable();
            assert!(done.into_iter().eq(0..100));
        }
    }

    #[test]
    fn the_first_error_ends_all() {
        let done = AtomicUsize::new(0);
        let ended = share(
            1_000_000,
            threads(4),
            |_| {},
            || (),
            |(), part| {
                done.fetch_add(1, Ordering::Relaxed);
                if part == 10 { Err("ten") } else { Ok(()) }
            },
        );
        assert_eq!(ended.unwrap_err(), "ten");
        assert!(done.into_inner() < 1_000_000);
    }
}
