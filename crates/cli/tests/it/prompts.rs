//! Prompts as a file, in words, and rehearsed.

use serde_json::{Value, json};

use crate::room::{Ended, Room};
use crate::snapshot;

fn document() -> Value {
    json!({
        "patchbay": 1,
        "prompts": [{
            "id": "win-back", "name": "Win back", "kind": "overlay", "segment": "leaving",
            "form": [{ "key": "reason", "label": "Why?", "kind": "text" }],
            "interactions": {
                "accept": [
                    { "id": "a1", "on_error": "stop", "does": { "action": { "connector": "chargify", "action": "cancel_subscription",
                      "params": { "plan": "gold", "cancellation_message": "%form.reason%" } } } },
                    { "id": "a2", "on_error": "stop", "does": { "action": { "connector": "evergent", "action": "pause_subscription", "params": { "days": "30" } } } },
                    { "id": "a3", "on_error": "continue", "does": { "redirect": { "url": "https://example.com/bye?u=%trait.customer_id%" } } }
                ],
                "decline": [
                    { "id": "d1", "on_error": "continue", "only_if": { "trait": "country", "test": "is", "value": "ZZ" },
                      "does": { "redirect": { "url": "https://example.com/stay" } } }
                ]
            }
        }]
    })
}

/// Two connectors on the sandbox, the prompt, and a user whom both vendors know.
fn ready() -> Room {
    let room = Room::ready();
    let file = room.file("prompts.json", document().to_string());
    let imported = room.run(&["prompts", "import", &file.display().to_string(), "--yes"]);
    assert_eq!(imported.code, Some(0), "{imported:?}");
    save_users(&room, &[]);
    room
}

fn save_users(room: &Room, app: &[&str]) {
    for number in [1001, 1002, 1003] {
        let (id, chargify) = (
            format!("cust-{number}"),
            format!("chargify_id=2000{number}"),
        );
        let customer = format!("customer_id={id}");
        let save = [
            "users", "save", &id, "--trait", &chargify, "--trait", &customer,
        ];
        let saved = room.run(&[app, &save].concat());
        assert_eq!(saved.code, Some(0), "{saved:?}");
    }
}

const ACCEPT: [&str; 7] = [
    "prompts",
    "simulate",
    "win-back",
    "--interaction",
    "accept",
    "--user",
    "cust-1001",
];

#[test]
fn a_document_is_shown_then_applied_and_given_again() {
    let room = Room::ready();
    let file = room.file("prompts.json", document().to_string());
    let file = file.display().to_string();
    let mut said = String::new();
    for arguments in [
        &["prompts", "list"][..],
        &["prompts", "import", &file],
        &["prompts", "list"],
        &["prompts", "import", &file, "--yes"],
        &["prompts", "list"],
        &["prompts", "show", "win-back"],
        &["prompts", "import", &file],
        &["prompts", "show", "gone"],
    ] {
        let shown = room.run(arguments).shown(&room);
        said += &format!("$ patchbay {}\n{shown}\n", room.plain(&arguments.join(" ")));
    }
    snapshot!(said);
    // What is exported is a file that changes nothing, and holds no key.
    let text = room.run(&["prompts", "export"]).out;
    assert!(text.ends_with("}\n") && !text.ends_with("\n\n"));
    assert!(
        !text.contains(patchbay_sandbox::CHARGIFY_KEY)
            && !text.contains(patchbay_sandbox::EVERGENT_KEY)
    );
    let exported: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(exported["prompts"][0]["id"], "win-back");
    assert_eq!(exported["connectors"]["chargify"]["active"], true);
    let again = room.with_input(&["prompts", "import", "-", "--json"], &text);
    let preview: Value = serde_json::from_str(&again.out).unwrap();
    assert_eq!(
        (&preview["changes"], &preview["same"]),
        (&json!([]), &json!(3))
    );
}

#[test]
fn a_bad_document_is_refused_with_its_place() {
    let room = Room::new();
    let mut said = String::new();
    let text = format!("{:#}", document());
    for (name, content) in [
        ("broken.json", text.replacen("\"kind\": \"overlay\",", "\"kind\": \"overlay\"", 1).into_bytes()),
        ("unknown.json", text.replacen("cancel_subscription", "cancel_all", 1).into_bytes()),
        ("secret.json", br#"{"patchbay": 1, "connectors": {"chargify": {"active": true, "settings": {"api_key": "canary"}}}}"#.to_vec()),
        ("latin.json", b"{\"patchbay\": 1,\n \"name\": \"caf\xe9\"}".to_vec()),
    ] {
        let file = room.file(name, content);
        let ended = room.run(&["prompts", "import", &file.display().to_string(), "--yes"]);
        assert!(!ended.err.contains("canary"), "{ended:?}");
        said += &format!("{name}\n{}\n", ended.shown(&room));
    }
    said += &room
        .run(&["prompts", "import", "nowhere.json"])
        .shown(&room);
    snapshot!(said);
    assert_eq!(room.json(&["prompts", "list"]), json!([]));
}

#[test]
fn a_chain_is_planned_then_run_to_its_end_and_reported() {
    let room = ready();
    let planned = room.run(&ACCEPT);
    assert_eq!((planned.code, room.changes()), (Some(0), 0), "{planned:?}");
    let page = room.file("report.html", "");
    let page = page.display().to_string();
    let run = [
        &ACCEPT[..],
        &["--form", "reason=too dear", "--report", &page, "--yes"],
    ]
    .concat();
    let ran = room.run(&run);
    assert_eq!(room.changes(), 2, "one at each vendor");
    snapshot!(format!("{}\n{}", planned.shown(&room), ran.shown(&room)));
    let page = std::fs::read_to_string(&page).unwrap();
    assert!(page.contains("The rehearsal did what it should") && page.contains("too dear"));
    // Paused already: the second action fails, and the rest is skipped.
    let again = room.json_with(1, &[&ACCEPT[..], &["--yes"]].concat());
    assert_eq!(again["actions"][2]["state"]["state"], "skipped");
    let decline = [
        "prompts",
        "simulate",
        "win-back",
        "--interaction",
        "decline",
        "--user",
        "cust-1001",
    ];
    let left_out = room.json(&decline);
    assert_eq!(left_out["actions"][0]["state"]["state"], "left_out");
    let traits = [&decline[..6], &["nobody", "--trait", "country=ZZ", "--yes"]].concat();
    assert_eq!(room.json(&traits)["actions"][0]["state"]["state"], "shown");
}

#[test]
fn where_accounts_are_real_a_plan_that_became_another_is_not_run_unseen() {
    let room = Room::ready();
    let mut document = document();
    let chain = &mut document["prompts"][0]["interactions"]["accept"];
    let (first, mut second) = (chain[0].clone(), chain[0].clone());
    second["id"] = json!("a2");
    *chain = json!([first, second]);
    let file = room.file("prompts.json", document.to_string());
    room.json(&["prompts", "import", &file.display().to_string(), "--yes"]);
    save_users(&room, &[]);
    let ended: Ended = room.run(&[&ACCEPT[..], &["--yes"]].concat());
    assert_eq!((ended.code, room.changes()), (Some(1), 1), "{ended:?}");
    assert!(
        ended.err.contains(
            "Chargify: Cancel subscription would send something else than was planned at first"
        ),
        "{ended:?}"
    );
    assert!(
        ended
            .out
            .contains("2. Chargify: Cancel subscription: planned, and other than before"),
        "{ended:?}"
    );
}

#[test]
fn several_users_are_a_table_in_a_sandbox_app_and_nowhere_else() {
    let room = Room::new();
    let app = ["--app", "play"];
    room.json(&["apps", "create", "play", "--environment", "sandbox"]);
    for id in ["chargify", "evergent"] {
        room.json(&["--app", "play", "connectors", "set", id, "--active", "true"]);
    }
    let file = room.file("prompts.json", document().to_string());
    let file = file.display().to_string();
    let import = ["prompts", "import", &file, "--yes"];
    room.json(&[&app[..], &import].concat());
    save_users(&room, &app);
    let report = room.file("report.json", "").display().to_string();
    let users = [
        "--user",
        "cust-1001",
        "--user",
        "cust-1002",
        "--user",
        "cust-1003",
    ];
    let simulate = [
        &["prompts", "simulate", "win-back"],
        &users[..],
        &["--report", &report, "--yes"],
    ]
    .concat();
    let ended = room.run(&[&app[..], &simulate].concat());
    snapshot!(ended.shown(&room));
    let report: Value = serde_json::from_str(&std::fs::read_to_string(&report).unwrap()).unwrap();
    assert_eq!(report["rehearsals"].as_array().unwrap().len(), 6);
    room.json(&import);
    save_users(&room, &[]);
    let error = room.error(1, &simulate);
    assert!(
        error["message"]
            .as_str()
            .unwrap()
            .contains("sandbox apps alone")
    );
    let unsaid = room.error(
        2,
        &[&["prompts", "simulate", "win-back"], &users[..]].concat(),
    );
    assert!(unsaid["hint"].as_str().unwrap().contains("--yes"));
}
