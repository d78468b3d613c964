//! Whole-request tests: what Apple receives, byte for byte, and every sentence that people read.

mod checks;
mod pushes;
mod store;

use serde_json::json;
use wiremock::ResponseTemplate;

use super::Apple;
use crate::connector::Connector as _;
use crate::testing::golden::{Golden, Pairs};
use crate::testing::{CANARY, keys};

const TOKEN: &str = "00fc13adff785122b4ad28809a3420982341241421348097878e577c991de8f0";
const SEND: &str =
    "POST /3/device/00fc13adff785122b4ad28809a3420982341241421348097878e577c991de8f0";
const PROBE: &str =
    "POST /3/device/0000000000000000000000000000000000000000000000000000000000000000";
const TRAITS: Pairs = &[("apns_token", TOKEN)];
const NEEDED: Pairs = &[("title", "Hello"), ("body", "Test from Patchbay")];
/// The first id of a test's session.
const ID: &str = "00000000-0000-0000-0000-000000000001";

const SETTINGS: [(&str, &str); 5] = [
    ("bundle_id", "com.acme.player"),
    ("team_id", "9Q8W7E6R5T"),
    ("key_id", "A1B2C3D4E5"),
    ("product_ids", "acme.gold.monthly\nacme.silver.monthly"),
    ("base_url", "http://vendor"),
];

/// A team without App Store Connect: its key alone, which every test account has, is not enough.
async fn golden() -> Golden {
    Golden::new(&Apple, &SETTINGS).await
}

/// A team with App Store Connect, at the same scripted vendor.
async fn with_store() -> Golden {
    let mut values = SETTINGS.to_vec();
    values.extend([
        ("asc_issuer_id", "57246542-96fe-1a63-e053-0824d011072a"),
        ("asc_key_id", "2X9R4HXF34"),
    ]);
    Golden::new(&Apple, &values).await
}

fn answer(status: u16, body: &str) -> ResponseTemplate {
    // Retry-After says "not today", so that no test waits.
    ResponseTemplate::new(status)
        .insert_header("retry-after", "3600")
        .set_body_raw(body, "application/json")
}

fn reason(status: u16, reason: &str) -> ResponseTemplate {
    answer(status, &json!({ "reason": reason }).to_string())
}

fn accepted() -> ResponseTemplate {
    ResponseTemplate::new(200).insert_header("apns-id", ID)
}

#[tokio::test]
async fn a_purchase_is_handed_out() {
    let golden = golden().await;
    let mut all = String::new();
    for params in [
        &[("product_id", "acme.gold.monthly")][..],
        &[
            ("product_id", "acme.bronze"),
            ("purchase_type", "downgrade"),
        ],
    ] {
        all += &golden.done("in_app_purchase", &[], params).await;
    }
    all += &golden
        .not_planned("in_app_purchase", &[], &[("product_id", "gold-1")])
        .await;
    insta::assert_snapshot!(all);
}

#[test]
fn what_settings_and_the_trait_take() {
    let kept = |key: &str, text: &str| Apple.definition().setting(key).unwrap().kept(text);
    assert_eq!(
        kept("bundle_id", " com.acme.Player-2 ").as_deref(),
        Ok("com.acme.Player-2")
    );
    assert!(kept("bundle_id", "player").is_err() && kept("bundle_id", "com.acme player").is_err());
    assert_eq!(kept("team_id", "9q8w7e6r5t").as_deref(), Ok("9Q8W7E6R5T"));
    assert!(kept("key_id", "AuthKey_A1B2C3D4E5").is_err());
    assert_eq!(
        kept("key_p8", &format!("\r\n{}\r\n", keys::P8)).as_deref(),
        Ok(keys::P8)
    );
    for wrong in [keys::RSA, keys::SEC1, keys::LOCKED, CANARY] {
        let why = kept("key_p8", wrong).unwrap_err();
        assert!(!crate::testing::leaks(&why), "{why}");
    }
    assert!(kept("environment", "test").is_err());
    assert!(kept("asc_issuer_id", "57246542").is_err());
    let judge = Apple
        .definition()
        .trait_named("apns_token")
        .unwrap()
        .normalise;
    assert_eq!(judge(&format!(" {TOKEN}\n")).as_deref(), Ok(TOKEN));
    for wrong in [
        "",
        "abc",
        &TOKEN[1..],
        &format!("<{TOKEN}>"),
        &"a".repeat(201),
    ] {
        assert!(judge(wrong).is_err(), "{wrong}");
    }
}

/// Labels, helps and assumptions are read in review.
#[test]
fn the_definition_reads_well() {
    insta::assert_json_snapshot!(Apple.definition());
}
