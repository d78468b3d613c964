//! Where it sends to, and what a check can come to.

use insta::assert_snapshot;
use serde_json::json;

use super::super::client::Client;
use super::*;
use crate::Connector as _;
use crate::testing::{account, session};

const FIRST: &str = "GET /products?limit=1";

#[test]
fn the_environment_says_where() {
    for (environment, host) in [
        ("production", "https://api.vindicia.com"),
        ("prodtest", "https://api.prodtest.vindicia.com"),
    ] {
        let values = [("username", "acme"), ("environment", environment)];
        let (session, _) = session(&Vindicia, &values);
        let request = Client::new(&session).unwrap().account("a/b@c d").unwrap();
        assert_eq!(request.url.as_str(), format!("{host}/accounts/a%2Fb@c%20d"));
    }
}

#[test]
fn users_and_passwords() {
    let values = |user| [("username", user), ("environment", "prodtest")];
    let made = |user, password| {
        account(
            Vindicia.definition(),
            &values(user),
            &[("password", password)],
        )
    };
    assert!(made("acme", "two words: fine").is_ok());
    assert_eq!(
        made("a:b", "x").err().unwrap().field.as_deref(),
        Some("username")
    );
    let error = made("acme", "two\nlines").err().unwrap();
    assert!(!error.message.contains("lines\n") && error.field.as_deref() == Some("password"));
}

#[tokio::test]
async fn what_a_check_says() {
    let mut shown = String::new();
    let many = json!({ "object": "List", "data": [{ "id": "gold" }], "total_count": 37 });
    for (name, status, body) in [
        ("good", 200, many),
        ("error inside 200", 200, error("Something")),
        ("refused", 401, error("Authentication failed")),
        ("forbidden", 403, error("No REST rights")),
        ("wrong place", 404, json!({})),
        ("no list", 200, json!({ "object": "List" })),
    ] {
        let golden = golden().await;
        golden.json(FIRST, status, &body);
        section(&mut shown, name, &golden.checked().await);
    }
    assert_snapshot!(shown);
}
