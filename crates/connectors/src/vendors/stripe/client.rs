//! Stripe's API: its requests, and its answers turned into values or errors.
//!
//! What a value means for an action is judged elsewhere.

use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use url::Url;

use super::VERSION;
use crate::address;
use crate::definition::Idempotency;
use crate::error::{Error, Kind, Result};
use crate::request::{Body, Credential, Method, Reply, Request};
use crate::say;
use crate::session::Session;

/// Longest message of the vendor that is repeated, in characters.
const MAX_MESSAGE: usize = 500;

/// Stripe on behalf of one session.
pub(super) struct Client<'a> {
    pub session: &'a Session,
    base: Url,
    version: &'a str,
    account: Option<&'a str>,
}

/// The fields of a form, in order, with Stripe's brackets.
#[derive(Default)]
pub(super) struct Form(Vec<(String, String)>);

impl Form {
    pub fn put(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.0.push((name.into(), value.into()));
        self
    }

    pub fn maybe(self, name: impl Into<String>, value: Option<impl Into<String>>) -> Self {
        match value {
            Some(value) => self.put(name, value),
            None => self,
        }
    }
}

/// A list that comes in pages.
pub(super) struct List {
    path: &'static str,
    /// How it is called in purposes and messages: "prices".
    pub name: String,
    query: Vec<(&'static str, String)>,
}

impl List {
    pub fn new(path: &'static str, name: impl Into<String>) -> Self {
        Self {
            path,
            name: name.into(),
            query: Vec::new(),
        }
    }

    pub fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.query.push((name, value.into()));
        self
    }

    pub fn subscriptions_of(customer: &str) -> Self {
        Self::new("subscriptions", format!("the subscriptions of {customer}"))
            .with("customer", customer)
    }
}

impl<'a> Client<'a> {
    pub fn new(session: &'a Session) -> Result<Self> {
        let account = &session.account;
        Ok(Self {
            session,
            base: account.base(|| Ok("https://api.stripe.com".into()))?,
            version: account.value("api_version").unwrap_or(VERSION),
            account: account.value("account_id"),
        })
    }

    /// Whether this version of the API still has discounts of customers, which ended with 2025-03-31.basil.
    pub fn has_customer_discounts(&self) -> bool {
        self.version < "2025-03-31"
    }

    pub fn version(&self) -> &str {
        self.version
    }

    pub fn get(
        &self,
        purpose: impl Into<String>,
        path: &[&str],
        query: &[(&str, &str)],
    ) -> Result<Request> {
        let url = self.url(path, query)?;
        Ok(self.signed(Request::read(purpose, Method::Get, url)))
    }

    /// A page of a list, from behind the row with the id `after`.
    pub fn page(&self, list: &List, limit: u32, after: Option<&str>) -> Result<Request> {
        let limit = limit.to_string();
        let mut query: Vec<_> = list.query.iter().map(|(k, v)| (*k, v.as_str())).collect();
        query.push(("limit", &limit));
        query.extend(after.map(|id| ("starting_after", id)));
        self.get(format!("List {}", list.name), &[list.path], &query)
    }

    pub fn customer(&self, id: &str) -> Result<Request> {
        self.get(format!("Find customer {id}"), &["customers", id], &[])
    }

    pub fn subscription(&self, id: &str) -> Result<Request> {
        let purpose = format!("Read subscription {id} again");
        self.get(purpose, &["subscriptions", id], &[])
    }

    pub fn schedule(&self, id: &str) -> Result<Request> {
        self.get(
            format!("Read schedule {id}"),
            &["subscription_schedules", id],
            &[],
        )
    }

    /// What the next invoice would be. It changes nothing.
    pub fn preview(&self, purpose: String, form: Form) -> Result<Request> {
        let url = self.url(&["invoices", "create_preview"], &[])?;
        Ok(self
            .signed(Request::read(purpose, Method::Post, url))
            .body(Body::Form(form.0)))
    }

    /// A change with a key of its own, by which Stripe knows a repeat.
    pub fn post(&self, purpose: impl Into<String>, path: &[&str], form: Form) -> Result<Request> {
        let url = self.url(path, &[])?;
        let request = Request::change(purpose, Method::Post, url, Idempotency::Key)
            .header("idempotency-key", self.session.new_id().to_string());
        Ok(self.signed(request).body(Body::Form(form.0)))
    }

    /// Ends a subscription at once. Stripe takes no key here, so it is never sent twice.
    pub fn end(
        &self,
        purpose: impl Into<String>,
        subscription: &str,
        query: &[(&str, &str)],
    ) -> Result<Request> {
        let url = self.url(&["subscriptions", subscription], query)?;
        let request = Request::change(purpose, Method::Delete, url, Idempotency::None);
        Ok(self.signed(request))
    }

    /// Sends a request, and decodes the answer.
    pub async fn ask<T: DeserializeOwned>(&self, request: &Request) -> Result<T> {
        let reply = self.session.send(request).await?;
        self.judged(&request.purpose, &reply)
    }

    /// The value of a 2xx answer; else the error that the answer is.
    pub fn judged<T: DeserializeOwned>(&self, purpose: &str, reply: &Reply) -> Result<T> {
        if !reply.is_success() {
            return Err(self.refusal(purpose, reply));
        }
        if reply.is_page() {
            return Err(reply.malformed("it is a web page"));
        }
        reply.json()
    }

    fn refusal(&self, purpose: &str, reply: &Reply) -> Error {
        let said = Said::of(reply);
        let status = reply.status;
        let because = match &said.message {
            Some(message) => format!(": {message}"),
            None if reply.is_page() => ": a web page".into(),
            None => ", without a message".into(),
        };
        let asked = format!(
            "Stripe answered {status} when asked to {}{because}",
            say::uncapitalised(purpose)
        );
        let kind = if reply.is_page() && status < 500 {
            Kind::Malformed
        } else {
            reply.kind()
        };
        let message = match status {
            401 if kind == Kind::Unauthorized => {
                format!("Stripe does not accept the API key{because}")
            }
            402 => format!(
                "The payment failed when Stripe was asked to {}{because}",
                say::uncapitalised(purpose)
            ),
            _ => asked,
        };
        let error = Error::new(kind, message).hint(self.remedy(kind, status, &said));
        // Stripe has had the key of this request before, with other fields or at this moment, or something behind
        // Stripe failed half-way: whether the first one took effect is not said.
        let unclear = said.kind.as_deref() == Some("idempotency_error")
            || said.code.as_deref() == Some("idempotency_key_in_use")
            || status == 424;
        let error = if reply.changes && unclear {
            error.in_doubt()
        } else {
            error
        };
        error.details(said.details(reply))
    }

    fn remedy(&self, kind: Kind, status: u16, said: &Said) -> String {
        let message = said.message.as_deref().unwrap_or_default();
        let confirm = [
            "subscription_payment_intent_requires_action",
            "authentication_required",
        ];
        match (status, said.code.as_deref()) {
            _ if kind == Kind::Malformed => {
                "Something between here and Stripe answers: check the Base URL and the proxy".into()
            }
            (401, Some("api_key_expired")) => {
                "The key has expired: paste a new one, from Dashboard, Developers, API keys".into()
            }
            (401, _) => "Paste the whole key, from Dashboard, Developers, API keys".into(),
            (403, _) => match permission(message) {
                Some(right) => format!(
                    "Add the permission {right} to the restricted key: Dashboard, Developers, API keys"
                ),
                None if self.account.is_some() => {
                    "Check that the key is the platform's, and that the Connected account is connected to it".into()
                }
                None => "Use a key that may do this".into(),
            },
            (_, Some(code)) if confirm.contains(&code) => {
                "The customer's bank asks them to confirm the payment (3-D Secure), which only they can do. Let them pay themselves, or choose another Payment behaviour".into()
            }
            (402, _) => "Ask the customer for another payment method, or choose another Payment behaviour".into(),
            (404, _) if message.contains("a similar object exists in") => {
                "The API key is of the other mode: test keys see test data only, live keys live data only".into()
            }
            (404, _) => "Check that it exists in the account and the mode (test or live) of the API key".into(),
            (409, _) => "Something else changed it at the same moment. Nothing was changed by this: run the action again".into(),
            (429, Some("lock_timeout")) => {
                "Something else is changing the same object. Nothing was changed by this: try again in a moment".into()
            }
            (429, _) => "Stripe limits requests for the whole account, from all programs together. Wait a moment before the next".into(),
            (_, Some("resource_missing")) => {
                "Sync the catalogues, and choose an entry that exists".into()
            }
            _ if kind == Kind::NoAnswer => "Stripe has trouble: try again later".into(),
            _ => "Correct what Stripe names, or look at it in the Dashboard, before trying again".into(),
        }
    }

    fn url(&self, path: &[&str], query: &[(&str, &str)]) -> Result<Url> {
        let path: Vec<_> = ["v1"].iter().chain(path).copied().collect();
        address::at(&self.base, &path, query)
    }

    fn signed(&self, request: Request) -> Request {
        let request =
            request
                .header("stripe-version", self.version)
                .credential(Credential::Header {
                    name: "authorization",
                    prefix: "Bearer ",
                    setting: "api_key",
                });
        match self.account {
            Some(account) => request.header("stripe-account", account),
            None => request,
        }
    }
}

/// The right that a 403 names: `rak_subscription_read`.
fn permission(message: &str) -> Option<&str> {
    let from = &message[message.find("rak_")?..];
    let end = from
        .find(|c: char| !c.is_ascii_alphanumeric() && c != '_')
        .unwrap_or(from.len());
    Some(&from[..end])
}

/// What Stripe's error object says.
#[derive(Default)]
struct Said {
    kind: Option<String>,
    code: Option<String>,
    decline_code: Option<String>,
    message: Option<String>,
    param: Option<String>,
    log: Option<String>,
}

impl Said {
    fn of(reply: &Reply) -> Self {
        let Ok(body) = serde_json::from_slice::<Value>(&reply.body) else {
            return Self::default();
        };
        let text = |key: &str| {
            let text: String = body["error"][key]
                .as_str()?
                .trim()
                .chars()
                .take(MAX_MESSAGE)
                .collect();
            let text = text.strip_suffix('.').unwrap_or(&text);
            (!text.is_empty()).then(|| text.to_owned())
        };
        Self {
            kind: text("type"),
            code: text("code"),
            decline_code: text("decline_code"),
            message: text("message"),
            param: text("param"),
            log: text("request_log_url"),
        }
    }

    fn details(self, reply: &Reply) -> Value {
        let mut details = Map::from_iter([("status".to_owned(), reply.status.into())]);
        let messages: Vec<_> = self.message.into_iter().collect();
        let fields = [
            ("type", self.kind),
            ("code", self.code),
            ("decline_code", self.decline_code),
            ("param", self.param),
            ("request_log_url", self.log),
            ("request_id", reply.headers.get("request-id").cloned()),
        ];
        for (key, value) in fields {
            details.extend(value.map(|v| (key.to_owned(), v.into())));
        }
        details.insert("messages".into(), messages.into());
        details.into()
    }
}
