//! Whole-request tests: what Recurly receives, byte for byte, and every sentence that people read.

mod checks;
mod coupons;
mod errors;
mod plans;
mod runs;
mod secrets;
mod settings;
mod sync;
mod targets;

use serde_json::{Value, json};

use super::Recurly;
use crate::testing::golden::{Golden, Pairs, with};

const SITE: &str = "GET /sites?limit=1";
const ACCOUNT: &str = "GET /accounts/code-4711";
const SUBSCRIPTIONS: &str = "GET /accounts/acc1/subscriptions?limit=200&sort=created_at&order=desc";
const REDEMPTIONS: &str = "GET /accounts/acc1/coupon_redemptions/active";
const ADA: Pairs<'static> = &[("account_code", "4711")];

/// The order of an action that moves money: the site, the account, its subscriptions.
async fn paying(subscriptions: &[Value]) -> Golden {
    let golden = Golden::new(&Recurly, &[]).await;
    golden.json(SITE, 200, &list(&[site("sandbox")]));
    held(&golden, subscriptions);
    golden
}

/// The account and its subscriptions alone.
async fn free(subscriptions: &[Value]) -> Golden {
    let golden = Golden::new(&Recurly, &[]).await;
    held(&golden, subscriptions);
    golden
}

fn held(golden: &Golden, subscriptions: &[Value]) {
    golden.json(ACCOUNT, 200, &account());
    golden.json(SUBSCRIPTIONS, 200, &list(subscriptions));
}

/// A vendor that answers the look-ups of a switch to platinum.
async fn switching(subscription: &Value) -> Golden {
    let golden = paying(std::slice::from_ref(subscription)).await;
    golden.json(
        "GET /plans/code-platinum",
        200,
        &plan("platinum", "Platinum", 29.99),
    );
    golden.json(
        "GET /subscriptions/p2x/change",
        404,
        &error("not_found", "Couldn't find it"),
    );
    golden.json(
        "POST /subscriptions/p2x/change/preview",
        200,
        &change("platinum", 29.99, false),
    );
    golden
}

/// A vendor that answers the look-ups of a creation.
async fn creating(subscriptions: &[Value]) -> Golden {
    let golden = paying(subscriptions).await;
    golden.json("GET /plans/code-gold", 200, &plan("gold", "Gold", 19.99));
    golden.json("POST /purchases/preview", 200, &invoices(19.99));
    golden
}

/// A vendor that answers the look-ups of a coupon for the account.
async fn redeeming(coupon: &Value, subscriptions: &[Value], held: &[Value]) -> Golden {
    let golden = paying(subscriptions).await;
    golden.json("GET /coupons/code-SAVE10", 200, coupon);
    golden.json(REDEMPTIONS, 200, &list(held));
    golden
}

// What the vendor answers.

fn list(rows: &[Value]) -> Value {
    json!({ "object": "list", "has_more": false, "next": null, "data": rows })
}

fn site(mode: &str) -> Value {
    json!({ "id": "s1", "object": "site", "subdomain": "acme", "mode": mode, "features": ["credit_memos"] })
}

fn account() -> Value {
    json!({
        "id": "acc1", "object": "account", "code": "4711", "state": "active", "first_name": "Ada",
        "last_name": "Lovelace", "email": "ada@example.com", "has_past_due_invoice": false,
    })
}

fn named(code: &str, name: &str) -> Value {
    json!({ "id": format!("id-{code}"), "object": "plan", "code": code, "name": name })
}

fn plan(code: &str, name: &str, price: f64) -> Value {
    with(
        named(code, name),
        json!({
            "state": "active", "pricing_model": "fixed", "interval_unit": "months", "interval_length": 1,
            "trial_unit": "days", "trial_length": 0,
            "currencies": [{ "currency": "USD", "unit_amount": price, "setup_fee": 0.0 }, { "currency": "EUR", "unit_amount": 9.0 }],
        }),
    )
}

fn subscription(id: &str, state: &str) -> Value {
    json!({
        "id": id, "object": "subscription", "uuid": "4f0c", "state": state, "plan": named("gold", "Gold"),
        "account": { "id": "acc1", "code": "4711" }, "currency": "USD", "unit_amount": 19.99, "quantity": 1,
        "current_period_started_at": "2026-11-10T10:00:00Z", "current_period_ends_at": "2026-12-10T10:00:00Z",
        "current_term_ends_at": "2027-01-10T10:00:00Z", "trial_started_at": null, "trial_ends_at": null,
        "remaining_pause_cycles": null, "pending_change": null, "canceled_at": null, "expires_at": null,
        "created_at": "2026-01-10T10:00:00Z",
        "add_ons": [
            { "add_on": { "code": "api-calls", "name": "API calls", "add_on_type": "usage", "usage_type": "price" } },
            { "add_on": { "code": "share", "name": "Share", "add_on_type": "usage", "usage_type": "percentage" } },
            { "add_on": { "code": "seats", "name": "Seats", "add_on_type": "fixed" } },
        ],
    })
}

fn active() -> Value {
    subscription("p2x", "active")
}

fn in_trial() -> Value {
    with(
        active(),
        json!({ "trial_started_at": "2026-11-15T00:00:00Z", "trial_ends_at": "2026-11-29T00:00:00Z" }),
    )
}

fn paused() -> Value {
    with(
        subscription("p2x", "paused"),
        json!({ "remaining_pause_cycles": 2, "paused_at": "2026-11-10T10:00:00Z", "resume_at": "2027-01-10T10:00:00Z" }),
    )
}

fn canceled() -> Value {
    with(
        subscription("p2x", "canceled"),
        json!({ "canceled_at": "2026-11-20T10:00:00Z", "expires_at": "2026-12-10T10:00:00Z" }),
    )
}

fn expired() -> Value {
    with(
        subscription("p2x", "expired"),
        json!({ "canceled_at": "2026-11-01T10:00:00Z", "expires_at": "2026-11-10T10:00:00Z" }),
    )
}

fn on(plan: &str, subscription: Value) -> Value {
    with(subscription, json!({ "plan": named(plan, plan) }))
}

fn invoices(total: f64) -> Value {
    json!({
        "object": "invoice_collection",
        "charge_invoice": {
            "object": "invoice", "type": "charge", "state": "open", "currency": "USD", "discount": 0.0,
            "subtotal": total, "tax": 1.5, "total": total + 1.5,
            "line_items": [{ "description": "Gold", "amount": total }],
        },
        "credit_invoices": [],
    })
}

fn change(code: &str, price: f64, activated: bool) -> Value {
    json!({
        "id": "ch1", "object": "subscription_change", "subscription_id": "p2x", "plan": named(code, code),
        "unit_amount": price, "quantity": 1, "activate_at": "2026-11-21T12:00:00Z", "activated": activated,
        "invoice_collection": invoices(10.0),
    })
}

fn coupon() -> Value {
    json!({
        "id": "c1", "object": "coupon", "code": "SAVE10", "name": "Ten percent", "state": "redeemable",
        "coupon_type": "single_code", "duration": "forever", "discount": { "type": "percent", "percent": 10 },
        "redemption_resource": "account", "applies_to_all_plans": true,
    })
}

fn redemption(id: &str, code: &str) -> Value {
    json!({
        "id": id, "object": "coupon_redemption", "coupon": { "id": "c1", "code": code, "name": code },
        "state": "active", "currency": "USD", "discounted": 0.0,
    })
}

fn error(kind: &str, message: &str) -> Value {
    json!({ "error": { "type": kind, "message": message } })
}
