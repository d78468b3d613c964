//! What a simulated vendor is to the server: a request in, an answer out, state in between.
//!
//! A vendor neither knows HTTP connections nor faults nor time beyond what it is told.

use axum::body::Bytes;
use axum::http::{HeaderMap, Method};
use jiff::Timestamp;
use serde_json::Value;

use crate::DemoConnector;
use crate::people::Person;

/// A request as a vendor sees it.
pub(crate) struct Request {
    pub method: Method,
    /// The path after the vendor's prefix, percent-encoded as sent, beginning with `/`.
    pub path: String,
    /// The query's pairs, decoded, in order.
    pub query: Vec<(String, String)>,
    pub headers: HeaderMap,
    pub body: Bytes,
}

impl Request {
    /// The first value of a query parameter.
    pub fn param(&self, name: &str) -> Option<&str> {
        self.query
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.as_str())
    }

    /// The body as JSON; `None` when it is not JSON.
    pub fn json(&self) -> Option<Value> {
        serde_json::from_slice(&self.body).ok()
    }

    /// A header's text; empty when missing or not text.
    pub fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default()
    }
}

/// What a vendor answers.
#[derive(Debug, Clone)]
pub(crate) struct Answer {
    pub status: u16,
    pub content_type: &'static str,
    pub headers: Vec<(&'static str, String)>,
    pub body: String,
    /// Whether the vendor's state is another than before.
    pub changed: bool,
}

impl Answer {
    /// A JSON document.
    pub fn json(status: u16, body: &Value) -> Self {
        Self::text(status, "application/json; charset=utf-8", body.to_string())
    }

    /// Any other body, labelled as told.
    pub fn text(status: u16, content_type: &'static str, body: impl Into<String>) -> Self {
        Self {
            status,
            content_type,
            headers: Vec::new(),
            body: body.into(),
            changed: false,
        }
    }

    /// The same answer, to a request that changed something.
    pub fn changed(mut self) -> Self {
        self.changed = true;
        self
    }
}

/// A vendor of the sandbox.
pub(crate) trait Vendor: Send {
    /// The connector's id, which is also the path prefix.
    fn id(&self) -> &'static str;
    /// The vendor's name in notes.
    fn name(&self) -> &'static str;
    /// How many requests may be in process at once, where the vendor limits that.
    fn concurrency(&self) -> Option<usize>;
    /// Answers a request at a moment, changing state as the vendor would.
    fn answer(&mut self, request: &Request, now: Timestamp) -> Answer;
    /// The body of a refusal for going too fast.
    fn rate_limited(&self) -> Answer;
    /// Lets happen what was due by `now`: renewals, ends of trials, scheduled cancellations.
    fn settle(&mut self, now: Timestamp);
    /// The settings with which the connector reaches this vendor, given the server's URL.
    fn connector(&self, url: &str) -> DemoConnector;
    /// Traits by which this vendor's actions find the person.
    fn traits(&self, person: &Person) -> Vec<(&'static str, String)>;
    /// A few words on the person's state here, such as `active on gold`.
    fn note(&self, person: &Person) -> String;
    /// The vendor's daily trait export, where it writes one.
    fn export_csv(&self, now: Timestamp) -> Option<String>;
}
