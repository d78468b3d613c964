//! The data directory: newer, damaged, not writable, full.

use serde_json::json;

use crate::room::{Ended, Room};
use crate::snapshot;

#[test]
fn a_newer_database_is_refused_and_left_as_it_is() {
    let room = Room::bare();
    room.json(&["apps", "list"]);
    room.database()
        .pragma_update(None, "user_version", 9_999)
        .unwrap();
    let before = std::fs::read(room.data_dir().join("patchbay.db")).unwrap();
    let ended = room.run(&["apps", "list"]);
    assert_eq!(ended.code, Some(1));
    snapshot!(ended.shown(&room));
    assert_eq!(room.error(1, &["apps", "list"])["code"], "storage");
    assert_eq!(
        std::fs::read(room.data_dir().join("patchbay.db")).unwrap(),
        before
    );
}

#[test]
fn a_damaged_database_is_told() {
    let room = Room::bare();
    std::fs::create_dir(room.data_dir()).unwrap();
    std::fs::write(
        room.data_dir().join("patchbay.db"),
        "not a database, but long enough to look like one".repeat(100),
    )
    .unwrap();
    let ended = room.run(&["apps", "list"]);
    assert_eq!(ended.code, Some(1));
    snapshot!(ended.shown(&room));
}

#[test]
fn a_data_directory_that_is_a_file_is_told() {
    let room = Room::bare();
    std::fs::write(room.data_dir(), "").unwrap();
    let ended = room.run(&["apps", "list"]);
    assert_eq!(ended.code, Some(1));
    snapshot!(ended.shown(&room));
}

#[test]
fn the_option_goes_before_the_environment() {
    let room = Room::bare();
    let other = room.data_dir().with_file_name("other");
    room.json(&[
        "--data-dir",
        other.to_str().unwrap(),
        "apps",
        "create",
        "elsewhere",
        "--environment",
        "test",
    ]);
    assert!(!room.data_dir().exists() && other.join("patchbay.db").exists());
    assert_eq!(room.json(&["apps", "list"]).as_array().unwrap().len(), 1);
    assert_eq!(
        room.json(&["apps", "list", "--data-dir", other.to_str().unwrap()])
            .as_array()
            .unwrap()
            .len(),
        2
    );
}

/// Runs `patchbay` with files limited to that many KiB. Writing past it fails, as on a full disk.
fn limited(room: &Room, kib: u32, arguments: &[&str]) -> Ended {
    let mut shell = room.command("bash");
    shell.args([
        "-c",
        &format!("trap '' XFSZ; ulimit -f {kib}; exec \"$@\""),
        "limited",
        env!("CARGO_BIN_EXE_patchbay"),
    ]);
    shell
        .args(arguments)
        .stdout(std::process::Stdio::piped())
        .output()
        .unwrap()
        .into()
}

#[test]
fn a_database_that_cannot_be_made_is_told() {
    let room = Room::bare();
    let ended = limited(&room, 8, &["apps", "list"]);
    assert_eq!((ended.code, ended.out.as_str()), (Some(1), ""), "{ended:?}");
    assert!(
        ended.err.starts_with("error: the database ROOM")
            || room
                .plain(&ended.err)
                .starts_with("error: the database ROOM/data/patchbay.db: "),
        "{}",
        ended.err
    );
    // And nothing half-made stays in the way.
    assert_eq!(room.json(&["apps", "list"])[0]["id"], "default");
}

#[test]
fn what_cannot_be_recorded_is_not_sent() {
    let room = Room::ready();
    // The shared memory of the database takes 32 KiB; the record of this run takes more.
    let user = "x".repeat(60_000);
    let run = [
        "actions",
        "run",
        "chargify",
        "cancel_subscription",
        "--user",
        &user,
        "--trait",
        "chargify_id=20001001",
        "--param",
        "plan=gold",
        "--yes",
    ];
    let ended = limited(&room, 40, &run);
    assert_eq!(
        (ended.code, ended.out.as_str()),
        (Some(1), ""),
        "{}",
        ended.err
    );
    assert!(ended.err.contains("error: the database "), "{}", ended.err);
    assert!(
        !room.sandbox().journal().is_empty(),
        "it was not even planned"
    );
    assert_eq!(
        (room.changes(), room.json(&["history", "list"])),
        (0, json!([]))
    );
    // With room again, the same goes through.
    assert_eq!(room.json(&run)["outcome"], "succeeded");
}
