//! Looks at a few thousand records, evenly spread over a file, for values that may be frequent in it.
//!
//! Where a column has too many distinct values to count each of them, those are counted. The sample is the same in every
//! run, so that what comes out is, too.

use std::collections::HashMap;

use crate::error::ExportError;
use crate::export::Export;
use crate::records::Item;
use crate::scan::Keep;

/// Places in the file, and records that are read at each.
const PLACES: u64 = 64;
const RECORDS: usize = 64;

/// Values of a column that are counted.
const CANDIDATES: usize = 32;

/// A longer value is none of them.
const VALUE_BYTES: usize = 1 << 8;

/// By column of `wanted`, which are indexes of columns of the file: values that are frequent in a sample.
pub(super) fn frequent(
    export: &Export,
    wanted: &[usize],
) -> Result<Vec<Vec<Box<[u8]>>>, ExportError> {
    let width = export.layout().columns.len() as u64;
    let mut counts: Vec<HashMap<Box<[u8]>, u32>> = vec![HashMap::new(); wanted.len()];
    let first = export.layout().data.byte;
    let length = export.source().length() - first;
    let mut done = None;
    for i in 0..PLACES {
        let byte = first
            + u64::try_from(u128::from(length) * u128::from(i) / u128::from(PLACES)).unwrap_or(0);
        let from = export.known().before_byte(byte);
        if done.is_some_and(|record| from.record < record) {
            continue;
        }
        let keep = Keep {
            cell: VALUE_BYTES + 1,
            ..Keep::CELLS
        };
        let mut records = export.records(from, keep, None);
        for _ in 0..RECORDS {
            let Some(item) = records.next()? else { break };
            let Item::Record(at) = item else { continue };
            done = Some(at.record + 1);
            let record = &records.record;
            if record.count != width {
                continue;
            }
            for (counts, column) in counts.iter_mut().zip(wanted) {
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

fn best(counts: HashMap<Box<[u8]>, u32>) -> Vec<Box<[u8]>> {
    let mut values: Vec<_> = counts.into_iter().filter(|(_, count)| *count > 1).collect();
    values.sort_unstable_by(|(a, x), (b, y)| y.cmp(x).then_with(|| a.cmp(b)));
    values.truncate(CANDIDATES);
    values.into_iter().map(|(value, _)| value).collect()
}
