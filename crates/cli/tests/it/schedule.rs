//! The schedule of syncs: set, done once when two ask, told when it fails, and cleared. Pulls are in `sources`.

use std::io::Read as _;

use serde_json::{Value, json};

use crate::room::{Killed, Room, signal, until};

const CANARY: &str = "CANARY-schedule-71c0aa52";

/// Sets the minute that has just begun, in UTC, which is due at once.
fn set_now(room: &Room, connector: &str) -> String {
    loop {
        #[expect(
            clippy::disallowed_methods,
            reason = "the command line has the real clock"
        )]
        let now = jiff::Timestamp::now().strftime("%H:%M").to_string();
        let set = room.json(&["schedule", "set", connector, &now]);
        assert_eq!((&set["due"], &set["active"]), (&json!(now), &json!(true)));
        // The minute may have ended meanwhile: then that time was before the schedule, and is due tomorrow.
        let list = room.json(&["schedule", "list"]);
        let entry = list.as_array().unwrap().iter();
        let mut entry = entry.filter(|entry| entry["connector"] == connector);
        if entry.next().unwrap()["day"].is_string() {
            return now;
        }
        room.json(&["schedule", "clear", connector]);
    }
}

#[test]
fn what_is_due_is_synced_once_also_when_two_ask() {
    let room = Room::ready();
    let due = set_now(&room, "chargify");
    let ask = || {
        Killed(
            room.patchbay(&["schedule", "run-due", "--json"])
                .spawn()
                .unwrap(),
        )
    };
    let mut looked = Vec::new();
    for mut process in [ask(), ask()] {
        let mut text = String::new();
        let mut out = process.0.stdout.take().unwrap();
        out.read_to_string(&mut text).unwrap();
        let run: Value = serde_json::from_str(&text).unwrap();
        assert_eq!(run["alerts"], json!([]));
        looked.extend(run["looked"].as_array().unwrap().clone());
        assert_eq!(process.0.wait().unwrap().code(), Some(0));
    }
    assert_eq!(looked.len(), 1, "{looked:?}");
    assert_eq!(
        (&looked[0]["kind"], &looked[0]["connector"]),
        (&json!("sync"), &json!("chargify"))
    );
    let reports = looked[0]["reports"].as_array().unwrap();
    assert!(reports.len() > 1 && reports.iter().all(|r| r["total"].is_u64()));
    let products = room.json(&["catalogue", "list", "chargify", "products"]);
    assert!(!products.as_array().unwrap().is_empty());

    let again = room.run(&["schedule", "run-due"]);
    assert_eq!(
        (again.code, again.err.as_str()),
        (Some(0), "nothing is due\n")
    );
    let list = room.json(&["schedule", "list"]);
    assert_eq!(
        (&list[0]["kind"], &list[0]["state"], &list[0]["due"]),
        (&json!("sync"), &json!("synced"), &json!(due))
    );
    let table = room.run(&["schedule", "list"]).out;
    let line = table.lines().nth(1).unwrap();
    assert!(
        line.starts_with("sync chargify ") && line.contains(" synced "),
        "{table}"
    );

    let cleared = room.run(&["schedule", "clear", "chargify"]);
    assert_eq!(cleared.out, "Chargify: synced by hand only\n");
    assert_eq!(room.json(&["schedule", "list"]), json!([]));
}

#[test]
fn a_killed_sync_leaves_the_right_to_sync_to_the_next() {
    let room = Room::ready();
    set_now(&room, "chargify");
    room.fault(json!({ "vendor": "chargify", "kind": "latency", "ms": 120_000, "times": 1 }));
    let mut first = Killed(room.patchbay(&["schedule", "run-due"]).spawn().unwrap());
    let held = |holders: &str| -> bool {
        let sql = format!("SELECT EXISTS (SELECT 1 FROM leases WHERE {holders})");
        room.database().query_row(&sql, [], |r| r.get(0)).unwrap()
    };
    until("the first syncs", || held("subject = 'sync:chargify'"));
    let entry = || room.json(&["schedule", "list"])[0].clone();
    assert_eq!(entry()["syncing"], true);
    assert_eq!(
        room.run(&["schedule", "run-due"]).err,
        "nothing is due\n",
        "the first does it"
    );
    signal(&first.0, "-KILL");
    first.0.wait().unwrap();
    assert!(held("1"), "it could not give it back");
    assert_eq!(entry()["syncing"], false);
    let next = room.json(&["schedule", "run-due"]);
    assert!(
        next["looked"][0]["reports"].as_array().unwrap().len() > 1,
        "{next}"
    );
    assert!(!held("1"));
    assert_eq!(entry()["state"], "synced");
}

#[test]
fn a_sync_that_fails_is_exit_code_1_with_its_remedy_and_without_the_key() {
    let room = Room::ready();
    let wrong = ["connectors", "set", "chargify", "--secret", "api_key"];
    let mut said = vec![room.with_input(&wrong, format!("{CANARY}\n"))];
    set_now(&room, "chargify");
    let failed = room.run(&["schedule", "run-due"]);
    assert_eq!(failed.code, Some(1), "{failed:?}");
    assert!(failed.out.contains("sync chargify  failed: "), "{failed:?}");
    assert!(
        failed
            .out
            .contains("\nNew\n  Chargify: the sync that was due at "),
        "{failed:?}"
    );
    said.push(failed);
    said.push(room.run(&["schedule", "list"]));
    assert!(said[2].out.contains("Not as it should be"), "{:?}", said[2]);
    assert_eq!(said[2].code, Some(0));
    let entry = &room.json(&["schedule", "list"])[0];
    assert_eq!(entry["state"], "failed");
    assert_eq!(entry["error"]["code"], "refused");
    // The next try is ten minutes later.
    let later = room.run(&["schedule", "run-due"]);
    assert_eq!(later.err, "nothing is due\n");

    for (more, command) in [
        (&["--json"][..], &["schedule", "list"][..]),
        (&[], &["schedule", "clear", "chargify"]),
    ] {
        said.push(room.run(&[command, more].concat()));
    }
    for ended in &said {
        let text = format!("{}{}", ended.out, ended.err);
        assert!(!text.contains(CANARY), "{ended:?}");
    }
    assert!(room.files_with(CANARY).is_empty());
}

#[test]
fn what_cannot_be_scheduled_is_said() {
    let room = Room::bare();
    let error = room.error(1, &["schedule", "set", "chargify", "6:30"]);
    assert_eq!(
        (&error["code"], &error["field"], &error["hint"]),
        (
            &json!("invalid"),
            &json!("due"),
            &json!("Give hours and minutes: 06:30")
        )
    );
    let error = room.error(1, &["schedule", "set", "chargefy", "06:30"]);
    assert_eq!(error["code"], "not_found");
    // Beforehand is as good as afterwards; it is said what is still to be done.
    let early = room.run(&["schedule", "set", "chargify", "06:30"]);
    assert_eq!(early.code, Some(0));
    assert!(
        early
            .out
            .starts_with("Chargify: synced every day at 06:30, next ")
    );
    assert_eq!(
        early.err,
        "Chargify is not active: nothing is synced until it is\n"
    );
}
