//! Whole-request tests: what Zuora receives, byte for byte, and every sentence that people read.

mod checks;
mod errors;
mod plans;
mod runs;
mod secrets;
mod settings;
mod sync;
mod targets;

use serde_json::{Value, json};

use super::Zuora;
use crate::testing::golden::{Golden, Pairs, with};

const TOKEN: &str = "POST /oauth/token";
const ACCOUNT: &str = "GET /v1/accounts/A00000123";
const SUBSCRIPTIONS: &str = "GET /v1/subscriptions/accounts/A00000123?page=1&pageSize=40";
const PRODUCTS: &str = "GET /v1/catalog/products?page=1&pageSize=40";
const AMEND: &str = "PUT /v1/subscriptions/A-S00000071";
const AGAIN: &str = "GET /v1/subscriptions/A-S00000071";
const ORDERS: &str = "POST /v1/orders";
const ORDERS_PREVIEW: &str = "POST /v1/orders/preview";
const WHO: Pairs<'_> = &[("account_number", "A00000123")];
const GOLD: &str = "8ad08c0f000000000000000000000102";
const SPORTS: &str = "8ad08c0f000000000000000000000201";

/// Settings of an Orders tenant, the usual one.
const CLIENT: Pairs<'_> = &[
    ("api_url", "rest.test.zuora.com"),
    ("client_id", "b64e42ba-5d3f-4a1c-9e1b-0c7d2f8a6e11"),
];
/// The same of a tenant with Subscribe and Amend.
const AMENDING: Pairs<'_> = &[
    ("api_url", "rest.test.zuora.com"),
    ("client_id", "b64e42ba-5d3f-4a1c-9e1b-0c7d2f8a6e11"),
    ("tenant_type", "subscribe_amend"),
];

/// A vendor that grants a token and knows the account and these subscriptions.
async fn with_subscriptions(settings: Pairs<'_>, subscriptions: &[Value]) -> Golden {
    let golden = Golden::new(&Zuora, settings).await;
    golden
        .json(TOKEN, 200, &token())
        .json(ACCOUNT, 200, &account())
        .json(SUBSCRIPTIONS, 200, &page(subscriptions));
    golden
}

// What the vendor answers.

fn token() -> Value {
    json!({ "access_token": "granted", "token_type": "bearer", "expires_in": 3599 })
}

fn account() -> Value {
    json!({
        "success": true,
        "basicInfo": { "id": "8ad09e20000000000000000000000123", "accountNumber": "A00000123", "name": "Ada Lovelace", "status": "Active" },
        "billingAndPayment": { "currency": "EUR", "autoPay": true },
        "metrics": { "balance": 0 },
    })
}

fn subscription(number: u32, status: &str) -> Value {
    json!({
        "id": format!("8ad0000000000000000000000000{number:04}"),
        "subscriptionNumber": format!("A-S{number:08}"),
        "status": status, "termType": "TERMED", "termStartDate": "2026-03-01", "termEndDate": "2027-03-01",
        "subscriptionStartDate": "2026-03-01", "subscriptionEndDate": null, "autoRenew": true, "currency": "EUR",
        "contractedMrr": 19.0, "ratePlans": [gold()],
    })
}

fn gold() -> Value {
    json!({
        "id": "8ad09bce000000000000000000000001", "ratePlanName": "Gold monthly", "productName": "Video",
        "productRatePlanId": GOLD, "lastChangeType": "New",
    })
}

fn sports(id: u32) -> Value {
    json!({
        "id": format!("8ad09bce0000000000000000000000{id:02}"), "ratePlanName": "Sports monthly",
        "productName": "Add-ons", "productRatePlanId": SPORTS, "lastChangeType": "Add",
    })
}

/// An active subscription 71 with these rate plans.
fn holding(plans: &[Value]) -> Value {
    with(subscription(71, "Active"), json!({ "ratePlans": plans }))
}

/// The answer of a look at a subscription, in its next version.
fn newer(subscription: Value) -> Value {
    with(
        subscription,
        json!({ "success": true, "id": "8ad00000000000000000000000009999" }),
    )
}

fn evergreen(number: u32) -> Value {
    with(
        subscription(number, "Active"),
        json!({ "termType": "EVERGREEN", "termEndDate": null, "autoRenew": false }),
    )
}

fn page(subscriptions: &[Value]) -> Value {
    json!({ "success": true, "subscriptions": subscriptions })
}

fn plan_row(id: &str, name: &str, status: &str, price: &str) -> Value {
    json!({
        "id": id, "name": name, "status": status, "description": "", "effectiveStartDate": "2015-01-01",
        "effectiveEndDate": "2099-12-31", "productRatePlanNumber": "PRP-00000001",
        "productRatePlanCharges": [{ "id": "c1", "name": "Fee", "type": "Recurring", "billingPeriod": "Month", "pricingSummary": [price] }],
    })
}

fn product(id: &str, name: &str, plans: impl Into<Value>) -> Value {
    let plans = plans.into();
    json!({
        "id": id, "name": name, "sku": "SKU-1", "productNumber": "PC-1", "category": "Base Products",
        "effectiveStartDate": "2015-01-01", "effectiveEndDate": "2099-12-31", "productRatePlans": plans,
    })
}

fn products() -> Value {
    let video = json!([
        plan_row(GOLD, "Gold monthly", "Active", "EUR19.00"),
        plan_row(
            "8ad08c0f000000000000000000000104",
            "Classic monthly",
            "Expired",
            "EUR7.00"
        ),
    ]);
    let sports = json!([plan_row(SPORTS, "Sports monthly", "Active", "EUR5.00")]);
    json!({ "success": true, "products": [product("p1", "Video", video), product("p2", "Add-ons", sports)] })
}

fn invoice(amount: f64) -> Value {
    json!({
        "amount": amount + 0.95, "amountWithoutTax": amount, "taxAmount": 0.95, "targetDate": "2026-11-21",
        "invoiceItems": [{
            "productName": "Add-ons", "chargeName": "Monthly fee", "chargeAmount": amount, "amountWithoutTax": amount,
            "serviceStartDate": "2026-11-21", "serviceEndDate": "2026-12-20",
        }],
    })
}

fn credit(amount: f64) -> Value {
    json!({
        "amount": amount, "amountWithoutTax": amount, "taxAmount": 0,
        "creditMemoItems": [{ "productName": "Add-ons", "chargeName": "Monthly fee", "amountWithoutTax": amount }],
    })
}

fn order_preview(invoices: &[Value], credits: &[Value]) -> Value {
    json!({ "success": true, "previewResult": { "invoices": invoices, "creditMemos": credits, "chargeMetrics": [] } })
}

fn ordered(number: u32) -> Value {
    let number = format!("A-S{number:08}");
    json!({
        "success": true, "orderNumber": "O-00000009", "accountNumber": "A00000123", "status": "Completed",
        "subscriptionNumbers": [&number], "subscriptions": [{ "subscriptionNumber": &number, "status": "Active" }],
    })
}

fn amended() -> Value {
    json!({ "success": true, "subscriptionId": "8ad00000000000000000000000009999", "totalDeltaMrr": 5.0, "totalDeltaTcv": 60.0 })
}

fn no(code: impl Into<Value>, message: &str) -> Value {
    json!({
        "success": false, "processId": "CBCFED6580B4E076",
        "reasons": [{ "code": code.into(), "message": message }],
    })
}
