//! Files as they should not be: what becomes of each is defined, and none costs more memory than a good one.
#![allow(
    clippy::unwrap_used,
    reason = "clippy takes only the #[test] functions for tests"
)]

mod common;

use std::fs::{self, File, OpenOptions as FileOptions};
use std::io::{Seek, SeekFrom, Write};
use std::num::NonZero;
use std::path::Path;

use common::{index, open, scratch};
use patchbay_exports::{Change, Export, ExportError, OpenOptions, Progress, probe};
use tokio_util::sync::CancellationToken;

fn rows(export: &Export) -> Vec<Vec<String>> {
    export.page(0, 100).unwrap().rows
}

/// The records of a text after its header, in a page and counted.
fn read(text: &str) -> Vec<Vec<String>> {
    let file = scratch(text);
    let options = OpenOptions {
        delimiter: Some(b','),
        header: Some(true),
        ..OpenOptions::default()
    };
    let export = common::open_with(&file.path, &options).unwrap();
    let rows = rows(&export);
    assert_eq!(index(&export), rows.len() as u64);
    let cells: usize = rows.iter().map(Vec::len).sum();
    let (counted, all, _) = probe::count_cells(&export).unwrap();
    assert_eq!((counted, all), (rows.len() as u64, cells as u64));
    rows
}

#[test]
fn quotes_where_none_should_be_are_text() {
    assert_eq!(read("h\na\"b,\"c\"d,e\"\"f\n"), [["a\"b", "cd", "e\"\"f"]]);
    assert_eq!(read("h\n \"a,b\"\n"), [[" \"a", "b\""]]);
    assert_eq!(read("h\n\"a\"b\"c\",\"d\"\n"), [["ab\"c\"", "d"]]);
}

#[test]
fn a_quote_that_is_never_closed_goes_to_the_end_of_the_file() {
    assert_eq!(read("h\na,\"b\nc,d\n\ne"), [["a", "b\nc,d\n\ne"]]);
    assert_eq!(read("h\na,\""), [["a", ""]]);
    assert_eq!(read("h\na,\"b\"\""), [["a", "b\""]]);
}

#[test]
fn line_ends_may_be_mixed_and_the_last_one_may_be_missing() {
    assert_eq!(
        read("h\r\na\nb\rc\r\n\r\n\n\r\rd\n\re"),
        [["a"], ["b"], ["c"], ["d"], ["e"]]
    );
    assert_eq!(read("h\na,"), [["a", ""]]);
    assert_eq!(read("h\n,\n"), [["", ""]]);
    assert_eq!(read("h\n\"\"\n"), [[""]]);
    assert_eq!(read("h\n\"a\r\nb\rc\nd\"\n"), [["a\r\nb\rc\nd"]]);
    assert_eq!(read("h"), Vec::<Vec<String>>::new());
    assert_eq!(read("h\n\n\r\n"), Vec::<Vec<String>>::new());
}

#[test]
fn nul_bytes_are_text() {
    // Few enough of them that it may be a text that was damaged.
    let sound = "a text without any, of some length\n".repeat(20);
    let rows = read(&format!("h\na\0b,\0\n\"\0\",c\n{sound}"));
    assert_eq!(rows[..2], [["a\0b", "\0"], ["\0", "c"]]);
    assert_eq!(rows.len(), 22);
}

#[test]
fn ten_thousand_columns() {
    let row = |n: usize| (0..n).map(|i| i.to_string()).collect::<Vec<_>>().join(",") + "\n";
    let file = scratch(row(10_000).repeat(30) + &row(70_000));
    let export = open(&file.path);
    assert_eq!(export.summary().columns.len(), 10_000);
    assert_eq!(index(&export), 31);
    let page = export.page(28, 10).unwrap();
    assert_eq!(
        page.rows.iter().map(Vec::len).collect::<Vec<_>>(),
        [10_000, 10_000, 65_536]
    );
    let all = 30 * 10_000 + 70_000;
    assert_eq!(probe::count_cells(&export).unwrap(), (31, all, 1));
}

/// Run by hand, because it takes seconds: `cargo test --release -- --ignored four_gigabytes --nocapture`.
#[test]
#[ignore = "reads four gigabytes twice"]
fn one_line_of_four_gigabytes() {
    let file = scratch("");
    let mut content = File::create(&file.path).unwrap();
    content.write_all(b"a,b\n1,").unwrap();
    content.write_all(&vec![b'x'; 2 << 20]).unwrap();
    content.seek(SeekFrom::Start(4 << 30)).unwrap(); // zeros that take no room on the disk
    content.write_all(b",3\n4,5\n").unwrap();
    let at = std::time::Instant::now();
    let export = open(&file.path);
    let page = export.page(0, 1).unwrap();
    assert!(page.cut[0].bytes > (4 << 30) - 100);
    println!("open and page: {:?}", at.elapsed());
    let export = open(&file.path);
    assert_eq!(index(&export), 2);
    println!("and index: {:?}", at.elapsed());
    let (rows, cells, _) = probe::count_cells(&export).unwrap();
    assert_eq!((rows, cells), (2, 5));
    println!("and cells: {:?}", at.elapsed());
    assert_eq!(export.page(1, 1).unwrap().rows, [["4", "5"]]);
}

/// What is done to a file while it is open.
type Harm = fn(&Path);

const HARMS: [(Harm, Change); 5] = [
    (
        |p| {
            FileOptions::new()
                .write(true)
                .open(p)
                .unwrap()
                .set_len(3_000_000)
                .unwrap();
        },
        Change::Truncated,
    ),
    (
        |p| {
            FileOptions::new()
                .append(true)
                .open(p)
                .unwrap()
                .write_all(b"more\n")
                .unwrap();
        },
        Change::Grown,
    ),
    (|p| fs::remove_file(p).unwrap(), Change::Removed),
    (
        |p| {
            let other = p.with_file_name("other");
            fs::copy(p, &other).unwrap();
            fs::rename(&other, p).unwrap();
        },
        Change::Replaced,
    ),
    (
        |p| {
            let file = FileOptions::new().write(true).open(p).unwrap();
            let before = file.metadata().unwrap().modified().unwrap();
            file.set_modified(before + std::time::Duration::from_secs(1))
                .unwrap();
        },
        Change::Rewritten,
    ),
];

#[test]
fn a_file_that_changes_in_the_middle_of_a_pass_is_an_error_on_any_number_of_threads() {
    let text = format!("a,b\n{}", "1,\"two\n\"\n".repeat(1 << 20));
    for (harm, how) in HARMS {
        for threads in [1, 2, 8] {
            let file = scratch(&text);
            let options = OpenOptions {
                threads: NonZero::new(threads),
                cache: Some(file.path.with_file_name("cache")),
                ..OpenOptions::default()
            };
            let token = CancellationToken::new();
            let changed = |result: Result<_, ExportError>| {
                let error = result.map(|_: u64| ()).unwrap_err();
                assert!(
                    matches!(&error, ExportError::Changed { how: seen, .. } if *seen == how),
                    "{error}"
                );
            };

            // While records are looked for.
            let export = common::open_with(&file.path, &options).unwrap();
            let done = std::cell::Cell::new(false);
            let in_the_middle = |p: Progress| {
                // Where several threads work, this one may get no further than to begin.
                let far = if threads == 1 { 3 << 20 } else { 0 };
                if p.bytes > far && !done.replace(true) {
                    harm(&file.path);
                }
            };
            changed(export.index(&in_the_middle, &token));
            assert_eq!(
                export.summary().rows,
                None,
                "nothing is learnt of half a file"
            );
            changed(export.page(0, 10).map(|_| 0));
            changed(export.index(&|_| {}, &token));

            // While they are searched.
            fs::write(&file.path, &text).unwrap();
            let export = common::open_with(&file.path, &options).unwrap();
            assert_eq!(
                export.summary().rows,
                None,
                "nothing was kept of half a file"
            );
            export.index(&|_| {}, &token).unwrap();
            done.set(false);
            changed(export.find("a", "1", &in_the_middle, &token).map(|_| 0));
            assert!(done.get());
        }
    }
}
