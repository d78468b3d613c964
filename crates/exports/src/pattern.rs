//! A text to look for in cells, made for the way in which a file writes it.

use std::ops::Range;

use memchr::memmem;
use regex::bytes::{Regex, RegexBuilder};

use crate::encoding::Encoding;
use crate::error::ExportError;

/// The most bytes of a text to look for.
const LIMIT: usize = 4_096;

/// Finds a text in cells as they are meant, and in the file as it is written.
pub(crate) struct Pattern {
    meant: Finder,
    /// With every quote doubled, as in a quoted cell. (Outside of one, a regular row has no quotes.)
    written: Option<Finder>,
    longest: usize,
}

enum Finder {
    Bytes(Box<memmem::Finder<'static>>),
    Regex(Regex),
}

impl Pattern {
    /// `None` if no cell of this encoding can hold the text, or if there is none.
    pub(crate) fn new(
        text: &str,
        ignore_case: bool,
        encoding: Encoding,
    ) -> Result<Option<Self>, ExportError> {
        if text.len() > LIMIT {
            return Err(ExportError::TextTooLong { limit: LIMIT });
        }
        let finder = |text: &str| Finder::new(text, ignore_case, encoding);
        let Some(meant) = finder(text)? else {
            return Ok(None);
        };
        let written = if text.contains('"') {
            finder(&text.replace('"', "\"\""))?
        } else {
            None
        };
        Ok(Some(Self {
            meant,
            written,
            longest: text.len() * 4,
        }))
    }

    /// No place that [`find`](Self::find) finds is longer, in bytes: in another case a character is still one.
    pub(crate) fn longest(&self) -> usize {
        self.longest
    }

    /// The first place of the text in a cell as it is meant.
    pub(crate) fn find(&self, cell: &[u8]) -> Option<Range<usize>> {
        self.meant.find(cell, 0)
    }

    /// The first place at or after `from` where the text may be in regular rows, as they are written. All places
    /// are found by going on one byte after the start of the last one.
    pub(crate) fn find_written(&self, rows: &[u8], from: usize) -> Option<Range<usize>> {
        self.written
            .as_ref()
            .unwrap_or(&self.meant)
            .find(rows, from)
    }
}

impl Finder {
    fn new(text: &str, ignore_case: bool, encoding: Encoding) -> Result<Option<Self>, ExportError> {
        if text.is_empty() {
            return Ok(None);
        }
        if !ignore_case || !text.chars().any(char::is_alphabetic) {
            let bytes = encoding.bytes(text);
            let finder = |bytes: &[u8]| Box::new(memmem::Finder::new(bytes).into_owned());
            return Ok(bytes.map(|bytes| Self::Bytes(finder(&bytes))));
        }
        let pattern = match encoding {
            Encoding::Windows1252 => text.chars().map(class).collect::<Option<String>>(),
            _ => Some(regex::escape(text)),
        };
        let Some(pattern) = pattern else {
            return Ok(None);
        };
        RegexBuilder::new(&pattern)
            .case_insensitive(encoding != Encoding::Windows1252)
            .build()
            .map(|regex| Some(Self::Regex(regex)))
            .map_err(|_| ExportError::TextTooLong { limit: LIMIT }) // nothing else can be wrong with it
    }

    fn find(&self, text: &[u8], from: usize) -> Option<Range<usize>> {
        match self {
            Self::Bytes(finder) => {
                let at = from + finder.find(text.get(from..)?)?;
                Some(at..at + finder.needle().len())
            }
            Self::Regex(regex) => (from <= text.len())
                .then(|| regex.find_at(text, from).map(|found| found.range()))?,
        }
    }
}

/// The bytes of Windows-1252 that are this character in any case; `None` if there are none.
fn class(c: char) -> Option<String> {
    let same = Regex::new(&format!(
        "^(?i:{})$",
        regex::escape(c.encode_utf8(&mut [0; 4]))
    ))
    .ok()?;
    let bytes = (0..=u8::MAX).filter(|byte| {
        let text = Encoding::Windows1252.text(&[*byte]).into_owned();
        same.is_match(text.as_bytes())
    });
    let class: Vec<String> = bytes.map(|byte| format!(r"\x{byte:02X}")).collect();
    (!class.is_empty()).then(|| format!("(?-u:[{}])", class.concat()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn finds(text: &str, ignore_case: bool, encoding: Encoding, cell: &[u8]) -> bool {
        let pattern = Pattern::new(text, ignore_case, encoding).unwrap();
        pattern.is_some_and(|p| p.find(cell).is_some())
    }

    #[test]
    fn case_is_that_of_the_characters_and_not_of_the_bytes() {
        let utf8 = |text, cell: &str| finds(text, true, Encoding::Utf8, cell.as_bytes());
        assert!(utf8("cinéma", "Grand CINÉMA+"));
        assert!(utf8("ΣΟΦΙΑ", "σοφια"));
        assert!(utf8("k", "\u{212A}")); // the Kelvin sign
        assert!(!utf8("e", "É"));
        assert!(utf8("a.c", "xA.Cx"));
        assert!(!utf8("a.c", "abc"));
        let ansi = |text, cell: &[u8]| finds(text, true, Encoding::Windows1252, cell);
        assert!(ansi("cinéma", b"CIN\xC9MA"));
        assert!(ansi("ŒUVRE", b"\x9Cuvre"));
        assert!(!ansi("cinéma", b"CINEMA"));
        assert!(!ansi("日", b"\xE6\x97\xA5"));
        assert!(ansi("]-^", b"x]-^"));
    }

    #[test]
    fn what_nothing_can_hold_and_what_is_too_long() {
        assert!(Pattern::new("", true, Encoding::Utf8).unwrap().is_none());
        let ansi = Pattern::new("日本", false, Encoding::Windows1252).unwrap();
        assert!(ansi.is_none());
        for text in [
            "aé".repeat(LIMIT / 3),
            "Σ".repeat(LIMIT / 2),
            "ß日".repeat(LIMIT / 5),
        ] {
            for encoding in [Encoding::Utf8, Encoding::Windows1252] {
                Pattern::new(&text, true, encoding).unwrap();
            }
        }
        insta::assert_snapshot!(
            Pattern::new(&"x".repeat(LIMIT + 1), false, Encoding::Utf8).err().unwrap(),
            @"the text to search for is too long: search for at most 4096 bytes of it"
        );
    }
}
