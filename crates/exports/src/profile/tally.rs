//! What is gathered of a column's values, one by one or many of the same at once: emptiness, extent, readings.
//!
//! Tallies of parts merge to the tally of the whole, whatever the parts are.

use super::bins::Bins;
use super::reading::{READINGS, Reading, readings};

/// What the values of a column came to.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    pub(crate) empty: u64,
    pub(crate) filled: u64,
    pub(crate) longest: u64,
    extent: Extent,
    /// By index in [`READINGS`].
    spreads: [Option<Box<Spread>>; READINGS.len()],
}

/// The least and the greatest value, by bytes.
#[derive(Debug, Default)]
struct Extent {
    /// Their first bytes, for a quick look; the greatest number while there is no value yet.
    low: Option<u64>,
    high: u64,
    min: Box<[u8]>,
    max: Box<[u8]>,
}

/// The values that can be read in one way.
#[derive(Debug)]
pub(crate) struct Spread {
    pub(crate) count: u64,
    min: f64,
    max: f64,
    /// As they are written; of several, the one that is less by bytes.
    pub(crate) least: Box<[u8]>,
    pub(crate) greatest: Box<[u8]>,
    pub(crate) bins: Bins,
}

impl Tally {
    /// Counts a filled value. With `epoch`, numbers may be dates.
    #[inline]
    pub(crate) fn add(&mut self, value: &[u8], count: u64, epoch: bool) {
        self.meet(value);
        self.read(value, count, epoch);
    }

    /// Takes a value into the extent, however often it comes.
    #[inline]
    pub(crate) fn meet(&mut self, value: &[u8]) {
        self.longest = self.longest.max(value.len() as u64);
        self.extent.add(value);
    }

    /// Counts a value that was [met](Self::meet).
    #[inline]
    pub(crate) fn read(&mut self, value: &[u8], count: u64, epoch: bool) {
        self.filled += count;
        for (reading, position) in readings(value, epoch) {
            Spread::add(
                &mut self.spreads[reading],
                READINGS[reading],
                value,
                position,
                count,
            );
        }
    }

    pub(crate) fn merge(&mut self, other: Self) {
        self.empty += other.empty;
        self.filled += other.filled;
        self.longest = self.longest.max(other.longest);
        if other.extent.low.is_some() {
            self.extent.add(&other.extent.min);
            self.extent.add(&other.extent.max);
        }
        for (own, other) in self.spreads.iter_mut().zip(other.spreads) {
            match (own.as_mut(), other) {
                (_, None) => {}
                (None, other) => *own = other,
                (Some(own), Some(other)) => own.merge(*other),
            }
        }
    }

    /// The least and the greatest value by bytes.
    pub(crate) fn extent(&self) -> Option<(&[u8], &[u8])> {
        self.extent
            .low
            .map(|_| (&*self.extent.min, &*self.extent.max))
    }

    pub(crate) fn spread(&self, reading: Reading) -> Option<&Spread> {
        let i = READINGS.iter().position(|r| *r == reading)?;
        self.spreads[i].as_deref()
    }
}

impl Extent {
    #[inline]
    fn add(&mut self, value: &[u8]) {
        let start = start(value);
        if self.low.is_some_and(|low| start > low) && start < self.high {
            return;
        }
        self.widen(start, value);
    }

    #[cold]
    fn widen(&mut self, start: u64, value: &[u8]) {
        if self.low.is_none() || *value < *self.min {
            self.low = Some(start);
            self.min = value.into();
            if self.max.is_empty() {
                self.max = value.into();
                self.high = start;
            }
        }
        if *value > *self.max {
            self.high = start;
            self.max = value.into();
        }
    }
}

/// The first eight bytes, as a number that orders as they do.
#[inline]
fn start(value: &[u8]) -> u64 {
    if let Some(eight) = value.first_chunk::<8>() {
        return u64::from_be_bytes(*eight);
    }
    let mut eight = [0; 8];
    eight[..value.len()].copy_from_slice(value);
    u64::from_be_bytes(eight)
}

impl Spread {
    fn add(
        spread: &mut Option<Box<Self>>,
        reading: Reading,
        value: &[u8],
        position: f64,
        count: u64,
    ) {
        let new = || {
            Box::new(Self {
                count: 0,
                min: position,
                max: position,
                least: value.into(),
                greatest: value.into(),
                bins: match reading {
                    Reading::Date(_) => Bins::of_dates(),
                    Reading::Number | Reading::Boolean => Bins::of_numbers(),
                },
            })
        };
        let spread = spread.get_or_insert_with(new);
        spread.count += count;
        spread.bins.add(position, count);
        spread.lower(position, value);
        spread.raise(position, value);
    }

    #[expect(
        clippy::float_cmp,
        reason = "the same number, to the bit, is what is meant"
    )]
    fn lower(&mut self, position: f64, value: &[u8]) {
        if position < self.min || (position == self.min && *value < *self.least) {
            self.min = position;
            self.least = value.into();
        }
    }

    #[expect(
        clippy::float_cmp,
        reason = "the same number, to the bit, is what is meant"
    )]
    fn raise(&mut self, position: f64, value: &[u8]) {
        if position > self.max || (position == self.max && *value < *self.greatest) {
            self.max = position;
            self.greatest = value.into();
        }
    }

    fn merge(&mut self, other: Self) {
        self.count += other.count;
        self.lower(other.min, &other.least);
        self.raise(other.max, &other.greatest);
        self.bins.merge(other.bins);
    }
}
