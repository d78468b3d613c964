//! What each action would send, with its required parameters and with all, and what stops it beforehand.

use insta::assert_snapshot;
use serde_json::json;

use super::*;

#[tokio::test]
async fn switch() {
    let golden = golden().await;
    golden.json(LIST, 200, &json!([subscription(71, "active")]));
    golden.json(AVAILABLE, 200, &available());
    assert_snapshot!(golden.planned("switch_subscription", CUSTOMER, UP).await);
}

#[tokio::test]
async fn switch_with_all_parameters() {
    let golden = golden().await;
    let coupon = with(
        subscription(72, "active"),
        json!({ "couponCode": "STAY50" }),
    );
    golden.json(LIST, 200, &json!([subscription(71, "active"), coupon]));
    let down = json!({ "available": [{ "offerId": "S2_US" }], "unavailable": [] });
    golden.json(
        "GET /subscription_switches/availability?subscriptionId=72",
        200,
        &down,
    );
    let params = [
        ("to_offer_id", "S2_US"),
        ("direction", "downgrade"),
        ("subscription_id", "72"),
    ];
    assert_snapshot!(
        golden
            .planned("switch_subscription", CUSTOMER, &params)
            .await
    );
}

#[tokio::test]
async fn coupon() {
    let golden = golden().await;
    golden.json(LIST, 200, &json!([subscription(71, "active")]));
    golden.json(CAMPAIGN, 200, &json!([campaign()]));
    assert_snapshot!(golden.planned("apply_coupon", CUSTOMER, COUPON).await);
}

#[tokio::test]
async fn coupon_with_all_parameters() {
    let golden = golden().await;
    let other = with(
        subscription(72, "active"),
        json!({ "couponCode": "STAY50" }),
    );
    golden.json(LIST, 200, &json!([subscription(71, "active"), other]));
    let initial = json!({ "paymentType": "initial", "discount": 0.125, "offers": ["S1", "S9_US"] });
    golden.json(
        CAMPAIGN,
        200,
        &json!({ "items": [with(campaign(), initial)] }),
    );
    let params = [("coupon_code", "WINTER30"), ("subscription_id", "72")];
    assert_snapshot!(golden.planned("apply_coupon", CUSTOMER, &params).await);
}

#[tokio::test]
async fn reactivation() {
    let golden = golden().await;
    golden.json(LIST, 200, &json!([subscription(71, "stopped")]));
    assert_snapshot!(
        golden
            .planned("reactivate_subscription", CUSTOMER, &[])
            .await
    );
}

#[tokio::test]
async fn reactivation_with_all_parameters_in_production() {
    let golden = Golden::new(&Cleeng, &[("environment", "production")]).await;
    let rows = json!([subscription(71, "stopped"), subscription(72, "stopped")]);
    golden.json(LIST, 200, &rows);
    let params = [("subscription_id", "72")];
    assert_snapshot!(
        golden
            .planned("reactivate_subscription", CUSTOMER, &params)
            .await
    );
}

/// Cleeng's own words on a switch, said before anything is sent.
#[tokio::test]
async fn switches_that_are_not_possible() {
    let mut shown = String::new();
    let mut cases = vec![
        ("same offer", json!({ "offerId": "S2_US" }), None),
        ("pending", json!({ "pendingSwitchId": "sw-9" }), None),
        (
            "not in the settings",
            json!({}),
            Some(json!({ "available": [], "unavailable": [] })),
        ),
        (
            "other direction",
            json!({}),
            Some(
                json!({ "available": [{ "toOfferId": "S2_US", "direction": "downgrade" }], "unavailable": [] }),
            ),
        ),
    ];
    for code in [
        "VALIDATION_ERROR",
        "PAYMENT_GATEWAY_NOT_SUPPORTED",
        "RECURRING_PROCESS_ALREADY_STARTED",
        "ALREADY_HAS_ACCESS",
        "TO_OFFER_COUNTRY_NOT_ALLOWED",
        "TO_FREE_OFFER_NOT_ALLOWED",
        "SUBSCRIPTION_WITH_COUPON_NOT_ALLOWED",
        "SWITCH_IN_PROGRESS",
        "OFFER_INACTIVE",
        "MISSING_PAYMENT_DETAILS",
        "SOMETHING_NEW",
    ] {
        let row = json!({ "toOfferId": "S2_US", "reasonCode": code });
        let none = json!({ "available": [], "unavailable": [row] });
        cases.push((code, json!({}), Some(none)));
    }
    for (name, fields, answer) in cases {
        let golden = golden().await;
        golden.json(
            LIST,
            200,
            &json!([with(subscription(71, "active"), fields)]),
        );
        if let Some(answer) = answer {
            golden.json(AVAILABLE, 200, &answer);
        }
        let error = golden
            .not_planned("switch_subscription", CUSTOMER, UP)
            .await;
        section(&mut shown, name, &error);
    }
    assert_snapshot!(shown);
}

/// How the question is to be asked was not seen: a no to the question is no to the switch.
#[tokio::test]
async fn a_switch_whose_availability_is_not_told() {
    for status in [400, 404, 403] {
        let golden = golden().await;
        golden.json(LIST, 200, &json!([subscription(71, "active")]));
        golden.json(AVAILABLE, status, &json!({ "message": "no" }));
        let plan = golden
            .plan("switch_subscription", CUSTOMER, UP)
            .await
            .unwrap();
        let warning = &plan.warnings[0];
        assert!(
            warning.starts_with("Cleeng does not say whether"),
            "{warning}"
        );
    }
    for (status, body) in [
        (401, json!({})),
        (500, json!({})),
        (200, json!({ "available": [] })),
    ] {
        let golden = golden().await;
        golden.json(LIST, 200, &json!([subscription(71, "active")]));
        let times = if status == 500 { 3 } else { 1 };
        for _ in 0..times {
            golden.json(AVAILABLE, status, &body);
        }
        golden
            .not_planned("switch_subscription", CUSTOMER, UP)
            .await;
    }
}

#[tokio::test]
async fn coupons_that_do_not_count() {
    let mut shown = String::new();
    let row = |fields| json!([with(campaign(), fields)]);
    for (name, status, answer) in [
        ("unknown", 200, json!([])),
        ("unknown by status", 404, json!({ "errors": ["none"] })),
        ("ended", 200, row(json!({ "status": "ended" }))),
        (
            "other offers",
            200,
            row(json!({ "offers": [{ "offerId": "S2_US" }, "S11"] })),
        ),
        ("two campaigns", 200, json!([campaign(), campaign()])),
    ] {
        let golden = golden().await;
        golden.json(LIST, 200, &json!([subscription(71, "active")]));
        golden.json(CAMPAIGN, status, &answer);
        let error = golden.not_planned("apply_coupon", CUSTOMER, COUPON).await;
        section(&mut shown, name, &error);
    }
    let golden = golden().await;
    golden.json(LIST, 200, &json!([after("apply_coupon")]));
    shown += "-- already there\n";
    shown += &golden.not_planned("apply_coupon", CUSTOMER, COUPON).await;
    assert_snapshot!(shown);
}

#[tokio::test]
async fn a_coupon_that_cleeng_does_not_tell_of() {
    let golden = golden().await;
    golden.json(LIST, 200, &json!([subscription(71, "active")]));
    golden.json(CAMPAIGN, 403, &json!({ "message": "no campaigns for you" }));
    let plan = golden.plan("apply_coupon", CUSTOMER, COUPON).await.unwrap();
    assert!(plan.warnings[0].contains("no campaigns for you"));
}

#[tokio::test]
async fn an_ended_subscription_is_not_reactivated() {
    let golden = golden().await;
    let over = with(
        subscription(71, "stopped"),
        json!({ "dateTo": 1_793_491_200 }),
    );
    golden.json(LIST, 200, &json!([over]));
    assert_snapshot!(golden.not_planned("reactivate_subscription", CUSTOMER, &[]).await, @r"
    Refused at Vendor
    Subscription 71 ended 2026-11-01 00:00 UTC
    hint: One that has ended can only be bought anew
    ");
}
