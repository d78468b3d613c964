//! One pass over one of the two files: what each record is called, and a hash of what it says.

use super::columns::Columns;
use super::spill::Spill;
use super::values::Values;
use super::{PARTS, of_part};
use crate::encoding::Encoding;
use crate::error::ExportError;
use crate::export::Export;
use crate::hash::{Key, chain};
use crate::records::Watch;
use crate::scan::Record;
use crate::segment::{PADDING, Segment, unquoted};

/// A record: two hashes of its key, its number, a hash of its cells, its offset in the file.
pub(super) type Entry = [u64; 5];
pub(super) const RECORD: usize = 2;
pub(super) const CELLS: usize = 3;
pub(super) const BYTE: usize = 4;

/// Entries that are handed over at once.
const BATCH: usize = 128;

/// What is known of a file after the pass.
#[derive(Debug, Default)]
pub(super) struct Gathered {
    pub(super) rows: u64,
    pub(super) unkeyed: u64,
    /// By common column.
    pub(super) values: Vec<Values>,
}

/// Which of the two files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Which {
    Old,
    New,
}

/// Puts an entry for every record that has a whole key into its part of `entries`.
pub(super) fn gather(
    export: &Export,
    which: Which,
    columns: &Columns,
    entries: &Spill<5>,
    watch: Watch<'_>,
) -> Result<Gathered, ExportError> {
    let reading = Reading {
        at: columns
            .common
            .iter()
            .map(|c| if which == Which::Old { c.old } else { c.new })
            .collect(),
        key: &columns.key,
        width: export.layout().columns.len(),
        decoded: columns.recoded && export.layout().encoding == Encoding::Windows1252,
        entries,
    };
    let new = || Reader {
        batches: vec![Vec::new(); PARTS],
        unkeyed: 0,
        values: reading.at.iter().map(|_| Values::default()).collect(),
        keys: Vec::new(),
        record: Record::default(),
        scratch: Vec::new(),
    };
    let readers = export.walk(0..u64::MAX, watch, new, |reader, segment| {
        reader.look(&reading, segment)
    })?;
    let mut all = Gathered {
        rows: export.known().total.unwrap_or_default(),
        unkeyed: 0,
        values: reading.at.iter().map(|_| Values::default()).collect(),
    };
    for reader in readers {
        for (part, batch) in reader.batches.iter().enumerate() {
            entries.push(part, batch)?;
        }
        all.unkeyed += reader.unkeyed;
        for (all, values) in all.values.iter_mut().zip(&reader.values) {
            all.merge(values);
        }
    }
    Ok(all)
}

/// What all threads go by.
struct Reading<'a> {
    /// By common column: its index in this file.
    at: Vec<usize>,
    key: &'a [usize],
    width: usize,
    /// Cells are Windows-1252, and those of the other file are not.
    decoded: bool,
    entries: &'a Spill<5>,
}

/// What one thread has gathered.
struct Reader {
    batches: Vec<Vec<Entry>>,
    unkeyed: u64,
    values: Vec<Values>,
    /// Of the cells of the present record.
    keys: Vec<Key>,
    record: Record,
    scratch: Vec<u8>,
}

impl Reader {
    fn look(&mut self, reading: &Reading<'_>, segment: &Segment) -> Result<(), ExportError> {
        let mut offset = 0;
        let mut byte = None;
        for (i, row) in segment.rows.iter().enumerate() {
            let start = row.start as usize;
            let here = match byte {
                None => segment.place(i).byte,
                Some(byte) => {
                    byte + segment
                        .encoding
                        .source_length(&segment.text()[offset..start])
                }
            };
            (offset, byte) = (start, Some(here));
            self.keys.clear();
            if row.odd || reading.decoded {
                segment.record(i, &mut self.record);
                let cut = |at: &usize| self.record.is_cut(*at);
                if self.record.count == reading.width as u64 && !reading.at.iter().any(cut) {
                    self.tolerant(reading);
                }
            } else if row.cells as usize == reading.width {
                self.regular(reading, segment, i);
            }
            let whole = |column: &usize| self.keys.get(*column).is_some_and(|k| k.length > 0);
            if !reading.key.iter().all(whole) {
                self.unkeyed += 1;
                continue;
            }
            self.add(reading, segment.number(i), here)?;
        }
        Ok(())
    }

    fn regular(&mut self, reading: &Reading<'_>, segment: &Segment, row: usize) {
        let row = &segment.rows[row];
        let text = segment.padded();
        for (values, at) in self.values.iter_mut().zip(&reading.at) {
            let (from, to) = segment.span(row, *at);
            let key = if text[from] == b'"' && to > from {
                let cell = unquoted(&text[from..to], &mut self.scratch);
                let key = Key::of(cell, 0, cell.len());
                values.add(key, key.hash(), cell);
                key
            } else {
                let key = Key::of(text, from, to - from);
                values.add(key, key.hash(), &text[from..to]);
                key
            };
            self.keys.push(key);
        }
    }

    fn tolerant(&mut self, reading: &Reading<'_>) {
        for (values, at) in self.values.iter_mut().zip(&reading.at) {
            let cell = self.record.cell(*at);
            let decoded;
            let cell = if reading.decoded {
                decoded = Encoding::Windows1252.text(cell);
                decoded.as_bytes()
            } else {
                cell
            };
            let key = Key::of(cell, 0, cell.len());
            values.add(key, key.hash(), cell);
            self.keys.push(key);
        }
    }

    fn add(&mut self, reading: &Reading<'_>, record: u64, byte: u64) -> Result<(), ExportError> {
        let (mut one, mut two) = (0, 1);
        for column in reading.key {
            let key = self.keys[*column];
            one = chain(one, key.hash());
            two = chain(chain(two, key.b), key.a ^ u64::from(key.length));
        }
        let cells = self.keys.iter().fold(0, |all, key| chain(all, key.hash()));
        let part = of_part(one);
        let batch = &mut self.batches[part];
        batch.push([one, two, record, cells, byte]);
        if batch.len() == BATCH {
            reading.entries.push(part, batch)?;
            batch.clear();
        }
        Ok(())
    }
}

const _: () = assert!(PADDING >= 16, "short cells are read with what follows them");
