//! Every rule of Evergent's trait spec, one fault at a time.
#![allow(
    clippy::unwrap_used,
    reason = "clippy takes only the #[test] functions for tests"
)]

mod common;

use common::{HEADER, ROW, check, check_with, count, issues, lines, row, with_header};
use patchbay_exports::{
    CheckReport, Customers, DateFormat, Empty, IssueKind, Rule, Severity, TraitSpec, Verdict,
};

/// A file of one good record and one that has this change.
fn one_change(column: &str, value: &str) -> CheckReport {
    check(with_header(&[
        &row(&[("customer_id", "good")]),
        &row(&[(column, value)]),
    ]))
}

#[test]
fn a_clean_file_is_valid() {
    let report = check(with_header(&[ROW]));
    assert_eq!(report.verdict, Verdict::Valid, "{:#?}", report.issues);
    assert_eq!(
        (report.rows, report.issues.len(), report.columns.len()),
        (1, 0, 20)
    );
    assert_eq!(
        report.customers,
        Some(Customers {
            total: 1,
            with_several: 0
        })
    );
}

/// Column, value, and the issue as `kind severity`; `-` for none.
const CELLS: &[(&str, &str, &str)] = &[
    ("customer_id", "", "empty_required error"),
    ("customer_id", "   ", "empty_required error"),
    ("business_unit", "", "empty_required warning"),
    ("country", "", "empty_required error"),
    ("country", "usa", "bad_value warning"),
    ("country", "us", "bad_value warning"),
    ("country", "U1", "bad_value warning"),
    ("current_payment_method", "", "empty_required warning"),
    ("current_payment_method", "Google Wallet", "-"),
    ("current_payment_method", "App Store Billing", "-"),
    ("current_payment_method", "Roku Payment", "-"),
    ("current_payment_method", "Coupon", "-"),
    ("current_payment_method", "PayPal", "unlisted_value warning"),
    (
        "current_payment_method",
        "credit card",
        "unlisted_value warning",
    ),
    ("pack_id", "", "empty_required error"),
    ("package", "", "empty_required warning"),
    ("pack_price", "", "empty_required error"),
    ("pack_price", "0", "-"),
    ("pack_price", "N/A", "bad_type error"),
    ("pack_price", "$6.99", "bad_type error"),
    ("pack_price", "\"6,99\"", "bad_type error"),
    ("pack_price", "-6.99", "bad_type error"),
    ("pack_price", " 6.99", "bad_type error"),
    ("pack_type", "", "-"),
    ("currency_code", "", "empty_required error"),
    ("currency_code", "usd", "bad_value error"),
    ("currency_code", "US", "bad_value error"),
    ("currency_code", "U$D", "bad_value error"),
    ("currency_code", "DOLLAR", "bad_value error"),
    ("currency_code", "QQQ", "unlisted_value warning"),
    ("currency_code", "ZWG", "-"),
    ("valid_from_date", "", "empty_required error"),
    ("valid_from_date", "2025-02-30", "bad_date error"),
    ("valid_from_date", "2025/01/05", "bad_date error"),
    ("valid_from_date", "2026-01-01T10:00:00.25+02:00", "-"),
    ("valid_to_date", "", "empty_required error"),
    ("valid_to_date", "tomorrow", "bad_date error"),
    ("valid_to_date", "2025-12-31", "bad_order error"),
    ("valid_to_date", "2026-01-01", "-"),
    ("payment_status", "", "empty_required error"),
    ("payment_status", "posted", "bad_value error"),
    ("payment_status", " Posted", "bad_value error"),
    ("payment_status", "Pending", "bad_value error"),
    ("payment_status", "Declined", "empty_required error"), // of declined_reason
    ("payment_type", "", "empty_required error"),
    ("payment_type", "Purchase", "-"),
    ("payment_type", "renewal", "bad_value error"),
    ("payment_date", "", "-"),
    ("payment_date", "0000-00-00", "bad_date error"),
    ("declined_reason", "Card expired", "bad_value warning"),
    ("promotion_amount", "1.50", "-"),
    ("promotion_amount", "free", "bad_type error"),
    ("promotion_code", "SPRING", "-"),
    ("coupon_code", "CPN-1", "-"),
    ("cancellation_requested_date", "2026-01-15 10:00", "-"),
    (
        "cancellation_requested_date",
        "05-Jan-2026",
        "bad_date error",
    ),
    ("classification", "", "empty_required warning"),
    ("classification", "Free Trial", "-"),
    ("classification", "Retail", "-"),
    ("classification", "Gift", "unlisted_value warning"),
];

#[test]
fn every_rule_of_a_cell() {
    for (column, value, expected) in CELLS {
        let report = one_change(column, value);
        let named = if *value == "Declined" {
            "declined_reason"
        } else {
            *column
        };
        let expected: Vec<String> = match *expected {
            "-" => vec![],
            issue => vec![format!("{issue} {named} 1")],
        };
        assert_eq!(lines(&report), expected, "{column} = {value:?}");
        for place in report.issues.iter().flat_map(|i| &i.first) {
            assert_eq!((place.record, place.line), (1, 3), "{column} = {value:?}");
            let start = HEADER.len() + 1 + row(&[("customer_id", "good")]).len() + 1;
            assert_eq!(place.byte, start as u64, "{column} = {value:?}");
            assert_eq!(
                place.value,
                if *value == "Declined" {
                    ""
                } else {
                    value.trim_matches('"')
                }
            );
        }
        let expected = match report.issues.iter().map(|i| i.severity).min() {
            None => Verdict::Valid,
            Some(Severity::Warning) => Verdict::ValidWithWarnings,
            Some(Severity::Error) => Verdict::Invalid,
        };
        assert_eq!(report.verdict, expected);
    }
}

#[test]
fn a_declined_payment_needs_its_reason_and_any_other_status_is_not_judged_twice() {
    let reason = ("declined_reason", "Card expired");
    assert_eq!(
        lines(&check(with_header(&[&row(&[
            ("payment_status", "Declined"),
            reason
        ])]))),
        [""; 0]
    );
    let report = check(with_header(&[&row(&[("payment_status", "DECLINED")])]));
    assert_eq!(lines(&report), ["bad_value error payment_status 1"]);
    let report = check(with_header(&[&row(&[
        ("payment_status", "Pending"),
        reason,
    ])]));
    assert_eq!(lines(&report), ["bad_value error payment_status 1"]);
    let report = check(with_header(&[&row(&[
        ("payment_status", "Declined"),
        ("declined_reason", "  "),
    ])]));
    assert_eq!(lines(&report), ["empty_required error declined_reason 1"]);
}

#[test]
fn zones_and_times_count_in_the_order_of_dates() {
    let from = |from, to| {
        let report = check(with_header(&[&row(&[
            ("valid_from_date", from),
            ("valid_to_date", to),
        ])]));
        count(&report, IssueKind::BadOrder)
    };
    assert_eq!(from("2026-01-05T09:30:00Z", "2026-01-05T10:00:00+01:00"), 1);
    assert_eq!(from("2026-01-05T10:00:00+01:00", "2026-01-05T09:30:00Z"), 0);
    assert_eq!(from("2026-01-05T10:00:00", "2026-01-05"), 0);
    assert_eq!(from("2026-01-05T10:00:00", "2026-01-04"), 1);
    assert_eq!(
        from("nonsense", "2026-01-04"),
        0,
        "what is no date has no order"
    );
}

#[test]
fn an_unlisted_value_is_an_issue_of_its_own_and_the_rest_is_grouped() {
    let mut rows = Vec::new();
    for i in 0..1_205 {
        for n in 0..if i == 7 { 3 } else { 1 } {
            let id = format!("c{i}-{n}");
            let class = format!("class {i:04}");
            rows.push(row(&[("customer_id", &id), ("classification", &class)]));
        }
    }
    let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
    let report = check(with_header(&rows));
    let unlisted = issues(&report, IssueKind::UnlistedValue);
    assert_eq!(unlisted.len(), 1_001);
    assert_eq!(
        (unlisted[0].value.as_deref(), unlisted[0].count),
        (Some("class 0007"), 3)
    );
    assert_eq!(
        (unlisted[1].value.as_deref(), unlisted[1].count),
        (Some("class 0000"), 1)
    );
    let last = unlisted[1_000];
    assert_eq!(
        (last.value.as_deref(), last.count, last.first.len()),
        (None, 205, 10)
    );
    assert_eq!(
        last.hint.as_deref(),
        Some("values beyond the first 1000 distinct ones, or longer than 1024 bytes")
    );
    assert_eq!(count(&report, IssueKind::UnlistedValue), 1_207);
}

#[test]
fn counts_are_exact_and_places_are_ten() {
    let mut rows = vec![];
    for i in 0..2_500 {
        let id = format!("c{i}");
        let status = ["posted", " Posted", "Pending", "Posted"][i % 4];
        rows.push(row(&[("customer_id", &id), ("payment_status", status)]));
    }
    let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
    let report = check(with_header(&rows));
    assert_eq!(lines(&report), ["bad_value error payment_status 1875"]);
    let issue = &report.issues[0];
    assert_eq!(
        issue.hint.as_deref(),
        Some("another case: 625, padded with spaces: 625, not in the list: 625")
    );
    let records: Vec<u64> = issue.first.iter().map(|p| p.record).collect();
    assert_eq!(records, [0, 1, 2, 4, 5, 6, 8, 9, 10, 12]);
    assert_eq!(issue.first[1].value, " Posted");
}

#[test]
fn a_key_that_comes_again_is_told_with_both_places() {
    let of = |customer, pack| row(&[("customer_id", customer), ("pack_id", pack)]);
    let rows = [
        of("a", "x"),
        of("b", "x"),
        of("a", "y"),
        of("a", "x"),
        of("c", "z"),
        of("a", "x"),
        of("", "x"),
        of("", "x"),
    ];
    let report = check(with_header(
        &rows.iter().map(String::as_str).collect::<Vec<_>>(),
    ));
    let duplicates = issues(&report, IssueKind::DuplicateKey);
    assert_eq!(duplicates.len(), 1);
    assert_eq!(
        (duplicates[0].count, duplicates[0].column.as_deref()),
        (2, Some("customer_id"))
    );
    let places: Vec<(u64, u64, &str)> = duplicates[0]
        .first
        .iter()
        .map(|p| (p.record, p.line, p.value.as_str()))
        .collect();
    assert_eq!(places, [(0, 2, "a, x"), (3, 5, "a, x"), (5, 7, "a, x")]);
    assert_eq!(
        report.customers,
        Some(Customers {
            total: 3,
            with_several: 1
        })
    );
}

#[test]
fn duplicates_far_apart_and_behind_quoted_line_breaks_are_found() {
    let mut rows = vec![];
    for i in 0..3_000 {
        let id = if i == 2_999 {
            "c1500".to_string()
        } else {
            format!("c{i}")
        };
        rows.push(row(&[("customer_id", &id), ("package", "\"two\nlines\"")]));
    }
    let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
    let report = check(with_header(&rows));
    let places: Vec<(u64, u64)> = report.issues[0]
        .first
        .iter()
        .map(|p| (p.record, p.line))
        .collect();
    assert_eq!(lines(&report), ["duplicate_key error customer_id 1"]);
    assert_eq!(places, [(1_500, 3_002), (2_999, 6_000)]);
}

#[test]
fn ragged_rows_are_not_judged_further_and_blank_lines_are_ragged() {
    let short = "c2,StreamCo,US";
    let long = format!("{},extra", row(&[("payment_status", "nonsense")]));
    let report = check(format!(
        "{HEADER}\r\n{ROW}\r\n\r\n{short}\r\n{long}\r\n\r\n"
    ));
    assert_eq!(lines(&report), ["ragged_row error - 4"]);
    assert_eq!(report.rows, 3);
    assert_eq!(
        report.issues[0].hint.as_deref(),
        Some("blank line: 2, too few cells: 1, too many cells: 1")
    );
    let places: Vec<(u64, u64, &str)> = report.issues[0]
        .first
        .iter()
        .map(|p| (p.record, p.line, p.value.as_str()))
        .collect();
    assert_eq!(
        places,
        [
            (1, 3, "a blank line"),
            (1, 4, "3 cells instead of 20"),
            (2, 5, "21 cells instead of 20"),
            (3, 6, "a blank line")
        ]
    );
}

#[test]
fn blank_lines_before_the_header_are_told_too() {
    let report = check(format!("\n\n{HEADER}\n{ROW}\n"));
    assert_eq!(lines(&report), ["ragged_row error - 2"]);
    assert_eq!(
        (
            report.issues[0].first[1].line,
            report.issues[0].first[1].byte
        ),
        (2, 1)
    );
}

#[test]
fn bytes_of_another_encoding() {
    // One bad byte among good UTF-8 is damage; alone, it makes the encoding a guess. The verdict is the same.
    for other in ["España", "Spain"] {
        let mut file =
            with_header(&[&row(&[("business_unit", other), ("customer_id", "x")])]).into_bytes();
        file.extend(row(&[("package", "Caf")]).into_bytes());
        let at = file.windows(4).rposition(|w| w == b"Caf,").unwrap() + 3;
        file.insert(at, 0xE9);
        let report = check(&file);
        assert_eq!(lines(&report), ["bad_encoding error package 1"], "{other}");
        assert_eq!(report.issues[0].first[0].record, 1);
        let shown = if other == "Spain" {
            "Café"
        } else {
            "Caf\u{FFFD}"
        };
        assert_eq!(report.issues[0].first[0].value, shown);
    }
}

#[test]
fn a_nul_byte_is_no_text() {
    let report = one_change("package", "Std\0Monthly");
    assert_eq!(lines(&report), ["bad_encoding error package 1"]);
    assert_eq!(report.issues[0].hint.as_deref(), Some("a NUL byte"));
}

#[test]
fn a_cell_that_is_no_text_is_not_judged_further() {
    let mut file = with_header(&[&row(&[("payment_status", "Post!d")])]).into_bytes();
    let at = file.iter().position(|b| *b == b'!').unwrap();
    file[at] = 0xFF;
    assert_eq!(
        lines(&check(&file)),
        ["bad_encoding error payment_status 1"]
    );
}

#[test]
fn quotes_in_the_wrong_place() {
    for (cell, hint) in [
        ("Std 55\" TV", "a quote in an unquoted cell"),
        (" \"Std\"", "a quote in an unquoted cell"),
        ("\"Std\" Monthly", "text after a closing quote"),
        (
            "\"Std, \"\"x\"\"\" Monthly \"a\"",
            "text after a closing quote",
        ),
    ] {
        let report = one_change("package", cell);
        assert_eq!(lines(&report), ["bad_quote error package 1"], "{cell}");
        assert_eq!(report.issues[0].hint.as_deref(), Some(hint));
        assert_eq!(
            report.issues[0].first[0].value, cell,
            "shown as it is written"
        );
    }
    for good in [
        "\"Std\"",
        "\"a \"\"b\"\" c\"",
        "\"\"\"\"",
        "\"a, b\"",
        "\"two\nlines\"",
    ] {
        assert_eq!(lines(&one_change("package", good)), [""; 0], "{good}");
    }
}

#[test]
fn a_quote_that_is_never_closed_is_told_and_swallows_the_rest() {
    let rows = [
        row(&[("customer_id", "a")]),
        row(&[("package", "\"Std")]),
        row(&[("customer_id", "b")]),
    ];
    let report = check(with_header(
        &rows.iter().map(String::as_str).collect::<Vec<_>>(),
    ));
    assert_eq!(
        lines(&report),
        ["ragged_row error - 1", "bad_quote error - 1"]
    );
    assert_eq!(report.rows, 2);
    assert_eq!(report.issues[1].first[0].line, 3);
    assert!(
        report.issues[1]
            .hint
            .as_deref()
            .unwrap()
            .contains("never closed")
    );
}

#[test]
fn a_cell_beyond_the_limit_is_a_warning_and_no_surprise() {
    let long = "x".repeat((1 << 20) + 5);
    let report = one_change("package", &long);
    assert_eq!(lines(&report), ["bad_value warning package 1"]);
    assert_eq!(
        report.issues[0].first[0].value,
        format!("{}…", "x".repeat(200))
    );
}

#[test]
fn missing_unexpected_and_displaced_columns() {
    let rename = |from: &str, to: &str| check(format!("{}\n{ROW}\n", HEADER.replace(from, to)));
    let report = rename("payment_date", "payment_day");
    assert_eq!(
        lines(&report),
        [
            "missing_column error payment_date 1",
            "unexpected_column warning payment_day 1"
        ]
    );
    assert_eq!(report.verdict, Verdict::Invalid);
    let report = rename("pack_price", " Pack_Price ");
    assert_eq!(
        report.issues[0].hint.as_deref(),
        Some("the file has ` Pack_Price `, and names must match exactly")
    );

    let report = check(format!("{HEADER},extra\n{ROW},anything\n"));
    assert_eq!(lines(&report), ["unexpected_column warning extra 1"]);
    assert_eq!(report.verdict, Verdict::ValidWithWarnings);
    let report = check(format!("{HEADER},country\n{ROW},anything\n"));
    assert_eq!(lines(&report), ["unexpected_column warning country 1"]);

    let swapped = HEADER.replace("promotion_code,coupon_code", "coupon_code,promotion_code");
    let report = check(format!("{swapped}\n{ROW}\n"));
    assert_eq!(lines(&report), ["column_order warning coupon_code 1"]);
    assert_eq!(
        report.issues[0].hint.as_deref(),
        Some("`coupon_code` is where `promotion_code` is expected")
    );
}

#[test]
fn a_missing_column_has_no_further_issues() {
    let strip = |line: &str| {
        let cells: Vec<&str> = line.split(',').collect();
        [&cells[1..11], &cells[12..]].concat().join(",")
    };
    // Without customer_id and payment_status: no empty cells, no keys, no conditions, no customers.
    let report = check(format!(
        "{}\n{}\n{}\n",
        strip(HEADER),
        strip(ROW),
        strip(ROW)
    ));
    assert_eq!(
        lines(&report),
        [
            "missing_column error customer_id 1",
            "missing_column error payment_status 1"
        ]
    );
    assert_eq!(report.customers, None);
}

#[test]
fn no_header_row_is_one_issue_that_says_so() {
    let report = check(format!("{ROW}\n{}\n", row(&[("customer_id", "c2")])));
    assert_eq!(lines(&report), ["missing_column error - 1"]);
    assert!(
        report.issues[0]
            .hint
            .as_deref()
            .unwrap()
            .starts_with("there is no header row")
    );
    assert_eq!((report.rows, report.columns[19].as_str()), (2, "column 20"));
}

#[test]
fn an_app_can_widen_rename_choose_and_lower() {
    let mut spec = common::evergent();
    let mut change = |name: &str, change: &dyn Fn(&mut patchbay_exports::Column)| {
        change(spec.column_mut(name).unwrap());
    };
    change("customer_id", &|c| c.header = Some("User ID".into()));
    change("business_unit", &|c| c.empty = Empty::Allowed);
    change("valid_from_date", &|c| {
        c.rule = Rule::Date {
            format: DateFormat::DayMonthYear,
            severity: Severity::Error,
        };
    });
    change("valid_to_date", &|c| {
        c.rule = Rule::Date {
            format: DateFormat::EpochMs,
            severity: Severity::Error,
        }
    });
    change("classification", &|c| {
        if let Rule::Open { values, .. } = &mut c.rule {
            values.push("Gift".into());
        }
    });
    change("currency_code", &|c| {
        if let Rule::Currency { also, .. } = &mut c.rule {
            also.push("BGN".into());
        }
    });
    spec.file.duplicate_key = Severity::Warning;
    let changed = row(&[
        ("business_unit", ""),
        ("valid_from_date", "31/12/2025"),
        ("valid_to_date", "1767225600000"),
        ("classification", "Gift"),
        ("currency_code", "BGN"),
    ]);
    let file = format!(
        "{}\n{changed}\n{changed}\n",
        HEADER.replace("customer_id", "User ID")
    );
    let report = check_with(file, &spec);
    assert_eq!(lines(&report), ["duplicate_key warning User ID 1"]);

    // As data: the JSON of a spec is the spec, and what it leaves out has its default.
    let json = serde_json::to_string(&spec).unwrap();
    assert_eq!(serde_json::from_str::<TraitSpec>(&json).unwrap(), spec);
    let small: TraitSpec = serde_json::from_str(
        r#"{"name":"small","columns":[{"name":"id","empty":{"required":"error"}},{"name":"on","rule":{"type":"date","severity":"warning"}}]}"#,
    )
    .unwrap();
    assert_eq!(
        lines(&check_with("id,on\n,2026-02-30\n", &small)),
        ["empty_required error id 1", "bad_date warning on 1"]
    );
    assert!(serde_json::from_str::<TraitSpec>(r#"{"name":"x","columns":[],"colums":[]}"#).is_err());
}

#[test]
fn utf16_is_checked_as_any_other_text() {
    let text = with_header(&[
        &row(&[("package", "é \"x\""), ("country", "us")]),
        &row(&[("customer_id", "日本")]),
    ]);
    let mut raw: Vec<u8> = format!("\u{FEFF}{text}")
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    let report = check(&raw);
    assert_eq!(
        lines(&report),
        ["bad_quote error package 1", "bad_value warning country 1"]
    );
    assert_eq!(report.issues[0].first[0].value, "é \"x\"");
    assert_eq!(
        report.issues[0].first[0].byte,
        2 + 2 * (HEADER.len() as u64 + 1)
    );
    // 日 becomes half of a character that takes two units.
    let at = raw.chunks(2).rposition(|u| u == [0xE5, 0x65]).unwrap() * 2;
    raw[at + 1] = 0xD8;
    let report = check(&raw);
    assert_eq!(lines(&report)[0], "bad_encoding error customer_id 1");
    assert_eq!(report.issues[0].hint.as_deref(), Some("not UTF-16"));
}

/// What a file with this header is told under the spec: kind, severity, column and hint of every issue.
fn told(spec: &TraitSpec, content: &str) -> String {
    let report = check_with(content, spec);
    let lines = report.issues.iter().map(|i| {
        let severity = if i.severity == Severity::Error {
            "error"
        } else {
            "warning"
        };
        let column = i.column.as_deref().unwrap_or("-");
        let hint = i
            .hint
            .as_deref()
            .map(|h| format!(": {h}"))
            .unwrap_or_default();
        format!("{:?} {severity} {column}{hint}\n", i.kind)
    });
    lines.collect::<Vec<_>>().concat()
}

#[test]
fn a_generic_file_starts_with_user_id_and_may_have_any_traits() {
    let generic = TraitSpec::by_name("generic").unwrap();
    assert_eq!(
        told(&generic, "user_id,ltv,plan\nu1,150,monthly\nu2,0,\n"),
        ""
    );
    insta::assert_snapshot!(told(&generic, "ltv,user_id,signup date\n150,u1,2026-01-31\n"), @r"
    ColumnOrder error user_id: the first column is `ltv`, and this one must be
    UnexpectedColumn warning signup date: a column whose name has a space is not read: use underscores
    ");
    insta::assert_snapshot!(told(&generic, "user,ltv\nu1,150\n"), @"MissingColumn error user_id");
    insta::assert_snapshot!(told(&generic, "user_id,ltv,ltv\nu1,1,2\nu1,3,4\n,5,6\n"), @r"
    EmptyRequired error user_id
    DuplicateKey error user_id: the same user_id as an earlier record
    UnexpectedColumn warning ltv: a second column of this name
    ");
    // A second column of the spec's own name is told, though any are welcome.
    insta::assert_snapshot!(told(&generic, "user_id,user_id\nu1,u2\n"), @"UnexpectedColumn warning user_id: a second column of this name; the first one is judged");
}

#[test]
fn optional_columns_may_be_missing_and_stand_anywhere() {
    let zuora = TraitSpec::by_name("zuora").unwrap();
    let header = "contracted_mrr,account_number,status,payment_term,balance,total_invoice_balance,credit_balance,term_type,subscription_start_date,subscription_end_date,term_start_date,term_end_date,auto_renew,rate_plan_name,region";
    let row = "9.99,A1,Active,Net 30,-5.00,0,0,TERMED,2026-01-01,2027-01-01,2026-01-01,2027-01-01,true,Gold,EU";
    assert_eq!(told(&zuora, &format!("{header}\n{row}\n")), "");
    let bad = "free,A2,Paused,,1e3,+1,0,termed,01/31/2026,,2026-02-01,2026-01-01,yes,Gold,EU";
    insta::assert_snapshot!(told(&zuora, &format!("{header}\n{row}\n{bad}\n{row}\n")), @r"
    BadType error balance: not a number such as -6.99
    BadType error contracted_mrr: not a number such as -6.99
    BadType error auto_renew: neither true nor false
    BadValue error status: not in the list
    BadValue error term_type: another case
    BadDate warning subscription_start_date: not written as 2026-01-31
    BadOrder warning term_end_date: before `term_start_date`
    DuplicateKey warning account_number: the same account_number as an earlier record
    ");
    insta::assert_snapshot!(told(&zuora, "account_number,balance\nA1,1\n"), @r"
    MissingColumn error status
    MissingColumn error payment_term
    MissingColumn error total_invoice_balance
    MissingColumn error credit_balance
    MissingColumn error contracted_mrr
    MissingColumn error term_type
    MissingColumn error subscription_start_date
    MissingColumn error subscription_end_date
    MissingColumn error term_start_date
    MissingColumn error term_end_date
    MissingColumn error auto_renew
    MissingColumn error rate_plan_name
    ");
}
