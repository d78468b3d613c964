//! Downloads: in ranges, several at once, written in order to a part, verified, and only then given the file's name.

use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use futures_util::{StreamExt as _, stream};
use tokio_util::sync::CancellationToken;

use super::Object;
use super::bucket::{Bucket, Looked};
use super::error::{Fault, SourceError};
use super::part::Part;
use super::verify::{Proof, Sum};

/// Bytes that are asked for at once.
const RANGE: u64 = 8 << 20;
/// Ranges that are under way at once. What they hold is all the memory that a download takes.
const AT_ONCE: usize = 4;
/// After so many bytes, what was written is made sure of.
const KEEP: u64 = 32 << 20;
/// Bytes that are summed up between two looks at the caller's wish to cancel.
const VERIFY: u64 = 32 << 20;

/// What a download is at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Bytes come from the bucket.
    Downloading,
    /// The file is compared with what the store says of it.
    Verifying,
}

/// A file that was downloaded whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Downloaded {
    /// Where it is.
    pub path: PathBuf,
    /// What it is a copy of.
    pub object: Object,
    /// So many of its bytes were here already, from a download that broke off.
    pub resumed: u64,
    /// What it was compared with.
    pub proof: Proof,
}

/// Told how far a download is, in bytes and of how many; called from any thread.
pub type OnStep<'a> = &'a (dyn Fn(Step, u64, u64) + Send + Sync);

impl Bucket {
    /// Downloads an object to `target`, whose folder is made if it is not there. A file of that name is replaced, once
    /// the new one is whole, verified and on the disk.
    ///
    /// When it breaks off (also by a kill), the next call goes on from there if the object is still the same; if it was
    /// replaced meanwhile, the part is thrown away and [`Fault::Changed`] says so.
    pub async fn download(
        &self,
        key: &str,
        target: &Path,
        on_step: OnStep<'_>,
        cancel: &CancellationToken,
    ) -> Result<Downloaded, SourceError> {
        let looked = self.unless(cancel, self.look(key)).await??;
        let object = &looked.object;
        let begin = (target.to_owned(), self.address().url()?, object.clone());
        let part = blocking(move || {
            let (target, bucket, object) = begin;
            Part::begin(target, bucket, &object)
        });
        let part = part.await?;
        let resumed = part.written;
        let part = self.fetch(part, object, on_step, cancel).await?;
        let (part, proof) = self.verify(part, &looked, on_step, cancel).await?;
        let path = blocking(move || part.finish()).await?;
        Ok(Downloaded {
            path,
            object: looked.object,
            resumed,
            proof,
        })
    }

    /// Fills the part up. Whatever ends it early, what was written is kept; if the object changed, nothing is.
    async fn fetch(
        &self,
        mut part: Part,
        object: &Object,
        on_step: OnStep<'_>,
        cancel: &CancellationToken,
    ) -> Result<Part, SourceError> {
        let received = AtomicU64::new(part.written);
        let ranges = ranges(part.written, object.bytes);
        let received = &received;
        let mut pieces = stream::iter(ranges)
            .map(|range| async move {
                let mut bytes =
                    Vec::with_capacity(usize::try_from(range.end - range.start).unwrap_or(0));
                let read = self.range(object, range, |piece| {
                    bytes.extend_from_slice(piece);
                    let so_far = received.fetch_add(piece.len() as u64, Ordering::Relaxed)
                        + piece.len() as u64;
                    on_step(Step::Downloading, so_far.min(object.bytes), object.bytes);
                });
                read.await.map(|()| bytes)
            })
            .buffered(AT_ONCE);
        let mut kept = part.written;
        loop {
            let bytes = match self.unless(cancel, pieces.next()).await {
                Ok(Some(Ok(bytes))) => bytes,
                Ok(None) => return blocking(move || part.keep().map(|()| part)).await,
                Ok(Some(Err(error))) | Err(error) => {
                    return blocking(move || Err(part.end(error))).await;
                }
            };
            let due = part.written + bytes.len() as u64 - kept >= KEEP;
            part = blocking(move || {
                let mut written = part.write(&bytes);
                if due && written.is_ok() {
                    written = part.keep();
                }
                match written {
                    Ok(()) => Ok(part),
                    Err(error) => Err(part.end(error)),
                }
            })
            .await?;
            if due {
                kept = part.written;
            }
        }
    }

    /// Compares what was written with what the store says of it; a part that is not that is thrown away.
    async fn verify(
        &self,
        part: Part,
        looked: &Looked,
        on_step: OnStep<'_>,
        cancel: &CancellationToken,
    ) -> Result<(Part, Proof), SourceError> {
        let Some(sum) = Sum::of(looked) else {
            return Ok((part, Proof::Length));
        };
        let (proof, total_bytes) = (sum.proof, looked.object.bytes);
        let mut state = (part, sum, 0);
        loop {
            if cancel.is_cancelled() {
                return Err(self.cancelled());
            }
            let (mut part, mut sum, bytes) = state;
            let next = blocking(move || {
                let added = part.reread(bytes).and_then(|file| sum.add(file, VERIFY));
                added
                    .map_err(|e| part.unwritable(&e))
                    .map(|added| (part, sum, bytes, added))
            });
            let (part, sum, bytes, added) = next.await?;
            if added == 0 {
                return if sum.matches() {
                    Ok((part, proof))
                } else {
                    let key = &looked.object.key;
                    let error = SourceError::new(
                        Fault::Damaged,
                        format!(
                            "what came of {key} is not what the bucket {} holds",
                            self.address().bucket
                        ),
                        "Nothing of it was kept: pull again; if it stays so, have the file written anew",
                    );
                    blocking(move || Err(part.end(error))).await
                };
            }
            let bytes = bytes + added;
            on_step(Step::Verifying, bytes, total_bytes);
            state = (part, sum, bytes);
        }
    }
}

/// The ranges that are still to come.
fn ranges(from: u64, to: u64) -> impl Iterator<Item = Range<u64>> {
    let mut next = from;
    std::iter::from_fn(move || {
        let start = next;
        next = to.min(start + RANGE);
        (start < to).then_some(start..next)
    })
}

/// Runs what waits for the disk off the async threads.
async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, SourceError> + Send + 'static,
) -> Result<T, SourceError> {
    tokio::task::spawn_blocking(work).await.unwrap_or_else(|e| {
        Err(SourceError::new(
            Fault::File,
            format!("writing the file failed ({e})"),
            "This is a fault of Patchbay: please report it",
        ))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_all_that_is_missing_and_nothing_twice() {
        assert_eq!(ranges(0, 0).count(), 0);
        assert_eq!(ranges(7, 7).count(), 0);
        assert!(ranges(0, 5).eq(std::iter::once(0..5)));
        let some: Vec<_> = ranges(3, 2 * RANGE + 4).collect();
        assert_eq!(
            some,
            [
                3..RANGE + 3,
                RANGE + 3..2 * RANGE + 3,
                2 * RANGE + 3..2 * RANGE + 4
            ]
        );
    }
}
