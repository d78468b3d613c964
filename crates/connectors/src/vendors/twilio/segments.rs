//! In how many segments a text message travels, and so what it costs: GSM 03.38 where its alphabet has every
//! character, UTF-16 else. Longer ones are cut with a header in each part, and no character is cut in two.

/// How a text message travels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Segments {
    pub count: usize,
    /// Whether the basic alphabet has all characters.
    pub basic: bool,
}

/// The characters of one septet.
const BASIC: &str = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";
/// Those of two.
const EXTENDED: &str = "\u{c}^{}\\[~]|€";

impl Segments {
    pub(super) fn of(text: &str) -> Self {
        let septets: Option<Vec<usize>> = text.chars().map(septets).collect();
        let (widths, one, each, basic) = match septets {
            Some(widths) => (widths, 160, 153, true),
            None => (text.chars().map(char::len_utf16).collect(), 70, 67, false),
        };
        let count = if widths.iter().sum::<usize>() <= one {
            1
        } else {
            parts(&widths, each)
        };
        Self { count, basic }
    }

    /// "2 segments, in the basic alphabet".
    pub(super) fn words(self) -> String {
        let alphabet = if self.basic {
            "in the basic alphabet (GSM-7)"
        } else {
            "with characters outside the basic alphabet (UCS-2)"
        };
        match self.count {
            1 => format!("1 segment, {alphabet}"),
            n => format!("{n} segments, {alphabet}"),
        }
    }
}

fn septets(c: char) -> Option<usize> {
    if BASIC.contains(c) {
        return Some(1);
    }
    EXTENDED.contains(c).then_some(2)
}

fn parts(widths: &[usize], each: usize) -> usize {
    let mut parts = 1;
    let mut room = each;
    for width in widths {
        if *width > room {
            parts += 1;
            room = each;
        }
        room -= width;
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::Segments;

    #[test]
    fn counted_as_networks_do() {
        for (text, count, basic) in [
            ("a".repeat(160), 1, true),
            ("a".repeat(161), 2, true),
            ("a".repeat(306), 2, true),
            ("a".repeat(307), 3, true),
            // Two septets each, and not cut in two: 76 fill 152 of the first 153.
            ("€".repeat(80), 1, true),
            ("€".repeat(81), 2, true),
            ("€".repeat(152), 2, true),
            ("€".repeat(153), 3, true),
            ("ç".repeat(70), 1, false),
            ("ç".repeat(71), 2, false),
            ("ç".repeat(134), 2, false),
            ("ç".repeat(135), 3, false),
            // Two units each, and not cut in two: 33 fill 66 of the first 67.
            ("😀".repeat(35), 1, false),
            ("😀".repeat(36), 2, false),
            ("😀".repeat(66), 2, false),
            ("😀".repeat(67), 3, false),
            ("Grüße, {name}".to_owned(), 1, true),
        ] {
            assert_eq!(Segments::of(&text), Segments { count, basic }, "{text}");
        }
    }
}
