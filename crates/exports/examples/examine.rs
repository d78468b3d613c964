//! Times examinations of one file: `cargo run --release -p patchbay-exports --example examine -- FILE [WHAT] [THREADS]`.
//!
//! WHAT is `both` (the default), `check`, `profile`, or column names with commas, which are profiled alone. Prints
//! seconds of the clock and of all processors, peak memory, and what was found.

use std::error::Error;
use std::path::Path;
use std::time::Instant;

use patchbay_exports::{Examine, Export, OpenOptions, TraitSpec};
use tokio_util::sync::CancellationToken;

fn main() -> Result<(), Box<dyn Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let file = args.first().ok_or("usage: examine FILE [WHAT] [THREADS]")?;
    let what = args.get(1).map_or("both", String::as_str);
    let spec = TraitSpec::by_name("evergent")?;
    let names: Vec<String> = what.split(',').map(str::to_owned).collect();
    let named = !matches!(what, "both" | "check" | "profile");
    let examine = Examine {
        spec: matches!(what, "both" | "check").then_some(&spec),
        profile: what != "check",
        columns: named.then_some(&names),
    };
    let options = OpenOptions {
        threads: args.get(2).map(|n| n.parse()).transpose()?,
        ..OpenOptions::default()
    };
    let cancel = CancellationToken::new();
    let export = Export::open(Path::new(file), &options, &|_| {}, &cancel)?;
    let (clock, processors) = (Instant::now(), cpu());
    let rows = export.index(&|_| {}, &cancel)?;
    let (indexed, indexed_cpu) = (clock.elapsed(), cpu() - processors);
    let found = export.examine(&examine, &|_| {}, &cancel)?;
    println!(
        "{rows} records: index {indexed:.3?} ({indexed_cpu:.2} s of processors), all {:.3?} ({:.2} s), peak {}",
        clock.elapsed(),
        cpu() - processors,
        status("VmHWM:")
    );
    for issue in found.check.iter().flat_map(|check| &check.issues) {
        println!(
            "  {:?} {:?} {} {} {} {}",
            issue.severity,
            issue.kind,
            issue.column.as_deref().unwrap_or("-"),
            issue.value.as_deref().unwrap_or("-"),
            issue.count,
            issue.hint.as_deref().unwrap_or("")
        );
    }
    println!("{:?}", found.check.map(|check| check.customers));
    for column in found.profile.iter().flat_map(|profile| &profile.columns) {
        println!(
            "  {} {:?} empty {} odd {} distinct {}{} from {:?} to {:?} top {:?} ranges {}",
            column.name,
            column.kind,
            column.empty,
            column.odd,
            if column.distinct_exact { "" } else { "about " },
            column.distinct,
            column.min,
            column.max,
            column.top.first().map(|top| (&top.value, top.count)),
            column.histogram.as_ref().map_or(0, |h| h.counts.len()),
        );
    }
    Ok(())
}

/// Seconds that all threads of this process have taken, where `/proc` tells it.
fn cpu() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields: Vec<&str> = stat
        .rsplit(')')
        .next()
        .unwrap_or("")
        .split_whitespace()
        .collect();
    let ticks = |i: usize| {
        fields
            .get(i)
            .and_then(|f| f.parse::<f64>().ok())
            .unwrap_or(0.0)
    };
    (ticks(11) + ticks(12)) / 100.0
}

fn status(name: &str) -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|l| l.strip_prefix(name));
    line.unwrap_or("?").trim().to_owned()
}
