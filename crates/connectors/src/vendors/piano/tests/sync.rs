//! The lists: entries, several pages, and lists that do not end as they should.

use insta::assert_snapshot;
use serde_json::{Value, json};

use super::*;

const PROMOTIONS: &str =
    "GET /publisher/promotion/list?aid=aB3dE6gH9j&expired=active&offset=0&limit=100";

fn codes(promotion: &str) -> String {
    format!(
        "GET /publisher/promotion/code/list?aid=aB3dE6gH9j&promotion_id={promotion}&offset=0&limit=100"
    )
}

fn promotions() -> Value {
    good(json!({ "total": 2, "promotions": [
        { "promotion_id": "P1", "name": "Winter", "percentage_discount": 30, "end_date": 1_800_000_000, "status": "active" },
        { "promotion_id": "P2", "discount_amount": 2.5, "discount_currency": "USD", "end_date": 1_700_000_000 },
    ] }))
}

#[tokio::test]
async fn entries() {
    let golden = golden().await;
    golden.json(TERMS, 200, &terms(&[option("0")]));
    golden.json(PROMOTIONS, 200, &promotions());
    let mut shown = String::new();
    for catalogue in ["terms", "promotions"] {
        let items = golden.session.sync(&Piano, catalogue).await.unwrap();
        shown += &crate::testing::golden::shown_items(&items, &golden.vendor);
    }
    golden.vendor.transcript().await;
    assert_snapshot!(shown);
}

#[tokio::test]
async fn codes_of_every_promotion() {
    let golden = golden().await;
    golden.json(PROMOTIONS, 200, &promotions());
    let rows = json!([{ "code": "W-1", "state": "available" }, { "promotion_code": "W-2", "state": "used" }]);
    golden.json(
        &codes("P1"),
        200,
        &good(json!({ "promotion_codes": rows, "total": 2 })),
    );
    let rows = json!([{ "code": "W-1" }]);
    golden.json(
        &codes("P2"),
        200,
        &good(json!({ "promotion_codes": rows, "total": 1 })),
    );
    assert_snapshot!(golden.synced("promo_codes").await);
}

fn page(range: std::ops::Range<usize>, total: Option<usize>) -> Value {
    let rows: Value = range
        .map(|n| json!({ "term_id": format!("T{n}"), "name": "x" }))
        .collect();
    good(json!({ "terms": rows, "total": total }))
}

#[tokio::test]
async fn pages() {
    let second = TERMS.replace("offset=0", "offset=100");
    for total in [Some(130), None] {
        let golden = golden().await;
        golden.json(TERMS, 200, &page(0..100, total));
        golden.json(&second, 200, &page(100..130, total));
        assert_eq!(
            golden.session.sync(&Piano, "terms").await.unwrap().len(),
            130
        );
        golden.vendor.transcript().await;
    }
}

#[tokio::test]
async fn lists_that_fail() {
    let mut shown = String::new();
    let second = TERMS.replace("offset=0", "offset=100");
    for (name, answer) in [
        ("the same page again", page(0..100, Some(200))),
        ("no more", page(0..0, Some(200))),
        ("failure", bad(2, "Access denied")),
        ("no list", good(json!({}))),
        (
            "without id",
            good(json!({ "terms": [{ "name": "x" }], "total": 101 })),
        ),
    ] {
        let golden = golden().await;
        golden.json(TERMS, 200, &page(0..100, Some(200)));
        golden.json(&second, 200, &answer);
        section(&mut shown, name, &golden.synced("terms").await);
    }
    assert_snapshot!(shown);
}
