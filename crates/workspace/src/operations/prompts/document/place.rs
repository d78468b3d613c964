//! Where in a document something stands: from a JSON path to a line and a column.

use std::collections::BTreeMap;

use serde_json::value::RawValue;

/// Where the value at a JSON path (`/prompts/0/name`) begins, in bytes. Of a path that leads nowhere, the last value on
/// its way: what lacks a member is where the member should be.
pub(super) fn of_path(text: &str, path: &str) -> usize {
    let Ok(mut at) = serde_json::from_str::<&RawValue>(text) else {
        return 0;
    };
    for step in path.split('/').skip(1) {
        match child(at, &unescaped(step)) {
            Some(next) => at = next,
            None => break,
        }
    }
    // A raw value is a slice of the text itself.
    at.get().as_ptr().addr() - text.as_ptr().addr()
}

fn child<'a>(value: &'a RawValue, step: &str) -> Option<&'a RawValue> {
    let text = value.get();
    if text.starts_with('[') {
        let items: Vec<&RawValue> = serde_json::from_str(text).ok()?;
        items.get(step.parse::<usize>().ok()?).copied()
    } else {
        let members: BTreeMap<String, &RawValue> = serde_json::from_str(text).ok()?;
        members.get(step).copied()
    }
}

/// A name as a step of a JSON path.
pub(super) fn escaped(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}

fn unescaped(step: &str) -> String {
    step.replace("~1", "/").replace("~0", "~")
}

/// The byte that `serde_json` means: its columns count bytes, from 1, and are 0 before the first of a line.
pub(super) fn of_column(text: &str, line: usize, column: usize) -> usize {
    let before: usize = text
        .split_inclusive('\n')
        .take(line.saturating_sub(1))
        .map(str::len)
        .sum();
    let at = (before + column.saturating_sub(1)).min(text.len());
    (0..=at)
        .rev()
        .find(|at| text.is_char_boundary(*at))
        .unwrap_or_default()
}

/// Line and column of a byte, both from 1; columns count characters, as editors do.
pub(super) fn line_and_column(text: &str, at: usize) -> (usize, usize) {
    let before = text.get(..at).unwrap_or(text);
    let line_start = before.rfind('\n').map_or(0, |end| end + 1);
    let line = before.matches('\n').count() + 1;
    (line, before[line_start..].chars().count() + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_leads_to_its_line_and_column() {
        let text = " {\n  \"a/b\": [1, {\"ö\": \"ü\", \"c\": [true]}]\n}";
        let place = |path: &str| line_and_column(text, of_path(text, path));
        assert_eq!(place(""), (1, 2));
        assert_eq!(place("/a~1b"), (2, 10));
        assert_eq!(place("/a~1b/1/ö"), (2, 20));
        assert_eq!(place("/a~1b/1/c/0"), (2, 31), "characters, not bytes");
        assert_eq!(place("/a~1b/1/c/7/x"), place("/a~1b/1/c"));
        assert_eq!(place("/nothing"), place(""));
    }

    #[test]
    fn a_column_of_bytes_is_one_of_characters() {
        let text = "{\n\"ä\": x";
        assert_eq!(line_and_column(text, of_column(text, 2, 7)), (2, 6));
        assert_eq!(of_column(text, 9, 9), text.len());
    }
}
