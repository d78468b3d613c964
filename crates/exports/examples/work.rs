//! One piece of work on one file, timed: what `./dev bench exports` runs where the command line has no command for it.
//!
//! `work count|page|find|check|profile|examine FILE [--threads N] [--cache FOLDER] [--record N] [--customer ID]
//! [--columns A,B]`. Prints one JSON
//! object: the seconds of the work itself, the peak of resident memory where `/proc` tells it, and what came out.

use std::error::Error;
use std::path::{Path, PathBuf};
use std::time::Instant;

use patchbay_exports::{Examine, Export, OpenOptions, TraitSpec};
use tokio_util::sync::CancellationToken;

fn main() -> Result<(), Box<dyn Error>> {
    let mut args = std::env::args().skip(1);
    let (work, file) = args
        .next()
        .zip(args.next())
        .ok_or("usage: work WORK FILE")?;
    let (mut options, mut record, mut customer) = (OpenOptions::default(), 0, String::new());
    let mut columns = None;
    while let Some((option, value)) = args.next().zip(args.next()) {
        match option.as_str() {
            "--threads" => options.threads = Some(value.parse()?),
            "--cache" => options.cache = Some(PathBuf::from(value)),
            "--record" => record = value.parse()?,
            "--customer" => customer = value,
            "--columns" => columns = Some(value.split(',').map(str::to_owned).collect::<Vec<_>>()),
            _ => return Err(format!("there is no option {option}").into()),
        }
    }
    let (quiet, cancel) = (&|_| {}, CancellationToken::new());
    let export = Export::open(Path::new(&file), &options, quiet, &cancel)?;
    let spec = TraitSpec::by_name("evergent")?;
    let what = |profile| Examine {
        spec: Some(&spec),
        profile,
        columns: None,
    };
    let mut start = Instant::now();
    let result = match work.as_str() {
        "count" => format!("{} records", export.index(quiet, &cancel)?),
        "page" => {
            export.index(quiet, &cancel)?;
            start = Instant::now();
            format!("{} rows", export.page(record, 50)?.rows.len())
        }
        "find" => {
            export.examine(&what(false), quiet, &cancel)?;
            start = Instant::now();
            let matches = export.find("customer_id", &customer, quiet, &cancel)?;
            format!("{} records", matches.found)
        }
        "examine" => {
            let seen = export.examine(&what(true), quiet, &cancel)?;
            format!("{:?}", seen.check.map(|c| (c.rows, c.verdict)))
        }
        "profile" => {
            let what = Examine {
                profile: true,
                columns: columns.as_deref(),
                ..Examine::default()
            };
            let profile = export.examine(&what, quiet, &cancel)?.profile;
            format!("{:?} columns", profile.map(|p| p.columns.len()))
        }
        "check" => {
            let seen = export.examine(&what(false), quiet, &cancel)?;
            format!("{:?}", seen.check.map(|c| (c.rows, c.verdict)))
        }
        _ => return Err(format!("there is no work {work}").into()),
    };
    let seconds = start.elapsed().as_secs_f64();
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status
        .lines()
        .find_map(|l| l.strip_prefix("VmHWM:"))
        .unwrap_or("unknown")
        .trim();
    println!("{{\"seconds\": {seconds}, \"peak\": \"{peak}\", \"result\": \"{result}\"}}");
    Ok(())
}
