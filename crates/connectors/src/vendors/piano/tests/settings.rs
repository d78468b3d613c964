//! Where it sends to, and what a check can come to.

use insta::assert_snapshot;
use serde_json::json;

use super::super::client::Client;
use super::*;
use crate::testing::{account, session};

const APP: &str = "GET /publisher/app/get?aid=aB3dE6gH9j";
const FIRST: &str = "GET /publisher/term/list?aid=aB3dE6gH9j&offset=0&limit=1";

#[test]
fn the_region_says_where() {
    for (region, host) in [
        ("us", "api.piano.io"),
        ("eu", "api-eu.piano.io"),
        ("au", "api-au.piano.io"),
        ("ap", "api-ap.piano.io"),
        ("sandbox", "sandbox.piano.io"),
    ] {
        let (session, _) = session(&Piano, &[("aid", "A1"), ("region", region)]);
        let request = Client::new(&session).unwrap().app().unwrap();
        let url = format!("https://{host}/api/v3/publisher/app/get?aid=A1");
        assert_eq!(request.url.as_str(), url);
    }
}

#[test]
fn an_application_is_letters_and_digits() {
    use crate::Connector as _;
    for aid in ["a b", "a/b", "a&b"] {
        let values = [("aid", aid), ("region", "us")];
        let error = account(Piano.definition(), &values, &[("api_token", "x")]);
        assert_eq!(error.err().unwrap().field.as_deref(), Some("aid"));
    }
}

fn app(aid: &str) -> Value {
    good(json!({ "app": { "aid": aid, "name": "Demo" } }))
}

#[tokio::test]
async fn good_tokens() {
    let mut shown = String::new();
    for (name, status, answer) in [
        ("good", 200, app("aB3dE6gH9j")),
        ("of fewer rights", 403, bad(403, "Forbidden")),
    ] {
        let golden = golden().await;
        golden.json(APP, status, &answer);
        golden.json(FIRST, 200, &terms(&[]));
        section(&mut shown, name, &golden.checked().await);
    }
    assert_snapshot!(shown);
}

#[tokio::test]
async fn tokens_that_are_not_good() {
    let mut shown = String::new();
    for (name, status, answer) in [
        ("denied", 200, bad(2, "Access denied")),
        ("no such application", 200, bad(1, "App not found")),
        ("401", 401, json!({})),
        ("another application", 200, app("other")),
        ("no code", 200, json!({ "ok": true })),
    ] {
        let golden = golden().await;
        golden.json(APP, status, &answer);
        section(&mut shown, name, &golden.checked().await);
    }
    let golden = golden().await;
    golden.json(APP, 403, &bad(403, "Forbidden"));
    golden.json(FIRST, 403, &bad(403, "Forbidden"));
    shown += "-- nothing allowed\n";
    shown += &golden.checked().await;
    assert_snapshot!(shown);
}
