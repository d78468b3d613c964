//! Where records start: one place per 1,024 records, in order, growing as passes go over the file.

use crate::records::Start;

/// Records between two remembered places.
pub(crate) const STRIDE: u64 = 1_024;

#[derive(Debug)]
pub(crate) struct Index {
    /// Entry `i` is the start of record `i * STRIDE`; the first one is always there. 16 bytes an entry.
    places: Vec<(u64, u64)>,
    /// Number of records, once a pass has seen the end.
    pub(crate) total: Option<u64>,
}

impl Index {
    pub(crate) fn new(first: Start) -> Self {
        Self {
            places: vec![(first.byte, first.line)],
            total: None,
        }
    }

    /// Remembers a record's start, if it is one to remember and not known yet.
    pub(crate) fn note(&mut self, start: Start) {
        if start.record == self.places.len() as u64 * STRIDE {
            self.places.push((start.byte, start.line));
        }
    }

    /// The last remembered place that is not after this record.
    pub(crate) fn before(&self, record: u64) -> Start {
        let wanted = usize::try_from(record / STRIDE).unwrap_or(usize::MAX);
        self.place(wanted.min(self.places.len() - 1))
    }

    /// The last remembered place that is not after this byte.
    pub(crate) fn before_byte(&self, byte: u64) -> Start {
        self.place(
            self.places
                .partition_point(|p| p.0 <= byte)
                .saturating_sub(1),
        )
    }

    fn place(&self, i: usize) -> Start {
        let (byte, line) = self.places[i];
        Start {
            record: i as u64 * STRIDE,
            line,
            byte,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_found_by_record_and_by_byte() {
        let start = |record| Start {
            record,
            line: record + 2,
            byte: 100 + record * 10,
        };
        let mut index = Index::new(start(0));
        for record in 0..3_000 {
            index.note(start(record));
            index.note(start(record)); // a second pass changes nothing
        }
        assert_eq!(index.before(1_023), start(0));
        assert_eq!(index.before(1_024), start(1_024));
        assert_eq!(index.before(9_999_999), start(2_048));
        assert_eq!(index.before_byte(start(1_024).byte - 1), start(0));
        assert_eq!(index.before_byte(start(1_024).byte), start(1_024));
    }
}
