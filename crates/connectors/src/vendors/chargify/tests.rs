//! Whole-request tests: what Chargify receives, byte for byte, and every sentence that people read.

mod checks;
mod errors;
mod plans;
mod runs;
mod secrets;
mod settings;
mod sync;
mod targets;

use std::sync::Arc;

use serde_json::{Value, json};

use super::Chargify;
use crate::testing::golden::{Pairs, shown_error, with};
use crate::testing::{self, Tape, Vendor};
use crate::{Plan, Session};

const CUSTOMER: &str = "GET /customers/123.json";
const SUBSCRIPTIONS: &str = "GET /customers/123/subscriptions.json";
const PRODUCTS: &str = "GET /products.json?page=1&per_page=200&include_archived=true";
const PREVIEW: &str = "POST /subscriptions/preview.json";
const CREATE: &str = "POST /subscriptions.json";

const SITE: Pairs = &[("domain", "acme")];
const CUSTOMER_123: Pairs = &[("chargify_id", "123")];

fn session(vendor: &Vendor) -> (Session, Arc<Tape>) {
    session_at(&vendor.url())
}

fn session_at(url: &str) -> (Session, Arc<Tape>) {
    testing::session(&Chargify, &[("domain", "acme"), ("base_url", url)])
}

async fn plan(session: &Session, action: &str, params: &[(&str, &str)]) -> crate::Result<Plan> {
    let intent = testing::intent(session, action, CUSTOMER_123, params)?;
    session.plan(&Chargify, &intent).await
}

/// The error of an action that cannot be planned, rendered.
async fn not_planned(vendor: &Vendor, action: &str, params: &[(&str, &str)]) -> String {
    let (session, _) = session(vendor);
    let error = plan(&session, action, params).await.err().unwrap();
    vendor.transcript().await;
    shown_error(&error, vendor)
}

// What the vendor answers.

fn site() -> Value {
    json!({ "site": { "id": 7, "name": "Acme", "subdomain": "acme", "currency": "USD", "test": true } })
}

fn live_site() -> Value {
    json!({ "site": { "id": 7, "name": "Acme", "subdomain": "acme", "currency": "EUR", "test": false } })
}

fn customer() -> Value {
    json!({ "customer": { "id": 123, "first_name": "Ada", "last_name": "Lovelace", "email": "ada@example.com" } })
}

fn gold() -> Value {
    json!({
        "id": 10, "handle": "gold", "name": "Gold", "price_in_cents": 4900, "interval": 1, "interval_unit": "month",
        "trial_interval": 14, "trial_interval_unit": "day", "trial_price_in_cents": 0, "require_credit_card": false,
        "archived_at": null, "product_family": { "id": 5, "name": "Video", "handle": "video" },
    })
}

fn silver() -> Value {
    with(
        gold(),
        json!({ "id": 11, "handle": "silver", "name": "Silver", "price_in_cents": 1900 }),
    )
}

fn products() -> Value {
    json!([{ "product": silver() }, { "product": gold() }])
}

fn subscription(id: u64, state: &str) -> Value {
    json!({
        "id": id, "state": state, "product": gold(), "coupon_codes": ["WELCOME"], "balance_in_cents": -250,
        "currency": "USD", "created_at": "2026-01-10T10:00:00-05:00",
        "current_period_ends_at": "2026-12-10T10:00:00-05:00", "next_assessment_at": "2026-12-10T10:00:00-05:00",
        "cancel_at_end_of_period": false, "delayed_cancel_at": null, "scheduled_cancellation_at": null,
        "canceled_at": null, "payment_collection_method": "automatic",
    })
}

fn canceled(id: u64) -> Value {
    with(
        subscription(id, "canceled"),
        json!({ "canceled_at": "2026-11-21T07:00:00-05:00", "next_assessment_at": null }),
    )
}

fn wrapped(subscription: &Value) -> Value {
    json!({ "subscription": subscription })
}

fn list_of(subscriptions: &[Value]) -> Value {
    subscriptions.iter().map(wrapped).collect()
}

fn coupon() -> Value {
    json!({ "coupon": { "id": 3, "code": "SAVE10", "percentage": "10.0", "stackable": true, "end_date": null, "archived_at": null } })
}

fn preview() -> Value {
    json!({ "subscription_preview": {
        "current_billing_manifest": {
            "line_items": [
                { "memo": "Gold (11/21/2026 - 12/21/2026)", "amount_in_cents": 4900 },
                { "memo": "Coupon: SAVE10 - 10% off", "amount_in_cents": -490 },
            ],
            "total_in_cents": 4851, "total_discount_in_cents": 490, "total_tax_in_cents": 441,
            "subtotal_in_cents": 4900, "existing_balance_in_cents": 0, "start_date": "2026-11-21T12:00:00Z",
        },
        "next_billing_manifest": { "line_items": [], "total_in_cents": 5390, "start_date": "2026-12-21T12:00:00Z" },
    } })
}

/// A vendor that knows the customer and the subscriptions.
async fn vendor_with(subscriptions: &[Value]) -> Vendor {
    let vendor = Vendor::start().await;
    vendor.json(CUSTOMER, 200, &customer());
    vendor.json(SUBSCRIPTIONS, 200, &list_of(subscriptions));
    vendor
}

/// A vendor that answers all look-ups of a creation without coupon or payment profile.
async fn vendor_for_create() -> Vendor {
    let vendor = Vendor::start().await;
    vendor.json("GET /site.json", 200, &site());
    vendor.json(CUSTOMER, 200, &customer());
    vendor.json(PRODUCTS, 200, &products());
    vendor.json(SUBSCRIPTIONS, 200, &json!([]));
    vendor.json(PREVIEW, 200, &preview());
    vendor
}
