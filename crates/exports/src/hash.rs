//! Tells a cell from others quickly: by its bytes, if they fit into two numbers, or else by two numbers made of them.
//!
//! A mapping that is saved in files and decides what a `HyperLogLog` estimate comes to: the same for the same bytes in
//! every run, on every machine. It resists chance, not malice; who trusts an equal [`Key`] of a longer cell must
//! compare the bytes.

/// A cell's identity.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Key {
    pub(crate) a: u64,
    /// Its top byte is the length of a short cell, and [`LONG`] for any other.
    pub(crate) b: u64,
}

/// Cells of up to this many bytes have the same [`Key`] only if they are the same.
pub(crate) const EXACT: usize = 15;

/// No cell of up to [`EXACT`] bytes has this length.
const LONG: u64 = 0xff << 56;

impl Key {
    /// The key of no cell.
    pub(crate) const NONE: Self = Self {
        a: 0,
        b: 0xfe << 56,
    };
}

/// Odd numbers with as many ones as zeros, in no order.
const K: [u64; 4] = [
    0x9e37_79b9_7f4a_7c15,
    0xbf58_476d_1ce4_e5b9,
    0x94d0_49bb_1331_11eb,
    0x2545_f491_4f6c_dd1d,
];

/// By the length of a short cell: the bits of 16 bytes that are of it, and those that stand for its length.
const OF_LENGTH: [(u128, u128); 16] = {
    let mut all = [(0, 0); 16];
    let mut length = 0;
    while length <= EXACT {
        all[length] = ((1 << (8 * length)) - 1, (length as u128) << 120);
        length += 1;
    }
    all
};

impl Key {
    /// The key of `length` bytes of `text` from `start` on.
    ///
    /// Quickest where 16 bytes of whatever follow them in `text`, because a short cell is read with its neighbours.
    #[inline(always)]
    #[allow(
        clippy::inline_always,
        reason = "measured: it is in the innermost loops"
    )]
    pub(crate) fn of(text: &[u8], start: usize, length: usize) -> Self {
        if length > EXACT {
            return Self::long(&text[start..start + length]);
        }
        let Some(around) = text.get(start..).and_then(|rest| rest.first_chunk()) else {
            let mut alone = [0; 16];
            alone[..length].copy_from_slice(&text[start..start + length]);
            return Self::short(&alone, length);
        };
        Self::short(around, length)
    }

    /// The key of the first `length` of these bytes, at most [`EXACT`]: themselves.
    #[inline(always)]
    #[allow(
        clippy::inline_always,
        reason = "measured: it is in the innermost loops"
    )]
    pub(crate) fn short(bytes: &[u8; 16], length: usize) -> Self {
        let (of_cell, of_length) = OF_LENGTH[length & EXACT];
        let all = u128::from_le_bytes(*bytes) & of_cell | of_length;
        #[allow(clippy::cast_possible_truncation, reason = "the halves are meant")]
        Self {
            a: all as u64,
            b: (all >> 64) as u64,
        }
    }

    /// The key of more bytes: two independent hashes.
    pub(crate) fn long(bytes: &[u8]) -> Self {
        let length = bytes.len();
        let (mut a, mut b) = (K[2] ^ length as u64, K[3]);
        let mut mix = |x: u64, y: u64| {
            a = fold(x ^ K[0] ^ a, y ^ K[1]);
            b = fold(y ^ K[2], x ^ K[3] ^ b);
        };
        let (pairs, _) = bytes[..length - 1].as_chunks::<16>();
        for pair in pairs {
            mix(word(pair, 0), word(pair, 8));
        }
        mix(word(bytes, length - 16), word(bytes, length - 8));
        Self { a, b: b | LONG }
    }

    /// Whether the cell is empty.
    #[inline]
    pub(crate) fn is_empty(self) -> bool {
        self.a == 0 && self.b == 0
    }

    /// Whether cells with this key must be compared byte by byte.
    #[inline]
    pub(crate) fn is_long(self) -> bool {
        self.b >= LONG
    }

    /// Different for different cells, and spread well enough for a table that compares keys.
    #[inline(always)]
    #[allow(
        clippy::inline_always,
        reason = "measured: it is in the innermost loops"
    )]
    pub(crate) fn spread(self) -> u64 {
        fold(self.a ^ K[0], self.b ^ K[1])
    }

    /// Spread evenly over all numbers, as a sketch of distinct values needs it.
    #[inline]
    pub(crate) fn hash(self) -> u64 {
        fold(self.spread() ^ K[2], K[3])
    }
}

/// Whether two cells are the same; quickest for those a little longer than what a [`Key`] holds.
#[inline]
pub(crate) fn is_same(one: &[u8], two: &[u8]) -> bool {
    if one.len() != two.len() {
        return false;
    }
    if (16..=32).contains(&one.len()) {
        // The ends overlap.
        let last = one.len() - 16;
        return chunk(one, 0) == chunk(two, 0) && chunk(one, last) == chunk(two, last);
    }
    one == two
}

fn chunk(cell: &[u8], from: usize) -> Option<&[u8; 16]> {
    cell[from..].first_chunk()
}

/// The hash of a cell, spread evenly over all numbers.
pub(crate) fn hash(cell: &[u8]) -> u64 {
    Key::of(cell, 0, cell.len()).hash()
}

/// The hash of several cells, from theirs; it depends on their order.
#[inline]
pub(crate) fn chain(before: u64, next: u64) -> u64 {
    fold(before ^ K[2], next ^ K[3])
}

#[inline]
fn word(bytes: &[u8], at: usize) -> u64 {
    let mut word = [0; 8];
    word.copy_from_slice(&bytes[at..at + 8]);
    u64::from_le_bytes(word)
}

/// Both halves of a product, over each other.
#[inline]
fn fold(a: u64, b: u64) -> u64 {
    let product = u128::from(a) * u128::from(b);
    #[allow(clippy::cast_possible_truncation, reason = "the halves are meant")]
    let (low, high) = (product as u64, (product >> 64) as u64);
    low ^ high
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn a_key_depends_on_the_cell_and_not_on_what_is_around_it() {
        let text: Vec<u8> = (0..200_u8).collect();
        for start in 0..40 {
            for length in 0..=100 {
                let key = Key::of(&text, start, length);
                let alone = &text[start..start + length];
                assert_eq!(key, Key::of(alone, 0, length), "{start} {length}");
                assert_eq!(key.hash(), hash(alone));
            }
        }
    }

    #[test]
    fn cells_of_every_length_that_differ_in_one_bit_are_told_apart() {
        let mut seen = HashSet::new();
        let mut hashes = HashSet::new();
        for length in 0..=80_usize {
            let zeros = vec![0_u8; length];
            let changed = (0..length * 8).map(|bit| {
                let mut cell = zeros.clone();
                cell[bit / 8] ^= 1 << (bit % 8);
                cell
            });
            for cell in std::iter::once(zeros.clone()).chain(changed) {
                let key = Key::of(&cell, 0, length);
                assert!(seen.insert((key.a, key.b)), "{cell:?}");
                assert!(hashes.insert(key.hash()), "{cell:?}");
            }
        }
    }

    #[test]
    fn the_same_cells_are_those_without_a_difference() {
        for length in 0..=70_usize {
            let cell: Vec<u8> = (0..).take(length).collect();
            assert!(is_same(&cell, &cell.clone()));
            assert!(!is_same(&cell, &[&*cell, b"x"].concat()));
            for at in 0..length {
                let mut other = cell.clone();
                other[at] ^= 1;
                assert!(!is_same(&cell, &other), "{length} {at}");
            }
        }
    }

    #[test]
    fn hashes_of_similar_cells_fall_evenly() {
        // 256 ranges with 400 each on average: a deviation of 6 standard deviations would be 120.
        for cell in [(|n: u32| format!("{n}")) as fn(u32) -> String, |n| {
            format!("customer-{n:08}-of-the-daily-export")
        }] {
            let mut counts = [0_i32; 256];
            for n in 0..102_400 {
                counts[(hash(cell(n).as_bytes()) >> 56) as usize] += 1;
            }
            assert!(counts.iter().all(|c| (c - 400).abs() < 120), "{counts:?}");
        }
    }

    #[test]
    fn chained_hashes_know_the_order_and_the_borders() {
        let of = |cells: &[&str]| cells.iter().fold(0, |h, c| chain(h, hash(c.as_bytes())));
        assert_ne!(of(&["ab", "c"]), of(&["a", "bc"]));
        assert_ne!(of(&["ab", "c"]), of(&["c", "ab"]));
        assert_eq!(of(&["ab", "c"]), of(&["ab", "c"]));
    }
}
