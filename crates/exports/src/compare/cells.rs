//! Compares two records of the same key cell by cell, where their hashes say that they may differ.

use std::borrow::Cow;
use std::sync::{Mutex, PoisonError};

use roaring::RoaringTreemap;

use super::spill::Spill;
use super::{PARTS, Work};
use crate::compare::columns::Columns;
use crate::encoding::Encoding;
use crate::error::ExportError;
use crate::export::Export;
use crate::records::Records;
use crate::scan::{Event, Keep, Record, Scanner};
use crate::threads::share;

/// A record of the new file, its number and offset, and that of the old one with the same key.
pub(super) type Pair = [u64; 4];

/// Which records say something else.
pub(super) struct Changes {
    /// Numbers in the new file.
    pub(super) changed: RoaringTreemap,
    /// The same by common column.
    pub(super) columns: Vec<RoaringTreemap>,
    /// The numbers in the old file, in the order of `changed`, in parts.
    pub(super) partners: Spill<1>,
    /// Pairs that say the same after all.
    pub(super) same: u64,
}

/// Reads and compares all pairs.
pub(super) fn compare(
    work: &Work<'_>,
    pairs: &Spill<4>,
    report: impl Fn(usize),
) -> Result<Changes, ExportError> {
    let columns = work.columns.common.len();
    let found = Mutex::new(Found::new(columns));
    let partners = work.spill::<1>();
    let new = || Comparer {
        old: Rows::new(work.old),
        new: Rows::new(work.new),
        same: 0,
    };
    let comparers = share(
        PARTS,
        work.threads,
        |_, part| report(part),
        new,
        |comparer, part| {
            work.look_up()?;
            let mut rows = Vec::new();
            pairs.read(part, &mut rows)?;
            rows.sort_unstable();
            let mut here = Found::new(columns);
            let mut olds = Vec::new();
            for pair in rows {
                comparer.compare(work.columns, pair, &mut here, &mut olds)?;
            }
            partners.push(part, &olds)?;
            found
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .join(here);
            Ok(())
        },
    )?;
    let found = found.into_inner().unwrap_or_else(PoisonError::into_inner);
    Ok(Changes {
        changed: found.changed,
        columns: found.columns,
        partners,
        same: comparers.iter().map(|c| c.same).sum(),
    })
}

#[derive(Default)]
struct Found {
    changed: RoaringTreemap,
    columns: Vec<RoaringTreemap>,
}

impl Found {
    fn new(columns: usize) -> Self {
        Self {
            changed: RoaringTreemap::new(),
            columns: vec![RoaringTreemap::new(); columns],
        }
    }

    fn join(&mut self, other: Self) {
        self.changed |= other.changed;
        for (all, some) in self.columns.iter_mut().zip(other.columns) {
            *all |= some;
        }
    }
}

struct Comparer<'a> {
    old: Rows<'a>,
    new: Rows<'a>,
    same: u64,
}

impl Comparer<'_> {
    /// Pairs come in the order of the new file.
    fn compare(
        &mut self,
        columns: &Columns,
        [number, at, old_number, old_at]: Pair,
        found: &mut Found,
        olds: &mut Vec<[u64; 1]>,
    ) -> Result<(), ExportError> {
        let decode = |rows: &Rows<'_>| columns.recoded.then_some(rows.export.layout().encoding);
        let (old_encoding, new_encoding) = (decode(&self.old), decode(&self.new));
        let (old, new) = (self.old.read(old_at)?, self.new.read(at)?);
        let mut any = false;
        for (column, set) in columns.common.iter().zip(&mut found.columns) {
            let old = in_utf8(old_encoding, old.cell(column.old));
            let new = in_utf8(new_encoding, new.cell(column.new));
            if old != new {
                any = true;
                let _ = set.try_push(number); // ascending, so it always goes
            }
        }
        if any {
            let _ = found.changed.try_push(number);
            olds.push([old_number]);
        } else {
            self.same += 1;
        }
        Ok(())
    }
}

/// A cell as the other file would write it, if the files have different encodings.
pub(super) fn in_utf8(recode: Option<Encoding>, cell: &[u8]) -> Cow<'_, [u8]> {
    match recode {
        Some(Encoding::Windows1252) => match Encoding::Windows1252.text(cell) {
            Cow::Borrowed(text) => Cow::Borrowed(text.as_bytes()),
            Cow::Owned(text) => Cow::Owned(text.into_bytes()),
        },
        _ => Cow::Borrowed(cell),
    }
}

/// Bytes to read where records follow each other, and where they do not.
const NEAR: usize = 64 << 10;
const FAR: usize = 4 << 10;

/// Reads single records by their offset; quickly where the next one is not far behind the last one.
struct Rows<'a> {
    export: &'a Export,
    scanner: Scanner,
    record: Record,
    window: Vec<u8>,
    /// The offset of the window in the file.
    from: u64,
    length: usize,
}

impl<'a> Rows<'a> {
    fn new(export: &'a Export) -> Self {
        Self {
            export,
            scanner: Scanner::new(export.layout().delimiter, Keep::CELLS),
            record: Record::default(),
            window: vec![0; NEAR],
            from: 0,
            length: 0,
        }
    }

    /// The record that starts at an offset.
    fn read(&mut self, byte: u64) -> Result<&Record, ExportError> {
        if self.export.layout().encoding.is_utf16() {
            return self.alone(byte);
        }
        if self.in_window(byte) {
            return Ok(&self.record);
        }
        let near = byte >= self.from && byte - self.from < 2 * NEAR as u64;
        let sizes = if near { [NEAR, NEAR] } else { [FAR, NEAR] };
        for size in sizes {
            self.length = 0; // nothing of a read that fails
            let window = &mut self.window[..size];
            self.length = self.export.source().read_at(window, byte)?;
            self.from = byte;
            if self.in_window(byte) {
                return Ok(&self.record);
            }
        }
        self.alone(byte)
    }

    /// Whether the whole record is in the window; then it is read.
    fn in_window(&mut self, byte: u64) -> bool {
        let Some(skip) = byte
            .checked_sub(self.from)
            .and_then(|n| usize::try_from(n).ok())
        else {
            return false;
        };
        let Some(text) = self.window[..self.length].get(skip..) else {
            return false;
        };
        if self.scanner.feed(text, &mut self.record).1 == Event::Record {
            return true;
        }
        // Cut in two by the end of the window, or by that of the file.
        self.scanner = Scanner::new(self.export.layout().delimiter, Keep::CELLS);
        false
    }

    fn alone(&mut self, byte: u64) -> Result<&Record, ExportError> {
        let mut records = Records::single(self.export.source(), self.export.layout(), byte);
        records.next()?;
        self.record = records.record;
        Ok(&self.record)
    }
}
