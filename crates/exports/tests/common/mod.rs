//! What the tests share: files in a directory of their own, and checks without a watcher.
#![allow(dead_code, reason = "each test file uses its part")]

use std::path::{Path, PathBuf};

use patchbay_exports::{
    CheckReport, Export, ExportError, Issue, IssueKind, OpenOptions, TraitSpec,
};
use tempfile::TempDir;
use tokio_util::sync::CancellationToken;

pub const HEADER: &str = "customer_id,business_unit,country,current_payment_method,pack_id,package,pack_price,\
    pack_type,currency_code,valid_from_date,valid_to_date,payment_status,payment_type,payment_date,declined_reason,\
    promotion_amount,promotion_code,coupon_code,cancellation_requested_date,classification";

pub const ROW: &str = "c1,StreamCo,US,Credit Card,STD,Standard,8.99,Base,USD,2026-01-01,2026-01-31,Posted,Renewal,\
    2026-01-01,,,,,,Paid";

/// A file that is gone when this is dropped.
pub struct Scratch {
    _dir: TempDir,
    pub path: PathBuf,
}

pub fn scratch(content: impl AsRef<[u8]>) -> Scratch {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("export.csv");
    std::fs::write(&path, content).unwrap();
    Scratch { _dir: dir, path }
}

pub fn open(path: &Path) -> Export {
    open_with(path, &OpenOptions::default()).unwrap()
}

pub fn open_with(path: &Path, options: &OpenOptions) -> Result<Export, ExportError> {
    Export::open(path, options, &|_| {}, &CancellationToken::new())
}

pub fn index(export: &Export) -> u64 {
    export.index(&|_| {}, &CancellationToken::new()).unwrap()
}

/// The spec of the daily export.
pub fn evergent() -> TraitSpec {
    TraitSpec::by_name("evergent").unwrap()
}

pub fn try_check(export: &Export, spec: &TraitSpec) -> Result<CheckReport, ExportError> {
    export.check(spec, &|_| {}, &CancellationToken::new())
}

/// Checks a file of this content against Evergent's spec.
pub fn check(content: impl AsRef<[u8]>) -> CheckReport {
    check_with(content, &evergent())
}

pub fn check_with(content: impl AsRef<[u8]>, spec: &TraitSpec) -> CheckReport {
    let file = scratch(content);
    try_check(&open(&file.path), spec).unwrap()
}

/// The header, then these records.
pub fn with_header(records: &[&str]) -> String {
    let mut text = format!("{HEADER}\n");
    for record in records {
        text.push_str(record);
        text.push('\n');
    }
    text
}

/// The good row with some cells replaced; cells are written as they are given.
pub fn row(changes: &[(&str, &str)]) -> String {
    let mut cells: Vec<&str> = ROW.split(',').collect();
    for (column, value) in changes {
        let i = HEADER.split(',').position(|c| c == *column).unwrap();
        cells[i] = value;
    }
    cells.join(",")
}

/// The sum of the counts of a kind.
pub fn count(report: &CheckReport, kind: IssueKind) -> u64 {
    report
        .issues
        .iter()
        .filter(|i| i.kind == kind)
        .map(|i| i.count)
        .sum()
}

pub fn issues(report: &CheckReport, kind: IssueKind) -> Vec<&Issue> {
    report.issues.iter().filter(|i| i.kind == kind).collect()
}

/// Each issue as one line: kind, severity, column, count.
pub fn lines(report: &CheckReport) -> Vec<String> {
    let line = |i: &Issue| {
        let column = i.column.as_deref().unwrap_or("-");
        format!("{} {} {column} {}", json(i.kind), json(i.severity), i.count)
    };
    report.issues.iter().map(line).collect()
}

/// The name that a value has in JSON.
fn json(value: impl serde::Serialize) -> String {
    serde_json::to_value(value)
        .unwrap()
        .as_str()
        .unwrap()
        .to_string()
}
