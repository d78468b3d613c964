//! `patchbay tour`, with and without a keychain.

use std::io::{BufRead as _, BufReader};

use serde_json::Value;

use crate::room::{Ended, Killed, Room, signal};

#[test]
fn with_a_keychain_it_goes_through_and_leaves_nothing_in_it() {
    let room = Room::new();
    let ended = room.run(&["tour"]);
    assert_eq!(ended.code, Some(0), "{ended:?}");
    assert!(!ended.out.contains("No keychain"), "{}", ended.out);
    assert!(
        ended
            .out
            .trim_end()
            .ends_with("each with the result that it should have"),
        "{}",
        ended.out
    );
    for key in [
        patchbay_sandbox::CHARGIFY_KEY,
        patchbay_sandbox::EVERGENT_KEY,
    ] {
        assert!(!ended.out.contains(key) && !ended.err.contains(key));
    }
    assert_eq!(room.keychain_search(), "");
    assert!(
        !room.data_dir().exists(),
        "it has a data directory of its own"
    );
}

#[test]
fn without_a_keychain_it_says_so_and_makes_a_private_one() {
    let room = Room::bare();
    let ended = room.run(&["tour"]);
    assert_eq!(ended.code, Some(0), "{ended:?}");
    assert!(
        ended.out.contains("No keychain can be used here: ")
            && ended.out.contains("makes a private one"),
        "{}",
        ended.out
    );
    let left: Vec<_> = std::fs::read_dir(room.data_dir().parent().unwrap())
        .unwrap()
        .collect();
    assert!(left.is_empty(), "{left:?}");
}

#[test]
fn for_machines_it_is_one_document() {
    let document = Room::bare().json(&["tour"]);
    assert_eq!(document["passed"], true);
    let steps = document["steps"].as_array().unwrap();
    let of = |part: &str| {
        steps
            .iter()
            .filter(|s| s["command"].as_str().unwrap().contains(part))
            .collect::<Vec<&Value>>()
    };
    assert_eq!(
        (
            of("actions plan").len(),
            of("actions run").len(),
            of("connectors remove").len()
        ),
        (2, 2, 2)
    );
    assert_eq!(
        (
            of("prompts import").len(),
            of("prompts simulate").len(),
            of("--report").len()
        ),
        (2, 2, 1)
    );
    let codes: Vec<_> = of("exports check")
        .iter()
        .map(|s| s["exit_code"].as_i64().unwrap())
        .collect();
    assert_eq!(codes, [0, 1]);
}

#[test]
fn missing_programs_are_named_with_their_packages() {
    let room = Room::bare();
    let ended: Ended = room
        .patchbay(&["tour"])
        .env("PATH", room.data_dir())
        .output()
        .unwrap()
        .into();
    assert_eq!(ended.code, Some(1), "{ended:?}");
    assert!(
        ended.err.contains("dbus-daemon is not installed")
            && ended.err.contains("apt-get install dbus gnome-keyring"),
        "{}",
        ended.err
    );
}

#[test]
fn interrupted_it_takes_the_keys_out_of_the_keychain() {
    let room = Room::new();
    let mut child = Killed(room.patchbay(&["tour"]).spawn().unwrap());
    let mut lines = BufReader::new(child.0.stdout.take().unwrap()).lines();
    let saved = lines.find(|line| line.as_ref().unwrap().starts_with("Evergent saved"));
    assert!(saved.is_some());
    assert!(
        room.keychain_search()
            .contains(patchbay_sandbox::EVERGENT_KEY)
    );
    signal(&child.0, "-INT");
    assert!(lines.any(|line| line.unwrap().starts_with("evergent: settings, secrets")));
    assert!(!lines.any(|line| line.unwrap().contains("All went right")));
    assert_eq!(child.0.wait().unwrap().code(), Some(1));
    assert_eq!(room.keychain_search(), "");
}
