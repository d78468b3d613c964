//! `SendGrid`: who may enter, e-mails judged and taken, contacts imported.

use std::time::Duration;

use patchbay_sandbox::{SENDGRID_KEY, SENDGRID_NARROW_KEY};
use reqwest::Method;
use serde_json::{Value, json};

use crate::{Rig, Said};

const TEMPLATE: &str = "d-5a9b1c0de2f34a6789b0c1d2e3f40516";
const DRAFT: &str = "d-ffeeddccbbaa99887766554433221100";
const LIST: &str = "ca1d6a2c-0b8e-4f3d-9d83-1a2b3c4d5e6f";

impl Rig {
    async fn sendgrid_as(&self, key: &str, method: Method, path: &str, body: Value) -> Said {
        let bearer = format!("Bearer {key}");
        let headers = [
            ("authorization", bearer.as_str()),
            ("content-type", "application/json"),
        ];
        let body = if body.is_null() {
            String::new()
        } else {
            body.to_string()
        };
        let path = format!("/sendgrid/v3/{path}");
        self.call(method, &path, &headers, body).await
    }

    async fn sendgrid(&self, method: Method, path: &str, body: Value) -> Said {
        self.sendgrid_as(SENDGRID_KEY, method, path, body).await
    }

    fn email(&self, person: u32) -> String {
        let users = self.sandbox.users();
        let id = format!("cust-{person}");
        let user = users.iter().find(|u| u.id == id).unwrap();
        user.traits["email_address"].clone()
    }

    fn sendgrid_changes(&self) -> usize {
        self.sandbox.journal().iter().filter(|e| e.changed).count()
    }
}

fn mail(to: &str) -> Value {
    json!({
        "personalizations": [{ "to": [{ "email": to }], "dynamic_template_data": { "first_name": "Ana" } }],
        "from": { "email": "hello@acme.example", "name": "Acme" },
        "template_id": TEMPLATE,
    })
}

fn with(mut mail: Value, pointer: &str, value: Value) -> Value {
    let (parent, key) = pointer.rsplit_once('/').unwrap();
    mail.pointer_mut(parent).unwrap()[key] = value;
    mail
}

#[tokio::test]
async fn a_key_opens_what_it_has_the_right_for() {
    let rig = Rig::new().await;
    for (key, words) in [
        (
            "wrong",
            "The provided authorization grant is invalid, expired, or revoked",
        ),
        (SENDGRID_NARROW_KEY, "access forbidden"),
    ] {
        let said = rig
            .sendgrid_as(key, Method::GET, "marketing/lists", Value::Null)
            .await;
        assert_eq!(said.json()["errors"][0]["message"], words);
    }
    let said = rig.call(Method::GET, "/sendgrid/v3/scopes", &[], "").await;
    assert_eq!(said.status, 401);
    assert_eq!(
        said.json()["errors"][0]["message"],
        "authorization required"
    );
    let narrow = rig
        .sendgrid_as(SENDGRID_NARROW_KEY, Method::GET, "scopes", Value::Null)
        .await;
    assert_eq!(narrow.json(), json!({ "scopes": ["mail.send"] }));
    let journal = format!("{:?}", rig.sandbox.journal());
    assert!(!journal.contains(SENDGRID_KEY), "{journal}");
}

#[tokio::test]
async fn lists_come_in_pages_to_their_end() {
    let rig = Rig::new().await;
    for (path, count) in [
        ("templates?generations=dynamic&page_size=100", 112),
        ("marketing/lists?page_size=100", 104),
    ] {
        let first = rig.sendgrid(Method::GET, path, Value::Null).await.json();
        assert_eq!(first["result"].as_array().unwrap().len(), 100);
        let next = first["_metadata"]["next"].as_str().unwrap();
        let token = next.split_once("page_token=").unwrap().1;
        let path = format!("{path}&page_token={token}");
        let second = rig.sendgrid(Method::GET, &path, Value::Null).await.json();
        assert_eq!(second["result"].as_array().unwrap().len(), count - 100);
        assert!(second["_metadata"]["next"].is_null());
    }
    for path in [
        "templates?generations=dynamic",
        "templates?generations=dynamic&page_size=201",
        "templates?page_size=10",
        "marketing/lists?page_size=0",
        "marketing/lists?page_token=nowhere",
    ] {
        let said = rig.sendgrid(Method::GET, path, Value::Null).await;
        assert_eq!(said.status, 400, "{path}: {}", said.text);
    }
}

#[tokio::test]
async fn sandbox_mode_judges_and_sends_nothing() {
    let rig = Rig::new().await;
    let to = rig.email(1003);
    let judged = with(
        mail(&to),
        "/mail_settings",
        json!({ "sandbox_mode": { "enable": true } }),
    );
    let said = rig
        .sendgrid(Method::POST, "mail/send", judged.clone())
        .await;
    assert_eq!((said.status, said.text.as_str()), (200, ""));
    let draft = with(judged, "/template_id", DRAFT.into());
    let said = rig.sendgrid(Method::POST, "mail/send", draft).await;
    assert_eq!(said.status, 400);
    assert_eq!(rig.sendgrid_changes(), 0);

    let off = with(
        mail(&to),
        "/mail_settings",
        json!({ "sandbox_mode": { "enable": false } }),
    );
    let said = rig.sendgrid(Method::POST, "mail/send", off).await;
    assert_eq!((said.status, said.text.as_str()), (202, ""));
    assert!(!said.header("x-message-id").is_empty());
    assert_eq!(rig.sendgrid_changes(), 1);
    let note = &rig.sandbox.users()[2].note;
    assert!(note.contains("1 e-mail"), "{note}");
}

#[tokio::test]
async fn what_is_wrong_with_an_e_mail_is_said_and_nothing_is_sent() {
    let rig = Rig::new().await;
    let good = mail("ana@example.com");
    for (body, status, field) in [
        (json!([]), 400, Value::Null),
        (
            with(good.clone(), "/from", json!({})),
            400,
            "from.email".into(),
        ),
        (
            with(good.clone(), "/from/email", "hello@other.example".into()),
            403,
            "from".into(),
        ),
        (
            with(good.clone(), "/personalizations", json!([])),
            400,
            "personalizations".into(),
        ),
        (
            with(
                good.clone(),
                "/personalizations",
                json!([{ "to": [{ "email": "ana" }] }]),
            ),
            400,
            "personalizations.0.to.0.email".into(),
        ),
        (
            with(
                good.clone(),
                "/personalizations",
                json!([{ "to": [{ "email": "a@b" }], "cc": [] }]),
            ),
            400,
            "personalizations.0.cc".into(),
        ),
        (
            with(good.clone(), "/template_id", DRAFT.into()),
            400,
            "template_id".into(),
        ),
        (
            with(good.clone(), "/template_id", "d-0".into()),
            400,
            "template_id".into(),
        ),
        (
            with(good.clone(), "/send_at", 1.into()),
            400,
            "send_at".into(),
        ),
    ] {
        let said = rig.sendgrid(Method::POST, "mail/send", body.clone()).await;
        assert_eq!(
            (said.status, &said.json()["errors"][0]["field"]),
            (status, &field),
            "{body}"
        );
    }
    assert_eq!(rig.sendgrid_changes(), 0);
}

#[tokio::test]
async fn an_import_takes_its_time_and_then_shows() {
    let rig = Rig::new().await;
    let email = rig.email(1012);
    let find = json!({ "emails": [email.to_uppercase()] });
    let search = "marketing/contacts/search/emails";
    assert_eq!(
        rig.sendgrid(Method::POST, search, find.clone())
            .await
            .status,
        404
    );

    let body = json!({ "list_ids": [LIST], "contacts": [{ "email": email }] });
    let said = rig.sendgrid(Method::PUT, "marketing/contacts", body).await;
    assert_eq!(said.status, 202);
    let job = format!(
        "marketing/contacts/imports/{}",
        said.json()["job_id"].as_str().unwrap()
    );
    let pending = rig.sendgrid(Method::GET, &job, Value::Null).await.json();
    assert_eq!(pending["status"], "pending");
    rig.sandbox.advance(Duration::from_secs(3));
    let done = rig.sendgrid(Method::GET, &job, Value::Null).await.json();
    assert_eq!(
        (&done["status"], &done["results"]["created_count"]),
        (&json!("completed"), &json!(1))
    );
    let found = rig.sendgrid(Method::POST, search, find).await.json();
    assert_eq!(
        found["result"][&email]["contact"]["list_ids"],
        json!([LIST])
    );
    let users = rig.sandbox.users();
    assert!(
        users[11].note.contains("SendGrid: on Winback"),
        "{}",
        users[11].note
    );
}

#[tokio::test]
async fn what_is_wrong_with_an_import_is_said() {
    let rig = Rig::new().await;
    for (body, field) in [
        (json!({}), "contacts"),
        (
            json!({ "contacts": [{ "email": "foo@" }] }),
            "contacts[0].email",
        ),
        (
            json!({ "contacts": [{ "email": "a@b" }], "list_ids": ["none"] }),
            "list_ids",
        ),
        (
            json!({ "contacts": [{ "email": "a@b", "city": "x" }] }),
            "contacts[0].city",
        ),
        (
            json!({ "contacts": [{ "email": "a@b" }], "custom_fields": {} }),
            "custom_fields",
        ),
    ] {
        let said = rig.sendgrid(Method::PUT, "marketing/contacts", body).await;
        assert_eq!(
            (said.status, &said.json()["errors"][0]["field"]),
            (400, &json!(field))
        );
    }
    assert_eq!(rig.sendgrid_changes(), 0);
}

#[tokio::test]
async fn drawn_from_the_seed() {
    let bearer = format!("Bearer {SENDGRID_KEY}");
    let paths = [
        "/sendgrid/v3/templates?generations=dynamic&page_size=200",
        "/sendgrid/v3/marketing/lists",
    ];
    crate::all::drawn_from_the_seed(&paths, &[("authorization", &bearer)]).await;
}
