//! Exports by handle: readings that are remembered, search, closed handles, apps apart, files that change while open.

#![allow(clippy::unwrap_used)] // what cannot be set up fails the test

mod common;

use std::path::PathBuf;

use common::{Place, default_app};
use jiff::SignedDuration;
use patchbay_workspace::operations::AppsCreate;
use patchbay_workspace::operations::apps::{Environment, NewApp};
use patchbay_workspace::{Call, Code, Error};
use serde_json::{Value, json};

const SMALL: &str =
    "customer_id,pack_id,pack_price\nc1,gold,9.99\nc2,silver,\"4,99\"\nc1,sports,1.00\n";

fn file(place: &Place, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
    let path = place.dir.path().join(name);
    std::fs::write(&path, content).unwrap();
    path
}

async fn ask(call: &Call, name: &str, request: Value) -> Value {
    match call.dispatch(name, request).await {
        Ok(answer) => answer,
        Err(error) => panic!("{name}: {error} {error:?}"),
    }
}

async fn refused(call: &Call, name: &str, request: Value) -> Error {
    call.dispatch(name, request).await.unwrap_err()
}

fn other_app() -> NewApp {
    NewApp {
        id: "other".into(),
        name: "Other".into(),
        environment: Environment::Test,
    }
}

async fn open(call: &Call, path: &std::path::Path) -> String {
    let view = ask(call, "exports.open", json!({ "path": path })).await;
    view["export"].as_str().unwrap().into()
}

#[tokio::test]
async fn a_reading_is_remembered_with_the_file() {
    let place = Place::new();
    let workspace = place.cli();
    let call = default_app(&workspace);
    // One column by its commas, three by its semicolons; the first record could be a header or not.
    let path = file(&place, "odd.csv", "a;b;c\n1;2;3\n");
    let said = json!({ "path": path, "delimiter": "|", "header": false });
    let view = ask(&call, "exports.open", said).await;
    assert_eq!(view["columns"], json!(["column 1"]));
    let id = ask(&call, "exports.recent", json!({})).await[0]["id"].clone();

    let again = ask(&call, "exports.reopen", json!({ "id": id })).await;
    assert_eq!(
        (&again["delimiter"], &again["header"]),
        (&json!("|"), &json!(false))
    );
    let told = json!({ "export": again["export"], "encoding": "windows-1252" });
    let reread = ask(&call, "exports.reread", told).await;
    assert_eq!(
        (&reread["columns"], &reread["encoding"]),
        (&json!(["a", "b", "c"]), &json!("windows-1252"))
    );
    assert_ne!(reread["export"], again["export"]);
    let old = json!({ "export": again["export"], "start": 0, "rows": 1 });
    assert_eq!(
        refused(&call, "exports.page", old).await.code,
        Code::NotFound
    );
    // Remembered for the next time, also by another process.
    drop(call);
    drop(workspace);
    let workspace = place.cli();
    let call = default_app(&workspace);
    let again = ask(&call, "exports.reopen", json!({ "id": id })).await;
    assert_eq!(again["encoding"], "windows-1252");
    let other = json!({ "id": id, "delimiter": "," });
    let again = ask(&call, "exports.reopen", other).await;
    assert_eq!(
        (&again["columns"], &again["encoding"]),
        (&json!(["a;b;c"]), &json!("utf-8"))
    );
}

#[tokio::test]
async fn a_count_of_another_reading_is_not_this_ones() {
    let place = Place::new();
    let workspace = place.cli();
    let call = default_app(&workspace);
    let path = file(&place, "small.csv", SMALL);
    let export = open(&call, &path).await;
    ask(&call, "exports.index", json!({ "export": export })).await;
    let rows = async || ask(&call, "exports.recent", json!({})).await[0]["rows"].clone();
    assert_eq!(rows().await, 3);
    let told = json!({ "export": export, "header": false });
    let reread = ask(&call, "exports.reread", told).await;
    assert_eq!(rows().await, Value::Null);
    ask(
        &call,
        "exports.index",
        json!({ "export": reread["export"] }),
    )
    .await;
    assert_eq!(rows().await, 4);
}

#[tokio::test]
async fn what_cannot_be_a_reading_is_refused_with_a_remedy() {
    let place = Place::new();
    let workspace = place.cli();
    let call = default_app(&workspace);
    let path = file(&place, "small.csv", SMALL);
    for (wrong, code) in [
        (json!({ "delimiter": "→" }), Code::Invalid),
        (json!({ "delimiter": "é" }), Code::Invalid),
        (json!({ "delimiter": "\"" }), Code::File),
        (json!({ "delimiter": "ab" }), Code::Invalid),
        (json!({ "encoding": "latin-9" }), Code::Invalid),
        // Nothing that is said is passed over.
        (json!({ "separator": ";" }), Code::Invalid),
    ] {
        let mut request = json!({ "path": path });
        for (key, value) in wrong.as_object().unwrap() {
            request[key] = value.clone();
        }
        let error = refused(&call, "exports.open", request).await;
        assert_eq!(error.code, code, "{wrong}: {error}");
    }
    assert_eq!(ask(&call, "exports.recent", json!({})).await, json!([]));
}

#[tokio::test]
async fn a_file_of_one_command_is_not_remembered() {
    let place = Place::new();
    let workspace = place.cli();
    let call = default_app(&workspace);
    let path = file(&place, "small.csv", SMALL);
    let once = json!({ "path": path, "remember": false, "threads": 1 });
    let view = ask(&call, "exports.open", once).await;
    let export = json!({ "export": view["export"] });
    assert_eq!(ask(&call, "exports.index", export).await["rows"], 3);
    assert_eq!(ask(&call, "exports.recent", json!({})).await, json!([]));
}

#[tokio::test]
async fn an_offered_file_is_opened_by_its_name_and_by_its_app_alone() {
    let place = Place::new();
    let workspace = place.cli();
    let call = default_app(&workspace);
    let path = file(&place, "small.csv", SMALL);
    let offered = ask(&call, "exports.offer", json!({ "path": path })).await;
    assert_eq!(offered["name"], "small.csv");
    assert_eq!(
        offered.as_object().unwrap().len(),
        2,
        "no word of where it is"
    );
    let wanted = json!({ "file": offered["file"] });
    let view = ask(&call, "exports.open_offered", wanted.clone()).await;
    assert_eq!(view["columns"][0], "customer_id");
    // A second try may read it another way.
    let other_way = json!({ "file": offered["file"], "header": false });
    let view = ask(&call, "exports.open_offered", other_way).await;
    assert_eq!(view["columns"][0], "column 1");

    call.perform::<AppsCreate>(other_app()).await.unwrap();
    let other = workspace.call("other");
    for (call, request) in [(&other, wanted), (&call, json!({ "file": "file-99" }))] {
        let error = refused(call, "exports.open_offered", request).await;
        assert!(
            error.code == Code::NotFound && error.hint.is_some(),
            "{error:?}"
        );
    }
    std::fs::remove_file(&path).unwrap();
    let gone = json!({ "file": offered["file"] });
    assert_eq!(
        refused(&call, "exports.open_offered", gone).await.code,
        Code::File
    );
}

#[tokio::test]
async fn a_search_streams_and_says_where_to_go_on() {
    let place = Place::new();
    let workspace = place.cli();
    let call = default_app(&workspace);
    let path = file(&place, "small.csv", SMALL);
    let export = open(&call, &path).await;
    let first = json!({ "export": export, "text": "S", "ignore_case": true, "limit": 1 });
    let hits = ask(&call, "exports.search", first).await;
    assert_eq!(
        hits["hits"],
        json!([{ "record": 1, "line": 3, "cell": 1, "column": "pack_id", "value": "silver" }])
    );
    let next = json!({ "export": export, "text": "S", "ignore_case": true, "limit": 9, "from": hits["next"] });
    let rest = ask(&call, "exports.search", next).await;
    assert_eq!(rest["hits"][0]["value"], "sports");
    assert_eq!(rest.get("next"), None);
    let column = json!({ "export": export, "text": "c", "column": "pack_id", "limit": 9 });
    assert_eq!(
        ask(&call, "exports.search", column).await,
        json!({ "hits": [] })
    );
    for (wrong, code) in [
        (
            json!({ "export": export, "text": "", "limit": 9 }),
            Code::Invalid,
        ),
        (
            json!({ "export": export, "text": "c", "column": "gone", "limit": 9 }),
            Code::File,
        ),
    ] {
        let error = refused(&call, "exports.search", wrong).await;
        assert!(error.code == code && error.hint.is_some(), "{error:?}");
    }
}

#[tokio::test]
async fn a_comparison_is_kept_until_one_of_its_exports_is_closed() {
    let place = Place::new();
    let workspace = place.cli();
    let call = default_app(&workspace);
    let old = open(&call, &file(&place, "old.csv", SMALL)).await;
    let later = "customer_id,pack_id,pack_price\nc1,gold,10.99\nc3,silver,4.99\nc1,sports,1.00\n";
    let new = open(&call, &file(&place, "new.csv", later)).await;
    let request = json!({ "old": old, "new": new });
    let view = ask(&call, "exports.compare", request.clone()).await;
    assert_eq!(
        (&view["added"], &view["removed"], &view["changed"]),
        (&json!(1), &json!(1), &json!(1))
    );
    let comparison = &view["comparison"];
    let page = json!({ "comparison": comparison, "start": 0, "rows": 9 });
    let all = ask(&call, "exports.differences", page.clone()).await;
    assert_eq!(all["total"], 3);
    assert_eq!(
        all["differences"][0],
        json!({ "kind": "changed", "key": ["c1", "gold"], "old_record": 0, "new_record": 0,
                "cells": [{ "column": "pack_price", "old": "9.99", "new": "10.99" }] })
    );
    let removed = json!({ "comparison": comparison, "kind": "removed", "start": 0, "rows": 9 });
    let removed = ask(&call, "exports.differences", removed).await;
    assert_eq!(removed["differences"][0]["key"], json!(["c2", "silver"]));

    // Another app does not see it, and does not close it.
    call.perform::<AppsCreate>(other_app()).await.unwrap();
    let other = workspace.call("other");
    assert_eq!(
        refused(&other, "exports.differences", page.clone())
            .await
            .code,
        Code::NotFound
    );
    let close = json!({ "comparison": comparison });
    ask(&other, "exports.close_comparison", close.clone()).await;
    ask(&call, "exports.differences", page.clone()).await;

    ask(&call, "exports.close_comparison", close).await;
    let error = refused(&call, "exports.differences", page).await;
    assert!(
        error.code == Code::NotFound && error.hint.is_some(),
        "{error:?}"
    );
    let view = ask(&call, "exports.compare", request.clone()).await;
    let page = json!({ "comparison": view["comparison"], "start": 0, "rows": 9 });
    ask(&call, "exports.differences", page.clone()).await;
    ask(&call, "exports.close", json!({ "export": old })).await;
    assert_eq!(
        refused(&call, "exports.differences", page).await.code,
        Code::NotFound
    );
    assert_eq!(
        refused(&call, "exports.compare", request).await.code,
        Code::NotFound
    );
}

#[tokio::test]
async fn what_cannot_be_compared_is_said() {
    let place = Place::new();
    let workspace = place.cli();
    let call = default_app(&workspace);
    let old = open(&call, &file(&place, "old.csv", "a,b\n1,2\n")).await;
    let path = file(&place, "new.csv", "a,c\n1,2\n");
    let new = open(&call, &path).await;
    let compare = |key: Value| json!({ "old": old, "new": new, "key": key });
    let error = refused(&call, "exports.compare", compare(Value::Null)).await;
    assert!(error.hint.is_some(), "{error:?}");
    let error = refused(&call, "exports.compare", compare(json!(["b"]))).await;
    assert!(error.message.contains("new.csv"), "{error}");
    let view = ask(&call, "exports.compare", compare(json!(["a"]))).await;
    assert_eq!(
        (&view["new_columns"], &view["gone_columns"]),
        (&json!(["c"]), &json!(["b"]))
    );
    std::fs::write(&path, "a,c\n1,2\n2,3\n").unwrap();
    let page = json!({ "comparison": view["comparison"], "start": 0, "rows": 9 });
    for error in [
        refused(&call, "exports.differences", page).await,
        refused(&call, "exports.compare", compare(json!(["a"]))).await,
    ] {
        assert_eq!(error.code, Code::FileChanged, "{error}");
    }
}

#[tokio::test]
async fn a_user_is_found_by_the_column_that_the_spec_names_and_past_files_that_cannot_be_read() {
    let place = Place::new();
    let workspace = place.cli();
    let call = default_app(&workspace);
    open(
        &call,
        &file(&place, "traits.csv", "user_id,plan\nu7,gold\n"),
    )
    .await;
    open(&call, &file(&place, "prices.csv", "pack,price\nu7,1\n")).await;
    let find = async |id: &str| call.dispatch("users.find", json!({ "id": id })).await;
    assert_eq!(find("u7").await.unwrap()["traits"]["plan"], "gold");
    assert_eq!(find("u8").await.unwrap_err().code, Code::NotFound);

    let gone = file(&place, "gone.csv", SMALL);
    open(&call, &gone).await;
    std::fs::remove_file(&gone).unwrap();
    assert_eq!(find("u7").await.unwrap()["traits"]["plan"], "gold");
    assert_eq!(
        find("c1").await.unwrap_err().code,
        Code::FileChanged,
        "it could be in there"
    );
}

/// Days of exports, written like Evergent's: as many records, the payments of those days, all posted.
fn evergent(rows: usize, payment_date: &str) -> String {
    let header = "customer_id,business_unit,country,current_payment_method,pack_id,package,pack_price,pack_type,\
         currency_code,valid_from_date,valid_to_date,payment_status,payment_type,payment_date,declined_reason,\
         promotion_amount,promotion_code,coupon_code,cancellation_requested_date,classification";
    let row = |n: usize| {
        let plan = ["Standard", "Premium", "Sports"][n % 3];
        format!(
            "c{n},StreamCo,US,Credit Card,STD,{plan},8.99,Base,USD,2026-01-01,2026-12-31,Posted,Renewal,\
             {payment_date},,,,,,Paid"
        )
    };
    let rows: Vec<String> = (0..rows).map(row).collect();
    format!("{header}\n{}\n", rows.join("\n"))
}

#[tokio::test]
async fn an_examination_is_kept_with_the_open_export() {
    let place = Place::new();
    let workspace = place.cli();
    let call = default_app(&workspace);
    let csv = evergent(100, "2026-11-21")
        .replacen("c7,StreamCo,US", "c7,StreamCo,", 1)
        .replacen("c9,StreamCo,US", "c9,StreamCo,usa", 1)
        .replacen("c40,", "\n,", 1);
    let path = file(&place, "today.csv", csv);
    let export = open(&call, &path).await;
    let export = json!(export);
    let all = json!({});
    let looks = [
        (
            "exports.marks",
            json!({ "export": export, "start": 0, "rows": 100 }),
        ),
        (
            "exports.overview",
            json!({ "export": export, "parts": 2, "filter": all }),
        ),
        (
            "exports.flagged",
            json!({ "export": export, "filter": all, "start": 0, "rows": 10 }),
        ),
        (
            "exports.next_flagged",
            json!({ "export": export, "filter": all, "from": 8, "backwards": false }),
        ),
    ];
    for (name, request) in &looks {
        let error = refused(&call, name, request.clone()).await;
        assert!(
            error.code == Code::NotFound && error.hint.is_some(),
            "{name}: {error:?}"
        );
    }
    let examined = ask(&call, "exports.examine", json!({ "export": export })).await;
    assert_eq!(
        (
            &examined["spec"],
            &examined["check"]["verdict"],
            &examined["profile"]["rows"],
            &examined["doubts"]
        ),
        (
            &json!("evergent"),
            &json!("invalid"),
            &json!(100),
            &json!([])
        ),
        "{examined:#}"
    );
    let recent = ask(&call, "exports.recent", json!({})).await;
    assert_eq!(
        (&recent[0]["rows"], &recent[0]["verdict"]),
        (&json!(100), &json!("invalid"))
    );
    let [marks, overview, flagged, next] = looks.clone();
    let marks = ask(&call, marks.0, marks.1).await;
    assert_eq!(
        marks,
        json!([
            { "record": 7, "column": 2, "kind": "empty_required", "severity": "error" },
            { "record": 9, "column": 2, "kind": "bad_value", "severity": "warning" },
            { "record": 40, "column": 0, "kind": "empty_required", "severity": "error" },
        ])
    );
    let overview = ask(&call, overview.0, overview.1).await;
    assert_eq!(overview, json!({ "errors": [2, 0], "warnings": [1, 0] }));
    let flagged = ask(&call, flagged.0, flagged.1).await;
    assert_eq!(
        (&flagged["total"], &flagged["records"], &flagged["marks"]),
        (&json!(3), &json!([7, 9, 40]), &marks)
    );
    assert_eq!(
        (
            &flagged["rows"][0][0],
            &flagged["rows"][1][2],
            &flagged["rows"][2][0]
        ),
        (&json!("c7"), &json!("usa"), &json!(""))
    );
    assert_eq!(ask(&call, next.0, next.1).await, json!({ "record": 9 }));
    let errors = json!({ "severity": "error" });
    let before = json!({ "export": export, "filter": errors, "from": 39, "backwards": true });
    assert_eq!(
        ask(&call, "exports.next_flagged", before).await,
        json!({ "record": 7 })
    );
    let none = json!({ "export": export, "filter": { "kind": "bad_date" }, "from": 0 });
    assert_eq!(ask(&call, "exports.next_flagged", none).await, json!({}));

    // The same again costs no pass, so that it can be neither cancelled nor told how far it is.
    let cancelled = cancelled(&call);
    let request = json!({ "export": export, "spec": "evergent" });
    assert_eq!(
        ask(&cancelled, "exports.examine", request.clone()).await,
        examined
    );
    assert_eq!(
        ask(&cancelled, "exports.profile", json!({ "export": export })).await,
        examined["profile"]
    );
    // But not of a file that is another one by now.
    std::fs::write(&path, evergent(99, "2026-11-21")).unwrap();
    for (name, request) in [
        ("exports.examine", request),
        ("exports.profile", json!({ "export": export })),
        (looks[2].0, looks[2].1.clone()),
    ] {
        assert_eq!(
            refused(&call, name, request).await.code,
            Code::FileChanged,
            "{name}"
        );
    }
    ask(&call, "exports.close", json!({ "export": export })).await;
    assert_eq!(
        refused(&call, looks[0].0, looks[0].1.clone()).await.code,
        Code::NotFound
    );
}

#[tokio::test]
async fn todays_export_is_doubted_by_the_clock_of_the_app_and_by_yesterdays() {
    let place = Place::new();
    let workspace = place.cli();
    let call = default_app(&workspace);
    let examine = async |name: &str, rows: usize, payments: &str| {
        place.later(SignedDuration::from_mins(1));
        let mut path = place.dir.path().join(name);
        if !path.exists() {
            path = file(&place, name, evergent(rows, payments));
        }
        let export = open(&call, &path).await;
        let examined = ask(&call, "exports.examine", json!({ "export": export })).await;
        let doubts = examined["doubts"].as_array().unwrap().clone();
        doubts
            .iter()
            .map(|doubt| doubt["kind"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    // The clock of the test: noon of the 21st in UTC.
    assert_eq!(examine("a.csv", 100, "2026-11-21").await, [""; 0]);
    assert_eq!(
        examine("b.csv", 50, "2026-11-20").await,
        ["row_count", "today_missing"]
    );
    assert_eq!(
        examine("b.csv", 50, "2026-11-20").await,
        ["row_count", "today_missing"],
        "it is not compared with itself"
    );
    assert_eq!(examine("c.csv", 50, "2026-11-21").await, [""; 0]);
    // Where it is the 22nd already.
    let zone = json!({ "time_zone": "Pacific/Kiritimati" });
    ask(&call, "apps.update", zone).await;
    assert_eq!(examine("d.csv", 50, "2026-11-21").await, ["today_missing"]);
    assert_eq!(examine("e.csv", 50, "2026-11-22").await, [""; 0]);
    // Another app has its own yesterday.
    call.perform::<AppsCreate>(other_app()).await.unwrap();
    let other = workspace.call("other");
    let path = file(&place, "f.csv", evergent(10, "2026-11-21"));
    let export = open(&other, &path).await;
    let examined = ask(&other, "exports.examine", json!({ "export": export })).await;
    assert_eq!(examined["doubts"], json!([]));
}

#[tokio::test]
async fn columns_are_profiled_by_name() {
    let place = Place::new();
    let workspace = place.cli();
    let call = default_app(&workspace);
    let export = open(&call, &file(&place, "small.csv", SMALL)).await;
    let wanted = json!({ "export": export, "columns": ["pack_price"] });
    let profile = ask(&call, "exports.profile", wanted).await;
    let columns = profile["columns"].as_array().unwrap();
    assert_eq!(
        (columns.len(), &columns[0]["name"], &columns[0]["filled"]),
        (1, &json!("pack_price"), &json!(3))
    );
    let wrong = json!({ "export": export, "columns": ["price"] });
    let error = refused(&call, "exports.profile", wrong).await;
    assert!(
        error.message.contains("price") && error.hint.is_some(),
        "{error:?}"
    );
}

fn cancelled(call: &Call) -> Call {
    let cancel = tokio_util::sync::CancellationToken::new();
    cancel.cancel();
    Call {
        cancel,
        ..call.clone()
    }
}

/// Every operation that reads an open export, with a request for it.
fn readers(export: &str) -> Vec<(&'static str, Value)> {
    vec![
        (
            "exports.page",
            json!({ "export": export, "start": 0, "rows": 1 }),
        ),
        ("exports.index", json!({ "export": export })),
        (
            "exports.check",
            json!({ "export": export, "spec": "evergent" }),
        ),
        (
            "exports.find",
            json!({ "export": export, "customer": "c1" }),
        ),
        (
            "exports.search",
            json!({ "export": export, "text": "gold", "limit": 1 }),
        ),
        ("exports.compare", json!({ "old": export, "new": export })),
        ("exports.examine", json!({ "export": export })),
        (
            "exports.profile",
            json!({ "export": export, "columns": ["pack_id"] }),
        ),
        (
            "exports.cell",
            json!({ "export": export, "record": 0, "column": 1 }),
        ),
    ]
}

#[tokio::test]
async fn a_window_of_a_wide_file_comes_in_several() {
    let place = Place::new();
    let workspace = place.cli();
    let call = default_app(&workspace);
    let wide = format!("{}\n", vec!["1"; 8_000].join(","));
    let header = wide.replace('1', "a");
    let path = file(&place, "wide.csv", header + &wide.repeat(30));
    let export = open(&call, &path).await;
    let mut records = 0;
    loop {
        let window = json!({ "export": export, "start": records, "rows": 40 });
        let page = ask(&call, "exports.page", window).await;
        let got = page["rows"].as_array().unwrap().len();
        if got == 0 {
            break;
        }
        assert!(got <= 12, "{got} records of 8,000 cells");
        records += got;
    }
    assert_eq!(records, 30);
}

#[tokio::test]
async fn a_window_of_wide_records_with_an_issue_ends_early() {
    let place = Place::new();
    let workspace = place.cli();
    let call = default_app(&workspace);
    let wide = ",".repeat(60_000);
    let rows = format!("c1,gold,1\n{wide}\n").repeat(20);
    let content = format!("customer_id,pack_id,pack_price\n{rows}");
    let export = open(&call, &file(&place, "wide.csv", content)).await;
    ask(&call, "exports.examine", json!({ "export": export })).await;
    let all = json!({ "severity": "error", "kind": "ragged_row" });
    let window =
        |start: u64| json!({ "export": export, "filter": all, "start": start, "rows": 1_000 });
    let mut records = Vec::new();
    loop {
        let page = ask(&call, "exports.flagged", window(records.len() as u64)).await;
        assert_eq!(page["total"], 20);
        let got = page["records"].as_array().unwrap();
        assert_eq!(got.len(), page["rows"].as_array().unwrap().len());
        assert!(got.len() < 20);
        if got.is_empty() {
            break;
        }
        records.extend(got.iter().map(|r| r.as_u64().unwrap()));
    }
    assert_eq!(records, (0..20).map(|i| i * 2 + 1).collect::<Vec<_>>());
}

#[tokio::test]
async fn a_closed_handle_and_one_of_another_app_are_not_there() {
    let place = Place::new();
    let workspace = place.cli();
    let call = default_app(&workspace);
    let path = file(&place, "small.csv", SMALL);
    let export = open(&call, &path).await;
    call.perform::<AppsCreate>(other_app()).await.unwrap();
    let other = workspace.call("other");
    for (name, request) in readers(&export) {
        let error = refused(&other, name, request).await;
        assert!(
            error.code == Code::NotFound && error.hint.is_some(),
            "{name}: {error:?}"
        );
    }
    ask(&other, "exports.close", json!({ "export": export })).await;
    for (name, request) in readers(&export) {
        ask(&call, name, request).await;
    }
    ask(&call, "exports.close", json!({ "export": export })).await;
    for (name, request) in readers(&export) {
        let error = refused(&call, name, request).await;
        assert_eq!(error.code, Code::NotFound, "{name}: {error}");
    }
}

#[tokio::test]
async fn a_file_that_changed_says_reopen_and_gives_nothing() {
    let place = Place::new();
    let workspace = place.cli();
    let call = default_app(&workspace);
    let path = file(&place, "small.csv", SMALL);
    let export = open(&call, &path).await;
    std::fs::write(&path, &SMALL[..SMALL.len() - 10]).unwrap();
    for (name, request) in readers(&export) {
        let error = refused(&call, name, request).await;
        assert_eq!(
            (error.code, error.hint.as_deref()),
            (Code::FileChanged, Some("Reopen it")),
            "{name}: {error}"
        );
    }
}

#[tokio::test]
async fn a_cancelled_call_says_so_and_the_next_one_works() {
    let place = Place::new();
    let workspace = place.cli();
    let call = default_app(&workspace);
    let many = (0..200_000).fold(String::from("customer_id,pack_id\n"), |csv, n| {
        csv + &format!("c{n},gold\n")
    });
    let path = file(&place, "many.csv", many);
    let export = open(&call, &path).await;
    let cancelled = cancelled(&call);
    for (name, request) in readers(&export) {
        if name == "exports.page" {
            continue; // it takes no time
        }
        let error = refused(&cancelled, name, request).await;
        assert_eq!(error.code, Code::Cancelled, "{name}: {error}");
    }
    for (name, request) in readers(&export) {
        ask(&call, name, request).await;
    }
}
