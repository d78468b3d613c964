//! What is said of a column, from what was gathered of it.

use super::reading::{READINGS, Reading};
use super::report::{ColumnProfile, ColumnType, Frequent};
use super::tally::Tally;
use crate::check::shown;
use crate::encoding::Encoding;

/// The most frequent values that are told.
const TOP: usize = 10;

/// So many in a hundred filled cells must be of a type for the column to be of it.
const OF_TYPE: u64 = 95;

/// A column that was gone through.
pub(crate) struct Described<'a> {
    pub(crate) name: &'a str,
    pub(crate) tally: Tally,
    pub(crate) values: Values<'a>,
    /// How the spec reads the column, if it does.
    pub(crate) reading: Option<Reading>,
    pub(crate) encoding: Encoding,
}

/// What is known of its distinct filled values.
pub(crate) struct Values<'a> {
    pub(crate) distinct: u64,
    /// Whether this is the number of values, and those are all of them.
    pub(crate) exact: bool,
    /// Values and how often they come.
    pub(crate) counts: Vec<(&'a [u8], u64)>,
}

impl Described<'_> {
    pub(crate) fn profile(self) -> ColumnProfile {
        let Self {
            name,
            tally,
            values,
            reading,
            encoding,
        } = self;
        let text = |value: &[u8]| shown(value, encoding);
        let enough = |r: &Reading| {
            let count = tally.spread(*r).map_or(0, |s| s.count);
            count > 0 && u128::from(count) * 100 >= u128::from(tally.filled) * u128::from(OF_TYPE)
        };
        // A date that may be either is taken to be what most of them can be.
        let by_count = |r: &&Reading| tally.spread(**r).map_or(0, |s| s.count);
        let mut readings: Vec<&Reading> = READINGS.iter().filter(|r| enough(r)).collect();
        readings.retain(|r| **r != Reading::Date(crate::spec::DateFormat::EpochMs));
        readings.sort_by_key(|r| std::cmp::Reverse(by_count(r)));
        let reading = reading
            .filter(|r| enough(r))
            .or_else(|| readings.first().map(|r| **r));
        let spread = reading.and_then(|r| tally.spread(r));
        let kind = match reading {
            Some(reading) => reading.column_type(),
            None if tally.filled == 0 => ColumnType::Empty,
            None => ColumnType::String,
        };
        let (min, max) = match spread {
            Some(spread) => (text(&spread.least), text(&spread.greatest)),
            None => match tally.extent() {
                Some((min, max)) => (text(min), text(max)),
                None => (String::new(), String::new()),
            },
        };
        let some = tally.filled > 0;
        let mut counts = values.counts;
        counts.retain(|(_, count)| *count > 0);
        counts.sort_unstable_by(|(a, x), (b, y)| y.cmp(x).then_with(|| a.cmp(b)));
        counts.truncate(TOP);
        ColumnProfile {
            name: name.to_string(),
            kind,
            format: reading.and_then(Reading::format),
            empty: tally.empty,
            filled: tally.filled,
            odd: spread.map_or(0, |s| tally.filled - s.count),
            distinct: values.distinct,
            distinct_exact: values.exact,
            min: some.then_some(min),
            max: some.then_some(max),
            longest: tally.longest,
            top: counts
                .into_iter()
                .map(|(value, count)| Frequent {
                    value: text(value),
                    count,
                })
                .collect(),
            top_exact: values.exact,
            histogram: spread
                .filter(|_| kind != ColumnType::Boolean)
                .and_then(|s| s.bins.clone().histogram(kind)),
        }
    }
}
