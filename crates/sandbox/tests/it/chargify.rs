//! Chargify: what its tests and those of the whole server ask of it.

mod cancelling;
mod coupons;
mod reads;
mod signup;

use patchbay_sandbox::CHARGIFY_KEY;
use reqwest::{Method, Response};
use serde_json::Value;

use crate::Rig;

impl Rig {
    pub async fn send(&self, method: Method, path: &str, body: Value) -> reqwest::Result<Response> {
        let url = format!("{}/chargify{path}", self.sandbox.url());
        let request = self
            .client
            .request(method, url)
            .basic_auth(CHARGIFY_KEY, Some("x"));
        if body.is_null() {
            request.send().await
        } else {
            request.json(&body).send().await
        }
    }

    /// Chargify: status and JSON body; null where the body is empty.
    pub async fn chargify(&self, method: Method, path: &str, body: Value) -> (u16, Value) {
        let response = self.send(method, path, body).await.unwrap();
        let status = response.status().as_u16();
        let text = response.text().await.unwrap();
        let body = if text.is_empty() {
            Value::Null
        } else {
            serde_json::from_str(&text).unwrap()
        };
        (status, body)
    }

    pub async fn get(&self, path: &str) -> Value {
        let (status, body) = self.chargify(Method::GET, path, Value::Null).await;
        assert_eq!(status, 200, "GET {path}: {body}");
        body
    }

    pub async fn post(&self, path: &str, body: Value) -> (u16, Value) {
        self.chargify(Method::POST, path, body).await
    }

    pub async fn delete(&self, path: &str, body: Value) -> (u16, Value) {
        self.chargify(Method::DELETE, path, body).await
    }

    /// The ids of a customer's subscriptions in a state, oldest first.
    pub async fn subscriptions(&self, customer: u32, state: &str) -> Vec<u64> {
        let path = format!("/customers/{}/subscriptions.json", 20_000_000 + customer);
        let rows = self.get(&path).await;
        let rows = rows
            .as_array()
            .unwrap()
            .iter()
            .rev()
            .map(|row| &row["subscription"]);
        rows.filter(|row| row["state"] == state)
            .map(|row| row["id"].as_u64().unwrap())
            .collect()
    }

    pub async fn subscription(&self, id: u64) -> Value {
        self.get(&format!("/subscriptions/{id}.json")).await["subscription"].clone()
    }
}
