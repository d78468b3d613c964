//! Records that hold a value in a column: where a test user's traits come from.

use std::collections::HashSet;

use serde::ser::{Serialize, SerializeMap, Serializer};
use tokio_util::sync::CancellationToken;
use ts_rs::TS;

use crate::encoding::Encoding;
use crate::error::ExportError;
use crate::export::Export;
use crate::indexing::Beside;
use crate::numbered::Numbered;
use crate::records::{Progress, Start, Watch};
use crate::scan::Record;
use crate::segment::Segment;
use crate::walk::Wanted;
use crate::written::{Seen, Written, is_spelled};

/// The most records that one search returns; it counts all.
pub const FIND_LIMIT: usize = 1_000;

/// A search returns no further records, after at least one, when its cells take this many bytes.
const FIND_BYTES: usize = 16 << 20;

/// What a search came to.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize, TS)]
pub struct Matches {
    /// How many records match; exact, also where there are more than are returned.
    #[ts(type = "number")]
    pub found: u64,
    /// The first of them, in the order of the file: at most [`FIND_LIMIT`], fewer if their cells are very large.
    pub records: Vec<Found>,
}

/// A record that matches.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, TS)]
pub struct Found {
    /// Record number, from 0 after the header.
    #[ts(type = "number")]
    pub record: u64,
    /// Physical line where it starts, from 1.
    #[ts(type = "number")]
    pub line: u64,
    /// Its cells by column.
    pub traits: Traits,
}

/// Names and values in the order of the file's columns; a JSON object.
///
/// Cells past the last column are named `column 21`, …; a short record lacks its last columns; the second column of
/// the same name is called `name (2)`.
#[derive(Debug, Clone, Default, PartialEq, Eq, TS)]
#[ts(type = "Record<string, string>")]
pub struct Traits(Vec<(String, String)>);

impl Traits {
    /// The value of a trait.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.iter()
            .find(|(n, _)| *n == name)
            .map(|(_, value)| value)
    }

    /// Names and values, in order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
    }
}

impl IntoIterator for Traits {
    type Item = (String, String);
    type IntoIter = std::vec::IntoIter<(String, String)>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl Serialize for Traits {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (name, value) in self.iter() {
            map.serialize_entry(name, value)?;
        }
        map.end()
    }
}

impl Export {
    /// The records whose cell in `column` is exactly `value`: same case, no trimming.
    ///
    /// Takes a few reads where an examination has left an index of the customers in this column, in this process or
    /// in the cache; or else a pass over the file.
    pub fn find(
        &self,
        column: &str,
        value: &str,
        on_progress: &dyn Fn(Progress),
        cancel: &CancellationToken,
    ) -> Result<Matches, ExportError> {
        self.source().verify()?;
        let layout = self.layout();
        let column = self.column(column)?;
        let Some(value) = layout.encoding.bytes(value) else {
            return Ok(Matches::default()); // no cell of this file can hold it
        };
        let finding = Finding {
            names: unique(&layout.columns),
            encoding: layout.encoding,
            column,
            value: &value,
        };
        if !value.is_empty()
            && let Some(records) = self.records_of_customer(column, &value)?
            && records.len() <= FIND_LIMIT
        {
            self.index(on_progress, cancel)?;
            return self.look_up(&finding, &records);
        }
        let length = self.source().length();
        let first = match self.known().total {
            Some(_) => 0,
            None => length / 4 * 3,
        };
        let indexing = |p: Progress| on_progress(p.within(0, first));
        let looking = |p: Progress| on_progress(p.within(first, length));
        let watch = |on_progress| Watch {
            on_progress,
            cancel,
        };
        let written = Written::new(&value, layout.delimiter);
        let seen = Seen::default();
        let beside = |at: u64, text: &[u8]| seen.look(self.source(), &written, at, text);
        let beside: Option<Beside<'_>> = if written.is_worth_it(layout.encoding) {
            Some(&beside)
        } else {
            None
        };
        let (_, all) = self.index_beside(watch(&indexing), beside)?;
        let places = seen.places().filter(|_| all);
        let holds = |text: &[u8]| written.places(text).next().is_some();
        let wanted = match &places {
            Some(places) => Wanted::Bytes(places),
            None => Wanted::Text(&holds),
        };
        let look = |found: &mut Collected, segment: &Segment| {
            found.look(&finding, segment);
            Ok(())
        };
        let (all, new) = (0..u64::MAX, Collected::default);
        let found = self.walk_where(all, watch(&looking), Some(wanted), new, look)?;
        Ok(Collected::matches(found))
    }

    /// Those of these records, in order, that match.
    fn look_up(&self, finding: &Finding<'_>, records: &[u64]) -> Result<Matches, ExportError> {
        let mut numbered = Numbered::new(self);
        let mut found = Collected::default();
        let mut record = Record::default();
        for number in records {
            if let Some(place) = numbered.read(*number, &mut record)?
                && finding.is_in_record(&record)
            {
                found.take(finding, place, &record);
            }
        }
        self.source().verify()?;
        Ok(Collected::matches(vec![found]))
    }
}

/// What to find.
struct Finding<'a> {
    names: Vec<String>,
    encoding: Encoding,
    column: usize,
    value: &'a [u8],
}

impl Finding<'_> {
    /// Whether a row of a segment matches; `record` is a scratch.
    fn is_in(&self, segment: &Segment, i: usize, record: &mut Record) -> bool {
        let row = &segment.rows()[i];
        if row.cells as usize <= self.column {
            return false;
        }
        if row.odd {
            segment.record(i, record);
            return self.is_in_record(record);
        }
        is_spelled(segment.raw(row, self.column), self.value)
    }

    fn is_in_record(&self, record: &Record) -> bool {
        let column = self.column;
        record.len() > column && record.cell(column) == self.value && !record.is_cut(column)
    }

    fn traits(&self, record: &Record) -> Traits {
        let text = |cell| self.encoding.text(cell).into_owned();
        let cells = record.cells().enumerate();
        Traits(
            cells
                .map(|(i, cell)| (column_name(&self.names, i), text(cell)))
                .collect(),
        )
    }
}

/// What one thread has found: the first of its matches, in order.
#[derive(Default)]
struct Collected {
    count: u64,
    records: Vec<(usize, Found)>,
    /// Bytes of their cells.
    bytes: usize,
    record: Record,
}

impl Collected {
    fn look(&mut self, finding: &Finding<'_>, segment: &Segment) {
        let mut places = segment.places();
        for i in 0..segment.rows().len() {
            if !finding.is_in(segment, i, &mut self.record) {
                continue;
            }
            if self.is_full() {
                self.count += 1;
                continue;
            }
            let mut record = std::mem::take(&mut self.record);
            segment.record(i, &mut record);
            self.take(finding, places.of(i), &record);
            self.record = record;
        }
    }

    /// Counts a match, and keeps it if it is one of the first.
    fn take(&mut self, finding: &Finding<'_>, place: Start, record: &Record) {
        self.count += 1;
        if self.is_full() {
            return;
        }
        let bytes = record.weight();
        self.bytes += bytes;
        let found = Found {
            record: place.record,
            line: place.line,
            traits: finding.traits(record),
        };
        self.records.push((bytes, found));
    }

    fn is_full(&self) -> bool {
        self.records.len() >= FIND_LIMIT || self.bytes >= FIND_BYTES
    }

    /// What all threads together have found, as one alone would have.
    fn matches(all: Vec<Self>) -> Matches {
        let mut matches = Matches::default();
        let mut records = Vec::new();
        for found in all {
            matches.found += found.count;
            records.extend(found.records);
        }
        records.sort_unstable_by_key(|(_, found)| found.record);
        let mut held = 0;
        for (bytes, found) in records.into_iter().take(FIND_LIMIT) {
            if held >= FIND_BYTES {
                break;
            }
            held += bytes;
            matches.records.push(found);
        }
        matches
    }
}

/// The name of a column, by the names of [`unique`].
pub(crate) fn column_name(names: &[String], column: usize) -> String {
    let name = names.get(column).cloned();
    name.unwrap_or_else(|| format!("column {}", column + 1))
}

/// Column names, told apart by a number where the header repeats one.
pub(crate) fn unique(columns: &[String]) -> Vec<String> {
    let mut taken = HashSet::new();
    columns
        .iter()
        .map(|column| {
            let mut name = column.clone();
            let mut n = 1;
            while !taken.insert(name.clone()) {
                n += 1;
                name = format!("{column} ({n})");
            }
            name
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::testing::{cells, grain, open, wild, writings};

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(1_500))]

        #[test]
        fn found_is_what_a_plain_search_finds(
            text in wild(), writing in writings(), grain in grain(), threads in 1_usize..9, column in 0_usize..3, which in 0_usize..20,
        ) {
            let text = format!("x,y,z\n{text}");
            let (_file, export) = open(&text, writing, threads, grain);
            let all = cells(&text);
            // A value that is there, more often than not.
            let value = all.iter().filter_map(|r| r.get(column)).cycle().nth(which).cloned().unwrap_or_default();
            let name = format!("column {}", column + 1);
            let matches = export.find(&name, &value, &|_| {}, &CancellationToken::new()).unwrap();
            let expected: Vec<(u64, Vec<String>)> = (0..).zip(all).filter(|(_, r)| r.get(column) == Some(&value)).collect();
            let found: Vec<(u64, Vec<String>)> = matches.records.into_iter()
                .map(|f| (f.record, f.traits.into_iter().map(|(_, value)| value).collect()))
                .collect();
            prop_assert_eq!(matches.found, expected.len() as u64);
            prop_assert_eq!(found, expected);
        }
    }
}
