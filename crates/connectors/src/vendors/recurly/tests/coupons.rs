//! Coupons: planned for the account and for one subscription, and what stands against one.

use serde_json::json;

use super::{
    ADA, REDEMPTIONS, active, coupon, error, list, on, paying, redeeming, redemption, subscription,
};
use crate::testing::golden::with;

#[tokio::test]
async fn apply_coupon_with_only_what_it_needs() {
    let golden = redeeming(&coupon(), &[active()], &[redemption("r0", "WELCOME")]).await;
    golden.json(
        "POST /accounts/acc1/coupon_redemptions/active",
        200,
        &redemption("r1", "SAVE10"),
    );
    insta::assert_snapshot!(
        golden
            .done("apply_coupon_code", ADA, &[("coupon", "SAVE10")])
            .await
    );
}

#[tokio::test]
async fn apply_coupon_with_everything() {
    let own = with(coupon(), json!({ "redemption_resource": "subscription" }));
    let held = with(
        redemption("r0", "SAVE10"),
        json!({ "subscription_id": "p2x" }),
    );
    let golden = redeeming(
        &own,
        &[active(), on("basic", subscription("b1", "active"))],
        &[held],
    )
    .await;
    let params = [
        ("coupon", "SAVE10"),
        ("target", "subscription"),
        ("currency", "usd"),
        ("plan", "gold"),
        ("subscription_id", "p2x"),
    ];
    insta::assert_snapshot!(golden.planned("apply_coupon_code", ADA, &params).await);
}

#[tokio::test]
async fn coupons_that_cannot_be_applied() {
    for (fields, params) in [
        (json!({ "state": "expired" }), &[][..]),
        (json!({ "state": "maxed_out" }), &[]),
        (json!({ "coupon_type": "bulk" }), &[]),
        (json!({}), &[("target", "subscription")]),
        (json!({}), &[("subscription_id", "p2x")]),
        (json!({ "redemption_resource": null }), &[]),
    ] {
        let golden = paying(&[active()]).await;
        golden.json("GET /coupons/code-SAVE10", 200, &with(coupon(), fields));
        let mut all = vec![("coupon", "SAVE10")];
        all.extend_from_slice(params);
        let said = golden.not_planned("apply_coupon_code", ADA, &all).await;
        insta::with_settings!({ description => format!("{params:?}") }, { insta::assert_snapshot!(said) });
    }
    let golden = paying(&[active()]).await;
    golden.json(
        "GET /coupons/code-NOPE",
        404,
        &error("not_found", "Couldn't find Coupon"),
    );
    insta::assert_snapshot!(
        golden
            .not_planned("apply_coupon_code", ADA, &[("coupon", "NOPE")])
            .await
    );
}

#[tokio::test]
async fn a_unique_code_of_a_bulk_coupon_is_sent_as_it_was_typed() {
    let golden = paying(&[]).await;
    let bulk = with(
        coupon(),
        json!({ "code": "GIFT", "coupon_type": "bulk", "unique_coupon_code": { "code": "GIFT-7" } }),
    );
    golden.json("GET /coupons/code-GIFT-7", 200, &bulk);
    golden.json(REDEMPTIONS, 200, &list(&[]));
    let plan = golden
        .plan("apply_coupon_code", ADA, &[("coupon", "GIFT-7")])
        .await
        .unwrap();
    let body = plan.changes().next().unwrap().request.shown_body().unwrap();
    assert_eq!(body, json!({ "coupon_id": "code-GIFT-7" }));
    assert_eq!(plan.warnings.len(), 1, "{:?}", plan.warnings);
    golden.vendor.transcript().await;
}

#[tokio::test]
async fn a_coupon_for_an_account_with_two_currencies_wants_one_named() {
    let euro = with(subscription("e1", "active"), json!({ "currency": "EUR" }));
    let golden = redeeming(&coupon(), &[active(), euro], &[]).await;
    insta::assert_snapshot!(
        golden
            .not_planned("apply_coupon_code", ADA, &[("coupon", "SAVE10")])
            .await
    );
}
