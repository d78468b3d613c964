//! Catalogues: several pages, entries that cannot be used any more, pages that fail.

use std::fmt::Write as _;

use serde_json::{Value, json};

use super::{coupon, error, list, plan};
use crate::testing::golden::{Golden, with};
use crate::vendors::recurly::Recurly;

fn first(catalogue: &str) -> String {
    format!("GET /{catalogue}?limit=200&sort=updated_at&order=asc")
}

fn page(next: &str, rows: &[Value]) -> Value {
    json!({ "object": "list", "has_more": true, "next": next, "data": rows })
}

#[tokio::test]
async fn plans_over_two_pages() {
    let golden = Golden::new(&Recurly, &[]).await;
    let gold = with(plan("gold", "Gold", 19.99), json!({ "trial_length": 14 }));
    let old = with(
        plan("old", "Old", 5.0),
        json!({ "state": "inactive", "interval_length": 12, "pricing_model": "ramp" }),
    );
    let next = "/plans?cursor=abc%3A1&limit=200&sort=updated_at&order=asc";
    golden.json(
        &first("plans"),
        200,
        &page(next, std::slice::from_ref(&gold)),
    );
    golden.json(&format!("GET {next}"), 200, &list(&[gold, old]));
    insta::assert_snapshot!(golden.synced("plans").await);
    let progress = golden.tape.progress.lock().unwrap();
    assert_eq!(
        progress.iter().map(|p| p.what.as_str()).collect::<Vec<_>>(),
        ["Plans, page 1", "Plans, page 2"]
    );
}

#[tokio::test]
async fn coupons_in_every_state() {
    let golden = Golden::new(&Recurly, &[]).await;
    let of = |code: &str, fields: Value| {
        with(with(coupon(), json!({ "id": code, "code": code })), fields)
    };
    let rows = [
        coupon(),
        of(
            "FIVE",
            json!({ "discount": { "type": "fixed", "currencies": [{ "currency": "USD", "amount": 5.0 }, { "currency": "EUR", "amount": 4.5 }] }, "duration": "single_use", "redemption_resource": "subscription" }),
        ),
        of(
            "TRIAL",
            json!({ "discount": { "type": "free_trial" }, "duration": "billing_periods" }),
        ),
        of("GIFT", json!({ "coupon_type": "bulk", "name": "" })),
        of("OVER", json!({ "state": "expired" })),
        of("FULL", json!({ "state": "maxed_out" })),
        of(
            "LATE",
            json!({ "redeem_by": "2026-11-01T00:00:00Z", "applies_to_all_plans": false, "plans": [{ "code": "gold" }] }),
        ),
    ];
    golden.json(&first("coupons"), 200, &list(&rows));
    insta::assert_snapshot!(golden.synced("coupons").await);
}

#[tokio::test]
async fn usage_add_ons_alone_and_a_shared_code_once() {
    let golden = Golden::new(&Recurly, &[]).await;
    let of = |id: &str, code: &str, kind: &str, state: &str| json!({ "id": id, "plan_id": format!("p-{id}"), "code": code, "name": code, "add_on_type": kind, "usage_type": "price", "state": state });
    let rows = [
        of("1", "calls", "usage", "inactive"),
        of("2", "calls", "usage", "active"),
        of("3", "calls", "usage", "active"),
        of("4", "seats", "fixed", "active"),
        with(
            of("5", "share", "usage", "inactive"),
            json!({ "usage_type": "percentage" }),
        ),
    ];
    golden.json(&first("add_ons"), 200, &list(&rows));
    insta::assert_snapshot!(golden.synced("add_ons").await);
}

#[tokio::test]
async fn a_page_that_fails_spoils_the_whole() {
    let next = "/plans?cursor=2";
    let mut out = String::new();
    for (name, reply) in [
        (
            "refused",
            (403, error("invalid_permissions", "May not read plans")),
        ),
        ("the same page for ever", (200, page(next, &[]))),
        ("no way on", (200, json!({ "has_more": true, "data": [] }))),
        (
            "a row without an id",
            (200, list(&[json!({ "code": "x" })])),
        ),
        (
            "a row that cannot be read",
            (200, list(&[json!({ "id": "x", "code": 5 })])),
        ),
        (
            "elsewhere",
            (200, page("https://evil.invalid/plans?cursor=3", &[])),
        ),
        ("no list", (200, json!({ "data": [] }))),
    ] {
        let golden = Golden::new(&Recurly, &[]).await;
        golden.json(
            &first("plans"),
            200,
            &page(next, &[plan("gold", "Gold", 1.0)]),
        );
        golden.json(&format!("GET {next}"), reply.0, &reply.1);
        write!(out, "== {name}\n{}", golden.synced("plans").await).unwrap();
    }
    insta::assert_snapshot!(out);
}
