//! How numbers and dates are spread: equal ranges whose width doubles until 64 of them hold everything.
//!
//! Ranges start at whole multiples of their width, so two of them are exactly one of twice the width. What comes out
//! depends on the values alone, not on their order or on how they were shared out.

use super::report::{ColumnType, Histogram};

/// The most ranges.
const RANGES: i64 = 64;

/// The finest width is this power of two: about a millionth, or (for dates, in days) 84 seconds.
const FINEST_NUMBER: i32 = -20;
const FINEST_DATE: i32 = -10;

/// Milliseconds of a day.
const DAY: f64 = 86_400_000.0;

/// Counts by range.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Bins {
    /// The width is two to the power of this.
    power: i32,
    /// The number of the first range, and the values in it and in those that follow.
    first: i64,
    counts: Vec<u64>,
    /// Whether all values are whole: integers, or days without a time.
    whole: bool,
    /// What a whole is: 1, or a day in milliseconds.
    unit: f64,
}

impl Bins {
    pub(crate) fn of_numbers() -> Self {
        Self::new(FINEST_NUMBER, 1.0)
    }

    /// Of positions in milliseconds.
    pub(crate) fn of_dates() -> Self {
        Self::new(FINEST_DATE, DAY)
    }

    fn new(power: i32, unit: f64) -> Self {
        Self {
            power,
            first: 0,
            counts: Vec::new(),
            whole: true,
            unit,
        }
    }

    /// Counts a finite position `count` times.
    pub(crate) fn add(&mut self, position: f64, count: u64) {
        let x = position / self.unit;
        self.whole &= x.fract() == 0.0;
        // Numbers of ranges stay well within an `i64`.
        let needed = exponent(x) - 50;
        if needed > self.power {
            self.widen(needed);
        }
        let mut i = range(x, self.power);
        while !self.make_room(i, i) {
            self.widen(self.power + 1);
            i >>= 1;
        }
        let at = usize::try_from(i - self.first).unwrap_or(0);
        self.counts[at] += count;
    }

    pub(crate) fn merge(&mut self, mut other: Self) {
        if other.counts.is_empty() {
            return;
        }
        self.whole &= other.whole;
        self.widen(self.power.max(other.power));
        loop {
            other.widen(self.power);
            if self.make_room(other.first, other.last()) {
                break;
            }
            self.widen(self.power + 1);
        }
        let at = usize::try_from(other.first - self.first).unwrap_or(0);
        for (count, more) in self.counts[at..].iter_mut().zip(other.counts) {
            *count += more;
        }
    }

    /// Nothing if nothing was counted.
    pub(crate) fn histogram(mut self, of: ColumnType) -> Option<Histogram> {
        if self.counts.is_empty() {
            return None;
        }
        if self.whole {
            self.widen(0); // between integers there is nothing to show
        }
        let width = 2_f64.powi(self.power) * self.unit;
        #[allow(clippy::cast_precision_loss, reason = "at most 51 bits")]
        let from = self.first as f64 * width;
        Some(Histogram {
            of,
            from,
            width,
            counts: self.counts,
        })
    }

    fn last(&self) -> i64 {
        self.first + i64::try_from(self.counts.len()).unwrap_or(RANGES) - 1
    }

    /// Has ranges from number `low` to `high`; false if they are too many.
    fn make_room(&mut self, low: i64, high: i64) -> bool {
        if self.counts.is_empty() {
            self.first = low;
        }
        let first = self.first.min(low);
        let last = self.last().max(high);
        if last - first >= RANGES {
            return false;
        }
        if first < self.first {
            let more = usize::try_from(self.first - first).unwrap_or(0);
            self.counts.splice(0..0, std::iter::repeat_n(0, more));
            self.first = first;
        }
        let ranges = usize::try_from(last - first + 1).unwrap_or(0);
        self.counts.resize(ranges, 0);
        true
    }

    /// Doubles the width until it is two to this power, at least.
    fn widen(&mut self, power: i32) {
        if power <= self.power {
            return;
        }
        let by = u32::try_from(power - self.power).unwrap_or(0).min(63);
        self.power = power;
        let first = self.first >> by;
        if !self.counts.is_empty() {
            let ranges = usize::try_from((self.last() >> by) - first + 1).unwrap_or(1);
            let mut counts = vec![0; ranges];
            for (number, count) in (self.first..).zip(&self.counts) {
                counts[usize::try_from((number >> by) - first).unwrap_or(0)] += count;
            }
            self.counts = counts;
        }
        self.first = first;
    }
}

/// The number of the range that holds `x`, where ranges are 2^`power` wide.
#[allow(clippy::cast_possible_truncation, reason = "within 51 bits")]
fn range(x: f64, power: i32) -> i64 {
    (x * 2_f64.powi(-power)).floor() as i64
}

/// The power of two that is not greater than `x`.
fn exponent(x: f64) -> i32 {
    let biased = (x.to_bits() >> 52 & 0x7FF) as i32;
    biased - 1_023
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn numbers(values: &[f64]) -> Bins {
        let mut bins = Bins::of_numbers();
        for value in values {
            bins.add(*value, 1);
        }
        bins
    }

    #[test]
    fn integers_have_ranges_of_their_own_until_there_are_too_many() {
        let few = numbers(&[3.0, 5.0, 5.0, 9.0]).histogram(ColumnType::Number);
        let few = few.unwrap();
        assert_eq!((few.from, few.width), (3.0, 1.0));
        assert_eq!(few.counts, [1, 0, 2, 0, 0, 0, 1]);
        let many: Vec<f64> = (0..1_000).map(f64::from).collect();
        let many = numbers(&many).histogram(ColumnType::Number).unwrap();
        assert_eq!((many.from, many.width, many.counts.len()), (0.0, 16.0, 63));
        assert_eq!(many.counts[0], 16);
        assert_eq!(numbers(&[]).histogram(ColumnType::Number), None);
    }

    #[test]
    fn prices_and_days() {
        let prices = numbers(&[6.99, 8.99, 251.99]).histogram(ColumnType::Number);
        let prices = prices.unwrap();
        assert_eq!((prices.from, prices.width), (4.0, 4.0));
        let mut days = Bins::of_dates();
        for day in 0..3 {
            days.add(f64::from(20_000 + day) * DAY, 5);
        }
        let days = days.histogram(ColumnType::Date).unwrap();
        assert_eq!((days.from, days.width), (20_000.0 * DAY, DAY));
        assert_eq!(days.counts, [5, 5, 5]);
    }

    #[test]
    fn the_greatest_the_least_and_the_smallest_numbers() {
        let wild = [f64::MAX, f64::MIN, 5e-324, -5e-324, 0.0, 1e300, -1.0];
        let all = numbers(&wild).histogram(ColumnType::Number).unwrap();
        assert_eq!(all.counts.iter().sum::<u64>(), 7);
        assert!(all.counts.len() <= 64);
        let one = numbers(&[1e300]).histogram(ColumnType::Number).unwrap();
        assert!(one.from <= 1e300 && 1e300 <= one.from + one.width);
    }

    proptest! {
        #[test]
        fn any_order_and_any_parts_come_to_the_same(
            values in prop::collection::vec(prop_oneof![
                -1e3..1e3_f64, (-50..50_i32).prop_map(f64::from), -1e18..1e18_f64, 0.0..1e-5_f64,
            ], 1..60),
            parts in 1_usize..5,
        ) {
            let whole = numbers(&values);
            let mut back = values.clone();
            back.reverse();
            prop_assert_eq!(&numbers(&back), &whole);
            let mut merged = Bins::of_numbers();
            for part in 0..parts {
                let values: Vec<f64> = values.iter().skip(part).step_by(parts).copied().collect();
                merged.merge(numbers(&values));
            }
            prop_assert_eq!(&merged, &whole);
            let histogram = whole.histogram(ColumnType::Number).unwrap();
            prop_assert!(histogram.counts.len() <= 64);
            for (i, count) in (0_u32..).zip(&histogram.counts) {
                let from = histogram.from + f64::from(i) * histogram.width;
                let inside = values.iter().filter(|v| **v >= from && **v < from + histogram.width).count();
                prop_assert_eq!(*count, inside as u64);
            }
        }
    }
}
