//! A value as files write it: what to look for in the text of many records before any of them is cut.

use std::sync::{Mutex, MutexGuard, PoisonError};

use memchr::memmem;

use crate::encoding::Encoding;
use crate::error::ExportError;
use crate::segment::unquoted;
use crate::source::Source;

/// A value as regular rows write it, to look for in many of them at once.
pub(crate) struct Written {
    /// Its quotes are doubled. (Without quotes around it, a regular cell has none.)
    finder: memmem::Finder<'static>,
    delimiter: u8,
}

impl Written {
    pub(crate) fn new(value: &[u8], delimiter: u8) -> Self {
        let mut written = Vec::with_capacity(value.len());
        for byte in value {
            written.extend_from_slice(if *byte == b'"' {
                b"\"\""
            } else {
                std::slice::from_ref(byte)
            });
        }
        Self {
            finder: memmem::Finder::new(&written).into_owned(),
            delimiter,
        }
    }

    /// Where a cell of these rows may be the value: it is there, between what can be around a cell.
    pub(crate) fn places(&self, text: &[u8]) -> impl Iterator<Item = usize> {
        let length = self.finder.needle().len();
        let borders = |byte: Option<&u8>| {
            byte.is_none_or(|b| *b == self.delimiter || matches!(b, b'"' | b'\n' | b'\r'))
        };
        let mut at = 0;
        std::iter::from_fn(move || {
            loop {
                let from = at + self.finder.find(text.get(at..)?)?;
                at = from + 1;
                let before = from.checked_sub(1).and_then(|i| text.get(i));
                if borders(before) && borders(text.get(from + length)) {
                    return Some(from);
                }
            }
        })
    }

    /// Whether it can be looked for in the bytes of a file.
    pub(crate) fn is_worth_it(&self, encoding: Encoding) -> bool {
        !encoding.is_utf16() && (1..4_096).contains(&self.finder.needle().len())
    }
}

/// Where a value was seen while the file was read for something else.
#[derive(Default)]
pub(crate) struct Seen(Mutex<Vec<u64>>);

impl Seen {
    /// With more places than this the file is better read again.
    const LIMIT: usize = 1 << 16;

    pub(crate) fn look(
        &self,
        source: &Source,
        written: &Written,
        at: u64,
        text: &[u8],
    ) -> Result<(), ExportError> {
        if self.known().len() > Self::LIMIT {
            return Ok(());
        }
        let mut seen: Vec<u64> = written.places(text).map(|i| at + i as u64).collect();
        // What lies across the place where this text starts.
        let overlap = written.finder.needle().len();
        let from = at.saturating_sub(overlap as u64);
        let mut seam = vec![0; 2 * overlap];
        let read = source.read_at(&mut seam, from)?;
        seen.extend(written.places(&seam[..read]).map(|i| from + i as u64));
        if !seen.is_empty() {
            self.known().append(&mut seen);
        }
        Ok(())
    }

    fn known(&self) -> MutexGuard<'_, Vec<u64>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// All places, ascending, some of them twice; `None` if there were too many.
    pub(crate) fn places(self) -> Option<Vec<u64>> {
        let mut places = self.0.into_inner().unwrap_or_else(PoisonError::into_inner);
        places.sort_unstable();
        (places.len() <= Self::LIMIT).then_some(places)
    }
}

/// Whether a cell of a regular row, as it is written, means this value.
pub(crate) fn is_spelled(raw: &[u8], value: &[u8]) -> bool {
    let [b'"', inner @ .., b'"'] = raw else {
        return raw == value;
    };
    if inner.len() == value.len() {
        return inner == value && memchr::memchr(b'"', inner).is_none();
    }
    inner.len() > value.len() && unquoted(raw, &mut Vec::new()) == value
}
