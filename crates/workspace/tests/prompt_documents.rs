//! The document of prompts and settings: what is read back is what was written, a mistake is told with its place, and
//! what is applied is what was shown, or nothing.

#![allow(clippy::unwrap_used)] // what cannot be set up fails the test

mod common;

use std::collections::BTreeMap;
use std::sync::Arc;

use common::{CANARY, Place, change, default_app};
use patchbay_workspace::operations::connectors::ConnectorId;
use patchbay_workspace::operations::prompts::{
    DiffLine, DocumentText, ImportPreview, ImportRequest, Imported, Prompt, PromptChange,
    PromptDocument, PromptId,
};
use patchbay_workspace::operations::{
    ConnectorsSet, ConnectorsShow, Nothing, PromptsCompareImport, PromptsExport, PromptsImport,
    PromptsList, PromptsRemove, PromptsSave, PromptsShow, SandboxExplore,
};
use patchbay_workspace::{Call, Code, Error, Workspace};
use serde_json::{Value, json};

fn win_back() -> Value {
    json!({
        "id": "win-back", "name": "Win back", "kind": "overlay", "segment": "leaving",
        "form": [{ "key": "email", "label": "Your e-mail", "kind": "email", "required": true }],
        "survey": { "question": "Why?", "answers": ["Price", "Content"] },
        "interactions": {
            "accept": [
                { "id": "a1", "does": { "action": { "connector": "chargify", "action": "cancel_subscription", "params": { "plan": "gold" } } }, "on_error": "stop" },
                { "id": "a2", "does": { "redirect": { "url": "https://example.com/bye?c=%trait.customer_id%" } }, "on_error": "continue" }
            ],
            "decline": [
                { "id": "d1", "does": { "action": { "connector": "evergent", "action": "pause_subscription", "params": { "days": "30" } } },
                  "only_if": { "trait": "country", "test": "is", "value": "DE" }, "on_error": "stop" }
            ]
        }
    })
}

fn document(prompts: &[Value]) -> String {
    format!(
        "{:#}\n",
        json!({ "patchbay": 1, "connectors": {}, "prompts": prompts })
    )
}

async fn compare(call: &Call, text: &str) -> Result<ImportPreview, Error> {
    let text = text.to_owned();
    call.perform::<PromptsCompareImport>(DocumentText { text })
        .await
}

async fn import(call: &Call, text: &str) -> ImportPreview {
    let seen = compare(call, text).await.unwrap().seen;
    let text = text.to_owned();
    call.perform::<PromptsImport>(ImportRequest { text, seen })
        .await
        .unwrap()
}

async fn export(call: &Call) -> String {
    let document = call.perform::<PromptsExport>(Nothing {}).await.unwrap();
    document.text().unwrap()
}

async fn set(call: &Call, id: &str, values: &[(&str, &str)], secrets: &[(&str, &str)]) {
    let change = change(id, values, secrets, None);
    call.perform::<ConnectorsSet>(change).await.unwrap();
}

fn lines(lines: &[DiffLine]) -> Vec<String> {
    let side = |side: &Option<String>| side.clone().unwrap_or_else(|| "-".into());
    lines
        .iter()
        .map(|l| format!("{}: {} > {}", l.place, side(&l.before), side(&l.after)))
        .collect()
}

#[tokio::test]
async fn a_document_is_shown_then_applied_and_written_again_the_same() {
    let place = Place::new();
    let call = default_app(&place.cli());
    let text = document(&[win_back()]);
    let preview = compare(&call, &text).await.unwrap();
    assert!(
        call.perform::<PromptsList>(Nothing {})
            .await
            .unwrap()
            .is_empty()
    );
    let [change] = &preview.changes[..] else {
        panic!("{preview:#?}")
    };
    assert_eq!((change.what, change.new), (Imported::Prompt, true));
    assert_eq!(
        lines(&change.lines),
        [
            "Name: - > Win back",
            "Kind: - > overlay",
            "Segment: - > leaving",
            "Form · email: - > Your e-mail (e-mail address, required)",
            "Survey · question: - > Why?",
            "Survey · answers: - > Price; Content",
            "Accept · 1. Chargify: Cancel subscription: - > chargify cancel_subscription",
            "Accept · 1. Chargify: Cancel subscription · Plan: - > gold",
            "Accept · 1. Chargify: Cancel subscription · if it does not succeed, the rest: - > is skipped",
            "Accept · 2. Redirect to https://example.com/bye?c=%trait.customer_id%: - > https://example.com/bye?c=%trait.customer_id%",
            "Accept · 2. Redirect to https://example.com/bye?c=%trait.customer_id% · if it does not succeed, the rest: - > goes on",
            "Decline · 1. Evergent: Pause subscription: - > evergent pause_subscription",
            "Decline · 1. Evergent: Pause subscription · Days: - > 30",
            "Decline · 1. Evergent: Pause subscription · only if: - > country is DE",
            "Decline · 1. Evergent: Pause subscription · if it does not succeed, the rest: - > is skipped",
        ]
    );
    // The other app may lack connectors: it is told, and is no reason to refuse.
    assert_eq!(
        preview.warnings,
        [
            "Win back, Accept: Chargify is not active: Cancel subscription would not run. Switch Chargify on under Connectors, or remove the action",
            "Win back, Decline: Evergent is not active: Pause subscription would not run. Switch Evergent on under Connectors, or remove the action",
        ]
    );
    assert_eq!(import(&call, &text).await, preview);
    assert_eq!(export(&call).await, text);
    let again = compare(&call, &text).await.unwrap();
    assert_eq!((again.changes.len(), again.same), (0, 1));
    assert!(again.warnings.is_empty(), "{:?}", again.warnings);
}

#[tokio::test]
async fn only_what_differs_is_told_and_what_stepped_aside_was_not_moved() {
    let place = Place::new();
    let call = default_app(&place.cli());
    import(&call, &document(&[win_back()])).await;
    let mut other = win_back();
    other["segment"].take();
    other["name"] = json!("Win them back");
    let moved = other["interactions"]["decline"][0].take();
    other["interactions"]["decline"] = json!([
        { "id": "d2", "does": { "redirect": { "url": "https://example.com/no" } }, "on_error": "stop" }
    ]);
    let accept = other["interactions"]["accept"].as_array_mut().unwrap();
    accept[0]["does"]["action"]["params"] = json!({ "plan": "gold", "when": "immediately" });
    accept[1]["on_error"] = json!("stop");
    accept.insert(0, moved);
    let preview = import(&call, &document(&[other.clone()])).await;
    assert!(!preview.changes[0].new);
    assert_eq!(
        lines(&preview.changes[0].lines),
        [
            "Name: Win back > Win them back",
            "Accept · 2. Chargify: Cancel subscription · When: - > immediately",
            "Accept · 3. Redirect to https://example.com/bye?c=%trait.customer_id% · if it does not succeed, the rest: goes on > is skipped",
            "Decline · 1. Redirect to https://example.com/no: - > https://example.com/no",
            "Decline · 1. Redirect to https://example.com/no · if it does not succeed, the rest: - > is skipped",
            "Segment: leaving > -",
            "Accept · 1. Evergent: Pause subscription · place in the chain: Decline · 1 > Accept · 1",
        ]
    );
    // Two actions that change places, and nothing else.
    let chain = other["interactions"]["accept"].as_array_mut().unwrap();
    chain.swap(0, 1);
    let preview = compare(&call, &document(&[other])).await.unwrap();
    assert_eq!(
        lines(&preview.changes[0].lines),
        [
            "Accept · 1. Chargify: Cancel subscription · place in the chain: Accept · 2 > Accept · 1",
            "Accept · 2. Evergent: Pause subscription · place in the chain: Accept · 1 > Accept · 2",
        ]
    );
}

#[tokio::test]
async fn settings_go_along_and_secrets_never() {
    let (from, to) = (Place::new(), Place::new());
    let (here, there) = (default_app(&from.cli()), default_app(&to.cli()));
    let on = change(
        "chargify",
        &[("domain", "acme.chargify.com")],
        &[("api_key", CANARY)],
        Some(true),
    );
    here.perform::<ConnectorsSet>(on).await.unwrap();
    set(
        &here,
        "evergent",
        &[("base_url", "https://proxy.example.com/evergent")],
        &[],
    )
    .await;
    let text = export(&here).await;
    assert!(!text.contains(CANARY), "{text}");
    let document: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(
        document["connectors"],
        json!({
            "chargify": { "active": true, "settings": { "domain": "acme.chargify.com" } },
            "evergent": { "active": false, "settings": { "base_url": "https://proxy.example.com/evergent" } }
        })
    );

    let preview = import(&there, &text).await;
    assert_eq!(
        preview.warnings,
        [
            "Chargify stays off: Chargify needs its setting API Key. Enter it under Connectors and switch it on there"
        ]
    );
    assert_eq!(
        lines(&preview.changes[0].lines),
        ["Active: - > no", "Domain: - > acme.chargify.com"]
    );
    assert!(to.creds().is_empty(), "an import writes no key");
    // With its key here, the same document switches it on.
    set(&there, "chargify", &[], &[("api_key", CANARY)]).await;
    let preview = import(&there, &text).await;
    assert_eq!(lines(&preview.changes[0].lines), ["Active: no > yes"]);
    assert_eq!((preview.changes.len(), preview.same), (1, 1));
    assert_eq!(export(&there).await, text);
}

#[tokio::test]
async fn settings_that_a_document_does_not_name_stay_and_an_old_check_does_not() {
    let place = Place::new();
    let sandbox = common::sandbox().await;
    let call = default_app(&place.cli());
    common::configure(&call, &sandbox, "chargify").await;
    let id = || ConnectorId {
        id: "chargify".into(),
    };
    call.perform::<patchbay_workspace::operations::ConnectorsCheck>(id())
        .await
        .unwrap();
    let before = call.perform::<ConnectorsShow>(id()).await.unwrap();
    assert!(before.checked.is_some());
    let text = r#"{"patchbay": 1, "connectors": {"chargify": {"active": true, "settings": {}}}}"#;
    assert_eq!(import(&call, text).await.same, 1);
    let text = r#"{"patchbay": 1, "connectors": {"chargify": {"active": true, "settings": {"domain": "other"}}}}"#;
    import(&call, text).await;
    let after = call.perform::<ConnectorsShow>(id()).await.unwrap();
    assert!(after.active && after.checked.is_none());
    assert_eq!(after.values["base_url"], before.values["base_url"]);
    // What is required and would go switches it off, and that is told.
    let text = r#"{"patchbay": 1, "connectors": {"chargify": {"active": true, "settings": {"domain": " "}}}}"#;
    let preview = import(&call, text).await;
    assert!(
        preview.warnings[0].starts_with("Chargify would be off: its Domain is missing"),
        "{preview:#?}"
    );
    assert!(!call.perform::<ConnectorsShow>(id()).await.unwrap().active);
}

#[tokio::test]
async fn a_prompt_whose_connector_comes_along_is_not_called_broken() {
    let place = Place::new();
    let call = default_app(&place.cli());
    for id in ["chargify", "evergent"] {
        set(&call, id, &[], &[("api_key", CANARY)]).await;
    }
    let mut whole: Value = serde_json::from_str(&document(&[win_back()])).unwrap();
    whole["connectors"] =
        json!({ "chargify": { "active": true, "settings": { "domain": "acme" } } });
    let preview = compare(&call, &whole.to_string()).await.unwrap();
    assert_eq!(preview.warnings.len(), 1, "{:?}", preview.warnings);
    assert!(preview.warnings[0].contains("Evergent is not active"));
}

#[tokio::test]
async fn a_sandbox_app_keeps_its_settings_and_gives_no_demo_ones() {
    let place = Place::new();
    let workspace = place.cli();
    let explored = default_app(&workspace)
        .perform::<SandboxExplore>(Nothing {})
        .await
        .unwrap();
    let call = workspace.call(&explored.app.id);
    let text = export(&call).await;
    for key in [
        patchbay_sandbox::CHARGIFY_KEY,
        patchbay_sandbox::EVERGENT_KEY,
        "127.0.0.1",
    ] {
        assert!(!text.contains(key), "{key}");
    }
    let own = compare(&call, &text).await.unwrap();
    assert!(
        own.changes.is_empty() && own.warnings.is_empty(),
        "{own:#?}"
    );
    let text = r#"{"patchbay": 1, "connectors": {"chargify": {"active": false, "settings": {"domain": "acme"}}}}"#;
    let preview = import(&call, text).await;
    assert!(preview.changes.is_empty(), "{preview:#?}");
    assert_eq!(
        preview.warnings,
        [
            "This app talks to the sandbox, whose settings are the demo's: those of Chargify are not imported"
        ]
    );
    let id = ConnectorId {
        id: "chargify".into(),
    };
    assert!(call.perform::<ConnectorsShow>(id).await.unwrap().active);
}

/// Every mistake is told with its place, and nothing is changed by any of them.
#[tokio::test]
async fn a_mistake_is_told_with_its_line_and_changes_nothing() {
    let place = Place::new();
    let call = default_app(&place.cli());
    import(&call, &document(&[win_back()])).await;
    let before = export(&call).await;
    let good = document(&[win_back()]);
    // The text, the path, where it is, and what is said.
    let with = |from: &str, to: &str| {
        assert!(good.contains(from), "{from}");
        good.replacen(from, to, 1)
    };
    let connectors = |settings: &str| with("\"connectors\": {}", settings);
    let mut two: Value = win_back();
    two["interactions"]["decline"][0]["id"] = json!("a1");
    let cases: Vec<(String, &str, &str)> = vec![
        (
            String::new(),
            "",
            "line 1, column 1: EOF while parsing a value",
        ),
        ("nonsense".into(), "", "line 1, column 2: expected ident"),
        (
            with("\"leaving\",", "\"leaving\""),
            "/prompts/0",
            "line 10, column 7: expected `,` or `}`",
        ),
        (
            good.clone() + "x",
            "",
            "line 74, column 1: trailing characters",
        ),
        (
            with("\"patchbay\": 1", "\"patchbay\": 2"),
            "/patchbay",
            "line 2, column 15: the document is of version 2, and this Patchbay reads version 1",
        ),
        (
            with("\"patchbay\": 1", "\"patchbay\": \"1\""),
            "/patchbay",
            "line 2, column 15: the version of the document must be 1",
        ),
        (
            "{\"runs\": []}".into(),
            "",
            "line 1, column 1: this is not a document of Patchbay: it lacks \"patchbay\": 1",
        ),
        (
            with("\"segment\"", "\"segmnt\""),
            "/prompts/0/segmnt",
            "line 9, column 14: unknown field `segmnt`, expected one of `id`, `name`, `kind`, `segment`, `form`, `survey`, `interactions`",
        ),
        (
            with("\"name\": \"Win back\",", ""),
            "/prompts/0",
            "line 5, column 5: missing field `name`",
        ),
        (
            with(
                "\"name\": \"Win back\"",
                "\"name\": \"Win back\", \"name\": \"Other\"",
            ),
            "/prompts/0/name",
            "line 7, column 32: there are two of \"name\" in one object",
        ),
        (
            with("\"Win back\"", "7"),
            "/prompts/0/name",
            "line 7, column 15: this must be a string",
        ),
        (
            with("\"overlay\"", "\"billboard\""),
            "/prompts/0/kind",
            "line 8, column 15: unknown variant `billboard`, expected one of `inline`, `overlay`, `invisible`, `push`, `video`, `interstitial`",
        ),
        (
            with("\"decline\"", "\"shrug\""),
            "/prompts/0/interactions/shrug",
            "line 50, column 18: unknown variant `shrug`, expected one of `accept`, `secondary_accept`, `decline`, `dismiss`, `timeout`",
        ),
        (
            with("\"gold\"", "true"),
            "/prompts/0/interactions/accept/0/does/action/params/plan",
            "line 34, column 27: this must be a string",
        ),
        (
            with("\"cancel_subscription\"", "\"cancel_everything\""),
            "/prompts/0/interactions/accept/0/does/action/action",
            "line 32, column 27: Chargify has no action cancel_everything",
        ),
        (
            with("\"days\": \"30\"", "\"days\": \"thirty\""),
            "/prompts/0/interactions/decline/0/does/action/params/days",
            "line 58, column 27: Pause subscription: Days must be a whole number from 1 to 90",
        ),
        (
            document(&[win_back(), win_back()]),
            "/prompts/1/id",
            "the prompt win-back is there twice",
        ),
        (
            document(&[two]),
            "/prompts/0/interactions/decline/0/id",
            "the prompt win-back has two actions a1",
        ),
        (
            connectors("\"connectors\": {\"chargfy\": {\"active\": true}}"),
            "/connectors/chargfy",
            "line 3, column 29: there is no connector chargfy",
        ),
        (
            connectors(
                "\"connectors\": {\"chargify\": {\"active\": true, \"settings\": {\"subdomain\": \"x\"}}}",
            ),
            "/connectors/chargify/settings/subdomain",
            "line 3, column 73: Chargify has no setting subdomain",
        ),
        (
            connectors(
                "\"connectors\": {\"chargify\": {\"active\": true, \"settings\": {\"base_url\": \"http://example.com\"}}}",
            ),
            "/connectors/chargify/settings/base_url",
            "line 3, column 72: Chargify: Base URL ",
        ),
    ];
    let mut other = Vec::new();
    for (text, path, said) in cases {
        let error = compare(&call, &text).await.unwrap_err();
        let place = error.details.clone().unwrap();
        let place = format!("line {}, column {}: ", place["line"], place["column"]);
        let right = error.code == Code::Invalid
            && error.message.starts_with(&place)
            && error.message.contains(said)
            && error.field.as_deref() == Some(path)
            && error.hint.as_ref().is_none_or(|hint| !hint.is_empty());
        if !right {
            other.push(format!("{path} {said}\n  {error:?}"));
        }
        let seen = String::new();
        let same = call
            .perform::<PromptsImport>(ImportRequest { text, seen })
            .await
            .unwrap_err();
        assert_eq!(same, error);
        assert_eq!(export(&call).await, before);
    }
    assert!(other.is_empty(), "{}", other.join("\n"));
}

#[tokio::test]
async fn a_secret_in_a_document_is_refused_and_not_repeated() {
    let place = Place::new();
    let call = default_app(&place.cli());
    for settings in [
        json!({ "api_key": CANARY }),
        json!({ "api_key": [CANARY] }),
        json!(CANARY),
    ] {
        let text = json!({ "patchbay": 1, "connectors": { "chargify": { "active": true, "settings": settings } } });
        let error = compare(&call, &format!("{text:#}")).await.unwrap_err();
        assert_eq!(error.code, Code::Invalid);
        let all = format!("{error:?}");
        assert!(!all.contains(CANARY), "{all}");
        assert!(
            error
                .field
                .unwrap()
                .starts_with("/connectors/chargify/settings")
        );
    }
    place.assert_no(CANARY);
}

#[tokio::test]
async fn what_is_too_long_is_refused_and_a_byte_order_mark_is_passed_over() {
    let place = Place::new();
    let call = default_app(&place.cli());
    let long = compare(&call, &" ".repeat(5_000_001)).await.unwrap_err();
    assert!(long.message.contains("5000001 bytes"), "{long:?}");
    let marked = format!("\u{feff}{}", document(&[win_back()]));
    assert_eq!(compare(&call, &marked).await.unwrap().changes.len(), 1);
    let error = compare(&call, "\u{feff}{\"patchbay\": 1,}")
        .await
        .unwrap_err();
    assert!(error.message.starts_with("line 1, column 16"), "{error:?}");
    let deep = format!("{}{}", "[".repeat(1_000_000), "]".repeat(1_000_000));
    let error = compare(&call, &deep).await.unwrap_err();
    assert!(error.message.contains("recursion limit"), "{error:?}");
}

#[tokio::test]
async fn what_changed_since_it_was_shown_is_not_imported() {
    let place = Place::new();
    let call = default_app(&place.cli());
    let text = document(&[win_back()]);
    let seen = compare(&call, &text).await.unwrap().seen;
    let apply = |text: &str, seen: &str| {
        let (text, seen) = (text.to_owned(), seen.to_owned());
        call.perform::<PromptsImport>(ImportRequest { text, seen })
    };
    // Another text, under the same name for what was seen.
    let other = text.replace("\"gold\"", "\"silver\"");
    let error = apply(&other, &seen).await.unwrap_err();
    assert!(
        error.message.contains("changed since you looked"),
        "{error:?}"
    );
    assert!(error.hint.unwrap().contains("again"));
    apply(&text, &seen).await.unwrap();
    // The prompt is changed and changed back: nobody has seen what it would go over.
    let seen = compare(&call, &other).await.unwrap().seen;
    let detail = call
        .perform::<PromptsShow>(PromptId {
            id: "win-back".into(),
        })
        .await
        .unwrap();
    let mut change = PromptChange {
        prompt: detail.prompt.clone(),
        revision: Some(detail.revision),
    };
    for name in ["Another", "Win back"] {
        change.prompt.name = name.into();
        let saved = call.perform::<PromptsSave>(change.clone()).await.unwrap();
        change.revision = Some(saved.revision);
    }
    apply(&other, &seen).await.unwrap_err();
    assert_eq!(export(&call).await, text);
    // It is gone meanwhile.
    let seen = compare(&call, &other).await.unwrap().seen;
    let id = "win-back".into();
    call.perform::<PromptsRemove>(PromptId { id })
        .await
        .unwrap();
    apply(&other, &seen).await.unwrap_err();
    assert!(
        call.perform::<PromptsList>(Nothing {})
            .await
            .unwrap()
            .is_empty()
    );
}

#[tokio::test]
async fn a_failure_in_the_middle_changes_nothing() {
    let place = Place::new();
    let workspace: Arc<Workspace> = place.cli();
    let call = default_app(&workspace);
    let mut second = win_back();
    second["id"] = json!("z-second");
    second["name"] = json!("Z second");
    let mut whole: Value = serde_json::from_str(&document(&[win_back(), second])).unwrap();
    whole["connectors"] =
        json!({ "chargify": { "active": false, "settings": { "domain": "acme" } } });
    let text = whole.to_string();
    let before = export(&call).await;
    let database = rusqlite::Connection::open(workspace.data_dir().join("patchbay.db")).unwrap();
    database
        .execute_batch(
            "CREATE TRIGGER half_way BEFORE INSERT ON prompts WHEN NEW.id = 'z-second'
             BEGIN SELECT RAISE(ABORT, 'half-way'); END",
        )
        .unwrap();
    let seen = compare(&call, &text).await.unwrap().seen;
    let request = ImportRequest {
        text: text.clone(),
        seen,
    };
    let error = call.perform::<PromptsImport>(request).await.unwrap_err();
    assert_eq!(error.code, Code::Storage);
    assert!(error.message.contains("half-way"), "{error:?}");
    assert_eq!(
        export(&call).await,
        before,
        "neither settings nor the first prompt"
    );
    database.execute_batch("DROP TRIGGER half_way").unwrap();
    assert_eq!(import(&call, &text).await.changes.len(), 3);
}

mod any {
    //! Prompts of any shape that makes sense.

    use super::{BTreeMap, Prompt, Value, json};
    use proptest::prelude::*;

    fn text() -> impl Strategy<Value = String> {
        "[ -~äß\u{1F600}\n\t\"\\\\]{1,20}".prop_filter_map("blank or a placeholder", |t| {
            let t = t.trim().replace('%', "");
            (!t.trim().is_empty()).then(|| t.trim().to_owned())
        })
    }

    fn does() -> impl Strategy<Value = Value> {
        prop_oneof![
            "[a-z]{1,9}".prop_map(|p| json!({ "redirect": { "url": format!("https://example.com/{p}?c=%trait.customer_id%") } })),
            "[a-z-]{1,9}".prop_map(|p| json!({ "action": { "connector": "chargify", "action": "cancel_subscription", "params": { "plan": p } } })),
            (1..90_u32).prop_map(|d| json!({ "action": { "connector": "evergent", "action": "pause_subscription", "params": { "days": d.to_string() } } })),
            Just(json!({ "action": { "connector": "evergent", "action": "resume_subscription", "params": {} } })),
        ]
    }

    fn action() -> impl Strategy<Value = Value> {
        let condition = prop::option::of(prop_oneof![
            "[a-z_]{1,9}".prop_map(|t| json!({ "trait": t, "test": "present" })),
            ("[a-z_]{1,9}", "[a-z]{1,9}")
                .prop_map(|(t, v)| json!({ "trait": t, "test": "is_not", "value": v })),
        ]);
        (does(), condition, prop_oneof!["stop", "continue"]).prop_map(
            |(does, only_if, on_error)| {
                let mut action = json!({ "id": "", "does": does });
                if let Some(only_if) = only_if {
                    action["only_if"] = only_if;
                }
                action["on_error"] = json!(on_error);
                action
            },
        )
    }

    fn prompt() -> impl Strategy<Value = Value> {
        let chains =
            prop::collection::btree_map(0..5_usize, prop::collection::vec(action(), 1..4), 0..4);
        let fields = prop::collection::btree_map("[a-z][a-z_]{0,8}", (text(), any::<bool>()), 0..3);
        (text(), prop::option::of(text()), fields, chains).prop_map(|(name, segment, fields, chains)| {
            let mut prompt = json!({ "id": "", "name": name, "kind": "inline" });
            if let Some(segment) = segment {
                prompt["segment"] = json!(segment);
            }
            prompt["form"] = fields
                .iter()
                .filter(|(key, _)| *key != "survey")
                .map(|(key, (label, required))| json!({ "key": key, "label": label, "kind": "text", "required": required }))
                .collect();
            let mut number = 0;
            let names = ["accept", "secondary_accept", "decline", "dismiss", "timeout"];
            let mut interactions = serde_json::Map::new();
            for (at, mut chain) in chains {
                for action in &mut chain {
                    number += 1;
                    action["id"] = json!(format!("a{number}"));
                }
                interactions.insert(names[at].into(), chain.into());
            }
            prompt["interactions"] = interactions.into();
            prompt
        })
    }

    pub fn prompts() -> impl Strategy<Value = Vec<Prompt>> {
        prop::collection::btree_map("[a-z0-9-]{1,12}", prompt(), 0..4).prop_map(
            |prompts: BTreeMap<_, _>| {
                prompts
                    .into_iter()
                    .map(|(id, mut prompt)| {
                        prompt["id"] = json!(id);
                        serde_json::from_value(prompt).unwrap()
                    })
                    .collect()
            },
        )
    }
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig { cases: 24, failure_persistence: None, ..Default::default() })]

    #[test]
    fn what_is_exported_and_imported_is_exported_the_same(before in any::prompts(), after in any::prompts()) {
        tokio::runtime::Runtime::new().unwrap().block_on(async {
            let (from, to) = (Place::new(), Place::new());
            let (here, there) = (default_app(&from.cli()), default_app(&to.cli()));
            set(&here, "chargify", &[("domain", "acme")], &[]).await;
            let text = PromptDocument { patchbay: 1, connectors: BTreeMap::new(), prompts: after }.text().unwrap();
            import(&here, &text).await;
            let text = export(&here).await;
            import(&there, &text).await;
            assert_eq!(export(&there).await, text);
            // Over other prompts: whatever differs is told, and then nothing does.
            let other = PromptDocument { patchbay: 1, connectors: BTreeMap::new(), prompts: before }.text().unwrap();
            let preview = import(&there, &other).await;
            for change in &preview.changes {
                assert!(!change.lines.is_empty(), "{change:#?}");
            }
            let again = compare(&there, &other).await.unwrap();
            assert!(again.changes.is_empty(), "{again:#?}");
        });
    }
}
