//! Chargify's API: its requests, and its answers turned into values or errors.
//!
//! What a value means for an action is judged elsewhere.

use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};
use url::Url;

use super::domain;
use super::replies::Id;
use crate::address;
use crate::definition::Idempotency;
use crate::error::{Error, Kind, Result};
use crate::request::{Body, Credential, Method, Reply, Request};
use crate::say::uncapitalised;
use crate::session::Session;

/// Rows of a page: the most that Chargify gives.
pub(super) const PER_PAGE: u32 = 200;
/// Longest message of the vendor that is repeated, in characters.
const MAX_MESSAGE: usize = 500;

/// Chargify on behalf of one session.
pub(super) struct Client<'a> {
    pub session: &'a Session,
    base: Url,
}

/// A list that comes in pages, each row wrapped in an object of one key.
pub(super) struct List {
    path: &'static str,
    /// The key that wraps a row.
    pub wrapper: &'static str,
    /// How it is called in purposes and messages: "products".
    pub name: String,
    query: Vec<(&'static str, String)>,
}

impl List {
    pub fn products() -> Self {
        Self {
            path: "products.json",
            wrapper: "product",
            name: "products".into(),
            query: vec![("include_archived", "true".into())],
        }
    }

    pub fn coupons() -> Self {
        Self {
            path: "coupons.json",
            wrapper: "coupon",
            name: "coupons".into(),
            query: vec![("filter[include_archived]", "true".into())],
        }
    }

    pub fn reason_codes() -> Self {
        Self {
            path: "reason_codes.json",
            wrapper: "reason_code",
            name: "reason codes".into(),
            query: Vec::new(),
        }
    }

    pub fn payment_profiles(customer: &str) -> Self {
        Self {
            path: "payment_profiles.json",
            wrapper: "payment_profile",
            name: format!("payment profiles of customer {customer}"),
            query: vec![("customer_id", customer.into())],
        }
    }
}

impl<'a> Client<'a> {
    pub fn new(session: &'a Session) -> Result<Self> {
        let account = &session.account;
        let base = account.base(|| account.required("domain").map(domain::base))?;
        Ok(Self { session, base })
    }

    /// Where it is sent: "acme.chargify.com".
    pub fn host(&self) -> &str {
        self.base.host_str().unwrap_or_default()
    }

    pub fn site(&self) -> Result<Request> {
        self.get("Read the site", &["site.json"], &[])
    }

    pub fn customer(&self, id: &str) -> Result<Request> {
        let path = ["customers", &format!("{id}.json")];
        self.get(format!("Find customer {id}"), &path, &[])
    }

    pub fn subscriptions_of(&self, customer: &str) -> Result<Request> {
        self.get(
            format!("List the subscriptions of customer {customer}"),
            &["customers", customer, "subscriptions.json"],
            &[],
        )
    }

    pub fn subscription(&self, id: &Id) -> Result<Request> {
        let path = ["subscriptions", &format!("{id}.json")];
        self.get(format!("Read subscription {id} again"), &path, &[])
    }

    /// Whether a coupon is valid for a family of products; without a family, for the site's first one.
    pub fn validate_coupon(&self, code: &str, family: Option<&Id>) -> Result<Request> {
        let mut query = vec![("code", code.to_owned())];
        query.extend(family.map(|id| ("product_family_id", id.to_string())));
        let path = ["coupons", "validate.json"];
        self.get(format!("Check coupon {code}"), &path, &query)
    }

    /// A page of a list, counted from 1.
    pub fn page(&self, list: &List, page: u32, per_page: u32) -> Result<Request> {
        let mut query = vec![
            ("page", page.to_string()),
            ("per_page", per_page.to_string()),
        ];
        query.extend(list.query.iter().cloned());
        let purpose = format!("List {}, page {page}", list.name);
        self.get(purpose, &[list.path], &query)
    }

    /// What a new subscription would cost. It changes nothing. It holds no token: a token that was seen once
    /// would make the real request a repeat.
    pub fn preview(&self, purpose: String, subscription: &Map<String, Value>) -> Result<Request> {
        let url = address::at(&self.base, &["subscriptions", "preview.json"], &[])?;
        let body = json!({ "subscription": subscription });
        Ok(signed(Request::read(purpose, Method::Post, url)).body(Body::Json(body)))
    }

    pub fn create(
        &self,
        purpose: String,
        subscription: &Map<String, Value>,
        token: &str,
    ) -> Result<Request> {
        let body = json!({ "subscription": subscription, "uniqueness_token": token });
        self.change(purpose, Method::Post, &["subscriptions.json"], body)
    }

    pub fn cancel(
        &self,
        purpose: String,
        id: &Id,
        immediately: bool,
        options: &Map<String, Value>,
    ) -> Result<Request> {
        // The body is sent even without options: a request without a content type may be taken for a forgery.
        let body = json!({ "subscription": options });
        if immediately {
            let path = ["subscriptions", &format!("{id}.json")];
            self.change(purpose, Method::Delete, &path, body)
        } else {
            let path = ["subscriptions", id.as_str(), "delayed_cancel.json"];
            self.change(purpose, Method::Post, &path, body)
        }
    }

    /// Adds a coupon. The form with `code` in the query would replace all that are there.
    pub fn add_coupon(&self, purpose: String, id: &Id, code: &str) -> Result<Request> {
        let path = ["subscriptions", id.as_str(), "add_coupon.json"];
        self.change(purpose, Method::Post, &path, json!({ "codes": [code] }))
    }

    /// Sends a request; any status is an answer.
    pub async fn ask(&self, request: &Request) -> Result<Answer> {
        let reply = self.session.send(request).await?;
        Ok(self.answer(request.purpose.clone(), reply))
    }

    /// What was answered to a request for this purpose.
    pub fn answer(&self, purpose: String, reply: Reply) -> Answer {
        Answer {
            reply,
            purpose,
            host: self.host().to_owned(),
        }
    }

    /// Sends a request that reads, and decodes the answer.
    pub async fn read<T: DeserializeOwned>(&self, request: &Request) -> Result<T> {
        self.ask(request).await?.read()
    }

    fn get(
        &self,
        purpose: impl Into<String>,
        path: &[&str],
        query: &[(&str, String)],
    ) -> Result<Request> {
        let query: Vec<_> = query.iter().map(|(k, v)| (*k, v.as_str())).collect();
        let url = address::at(&self.base, path, &query)?;
        Ok(signed(Request::read(purpose, Method::Get, url)))
    }

    fn change(
        &self,
        purpose: String,
        method: Method,
        path: &[&str],
        body: Value,
    ) -> Result<Request> {
        let url = address::at(&self.base, path, &[])?;
        let request = Request::change(purpose, method, url, Idempotency::None);
        Ok(signed(request).body(Body::Json(body)))
    }
}

fn signed(request: Request) -> Request {
    request
        .header("accept", "application/json")
        .credential(Credential::BasicUser {
            setting: "api_key",
            password: "x",
        })
}

/// What Chargify answered, and to what.
pub(super) struct Answer {
    pub reply: Reply,
    purpose: String,
    host: String,
}

impl Answer {
    /// The value of a 2xx answer; else the error that the answer is.
    pub fn read<T: DeserializeOwned>(&self) -> Result<T> {
        if !self.reply.is_success() {
            return Err(self.refusal());
        }
        if self.reply.is_page() {
            return Err(self.reply.malformed("it is a web page"));
        }
        self.reply.json()
    }

    /// The error that an answer other than 2xx is.
    pub fn refusal(&self) -> Error {
        let said = self.messages();
        let status = self.reply.status;
        let because = if said.is_empty() {
            ", without a message".to_owned()
        } else {
            format!(": {}", said.join("; "))
        };
        let asked = format!(
            "Chargify answered {status} when asked to {}{because}",
            uncapitalised(&self.purpose)
        );
        let page = self.reply.is_page();
        let error = match status {
            // Chargify says these two in plain text or JSON; a page is somebody else's.
            401 | 403 if page => Error::new(Kind::Malformed, asked)
                .hint("Something between here and Chargify answers with a web page: check the domain, the Base URL and the proxy"),
            401 => Error::new(
                Kind::Unauthorized,
                format!("Chargify does not accept the API key at {}{because}", self.host),
            )
            .hint("Paste the key itself, not its ID, and one that was made on this site: a key opens no other site"),
            403 => Error::new(Kind::Forbidden, asked)
                .hint("The API key is known but may not do this: use one that may"),
            404 => Error::new(Kind::NotFound, asked)
                .hint("Check that it still exists, and that the domain is the right site"),
            429 => Error::new(Kind::RateLimited, asked).hint(
                "Chargify takes 4 requests at once for a site, from all programs together. This one was not carried out: wait some minutes before the next",
            ),
            // To a change these are the road's: an unknown outcome.
            408 | 500 | 502..=599 => Error::new(Kind::NoAnswer, asked)
                .hint("Chargify has trouble: try again later"),
            400..=599 => Error::new(Kind::Refused, asked)
                .hint("Correct what Chargify names, or look at it there, before trying again"),
            _ => Error::new(Kind::Malformed, asked)
                .hint("Check that the domain or Base URL leads to Chargify"),
        };
        error.details(json!({ "status": status, "messages": said }))
    }

    /// The vendor's messages, in whichever of its shapes they came.
    pub fn messages(&self) -> Vec<String> {
        messages(&self.reply.text())
    }
}

/// Chargify's messages. It has six shapes for them: plain text, `{"errors":["…"]}`, `{"errors":"…"}`, `{"error":"…"}`,
/// `{"field":["…"]}` and `{"errors":{"field":["…"]}}`.
pub(super) fn messages(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    match serde_json::from_str::<Value>(text) {
        Ok(Value::Object(fields)) => match fields.get("errors").or_else(|| fields.get("error")) {
            Some(errors) => gather(None, errors, &mut found),
            None => gather(None, &Value::Object(fields), &mut found),
        },
        Ok(other) => gather(None, &other, &mut found),
        Err(_) if text.trim_start().starts_with('<') => found.push("a web page".into()),
        Err(_) => gather(None, &Value::String(text.into()), &mut found),
    }
    found
}

fn gather(field: Option<&str>, value: &Value, found: &mut Vec<String>) {
    match value {
        Value::Array(items) => items.iter().for_each(|v| gather(field, v, found)),
        Value::Object(fields) => fields.iter().for_each(|(k, v)| gather(Some(k), v, found)),
        Value::Null => {}
        Value::String(text) => found.extend(message(field, text)),
        other => found.extend(message(field, &other.to_string())),
    }
}

/// One message, with the field's name before it where it does not say it by itself.
fn message(field: Option<&str>, text: &str) -> Option<String> {
    let text: String = text.trim().chars().take(MAX_MESSAGE).collect();
    let text = text.strip_suffix('.').unwrap_or(&text);
    if text.is_empty() {
        return None;
    }
    let said = text.to_ascii_lowercase();
    Some(match field {
        Some(name) if name != "base" && !said.contains(&name.replace('_', " ")) => {
            format!("{name}: {text}")
        }
        _ => text.to_owned(),
    })
}
