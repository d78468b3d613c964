//! Several processes at once on one data directory.

use serde_json::json;

use crate::room::{Ended, Room};

#[test]
fn many_at_once_lose_nothing() {
    let room = Room::bare();
    let ids: Vec<String> = (0..8).map(|n| format!("app-{n}")).collect();
    // Not even the first one, which makes the database, has a start.
    let children: Vec<_> = ids
        .iter()
        .map(|id| {
            room.patchbay(&["apps", "create", id, "--environment", "test"])
                .spawn()
                .unwrap()
        })
        .collect();
    for child in children {
        let ended: Ended = child.wait_with_output().unwrap().into();
        assert_eq!(ended.code, Some(0), "{ended:?}");
    }
    let listed: Vec<_> = room
        .json(&["apps", "list"])
        .as_array()
        .unwrap()
        .iter()
        .map(|a| a["id"].clone())
        .collect();
    assert_eq!(
        json!(listed),
        json!([&ids[..], &["default".to_owned()]].concat())
    );
}
