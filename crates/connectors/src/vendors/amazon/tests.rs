//! Whole-request tests: what Amazon receives, byte for byte, and every sentence that people read.

use std::fmt::Write as _;

use serde_json::{Value, json};
use wiremock::ResponseTemplate;

use super::Amazon;
use crate::connector::Connector as _;
use crate::testing::golden::{Golden, Pairs, clean, retargeted, shown_check, shown_report};
use crate::testing::{CANARY, raw};
use crate::{Kind, Outcome};

const TOKEN: &str = "POST /auth/O2/token";
const SEND: &str = "POST /messaging/registrations/amzn1.adm-registration.v3.Y29sb246LzE/messages";
const DEVICE: &str = "amzn1.adm-registration.v3.Y29sb246LzE";
const TRAITS: Pairs = &[("adm_registration_id", DEVICE)];
const NEEDED: Pairs = &[("title", "Hello"), ("body", "Test from Patchbay")];
/// A token that must turn up nowhere but in what Amazon receives.
const GRANTED: &str = "Atc|granted-token-4711";

async fn golden() -> Golden {
    let values = [
        ("client_id", "amzn1.application-oa2-client.0a1b"),
        ("skus", "acme.gold.month\nacme.silver.month"),
        ("base_url", "http://vendor"),
    ];
    Golden::new(&Amazon, &values).await
}

fn token() -> Value {
    json!({ "access_token": GRANTED, "expires_in": 3600, "scope": "messaging:push", "token_type": "Bearer" })
}

fn sent() -> ResponseTemplate {
    ResponseTemplate::new(200)
        .insert_header("x-amzn-requestid", "req-1")
        .set_body_json(json!({ "registrationID": DEVICE }))
}

/// What sending comes to when it is answered so.
async fn answered(reply: ResponseTemplate) -> (Outcome, String) {
    let golden = golden().await;
    golden.json(TOKEN, 200, &token());
    golden.vendor.reply(SEND, reply);
    let plan = golden.plan("send_test_push", TRAITS, NEEDED).await.unwrap();
    let report = golden.session.run(&Amazon, &plan).await;
    golden.vendor.transcript().await;
    (report.outcome, shown_report(&report, &golden.vendor))
}

fn answer(status: u16, body: &str) -> ResponseTemplate {
    // Retry-After says "not today", so that no test waits.
    ResponseTemplate::new(status)
        .insert_header("retry-after", "3600")
        .set_body_raw(body, "application/json")
}

#[tokio::test]
async fn a_push_with_only_what_it_needs() {
    let golden = golden().await;
    golden.json(TOKEN, 200, &token());
    golden.vendor.reply(SEND, sent());
    let done = golden.done("send_test_push", TRAITS, NEEDED).await;
    insta::assert_snapshot!(done);
}

#[tokio::test]
async fn a_push_with_everything() {
    let golden = golden().await;
    golden.json(TOKEN, 200, &token());
    golden.vendor.reply(SEND, sent());
    let params = [
        ("title", "Grüße"),
        ("body", "Dein Abo läuft"),
        ("data", r#"{"campaign":"winter","link":"app://offers?a=b"}"#),
        ("consolidation_key", "test"),
        ("expires_after", "86400"),
        ("priority", "normal"),
    ];
    let done = golden.done("send_test_push", TRAITS, &params).await;
    insta::assert_snapshot!(done);
}

/// The app may want other names; an id may hold anything, and leads nowhere else.
#[tokio::test]
async fn other_data_keys_and_an_odd_registration() {
    let values = [
        ("client_id", "amzn1.application-oa2-client.0a1b"),
        ("title_key", "t"),
        ("body_key", "b"),
        ("base_url", "http://vendor/proxy"),
    ];
    let golden = Golden::new(&Amazon, &values).await;
    let traits = [("adm_registration_id", "amzn1:a/../b?c=%2e#é")];
    let plan = golden
        .plan("send_test_push", &traits, NEEDED)
        .await
        .unwrap();
    let step = &golden.session.view(&plan).steps[0];
    assert!(
        step.url.ends_with(
            "/proxy/messaging/registrations/amzn1:a%2F..%2Fb%3Fc=%252e%23%C3%A9/messages"
        ),
        "{}",
        step.url
    );
    assert_eq!(
        step.body.as_ref().unwrap()["data"],
        json!({ "t": "Hello", "b": "Test from Patchbay" })
    );
    golden.vendor.transcript().await;
}

#[tokio::test]
async fn a_purchase_is_handed_out() {
    let golden = golden().await;
    let mut all = String::new();
    for sku in ["acme.gold.month", "acme.bronze"] {
        all += &golden
            .done("in_app_purchase", &[], &[("product_id", sku)])
            .await;
    }
    insta::assert_snapshot!(all);
    insta::assert_snapshot!(golden.synced("products").await);
}

#[tokio::test]
async fn an_order_that_makes_no_sense_asks_nobody() {
    let golden = golden().await;
    let long = format!(r#"{{"a":"{}"}}"#, "x".repeat(3_900));
    let text = "y".repeat(2_000);
    let words = "ü".repeat(200);
    let mut all = String::new();
    for (traits, params) in [
        (&[][..], NEEDED),
        (&[("adm_registration_id", "a b")], NEEDED),
        (TRAITS, &[("title", "Hello")]),
        (
            TRAITS,
            &[("title", "a"), ("body", "b"), ("data", r#"{"n":1}"#)],
        ),
        (
            TRAITS,
            &[
                ("title", "a"),
                ("body", "b"),
                ("data", r#"{"message":"c"}"#),
            ],
        ),
        (
            TRAITS,
            &[("title", "a"), ("body", "b"), ("expires_after", "59")],
        ),
        (
            TRAITS,
            &[("title", &words), ("body", &text), ("data", &long)],
        ),
    ] {
        all += &golden.not_planned("send_test_push", traits, params).await;
    }
    let odd = [("product_id", "gold month")];
    all += &golden.not_planned("in_app_purchase", &[], &odd).await;
    insta::assert_snapshot!(all);
}

#[tokio::test]
async fn every_refusal_in_words() {
    let reason =
        |status: u16, reason: &str| answer(status, &json!({ "reason": reason }).to_string());
    let mut all = String::new();
    for (what, reply) in [
        ("400", reason(400, "InvalidRegistrationId")),
        ("400", reason(400, "Unregistered")),
        ("400", reason(400, "InvalidData")),
        ("400", reason(400, "InvalidConsolidationKey")),
        ("400", reason(400, "InvalidExpiration")),
        ("400", reason(400, "InvalidChecksum")),
        ("400", reason(400, "InvalidType")),
        ("400", reason(400, "SomethingNew")),
        ("401", reason(401, "AccessTokenExpired")),
        ("413", reason(413, "MessageTooLarge")),
        ("429", reason(429, "MaxRateExceeded")),
        ("403", answer(403, "")),
        ("404", answer(404, "{}")),
        ("page", answer(403, "<html>Blocked</html>")),
    ] {
        let (outcome, shown) = answered(reply).await;
        assert_ne!(outcome, Outcome::Succeeded);
        assert_ne!(outcome, Outcome::Unknown, "{what}: nothing was sent");
        write!(all, "# {what}\n{shown}").unwrap();
    }
    insta::assert_snapshot!(all);
}

#[tokio::test]
async fn an_answer_that_does_not_tell_is_unknown() {
    let mut all = String::new();
    for (what, reply) in [
        ("500", answer(500, "")),
        ("503", answer(503, "{}")),
        ("nothing in it", answer(200, "{}")),
        ("cut off", answer(200, r#"{"registrationID":"amzn1"#)),
        ("page", answer(200, "<html>Log in</html>")),
        (
            "moved",
            ResponseTemplate::new(302).insert_header("location", "https://login.example/"),
        ),
    ] {
        let (outcome, shown) = answered(reply).await;
        assert_eq!(outcome, Outcome::Unknown, "{what}");
        write!(all, "# {what}\n{shown}").unwrap();
    }
    insta::assert_snapshot!(all);
}

#[tokio::test]
async fn a_device_with_a_new_id_is_told() {
    let reply = answer(200, r#"{"registrationID":"amzn1.adm-registration.v3.new"}"#);
    insta::assert_snapshot!(answered(reply).await.1);
}

#[tokio::test]
async fn a_lost_answer_is_unknown_and_was_sent_once() {
    let golden = golden().await;
    let plan = golden.plan("send_test_push", TRAITS, NEEDED).await.unwrap();
    golden.json(TOKEN, 200, &token());
    let report = golden.lost(&plan).await;
    assert_eq!(report.outcome, Outcome::Unknown);
    let hint = report.error.unwrap().hint.unwrap();
    assert_eq!(
        hint,
        "Look at the device before repeating it: the change may have been made. It was sent once and not again"
    );
}

/// Without a token nothing leaves, so nothing is in doubt.
#[tokio::test]
async fn a_token_that_is_not_given_out_sends_nothing() {
    let golden = golden().await;
    let plan = golden.plan("send_test_push", TRAITS, NEEDED).await.unwrap();
    for (status, outcome) in [(401, Outcome::Refused), (503, Outcome::Failed)] {
        let said = json!({ "error": "invalid_client", "error_description": "Client authentication failed" });
        golden
            .vendor
            .reply(TOKEN, answer(status, &said.to_string()));
        assert_eq!(golden.session.run(&Amazon, &plan).await.outcome, outcome);
    }
    golden.vendor.transcript().await;
}

#[tokio::test]
async fn a_token_is_asked_for_once_and_again_when_it_has_expired() {
    let golden = golden().await;
    golden.json(TOKEN, 200, &token());
    golden.vendor.reply(SEND, sent());
    golden
        .vendor
        .reply(SEND, answer(401, r#"{"reason":"AccessTokenExpired"}"#));
    golden.json(TOKEN, 200, &token());
    golden.vendor.reply(SEND, sent());
    for outcome in [Outcome::Succeeded, Outcome::Refused, Outcome::Succeeded] {
        let plan = golden.plan("send_test_push", TRAITS, NEEDED).await.unwrap();
        assert_eq!(golden.session.run(&Amazon, &plan).await.outcome, outcome);
    }
    golden.vendor.transcript().await;
}

#[tokio::test]
async fn what_a_check_comes_to() {
    let error = |word: &str| {
        json!({ "error": word, "error_description": format!("{word}, in words") }).to_string()
    };
    let mut all = String::new();
    for (what, reply) in [
        ("good", ResponseTemplate::new(200).set_body_json(token())),
        ("wrong", answer(401, &error("invalid_client"))),
        ("no ADM", answer(400, &error("invalid_scope"))),
        ("not allowed", answer(400, &error("unauthorized_client"))),
        ("reason", answer(400, r#"{"reason":"invalid_request"}"#)),
        ("403", answer(403, "")),
        ("429", answer(429, "")),
        ("500", answer(500, "<html>Oops</html>")),
        ("page", answer(200, "<html>Log in</html>")),
        ("no token", answer(200, "{}")),
    ] {
        let golden = golden().await;
        golden.vendor.reply(TOKEN, reply);
        write!(all, "# {what}\n{}", golden.checked().await).unwrap();
    }
    let values = [("client_id", "12345"), ("base_url", "http://vendor")];
    let odd = Golden::new(&Amazon, &values).await;
    odd.vendor
        .reply(TOKEN, answer(401, &error("invalid_client")));
    write!(all, "# an odd client ID\n{}", odd.checked().await).unwrap();
    insta::assert_snapshot!(all);
}

#[tokio::test]
async fn a_vendor_that_echoes_secrets_everywhere() {
    let golden = golden().await;
    golden.json(TOKEN, 200, &token());
    let echo = format!("{CANARY} and {GRANTED}");
    let reply = json!({ "registrationID": echo });
    golden
        .vendor
        .reply(SEND, ResponseTemplate::new(200).set_body_json(reply));
    golden
        .vendor
        .reply(SEND, answer(400, &json!({ "reason": echo }).to_string()));
    let mut all = String::new();
    for _ in 0..2 {
        let plan = golden.plan("send_test_push", TRAITS, NEEDED).await.unwrap();
        let report = golden.session.run(&Amazon, &plan).await;
        write!(all, "{report:?}\n{}", shown_report(&report, &golden.vendor)).unwrap();
    }
    let reply = json!({ "error": "no", "error_description": CANARY });
    golden.vendor.reply(TOKEN, answer(400, &reply.to_string()));
    let report = golden.session.check(&Amazon).await.unwrap();
    all += &shown_check(&report, &golden.vendor);
    // What a person pasted into a text is sent, and shown nowhere.
    let params = [("title", CANARY), ("body", "b")];
    let plan = golden
        .plan("send_test_push", TRAITS, &params)
        .await
        .unwrap();
    write!(all, "{:?}", golden.session.view(&plan)).unwrap();
    golden.vendor.transcript().await;
    all += &golden.tape.text();
    clean("texts", &all);
    assert!(
        !all.contains(GRANTED) && all.contains("‹client_secret›") && all.contains("‹token›"),
        "{all}"
    );
}

/// A proxy that answers from elsewhere must not be taken for the vendor.
#[tokio::test]
async fn a_refusal_that_only_looks_like_one() {
    let golden = golden().await;
    golden.json(TOKEN, 200, &token());
    let plan = golden.plan("send_test_push", TRAITS, NEEDED).await.unwrap();
    let (url, _) =
        raw(|_| b"HTTP/1.1 400 Bad\r\ncontent-length: 13\r\n\r\n<h1>Bad</h1>\n".to_vec()).await;
    let plan = retargeted(&plan, &golden.vendor.url(), &url);
    let report = golden.session.run(&Amazon, &plan).await;
    assert_eq!(report.outcome, Outcome::Failed);
    assert_eq!(report.error.unwrap().kind, Kind::Malformed);
}

#[test]
fn what_settings_and_the_trait_take() {
    let kept = |key: &str, text: &str| Amazon.definition().setting(key).unwrap().kept(text);
    assert_eq!(kept("skus", "A.b-c_1, A.b-c_1").as_deref(), Ok("A.b-c_1"));
    assert!(kept("skus", "gold month").is_err());
    assert!(kept("title_key", "a b").is_err());
    assert!(
        !kept("client_secret", &format!("{CANARY} x"))
            .unwrap_err()
            .contains(CANARY)
    );
    let judge = Amazon
        .definition()
        .trait_named("adm_registration_id")
        .unwrap()
        .normalise;
    assert_eq!(judge(&format!(" {DEVICE}\n")).as_deref(), Ok(DEVICE));
    for wrong in ["", "a b", "..", "a\tb"] {
        assert!(judge(wrong).is_err(), "{wrong}");
    }
}

/// Labels, helps and assumptions are read in review.
#[test]
fn the_definition_reads_well() {
    insta::assert_json_snapshot!(Amazon.definition());
}
