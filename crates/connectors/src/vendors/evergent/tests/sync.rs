//! The products.

use std::fmt::Write as _;

use insta::assert_snapshot;
use serde_json::json;

use super::{at, defaults, wrapped};
use crate::testing::golden::{Golden, received};
use crate::vendors::evergent::Evergent;
use crate::vendors::evergent::profile::Call;

#[tokio::test]
async fn base_url_replaces_the_domain() {
    let golden = Golden::new(
        &Evergent,
        &[
            ("domain", "rest-prod-acme.evergent.com/acme"),
            ("channel_partner_id", "DEMO_US"),
            ("base_url", "http://vendor/proxy/"),
        ],
    )
    .await;
    let none = json!({ "responseCode": "1", "productsResponseMessage": [] });
    golden.json(
        "POST /proxy/getProducts",
        200,
        &wrapped(Call::Products, &none),
    );
    assert_eq!(golden.synced("products").await, "[]");
}

#[tokio::test]
async fn products() {
    let golden = at(&defaults()).await;
    golden.json(
        "POST /acme/getProducts",
        200,
        &wrapped(
            Call::Products,
            &json!({ "responseCode": "1", "productsResponseMessage": [
                { "skuORQuickCode": "demo_monthly", "productName": "DM", "displayName": "Demo Monthly",
                  "productCategory": "Core", "retailPrice": 9.9, "currencyCode": "USD", "period": "MONTH",
                  "duration": 1, "serviceType": "PRODUCT", "renewable": true, "displayOrder": 1 },
                { "skuORQuickCode": "demo_quarter", "productName": "Quarter", "retailPrice": "25",
                  "currencyCode": "EUR", "period": "MONTH", "duration": "3" },
                { "skuORQuickCode": 4711 },
                { "skuORQuickCode": "demo_monthly", "displayName": "Demo Monthly, other channel" }
            ] }),
        ),
    );
    let items = golden.synced("products").await;
    let progress = format!("{:?}", golden.tape.progress.lock().unwrap());
    let received = received(&golden.vendor).await;
    assert_snapshot!(format!("{items}\n{progress}\n{received}"));
}

#[tokio::test]
async fn a_catalogue_that_cannot_be_read_is_an_error() {
    let mut text = String::new();
    for message in [
        json!({ "responseCode": "1" }),
        json!({ "responseCode": "1", "productsResponseMessage": {} }),
        json!({ "responseCode": "1", "productsResponseMessage": [{ "skuORQuickCode": "a" }, { "displayName": "b" }] }),
        json!({ "responseCode": "0" }),
    ] {
        let golden = at(&defaults()).await;
        golden.json(
            "POST /acme/getProducts",
            200,
            &wrapped(Call::Products, &message),
        );
        let _ = writeln!(text, "{}", golden.synced("products").await);
    }
    let golden = at(&defaults()).await;
    let _ = writeln!(text, "{}", golden.synced("coupons").await);
    assert_snapshot!(text);
}
