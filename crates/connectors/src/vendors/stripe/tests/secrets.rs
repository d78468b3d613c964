//! The planted key is in what Stripe receives and nowhere else, whatever the vendor echoes and whatever field it is
//! pasted into. A [`Golden`](crate::testing::golden::Golden) looks for it in all that it shows and records.

use serde_json::{Value, json};

use super::{
    ADA, CUSTOMER, PREVIEW, PRICE, SUBSCRIPTION, SUBSCRIPTIONS, customer, gold, golden, list,
    preview, refusal, subscription, with_subscriptions,
};
use crate::testing::CANARY;
use crate::testing::golden::{clean, received, with};
use crate::vendors::stripe::Stripe;

/// The document with the key in its texts.
fn echo(mut document: Value, keys: &[&str]) -> Value {
    for key in keys {
        document[*key] = format!("x {CANARY} y").into();
    }
    document
}

#[tokio::test]
async fn a_vendor_that_echoes_the_key_everywhere() {
    let golden = golden().await;
    let theirs = echo(subscription("sub_1", "active"), &["latest_invoice"]);
    let lines = json!({ "lines": list(&[json!({ "description": CANARY, "amount": 1 })]) });
    golden.json(CUSTOMER, 200, &echo(customer("cus_1"), &["name", "email"]));
    golden.json(SUBSCRIPTIONS, 200, &list(std::slice::from_ref(&theirs)));
    golden.json(PRICE, 200, &echo(gold(), &["nickname"]));
    golden.json(PREVIEW, 200, &with(preview(), lines));
    let params = [("new_price", "price_2")];
    let plan = golden
        .plan("update_subscription", ADA, &params)
        .await
        .unwrap();
    clean("plan", &format!("{:?}", golden.session.view(&plan)));
    golden.json(SUBSCRIPTION, 200, &theirs);
    let shown = golden.ran(&plan).await;
    assert!(shown.contains("‹api_key›"), "{shown}");
    golden.json(
        SUBSCRIPTION,
        400,
        &refusal("invalid_request_error", CANARY, &format!("no {CANARY}")),
    );
    let report = golden.session.run(&Stripe, &plan).await;
    clean("report", &format!("{report:?}"));
    let sent = received(&golden.vendor).await;
    assert_eq!(sent.matches("authorization: Bearer CANARY").count(), 6);
    assert_eq!(sent.matches("CANARY").count(), 6, "{sent}");
}

#[tokio::test]
async fn a_check_and_a_sync_that_are_answered_with_the_key() {
    let golden = golden().await;
    let body = refusal(
        "invalid_request_error",
        "",
        &format!("Invalid API Key provided: {CANARY}"),
    );
    golden.json("GET /v1/prices?limit=1", 401, &body);
    assert!(golden.checked().await.contains("‹api_key›"));
    let coupon = echo(super::coupon(), &["id", "name"]);
    golden.json("GET /v1/coupons?limit=100", 200, &list(&[coupon]));
    assert!(golden.synced("coupons").await.contains("‹api_key›"));
}

/// People paste keys into the wrong field. It is then sent as they said, but shown nowhere.
#[tokio::test]
async fn a_key_pasted_into_a_parameter() {
    let golden = with_subscriptions(&[subscription("sub_1", "active")]).await;
    let params = [("price", "price_1"), ("comment", CANARY)];
    let plan = golden
        .plan("unsubscribe_from_plan", ADA, &params)
        .await
        .unwrap();
    clean("plan", &format!("{:?}", golden.session.view(&plan)));
    golden.json(SUBSCRIPTION, 200, &subscription("sub_1", "active"));
    golden.ran(&plan).await;
    let error = with_subscriptions(&[])
        .await
        .not_planned("unsubscribe_from_plan", ADA, &[("price", CANARY)])
        .await;
    assert!(error.contains("‹api_key›"), "{error}");
}
