//! The instance profile: what it overrides, and what is wrong with one.

use std::fmt::Write as _;

use insta::assert_snapshot;
use serde_json::json;

use super::{WHO, at, golden, monthly};
use crate::vendors::evergent::DEFINITION;
use crate::vendors::evergent::profile::{Call, DEFAULT, Profile};

#[tokio::test]
async fn every_name_on_the_wire_can_be_overridden() {
    let profile = json!({
        "credentials": {
            "style": "api_user", "user": "patchbay", "user_field": "apiuser", "password_field": "apipassword"
        },
        "partner_field": "channelPartnerId",
        "customer": { "field": "contactID", "trait": "contact_id" },
        "extra": { "language": "en", "dmaID": "002" },
        "statuses": { "active": ["LIVE"], "final_bill": ["ENDING"] },
        "methods": {
            "removeSubscription": {
                "path": "hooq/cancelSubscription",
                "request_wrapper": "CancelReqMessage",
                "response_wrapper": "CancelRespMessage",
                "fields": { "service": "productID", "reason": "cancelReason" },
                "extra": { "flags": { "silent": true }, "dmaID": "003" }
            },
            "getActiveSubscriptions": {
                "path": "getEntitlements",
                "request_wrapper": "GetEntitlementsRequestMessage",
                "response_wrapper": "GetEntitlementsResponseMessage",
                "list": "entitlements",
                "extra": { "returnLiveEvents": "F" }
            }
        }
    });
    let entitled = |status: &str| {
        json!({ "GetEntitlementsResponseMessage": {
            "responseCode": 1, "entitlements": monthly(status) } })
    };
    let golden = at(&profile).await;
    golden
        .json("POST /acme/getEntitlements", 200, &entitled("LIVE"))
        .json(
            "POST /acme/hooq/cancelSubscription",
            201,
            &json!({ "CancelRespMessage": {
                "responseCode": 1, "orderID": 77, "validityTill": 1_796_083_200_000_i64,
                "orderedProductIds": ["a", "b"] } }),
        )
        .json("POST /acme/getEntitlements", 200, &entitled("ENDING"));
    assert_snapshot!(
        golden
            .done(
                "remove_subscription",
                &[("customer_id", "cust-1001"), ("contact_id", "con-5")],
                &[("reason", "moved abroad")],
            )
            .await
    );
}

#[tokio::test]
async fn a_field_that_the_instance_does_not_take_is_not_sent() {
    let profile = json!({ "methods": {
        "redeemCoupon": { "fields": { "coupon_code": "voucherCode", "service": null } },
        "removeSubscription": { "fields": { "reason": null } }
    } });
    assert_snapshot!(
        golden(
            "redeem_coupon",
            &[("coupon_code", "WINBACK25")],
            &profile,
            &[monthly("ACTIVE")],
            &[monthly("ACTIVE")],
        )
        .await
    );
    let golden = at(&profile).await;
    let why = golden
        .not_planned("remove_subscription", WHO, &[("reason", "x")])
        .await;
    assert_snapshot!(why, @"
    Invalid at Prepare, field reason
    this Evergent instance takes no reason: methods.removeSubscription.fields.reason is null in the instance profile
    hint: Leave reason empty, or give the field's name in the instance profile
    ");
}

#[tokio::test]
async fn each_of_the_six_methods_can_be_switched_off() {
    for action in DEFINITION.actions {
        let call = Call::of_action(action.id).unwrap();
        let profile = json!({ "methods": { call.name(): { "enabled": false } } });
        let golden = at(&profile).await;
        let params: Vec<_> = action
            .params
            .iter()
            .filter(|p| p.required)
            .map(|p| (p.key, p.key))
            .collect();
        let error = golden.plan(action.id, WHO, &params).await.err().unwrap();
        assert_eq!(error.kind, crate::Kind::Unsupported);
        assert!(error.hint.unwrap().contains(call.name()));
        assert_eq!(golden.vendor.transcript().await, "");
    }
}

#[test]
fn the_default_profile_says_what_an_empty_one_means() {
    assert_eq!(
        Profile::read(DEFAULT).unwrap(),
        Profile::read("{}").unwrap()
    );
}

#[test]
fn what_is_wrong_with_a_profile_and_where() {
    let mut text = String::new();
    for typed in [
        "{",
        "[]",
        "5",
        r#"{"custmer": {}}"#,
        r#"{"customer": {"feild": "x"}}"#,
        r#"{"customer": "x"}"#,
        r#"{"customer": {"field": 5}}"#,
        r#"{"customer": {"field": ""}}"#,
        r#"{"customer": {"field": "a/b"}}"#,
        r#"{"customer": {"field": "apiKey"}}"#,
        r#"{"credentials": {"style": "bearer"}}"#,
        r#"{"credentials": {"style": "api_user"}}"#,
        r#"{"extra": []}"#,
        r#"{"extra": {"apiPassword": "x"}}"#,
        r#"{"extra": {"cpCustomerID": "x"}}"#,
        r#"{"extra": {"a b": "x"}}"#,
        r#"{"statuses": {"paused": []}}"#,
        r#"{"statuses": {"paused": ["", "x"]}}"#,
        r#"{"statuses": {"paused": ["active"]}}"#,
        r#"{"statuses": {"paused": "PAUSED"}}"#,
        r#"{"methods": {"deleteAccount": {}}}"#,
        r#"{"methods": {"getProducts": {"enabled": false}}}"#,
        r#"{"methods": {"changeService": {"enabled": "no"}}}"#,
        r#"{"methods": {"changeService": {"path": "/changeService"}}}"#,
        r#"{"methods": {"changeService": {"path": "../changeService"}}}"#,
        r#"{"methods": {"changeService": {"path": "changeService?x=1"}}}"#,
        r#"{"methods": {"changeService": {"fields": {"to": null}}}}"#,
        r#"{"methods": {"changeService": {"fields": {"to": "oldServiceID"}}}}"#,
        r#"{"methods": {"changeService": {"fields": {"service": "x"}}}}"#,
        r#"{"methods": {"removeSubscription": {"extra": {"serviceID": "x"}}}}"#,
        r#"{"methods": {"pauseSubscription": {"length": "pauseDays"}}}"#,
        r#"{"methods": {"pauseSubscription": {"length": {"field": "pauseDays"}}}}"#,
        r#"{"methods": {"pauseSubscription": {"length": {"field": "pauseDays", "form": "weeks"}}}}"#,
        r#"{"methods": {"pauseSubscription": {"length": {"field": "pauseDays", "form": 1}}}}"#,
        r#"{"methods": {"pauseSubscription": {"length": {"field": "pauseDays", "form": "days", "max": 1}}}}"#,
        r#"{"methods": {"pauseSubscription": {"length": {"field": "serviceID", "form": "days"}}}}"#,
        r#"{"methods": {"pauseSubscription": {"lenght": null}}}"#,
    ] {
        let why = Profile::read(typed).unwrap_err();
        let _ = writeln!(text, "{typed}\n  Instance profile {why}");
    }
    assert_snapshot!(text);
}
