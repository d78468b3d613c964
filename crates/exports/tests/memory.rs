//! What a very long cell costs. Alone in its process, so that the memory is its own.
#![allow(
    clippy::unwrap_used,
    reason = "clippy takes only the #[test] functions for tests"
)]

mod common;

use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::num::NonZero;
use std::path::Path;

use common::{index, scratch};
use patchbay_exports::{Examine, OpenOptions, PAGE_CELL_BYTES, probe};
use tokio_util::sync::CancellationToken;

/// Megabytes that this process has held at most; nothing where the system does not say.
fn peak_mb() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|l| l.strip_prefix("VmHWM:"))?;
    Some(line.trim().strip_suffix(" kB")?.parse::<u64>().ok()? / 1_000)
}

fn write_long(path: &Path, quote: &str) {
    let mut file = BufWriter::new(File::create(path).unwrap());
    write!(file, "a,b,c\n1,2,3\n4,{quote}").unwrap();
    let line = "a hundred megabytes in one cell, or more\n"
        .replace([',', '\n'], if quote.is_empty() { " " } else { "\n" });
    for _ in 0..(100 << 20) / line.len() {
        file.write_all(line.as_bytes()).unwrap();
    }
    writeln!(file, "{quote},6\n7,8,9").unwrap();
    file.flush().unwrap();
}

#[test]
fn a_cell_of_a_hundred_megabytes_takes_no_memory() {
    for quote in ["", "\""] {
        let file = scratch("");
        write_long(&file.path, quote);
        let before = peak_mb();
        for threads in [1, 2] {
            let options = OpenOptions {
                threads: NonZero::new(threads),
                ..OpenOptions::default()
            };
            let export = common::open_with(&file.path, &options).unwrap();
            let page = export.page(0, 10).unwrap();
            assert_eq!(
                (
                    page.rows.len(),
                    page.rows[1][0].as_str(),
                    page.rows[1][2].as_str()
                ),
                (3, "4", "6")
            );
            assert_eq!(page.rows[1][1].len(), PAGE_CELL_BYTES + "…".len());
            assert!(page.cut[0].bytes > 99 << 20);
            let export = common::open_with(&file.path, &options).unwrap();
            assert_eq!(index(&export), 3);
            let (rows, cells, _) = probe::count_cells(&export).unwrap();
            assert_eq!((rows, cells), (3, 9));
            assert_eq!(export.page(2, 1).unwrap().rows, [["7", "8", "9"]]);
            let what = Examine {
                profile: true,
                ..Examine::default()
            };
            let seen = export.examine(&what, &|_| {}, &CancellationToken::new());
            assert_eq!(seen.unwrap().profile.unwrap().rows, 3);
        }
        if let (Some(before), Some(after)) = (before, peak_mb()) {
            assert!(after < before + 64, "{before} MB before, {after} MB after");
        }
    }
}
