//! Which account and which subscription: none, one, several, picked, in the wrong state. It never guesses.

use std::fmt::Write as _;

use serde_json::{Value, json};

use super::{
    ADA, SUBSCRIPTIONS, account, active, canceled, error, expired, free, in_trial, list, on,
    paused, paying, subscription,
};
use crate::testing::golden::{Golden, Pairs, with};
use crate::vendors::recurly::Recurly;

const PAUSE: Pairs<'static> = &[("remaining_pause_cycles", "1")];

async fn of_account(
    code: &str,
    values: Pairs<'_>,
    traits: Pairs<'_>,
    reply: Option<Value>,
) -> String {
    let golden = Golden::new(&Recurly, values).await;
    match reply {
        Some(body) => golden.json(&format!("GET /accounts/{code}"), 200, &body),
        None => golden.json(
            &format!("GET /accounts/{code}"),
            404,
            &error("not_found", "Couldn't find Account"),
        ),
    };
    golden
        .not_planned("pause_subscription", traits, PAUSE)
        .await
}

#[tokio::test]
async fn an_account_that_does_not_exist() {
    insta::assert_snapshot!(of_account("code-4711", &[], ADA, None).await);
    let off = [("use_account_code", "false")];
    insta::assert_snapshot!(
        of_account(
            "acc1",
            &off,
            &[("account_number", "acc1"), ("account_code", "4711")],
            None
        )
        .await
    );
}

#[tokio::test]
async fn the_trait_that_is_taken_hangs_on_the_setting() {
    let odd = "a/b@c+d.e";
    for (values, traits, path) in [
        (
            &[][..],
            &[("account_code", odd), ("account_number", "n1")][..],
            "code-a%2Fb@c+d.e",
        ),
        (&[], &[("account_number", odd)], "code-a%2Fb@c+d.e"),
        (
            &[("use_account_code", "false")],
            &[("account_code", "4711"), ("account_number", odd)],
            "a%2Fb@c+d.e",
        ),
        (
            &[("use_account_code", "false")],
            &[("account_code", odd)],
            "a%2Fb@c+d.e",
        ),
    ] {
        let golden = Golden::new(&Recurly, values).await;
        let theirs = with(account(), json!({ "code": odd, "id": odd }));
        golden.json(&format!("GET /accounts/{path}"), 200, &theirs);
        golden.json(
            &SUBSCRIPTIONS.replace("acc1", "a%2Fb@c+d.e"),
            200,
            &list(&[active()]),
        );
        golden
            .plan("pause_subscription", traits, PAUSE)
            .await
            .unwrap();
        golden.vendor.transcript().await;
    }
}

#[tokio::test]
async fn an_answer_about_another_account_is_not_taken() {
    insta::assert_snapshot!(
        of_account(
            "code-4711",
            &[],
            ADA,
            Some(with(account(), json!({ "code": "4712" })))
        )
        .await
    );
    // A code where the setting says ids: Recurly would find it.
    let off = [("use_account_code", "false")];
    insta::assert_snapshot!(
        of_account(
            "code-4711",
            &off,
            &[("account_number", "code-4711")],
            Some(account())
        )
        .await
    );
}

/// What each action says of each state.
#[tokio::test]
async fn which_states_an_action_can_be_done_to() {
    let states = [
        ("active", active()),
        ("in trial", in_trial()),
        (
            "pausing",
            with(active(), json!({ "remaining_pause_cycles": 5 })),
        ),
        ("paused", paused()),
        ("canceled", canceled()),
        ("expired", expired()),
        ("failed", subscription("p2x", "failed")),
        ("future", subscription("p2x", "future")),
    ];
    let actions: [(&str, Pairs<'static>); 7] = [
        ("pause_subscription", PAUSE),
        ("resume_subscription", &[]),
        ("reactivate_subscription", &[]),
        ("convert_trial", &[]),
        ("record_usage", &[("add_on", "api-calls"), ("amount", "1")]),
        ("cancel_subscription", &[]),
        ("cancel_subscription", &[("mode", "now")]),
    ];
    let mut out = String::new();
    for (action, params) in actions {
        for (name, state) in &states {
            let rows = [state.clone()];
            let golden = if action == "pause_subscription" {
                free(&rows).await
            } else {
                paying(&rows).await
            };
            let said = match golden.plan(action, ADA, params).await {
                Ok(_) => "can be".to_owned(),
                Err(e) => format!(
                    "{:?}: {}. {}",
                    e.kind,
                    e.message,
                    e.hint.unwrap_or_default()
                ),
            };
            golden.vendor.transcript().await;
            writeln!(out, "{action} {params:?}, {name}: {said}").unwrap();
        }
    }
    insta::assert_snapshot!(out);
}

#[tokio::test]
async fn which_states_can_be_changed() {
    for state in [
        paused(),
        canceled(),
        expired(),
        subscription("p2x", "future"),
    ] {
        let golden = paying(&[state]).await;
        let error = golden
            .plan("switch_subscription", ADA, &[("plan", "platinum")])
            .await
            .err()
            .unwrap();
        assert_eq!(error.kind, crate::Kind::NotFound, "{error}");
        golden.vendor.transcript().await;
    }
    let golden = paying(&[active()]).await;
    insta::assert_snapshot!(
        golden
            .not_planned("switch_subscription", ADA, &[("plan", "gold")])
            .await
    );
}

#[tokio::test]
async fn none_one_and_several() {
    let golden = free(&[]).await;
    insta::assert_snapshot!(golden.not_planned("pause_subscription", ADA, PAUSE).await);

    let two = [
        active(),
        on("basic", subscription("b1", "active")),
        expired(),
    ];
    let golden = free(&two).await;
    insta::assert_snapshot!(golden.not_planned("pause_subscription", ADA, PAUSE).await);

    for (key, value) in [("plan", "basic"), ("subscription_id", "b1")] {
        let golden = free(&two).await;
        let plan = golden
            .plan("pause_subscription", ADA, &[PAUSE[0], (key, value)])
            .await
            .unwrap();
        assert_eq!(plan.memo["subscription"], "b1");
        golden.vendor.transcript().await;
    }
}

#[tokio::test]
async fn one_that_was_picked_but_does_not_fit() {
    let two = [active(), with(expired(), json!({ "id": "old" }))];
    for id in ["old", "nobody"] {
        let golden = free(&two).await;
        let said = golden
            .not_planned(
                "pause_subscription",
                ADA,
                &[PAUSE[0], ("subscription_id", id)],
            )
            .await;
        insta::with_settings!({ description => id }, { insta::assert_snapshot!(said) });
    }
    let golden = free(&two).await;
    let said = golden
        .not_planned("pause_subscription", ADA, &[PAUSE[0], ("plan", "basic")])
        .await;
    insta::assert_snapshot!(said);
}

#[tokio::test]
async fn an_add_on_that_the_subscription_does_not_have_or_that_bills_no_usage() {
    for add_on in ["storage", "seats"] {
        let golden = paying(&[active()]).await;
        let error = golden
            .plan("record_usage", ADA, &[("add_on", add_on), ("amount", "1")])
            .await
            .err()
            .unwrap();
        assert_eq!(
            error.message,
            format!(
                "Account 4711 (Ada Lovelace) has no active subscription with the usage add-on {add_on}"
            )
        );
        golden.vendor.transcript().await;
    }
}

#[tokio::test]
async fn subscriptions_are_read_to_the_last_page() {
    let golden = Golden::new(&Recurly, &[]).await;
    golden.json(super::ACCOUNT, 200, &account());
    let next = "/accounts/acc1/subscriptions?cursor=c1&limit=200";
    golden.json(
        SUBSCRIPTIONS,
        200,
        &json!({ "object": "list", "has_more": true, "next": next, "data": [expired()] }),
    );
    golden.json(
        &format!("GET {next}"),
        200,
        &list(&[subscription("last", "active")]),
    );
    let plan = golden.plan("pause_subscription", ADA, PAUSE).await.unwrap();
    assert_eq!(plan.memo["subscription"], "last");
    golden.vendor.transcript().await;
}

#[tokio::test]
async fn a_change_to_what_is_so_already_is_not_planned() {
    let golden = free(&[with(active(), json!({ "remaining_pause_cycles": 1 }))]).await;
    insta::assert_snapshot!(golden.not_planned("pause_subscription", ADA, PAUSE).await);
}
