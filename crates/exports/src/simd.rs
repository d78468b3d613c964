//! 64 bytes at a time: which of them are quotes, delimiters and line breaks, as one bit each.
//!
//! Which instructions do it is found out at run time (AVX-512, AVX2, SSE, or NEON, through `fearless_simd`, which
//! keeps this crate free of `unsafe`). What the bits mean is the business of [`borders`](crate::borders).
#![allow(
    clippy::inline_always,
    reason = "what is generic over vectors must be compiled for the instructions of its caller"
)]

use fearless_simd::Simd;
use fearless_simd::prelude::*;

/// Bytes of a block.
pub(crate) const BLOCK: usize = 64;

/// Bit `i` stands for byte `i` of a block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Masks {
    pub(crate) quote: u64,
    pub(crate) delimiter: u64,
    pub(crate) lf: u64,
    pub(crate) cr: u64,
}

/// Where the bytes are that have a meaning.
#[inline(always)]
pub(crate) fn masks<S: Simd>(simd: S, block: &[u8; BLOCK], delimiter: u8) -> Masks {
    let bytes = fearless_simd::u8x64::load_array_ref(simd, block);
    let equal = |byte: u8| bytes.simd_eq(byte).to_bitmask();
    Masks {
        quote: equal(b'"'),
        delimiter: equal(delimiter),
        lf: equal(b'\n'),
        cr: equal(b'\r'),
    }
}

/// Each bit is the parity of all bits up to it: set from an opening quote up to the byte before the closing one.
#[inline(always)]
pub(crate) fn parity(mut quotes: u64) -> u64 {
    for shift in [1, 2, 4, 8, 16, 32] {
        quotes ^= quotes << shift;
    }
    quotes
}

/// All ways of this processor to do it.
#[cfg(test)]
pub(crate) fn levels() -> Vec<fearless_simd::Level> {
    let best = fearless_simd::Level::new();
    let mut levels = vec![best];
    #[cfg(target_arch = "x86_64")]
    {
        levels.extend(best.as_sse2().map(|s| s.level()));
        levels.extend(best.as_sse4_2().map(|s| s.level()));
        levels.extend(best.as_avx2().map(|s| s.level()));
    }
    levels
}

#[cfg(test)]
mod tests {
    use fearless_simd::dispatch;
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn every_level_sees_the_bytes(bytes in prop::array::uniform32(0_u8..0x30), more in prop::array::uniform32(any::<u8>()), delimiter in prop::sample::select(b",;\t|".to_vec())) {
            let mut block = [0; BLOCK];
            block[..32].copy_from_slice(&bytes);
            block[32..].copy_from_slice(&more);
            let bits = |wanted: u8| block.iter().enumerate().filter(|(_, b)| **b == wanted).map(|(i, _)| 1_u64 << i).sum::<u64>();
            let expected = Masks { quote: bits(b'"'), delimiter: bits(delimiter), lf: bits(b'\n'), cr: bits(b'\r') };
            for level in levels() {
                prop_assert_eq!(dispatch!(level, simd => masks(simd, &block, delimiter)), expected, "{:?}", level);
            }
        }

        #[test]
        fn parity_is_what_it_is_bit_by_bit(quotes in any::<u64>()) {
            let expected: u64 = (0..64).map(|i| u64::from((quotes << (63 - i)).count_ones() % 2) << i).sum();
            prop_assert_eq!(parity(quotes), expected);
        }
    }
}
