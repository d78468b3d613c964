//! The same work on several threads at once.

use std::num::NonZero;
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
        results.extend(others.into_iter().map(|other| match other.join() {
            Ok(result) => result,
            Err(panic) => std::panic::resume_unwind(panic),
        }));
        results.into_iter().collect()
    })
}
