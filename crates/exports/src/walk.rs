//! Passes over the records of a file on several threads, in segments of whole records.
//!
//! The index says where to cut. Each thread takes the next segment in turn, so what a thread gathers is in the order
//! of the file, and the states of all threads can be merged to what one alone would have gathered.

use std::num::NonZero;
use std::ops::Range;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::thread;

use tokio_util::sync::CancellationToken;

use crate::error::ExportError;
use crate::export::Export;
use crate::records::{Item, Progress, Records, Start, Watch};
use crate::scan::Keep;
use crate::segment::Segment;

/// A piece that holds no cut for longer than this has a very long record in it, and is read record by record.
const LONGEST: u64 = 2 << 20;

/// The part of a walk's progress that finding the records makes up, where they are not known yet.
const INDEX_SHARE: u64 = 4;

impl Export {
    /// Lets `work` see the records of this range, in segments, on as many threads as the export may use. Each thread
    /// works on a state of its own made by `new`; all of them are returned.
    ///
    /// Finds where records start first, if that is not known yet. `on_progress` is called on this thread alone. The
    /// first error, also of `work`, ends all threads; so does a cancel or a change of the file.
    pub(crate) fn walk<S: Send>(
        &self,
        records: Range<u64>,
        watch: Watch<'_>,
        new: impl Fn() -> S + Sync,
        work: impl Fn(&mut S, &Segment) -> Result<(), ExportError> + Sync,
    ) -> Result<Vec<S>, ExportError> {
        self.source().verify()?;
        let length = self.source().length();
        let indexed = self.known().total.is_some();
        // Finding the records is the first part of the progress.
        let share = |bytes| {
            if indexed {
                bytes
            } else {
                length / INDEX_SHARE + (bytes - bytes / INDEX_SHARE)
            }
        };
        let first_part = |p: Progress| {
            (watch.on_progress)(Progress {
                bytes: p.bytes / INDEX_SHARE,
                ..p
            });
        };
        self.index(&first_part, watch.cancel)?;
        let pass = Pass {
            export: self,
            cuts: self.cuts(&records),
            records,
            cancel: watch.cancel,
            next: AtomicUsize::new(0),
            bytes: AtomicU64::new(0),
            failed: AtomicBool::new(false),
        };
        let start = pass.cuts.first().map_or(length, |c| c.byte);
        let report = |number: u64| {
            (watch.on_progress)(Progress {
                bytes: share((start + pass.bytes.load(Ordering::Relaxed)).min(length)),
                total_bytes: length,
                records: number,
            });
        };
        let threads = self.threads().get().min(pass.cuts.len());
        let states = thread::scope(|scope| {
            let others: Vec<_> = (1..threads)
                .map_while(|_| {
                    // With fewer threads than hoped for it takes longer, and comes out the same.
                    thread::Builder::new()
                        .spawn_scoped(scope, || pass.run(&new, &work, |_| {}))
                        .ok()
                })
                .collect();
            let mut states = vec![pass.run(&new, &work, report)];
            states.extend(others.into_iter().map(|other| match other.join() {
                Ok(state) => state,
                Err(panic) => std::panic::resume_unwind(panic),
            }));
            states.into_iter().collect::<Result<Vec<S>, ExportError>>()
        })?;
        self.source().verify()?; // nothing was read from a file that changed meanwhile
        if pass.cuts.last().is_some_and(|c| c.byte >= length) {
            report(pass.cuts[pass.cuts.len() - 1].record);
        }
        Ok(states)
    }

    /// How many threads a pass may use.
    pub(crate) fn threads(&self) -> NonZero<usize> {
        self.options()
            .threads
            .or_else(|| thread::available_parallelism().ok())
            .unwrap_or(NonZero::<usize>::MIN)
    }

    /// Where the segments start that hold these records, and where the last one ends.
    fn cuts(&self, records: &Range<u64>) -> Vec<Start> {
        let index = self.known();
        let total = index.total.unwrap_or(u64::MAX);
        let mut places = index.between(records.start, records.end).to_vec();
        drop(index);
        if records.start >= records.end.min(total) && records.start > 0 {
            return Vec::new();
        }
        let end = Start {
            record: total,
            line: 0,
            byte: self.source().length(),
        };
        if places.last().is_none_or(|p| p.record < records.end) {
            places.push(end);
        }
        let mut cuts: Vec<Start> = Vec::new();
        for (i, place) in places.iter().enumerate() {
            let last = i + 1 == places.len();
            let far = cuts
                .last()
                .is_none_or(|c| place.byte - c.byte >= self.grain().segment);
            // Before a very long record, too, so that it is in a piece of its own.
            let wide = places
                .get(i + 1)
                .is_some_and(|next| next.byte - place.byte > LONGEST);
            if far || last || wide {
                cuts.push(*place);
            }
        }
        cuts
    }
}

/// What the threads of one walk share.
struct Pass<'a> {
    export: &'a Export,
    records: Range<u64>,
    cuts: Vec<Start>,
    cancel: &'a CancellationToken,
    /// The next segment that nobody has taken.
    next: AtomicUsize,
    /// Bytes of the file that are done.
    bytes: AtomicU64,
    failed: AtomicBool,
}

impl Pass<'_> {
    fn run<S>(
        &self,
        new: &impl Fn() -> S,
        work: &impl Fn(&mut S, &Segment) -> Result<(), ExportError>,
        report: impl Fn(u64),
    ) -> Result<S, ExportError> {
        let mut state = new();
        let mut segment = Segment::new(self.export.layout());
        while !self.failed.load(Ordering::Relaxed) {
            let i = self.next.fetch_add(1, Ordering::Relaxed);
            let (Some(from), Some(to)) = (self.cuts.get(i), self.cuts.get(i + 1)) else {
                break;
            };
            report(from.record);
            let done = self.piece(*from, to.byte, &mut segment, &mut |segment| {
                work(&mut state, segment)
            });
            if done.is_err() {
                self.failed.store(true, Ordering::Relaxed);
                done?;
            }
            self.bytes.fetch_add(to.byte - from.byte, Ordering::Relaxed);
        }
        Ok(state)
    }

    fn piece(
        &self,
        from: Start,
        to: u64,
        segment: &mut Segment,
        work: &mut impl FnMut(&Segment) -> Result<(), ExportError>,
    ) -> Result<(), ExportError> {
        let source = self.export.source();
        if self.cancel.is_cancelled() {
            return Err(ExportError::Cancelled {
                path: source.path().to_path_buf(),
            });
        }
        source.verify()?;
        if to - from.byte <= LONGEST + self.export.grain().segment {
            segment.load(source, from, to)?;
            segment.keep(self.records.start, self.records.end);
            return work(segment);
        }
        let watch = Watch {
            on_progress: &|_| {},
            cancel: self.cancel,
        };
        let mut records = self.export.records(from, Keep::CELLS, Some(watch));
        while records.place().byte < to {
            match records.next()? {
                None => break,
                Some(Item::Blank(at)) => segment.hold_blank(at),
                Some(Item::Record(at)) => {
                    segment.hold(at, std::mem::take(&mut records.record));
                }
            }
            segment.keep(self.records.start, self.records.end);
            work(segment)?;
        }
        Ok(())
    }
}
