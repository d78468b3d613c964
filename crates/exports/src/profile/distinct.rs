//! How many distinct values there are, when there are too many to hold: `HyperLogLog`.
//!
//! The estimate is that of Otmar Ertl, "New cardinality estimation algorithms for `HyperLogLog` sketches" (2017): no
//! tables of bias, right from nothing to billions. Sketches of parts merge to the sketch of the whole, so that the
//! estimate does not depend on how a file was shared out.

/// The sketch of a set of 64-bit hashes.
#[derive(Debug, Clone)]
pub(crate) struct Sketch {
    /// One more than the leading zeros of the hashes that fall into each place.
    ranks: Vec<u8>,
    precision: u32,
}

impl Sketch {
    /// With 2^`precision` bytes; the standard error is 1.04 / √(2^`precision`), at 14 it is 0.8 %.
    pub(crate) fn new(precision: u32) -> Self {
        Self {
            ranks: vec![0; 1 << precision],
            precision,
        }
    }

    #[inline]
    pub(crate) fn add(&mut self, hash: u64) {
        #[allow(clippy::cast_possible_truncation, reason = "at most 64")]
        let rank = (hash << self.precision | 1 << (self.precision - 1)).leading_zeros() as u8 + 1;
        #[allow(clippy::cast_possible_truncation, reason = "a place in the sketch")]
        let place = (hash >> (64 - self.precision)) as usize;
        if self.ranks[place] < rank {
            self.ranks[place] = rank;
        }
    }

    /// `other` must have the same precision.
    pub(crate) fn merge(&mut self, other: &Self) {
        for (rank, other) in self.ranks.iter_mut().zip(&other.ranks) {
            *rank = (*rank).max(*other);
        }
    }

    /// How many distinct hashes were added, about.
    #[allow(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "an estimate"
    )]
    pub(crate) fn estimate(&self) -> u64 {
        let places = self.ranks.len() as f64;
        let mut of_rank = [0_u64; 66];
        for rank in &self.ranks {
            of_rank[usize::from(*rank)] += 1;
        }
        let top = 64 - self.precision as usize;
        let mut z = places * tau(1.0 - of_rank[top + 1] as f64 / places);
        for count in of_rank[1..=top].iter().rev() {
            z = 0.5 * (z + *count as f64);
        }
        z += places * sigma(of_rank[0] as f64 / places);
        (places * places / (2.0 * std::f64::consts::LN_2 * z)).round() as u64
    }
}

/// Corrects for places without a hash.
fn sigma(mut x: f64) -> f64 {
    let (mut y, mut z) = (1.0, x);
    loop {
        if x >= 1.0 {
            return f64::INFINITY;
        }
        x *= x;
        let before = z;
        z += x * y;
        y += y;
        if z <= before {
            return z;
        }
    }
}

/// Corrects for places that cannot rise any more.
fn tau(mut x: f64) -> f64 {
    if x <= 0.0 || x >= 1.0 {
        return 0.0;
    }
    let (mut y, mut z) = (1.0, 1.0 - x);
    loop {
        x = x.sqrt();
        let before = z;
        y *= 0.5;
        z -= (1.0 - x).powi(2) * y;
        if z >= before {
            return z / 3.0;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hash::hash;

    #[test]
    fn the_error_is_about_a_percent_at_any_size() {
        let cells: [fn(u32) -> String; 3] = [
            |n| format!("CPN-{n:07}"),
            |n| format!("{n}"),
            |n| format!("customer-{n:08}-of-today"),
        ];
        let mut worst: f64 = 0.0;
        for size in [1, 100, 6_000, 40_000, 300_000] {
            for cell in cells {
                let mut sketch = Sketch::new(14);
                for n in 0..size {
                    sketch.add(hash(cell(n).as_bytes()));
                    sketch.add(hash(cell(n / 2).as_bytes()));
                }
                #[allow(clippy::cast_precision_loss)]
                let error = (sketch.estimate() as f64 / f64::from(size) - 1.0).abs();
                worst = worst.max(error);
            }
        }
        assert!(worst < 0.024, "three standard errors: {worst}");
        assert_eq!(Sketch::new(14).estimate(), 0);
    }

    #[test]
    fn sketches_of_parts_are_the_sketch_of_the_whole() {
        let mut parts = [Sketch::new(10), Sketch::new(10), Sketch::new(10)];
        let mut whole = Sketch::new(10);
        for n in 0..50_000_usize {
            let hash = hash(&n.to_le_bytes());
            parts[n % 3].add(hash);
            whole.add(hash);
        }
        let [mut merged, b, c] = parts;
        merged.merge(&c);
        merged.merge(&b);
        assert_eq!(merged.ranks, whole.ranks);
    }

    #[test]
    fn the_greatest_ranks_do_not_overflow() {
        let mut sketch = Sketch::new(4);
        sketch.add(0);
        assert_eq!(sketch.ranks[0], 61);
        for place in 0..16 {
            sketch.add(place << 60);
        }
        assert!(sketch.estimate() > 1 << 40);
    }
}
