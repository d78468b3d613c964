//! One pass over one of the two files: what each record is called, and a hash of what it says.

use super::columns::Columns;
use super::spill::Spill;
use super::values::Values;
use super::{PARTS, of_part};
use crate::cut::Row;
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

/// Records whose cells are read column by column.
const TOGETHER: usize = 512;

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
    let column = |(i, column): (usize, &super::columns::Common)| Column {
        at: match which {
            Which::Old => column.old,
            Which::New => column.new,
        },
        in_key: columns.key.contains(&i),
    };
    let reading = Reading {
        columns: columns.common.iter().enumerate().map(column).collect(),
        width: export.layout().columns.len(),
        decoded: columns.recoded && export.layout().encoding == Encoding::Windows1252,
        entries,
    };
    let values = || columns.common.iter().map(|_| Values::default()).collect();
    let new = || Reader {
        batches: vec![Vec::new(); PARTS],
        unkeyed: 0,
        values: values(),
        together: Vec::new(),
        record: Record::default(),
        scratch: Vec::new(),
    };
    let readers = export.walk(0..u64::MAX, watch, new, |reader, segment| {
        reader.look(&reading, segment)
    })?;
    let mut all = Gathered {
        rows: export.known().total.unwrap_or_default(),
        unkeyed: 0,
        values: values(),
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
    /// The common ones.
    columns: Vec<Column>,
    width: usize,
    /// Cells are Windows-1252, and those of the other file are not.
    decoded: bool,
    entries: &'a Spill<5>,
}

/// A column of the file.
struct Column {
    at: usize,
    in_key: bool,
}

/// What one thread has gathered.
struct Reader {
    batches: Vec<Vec<Entry>>,
    unkeyed: u64,
    values: Vec<Values>,
    /// Regular records with their rows, read column by column, because the values of a column are then at hand.
    together: Vec<(Row, Hashed)>,
    record: Record,
    scratch: Vec<u8>,
}

/// A record while its cells are read.
#[derive(Clone, Copy)]
struct Hashed {
    number: u64,
    byte: u64,
    key: [u64; 2],
    cells: u64,
    /// No cell of the key is empty.
    whole: bool,
}

impl Hashed {
    fn new(number: u64, byte: u64) -> Self {
        Self {
            number,
            byte,
            key: [0, 1],
            cells: 0,
            whole: true,
        }
    }

    /// Takes in the next cell.
    #[inline]
    fn add(&mut self, column: &Column, key: Key, hash: u64) {
        self.cells = chain(self.cells, hash);
        if column.in_key {
            let [one, two] = self.key;
            self.key = [chain(one, hash), chain(chain(two, key.b), key.a)];
            self.whole &= !key.is_empty();
        }
    }
}

impl Reader {
    fn look(&mut self, reading: &Reading<'_>, segment: &Segment) -> Result<(), ExportError> {
        let mut bytes = Bytes {
            segment,
            last: None,
        };
        for (i, row) in segment.rows().iter().enumerate() {
            let hashed = Hashed::new(segment.number(i), bytes.of(i));
            if row.odd || reading.decoded {
                segment.record(i, &mut self.record);
                self.alone(reading, hashed)?;
            } else if row.cells as usize == reading.width {
                self.together.push((*row, hashed));
                if self.together.len() == TOGETHER {
                    self.together(reading, segment)?;
                }
            } else {
                self.unkeyed += 1;
            }
        }
        self.together(reading, segment)
    }

    /// Regular rows of a segment.
    fn together(&mut self, reading: &Reading<'_>, segment: &Segment) -> Result<(), ExportError> {
        let text = segment.padded();
        let mut together = std::mem::take(&mut self.together);
        for (values, column) in self.values.iter_mut().zip(&reading.columns) {
            for (row, hashed) in &mut together {
                let (from, to) = segment.span(row, column.at);
                let (key, cell) = if text[from] == b'"' && to > from {
                    let cell = unquoted(&text[from..to], &mut self.scratch);
                    (Key::of(cell, 0, cell.len()), cell)
                } else {
                    (Key::of(text, from, to - from), &text[from..to])
                };
                let hash = key.hash();
                values.add(key, hash, cell);
                hashed.add(column, key, hash);
            }
        }
        for (_, hashed) in together.drain(..) {
            self.hand_over(reading, hashed)?;
        }
        self.together = together;
        Ok(())
    }

    /// The record that was read last.
    fn alone(&mut self, reading: &Reading<'_>, mut hashed: Hashed) -> Result<(), ExportError> {
        let cut = |column: &Column| self.record.is_cut(column.at);
        if self.record.count != reading.width as u64 || reading.columns.iter().any(cut) {
            self.unkeyed += 1;
            return Ok(());
        }
        for (values, column) in self.values.iter_mut().zip(&reading.columns) {
            let cell = self.record.cell(column.at);
            let decoded = reading.decoded.then(|| Encoding::Windows1252.text(cell));
            let cell = decoded.as_ref().map_or(cell, |text| text.as_bytes());
            let key = Key::of(cell, 0, cell.len());
            values.add(key, key.hash(), cell);
            hashed.add(column, key, key.hash());
        }
        self.hand_over(reading, hashed)
    }

    fn hand_over(&mut self, reading: &Reading<'_>, hashed: Hashed) -> Result<(), ExportError> {
        if !hashed.whole {
            self.unkeyed += 1;
            return Ok(());
        }
        let [one, two] = hashed.key;
        let part = of_part(one);
        let batch = &mut self.batches[part];
        batch.push([one, two, hashed.number, hashed.cells, hashed.byte]);
        if batch.len() == BATCH {
            reading.entries.push(part, batch)?;
            batch.clear();
        }
        Ok(())
    }
}

const _: () = assert!(PADDING >= 16, "short cells are read with what follows them");

/// Tells where rows start in the file, one after the other.
struct Bytes<'a> {
    segment: &'a Segment,
    /// The last row: its offset in the text, and in the file.
    last: Option<(usize, u64)>,
}

impl Bytes<'_> {
    fn of(&mut self, row: usize) -> u64 {
        let (segment, start) = (self.segment, self.segment.rows()[row].start as usize);
        let byte = match self.last {
            None => segment.place(row).byte,
            Some((offset, byte)) => {
                byte + segment
                    .encoding
                    .source_length(&segment.text()[offset..start])
            }
        };
        self.last = Some((start, byte));
        byte
    }
}
