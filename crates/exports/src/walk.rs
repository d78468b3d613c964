//! Passes over the records of a file on several threads, in segments of whole records.
//!
//! The index says where to cut. Each thread takes the next segment in turn, so what a thread gathers is in the order
//! of the file, and the states of all threads can be merged to what one alone would have gathered.

use std::ops::Range;
use std::sync::atomic::{AtomicU64, Ordering};

use tokio_util::sync::CancellationToken;

use crate::error::ExportError;
use crate::export::Export;
use crate::records::{Item, Progress, Start, Watch};
use crate::scan::Keep;
use crate::segment::Segment;
use crate::threads::share;

/// A piece that holds no cut for longer than this has a very long record in it, and is read record by record.
pub(crate) const LONGEST: u64 = 2 << 20;

/// Bytes of the file after which progress is reported. Not for every segment, because whoever is told may do anything,
/// also what would wait for the end of what is [lent](crate::lent).
pub(crate) const REPORTED: u64 = 8 << 20;

/// The part of a walk's progress that finding the records makes up, where they are not known yet.
const INDEX_SHARE: u64 = 4;

/// Which segments are worth cutting.
#[derive(Clone, Copy)]
pub(crate) enum Wanted<'a> {
    /// Those of whose text this says so.
    Text(&'a (dyn Fn(&[u8]) -> bool + Sync)),
    /// Those that have one of these bytes of the file, ascending, in them; others are not even read.
    Bytes(&'a [u64]),
}

impl Export {
    /// Lets `work` see the records of this range, in segments, on as many threads as the export may use. Each thread
    /// works on a state of its own made by `new`; all of them are returned.
    ///
    /// Finds where records start first, if that is not known yet. `on_progress` is called on this thread alone. The
    /// first error, also of `work`, ends all threads; so does a cancel or a change of the file.
    pub(crate) fn walk<S: Send>(
        &self,
        records: Range<u64>,
        watch: Watch<'_>,
        new: impl Fn() -> S + Sync,
        work: impl Fn(&mut S, &Segment) -> Result<(), ExportError> + Sync,
    ) -> Result<Vec<S>, ExportError> {
        self.walk_where(records, watch, None, new, work)
    }

    /// The same, without the segments that are not wanted. It makes no difference where a quote may be misplaced,
    /// because a cell can then hold what the text does not.
    pub(crate) fn walk_where<S: Send>(
        &self,
        records: Range<u64>,
        watch: Watch<'_>,
        wanted: Option<Wanted<'_>>,
        new: impl Fn() -> S + Sync,
        work: impl Fn(&mut S, &Segment) -> Result<(), ExportError> + Sync,
    ) -> Result<Vec<S>, ExportError> {
        self.source().verify()?;
        let length = self.source().length();
        let everything = records == (0..u64::MAX) && wanted.is_none();
        if everything
            && !self.layout().encoding.is_utf16()
            && let Some(_turn) = self.turn_to_find(watch)?
        {
            return self.first_walk(watch, new, work);
        }
        let indexed = self.known().total.is_some();
        // Finding the records is the first part of the progress.
        let share_of = |bytes| {
            if indexed {
                bytes
            } else {
                length / INDEX_SHARE + (bytes - bytes / INDEX_SHARE)
            }
        };
        let first_part = |p: Progress| {
            (watch.on_progress)(Progress {
                bytes: p.bytes / INDEX_SHARE,
                ..p
            });
        };
        self.index(&first_part, watch.cancel)?;
        let cuts = self.cuts(&records);
        let start = cuts.first().map_or(length, |c| c.byte);
        let done = AtomicU64::new(start);
        let report = |part: usize| {
            (watch.on_progress)(Progress {
                bytes: share_of(done.load(Ordering::Relaxed).min(length)),
                total_bytes: length,
                records: cuts[part].record,
            });
        };
        let now_and_then = |(_, segment): &mut (S, Segment), part: usize| {
            let step = |part: usize| cuts[part].byte / REPORTED;
            if part == 0 || step(part) > step(part - 1) {
                segment.release();
                report(part);
            }
        };
        if !cuts.is_empty() {
            report(0);
        }
        let job = Job {
            records,
            wanted,
            cancel: watch.cancel,
        };
        let states = share(
            cuts.len().saturating_sub(1),
            self.threads(),
            now_and_then,
            || (new(), Segment::new(self.layout())),
            |(state, segment), part| {
                let (from, to) = (cuts[part], cuts[part + 1].byte);
                self.piece(from, to, &job, segment, &mut |s| work(state, s))?;
                done.fetch_add(to - from.byte, Ordering::Relaxed);
                Ok(())
            },
        )?;
        self.source().verify()?; // nothing was read from a file that changed meanwhile
        if cuts.last().is_some_and(|c| c.byte >= length) {
            report(cuts.len() - 1);
        }
        Ok(states.into_iter().map(|(state, _)| state).collect())
    }

    /// Where the segments start that hold these records, and where the last one ends.
    fn cuts(&self, records: &Range<u64>) -> Vec<Start> {
        let index = self.known();
        let total = index.total.unwrap_or(u64::MAX);
        let mut places = index.between(records.start, records.end).to_vec();
        drop(index);
        if records.start >= records.end.min(total) && records.start > 0 {
            return Vec::new();
        }
        let end = Start {
            record: total,
            line: 0,
            byte: self.source().length(),
        };
        if places.last().is_none_or(|p| p.record < records.end) {
            places.push(end);
        }
        let mut cuts: Vec<Start> = Vec::new();
        for (i, place) in places.iter().enumerate() {
            let last = i + 1 == places.len();
            let far = cuts
                .last()
                .is_none_or(|c| place.byte - c.byte >= self.grain().segment);
            // Before a very long record, too, so that it is in a piece of its own.
            let wide = places
                .get(i + 1)
                .is_some_and(|next| next.byte - place.byte > LONGEST);
            if far || last || wide {
                cuts.push(*place);
            }
        }
        cuts
    }

    /// Reads the piece from one cut to the next and lets `work` see it: as one segment, or record by record where one
    /// of them is very long.
    fn piece(
        &self,
        from: Start,
        to: u64,
        job: &Job<'_>,
        segment: &mut Segment,
        work: &mut impl FnMut(&Segment) -> Result<(), ExportError>,
    ) -> Result<(), ExportError> {
        if job.cancel.is_cancelled() {
            return Err(ExportError::Cancelled {
                path: self.source().path().to_path_buf(),
            });
        }
        self.source().verify()?;
        if to - from.byte <= LONGEST + self.grain().segment {
            let needed = || self.known().may_be_odd(from.byte, to);
            if let Some(Wanted::Bytes(bytes)) = job.wanted {
                let first = bytes.partition_point(|byte| *byte < from.byte);
                if bytes.get(first).is_none_or(|byte| *byte >= to) && !needed() {
                    return Ok(());
                }
            }
            segment.read(self.source(), from, to)?;
            if let Some(Wanted::Text(wanted)) = job.wanted
                && !wanted(segment.text())
                && !needed()
            {
                return Ok(());
            }
            segment.cut();
            segment.keep(job.records.start, job.records.end);
            return work(segment);
        }
        self.one_by_one(from, to, job.cancel, segment, &mut |segment| {
            segment.keep(job.records.start, job.records.end);
            work(segment)
        })
    }

    /// Lets `work` see record by record those that start from `from` on and before `to`, and the blank lines after
    /// them.
    pub(crate) fn one_by_one(
        &self,
        from: Start,
        to: u64,
        cancel: &CancellationToken,
        segment: &mut Segment,
        work: &mut impl FnMut(&mut Segment) -> Result<(), ExportError>,
    ) -> Result<(), ExportError> {
        let watch = Watch {
            on_progress: &|_| {},
            cancel,
        };
        let mut records = self.records(from, Keep::CELLS, Some(watch));
        while let Some(item) = records.next()? {
            match item {
                Item::Record(at) if at.byte >= to => break,
                Item::Record(at) => segment.hold(at, std::mem::take(&mut records.record)),
                Item::Blank(at) => segment.hold_blank(at),
            }
            work(segment)?;
        }
        Ok(())
    }
}

/// What the threads of one walk share.
struct Job<'a> {
    records: Range<u64>,
    wanted: Option<Wanted<'a>>,
    cancel: &'a CancellationToken,
}

#[cfg(test)]
mod tests {
    use std::num::NonZero;
    use std::path::Path;
    use std::sync::atomic::AtomicUsize;

    use proptest::prelude::*;

    use super::*;
    use crate::encoding::Encoding;
    use crate::export::{Grain, OpenOptions};
    use crate::scan::Record;
    use crate::source::Source;

    /// A record or (without cells) a blank line: its place, its cells, and whether a quote in it is misplaced.
    type Seen = (Start, Option<(Vec<Vec<u8>>, u64, bool)>);

    /// Quotes, delimiters and line breaks wherever they do the most harm, and enough else to fill whole blocks.
    fn wild() -> impl Strategy<Value = String> {
        let pieces = [
            "\"",
            "\"",
            "\"\"",
            ",",
            ",",
            ",\"",
            "\",",
            "\n",
            "\n",
            "\r\n",
            "\r",
            "a",
            "bc",
            " ",
            "é",
            "日",
            "🎬",
            "long text without anything in it that matters to anybody, ",
            "\"a\"\"b\",",
        ];
        prop::collection::vec(prop::sample::select(pieces.to_vec()), 0..120)
            .prop_map(|p| p.concat())
    }

    fn open(path: &Path, encoding: Encoding, threads: usize, grain: Grain) -> Export {
        let options = OpenOptions {
            delimiter: Some(b','),
            encoding: Some(encoding),
            header: Some(false),
            threads: NonZero::new(threads),
            ..OpenOptions::default()
        };
        Export::of(Source::open(path).unwrap(), &options, grain).unwrap()
    }

    fn watch(cancel: &CancellationToken) -> Watch<'_> {
        Watch {
            on_progress: &|_| {},
            cancel,
        }
    }

    fn one_by_one(export: &Export) -> Vec<Seen> {
        let mut records = export.records(export.layout().data, Keep::CELLS, None);
        let mut seen = Vec::new();
        while let Some(item) = records.next().unwrap() {
            seen.push(match item {
                Item::Blank(at) => (at, None),
                Item::Record(at) => (at, Some(cells(&records.record))),
            });
        }
        seen
    }

    fn cells(record: &Record) -> (Vec<Vec<u8>>, u64, bool) {
        let cells = record.cells().map(<[u8]>::to_vec).collect();
        (cells, record.count, record.bad_quote_count > 0)
    }

    fn in_segments(export: &Export, range: Range<u64>) -> Vec<Seen> {
        let cancel = CancellationToken::new();
        let work = |seen: &mut Vec<Seen>, segment: &Segment| {
            seen.extend(segment.blanks().map(|at| (at, None)));
            let mut record = Record::default();
            for (i, row) in segment.rows().iter().enumerate() {
                segment.record(i, &mut record);
                let read = cells(&record);
                if !row.odd {
                    let mut scratch = Vec::new();
                    let regular: Vec<Vec<u8>> = (0..row.cells as usize)
                        .map(|c| segment.cell(row, c, &mut scratch).to_vec())
                        .collect();
                    assert_eq!(read, (regular, u64::from(row.cells), false));
                }
                assert_eq!(segment.place(i).record, segment.number(i));
                seen.push((segment.place(i), Some(read)));
            }
            Ok(())
        };
        let states = export.walk(range, watch(&cancel), Vec::new, work).unwrap();
        for state in &states {
            let records = state.iter().filter(|s| s.1.is_some());
            assert!(
                records.is_sorted_by_key(|s| s.0.byte),
                "each thread goes forward"
            );
        }
        let mut seen = states.concat();
        seen.sort_by_key(|s| s.0.byte);
        seen
    }

    fn grain() -> impl Strategy<Value = Grain> {
        (1_u64..200, 1_u64..4, 1_u64..4, 1_u64..500).prop_map(|(block, reads, chunks, segment)| {
            let read = block * reads;
            Grain {
                block,
                read,
                chunk: read * chunks,
                segment,
            }
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(1_000))]

        #[test]
        fn segments_hold_the_records_of_a_pass_one_by_one(
            text in wild(), grain in grain(), threads in 1_usize..9, utf16 in any::<bool>(), from in 0_u64..40, rows in 0_u64..40,
        ) {
            let file = tempfile::NamedTempFile::new().unwrap();
            let (raw, encoding) = if utf16 {
                (text.encode_utf16().flat_map(u16::to_le_bytes).collect(), Encoding::Utf16Le)
            } else {
                (text.into_bytes(), Encoding::Utf8)
            };
            prop_assume!(!raw.iter().all(|b| matches!(b, b'\r' | b'\n' | 0)));
            std::fs::write(file.path(), &raw).unwrap();
            let export = open(file.path(), encoding, threads, grain);
            let all = one_by_one(&export);
            prop_assert_eq!(&in_segments(&export, 0..u64::MAX), &all); // finds where they start
            prop_assert_eq!(&in_segments(&export, 0..u64::MAX), &all); // knows it
            let part: Vec<Seen> = in_segments(&export, from..from + rows).into_iter().filter(|s| s.1.is_some()).collect();
            let expected = |s: &&Seen| s.1.is_some() && (from..from + rows).contains(&s.0.record);
            prop_assert_eq!(part, all.iter().filter(expected).cloned().collect::<Vec<_>>());
        }
    }

    #[test]
    fn a_very_long_record_comes_alone_and_bounded() {
        let file = tempfile::NamedTempFile::new().unwrap();
        let long = "x".repeat(5 << 20);
        let wide = ",".repeat(70_000);
        let text = format!(
            "a,b\n\n1,2\n3,{long}\n\r\n{wide}\n\"4\",5\n{}",
            "\n".repeat(3 << 20)
        );
        std::fs::write(file.path(), &text).unwrap();
        for threads in [1, 3] {
            let export = open(file.path(), Encoding::Utf8, threads, Grain::default());
            let seen = in_segments(&export, 0..u64::MAX);
            assert_eq!(seen, one_by_one(&export));
            let records: Vec<_> = seen.iter().filter_map(|s| s.1.as_ref()).collect();
            assert_eq!(records.len(), 5);
            assert_eq!(records[2].0[1].len(), Keep::CELLS.cell);
            assert_eq!(
                (records[3].0.len(), records[3].1),
                (Keep::CELLS.cells, 70_001)
            );
        }
    }

    #[test]
    fn what_is_not_wanted_is_not_cut_unless_a_quote_is_misplaced() {
        let file = tempfile::NamedTempFile::new().unwrap();
        let mut text = "1,\"a\"\n".repeat(10_000).into_bytes();
        let grain = Grain {
            block: 640,
            segment: 6_400,
            ..Grain::default()
        };
        let seen = |text: &[u8], from: u64, wanted: Wanted<'_>| {
            std::fs::write(file.path(), text).unwrap();
            let export = open(file.path(), Encoding::Utf8, 2, grain);
            export.page(from, 10).unwrap(); // comes by a part of the file in its own way
            let cancel = CancellationToken::new();
            let count = |count: &mut usize, _: &Segment| {
                *count += 1;
                Ok(())
            };
            let counts = export.walk_where(0..u64::MAX, watch(&cancel), Some(wanted), || 0, count);
            counts.unwrap().iter().sum::<usize>()
        };
        let no = |_: &[u8]| false;
        let none = Wanted::Text(&no);
        assert!(seen(&text, 0, none) <= 1);
        assert!(seen(&text, 5_000, none) < 9);
        let some = seen(&text, 0, Wanted::Bytes(&[20_000, 20_001, 50_000]));
        assert!((2..=3).contains(&some), "{some}");
        text[30_001] = b'x'; // in place of the delimiter before a quote
        assert_eq!(text[30_002], b'"');
        let some = seen(&text, 0, none);
        assert!((1..=3).contains(&some), "{some}");
    }

    #[test]
    fn the_first_error_ends_all_threads() {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), "1,2\n".repeat(10_000)).unwrap();
        let grain = Grain {
            block: 64,
            read: 64,
            chunk: 64,
            segment: 64,
        };
        let export = open(file.path(), Encoding::Utf8, 4, grain);
        let cancel = CancellationToken::new();
        let seen = AtomicUsize::new(0);
        let ended = export.walk(
            0..u64::MAX,
            watch(&cancel),
            || (),
            |(), segment| {
                seen.fetch_add(1, Ordering::Relaxed);
                if segment.number(0) > 100 {
                    cancel.cancel();
                }
                Ok(())
            },
        );
        assert!(matches!(ended, Err(ExportError::Cancelled { .. })));
        assert!(seen.into_inner() < 500);
    }
}
