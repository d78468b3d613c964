//! Settings that are wrong, and vendors that cannot be reached.

use serde_json::json;

use crate::room::Room;
use crate::snapshot;

const PLAN: [&str; 8] = [
    "actions",
    "plan",
    "chargify",
    "cancel_subscription",
    "--trait",
    "chargify_id=20001001",
    "--param",
    "plan=gold",
];

#[test]
fn a_wrong_key_is_refused_and_the_document_is_there() {
    let room = Room::ready();
    let set = room.with_input(
        &["connectors", "set", "chargify", "--secret", "api_key"],
        "wrong\n",
    );
    assert_eq!(set.code, Some(0), "{set:?}");
    let ended = room.run(&["connectors", "check", "chargify"]);
    assert_eq!(ended.code, Some(1));
    snapshot!(ended.shown(&room));
    let check = room.json_with(1, &["connectors", "check", "chargify"]);
    assert_eq!(
        (&check["id"], &check["verdict"]),
        (&json!("chargify"), &json!("refused"))
    );
    let error = room.error(1, &PLAN);
    assert_eq!(
        (&error["code"], &error["stage"], &error["retryable"]),
        (&json!("refused"), &json!("auth"), &json!(false))
    );
}

#[test]
fn an_unreachable_host_says_nothing_about_the_key() {
    let room = Room::ready();
    // Nothing listens on port 1, and nobody may without being root.
    room.json(&[
        "connectors",
        "set",
        "chargify",
        "--set",
        "base_url=http://127.0.0.1:1",
    ]);
    let check = room.json_with(1, &["connectors", "check", "chargify"]);
    assert_eq!(check["verdict"], "unreachable");
    let error = room.error(1, &PLAN);
    assert_eq!(
        (&error["code"], &error["stage"], &error["retryable"]),
        (&json!("unreachable"), &json!("connect"), &json!(true))
    );
    assert!(
        error["message"].as_str().unwrap().contains("127.0.0.1"),
        "{error}"
    );
}

#[test]
fn a_rate_limited_check_is_exit_code_1() {
    let room = Room::ready();
    room.fault(
        json!({ "vendor": "chargify", "kind": "rate_limited", "retry_after": "600", "times": 50 }),
    );
    let check = room.json_with(1, &["connectors", "check", "chargify"]);
    assert_eq!(check["verdict"], "rate_limited");
}

#[test]
fn what_may_not_be_sent_to_is_refused_when_it_is_set() {
    let room = Room::new();
    for address in [
        "base_url=http://api.example.com",
        "base_url=https://user:canary@api.example.com",
        "domain=a b",
    ] {
        let ended = room.run(&["connectors", "set", "chargify", "--set", address]);
        assert_eq!(ended.code, Some(1), "{ended:?}");
        assert!(!ended.err.contains("canary"), "{}", ended.err);
        assert!(ended.err.contains("\nhint: "), "{}", ended.err);
    }
    let error = room.error(
        1,
        &[
            "connectors",
            "set",
            "chargify",
            "--set",
            "base_url=http://api.example.com",
        ],
    );
    assert_eq!(
        (&error["code"], &error["field"]),
        (&json!("invalid"), &json!("base_url"))
    );
    assert_eq!(
        room.json(&["connectors", "show", "chargify"])["values"],
        json!({})
    );
}

#[test]
fn an_inactive_connector_plans_nothing() {
    let room = Room::ready();
    let set = room.run(&["connectors", "set", "chargify", "--active", "false"]);
    assert_eq!(set.out, "Chargify saved, not active\n");
    let ended = room.run(&PLAN);
    assert_eq!(ended.code, Some(1));
    snapshot!(ended.shown(&room));
    // Nor is one switched on whose settings are missing.
    let error = room.error(
        1,
        &[
            "connectors",
            "set",
            "chargify",
            "--set",
            "domain=",
            "--active",
            "true",
        ],
    );
    assert_eq!(
        (&error["code"], &error["field"]),
        (&json!("not_ready"), &json!("domain"))
    );
    assert_eq!(
        room.json(&["connectors", "show", "chargify"])["values"]["domain"],
        "patchbay-demo.chargify.com"
    );
    assert!(room.sandbox().journal().is_empty());
}

#[test]
fn one_setting_is_not_set_twice_by_two_names() {
    let room = Room::bare();
    let error = room.error(
        1,
        &[
            "connectors",
            "set",
            "chargify",
            "--set",
            "domain=a",
            "--set",
            "Domain=b",
        ],
    );
    assert_eq!(
        (&error["code"], &error["field"]),
        (&json!("invalid"), &json!("domain"))
    );
}

#[test]
fn a_sandbox_app_needs_no_keychain_and_no_settings() {
    let room = Room::bare();
    room.json(&["apps", "create", "demo", "--environment", "sandbox"]);
    room.json(&[
        "--app",
        "demo",
        "connectors",
        "set",
        "evergent",
        "--active",
        "true",
    ]);
    assert_eq!(
        room.json(&["--app", "demo", "connectors", "check", "evergent"])["verdict"],
        "proven"
    );
    let plan = [
        "actions",
        "plan",
        "evergent",
        "pause_subscription",
        "--user",
        "somebody",
        "--trait",
        "customer_id=cust-1001",
    ];
    let plan = room.json(&[&["--app", "demo"], &plan[..]].concat());
    assert_eq!(
        (&plan["user"], &plan["steps"][1]["sent"]),
        (&json!("somebody"), &json!(false))
    );
}
