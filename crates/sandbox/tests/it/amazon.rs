//! Amazon Device Messaging: tokens, messages, and what becomes of them.

use std::time::Duration;

use reqwest::Method;
use serde_json::{Value, json};

use crate::{Rig, Said};

const FORM: (&str, &str) = ("content-type", "application/x-www-form-urlencoded");

impl Rig {
    async fn adm_token(&self, scope: &str, secret: Option<&str>) -> Said {
        let connectors = self.sandbox.connectors();
        let amazon = connectors.iter().find(|c| c.id == "amazon").unwrap();
        let secret = secret.unwrap_or(&amazon.secrets["client_secret"]);
        let id = &amazon.settings["client_id"];
        let body = format!(
            "grant_type=client_credentials&scope={scope}&client_id={id}&client_secret={secret}"
        );
        self.call(Method::POST, "/amazon/auth/O2/token", &[FORM], body)
            .await
    }

    async fn bearer(&self) -> String {
        let said = self.adm_token("messaging%3Apush", None).await;
        format!("Bearer {}", said.json()["access_token"].as_str().unwrap())
    }

    fn registration(&self, person: u32) -> String {
        let users = self.sandbox.users();
        let user = users
            .iter()
            .find(|u| u.id == format!("cust-{person}"))
            .unwrap();
        user.traits["adm_registration_id"].clone()
    }

    async fn push(&self, bearer: &str, registration: &str, body: Value) -> Said {
        let headers = [
            ("authorization", bearer),
            ("content-type", "application/json"),
            (
                "x-amzn-type-version",
                "com.amazon.device.messaging.ADMMessage@1.0",
            ),
            (
                "x-amzn-accept-type",
                "com.amazon.device.messaging.ADMSendResult@1.0",
            ),
        ];
        let path = format!("/amazon/messaging/registrations/{registration}/messages");
        self.call(Method::POST, &path, &headers, body.to_string())
            .await
    }
}

fn hello() -> Value {
    json!({ "data": { "title": "Hello", "message": "you" }, "expiresAfter": 3600, "priority": "high" })
}

#[tokio::test]
async fn a_token_is_for_the_right_client_and_an_hour() {
    let rig = Rig::new().await;
    let wrong = rig.adm_token("messaging%3Apush", Some("wrong")).await;
    assert_eq!(
        (wrong.status, &wrong.json()["error"]),
        (401, &json!("invalid_client"))
    );
    let wrong = rig.adm_token("profile", None).await;
    assert_eq!(
        (wrong.status, &wrong.json()["error"]),
        (400, &json!("invalid_scope"))
    );
    let bearer = rig.bearer().await;
    let device = rig.registration(1001);
    assert_eq!(rig.push(&bearer, &device, hello()).await.status, 200);
    rig.sandbox.advance(Duration::from_secs(3600));
    for bearer in [&*bearer, "Bearer nothing"] {
        let said = rig.push(bearer, &device, hello()).await;
        assert_eq!(
            (said.status, said.json()),
            (401, json!({ "reason": "AccessTokenExpired" }))
        );
    }
    let journal = format!("{:?}", rig.sandbox.journal());
    assert!(
        !journal.contains("patchbay-sandbox-amazon-secret"),
        "{journal}"
    );
}

#[tokio::test]
async fn what_becomes_of_a_push_is_the_devices_matter() {
    let rig = Rig::new().await;
    let bearer = rig.bearer().await;
    let here = rig.registration(1001);
    let said = rig.push(&bearer, &here, hello()).await;
    assert_eq!(
        (said.status, said.json()),
        (200, json!({ "registrationID": here }))
    );
    assert!(!said.header("x-amzn-requestid").is_empty());
    let renamed = rig.registration(1002);
    let said = rig.push(&bearer, &renamed, hello()).await;
    assert_eq!(said.json()["registrationID"], format!("{renamed}.next"));
    for (registration, reason) in [
        (rig.registration(1007), "Unregistered"),
        (rig.registration(1012), "InvalidRegistrationId"),
        ("nobody".to_owned(), "InvalidRegistrationId"),
    ] {
        let said = rig.push(&bearer, &registration, hello()).await;
        assert_eq!(
            (said.status, said.json()),
            (400, json!({ "reason": reason }))
        );
    }
    let changed = rig.sandbox.journal().iter().filter(|e| e.changed).count();
    assert_eq!(changed, 2);
    let note = &rig.sandbox.users()[0].note;
    assert!(note.contains("Amazon: a device, 1 push."), "{note}");
}

#[tokio::test]
async fn what_is_wrong_with_a_message_is_said_and_nothing_is_delivered() {
    let rig = Rig::new().await;
    let bearer = rig.bearer().await;
    let device = rig.registration(1001);
    for (body, status, reason) in [
        (json!({}), 400, "InvalidData"),
        (json!({ "data": { "n": 1 } }), 400, "InvalidData"),
        (
            json!({ "data": {}, "consolidationKey": "x".repeat(65) }),
            400,
            "InvalidConsolidationKey",
        ),
        (
            json!({ "data": {}, "expiresAfter": 59 }),
            400,
            "InvalidExpiration",
        ),
        (
            json!({ "data": { "a": "x".repeat(6_200) } }),
            413,
            "MessageTooLarge",
        ),
        (
            json!({ "data": {}, "md5": "" }),
            400,
            "md5: the Patchbay sandbox does not simulate this member",
        ),
    ] {
        let said = rig.push(&bearer, &device, body).await;
        assert_eq!(
            (said.status, said.json()),
            (status, json!({ "reason": reason }))
        );
    }
    assert!(rig.sandbox.journal().iter().all(|entry| !entry.changed));
}

#[tokio::test]
async fn devices_are_the_seeds() {
    let mut tokens = Vec::new();
    for seed in [42, 42, 43] {
        let rig = Rig::seeded(seed).await;
        let users = rig.sandbox.users();
        let theirs = users
            .iter()
            .map(|user| user.traits.get("adm_registration_id").cloned());
        tokens.push(theirs.collect::<Vec<_>>());
    }
    assert_eq!(tokens[0], tokens[1]);
    assert_ne!(tokens[0], tokens[2]);
}
