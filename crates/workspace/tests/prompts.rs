//! Prompts through operations: kept over the revision they were made from, judged as they are typed, covered.

// What cannot be set up fails the test; what is written with `json!` is given by value.
#![allow(clippy::unwrap_used, clippy::needless_pass_by_value)]

mod common;

use common::{Place, change, configure, default_app, sandbox};
use patchbay_workspace::operations::ConnectorsSet;
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

fn redirect(id: &str, url: &str) -> Value {
    json!({ "id": id, "on_error": "stop", "does": { "redirect": { "url": url } } })
}

fn prompt(interactions: Value) -> Value {
    json!({
        "id": "win-back", "name": "Win back", "kind": "overlay",
        "form": [{ "key": "reason", "label": "Why?", "kind": "text" }],
        "interactions": interactions,
    })
}

fn cancel(id: &str) -> Value {
    action(
        id,
        "chargify",
        "cancel_subscription",
        json!({ "plan": "gold" }),
    )
}

/// `gravity at: message` of each finding.
async fn judged(call: &Call, prompt: Value) -> Vec<String> {
    let findings = ask(call, "prompts.judge", prompt).await;
    let line = |f: &Value| {
        assert!(!f["remedy"].as_str().unwrap().is_empty(), "{f}");
        format!(
            "{} {}: {}",
            f["gravity"].as_str().unwrap(),
            f["at"].as_str().unwrap(),
            f["message"].as_str().unwrap()
        )
    };
    findings.as_array().unwrap().iter().map(line).collect()
}

/// The default app with Chargify, Evergent and Stripe on the sandbox, synced, and one test user.
async fn at_work(place: &Place) -> (Call, patchbay_sandbox::Sandbox) {
    let sandbox = sandbox().await;
    let call = default_app(&place.cli());
    for id in ["chargify", "evergent", "stripe"] {
        configure(&call, &sandbox, id).await;
        ask(&call, "catalogue.sync", json!({ "connector": id })).await;
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
    (call, sandbox)
}

#[tokio::test]
async fn a_prompt_is_saved_over_the_revision_that_it_was_made_from() {
    let place = Place::new();
    let (call, _sandbox) = at_work(&place).await;
    let first = prompt(json!({ "accept": [cancel("a1")], "decline": [] }));
    let kept = ask(&call, "prompts.save", json!({ "prompt": first })).await;
    assert_eq!(kept["revision"], 1);
    assert_eq!(kept["findings"], json!([]));
    assert_eq!(kept["rehearsed"], json!({ "accept": { "state": "never" } }));
    assert_eq!(
        kept["prompt"]["interactions"].as_object().unwrap().len(),
        1,
        "an empty chain is no chain"
    );

    let again = call
        .dispatch("prompts.save", json!({ "prompt": first }))
        .await
        .unwrap_err();
    assert_eq!(again.message, "there is a prompt win-back already");
    let mut second = first.clone();
    second["name"] = json!("Win them back");
    let kept = ask(
        &call,
        "prompts.save",
        json!({ "prompt": second, "revision": 1 }),
    )
    .await;
    assert_eq!(kept["revision"], 2);
    let late = call
        .dispatch("prompts.save", json!({ "prompt": first, "revision": 1 }))
        .await
        .unwrap_err();
    assert!(
        late.message.contains("changed elsewhere") && late.hint.is_some(),
        "{late}"
    );
    let list = ask(&call, "prompts.list", json!({})).await;
    assert_eq!(list[0]["name"], "Win them back");
    assert_eq!(list[0]["actions"], json!({ "accept": 1 }));

    ask(&call, "prompts.remove", json!({ "id": "win-back" })).await;
    let gone = call
        .dispatch("prompts.save", json!({ "prompt": second, "revision": 2 }))
        .await
        .unwrap_err();
    assert_eq!(gone.code, Code::NotFound);
    let unknown = call
        .dispatch("prompts.show", json!({ "id": "win-back" }))
        .await
        .unwrap_err();
    assert_eq!(unknown.message, "there is no prompt win-back");
}

#[tokio::test]
async fn what_makes_no_sense_is_told_with_its_place_and_not_saved() {
    let place = Place::new();
    let (call, _sandbox) = at_work(&place).await;
    let coupon = |text: &str| {
        action(
            "a1",
            "chargify",
            "add_coupon_code",
            json!({ "plan": "gold", "coupon_code": text }),
        )
    };
    for (accept, finding) in [
        (
            action("a1", "nobody", "x", json!({})),
            "error /interactions/accept/0/does/action/connector: there is no connector nobody",
        ),
        (
            action("a1", "chargify", "fly", json!({})),
            "error /interactions/accept/0/does/action/action: Chargify has no action fly",
        ),
        (
            action("a1", "chargify", "cancel_subscription", json!({})),
            "error /interactions/accept/0/does/action/params/plan: Cancel subscription needs Plan",
        ),
        (
            action(
                "a1",
                "evergent",
                "pause_subscription",
                json!({ "days": "soon" }),
            ),
            "error /interactions/accept/0/does/action/params/days: Pause subscription: Days must be",
        ),
        (
            coupon("%form.code%"),
            "error /interactions/accept/0/does/action/params/coupon_code: %form.code%: the prompt has no form field code",
        ),
        (
            coupon("%user.code%"),
            "error /interactions/accept/0/does/action/params/coupon_code: there is no placeholder %user.code%",
        ),
        (
            coupon("%credential.api_key%"),
            "error /interactions/accept/0/does/action/params/coupon_code: %credential.api_key% names no setting",
        ),
        (
            redirect("a1", "http://example.com"),
            "error /interactions/accept/0/does/redirect/url: the address of the redirect does not begin with https",
        ),
        (
            json!({ "id": "a1", "on_error": "stop", "only_if": { "trait": "customer_id", "test": "is" },
                    "does": { "redirect": { "url": "https://example.com/" } } }),
            "error /interactions/accept/0/only_if/value: the condition has no value to compare with",
        ),
    ] {
        let wrong = prompt(json!({ "accept": [accept] }));
        let findings = judged(&call, wrong.clone()).await;
        assert!(
            findings.iter().any(|f| f.starts_with(finding)),
            "{findings:#?} lack {finding}"
        );
        let error = call
            .dispatch("prompts.save", json!({ "prompt": wrong }))
            .await
            .unwrap_err();
        assert_eq!(error.code, Code::Invalid, "{error}");
        assert!(
            error.hint.is_some() && error.field.unwrap().starts_with("/interactions/accept/0/")
        );
    }
    let mut shapeless = prompt(json!({ "accept": [cancel("a1"), cancel("a1")] }));
    shapeless["id"] = json!("Win Back");
    shapeless["name"] = json!(" ");
    shapeless["form"] = json!([
        { "key": "A b", "label": "", "kind": "choice" }, { "key": "x", "label": "X", "kind": "text", "choices": ["1"] },
        { "key": "x", "label": "X", "kind": "text" }, { "key": "survey", "label": "S", "kind": "text" },
    ]);
    shapeless["survey"] = json!({ "question": "", "answers": ["a", "a"] });
    let findings = judged(&call, shapeless).await;
    for at in [
        "/id",
        "/name",
        "/form/0/key",
        "/form/0/label",
        "/form/0/choices",
        "/form/1/choices",
        "/form/2/key",
        "/form/3/key",
        "/survey/question",
        "/survey/answers",
        "/interactions/accept/1/id",
    ] {
        assert!(
            findings
                .iter()
                .any(|f| f.starts_with(&format!("error {at}:"))),
            "{findings:#?} lack {at}"
        );
    }
    assert_eq!(ask(&call, "prompts.list", json!({})).await, json!([]));
}

#[tokio::test]
async fn what_may_not_be_meant_is_a_warning() {
    let place = Place::new();
    let (call, _sandbox) = at_work(&place).await;
    let pause = |id: &str| {
        action(
            id,
            "evergent",
            "pause_subscription",
            json!({ "days": "30" }),
        )
    };
    let only = |mut action: Value, test: &str| {
        action["only_if"] = json!({ "trait": "customer_id", "test": test });
        action
    };
    let text = |value: &str| {
        action(
            "a1",
            "chargify",
            "add_coupon_code",
            json!({ "plan": "gold", "coupon_code": value }),
        )
    };
    for (interactions, expected) in [
        (
            json!({ "dismiss": [action("a1", "chargify", "create_subscription", json!({ "plan": "gold" }))] }),
            vec![
                "warning /interactions/dismiss/0/does/action/action: Create subscription may charge or refund money when the subscriber closes the prompt without an answer",
            ],
        ),
        (
            json!({ "timeout": [action("a1", "evergent", "remove_subscription", json!({ "reason": "too_expensive" }))] }),
            vec!["warning /interactions/timeout/0/does/action/action: "],
        ),
        (
            json!({ "accept": [action("a1", "evergent", "remove_subscription", json!({ "reason": "too_expensive" })), pause("a2")] }),
            vec![
                "warning /interactions/accept/1/does/action/action: Pause subscription contradicts ",
            ],
        ),
        // Conditions that exclude each other keep them apart, and so do two vendors.
        (
            json!({ "accept": [
                only(action("a1", "evergent", "remove_subscription", json!({ "reason": "too_expensive" })), "present"),
                only(pause("a2"), "missing"),
            ] }),
            vec![],
        ),
        (json!({ "accept": [cancel("a1"), pause("a2")] }), vec![]),
        (
            json!({ "accept": [redirect("a1", "https://example.com/"), redirect("a2", "https://example.com/2")] }),
            vec![
                "warning /interactions/accept/1/does/redirect: the subscriber is redirected already",
            ],
        ),
        (
            json!({ "accept": [text("%trait.favourite%")] }),
            vec![
                "warning /interactions/accept/0/does/action/params/coupon_code: %trait.favourite%: no known user",
            ],
        ),
        (
            json!({ "accept": [text("%form.reason%")] }),
            vec![
                "warning /interactions/accept/0/does/action/params/coupon_code: %form.reason% may be left empty",
            ],
        ),
        (
            json!({ "accept": [text("NEW1")] }),
            vec![
                "warning /interactions/accept/0/does/action/params/coupon_code: Coupon code NEW1 is not among",
            ],
        ),
        (json!({ "accept": [text("SAVE10")] }), vec![]),
    ] {
        let findings = judged(&call, prompt(interactions.clone())).await;
        assert_eq!(
            findings.len(),
            expected.len(),
            "{interactions}: {findings:#?}"
        );
        for (found, expected) in findings.iter().zip(expected) {
            assert!(found.starts_with(expected), "{found}\nis not\n{expected}");
        }
        ask(
            &call,
            "prompts.save",
            json!({ "prompt": prompt(interactions) }),
        )
        .await;
        ask(&call, "prompts.remove", json!({ "id": "win-back" })).await;
    }
}

/// What a form brings in is held to the parameter as it is typed, not only once a rehearsal meets it.
#[tokio::test]
async fn what_a_form_field_takes_is_held_to_what_the_parameter_takes() {
    let place = Place::new();
    let (call, _sandbox) = at_work(&place).await;
    let field = |kind: &str, choices: &[&str]| {
        let mut field = json!({ "key": "x", "label": "What?", "kind": kind, "required": true });
        if !choices.is_empty() {
            field["choices"] = json!(choices);
        }
        field
    };
    let doing = |param: &str, text: &str| match param {
        "days" => action(
            "a1",
            "evergent",
            "pause_subscription",
            json!({ "days": text }),
        ),
        "when" => action(
            "a1",
            "chargify",
            "cancel_subscription",
            json!({ "plan": "gold", "when": text }),
        ),
        _ => action(
            "a1",
            "chargify",
            "add_coupon_code",
            json!({ "plan": "gold", "coupon_code": text }),
        ),
    };
    let days = "%form.x%: Pause subscription: Days must be a whole number";
    let when = "%form.x%: Cancel subscription: When must be one of";
    for (kind, choices, param, text, expected) in [
        ("number", &[][..], "days", "%form.x%", None),
        ("choice", &["30", "60"], "days", "%form.x%", None),
        ("choice", &["3", "6"], "days", "%form.x%0", None),
        ("text", &[], "days", "%form.x%", Some(("warning", days))),
        ("phone", &[], "days", "%form.x%", Some(("warning", days))),
        ("email", &[], "days", "%form.x%", Some(("error", days))),
        ("checkbox", &[], "days", "%form.x%", Some(("error", days))),
        (
            "choice",
            &["30", "soon"],
            "days",
            "%form.x%",
            Some(("warning", days)),
        ),
        (
            "choice",
            &["soon", "late"],
            "days",
            "%form.x%",
            Some(("error", days)),
        ),
        (
            "choice",
            &["3"],
            "days",
            "in %form.x%",
            Some(("error", days)),
        ),
        ("text", &[], "when", "%form.x%", Some(("warning", when))),
        ("number", &[], "when", "%form.x%", Some(("error", when))),
        ("choice", &["immediately"], "when", "%form.x%", None),
        // Any text may be the id of an entry; of choices it is known.
        ("text", &[], "coupon_code", "%form.x%", None),
        ("choice", &["SAVE10"], "coupon_code", "%form.x%", None),
        (
            "choice",
            &["SAVE10", "NEW1"],
            "coupon_code",
            "%form.x%",
            Some(("warning", "Coupon code NEW1 is not among")),
        ),
    ] {
        let mut prompt = prompt(json!({ "accept": [doing(param, text)] }));
        prompt["form"] = json!([field(kind, choices)]);
        let findings = judged(&call, prompt.clone()).await;
        let begins = expected.map(|(gravity, message)| {
            format!("{gravity} /interactions/accept/0/does/action/params/{param}: {message}")
        });
        let told = match (&begins, &findings[..]) {
            (None, []) => true,
            (Some(begins), [told]) => told.starts_with(begins.as_str()),
            _ => false,
        };
        assert!(
            told,
            "{kind} {choices:?}: {findings:#?}\nis not\n{begins:?}"
        );
        let saved = call
            .dispatch("prompts.save", json!({ "prompt": prompt }))
            .await;
        let refused = expected.is_some_and(|(gravity, _)| gravity == "error");
        assert_eq!(saved.is_err(), refused, "{saved:?}");
        if saved.is_ok() {
            ask(&call, "prompts.remove", json!({ "id": "win-back" })).await;
        }
    }
    let mut asked = prompt(json!({ "accept": [doing("days", "%form.survey%")] }));
    asked["survey"] = json!({ "question": "How long?", "answers": ["30", "not at all"] });
    let findings = judged(&call, asked).await;
    let expected = "warning /interactions/accept/0/does/action/params/days: %form.survey%: Pause subscription: Days must be";
    assert!(
        findings.iter().any(|f| f.starts_with(expected)),
        "{findings:#?}"
    );
}

#[tokio::test]
async fn a_prompt_that_shows_no_form_asks_for_nothing() {
    let place = Place::new();
    let (call, _sandbox) = at_work(&place).await;
    for (kind, expected) in [
        (
            "push",
            &["warning /kind: a push notification has no room for a form or a survey"][..],
        ),
        (
            "invisible",
            &["warning /kind: an invisible prompt has a form or a survey that nobody sees"],
        ),
        ("overlay", &[]),
        ("video", &[]),
    ] {
        let mut asks = prompt(json!({ "accept": [redirect("a1", "https://example.com/")] }));
        asks["kind"] = json!(kind);
        assert_eq!(judged(&call, asks.clone()).await, expected);
        asks["form"] = json!([]);
        assert!(judged(&call, asks).await.is_empty());
    }
}

#[tokio::test]
async fn a_connector_switched_off_breaks_its_actions_and_cannot_be_assigned() {
    let place = Place::new();
    let (call, _sandbox) = at_work(&place).await;
    let kept = prompt(json!({ "accept": [cancel("a1"), redirect("a2", "https://example.com/")] }));
    ask(&call, "prompts.save", json!({ "prompt": kept })).await;
    call.perform::<ConnectorsSet>(change("chargify", &[], &[], Some(false)))
        .await
        .unwrap();

    let shown = ask(&call, "prompts.show", json!({ "id": "win-back" })).await;
    assert_eq!(shown["findings"][0]["gravity"], "broken");
    assert_eq!(
        shown["findings"][0]["message"],
        "Chargify is not active: Cancel subscription would not run"
    );
    assert_eq!(ask(&call, "prompts.list", json!({})).await[0]["broken"], 1);
    let coverage = ask(&call, "prompts.coverage", json!({})).await;
    let covered = &coverage["prompts"][0]["cells"]["accept"];
    assert_eq!(
        (&covered["broken"], &covered["actions"][0]["broken"]),
        (&json!(1), &json!(true))
    );
    assert_eq!(covered["actions"][0]["name"], "Cancel subscription");
    assert_eq!(
        covered["actions"][1],
        json!({ "name": "Redirect", "broken": false })
    );
    assert_eq!(coverage["connectors"], json!({ "chargify": "Chargify" }));

    // What was assigned before may be kept, and moved; nothing of it can be assigned anew.
    let mut moved = prompt(json!({ "decline": [cancel("a1")] }));
    moved["name"] = json!("Win back, later");
    ask(
        &call,
        "prompts.save",
        json!({ "prompt": moved, "revision": 1 }),
    )
    .await;
    let more = prompt(
        json!({ "decline": [cancel("a1"), action("a2", "chargify", "cancel_subscription", json!({ "plan": "basic" }))] }),
    );
    let error = call
        .dispatch("prompts.save", json!({ "prompt": more, "revision": 2 }))
        .await
        .unwrap_err();
    assert_eq!(
        error.message,
        "Chargify is not active: Cancel subscription would not run"
    );
    // A broken action is planned by nobody.
    let rehearsal = ask(
        &call,
        "prompts.plan",
        json!({ "prompt": "win-back", "interaction": "decline", "user": "cust-1001" }),
    )
    .await;
    assert_eq!(rehearsal["actions"][0]["state"]["state"], "unplanned");
    assert_eq!(
        rehearsal["actions"][0]["state"]["error"]["code"],
        "not_ready"
    );
}

#[tokio::test]
async fn what_the_vendor_no_longer_offers_breaks_the_actions_that_name_it() {
    let place = Place::new();
    let (call, sandbox) = at_work(&place).await;
    let archived = ask(
        &call,
        "catalogue.list",
        json!({ "connector": "chargify", "kind": "coupons", "archived": true, "rows": 500 }),
    )
    .await;
    let gone = archived["items"]
        .as_array()
        .unwrap()
        .iter()
        .find(|i| i["state"] != "active")
        .unwrap()
        .clone();
    drop(sandbox);
    let of = prompt(
        json!({ "accept": [action("a1", "chargify", "add_coupon_code", json!({ "plan": "gold", "coupon_code": gone["id"] }))] }),
    );
    let findings = judged(&call, of.clone()).await;
    let (name, state) = (
        gone["name"].as_str().unwrap(),
        gone["state"].as_str().unwrap(),
    );
    assert_eq!(
        findings,
        [format!(
            "broken /interactions/accept/0/does/action/params/coupon_code: Coupon code {name} is {state} at Chargify"
        )]
    );
    let error = call
        .dispatch("prompts.save", json!({ "prompt": of }))
        .await
        .unwrap_err();
    assert!(
        error.message.ends_with("at Chargify") && error.hint.is_some(),
        "{error}"
    );
}

/// Whom an e-mail goes to is a parameter, whose default is a trait.
#[tokio::test]
async fn a_default_that_names_a_trait_is_judged_like_what_is_given() {
    let place = Place::new();
    let sandbox = sandbox().await;
    let call = default_app(&place.cli());
    configure(&call, &sandbox, "twilio").await;
    let user = json!({ "id": "u1", "name": "U", "traits": { "customer_id": "1" } });
    ask(&call, "users.save", user).await;
    let texts =
        |params: Value| prompt(json!({ "accept": [action("a1", "twilio", "send_sms", params)] }));
    let findings = judged(&call, texts(json!({ "body": "Hello" }))).await;
    assert!(
        findings[0].starts_with(
            "warning /interactions/accept/0/does/action/params/to: %trait.phone_number%: no known user has"
        ),
        "{findings:#?}"
    );
    let given = json!({ "body": "Hello", "to": "+13035550142" });
    assert!(judged(&call, texts(given)).await.is_empty());
}

#[tokio::test]
async fn an_editor_is_offered_the_traits_that_users_have() {
    let place = Place::new();
    let (call, _sandbox) = at_work(&place).await;
    let choices = ask(&call, "prompts.choices", json!({})).await;
    let traits: Vec<_> = choices["traits"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(Value::as_str)
        .collect();
    assert!(
        traits.contains(&"chargify_id") && traits.is_sorted(),
        "{traits:?}"
    );
    let active = |connector: &str| {
        let mut all = choices["actions"].as_array().unwrap().iter();
        all.find(|a| a["connector"] == connector).unwrap()["active"].clone()
    };
    assert_eq!(
        (active("stripe"), active("recurly")),
        (json!(true), json!(false))
    );
}
