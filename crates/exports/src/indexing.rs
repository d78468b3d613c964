//! Finds where all records start, on several threads.
//!
//! The file is cut into chunks anywhere. What a chunk means depends on the state in which the one before it ends, so
//! a thread supposes that its chunk starts outside quotes, reads it from there, and notes its state after every block.
//! When the chunks before it are settled it turns out whether that was right. If not, the chunk is read again from the
//! true state, but only up to the first block after which both readings are in the same state: from there on they are
//! the same. That is the first block, nearly always, because whoever takes quoted text for unquoted falls into step at
//! the next quoted cell.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

use fearless_simd::Level;
use tokio_util::sync::CancellationToken;

use crate::borders::{Machine, State, Tally};
use crate::encoding::Encoding;
use crate::error::ExportError;
use crate::export::{Export, Grain};
use crate::records::{Progress, Start, Watch};
use crate::segment::Segment;
use crate::threads::on_threads;

/// Sees bytes of the file, from an offset on, in any order.
pub(crate) type Beside<'a> = &'a (dyn Fn(u64, &[u8]) -> Result<(), ExportError> + Sync);

impl Export {
    /// Lets the index grow from its last place to the end of the file, and returns the number of records. `beside`
    /// sees what is read for that.
    pub(crate) fn find_records(
        &self,
        watch: Watch<'_>,
        beside: Option<Beside<'_>>,
    ) -> Result<u64, ExportError> {
        let from = self.known().last();
        let length = self.source().length();
        let mut pass = Pass::new(self, self.grain(), from, watch.cancel);
        pass.beside = beside;
        let report = |at: Start| {
            (watch.on_progress)(Progress {
                bytes: at.byte,
                total_bytes: length,
                records: at.record,
            });
        };
        report(from);
        on_threads(pass.threads(), || pass.run(report), || pass.run(|_| {}))?;
        let end = pass.finish()?;
        report(end);
        Ok(end.record)
    }
}

/// How often to look whether a chunk is settled, before it is waited for in earnest.
const SPINS: u32 = 20_000;

/// A block as it was read.
struct Block {
    from: u64,
    tally: Tally,
    /// The state after it.
    exit: State,
}

/// A chunk of the file.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Chunk {
    pub(crate) number: u64,
    pub(crate) from: u64,
    pub(crate) to: u64,
}

/// A chunk as it was read from a supposed state.
struct Supposed {
    entry: State,
    blocks: Vec<Block>,
}

/// A chunk whose records are known.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Settled {
    /// The first record that starts in it.
    pub(crate) first: Option<Start>,
    /// The state after it.
    pub(crate) exit: State,
    /// Whether it starts as was supposed, so that how it was cut is right.
    pub(crate) right: bool,
}

/// How far the truth is known.
struct Truth {
    /// The next chunk.
    next: u64,
    /// Where it starts: the number and line of a record that would start there.
    at: Start,
    /// The state there.
    state: State,
    /// Chunks further on.
    waiting: BTreeMap<u64, Supposed>,
    /// Chunks before it that somebody waits for.
    settled: BTreeMap<u64, Settled>,
}

/// What the threads share.
pub(crate) struct Pass<'a> {
    pub(crate) export: &'a Export,
    grain: Grain,
    /// Where the pass starts.
    from: u64,
    /// The next chunk that nobody has taken.
    next: AtomicU64,
    failed: AtomicBool,
    cancel: &'a CancellationToken,
    beside: Option<Beside<'a>>,
    truth: Mutex<Truth>,
    /// How many chunks are settled, those before the pass included.
    settled: AtomicU64,
    /// The truth is known further, or never will be.
    moved: Condvar,
}

struct FailsOnPanic<'p, 'a>(&'p Pass<'a>);

impl Drop for FailsOnPanic<'_, '_> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.0.fail();
        }
    }
}

impl<'a> Pass<'a> {
    pub(crate) fn new(
        export: &'a Export,
        grain: Grain,
        from: Start,
        cancel: &'a CancellationToken,
    ) -> Self {
        let next = from.byte / grain.chunk;
        Self {
            export,
            grain,
            from: from.byte,
            next: AtomicU64::new(next),
            failed: AtomicBool::new(false),
            cancel,
            beside: None,
            truth: Mutex::new(Truth {
                next,
                at: from,
                state: State::RecordStart,
                waiting: BTreeMap::new(),
                settled: BTreeMap::new(),
            }),
            settled: AtomicU64::new(next),
            moved: Condvar::new(),
        }
    }

    /// How many threads are worth it.
    pub(crate) fn threads(&self) -> usize {
        let chunks = (self.length() - self.from).div_ceil(self.grain.chunk);
        let threads = self.export.threads().get();
        threads.min(usize::try_from(chunks).unwrap_or(usize::MAX))
    }

    /// The next chunk that nobody has taken.
    pub(crate) fn take(&self) -> Option<Chunk> {
        let number = self.next.fetch_add(1, Ordering::Relaxed);
        let from = number.saturating_mul(self.grain.chunk);
        if self.failed.load(Ordering::Relaxed) || from >= self.length() {
            return None;
        }
        Some(Chunk {
            number,
            from: from.max(self.from),
            to: (from + self.grain.chunk).min(self.length()),
        })
    }

    /// Ends all threads.
    pub(crate) fn fail(&self) {
        self.failed.store(true, Ordering::Relaxed);
        drop(self.truth()); // who is about to wait sees it before, or hears of it after
        self.moved.notify_all();
    }

    /// Ends all threads if the one that holds this panics.
    pub(crate) fn fails_on_panic(&self) -> impl Drop {
        FailsOnPanic(self)
    }

    /// The index is complete. Returns where it ends.
    pub(crate) fn finish(&self) -> Result<Start, ExportError> {
        let export = self.export;
        export.source().verify()?; // nothing was read from a file that changed meanwhile
        let end = self.truth().at;
        export.known().total = Some(end.record);
        export.keep()?;
        Ok(end)
    }

    /// Waits until a chunk that was [read](Reader::read) is settled; `None` if it never will be.
    pub(crate) fn wait(&self, i: u64) -> Option<Settled> {
        // Mostly it is a matter of microseconds: less than to fall asleep and be woken.
        for _ in 0..SPINS {
            if self.settled.load(Ordering::Acquire) > i || self.failed.load(Ordering::Relaxed) {
                break;
            }
            std::hint::spin_loop();
        }
        let mut truth = self.truth();
        loop {
            if let Some(settled) = truth.settled.remove(&i) {
                return Some(settled);
            }
            if self.failed.load(Ordering::Relaxed) {
                return None;
            }
            let woken = self.moved.wait(truth);
            truth = woken.unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// Takes chunk after chunk. Reports how far the truth is known.
    fn run(&self, report: impl Fn(Start)) -> Result<(), ExportError> {
        let mut reader = Reader::new(self);
        while let Some(chunk) = self.take() {
            let done = reader
                .suppose(chunk)
                .and_then(|supposed| self.settle(chunk, supposed, &mut reader, false));
            report(done.inspect_err(|_| self.fail())?);
        }
        Ok(())
    }

    fn length(&self) -> u64 {
        self.export.source().length()
    }

    fn truth(&self) -> MutexGuard<'_, Truth> {
        self.truth.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Puts a chunk in its place, and those that waited for it. With `awaited`, somebody [waits](Self::wait) for each
    /// of them.
    fn settle(
        &self,
        chunk: Chunk,
        supposed: Supposed,
        reader: &mut Reader<'_>,
        awaited: bool,
    ) -> Result<Start, ExportError> {
        let mut truth = self.truth();
        truth.waiting.insert(chunk.number, supposed);
        while let Some(supposed) = {
            let next = truth.next;
            truth.waiting.remove(&next)
        } {
            let begin = truth.at;
            let as_supposed = supposed.entry == truth.state;
            let mut right = as_supposed;
            let mut found = Vec::with_capacity(supposed.blocks.len());
            let mut odd = Vec::new();
            for block in &supposed.blocks {
                let (tally, exit) = if right {
                    (block.tally, block.exit)
                } else {
                    reader.block(block.from, truth.state)?
                };
                right |= exit == block.exit;
                found.extend(tally.first.map(|(offset, lines)| Start {
                    record: truth.at.record,
                    line: truth.at.line + lines,
                    byte: block.from + reader.bytes(offset),
                }));
                if tally.odd {
                    odd.push(block.from);
                }
                truth.at.record += tally.records;
                truth.at.line += tally.lines;
                truth.state = exit;
            }
            if awaited {
                // Blank lines before the first record are of the first chunk.
                let begin = (begin.byte == self.from).then_some(begin);
                let done = Settled {
                    first: begin.or(found.first().copied()),
                    exit: truth.state,
                    right: as_supposed,
                };
                let number = truth.next;
                truth.settled.insert(number, done);
                self.moved.notify_all();
            }
            let from = truth.at.byte;
            truth.next += 1;
            self.settled.store(truth.next, Ordering::Release);
            truth.at.byte = (truth.next * self.grain.chunk).min(self.length());
            let mut known = self.export.known();
            known.judge(from, truth.at.byte, false);
            for block in odd {
                known.judge(block, block, true);
            }
            for start in found {
                known.note(start);
            }
        }
        Ok(truth.at)
    }
}

/// The blocks of these bytes; the first and the last may be parts of one.
fn blocks(bytes: Range<u64>, block: u64) -> impl Iterator<Item = Range<u64>> + Clone {
    let next = move |at: u64| (at - at % block + block).min(bytes.end);
    let first = (bytes.start < bytes.end).then(|| bytes.start..next(bytes.start));
    std::iter::successors(first, move |last| {
        (last.end < bytes.end).then(|| last.end..next(last.end))
    })
}

/// Reads parts of the file, with buffers of its own.
pub(crate) struct Reader<'a> {
    pass: &'a Pass<'a>,
    level: Level,
    delimiter: u8,
    encoding: Encoding,
    raw: Vec<u8>,
    /// One byte for each unit of UTF-16.
    narrow: Vec<u8>,
}

impl<'a> Reader<'a> {
    pub(crate) fn new(pass: &'a Pass<'a>) -> Self {
        let layout = pass.export.layout();
        Self {
            pass,
            level: Level::new(),
            delimiter: layout.delimiter,
            encoding: layout.encoding,
            raw: Vec::new(),
            narrow: Vec::new(),
        }
    }

    /// Reads a chunk, block by block.
    fn suppose(&mut self, chunk: Chunk) -> Result<Supposed, ExportError> {
        let grain = self.pass.grain;
        let mut supposed = self.begin(chunk)?;
        let mut machine = Machine::new(self.delimiter, supposed.entry);
        let lent = (!self.encoding.is_utf16())
            .then(|| self.pass.export.source().lend(chunk.from, chunk.to))
            .flatten();
        let mut at = chunk.from;
        while at < chunk.to {
            let to = (at - at % grain.read + grain.read).min(chunk.to);
            let (raw, text) = if let Some(lent) = &lent {
                let length = |bytes: u64| usize::try_from(bytes).unwrap_or(usize::MAX);
                let part = &lent[length(at - chunk.from)..length(to - chunk.from)];
                (part, part)
            } else {
                self.fill(at, to)?;
                (&*self.raw, self.text())
            };
            if let Some(beside) = self.pass.beside {
                beside(at, raw)?;
            }
            self.tally(&mut machine, text, at..to, &mut supposed.blocks);
            at = to;
        }
        Ok(supposed)
    }

    /// Reads a chunk into `segment`, which cuts it as it is supposed to be, and lets it be settled as soon as those
    /// before it are. Not of a UTF-16 file.
    pub(crate) fn read(&mut self, chunk: Chunk, segment: &mut Segment) -> Result<(), ExportError> {
        let mut supposed = self.begin(chunk)?;
        segment.fill(self.pass.export.source(), chunk.from, chunk.to)?;
        let starts = blocks(chunk.from..chunk.to, self.pass.grain.block);
        let lengths = starts
            .clone()
            .map(|b| usize::try_from(b.end - b.start).unwrap_or(usize::MAX));
        let mut starts = starts.map(|b| b.start);
        segment.suppose(supposed.entry, lengths, |tally, exit| {
            let from = starts.next().unwrap_or(chunk.to);
            supposed.blocks.push(Block { from, tally, exit });
        });
        self.pass.settle(chunk, supposed, self, true)?;
        Ok(())
    }

    /// A chunk without blocks, and the state that it is supposed to start in.
    fn begin(&mut self, chunk: Chunk) -> Result<Supposed, ExportError> {
        let source = self.pass.export.source();
        if self.pass.cancel.is_cancelled() {
            return Err(ExportError::Cancelled {
                path: source.path().to_path_buf(),
            });
        }
        source.verify()?;
        let entry = if chunk.from == self.pass.from {
            State::RecordStart
        } else {
            self.state(chunk.from)?
        };
        Ok(Supposed {
            entry,
            blocks: Vec::new(),
        })
    }

    /// Reads the blocks of these bytes, whose text this is.
    fn tally(
        &self,
        machine: &mut Machine,
        mut text: &[u8],
        bytes: Range<u64>,
        found: &mut Vec<Block>,
    ) {
        for block in blocks(bytes, self.pass.grain.block) {
            let units = self.units(block.end - block.start).min(text.len());
            let tally = machine.tally(self.level, &text[..units]);
            found.push(Block {
                from: block.start,
                tally,
                exit: machine.state,
            });
            text = &text[units..];
        }
    }

    /// Reads the block that starts at `from` from a state.
    fn block(&mut self, from: u64, state: State) -> Result<(Tally, State), ExportError> {
        let block = self.pass.grain.block;
        self.fill(from, (from - from % block + block).min(self.pass.length()))?;
        let mut machine = Machine::new(self.delimiter, state);
        let tally = machine.tally(self.level, self.text());
        Ok((tally, machine.state))
    }

    /// The state at an offset, if that is outside quotes.
    fn state(&mut self, at: u64) -> Result<State, ExportError> {
        self.fill(at - self.bytes(1), at)?;
        Ok(match self.text() {
            b"\n" => State::RecordStart,
            b"\r" => State::AfterCr,
            b"\"" => State::QuoteInQuoted,
            [byte] if *byte == self.delimiter => State::CellStart,
            _ => State::Unquoted,
        })
    }

    /// Reads these bytes of the file.
    fn fill(&mut self, from: u64, to: u64) -> Result<(), ExportError> {
        let length = usize::try_from(to - from).unwrap_or(usize::MAX);
        if self.raw.len() < length {
            self.raw.resize(length, 0);
        }
        self.raw.truncate(length);
        self.pass.export.source().read_at(&mut self.raw, from)?;
        if self.encoding.is_utf16() {
            self.encoding.narrow(&self.raw, &mut self.narrow);
        }
        Ok(())
    }

    fn text(&self) -> &[u8] {
        if self.encoding.is_utf16() {
            &self.narrow
        } else {
            &self.raw
        }
    }

    /// How many bytes of the file so many scanned ones stand for, and the other way round.
    fn bytes(&self, units: usize) -> u64 {
        units as u64 * self.encoding.unit()
    }

    fn units(&self, bytes: u64) -> usize {
        usize::try_from(bytes.div_ceil(self.encoding.unit())).unwrap_or(usize::MAX)
    }
}
