//! The offers: several pages, inactive ones, and lists that do not end as they should.

use insta::assert_snapshot;
use serde_json::{Value, json};
use wiremock::ResponseTemplate;

use super::*;

fn page(number: usize) -> String {
    format!("GET /offers?status=all&type%5B%5D=subscription&page={number}&limit=100")
}

fn offers(ids: std::ops::Range<usize>) -> Value {
    ids.map(|n| json!({ "offerId": format!("S{n}_US"), "title": format!("Offer {n}") }))
        .collect()
}

fn counted(rows: &Value, total: usize) -> ResponseTemplate {
    ResponseTemplate::new(200)
        .set_body_json(rows)
        .insert_header("x-total-count", total.to_string())
}

#[tokio::test]
async fn entries() {
    let golden = golden().await;
    golden.json(
        &page(1),
        200,
        &json!([
            { "offerId": "S1_US", "title": "Basic", "price": 7.99, "currency": "USD", "period": "month", "freeDays": 7, "active": true },
            { "offerId": "S2_DE", "offerTitle": "Alt", "price": "4.5", "currency": "EUR", "active": false },
            { "id": "S3_US", "period": "year" },
        ]),
    );
    assert_snapshot!(golden.synced("offers").await);
}

#[tokio::test]
async fn pages_by_length() {
    let golden = golden().await;
    golden.json(&page(1), 200, &offers(0..100));
    golden.json(&page(2), 200, &offers(95..130));
    assert_eq!(
        golden.session.sync(&Cleeng, "offers").await.unwrap().len(),
        130
    );
    golden.vendor.transcript().await;
    // The same page again: the list has no more.
    let golden = super::golden().await;
    golden.json(&page(1), 200, &offers(0..100));
    golden.json(&page(2), 200, &offers(0..100));
    assert_eq!(
        golden.session.sync(&Cleeng, "offers").await.unwrap().len(),
        100
    );
}

/// Where the total is told, it counts: pages may be shorter than asked for.
#[tokio::test]
async fn pages_by_the_total() {
    let golden = golden().await;
    golden.vendor.reply(&page(1), counted(&offers(0..15), 20));
    golden.vendor.reply(&page(2), counted(&offers(15..20), 20));
    assert_eq!(
        golden.session.sync(&Cleeng, "offers").await.unwrap().len(),
        20
    );
    golden.vendor.transcript().await;
    let golden = super::golden().await;
    golden.vendor.reply(&page(1), counted(&offers(0..15), 20));
    golden.vendor.reply(&page(2), counted(&offers(0..15), 20));
    assert_snapshot!(golden.synced("offers").await);
}

#[tokio::test]
async fn lists_that_fail() {
    let mut shown = String::new();
    for (name, status, body) in [
        ("no list", 200, json!({ "offers": [] })),
        ("without id", 200, json!([{ "title": "Basic" }])),
        ("refused", 403, json!({ "message": "No" })),
    ] {
        let golden = golden().await;
        golden.json(&page(1), 200, &offers(0..100));
        golden.json(&page(2), status, &body);
        section(&mut shown, name, &golden.synced("offers").await);
    }
    assert_snapshot!(shown);
}
