//! Whole-request tests: what Vindicia receives, byte for byte, and every sentence that people read.

mod errors;
mod plans;
mod runs;
mod settings;
mod sync;
mod targets;

use serde_json::{Value, json};

use super::Vindicia;
use crate::Plan;
use crate::testing::golden::{Golden, Pairs, with};

const ACCOUNT: Pairs<'static> = &[("vindicia_account_id", "acc 1")];
const LIST: &str = "GET /subscriptions?account=acc+1&limit=100";
const READ: &str = "GET /subscriptions/sub-77";
const CHANGE: &str =
    "POST /subscriptions/sub-77?effective_date=nextBill&bill_prorated_period=false";
const CAMPAIGN: &str = "POST /subscriptions/sub-77?effective_date=nextBill";
const SPORTS: Pairs<'static> = &[("product_id", "sports")];
const GOLD: Pairs<'static> = &[("to_product_id", "gold")];
const CODE: Pairs<'static> = &[("campaign_code", "SAVE10")];
const ACTIONS: [&str; 3] = ["add_product", "replace_product", "add_campaign"];
/// The first id that a test's session gives.
const NEW: &str = "00000000-0000-0000-0000-000000000001";

async fn golden() -> Golden {
    let values = [("username", "acme_rest"), ("environment", "prodtest")];
    Golden::new(&Vindicia, &values).await
}

fn item(id: &str, product: &str) -> Value {
    json!({ "object": "SubscriptionItem", "id": id, "product": { "object": "Product", "id": product } })
}

fn subscription(id: &str, items: &[Value]) -> Value {
    json!({
        "object": "Subscription", "id": id, "vid": "7d", "status": "Active", "billing_state": "Good Standing",
        "account": { "id": "acc 1" }, "billing_plan": { "id": "MONTHLY" },
        "items": { "object": "List", "data": items },
        "next_billing": { "amount": 9, "currency": "USD", "date": "2026-12-01T00:00:00-08:00" },
    })
}

/// The subscription of most tests: one product.
fn silver() -> Value {
    subscription("sub-77", &[item("it-1", "silver")])
}

fn list(rows: &[Value]) -> Value {
    json!({ "object": "List", "data": rows, "total_count": rows.len(), "next": null })
}

fn error(message: &str) -> Value {
    json!({ "object": "Error", "message": message })
}

fn product(id: &str) -> Value {
    json!({
        "object": "Product", "id": id, "status": "Active",
        "descriptions": { "data": [{ "language": "DE", "description": "Sport" }, { "language": "EN", "description": "Sports" }] },
        "prices": { "data": [{ "amount": 5, "currency": "USD" }] },
    })
}

/// A plan of an action on subscription sub-77, whose look-ups all go well.
async fn planned(golden: &Golden, action: &str) -> Plan {
    golden.json(LIST, 200, &list(&[silver()]));
    let params = match action {
        "add_product" => {
            golden.json("GET /products/sports", 200, &product("sports"));
            SPORTS
        }
        "replace_product" => {
            golden.json("GET /products/gold", 200, &product("gold"));
            GOLD
        }
        _ => CODE,
    };
    golden.plan(action, ACCOUNT, params).await.unwrap()
}

/// The change of the action, as the vendor sees its first line.
fn change(action: &str) -> &'static str {
    if action == "add_campaign" {
        CAMPAIGN
    } else {
        CHANGE
    }
}

/// The subscription as the action leaves it.
fn after(action: &str) -> Value {
    let items = match action {
        "add_product" => vec![item("it-1", "silver"), item(NEW, "sports")],
        "replace_product" => vec![item(NEW, "gold")],
        _ => vec![with(
            item("it-1", "silver"),
            json!({ "campaign_code": "SAVE10" }),
        )],
    };
    subscription("sub-77", &items)
}

/// Puts one case more into a snapshot of several.
fn section(shown: &mut String, name: &str, text: &str) {
    for part in ["-- ", name, "\n", text] {
        shown.push_str(part);
    }
}
