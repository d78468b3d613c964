//! The check: each verdict that it can come to. The phone numbers: pages, archived entries, pages that fail.

use std::fmt::Write as _;

use serde_json::{Value, json};
use wiremock::ResponseTemplate;

use super::{ACCOUNT, KEY, NUMBERS, SERVICE, SID, answer, golden, no, with};

const FROM: &str = "+14155550100";

fn account(status: &str) -> Value {
    json!({ "sid": SID, "friendly_name": "Acme", "status": status, "type": "Full" })
}

fn number(number: &str, sms: bool) -> Value {
    json!({
        "phone_number": number, "friendly_name": format!("Line {number}"),
        "capabilities": { "voice": true, "sms": sms, "mms": false },
    })
}

fn page(rows: &[Value], next: Option<&str>) -> Value {
    json!({ "incoming_phone_numbers": rows, "next_page_uri": next })
}

fn look() -> String {
    format!("{NUMBERS}?PageSize=20&PhoneNumber=%2B14155550100")
}

#[tokio::test]
async fn what_an_account_comes_to() {
    let mut all = String::new();
    for (what, reply) in [
        ("suspended", answer(200, &account("suspended"))),
        ("closed", answer(200, &account("closed"))),
        ("no status", answer(200, &json!({ "sid": SID }))),
        (
            "another account",
            answer(200, &json!({ "sid": "AC1", "status": "active" })),
        ),
        ("401", no(401, 20003, "Authenticate")),
        ("403", no(403, 20403, "Forbidden")),
        (
            "404",
            no(404, 20404, "The requested resource was not found"),
        ),
        ("429", no(429, 20429, "Too Many Requests")),
        ("500", answer(500, &json!({}))),
        (
            "page",
            ResponseTemplate::new(200).set_body_raw("<html>Log in</html>", "text/html"),
        ),
    ] {
        let golden = golden().await;
        golden.vendor.reply(ACCOUNT, reply);
        write!(all, "# {what}\n{}", golden.checked().await).unwrap();
    }
    insta::assert_snapshot!(all);
}

#[tokio::test]
async fn what_a_sender_comes_to() {
    let mut all = String::new();
    for (what, reply) in [
        (
            "good",
            answer(
                200,
                &page(&[number("+1141555501000", false), number(FROM, true)], None),
            ),
        ),
        (
            "voice alone",
            answer(200, &page(&[number(FROM, false)], None)),
        ),
        (
            "not there",
            answer(200, &page(&[number("+1141555501000", true)], None)),
        ),
        ("no right", no(403, 20403, "Forbidden")),
        ("no list", answer(200, &json!({}))),
    ] {
        let golden = golden().await;
        golden.json(ACCOUNT, 200, &account("active"));
        golden.vendor.reply(&look(), reply);
        write!(all, "# {what}\n{}", golden.checked().await).unwrap();
    }
    insta::assert_snapshot!(all);
}

/// A trial account; a messaging service, which is not looked at; an API key, which may not read the account.
#[tokio::test]
async fn other_accounts() {
    let mut all = String::new();
    let golden = with(&[("from", SERVICE)]).await;
    let mut trial = account("active");
    trial["type"] = "Trial".into();
    golden.json(ACCOUNT, 200, &trial);
    all += &golden.checked().await;

    let golden = with(&[("from", FROM), ("api_key_sid", KEY)]).await;
    golden.json(&format!("{NUMBERS}?PageSize=1"), 200, &page(&[], None));
    golden.json(&look(), 200, &page(&[number(FROM, true)], None));
    all += &golden.checked().await;
    insta::assert_snapshot!(all);
}

#[tokio::test]
async fn phone_numbers_over_two_pages() {
    let golden = golden().await;
    let path = NUMBERS.strip_prefix("GET ").unwrap();
    let next = format!("{path}?PageSize=50&Page=1&PageToken=PAPN1");
    golden.json(
        &format!("{NUMBERS}?PageSize=50"),
        200,
        &page(
            &[number("+14155550100", true), number("+14155550101", false)],
            Some(&next),
        ),
    );
    golden.json(
        &format!("GET {next}"),
        200,
        &page(
            &[json!({ "phone_number": "+14155550102", "capabilities": {} })],
            None,
        ),
    );
    insta::assert_snapshot!(golden.synced("phone_numbers").await);
}

#[tokio::test]
async fn a_page_that_fails_is_no_catalogue() {
    let path = NUMBERS.strip_prefix("GET ").unwrap();
    let next = format!("{path}?PageSize=50&Page=1");
    let first = page(&[number("+14155550100", true)], Some(&next));
    let mut all = String::new();
    for (what, second) in [
        ("500", answer(500, &json!({}))),
        ("403", no(403, 20403, "Forbidden")),
        ("no rows", answer(200, &json!({}))),
        (
            "no number",
            answer(200, &page(&[json!({ "capabilities": {} })], None)),
        ),
        (
            "no capabilities",
            answer(200, &page(&[json!({ "phone_number": "+1" })], None)),
        ),
        ("round in a circle", answer(200, &first)),
        (
            "elsewhere",
            answer(200, &page(&[], Some("https://evil.example/numbers"))),
        ),
    ] {
        let golden = golden().await;
        golden.json(&format!("{NUMBERS}?PageSize=50"), 200, &first);
        golden.vendor.reply(&format!("GET {next}"), second);
        write!(all, "# {what}\n{}", golden.synced("phone_numbers").await).unwrap();
    }
    insta::assert_snapshot!(all);
}
