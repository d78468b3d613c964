//! What people read: the main outputs, as a whole.

use crate::room::Room;
use crate::snapshot;

#[test]
fn the_main_job() {
    let room = Room::ready();
    let mut text = String::new();
    let mut show = |arguments: &[&str]| {
        let ended = room.run(arguments);
        text += &format!(
            "$ patchbay {}\n{}\n",
            arguments.join(" "),
            ended.shown(&room)
        );
        ended.out
    };
    show(&["apps", "list"]);
    show(&["connectors", "check", "chargify"]);
    show(&["connectors", "show", "chargify"]);
    show(&["catalogue", "list", "chargify", "products"]);
    show(&["catalogue", "sync", "chargify"]);
    show(&[
        "catalogue",
        "list",
        "chargify",
        "products",
        "--search",
        "gold",
    ]);
    show(&["actions", "list", "chargify"]);
    show(&["users", "list"]);
    let cancel = [
        "chargify",
        "cancel_subscription",
        "--user",
        "cust-1001",
        "--trait",
        "chargify_id=20001001",
        "--param",
        "plan=gold",
    ];
    show(&[&["actions", "run"], &cancel[..]].concat());
    let ran = show(&[&["actions", "run"], &cancel[..], &["--yes"]].concat());
    show(&["history", "list"]);
    let run = ran
        .lines()
        .find_map(|line| line.trim().strip_prefix("run "))
        .unwrap()
        .trim()
        .to_owned();
    show(&["history", "show", &run]);
    show(&["history", "clear", "--yes"]);
    show(&["history", "list"]);
    show(&["connectors", "remove", "chargify"]);
    snapshot!(text);
}
