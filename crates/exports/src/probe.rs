//! The engine's inside for benchmarks and the fuzz target; no part of the interface.

use std::num::NonZero;
use std::path::Path;

use fearless_simd::Level;
use tokio_util::sync::CancellationToken;

use crate::borders::{Machine, State};
use crate::encoding::Encoding;
use crate::error::ExportError;
use crate::export::{Export, Grain, OpenOptions};
use crate::records::{Start, Watch};
use crate::scan::Record;
use crate::segment::Segment;
use crate::sniff::Layout;
use crate::source::Source;

/// How many records start in a text, and how many lines it has.
pub fn tally(text: &[u8], delimiter: u8) -> (u64, u64) {
    let mut machine = Machine::new(delimiter, State::RecordStart);
    let tally = machine.tally(Level::new(), text);
    (tally.records, tally.lines)
}

/// How many rows, cells and rows with misplaced quotes a walk over all records comes across.
pub fn count_cells(export: &Export) -> Result<(u64, u64, u64), ExportError> {
    let cancel = CancellationToken::new();
    let watch = Watch {
        on_progress: &|_| {},
        cancel: &cancel,
    };
    let work = |sums: &mut (u64, u64, u64), segment: &Segment| {
        for row in segment.rows() {
            sums.0 += 1;
            sums.1 += u64::from(row.cells);
            sums.2 += u64::from(row.odd);
        }
        Ok(())
    };
    let sums = export.walk(0..u64::MAX, watch, Default::default, work)?;
    Ok(sums
        .into_iter()
        .fold((0, 0, 0), |a, b| (a.0 + b.0, a.1 + b.1, a.2 + b.2)))
}

/// All records of a file, each with its number, line and offset, read on so many threads in pieces of about these
/// sizes. The file has no header, and may hold anything; `piece` and `segment` are at least 1.
pub fn parse(
    file: &Path,
    encoding: Encoding,
    delimiter: u8,
    threads: usize,
    piece: u64,
    segment: u64,
) -> Result<Vec<Parsed>, ExportError> {
    let options = OpenOptions {
        threads: NonZero::new(threads),
        ..OpenOptions::default()
    };
    let grain = Grain {
        block: piece,
        read: piece,
        chunk: piece * 2,
        segment,
    };
    let source = Source::open(file)?;
    let mut head = [0; 3];
    let read = source.read_at(&mut head, 0)?;
    let top = Start {
        record: 0,
        line: 1,
        byte: encoding.mark_length(&head[..read]) as u64,
    };
    let layout = Layout {
        encoding,
        encoding_guessed: false,
        delimiter,
        has_header: false,
        columns: Vec::new(),
        top,
        data: top,
    };
    let export = Export::laid_out(source, layout, &options, grain)?;
    let cancel = CancellationToken::new();
    let watch = Watch {
        on_progress: &|_| {},
        cancel: &cancel,
    };
    let work = |seen: &mut Vec<Parsed>, segment: &Segment| {
        let (mut record, mut scratch) = (Record::default(), Vec::new());
        for (i, row) in segment.rows().iter().enumerate() {
            let at = segment.place(i);
            let cells = if row.odd {
                segment.record(i, &mut record);
                record.cells().map(<[u8]>::to_vec).collect()
            } else {
                (0..row.cells as usize)
                    .map(|cell| segment.cell(row, cell, &mut scratch).to_vec())
                    .collect()
            };
            seen.push(Parsed {
                record: at.record,
                line: at.line,
                byte: at.byte,
                cells,
            });
        }
        Ok(())
    };
    let mut all = export.walk(0..u64::MAX, watch, Vec::new, work)?.concat();
    all.sort_by_key(|r| r.byte);
    Ok(all)
}

/// A record and its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parsed {
    /// From 0.
    pub record: u64,
    /// From 1.
    pub line: u64,
    /// From 0.
    pub byte: u64,
    /// As they are meant, at most 1 MiB each.
    pub cells: Vec<Vec<u8>>,
}
