//! A switch at a period's end: two requests, the second of which holds what the first brings.

use serde_json::{Value, json};

use super::{
    ADA, BEGAN, ENDS, PREVIEW, PRICE, coupon, discount, double, gold, preview, subscription,
    trialing, with_subscriptions,
};
use crate::testing::golden::{Golden, retargeted, shown_report, with};
use crate::testing::hang_up;
use crate::vendors::stripe::Stripe;
use crate::{Outcome, Plan};

const ATTACH: &str = "POST /v1/subscription_schedules";
const FILL: &str = "POST /v1/subscription_schedules/sub_sched_1";
const READ: &str = "GET /v1/subscription_schedules/sub_sched_1";

fn attached() -> Value {
    json!({
        "id": "sub_sched_1", "object": "subscription_schedule", "status": "active",
        "current_phase": { "start_date": BEGAN, "end_date": ENDS },
        "phases": [{ "start_date": BEGAN, "end_date": ENDS, "items": [{ "price": "price_1" }] }],
    })
}

fn filled() -> Value {
    let mut schedule = attached();
    let next =
        json!({ "start_date": ENDS, "end_date": ENDS + 1, "items": [{ "price": "price_2" }] });
    schedule["phases"].as_array_mut().unwrap().push(next);
    schedule
}

async fn planned(subscription: Value) -> (Golden, Plan) {
    let golden = with_subscriptions(&[subscription]).await;
    golden.json(PRICE, 200, &gold());
    golden.json(PREVIEW, 200, &preview());
    let params = [("new_price", "price_2"), ("when", "period_end")];
    let plan = golden.plan("update_subscription", ADA, &params).await;
    (golden, plan.unwrap())
}

#[tokio::test]
async fn a_schedule_is_attached_and_filled() {
    let golden = with_subscriptions(&[subscription("sub_1", "active")]).await;
    golden.json(PRICE, 200, &gold());
    golden.json(PREVIEW, 200, &preview());
    golden.json(ATTACH, 200, &attached());
    golden.json(FILL, 200, &filled());
    let params = [("new_price", "price_2"), ("when", "period_end")];
    insta::assert_snapshot!(golden.done("update_subscription", ADA, &params).await);
}

#[tokio::test]
async fn what_runs_now_is_repeated() {
    let has = json!({ "discount": discount("di_1", &coupon()), "discounts": ["di_1"], "trial_end": ENDS, "status": "trialing" });
    let golden = with_subscriptions(&[with(double("sub_1"), has)]).await;
    golden.json(PRICE, 200, &gold());
    golden.json(PREVIEW, 200, &preview());
    let params = [
        ("new_price", "price_2"),
        ("from_price", "price_1"),
        ("when", "period_end"),
        ("quantity", "7"),
    ];
    insta::assert_snapshot!(golden.planned("update_subscription", ADA, &params).await);
}

#[tokio::test]
async fn a_schedule_that_is_there_is_filled() {
    let golden = with_subscriptions(&[with(
        subscription("sub_1", "active"),
        json!({ "schedule": "sub_sched_1" }),
    )])
    .await;
    golden.json(PRICE, 200, &gold());
    golden.json(READ, 200, &attached());
    golden.json(PREVIEW, 200, &preview());
    golden.json(FILL, 200, &filled());
    let params = [("new_price", "price_2"), ("when", "period_end")];
    insta::assert_snapshot!(golden.done("update_subscription", ADA, &params).await);
}

#[tokio::test]
async fn a_schedule_with_a_later_change_is_not_touched() {
    let golden = with_subscriptions(&[with(
        subscription("sub_1", "active"),
        json!({ "schedule": "sub_sched_1" }),
    )])
    .await;
    golden.json(PRICE, 200, &gold());
    golden.json(READ, 200, &filled());
    let params = [("new_price", "price_2"), ("when", "period_end")];
    insta::assert_snapshot!(
        golden
            .not_planned("update_subscription", ADA, &params)
            .await
    );
}

#[tokio::test]
async fn what_a_schedule_would_drop_is_refused() {
    let mut shown = String::new();
    for fields in [
        json!({ "default_tax_rates": [{ "id": "txr_1" }], "application_fee_percent": 2.5 }),
        json!({ "cancel_at_period_end": true }),
        json!({ "cancel_at": ENDS }),
    ] {
        let golden = with_subscriptions(&[with(trialing("sub_1"), fields)]).await;
        golden.json(PRICE, 200, &gold());
        let params = [("new_price", "price_2"), ("when", "period_end")];
        shown += &golden
            .not_planned("update_subscription", ADA, &params)
            .await;
    }
    insta::assert_snapshot!(shown);
}

#[tokio::test]
async fn the_second_request_fails_after_the_first() {
    let (golden, plan) = planned(subscription("sub_1", "active")).await;
    golden.json(ATTACH, 200, &attached());
    let body = super::refusal("invalid_request_error", "", "The price is not good");
    golden.json(FILL, 400, &body);
    insta::assert_snapshot!(golden.ran(&plan).await);
}

#[tokio::test]
async fn a_period_that_ended_meanwhile() {
    let (golden, plan) = planned(subscription("sub_1", "active")).await;
    let later = json!({ "current_phase": { "start_date": ENDS, "end_date": ENDS + 86_400 } });
    golden.json(ATTACH, 200, &with(attached(), later));
    insta::assert_snapshot!(golden.ran(&plan).await);
}

#[tokio::test]
async fn an_answer_that_is_lost_is_settled_by_reading() {
    let there = with(
        subscription("sub_1", "active"),
        json!({ "schedule": "sub_sched_1" }),
    );
    let mut shown = String::new();
    for (now, outcome) in [
        (filled(), Outcome::Succeeded),
        (attached(), Outcome::Unknown),
    ] {
        let golden = with_subscriptions(std::slice::from_ref(&there)).await;
        golden.json(PRICE, 200, &gold());
        golden.json(READ, 200, &attached());
        golden.json(PREVIEW, 200, &preview());
        let params = [("new_price", "price_2"), ("when", "period_end")];
        let plan = golden.plan("update_subscription", ADA, &params).await;
        golden.json(READ, 200, &now);
        let report = golden.lost(&plan.unwrap()).await;
        assert_eq!(report.outcome, outcome);
        shown += &shown_report(&report, &golden.vendor);
    }
    insta::assert_snapshot!(super::without_ports(&shown));
}

#[tokio::test]
async fn when_the_first_answer_is_lost_the_second_is_not_sent() {
    let (golden, plan) = planned(subscription("sub_1", "active")).await;
    let (dead, count) = hang_up().await;
    let plan = retargeted(&plan, &golden.vendor.url(), &dead);
    let report = golden.session.run(&Stripe, &plan).await;
    // The road's repeats of the first, under one key.
    assert_eq!(count.load(std::sync::atomic::Ordering::SeqCst), 3);
    assert_eq!(golden.vendor.count().await, 4, "the second never left");
    assert_eq!(report.outcome, Outcome::Unknown);
    let shown = shown_report(&report, &golden.vendor);
    insta::assert_snapshot!(super::without_ports(&shown));
}
