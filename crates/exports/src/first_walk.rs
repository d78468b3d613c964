//! The first walk over a file: finds where its records start, and goes through them while their bytes are at hand.
//!
//! Each thread takes the next chunk, [supposes](crate::indexing) what it holds, and waits until the chunks before it
//! are settled, which others do before they go through their own. Then the records that start in it are known, the last
//! of them is read to its end, and they are one segment. What was supposed is nearly always right, and then the segment
//! is cut already: so every byte of a file is read and looked at once, and not first to find its records.

use std::sync::atomic::{AtomicU64, Ordering};

use fearless_simd::Level;

use crate::borders::{Machine, State};
use crate::error::ExportError;
use crate::export::{Export, Grain};
use crate::indexing::{Chunk, Pass, Reader};
use crate::records::{Progress, Watch};
use crate::segment::Segment;
use crate::threads::on_threads;
use crate::walk::{LONGEST, REPORTED};

/// What is read at once after a chunk to find the end of its last record; four times as much when that was too little.
const MORE: u64 = 4 << 10;

impl Export {
    /// [`walk`](Self::walk) over all records of a file in which they are not known yet. Not of a UTF-16 file.
    pub(crate) fn first_walk<S: Send>(
        &self,
        watch: Watch<'_>,
        new: impl Fn() -> S + Sync,
        work: impl Fn(&mut S, &Segment) -> Result<(), ExportError> + Sync,
    ) -> Result<Vec<S>, ExportError> {
        let (grain, start) = (self.grain(), self.layout().data);
        let grain = Grain {
            chunk: grain.segment.next_multiple_of(grain.block),
            ..grain
        };
        let pass = Pass::new(self, grain, start, watch.cancel);
        let done = AtomicU64::new(start.byte);
        let report = |records| {
            (watch.on_progress)(Progress {
                bytes: done.load(Ordering::Relaxed),
                total_bytes: self.source().length(),
                records,
            });
        };
        let cancel = watch.cancel;
        let go = |report: &dyn Fn(u64)| {
            let _nobody_waits_in_vain = pass.fails_on_panic();
            let mut state = new();
            let (mut reader, mut segment) = (Reader::new(&pass), Segment::new(self.layout()));
            let (mut step, mut record) = (u64::MAX, 0);
            let mut through = |chunk: Chunk| {
                if step != chunk.from / REPORTED {
                    step = chunk.from / REPORTED;
                    segment.release();
                    report(record);
                }
                reader.read(chunk, &mut segment)?;
                let Some(settled) = pass.wait(chunk.number) else {
                    return Ok(()); // another thread says why
                };
                if let Some(first) = settled.first {
                    record = first.record;
                    if let Some(end) = self.complete(&mut segment, chunk, settled.exit)? {
                        let cut = usize::try_from(chunk.to - chunk.from).unwrap_or(usize::MAX);
                        segment.take(first, chunk.from, end, settled.right.then_some(cut));
                        work(&mut state, &segment)?;
                    } else {
                        let work = &mut |segment: &mut Segment| work(&mut state, segment);
                        self.one_by_one(first, chunk.to, cancel, &mut segment, work)?;
                    }
                }
                done.fetch_add(chunk.to - chunk.from, Ordering::Relaxed);
                Ok(())
            };
            while let Some(chunk) = pass.take() {
                through(chunk).inspect_err(|_| pass.fail())?;
            }
            Ok(state)
        };
        let states = on_threads(pass.threads(), || go(&report), || go(&|_| {}))?;
        let end = pass.finish()?;
        report(end.record);
        Ok(states)
    }

    /// Lets `segment`, which holds a chunk, grow by the rest of the last record that starts in it, and returns where
    /// that ends; `None` if it is very long.
    fn complete(
        &self,
        segment: &mut Segment,
        chunk: Chunk,
        exit: State,
    ) -> Result<Option<u64>, ExportError> {
        let mut machine = Machine::new(self.layout().delimiter, exit);
        let (mut at, mut more) = (chunk.to, MORE);
        let (length, far) = (self.source().length(), chunk.to + LONGEST);
        while at < length {
            if at == far {
                return Ok(None);
            }
            let to = (at + more).min(length).min(far);
            let text = segment.extend(self.source(), at, to)?;
            if let Some((i, _)) = machine.tally(Level::new(), text).first {
                return Ok(Some(at + i as u64));
            }
            (at, more) = (to, more * 4);
        }
        Ok(Some(at))
    }
}
