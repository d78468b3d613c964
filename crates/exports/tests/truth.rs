//! Generated files whose every fault is known: the check finds all of them and nothing else.
#![allow(
    clippy::unwrap_used,
    reason = "clippy takes only the #[test] functions for tests"
)]

mod common;

use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::PathBuf;

use common::{count, open, try_check};
use patchbay_exports::{CheckReport, IssueKind, Verdict};

fn fixture(name: &str) -> PathBuf {
    // At run time: a binary that another clone built into the same target directory knows that clone's path.
    PathBuf::from(std::env::var("CARGO_MANIFEST_DIR").unwrap())
        .join("../../tests/fixtures/exports")
        .join(name)
}

struct Case {
    report: CheckReport,
    truth: serde_json::Value,
    /// The records as the csv crate sees them.
    records: Vec<Vec<String>>,
}

fn case(name: &str) -> Case {
    let path = fixture(&format!("{name}.csv"));
    let truth = std::fs::read(fixture(&format!("{name}.truth.json"))).unwrap();
    let mut reader = csv::ReaderBuilder::new()
        .flexible(true)
        .from_path(&path)
        .unwrap();
    let cells = |r: csv::ByteRecord| {
        r.iter()
            .map(|c| String::from_utf8_lossy(c).into_owned())
            .collect()
    };
    Case {
        report: try_check(&open(&path), &common::evergent()).unwrap(),
        truth: serde_json::from_slice(&truth).unwrap(),
        records: reader.byte_records().map(|r| cells(r.unwrap())).collect(),
    }
}

impl Case {
    fn truth(&self, group: &str, kind: &str) -> u64 {
        self.truth[group][kind].as_u64().unwrap()
    }

    fn of(&self, kind: IssueKind, column: &str) -> u64 {
        let here = self
            .report
            .issues
            .iter()
            .filter(|i| i.kind == kind && i.column.as_deref() == Some(column));
        here.map(|i| i.count).sum()
    }

    /// Records that repeat the (customer, pack) of an earlier one, of those with 20 cells.
    fn repeats(&self) -> u64 {
        let mut seen = HashSet::new();
        let whole = self
            .records
            .iter()
            .filter(|r| r.len() == 20 && !r[0].is_empty() && !r[4].is_empty());
        whole.filter(|r| !seen.insert((&r[0], &r[4]))).count() as u64
    }

    /// How often each value of a column comes that is not listed.
    fn unlisted(&self, column: usize, listed: &[&str]) -> BTreeMap<String, u64> {
        let mut counts = BTreeMap::new();
        for r in self
            .records
            .iter()
            .filter(|r| r.len() == 20 && !listed.contains(&r[column].as_str()))
        {
            *counts.entry(r[column].clone()).or_default() += 1;
        }
        counts
    }
}

#[test]
fn every_wrong_value_is_found() {
    use IssueKind::{
        BadDate, BadOrder, BadType, BadValue, DuplicateKey, EmptyRequired, UnlistedValue,
    };
    let case = case("evergent-dirty");
    let fault = |kind: &str| case.truth("faults", kind);
    assert_eq!(
        (case.report.rows, case.report.bytes),
        (600, case.truth["bytes"].as_u64().unwrap())
    );
    assert_eq!(case.report.verdict, Verdict::Invalid);
    let expected = [
        (EmptyRequired, "customer_id", fault("empty_customer_id")),
        (EmptyRequired, "pack_id", fault("empty_pack_id")),
        (
            EmptyRequired,
            "declined_reason",
            fault("declined_without_reason"),
        ),
        (BadValue, "country", fault("bad_country")),
        (
            BadValue,
            "payment_status",
            fault("enum_payment_status") + fault("padded_whitespace"),
        ),
        (BadValue, "payment_type", fault("enum_payment_type")),
        (BadValue, "currency_code", fault("currency_not_3_letters")),
        (BadType, "pack_price", fault("bad_pack_price")),
        (BadType, "promotion_amount", fault("bad_promotion_amount")),
        (BadDate, "valid_from_date", fault("bad_valid_from_date")),
        (BadDate, "valid_to_date", fault("bad_valid_to_date")),
        (BadDate, "payment_date", fault("bad_payment_date")),
        (
            BadDate,
            "cancellation_requested_date",
            fault("bad_cancellation_date"),
        ),
        (BadOrder, "valid_to_date", fault("period_reversed")),
        (DuplicateKey, "customer_id", case.repeats()),
    ];
    for (kind, column, count) in expected {
        assert!(
            count > 0,
            "the fixture proves nothing about {kind:?} of {column}"
        );
        assert_eq!(case.of(kind, column), count, "{kind:?} of {column}");
    }
    let methods = [
        "Google Wallet",
        "App Store Billing",
        "Credit Card",
        "Roku Payment",
        "Coupon",
    ];
    for (index, column, listed) in [
        (3, "current_payment_method", &methods[..]),
        (19, "classification", &["Paid", "Free Trial", "Retail"]),
    ] {
        let issues = case
            .report
            .issues
            .iter()
            .filter(|i| i.column.as_deref() == Some(column));
        let found: BTreeMap<String, u64> = issues
            .map(|i| (i.value.clone().unwrap(), i.count))
            .collect();
        assert_eq!(found, case.unlisted(index, listed), "{column}");
    }
    // And nothing else: all issues are one of those.
    let unlisted = count(&case.report, UnlistedValue);
    let total: u64 = case.report.issues.iter().map(|i| i.count).sum();
    assert_eq!(total, unlisted + expected.iter().map(|e| e.2).sum::<u64>());
}

#[test]
fn customers_with_several_packages_are_counted() {
    let case = case("evergent-dirty");
    let mut packs: HashMap<&str, HashSet<&str>> = HashMap::new();
    for r in case
        .records
        .iter()
        .filter(|r| !r[0].is_empty() && !r[4].is_empty())
    {
        packs.entry(&r[0]).or_default().insert(&r[4]);
    }
    let several = packs.values().filter(|p| p.len() > 1).count() as u64;
    let customers = case.report.customers.unwrap();
    assert!(several > 0);
    assert_eq!(
        (customers.total, customers.with_several),
        (packs.len() as u64, several)
    );
}

#[test]
fn every_broken_row_is_found_and_no_record_is_lost() {
    let case = case("evergent-broken");
    let report = &case.report;
    let sum = |group: &str, kinds: &[&str]| kinds.iter().map(|k| case.truth(group, k)).sum::<u64>();
    assert_eq!(report.rows, 600);
    for (kind, truth) in [
        (
            IssueKind::RaggedRow,
            sum(
                "ragged",
                &[
                    "one_field_short",
                    "many_fields_short",
                    "one_field_long",
                    "blank_line",
                ],
            ),
        ),
        (
            IssueKind::BadEncoding,
            sum("badbytes", &["latin1_byte", "nul_byte"]),
        ),
        (
            IssueKind::BadQuote,
            sum(
                "badbytes",
                &["bare_quote_in_field", "text_after_closing_quote"],
            ),
        ),
    ] {
        assert!(truth > 0);
        assert_eq!(count(report, kind), truth, "{kind:?}");
    }
    assert_eq!(count(report, IssueKind::DuplicateKey), case.repeats());
    let hint = report
        .issues
        .iter()
        .find(|i| i.kind == IssueKind::RaggedRow)
        .unwrap()
        .hint
        .clone()
        .unwrap();
    for (words, kinds) in [
        ("blank line", &["blank_line"][..]),
        ("too few cells", &["one_field_short", "many_fields_short"]),
        ("too many cells", &["one_field_long"]),
    ] {
        assert!(
            hint.contains(&format!("{words}: {}", sum("ragged", kinds))),
            "{hint}"
        );
    }
    let known = [
        IssueKind::RaggedRow,
        IssueKind::BadEncoding,
        IssueKind::BadQuote,
        IssueKind::DuplicateKey,
        IssueKind::UnlistedValue,
    ];
    assert!(
        report.issues.iter().all(|i| known.contains(&i.kind)),
        "{:#?}",
        report.issues
    );
}

#[test]
fn places_lead_to_the_records() {
    for name in ["evergent-dirty", "evergent-broken"] {
        let case = case(name);
        let raw = std::fs::read(fixture(&format!("{name}.csv"))).unwrap();
        for place in case.report.issues.iter().flat_map(|i| &i.first) {
            let byte = usize::try_from(place.byte).unwrap();
            let lines = raw[..byte].split(|b| *b == b'\n').count() as u64;
            assert_eq!(place.line, lines);
            if place.value == "a blank line" {
                assert!(raw[byte..].starts_with(b"\r\n"));
                continue;
            }
            let mut reader = csv::ReaderBuilder::new()
                .has_headers(false)
                .flexible(true)
                .from_reader(&raw[byte..]);
            let mut record = csv::ByteRecord::new();
            reader.read_byte_record(&mut record).unwrap();
            let cells: Vec<String> = record
                .iter()
                .map(|c| String::from_utf8_lossy(c).into_owned())
                .collect();
            assert_eq!(cells, case.records[usize::try_from(place.record).unwrap()]);
        }
    }
}

#[test]
fn two_checks_say_the_same() {
    let json = |c: &Case| serde_json::to_string(&c.report).unwrap();
    assert_eq!(json(&case("evergent-dirty")), json(&case("evergent-dirty")));
}
