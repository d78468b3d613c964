//! What a check proves, right by right.

use serde_json::{Value, json};

use super::{customer, golden, list, refusal};
use crate::testing::golden::Golden;

const READS: [&str; 6] = [
    "GET /v1/prices?limit=1",
    "GET /v1/customers?limit=1",
    "GET /v1/subscriptions?limit=1",
    "GET /v1/products?limit=1",
    "GET /v1/coupons?limit=1",
    "GET /v1/promotion_codes?limit=1",
];

fn forbidden(right: &str) -> Value {
    let message = format!(
        "The provided key 'rk_test_*' does not have the required permissions for this endpoint on account 'acct_1'. Having the '{right}' permission would allow this request to continue."
    );
    json!({ "error": { "type": "invalid_request_error", "message": message } })
}

async fn answering(answer: impl Fn(usize) -> (u16, Value)) -> Golden {
    let golden = golden().await;
    for (n, line) in READS.iter().enumerate() {
        let (status, body) = answer(n);
        golden.json(line, status, &body);
    }
    golden
}

#[tokio::test]
async fn all_rights() {
    let golden = answering(|n| match n {
        1 => (200, list(&[customer("cus_1")])),
        _ => (200, list(&[])),
    })
    .await;
    insta::assert_snapshot!(golden.checked().await);
}

#[tokio::test]
async fn a_right_is_missing() {
    let golden = answering(|n| match n {
        0 | 3 => (403, forbidden("rak_product_read")),
        _ => (200, list(&[])),
    })
    .await;
    insta::assert_snapshot!(golden.checked().await);
}

#[tokio::test]
async fn no_right_at_all() {
    let golden = answering(|_| (403, forbidden("rak_customer_read"))).await;
    let shown = golden.checked().await;
    assert!(
        shown.starts_with(
            "Refused\nCredentials: Refused: Stripe knows the key, but lets it read nothing"
        ),
        "{shown}"
    );
}

#[tokio::test]
async fn a_key_that_is_not_accepted() {
    let golden = golden().await;
    let body = refusal(
        "invalid_request_error",
        "",
        "Invalid API Key provided: rk_test_****abcd",
    );
    golden.json(READS[0], 401, &body);
    insta::assert_snapshot!(golden.checked().await);
}

#[tokio::test]
async fn trouble_in_the_middle_ends_the_check() {
    let golden = golden().await;
    golden.json(READS[0], 200, &list(&[]));
    golden.json(READS[1], 200, &json!({ "object": "list" }));
    let shown = golden.checked().await;
    assert!(shown.starts_with("Unknown\nCredentials: Proven"), "{shown}");
    assert!(shown.contains("Read customers: Unknown"), "{shown}");
}
