//! The lists: entries, several pages, and lists that do not end as they should.

use insta::assert_snapshot;
use serde_json::json;

use super::*;

const FIRST: &str = "GET /products?limit=100";

#[tokio::test]
async fn products() {
    let golden = golden().await;
    let bare =
        json!({ "id": "x", "status": "Suspended", "default_billing_plan": { "id": "ANNUAL" } });
    golden.json(FIRST, 200, &list(&[product("sports"), bare]));
    assert_snapshot!(golden.synced("products").await);
}

#[tokio::test]
async fn campaigns() {
    let golden = golden().await;
    let campaign = |fields| {
        let base = json!({ "campaign_id": "c-1", "name": "Save", "state": "Active", "campaign_type": "Promotion", "promotion_code": "SAVE10" });
        with(base, fields)
    };
    let rows = [
        campaign(
            json!({ "percentage_discount": 10, "cycles": 3, "offer_end_date": "2026-12-31T00:00:00Z" }),
        ),
        campaign(
            json!({ "promotion_code": "FLAT", "flat_amount_discount": { "amount": 2.5, "currency": "USD" } }),
        ),
        campaign(json!({ "promotion_code": "NEW", "restrict_to_new_subscription": true })),
        campaign(json!({ "promotion_code": "DONE", "state": "Complete" })),
        campaign(json!({ "promotion_code": null, "campaign_type": "Coupon" })),
    ];
    golden.json("GET /campaigns?limit=100", 200, &list(&rows));
    assert_snapshot!(golden.synced("campaigns").await);
}

fn page(ids: std::ops::Range<usize>, total: Option<usize>, next: Option<&str>) -> Value {
    let rows: Vec<_> = ids.map(|n| json!({ "id": format!("p{n}") })).collect();
    json!({ "object": "List", "data": rows, "total_count": total, "next": next })
}

const NEXT: &str = "/products?limit=100&starting_after=p2";

/// The last page has a link too: the total ends the list, an empty page, or a link that was followed.
#[tokio::test]
async fn pages() {
    let second = format!("GET {NEXT}");
    for (total, ends) in [
        (Some(5), vec![page(3..5, Some(5), Some(NEXT))]),
        (None, vec![page(3..5, None, None)]),
        (None, vec![page(3..5, None, Some(NEXT))]),
        (
            None,
            vec![
                page(3..5, None, Some("/products?limit=100&starting_after=p4")),
                page(0..0, None, None),
            ],
        ),
    ] {
        let golden = golden().await;
        golden.json(FIRST, 200, &page(0..3, total, Some(NEXT)));
        let lines = [second.as_str(), "GET /products?limit=100&starting_after=p4"];
        for (line, end) in lines.iter().zip(&ends) {
            golden.json(line, 200, end);
        }
        let items = golden.session.sync(&Vindicia, "products").await.unwrap();
        assert_eq!(items.len(), 5);
        golden.vendor.transcript().await;
    }
}

#[tokio::test]
async fn lists_that_fail() {
    let mut shown = String::new();
    let second = format!("GET {NEXT}");
    for (name, status, answer) in [
        ("ends early", 200, page(3..4, Some(9), None)),
        ("turns in circles", 200, page(0..3, Some(9), Some(NEXT))),
        ("empty before its end", 200, page(0..0, Some(9), Some(NEXT))),
        ("error", 200, error("Something")),
        ("without id", 200, list(&[json!({ "name": "x" })])),
        ("refused", 403, error("No")),
    ] {
        let golden = golden().await;
        golden.json(FIRST, 200, &page(0..3, Some(9), Some(NEXT)));
        golden.json(&second, status, &answer);
        section(&mut shown, name, &golden.synced("products").await);
    }
    let golden = golden().await;
    golden.json(
        FIRST,
        200,
        &page(0..3, Some(9), Some("https://evil.example/products")),
    );
    section(
        &mut shown,
        "leads elsewhere",
        &golden.synced("products").await,
    );
    assert_snapshot!(shown);
}
