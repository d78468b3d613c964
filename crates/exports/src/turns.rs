//! Work that one thread does at a time, however many ask for it.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// Work that one thread does at a time.
#[derive(Debug, Default)]
pub(crate) struct Turns {
    taken: Mutex<bool>,
    free: Condvar,
}

/// The turn of whoever has it, until it is dropped.
pub(crate) struct Turn<'a>(&'a Turns);

/// How often one that waits looks up.
const LOOK_UP: Duration = Duration::from_millis(50);

impl Turns {
    /// Waits for its turn, and calls `meanwhile` now and then, which may end the wait.
    pub(crate) fn wait<E>(&self, meanwhile: impl Fn() -> Result<(), E>) -> Result<Turn<'_>, E> {
        let mut taken = self.taken();
        while *taken {
            drop(taken);
            meanwhile()?;
            let waited = self
                .free
                .wait_timeout_while(self.taken(), LOOK_UP, |taken| *taken);
            taken = waited.unwrap_or_else(PoisonError::into_inner).0;
        }
        *taken = true;
        Ok(Turn(self))
    }

    fn taken(&self) -> MutexGuard<'_, bool> {
        self.taken.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        *self.0.taken() = false;
        self.0.free.notify_one();
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::channel;
    use std::thread;

    use super::*;

    #[test]
    fn one_has_its_turn_after_the_other_unless_it_gives_up() {
        let turns = Turns::default();
        let first = turns.wait(|| Ok::<_, ()>(())).unwrap();
        assert!(turns.wait(|| Err("no time")).is_err());
        let (waits, waiting) = channel();
        thread::scope(|scope| {
            let second = scope.spawn(|| {
                let seen = || waits.send(()).map_err(|_| ());
                turns.wait(seen).map(drop)
            });
            waiting.recv().unwrap();
            assert!(!second.is_finished());
            drop(first);
            second.join().unwrap().unwrap();
        });
        assert!(turns.wait(|| Err(())).is_ok());
    }
}
