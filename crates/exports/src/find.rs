//! Records that hold a value in a column: where a test user's traits come from.

use std::collections::HashSet;

use serde::ser::{Serialize, SerializeMap, Serializer};
use tokio_util::sync::CancellationToken;
use ts_rs::TS;

use crate::error::ExportError;
use crate::export::Export;
use crate::records::{Item, Progress, Records, Watch};
use crate::scan::Keep;

/// The most records that one search returns; it counts all.
pub const FIND_LIMIT: usize = 1_000;

/// A search returns no further records, after at least one, when it holds this many bytes of cells.
const FIND_BYTES: usize = 16 << 20;

/// What a search came to.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, TS)]
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
    pub fn find(
        &self,
        column: &str,
        value: &str,
        on_progress: &dyn Fn(Progress),
        cancel: &CancellationToken,
    ) -> Result<Matches, ExportError> {
        self.source().verify()?;
        let layout = self.layout();
        let wanted = layout
            .columns
            .iter()
            .position(|c| c == column)
            .ok_or_else(|| ExportError::UnknownColumn {
                path: self.source().path().to_path_buf(),
                column: column.to_string(),
                columns: layout.columns.clone(),
            })?;
        let mut matches = Matches {
            found: 0,
            records: Vec::new(),
        };
        let Some(bytes) = layout.encoding.bytes(value) else {
            return Ok(matches); // no cell of this file can hold it
        };
        let names = unique(&layout.columns);
        let mut bytes_held = 0;
        let mut records = self.records(
            layout.data,
            Keep::CELLS,
            Some(Watch {
                on_progress,
                cancel,
            }),
        );
        while let Some(item) = records.next()? {
            self.learn(item);
            let Item::Record(at) = item else { continue };
            let record = &records.record;
            if record.len() <= wanted || record.cell(wanted) != &*bytes || record.is_cut(wanted) {
                continue;
            }
            matches.found += 1;
            if matches.records.len() < FIND_LIMIT && bytes_held < FIND_BYTES {
                bytes_held += record.data().len();
                let traits = self.traits(&names, &records);
                matches.records.push(Found {
                    record: at.record,
                    line: at.line,
                    traits,
                });
            }
        }
        self.learn_total(&records);
        Ok(matches)
    }

    fn traits(&self, names: &[String], records: &Records<'_>) -> Traits {
        let name = |i: usize| {
            names
                .get(i)
                .cloned()
                .unwrap_or_else(|| format!("column {}", i + 1))
        };
        let text = |cell| self.layout().encoding.text(cell).into_owned();
        Traits(
            records
                .record
                .cells()
                .enumerate()
                .map(|(i, cell)| (name(i), text(cell)))
                .collect(),
        )
    }
}

/// Column names, told apart by a number where the header repeats one.
fn unique(columns: &[String]) -> Vec<String> {
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
