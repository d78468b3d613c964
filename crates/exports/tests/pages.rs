//! Pages, the index and find: the same records whichever way one comes to them.
#![allow(
    clippy::unwrap_used,
    reason = "clippy takes only the #[test] functions for tests"
)]

mod common;

use std::cell::RefCell;
use std::num::NonZero;

use common::{index, open, scratch};
use patchbay_exports::{CELL_BYTES, Encoding, ExportError, OpenOptions, PAGE_CELL_BYTES, Progress};
use proptest::prelude::*;
use tokio_util::sync::CancellationToken;

/// All records that the csv crate sees after the header.
fn by_csv(text: &[u8]) -> Vec<Vec<String>> {
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(text);
    reader
        .records()
        .map(|r| r.unwrap().iter().map(ToString::to_string).collect())
        .collect()
}

/// A header and records with quotes, line breaks and blank lines; enough of them for several index entries.
fn files() -> impl Strategy<Value = String> {
    let cell = prop::sample::select(vec![
        "x",
        "",
        "\"a,b\"",
        "\"two\nlines\"",
        "55\" TV",
        "\"a\"b",
        "\"\"\"q\"\"\"",
        "é",
        "\r",
    ]);
    let record = (
        prop::collection::vec(cell, 1..4),
        prop::sample::select(vec!["\n", "\r\n", "\n\n"]),
    );
    prop::collection::vec(record, 1..40).prop_map(|records| {
        let block: String = records
            .iter()
            .map(|(cells, end)| cells.join(",") + end)
            .collect();
        format!("h1,h2,h3\n{}", block.repeat(5_000 / records.len()))
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn any_page_is_what_the_csv_crate_reads(text in files(), starts in prop::collection::vec(0_usize..6_000, 6), rows in 1_usize..60) {
        let expected = by_csv(text.as_bytes());
        let file = scratch(&text);
        let options = OpenOptions { delimiter: Some(b','), header: Some(true), ..OpenOptions::default() };
        let export = common::open_with(&file.path, &options).unwrap();
        let page = |start: usize| export.page(start as u64, rows).unwrap();
        let part = |start: usize| expected.iter().skip(start).take(rows).cloned().collect::<Vec<_>>();
        for start in &starts[..3] {
            prop_assert_eq!(page(*start).rows, part(*start)); // before the index is there
        }
        prop_assert_eq!(index(&export), expected.len() as u64);
        for start in starts {
            let page = page(start);
            prop_assert_eq!(page.rows, part(start));
            prop_assert_eq!(page.total, Some(expected.len() as u64));
        }
    }
}

fn numbered(rows: usize) -> String {
    (0..rows).fold("id,text\n".to_string(), |text, i| {
        text + &format!("{i},\"line {i}\n, more\"\n")
    })
}

#[test]
fn the_first_page_needs_no_index_and_a_page_that_meets_the_end_knows_the_total() {
    let file = scratch(numbered(30_000));
    let export = open(&file.path);
    assert_eq!(
        export.page(0, 2).unwrap().rows,
        [["0", "line 0\n, more"], ["1", "line 1\n, more"]]
    );
    assert_eq!(
        (export.page(0, 2).unwrap().total, export.summary().rows),
        (None, None)
    );
    let last = export.page(29_998, 2).unwrap();
    assert_eq!(
        (last.rows.len(), last.total, export.summary().rows),
        (2, Some(30_000), Some(30_000))
    );
    assert!(export.page(30_000, 5).unwrap().rows.is_empty());
    assert!(export.page(u64::MAX, 5).unwrap().rows.is_empty());
}

#[test]
fn a_cell_too_long_for_a_page_is_cut_and_marked() {
    let file = scratch(format!("a,b,c\n1,{},3\n", "é".repeat(4_000_000)));
    let export = open(&file.path);
    let page = export.page(0, 10).unwrap();
    assert_eq!(page.rows[0][1].len(), PAGE_CELL_BYTES + "…".len());
    assert!(page.rows[0][1].ends_with("é…"));
    assert_eq!(page.rows[0][2], "3");
    assert_eq!(
        (page.cut[0].row, page.cut[0].column, page.cut[0].bytes),
        (0, 1, 8_000_000)
    );
    let value = serde_json::to_value(&page).unwrap();
    assert_eq!(value["cut"][0]["column"], 1);
}

#[test]
fn a_page_of_large_cells_ends_early_and_the_next_goes_on() {
    let row = format!("{}\n", vec!["y".repeat(4_000); 20].join(","));
    let file = scratch(format!("{}\n{}", vec!["h"; 20].join(","), row.repeat(500)));
    let export = open(&file.path);
    let (mut start, mut pages) = (0, 0);
    while export.summary().rows != Some(start) {
        let page = export.page(start, 500).unwrap();
        assert!(!page.rows.is_empty() && page.rows.len() < 500);
        start += page.rows.len() as u64;
        pages += 1;
    }
    assert_eq!((start, pages), (500, 3));
}

#[test]
fn an_index_reports_progress_and_goes_on_after_a_cancel() {
    let file = scratch(numbered(600_000));
    let options = OpenOptions {
        threads: NonZero::new(1), // one thread stops where it is told to, others may be further
        ..OpenOptions::default()
    };
    let export = common::open_with(&file.path, &options).unwrap();
    let cancel = CancellationToken::new();
    let seen = RefCell::new(Vec::<Progress>::new());
    let stop = |p: Progress| {
        seen.borrow_mut().push(p);
        if p.records > 0 {
            cancel.cancel();
        }
    };
    assert!(matches!(
        export.index(&stop, &cancel),
        Err(ExportError::Cancelled { .. })
    ));
    assert_eq!(export.summary().rows, None);
    let stopped = seen.borrow().last().copied().unwrap();
    assert!(stopped.records > 0 && stopped.bytes < stopped.total_bytes);

    seen.borrow_mut().clear();
    let note = |p: Progress| seen.borrow_mut().push(p);
    assert_eq!(
        export.index(&note, &CancellationToken::new()).unwrap(),
        600_000
    );
    let seen = seen.into_inner();
    assert!(
        seen[0].bytes + (64 << 10) > stopped.bytes,
        "went on where it was"
    );
    assert!(seen.is_sorted_by_key(|p| p.bytes));
    let end = seen.last().unwrap();
    assert_eq!((end.records, end.bytes), (600_000, end.total_bytes));
    assert_eq!(
        export.page(599_999, 9).unwrap().rows,
        [["599999", "line 599999\n, more"]]
    );
}

#[test]
fn two_counts_at_once_are_one() {
    let file = scratch(numbered(100_000));
    let export = open(&file.path);
    let (cancelled, token) = (CancellationToken::new(), CancellationToken::new());
    cancelled.cancel();
    let (started, start) = std::sync::mpsc::channel();
    let in_the_middle = |p: Progress| {
        if p.records == 0 {
            // Another call waits for this one, and can be cancelled.
            assert!(matches!(
                export.index(&|_| {}, &cancelled),
                Err(ExportError::Cancelled { .. })
            ));
            started.send(()).unwrap();
        }
    };
    let again = std::thread::scope(|scope| {
        let (export, token) = (&export, &token);
        let second = scope.spawn(move || {
            start.recv().unwrap();
            export.index(&|_| {}, token)
        });
        assert_eq!(export.index(&in_the_middle, token).unwrap(), 100_000);
        second.join().unwrap()
    });
    assert_eq!(again.unwrap(), 100_000);
}

#[test]
fn a_check_and_a_search_can_be_cancelled() {
    let file = scratch(numbered(10));
    let export = open(&file.path);
    let cancel = CancellationToken::new();
    cancel.cancel();
    let spec = common::evergent();
    assert!(matches!(
        export.check(&spec, &|_| {}, &cancel),
        Err(ExportError::Cancelled { .. })
    ));
    assert!(matches!(
        export.find("id", "1", &|_| {}, &cancel),
        Err(ExportError::Cancelled { .. })
    ));
}

#[test]
fn found_records_have_their_traits_in_order() {
    let file = scratch("zeta,alpha,alpha\n1,x,y\n\n2,\"two\nlines\",\n1,é\n1,b,c,d\n11,1,1\n");
    let find = |column: &str, value: &str| {
        open(&file.path).find(column, value, &|_| {}, &CancellationToken::new())
    };
    let found = find("zeta", "1").unwrap();
    assert_eq!(
        serde_json::to_string(&found).unwrap(),
        r#"{"found":3,"records":[{"record":0,"line":2,"traits":{"zeta":"1","alpha":"x","alpha (2)":"y"}},"#.to_string()
            + r#"{"record":2,"line":6,"traits":{"zeta":"1","alpha":"é"}},"#
            + r#"{"record":3,"line":7,"traits":{"zeta":"1","alpha":"b","alpha (2)":"c","column 4":"d"}}]}"#
    );
    assert_eq!(
        find("alpha", "é").unwrap().records[0].traits.get("alpha"),
        Some("é")
    );
    assert_eq!(find("zeta", " 1").unwrap().found, 0);
    assert_eq!(
        find("alpha", "").unwrap().found,
        0,
        "a cell that is not there is not empty"
    );
    assert!(matches!(
        find("beta", "1"),
        Err(ExportError::UnknownColumn { .. })
    ));
}

#[test]
fn a_search_counts_all_and_returns_some() {
    let file = scratch(format!("a,b\n{}", "1,2\n".repeat(2_500)));
    let found = open(&file.path)
        .find("a", "1", &|_| {}, &CancellationToken::new())
        .unwrap();
    assert_eq!((found.found, found.records.len()), (2_500, 1_000));
}

#[test]
fn other_encodings_are_read_searched_and_placed() {
    let text = "id,name\n1,España\n2,日本🎬\n";
    let utf16 = |bytes: fn(u16) -> [u8; 2]| {
        "\u{FEFF}"
            .encode_utf16()
            .chain(text.encode_utf16())
            .flat_map(bytes)
            .collect::<Vec<u8>>()
    };
    let cases = [
        (
            format!("\u{FEFF}{text}").into_bytes(),
            Encoding::Utf8,
            "日本🎬",
        ),
        (text.as_bytes().to_vec(), Encoding::Utf8, "日本🎬"),
        (utf16(u16::to_le_bytes), Encoding::Utf16Le, "日本🎬"),
        (utf16(u16::to_be_bytes), Encoding::Utf16Be, "日本🎬"),
        // Without their marks, too.
        (
            utf16(u16::to_le_bytes)[2..].to_vec(),
            Encoding::Utf16Le,
            "日本🎬",
        ),
        (
            utf16(u16::to_be_bytes)[2..].to_vec(),
            Encoding::Utf16Be,
            "日本🎬",
        ),
        (
            b"id,name\n1,Espa\xF1a\n2,\x80\n".to_vec(),
            Encoding::Windows1252,
            "€",
        ),
    ];
    for (raw, encoding, name) in cases {
        let file = scratch(&raw);
        let export = open(&file.path);
        let summary = export.summary();
        assert_eq!(
            (summary.encoding, summary.columns),
            (encoding, vec!["id".to_string(), "name".to_string()])
        );
        assert_eq!(summary.encoding_guessed, encoding == Encoding::Windows1252);
        assert_eq!(
            export.page(0, 9).unwrap().rows,
            [["1", "España"], ["2", name]]
        );
        let found = export
            .find("name", "España", &|_| {}, &CancellationToken::new())
            .unwrap();
        assert_eq!((found.found, found.records[0].line), (1, 2));
        assert_eq!(index(&export), 2);
    }
}

#[test]
fn delimiters_and_headers_are_told_from_the_first_records() {
    let summary = |text: &str| open(&scratch(text).path).summary();
    for (text, delimiter, columns) in [
        ("a,b,c\n1,2,3\n", ',', 3),
        ("a;b;c\n1,5;2;3\n", ';', 3),
        ("a\tb\n1\t2\n", '\t', 2),
        ("a|b|c,d\n1|2|3,4\n", '|', 3),
        ("\"a;b\",\"c;d;e\"\n\"1;2\",3\n", ',', 2),
        ("only\none\ncolumn\n", ',', 1),
        ("a,b", ',', 2),
    ] {
        let summary = summary(text);
        assert_eq!(
            (summary.delimiter, summary.columns.len(), summary.header),
            (delimiter, columns, true),
            "{text}"
        );
    }
    assert!(!summary("c1,US,2026-01-01,8.99\n").header);
    assert!(summary("customer_id,2nd_name,\n1,2,3\n").header);
}

#[test]
fn a_cell_is_given_whole_a_mebibyte_at_a_time() {
    let long = format!("{}日本\"\",", "é".repeat((1 << 20) + 3)).repeat(2);
    let file = scratch(format!(
        "a,b\n1,\"x\"\"\ny\"\n\nragged\n\"{}\",after\n",
        long.replace('"', "\"\"")
    ));
    let export = open(&file.path);
    let token = CancellationToken::new();
    let cell = |record, column, from| {
        let found = export.cell(record, column, from, CELL_BYTES, &token);
        found.unwrap()
    };
    let given = cell(0, 1, 0).unwrap();
    assert_eq!(
        (given.text.as_str(), given.bytes, given.next),
        ("x\"\ny", 4, None)
    );
    assert_eq!(cell(1, 0, 0).unwrap().text, "ragged");
    assert_eq!(cell(1, 1, 0), None);
    let (mut whole, mut from, mut answers) = (String::new(), Some(0), 0);
    while let Some(at) = from {
        let given = cell(2, 0, at).unwrap();
        assert_eq!((given.bytes, given.from), (long.len() as u64, at));
        assert!(given.text.len() <= 1 << 20);
        whole += &given.text;
        from = given.next;
        answers += 1;
    }
    assert!(whole == long);
    assert_eq!(answers, 5);
    let few = export.cell(2, 0, 2, 5, &token).unwrap().unwrap();
    assert_eq!((few.text.as_str(), few.next), ("éé", Some(6)));
    let past = cell(2, 0, u64::MAX).unwrap();
    assert_eq!((past.text.as_str(), past.next), ("", None));
    assert_eq!(cell(2, 1, 0).unwrap().text, "after");
    assert_eq!(cell(3, 0, 0), None);
    token.cancel();
    let ended = export.cell(2, 0, 0, CELL_BYTES, &token);
    assert!(matches!(ended, Err(ExportError::Cancelled { .. })));
    std::fs::write(&file.path, "a,b\n1,2\n").unwrap();
    let error = export.cell(0, 0, 0, CELL_BYTES, &token).unwrap_err();
    assert!(matches!(error, ExportError::Changed { .. }), "{error}");
}

#[test]
fn a_cell_past_all_that_is_kept_of_a_record_is_given() {
    let file = scratch(format!("a\n{}far away\n", ",".repeat(70_000)));
    let export = open(&file.path);
    let cell = |column| export.cell(0, column, 0, CELL_BYTES, &CancellationToken::new());
    assert_eq!(cell(70_000).unwrap().unwrap().text, "far away");
    assert_eq!(cell(69_999).unwrap().unwrap().text, "");
    assert_eq!(cell(70_001).unwrap(), None);
}

#[test]
fn a_page_of_empty_cells_is_bounded_too() {
    let row = format!("{}\n", ",".repeat(65_000));
    let file = scratch(format!("a\n{}", row.repeat(40)));
    let page = open(&file.path).page(0, 1_000).unwrap();
    let cells: usize = page.rows.iter().map(Vec::len).sum();
    assert!((1..40).contains(&page.rows.len()), "{}", page.rows.len());
    assert!(cells * size_of::<String>() < 20 << 20, "{cells} cells");
    let found = open(&file.path)
        .find("a", "", &|_| {}, &CancellationToken::new())
        .unwrap();
    assert_eq!(found.found, 40);
    assert!(found.records.len() < 40, "{}", found.records.len());
}
