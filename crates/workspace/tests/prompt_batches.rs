//! Batches and reports: cells that know nothing of each other, and a page that can be read by someone who was not there.

#![allow(clippy::unwrap_used)] // what cannot be set up fails the test

mod common;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex};

use common::{Place, default_app, sandbox};
use patchbay_workspace::operations::prompts::{ActionState, Does, ReportRequest};
use patchbay_workspace::operations::{PromptsReport, SandboxExplore};
use patchbay_workspace::{Call, Code, Progress};
use serde_json::{Value, json};

async fn ask(call: &Call, name: &str, request: Value) -> Value {
    let answer = call.dispatch(name, request).await;
    answer.unwrap_or_else(|error| panic!("{name}: {error:#?}"))
}

fn leave() -> Value {
    json!({
        "id": "leave", "name": "<script>alert('Leave')</script>", "kind": "overlay",
        "form": [{ "key": "reason", "label": "Why?", "kind": "text", "required": true }],
        "interactions": {
            "accept": [
                { "id": "a1", "on_error": "stop", "does": { "action": { "connector": "chargify", "action": "cancel_subscription",
                  "params": { "plan": "gold", "cancellation_message": "%form.reason%" } } } },
                { "id": "a2", "on_error": "stop", "does": { "action": { "connector": "evergent", "action": "pause_subscription", "params": { "days": "30" } } } },
                { "id": "a3", "on_error": "stop", "does": { "redirect": { "url": "https://example.com/bye?u=%trait.customer_id%" } } },
            ],
            "decline": [
                { "id": "d1", "on_error": "stop", "does": { "action": { "connector": "evergent", "action": "pause_subscription", "params": { "days": "30" } } } },
                { "id": "d2", "on_error": "stop", "only_if": { "trait": "country_of_nobody", "test": "present" },
                  "does": { "redirect": { "url": "https://example.com/stay" } } },
            ],
        },
    })
}

/// The sandbox app with one prompt, and a test user whom no vendor knows.
async fn sandbox_app(place: &Place) -> Call {
    let workspace = place.cli();
    let explored = default_app(&workspace)
        .perform::<SandboxExplore>(patchbay_workspace::operations::Nothing {})
        .await
        .unwrap();
    let call = workspace.call(&explored.app.id);
    ask(&call, "prompts.save", json!({ "prompt": leave() })).await;
    let stranger = json!({ "id": "stranger", "name": "S", "traits": { "chargify_id": "99999999", "customer_id": "nobody", "note": "<b>\"bold\" & 'brave'</b>" } });
    ask(&call, "users.save", stranger).await;
    call
}

/// The same call, which tells its progress and is cancelled when `until` is told.
fn watched(call: &Call, until: &'static str) -> (Call, Arc<Mutex<Vec<String>>>) {
    let told = Arc::new(Mutex::new(Vec::new()));
    let cancel = tokio_util::sync::CancellationToken::new();
    let (log, stop) = (Arc::clone(&told), cancel.clone());
    let watched = Call {
        on_progress: Arc::new(move |progress: Progress| {
            if progress.what.starts_with(until) {
                stop.cancel();
            }
            log.lock().unwrap().push(progress.what);
        }),
        cancel,
        ..call.clone()
    };
    (watched, told)
}

fn outcomes(batch: &Value) -> Vec<String> {
    let cells = batch["cells"].as_array().unwrap();
    cells
        .iter()
        .map(|c| {
            let text = |key: &str| c[key].as_str().unwrap().to_owned();
            let (interaction, user) = (text("interaction"), text("user"));
            format!(
                "{interaction} {user} {}: {}",
                c["succeeded"],
                text("summary")
            )
        })
        .collect()
}

#[tokio::test]
async fn each_cell_begins_from_a_fresh_sandbox_and_the_report_tells_it_all() {
    let place = Place::new();
    let call = sandbox_app(&place).await;
    let (watching, told) = watched(&call, "never");
    let request = json!({
        "prompts": ["leave"], "users": ["cust-1001", "stranger", "cust-1001"], "form": { "reason": "<i>too dear</i>" },
    });
    let batch = ask(&watching, "prompts.batch", request.clone()).await;
    assert_eq!(batch["left"], 0);
    // Accepted and declined alike pause the same subscription: in one sandbox the second would be refused.
    let came = outcomes(&batch);
    assert_eq!(came.len(), 4, "nobody is rehearsed on twice: {came:#?}");
    assert_eq!(came[0], "accept cust-1001 true: 3 actions succeeded");
    assert!(
        came[1].starts_with("accept stranger false: 1. Chargify: Cancel subscription: "),
        "{came:#?}"
    );
    assert!(came[1].ends_with("; 2 skipped after it"), "{came:#?}");
    assert_eq!(
        came[2],
        "decline cust-1001 true: 1 action succeeded; 1 left out by condition"
    );
    assert!(
        came[3].starts_with("decline stranger false: 1. Evergent: Pause subscription: "),
        "{came:#?}"
    );
    assert_eq!(
        *told.lock().unwrap(),
        [
            "1 of 4: <script>alert('Leave')</script>, accept, cust-1001",
            "2 of 4: <script>alert('Leave')</script>, accept, stranger",
            "3 of 4: <script>alert('Leave')</script>, decline, cust-1001",
            "4 of 4: <script>alert('Leave')</script>, decline, stranger",
        ]
    );
    // Again the same: nothing of the first batch is left anywhere.
    assert_eq!(outcomes(&ask(&call, "prompts.batch", request).await), came);

    let rehearsals = batch["cells"].as_array().unwrap().iter().rev();
    let rehearsals = rehearsals.map(|c| c["rehearsal"].as_str().unwrap().to_owned());
    let request = ReportRequest {
        rehearsals: rehearsals.collect(),
    };
    let report = call
        .perform::<PromptsReport>(request.clone())
        .await
        .unwrap();
    assert_eq!(
        report.verdict(),
        "2 of 4 rehearsals did what they should; 2 did not: <script>alert('Leave')</script> · Accept · stranger; <script>alert('Leave')</script> · Decline · stranger."
    );
    let order: Vec<_> = report
        .rehearsals
        .iter()
        .map(|r| (r.interaction.name(), r.user.as_str()))
        .collect();
    assert_eq!(
        order,
        [
            ("accept", "cust-1001"),
            ("accept", "stranger"),
            ("decline", "cust-1001"),
            ("decline", "stranger")
        ]
    );
    let page = report.html();
    for tag in [
        "<script",
        "<i>",
        "<b>",
        "src=",
        "http-equiv=\"refresh",
        "@import",
        "url(",
    ] {
        assert!(!page.contains(tag), "{tag}");
    }
    for said in [
        "&lt;script&gt;alert(&#39;Leave&#39;)&lt;/script&gt;",
        "&lt;b&gt;&quot;bold&quot; &amp; &#39;brave&#39;&lt;/b&gt;",
        "&lt;i&gt;too dear&lt;/i&gt;",
        "2 of 4 rehearsals did what they should",
        "No vendor and no subscriber was reached",
        "Not run, because 1. Chargify: Cancel subscription did not succeed and stops the chain.",
        "https://example.com/bye?u=cust%2D1001",
        "Only if country_of_nobody is present",
        "Change: Cancel subscription 70000001",
    ] {
        assert!(page.contains(said), "{said}\n{page}");
    }
    // Every tag that opens closes again: what was escaped cannot have taken anything along.
    for tag in ["p", "dl", "li", "table", "section", "span", "div", "h3"] {
        let opened =
            page.matches(&format!("<{tag}>")).count() + page.matches(&format!("<{tag} ")).count();
        assert_eq!(opened, page.matches(&format!("</{tag}>")).count(), "{tag}");
    }

    // The prompt moves on: what was rehearsed says nothing about it any more.
    let mut changed = leave();
    changed["interactions"]["decline"]
        .as_array_mut()
        .unwrap()
        .pop();
    ask(
        &call,
        "prompts.save",
        json!({ "prompt": changed, "revision": 1 }),
    )
    .await;
    let page = call
        .perform::<PromptsReport>(request.clone())
        .await
        .unwrap()
        .html();
    assert_eq!(page.matches("The chain was changed since").count(), 2);
    ask(&call, "prompts.remove", json!({ "id": "leave" })).await;
    let page = call.perform::<PromptsReport>(request).await.unwrap().html();
    assert!(page.contains("was removed since it was rehearsed"));
}

#[tokio::test]
async fn a_cancelled_batch_keeps_what_is_done_and_counts_the_rest() {
    let place = Place::new();
    let call = sandbox_app(&place).await;
    let (watching, _) = watched(&call, "3 of 4");
    let request = json!({ "prompts": ["leave"], "users": ["cust-1001", "cust-1002"], "form": { "reason": "x" } });
    let batch = ask(&watching, "prompts.batch", request).await;
    assert_eq!(
        (batch["cells"].as_array().unwrap().len(), &batch["left"]),
        (2, &json!(2))
    );
}

/// Wherever within a cell the cancellation meets it: the cell counts as not rehearsed, unless all of it was done.
#[tokio::test]
async fn a_batch_cancelled_within_a_cell_tells_nothing_of_that_cell() {
    let place = Place::new();
    let call = sandbox_app(&place).await;
    let request = json!({
        "prompts": ["leave"], "interactions": ["accept"],
        "users": ["stranger", "cust-1001", "cust-1002"], "form": { "reason": "x" },
    });
    // How many ids each cell takes: the moments at which one can be cancelled.
    let begun = Arc::new(Mutex::new(Vec::new()));
    let (log, ids) = (Arc::clone(&begun), place.counter());
    let counting = Call {
        on_progress: Arc::new(move |_| log.lock().unwrap().push(ids.load(Ordering::SeqCst))),
        ..call.clone()
    };
    let before = place.ids();
    let whole = ask(&counting, "prompts.batch", request.clone()).await;
    let begun: Vec<u64> = begun.lock().unwrap().iter().map(|id| id - before).collect();
    let [_, second, third] = begun[..] else {
        panic!("{begun:?}");
    };
    let all = outcomes(&whole);
    let mut cut_short = 0;
    for moment in second..third {
        let cancel = tokio_util::sync::CancellationToken::new();
        place.cancel_at(place.ids() + moment, cancel.clone());
        let cancelled = Call {
            cancel,
            ..call.clone()
        };
        let batch = ask(&cancelled, "prompts.batch", request.clone()).await;
        let came = outcomes(&batch);
        assert_eq!(came, all[..came.len()], "at {moment}");
        assert_eq!(batch["left"], 3 - came.len(), "at {moment}");
        assert!(matches!(came.len(), 1 | 2), "at {moment}: {came:#?}");
        cut_short += usize::from(came.len() == 1);

        // What was begun of it is told in the history as what it is, and none of it is in doubt.
        let history = ask(&call, "history.list", json!({})).await;
        for run in history["runs"].as_array().unwrap() {
            let outcome = run["outcome"].as_str().unwrap();
            assert!(["succeeded", "failed"].contains(&outcome), "{run}");
        }
    }
    assert!(cut_short > 3, "{cut_short} of {}", third - second);
    assert_eq!(outcomes(&ask(&call, "prompts.batch", request).await), all);
}

/// Every action that the simulators play, with the keys that they are asked with: none of these is in a report.
#[tokio::test]
async fn no_key_is_in_the_report_of_a_batch() {
    let place = Place::new();
    let call = sandbox_app(&place).await;
    let demo = sandbox().await;
    let mut chains: BTreeMap<String, Vec<Value>> = BTreeMap::new();
    let mut once = BTreeSet::new();
    for order in demo.rehearsals() {
        // One of each connector for the stranger, too, who is refused everywhere: an error may tell what was sent.
        let stranger = once
            .insert(order.connector)
            .then_some("stranger".to_owned());
        let does =
            json!({ "connector": order.connector, "action": order.action, "params": order.params });
        for user in stranger.into_iter().chain([order.user]) {
            let chain = chains.entry(user).or_default();
            let id = format!("a{}", chain.len());
            chain.push(json!({ "id": id, "on_error": "continue", "does": { "action": does } }));
        }
    }
    let mut rehearsals = Vec::new();
    for (user, chain) in chains {
        let id = format!("for-{user}");
        let prompt =
            json!({ "id": id, "name": id, "kind": "overlay", "interactions": { "accept": chain } });
        ask(&call, "prompts.save", json!({ "prompt": prompt })).await;
        let batch = ask(
            &call,
            "prompts.batch",
            json!({ "prompts": [id], "users": [user] }),
        )
        .await;
        rehearsals.push(batch["cells"][0]["rehearsal"].as_str().unwrap().to_owned());
    }
    let report = call
        .perform::<PromptsReport>(ReportRequest { rehearsals })
        .await
        .unwrap();
    let page = report.html();
    let json = serde_json::to_string(&report).unwrap();

    let mut looked_for = Vec::new();
    for connector in demo.connectors() {
        let asked = report.rehearsals.iter().flat_map(|r| &r.actions).any(|a| {
            let of_it = matches!(&a.action.does, Does::Action(of) if of.connector == connector.id);
            of_it
                && matches!(&a.state, ActionState::Done { run } if run.steps.iter().any(|s| s.sent))
        });
        assert!(asked, "nothing was sent to {}", connector.id);
        looked_for.extend(connector.secrets.into_values());
    }
    assert!(looked_for.len() > 12, "{looked_for:?}");
    // As they stand, as a form sends them, and as the beginning or the end of HTTP Basic does.
    let encoded = |key: &String| {
        let plus = key.replace('+', "%2B").replace('/', "%2F");
        plus.replace('=', "%3D")
    };
    looked_for.extend(looked_for.iter().map(encoded).collect::<Vec<_>>());
    let basic = [
        "cGF0Y2hiYXktc2FuZGJve",
        "BhdGNoYmF5LXNhbmRib3",
        "wYXRjaGJheS1zYW5kYm94",
    ];
    looked_for.extend(basic.map(str::to_owned));
    for line in looked_for.iter().flat_map(|key| key.lines()) {
        if line.len() > 8 && !line.starts_with("-----") {
            assert!(!page.contains(line) && !json.contains(line), "{line}");
        }
    }
    // Where they would be, they are masked.
    let mask = "‹api_key›";
    assert!(page.contains(mask) && json.contains(mask));
}

#[tokio::test]
async fn what_cannot_be_a_batch_is_refused_before_anything_is_sent() {
    let place = Place::new();
    let call = sandbox_app(&place).await;
    let refused = async |request: Value| call.dispatch("prompts.batch", request).await.unwrap_err();
    let form = json!({ "reason": "x" });
    for (request, field, said) in [
        (
            json!({ "users": [], "form": form }),
            Some("users"),
            "nobody is named",
        ),
        (
            json!({ "prompts": ["leave"], "users": ["cust-1001"] }),
            Some("form.reason"),
            "the form field Why? is empty",
        ),
        (
            json!({ "prompts": ["leave"], "users": ["cust-1001"], "form": { "reason": "x", "colour": "red" } }),
            Some("form.colour"),
            "none of the prompts has a form field colour",
        ),
        (
            json!({ "prompts": ["leave"], "interactions": ["timeout"], "users": ["cust-1001"], "form": form }),
            None,
            "nothing is triggered",
        ),
        (
            json!({ "prompts": ["leave"], "users": ["cust-9"], "form": form }),
            None,
            "cust-9",
        ),
        (
            json!({ "prompts": ["gone"], "users": ["cust-1001"], "form": form }),
            None,
            "there is no prompt gone",
        ),
        (
            json!({ "prompts": ["leave"], "users": (0..1001).map(|n| n.to_string()).collect::<Vec<_>>(), "form": form }),
            None,
            "2002 rehearsals; at most 2000",
        ),
    ] {
        let error = refused(request).await;
        assert!(error.message.contains(said), "{error:#?}");
        assert!(error.hint.is_some(), "{error:#?}");
        if field.is_some() {
            assert_eq!(error.field.as_deref(), field, "{error:#?}");
        }
    }
    assert_eq!(
        ask(&call, "prompts.rehearsals", json!({ "id": "leave" })).await,
        json!([])
    );
    // Where accounts are real nobody would have seen what is sent.
    let elsewhere = default_app(&call.workspace);
    let error = elsewhere
        .dispatch("prompts.batch", json!({ "users": ["cust-1001"] }))
        .await
        .unwrap_err();
    assert_eq!(error.code, Code::Invalid);
    assert!(error.message.contains("sandbox apps alone") && error.hint.is_some());
    let error = call
        .perform::<PromptsReport>(ReportRequest {
            rehearsals: Vec::new(),
        })
        .await
        .unwrap_err();
    assert_eq!(error.field.as_deref(), Some("rehearsals"));
}

#[tokio::test]
async fn a_sandbox_app_begins_with_prompts_that_work() {
    let place = Place::new();
    let workspace = place.cli();
    let call = default_app(&workspace);
    let explored = call
        .perform::<SandboxExplore>(patchbay_workspace::operations::Nothing {})
        .await
        .unwrap();
    let play = workspace.call(&explored.app.id);
    let listed = ask(&play, "prompts.list", json!({})).await;
    let listed: Vec<_> = listed
        .as_array()
        .unwrap()
        .iter()
        .map(|p| (p["id"].as_str().unwrap(), &p["broken"], &p["warnings"]))
        .collect();
    let none = json!(0);
    assert_eq!(
        listed,
        [("ask-why", &none, &none), ("win-back", &none, &none)]
    );
    let request = json!({ "users": ["cust-1001"], "form": { "reason": "moving" } });
    let batch = ask(&play, "prompts.batch", request).await;
    for cell in batch["cells"].as_array().unwrap() {
        assert_eq!(cell["succeeded"], true, "{cell}");
    }
    // What was removed or changed on purpose stays so.
    ask(&play, "prompts.remove", json!({ "id": "ask-why" })).await;
    call.perform::<SandboxExplore>(patchbay_workspace::operations::Nothing {})
        .await
        .unwrap();
    let left = ask(&play, "prompts.list", json!({})).await;
    assert_eq!(left.as_array().unwrap().len(), 1);
}
