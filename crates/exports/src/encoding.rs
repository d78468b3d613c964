//! Text encodings of export files, and how their bytes become the UTF-8 that the scanner reads.
//!
//! UTF-8 and Windows-1252 pass through untouched, because quotes, delimiters and line breaks are the same single
//! bytes in both; a Windows-1252 cell is decoded when somebody looks at it. UTF-16 is transcoded while it is read.
//! A unit that is not UTF-16 becomes bytes that are not UTF-8 either, so a fault stays visible to the check instead
//! of turning into a replacement character, and lengths in the source can still be told from the transcoded bytes.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// How the characters of a file are written as bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
pub enum Encoding {
    /// UTF-8, with or without a byte order mark.
    #[serde(rename = "utf-8")]
    Utf8,
    /// UTF-16, low byte first.
    #[serde(rename = "utf-16le")]
    Utf16Le,
    /// UTF-16, high byte first.
    #[serde(rename = "utf-16be")]
    Utf16Be,
    /// Windows-1252, the superset of Latin-1 that Excel writes.
    #[serde(rename = "windows-1252")]
    Windows1252,
}

/// Stands for the half of a UTF-16 unit that a truncated file ends with; never part of UTF-8.
const HALF_UNIT: u8 = 0xFF;

impl Encoding {
    /// The encoding that a byte order mark announces, and the mark's length.
    pub(crate) fn from_mark(head: &[u8]) -> Option<(Self, usize)> {
        [Self::Utf8, Self::Utf16Le, Self::Utf16Be]
            .into_iter()
            .find_map(|e| {
                let length = e.mark_length(head);
                (length > 0).then_some((e, length))
            })
    }

    /// The length of this encoding's own mark at the start of `head`; 0 without one.
    pub(crate) fn mark_length(self, head: &[u8]) -> usize {
        let mark: &[u8] = match self {
            Self::Utf8 => b"\xEF\xBB\xBF",
            Self::Utf16Le => b"\xFF\xFE",
            Self::Utf16Be => b"\xFE\xFF",
            Self::Windows1252 => b"",
        };
        if head.starts_with(mark) {
            mark.len()
        } else {
            0
        }
    }

    /// Guesses between UTF-8 and Windows-1252 for a file without a mark. `whole` says that the file ends with `head`.
    ///
    /// A few bad bytes among good UTF-8 are damage, to be reported; only a file whose other-than-ASCII bytes are
    /// mostly not UTF-8 is taken for Windows-1252.
    pub(crate) fn guess(head: &[u8], whole: bool) -> Self {
        let (mut good, mut bad, mut rest) = (0_usize, 0_usize, head);
        loop {
            let (valid, error) = match std::str::from_utf8(rest) {
                Ok(text) => (text.as_bytes(), None),
                Err(e) => (&rest[..e.valid_up_to()], Some(e)),
            };
            good += valid.iter().filter(|b| **b >= 0xC0).count();
            let Some(error) = error else { break };
            let Some(skip) = error.error_len() else {
                bad += usize::from(whole); // a character cut in two by the end of the head is no fault
                break;
            };
            bad += 1;
            rest = &rest[error.valid_up_to() + skip..];
        }
        if bad > good {
            Self::Windows1252
        } else {
            Self::Utf8
        }
    }

    /// True where the scanner reads transcoded bytes instead of the file's own.
    pub(crate) fn is_utf16(self) -> bool {
        matches!(self, Self::Utf16Le | Self::Utf16Be)
    }

    /// Appends `raw` to `out` as the scanner reads it and returns how many bytes of `raw` were used: all but a
    /// character that the end of `raw` cuts in two. At the end of the file (`last`) everything is used.
    pub(crate) fn transcode(self, raw: &[u8], last: bool, out: &mut Vec<u8>) -> usize {
        let unit = |pair: &[u8]| match self {
            Self::Utf16Be => u16::from_be_bytes([pair[0], pair[1]]),
            _ => u16::from_le_bytes([pair[0], pair[1]]),
        };
        if !self.is_utf16() {
            out.extend_from_slice(raw);
            return raw.len();
        }
        let mut at = 0;
        while at + 1 < raw.len() {
            let first = unit(&raw[at..]);
            let second = raw.get(at + 2..at + 4).map(unit);
            if (0xD800..0xDC00).contains(&first) && second.is_none() && !last {
                return at;
            }
            let pair = [first, second.unwrap_or(0)];
            if let Some(Ok(c)) = char::decode_utf16(pair).next() {
                out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
                at += 2 * c.len_utf16();
            } else {
                // A lone surrogate, in three bytes as UTF-8 would spell it if it could: no UTF-8, and one unit long.
                let tail = |shift: u16| 0x80 | (first >> shift & 0x3F) as u8;
                out.extend_from_slice(&[0xED, tail(6), tail(0)]);
                at += 2;
            }
        }
        if last && at < raw.len() {
            out.push(HALF_UNIT);
            at += 1;
        }
        at
    }

    /// Bytes of the file that one character has at least.
    pub(crate) fn unit(self) -> u64 {
        if self.is_utf16() { 2 } else { 1 }
    }

    /// UTF-16 with one byte for each unit: ASCII as it is, anything else as a byte that has no meaning in a CSV. Enough
    /// to find records by, and every offset is half of that in the file.
    pub(crate) fn narrow(self, raw: &[u8], out: &mut Vec<u8>) {
        let one = |high: u8, low: u8| {
            if high == 0 && low < 0x80 {
                low
            } else {
                HALF_UNIT
            }
        };
        let (pairs, half) = raw.as_chunks::<2>();
        out.clear();
        if self == Self::Utf16Be {
            out.extend(pairs.iter().map(|[high, low]| one(*high, *low)));
        } else {
            out.extend(pairs.iter().map(|[low, high]| one(*high, *low)));
        }
        out.extend(half.iter().map(|_| HALF_UNIT));
    }

    /// How many bytes of the file these scanned bytes came from.
    pub(crate) fn source_length(self, scanned: &[u8]) -> u64 {
        if !self.is_utf16() {
            return scanned.len() as u64;
        }
        scanned
            .iter()
            .map(|b| match *b {
                HALF_UNIT => 1,
                0x80..=0xBF => 0, // counted with the first byte of its character
                0xF0..=0xFE => 4,
                _ => 2,
            })
            .sum()
    }

    /// A cell as text. What cannot be decoded shows as U+FFFD.
    pub(crate) fn text(self, cell: &[u8]) -> Cow<'_, str> {
        match self {
            Self::Windows1252 => {
                encoding_rs::WINDOWS_1252
                    .decode_without_bom_handling(cell)
                    .0
            }
            _ => String::from_utf8_lossy(cell),
        }
    }

    /// Text as the bytes that a cell of this encoding would hold; `None` where it cannot be written in it.
    pub(crate) fn bytes(self, text: &str) -> Option<Cow<'_, [u8]>> {
        match self {
            Self::Windows1252 => {
                let (bytes, _, unmappable) = encoding_rs::WINDOWS_1252.encode(text);
                (!unmappable).then_some(bytes)
            }
            _ => Some(Cow::Borrowed(text.as_bytes())),
        }
    }

    /// Whether `cell` is text of this encoding. Windows-1252 leaves five bytes without a meaning.
    pub(crate) fn is_valid(self, cell: &[u8]) -> bool {
        match self {
            Self::Windows1252 => !cell
                .iter()
                .any(|b| matches!(b, 0x81 | 0x8D | 0x8F | 0x90 | 0x9D)),
            _ => std::str::from_utf8(cell).is_ok(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn utf16(text: &str, encoding: Encoding) -> Vec<u8> {
        text.encode_utf16()
            .flat_map(|u| {
                if encoding == Encoding::Utf16Be {
                    u.to_be_bytes()
                } else {
                    u.to_le_bytes()
                }
            })
            .collect()
    }

    #[test]
    fn utf16_in_pieces_of_any_size_is_the_same_text() {
        let text = "a,é,日本,🎬\r\n";
        for encoding in [Encoding::Utf16Le, Encoding::Utf16Be] {
            let raw = utf16(text, encoding);
            for size in 3..raw.len() {
                let (mut out, mut at) = (Vec::new(), 0);
                while at < raw.len() {
                    let end = (at + size.max(4)).min(raw.len());
                    at += encoding.transcode(&raw[at..end], end == raw.len(), &mut out);
                }
                assert_eq!(String::from_utf8_lossy(&out), text);
                assert_eq!(encoding.source_length(&out), raw.len() as u64);
            }
        }
    }

    #[test]
    fn what_is_not_utf16_is_not_utf8_and_keeps_its_length() {
        let mut raw = utf16("ab", Encoding::Utf16Le);
        raw.extend([0x00, 0xD8]); // a high surrogate followed by nothing that fits
        raw.extend(utf16("c", Encoding::Utf16Le));
        raw.push(b'x'); // half a unit
        let mut out = Vec::new();
        assert_eq!(Encoding::Utf16Le.transcode(&raw, true, &mut out), raw.len());
        assert!(!Encoding::Utf16Le.is_valid(&out));
        assert_eq!(out, b"ab\xED\xA0\x80c\xFF");
        assert_eq!(Encoding::Utf16Le.source_length(&out), raw.len() as u64);
    }

    #[test]
    fn a_bad_byte_among_utf8_is_damage_and_bad_bytes_alone_are_windows_1252() {
        assert_eq!(Encoding::guess("España é".as_bytes(), true), Encoding::Utf8);
        assert_eq!(
            Encoding::guess(b"Espa\xC3\xB1a, Caf\xE9", true),
            Encoding::Utf8
        );
        assert_eq!(
            Encoding::guess(b"Espa\xF1a, Caf\xE9", true),
            Encoding::Windows1252
        );
        assert_eq!(
            Encoding::guess(b"plain \xE2\x82", false),
            Encoding::Utf8,
            "cut by the head's end"
        );
        assert_eq!(
            Encoding::guess(b"plain \xE2\x82", true),
            Encoding::Windows1252
        );
    }
}
