//! Specs and doubts on real profiles: a file passes the spec that is made from it, and a strange one is doubted.
#![allow(
    clippy::unwrap_used,
    reason = "clippy takes only the #[test] functions for tests"
)]

mod common;

use common::{evergent, open, row, scratch, try_check, with_header};
use jiff::civil::{Date, date};
use patchbay_exports::{Doubt, Examine, Profile, Rule, TraitSpec, Verdict, doubts};
use proptest::prelude::*;
use tokio_util::sync::CancellationToken;

fn profile(content: &str, spec: Option<&TraitSpec>) -> Profile {
    let file = scratch(content);
    let what = Examine {
        spec,
        profile: true,
        columns: None,
    };
    let found = open(&file.path).examine(&what, &|_| {}, &CancellationToken::new());
    found.unwrap().profile.unwrap()
}

/// Cells of one kind, a few of them empty.
fn cells(rows: usize) -> impl Strategy<Value = Vec<String>> {
    let kinds = prop_oneof![
        Just("-?[0-9]{1,5}(\\.[0-9]{1,3})?"),
        Just("(true|FALSE)"),
        Just("20[0-9]{2}-(0[1-9]|1[0-2])-[0-2][1-8]( [01][0-9]:30)?"),
        Just("[0-2][1-8]/(0[1-9]|1[0-2])/20[0-9]{2}"),
        Just("17[0-9]{11}"),
        Just("(gold|silver|bronze)"),
        Just("[a-zé ]{1,3}x"),
    ];
    let filled = kinds.prop_flat_map(move |kind| proptest::collection::vec(kind, rows));
    (
        filled,
        proptest::collection::vec(0..8_u8, rows),
        any::<bool>(),
    )
        .prop_map(|(cells, gaps, gappy)| {
            let gap = |gap| gappy && gap == 0;
            let cells = cells.into_iter().zip(gaps);
            cells
                .map(|(cell, g)| if gap(g) { String::new() } else { cell })
                .collect()
        })
}

fn tables() -> impl Strategy<Value = String> {
    let table = (1..80_usize, 1..6_usize).prop_flat_map(|(rows, columns)| {
        (Just(rows), proptest::collection::vec(cells(rows), columns))
    });
    table.prop_map(|(rows, columns)| {
        let header = (0..columns.len()).map(|i| format!("column_{i}"));
        let mut lines = vec![line("user_id".into(), header)];
        for r in 0..rows {
            let cells = columns.iter().map(|column| column[r].clone());
            lines.push(line(format!("u{r}"), cells));
        }
        lines.concat()
    })
}

fn line(first: String, others: impl Iterator<Item = String>) -> String {
    let cells: Vec<String> = std::iter::once(first).chain(others).collect();
    cells.join(",") + "\n"
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]
    #[test]
    fn a_file_passes_the_spec_that_is_made_from_it(text in tables()) {
        let profile = profile(&text, None);
        let spec = TraitSpec::infer("acme", &profile);
        spec.validate().unwrap();
        let file = scratch(&text);
        let report = try_check(&open(&file.path), &spec).unwrap();
        // Cells that are not of their column's type were there already: they may warn.
        let odd: u64 = profile.columns.iter().map(|c| c.odd).sum();
        let expected = if odd == 0 { Verdict::Valid } else { Verdict::ValidWithWarnings };
        prop_assert_eq!(report.verdict, expected, "{:#?}\n{:#?}", report.issues, spec);
        // And a spec that is widened by it knows all of its columns.
        let wider = TraitSpec::by_name("generic").unwrap().extended("wider").widened(&profile);
        wider.validate().unwrap();
        prop_assert_eq!(try_check(&open(&file.path), &wider).unwrap().verdict, expected);
    }
}

#[test]
fn the_types_of_user_traits_are_those_of_the_example() {
    let text = "user_id,ltv,channel,signup_date,nps,plan_type,payment_failed\n\
        789129,150,adwords,2011-08-12,8,monthly,false\n\
        322321,0,blog,2014-09-18,7,trial,false\n\
        900194,100,homepage,2018-04-01,9,annual,true\n";
    let spec = TraitSpec::infer("acme", &profile(text, None));
    let types: Vec<_> = spec
        .columns
        .iter()
        .map(|c| match c.rule {
            Rule::Text | Rule::Open { .. } => "string",
            Rule::Number { .. } => "number",
            Rule::Boolean { .. } => "boolean",
            Rule::Date { .. } => "date",
            _ => "another",
        })
        .collect();
    assert_eq!(
        types,
        [
            "string", "number", "string", "date", "number", "string", "boolean"
        ]
    );
}

/// A day's export: every classification, paid on that day and the days before.
fn day(of: Date, rows: usize, change: impl Fn(usize) -> Vec<(&'static str, String)>) -> String {
    let rows: Vec<String> = (0..rows)
        .map(|i| {
            let paid = of.checked_sub(jiff::Span::new().days(i64::try_from(i % 20).unwrap()));
            let mut cells = vec![
                ("customer_id", format!("c{i}")),
                ("payment_date", paid.unwrap().to_string()),
                (
                    "classification",
                    ["Paid", "Free Trial", "Retail"][i % 3].into(),
                ),
            ];
            cells.extend(change(i));
            let cells: Vec<(&str, &str)> = cells.iter().map(|(k, v)| (*k, v.as_str())).collect();
            row(&cells)
        })
        .collect();
    with_header(&rows.iter().map(String::as_str).collect::<Vec<_>>())
}

fn said(doubts: &[Doubt]) -> String {
    let lines = doubts.iter().map(|d| format!("{}\n", d.message));
    lines.collect::<Vec<_>>().concat()
}

#[test]
fn yesterdays_file_and_a_column_that_collapsed_are_doubted() {
    let (yesterday, today) = (date(2026, 11, 20), date(2026, 11, 21));
    let spec = evergent();
    let of = |text: &str| profile(text, Some(&spec));
    let before = of(&day(yesterday, 300, |_| Vec::new()));
    let good = of(&day(today, 310, |_| Vec::new()));
    assert_eq!(said(&doubts(&good, &spec, today, Some(&before))), "");
    // Yesterday's file again.
    insta::assert_snapshot!(said(&doubts(&before, &spec, today, Some(&before))), @"`payment_date` has no 2026-11-21: its latest date is 2026-11-20");
    let broken = of(&day(today, 200, |_| {
        vec![
            ("classification", "Paid".into()),
            ("country", String::new()),
        ]
    }));
    insta::assert_snapshot!(said(&doubts(&broken, &spec, today, Some(&before))), @r"
    200 records, 33 % fewer than the 300 of the earlier file
    `country` is empty, and had 300 values in the earlier file
    `classification` holds `Paid` alone, and 3 different values in the earlier file
    ");
}

#[test]
fn a_doubt_reads_dates_as_the_spec_writes_them() {
    let spec = |format| {
        let mut spec = evergent();
        spec.column_mut("payment_date").unwrap().rule = Rule::Date {
            format,
            severity: patchbay_exports::Severity::Error,
        };
        spec
    };
    // The fifth of December, and not the twelfth of May.
    let text = with_header(&[&row(&[("payment_date", "05/12/2026")])]);
    let today = date(2026, 12, 5);
    let european = spec(patchbay_exports::DateFormat::DayMonthYear);
    assert_eq!(
        said(&doubts(
            &profile(&text, Some(&european)),
            &european,
            today,
            None
        )),
        ""
    );
    let american = spec(patchbay_exports::DateFormat::MonthDayYear);
    assert_eq!(
        said(&doubts(
            &profile(&text, Some(&american)),
            &american,
            today,
            None
        )),
        "`payment_date` has no 2026-12-05: its latest date is 2026-05-12\n"
    );
}
