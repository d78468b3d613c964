//! Brings together what all threads have gathered of a column.

use super::column::{Column, Many, Values, read};
use super::memo::Memo;
use crate::encoding::Encoding;
use crate::profile::{ColumnProfile, Described, Reading, Tally, Values as Known};
use crate::spec::Column as Specified;

/// What one column holds. `specified` is what a spec says of it.
pub(super) fn column(
    mut columns: Vec<Column<'_>>,
    name: &str,
    specified: Option<&Specified>,
    encoding: Encoding,
) -> Option<ColumnProfile> {
    let task = columns.first()?.task;
    let epoch = task.profiled.as_ref()?.epoch;
    let reading = specified.and_then(|c| Reading::of_rule(&c.rule));
    let describe = |tally, values| {
        let described = Described {
            name,
            tally,
            values,
            reading,
            encoding,
        };
        Some(described.profile())
    };
    let mut all = Some(Memo::default());
    for column in &columns {
        all = all.filter(|all| all.is_within(task.limit));
        match (&mut all, &column.values) {
            (Some(all), Values::Few(memo)) => all.merge(memo),
            _ => all = None,
        }
    }
    if let Some(all) = all.filter(|all| all.is_within(task.limit)) {
        let mut tally = Tally::default();
        for column in columns {
            tally.merge(column.tally);
        }
        let values = || all.values();
        values().for_each(|(entry, value, count)| read(&mut tally, entry, value, count, epoch));
        let filled = || values().filter(|(entry, ..)| !entry.is_empty_cell());
        let values = Known {
            distinct: filled().count() as u64,
            exact: true,
            counts: filled()
                .map(|(_, value, count)| (value, u64::from(count)))
                .collect(),
        };
        return describe(tally, values);
    }
    let mut tally = Tally::default();
    let mut whole: Option<Box<Many>> = None;
    for column in &mut columns {
        column.give_up();
        tally.merge(std::mem::take(&mut column.tally));
        let Values::Many(many) = &mut column.values else {
            continue;
        };
        match (&mut whole, many.take()) {
            (Some(whole), Some(many)) => {
                whole.sketch.merge(&many.sketch);
                whole.frequent.merge(&many.frequent);
            }
            (whole, many) => *whole = many,
        }
    }
    let whole = whole?;
    let counts = whole.frequent.values();
    let values = Known {
        distinct: whole.sketch.estimate().min(tally.filled),
        exact: false,
        counts: counts
            .map(|(_, value, count)| (value, u64::from(count)))
            .collect(),
    };
    describe(tally, values)
}
