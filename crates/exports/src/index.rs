//! Where records start: at most one place per 32 KiB of the file, in order, growing as passes go over it.

use roaring::RoaringBitmap;

use crate::records::Start;

#[derive(Debug)]
pub(crate) struct Index {
    /// Bytes of the file for which one place is remembered.
    block: u64,
    /// The first one is the start of the data; then the first record that starts in each block, where one does.
    places: Vec<Start>,
    /// Number of records, once a pass has seen the end.
    pub(crate) total: Option<u64>,
    /// Blocks in which a quote is misplaced, by number; true up to the byte `judged`.
    odd: RoaringBitmap,
    judged: u64,
}

impl Index {
    pub(crate) fn new(block: u64, first: Start) -> Self {
        Self {
            block,
            places: vec![first],
            total: None,
            odd: RoaringBitmap::new(),
            judged: 0,
        }
    }

    /// A complete one: these places, at least one, so many records, and the blocks in which a quote is misplaced.
    pub(crate) fn of(block: u64, places: Vec<Start>, total: u64, odd: RoaringBitmap) -> Self {
        Self {
            block,
            places,
            total: Some(total),
            odd,
            judged: u64::MAX,
        }
    }

    /// All places.
    pub(crate) fn places(&self) -> &[Start] {
        &self.places
    }

    /// The blocks in which a quote may be misplaced.
    pub(crate) fn odd(&self) -> &RoaringBitmap {
        &self.odd
    }

    /// Notes that every quote from `from` to `to` is where it should be, or may not be, and goes on from there.
    pub(crate) fn judge(&mut self, from: u64, to: u64, odd: bool) {
        if from > self.judged {
            // Nobody has looked.
            self.odd
                .insert_range(self.number(self.judged)..=self.number(from));
        }
        if odd {
            self.odd.insert_range(self.number(from)..=self.number(to));
        }
        self.judged = self.judged.max(to);
    }

    /// Whether nobody has looked for misplaced quotes.
    pub(crate) fn is_unjudged(&self) -> bool {
        self.judged == 0
    }

    /// Whether a quote may be misplaced somewhere from `from` to `to`.
    pub(crate) fn may_be_odd(&self, from: u64, to: u64) -> bool {
        let blocks = self.number(from)..=self.number(to);
        to > self.judged || self.odd.range_cardinality(blocks) > 0
    }

    /// The number of the block of a byte.
    fn number(&self, byte: u64) -> u32 {
        u32::try_from(byte / self.block).unwrap_or(u32::MAX)
    }

    /// Remembers a record's start, if it is the first of a block past those that are known.
    pub(crate) fn note(&mut self, start: Start) {
        if start.byte / self.block > self.last().byte / self.block {
            self.places.push(start);
        }
    }

    /// The last remembered place.
    pub(crate) fn last(&self) -> Start {
        self.places[self.places.len() - 1]
    }

    /// The last remembered place that is not after this record.
    pub(crate) fn before(&self, record: u64) -> Start {
        self.places[self.after(|p| p.record <= record) - 1]
    }

    /// The last remembered place that is not after this byte.
    pub(crate) fn before_byte(&self, byte: u64) -> Start {
        self.places[self.after(|p| p.byte <= byte) - 1]
    }

    /// All places from the last one that is not after record `from`, to the first one that is not before `to`.
    pub(crate) fn between(&self, from: u64, to: u64) -> &[Start] {
        // Blank lines before the first record have a place of the same number.
        let first = match self.places.partition_point(|p| p.record < from) {
            at if self.places.get(at).is_some_and(|p| p.record == from) => at,
            at => at - 1,
        };
        let end = self.places.partition_point(|p| p.record < to);
        &self.places[first..(end + 1).min(self.places.len()).max(first + 1)]
    }

    /// How many places come before the first one of which `known` is false; never 0.
    fn after(&self, known: impl Fn(&Start) -> bool) -> usize {
        self.places.partition_point(known).max(1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn start(record: u64) -> Start {
        Start {
            record,
            line: record + 2,
            byte: 100 + record * 1_000,
        }
    }

    fn known() -> Index {
        let mut index = Index::new(64 << 10, start(0));
        for record in 0..200 {
            index.note(start(record));
            index.note(start(record)); // a second pass changes nothing
        }
        index
    }

    #[test]
    fn places_are_found_by_record_and_by_byte() {
        let index = known();
        assert_eq!(index.before(65), start(0));
        assert_eq!(index.before(66), start(66)); // the first that starts at or after 65,536
        assert_eq!(index.before(9_999_999), start(197));
        assert_eq!(index.before_byte(start(66).byte - 1), start(0));
        assert_eq!(index.before_byte(start(66).byte), start(66));
        assert_eq!(index.before_byte(0), start(0));
        assert_eq!(index.last(), start(197));
    }

    #[test]
    fn places_around_a_range_of_records() {
        let index = known();
        let records = |from, to| {
            let places = index.between(from, to).iter();
            places.map(|p| p.record).collect::<Vec<_>>()
        };
        assert_eq!(records(0, u64::MAX), [0, 66, 131, 197]);
        assert_eq!(records(66, 131), [66, 131]);
        assert_eq!(records(67, 132), [66, 131, 197]);
        assert_eq!(records(70, 70), [66, 131]);
        assert_eq!(records(300, 400), [197]);
    }
}
