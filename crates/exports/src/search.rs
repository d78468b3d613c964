//! Text in cells, wherever it is.
//!
//! The bytes of a segment are searched as they are written, and what is found is then located in a cell. That is the
//! same as searching every cell as it is meant, except in rows with misplaced quotes, whose cells are searched one by
//! one, and in records that are too long to be kept, which are searched piece by piece. A text never spans two cells.

use serde::Serialize;
use tokio_util::sync::CancellationToken;
use ts_rs::TS;

use crate::cut::Row;
use crate::encoding::Encoding;
use crate::error::ExportError;
use crate::export::Export;
use crate::find::{column_name, unique};
use crate::pattern::Pattern;
use crate::records::{Progress, Watch};
use crate::scan::Record;
use crate::segment::Segment;
use crate::walk::Wanted;

/// About how many bytes of the file one call searches.
const BYTES: u64 = 256 << 20;

/// How many it searches before it looks whether that was enough; the next time it is twice as many.
const FIRST_BYTES: u64 = 2 << 20;

/// The part of the progress that finding the records makes up, where they are not known yet.
const INDEX_SHARE: u64 = 4;

/// The most bytes of a cell that a hit shows.
const SHOWN: usize = 200;

/// Bytes that it shows before the text.
const SHOWN_BEFORE: usize = 60;

/// The most hits of one record that are told.
const RECORD_HITS: usize = 10_000;

/// What to look for, and where.
#[derive(Debug, Clone, Copy)]
pub struct Search<'a> {
    /// What a cell must hold. Nothing holds an empty text.
    pub text: &'a str,
    /// The column to look in; all of them where nothing is said.
    pub column: Option<&'a str>,
    /// Whether `a` finds `A`, and `É` finds `é`.
    pub ignore_case: bool,
    /// The record to begin with: 0, or the [`next`](Hits::next) of the answer before.
    pub from: u64,
    /// How many hits are enough. The hits of one record stay together.
    pub limit: usize,
}

/// Some cells that hold a text.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, TS)]
pub struct Hits {
    /// The cells, in the order of the file.
    pub hits: Vec<Hit>,
    /// The record to go on from; absent when the file is searched to its end.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional, type = "number")]
    pub next: Option<u64>,
    /// Cells that hold the text and are not among the hits, because their record has more than 10,000 of them.
    #[serde(skip_serializing_if = "is_none")]
    #[ts(as = "Option<u64>", optional)]
    pub left_out: u64,
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde passes a reference"
)]
fn is_none(count: &u64) -> bool {
    *count == 0
}

/// A cell that holds a text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct Hit {
    /// Record number, from 0 after the header.
    #[ts(type = "number")]
    pub record: u64,
    /// Physical line where the record starts, from 1.
    #[ts(type = "number")]
    pub line: u64,
    /// Index of the cell in its record.
    pub cell: usize,
    /// The column's name; `column 21`, … past the last one.
    pub column: String,
    /// The cell around the text, at most 200 bytes of it, with `…` where it is cut.
    pub value: String,
}

impl Export {
    /// The next cells that hold a text, in the order of the file.
    ///
    /// Ends after [`limit`](Search::limit) hits, after about 256 MB of the file, or with the file; go on at
    /// [`Hits::next`]. Finds where records start first, if that is not known yet.
    pub fn search(
        &self,
        search: &Search<'_>,
        on_progress: &dyn Fn(Progress),
        cancel: &CancellationToken,
    ) -> Result<Hits, ExportError> {
        self.source().verify()?;
        let column = search.column.map(|name| self.column(name)).transpose()?;
        let pattern = Pattern::new(search.text, search.ignore_case, self.layout().encoding)?;
        let length = self.source().length();
        let first = match self.known().total {
            Some(_) => 0,
            None => length / INDEX_SHARE,
        };
        let indexing = |p: Progress| on_progress(p.within(0, first));
        let total = self.index(&indexing, cancel)?;
        let searching = |p: Progress| on_progress(p.within(first, length));
        let Some(pattern) = pattern else {
            return Ok(Hits::default());
        };
        let (mut hits, mut left_out) = (Vec::new(), Vec::new());
        let looking = Looking {
            export: self,
            cancel,
            pattern,
            column,
            names: unique(&self.layout().columns),
            encoding: self.layout().encoding,
            limit: search.limit.max(1),
        };
        let watch = Watch {
            on_progress: &searching,
            cancel,
        };
        let (mut from, mut size, mut done) = (search.from, FIRST_BYTES, 0);
        while from < total && done < BYTES && hits.len() < looking.limit {
            let to = self.record_after(from, size).unwrap_or(total);
            let holds = |text: &[u8]| looking.pattern.find_written(text, 0).is_some();
            let look = |found: &mut Found, segment: &Segment| found.look(&looking, segment);
            let found = self.walk_where(
                from..to,
                watch,
                Some(Wanted::Text(&holds)),
                Found::default,
                look,
            )?;
            let before = hits.len();
            for found in found {
                hits.extend(found.hits);
                left_out.extend(found.left_out);
            }
            hits[before..].sort_by_key(|hit| (hit.record, hit.cell));
            from = to;
            done += size;
            size *= 2;
        }
        let next = looking.cut(&mut hits).unwrap_or(from);
        left_out.retain(|(record, _)| *record < next);
        Ok(Hits {
            hits,
            next: (next < total).then_some(next),
            left_out: left_out.iter().map(|(_, count)| count).sum(),
        })
    }

    /// The index of a column, by its name.
    pub(crate) fn column(&self, name: &str) -> Result<usize, ExportError> {
        let columns = unique(&self.layout().columns);
        let at = columns.iter().position(|c| c == name);
        at.ok_or_else(|| ExportError::UnknownColumn {
            path: self.source().path().to_path_buf(),
            column: name.to_string(),
            columns,
        })
    }

    /// A record that starts about this many bytes after the start of another one; `None` if no such place is known.
    fn record_after(&self, record: u64, bytes: u64) -> Option<u64> {
        let index = self.known();
        let place = index.before_byte(index.before(record).byte.saturating_add(bytes));
        (place.record > record).then_some(place.record)
    }
}

/// A search under way.
struct Looking<'a> {
    export: &'a Export,
    cancel: &'a CancellationToken,
    pattern: Pattern,
    column: Option<usize>,
    names: Vec<String>,
    encoding: Encoding,
    limit: usize,
}

impl Looking<'_> {
    /// The part of a cell around the text.
    fn shown(&self, cell: &[u8]) -> String {
        if cell.len() <= SHOWN {
            return self.encoding.text(cell).into_owned();
        }
        let found = self.pattern.find(cell).map_or(0, |found| found.start);
        self.around(cell, found, false, false)
    }

    /// The part of a cell around the byte `at`; whether there is more of the cell before and after these bytes.
    fn around(&self, cell: &[u8], at: usize, before: bool, after: bool) -> String {
        let inside = |at: &usize| {
            self.encoding != Encoding::Windows1252 && matches!(cell.get(*at), Some(0x80..=0xBF))
        };
        // A character has at most three bytes after its first one; what has more is none.
        let mut from = at.saturating_sub(SHOWN_BEFORE);
        from = (from..from + 4).find(|at| !inside(at)).unwrap_or(from);
        let mut to = (from + SHOWN).min(cell.len());
        to = (to.saturating_sub(3)..=to)
            .rev()
            .find(|at| !inside(at))
            .unwrap_or(to);
        format!(
            "{}{}{}",
            if before || from > 0 { "…" } else { "" },
            self.encoding.text(&cell[from..to]),
            if after || to < cell.len() { "…" } else { "" }
        )
    }

    fn is_wanted(&self, cell: usize) -> bool {
        self.column.is_none_or(|wanted| wanted == cell)
    }

    /// The cells that hold the text of the record that starts at `byte` and is too long to be kept, with what is
    /// around it, and how many more do.
    fn in_long_record(&self, byte: u64) -> Result<(Vec<(usize, String)>, u64), ExportError> {
        let (mut hits, mut left_out, mut told) = (Vec::new(), 0, None);
        let overlap = self.pattern.longest() + SHOWN_BEFORE + SHOWN;
        self.export
            .in_pieces(byte, overlap, self.cancel, &mut |piece| {
                let cell = piece.cell;
                if told == Some(cell) || !self.is_wanted(cell) {
                    return self.column.is_none_or(|wanted| cell <= wanted);
                }
                // What is near the end of a piece is in the next one, with what follows it.
                let near = |at: usize| !piece.ends && at + SHOWN > piece.text.len();
                let found = self.pattern.find(piece.text).map(|found| found.start);
                if let Some(at) = found.filter(|at| !near(*at)) {
                    told = Some(cell);
                    if hits.len() < RECORD_HITS {
                        let shown = self.around(piece.text, at, piece.from > 0, !piece.ends);
                        hits.push((cell, shown));
                    } else {
                        left_out += 1;
                    }
                }
                true
            })?;
        Ok((hits, left_out))
    }

    /// Leaves `limit` hits and those of the same record as the last of them. The answer is the record to go on from,
    /// if there may be more hits than these.
    fn cut(&self, hits: &mut Vec<Hit>) -> Option<u64> {
        let last = hits.get(self.limit - 1)?.record;
        hits.truncate(hits.partition_point(|hit| hit.record <= last));
        Some(last + 1)
    }
}

/// What one thread has found.
#[derive(Default)]
struct Found {
    hits: Vec<Hit>,
    /// Records with more hits than are told, and how many more.
    left_out: Vec<(u64, u64)>,
    record: Record,
    scratch: Vec<u8>,
}

/// A cell of a segment that holds the text: its row, its index in it, and what it shows where that is known already.
type Holding = (usize, usize, Option<String>);

impl Found {
    fn look(&mut self, looking: &Looking<'_>, segment: &Segment) -> Result<(), ExportError> {
        let mut cells = Vec::new();
        regular(looking, segment, &mut cells);
        for (i, _) in segment.rows().iter().enumerate().filter(|(_, row)| row.odd) {
            self.odd(looking, segment, i, &mut cells)?;
        }
        cells.sort_unstable();
        let mut places = segment.places();
        let enough = cells.get(looking.limit - 1).map_or(usize::MAX, |c| c.0);
        let (mut last, mut of_record) = (usize::MAX, 0);
        for (i, cell, shown) in cells {
            if i > enough {
                break;
            }
            of_record = if i == last { of_record + 1 } else { 1 };
            last = i;
            if of_record > RECORD_HITS {
                self.left_out.push((segment.number(i), 1));
                continue;
            }
            let place = places.of(i);
            let row = &segment.rows()[i];
            let value = shown.unwrap_or_else(|| {
                looking.shown(if row.odd {
                    segment.record(i, &mut self.record);
                    self.record.cell(cell)
                } else {
                    segment.cell(row, cell, &mut self.scratch)
                })
            });
            self.hits.push(Hit {
                record: place.record,
                line: place.line,
                cell,
                column: column_name(&looking.names, cell),
                value,
            });
        }
        Ok(())
    }

    /// The cells of an odd row that hold the text.
    fn odd(
        &mut self,
        looking: &Looking<'_>,
        segment: &Segment,
        i: usize,
        cells: &mut Vec<Holding>,
    ) -> Result<(), ExportError> {
        segment.record(i, &mut self.record);
        if self.record.is_whole() {
            let holding = |(at, cell): &(usize, &[u8])| {
                looking.is_wanted(*at) && looking.pattern.find(cell).is_some()
            };
            let found = self.record.cells().enumerate().filter(holding);
            cells.extend(found.map(|(at, _)| (i, at, None)));
        } else {
            let (found, left_out) = looking.in_long_record(segment.place(i).byte)?;
            cells.extend(found.into_iter().map(|(at, shown)| (i, at, Some(shown))));
            if left_out > 0 {
                self.left_out.push((segment.number(i), left_out));
            }
        }
        Ok(())
    }
}

/// The cells of regular rows that hold the text, as rows and cells of the segment.
fn regular(looking: &Looking<'_>, segment: &Segment, cells: &mut Vec<Holding>) {
    let text = segment.text();
    let mut at = 0;
    while let Some(found) = looking.pattern.find_written(text, at) {
        at = found.start + 1;
        let after = |row: &Row| row.start as usize <= found.start;
        let Some(i) = segment.rows().partition_point(after).checked_sub(1) else {
            // Before the rows that are asked for.
            at = segment
                .rows()
                .first()
                .map_or(text.len(), |r| r.start as usize);
            continue;
        };
        let row = &segment.rows()[i];
        if row.odd {
            at = match segment.rows().get(i + 1) {
                Some(next) => next.start as usize,
                None => break,
            };
            continue;
        }
        let ends = &segment.ends()[row.first as usize..][..row.cells as usize];
        let cell = ends.partition_point(|end| (*end as usize) < found.end);
        let wanted = looking.is_wanted(cell);
        if cell == ends.len() {
            // It goes past the row's end, and so would any other that starts in it.
            match segment.rows().get(i + 1) {
                Some(next) => at = next.start as usize,
                None => break,
            }
            continue;
        }
        let (from, to) = segment.span(row, cell);
        let quoted = usize::from(text[from..to].first() == Some(&b'"'));
        if wanted && from + quoted <= found.start && found.end <= to - quoted {
            cells.push((i, cell, None));
            at = to;
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::testing::{Writing, cells, grain, open, wild, writings};

    fn all(export: &Export, search: Search<'_>) -> Vec<Hit> {
        let (mut all, mut from) = (Vec::new(), search.from);
        loop {
            let next = Search { from, ..search };
            let hits = export.search(&next, &|_| {}, &CancellationToken::new());
            let hits = hits.unwrap();
            if hits.next.is_some() {
                assert!(hits.hits.len() >= search.limit, "the file is small");
            }
            if let [.., before, last] = &hits.hits[..]
                && hits.hits.len() > search.limit
            {
                assert_eq!(
                    before.record, last.record,
                    "only one record may go past the limit"
                );
            }
            all.extend(hits.hits);
            match hits.next {
                Some(next) => from = next,
                None => return all,
            }
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(1_500))]

        #[test]
        fn hits_are_the_cells_that_hold_the_text(
            text in wild(), writing in writings(), grain in grain(), threads in 1_usize..9,
            wanted in prop::sample::select(vec!["a", "A", "bc", "\"", "a\"", "\"\"", ",", "a,", "\n", "é", "É", "aé", "t m", " "]),
            column in prop::option::of(0_usize..3), ignore_case in any::<bool>(), from in 0_u64..4, limit in 1_usize..5,
        ) {
            let text = format!("x,y,z\n{text}");
            let (_file, export) = open(&text, writing, threads, grain);
            let name = column.map(|c| ["column 1", "column 2", "column 3"][c]);
            let search = Search { text: wanted, column: name, ignore_case, from, limit };
            let fold = |s: &str| if ignore_case { s.to_lowercase() } else { s.to_string() };
            let mut expected = Vec::new();
            for (record, cells) in (0..).zip(cells(&text)) {
                for (i, cell) in cells.iter().enumerate() {
                    if record >= from && column.is_none_or(|c| c == i) && fold(cell).contains(&fold(wanted)) {
                        expected.push((record, i, cell.clone()));
                    }
                }
            }
            let hits = all(&export, search);
            let found: Vec<_> = hits.into_iter().map(|hit| (hit.record, hit.cell, hit.value)).collect();
            prop_assert_eq!(found, expected);
        }
    }

    #[test]
    fn a_hit_says_where_it_is_and_shows_what_is_around_it() {
        let long = format!("{}needle{}", "é".repeat(100), "日".repeat(100));
        let text = format!("a,b\n1,\"two\nlines\"\r\n2,{long},needle\n");
        let (_file, export) = open(&text, Writing::Utf8, 2, crate::export::Grain::default());
        let search = Search {
            text: "needle",
            column: None,
            ignore_case: false,
            from: 0,
            limit: 10,
        };
        let hits = all(&export, search);
        let [first, second] = &hits[..] else {
            panic!("{hits:?}");
        };
        assert_eq!((first.record, first.line, first.cell), (2, 4, 1));
        assert_eq!(first.column, "column 2");
        let shown = &first.value;
        assert!(shown.starts_with("…é") && shown.ends_with("日…"), "{shown}");
        assert!(
            shown.contains("éneedle日") && shown.len() <= SHOWN + 6,
            "{shown}"
        );
        assert_eq!(second.column, "column 3");
        assert_eq!(second.value, "needle");
    }

    #[test]
    fn a_long_cell_is_searched_to_its_end() {
        const MIB: usize = 1 << 20;
        // Around the ends of the pieces that are read, and far behind what is kept.
        let near = (0..10).map(|i| (256 << 10) * 5 - 22 + 2 * i);
        for at in near.chain([MIB - 3, MIB, 3 * MIB, 4 * MIB - 6]) {
            for writing in [Writing::Utf8, Writing::Utf16, Writing::Windows1252] {
                let (before, after) = ("é".repeat(at / 2), "x".repeat(4 * MIB - 6 - at));
                let text = format!("a,b,c\n1,\"{before}Née\"\"dle{after}\",last needle\n2,b,c\n");
                let (_file, export) = open(&text, writing, 2, crate::export::Grain::default());
                let search = Search {
                    text: "née\"DLE",
                    column: None,
                    ignore_case: true,
                    from: 0,
                    limit: 10,
                };
                let hits = all(&export, search);
                let [hit] = &hits[..] else {
                    panic!("{at}: {} hits", hits.len());
                };
                assert_eq!((hit.record, hit.line, hit.cell), (1, 2, 1));
                let shown = hit.value.trim_matches('…');
                assert!(
                    shown.contains("éNée\"dle") && hit.value.starts_with('…'),
                    "{at}: {shown}"
                );
                assert_eq!(hit.value.ends_with('…'), after.len() > SHOWN, "{at}");
                let column = |column, text| Search {
                    text,
                    column: Some(column),
                    ..search
                };
                assert_eq!(all(&export, column("column 1", "née")).len(), 0);
                let last = all(&export, column("column 3", "needle"));
                assert_eq!(last[0].value, "last needle");
            }
        }
    }

    #[test]
    fn of_a_wide_record_every_cell_is_searched_and_some_hits_are_told() {
        let wide = format!("{}end,needle", "1,".repeat(70_000));
        let crowded = "needle,".repeat(RECORD_HITS + 7);
        let both = format!("{}x", "needle,".repeat(66_000));
        let text = format!("{wide}\n{crowded}\n1,2\n{both}\n1,needle\n");
        let (_file, export) = open(&text, Writing::Utf8, 2, crate::export::Grain::default());
        let mut search = Search {
            text: "needle",
            column: None,
            ignore_case: false,
            from: 0,
            limit: 1_000_000,
        };
        let none = CancellationToken::new();
        let found = export.search(&search, &|_| {}, &none).unwrap();
        assert_eq!((found.hits[0].record, found.hits[0].cell), (0, 70_001));
        assert_eq!(found.hits[0].column, "column 70002");
        assert_eq!(found.hits.len(), 2 * RECORD_HITS + 2);
        assert_eq!(found.left_out, 7 + 56_000);
        // What is past the limit is not counted: the next answer has it.
        search.limit = 2;
        let found = export.search(&search, &|_| {}, &none).unwrap();
        assert_eq!((found.left_out, found.next), (7, Some(2)));
        search.from = 2;
        let found = export.search(&search, &|_| {}, &none).unwrap();
        assert_eq!((found.left_out, found.next), (56_000, Some(4)));
    }

    #[test]
    fn a_common_text_in_a_large_file_comes_in_parts_and_can_be_cancelled() {
        let text = "a,b\n".to_string() + &"1,needle\n".repeat(500_000);
        let (_file, export) = open(&text, Writing::Utf8, 3, crate::export::Grain::default());
        let mut search = Search {
            text: "needle",
            column: Some("column 2"),
            ignore_case: true,
            from: 0,
            limit: 100,
        };
        let cancel = CancellationToken::new();
        let last = std::cell::Cell::new(0);
        let forward = |p: Progress| {
            assert!(p.bytes >= last.get() && p.bytes <= p.total_bytes);
            last.set(p.bytes);
        };
        let hits = export.search(&search, &forward, &cancel).unwrap();
        assert_eq!((hits.hits.len(), hits.next), (100, Some(101)));
        assert_eq!(hits.hits[99].record, 100);
        search.from = 499_950;
        let hits = export.search(&search, &|_| {}, &cancel).unwrap();
        assert_eq!((hits.hits.len(), hits.next), (51, None));
        search.from = 500_001;
        let hits = export.search(&search, &|_| {}, &cancel).unwrap();
        assert_eq!((hits.hits.len(), hits.next), (0, None));
        cancel.cancel();
        search.from = 0;
        let ended = export.search(&search, &|_| {}, &cancel);
        assert!(matches!(ended, Err(ExportError::Cancelled { .. })));
    }
}
