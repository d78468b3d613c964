//! What is said to who calls it wrongly, and help.

use crate::room::Room;
use crate::snapshot;

#[test]
fn help() {
    let room = Room::bare();
    let mut text = String::new();
    for command in [
        "",
        "apps",
        "apps create",
        "connectors",
        "connectors set",
        "connectors check",
        "catalogue",
        "catalogue list",
        "actions",
        "actions plan",
        "actions run",
        "exports",
        "exports preview",
        "exports check",
        "exports profile",
        "exports find",
        "exports search",
        "exports compare",
        "exports sources",
        "exports sources add",
        "exports sources pull",
        "exports sources files",
        "schedule",
        "schedule run-due",
        "schedule set",
        "users",
        "users list",
        "users save",
        "prompts",
        "prompts simulate",
        "prompts import",
        "history",
        "history list",
        "history clear",
        "sandbox",
        "tour",
    ] {
        let arguments: Vec<_> = command.split_whitespace().chain(["--help"]).collect();
        let ended = room.run(&arguments);
        assert_eq!((ended.code, ended.err.as_str()), (Some(0), ""), "{command}");
        text += &format!("$ patchbay {}\n{}\n", arguments.join(" "), ended.out);
    }
    insta::assert_snapshot!(text);
    assert!(!room.data_dir().exists());
}

#[test]
fn the_version_is_said() {
    let room = Room::bare();
    let ended = room.run(&["--version"]);
    assert_eq!(
        (ended.code, ended.out),
        (Some(0), format!("patchbay {}\n", env!("CARGO_PKG_VERSION")))
    );
}

#[test]
fn wrong_usage_is_exit_code_2_and_says_what_is_right() {
    let room = Room::bare();
    let wrong: &[&[&str]] = &[
        &[],
        &["connectors"],
        &["prompt", "list"],
        &["prompts", "simulate"],
        &[
            "prompts",
            "simulate",
            "p",
            "--interaction",
            "shrug",
            "--user",
            "u",
        ],
        &["exports", "profile"],
        &["exports", "compare", "old.csv"],
        &["exports", "check", "x.csv", "--delimiter", "::"],
        &["exports", "check", "x.csv", "--threads", "0"],
        &["exports", "check", "x.csv", "--encoding", "latin-9"],
        &["exports", "sources", "add", "daily", "--bucket", "acme"],
        &[
            "exports",
            "sources",
            "add",
            "daily",
            "--bucket",
            "acme",
            "--region",
            "r",
            "--path-style",
            "--virtual-host-style",
        ],
        &["schedule", "start"],
        &["connectors", "set", "chargify"],
        &["connectors", "set", "chargify", "--active", "maybe"],
        &["connectors", "set", "chargify", "--set", "domain"],
        &[
            "connectors",
            "set",
            "chargify",
            "--set",
            "domain=a",
            "--set",
            "domain=b",
        ],
        &[
            "connectors",
            "set",
            "chargify",
            "--secret",
            "api_key=canary",
        ],
        &[
            "connectors",
            "set",
            "chargify",
            "--secret",
            "api_key",
            "--secret",
            "api_key",
        ],
        &["connectors", "set", "chargify", "--secret", "api_key"],
        &["actions", "plan", "chargify"],
        &["apps", "create", "x", "--environment", "staging"],
        &["exports", "preview", "x.csv", "--rows", "-1"],
        &["exports", "find", "x.csv"],
        &["history", "clear"],
        &["sandbox", "--port", "70000"],
    ];
    let mut text = String::new();
    for arguments in wrong {
        let ended = room.run(arguments);
        assert_eq!(
            (ended.code, ended.out.as_str()),
            (Some(2), ""),
            "{arguments:?}"
        );
        assert!(!ended.err.contains("canary"), "{}", ended.err);
        text += &format!("$ patchbay {}\n{}\n", arguments.join(" "), ended.err);
        // The same for machines.
        if !arguments.is_empty() {
            let error = room.error(2, arguments);
            assert!(
                error["code"].is_string()
                    && error["message"].as_str().is_some_and(|m| !m.is_empty()),
                "{error}"
            );
        }
    }
    insta::assert_snapshot!(text);
    assert!(!room.data_dir().exists());
}

#[test]
fn a_plan_needs_pairs() {
    let room = Room::bare();
    let error = room.error(
        2,
        &[
            "actions",
            "plan",
            "chargify",
            "cancel_subscription",
            "--trait",
            "chargify_id",
        ],
    );
    assert_eq!(error["message"], "--trait needs a name, = and a value");
}

#[test]
fn an_unknown_log_filter_is_told() {
    let room = Room::bare();
    let ended: crate::room::Ended = room
        .patchbay(&["apps", "list"])
        .env("PATCHBAY_LOG", "patchbay=loud")
        .output()
        .unwrap()
        .into();
    assert_eq!((ended.code, ended.out.as_str()), (Some(2), ""));
    assert!(
        ended
            .err
            .starts_with("error: PATCHBAY_LOG cannot be read: "),
        "{}",
        ended.err
    );
}

#[test]
fn what_cannot_be_written_is_told() {
    let room = Room::bare();
    let full = std::fs::OpenOptions::new()
        .write(true)
        .open("/dev/full")
        .unwrap();
    let ended: crate::room::Ended = room
        .patchbay(&["apps", "list"])
        .stdout(full)
        .output()
        .unwrap()
        .into();
    assert_eq!(ended.code, Some(1));
    snapshot!(ended.shown(&room));
}

#[test]
fn what_does_not_exist_is_exit_code_1_and_says_what_does() {
    let room = Room::bare();
    let known: Vec<String> = room
        .json(&["connectors", "list"])
        .as_array()
        .unwrap()
        .iter()
        .map(|connector| connector["id"].as_str().unwrap().to_owned())
        .collect();
    let mut text = String::new();
    for arguments in [
        &["connectors", "show", "nope"][..],
        &["connectors", "check", "nope"],
        &["catalogue", "list", "chargify", "nope"],
        &["--app", "nope", "connectors", "list"],
        &["history", "show", "nope"],
        &["actions", "list", "nope"],
        &["apps", "create", "No Good", "--environment", "test"],
    ] {
        let ended = room.run(arguments);
        assert_eq!(ended.code, Some(1), "{ended:?}");
        text += &format!(
            "$ patchbay {}\n{}\n",
            arguments.join(" "),
            ended.shown(&room)
        );
    }
    snapshot!(text.replace(&known.join(", "), "[connectors]"));
}
