//! Files that cannot be read as an export, and files that change under the reader: the sentences that people see.
#![allow(
    clippy::unwrap_used,
    reason = "clippy takes only the #[test] functions for tests"
)]

mod common;

use std::fs::{self, OpenOptions as FileOptions};
use std::io::Write;
use std::path::Path;

use common::{HEADER, ROW, open, row, scratch, try_check, with_header};
use insta::assert_snapshot;
use patchbay_exports::{ExportError, OpenOptions, TraitSpec};
use tokio_util::sync::CancellationToken;

/// The sentence, with the scratch directory called DIR.
fn said(error: &ExportError, path: &Path) -> String {
    error
        .to_string()
        .replace(path.parent().unwrap().to_str().unwrap(), "DIR")
}

fn refused(content: impl AsRef<[u8]>) -> String {
    let file = scratch(content);
    said(
        &common::open_with(&file.path, &OpenOptions::default()).unwrap_err(),
        &file.path,
    )
}

#[test]
fn what_is_no_export_is_refused_with_a_remedy() {
    let dir = scratch("");
    let parent = dir.path.parent().unwrap();
    let open = |path: &Path| {
        said(
            &common::open_with(path, &OpenOptions::default()).unwrap_err(),
            &dir.path,
        )
    };
    assert_snapshot!(open(&parent.join("none.csv")), @"there is no file at DIR/none.csv: check the path, or export the file again");
    assert_snapshot!(open(parent), @"DIR is a directory: choose a CSV file inside it");
    assert_snapshot!(refused(""), @"DIR/export.csv is empty: export it again, or choose another file");
    assert_snapshot!(refused("\u{FEFF}\r\n\n"), @"DIR/export.csv is empty: export it again, or choose another file");
    assert_snapshot!(refused([0x7F, b'E', b'L', b'F', 2, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 3, 0, 62, 0]), @"DIR/export.csv is not a CSV file: it holds bytes that no text has; choose another file");
    assert_snapshot!(refused(b"PK\x03\x04\x14\0\x06\0"), @"DIR/export.csv is not a CSV file: it is a ZIP archive or an Excel workbook; unpack it, or save the sheet as CSV");
    assert_snapshot!(refused(b"\x1F\x8B\x08\0"), @"DIR/export.csv is not a CSV file: it is gzip-compressed; decompress it first");
    assert_snapshot!(refused(format!("a,\"b\n{}", "1,2\n".repeat(300_000))), @"the header row of DIR/export.csv does not end within 1048576 bytes: look for a quote that is never closed, or another delimiter");
}

#[test]
fn a_header_alone_can_be_seen_and_not_checked() {
    let file = scratch(format!("{HEADER}\n"));
    let export = open(&file.path);
    let page = export.page(0, 10).unwrap();
    assert_eq!(
        (page.columns.len(), page.rows.len(), page.total),
        (20, 0, Some(0))
    );
    assert_snapshot!(said(&try_check(&export, &common::evergent()).unwrap_err(), &file.path), @"DIR/export.csv has a header row and no records, so there is nothing to check: export it again");
}

#[cfg(unix)]
#[test]
fn a_pipe_is_refused_without_waiting_for_it() {
    let dir = scratch("");
    let pipe = dir.path.with_file_name("pipe");
    assert!(
        std::process::Command::new("mkfifo")
            .arg(&pipe)
            .status()
            .unwrap()
            .success()
    );
    let error = common::open_with(&pipe, &OpenOptions::default()).unwrap_err();
    assert_snapshot!(said(&error, &pipe), @"DIR/pipe is not a regular file: save its content to a file and open that");
}

#[test]
fn other_refusals_name_what_was_asked_for() {
    let file = scratch(with_header(&[ROW]));
    let export = open(&file.path);
    let options = OpenOptions {
        delimiter: Some(b'"'),
        ..OpenOptions::default()
    };
    assert_snapshot!(common::open_with(&file.path, &options).unwrap_err(), @r#"`\"` cannot be a delimiter: use a comma, a semicolon, a tab, a pipe or another ASCII sign"#);
    assert_snapshot!(TraitSpec::by_name("everget").unwrap_err(), @"there is no trait spec `everget`: use evergent, recurly, stripe, zuora, piano, chargify, generic");
    let token = CancellationToken::new();
    let two = scratch("id,name\n1,x\n");
    let error = open(&two.path)
        .find("user", "1", &|_| {}, &token)
        .unwrap_err();
    assert_snapshot!(said(&error, &two.path), @"DIR/export.csv has no column `user`: its columns are id, name");
    token.cancel();
    assert_snapshot!(said(&export.index(&|_| {}, &token).unwrap_err(), &file.path), @"reading DIR/export.csv was cancelled");
    for name in TraitSpec::names() {
        assert_eq!(TraitSpec::by_name(name).unwrap().name, *name);
    }
}

#[test]
fn a_spec_that_contradicts_itself_is_refused() {
    let file = scratch(with_header(&[ROW]));
    let refused = |change: &dyn Fn(&mut TraitSpec)| {
        let mut spec = common::evergent();
        change(&mut spec);
        try_check(&open(&file.path), &spec).unwrap_err().to_string()
    };
    assert_snapshot!(refused(&|s| s.key.push("user".into())), @"the trait spec `evergent` refers to the column `user`, which it does not have: correct it");
    assert_snapshot!(refused(&|s| s.columns[3].header = Some("country".into())), @"the trait spec `evergent` has the column `country` twice: correct it");
    assert_snapshot!(refused(&|s| s.orders[0].later = "package".into()), @"the trait spec `evergent` orders `package`, which is no date: correct it");
    assert_snapshot!(refused(&|s| s.columns.clear()), @"the trait spec `evergent` has no columns: correct it");
}

/// Every operation on an export must fail once this was done to its file.
fn after(change: impl Fn(&Path)) -> String {
    let rows: Vec<String> = (0..200)
        .map(|i| row(&[("customer_id", &i.to_string())]))
        .collect();
    let file = scratch(with_header(
        &rows.iter().map(String::as_str).collect::<Vec<_>>(),
    ));
    let export = open(&file.path);
    assert_eq!(export.page(0, 1).unwrap().rows.len(), 1);
    change(&file.path);
    let token = CancellationToken::new();
    let errors = [
        export.page(0, 1).unwrap_err(),
        export.index(&|_| {}, &token).unwrap_err(),
        export
            .check(&common::evergent(), &|_| {}, &token)
            .unwrap_err(),
        export.find("country", "US", &|_| {}, &token).unwrap_err(),
    ];
    let texts: Vec<String> = errors.iter().map(|e| said(e, &file.path)).collect();
    assert!(texts.iter().all(|t| *t == texts[0]), "{texts:#?}");
    texts[0].clone()
}

#[test]
fn a_file_that_changes_while_open_is_an_error_that_says_how() {
    let edit = |path: &Path| FileOptions::new().append(true).open(path).unwrap();
    assert_snapshot!(after(|p| FileOptions::new().write(true).open(p).unwrap().set_len(3_000).unwrap()), @"DIR/export.csv was truncated while it was open: reopen it");
    assert_snapshot!(after(|p| edit(p).write_all(b"more\n").unwrap()), @"DIR/export.csv grew while it was open: reopen it");
    assert_snapshot!(after(|p| fs::remove_file(p).unwrap()), @"DIR/export.csv was moved or deleted while it was open: reopen it");
    assert_snapshot!(after(|p| {
        let other = p.with_file_name("other");
        fs::copy(p, &other).unwrap();
        fs::rename(&other, p).unwrap();
    }), @"DIR/export.csv was replaced while it was open: reopen it");
    assert_snapshot!(after(|p| {
        let before = fs::metadata(p).unwrap().modified().unwrap();
        let file = FileOptions::new().write(true).open(p).unwrap();
        file.set_modified(before + std::time::Duration::from_secs(1)).unwrap();
    }), @"DIR/export.csv was rewritten while it was open: reopen it");
}

#[test]
fn a_file_that_is_truncated_in_the_middle_of_a_pass_is_an_error() {
    let file = scratch(with_header(&[ROW]).repeat(20_000));
    let export = open(&file.path);
    let truncate = |_| {
        FileOptions::new()
            .write(true)
            .open(&file.path)
            .unwrap()
            .set_len(1_000_000)
            .unwrap();
    };
    let error = export
        .check(&common::evergent(), &truncate, &CancellationToken::new())
        .unwrap_err();
    assert_eq!(
        said(&error, &file.path),
        "DIR/export.csv was truncated while it was open: reopen it"
    );
    assert_eq!(
        export.summary().rows,
        None,
        "nothing was learnt from half a file"
    );
}

#[test]
fn an_export_can_be_shared_between_threads() {
    let file = scratch(with_header(&vec![ROW; 3_000]));
    let export = open(&file.path);
    std::thread::scope(|s| {
        for _ in 0..3 {
            let export = export.clone();
            s.spawn(move || {
                common::index(&export);
                assert_eq!(export.page(2_999, 5).unwrap().rows.len(), 1);
            });
        }
    });
    assert_eq!(export.summary().rows, Some(3_000));
}

/// What a whole report looks like as JSON; its sentences are read here.
#[test]
fn a_report_reads_well() {
    let bad = [
        row(&[
            ("customer_id", "c2"),
            ("payment_status", " Posted"),
            ("classification", "paid"),
        ]),
        row(&[("pack_price", "6,99"), ("valid_to_date", "2025-12-31")]),
        row(&[
            ("customer_id", "c3"),
            ("package", "Std 55\" TV"),
            ("payment_date", "2026-02-30"),
        ]),
        row(&[
            ("customer_id", "c3"),
            ("payment_status", "Declined"),
            ("currency_code", "ABC"),
        ]),
    ];
    let rows: Vec<&str> = std::iter::once(ROW)
        .chain(bad.iter().map(String::as_str))
        .collect();
    let file = scratch(with_header(&rows));
    let mut report = try_check(&open(&file.path), &common::evergent()).unwrap();
    report.file = "DIR/export.csv".into();
    insta::assert_json_snapshot!(report);
}
