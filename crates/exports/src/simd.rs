//! 64 bytes at a time: which of them are quotes, delimiters and line breaks, as one bit each.
//!
//! Which instructions do it is found out at run time (AVX-512, AVX2, SSE, or NEON, through `fearless_simd`, which
//! keeps this crate free of `unsafe`). What the bits mean is the business of [`borders`](crate::borders).
#![allow(
    clippy::inline_always,
    reason = "what is generic over vectors must be compiled for the instructions of its caller"
)]

use fearless_simd::prelude::*;
#[cfg(target_arch = "x86_64")]
use std::arch::x86_64::{
    __m512i, _mm_clmulepi64_si128, _mm_cvtsi64_si128, _mm_cvtsi128_si64, _mm_set1_epi8,
    _mm512_add_epi32, _mm512_alignr_epi64, _mm512_castsi512_si128, _mm512_cvtepu8_epi32,
    _mm512_maskz_compress_epi8, _mm512_set_epi64, _mm512_set1_epi32, _mm512_setzero_si512,
};

use fearless_simd::{Level, Simd, dispatch};

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
pub(crate) fn parity<S: Simd>(simd: S, quotes: u64) -> u64 {
    match simd.level() {
        #[cfg(target_arch = "x86_64")]
        Level::Avx512(simd) => parity_by_product(simd, quotes),
        _ => parity_by_shifts(quotes),
    }
}

#[inline(always)]
fn parity_by_shifts(mut quotes: u64) -> u64 {
    for shift in [1, 2, 4, 8, 16, 32] {
        quotes ^= quotes << shift;
    }
    quotes
}

#[cfg(target_arch = "x86_64")]
fearless_simd::kernel!(
    /// The product with all ones, without carrying.
    #[inline(always)]
    fn parity_by_product(simd: Avx512, quotes: u64) -> u64 {
        let quotes = _mm_cvtsi64_si128(quotes.cast_signed());
        let product = _mm_clmulepi64_si128::<0>(quotes, _mm_set1_epi8(-1));
        _mm_cvtsi128_si64(product).cast_unsigned()
    }
);

/// How many bytes of `text` come before the first that has a meaning.
pub(crate) fn plain(level: Level, text: &[u8], delimiter: u8) -> usize {
    dispatch!(level, simd => plain_by(simd, text, delimiter))
}

#[inline(always)]
fn plain_by<S: Simd>(simd: S, text: &[u8], delimiter: u8) -> usize {
    let (blocks, rest) = text.as_chunks::<BLOCK>();
    for (i, block) in blocks.iter().enumerate() {
        let masks = masks(simd, block, delimiter);
        let any = masks.quote | masks.delimiter | masks.lf | masks.cr;
        if any != 0 {
            return i * BLOCK + any.trailing_zeros() as usize;
        }
    }
    let has_meaning = |b: &u8| *b == delimiter || matches!(*b, b'"' | b'\n' | b'\r');
    let first = rest.iter().position(has_meaning);
    text.len() - rest.len() + first.unwrap_or(rest.len())
}

/// Adds the offsets of blocks that hold a NUL, or a byte that is not ASCII.
pub(crate) fn special(level: Level, text: &[u8], blocks: &mut Vec<usize>) {
    dispatch!(level, simd => special_by(simd, text, blocks));
}

#[inline(always)]
fn special_by<S: Simd>(simd: S, text: &[u8], blocks: &mut Vec<usize>) {
    let (whole, rest) = text.as_chunks::<BLOCK>();
    for (i, block) in whole.iter().enumerate() {
        let bytes = fearless_simd::u8x64::load_array_ref(simd, block);
        // A byte less 1 is that great only for these.
        let special = (bytes - 1).simd_ge(0x7f).to_bitmask();
        if special != 0 {
            blocks.push(i * BLOCK);
        }
    }
    if rest.iter().any(|b| *b == 0 || !b.is_ascii()) {
        blocks.push(whole.len() * BLOCK);
    }
}

/// Writes `at + i` for every bit `i`, in order, and something into the places after them.
#[inline(always)]
pub(crate) fn positions<S: Simd>(simd: S, out: &mut [u32; BLOCK], at: u32, bits: u64) {
    match simd.level() {
        #[cfg(target_arch = "x86_64")]
        Level::Avx512(simd) => positions_by_compression(simd, out, at, bits),
        _ => positions_one_by_one(out, at, bits),
    }
}

#[inline(always)]
fn positions_one_by_one(out: &mut [u32; BLOCK], at: u32, mut bits: u64) {
    for part in out.as_chunks_mut::<8>().0 {
        for place in &mut *part {
            *place = at + bits.trailing_zeros();
            bits &= bits.wrapping_sub(1);
        }
        if bits == 0 {
            break;
        }
    }
}

#[cfg(target_arch = "x86_64")]
#[inline(always)]
fn positions_by_compression(
    simd: fearless_simd::x86::Avx512,
    out: &mut [u32; BLOCK],
    at: u32,
    bits: u64,
) {
    let mut left = bits.count_ones();
    let mut packed = compressed(simd, bits);
    for part in out.as_chunks_mut::<16>().0 {
        let (wide, rest) = widened(simd, packed, at);
        fearless_simd::u32x16::store_slice(&wide.simd_into(simd), part);
        if left <= 16 {
            break;
        }
        left -= 16;
        packed = rest;
    }
}

#[cfg(target_arch = "x86_64")]
fearless_simd::kernel!(
    /// The numbers of the bits that are set, one byte each.
    #[inline(always)]
    fn compressed(simd: Avx512, bits: u64) -> __m512i {
        let numbers = _mm512_set_epi64(
            0x3F3E_3D3C_3B3A_3938,
            0x3736_3534_3332_3130,
            0x2F2E_2D2C_2B2A_2928,
            0x2726_2524_2322_2120,
            0x1F1E_1D1C_1B1A_1918,
            0x1716_1514_1312_1110,
            0x0F0E_0D0C_0B0A_0908,
            0x0706_0504_0302_0100,
        );
        _mm512_maskz_compress_epi8(bits, numbers)
    }
);

#[cfg(target_arch = "x86_64")]
fearless_simd::kernel!(
    /// The first 16 bytes, with `at` added to each; and the bytes after them.
    #[inline(always)]
    fn widened(simd: Avx512, bytes: __m512i, at: u32) -> (__m512i, __m512i) {
        let wide = _mm512_cvtepu8_epi32(_mm512_castsi512_si128(bytes));
        let rest = _mm512_alignr_epi64::<2>(_mm512_setzero_si512(), bytes);
        (
            _mm512_add_epi32(wide, _mm512_set1_epi32(at.cast_signed())),
            rest,
        )
    }
);

/// All ways of this processor to do it.
#[cfg(test)]
pub(crate) fn levels() -> Vec<Level> {
    let best = Level::new();
    let mut levels = vec![best];
    #[cfg(target_arch = "x86_64")]
    {
        levels.extend(best.as_sse2().map(Simd::level));
        levels.extend(best.as_sse4_2().map(Simd::level));
        levels.extend(best.as_avx2().map(Simd::level));
    }
    levels
}

#[cfg(test)]
mod tests {
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
        fn plain_bytes_are_those_before_the_first_other(length in 0_usize..300, at in 0_usize..300, which in prop::sample::select(b";\"\r\n".to_vec())) {
            let mut text = vec![b','; length];
            if let Some(byte) = text.get_mut(at) {
                *byte = which;
            }
            for level in levels() {
                prop_assert_eq!(plain(level, &text, b';'), at.min(length));
            }
        }

        #[test]
        fn special_blocks_are_those_with_a_nul_or_more_than_ascii(length in 0_usize..300, at in 0_usize..300, byte in any::<u8>()) {
            let mut text = vec![b'a'; length];
            if let Some(place) = text.get_mut(at) {
                *place = byte;
            }
            let expected: Vec<usize> = (at < length && (byte == 0 || byte > 127)).then_some(at / BLOCK * BLOCK).into_iter().collect();
            for level in levels() {
                let mut blocks = Vec::new();
                special(level, &text, &mut blocks);
                prop_assert_eq!(&blocks, &expected, "{:?}", level);
            }
        }

        #[test]
        fn parity_is_what_it_is_bit_by_bit(quotes in any::<u64>()) {
            let expected: u64 = (0..64).map(|i| u64::from((quotes << (63 - i)).count_ones() % 2) << i).sum();
            for level in levels() {
                prop_assert_eq!(dispatch!(level, simd => parity(simd, quotes)), expected);
            }
        }

        #[test]
        fn positions_are_those_of_the_bits(some in any::<u64>(), fewer in any::<u64>(), dense in any::<bool>(), at in 0_u32..1_000_000) {
            let bits = if dense { some } else { some & fewer };
            let expected: Vec<u32> = (0..64).filter(|i| bits >> i & 1 == 1).map(|i| at + i).collect();
            for level in levels() {
                let mut out = [0; BLOCK];
                dispatch!(level, simd => positions(simd, &mut out, at, bits));
                prop_assert_eq!(&out[..expected.len()], &expected);
            }
        }
    }
}
