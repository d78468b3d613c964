//! Vindicia's API: its requests, and its answers turned into values or errors.
//!
//! What a value means for an action is judged elsewhere.

use serde_json::{Value, json};
use url::Url;

use super::replies::{Subscription, text};
use crate::address;
use crate::definition::Idempotency;
use crate::error::{Error, Kind, Result};
use crate::request::{Body, Credential, Method, Reply, Request};
use crate::say;
use crate::session::Session;

/// Rows of a page: the most that was seen.
const LIMIT: &str = "100";
/// Longest message of the vendor that is repeated, in characters.
const MAX_MESSAGE: usize = 500;

/// Vindicia on behalf of one session.
pub(super) struct Client<'a> {
    pub session: &'a Session,
    base: Url,
    user: String,
}

/// When a change takes effect, and whether the rest of the period is billed.
pub(super) struct When<'a> {
    pub effective_date: &'a str,
    pub prorated: Option<&'a str>,
}

impl<'a> Client<'a> {
    pub fn new(session: &'a Session) -> Result<Self> {
        let account = &session.account;
        let base = account.base(|| {
            Ok(match account.required("environment")? {
                "production" => "https://api.vindicia.com",
                _ => "https://api.prodtest.vindicia.com",
            }
            .into())
        })?;
        let user = account.required("username")?.to_owned();
        Ok(Self {
            session,
            base,
            user,
        })
    }

    /// The first page of a list: "products".
    pub fn list(&self, name: &str, query: &[(&str, &str)]) -> Result<Request> {
        let mut query = query.to_vec();
        query.push(("limit", LIMIT));
        self.get(format!("List {name}"), &[name], &query)
    }

    /// The page to which a list's own link leads.
    pub fn next_page(&self, name: &str, link: &str) -> Result<Request> {
        let url = address::next_page(&self.base, link)?;
        Ok(self.signed(Request::read(format!("List more {name}"), Method::Get, url)))
    }

    pub fn one_product(&self) -> Result<Request> {
        self.get("Read products".into(), &["products"], &[("limit", "1")])
    }

    pub fn product(&self, id: &str) -> Result<Request> {
        self.get(format!("Read product {id}"), &["products", id], &[])
    }

    pub fn account(&self, id: &str) -> Result<Request> {
        self.get(format!("Read account {id}"), &["accounts", id], &[])
    }

    pub fn subscription(&self, id: &str) -> Result<Request> {
        self.get(
            format!("Read subscription {id}"),
            &["subscriptions", id],
            &[],
        )
    }

    /// Modifies items of a subscription: those that are not sent stay as they are. `dryrun` is never sent.
    pub fn modify(
        &self,
        purpose: String,
        id: &str,
        items: &[Value],
        when: &When,
    ) -> Result<Request> {
        let mut query = vec![("effective_date", when.effective_date)];
        query.extend(when.prorated.map(|p| ("bill_prorated_period", p)));
        let url = address::at(&self.base, &["subscriptions", id], &query)?;
        let request = Request::change(purpose, Method::Post, url, Idempotency::None);
        let body = json!({ "object": "Subscription", "id": id, "items": items });
        Ok(self.signed(request).body(Body::Json(body)))
    }

    /// The subscription as it is now.
    pub async fn read_subscription(&self, id: &str) -> Result<Subscription> {
        let request = self.subscription(id)?;
        let reply = self.session.send(&request).await?;
        let row = judged(&reply, &request.purpose)?;
        same(&reply, &row, id)
    }

    fn get(&self, purpose: String, path: &[&str], query: &[(&str, &str)]) -> Result<Request> {
        let url = address::at(&self.base, path, query)?;
        Ok(self.signed(Request::read(purpose, Method::Get, url)))
    }

    fn signed(&self, request: Request) -> Request {
        request
            .header("accept", "application/json")
            .credential(Credential::BasicPassword {
                user: self.user.clone(),
                setting: "password",
            })
    }
}

/// The subscription of an answer, which must be the one that was meant, by either of its ids.
pub(super) fn same(reply: &Reply, row: &Value, id: &str) -> Result<Subscription> {
    let found = Subscription::read(row).map_err(|why| reply.malformed(&why))?;
    if found.id != id && found.vid.as_deref() != Some(id) {
        return Err(reply.malformed(&format!("it is subscription {} and not {id}", found.id)));
    }
    Ok(found)
}

/// The JSON of a 2xx answer that is no `Error`; else the error that the answer is.
pub(super) fn judged(reply: &Reply, purpose: &str) -> Result<Value> {
    if !reply.is_success() {
        return Err(refusal(reply, purpose));
    }
    if reply.is_page() {
        return Err(reply.malformed("it is a web page"));
    }
    let value: Value = reply.json()?;
    if value.get("object") == Some(&json!("Error")) {
        return Err(reply.verdict(refusal(reply, purpose)));
    }
    Ok(value)
}

fn refusal(reply: &Reply, purpose: &str) -> Error {
    let status = reply.status;
    let said: Value = serde_json::from_slice(&reply.body).unwrap_or_default();
    let code = text(&said, "code");
    let message = text(&said, "message").or_else(|| {
        let raw = reply.text();
        (!said.is_object() && !reply.is_page() && !raw.trim().is_empty()).then_some(raw)
    });
    let message: Option<String> = message.map(|m| m.trim().chars().take(MAX_MESSAGE).collect());
    let because = match (&message, &code) {
        _ if reply.is_page() => ": a web page".to_owned(),
        (None, None) => ", without a message".to_owned(),
        (None, Some(code)) => format!(": {code}"),
        (Some(message), None) => format!(": {message}"),
        (Some(message), Some(code)) => format!(": {message} ({code})"),
    };
    let asked = format!(
        "Vindicia answered {status} when asked to {}{because}",
        say::uncapitalised(purpose)
    );
    let lower = message.as_deref().unwrap_or_default().to_lowercase();
    let kind = match reply.kind() {
        Kind::Unauthorized | Kind::Forbidden if reply.is_page() => Kind::Malformed,
        _ if reply.is_success() && lower.contains("not found") => Kind::NotFound,
        _ if reply.is_success() => Kind::Refused,
        kind => kind,
    };
    let error = match kind {
        Kind::Unauthorized => Error::new(
            kind,
            format!("Vindicia does not accept the user and password{because}"),
        )
        .hint("Check both, and the environment: production and ProdTest have users of their own"),
        Kind::Forbidden => Error::new(kind, asked)
            .hint("The user is known but may not do this: ask Vindicia for REST rights"),
        Kind::NotFound => {
            Error::new(kind, asked).hint("Check that it exists in the environment that is set")
        }
        Kind::RateLimited => Error::new(kind, asked)
            .hint("This was not carried out: wait some minutes before the next"),
        Kind::NoAnswer => Error::new(kind, asked).hint("Vindicia has trouble: try again later"),
        Kind::Refused => Error::new(kind, asked)
            .hint("Correct what Vindicia names, or look at it there, before trying again"),
        _ => Error::new(kind, asked)
            .hint("Something between here and Vindicia answers: check the Base URL and the proxy"),
    };
    error.details(json!({ "status": status, "code": code, "message": message }))
}
