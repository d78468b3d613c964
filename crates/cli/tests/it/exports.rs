//! Export files: good, broken, binary, empty, vanished.

use serde_json::{Value, json};

use crate::room::Room;
use crate::snapshot;

const SMALL: &str =
    "customer_id,pack_id,pack_price\nc1,gold,9.99\nc2,silver,\"4,99\"\nc1,sports,1.00\n";

fn fixture(name: &str) -> String {
    // At run time: a binary that another clone built into the same target directory knows that clone's path.
    let here = std::env::var("CARGO_MANIFEST_DIR").unwrap();
    format!("{here}/../../tests/fixtures/exports/{name}")
}

#[test]
fn a_preview_is_a_window() {
    let room = Room::bare();
    let file = room.file("small.csv", SMALL);
    let file = file.to_str().unwrap();
    let page = room.json(&["exports", "preview", file, "--start", "1", "--rows", "1"]);
    assert_eq!(
        page,
        json!({ "file": file, "columns": ["customer_id", "pack_id", "pack_price"], "start": 1, "rows": [["c2", "silver", "4,99"]] })
    );
    let all = room.json(&["exports", "preview", "small.csv"]);
    assert_eq!(
        (
            &all["file"],
            &all["total"],
            all["rows"].as_array().unwrap().len()
        ),
        (&json!(file), &json!(3), 3)
    );
    assert_eq!(
        room.json(&["exports", "preview", file, "--start", "99"])["rows"],
        json!([])
    );
    assert_eq!(
        room.json(&["exports", "preview", file, "--rows", "0"])["rows"],
        json!([])
    );
    snapshot!(room.run(&["exports", "preview", file]).shown(&room));
    snapshot!(
        room.run(&["exports", "preview", file, "--start", "99"])
            .shown(&room)
    );
}

#[test]
fn a_preview_may_be_larger_than_a_window_of_the_operation() {
    let room = Room::bare();
    let long = "x".repeat(5_000);
    let mut csv = String::from("customer_id,note\n");
    for n in 0..2_500 {
        csv += &format!("c{n},{}\n", if n == 2_400 { &long } else { "" });
    }
    let file = room.file("large.csv", csv);
    let page = room.json(&[
        "exports",
        "preview",
        file.to_str().unwrap(),
        "--start",
        "100",
        "--rows",
        "2350",
    ]);
    let rows = page["rows"].as_array().unwrap();
    assert_eq!(
        (rows.len(), &rows[0][0], &rows[2_349][0]),
        (2_350, &json!("c100"), &json!("c2449"))
    );
    assert_eq!(
        page["cut"],
        json!([{ "row": 2_300, "column": 1, "bytes": 5_000 }])
    );
    let rest = room.json(&[
        "exports",
        "preview",
        file.to_str().unwrap(),
        "--start",
        "100",
        "--rows",
        "9999",
    ]);
    assert_eq!(
        (rest["rows"].as_array().unwrap().len(), &rest["total"]),
        (2_400, &json!(2_500))
    );
}

#[test]
fn a_check_tells_the_truth_about_the_fixtures() {
    let room = Room::bare();
    for (name, code) in [
        ("evergent-dirty.csv", None),
        ("evergent-broken.csv", Some(1)),
    ] {
        let truth: Value = serde_json::from_slice(
            &std::fs::read(fixture(&name.replace(".csv", ".truth.json"))).unwrap(),
        )
        .unwrap();
        let ended = room.run(&["exports", "check", &fixture(name), "--json"]);
        let report: Value = serde_json::from_str(&ended.out).unwrap();
        let members: Vec<_> = report
            .as_object()
            .unwrap()
            .keys()
            .map(String::as_str)
            .collect();
        assert_eq!(
            members[..7],
            [
                "file", "bytes", "rows", "columns", "spec", "verdict", "issues"
            ]
        );
        let invalid = report["verdict"] == "invalid";
        assert_eq!(ended.code, Some(i32::from(invalid)), "{name}");
        assert!(code.is_none_or(|code| ended.code == Some(code)), "{name}");
        for issue in report["issues"].as_array().unwrap() {
            assert!(
                issue["kind"].is_string()
                    && issue["severity"].is_string()
                    && issue["count"].as_u64() > Some(0),
                "{issue}"
            );
            for place in issue["first"].as_array().unwrap() {
                let members: Vec<_> = place
                    .as_object()
                    .unwrap()
                    .keys()
                    .map(String::as_str)
                    .collect();
                assert_eq!(members, ["record", "line", "byte", "value"]);
            }
        }
        assert_eq!(
            (&report["rows"], &report["bytes"]),
            (&truth["rows"], &truth["bytes"])
        );
        let issues = report["issues"].as_array().unwrap().iter();
        let ragged = issues.filter(|issue| issue["kind"] == "ragged_row");
        let ragged: u64 = ragged.map(|issue| issue["count"].as_u64().unwrap()).sum();
        let planted = truth["ragged"].as_object().unwrap().values();
        let planted: u64 = planted.map(|count| count.as_u64().unwrap()).sum();
        assert_eq!(ragged, planted, "{name}");
    }
}

#[test]
fn verdicts_and_exit_codes() {
    let mut room = Room::bare();
    room.start_sandbox();
    let csv = room.sandbox().export_csv();
    let warned = room.file("warned.csv", &csv);
    let invalid = room.file("invalid.csv", csv.replacen("pack_id", "pack", 1));
    let header = csv.lines().next().unwrap();
    let clean: Vec<&str> = csv
        .lines()
        .skip(1)
        .filter(|line| line.contains(",Credit Card,"))
        .collect();
    let valid = room.file("valid.csv", format!("{header}\n{}\n", clean.join("\n")));
    let check = |code, file: &std::path::Path| {
        room.json_with(code, &["exports", "check", file.to_str().unwrap()])
    };
    assert_eq!(check(0, &valid)["verdict"], "valid");
    assert_eq!(check(0, &warned)["verdict"], "valid_with_warnings");
    let report = check(1, &invalid);
    assert_eq!(
        (
            &report["verdict"],
            &report["issues"][0]["kind"],
            &report["issues"][0]["column"]
        ),
        (
            &json!("invalid"),
            &json!("missing_column"),
            &json!("pack_id")
        )
    );
    snapshot!(
        room.run(&["exports", "check", invalid.to_str().unwrap()])
            .shown(&room)
    );
    let error = room.error(
        1,
        &[
            "exports",
            "check",
            valid.to_str().unwrap(),
            "--spec",
            "nope",
        ],
    );
    assert_eq!(error["code"], "not_found");
}

#[test]
fn a_customer_is_found_with_all_records() {
    let room = Room::bare();
    let file = room.file("small.csv", SMALL);
    let file = file.to_str().unwrap();
    let found = room.json(&["exports", "find", file, "--customer", "c1"]);
    assert_eq!(
        found,
        json!({ "found": true, "records": [
            { "record": 0, "line": 2, "traits": { "customer_id": "c1", "pack_id": "gold", "pack_price": "9.99" } },
            { "record": 2, "line": 4, "traits": { "customer_id": "c1", "pack_id": "sports", "pack_price": "1.00" } },
        ] })
    );
    assert_eq!(
        room.json(&["exports", "find", file, "--customer", "C1"]),
        json!({ "found": false, "records": [] })
    );
    snapshot!(
        room.run(&["exports", "find", file, "--customer", "c2"])
            .shown(&room)
    );
}

#[test]
fn what_is_no_export_is_told_with_a_remedy() {
    let room = Room::bare();
    room.file("empty.csv", "");
    room.file(
        "binary.csv",
        [
            0x7f, b'E', b'L', b'F', 2, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 3, 0, 62, 0,
        ],
    );
    room.file("header.csv", "customer_id,pack_id\n");
    room.file("other.csv", "a,b\n1,2\n");
    std::fs::create_dir(room.data_dir().with_file_name("folder")).unwrap();
    let mut text = String::new();
    for arguments in [
        &["preview", "vanished.csv"][..],
        &["preview", "empty.csv"],
        &["preview", "binary.csv"],
        &["preview", "folder"],
        &["preview", "/dev/null"],
        &["check", "header.csv"],
        &["find", "other.csv", "--customer", "c1"],
    ] {
        let ended = room.run(&[&["exports"], arguments].concat());
        assert_eq!(
            (ended.code, ended.out.as_str()),
            (Some(1), ""),
            "{arguments:?} {ended:?}"
        );
        text += &format!(
            "$ patchbay exports {}\n{}\n",
            arguments.join(" "),
            room.plain(&ended.err)
        );
        assert_eq!(
            room.error(1, &[&["exports"], arguments].concat())["code"],
            "file"
        );
    }
    snapshot!(text);
}

#[test]
fn what_commands_a_terminal_is_not_obeyed() {
    let room = Room::bare();
    // One such cell among many: a file that held little else would not be taken for text.
    let evil = "customer_id,name\nc1,\u{1b}]0;owned\u{7}\u{1b}[2J\n";
    let file = room.file("evil.csv", format!("{evil}{}", "c2,Una\n".repeat(500)));
    let ended = room.run(&["exports", "preview", file.to_str().unwrap(), "--rows", "1"]);
    assert_eq!(ended.code, Some(0), "{ended:?}");
    assert!(
        !ended.out.contains(['\u{1b}', '\u{7}']) && ended.out.contains("\\u{1b}"),
        "{:?}",
        ended.out
    );
}

#[test]
fn a_text_is_found_wherever_it_is() {
    let room = Room::bare();
    let file = room.file("small.csv", SMALL);
    let file = file.to_str().unwrap();
    let found = room.json(&["exports", "search", file, "S", "--ignore-case"]);
    assert_eq!(
        found,
        json!({ "hits": [
            { "record": 1, "line": 3, "cell": 1, "column": "pack_id", "value": "silver" },
            { "record": 2, "line": 4, "cell": 1, "column": "pack_id", "value": "sports" },
        ] })
    );
    let first = room.json(&["exports", "search", file, "c", "--rows", "1"]);
    assert_eq!(
        (first["hits"].as_array().unwrap().len(), &first["next"]),
        (1, &json!(1))
    );
    let mut text = String::new();
    for arguments in [
        &["9"][..],
        &["9", "--column", "pack_price", "--rows", "1"],
        &["platinum"],
        &[""],
        &["9", "--column", "price"],
    ] {
        let all = [&["exports", "search", "small.csv"], arguments].concat();
        text += &format!(
            "$ patchbay {}\n{}\n",
            all.join(" "),
            room.run(&all).shown(&room)
        );
    }
    snapshot!(text);
}

#[test]
fn how_a_file_is_read_can_be_said() {
    let room = Room::bare();
    let file = room.file("odd.txt", b"customer_id\tpack_id\nEspa\xF1a;1\t2,3\n");
    let preview = |arguments: &[&str]| {
        let all = [
            &["exports", "preview", file.to_str().unwrap()],
            arguments,
            &["--threads", "1"],
        ];
        let page = room.json(&all.concat());
        (page["columns"].clone(), page["rows"].clone())
    };
    let columns = json!(["customer_id", "pack_id"]);
    assert_eq!(
        preview(&[]),
        (columns.clone(), json!([["España;1", "2,3"]]))
    );
    assert_eq!(
        preview(&["--encoding", "utf-8", "--delimiter", "tab"]),
        (columns, json!([["Espa\u{FFFD}a;1", "2,3"]]))
    );
    assert_eq!(
        preview(&["--delimiter", ";", "--no-header"]).0,
        json!(["column 1"])
    );
    // What was said of a file for one command is not kept, and neither is the file.
    let recent: i64 = room
        .database()
        .query_row("SELECT count(*) FROM exports", [], |r| r.get(0))
        .unwrap();
    assert_eq!(recent, 0);
}

#[test]
fn two_exports_are_told_apart() {
    let room = Room::bare();
    let old = room.file("old.csv", SMALL);
    let new = SMALL
        .replace("pack_price", "price,pack_price")
        .replace("c1,gold,", "c1,gold,,1")
        .replace("c2,silver,", "c3,silver,7,")
        .replace("c1,sports,", "c1,sports,,");
    let new = room.file("new.csv", new);
    let (old, new) = (old.to_str().unwrap(), new.to_str().unwrap());
    let document = room.json(&["exports", "compare", old, new]);
    assert_eq!(
        (
            &document["added"],
            &document["removed"],
            &document["changed"],
            &document["unchanged"]
        ),
        (&json!(1), &json!(1), &json!(1), &json!(1))
    );
    assert_eq!(
        document.get("comparison"),
        None,
        "handles end with the command"
    );
    let kinds: Vec<_> = document["differences"]
        .as_array()
        .unwrap()
        .iter()
        .map(|d| d["kind"].as_str().unwrap())
        .collect();
    assert_eq!(kinds, ["changed", "added", "removed"]);
    let none = room.json(&["exports", "compare", old, new, "--rows", "0"]);
    assert_eq!(
        (&none["differences"], &none["changed"]),
        (&json!([]), &json!(1))
    );
    let keyed = room.json(&["exports", "compare", old, new, "--key", "pack_id"]);
    assert_eq!(
        (&keyed["key"], &keyed["changed"]),
        (&json!(["pack_id"]), &json!(2))
    );
    let mut text = String::new();
    room.file("other.csv", "a,b\n1,2\n");
    for arguments in [
        &["old.csv", "new.csv"][..],
        &["old.csv", "new.csv", "--rows", "1"],
        &["old.csv", "old.csv"],
        &["old.csv", "other.csv"],
        &["old.csv", "new.csv", "--key", "nothing"],
    ] {
        let all = [&["exports", "compare"], arguments].concat();
        text += &format!(
            "$ patchbay {}\n{}\n",
            all.join(" "),
            room.run(&all).shown(&room)
        );
    }
    snapshot!(text);
}

#[test]
fn columns_are_profiled_in_short_and_in_detail() {
    let room = Room::bare();
    let mut csv = String::from("customer_id,price,paid,active,nothing\n");
    for n in 0..1_000 {
        let price = if n % 50 == 7 {
            "free".to_owned()
        } else {
            format!("{}.50", n % 40)
        };
        csv += &format!("c{n},{price},2026-01-{:02},{},\n", n % 28 + 1, n % 3 == 0);
    }
    let file = room.file("prices.csv", csv);
    let file = file.to_str().unwrap();
    let profile = room.json(&["exports", "profile", file]);
    let members: Vec<_> = profile.as_object().unwrap().keys().collect();
    assert_eq!(members, ["file", "rows", "columns"]);
    assert_eq!(profile["rows"], 1_000);
    let columns = profile["columns"].as_array().unwrap();
    let types: Vec<_> = columns.iter().map(|c| &c["type"]).collect();
    assert_eq!(types, ["string", "number", "date", "boolean", "empty"]);
    for column in columns {
        for member in ["name", "empty", "distinct", "distinct_exact", "top"] {
            assert!(column.get(member).is_some(), "{member}: {column}");
        }
    }
    let one = room.json(&["exports", "profile", file, "--column", "paid"]);
    assert_eq!(one["columns"], json!([columns[2]]));
    for threads in ["1", "3"] {
        let same = room.json(&["exports", "profile", file, "--threads", threads]);
        assert_eq!(same, profile);
    }
    let mut text = String::new();
    for arguments in [
        &[][..],
        &["--column", "price", "--column", "paid"],
        &["--column", "gone"],
    ] {
        let all = [&["exports", "profile", "prices.csv"], arguments].concat();
        text += &format!(
            "$ patchbay {}\n{}\n",
            all.join(" "),
            room.run(&all).shown(&room)
        );
    }
    snapshot!(text);
}
