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

mod all;
mod amazon;
mod apple;
mod braintree;
mod chargify;
mod cleeng;
mod control;
mod evergent;
mod export;
mod faults;
mod google;
mod piano;
mod recurly;
mod roku;
mod sendgrid;
mod shopify;
mod stripe;
mod time;
mod twilio;
mod vindicia;
mod zuora;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use patchbay_sandbox::{Options, Sandbox};
use reqwest::header::HeaderMap;
use reqwest::{Body, Client, Method};
use serde_json::Value;

pub const NOW: &str = "2026-11-21T15:00:00Z";

/// The value of `Authorization` for HTTP Basic.
pub fn basic(user: &str, password: &str) -> String {
    format!(
        "Basic {}",
        BASE64_STANDARD.encode(format!("{user}:{password}"))
    )
}

/// What was answered.
#[derive(Debug)]
pub struct Said {
    pub status: u16,
    pub headers: HeaderMap,
    pub text: String,
}

impl Said {
    pub fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().unwrap())
    }

    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|_| panic!("no JSON: {}", self.text))
    }
}

/// A sandbox of its own for each test, and a client. What knows a vendor's keys and words is in that vendor's file.
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

    /// Any request: `call(Method::GET, "/chargify/site.json", &[("authorization", …)], "")`.
    pub async fn call(
        &self,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: impl Into<Body>,
    ) -> Said {
        let url = format!("{}{path}", self.sandbox.url());
        let mut request = self.client.request(method, url).body(body);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let response = request.send().await.unwrap();
        Said {
            status: response.status().as_u16(),
            headers: response.headers().clone(),
            text: response.text().await.unwrap(),
        }
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
