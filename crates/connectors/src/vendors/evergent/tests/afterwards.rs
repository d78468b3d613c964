//! What Evergent shows after a success, and how that is said.

use std::fmt::Write as _;

use insta::assert_snapshot;
use serde_json::{Value, json};
use wiremock::ResponseTemplate;

use super::{LOOK, WHO, at, defaults, done, holds, monthly, subscription};
use crate::Outcome;
use crate::testing::golden::{Pairs, shown_report};
use crate::vendors::evergent::Evergent;
use crate::vendors::evergent::profile::Call;

#[tokio::test]
async fn what_evergent_shows_after_a_success_is_said() {
    let sports = subscription("demo_sports", "Demo Sports", "ACTIVE");
    let listed = |list: &[Value]| ResponseTemplate::new(200).set_body_json(holds(list));
    let mut promoted = monthly("ACTIVE");
    promoted["promotions"] = json!([{ "promotionId": "p-9" }, { "amount": 1 }]);
    let mut silent = monthly("ACTIVE");
    silent["promotions"].take();
    let cases: Vec<(&str, Pairs, &str, ResponseTemplate)> = vec![
        (
            "pause_subscription",
            &[],
            "ACTIVE",
            listed(&[monthly("ACTIVE")]),
        ),
        (
            "pause_subscription",
            &[],
            "ACTIVE",
            listed(&[monthly("ON HOLD")]),
        ),
        (
            "pause_subscription",
            &[],
            "ACTIVE",
            listed(std::slice::from_ref(&sports)),
        ),
        (
            "remove_subscription",
            &[],
            "ACTIVE",
            listed(&[monthly("ACTIVE")]),
        ),
        ("remove_subscription", &[], "ACTIVE", listed(&[])),
        (
            "resume_subscription",
            &[],
            "PAUSED",
            listed(&[monthly("PAUSED")]),
        ),
        (
            "reactivate_subscription",
            &[],
            "FINAL BILL",
            listed(&[monthly("FINAL BILL")]),
        ),
        (
            "change_service",
            &[("from", "demo_monthly"), ("to", "demo_annual")],
            "ACTIVE",
            listed(&[monthly("ACTIVE")]),
        ),
        (
            "change_service",
            &[("from", "demo_monthly"), ("to", "demo_annual")],
            "ACTIVE",
            listed(&[]),
        ),
        (
            "change_service",
            &[("from", "demo_monthly"), ("to", "demo_annual")],
            "ACTIVE",
            listed(&[subscription("demo_annual", "Annual", "PENDING ACTIVE")]),
        ),
        (
            "redeem_coupon",
            &[("coupon_code", "C")],
            "ACTIVE",
            listed(&[promoted]),
        ),
        (
            "redeem_coupon",
            &[("coupon_code", "C")],
            "ACTIVE",
            listed(&[silent]),
        ),
        (
            "remove_subscription",
            &[],
            "ACTIVE",
            ResponseTemplate::new(503).insert_header("retry-after", "999"),
        ),
        (
            "remove_subscription",
            &[],
            "ACTIVE",
            ResponseTemplate::new(200).set_body_string("<html>"),
        ),
    ];
    let mut text = String::new();
    for (action, params, status, reply) in cases {
        let call = Call::of_action(action).unwrap();
        let golden = at(&defaults()).await;
        golden
            .json(LOOK, 200, &holds(&[monthly(status)]))
            .json(&format!("POST /acme/{}", call.name()), 200, &done(call))
            .vendor
            .reply(LOOK, reply);
        let plan = golden.plan(action, WHO, params).await.unwrap();
        let report = golden.session.run(&Evergent, &plan).await;
        assert_eq!(report.outcome, Outcome::Succeeded);
        golden.vendor.transcript().await;
        let shown = shown_report(&report, &golden.vendor);
        let _ = writeln!(text, "# {action}\n{shown}");
    }
    assert_snapshot!(text);
}
