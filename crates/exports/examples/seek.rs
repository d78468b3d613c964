//! Times finding, searching and comparing: `cargo run -p patchbay-exports --example seek -- find FILE COLUMN VALUE`,
//! `search FILE TEXT [-i]`, `compare OLD NEW` or `open FILE`. The environment's `THREADS` and `CACHE` are its options.
//!
//! Prints seconds, and the peak of resident memory where `/proc` tells it.

use std::error::Error;
use std::path::Path;
use std::time::Instant;

use patchbay_exports::{Export, OpenOptions, Search};
use tokio_util::sync::CancellationToken;

fn main() -> Result<(), Box<dyn Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    let options = OpenOptions {
        threads: std::env::var("THREADS").ok().and_then(|n| n.parse().ok()),
        cache: std::env::var_os("CACHE").map(Into::into),
        ..OpenOptions::default()
    };
    let cancel = CancellationToken::new();
    let open = |path: &str| Export::open(Path::new(path), &options, &|_| {}, &cancel);
    let mut last = Instant::now();
    let mut step = |what: &str, result: String| {
        let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
        let peak = status.lines().find_map(|l| l.strip_prefix("VmHWM:"));
        let seconds = last.elapsed().as_secs_f64();
        let peak = peak.unwrap_or("?").trim();
        println!("{what:<12} {seconds:>9.5} s   peak {peak:>12}   {result}");
        last = Instant::now();
    };
    match args[..] {
        ["open", file] => {
            let export = open(file)?;
            step("open", format!("{:?}", export.summary().compressed));
        }
        ["find", file, column, value] => {
            let export = open(file)?;
            step("open", String::new());
            for time in ["find", "again"] {
                let matches = export.find(column, value, &|_| {}, &cancel)?;
                step(time, format!("{} found", matches.found));
            }
        }
        ["search", file, text, ref rest @ ..] => {
            let export = open(file)?;
            export.index(&|_| {}, &cancel)?;
            step("index", String::new());
            let (mut from, mut hits) = (Some(0), 0);
            while let Some(record) = from {
                let search = Search {
                    text,
                    column: None,
                    ignore_case: !rest.is_empty(),
                    from: record,
                    limit: 1_000,
                };
                let found = export.search(&search, &|_| {}, &cancel)?;
                hits += found.hits.len();
                if record == 0 {
                    step("first part", format!("{hits} hits"));
                }
                from = found.next.filter(|_| hits < 100_000);
            }
            step("the rest", format!("{hits} hits, on from {from:?}"));
        }
        ["compare", old, new] => {
            let (old, new) = (open(old)?, open(new)?);
            step("open", String::new());
            let compared = old.compare(&new, None, &|_| {}, &cancel)?;
            let it = compared.comparison();
            let counts = [it.added, it.removed, it.changed, it.unchanged];
            step("compare", format!("{counts:?} {:?} {:?}", it.old, it.new));
            for column in it.columns.iter().filter(|c| c.changed > 0) {
                println!("  {column:?}");
            }
            for start in [0, u64::midpoint(it.added, it.changed)] {
                compared.page(None, None, start, 100)?;
                step("page", String::new());
            }
        }
        _ => return Err("usage: seek find|search|compare|open ...".into()),
    }
    Ok(())
}
