//! Whatever the bytes, the delimiter, the borders of pieces and the number of threads: the records are those of the
//! `csv` crate, cell for cell, and their places are where they start.
#![no_main]

use std::cell::OnceCell;

use libfuzzer_sys::{Corpus, fuzz_target};
use patchbay_exports::{Encoding, ExportError, probe};
use tempfile::TempDir;

thread_local! {
    static FOLDER: OnceCell<TempDir> = const { OnceCell::new() };
}

fuzz_target!(|bytes: &[u8]| -> Corpus {
    // The first three bytes choose how it is read, so that the fuzzer can vary that too.
    let [how, piece, segment, content @ ..] = bytes else {
        return Corpus::Reject;
    };
    let delimiter = b",;\t|"[usize::from(how & 3)];
    let threads = 1 + usize::from(how >> 2 & 3);
    let (piece, segment) = (1 + u64::from(*piece), 1 + u64::from(*segment) * 4);
    FOLDER.with(|folder| {
        let folder = folder.get_or_init(|| tempfile::tempdir().expect("a temporary folder"));
        let path = folder.path().join("fuzz.csv");
        std::fs::write(&path, content).expect("a file in it");
        let ours = match probe::parse(&path, Encoding::Utf8, delimiter, threads, piece, segment) {
            Ok(ours) => ours,
            // Nothing in it, or no text: refused before anything is read.
            Err(ExportError::Empty { .. } | ExportError::NotCsv { .. }) => return Corpus::Reject,
            Err(other) => panic!("{other}"),
        };
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(delimiter)
            .from_reader(content);
        let theirs: Vec<Vec<Vec<u8>>> = reader
            .byte_records()
            .map(|r| r.expect("bytes in memory").iter().map(<[u8]>::to_vec).collect())
            .collect();
        assert_eq!(ours.iter().map(|r| &r.cells).collect::<Vec<_>>(), theirs.iter().collect::<Vec<_>>());
        for (i, record) in ours.iter().enumerate() {
            assert_eq!(record.record, i as u64);
            let start = usize::try_from(record.byte).expect("a small file");
            // A record starts after a line break or at the top, and never with one.
            assert!(!matches!(content.get(start), Some(b'\n' | b'\r')));
            let top = start == 0 || (start == 3 && content.starts_with(b"\xEF\xBB\xBF"));
            assert!(top || matches!(content[start - 1], b'\n' | b'\r'));
        }
        Corpus::Keep
    })
});
