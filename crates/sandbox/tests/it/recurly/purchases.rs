//! New subscriptions and coupons.

use std::time::Duration;

use serde_json::{Value, json};

use super::{order, refused};
use crate::Rig;

#[tokio::test]
async fn a_purchase_is_tried_and_made_once() {
    let rig = Rig::new().await;
    let preview = json!({
        "currency": "USD", "account": { "code": "cust-1009" }, "coupon_codes": ["SAVE10"],
        "subscriptions": [{ "plan_code": "gold" }],
    });
    let tried = rig.recurly_post("/purchases/preview", preview).await.json();
    assert_eq!(tried["charge_invoice"]["total"], json!(18.0));
    assert!(rig.sandbox.journal().iter().all(|entry| !entry.changed));
    let made = rig
        .recurly_post("/subscriptions", order(1009, "gold"))
        .await;
    assert_eq!(
        (made.status, &made.json()["state"]),
        (201, &json!("active"))
    );
    let soon = rig
        .recurly_post("/subscriptions", order(1009, "basic"))
        .await;
    refused(&soon, 422, "validation");
    rig.sandbox.advance(Duration::from_secs(61));
    let twice = rig
        .recurly_post("/subscriptions", order(1009, "gold"))
        .await;
    assert_eq!(
        refused(&twice, 422, "validation"),
        "You already have a subscription to this plan."
    );
    assert_eq!(
        rig.recurly_post("/subscriptions", order(1009, "basic"))
            .await
            .status,
        201
    );
}

#[tokio::test]
async fn purchases_that_are_refused() {
    let rig = Rig::new().await;
    let with = |mut body: Value, key: &str, value: Value| {
        body[key] = value;
        body
    };
    for (body, kind) in [
        (order(1010, "gold"), "validation"),
        (order(1011, "platinum"), "transaction"),
        (order(1016, "platinum"), "transaction"),
        (order(1012, "gold"), "validation"),
        (order(1009, "silver-legacy"), "validation"),
        (
            with(order(1009, "platinum"), "currency", json!("EUR")),
            "validation",
        ),
        (
            with(
                order(1009, "gold"),
                "trial_ends_at",
                json!("2026-01-01T00:00:00Z"),
            ),
            "validation",
        ),
        (
            with(order(1009, "gold"), "coupon_codes", json!(["SUMMER"])),
            "validation",
        ),
        (
            with(
                order(1009, "gold"),
                "account",
                json!({ "code": "cust-1009", "email": "x@example.com" }),
            ),
            "validation",
        ),
        (with(order(1009, "gold"), "bulk", json!(true)), "validation"),
    ] {
        let said = rig.recurly_post("/subscriptions", body).await;
        refused(&said, 422, kind);
    }
    let said = rig
        .recurly_post("/subscriptions", order(1016, "platinum"))
        .await
        .json();
    assert_eq!(
        said["error"]["transaction_error"]["category"],
        "three_d_secure_action_required"
    );
    assert!(rig.sandbox.journal().iter().all(|entry| !entry.changed));
    let trial = with(
        order(1010, "gold"),
        "trial_ends_at",
        json!("2026-12-24T00:00:00Z"),
    );
    assert_eq!(
        rig.recurly_post("/subscriptions", trial).await.status,
        201,
        "a trial needs no payment yet"
    );
}

#[tokio::test]
async fn coupons_are_redeemed_once_and_where_they_belong() {
    let rig = Rig::new().await;
    let path = "/accounts/code-cust-1001/coupon_redemptions/active";
    let id = rig.recurly_of(1001, "active").await;
    let made = rig
        .recurly_post(
            path,
            json!({ "coupon_id": "code-SAVE10", "currency": "USD" }),
        )
        .await;
    assert_eq!(
        (made.status, &made.json()["state"]),
        (200, &json!("active"))
    );
    for body in [
        json!({ "coupon_id": "code-SAVE10" }),
        json!({ "coupon_id": "code-SUMMER" }),
        json!({ "coupon_id": "code-FIRST100" }),
        json!({ "coupon_id": "code-GIFT" }),
        json!({ "coupon_id": "code-EUROS3", "currency": "USD" }),
        json!({ "coupon_id": "code-ONEPLAN5" }),
        json!({ "coupon_id": "code-WELCOME20", "subscription_id": id }),
        json!({ "coupon_id": "code-ONEPLAN5", "subscription_id": rig.recurly_of(1007, "expired").await }),
    ] {
        let said = rig.recurly_post(path, body).await;
        refused(&said, 422, "validation");
    }
    let unknown = rig
        .recurly_post(path, json!({ "coupon_id": "code-NOPE" }))
        .await;
    refused(&unknown, 404, "not_found");
    let unique = rig.recurly_get("/coupons/code-GIFT-7Q2X").await;
    assert_eq!(
        (&unique["code"], &unique["unique_coupon_code"]["code"]),
        (&json!("GIFT"), &json!("GIFT-7Q2X"))
    );
    let gift = rig
        .recurly_post(path, json!({ "coupon_id": "code-GIFT-7Q2X" }))
        .await;
    assert_eq!(gift.status, 200);
    let one = rig
        .recurly_post(
            path,
            json!({ "coupon_id": "code-ONEPLAN5", "subscription_id": id, "currency": "USD" }),
        )
        .await;
    assert_eq!(one.json()["subscription_id"], json!(id));
    let held = rig.recurly_get(path).await;
    assert_eq!(held["data"].as_array().unwrap().len(), 3);
}
