//! Recurly: what its site answers, keeps, refuses, and what time does to its subscriptions.

mod changes;
mod lifecycle;
mod purchases;
mod reads;

use std::time::Duration;

use patchbay_sandbox::RECURLY_KEY;
use reqwest::Method;
use serde_json::{Value, json};

use crate::{Rig, Said, basic};

const ACCEPT: (&str, &str) = ("accept", "application/vnd.recurly.v2021-02-25+json");
const DAY: Duration = Duration::from_secs(86_400);

impl Rig {
    async fn recurly(&self, method: Method, path: &str, body: Value, key: &str) -> Said {
        let authorization = basic(RECURLY_KEY, "");
        let mut headers = vec![("authorization", authorization.as_str()), ACCEPT];
        if !body.is_null() {
            headers.push(("content-type", "application/json"));
        }
        if !key.is_empty() {
            headers.push(("idempotency-key", key));
        }
        let body = if body.is_null() {
            String::new()
        } else {
            body.to_string()
        };
        self.call(method, &format!("/recurly{path}"), &headers, body)
            .await
    }

    async fn recurly_get(&self, path: &str) -> Value {
        let said = self.recurly(Method::GET, path, Value::Null, "").await;
        assert_eq!(said.status, 200, "{path}: {}", said.text);
        said.json()
    }

    async fn recurly_put(&self, path: &str, body: Value) -> Said {
        self.recurly(Method::PUT, path, body, "").await
    }

    async fn recurly_post(&self, path: &str, body: Value) -> Said {
        self.recurly(Method::POST, path, body, "").await
    }

    /// The id of a person's first subscription in a state.
    async fn recurly_of(&self, number: u32, state: &str) -> String {
        let list = self
            .recurly_get(&format!(
                "/accounts/code-cust-{number}/subscriptions?limit=200"
            ))
            .await;
        let rows = list["data"].as_array().unwrap();
        let row = rows.iter().find(|row| row["state"] == state).unwrap();
        row["id"].as_str().unwrap().to_owned()
    }

    async fn recurly_state(&self, id: &str) -> Value {
        self.recurly_get(&format!("/subscriptions/{id}")).await
    }
}

fn refused(said: &Said, status: u16, kind: &str) -> String {
    assert_eq!(said.status, status, "{}", said.text);
    let error = &said.json()["error"];
    assert_eq!(error["type"], kind);
    error["message"].as_str().unwrap().to_owned()
}

fn order(number: u32, plan: &str) -> Value {
    json!({ "plan_code": plan, "currency": "USD", "account": { "code": format!("cust-{number}") } })
}
