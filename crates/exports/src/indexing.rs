//! Finds where all records start, on several threads.
//!
//! The file is cut into chunks anywhere. What a chunk means depends on the state in which the one before it ends, so
//! a thread supposes that its chunk starts outside quotes, reads it from there, and notes its state after every block.
//! When the chunks before it are settled it turns out whether that was right. If not, the chunk is read again from the
//! true state, but only up to the first block after which both readings are in the same state: from there on they are
//! the same. That is the first block, nearly always, because whoever takes quoted text for unquoted falls into step at
//! the next quoted cell.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

use fearless_simd::Level;
use tokio_util::sync::CancellationToken;

use crate::borders::{Machine, State, Tally};
use crate::encoding::Encoding;
use crate::error::ExportError;
use crate::export::{Export, Grain};
use crate::records::{Progress, Start, Watch};
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
        let pass = Pass {
            export: self,
            grain: self.grain(),
            from: from.byte,
            next: AtomicU64::new(from.byte / self.grain().chunk),
            failed: AtomicBool::new(false),
            cancel: watch.cancel,
            beside,
            settled: Mutex::new(Settled {
                next: from.byte / self.grain().chunk,
                at: from,
                state: State::RecordStart,
                waiting: BTreeMap::new(),
            }),
        };
        let report = |at: Start| {
            (watch.on_progress)(Progress {
                bytes: at.byte,
                total_bytes: length,
                records: at.record,
            });
        };
        report(from);
        let chunks = (length - from.byte).div_ceil(self.grain().chunk);
        let threads = self
            .threads()
            .get()
            .min(usize::try_from(chunks).unwrap_or(usize::MAX));
        on_threads(threads, || pass.run(report), || pass.run(|_| {}))?;
        self.source().verify()?; // nothing was read from a file that changed meanwhile
        let end = pass.settled().at;
        self.known().total = Some(end.record);
        report(end);
        self.keep()?;
        Ok(end.record)
    }
}

/// A block as it was read.
struct Block {
    from: u64,
    tally: Tally,
    /// The state after it.
    exit: State,
}

/// A chunk as it was read from a supposed state.
struct Chunk {
    entry: State,
    blocks: Vec<Block>,
}

/// How far the truth is known.
struct Settled {
    /// The next chunk.
    next: u64,
    /// Where it starts: the number and line of a record that would start there.
    at: Start,
    /// The state there.
    state: State,
    /// Chunks further on.
    waiting: BTreeMap<u64, Chunk>,
}

/// What the threads share.
struct Pass<'a> {
    export: &'a Export,
    grain: Grain,
    /// Where the pass starts.
    from: u64,
    /// The next chunk that nobody has taken.
    next: AtomicU64,
    failed: AtomicBool,
    cancel: &'a CancellationToken,
    beside: Option<Beside<'a>>,
    settled: Mutex<Settled>,
}

impl Pass<'_> {
    /// Takes chunk after chunk. Reports how far the truth is known.
    fn run(&self, report: impl Fn(Start)) -> Result<(), ExportError> {
        let mut reader = Reader::new(self);
        loop {
            let i = self.next.fetch_add(1, Ordering::Relaxed);
            if self.failed.load(Ordering::Relaxed)
                || i.saturating_mul(self.grain.chunk) >= self.length()
            {
                return Ok(());
            }
            let done = reader
                .chunk(i)
                .and_then(|chunk| self.settle(i, chunk, &mut reader));
            match done {
                Ok(at) => report(at),
                Err(e) => {
                    self.failed.store(true, Ordering::Relaxed);
                    return Err(e);
                }
            }
        }
    }

    fn length(&self) -> u64 {
        self.export.source().length()
    }

    fn settled(&self) -> std::sync::MutexGuard<'_, Settled> {
        self.settled.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Puts a chunk in its place, and those that waited for it.
    fn settle(&self, i: u64, chunk: Chunk, reader: &mut Reader<'_>) -> Result<Start, ExportError> {
        let mut settled = self.settled();
        settled.waiting.insert(i, chunk);
        while let Some(chunk) = {
            let next = settled.next;
            settled.waiting.remove(&next)
        } {
            let mut right = chunk.entry == settled.state;
            let mut found = Vec::with_capacity(chunk.blocks.len());
            let mut odd = Vec::new();
            for block in &chunk.blocks {
                let (tally, exit) = if right {
                    (block.tally, block.exit)
                } else {
                    reader.block(block.from, settled.state)?
                };
                right |= exit == block.exit;
                found.extend(tally.first.map(|(offset, lines)| Start {
                    record: settled.at.record,
                    line: settled.at.line + lines,
                    byte: block.from + reader.bytes(offset),
                }));
                if tally.odd {
                    odd.push(block.from);
                }
                settled.at.record += tally.records;
                settled.at.line += tally.lines;
                settled.state = exit;
            }
            let from = settled.at.byte;
            settled.next += 1;
            settled.at.byte = (settled.next * self.grain.chunk).min(self.length());
            let mut known = self.export.known();
            known.judge(from, settled.at.byte, false);
            for block in odd {
                known.judge(block, block, true);
            }
            for start in found {
                known.note(start);
            }
        }
        Ok(settled.at)
    }
}

/// Reads parts of the file, with buffers of its own.
struct Reader<'a> {
    pass: &'a Pass<'a>,
    level: Level,
    delimiter: u8,
    encoding: Encoding,
    raw: Vec<u8>,
    /// One byte for each unit of UTF-16.
    narrow: Vec<u8>,
}

impl<'a> Reader<'a> {
    fn new(pass: &'a Pass<'a>) -> Self {
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
    fn chunk(&mut self, i: u64) -> Result<Chunk, ExportError> {
        let (pass, grain) = (self.pass, self.pass.grain);
        let source = pass.export.source();
        if pass.cancel.is_cancelled() {
            return Err(ExportError::Cancelled {
                path: source.path().to_path_buf(),
            });
        }
        source.verify()?;
        let mut at = (i * grain.chunk).max(pass.from);
        let end = ((i + 1) * grain.chunk).min(pass.length());
        let entry = if at == pass.from {
            State::RecordStart
        } else {
            self.suppose(at)?
        };
        let mut machine = Machine::new(self.delimiter, entry);
        let mut blocks = Vec::new();
        while at < end {
            let to = (at - at % grain.read + grain.read).min(end);
            self.fill(at, to)?;
            if let Some(beside) = pass.beside {
                beside(at, &self.raw)?;
            }
            let mut text = self.text();
            while at < to {
                let next = (at - at % grain.block + grain.block).min(to);
                let units = self.units(next - at).min(text.len());
                let tally = machine.tally(self.level, &text[..units]);
                blocks.push(Block {
                    from: at,
                    tally,
                    exit: machine.state,
                });
                text = &text[units..];
                at = next;
            }
        }
        Ok(Chunk { entry, blocks })
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
    fn suppose(&mut self, at: u64) -> Result<State, ExportError> {
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
