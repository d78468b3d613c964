//! Single records by their number: what a page of differences and a look-up in an index are made of.

use fearless_simd::Level;

use crate::borders::{Machine, State};
use crate::error::ExportError;
use crate::export::Export;
use crate::lent::{Lent, WORTH_IT};
use crate::records::{Item, Records, Start};
use crate::scan::{Event, Keep, Record, Scanner};
use crate::segment::Segment;

/// A piece between two places of the index that is longer than this is read record by record.
const LONGEST: u64 = 2 << 20;

/// Bytes that are read at once to find one record.
const PIECE: usize = if cfg!(test) { 80 } else { 16 << 10 };

/// Reads records of an export whose index is complete. Quickest in their order, because the last piece of the file is
/// kept.
pub(crate) struct Numbered<'a> {
    export: &'a Export,
    segment: Segment,
    /// The records that the segment holds.
    from: u64,
    to: u64,
    piece: Vec<u8>,
    /// Bytes that are lent, from an offset on.
    lent: Option<(u64, Lent)>,
}

impl<'a> Numbered<'a> {
    pub(crate) fn new(export: &'a Export) -> Self {
        Self {
            export,
            segment: Segment::new(export.layout()),
            from: 0,
            to: 0,
            piece: Vec::new(),
            lent: None,
        }
    }

    /// Reads a record, bounded as in [`Keep::CELLS`], and tells where it starts; `None` if there is no such record.
    pub(crate) fn read(
        &mut self,
        number: u64,
        record: &mut Record,
    ) -> Result<Option<Start>, ExportError> {
        if !(self.from..self.to).contains(&number) {
            let (place, end) = {
                let index = self.export.known();
                let places = index.between(number, number.saturating_add(1));
                // Blank lines may have places of the same number.
                let after = places.partition_point(|p| p.record <= number);
                let length = self.export.source().length();
                let end = places.get(after).map_or(length, |next| next.byte);
                (places[after.saturating_sub(1)], end)
            };
            (self.from, self.to) = (0, 0);
            if end - place.byte > LONGEST {
                return self.step(place, number, record);
            }
            self.segment.load(self.export.source(), place, end)?;
            self.from = place.record;
            self.to = place.record + self.segment.rows().len() as u64;
        }
        match usize::try_from(number - self.from) {
            Ok(row) if number < self.to => {
                self.segment.record(row, record);
                Ok(Some(self.segment.place(row)))
            }
            _ => Ok(None),
        }
    }

    /// Reads a record, and does not look where it is: quicker for one that is far from others that are asked for.
    pub(crate) fn cells(&mut self, number: u64, record: &mut Record) -> Result<(), ExportError> {
        let (source, layout) = (self.export.source(), self.export.layout());
        if layout.encoding.is_utf16() {
            self.read(number, record)?;
            return Ok(());
        }
        let place = self.export.known().before(number);
        let mut machine = Machine::new(layout.delimiter, State::RecordStart);
        let (mut at, mut others) = (place.byte, number - place.record);
        loop {
            let piece = self.piece(at)?;
            if piece.is_empty() {
                *record = Record::default(); // there is no such record
                return Ok(());
            }
            let Some(start) = machine.pass_by(Level::new(), piece, &mut others) else {
                at += piece.len() as u64;
                continue;
            };
            let mut scanner = Scanner::new(layout.delimiter, Keep::CELLS);
            if scanner.feed(&piece[start..], record).1 != Event::Record {
                let mut alone = Records::single(source, layout, at + start as u64);
                alone.next()?;
                std::mem::swap(record, &mut alone.record);
            }
            return Ok(());
        }
    }

    /// Some bytes of the file from `at` on; none at its end.
    fn piece(&mut self, at: u64) -> Result<&[u8], ExportError> {
        let source = self.export.source();
        let known = self
            .lent
            .take()
            .filter(|(from, lent)| (*from..*from + lent.len() as u64).contains(&at));
        self.lent = known.or_else(|| Some((at, source.lend(at, at + WORTH_IT)?)));
        if let Some((from, lent)) = &self.lent {
            let rest = &lent[usize::try_from(at - from).unwrap_or(usize::MAX)..];
            return Ok(&rest[..rest.len().min(PIECE)]);
        }
        self.piece.resize(PIECE, 0);
        let read = source.read_at(&mut self.piece, at)?;
        Ok(&self.piece[..read])
    }

    fn step(
        &self,
        from: Start,
        number: u64,
        record: &mut Record,
    ) -> Result<Option<Start>, ExportError> {
        let mut records = self.export.records(from, Keep::CELLS, None);
        while let Some(item) = records.next()? {
            if let Item::Record(at) = item
                && at.record == number
            {
                std::mem::swap(record, &mut records.record);
                return Ok(Some(at));
            }
        }
        Ok(None)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use tokio_util::sync::CancellationToken;

    use super::*;
    use crate::testing::{cells, grain, open, wild, writings};

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(500))]

        #[test]
        fn a_record_is_the_one_of_its_number(
            text in wild(), writing in writings(), grain in grain(), numbers in prop::collection::vec(0_u64..30, 1..20),
        ) {
            let text = format!("\n\n{text}\nx");
            let (_file, export) = open(&text, writing, 1, grain);
            export.index(&|_| {}, &CancellationToken::new()).unwrap();
            let all = cells(&text);
            let mut numbered = Numbered::new(&export);
            let mut record = Record::default();
            for number in numbers {
                let found = numbered.read(number, &mut record).unwrap();
                let expected = all.get(usize::try_from(number).unwrap());
                let mut alone = Record::default();
                numbered.cells(number, &mut alone).unwrap();
                if expected.is_some() {
                    prop_assert_eq!(alone.cells().collect::<Vec<_>>(), record.cells().collect::<Vec<_>>());
                } else if !export.layout().encoding.is_utf16() {
                    prop_assert_eq!(alone.len(), 0);
                }
                prop_assert_eq!(found.map(|at| at.record), expected.map(|_| number));
                if let Some(expected) = expected {
                    let text = |cell| export.layout().encoding.text(cell).into_owned();
                    let found: Vec<String> = record.cells().map(text).collect();
                    prop_assert_eq!(&found, expected);
                }
            }
        }
    }
}
