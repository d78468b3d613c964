//! What a check proves.

use std::fmt::Write as _;

use insta::assert_snapshot;
use serde_json::{Value, json};
use wiremock::ResponseTemplate;

use super::{at, defaults, wrapped};
use crate::testing::CANARY;
use crate::vendors::evergent::Evergent;
use crate::vendors::evergent::profile::Call;

#[tokio::test]
async fn what_a_check_proves() {
    let answer = |message: Value| {
        ResponseTemplate::new(200).set_body_json(wrapped(Call::Products, &message))
    };
    let refusal = |code: &str, text: &str| {
        answer(
            json!({ "responseCode": "0", "failureMessage": [{ "errorCode": code, "errorMessage": text }] }),
        )
    };
    let products = |n: usize| {
        let list: Vec<_> = (0..n).map(|i| json!({ "skuORQuickCode": i })).collect();
        answer(json!({ "responseCode": "1", "productsResponseMessage": list }))
    };
    let cases = vec![
        ("products", products(2)),
        ("one product", products(1)),
        ("no products", products(0)),
        ("no list", answer(json!({ "responseCode": "1" }))),
        ("auth code", refusal("eV2134", "Invalid login")),
        (
            "auth code as a number",
            refusal("111111111", &format!("Bad key {CANARY}")),
        ),
        ("zone", refusal("eV1268", "No zone")),
        ("account", refusal("eV2327", "No account")),
        ("unknown code", refusal("eV9999", "Something else")),
        ("no reason", answer(json!({ "responseCode": "0" }))),
        ("another code", answer(json!({ "responseCode": "5" }))),
        (
            "web page",
            ResponseTemplate::new(200).set_body_string("<html>"),
        ),
        ("401", ResponseTemplate::new(401)),
        ("403", ResponseTemplate::new(403)),
        ("404", ResponseTemplate::new(404)),
        ("400", ResponseTemplate::new(400)),
        (
            "429",
            ResponseTemplate::new(429).insert_header("retry-after", "999"),
        ),
        (
            "503",
            ResponseTemplate::new(503).insert_header("retry-after", "999"),
        ),
    ];
    let mut text = String::new();
    for (name, reply) in cases {
        let golden = at(&defaults()).await;
        golden.vendor.reply("POST /acme/getProducts", reply);
        let _ = writeln!(text, "# {name}: {}", golden.checked().await);
    }
    assert_snapshot!(text);
}

#[tokio::test]
async fn a_check_without_a_connection_says_nothing_about_the_credentials() {
    let values = [
        ("domain", "http://127.0.0.1:0"),
        ("channel_partner_id", "DEMO_US"),
        ("base_url", "http://127.0.0.1:0"),
    ];
    let (session, _) = crate::testing::session(&Evergent, &values);
    let report = session.check(&Evergent).await.unwrap();
    assert_eq!(report.verdict, crate::Verdict::Unreachable);
}
