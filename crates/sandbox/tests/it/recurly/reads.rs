//! What is asked for first, lists, and repeats of a request.

use std::time::Duration;

use patchbay_sandbox::RECURLY_KEY;
use reqwest::Method;
use serde_json::{Value, json};

use super::{ACCEPT, refused};
use crate::all::drawn_from_the_seed;
use crate::{Rig, basic};

#[tokio::test]
async fn the_seed_draws_the_site() {
    let authorization = basic(RECURLY_KEY, "");
    let paths = [
        "/recurly/subscriptions/sb00000000030",
        "/recurly/accounts/code-cust-1100/subscriptions",
        "/recurly/plans",
    ];
    drawn_from_the_seed(&paths, &[("authorization", &authorization), ACCEPT]).await;
}

#[tokio::test]
async fn the_key_and_the_version_are_asked_for() {
    let rig = Rig::new().await;
    for password in ["x", ""] {
        let user = if password.is_empty() {
            "wrong"
        } else {
            RECURLY_KEY
        };
        let wrong = [("authorization", &*basic(user, password)), ACCEPT];
        let said = rig.call(Method::GET, "/recurly/sites", &wrong, "").await;
        refused(&said, 401, "unauthorized");
    }
    let plain = [
        ("authorization", &*basic(RECURLY_KEY, "")),
        ("accept", "application/json"),
    ];
    let said = rig.call(Method::GET, "/recurly/sites", &plain, "").await;
    refused(&said, 406, "invalid_api_version");
}

#[tokio::test]
async fn lists_have_pages_that_name_the_next() {
    let rig = Rig::new().await;
    let mut path = "/coupons?limit=200&sort=updated_at&order=asc".to_owned();
    let mut codes = Vec::new();
    loop {
        let page = rig.recurly_get(&path).await;
        codes.extend(
            page["data"]
                .as_array()
                .unwrap()
                .iter()
                .map(|row| row["code"].as_str().unwrap().to_owned()),
        );
        let Some(next) = page["next"].as_str() else {
            assert_eq!(page["has_more"], false);
            break;
        };
        path = next.to_owned();
    }
    assert_eq!((codes.len(), codes[0].as_str()), (213, "SAVE10"));
    let first = rig.recurly_get("/plans").await;
    assert_eq!(
        first["data"][0]["code"], "silver-legacy",
        "the latest first"
    );
    let active = rig.recurly_get("/plans?state=active&limit=200").await;
    assert_eq!(active["data"].as_array().unwrap().len(), 6);
    for bad in [
        "limit=0",
        "limit=201",
        "sort=name",
        "order=up",
        "state=odd",
        "cursor=x",
        "ids=1",
    ] {
        let said = rig
            .recurly(Method::GET, &format!("/plans?{bad}"), Value::Null, "")
            .await;
        refused(&said, 400, "bad_request");
    }
}

#[tokio::test]
async fn a_repeat_with_the_same_key_is_answered_and_not_done() {
    let rig = Rig::new().await;
    let id = rig.recurly_of(1001, "active").await;
    let usage = format!("/subscriptions/{id}/add_ons/code-api-calls/usage");
    let first = rig
        .recurly(Method::POST, &usage, json!({ "amount": 5 }), "k1")
        .await;
    let second = rig
        .recurly(Method::POST, &usage, json!({ "amount": 5 }), "k1")
        .await;
    assert_eq!((first.status, &first.text), (second.status, &second.text));
    assert_eq!(
        (
            first.header("idempotency-prior"),
            second.header("idempotency-prior")
        ),
        ("", "true")
    );
    assert_eq!(
        rig.recurly_get(&usage).await["data"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
    assert_eq!(
        rig.sandbox
            .journal()
            .iter()
            .filter(|entry| entry.changed)
            .count(),
        1
    );
    rig.sandbox.advance(Duration::from_secs(3601));
    let third = rig
        .recurly(Method::POST, &usage, json!({ "amount": 5 }), "k1")
        .await;
    assert_ne!(first.json()["id"], third.json()["id"]);
    let long = rig
        .recurly(
            Method::POST,
            &usage,
            json!({ "amount": 5 }),
            &"k".repeat(256),
        )
        .await;
    refused(&long, 400, "bad_request");
}

#[tokio::test]
async fn bodies_are_json_and_say_so() {
    let rig = Rig::new().await;
    let authorization = basic(RECURLY_KEY, "");
    let headers = [
        ("authorization", &*authorization),
        ACCEPT,
        ("content-type", "text/plain"),
    ];
    let said = rig
        .call(Method::POST, "/recurly/subscriptions", &headers, "{}")
        .await;
    refused(&said, 400, "invalid_content_type");
    let headers = [
        ("authorization", &*authorization),
        ACCEPT,
        ("content-type", "application/json"),
    ];
    let said = rig
        .call(Method::POST, "/recurly/subscriptions", &headers, "{")
        .await;
    refused(&said, 400, "bad_request");
    refused(
        &rig.recurly_put("/plans", json!({})).await,
        404,
        "not_found",
    );
}

#[tokio::test]
async fn notes_tell_of_the_scripted_people() {
    let rig = Rig::new().await;
    let notes: Vec<String> = rig
        .sandbox
        .users()
        .into_iter()
        .take(19)
        .map(|user| {
            let own = user
                .note
                .split("Recurly: ")
                .nth(1)
                .and_then(|rest| rest.split('.').next());
            format!("{} {}", user.id, own.unwrap_or("nothing"))
        })
        .collect();
    insta::assert_snapshot!(notes.join("\n"));
}
