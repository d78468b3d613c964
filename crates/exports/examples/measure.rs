//! Times the work on one file: `cargo run -p patchbay-exports --example measure -- FILE [COLUMN VALUE]`.
//!
//! Prints seconds, and the peak of resident memory after each step where `/proc` tells it.

use std::error::Error;
use std::path::Path;
use std::time::Instant;

use patchbay_exports::{Export, OpenOptions, TraitSpec};
use tokio_util::sync::CancellationToken;

fn main() -> Result<(), Box<dyn Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let file = args.first().ok_or("usage: measure FILE [COLUMN VALUE]")?;
    let cancel = CancellationToken::new();
    let mut last = Instant::now();
    let mut step = |what: &str, result: String| {
        let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
        let peak = status
            .lines()
            .find_map(|l| l.strip_prefix("VmHWM:"))
            .unwrap_or("?")
            .trim()
            .to_string();
        println!(
            "{what:<28} {:>9.4} s   peak {peak:>12}   {result}",
            last.elapsed().as_secs_f64()
        );
        last = Instant::now();
    };

    let options = OpenOptions {
        threads: std::env::var("THREADS").ok().and_then(|n| n.parse().ok()),
        ..OpenOptions::default()
    };
    let export = Export::open(Path::new(file), &options, &|_| {}, &cancel)?;
    let page = export.page(0, 50)?;
    step("open and first page", format!("{} rows", page.rows.len()));
    let rows = export.index(&|_| {}, &cancel)?;
    step("index", format!("{rows} records"));
    let page = export.page(rows / 5 * 4, 50)?;
    step("page at four fifths", format!("{} rows", page.rows.len()));
    let counted = patchbay_exports::probe::count_cells(&export)?;
    step("tokenise", format!("{counted:?} rows, cells, odd rows"));
    if std::env::var_os("QUICK").is_some() {
        return Ok(());
    }
    if let [_, column, value] = args.as_slice() {
        let matches = export.find(column, value, &|_| {}, &cancel)?;
        step("find", format!("{} found", matches.found));
    }
    let report = export.check(&TraitSpec::by_name("evergent")?, &|_| {}, &cancel)?;
    step(
        "check",
        format!(
            "{:?}, {} issues, {:?}",
            report.verdict,
            report.issues.len(),
            report.customers
        ),
    );
    for issue in &report.issues {
        println!(
            "  {:?} {:?} {:?} {:?} {} {:?}",
            issue.severity, issue.kind, issue.column, issue.value, issue.count, issue.hint
        );
    }
    Ok(())
}
