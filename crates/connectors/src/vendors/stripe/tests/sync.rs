//! Catalogues: several pages, archived and expired entries, and pages that cannot be trusted.

use serde_json::{Value, json};

use super::{coupon, gold, golden, list, metered, price, product, promotion_code, refusal};
use crate::testing::golden::with;

const PLANS: &str = "GET /v1/prices?active=true&type=recurring&expand%5B%5D=data.product&limit=100";
const COUPONS: &str = "GET /v1/coupons?limit=100";

fn more(rows: &[Value]) -> Value {
    with(list(rows), json!({ "has_more": true }))
}

#[tokio::test]
async fn plans() {
    let golden = golden().await;
    let archived = with(product("Silver"), json!({ "active": false }));
    let mut trial = price("price_3", 500);
    trial["recurring"]["trial_period_days"] = 14.into();
    trial["recurring"]["interval_count"] = 3.into();
    golden.json(
        PLANS,
        200,
        &more(&[
            gold(),
            with(price("price_4", 1490), json!({ "product": archived })),
        ]),
    );
    let yen = with(
        metered("price_5"),
        json!({ "currency": "jpy", "unit_amount": 500 }),
    );
    let tiers = with(
        price("price_6", 0),
        json!({ "unit_amount": null, "nickname": "Storage" }),
    );
    // The last row of the page before comes again.
    golden.json(
        &format!("{PLANS}&starting_after=price_4"),
        200,
        &list(&[price("price_4", 1490), trial, yen, tiers]),
    );
    insta::assert_snapshot!(golden.synced("plans").await);
}

#[tokio::test]
async fn coupons() {
    let golden = golden().await;
    let amount = json!({ "id": "FIVE", "name": null, "percent_off": null, "amount_off": 500, "currency": "eur", "duration": "once", "duration_in_months": null });
    let rows = [
        coupon(),
        with(coupon(), amount),
        with(
            coupon(),
            json!({ "id": "OVER", "redeem_by": 1_795_000_000, "valid": false }),
        ),
        with(
            coupon(),
            json!({ "id": "USED", "max_redemptions": 7, "valid": false }),
        ),
    ];
    golden.json(COUPONS, 200, &list(&rows));
    insta::assert_snapshot!(golden.synced("coupons").await);
}

#[tokio::test]
async fn promotion_codes() {
    let golden = golden().await;
    let rows = [
        promotion_code(),
        with(
            promotion_code(),
            json!({ "id": "promo_2", "customer": "cus_1", "expires_at": 1_795_000_000 }),
        ),
    ];
    let line = "GET /v1/promotion_codes?active=true&limit=100";
    golden.json(line, 200, &list(&rows));
    insta::assert_snapshot!(golden.synced("promotion_codes").await);
}

#[tokio::test]
async fn a_list_that_does_not_go_on_is_an_error() {
    let golden = golden().await;
    golden.json(COUPONS, 200, &more(&[coupon()]));
    golden.json(
        &format!("{COUPONS}&starting_after=SAVE10"),
        200,
        &more(&[coupon()]),
    );
    insta::assert_snapshot!(golden.synced("coupons").await);
    let golden = super::golden().await;
    golden.json(COUPONS, 200, &more(&[]));
    assert!(golden.synced("coupons").await.starts_with("Malformed"));
}

#[tokio::test]
async fn a_page_that_fails_is_an_error() {
    let golden = golden().await;
    golden.json(COUPONS, 200, &more(&[coupon()]));
    let body = refusal(
        "invalid_request_error",
        "",
        "Invalid API Key provided: rk_****",
    );
    golden.json(&format!("{COUPONS}&starting_after=SAVE10"), 401, &body);
    assert!(golden.synced("coupons").await.starts_with("Unauthorized"));
    // A row that is not what it should be.
    let golden = super::golden().await;
    golden.json(COUPONS, 200, &list(&[json!({ "name": "no id" })]));
    assert!(golden.synced("coupons").await.starts_with("Malformed"));
}
