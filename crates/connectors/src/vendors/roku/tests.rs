//! Whole-request tests: what Roku Pay receives, byte for byte, and every sentence that people read.

use std::fmt::Write as _;

use serde_json::{Value, json};
use wiremock::ResponseTemplate;

use super::Roku;
use super::transaction::date;
use crate::connector::Connector as _;
use crate::testing::golden::{Golden, clean, shown_check, shown_error, with};
use crate::testing::{CANARY, account, intent, session_on};
use crate::{Kind, Road, Verdict};

const ID: &str = "6f0e2c1a-2d1b-4f57-9a61-2f6c5e0a7b11";
const LOOK_UP: &str =
    "GET /validate-transaction/canary-K3Y-9f8e7d6c5b4a/6f0e2c1a-2d1b-4f57-9a61-2f6c5e0a7b11";
/// The first id of a test's session.
const MADE_UP: &str =
    "GET /validate-transaction/canary-K3Y-9f8e7d6c5b4a/00000000-0000-0000-0000-000000000001";

async fn golden() -> Golden {
    let values = [
        ("product_ids", "gold_monthly\nsilver_monthly"),
        ("channel_id", "123456"),
        ("base_url", "http://vendor"),
    ];
    Golden::new(&Roku, &values).await
}

fn purchase() -> Value {
    json!({
        "status": 0, "errorCode": null, "errorMessage": null, "errorDetails": null,
        "transactionId": ID, "OriginalTransactionId": "11111111-2d1b-4f57-9a61-2f6c5e0a7b11",
        "productId": "gold_monthly", "productName": "Gold", "channelId": 123_456, "channelName": "Acme Player",
        "amount": 9.99, "tax": 0.8, "total": 10.79, "currency": "usd", "quantity": 1, "couponCode": "",
        "cancelled": false, "isEntitled": true, "purchaseDate": "/Date(1793534400000+0000)/",
        "originalPurchaseDate": "/Date(1790856000000+0000)/", "expirationDate": "/Date(1796126400000+0000)/",
        "rokuCustomerId": "c0ffee",
    })
}

fn no(message: &Value) -> Value {
    json!({ "status": 1, "errorMessage": message, "errorCode": null, "errorDetails": null })
}

/// What planning the look-up ends in when it is answered so.
async fn refused(reply: ResponseTemplate) -> String {
    let golden = golden().await;
    golden.vendor.reply(LOOK_UP, reply);
    golden
        .not_planned("validate_transaction", &[], &[("transaction_id", ID)])
        .await
}

fn answer(status: u16, body: &str) -> ResponseTemplate {
    // Retry-After says "not today", so that no test waits.
    ResponseTemplate::new(status)
        .insert_header("retry-after", "3600")
        .set_body_raw(body, "application/json")
}

#[tokio::test]
async fn a_purchase_is_handed_out() {
    let golden = golden().await;
    let mut all = String::new();
    for (product, kind) in [("gold_monthly", "upgrade"), ("bronze", "downgrade")] {
        let params = [("product_id", product), ("purchase_type", kind)];
        all += &golden.done("in_app_purchase", &[], &params).await;
    }
    insta::assert_snapshot!(all);
}

#[tokio::test]
async fn an_order_that_makes_no_sense_asks_nobody() {
    let golden = golden().await;
    let mut all = String::new();
    for (action, params) in [
        ("in_app_purchase", &[("product_id", "gold_monthly")][..]),
        (
            "in_app_purchase",
            &[("product_id", "gold monthly"), ("purchase_type", "upgrade")],
        ),
        (
            "in_app_purchase",
            &[
                ("product_id", "gold_monthly"),
                ("purchase_type", "purchase"),
            ],
        ),
        ("validate_transaction", &[]),
        ("validate_transaction", &[("transaction_id", "../refund")]),
    ] {
        all += &golden.not_planned(action, &[], params).await;
    }
    insta::assert_snapshot!(all);
    let (session, _) = session_on(account(Roku.definition(), &[], &[]).unwrap(), &Road::new());
    let intent = intent(
        &session,
        "validate_transaction",
        &[],
        &[("transaction_id", ID)],
    )
    .unwrap();
    let error = session.plan(&Roku, &intent).await.err().unwrap();
    assert_eq!(
        (error.kind, error.field.as_deref()),
        (Kind::Invalid, Some("roku_api_key"))
    );
    assert_eq!(
        error.message,
        "Validate transaction needs the Roku Pay API key"
    );
}

#[tokio::test]
async fn a_transaction_is_looked_up_and_nothing_more_is_sent() {
    let golden = golden().await;
    golden.json(LOOK_UP, 200, &purchase());
    // The ID is taken however it is written.
    let id = format!(" {} ", ID.to_uppercase());
    let params = [("transaction_id", id.as_str())];
    insta::assert_snapshot!(golden.done("validate_transaction", &[], &params).await);
}

#[tokio::test]
async fn a_transaction_of_another_channel_and_of_few_words() {
    let golden = golden().await;
    let other = with(
        purchase(),
        json!({ "channelId": "999", "isEntitled": "false", "cancelled": true }),
    );
    golden.json(LOOK_UP, 200, &other);
    let params = [("transaction_id", ID)];
    let mut all = golden.done("validate_transaction", &[], &params).await;
    all += "\n";
    golden.json(LOOK_UP, 200, &json!({ "status": 0, "transactionId": ID }));
    all += &golden.done("validate_transaction", &[], &params).await;
    insta::assert_snapshot!(all);
}

#[tokio::test]
async fn every_refusal_in_words() {
    let other = with(
        purchase(),
        json!({ "transactionId": "11111111-2d1b-4f57-9a61-2f6c5e0a7b11" }),
    );
    let cut = purchase().to_string();
    let mut all = String::new();
    for (what, reply) in [
        (
            "wrong key",
            answer(200, &no(&json!("UNAUTHORIZED")).to_string()),
        ),
        (
            "unknown",
            answer(200, &no(&json!("Transaction not found.")).to_string()),
        ),
        ("no reason", answer(200, &no(&Value::Null).to_string())),
        ("another one", answer(200, &other.to_string())),
        ("no status", answer(200, "{}")),
        ("status 7", answer(200, r#"{"status":7}"#)),
        ("cut off", answer(200, &cut[..60])),
        ("400", answer(400, "Invalid URI format.")),
        ("401", answer(401, "")),
        ("403", answer(403, "Forbidden")),
        ("404", answer(404, "")),
        ("429", answer(429, "")),
        ("500", answer(500, "<html>Oops</html>")),
        (
            "page",
            ResponseTemplate::new(200).set_body_raw("<html>Log in</html>", "text/html"),
        ),
        (
            "moved",
            ResponseTemplate::new(302).insert_header("location", "https://login.example/"),
        ),
    ] {
        write!(all, "# {what}\n{}", refused(reply).await).unwrap();
    }
    insta::assert_snapshot!(all);
}

#[tokio::test]
async fn the_products_are_those_that_were_typed() {
    let golden = golden().await;
    insta::assert_snapshot!(golden.synced("products").await);
}

#[tokio::test]
async fn what_a_check_comes_to() {
    let mut all = String::new();
    for (what, reply) in [
        (
            "good key",
            answer(200, &no(&json!("Transaction not found")).to_string()),
        ),
        (
            "wrong key",
            answer(200, &no(&json!("UNAUTHORIZED")).to_string()),
        ),
        ("no reason", answer(200, &no(&Value::Null).to_string())),
        ("anything goes", answer(200, &purchase().to_string())),
        ("400", answer(400, "Invalid URI format.")),
        ("403", answer(403, "")),
        ("429", answer(429, "")),
        ("503", answer(503, "")),
        ("page", answer(200, "<html>Log in</html>")),
    ] {
        let golden = golden().await;
        golden.vendor.reply(MADE_UP, reply);
        write!(all, "# {what}\n{}", golden.checked().await).unwrap();
    }
    let (session, tape) = session_on(account(Roku.definition(), &[], &[]).unwrap(), &Road::new());
    let report = session.check(&Roku).await.unwrap();
    assert!(tape.exchanges.lock().unwrap().is_empty());
    writeln!(all, "# no key\n{report:#?}").unwrap();
    insta::assert_snapshot!(all);
}

#[tokio::test]
async fn a_vendor_that_echoes_the_key_everywhere() {
    let golden = golden().await;
    let echo = with(
        purchase(),
        json!({ "productName": CANARY, "productId": CANARY, "channelName": format!("at {CANARY}") }),
    );
    golden.json(LOOK_UP, 200, &echo);
    let params = [("transaction_id", ID)];
    let done = golden.done("validate_transaction", &[], &params).await;
    // The path is the one place where it belongs; the transcript says CANARY there.
    assert_eq!(done.matches("CANARY").count(), 1, "{done}");
    assert!(done.contains("‹roku_api_key›"), "it was not tried: {done}");
    golden.json(LOOK_UP, 200, &no(&json!(format!("no such key: {CANARY}"))));
    let error = golden
        .plan("validate_transaction", &[], &params)
        .await
        .err()
        .unwrap();
    clean("error", &format!("{error:?}"));
    assert!(shown_error(&error, &golden.vendor).contains("‹roku_api_key›"));
    golden.json(MADE_UP, 403, &json!(CANARY));
    let report = golden.session.check(&Roku).await.unwrap();
    assert_eq!(report.verdict, Verdict::Refused);
    assert!(shown_check(&report, &golden.vendor).contains("‹roku_api_key›"));
    golden.vendor.transcript().await;
    let tape = golden.tape.text();
    clean("tape", &tape);
    assert!(
        tape.contains("validate-transaction/‹roku_api_key›"),
        "{tape}"
    );
}

#[test]
fn a_key_is_one_segment_and_is_never_repeated() {
    let kept = |key: &str, text: &str| Roku.definition().setting(key).unwrap().kept(text);
    assert_eq!(
        kept("roku_api_key", &format!(" {CANARY}\n")).as_deref(),
        Ok(CANARY)
    );
    for wrong in [
        format!("{CANARY}/x"),
        format!("{CANARY} x"),
        "..".to_owned(),
    ] {
        let why = kept("roku_api_key", &wrong).unwrap_err();
        assert!(!why.contains(CANARY), "{why}");
    }
    assert_eq!(kept("channel_id", " 123 ").as_deref(), Ok("123"));
    assert!(kept("channel_id", "12a").is_err());
    assert_eq!(kept("product_ids", "b, a\nb").as_deref(), Ok("b\na"));
    assert!(kept("product_ids", "gold monthly").is_err());
}

#[test]
fn dates_are_milliseconds_in_a_wrapper() {
    let at = |text: &str| date(&json!(text)).map(|at| at.to_string());
    assert_eq!(
        at("/Date(1796126400000+0000)/").as_deref(),
        Some("2026-12-01T12:00:00Z")
    );
    assert_eq!(
        at("/Date(1796126400000-0700)/").as_deref(),
        Some("2026-12-01T12:00:00Z")
    );
    assert_eq!(at("/Date(-1000)/").as_deref(), Some("1969-12-31T23:59:59Z"));
    for wrong in [
        "",
        "/Date()/",
        "/Date(é)/",
        "/Date(+)/",
        "2026-12-01",
        "/Date(9999999999999999999)/",
    ] {
        assert_eq!(at(wrong), None, "{wrong}");
    }
}

/// Labels, helps and assumptions are read in review.
#[test]
fn the_definition_reads_well() {
    insta::assert_json_snapshot!(Roku.definition());
}
