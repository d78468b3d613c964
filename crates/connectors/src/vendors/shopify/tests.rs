//! Whole-request tests: what the storefront receives, byte for byte, the links that are made, and every sentence that
//! people read.

mod carts;
mod errors;
mod links;
mod reads;
mod secrets;
mod shops;

use serde_json::{Value, json};

use super::Shopify;
use crate::testing::golden::Golden;

const API: &str = "POST /api/2026-04/graphql.json";
const SETTINGS: &[(&str, &str)] = &[("shop_url", "acme-demo.myshopify.com")];

async fn golden() -> Golden {
    Golden::new(&Shopify, SETTINGS).await
}

trait Answers {
    /// Next, the storefront answers with this data.
    fn data(&self, data: &Value) -> &Self;
}

impl Answers for Golden {
    fn data(&self, data: &Value) -> &Self {
        self.json(API, 200, &json!({ "data": data }))
    }
}

// What Shopify answers.

fn shop() -> Value {
    json!({ "shop": {
        "name": "Acme Demo",
        "primaryDomain": { "host": "shop.acme.example", "url": "https://shop.acme.example" },
        "paymentSettings": { "currencyCode": "USD" },
    } })
}

fn row(number: u64, title: &str, sku: &str, amount: &str) -> Value {
    json!({
        "id": format!("gid://shopify/ProductVariant/{number}"), "sku": sku, "title": title,
        "availableForSale": true, "price": { "amount": amount, "currencyCode": "USD" },
    })
}

fn list(rows: &[Value], next: Option<&str>) -> Value {
    json!({ "pageInfo": { "hasNextPage": next.is_some(), "endCursor": next }, "nodes": rows })
}

fn product(number: u64, title: &str, variants: impl Into<Value>) -> Value {
    let variants = variants.into();
    json!({ "id": format!("gid://shopify/Product/{number}"), "title": title, "variants": variants })
}

fn products(rows: &[Value], next: Option<&str>) -> Value {
    json!({ "products": list(rows, next) })
}

/// The whole shop on one page: a box, and a shirt in two sizes that share a SKU.
fn whole_shop() -> Value {
    let shirts = [
        row(12, "Small", "SHIRT", "19.5"),
        row(13, "Large", "SHIRT", "19.5"),
    ];
    let boxes = [row(11, "Default Title", "BOX", "29.0")];
    products(
        &[
            product(1, "Gold box", list(&boxes, None)),
            product(2, "Shirt", list(&shirts, None)),
        ],
        None,
    )
}

fn gold_box() -> Value {
    found(row(11, "Default Title", "BOX", "29.0"), "Gold box")
}

fn found(mut row: Value, product: &str) -> Value {
    row["__typename"] = json!("ProductVariant");
    row["product"] = json!({ "id": "gid://shopify/Product/1", "title": product });
    json!({ "node": row })
}

/// A new cart with these lines (number, quantity), codes (code, applicable) and warnings.
fn cart(lines: &[(u64, u32)], codes: &[(&str, bool)], warnings: &[&str]) -> Value {
    let total: u32 = lines.iter().map(|l| l.1).sum();
    let lines: Vec<_> = lines
        .iter()
        .map(|(number, quantity)| {
            let id = format!("gid://shopify/ProductVariant/{number}");
            let variant = json!({ "__typename": "ProductVariant", "id": id, "sku": "BOX", "title": "Default Title" });
            json!({ "__typename": "CartLine", "quantity": quantity, "merchandise": variant })
        })
        .collect();
    let codes: Vec<_> = codes
        .iter()
        .map(|(c, a)| json!({ "code": c, "applicable": a }))
        .collect();
    let warnings: Vec<_> = warnings
        .iter()
        .map(|code| json!({ "code": code, "message": "In Shopify's words.", "target": "x" }))
        .collect();
    json!({ "cartCreate": {
        "cart": {
            "id": "gid://shopify/Cart/c1", "checkoutUrl": "https://acme-demo.myshopify.com/cart/c/c1",
            "totalQuantity": total, "cost": { "totalAmount": { "amount": "58.0", "currencyCode": "USD" } },
            "discountCodes": codes, "lines": { "nodes": lines },
        },
        "userErrors": [],
        "warnings": warnings,
    } })
}
