//! Whole-request tests: what Google receives, byte for byte, and every sentence that people read.

mod checks;
mod play;
mod pushes;

use serde_json::{Value, json};
use wiremock::ResponseTemplate;

use super::Google;
use crate::connector::Connector as _;
use crate::testing::golden::{Golden, Pairs};
use crate::testing::{account, keys, leaks, session_on};
use crate::{Kind, Road};

const TOKEN: &str = "POST /token";
const SEND: &str = "POST /v1/projects/acme-player/messages:send";
const TRAITS: Pairs = &[("fcm_token", "f1XyZ:APA91b-device_1")];
const NEEDED: Pairs = &[("title", "Hello"), ("body", "Test from Patchbay")];
/// A token that must turn up nowhere but in what Google receives.
const GRANTED: &str = "ya29.granted-token-4711";

async fn golden() -> Golden {
    Golden::new(
        &Google,
        &[
            ("product_ids", "gold_monthly\nsilver_monthly"),
            ("base_url", "http://vendor"),
        ],
    )
    .await
}

/// With the products of the Play Console, at the same scripted vendor.
async fn with_play() -> Golden {
    let values = [
        ("product_ids", "gold_monthly\nsilver_monthly"),
        ("package_name", "com.acme.player"),
        ("base_url", "http://vendor"),
    ];
    Golden::new(&Google, &values).await
}

fn token() -> Value {
    json!({ "access_token": GRANTED, "expires_in": 3599, "token_type": "Bearer" })
}

fn named() -> Value {
    json!({ "name": "projects/acme-player/messages/0:1766000000000000" })
}

fn answer(status: u16, body: &str) -> ResponseTemplate {
    // Retry-After says "not today", so that no test waits.
    ResponseTemplate::new(status)
        .insert_header("retry-after", "3600")
        .set_body_raw(body, "application/json")
}

/// A "no" as FCM words it; `code` is FCM's own.
fn no(status: u16, word: &str, message: &str, code: Option<&str>) -> ResponseTemplate {
    let mut error = json!({ "code": status, "message": message, "status": word });
    if let Some(code) = code {
        error["details"] = json!([{ "@type": "type.googleapis.com/google.firebase.fcm.v1.FcmError", "errorCode": code }]);
    }
    answer(status, &json!({ "error": error }).to_string())
}

#[tokio::test]
async fn a_purchase_is_handed_out() {
    let golden = golden().await;
    let mut all = String::new();
    for product in ["gold_monthly", "bronze"] {
        all += &golden
            .done("in_app_purchase", &[], &[("product_id", product)])
            .await;
    }
    all += &golden
        .not_planned("in_app_purchase", &[], &[("product_id", "Gold")])
        .await;
    insta::assert_snapshot!(all);
}

#[test]
fn what_settings_and_the_trait_take() {
    let kept = |key: &str, text: &str| Google.definition().setting(key).unwrap().kept(text);
    assert!(kept("service_account_json", &keys::service_account()).is_ok());
    let person = json!({ "type": "authorized_user", "private_key": keys::RSA }).to_string();
    for wrong in [
        keys::P8,
        "{",
        "[]",
        &person,
        &keys::service_account().replace("BEGIN PRIVATE", "BEGIN PUBLIC"),
    ] {
        let why = kept("service_account_json", wrong).unwrap_err();
        assert!(!leaks(&why), "{why}");
    }
    assert_eq!(
        kept("product_ids", "gold.m_1,0a").as_deref(),
        Ok("gold.m_1\n0a")
    );
    assert!(kept("product_ids", "Gold").is_err() && kept("product_ids", "_gold").is_err());
    assert_eq!(
        kept("package_name", " com.acme.player ").as_deref(),
        Ok("com.acme.player")
    );
    assert!(kept("package_name", "player").is_err() && kept("package_name", "com.1acme").is_err());
    assert!(kept("send_as", "topic").is_err());
    let judge = Google
        .definition()
        .trait_named("fcm_token")
        .unwrap()
        .normalise;
    assert_eq!(judge(" a:b \n").as_deref(), Ok("a:b"));
    for wrong in ["", "a b", &"a".repeat(4097)] {
        assert!(judge(wrong).is_err(), "{wrong}");
    }
}

/// The file must not lead a signed request to a stranger.
#[tokio::test]
async fn another_token_uri_is_taken_only_on_purpose() {
    let file = keys::service_account().replace(
        "https://oauth2.googleapis.com/token",
        "https://evil.example/token",
    );
    let secrets = [("service_account_json", file.as_str())];
    let road = Road::new();
    for values in [&[][..], &[("base_url", "http://127.0.0.1:9")]] {
        let (session, tape) = session_on(
            account(Google.definition(), values, &secrets).unwrap(),
            &road,
        );
        let error = session.check(&Google).await.unwrap_err();
        assert_eq!(
            (error.kind, error.field.as_deref()),
            (Kind::Invalid, Some("service_account_json"))
        );
        assert!(tape.exchanges.lock().unwrap().is_empty());
    }
    let golden = golden().await;
    golden.vendor.reply(TOKEN, answer(400, "{}"));
    let values = [("token_url", golden.vendor.url())];
    let values: Vec<_> = values.iter().map(|(k, v)| (*k, v.as_str())).collect();
    let (session, _) = session_on(
        account(Google.definition(), &values, &secrets).unwrap(),
        &road,
    );
    session.check(&Google).await.unwrap();
    let received = golden.vendor.transcript().await;
    assert!(
        received.contains(r#""aud":"https://evil.example/token""#),
        "{received}"
    );
}

/// Labels, helps and assumptions are read in review.
#[test]
fn the_definition_reads_well() {
    insta::assert_json_snapshot!(Google.definition());
}
