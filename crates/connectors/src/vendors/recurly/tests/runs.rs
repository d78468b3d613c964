//! Runs: the one change that is sent, what its answer proves, what a reading settles, and what is said when nothing
//! proves it.

use std::fmt::Write as _;

use serde_json::{Value, json};
use wiremock::ResponseTemplate;

use super::{
    ADA, REDEMPTIONS, SUBSCRIPTIONS, active, canceled, change, coupon, creating, error, expired,
    free, in_trial, list, on, paused, paying, redeeming, redemption, subscription, switching,
};
use crate::testing::golden::{Golden, Pairs, shown_report, with};
use crate::vendors::recurly::Recurly;
use crate::{Outcome, Plan};

const AGAIN: &str = "GET /subscriptions/p2x";
const PAUSE: &str = "PUT /subscriptions/p2x/pause";

async fn planned(golden: Golden, action: &str, params: Pairs<'_>) -> (Golden, Plan) {
    let plan = golden.plan(action, ADA, params).await.unwrap();
    (golden, plan)
}

async fn pause() -> (Golden, Plan) {
    planned(
        free(&[active()]).await,
        "pause_subscription",
        &[("remaining_pause_cycles", "2")],
    )
    .await
}

/// What came of a lost answer, shown.
async fn lost(golden: &Golden, plan: &Plan) -> String {
    shown_report(&golden.lost(plan).await, &golden.vendor)
}

async fn report(golden: &Golden, plan: &Plan) -> String {
    let report = golden.session.run(&Recurly, plan).await;
    golden.vendor.transcript().await;
    shown_report(&report, &golden.vendor)
}

fn pausing() -> Value {
    with(active(), json!({ "remaining_pause_cycles": 2 }))
}

/// Every action whose answer is lost: a reading that shows the effect makes it a success, one that does not leaves it
/// unknown; the change is sent once.
#[tokio::test]
async fn a_lost_answer_is_settled_by_a_reading_or_stays_unknown() {
    let cheap = with(
        active(),
        json!({ "pending_change": { "plan": { "code": "gold" }, "unit_amount": 9.9, "activate_at": "2026-12-10T10:00:00Z" } }),
    );
    let over = with(
        in_trial(),
        json!({ "trial_ends_at": "2026-11-21T12:00:00Z" }),
    );
    let orders: [(&str, Pairs<'static>, Value, Value); 8] = [
        (
            "pause_subscription",
            &[("remaining_pause_cycles", "0")],
            pausing(),
            active(),
        ),
        (
            "pause_subscription",
            &[("remaining_pause_cycles", "2")],
            active(),
            pausing(),
        ),
        ("resume_subscription", &[], paused(), active()),
        ("reactivate_subscription", &[], canceled(), active()),
        (
            "update_subscription_price",
            &[("unit_amount", "9.90"), ("timeframe", "bill_date")],
            active(),
            cheap,
        ),
        ("convert_trial", &[], in_trial(), over),
        ("cancel_subscription", &[], active(), canceled()),
        (
            "cancel_subscription",
            &[("mode", "now")],
            active(),
            expired(),
        ),
    ];
    let mut out = String::new();
    for (action, params, before, after) in orders {
        for (shows, state) in [(true, after), (false, before.clone())] {
            let rows = [before.clone()];
            let golden = if action == "pause_subscription" {
                free(&rows).await
            } else {
                paying(&rows).await
            };
            if action == "update_subscription_price" {
                golden.json(
                    "GET /subscriptions/p2x/change",
                    404,
                    &error("not_found", "None"),
                );
                golden.json(
                    "POST /subscriptions/p2x/change/preview",
                    200,
                    &change("gold", 9.9, false),
                );
            }
            let plan = golden.plan(action, ADA, params).await.unwrap();
            golden.json(AGAIN, 200, &state);
            let report = golden.lost(&plan).await;
            assert_eq!(
                report.outcome == Outcome::Succeeded,
                shows,
                "{action}: {report:?}"
            );
            assert_eq!(
                report.outcome == Outcome::Unknown,
                !shows,
                "{action}: {report:?}"
            );
            let hint = report.error.and_then(|e| e.hint).unwrap_or_default();
            write!(
                out,
                "{action}: {:?}: {}\n  {hint}\n",
                report.outcome, report.summary
            )
            .unwrap();
        }
    }
    insta::assert_snapshot!(out);
}

#[tokio::test]
async fn a_lost_switch() {
    let (golden, plan) = planned(
        switching(&active()).await,
        "switch_subscription",
        &[("plan", "platinum")],
    )
    .await;
    golden.json(AGAIN, 200, &on("platinum", active()));
    assert_eq!(golden.lost(&plan).await.outcome, Outcome::Succeeded);
    golden.json(AGAIN, 200, &active());
    assert_eq!(golden.lost(&plan).await.outcome, Outcome::Unknown);
    golden.json(AGAIN, 403, &error("invalid_permissions", "No"));
    insta::assert_snapshot!(lost(&golden, &plan).await);
}

#[tokio::test]
async fn a_lost_creation() {
    let (golden, plan) = planned(
        creating(&[active()]).await,
        "create_subscription",
        &[("plan", "gold"), ("currency", "USD")],
    )
    .await;
    let new = |id: &str| subscription(id, "active");
    golden.json(SUBSCRIPTIONS, 200, &list(&[new("n1"), active()]));
    insta::assert_snapshot!(lost(&golden, &plan).await);
    golden.json(
        SUBSCRIPTIONS,
        200,
        &list(&[active(), on("basic", new("n1"))]),
    );
    insta::assert_snapshot!(lost(&golden, &plan).await);
    // Of two it cannot be said which is ours.
    golden.json(SUBSCRIPTIONS, 200, &list(&[new("n1"), new("n2"), active()]));
    assert_eq!(golden.lost(&plan).await.outcome, Outcome::Unknown);
}

#[tokio::test]
async fn a_lost_coupon() {
    let golden = redeeming(&coupon(), &[active()], &[redemption("r0", "SAVE10")]).await;
    let (golden, plan) = planned(golden, "apply_coupon_code", &[("coupon", "SAVE10")]).await;
    golden.json(
        REDEMPTIONS,
        200,
        &list(&[redemption("r1", "SAVE10"), redemption("r0", "SAVE10")]),
    );
    assert_eq!(golden.lost(&plan).await.outcome, Outcome::Succeeded);
    // The one that was there before proves nothing.
    golden.json(REDEMPTIONS, 200, &list(&[redemption("r0", "SAVE10")]));
    assert_eq!(golden.lost(&plan).await.outcome, Outcome::Unknown);
}

#[tokio::test]
async fn lost_usage_stays_unknown() {
    let (golden, plan) = planned(
        paying(&[active()]).await,
        "record_usage",
        &[("add_on", "api-calls"), ("amount", "5")],
    )
    .await;
    insta::assert_snapshot!(lost(&golden, &plan).await);
}

#[tokio::test]
async fn an_answer_to_the_same_key_is_said_to_be_one() {
    let (golden, plan) = pause().await;
    let reply = ResponseTemplate::new(200)
        .set_body_json(pausing())
        .insert_header("idempotency-prior", "true");
    golden.vendor.reply(PAUSE, reply);
    let report = golden.session.run(&Recurly, &plan).await;
    assert_eq!(
        (report.outcome, &report.vendor["repeated"]),
        (Outcome::Succeeded, &json!(true))
    );
}

#[tokio::test]
async fn a_repeat_after_a_server_error_has_the_same_key() {
    let (golden, plan) = pause().await;
    golden
        .json(PAUSE, 503, &json!({}))
        .json(PAUSE, 200, &pausing());
    let sent = golden.ran(&plan).await;
    assert_eq!(
        sent.matches("idempotency-key: 00000000-0000-0000-0000-000000000001")
            .count(),
        2,
        "{sent}"
    );
    assert!(sent.starts_with("Succeeded"), "{sent}");
}

#[tokio::test]
async fn a_key_that_is_in_work_is_an_unknown_outcome() {
    let (golden, plan) = pause().await;
    golden.json(
        PAUSE,
        409,
        &error("simultaneous_request", "The request is in progress"),
    );
    golden.json(AGAIN, 200, &active());
    insta::assert_snapshot!(report(&golden, &plan).await);
}

#[tokio::test]
async fn a_success_that_shows_no_effect_is_unknown() {
    let (golden, plan) = pause().await;
    golden
        .json(PAUSE, 200, &active())
        .json(AGAIN, 200, &active());
    insta::assert_snapshot!(report(&golden, &plan).await);
    golden
        .json(PAUSE, 200, &with(pausing(), json!({ "id": "other" })))
        .json(AGAIN, 200, &active());
    insta::assert_snapshot!(report(&golden, &plan).await);
}

#[tokio::test]
async fn an_answer_that_cannot_be_read_is_settled_too() {
    for body in ["{\"id\":\"p2x\",", "<html>Hello</html>", "{}", ""] {
        let (golden, plan) = pause().await;
        golden
            .vendor
            .reply(PAUSE, ResponseTemplate::new(200).set_body_string(body));
        golden.json(AGAIN, 200, &active());
        let report = golden.session.run(&Recurly, &plan).await;
        assert_eq!(report.outcome, Outcome::Unknown, "{body}: {report:?}");
        golden.vendor.transcript().await;
    }
}

#[tokio::test]
async fn a_change_without_a_body_is_read_again() {
    let (golden, plan) = planned(
        switching(&active()).await,
        "switch_subscription",
        &[("plan", "platinum")],
    )
    .await;
    let none = || ResponseTemplate::new(204);
    golden
        .vendor
        .reply("POST /subscriptions/p2x/change", none());
    golden.json(AGAIN, 200, &on("platinum", active()));
    insta::assert_snapshot!(report(&golden, &plan).await);
    golden
        .vendor
        .reply("POST /subscriptions/p2x/change", none());
    golden
        .json(AGAIN, 200, &active())
        .json(AGAIN, 200, &active());
    insta::assert_snapshot!(report(&golden, &plan).await);
}

#[tokio::test]
async fn a_change_to_something_else_is_not_taken_for_ours() {
    let (golden, plan) = planned(
        switching(&active()).await,
        "switch_subscription",
        &[("plan", "platinum")],
    )
    .await;
    golden.json(
        "POST /subscriptions/p2x/change",
        201,
        &change("basic", 9.99, true),
    );
    golden.json(AGAIN, 200, &on("basic", active()));
    insta::assert_snapshot!(report(&golden, &plan).await);
}

#[tokio::test]
async fn a_change_that_cannot_be_read_again_is_made_nevertheless() {
    let (golden, plan) = planned(
        switching(&active()).await,
        "switch_subscription",
        &[("plan", "platinum")],
    )
    .await;
    golden.json(
        "POST /subscriptions/p2x/change",
        201,
        &change("platinum", 29.99, true),
    );
    golden.json(AGAIN, 404, &error("not_found", "None"));
    insta::assert_snapshot!(report(&golden, &plan).await);
}

#[tokio::test]
async fn a_new_subscription_that_failed_is_no_success() {
    let (golden, plan) = planned(
        creating(&[]).await,
        "create_subscription",
        &[("plan", "gold"), ("currency", "USD")],
    )
    .await;
    golden.json("POST /subscriptions", 201, &subscription("n1", "failed"));
    insta::assert_snapshot!(report(&golden, &plan).await);
}

/// A change that waits is no proof of one that was to be made now, nor where it waited before.
#[tokio::test]
async fn a_change_that_waits_settles_only_an_order_to_wait() {
    let waits = json!({ "pending_change": { "plan": { "code": "platinum" }, "activate_at": "2026-12-10T10:00:00Z" } });
    let waiting = with(active(), waits);
    for (timeframe, waited, outcome) in [
        ("bill_date", false, Outcome::Succeeded),
        ("bill_date", true, Outcome::Unknown),
        ("now", false, Outcome::Unknown),
    ] {
        let golden = paying(&[active()]).await;
        golden.json(
            "GET /plans/code-platinum",
            200,
            &super::plan("platinum", "Platinum", 29.99),
        );
        let before = if waited {
            (200, change("platinum", 29.99, false))
        } else {
            (404, error("not_found", "None"))
        };
        golden.json("GET /subscriptions/p2x/change", before.0, &before.1);
        golden.json(
            "POST /subscriptions/p2x/change/preview",
            200,
            &change("platinum", 29.99, false),
        );
        let params = [("plan", "platinum"), ("timeframe", timeframe)];
        let plan = golden
            .plan("switch_subscription", ADA, &params)
            .await
            .unwrap();
        golden.json(AGAIN, 200, &waiting);
        let report = golden.lost(&plan).await;
        assert_eq!(report.outcome, outcome, "{timeframe}, waited: {waited}");
    }
}

#[tokio::test]
async fn usage_that_was_cut_is_said_so() {
    let (golden, plan) = planned(
        paying(&[active()]).await,
        "record_usage",
        &[("add_on", "api-calls"), ("amount", "2.5")],
    )
    .await;
    golden.json(
        "POST /subscriptions/p2x/add_ons/code-api-calls/usage",
        201,
        &json!({ "id": "u1", "amount": 2 }),
    );
    insta::assert_snapshot!(report(&golden, &plan).await);
}

#[tokio::test]
async fn a_plan_that_cannot_be_run() {
    let (golden, plan) = pause().await;
    let mut empty = plan.clone();
    empty.memo.clear();
    let mut twice = plan.clone();
    twice.steps.extend(plan.steps.last().cloned());
    for plan in [empty, twice] {
        let report = golden.session.run(&Recurly, &plan).await;
        assert_eq!(report.outcome, Outcome::Failed);
        assert_eq!(report.error.unwrap().hint.unwrap(), "Make a new plan");
    }
    golden.vendor.transcript().await;
}
