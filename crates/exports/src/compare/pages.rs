//! A window of the differences of two files.

use roaring::RoaringTreemap;

use super::cells::in_utf8;
use super::{Compared, PARTS};
use crate::compare::report::{CellChange, Difference, DifferenceKind, Differences};
use crate::encoding::Encoding;
use crate::error::ExportError;
use crate::export::Export;
use crate::numbered::Numbered;
use crate::page::{PAGE_CELL_BYTES, PAGE_ROWS, shortened};
use crate::scan::Record;

/// A window ends early, after at least one difference, when it holds this many bytes of cells.
const BYTES: usize = 16 << 20;

impl Compared {
    /// The differences from number `start` on: `rows` of them, or fewer where they or the page end.
    ///
    /// Those of one kind, or of all; where a column is named, changes of that column alone, so that nothing of
    /// another kind is among them. A page has at most [`PAGE_ROWS`] and may end before, if its cells are large: go on
    /// at `start + differences.len()`. Takes the time of reading that many records, wherever they are.
    pub fn page(
        &self,
        kind: Option<DifferenceKind>,
        column: Option<&str>,
        start: u64,
        rows: usize,
    ) -> Result<Differences, ExportError> {
        for export in [&self.old, &self.new] {
            export.source().verify()?;
        }
        let empty = RoaringTreemap::new();
        let (in_new, in_old) = match (kind, column) {
            (None | Some(DifferenceKind::Changed), Some(name)) => {
                (&self.changed_in[self.common(name)?], &empty)
            }
            (_, Some(name)) => {
                self.common(name)?;
                (&empty, &empty)
            }
            (None, None) => (&self.present, &self.removed),
            (Some(DifferenceKind::Added), None) => (&self.added, &empty),
            (Some(DifferenceKind::Changed), None) => (&self.changed, &empty),
            (Some(DifferenceKind::Removed), None) => (&empty, &self.removed),
        };
        let mut page = Differences {
            total: in_new.len() + in_old.len(),
            start,
            differences: Vec::new(),
        };
        let mut writer = Writer {
            compared: self,
            old: Numbered::new(&self.old),
            new: Numbered::new(&self.new),
            old_record: Record::default(),
            new_record: Record::default(),
            bytes: 0,
        };
        let present = from(in_new, start).map(|number| (number, true));
        let removed = from(in_old, start.saturating_sub(in_new.len())).map(|n| (n, false));
        for (number, is_new) in present.chain(removed).take(rows.min(PAGE_ROWS)) {
            if writer.bytes >= BYTES {
                break;
            }
            let difference = match is_new {
                false => writer.removed(number)?,
                true if self.added.contains(number) => writer.added(number)?,
                true => writer.changed(number)?,
            };
            page.differences.push(difference);
        }
        for export in [&self.old, &self.new] {
            export.source().verify()?; // nothing was read of a file that changed meanwhile
        }
        Ok(page)
    }

    /// The index of a common column.
    fn common(&self, name: &str) -> Result<usize, ExportError> {
        let common = &self.columns.common;
        let at = common.iter().position(|c| c.name == name);
        at.ok_or_else(|| ExportError::UnknownColumn {
            path: self.new.source().path().to_path_buf(),
            column: name.to_string(),
            columns: common.iter().map(|c| c.name.clone()).collect(),
        })
    }

    /// The number in the old file of a record that changed.
    fn partner(&self, number: u64) -> Result<Option<u64>, ExportError> {
        // Those of a part are in order, and so are the parts.
        let Some(mut rank) = self.changed.rank(number).checked_sub(1) else {
            return Ok(None);
        };
        for part in 0..PARTS {
            let length = self.partners.len(part) as u64;
            if rank < length {
                let at = usize::try_from(rank).unwrap_or(usize::MAX);
                return Ok(self.partners.row(part, at)?.map(|[old]| old));
            }
            rank -= length;
        }
        Ok(None)
    }
}

/// The numbers of a set from the `start`th on.
fn from(set: &RoaringTreemap, start: u64) -> impl Iterator<Item = u64> {
    let mut numbers = set.iter();
    match set.select(start) {
        Some(first) => numbers.advance_to(first),
        None => numbers.by_ref().take(0).for_each(drop),
    }
    let some = start < set.len();
    numbers.take_while(move |_| some)
}

/// Writes differences for people to read.
struct Writer<'a> {
    compared: &'a Compared,
    old: Numbered<'a>,
    new: Numbered<'a>,
    old_record: Record,
    new_record: Record,
    bytes: usize,
}

impl Writer<'_> {
    fn added(&mut self, number: u64) -> Result<Difference, ExportError> {
        self.new.read(number, &mut self.new_record)?;
        let columns = &self.compared.columns;
        let mut cells = Vec::new();
        for (at, column) in columns.new.iter().enumerate() {
            if let Some(new) = filled(&self.compared.new, &self.new_record, at) {
                self.bytes += new.len();
                cells.push(CellChange {
                    column: column.clone(),
                    old: None,
                    new: Some(new),
                });
            }
        }
        let key = columns.key.iter().map(|k| columns.common[*k].new);
        Ok(Difference {
            kind: DifferenceKind::Added,
            key: key
                .map(|at| shown(&self.compared.new, &self.new_record, at))
                .collect(),
            old_record: None,
            new_record: Some(number),
            cells,
        })
    }

    fn removed(&mut self, number: u64) -> Result<Difference, ExportError> {
        self.old.read(number, &mut self.old_record)?;
        let columns = &self.compared.columns;
        let mut cells = Vec::new();
        for (at, column) in columns.old.iter().enumerate() {
            if let Some(old) = filled(&self.compared.old, &self.old_record, at) {
                self.bytes += old.len();
                cells.push(CellChange {
                    column: column.clone(),
                    old: Some(old),
                    new: None,
                });
            }
        }
        let key = columns.key.iter().map(|k| columns.common[*k].old);
        Ok(Difference {
            kind: DifferenceKind::Removed,
            key: key
                .map(|at| shown(&self.compared.old, &self.old_record, at))
                .collect(),
            old_record: Some(number),
            new_record: None,
            cells,
        })
    }

    fn changed(&mut self, number: u64) -> Result<Difference, ExportError> {
        let compared = self.compared;
        let columns = &compared.columns;
        let old_record = compared.partner(number)?;
        if let Some(number) = old_record {
            self.old.read(number, &mut self.old_record)?;
        }
        self.new.read(number, &mut self.new_record)?;
        let utf8 = |export: &Export| columns.recoded.then_some(export.layout().encoding);
        let (old_utf8, new_utf8) = (utf8(&compared.old), utf8(&compared.new));
        let mut cells = Vec::new();
        for column in &columns.common {
            let old = in_utf8(old_utf8, self.old_record.cell(column.old));
            if old != in_utf8(new_utf8, self.new_record.cell(column.new)) {
                let old = shown(&compared.old, &self.old_record, column.old);
                let new = shown(&compared.new, &self.new_record, column.new);
                self.bytes += old.len() + new.len();
                cells.push(CellChange {
                    column: column.name.clone(),
                    old: Some(old),
                    new: Some(new),
                });
            }
        }
        let key = columns.key.iter().map(|k| columns.common[*k].new);
        Ok(Difference {
            kind: DifferenceKind::Changed,
            key: key
                .map(|at| shown(&compared.new, &self.new_record, at))
                .collect(),
            old_record,
            new_record: Some(number),
            cells,
        })
    }
}

fn filled(export: &Export, record: &Record, at: usize) -> Option<String> {
    (!record.cell(at).is_empty()).then(|| shown(export, record, at))
}

/// A cell as a page shows it.
fn shown(export: &Export, record: &Record, at: usize) -> String {
    let (encoding, cell): (Encoding, &[u8]) = (export.layout().encoding, record.cell(at));
    if cell.len() <= PAGE_CELL_BYTES {
        encoding.text(cell).into_owned()
    } else {
        shortened(cell, encoding, PAGE_CELL_BYTES)
    }
}
