//! Which subscription an action is about, and what stops an order before anything is sent.

use std::fmt::Write as _;

use insta::assert_snapshot;
use serde_json::{Value, json};
use wiremock::ResponseTemplate;

use super::{LOOK, WHO, at, defaults, holds, monthly, subscription, wrapped};
use crate::testing::golden::{Golden, Pairs, shown_error};
use crate::vendors::evergent::profile::Call;

/// Plans against a customer who holds `held`: what is planned, or why not.
async fn resolution(action: &str, params: &[(&str, &str)], held: &[Value]) -> String {
    let golden = at(&defaults()).await;
    golden.json(LOOK, 200, &holds(held));
    let mut text = format!("# {action} {params:?}\n");
    match golden.plan(action, WHO, params).await {
        Ok(plan) => {
            let _ = writeln!(text, "{}\n{}", plan.summary, plan.warnings.join("\n"));
            assert_eq!(plan.changes().count(), 1);
        }
        Err(error) => text += &shown_error(&error, &golden.vendor),
    }
    // One look-up and no change, whatever comes of it.
    golden.vendor.transcript().await;
    text + "\n"
}

#[tokio::test]
async fn which_subscription_an_action_is_about() {
    let sports = |status| subscription("demo_sports", "Demo Sports", status);
    let mut free = subscription("demo_free", "Demo Free", "ACTIVE");
    free["isFreemium"] = json!(true);
    let nameless = json!({ "serviceName": "Store plan", "status": "ACTIVE" });
    let bare = json!({ "serviceID": "bare" });
    let two = [monthly("ACTIVE"), sports("ACTIVE")];
    let change: &[(&str, &str)] = &[("from", "demo_monthly"), ("to", "demo_annual")];
    let coupon: &[(&str, &str)] = &[("coupon_code", "C")];
    let service: &[(&str, &str)] = &[("service", "demo_monthly")];
    let cases: &[(&str, Pairs, &[Value])] = &[
        ("pause_subscription", &[], &[]),
        ("pause_subscription", service, &[]),
        ("pause_subscription", &[], &two),
        ("pause_subscription", service, &two),
        ("pause_subscription", &[("service", "no_such")], &two),
        (
            "pause_subscription",
            &[],
            &[monthly("ACTIVE"), free.clone()],
        ),
        (
            "pause_subscription",
            &[("service", "demo_free")],
            &[monthly("ACTIVE"), free],
        ),
        (
            "pause_subscription",
            &[],
            &[monthly("FINAL BILL"), sports("ACTIVE")],
        ),
        (
            "pause_subscription",
            service,
            &[monthly("FINAL BILL"), sports("ACTIVE")],
        ),
        ("pause_subscription", &[], &[monthly("PAUSED")]),
        ("pause_subscription", &[], &[monthly("PENDING ACTIVE")]),
        (
            "pause_subscription",
            &[],
            &[monthly("PENDING"), sports("PENDING")],
        ),
        (
            "pause_subscription",
            &[],
            &[monthly("ACTIVE"), monthly("ACTIVE")],
        ),
        ("pause_subscription", &[], std::slice::from_ref(&nameless)),
        (
            "pause_subscription",
            &[],
            &[nameless.clone(), monthly("ACTIVE")],
        ),
        ("pause_subscription", &[], &[bare]),
        ("resume_subscription", &[], &[monthly("ACTIVE")]),
        ("resume_subscription", &[], &[monthly("ON HOLD")]),
        (
            "resume_subscription",
            &[],
            &[monthly("ACTIVE"), sports("PAUSED")],
        ),
        ("reactivate_subscription", &[], &[monthly("ACTIVE")]),
        ("reactivate_subscription", service, &[monthly("ACTIVE")]),
        (
            "reactivate_subscription",
            &[],
            &[monthly("ACTIVE"), sports("Final Bill")],
        ),
        ("remove_subscription", &[], &[monthly("FINAL BILL")]),
        ("remove_subscription", service, &[monthly("FINAL BILL")]),
        ("remove_subscription", &[], &[monthly("PAUSED")]),
        ("remove_subscription", &[], &two),
        ("redeem_coupon", coupon, &[monthly("FINAL BILL")]),
        ("redeem_coupon", coupon, &two),
        ("change_service", change, &two),
        ("change_service", change, &[sports("ACTIVE")]),
        ("change_service", change, &[monthly("PAUSED")]),
        (
            "change_service",
            &[("from", "demo_monthly"), ("to", "demo_sports")],
            &two,
        ),
    ];
    let mut text = String::new();
    for (action, params, held) in cases {
        text += &resolution(action, params, held).await;
    }
    assert_snapshot!(text);
}

#[tokio::test]
async fn what_is_wrong_with_an_order_is_said_before_anything_is_sent() {
    let profile = json!({
        "customer": { "trait": "contact_id" },
        "methods": { "resumeSubscription": { "enabled": false } }
    });
    let (plain, other) = (at(&defaults()).await, at(&profile).await);
    let cases: &[(&Golden, &str, Pairs, Pairs)] = &[
        (
            &plain,
            "change_service",
            WHO,
            &[("from", "a"), ("to", " a ")],
        ),
        (&plain, "change_service", WHO, &[("from", "a")]),
        (&plain, "pause_subscription", WHO, &[("days", "91")]),
        (&plain, "pause_subscription", WHO, &[("days", "0")]),
        (&plain, "redeem_coupon", WHO, &[]),
        (
            &plain,
            "redeem_coupon",
            &[("customer_id", "c"), ("empty", "")],
            &[("coupon_code", "%trait.empty%")],
        ),
        (&plain, "remove_subscription", &[], &[]),
        (
            &plain,
            "remove_subscription",
            &[("customer_id", "a\nb")],
            &[],
        ),
        (&other, "remove_subscription", WHO, &[]),
        (&other, "resume_subscription", WHO, &[]),
    ];
    let mut text = String::new();
    for (golden, action, traits, params) in cases {
        let why = golden.not_planned(action, traits, params).await;
        let _ = writeln!(text, "# {action} {traits:?} {params:?}\n{why}");
        assert_eq!(golden.vendor.transcript().await, "");
    }
    assert_snapshot!(text);
}

#[tokio::test]
async fn a_look_up_that_fails_is_not_a_plan() {
    let look = |message: Value| {
        ResponseTemplate::new(200).set_body_json(wrapped(Call::Subscriptions, &message))
    };
    let cases = vec![
        look(
            json!({ "responseCode": "0", "failureMessage": [{ "errorCode": "eV2327", "errorMessage": "Account not found" }] }),
        ),
        look(json!({ "responseCode": "1", "AccountServiceMessage": null })),
        look(json!({ "responseCode": "1" })),
        look(json!({ "responseCode": "1", "AccountServiceMessage": ["x"] })),
        look(json!({ "responseCode": "7" })),
        look(json!({ "message": "SUCCESS" })),
        ResponseTemplate::new(200).set_body_string("<html>"),
        ResponseTemplate::new(500).insert_header("retry-after", "999"),
        ResponseTemplate::new(429).insert_header("retry-after", "999"),
    ];
    let mut text = String::new();
    for reply in cases {
        let golden = at(&defaults()).await;
        golden.vendor.reply(LOOK, reply);
        let why = golden.not_planned("remove_subscription", WHO, &[]).await;
        let _ = writeln!(text, "{why}");
    }
    assert_snapshot!(text);
}
