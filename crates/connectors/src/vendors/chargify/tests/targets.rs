//! Which customer and which subscription: none, one, several, picked. It never guesses.

use serde_json::{Value, json};

use super::{
    CUSTOMER, SUBSCRIPTIONS, canceled, customer, list_of, not_planned, plan, session, silver,
    subscription, vendor_with,
};
use crate::testing::Vendor;
use crate::testing::golden::{shown_plan, with};

const GOLD: &[(&str, &str)] = &[("plan", "gold")];

fn to_silver(id: u64, state: &str) -> Value {
    with(subscription(id, state), json!({ "product": silver() }))
}

fn picking(id: &str) -> [(&str, &str); 2] {
    [("plan", "gold"), ("subscription_id", id)]
}

#[tokio::test]
async fn a_customer_that_does_not_exist() {
    let vendor = Vendor::start().await;
    vendor.reply(CUSTOMER, wiremock::ResponseTemplate::new(404));
    insta::assert_snapshot!(not_planned(&vendor, "cancel_subscription", GOLD).await, @r#"
    NotFound at Vendor, field chargify_id
    There is no Chargify customer with the ID 123
    hint: The trait chargify_id must hold the number of a customer of this site, not of a subscription
    "#);
}

#[tokio::test]
async fn an_answer_about_another_customer_is_not_taken() {
    let vendor = Vendor::start().await;
    vendor.json(CUSTOMER, 200, &json!({ "customer": { "id": 124 } }));
    insta::assert_snapshot!(not_planned(&vendor, "cancel_subscription", GOLD).await, @r#"
    Malformed at Answer
    Chargify answered with customer 124 when asked for customer 123
    hint: Check that the domain or Base URL leads to Chargify
    "#);
}

#[tokio::test]
async fn a_customer_without_subscriptions() {
    let vendor = vendor_with(&[]).await;
    insta::assert_snapshot!(not_planned(&vendor, "cancel_subscription", GOLD).await, @r#"
    NotFound at Vendor, field plan
    Customer 123 (Ada Lovelace) has no current subscription to gold
    hint: Customer 123 (Ada Lovelace) has no subscriptions at all
    details: {"subscriptions":[]}
    "#);
}

#[tokio::test]
async fn a_customer_without_a_current_subscription_to_the_plan() {
    let vendor = vendor_with(&[canceled(70), to_silver(72, "active")]).await;
    insta::assert_snapshot!(not_planned(&vendor, "cancel_subscription", GOLD).await, @r#"
    NotFound at Vendor, field plan
    Customer 123 (Ada Lovelace) has no current subscription to gold
    hint: Subscriptions of customer 123 (Ada Lovelace): 70 (canceled 2026-11-21 12:00 UTC) to gold, 72 (active, period ends 2026-12-10 15:00 UTC) to silver
    details: {"subscriptions":[{"id":"70","state":"canceled","plan":"gold","created_at":"2026-01-10T10:00:00-05:00","current_period_ends_at":"2026-12-10T10:00:00-05:00","canceled_at":"2026-11-21T07:00:00-05:00"},{"id":"72","state":"active","plan":"silver","created_at":"2026-01-10T10:00:00-05:00","current_period_ends_at":"2026-12-10T10:00:00-05:00","canceled_at":null}]}
    "#);
}

#[tokio::test]
async fn one_current_subscription_among_others_is_taken() {
    let vendor = vendor_with(&[
        canceled(70),
        to_silver(72, "active"),
        subscription(71, "active"),
    ])
    .await;
    let (session, _) = session(&vendor);
    let plan = plan(&session, "cancel_subscription", GOLD).await.unwrap();
    assert_eq!(plan.memo["subscription"], 71);
    vendor.transcript().await;
}

#[tokio::test]
async fn several_are_listed_and_none_is_taken() {
    let trial = with(
        subscription(72, "trialing"),
        json!({ "current_period_ends_at": "2026-11-30T00:00:00Z" }),
    );
    let vendor = vendor_with(&[subscription(71, "active"), canceled(70), trial]).await;
    insta::assert_snapshot!(not_planned(&vendor, "add_coupon_code", &[("plan", "gold"), ("coupon_code", "SAVE10")]).await, @r#"
    Ambiguous at Vendor, field subscription_id
    Customer 123 (Ada Lovelace) has 2 current subscriptions to gold: 71 (active, period ends 2026-12-10 15:00 UTC) to gold, 72 (trialing, period ends 2026-11-30 00:00 UTC) to gold
    hint: Choose one by Subscription ID, such as 71
    details: {"candidates":[{"id":"71","state":"active","plan":"gold","created_at":"2026-01-10T10:00:00-05:00","current_period_ends_at":"2026-12-10T10:00:00-05:00","canceled_at":null},{"id":"72","state":"trialing","plan":"gold","created_at":"2026-01-10T10:00:00-05:00","current_period_ends_at":"2026-11-30T00:00:00Z","canceled_at":null}]}
    "#);
}

#[tokio::test]
async fn one_of_several_is_picked() {
    let vendor = vendor_with(&[subscription(71, "active"), subscription(72, "past_due")]).await;
    let (session, _) = session(&vendor);
    let picked = plan(&session, "cancel_subscription", &picking("72"))
        .await
        .unwrap();
    insta::assert_snapshot!(shown_plan(&picked, &session, &vendor));
    vendor.transcript().await;
}

#[tokio::test]
async fn a_picked_one_must_be_the_customers() {
    let vendor = vendor_with(&[subscription(71, "active")]).await;
    insta::assert_snapshot!(not_planned(&vendor, "cancel_subscription", &picking("99")).await, @r#"
    NotFound at Vendor, field subscription_id
    Subscription 99 is not one of customer 123 (Ada Lovelace)
    hint: Subscriptions of customer 123 (Ada Lovelace): 71 (active, period ends 2026-12-10 15:00 UTC) to gold
    details: {"subscriptions":[{"id":"71","state":"active","plan":"gold","created_at":"2026-01-10T10:00:00-05:00","current_period_ends_at":"2026-12-10T10:00:00-05:00","canceled_at":null}]}
    "#);
}

#[tokio::test]
async fn a_picked_one_must_be_to_the_plan() {
    let vendor = vendor_with(&[subscription(71, "active"), to_silver(72, "active")]).await;
    insta::assert_snapshot!(not_planned(&vendor, "cancel_subscription", &picking("72")).await, @r#"
    NotFound at Vendor, field subscription_id
    Subscription 72 (active, period ends 2026-12-10 15:00 UTC) to silver is no current subscription to gold
    hint: Subscriptions of customer 123 (Ada Lovelace): 71 (active, period ends 2026-12-10 15:00 UTC) to gold, 72 (active, period ends 2026-12-10 15:00 UTC) to silver
    details: {"subscriptions":[{"id":"71","state":"active","plan":"gold","created_at":"2026-01-10T10:00:00-05:00","current_period_ends_at":"2026-12-10T10:00:00-05:00","canceled_at":null},{"id":"72","state":"active","plan":"silver","created_at":"2026-01-10T10:00:00-05:00","current_period_ends_at":"2026-12-10T10:00:00-05:00","canceled_at":null}]}
    "#);
}

#[tokio::test]
async fn a_picked_one_must_be_current() {
    let vendor = vendor_with(&[subscription(71, "active"), canceled(70)]).await;
    insta::assert_snapshot!(not_planned(&vendor, "cancel_subscription", &picking("70")).await, @r#"
    NotFound at Vendor, field subscription_id
    Subscription 70 (canceled 2026-11-21 12:00 UTC) to gold is no current subscription to gold
    hint: Subscriptions of customer 123 (Ada Lovelace): 71 (active, period ends 2026-12-10 15:00 UTC) to gold, 70 (canceled 2026-11-21 12:00 UTC) to gold
    details: {"subscriptions":[{"id":"71","state":"active","plan":"gold","created_at":"2026-01-10T10:00:00-05:00","current_period_ends_at":"2026-12-10T10:00:00-05:00","canceled_at":null},{"id":"70","state":"canceled","plan":"gold","created_at":"2026-01-10T10:00:00-05:00","current_period_ends_at":"2026-12-10T10:00:00-05:00","canceled_at":"2026-11-21T07:00:00-05:00"}]}
    "#);
}

#[tokio::test]
async fn every_state_is_a_target_or_not() {
    let mut taken = Vec::new();
    for state in [
        "active",
        "trialing",
        "assessing",
        "pending",
        "paused",
        "past_due",
        "soft_failure",
        "unpaid",
        "canceled",
        "expired",
        "failed_to_create",
        "on_hold",
        "suspended",
        "trial_ended",
        "awaiting_signup",
        "unheard_of",
    ] {
        let vendor = vendor_with(&[subscription(71, state)]).await;
        let (session, _) = session(&vendor);
        let planned = plan(&session, "cancel_subscription", GOLD).await.is_ok();
        taken.push(format!(
            "{state}: {}",
            if planned { "target" } else { "none" }
        ));
        vendor.transcript().await;
    }
    insta::assert_snapshot!(taken.join("\n"), @r#"
    active: target
    trialing: target
    assessing: target
    pending: none
    paused: none
    past_due: target
    soft_failure: target
    unpaid: target
    canceled: none
    expired: none
    failed_to_create: none
    on_hold: target
    suspended: none
    trial_ended: none
    awaiting_signup: target
    unheard_of: none
    "#);
}

/// A handle that looks like the id of another product means the product that has it.
#[tokio::test]
async fn a_handle_goes_before_an_id() {
    let by_handle = with(
        subscription(71, "active"),
        json!({ "product": with(silver(), json!({ "handle": "10" })) }),
    );
    let vendor = vendor_with(&[subscription(72, "active"), by_handle]).await;
    let (session, _) = session(&vendor);
    let plan = plan(&session, "cancel_subscription", &[("plan", "10")])
        .await
        .unwrap();
    assert_eq!(plan.memo["subscription"], 71);
    vendor.transcript().await;
}

#[tokio::test]
async fn a_product_without_a_handle_is_found_by_its_id() {
    let nameless = with(
        subscription(71, "active"),
        json!({ "product": with(silver(), json!({ "handle": null })) }),
    );
    let vendor = vendor_with(&[subscription(72, "active"), nameless]).await;
    let (session, _) = session(&vendor);
    let plan = plan(&session, "cancel_subscription", &[("plan", "11")])
        .await
        .unwrap();
    assert_eq!(plan.memo["subscription"], 71);
    vendor.transcript().await;
}

#[tokio::test]
async fn a_list_that_may_go_on_is_mentioned() {
    let mut rows: Vec<Value> = (1..20).map(canceled).collect();
    rows.push(subscription(71, "active"));
    let vendor = vendor_with(&rows).await;
    let (session, _) = session(&vendor);
    let plan = plan(&session, "cancel_subscription", GOLD).await.unwrap();
    insta::assert_snapshot!(plan.warnings.join("\n"), @"Chargify listed 20 subscriptions of customer 123 (Ada Lovelace): if there are more, they were not looked at");
    vendor.transcript().await;
}

#[tokio::test]
async fn ids_may_stop_being_numbers() {
    let strange = with(subscription(0, "active"), json!({ "id": "sub/7 1" }));
    let vendor = Vendor::start().await;
    vendor.json(CUSTOMER, 200, &customer());
    vendor.json(SUBSCRIPTIONS, 200, &list_of(&[strange]));
    let (session, _) = session(&vendor);
    let plan = plan(&session, "cancel_subscription", GOLD).await.unwrap();
    let change = plan.changes().next().unwrap();
    assert_eq!(
        change.request.url.path(),
        "/subscriptions/sub%2F7%201/delayed_cancel.json"
    );
    vendor.transcript().await;
}

/// A planned action sends nothing when the customer cannot be looked up.
#[tokio::test]
async fn a_look_up_that_fails_ends_the_plan() {
    let vendor = Vendor::start().await;
    vendor.reply(
        CUSTOMER,
        wiremock::ResponseTemplate::new(401).set_body_string("HTTP Basic: Access denied.\n"),
    );
    insta::assert_snapshot!(not_planned(&vendor, "cancel_subscription", GOLD).await, @r#"
    Unauthorized at Auth
    Chargify does not accept the API key at 127.0.0.1: HTTP Basic: Access denied
    hint: Paste the key itself, not its ID, and one that was made on this site: a key opens no other site
    details: {"status":401,"messages":["HTTP Basic: Access denied"]}
    "#);
}
