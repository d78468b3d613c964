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
    let few = |c: &Column<'_>| matches!(c.values, Values::Few(_));
    if columns.iter().all(few) {
        let mut all = Memo::default();
        for column in &columns {
            if let Values::Few(memo) = &column.values {
                all.merge(memo);
            }
        }
        if all.is_within(task.limit) {
            let mut tally = Tally::default();
            for column in columns {
                tally.merge(column.tally);
            }
            all.slots().for_each(|s| read(&mut tally, s, &all, epoch));
            let filled = || all.slots().filter(|s| !s.is_empty_cell());
            let values = Known {
                distinct: filled().count() as u64,
                exact: true,
                counts: filled()
                    .map(|s| (all.value(s.id), u64::from(s.count)))
                    .collect(),
            };
            return describe(tally, values);
        }
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
    let counts = whole.frequent.slots();
    let values = Known {
        distinct: whole.sketch.estimate().min(tally.filled),
        exact: false,
        counts: counts
            .map(|s| (whole.frequent.value(s.id), u64::from(s.count)))
            .collect(),
    };
    describe(tally, values)
}
