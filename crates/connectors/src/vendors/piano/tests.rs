//! Whole-request tests: what Piano receives, byte for byte, and every sentence that people read.

mod errors;
mod plans;
mod runs;
mod settings;
mod sync;
mod targets;

use serde_json::{Value, json};

use super::Piano;
use crate::Plan;
use crate::testing::golden::{Golden, Pairs, with};

const UID: Pairs<'static> = &[("uid", "U1")];
const LIST: &str = "GET /publisher/subscription/list?aid=aB3dE6gH9j&uid=U1&offset=0&limit=100";
const READ: &str = "GET /publisher/subscription/get?aid=aB3dE6gH9j&subscription_id=RC71";
const TERMS: &str = "GET /publisher/term/list?aid=aB3dE6gH9j&offset=0&limit=100";
const CAN: &str = "POST /publisher/term/change/can";
const CHANGE: &str = "POST /publisher/term/change/do";
const STATUS: &str = "POST /publisher/term/change/getSubscriptionUpgradeStatus";
const RESUME: &str = "POST /publisher/subscription/resume";
const TO_GOLD: Pairs<'static> = &[("from_term_id", "TM1"), ("to_term_id", "TM2")];
const ACTIONS: [&str; 2] = ["resubscribe", "upgrade_subscription"];

async fn golden() -> Golden {
    Golden::new(&Piano, &[("aid", "aB3dE6gH9j"), ("region", "sandbox")]).await
}

/// An answer of code 0.
fn good(members: Value) -> Value {
    with(json!({ "code": 0, "ts": 1_795_262_400 }), members)
}

/// A failure inside status 200.
fn bad(code: u32, message: &str) -> Value {
    json!({ "code": code, "ts": 1_795_262_400, "message": message })
}

fn subscription(id: &str, renews: bool) -> Value {
    json!({
        "subscription_id": id, "status": "active", "status_name": "Active", "auto_renew": renews,
        "can_be_resumed": !renews, "is_active": true, "next_bill_date": 1_796_083_200, "end_date": null,
        "term": { "term_id": "TM1", "name": "Basic" }, "user": { "uid": "U1", "email": "ada@example.com" },
    })
}

fn upgraded() -> Value {
    with(
        subscription("RC71", true),
        json!({ "term": { "term_id": "TM2", "name": "Gold" } }),
    )
}

fn list(subscriptions: &[Value]) -> Value {
    good(
        json!({ "subscriptions": subscriptions, "total": subscriptions.len(), "limit": 100, "offset": 0 }),
    )
}

fn one(subscription: &Value) -> Value {
    good(json!({ "subscription": subscription }))
}

fn option(timing: &str) -> Value {
    json!({
        "term_change_option_id": "TC1", "from_term_id": "TM1", "to_term_id": "TM2", "to_term_name": "Gold",
        "billing_timing": timing, "immediate_access": true, "prorate_access": false, "description": "Basic to Gold",
    })
}

fn terms(options: &[Value]) -> Value {
    let basic = json!({
        "term_id": "TM1", "name": "Basic", "resource": { "name": "News" }, "change_options": options,
        "payment_billing_plan_description": "$9.00 each month",
    });
    let gold = json!({ "term_id": "TM2", "name": "Gold", "type_name": "Payment" });
    good(json!({ "terms": [gold, basic], "total": 2 }))
}

fn status(fields: Value) -> Value {
    let status = json!({
        "from_term_id": "TM1", "to_term_id": "TM2", "change_date": 1_795_262_400, "status": 1,
        "error_message": null, "prorate_amount": 4.5, "prorate_refund_amount": null,
    });
    good(with(status, fields))
}

/// A plan of an action on subscription RC71, whose look-ups all go well.
async fn planned(golden: &Golden, action: &str) -> Plan {
    let params = if action == "upgrade_subscription" {
        golden.json(TERMS, 200, &terms(&[option("0")]));
        golden.json(LIST, 200, &list(&[subscription("RC71", true)]));
        golden.json(CAN, 200, &good(json!({ "data": true })));
        TO_GOLD
    } else {
        golden.json(LIST, 200, &list(&[subscription("RC71", false)]));
        &[]
    };
    golden.plan(action, UID, params).await.unwrap()
}

/// Puts one case more into a snapshot of several.
fn section(shown: &mut String, name: &str, text: &str) {
    for part in ["-- ", name, "\n", text] {
        shown.push_str(part);
    }
}
