//! Google: tokens for signed requests, what FCM makes of a message, and the pages of the Play Console.

use std::time::Duration;

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{RSA_PKCS1_SHA256, RsaKeyPair};
use base64::Engine as _;
use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD};
use reqwest::Method;
use serde_json::{Value, json};

use crate::{Rig, Said};

const SEND: &str = "/google/v1/projects/patchbay-demo/messages:send";
const MESSAGING: &str = "https://www.googleapis.com/auth/firebase.messaging";
const PUBLISHER: &str = "https://www.googleapis.com/auth/androidpublisher";
const LISTS: &str = "/google/androidpublisher/v3/applications/app.patchbay.demo";

fn account(rig: &Rig) -> Value {
    let connectors = rig.sandbox.connectors();
    let google = connectors.iter().find(|c| c.id == "google").unwrap();
    serde_json::from_str(&google.secrets["service_account_json"]).unwrap()
}

/// A signed request for a token, with some claims replaced.
async fn token(rig: &Rig, scope: &str, other: Value) -> Said {
    let account = account(rig);
    let pem = account["private_key"].as_str().unwrap();
    let body: String = pem.lines().filter(|l| !l.starts_with("-----")).collect();
    let pair = RsaKeyPair::from_pkcs8(&BASE64_STANDARD.decode(body).unwrap()).unwrap();
    let header = json!({ "alg": "RS256", "typ": "JWT", "kid": account["private_key_id"] });
    let mut claims = json!({
        "iss": account["client_email"], "scope": scope, "aud": account["token_uri"],
        "iat": 1_795_262_400, "exp": 1_795_266_000,
    });
    claims
        .as_object_mut()
        .unwrap()
        .extend(other.as_object().cloned().unwrap_or_default());
    let part = |value: &Value| BASE64_URL_SAFE_NO_PAD.encode(value.to_string());
    let text = format!("{}.{}", part(&header), part(&claims));
    let mut signature = vec![0; pair.public_modulus_len()];
    pair.sign(
        &RSA_PKCS1_SHA256,
        &SystemRandom::new(),
        text.as_bytes(),
        &mut signature,
    )
    .unwrap();
    let signature = BASE64_URL_SAFE_NO_PAD.encode(signature);
    let body = format!(
        "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer&assertion={text}.{signature}"
    );
    let form = [("content-type", "application/x-www-form-urlencoded")];
    rig.call(Method::POST, "/google/token", &form, body).await
}

async fn bearer(rig: &Rig, scope: &str) -> String {
    let said = token(rig, scope, Value::Null).await.json();
    format!("Bearer {}", said["access_token"].as_str().unwrap())
}

fn device(rig: &Rig, person: u32) -> String {
    let users = rig.sandbox.users();
    let user = users
        .iter()
        .find(|u| u.id == format!("cust-{person}"))
        .unwrap();
    user.traits["fcm_token"].clone()
}

async fn send(rig: &Rig, bearer: &str, body: &Value) -> Said {
    let headers = [
        ("authorization", bearer),
        ("content-type", "application/json"),
    ];
    rig.call(Method::POST, SEND, &headers, body.to_string())
        .await
}

fn hello(token: &str) -> Value {
    json!({ "validateOnly": false, "message": { "token": token, "notification": { "title": "Hello", "body": "you" } } })
}

fn code(said: &Said) -> (u16, String) {
    let error = &said.json()["error"];
    let own = error["details"][0]["errorCode"].as_str();
    (
        said.status,
        own.or(error["status"].as_str()).unwrap().to_owned(),
    )
}

#[tokio::test]
async fn a_token_is_for_a_good_signature_one_right_and_an_hour() {
    let rig = Rig::new().await;
    for (scope, claims, error) in [
        (
            MESSAGING,
            json!({ "iss": "stranger@example.com" }),
            "invalid_grant",
        ),
        (
            MESSAGING,
            json!({ "aud": "https://evil.example" }),
            "invalid_grant",
        ),
        (MESSAGING, json!({ "exp": 1_795_266_001 }), "invalid_grant"),
        (
            "https://www.googleapis.com/auth/drive",
            json!({}),
            "invalid_scope",
        ),
    ] {
        let said = token(&rig, scope, claims).await;
        assert_eq!((said.status, &said.json()["error"]), (400, &json!(error)));
    }
    let device = device(&rig, 1001);
    let wrong_right = bearer(&rig, PUBLISHER).await;
    assert_eq!(
        code(&send(&rig, &wrong_right, &hello(&device)).await),
        (403, "PERMISSION_DENIED".to_owned())
    );
    let good = bearer(&rig, MESSAGING).await;
    assert_eq!(send(&rig, &good, &hello(&device)).await.status, 200);
    rig.sandbox.advance(Duration::from_secs(3600));
    assert_eq!(
        code(&send(&rig, &good, &hello(&device)).await),
        (401, "UNAUTHENTICATED".to_owned())
    );
    let journal = format!("{:?}", rig.sandbox.journal());
    assert!(!journal.contains("eyJ"), "{journal}");
}

#[tokio::test]
async fn a_message_is_judged_whole_and_delivered_only_when_meant() {
    let rig = Rig::new().await;
    let bearer = bearer(&rig, MESSAGING).await;
    let here = device(&rig, 1001);
    let mut only = hello(&here);
    only["validateOnly"] = true.into();
    assert_eq!(send(&rig, &bearer, &only).await.status, 200);
    assert!(rig.sandbox.journal().iter().all(|entry| !entry.changed));
    let said = send(&rig, &bearer, &hello(&here)).await;
    assert!(
        said.json()["name"]
            .as_str()
            .unwrap()
            .starts_with("projects/patchbay-demo/messages/0:")
    );
    for (token, status, word) in [
        (device(&rig, 1007), 404, "UNREGISTERED"),
        (device(&rig, 1012), 403, "SENDER_ID_MISMATCH"),
        ("nobody".to_owned(), 400, "INVALID_ARGUMENT"),
    ] {
        assert_eq!(
            code(&send(&rig, &bearer, &hello(&token)).await),
            (status, word.to_owned())
        );
    }
    assert_eq!(
        rig.sandbox.journal().iter().filter(|e| e.changed).count(),
        1
    );
    let note = &rig.sandbox.users()[0].note;
    assert!(note.contains("Google: a device, 1 push."), "{note}");
}

#[tokio::test]
async fn what_is_wrong_with_a_message_is_named() {
    let rig = Rig::new().await;
    let bearer = bearer(&rig, MESSAGING).await;
    let here = device(&rig, 1001);
    let with = |name: &str, value: Value| {
        let mut body = hello(&here);
        body["message"][name] = value;
        body
    };
    for (body, field) in [
        (with("fid", json!("x")), "message"),
        (with("topic", json!("x")), "message.topic"),
        (with("data", json!({ "n": 1 })), "message.data"),
        (with("data", json!({ "from": "x" })), "message.data"),
        (with("data", json!({ "a": "x".repeat(4_100) })), "message"),
        (
            with("android", json!({ "ttl": "1h" })),
            "message.android.ttl",
        ),
        (
            with("android", json!({ "priority": "high" })),
            "message.android.priority",
        ),
        (
            with("android", json!({ "notification": {} })),
            "message.android.notification",
        ),
        (json!({ "message": {} }), "message"),
    ] {
        let said = send(&rig, &bearer, &body).await;
        assert_eq!(said.status, 400, "{body}");
        let violation = &said.json()["error"]["details"][1]["fieldViolations"][0];
        assert_eq!(violation["field"], field, "{body}");
    }
    assert!(rig.sandbox.journal().iter().all(|entry| !entry.changed));
}

#[tokio::test]
async fn products_come_in_pages_and_are_the_seeds() {
    let rig = Rig::new().await;
    let bearer = bearer(&rig, PUBLISHER).await;
    let get = async |path: &str| {
        let headers = [("authorization", &*bearer)];
        rig.call(Method::GET, &format!("{LISTS}/{path}"), &headers, "")
            .await
    };
    let first = get("oneTimeProducts?pageSize=100").await.json();
    assert_eq!(first["oneTimeProducts"].as_array().unwrap().len(), 100);
    let next = first["nextPageToken"].as_str().unwrap();
    let second = get(&format!("oneTimeProducts?pageSize=100&pageToken={next}"))
        .await
        .json();
    assert_eq!(second["oneTimeProducts"].as_array().unwrap().len(), 15);
    assert_eq!(second["nextPageToken"], Value::Null);
    assert_eq!(
        get("subscriptions").await.json()["subscriptions"]
            .as_array()
            .unwrap()
            .len(),
        4
    );
    assert_eq!(get("subscriptions?pageToken=x").await.status, 400);
    assert_eq!(get("edits").await.status, 404);
    let mut lists = Vec::new();
    for seed in [42, 42, 43] {
        let rig = Rig::seeded(seed).await;
        let bearer = self::bearer(&rig, PUBLISHER).await;
        let path = format!("{LISTS}/oneTimeProducts");
        lists.push(
            rig.call(Method::GET, &path, &[("authorization", &bearer)], "")
                .await
                .text,
        );
    }
    assert_eq!(lists[0], lists[1]);
    assert_ne!(lists[0], lists[2]);
}
