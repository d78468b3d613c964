//! Rehearsals through operations: what was shown is what runs, once, in order, and what is left out is said.

// What cannot be set up fails the test; what is written with `json!` is given by value.
#![allow(clippy::unwrap_used, clippy::needless_pass_by_value)]

mod common;

use common::{CANARY, Place, configure, default_app, sandbox};
use jiff::SignedDuration;
use patchbay_sandbox::{Fault, FaultKind, Sandbox};
use patchbay_workspace::operations::AppsUpdate;
use patchbay_workspace::operations::apps::{AppChange, Environment};
use patchbay_workspace::{Call, Code};
use serde_json::{Value, json};

async fn ask(call: &Call, name: &str, request: Value) -> Value {
    let answer = call.dispatch(name, request).await;
    answer.unwrap_or_else(|error| panic!("{name}: {error:#?}"))
}

fn action(id: &str, connector: &str, action: &str, params: Value) -> Value {
    json!({
        "id": id, "on_error": "stop",
        "does": { "action": { "connector": connector, "action": action, "params": params } },
    })
}

fn coupon(id: &str) -> Value {
    action(
        id,
        "chargify",
        "add_coupon_code",
        json!({ "plan": "gold", "coupon_code": "SAVE10" }),
    )
}

fn cancel(id: &str) -> Value {
    action(
        id,
        "chargify",
        "cancel_subscription",
        json!({ "plan": "gold", "cancellation_message": "%form.reason%" }),
    )
}

fn pause(id: &str) -> Value {
    action(
        id,
        "evergent",
        "pause_subscription",
        json!({ "days": "30" }),
    )
}

fn redirect(id: &str) -> Value {
    json!({ "id": id, "on_error": "stop", "does": { "redirect": { "url": "https://example.com/bye?u=%trait.customer_id%&r=%form.reason%" } } })
}

fn with(mut action: Value, key: &str, value: Value) -> Value {
    action[key] = value;
    action
}

/// A workspace with Chargify and Evergent on the sandbox, one test user, and one prompt with this chain on `accept`.
async fn at_work(place: &Place, chain: Value) -> (Call, Sandbox) {
    let sandbox = sandbox().await;
    let call = default_app(&place.cli());
    for id in ["chargify", "evergent"] {
        configure(&call, &sandbox, id).await;
    }
    let user = sandbox
        .users()
        .into_iter()
        .find(|u| u.id == "cust-1001")
        .unwrap();
    ask(
        &call,
        "users.save",
        json!({ "id": user.id, "name": user.name, "traits": user.traits }),
    )
    .await;
    let prompt = json!({
        "id": "win-back", "name": "Win back", "kind": "overlay",
        "form": [{ "key": "reason", "label": "Why?", "kind": "text" }],
        "interactions": { "accept": chain },
    });
    ask(&call, "prompts.save", json!({ "prompt": prompt })).await;
    (call, sandbox)
}

async fn plan(call: &Call) -> Value {
    let request = json!({ "prompt": "win-back", "interaction": "accept", "user": "cust-1001", "form": { "reason": "too dear" } });
    ask(call, "prompts.plan", request).await
}

async fn step(call: &Call, rehearsal: &Value) -> Value {
    ask(
        call,
        "prompts.step",
        json!({ "rehearsal": rehearsal["id"], "action": rehearsal["next"] }),
    )
    .await
}

/// Runs what is left.
async fn finish(call: &Call, mut rehearsal: Value) -> Value {
    while !rehearsal["next"].is_null() {
        rehearsal = step(call, &rehearsal).await;
    }
    rehearsal
}

/// `a1 planned, a2 done succeeded`.
fn states(rehearsal: &Value) -> String {
    let state = |a: &Value| {
        let ended = a["state"]["run"]["outcome"]
            .as_str()
            .map(|o| format!(" {o}"))
            .unwrap_or_default();
        format!(
            "{} {}{ended}",
            a["action"]["id"].as_str().unwrap(),
            a["state"]["state"].as_str().unwrap()
        )
    };
    let all: Vec<_> = rehearsal["actions"]
        .as_array()
        .unwrap()
        .iter()
        .map(state)
        .collect();
    all.join(", ")
}

fn changes(sandbox: &Sandbox) -> Vec<String> {
    let journal = sandbox.journal();
    journal
        .iter()
        .filter(|e| e.changed)
        .map(|e| format!("{} {}", e.method, e.path))
        .collect()
}

fn fault(vendor: &str, path: &str, kind: FaultKind) -> Fault {
    Fault {
        vendor: vendor.into(),
        method: None,
        path_contains: Some(path.into()),
        kind,
        times: 1,
    }
}

#[tokio::test]
async fn a_chain_is_planned_whole_and_run_step_by_step() {
    let place = Place::new();
    let (call, sandbox) = at_work(&place, json!([coupon("a1"), pause("a2"), redirect("a3")])).await;
    let planned = plan(&call).await;
    assert_eq!(states(&planned), "a1 planned, a2 planned, a3 would_show");
    assert_eq!(
        planned["actions"][2]["state"]["url"],
        "https://example.com/bye?u=cust%2D1001&r=too%20dear"
    );
    assert_eq!(planned["next"], "a1");
    assert!(changes(&sandbox).is_empty(), "planning changed something");
    assert_eq!(
        ask(&call, "prompts.rehearsals", json!({ "id": "win-back" })).await,
        json!([]),
        "nothing was rehearsed yet"
    );

    let one = step(&call, &planned).await;
    assert_eq!(states(&one), "a1 done succeeded, a2 planned, a3 would_show");
    assert_eq!(changes(&sandbox).len(), 1);
    assert_eq!(
        one["actions"][1]["plan"], planned["actions"][1]["plan"],
        "another vendor's plan stays"
    );
    let done = finish(&call, one).await;
    assert_eq!(
        states(&done),
        "a1 done succeeded, a2 done succeeded, a3 shown"
    );
    assert_eq!(changes(&sandbox).len(), 2);
    let run = &done["actions"][1]["state"]["run"];
    assert!(run["before"] != run["after"], "{run}");

    assert!(done["ended_at"].is_string() && done["next"].is_null());
    let listed = ask(&call, "prompts.rehearsals", json!({ "id": "win-back" })).await;
    assert_eq!(
        (
            &listed[0]["succeeded"],
            &listed[0]["stale"],
            &listed[0]["done"]
        ),
        (&json!(true), &json!(false), &json!(true))
    );
    assert_eq!(
        ask(
            &call,
            "prompts.rehearsal",
            json!({ "rehearsal": done["id"] })
        )
        .await,
        done,
        "it is kept as it was told"
    );
    let history = ask(&call, "history.list", json!({})).await;
    assert_eq!(history["total"], 2);
    place.assert_no(patchbay_sandbox::CHARGIFY_KEY);
    place.assert_no(CANARY);
}

#[tokio::test]
async fn an_action_runs_once_whoever_asks_and_only_the_next_one() {
    let place = Place::new();
    let (call, sandbox) = at_work(&place, json!([coupon("a1"), pause("a2")])).await;
    let planned = plan(&call).await;
    let second = json!({ "rehearsal": planned["id"], "action": "a2" });
    let error = call.dispatch("prompts.step", second).await.unwrap_err();
    assert_eq!(error.code, Code::PlanGone);
    assert!(changes(&sandbox).is_empty());

    let first = json!({ "rehearsal": planned["id"], "action": "a1" });
    let (one, other) = tokio::join!(
        call.dispatch("prompts.step", first.clone()),
        call.dispatch("prompts.step", first)
    );
    assert_eq!(
        [one.is_ok(), other.is_ok()]
            .iter()
            .filter(|ok| **ok)
            .count(),
        1,
        "{one:?}\n{other:?}"
    );
    assert_eq!(changes(&sandbox).len(), 1);
    let elsewhere = Call {
        app: "default".into(),
        workspace: place.cli(),
        ..call.clone()
    };
    let error = elsewhere
        .dispatch(
            "prompts.step",
            json!({ "rehearsal": planned["id"], "action": "a2" }),
        )
        .await
        .unwrap_err();
    assert_eq!(error.code, Code::PlanGone, "another process");
}

#[tokio::test]
async fn stop_skips_the_rest_and_continue_goes_on() {
    for (behaviour, expected) in [
        ("stop", "a1 done refused, a2 skipped, a3 skipped"),
        ("continue", "a1 done refused, a2 done succeeded, a3 shown"),
    ] {
        let place = Place::new();
        let chain = json!([
            with(coupon("a1"), "on_error", json!(behaviour)),
            pause("a2"),
            redirect("a3")
        ]);
        let (call, sandbox) = at_work(&place, chain).await;
        let planned = plan(&call).await;
        let refusal = FaultKind::Status {
            status: 422,
            retry_after: None,
            body: None,
        };
        sandbox
            .faults()
            .add(fault("chargify", "add_coupon", refusal))
            .unwrap();
        let done = finish(&call, planned).await;
        assert_eq!(states(&done), expected);
        if behaviour == "stop" {
            assert_eq!(done["actions"][1]["state"]["after"], "a1");
            assert!(changes(&sandbox).is_empty());
        }
        let shown = ask(&call, "prompts.show", json!({ "id": "win-back" })).await;
        assert_eq!(shown["rehearsed"]["accept"]["succeeded"], false);
    }
}

#[tokio::test]
async fn a_lost_answer_stops_the_chain_and_is_not_sent_again() {
    let place = Place::new();
    let (call, sandbox) = at_work(&place, json!([pause("a1"), coupon("a2")])).await;
    let planned = plan(&call).await;
    sandbox
        .faults()
        .add(fault("evergent", "pauseSubscription", FaultKind::DropAfter))
        .unwrap();
    let look = Fault {
        times: 10,
        ..fault("evergent", "getActiveSubscriptions", FaultKind::DropAfter)
    };
    sandbox.faults().add(look).unwrap();
    let done = step(&call, &planned).await;
    assert_eq!(states(&done), "a1 done unknown, a2 skipped");
    assert_eq!(changes(&sandbox).len(), 1);
    assert!(done["next"].is_null());
    let error = call
        .dispatch(
            "prompts.step",
            json!({ "rehearsal": done["id"], "action": "a1" }),
        )
        .await
        .unwrap_err();
    assert_eq!(error.code, Code::PlanGone);
    assert_eq!(changes(&sandbox).len(), 1);
}

#[tokio::test]
async fn a_condition_leaves_an_action_out() {
    let place = Place::new();
    let condition = json!({ "trait": "customer_id", "test": "is", "value": "cust-1002" });
    let (call, sandbox) = at_work(
        &place,
        json!([with(coupon("a1"), "only_if", condition), pause("a2")]),
    )
    .await;
    let planned = plan(&call).await;
    assert_eq!(states(&planned), "a1 left_out, a2 planned");
    assert_eq!(
        planned["actions"][0]["state"]["why"],
        "only if customer_id is cust-1002, which is not so for cust-1001"
    );
    let done = finish(&call, planned).await;
    assert_eq!(states(&done), "a1 left_out, a2 done succeeded");
    assert_eq!(changes(&sandbox).len(), 1);
}

#[tokio::test]
async fn what_an_earlier_action_changed_is_planned_anew_and_a_plan_that_differs_is_marked() {
    let place = Place::new();
    let (call, sandbox) = at_work(
        &place,
        json!([
            cancel("a1"),
            with(cancel("a2"), "on_error", json!("continue"))
        ]),
    )
    .await;
    let planned = plan(&call).await;
    assert_eq!(states(&planned), "a1 planned, a2 planned");
    let one = step(&call, &planned).await;
    let second = &one["actions"][1]["plan"];
    assert_eq!(planned["actions"][1]["plan"]["differs"], false);
    assert_eq!(second["differs"], true);
    assert_eq!(
        second["warnings"],
        json!(["Subscription 70000001 is already set to be cancelled"])
    );
    assert_eq!(changes(&sandbox).len(), 1);
}

#[tokio::test]
async fn what_could_not_be_planned_is_tried_again_and_shown_before_it_runs() {
    let place = Place::new();
    let (call, sandbox) = at_work(&place, json!([pause("a1"), coupon("a2")])).await;
    let down = Fault {
        times: 20,
        ..fault(
            "chargify",
            "",
            FaultKind::Status {
                status: 503,
                retry_after: None,
                body: None,
            },
        )
    };
    let down = Fault {
        path_contains: None,
        ..down
    };
    sandbox.faults().add(down).unwrap();
    let planned = plan(&call).await;
    assert_eq!(states(&planned), "a1 planned, a2 unplanned");
    sandbox.faults().clear();
    let one = step(&call, &planned).await;
    assert_eq!(states(&one), "a1 done succeeded, a2 planned");
    assert_eq!(
        one["actions"][1]["plan"]["differs"], true,
        "nobody saw it before"
    );
    assert_eq!(changes(&sandbox).len(), 1);
    assert_eq!(
        states(&finish(&call, one).await),
        "a1 done succeeded, a2 done succeeded"
    );
}

#[tokio::test]
async fn a_plan_that_grew_too_old_is_made_again_and_runs_if_it_is_the_same() {
    let place = Place::new();
    let (call, sandbox) = at_work(&place, json!([pause("a1")])).await;
    let planned = plan(&call).await;
    place.later(SignedDuration::from_mins(11));
    let done = step(&call, &planned).await;
    assert_eq!(states(&done), "a1 done succeeded");
    assert_eq!(changes(&sandbox).len(), 1);
}

#[tokio::test]
async fn production_asks_for_its_name_and_keeps_the_rehearsal_when_it_is_wrong() {
    let place = Place::new();
    let (call, sandbox) = at_work(&place, json!([pause("a1")])).await;
    let production = AppChange {
        environment: Some(Environment::Production),
        ..AppChange::default()
    };
    call.perform::<AppsUpdate>(production).await.unwrap();
    let planned = plan(&call).await;
    assert_eq!(
        (&planned["confirm"], &planned["environment"]),
        (&json!("Default"), &json!("production"))
    );
    for wrong in [json!(null), json!("default")] {
        let request = json!({ "rehearsal": planned["id"], "action": "a1", "confirm": wrong });
        let error = call.dispatch("prompts.step", request).await.unwrap_err();
        assert_eq!(error.code, Code::ConfirmationNeeded);
    }
    assert!(changes(&sandbox).is_empty());
    let request = json!({ "rehearsal": planned["id"], "action": "a1", "confirm": "Default" });
    assert_eq!(
        states(&ask(&call, "prompts.step", request).await),
        "a1 done succeeded"
    );
    assert_eq!(changes(&sandbox).len(), 1);
}

#[tokio::test]
async fn a_chain_that_changes_is_rehearsed_no_longer() {
    let place = Place::new();
    let (call, _sandbox) = at_work(&place, json!([redirect("a1")])).await;
    finish(&call, plan(&call).await).await;
    let kept = ask(&call, "prompts.show", json!({ "id": "win-back" })).await;
    assert_eq!(kept["rehearsed"]["accept"]["state"], "as_it_is");
    let mut prompt = kept["prompt"].clone();
    prompt["name"] = json!("Another name");
    let kept = ask(
        &call,
        "prompts.save",
        json!({ "prompt": prompt, "revision": 1 }),
    )
    .await;
    assert_eq!(
        kept["rehearsed"]["accept"]["state"], "as_it_is",
        "its chain is the same"
    );
    prompt["interactions"]["accept"][0]["on_error"] = json!("continue");
    ask(
        &call,
        "prompts.save",
        json!({ "prompt": prompt, "revision": 2 }),
    )
    .await;
    let coverage = ask(&call, "prompts.coverage", json!({})).await;
    assert_eq!(
        coverage["prompts"][0]["cells"]["accept"]["rehearsed"]["state"],
        "before"
    );
    assert_eq!(
        ask(&call, "prompts.rehearsals", json!({ "id": "win-back" })).await[0]["stale"],
        true
    );
    ask(&call, "history.clear", json!({})).await;
    assert_eq!(
        ask(&call, "prompts.rehearsals", json!({ "id": "win-back" })).await,
        json!([])
    );
}

#[tokio::test]
async fn what_is_asked_for_and_not_there_is_named() {
    let place = Place::new();
    let (call, _sandbox) = at_work(&place, json!([cancel("a1")])).await;
    for (request, message) in [
        (
            json!({ "prompt": "nothing", "interaction": "accept", "user": "cust-1001" }),
            "there is no prompt nothing",
        ),
        (
            json!({ "prompt": "win-back", "interaction": "decline", "user": "cust-1001" }),
            "the prompt win-back triggers nothing on decline",
        ),
        (
            json!({ "prompt": "win-back", "interaction": "accept", "user": "nobody" }),
            "no user nobody among the test users",
        ),
        (
            json!({ "prompt": "win-back", "interaction": "accept" }),
            "nobody is named to rehearse on",
        ),
        (
            json!({ "prompt": "win-back", "interaction": "accept", "user": "cust-1001", "form": { "colour": "red" } }),
            "the prompt win-back has no form field colour",
        ),
    ] {
        let error = call.dispatch("prompts.plan", request).await.unwrap_err();
        assert_eq!(error.message, message);
        assert!(error.hint.is_some(), "{error}");
    }
    let typed =
        json!({ "prompt": "win-back", "interaction": "accept", "traits": { "customer_id": "x" } });
    let planned = ask(&call, "prompts.plan", typed).await;
    assert_eq!(states(&planned), "a1 unplanned");
    let failed = step(&call, &planned).await;
    assert_eq!(
        states(&failed),
        "a1 failed",
        "its turn came: nothing was sent"
    );
}
