//! Whole-request tests: what Cleeng receives, byte for byte, and every sentence that people read.

mod errors;
mod plans;
mod runs;
mod settings;
mod sync;
mod targets;

use serde_json::{Value, json};

use super::Cleeng;
use crate::Plan;
use crate::testing::golden::{Golden, Pairs, with};

const CUSTOMER: Pairs<'static> = &[("cleeng_customer_id", "81")];
const LIST: &str =
    "GET /subscriptions?customerId=81&status%5B%5D=active&status%5B%5D=stopped&limit=100&offset=0";
const AVAILABLE: &str = "GET /subscription_switches/availability?subscriptionId=71";
const SWITCH: &str = "POST /subscription_switches";
const READ: &str = "GET /subscriptions/71";
const UPDATE: &str = "PATCH /subscriptions/71";
const CAMPAIGN: &str = "GET /campaigns?couponCode=WINTER30";
const UP: Pairs<'static> = &[("to_offer_id", "S2_US"), ("direction", "upgrade")];
const COUPON: Pairs<'static> = &[("coupon_code", "WINTER30")];

async fn golden() -> Golden {
    Golden::new(&Cleeng, &[("environment", "sandbox")]).await
}

fn subscription(id: u64, status: &str) -> Value {
    json!({
        "subscriptionId": id, "customerId": 81, "offerId": "S1_US", "status": status, "inTrial": false,
        "dateFrom": 1_793_491_200, "dateTo": 1_796_083_200, "couponCode": null, "pendingSwitchId": null,
        "nextPaymentAction": "capture", "nextPaymentActionDate": 1_796_083_200,
    })
}

fn available() -> Value {
    json!({
        "available": [{
            "toOfferId": "S2_US", "title": "Premium", "switchDirection": "upgrade", "price": 12.99, "currency": "USD",
            "algorithm": "IMMEDIATE_WITHOUT_PRORATION",
        }],
        "unavailable": [{ "toOfferId": "S3_US", "reason": { "code": "ALREADY_HAS_ACCESS", "message": "No" } }],
    })
}

fn campaign() -> Value {
    json!({
        "name": "Winter sale", "discount": 0.3, "status": "active", "paymentType": "all", "offers": [],
    })
}

fn switch() -> Value {
    json!({ "id": "sw-1", "fromOfferId": "S1_US", "toOfferId": "S2_US", "status": "pending" })
}

/// A plan of an action on subscription 71, whose look-ups all go well.
async fn planned(golden: &Golden, action: &str) -> Plan {
    let status = if action == "reactivate_subscription" {
        "stopped"
    } else {
        "active"
    };
    golden.json(LIST, 200, &json!([subscription(71, status)]));
    let params = match action {
        "switch_subscription" => {
            golden.json(AVAILABLE, 200, &available());
            UP
        }
        "apply_coupon" => {
            golden.json(CAMPAIGN, 200, &json!([campaign()]));
            COUPON
        }
        _ => &[],
    };
    golden.plan(action, CUSTOMER, params).await.unwrap()
}

/// The subscription as the action leaves it.
fn after(action: &str) -> Value {
    let fields = match action {
        "switch_subscription" => json!({ "pendingSwitchId": "sw-1" }),
        "apply_coupon" => json!({ "couponCode": "WINTER30" }),
        _ => json!({}),
    };
    with(subscription(71, "active"), fields)
}

/// Puts one case more into a snapshot of several.
fn section(shown: &mut String, name: &str, text: &str) {
    for part in ["-- ", name, "\n", text] {
        shown.push_str(part);
    }
}
