//! Single records by their number: what a page of differences and a look-up in an index are made of.

use crate::error::ExportError;
use crate::export::Export;
use crate::records::{Item, Start};
use crate::scan::{Keep, Record};
use crate::segment::Segment;

/// A piece between two places of the index that is longer than this is read record by record.
const LONGEST: u64 = 2 << 20;

/// Reads records of an export whose index is complete. Quickest in their order, because the last piece of the file is
/// kept.
pub(crate) struct Numbered<'a> {
    export: &'a Export,
    segment: Segment,
    /// The records that the segment holds.
    from: u64,
    to: u64,
}

impl<'a> Numbered<'a> {
    pub(crate) fn new(export: &'a Export) -> Self {
        Self {
            export,
            segment: Segment::new(export.layout()),
            from: 0,
            to: 0,
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
