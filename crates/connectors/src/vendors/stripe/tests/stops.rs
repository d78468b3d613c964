//! What is found out while planning, so that nothing is sent that could only be refused or would do something else.

use serde_json::{Value, json};

use super::{
    ADA, BEGAN, ENDS, PRICE, coupon, discount, double, gold, item, items, metered, price,
    promotion_code, refusal, subscription, switched, with_subscriptions,
};
use crate::testing::golden::{Golden, Pairs, with};
use crate::vendors::stripe::Stripe;

type Look = (&'static str, u16, Value);

/// Why an order is not planned, for a customer with these subscriptions and these look-ups after them.
async fn stopped(
    subscriptions: &[Value],
    looks: Vec<Look>,
    action: &str,
    params: Pairs<'_>,
) -> String {
    let golden = with_subscriptions(subscriptions).await;
    for (line, status, body) in looks {
        golden.json(line, status, &body);
    }
    let error = golden.not_planned(action, ADA, params).await;
    format!("== {action} {params:?}\n{error}")
}

#[tokio::test]
async fn updates() {
    let new: Pairs<'_> = &[("new_price", "price_2")];
    let active = || subscription("sub_1", "active");
    let missing = refusal(
        "invalid_request_error",
        "resource_missing",
        "No such price: 'price_2'",
    );
    let once = with(gold(), json!({ "recurring": null, "type": "one_time" }));
    let mut shown = String::new();
    for (rows, looks, params) in [
        (vec![double("sub_1")], vec![], new),
        (vec![active()], vec![(PRICE, 404, missing)], new),
        (vec![active()], vec![(PRICE, 200, once)], new),
        (vec![switched("sub_1")], vec![(PRICE, 200, gold())], new),
        (
            vec![active()],
            vec![(PRICE, 200, metered("price_2"))],
            &[("new_price", "price_2"), ("quantity", "2")],
        ),
        (
            vec![with(active(), json!({ "schedule": "sub_sched_1" }))],
            vec![(PRICE, 200, gold())],
            new,
        ),
    ] {
        shown += &stopped(&rows, looks, "update_subscription", params).await;
    }
    // What is asked for under another condition only, before anything is sent.
    let golden = super::golden().await;
    let params = [
        ("new_price", "price_2"),
        ("when", "period_end"),
        ("payment_behavior", "allow_incomplete"),
    ];
    shown += &golden
        .not_planned("update_subscription", ADA, &params)
        .await;
    insta::assert_snapshot!(shown);
}

#[tokio::test]
async fn a_preview_that_is_refused_stops_the_plan() {
    let body = refusal(
        "invalid_request_error",
        "",
        "The price specified only supports `eur`.",
    );
    let looks = vec![(PRICE, 200, gold()), (super::PREVIEW, 400, body)];
    let params = [("price", "price_2")];
    insta::assert_snapshot!(stopped(&[], looks, "subscribe_to_plan", &params).await);
}

#[tokio::test]
async fn ends() {
    let active = || subscription("sub_1", "active");
    let now = |more: &[(&'static str, &'static str)]| {
        [&[("price", "price_1"), ("when", "now")], more].concat()
    };
    let usage = [
        item("si_1", &metered("price_1")),
        item("si_2", &price("price_3", 500)),
    ];
    let twice = [
        item("si_1", &price("price_1", 1)),
        item("si_2", &price("price_1", 1)),
    ];
    let mut shown = String::new();
    for (row, params) in [
        (
            with(active(), json!({ "cancel_at_period_end": true })),
            vec![("price", "price_1")],
        ),
        (
            with(active(), json!({ "schedule": "sub_sched_1" })),
            now(&[]),
        ),
        (double("sub_1"), vec![("price", "price_1")]),
        (double("sub_1"), now(&[("invoice_now", "true")])),
        (with(active(), items(&usage)), now(&[])),
        (with(active(), items(&twice)), now(&[])),
    ] {
        shown += &stopped(&[row], vec![], "unsubscribe_from_plan", &params).await;
    }
    insta::assert_snapshot!(shown);
}

#[tokio::test]
async fn coupons() {
    let code = "GET /v1/promotion_codes/promo_1";
    let typed = "GET /v1/promotion_codes?code=SPRING&active=true&limit=100";
    let mut shown = String::new();
    for (looks, params) in [
        (
            vec![(
                "GET /v1/coupons/SAVE10",
                404,
                refusal(
                    "invalid_request_error",
                    "resource_missing",
                    "No such coupon: 'SAVE10'",
                ),
            )],
            [("coupon", "SAVE10")],
        ),
        (
            vec![(
                "GET /v1/coupons/SAVE10",
                200,
                with(coupon(), json!({ "valid": false })),
            )],
            [("coupon", "SAVE10")],
        ),
        (
            vec![(
                code,
                200,
                with(promotion_code(), json!({ "active": false })),
            )],
            [("promotion_code", "promo_1")],
        ),
        (
            vec![(
                code,
                200,
                with(promotion_code(), json!({ "customer": "cus_2" })),
            )],
            [("promotion_code", "promo_1")],
        ),
        (
            vec![(typed, 200, super::list(&[]))],
            [("promotion_code", "SPRING")],
        ),
    ] {
        shown += &stopped(&[], looks, "add_coupon", &params).await;
    }
    let has = json!({ "discount": discount("di_1", &coupon()), "discounts": ["di_1"] });
    let params = [
        ("coupon", "SAVE10"),
        ("target", "subscription"),
        ("price", "price_1"),
    ];
    let looks = vec![("GET /v1/coupons/SAVE10", 200, coupon())];
    let row = with(subscription("sub_1", "active"), has);
    shown += &stopped(&[row], looks, "add_coupon", &params).await;
    insta::assert_snapshot!(shown);
}

#[tokio::test]
async fn a_coupon_needs_no_vendor_to_be_wrong() {
    let mut shown = String::new();
    for params in [
        &[][..],
        &[("coupon", "SAVE10"), ("promotion_code", "promo_1")],
        &[("coupon", "SAVE10"), ("price", "price_1")],
    ] {
        let golden = super::golden().await;
        shown += &golden.not_planned("add_coupon", ADA, params).await;
    }
    // From this version on, customers have no coupons.
    let golden = Golden::new(&Stripe, &[("api_version", "2025-03-31.basil")]).await;
    let params = [("coupon", "SAVE10")];
    shown += &golden.not_planned("add_coupon", ADA, &params).await;
    insta::assert_snapshot!(shown);
}

#[tokio::test]
async fn trials() {
    let params = [("price", "price_1"), ("days", "7")];
    let mut shown = String::new();
    for row in [
        with(
            subscription("sub_1", "trialing"),
            json!({ "schedule": "sub_sched_1", "trial_end": BEGAN }),
        ),
        with(
            subscription("sub_1", "past_due"),
            json!({ "trial_end": ENDS }),
        ),
    ] {
        shown += &stopped(&[row], vec![], "extend_trial", &params).await;
    }
    let golden = super::golden().await;
    let params = [("price", "price_1"), ("days", "731")];
    shown += &golden.not_planned("extend_trial", ADA, &params).await;
    insta::assert_snapshot!(shown);
}
