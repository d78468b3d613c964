//! Zuora's API: its requests, and its answers turned into values or errors.
//!
//! Most of what Zuora refuses comes as 200 with `success: false`, so that every answer is judged by its body. What a
//! value means for an action is judged elsewhere.

use std::sync::Arc;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use url::Url;

use crate::address;
use crate::definition::Idempotency;
use crate::error::{Error, Kind, Result};
use crate::grant::Grant;
use crate::request::{Body, Credential, Method, Reply, Request};
use crate::say;
use crate::session::Session;

/// Rows of a page: the most that Zuora gives.
const PAGE_SIZE: &str = "40";
/// Longest message of the vendor that is repeated, in characters.
const MAX_MESSAGE: usize = 500;

/// Zuora on behalf of one session.
pub(super) struct Client<'a> {
    pub session: &'a Session,
    /// The client's token.
    pub grant: Arc<Grant>,
    /// Whether the tenant is changed by orders; else by Subscribe and Amend.
    pub orders: bool,
    base: Url,
}

impl<'a> Client<'a> {
    pub fn new(session: &'a Session) -> Result<Self> {
        let account = &session.account;
        let base = account.base(|| account.required("api_url").map(str::to_owned))?;
        let url = address::at(&base, &["oauth", "token"], &[])?;
        let form = [
            ("grant_type", "client_credentials"),
            ("client_id", account.required("client_id")?),
        ];
        let form = form.map(|(name, value)| (name.to_owned(), value.to_owned()));
        let token = Request::read("Obtain a token", Method::Post, url)
            .body(Body::Form(form.into()))
            .credential(Credential::Form {
                name: "client_secret",
                setting: "client_secret",
            });
        Ok(Self {
            session,
            grant: Arc::new(Grant::oauth(token).stale(is_stale)),
            orders: account.required("tenant_type")? == "orders",
            base,
        })
    }

    /// A page of the catalogue, counted from 1, with `size` products.
    pub fn products(&self, page: u32, size: &str) -> Result<Request> {
        let purpose = format!("List products, page {page}");
        let query = [("page", &*page.to_string()), ("pageSize", size)];
        self.read(purpose, Method::Get, &["catalog", "products"], &query)
    }

    pub fn product_page(&self, page: u32) -> Result<Request> {
        self.products(page, PAGE_SIZE)
    }

    /// A page of the rate plans of one product, where the catalogue does not hold them itself.
    pub fn rate_plans(&self, product: &str, page: u32) -> Result<Request> {
        let purpose = format!("List rate plans of product {product}, page {page}");
        let path = ["products", product, "product-rate-plans"];
        let query = [("page", &*page.to_string()), ("pageSize", PAGE_SIZE)];
        self.read(purpose, Method::Get, &path, &query)
    }

    pub fn account(&self, key: &str) -> Result<Request> {
        let purpose = format!("Find account {key}");
        self.read(purpose, Method::Get, &["accounts", key], &[])
    }

    /// A page of the subscriptions of an account, each in its latest version.
    pub fn subscriptions(&self, account: &str, page: u32) -> Result<Request> {
        let purpose = format!("List the subscriptions of account {account}, page {page}");
        let path = ["subscriptions", "accounts", account];
        let query = [("page", &*page.to_string()), ("pageSize", PAGE_SIZE)];
        self.read(purpose, Method::Get, &path, &query)
    }

    pub fn subscription(&self, number: &str) -> Result<Request> {
        let purpose = format!("Read subscription {number} again");
        self.read(purpose, Method::Get, &["subscriptions", number], &[])
    }

    /// What a change of a subscription would bill: Zuora saves nothing of a preview.
    pub fn preview_amendment(&self, purpose: String, number: &str, body: Value) -> Result<Request> {
        let request = self.read(purpose, Method::Put, &["subscriptions", number], &[])?;
        Ok(self.versioned(request).body(Body::Json(body)))
    }

    /// What a new subscription would bill.
    pub fn preview_creation(&self, purpose: String, body: Value) -> Result<Request> {
        let request = self.read(purpose, Method::Post, &["subscriptions", "preview"], &[])?;
        Ok(self.versioned(request).body(Body::Json(body)))
    }

    /// What an order would bill.
    pub fn preview_order(&self, purpose: String, body: Value) -> Result<Request> {
        let request = self.read(purpose, Method::Post, &["orders", "preview"], &[])?;
        Ok(request.body(Body::Json(body)))
    }

    /// A change of a subscription: of its contents, or `cancel`, `suspend`, `resume`. Zuora has no key for these.
    pub fn amend(&self, purpose: String, path: &[&str], body: Value) -> Result<Request> {
        let path = [&["v1", "subscriptions"], path].concat();
        let url = address::at(&self.base, &path, &[])?;
        let request = Request::change(purpose, Method::Put, url, Idempotency::None);
        Ok(self.versioned(self.signed(request)).body(Body::Json(body)))
    }

    pub fn create(&self, purpose: String, body: Value) -> Result<Request> {
        self.keyed(purpose, "subscriptions", body)
    }

    pub fn order(&self, purpose: String, body: Value) -> Result<Request> {
        self.keyed(purpose, "orders", body)
    }

    /// A change under a key: for 24 hours Zuora answers a repeat with the first one's answer.
    fn keyed(&self, purpose: String, path: &str, body: Value) -> Result<Request> {
        let url = address::at(&self.base, &["v1", path], &[])?;
        let request = Request::change(purpose, Method::Post, url, Idempotency::Key);
        Ok(self
            .versioned(self.signed(request))
            .header("idempotency-key", self.session.new_id().to_string())
            .body(Body::Json(body)))
    }

    fn read(
        &self,
        purpose: String,
        method: Method,
        path: &[&str],
        query: &[(&str, &str)],
    ) -> Result<Request> {
        let url = address::at(&self.base, &[&["v1"], path].concat(), query)?;
        Ok(self.signed(Request::read(purpose, method, url)))
    }

    fn signed(&self, request: Request) -> Request {
        // Zuora's support finds a call by this.
        let track = self.session.new_id().to_string();
        let request = request
            .header("accept", "application/json")
            .header("zuora-track-id", track)
            .credential(Credential::Granted {
                name: "authorization",
                prefix: "Bearer ",
                grant: Arc::clone(&self.grant),
            });
        match self.session.account.value("entity_id") {
            Some(entity) => request.header("zuora-entity-ids", entity),
            None => request,
        }
    }

    fn versioned(&self, request: Request) -> Request {
        match self.session.account.value("zuora_version") {
            Some(version) => request.header("zuora-version", version),
            None => request,
        }
    }

    /// Today's date in UTC: Zuora does not tell the tenant's time zone.
    pub fn today(&self) -> Date {
        self.session.now().to_zoned(TimeZone::UTC).date()
    }

    /// Sends a request that reads, and decodes the answer.
    pub async fn ask<T: DeserializeOwned>(&self, request: &Request) -> Result<T> {
        judge(&self.session.send(request).await?, &request.purpose)
    }
}

/// Whether the token is not accepted: by the status, or by a code of the category 11 inside any answer.
fn is_stale(reply: &Reply) -> bool {
    reply.status == 401
        || serde_json::from_slice::<Value>(&reply.body)
            .is_ok_and(|body| said(&body).iter().any(|r| r.category() == Some("11")))
}

/// One reason of a "no".
struct Reason {
    code: String,
    message: String,
}

impl Reason {
    /// What kind of reason it is: the last two of eight digits.
    fn category(&self) -> Option<&str> {
        let digits = self.code.len() == 8 && self.code.bytes().all(|b| b.is_ascii_digit());
        digits.then(|| &self.code[6..])
    }
}

/// The reasons of an answer, in either of Zuora's spellings.
fn said(body: &Value) -> Vec<Reason> {
    let no = |key: &str| body.get(key) == Some(&Value::Bool(false));
    if !no("success") && !no("Success") && body.get("reasons").is_none() {
        return Vec::new();
    }
    let rows = body.get("reasons").or_else(|| body.get("Errors"));
    let rows = rows.and_then(Value::as_array).into_iter().flatten();
    let text = |row: &Value, keys: [&str; 2]| {
        let found = keys.iter().find_map(|k| row.get(*k));
        let text = found.and_then(say::scalar).unwrap_or_default();
        let text: String = text.trim().chars().take(MAX_MESSAGE).collect();
        text.trim_end_matches('.').to_owned()
    };
    rows.map(|row| Reason {
        code: text(row, ["code", "Code"]),
        message: text(row, ["message", "Message"]),
    })
    .filter(|reason| !(reason.code.is_empty() && reason.message.is_empty()))
    .collect()
}

/// The value of an answer that says `success`; else the error that it is.
pub(super) fn judge<T: DeserializeOwned>(reply: &Reply, purpose: &str) -> Result<T> {
    if reply.is_page() && reply.is_success() {
        return Err(reply.malformed("it is a web page"));
    }
    let body = match serde_json::from_slice::<Value>(&reply.body) {
        Ok(body) => body,
        Err(e) if reply.is_success() => return Err(reply.malformed(&e.to_string())),
        Err(_) => Value::Null,
    };
    let success = body.get("success").or_else(|| body.get("Success"));
    match success {
        _ if !reply.is_success() => Err(refusal(reply, purpose, &body)),
        Some(Value::Bool(true)) => {
            serde_json::from_value(body).map_err(|e| reply.malformed(&e.to_string()))
        }
        Some(Value::Bool(false)) => Err(reply.verdict(refusal(reply, purpose, &body))),
        _ => Err(reply.malformed("it does not say whether it is a success")),
    }
}

/// The error that an answer without success is.
fn refusal(reply: &Reply, purpose: &str, body: &Value) -> Error {
    let reasons = said(body);
    let because = if reasons.is_empty() {
        ", without a reason".to_owned()
    } else {
        let said: Vec<_> = reasons
            .iter()
            .map(|r| match (r.message.as_str(), r.code.as_str()) {
                (message, "") => message.to_owned(),
                ("", code) => format!("code {code}"),
                (message, code) => format!("{message} ({code})"),
            })
            .collect();
        format!(": {}", said.join("; "))
    };
    let status = reply.status;
    let answered = match status {
        200..300 => "Zuora said no".to_owned(),
        _ => format!("Zuora answered {status}"),
    };
    let asked = format!(
        "{answered} when asked to {}{because}",
        say::uncapitalised(purpose)
    );
    let category = |wanted: &[&str]| {
        reasons
            .iter()
            .any(|r| r.category().is_some_and(|c| wanted.contains(&c)))
    };
    let (kind, hint) = match status {
        401 | 403 if reply.is_page() => (
            Kind::Malformed,
            "Something between here and Zuora answers with a web page: check the API URL, the Base URL and the proxy",
        ),
        // The same key is being worked on: an earlier request was sent, and how it ends is open.
        409 if reply.changes => (
            Kind::Unknown,
            "Zuora is still at work on the same request: look at the account in Zuora before repeating it",
        ),
        401 => (Kind::Unauthorized, UNAUTHORIZED),
        403 => (Kind::Forbidden, FORBIDDEN),
        429 => (Kind::RateLimited, SLOWER),
        200..=499 if category(&["11"]) => (Kind::Unauthorized, UNAUTHORIZED),
        200..=499 if category(&["10"]) => (Kind::Forbidden, FORBIDDEN),
        200..=499 if category(&["60", "61", "99"]) => (Kind::NoAnswer, TROUBLE),
        200..=499 if category(&["50", "70"]) => (Kind::RateLimited, SLOWER),
        200..=499 if category(&["40"]) => (
            Kind::NotFound,
            "Check that it still exists, and that the API URL and the entity are those of its tenant",
        ),
        408 | 500 | 502..=599 => (Kind::NoAnswer, TROUBLE),
        404 => (
            Kind::NotFound,
            "Check that it still exists, and that the API URL leads to Zuora's REST API",
        ),
        200..=501 if reply.changes => (
            Kind::Refused,
            "Correct what Zuora names before trying again. If it says that the call is not allowed or lacks an order date, check the Tenant type under Advanced",
        ),
        200..=501 => (
            Kind::Refused,
            "Correct what Zuora names, or look at it there, before trying again",
        ),
        _ => (
            Kind::Malformed,
            "Check that the API URL or Base URL leads to Zuora",
        ),
    };
    let doubtful = reply.changes && kind == Kind::NoAnswer;
    let reasons: Vec<_> = reasons
        .iter()
        .map(|r| json!({ "code": r.code, "message": r.message }))
        .collect();
    let error = Error::new(kind, asked).hint(hint).details(json!({
        "status": status,
        "reasons": reasons,
        "process_id": body.get("processId"),
    }));
    // Zuora failed inside, or somebody behind it did: what was done by then is not said.
    if doubtful { error.in_doubt() } else { error }
}

const UNAUTHORIZED: &str = "Zuora does not accept the token of the OAuth client: check Client ID, Client Secret and that they belong to this API URL";
const FORBIDDEN: &str = "The API user of the OAuth client lacks a permission: change its role in Zuora, or use another client";
const SLOWER: &str = "Zuora is busy with this object or with this tenant. It was not carried out: wait a little before the next try";
const TROUBLE: &str = "Zuora has trouble: try again later";
