//! Whole-request tests: what Stripe receives, byte for byte, and every sentence that people read.

mod checks;
mod errors;
mod lost;
mod plans;
mod schedules;
mod secrets;
mod settings;
mod stops;
mod sync;
mod targets;

use serde_json::{Value, json};

use super::Stripe;
use crate::testing::golden::{Golden, Pairs, with};

const CUSTOMER: &str = "GET /v1/customers/cus_1";
const SUBSCRIPTIONS: &str = "GET /v1/subscriptions?customer=cus_1&limit=100";
const PRICE: &str = "GET /v1/prices/price_2?expand%5B%5D=product";
const PREVIEW: &str = "POST /v1/invoices/create_preview";
const SUBSCRIPTION: &str = "POST /v1/subscriptions/sub_1";
const ADA: Pairs<'_> = &[("stripe_id", "cus_1")];

/// 2026-12-10 12:00 UTC, the end of the period of all subscriptions here.
const ENDS: i64 = 1_796_904_000;
/// 2026-11-10 12:00 UTC.
const BEGAN: i64 = 1_794_312_000;

async fn golden() -> Golden {
    Golden::new(&Stripe, &[]).await
}

/// A vendor that knows the customer and their subscriptions.
async fn with_subscriptions(subscriptions: &[Value]) -> Golden {
    let golden = golden().await;
    golden.json(CUSTOMER, 200, &customer("cus_1"));
    golden.json(SUBSCRIPTIONS, 200, &list(subscriptions));
    golden
}

// What the vendor answers.

fn list(rows: &[Value]) -> Value {
    json!({ "object": "list", "url": "/v1/things", "has_more": false, "data": rows })
}

fn customer(id: &str) -> Value {
    json!({
        "id": id, "object": "customer", "name": "Ada Lovelace", "email": "Ada@example.com", "livemode": false,
        "created": 1_700_000_000, "discount": null,
    })
}

fn product(name: &str) -> Value {
    json!({ "id": "prod_1", "object": "product", "name": name, "active": true })
}

fn price(id: &str, amount: i64) -> Value {
    json!({
        "id": id, "object": "price", "active": true, "currency": "usd", "nickname": null, "product": "prod_1",
        "unit_amount": amount, "livemode": false, "type": "recurring", "lookup_key": null,
        "recurring": { "interval": "month", "interval_count": 1, "usage_type": "licensed", "trial_period_days": null },
    })
}

fn metered(id: &str) -> Value {
    let mut price = price(id, 250);
    price["recurring"]["usage_type"] = "metered".into();
    price
}

fn gold() -> Value {
    with(
        price("price_2", 4900),
        json!({ "nickname": "yearly", "product": product("Gold") }),
    )
}

fn item(id: &str, price: &Value) -> Value {
    json!({ "id": id, "object": "subscription_item", "price": price, "quantity": 2, "discounts": [], "tax_rates": [] })
}

fn items(rows: &[Value]) -> Value {
    json!({ "items": list(rows) })
}

fn subscription(id: &str, status: &str) -> Value {
    json!({
        "id": id, "object": "subscription", "status": status, "customer": "cus_1", "currency": "usd",
        "items": list(&[item("si_1", &price("price_1", 1900))]), "cancel_at_period_end": false, "cancel_at": null,
        "canceled_at": null, "created": 1_700_000_000, "current_period_start": BEGAN, "current_period_end": ENDS,
        "trial_end": null, "discount": null, "discounts": [], "schedule": null, "latest_invoice": "in_1",
        "pending_update": null, "livemode": false,
    })
}

fn trialing(id: &str) -> Value {
    with(subscription(id, "trialing"), json!({ "trial_end": ENDS }))
}

/// The same with two plans.
fn double(id: &str) -> Value {
    let rows = [
        item("si_1", &price("price_1", 1900)),
        item("si_2", &price("price_3", 500)),
    ];
    with(subscription(id, "active"), items(&rows))
}

/// The same on the new plan.
fn switched(id: &str) -> Value {
    with(
        subscription(id, "active"),
        items(&[item("si_1", &price("price_2", 4900))]),
    )
}

fn coupon() -> Value {
    json!({
        "id": "SAVE10", "object": "coupon", "name": "Save 10%", "percent_off": 10.0, "amount_off": null,
        "currency": null, "duration": "repeating", "duration_in_months": 3, "redeem_by": null,
        "max_redemptions": null, "times_redeemed": 7, "valid": true, "livemode": false,
    })
}

fn discount(id: &str, coupon: &Value) -> Value {
    json!({ "id": id, "object": "discount", "coupon": coupon, "end": ENDS, "start": BEGAN })
}

fn promotion_code() -> Value {
    json!({
        "id": "promo_1", "object": "promotion_code", "code": "SPRING", "active": true, "coupon": coupon(),
        "customer": null, "expires_at": null, "max_redemptions": null, "times_redeemed": 0,
    })
}

fn preview() -> Value {
    json!({
        "object": "invoice", "currency": "usd", "total": 7841, "amount_due": 7841, "next_payment_attempt": ENDS,
        "lines": list(&[
            json!({ "description": "Unused time on Basic after 21 Nov 2026", "amount": -1159 }),
            json!({ "description": "2 × Gold (at $49.00 / month)", "amount": 9000 }),
        ]),
    })
}

fn refusal(kind: &str, code: &str, message: &str) -> Value {
    json!({ "error": { "type": kind, "code": code, "message": message,
        "request_log_url": "https://dashboard.stripe.com/test/logs/req_1" } })
}

/// The server that hangs up has another port each time.
fn without_ports(text: &str) -> String {
    let mut parts = text.split("http://127.0.0.1:");
    let mut out = parts.next().unwrap().to_owned();
    for part in parts {
        out += "http://lost";
        out += part.trim_start_matches(|c: char| c.is_ascii_digit());
    }
    out
}
