//! Apple: what APNs makes of a push, and the pages of App Store Connect. Tokens are signed here as any client would.

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair};
use base64::Engine as _;
use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD};
use reqwest::Method;
use serde_json::{Value, json};

use crate::{Rig, Said};

/// A token signed by that setting's key.
fn signed(rig: &Rig, key: &str, header: &Value, claims: &Value) -> String {
    let connectors = rig.sandbox.connectors();
    let apple = connectors.iter().find(|c| c.id == "apple").unwrap();
    let body: String = apple.secrets[key]
        .lines()
        .filter(|l| !l.starts_with("-----"))
        .collect();
    let der = BASE64_STANDARD.decode(body).unwrap();
    let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &der).unwrap();
    let part = |value: &Value| BASE64_URL_SAFE_NO_PAD.encode(value.to_string());
    let text = format!("{}.{}", part(header), part(claims));
    let signature = pair.sign(&SystemRandom::new(), text.as_bytes()).unwrap();
    format!(
        "bearer {text}.{}",
        BASE64_URL_SAFE_NO_PAD.encode(signature.as_ref())
    )
}

fn provider(rig: &Rig) -> String {
    let header = json!({ "alg": "ES256", "kid": "SANDBOXK01" });
    signed(
        rig,
        "key_p8",
        &header,
        &json!({ "iss": "PATCHBAY01", "iat": 1_795_262_400 }),
    )
}

fn store(rig: &Rig, lives: i64) -> String {
    let header = json!({ "alg": "ES256", "kid": "SANDBOXK02", "typ": "JWT" });
    let claims = json!({
        "iss": "5a5b0c5a-0000-4000-8000-0000000000a1", "aud": "appstoreconnect-v1",
        "iat": 1_795_262_400, "exp": 1_795_262_400 + lives,
    });
    signed(rig, "asc_key_p8", &header, &claims)
}

fn device(rig: &Rig, person: u32) -> String {
    let users = rig.sandbox.users();
    let user = users
        .iter()
        .find(|u| u.id == format!("cust-{person}"))
        .unwrap();
    user.traits["apns_token"].clone()
}

async fn push(rig: &Rig, token: &str, more: &[(&str, &str)], body: &str) -> Said {
    let bearer = provider(rig);
    let mut headers = vec![
        ("authorization", &*bearer),
        ("apns-topic", "app.patchbay.demo"),
        ("apns-push-type", "alert"),
    ];
    headers.retain(|(name, _)| !more.iter().any(|(other, _)| other == name));
    headers.extend(more.iter().filter(|(_, value)| !value.is_empty()));
    rig.call(
        Method::POST,
        &format!("/apple/3/device/{token}"),
        &headers,
        body.to_owned(),
    )
    .await
}

const HELLO: &str = r#"{"aps":{"alert":{"title":"Hello","body":"you"}}}"#;

#[tokio::test]
async fn what_becomes_of_a_push_is_the_devices_matter() {
    let rig = Rig::new().await;
    let here = device(&rig, 1001);
    let id = "6f0e2c1a-2d1b-4f57-9a61-2f6c5e0a7b11";
    let said = push(&rig, &here, &[("apns-id", id)], HELLO).await;
    assert_eq!(
        (said.status, said.header("apns-id"), &*said.text),
        (200, id, "")
    );
    for (token, status, reason) in [
        (device(&rig, 1007), 410, "Unregistered"),
        (device(&rig, 1012), 400, "BadDeviceToken"),
        ("0".repeat(64), 400, "BadDeviceToken"),
    ] {
        let said = push(&rig, &token, &[], HELLO).await;
        assert_eq!(
            (said.status, &said.json()["reason"]),
            (status, &json!(reason))
        );
    }
    assert_eq!(
        rig.sandbox.journal().iter().filter(|e| e.changed).count(),
        1
    );
    let note = &rig.sandbox.users()[0].note;
    assert!(note.contains("Apple: a device, 1 push."), "{note}");
}

#[tokio::test]
async fn a_wrong_token_topic_header_or_payload_has_its_own_word() {
    let rig = Rig::new().await;
    let here = device(&rig, 1001);
    let header = json!({ "alg": "ES256", "kid": "SANDBOXK01" });
    let stranger = signed(
        &rig,
        "asc_key_p8",
        &header,
        &json!({ "iss": "PATCHBAY01", "iat": 1 }),
    );
    let other_team = signed(
        &rig,
        "key_p8",
        &header,
        &json!({ "iss": "PATCHBAY02", "iat": 1 }),
    );
    let long = format!(r#"{{"aps":{{"alert":"{}"}}}}"#, "x".repeat(4_090));
    for (more, body, status, reason) in [
        (("authorization", ""), HELLO, 403, "MissingProviderToken"),
        (
            ("authorization", "bearer nothing"),
            HELLO,
            403,
            "InvalidProviderToken",
        ),
        (
            ("authorization", &*stranger),
            HELLO,
            403,
            "InvalidProviderToken",
        ),
        (
            ("authorization", &*other_team),
            HELLO,
            403,
            "InvalidProviderToken",
        ),
        (("apns-topic", ""), HELLO, 400, "MissingTopic"),
        (("apns-topic", "com.other"), HELLO, 400, "TopicDisallowed"),
        (("apns-push-type", "voip"), HELLO, 400, "InvalidPushType"),
        (("apns-push-type", "background"), HELLO, 400, "BadPriority"),
        (("apns-priority", "7"), HELLO, 400, "BadPriority"),
        (("apns-expiration", "soon"), HELLO, 400, "BadExpirationDate"),
        (("apns-id", "1"), HELLO, 400, "BadMessageId"),
        (("x", "y"), "", 400, "PayloadEmpty"),
        (
            ("x", "y"),
            r#"{"aps":{"mutable-content":1}}"#,
            400,
            "PayloadEmpty",
        ),
        (("x", "y"), &*long, 413, "PayloadTooLarge"),
    ] {
        let said = push(&rig, &here, &[more], body).await;
        assert_eq!(
            (said.status, &said.json()["reason"]),
            (status, &json!(reason)),
            "{more:?}"
        );
    }
    let journal = rig.sandbox.journal();
    assert!(journal.iter().all(|entry| !entry.changed));
    assert!(!format!("{journal:?}").contains(&stranger[7..]));
}

#[tokio::test]
async fn products_come_in_pages() {
    let rig = Rig::new().await;
    let bearer = store(&rig, 1200);
    let get = async |path: &str| {
        let headers = [("authorization", &*bearer)];
        rig.call(Method::GET, &format!("/apple{path}"), &headers, "")
            .await
    };
    let apps = get("/v1/apps?filter%5BbundleId%5D=app.patchbay.demo&limit=200")
        .await
        .json();
    assert_eq!(apps["data"].as_array().unwrap().len(), 2);
    let first = get("/v1/apps/6400000001/inAppPurchasesV2?limit=200")
        .await
        .json();
    assert_eq!(first["data"].as_array().unwrap().len(), 200);
    let second = get(first["links"]["next"].as_str().unwrap()).await.json();
    assert_eq!(second["data"].as_array().unwrap().len(), 15);
    assert_eq!(second["links"]["next"], Value::Null);
    let groups = get("/v1/apps/6400000001/subscriptionGroups?limit=200")
        .await
        .json();
    assert_eq!(groups["data"].as_array().unwrap().len(), 2);
    assert_eq!(
        get("/v1/subscriptionGroups/1/subscriptions").await.status,
        404
    );
    assert_eq!(get("/v1/apps?limit=201").await.status, 400);
}

#[tokio::test]
async fn the_store_has_a_key_of_its_own_and_short_tokens() {
    let rig = Rig::new().await;
    for bearer in [provider(&rig), store(&rig, 1201), "bearer x".to_owned()] {
        let said = rig
            .call(
                Method::GET,
                "/apple/v1/apps",
                &[("authorization", &bearer)],
                "",
            )
            .await;
        assert_eq!(
            (said.status, &said.json()["errors"][0]["code"]),
            (401, &json!("NOT_AUTHORIZED"))
        );
    }
}

#[tokio::test]
async fn products_are_the_seeds() {
    let rig = Rig::new().await;
    let bearer = store(&rig, 1200);
    crate::all::drawn_from_the_seed(
        &[
            "/apple/v1/apps/6400000001/inAppPurchasesV2",
            "/apple/v1/subscriptionGroups/21400001/subscriptions",
        ],
        &[("authorization", &bearer)],
    )
    .await;
}
