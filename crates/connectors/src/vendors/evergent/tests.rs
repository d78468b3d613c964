//! Whole conversations and whole sentences: what Evergent receives, and what people read, each in a snapshot.

mod afterwards;
mod change;
mod checks;
mod coupon;
mod failures;
mod pause;
mod profile;
mod remove;
mod resume;
mod secrets;
mod settings;
mod sync;
mod targets;

use serde_json::{Value, json};

use super::Evergent;
use super::profile::{Call, Profile};
use crate::Plan;
use crate::testing::golden::{Golden, Pairs};

const LOOK: &str = "POST /acme/getActiveSubscriptions";
const WHO: Pairs = &[("customer_id", "cust-1001")];

/// An account of an instance with that profile, whose domain is the vendor.
async fn at(profile: &Value) -> Golden {
    let values = [
        ("domain", "http://vendor/acme"),
        ("channel_partner_id", "DEMO_US"),
        ("instance_profile", &profile.to_string()),
    ];
    Golden::new(&Evergent, &values).await
}

fn subscription(service: &str, name: &str, status: &str) -> Value {
    json!({
        "serviceID": service, "serviceName": name, "serviceType": "PRODUCT", "status": status,
        "isRenewal": status == "ACTIVE", "isFreemium": false, "startDate": 1_793_491_200_000_i64,
        "validityTill": 1_796_083_200_000_i64, "priceCharged": 9.99, "currencyCode": "USD",
        "paymentMethod": "Credit Card", "orderID": format!("ord-{service}"), "promotions": []
    })
}

fn monthly(status: &str) -> Value {
    subscription("demo_monthly", "Demo Monthly", status)
}

fn holds(list: &[Value]) -> Value {
    json!({ "GetActiveSubscriptionsResponseMessage": {
        "responseCode": "1", "message": "SUCCESS", "AccountServiceMessage": list } })
}

fn wrapped(call: Call, message: &Value) -> Value {
    let profile = Profile::read("{}").unwrap();
    json!({ profile.method(call).unwrap().response_wrapper.as_str(): message })
}

fn done(call: Call) -> Value {
    wrapped(call, &json!({ "responseCode": "1", "message": "SUCCESS" }))
}

/// Plans and runs an action for a customer who holds `before` and then `after`; gives everything that was shown and
/// received.
async fn golden(
    action: &str,
    params: Pairs<'_>,
    profile: &Value,
    before: &[Value],
    after: &[Value],
) -> String {
    let call = Call::of_action(action).unwrap();
    let golden = at(profile).await;
    golden
        .json(LOOK, 200, &holds(before))
        .json(&format!("POST /acme/{}", call.name()), 200, &done(call))
        .json(LOOK, 200, &holds(after));
    let text = golden.done(action, WHO, params).await;
    let received = golden.vendor.transcript().await;
    assert_eq!(
        received.matches(crate::testing::CANARY).count(),
        received.matches("POST /").count(),
        "the key belongs into every request, once"
    );
    text
}

/// The removal of what the customer has, planned.
async fn removal(golden: &Golden) -> Plan {
    golden.json(LOOK, 200, &holds(&[monthly("ACTIVE")]));
    golden.plan("remove_subscription", WHO, &[]).await.unwrap()
}

fn defaults() -> Value {
    json!({})
}
