//! Looks at a few thousand records, evenly spread over a file, for values that may be frequent in it.
//!
//! Where a column has too many distinct values to count each of them, those are counted. The sample is the same in every
//! run, so that what comes out is, too.

use std::collections::HashMap;
use std::sync::OnceLock;

use tokio_util::sync::CancellationToken;

use crate::error::ExportError;
use crate::export::Export;
use crate::records::{Item, Start};
use crate::scan::Keep;

/// Places in the file, and records that are read at each.
const PLACES: u64 = 64;
const RECORDS: usize = 64;

/// Values of a column that are counted.
const CANDIDATES: usize = 32;

/// A longer value is none of them.
const VALUE_BYTES: usize = 1 << 8;

/// Values of one column.
type Values = Vec<Box<[u8]>>;

/// Values that are frequent in a sample, by column; looked for when the first of them is asked for, because few columns
/// have too many values.
pub(super) struct Frequent<'a> {
    export: &'a Export,
    /// Indexes of columns of the file.
    columns: &'a [usize],
    cancel: &'a CancellationToken,
    found: OnceLock<Result<Vec<Values>, ExportError>>,
}

impl<'a> Frequent<'a> {
    pub(super) fn new(
        export: &'a Export,
        columns: &'a [usize],
        cancel: &'a CancellationToken,
    ) -> Self {
        Self {
            export,
            columns,
            cancel,
            found: OnceLock::new(),
        }
    }

    /// Those of one of the columns; none if it could not be read, which [`check`](Self::check) tells.
    pub(super) fn values(&self, column: usize) -> &[Box<[u8]>] {
        let look = || look(self.export, self.columns, self.cancel);
        match self.found.get_or_init(look) {
            Ok(found) => &found[column],
            Err(_) => &[],
        }
    }

    /// An error if what was asked for could not be read.
    pub(super) fn check(self) -> Result<(), ExportError> {
        self.found
            .into_inner()
            .map_or(Ok(()), |found| found.map(|_| ()))
    }
}

fn look(
    export: &Export,
    columns: &[usize],
    cancel: &CancellationToken,
) -> Result<Vec<Values>, ExportError> {
    let (layout, length) = (export.layout(), export.source().length());
    let width = layout.columns.len() as u64;
    let mut counts: Vec<HashMap<Box<[u8]>, u32>> = vec![HashMap::new(); columns.len()];
    let data = layout.data;
    let step = (length - data.byte).div_ceil(PLACES);
    let step = step.next_multiple_of(layout.encoding.unit());
    let mut done = data.byte;
    for place in 0..PLACES {
        let from = Start {
            byte: data.byte + place * step,
            ..data
        };
        if from.byte < done || from.byte >= length {
            continue;
        }
        if cancel.is_cancelled() {
            return Err(ExportError::Cancelled {
                path: export.source().path().to_path_buf(),
            });
        }
        let keep = Keep {
            cell: VALUE_BYTES + 1,
            ..Keep::CELLS
        };
        let mut records = export.records(from, keep, None);
        for i in 0..RECORDS {
            let Some(item) = records.next()? else { break };
            let record = &records.record;
            done = records.place().byte;
            // The first one of a place is mostly the rest of one, and what begins within quotes is seldom as wide.
            let is_rest = i == 0 && place > 0;
            if is_rest || matches!(item, Item::Blank(_)) || record.count != width {
                continue;
            }
            for (counts, column) in counts.iter_mut().zip(columns) {
                let cell = record.cell(*column);
                if cell.is_empty() || cell.len() > VALUE_BYTES {
                    continue;
                }
                match counts.get_mut(cell) {
                    Some(count) => *count += 1,
                    None => _ = counts.insert(cell.into(), 1),
                }
            }
        }
    }
    Ok(counts.into_iter().map(best).collect())
}

fn best(counts: HashMap<Box<[u8]>, u32>) -> Values {
    let mut values: Vec<_> = counts.into_iter().filter(|(_, count)| *count > 1).collect();
    values.sort_unstable_by(|(a, x), (b, y)| y.cmp(x).then_with(|| a.cmp(b)));
    values.truncate(CANDIDATES);
    values.into_iter().map(|(value, _)| value).collect()
}
