//! One text to be hidden, found in any of the spellings that URLs, forms, JSON and XML give it.

use zeroize::Zeroizing;

/// What an escape begins with: of URLs, JSON, XML, and a form's blank.
const ESCAPES: [u8; 4] = *b"%\\&+";

/// A text to look for, and what stands in its place.
pub(super) struct Needle {
    text: Zeroizing<String>,
    mask: String,
}

impl Needle {
    pub(super) fn new(text: String, mask: String) -> Self {
        Self {
            text: Zeroizing::new(text),
            mask,
        }
    }

    pub(super) fn mask(&self) -> &str {
        &self.mask
    }

    pub(super) fn len(&self) -> usize {
        self.text.len()
    }

    pub(super) fn is(&self, text: &str) -> bool {
        *self.text == text
    }

    /// The bytes that a spelling of `text` may start with.
    pub(super) fn starts(text: &str) -> impl Iterator<Item = u8> {
        text.bytes().take(1).chain(ESCAPES)
    }

    /// Whether a spelling of it may stand at the start of `text`, by the first byte alone: a key file is many
    /// needles, and nearly all are passed over by this.
    pub(super) fn may_start(&self, text: &str) -> bool {
        text.bytes()
            .next()
            .is_some_and(|b| self.text.as_bytes().first() == Some(&b) || ESCAPES.contains(&b))
    }

    /// How many bytes at the start of `text` spell it, escaped or not.
    pub(super) fn at_start_of(&self, text: &str) -> Option<usize> {
        if text.starts_with(self.text.as_str()) {
            return Some(self.text.len());
        }
        let mut wanted = self.text.chars();
        let mut rest = text;
        let mut next = wanted.next();
        while let Some(c) = next {
            let len = spelled(c, rest)?;
            rest = &rest[len..];
            next = wanted.next();
        }
        Some(text.len() - rest.len())
    }
}

/// The length of `c` at the start of `text`, in whatever spelling.
fn spelled(c: char, text: &str) -> Option<usize> {
    match text.as_bytes().first()? {
        b'%' => percent(c, text),
        b'\\' => json(c, text),
        b'&' => entity(c, text),
        b'+' if c == ' ' => Some(1),
        _ => None,
    }
    .or_else(|| text.starts_with(c).then(|| c.len_utf8()))
}

/// Each byte as `%XX`, in either letter case (RFC 3986, 2.1).
fn percent(c: char, text: &str) -> Option<usize> {
    let mut utf8 = [0; 4];
    let mut at = 0;
    for byte in c.encode_utf8(&mut utf8).bytes() {
        if text.as_bytes().get(at) != Some(&b'%')
            || u8::from_str_radix(text.get(at + 1..at + 3)?, 16) != Ok(byte)
        {
            return None;
        }
        at += 3;
    }
    Some(at)
}

/// A JSON escape (RFC 8259, 7), the short ones or `\uXXXX` for each UTF-16 unit.
fn json(c: char, text: &str) -> Option<usize> {
    let short = match c {
        '"' | '\\' | '/' => Some(c),
        '\n' => Some('n'),
        '\r' => Some('r'),
        '\t' => Some('t'),
        '\u{8}' => Some('b'),
        '\u{c}' => Some('f'),
        _ => None,
    };
    if short.is_some_and(|s| text[1..].starts_with(s)) {
        return Some(2);
    }
    let mut units = [0; 2];
    let mut at = 0;
    for unit in c.encode_utf16(&mut units) {
        if text.get(at..at + 2)? != "\\u"
            || u16::from_str_radix(text.get(at + 2..at + 6)?, 16) != Ok(*unit)
        {
            return None;
        }
        at += 6;
    }
    Some(at)
}

/// An XML or HTML entity: the five named ones, or a number.
fn entity(c: char, text: &str) -> Option<usize> {
    let end = text.bytes().take(10).position(|b| b == b';')?;
    let name = &text[1..end];
    let same = match name.strip_prefix('#') {
        Some(number) => {
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16),
                None => number.parse(),
            };
            code == Ok(u32::from(c))
        }
        None => matches!(
            (c, name),
            ('&', "amp") | ('<', "lt") | ('>', "gt") | ('"', "quot") | ('\'', "apos")
        ),
    };
    same.then_some(end + 1)
}
