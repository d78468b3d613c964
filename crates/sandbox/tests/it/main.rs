//! The sandbox over HTTP, as a connector meets it.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::missing_panics_doc,
    clippy::needless_pass_by_value,
    clippy::similar_names,
    clippy::semicolon_if_nothing_returned,
    missing_docs
)]

mod chargify_reads;
mod chargify_writes;
mod control;
mod evergent;
mod export;
mod faults;
mod time;

use patchbay_sandbox::{CHARGIFY_KEY, EVERGENT_CHANNEL_PARTNER, EVERGENT_KEY, Options, Sandbox};
use reqwest::{Client, Method, Response};
use serde_json::{Value, json};

pub const NOW: &str = "2026-11-21T15:00:00Z";

/// A sandbox of its own for each test, and a client that knows the keys.
pub struct Rig {
    pub sandbox: Sandbox,
    pub client: Client,
}

impl Rig {
    pub async fn new() -> Self {
        Self::seeded(7).await
    }

    pub async fn seeded(seed: u64) -> Self {
        let now = NOW.parse().unwrap();
        let sandbox = Sandbox::start(Options { port: 0, seed, now })
            .await
            .unwrap();
        let client = Client::builder().no_proxy().build().unwrap();
        Self { sandbox, client }
    }

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

    /// Evergent: the object inside the reply's wrapper.
    pub async fn evergent(&self, method: &str, members: Value) -> Value {
        let mut asked =
            json!({ "apiKey": EVERGENT_KEY, "channelPartnerID": EVERGENT_CHANNEL_PARTNER });
        asked
            .as_object_mut()
            .unwrap()
            .extend(members.as_object().unwrap().clone());
        let wrapper = method[..1].to_uppercase() + &method[1..];
        let url = format!("{}/evergent/demo/{method}", self.sandbox.url());
        let body = json!({ format!("{wrapper}RequestMessage"): asked });
        let response = self.client.post(url).json(&body).send().await.unwrap();
        assert_eq!(response.status(), 200);
        let reply: Value = response.json().await.unwrap();
        reply[format!("{wrapper}ResponseMessage")].clone()
    }

    /// `status on service` of each Evergent subscription of a customer.
    pub async fn statuses(&self, customer: u32) -> Vec<String> {
        let asked = json!({ "cpCustomerID": format!("cust-{customer}") });
        let reply = self.evergent("getActiveSubscriptions", asked).await;
        assert_eq!(reply["responseCode"], "1");
        let items = reply["AccountServiceMessage"].as_array().unwrap();
        let words = |item: &Value| {
            format!(
                "{} on {}",
                item["status"].as_str().unwrap(),
                item["serviceID"].as_str().unwrap()
            )
        };
        items.iter().map(words).collect()
    }

    /// A control route.
    pub async fn control(&self, method: Method, path: &str, body: Value) -> (u16, Value) {
        let url = format!("{}/sandbox{path}", self.sandbox.url());
        let request = self.client.request(method, url);
        let request = if body.is_null() {
            request
        } else {
            request.json(&body)
        };
        let response = request.send().await.unwrap();
        let status = response.status().as_u16();
        let text = response.text().await.unwrap();
        (status, serde_json::from_str(&text).unwrap_or(Value::Null))
    }

    pub async fn arm(&self, fault: Value) {
        let (status, reply) = self.control(Method::POST, "/faults", fault).await;
        assert_eq!(status, 201, "{reply}");
    }
}
