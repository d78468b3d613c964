//! Compressed files are exports like others, under their own name.
#![allow(
    clippy::unwrap_used,
    reason = "clippy takes only the #[test] functions for tests"
)]

mod common;

use std::io::Write;
use std::path::{Path, PathBuf};

use common::{ROW, Scratch, evergent, row, scratch, try_check, with_header};
use patchbay_exports::{Compression, Export, ExportError, OpenOptions, Search, Verdict};
use tokio_util::sync::CancellationToken;

fn gzip(text: &str) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(text.as_bytes()).unwrap();
    encoder.finish().unwrap()
}

fn cached(file: &Scratch) -> PathBuf {
    file.path.with_file_name("cache")
}

fn open(path: &Path, cache: Option<PathBuf>) -> Result<Export, ExportError> {
    let options = OpenOptions {
        cache,
        ..OpenOptions::default()
    };
    Export::open(path, &options, &|_| {}, &CancellationToken::new())
}

#[test]
fn a_compressed_export_is_one_like_others_under_its_own_name() {
    let text = with_header(&[ROW, &row(&[("customer_id", "c2")])]);
    for (packed, by) in [
        (gzip(&text), Compression::Gzip),
        (
            zstd::encode_all(text.as_bytes(), 3).unwrap(),
            Compression::Zstd,
        ),
    ] {
        let file = scratch(&packed);
        let name = file.path.display().to_string();
        let cancel = CancellationToken::new();
        for _ in 0..2 {
            let export = open(&file.path, Some(cached(&file))).unwrap();
            let summary = export.summary();
            assert_eq!(summary.file, name);
            assert_eq!(summary.bytes, text.len() as u64);
            let compressed = summary.compressed.unwrap();
            assert_eq!((compressed.by, compressed.bytes), (by, packed.len() as u64));
            let page = export.page(1, 1).unwrap();
            assert_eq!(
                (page.file.as_str(), page.rows[0][0].as_str()),
                (name.as_str(), "c2")
            );
            let report = try_check(&export, &evergent()).unwrap();
            assert_eq!(
                (report.file.as_str(), report.verdict),
                (name.as_str(), Verdict::Valid)
            );
            let matches = export.find("customer_id", "c2", &|_| {}, &cancel).unwrap();
            assert_eq!((matches.found, matches.records[0].line), (1, 3));
            let search = Search {
                text: "streamco",
                column: None,
                ignore_case: true,
                from: 0,
                limit: 10,
            };
            assert_eq!(
                export.search(&search, &|_| {}, &cancel).unwrap().hits.len(),
                2
            );
        }
    }
}

#[test]
fn errors_are_of_the_file_and_not_of_its_text_in_the_cache() {
    let file = scratch(gzip(&with_header(&[ROW])));
    let said = |error: ExportError| {
        let folder = file.path.parent().unwrap().to_str().unwrap();
        error.to_string().replace(folder, "DIR")
    };
    insta::assert_snapshot!(said(open(&file.path, None).unwrap_err()), @"DIR/export.csv is not a CSV file: it is gzip-compressed; decompress it first");
    let export = open(&file.path, Some(cached(&file))).unwrap();
    std::fs::write(&file.path, gzip("id\n1\n")).unwrap();
    insta::assert_snapshot!(said(export.page(0, 1).unwrap_err()), @"DIR/export.csv was truncated while it was open: reopen it");
    let again = open(&file.path, Some(cached(&file))).unwrap();
    assert_eq!(again.summary().columns, ["id"]);
    std::fs::write(&file.path, gzip("")).unwrap();
    insta::assert_snapshot!(said(open(&file.path, Some(cached(&file))).unwrap_err()), @"DIR/export.csv is empty: export it again, or choose another file");
    std::fs::write(&file.path, gzip("%PDF-1.7")).unwrap();
    insta::assert_snapshot!(said(open(&file.path, Some(cached(&file))).unwrap_err()), @"DIR/export.csv is not a CSV file: it is a PDF document; ask for the export as CSV");
}
