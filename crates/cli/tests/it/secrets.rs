//! Secrets come in by standard input, end up in the keychain, and are seen nowhere else.

use std::time::{Duration, Instant};

use crate::room::{Ended, Room};
use crate::snapshot;

const CANARY: &str = "CANARY-7f3a9c2e51";

#[test]
fn a_secret_is_in_the_keychain_and_nowhere_else() {
    let mut room = Room::new();
    room.start_sandbox();
    let url = room.sandbox().url().to_owned();
    let base_url = format!("base_url={url}/chargify");
    let set = [
        "connectors",
        "set",
        "chargify",
        "--set",
        "Domain=acme",
        "--set",
        &base_url,
        "--secret",
        "API Key",
        "--active",
        "true",
    ];
    let mut said = vec![room.with_input(&set, format!("{CANARY}\n"))];
    assert_eq!(said[0].code, Some(0), "{:?}", said[0]);
    assert_eq!(
        room.in_keychain("chargify").unwrap(),
        format!(r#"{{"api_key":"{CANARY}"}}"#)
    );

    let plan = [
        "chargify",
        "cancel_subscription",
        "--trait",
        "chargify_id=20001001",
        "--param",
        "plan=gold",
    ];
    // Somebody pastes the key into other places too.
    let pasted = [
        "chargify",
        "add_coupon_code",
        "--trait",
        "chargify_id=20001001",
        "--param",
        "plan=gold",
        "--param",
    ];
    let coupon = format!("coupon_code={CANARY}");
    let commands: &[Vec<&str>] = &[
        vec!["connectors", "list"],
        vec!["connectors", "show", "chargify"],
        vec!["connectors", "check", "chargify"],
        vec!["catalogue", "sync", "chargify"],
        [&["actions", "plan"], &plan[..]].concat(),
        [&["actions", "run"], &plan[..], &["--yes"]].concat(),
        [&["actions", "plan"], &pasted[..], &[&coupon]].concat(),
        vec!["history", "list"],
        vec!["history", "export"],
    ];
    for command in commands {
        for json in [&[][..], &["--json"]] {
            let mut patchbay = room.patchbay(&[command, json].concat());
            said.push(
                patchbay
                    .env("PATCHBAY_LOG", "trace")
                    .output()
                    .unwrap()
                    .into(),
            );
        }
    }
    assert!(
        said.iter().any(|ended| ended.err.contains("TRACE")),
        "the log says nothing"
    );
    for ended in &said {
        assert!(
            !ended.out.contains(CANARY) && !ended.err.contains(CANARY),
            "{ended:?}"
        );
    }
    assert_eq!(
        room.files_with(CANARY),
        [""; 0].map(std::path::PathBuf::from)
    );

    assert_eq!(
        room.run(&["connectors", "remove", "chargify"]).code,
        Some(0)
    );
    assert_eq!(room.in_keychain("chargify"), None);
}

#[test]
fn secrets_are_read_line_by_line_in_order() {
    let room = Room::new();
    // Chargify has one secret; the second is not asked for, and what is missing is named.
    let missing = room.with_input(
        &[
            "connectors",
            "set",
            "chargify",
            "--secret",
            "api_key",
            "--secret",
            "other",
        ],
        "one\n",
    );
    assert_eq!(missing.code, Some(2));
    snapshot!(missing.shown(&room));
    let empty = room.with_input(
        &["connectors", "set", "chargify", "--secret", "api_key"],
        "\n",
    );
    assert_eq!(empty.code, Some(2));
    snapshot!(empty.shown(&room));
    assert!(!room.data_dir().exists(), "nothing may be saved");
    let unknown = room.with_input(
        &[
            "connectors",
            "set",
            "chargify",
            "--secret",
            "api_key",
            "--secret",
            "other",
        ],
        "one\ntwo\n",
    );
    assert_eq!(unknown.code, Some(1));
    snapshot!(unknown.shown(&room));
    assert_eq!(room.in_keychain("chargify"), None, "all or nothing");
    // Without a line feed at the end, and with one of Windows.
    for input in ["k-1", "k-1\r\n"] {
        let ended = room.with_input(
            &["connectors", "set", "chargify", "--secret", "api_key"],
            input,
        );
        assert_eq!(ended.code, Some(0), "{ended:?}");
        assert_eq!(
            room.in_keychain("chargify").unwrap(),
            r#"{"api_key":"k-1"}"#
        );
    }
}

#[test]
fn a_secret_in_the_arguments_is_refused_and_not_repeated() {
    let room = Room::new();
    let given = format!("api_key={CANARY}");
    let ended = room.run(&["connectors", "set", "chargify", "--set", &given]);
    assert_eq!(ended.code, Some(1));
    snapshot!(ended.shown(&room));
    assert_eq!(room.in_keychain("chargify"), None);
    assert!(room.files_with(CANARY).is_empty());
}

#[test]
fn without_a_keychain_nothing_is_saved_and_the_rest_works() {
    let room = Room::bare();
    let set = [
        "connectors",
        "set",
        "chargify",
        "--set",
        "domain=acme",
        "--secret",
        "api_key",
    ];
    let ended = room.with_input(&set, format!("{CANARY}\n"));
    assert_eq!(ended.code, Some(1));
    snapshot!(ended.shown(&room));
    assert!(room.files_with(CANARY).is_empty() && room.files_with("acme").is_empty());
    let ended: Ended = room.run(&["connectors", "list"]);
    assert_eq!((ended.code, ended.err.as_str()), (Some(0), ""));
    assert_eq!(room.json(&["apps", "list"])[0]["id"], "default");
}

#[test]
fn a_keychain_that_hangs_is_waited_for_once() {
    let room = Room::ready();
    room.signal_keychain("-STOP");
    let start = Instant::now();
    let listed = room.json(&["connectors", "list"]);
    let took = start.elapsed();
    room.signal_keychain("-CONT");
    // What was never set needs no keychain to be known as missing.
    let listed = listed.as_array().unwrap();
    let kept: Vec<_> = listed.iter().filter(|c| c["active"] == true).collect();
    assert_eq!(kept.len(), 2);
    for connector in kept {
        let states = connector["settings"].as_array().unwrap();
        assert!(states.iter().any(|s| s["state"] == "unreadable"));
    }
    // Ten seconds for each of the two would be twenty.
    assert!(took < Duration::from_secs(18), "{took:?}");
}
