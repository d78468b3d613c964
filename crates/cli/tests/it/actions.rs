//! Plans and runs that do not go the straight way.

use std::io::{BufRead as _, BufReader, Read as _};

use serde_json::{Value, json};

use crate::room::{Ended, Killed, Room, signal, until};
use crate::snapshot;

const CANCEL: [&str; 8] = [
    "chargify",
    "cancel_subscription",
    "--user",
    "cust-1001",
    "--trait",
    "chargify_id=20001001",
    "--param",
    "plan=gold",
];

fn run(more: &[&'static str]) -> Vec<&'static str> {
    [&["actions", "run"], &CANCEL[..], more].concat()
}

#[test]
fn without_yes_the_plan_is_shown_and_nothing_is_run() {
    let room = Room::ready();
    let ended: Ended = room.patchbay(&run(&["--json"])).output().unwrap().into();
    assert_eq!(ended.code, Some(2));
    let plan: Value = serde_json::from_str(&ended.out).unwrap();
    assert_eq!(plan["steps"][2]["sent"], false);
    let error: Value = serde_json::from_str(&ended.err).unwrap();
    assert_eq!(error["error"]["code"], "confirmation_needed");
    assert_eq!(
        (room.changes(), room.json(&["history", "list"])),
        (0, json!([]))
    );
}

#[test]
fn what_the_plan_warned_of_is_said_with_the_run() {
    let room = Room::ready();
    let pause = [
        "actions",
        "run",
        "evergent",
        "pause_subscription",
        "--trait",
        "customer_id=cust-1001",
        "--param",
        "days=30",
        "--yes",
    ];
    let ended = room.run(&pause);
    assert_eq!(ended.code, Some(0), "{ended:?}");
    let warning = "The length of 30 days is not sent";
    assert!(
        ended.err.contains(&format!("warning: {warning}")),
        "{}",
        ended.err
    );
    let resume = ["actions", "run", "evergent", "resume_subscription"];
    let resumed = room.run(&[&resume[..], &["--trait", "customer_id=cust-1001", "--yes"]].concat());
    assert_eq!((resumed.code, resumed.err.as_str()), (Some(0), ""));
    let run = room.json(&pause);
    assert_eq!(run["outcome"], "succeeded");
    assert!(run["warnings"][0].as_str().unwrap().starts_with(warning));
}

#[test]
fn a_production_app_needs_its_name_typed() {
    let mut room = Room::new();
    room.start_sandbox();
    room.json(&[
        "apps",
        "create",
        "live",
        "--name",
        "Acme Live",
        "--environment",
        "production",
    ]);
    let base_url = format!("base_url={}/chargify", room.sandbox().url());
    let set = [
        "--app",
        "live",
        "connectors",
        "set",
        "chargify",
        "--set",
        "domain=patchbay-demo",
        "--set",
        &base_url,
        "--secret",
        "api_key",
        "--active",
        "true",
    ];
    let set = room.with_input(&set, patchbay_sandbox::CHARGIFY_KEY);
    assert_eq!(set.code, Some(0), "{set:?}");
    let plain = room.run(&run(&["--app", "live"]));
    assert_eq!(plain.code, Some(2));
    assert!(
        plain.err.contains(r#"--confirm "Acme Live" --yes"#),
        "{}",
        plain.err
    );
    for wrong in [
        &["--app", "live", "--yes"][..],
        &["--app", "live", "--yes", "--confirm", "acme live"],
    ] {
        let error = room.error(1, &run(wrong));
        assert_eq!(
            (&error["code"], &error["details"]["confirm"]),
            (&json!("confirmation_needed"), &json!("Acme Live"))
        );
    }
    assert_eq!(
        (
            room.changes(),
            room.json(&["--app", "live", "history", "list"])
        ),
        (0, json!([]))
    );
    let report = room.json(&run(&["--app", "live", "--yes", "--confirm", "Acme Live"]));
    assert_eq!(
        (&report["outcome"], room.changes()),
        (&json!("succeeded"), 1)
    );
}

#[test]
fn what_is_missing_or_unknown_is_named_and_nothing_is_sent() {
    let room = Room::ready();
    let mut text = String::new();
    for arguments in [
        &["chargify", "pause", "--trait", "chargify_id=1"][..],
        &["chargify", "cancel_subscription", "--param", "plan=gold"],
        &[
            "chargify",
            "cancel_subscription",
            "--user",
            "nobody",
            "--param",
            "plan=gold",
        ],
        &[
            "chargify",
            "cancel_subscription",
            "--trait",
            "chargify_id=abc",
            "--param",
            "plan=gold",
        ],
        &[
            "chargify",
            "cancel_subscription",
            "--trait",
            "chargify_id=20001001",
        ],
        &[
            "chargify",
            "cancel_subscription",
            "--trait",
            "chargify_id=20001001",
            "--param",
            "plan=gold",
            "--param",
            "when=never",
        ],
        &[
            "chargify",
            "cancel_subscription",
            "--trait",
            "chargify_id=20001001",
            "--param",
            "plan=%trait.plan%",
        ],
        &[
            "chargify",
            "cancel_subscription",
            "--trait",
            "chargify_id=20001001",
            "--param",
            "wen=now",
        ],
    ] {
        let ended = room.run(&[&["actions", "plan"], arguments].concat());
        assert_eq!((ended.code, ended.out.as_str()), (Some(1), ""), "{ended:?}");
        text += &format!(
            "$ patchbay actions plan {}\n{}\n",
            arguments.join(" "),
            room.plain(&ended.err)
        );
    }
    snapshot!(text);
    assert!(room.sandbox().journal().is_empty());
}

#[test]
fn traits_come_from_the_user_and_are_overridden_by_those_given() {
    let room = Room::ready();
    let insert = r#"INSERT INTO users VALUES ('default', 'u1', 'Una', NULL, 'saved', '{"chargify_id":"20001001"}', '')"#;
    room.database().execute(insert, []).unwrap();
    let plan = [
        "actions",
        "plan",
        "chargify",
        "cancel_subscription",
        "--user",
        "u1",
        "--param",
        "plan=gold",
    ];
    let first = |plan: Value| plan["steps"][0]["url"].as_str().unwrap().to_owned();
    assert!(first(room.json(&plan)).ends_with("/customers/20001001.json"));
    let other = room.json(&[&plan[..], &["--trait", "chargify_id=20001028"]].concat());
    assert_eq!(other["user"], "u1");
    assert!(first(other).ends_with("/customers/20001028.json"));
}

#[test]
fn several_targets_are_told_with_their_candidates() {
    let room = Room::ready();
    // Two active subscriptions to the same product.
    let error = room.error(
        1,
        &[
            "actions",
            "plan",
            "chargify",
            "cancel_subscription",
            "--trait",
            "chargify_id=20001008",
            "--param",
            "plan=basic",
        ],
    );
    assert_eq!(error["code"], "ambiguous");
    assert_eq!(error["details"]["candidates"].as_array().unwrap().len(), 2);
}

#[test]
fn a_refusal_of_the_vendor_is_a_document_and_exit_code_1() {
    let room = Room::ready();
    // Its card is declined.
    let create = [
        "actions",
        "run",
        "chargify",
        "create_subscription",
        "--trait",
        "chargify_id=20001019",
        "--param",
        "plan=platinum",
        "--yes",
    ];
    let report = room.json_with(1, &create);
    assert_eq!(report["outcome"], "refused");
    assert_eq!(report["error"]["code"], "refused");
    let ended = room.run(&create);
    assert_eq!(ended.code, Some(1));
    assert!(
        ended.out.starts_with("refused: ") && ended.err.contains("\nerror: Chargify answered 422"),
        "{ended:?}"
    );
    assert_eq!(room.json(&["history", "list"])[0]["outcome"], "refused");
}

#[test]
fn a_lost_change_that_does_not_show_is_unknown_and_was_sent_once() {
    let room = Room::ready();
    room.fault(
        json!({ "vendor": "chargify", "kind": "drop_before", "method": "POST", "times": 5 }),
    );
    let report = room.json_with(1, &run(&["--yes"]));
    assert_eq!(
        (&report["outcome"], &report["error"]["code"]),
        (&json!("unknown"), &json!("unknown"))
    );
    let sent: Vec<_> = room
        .sandbox()
        .journal()
        .into_iter()
        .filter(|e| e.method == "POST")
        .collect();
    assert_eq!(sent.len(), 1, "{sent:?}");
    assert_eq!(room.changes(), 0);
    let history = room.json(&["history", "list"]);
    assert_eq!(
        (&history[0]["run"], &history[0]["outcome"]),
        (&report["run"], &json!("unknown"))
    );
    let shown = room.run(&["history", "show", report["run"].as_str().unwrap()]);
    assert!(
        shown.out.starts_with("unknown: ") && shown.out.contains("\nError\n"),
        "{}",
        shown.out
    );
}

#[test]
fn a_lost_answer_is_settled_by_what_the_vendor_shows() {
    let room = Room::ready();
    room.fault(json!({ "vendor": "chargify", "kind": "drop_after", "method": "POST", "times": 5 }));
    let report = room.json_with(0, &run(&["--yes"]));
    assert_eq!(report["outcome"], "succeeded");
    assert_eq!(room.changes(), 1);
}

#[test]
fn a_run_that_is_killed_in_the_middle_becomes_unknown() {
    let room = Room::ready();
    room.fault(json!({ "vendor": "chargify", "kind": "latency", "ms": 600_000, "method": "POST" }));
    let mut child = Killed(room.patchbay(&run(&["--yes"])).spawn().unwrap());
    room.until_a_change_is_under_way();
    child.0.kill().unwrap();
    child.0.wait().unwrap();
    let history = room.json(&["history", "list"]);
    assert_eq!(
        (history.as_array().unwrap().len(), &history[0]["outcome"]),
        (1, &json!("unknown"))
    );
    let detail = room.json(&["history", "show", history[0]["run"].as_str().unwrap()]);
    assert!(
        detail["error"]["message"]
            .as_str()
            .unwrap()
            .contains("delayed_cancel.json"),
        "{detail}"
    );
    assert_eq!(room.changes(), 1);
}

#[test]
fn another_process_sees_a_run_under_way_and_leaves_it_alone() {
    let room = Room::ready();
    room.fault(json!({ "vendor": "chargify", "kind": "latency", "ms": 5_000, "method": "POST" }));
    let child = room.patchbay(&run(&["--yes", "--json"])).spawn().unwrap();
    room.until_a_change_is_under_way();
    let during = room.json(&["history", "list"]);
    assert!(
        during[0]["outcome"].is_null() && during[0]["ended_at"].is_null(),
        "{during}"
    );
    assert!(room.run(&["history", "list"]).out.contains("  under way  "));
    // Nor does clearing the history take it away.
    assert_eq!(
        room.json(&["history", "clear", "--yes"]),
        json!({ "runs": 0 })
    );
    let ended: Ended = child.wait_with_output().unwrap().into();
    assert_eq!(ended.code, Some(0), "{ended:?}");
    assert_eq!(room.json(&["history", "list"])[0]["outcome"], "succeeded");
}

#[test]
fn ctrl_c_before_the_change_cancels() {
    let room = Room::ready();
    room.fault(json!({ "vendor": "chargify", "kind": "latency", "ms": 600_000, "method": "GET" }));
    let child = room.patchbay(&run(&["--yes", "--json"])).spawn().unwrap();
    until("a look-up is under way", || {
        !room.sandbox().journal().is_empty()
    });
    signal(&child, "-INT");
    let ended: Ended = child.wait_with_output().unwrap().into();
    assert_eq!((ended.code, ended.out.as_str()), (Some(1), ""), "{ended:?}");
    assert!(
        ended.err.starts_with("cancelling") && ended.err.contains(r#""code": "cancelled""#),
        "{}",
        ended.err
    );
    assert_eq!(
        (room.changes(), room.json(&["history", "list"])),
        (0, json!([]))
    );
}

#[test]
fn ctrl_c_after_the_change_was_sent_is_unknown() {
    let room = Room::ready();
    room.fault(json!({ "vendor": "chargify", "kind": "latency", "ms": 600_000, "method": "POST" }));
    let child = room.patchbay(&run(&["--yes", "--json"])).spawn().unwrap();
    room.until_a_change_is_under_way();
    signal(&child, "-TERM");
    let ended: Ended = child.wait_with_output().unwrap().into();
    assert_eq!(ended.code, Some(1), "{ended:?}");
    let report: Value = serde_json::from_str(&ended.out).unwrap();
    assert_eq!(report["outcome"], "unknown");
    assert_eq!(room.json(&["history", "list"])[0]["outcome"], "unknown");
    assert_eq!(room.changes(), 1);
}

#[test]
fn a_second_ctrl_c_ends_what_cannot_be_cancelled() {
    let room = Room::ready();
    // Nothing but its time-out ends a question to a keychain that does not answer.
    room.signal_keychain("-STOP");
    let mut child = Killed(
        room.patchbay(&["connectors", "check", "chargify"])
            .spawn()
            .unwrap(),
    );
    let tasks = format!("/proc/{}/task", child.0.id());
    until("the keychain is asked", || {
        let threads = std::fs::read_dir(&tasks).unwrap().flatten();
        let names = threads.filter_map(|t| std::fs::read_to_string(t.path().join("comm")).ok());
        names.into_iter().any(|name| name.trim() == "keychain")
    });
    let mut err = BufReader::new(child.0.stderr.take().unwrap());
    let mut said = String::new();
    signal(&child.0, "-INT");
    err.read_line(&mut said).unwrap();
    signal(&child.0, "-INT");
    // The time-out would be told.
    err.read_to_string(&mut said).unwrap();
    assert_eq!(said, "cancelling, again to end at once\n");
    assert_eq!(child.0.wait().unwrap().code(), Some(1));
    room.signal_keychain("-CONT");
}
