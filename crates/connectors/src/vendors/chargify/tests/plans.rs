//! Plans: every action with only what it needs and with all it can take; what is looked up, what would be sent, and
//! what is said about it first.

use serde_json::{Value, json};

use super::{
    CUSTOMER, CUSTOMER_123, PREVIEW, PRODUCTS, SITE, SUBSCRIPTIONS, coupon, customer, gold,
    live_site, not_planned, plan, preview, products, session, site, subscription,
    vendor_for_create, vendor_with,
};
use crate::testing::Vendor;
use crate::testing::golden::{Golden, Pairs, shown_error, with};
use crate::vendors::chargify::Chargify;

const COUPON: &str = "GET /coupons/validate.json?code=SAVE10&product_family_id=5";
const PROFILES: &str = "GET /payment_profiles.json?page=1&per_page=200&customer_id=123";
const GOLD: &[(&str, &str)] = &[("plan", "gold")];
const SAVE10: &[(&str, &str)] = &[("plan", "gold"), ("coupon_code", "SAVE10")];

async fn planned(vendor: Vendor, action: &str, params: Pairs<'_>) -> String {
    let golden = Golden::on(&Chargify, SITE, vendor);
    golden.planned(action, CUSTOMER_123, params).await
}

#[tokio::test]
async fn create_with_only_what_it_needs() {
    let vendor = vendor_for_create().await;
    insta::assert_snapshot!(planned(vendor, "create_subscription", GOLD).await);
}

#[tokio::test]
async fn create_with_everything() {
    let vendor = Vendor::start().await;
    vendor.json("GET /site.json", 200, &live_site());
    vendor.json(CUSTOMER, 200, &customer());
    vendor.json(PRODUCTS, 200, &products());
    vendor.json(
        SUBSCRIPTIONS,
        200,
        &json!([{ "subscription": subscription(71, "active") }]),
    );
    vendor.json(COUPON, 200, &coupon());
    vendor.json(
        PROFILES,
        200,
        &json!([{ "payment_profile": { "id": 900, "customer_id": 123 } }]),
    );
    vendor.json(PREVIEW, 200, &preview());
    let params = [
        ("plan", "gold"),
        ("coupon_code", "SAVE10"),
        ("payment_profile_id", "900"),
        ("payment_collection_method", "automatic"),
        ("product_price_point_handle", "launch"),
        ("reference", "order-4711"),
    ];
    insta::assert_snapshot!(planned(vendor, "create_subscription", &params).await);
}

#[tokio::test]
async fn create_for_a_product_without_a_handle_names_its_id() {
    let vendor = Vendor::start().await;
    vendor.json("GET /site.json", 200, &site());
    vendor.json(CUSTOMER, 200, &customer());
    vendor.json(
        PRODUCTS,
        200,
        &json!([{ "product": with(gold(), json!({ "handle": null })) }]),
    );
    vendor.json(SUBSCRIPTIONS, 200, &json!([]));
    vendor.json(PREVIEW, 200, &preview());
    let (session, _) = session(&vendor);
    let plan = plan(&session, "create_subscription", &[("plan", "10")])
        .await
        .unwrap();
    let body = plan.changes().next().unwrap().request.shown_body().unwrap();
    assert_eq!(
        body["subscription"],
        json!({ "product_id": 10, "customer_id": 123 })
    );
    vendor.transcript().await;
}

#[tokio::test]
async fn create_warns_of_an_archived_product_and_a_missing_card() {
    let vendor = Vendor::start().await;
    let mut unsure = site();
    unsure["site"]["test"] = Value::Null;
    vendor.json("GET /site.json", 200, &unsure);
    vendor.json(CUSTOMER, 200, &customer());
    let shelved = with(
        gold(),
        json!({ "archived_at": "2026-06-01T00:00:00Z", "require_credit_card": true }),
    );
    vendor.json(PRODUCTS, 200, &json!([{ "product": shelved }]));
    vendor.json(SUBSCRIPTIONS, 200, &json!([]));
    vendor.json(PREVIEW, 200, &preview());
    let (session, _) = session(&vendor);
    let plan = plan(&session, "create_subscription", GOLD).await.unwrap();
    insta::assert_snapshot!(plan.warnings.join("\n"), @r#"
    Chargify does not say whether acme is a test site: take it for a live one, where this charges real money
    Gold is archived since 2026-06-01 00:00 UTC: Chargify may refuse it
    Gold requires a card, and no payment profile is chosen: Chargify may refuse it
    "#);
    vendor.transcript().await;
}

#[tokio::test]
async fn create_finds_a_product_on_a_later_page() {
    let vendor = Vendor::start().await;
    vendor.json("GET /site.json", 200, &site());
    vendor.json(CUSTOMER, 200, &customer());
    let first: Value = (1000..1200).map(|id| json!({ "product": with(gold(), json!({ "id": id, "handle": format!("p{id}") })) })).collect();
    vendor.json(PRODUCTS, 200, &first);
    vendor.json(&PRODUCTS.replace("page=1&", "page=2&"), 200, &products());
    vendor.json(SUBSCRIPTIONS, 200, &json!([]));
    vendor.json(PREVIEW, 200, &preview());
    let (session, _) = session(&vendor);
    let plan = plan(&session, "create_subscription", GOLD).await.unwrap();
    assert_eq!(plan.memo["plan"], "gold");
    assert_eq!(plan.steps.len(), 7);
    vendor.transcript().await;
}

#[tokio::test]
async fn create_refuses_a_product_that_does_not_exist() {
    let vendor = Vendor::start().await;
    vendor.json("GET /site.json", 200, &site());
    vendor.json(CUSTOMER, 200, &customer());
    vendor.json(PRODUCTS, 200, &products());
    insta::assert_snapshot!(not_planned(&vendor, "create_subscription", &[("plan", "platinum")]).await, @r#"
    NotFound at Vendor, field plan
    There is no Chargify product with the handle or ID platinum
    hint: Sync the products under Catalogue, and choose one
    "#);
}

#[tokio::test]
async fn create_refuses_what_the_preview_refuses() {
    let vendor = Vendor::start().await;
    vendor.json("GET /site.json", 200, &site());
    vendor.json(CUSTOMER, 200, &customer());
    vendor.json(PRODUCTS, 200, &products());
    vendor.json(SUBSCRIPTIONS, 200, &json!([]));
    vendor.json(PREVIEW, 422, &json!({ "errors": ["Bank routing number: cannot be blank.", "Bank account number: cannot be blank."] }));
    insta::assert_snapshot!(not_planned(&vendor, "create_subscription", GOLD).await, @r#"
    Refused at Vendor
    Chargify answered 422 when asked to preview a subscription to Gold for customer 123 (Ada Lovelace): Bank routing number: cannot be blank; Bank account number: cannot be blank
    hint: Correct what Chargify names, or look at it there, before trying again
    details: {"status":422,"messages":["Bank routing number: cannot be blank","Bank account number: cannot be blank"]}
    "#);
}

#[tokio::test]
async fn create_refuses_a_coupon_of_another_family() {
    let vendor = Vendor::start().await;
    vendor.json("GET /site.json", 200, &site());
    vendor.json(CUSTOMER, 200, &customer());
    vendor.json(PRODUCTS, 200, &products());
    vendor.json(SUBSCRIPTIONS, 200, &json!([]));
    vendor.json(
        COUPON,
        404,
        &json!({ "errors": "Coupon code could not be found." }),
    );
    insta::assert_snapshot!(not_planned(&vendor, "create_subscription", SAVE10).await, @r#"
    Refused at Vendor, field coupon_code
    Chargify does not take the coupon SAVE10 for Video: Coupon code could not be found
    hint: A coupon belongs to one product family: choose one of the plan's
    details: {"status":404,"messages":["Coupon code could not be found"]}
    "#);
}

#[tokio::test]
async fn create_refuses_a_payment_profile_of_somebody_else() {
    for (rows, hint) in [
        (
            json!([{ "payment_profile": { "id": 900, "customer_id": 5 } }, { "payment_profile": { "id": 901, "customer_id": 123 } }]),
            "901",
        ),
        (json!([]), "no payment profiles"),
    ] {
        let vendor = Vendor::start().await;
        vendor.json("GET /site.json", 200, &site());
        vendor.json(CUSTOMER, 200, &customer());
        vendor.json(PRODUCTS, 200, &products());
        vendor.json(SUBSCRIPTIONS, 200, &json!([]));
        vendor.json(PROFILES, 200, &rows);
        let params = [("plan", "gold"), ("payment_profile_id", "900")];
        let said = not_planned(&vendor, "create_subscription", &params).await;
        assert!(
            said.contains("Payment profile 900 is not one of customer 123 (Ada Lovelace)"),
            "{said}"
        );
        assert!(said.contains(hint), "{said}");
    }
}

/// Somebody may type a card number: nothing is sent, and it is not repeated.
#[tokio::test]
async fn create_never_takes_a_card_number() {
    let vendor = Vendor::start().await;
    let params = [
        ("plan", "gold"),
        ("payment_profile_id", "4111 1111 1111 1111"),
    ];
    let said = not_planned(&vendor, "create_subscription", &params).await;
    assert!(!said.contains("4111"));
    insta::assert_snapshot!(said, @r#"
    Invalid at Prepare, field payment_profile_id
    Create subscription: Payment profile ID must be a number of Chargify's, digits alone
    "#);
}

#[tokio::test]
async fn cancel_with_only_what_it_needs() {
    let vendor = vendor_with(&[subscription(71, "active")]).await;
    insta::assert_snapshot!(planned(vendor, "cancel_subscription", GOLD).await);
}

#[tokio::test]
async fn cancel_with_everything() {
    let vendor = vendor_with(&[subscription(71, "active"), subscription(72, "active")]).await;
    let params = [
        ("plan", "gold"),
        ("when", "immediately"),
        ("reason_code", "CH1"),
        ("cancellation_message", "Left via prompt"),
        ("subscription_id", "72"),
    ];
    insta::assert_snapshot!(planned(vendor, "cancel_subscription", &params).await);
}

#[tokio::test]
async fn cancel_says_what_stands_against_it() {
    let mut said = Vec::new();
    let ending = with(
        subscription(71, "active"),
        json!({ "cancel_at_end_of_period": true }),
    );
    let over = with(
        subscription(71, "active"),
        json!({ "current_period_ends_at": "2026-11-01T00:00:00Z" }),
    );
    for (row, when) in [
        (subscription(71, "past_due"), "end_of_period"),
        (ending, "end_of_period"),
        (subscription(71, "active"), "immediately"),
        (over, "immediately"),
        (subscription(71, "active"), "end_of_period"),
    ] {
        let vendor = vendor_with(&[row]).await;
        let (session, _) = session(&vendor);
        let plan = plan(
            &session,
            "cancel_subscription",
            &[("plan", "gold"), ("when", when)],
        )
        .await
        .unwrap();
        said.push(format!("{when}: {}", plan.warnings.join(" | ")));
        vendor.transcript().await;
    }
    insta::assert_snapshot!(said.join("\n"), @r#"
    end_of_period: Subscription 71 is past due: Chargify does not cancel such a one at the end of its period, only immediately
    end_of_period: Subscription 71 is already set to be cancelled
    immediately: Subscription 71 runs until 2026-12-10 15:00 UTC: cancelled at once, the subscriber loses the rest of it
    immediately: 
    end_of_period:
    "#);
}

#[tokio::test]
async fn cancel_refuses_texts_that_are_too_long() {
    let (code, message) = ("r".repeat(256), "m".repeat(65_536));
    for (key, text) in [("reason_code", &code), ("cancellation_message", &message)] {
        let vendor = Vendor::start().await;
        let (session, _) = session(&vendor);
        let error = plan(
            &session,
            "cancel_subscription",
            &[("plan", "gold"), (key, text)],
        )
        .await
        .err()
        .unwrap();
        assert_eq!(error.field.as_deref(), Some(key));
        assert!(error.message.contains("at most"), "{}", error.message);
        vendor.transcript().await;
    }
    // The longest that are taken.
    let vendor = vendor_with(&[subscription(71, "active")]).await;
    let (session, _) = session(&vendor);
    let params = [
        ("plan", "gold"),
        ("reason_code", &code[1..]),
        ("cancellation_message", &message[1..]),
    ];
    assert!(plan(&session, "cancel_subscription", &params).await.is_ok());
}

#[tokio::test]
async fn add_coupon_with_only_what_it_needs() {
    let vendor = vendor_with(&[subscription(71, "active")]).await;
    vendor.json(COUPON, 200, &coupon());
    insta::assert_snapshot!(planned(vendor, "add_coupon_code", SAVE10).await);
}

#[tokio::test]
async fn add_coupon_with_everything() {
    let vendor = vendor_with(&[subscription(71, "active"), subscription(72, "trialing")]).await;
    vendor.json(COUPON, 200, &coupon());
    let params = [
        ("plan", "gold"),
        ("coupon_code", "SAVE10"),
        ("subscription_id", "72"),
    ];
    insta::assert_snapshot!(planned(vendor, "add_coupon_code", &params).await);
}

#[tokio::test]
async fn add_coupon_says_what_stands_against_it() {
    let mut said = Vec::new();
    let has_it = with(
        subscription(71, "active"),
        json!({ "coupon_codes": ["save10"] }),
    );
    let old_form = with(
        subscription(71, "active"),
        json!({ "coupon_codes": null, "coupon_code": "SAVE10" }),
    );
    let lonely = json!({ "coupon": { "code": "SAVE10", "stackable": false } });
    let over = json!({ "coupon": { "code": "SAVE10", "end_date": "2026-11-21T11:59:59Z", "archived_at": "2026-11-20T00:00:00Z" } });
    for (row, coupon) in [
        (has_it, coupon()),
        (old_form, coupon()),
        (subscription(71, "active"), lonely),
        (subscription(71, "active"), over),
    ] {
        let vendor = vendor_with(&[row]).await;
        vendor.json(COUPON, 200, &coupon);
        let (session, _) = session(&vendor);
        let plan = plan(&session, "add_coupon_code", SAVE10).await.unwrap();
        said.push(plan.warnings.join(" | "));
        vendor.transcript().await;
    }
    insta::assert_snapshot!(said.join("\n"), @r#"
    Subscription 71 already has the coupon SAVE10
    Subscription 71 already has the coupon SAVE10
    Coupon SAVE10 is not stackable, and subscription 71 already has WELCOME: Chargify may refuse it
    Coupon SAVE10 is archived since 2026-11-20 00:00 UTC: Chargify may refuse it | Coupon SAVE10 expired 2026-11-21 11:59 UTC: Chargify may refuse it
    "#);
}

#[tokio::test]
async fn add_coupon_refuses_one_that_is_not_known() {
    let vendor = vendor_with(&[subscription(71, "active")]).await;
    vendor.json(
        COUPON,
        404,
        &json!({ "errors": "Coupon code could not be found." }),
    );
    insta::assert_snapshot!(not_planned(&vendor, "add_coupon_code", SAVE10).await, @r#"
    Refused at Vendor, field coupon_code
    Chargify does not take the coupon SAVE10 for Video: Coupon code could not be found
    hint: A coupon belongs to one product family: choose one of the plan's
    details: {"status":404,"messages":["Coupon code could not be found"]}
    "#);
}

/// Without a family Chargify looks into the site's first one only, but the plan has no better.
#[tokio::test]
async fn a_product_without_a_family_is_asked_for_without_one() {
    let row = with(
        subscription(71, "active"),
        json!({ "product": with(gold(), json!({ "product_family": null })) }),
    );
    let vendor = vendor_with(&[row]).await;
    vendor.json("GET /coupons/validate.json?code=SAVE10", 200, &coupon());
    let (session, _) = session(&vendor);
    plan(&session, "add_coupon_code", SAVE10).await.unwrap();
    vendor.transcript().await;
}

#[tokio::test]
async fn nothing_is_sent_for_an_order_that_makes_no_sense() {
    let vendor = Vendor::start().await;
    let (session, _) = session(&vendor);
    let mut said = Vec::new();
    for (action, params) in [
        ("create_subscription", &[][..]),
        ("add_coupon_code", GOLD),
        (
            "cancel_subscription",
            &[("plan", "gold"), ("when", "never")],
        ),
        (
            "cancel_subscription",
            &[("plan", "gold"), ("refund", "all")],
        ),
        ("pause_subscription", GOLD),
    ] {
        let error = plan(&session, action, params).await.err().unwrap();
        said.push(shown_error(&error, &vendor));
    }
    insta::assert_snapshot!(said.join("\n"));
    vendor.transcript().await;
}
