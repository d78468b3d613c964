//! Whatever the bytes, a check and a profile end with numbers that add up, and every record can be paged to and found.
#![no_main]

use std::cell::OnceCell;

use libfuzzer_sys::{Corpus, fuzz_target};
use patchbay_exports::{Examine, Export, IssueFilter, IssueKind, OpenOptions, TraitSpec};
use tempfile::TempDir;
use tokio_util::sync::CancellationToken;

thread_local! {
    static FOLDER: OnceCell<TempDir> = const { OnceCell::new() };
}

fuzz_target!(|bytes: &[u8]| -> Corpus {
    FOLDER.with(|folder| {
        let folder = folder.get_or_init(|| tempfile::tempdir().expect("a temporary folder"));
        let path = folder.path().join("fuzz.csv");
        std::fs::write(&path, bytes).expect("a file in it");
        let (quiet, cancel) = (&|_| {}, CancellationToken::new());
        // Nothing in it, no text, a header without end: refused before anything is read.
        let Ok(export) = Export::open(&path, &OpenOptions::default(), quiet, &cancel) else {
            return Corpus::Reject;
        };
        let spec = TraitSpec::by_name("evergent").expect("a built-in spec");
        let what = Examine { spec: Some(&spec), profile: true, columns: None };
        let Ok(seen) = export.examine(&what, quiet, &cancel) else {
            return Corpus::Reject; // no records
        };
        let (check, profile) = (seen.check.expect("asked for"), seen.profile.expect("asked for"));
        assert_eq!(check.rows, export.index(quiet, &cancel).expect("still there"));
        assert_eq!(check.rows, profile.rows);
        let mut judged = None;
        for column in &profile.columns {
            let cells = column.empty + column.filled;
            assert!(cells <= profile.rows && *judged.get_or_insert(cells) == cells);
            assert!(column.distinct <= column.filled && column.odd <= column.filled);
            assert!(column.top.iter().map(|v| v.count).sum::<u64>() <= column.filled);
            if let Some(histogram) = &column.histogram {
                assert_eq!(histogram.counts.iter().sum::<u64>(), column.filled - column.odd);
            }
        }
        for issue in &check.issues {
            assert!(issue.count > 0 && issue.first.len() <= 10);
            assert!(issue.first.iter().all(|p| p.record <= check.rows && p.byte <= check.bytes));
        }
        let ragged = IssueFilter { kind: Some(IssueKind::RaggedRow), ..IssueFilter::default() };
        assert!(seen.flagged.count(&ragged) <= check.rows);
        let last = export.page(check.rows - 1, 2).expect("still there");
        assert_eq!(last.rows.len(), 1);
        if let (Some(cell), Some(name)) = (last.rows[0].first(), last.columns.first())
            && last.cut.is_empty()
            && !cell.contains('\u{FFFD}')
        {
            assert!(export.find(name, cell, quiet, &cancel).expect("still there").found > 0);
        }
        Corpus::Keep
    })
});
