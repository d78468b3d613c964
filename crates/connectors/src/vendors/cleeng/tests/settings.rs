//! Where it sends to, and what a check can come to.

use insta::assert_snapshot;
use serde_json::json;
use wiremock::ResponseTemplate;

use super::super::client::Client;
use super::*;
use crate::testing::session;

const OFFERS: &str = "GET /offers?status=all&type%5B%5D=subscription&page=1&limit=1";
const ROWS: &str = "GET /subscriptions?limit=1&offset=0";

#[test]
fn the_environment_says_where() {
    for (environment, host) in [
        ("production", "https://api.cleeng.com/3.1/subscriptions/7"),
        (
            "sandbox",
            "https://api.sandbox.cleeng.com/3.1/subscriptions/7",
        ),
    ] {
        let (session, _) = session(&Cleeng, &[("environment", environment)]);
        let request = Client::new(&session).unwrap().subscription("7").unwrap();
        assert_eq!(request.url.as_str(), host);
        assert!(Client::new(&session).unwrap().subscription("..").is_err());
    }
}

#[tokio::test]
async fn a_good_key() {
    let golden = golden().await;
    let some = ResponseTemplate::new(200)
        .set_body_json(json!([{ "offerId": "S1_US" }]))
        .insert_header("x-total-count", "42");
    golden.vendor.reply(OFFERS, some);
    golden.json(ROWS, 200, &json!([]));
    assert_snapshot!(golden.checked().await);
}

#[tokio::test]
async fn keys_that_are_not_good() {
    let mut shown = String::new();
    for (name, status, body) in [
        (
            "refused",
            401,
            json!({ "code": "UNAUTHORIZED", "message": "No" }),
        ),
        ("forbidden", 403, json!({ "message": "No" })),
        ("wrong place", 404, json!({})),
        ("said no", 400, json!({ "message": "limit" })),
        ("no list", 200, json!({ "ok": true })),
    ] {
        let golden = golden().await;
        golden.json(OFFERS, status, &body);
        section(&mut shown, name, &golden.checked().await);
    }
    let golden = golden().await;
    golden.json(OFFERS, 200, &json!([]));
    golden.json(ROWS, 403, &json!({ "message": "No" }));
    shown += "-- offers alone\n";
    shown += &golden.checked().await;
    let golden = super::golden().await;
    for _ in 0..3 {
        golden.json(OFFERS, 429, &json!({ "message": "slow" }));
    }
    shown += "-- too fast\n";
    shown += &golden.checked().await;
    assert_snapshot!(shown);
}
