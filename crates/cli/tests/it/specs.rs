//! Trait specs: listed, shown, kept, used by name and by file.

use serde_json::{Value, json};

use crate::room::Room;
use crate::snapshot;

const TRAITS: &str = "user_id,ltv,plan\nu1,150,monthly\nu2,0,trial\n";

#[test]
fn a_spec_goes_from_a_file_to_a_check() {
    let room = Room::bare();
    room.file("traits.csv", TRAITS);
    snapshot!(room.run(&["specs", "list"]).shown(&room));
    snapshot!(room.run(&["specs", "show", "evergent"]).shown(&room));
    let mut spec = room.json(&["specs", "show", "generic"]);
    spec["name"] = json!("acme");
    spec["columns"][0]["empty"] = json!("allowed");
    let nps: Value = json!({ "name": "nps", "rule": { "type": "number", "severity": "error" } });
    spec["columns"].as_array_mut().unwrap().push(nps);
    room.file("acme.json", spec.to_string());

    // As a file, kept by nobody.
    let check =
        |arguments: &[&str]| room.run(&[&["exports", "check", "traits.csv"], arguments].concat());
    let by_file = check(&["--spec", "acme.json", "--json"]);
    let report: Value = serde_json::from_str(&by_file.out).unwrap();
    assert_eq!(
        (
            by_file.code,
            &report["spec"],
            &report["issues"][0]["column"]
        ),
        (Some(1), &json!("acme"), &json!("nps"))
    );
    assert_eq!(check(&["--spec", "acme"]).code, Some(1), "not there yet");

    // As one of the app's own.
    let saved = room.run(&["specs", "save", "acme.json"]);
    assert_eq!((saved.code, saved.out.as_str()), (Some(0), ""));
    assert_eq!(saved.err, "saved acme, 2 columns\n");
    let kept = room.json(&["specs", "show", "acme"]);
    assert_eq!(
        (&kept["columns"][0], &kept["columns"][1]["rule"]),
        (&spec["columns"][0], &spec["columns"][1]["rule"])
    );
    let by_name = check(&["--spec", "acme", "--json"]);
    assert_eq!((by_name.code, by_name.out), (Some(1), by_file.out));
    assert_eq!(room.json(&["specs", "list"])[0]["name"], "acme");

    // Absent: the one that fits the header best.
    let report: Value = serde_json::from_str(&check(&["--json"]).out).unwrap();
    assert_eq!(
        (&report["spec"], &report["verdict"]),
        (&json!("generic"), &json!("valid"))
    );
    assert_eq!(room.run(&["specs", "remove", "acme"]).err, "removed acme\n");
    assert_eq!(
        room.error(1, &["specs", "show", "acme"])["code"],
        "not_found"
    );
}

#[test]
fn what_is_no_spec_is_told_with_a_remedy() {
    let room = Room::bare();
    room.file("traits.csv", TRAITS);
    room.file(
        "colums.json",
        "{\n  \"name\": \"acme\",\n  \"colums\": []\n}",
    );
    room.file(
        "senseless.json",
        r#"{ "name": "acme", "columns": [{ "name": "a" }], "key": ["b"] }"#,
    );
    room.file(
        "builtin.json",
        r#"{ "name": "evergent", "columns": [{ "name": "a" }] }"#,
    );
    let mut text = String::new();
    for arguments in [
        &["specs", "save", "vanished.json"][..],
        &["specs", "save", "traits.csv"],
        &["specs", "save", "colums.json"],
        &["specs", "save", "senseless.json"],
        &["specs", "save", "builtin.json"],
        &["specs", "remove", "evergent"],
        &["specs", "remove", "acme"],
        &["exports", "check", "traits.csv", "--spec", "acme"],
        &["exports", "check", "traits.csv", "--spec", "./colums.json"],
    ] {
        let ended = room.run(arguments);
        assert_eq!(
            (ended.code, ended.out.as_str()),
            (Some(1), ""),
            "{arguments:?} {ended:?}"
        );
        text += &format!(
            "$ patchbay {}\n{}\n",
            arguments.join(" "),
            room.plain(&ended.err)
        );
    }
    snapshot!(text);
}
