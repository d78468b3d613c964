//! Every action with its required parameters and with all: the whole requests, planned and sent.

use serde_json::json;

use super::{
    ADA, CUSTOMER, ENDS, PREVIEW, PRICE, SUBSCRIPTION, SUBSCRIPTIONS, coupon, customer, discount,
    double, gold, golden, item, items, list, metered, preview, price, promotion_code, subscription,
    switched, trialing, with_subscriptions,
};
use crate::testing::golden::{Golden, with};
use crate::vendors::stripe::Stripe;

#[tokio::test]
async fn update_with_required_parameters() {
    let golden = with_subscriptions(&[subscription("sub_1", "active")]).await;
    golden.json(PRICE, 200, &gold());
    golden.json(PREVIEW, 200, &preview());
    golden.json(SUBSCRIPTION, 200, &switched("sub_1"));
    let shown = golden
        .done("update_subscription", ADA, &[("new_price", "price_2")])
        .await;
    insta::assert_snapshot!(shown);
}

#[tokio::test]
async fn update_with_all_parameters() {
    let values = [
        ("base_url", "http://vendor/proxy"),
        ("account_id", "acct_1Abc"),
        ("api_version", "2024-06-20"),
    ];
    let golden = Golden::new(&Stripe, &values).await;
    golden.json("GET /proxy/v1/customers/cus_1", 200, &customer("cus_1"));
    golden.json(
        "GET /proxy/v1/subscriptions?customer=cus_1&limit=100",
        200,
        &list(&[double("sub_1"), subscription("sub_2", "active")]),
    );
    golden.json(
        "GET /proxy/v1/prices/price_2?expand%5B%5D=product",
        200,
        &gold(),
    );
    golden.json("POST /proxy/v1/invoices/create_preview", 200, &preview());
    let rows = [
        item("si_1", &price("price_2", 4900)),
        item("si_2", &price("price_3", 500)),
    ];
    golden.json(
        "POST /proxy/v1/subscriptions/sub_1",
        200,
        &with(double("sub_1"), items(&rows)),
    );
    let params = [
        ("new_price", "price_2"),
        ("from_price", "price_1"),
        ("when", "now"),
        ("proration_behavior", "always_invoice"),
        ("quantity", "5"),
        ("payment_behavior", "error_if_incomplete"),
        ("subscription_id", "sub_1"),
    ];
    insta::assert_snapshot!(golden.done("update_subscription", ADA, &params).await);
}

#[tokio::test]
async fn update_without_proration_to_a_plan_by_usage_while_the_preview_is_not_allowed() {
    let golden = with_subscriptions(&[with(
        subscription("sub_1", "past_due"),
        json!({ "cancel_at_period_end": true, "currency": "eur" }),
    )])
    .await;
    golden.json(
        PRICE,
        200,
        &with(metered("price_2"), json!({ "active": false })),
    );
    let message = "The provided key 'rk_test_*' does not have the required permissions for this endpoint on account 'acct_1'. Having the 'rak_invoice_write' permission would allow this request to continue.";
    golden.json(
        PREVIEW,
        403,
        &json!({ "error": { "type": "invalid_request_error", "message": message } }),
    );
    let params = [("new_price", "price_2"), ("proration_behavior", "none")];
    insta::assert_snapshot!(golden.planned("update_subscription", ADA, &params).await);
}

#[tokio::test]
async fn a_switch_that_waits_for_its_payment() {
    let golden = with_subscriptions(&[subscription("sub_1", "active")]).await;
    golden.json(PRICE, 200, &gold());
    golden.json(PREVIEW, 200, &preview());
    let waiting = with(
        subscription("sub_1", "active"),
        json!({ "pending_update": { "expires_at": ENDS } }),
    );
    golden.json(SUBSCRIPTION, 200, &waiting);
    let params = [
        ("new_price", "price_2"),
        ("payment_behavior", "pending_if_incomplete"),
    ];
    let plan = golden.plan("update_subscription", ADA, &params).await;
    insta::assert_snapshot!(golden.ran(&plan.unwrap()).await);
}

#[tokio::test]
async fn subscribe_with_required_parameters() {
    let golden = with_subscriptions(&[]).await;
    golden.json(PRICE, 200, &gold());
    golden.json(PREVIEW, 200, &preview());
    golden.json("POST /v1/subscriptions", 200, &switched("sub_9"));
    let shown = golden
        .done("subscribe_to_plan", ADA, &[("price", "price_2")])
        .await;
    insta::assert_snapshot!(shown);
}

#[tokio::test]
async fn subscribe_with_all_parameters_to_a_plan_that_the_customer_has() {
    let golden = golden().await;
    golden.json(
        CUSTOMER,
        200,
        &with(customer("cus_1"), json!({ "livemode": true })),
    );
    golden.json(SUBSCRIPTIONS, 200, &list(&[switched("sub_1")]));
    golden.json(PRICE, 200, &gold());
    golden.json("GET /v1/coupons/SAVE10", 200, &coupon());
    golden.json(PREVIEW, 200, &preview());
    let new = with(
        switched("sub_9"),
        json!({ "status": "incomplete", "discount": discount("di_9", &coupon()), "discounts": ["di_9"] }),
    );
    golden.json("POST /v1/subscriptions", 200, &new);
    let params = [
        ("price", "price_2"),
        ("trial_days", "14"),
        ("coupon", "SAVE10"),
        ("quantity", "3"),
        ("payment_behavior", "default_incomplete"),
    ];
    insta::assert_snapshot!(golden.done("subscribe_to_plan", ADA, &params).await);
}

#[tokio::test]
async fn unsubscribe_with_required_parameters() {
    let golden = with_subscriptions(&[subscription("sub_1", "active")]).await;
    let ending = with(
        subscription("sub_1", "active"),
        json!({ "cancel_at_period_end": true, "cancel_at": ENDS }),
    );
    golden.json(SUBSCRIPTION, 200, &ending);
    let shown = golden
        .done("unsubscribe_from_plan", ADA, &[("price", "price_1")])
        .await;
    insta::assert_snapshot!(shown);
}

#[tokio::test]
async fn unsubscribe_with_all_parameters() {
    let golden = with_subscriptions(&[subscription("sub_1", "active")]).await;
    let line = "DELETE /v1/subscriptions/sub_1?invoice_now=true&prorate=true&cancellation_details%5Bfeedback%5D=too_expensive&cancellation_details%5Bcomment%5D=Left+%26+gone";
    let ended = with(
        subscription("sub_1", "canceled"),
        json!({ "canceled_at": 1_795_262_400 }),
    );
    golden.json(line, 200, &ended);
    let params = [
        ("price", "price_1"),
        ("when", "now"),
        ("prorate", "true"),
        ("invoice_now", "true"),
        ("feedback", "too_expensive"),
        ("comment", "Left & gone"),
        ("subscription_id", "sub_1"),
    ];
    insta::assert_snapshot!(golden.done("unsubscribe_from_plan", ADA, &params).await);
}

#[tokio::test]
async fn unsubscribe_now_warns_of_what_is_lost() {
    let golden = with_subscriptions(&[with(
        subscription("sub_1", "active"),
        items(&[item("si_1", &metered("price_1"))]),
    )])
    .await;
    let params = [("price", "price_1"), ("when", "now")];
    insta::assert_snapshot!(golden.planned("unsubscribe_from_plan", ADA, &params).await);
}

#[tokio::test]
async fn unsubscribe_removes_one_plan_of_two() {
    let golden = with_subscriptions(&[double("sub_1")]).await;
    golden.json(SUBSCRIPTION, 200, &subscription("sub_1", "active"));
    let params = [
        ("price", "price_3"),
        ("when", "now"),
        ("prorate", "true"),
        ("feedback", "unused"),
    ];
    insta::assert_snapshot!(golden.done("unsubscribe_from_plan", ADA, &params).await);
}

#[tokio::test]
async fn coupon_with_required_parameters_takes_the_place_of_another() {
    let golden = golden().await;
    let old = with(coupon(), json!({ "id": "WELCOME", "duration": "forever" }));
    let has = with(
        customer("cus_1"),
        json!({ "discount": discount("di_1", &old) }),
    );
    golden.json(CUSTOMER, 200, &has);
    golden.json(SUBSCRIPTIONS, 200, &list(&[]));
    golden.json("GET /v1/coupons/SAVE10", 200, &coupon());
    let now = with(
        customer("cus_1"),
        json!({ "discount": discount("di_2", &coupon()) }),
    );
    golden.json("POST /v1/customers/cus_1", 200, &now);
    let shown = golden
        .done("add_coupon", ADA, &[("coupon", "SAVE10")])
        .await;
    insta::assert_snapshot!(shown);
}

#[tokio::test]
async fn coupon_with_all_parameters_keeps_those_of_the_subscription() {
    let golden = golden().await;
    let old = with(coupon(), json!({ "id": "WELCOME" }));
    let before = with(
        subscription("sub_1", "active"),
        json!({ "discount": discount("di_1", &old), "discounts": ["di_1", "di_2"] }),
    );
    let all = json!({ "discount": discount("di_1", &old), "discounts": ["di_1", "di_2", "di_3"] });
    golden.json(CUSTOMER, 200, &customer("cus_1"));
    golden.json(SUBSCRIPTIONS, 200, &list(&[before]));
    golden.json("GET /v1/promotion_codes/promo_1", 200, &promotion_code());
    golden.json(
        SUBSCRIPTION,
        200,
        &with(subscription("sub_1", "active"), all),
    );
    let params = [
        ("promotion_code", "promo_1"),
        ("target", "subscription"),
        ("price", "price_1"),
        ("subscription_id", "sub_1"),
    ];
    insta::assert_snapshot!(golden.done("add_coupon", ADA, &params).await);
}

#[tokio::test]
async fn coupon_by_the_code_as_it_is_typed() {
    let golden = with_subscriptions(&[]).await;
    let others = with(
        promotion_code(),
        json!({ "id": "promo_2", "customer": "cus_2" }),
    );
    golden.json(
        "GET /v1/promotion_codes?code=spring&active=true&limit=100",
        200,
        &list(&[others, promotion_code()]),
    );
    let shown = golden
        .planned("add_coupon", ADA, &[("promotion_code", "spring")])
        .await;
    insta::assert_snapshot!(shown);
}

#[tokio::test]
async fn extend_trial_with_required_parameters() {
    let golden = with_subscriptions(&[trialing("sub_1"), subscription("sub_2", "active")]).await;
    let longer =
        json!({ "trial_end": ENDS + 14 * 86_400, "current_period_end": ENDS + 14 * 86_400 });
    golden.json(SUBSCRIPTION, 200, &with(trialing("sub_1"), longer));
    let params = [("price", "price_1"), ("days", "14")];
    insta::assert_snapshot!(golden.done("extend_trial", ADA, &params).await);
}

#[tokio::test]
async fn extend_trial_with_all_parameters_of_an_active_subscription() {
    let golden = with_subscriptions(&[
        trialing("sub_1"),
        with(
            subscription("sub_2", "active"),
            json!({ "cancel_at": ENDS }),
        ),
    ])
    .await;
    let params = [
        ("price", "price_1"),
        ("days", "1"),
        ("subscription_id", "sub_2"),
    ];
    insta::assert_snapshot!(golden.planned("extend_trial", ADA, &params).await);
}
