//! Recurly's API: its requests, and its answers turned into values or errors.
//!
//! What a value means for an action is judged elsewhere.

use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};
use url::Url;

use crate::address;
use crate::definition::Idempotency;
use crate::error::{Error, Kind, Result};
use crate::request::{Body, Credential, Method, Reply, Request};
use crate::say::uncapitalised;
use crate::session::Session;

/// The version of the API that this folder reads and writes.
const ACCEPT: &str = "application/vnd.recurly.v2021-02-25+json";
/// Longest message of the vendor that is repeated, in characters.
const MAX_MESSAGE: usize = 500;

/// Recurly on behalf of one session.
pub(super) struct Client<'a> {
    pub session: &'a Session,
    pub base: Url,
}

impl<'a> Client<'a> {
    pub fn new(session: &'a Session) -> Result<Self> {
        let account = &session.account;
        let base = account.base(|| {
            Ok(match account.required("region")? {
                "eu" => "https://v3.eu.recurly.com".into(),
                _ => "https://v3.recurly.com".into(),
            })
        })?;
        Ok(Self { session, base })
    }

    /// A request that reads.
    pub fn get(
        &self,
        purpose: impl Into<String>,
        path: &[&str],
        query: &[(&str, &str)],
    ) -> Result<Request> {
        let url = address::at(&self.base, path, query)?;
        Ok(signed(Request::read(purpose, Method::Get, url)))
    }

    /// A POST that Recurly answers as if it did it, and saves nothing.
    pub fn preview(
        &self,
        purpose: impl Into<String>,
        path: &[&str],
        body: Value,
    ) -> Result<Request> {
        let url = address::at(&self.base, path, &[])?;
        Ok(signed(Request::read(purpose, Method::Post, url)).body(Body::Json(body)))
    }

    /// A change, with a key of its own: Recurly keeps the answer to a key for an hour, and gives it again to a repeat.
    pub fn change(
        &self,
        purpose: impl Into<String>,
        method: Method,
        path: &[&str],
        query: &[(&str, &str)],
        body: Body,
    ) -> Result<Request> {
        let url = address::at(&self.base, path, query)?;
        let key = self.session.new_id().to_string();
        Ok(
            signed(Request::change(purpose, method, url, Idempotency::Key))
                .header("idempotency-key", key)
                .body(body),
        )
    }

    pub fn subscription(&self, id: &str) -> Result<Request> {
        self.get(
            format!("Read subscription {id} again"),
            &["subscriptions", id],
            &[],
        )
    }

    /// Sends a request; any status is an answer.
    pub async fn ask(&self, request: &Request) -> Result<Answer> {
        let reply = self.session.send(request).await?;
        Ok(Self::answer(request, reply))
    }

    pub fn answer(request: &Request, reply: Reply) -> Answer {
        Answer {
            reply,
            purpose: request.purpose.clone(),
            changes: request.changes,
        }
    }

    /// Sends a request that reads, and decodes the answer.
    pub async fn read<T: DeserializeOwned>(&self, request: &Request) -> Result<T> {
        self.ask(request).await?.read()
    }
}

pub(super) fn signed(request: Request) -> Request {
    request
        .header("accept", ACCEPT)
        .credential(Credential::BasicUser {
            setting: "api_key",
            password: "",
        })
}

/// What Recurly answered, and to what.
pub(super) struct Answer {
    pub reply: Reply,
    purpose: String,
    changes: bool,
}

/// What Recurly says of a failure.
#[derive(Default)]
struct Said {
    kind: String,
    messages: Vec<String>,
    transaction: Map<String, Value>,
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

    /// Whether it is the first answer to the same key, given again.
    pub fn repeated(&self) -> bool {
        self.reply
            .headers
            .get("idempotency-prior")
            .is_some_and(|v| v.eq_ignore_ascii_case("true"))
    }

    /// The error that an answer other than 2xx is.
    pub fn refusal(&self) -> Error {
        let status = self.reply.status;
        let said = self.said();
        let because = if said.messages.is_empty() {
            ", without a message".to_owned()
        } else {
            format!(": {}", said.messages.join("; "))
        };
        let asked = format!(
            "Recurly answered {status} when asked to {}{because}",
            uncapitalised(&self.purpose)
        );
        let (kind, hint): (Kind, String) = match (status, said.kind.as_str()) {
            _ if self.reply.is_page() && self.reply.kind() != Kind::NoAnswer => (
                Kind::Malformed,
                "Something between here and Recurly answers with a web page: check the Base URL and the proxy".into(),
            ),
            (401, _) | (_, "invalid_api_key") => (
                Kind::Unauthorized,
                "Paste a private API key of this site, and check the Region: a key opens no other site".into(),
            ),
            (402, _) => (
                Kind::Refused,
                "The site's own account at Recurly is not in good standing: its owner must see to that".into(),
            ),
            (403, _) => (
                Kind::Forbidden,
                "The API key is known but may not do this: use one that may".into(),
            ),
            (404, _) => (Kind::NotFound, "Check that it still exists on this site".into()),
            (406, _) => (
                Kind::Unsupported,
                format!("Recurly no longer speaks the version that this connector uses ({ACCEPT})"),
            ),
            (409, _) if self.changes => (
                Kind::Unknown,
                "The same request is being carried out just now: look at the account in Recurly before repeating it".into(),
            ),
            (429, _) => (Kind::RateLimited, self.slow_down()),
            (_, "missing_feature") => (
                Kind::Unsupported,
                "The site lacks a feature that this needs: Recurly's support turns it on".into(),
            ),
            (_, "simultaneous_request") => (
                Kind::Refused,
                "Something else changes the same account just now. Nothing was done: make a new plan in a minute".into(),
            ),
            (_, "tax_service_error") => (
                Kind::Refused,
                "The service that reckons taxes for Recurly did not answer. Nothing was done: make a new plan in a few minutes".into(),
            ),
            (_, "immutable_subscription") => (
                Kind::Refused,
                "This subscription cannot be changed in its present state: look at it in Recurly".into(),
            ),
            (_, "transaction") => (Kind::Refused, declined(&said.transaction).into()),
            _ => match self.reply.kind() {
                Kind::NoAnswer => (Kind::NoAnswer, "Recurly has trouble: try again later".into()),
                Kind::Refused => (
                    Kind::Refused,
                    "Correct what Recurly names, or look at it there, before trying again".into(),
                ),
                kind => (kind, "Check that the Base URL leads to Recurly".into()),
            },
        };
        let mut details = json!({ "status": status, "messages": said.messages });
        if !said.kind.is_empty() {
            details["type"] = said.kind.into();
        }
        if !said.transaction.is_empty() {
            details["transaction"] = Value::Object(said.transaction);
        }
        Error::new(kind, asked).hint(hint).details(details)
    }

    fn slow_down(&self) -> String {
        let reset = self.reply.headers.get("x-ratelimit-reset");
        let reset = reset
            .and_then(|secs| secs.parse().ok())
            .map(crate::say::epoch);
        let until = reset.map(|at| format!(" until {at}")).unwrap_or_default();
        format!(
            "The site's rate limit, which all programs share, is used up{until}. This one was not carried out"
        )
    }

    /// Recurly wraps its errors in `error`; its document shows them without. Both are read.
    fn said(&self) -> Said {
        let text = self.reply.text();
        let Ok(Value::Object(mut body)) = serde_json::from_str::<Value>(&text) else {
            let text = if self.reply.is_page() {
                "a web page"
            } else {
                text.trim()
            };
            return Said {
                messages: message(None, text).into_iter().collect(),
                ..Said::default()
            };
        };
        let inner = match body.remove("error") {
            Some(Value::Object(inner)) => inner,
            Some(Value::String(text)) => {
                Map::from_iter([("message".to_owned(), Value::String(text))])
            }
            _ => body,
        };
        let text = |map: &Map<String, Value>, key: &str| -> Option<String> {
            map.get(key).and_then(Value::as_str).map(str::to_owned)
        };
        let mut messages: Vec<String> = text(&inner, "message")
            .and_then(|m| message(None, &m))
            .into_iter()
            .collect();
        for param in inner
            .get("params")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
        {
            let Value::Object(param) = param else {
                continue;
            };
            let Some(name) = text(param, "param") else {
                continue;
            };
            let said = text(param, "message").unwrap_or_else(|| "is at fault".into());
            // The sentence before often says it already.
            let words = name.replace('_', " ");
            if !messages
                .iter()
                .any(|m| m.to_ascii_lowercase().contains(&format!("{words} {said}")))
            {
                messages.extend(message(Some(&name), &said));
            }
        }
        let mut transaction = Map::new();
        if let Some(Value::Object(error)) = inner.get("transaction_error") {
            for key in [
                "transaction_id",
                "category",
                "code",
                "decline_code",
                "merchant_advice",
            ] {
                transaction
                    .extend(text(error, key).map(|value| (key.to_owned(), Value::String(value))));
            }
            let codes = ["code", "category"].map(|key| text(error, key));
            let codes: Vec<_> = codes.into_iter().flatten().collect();
            if !codes.is_empty() {
                messages.push(format!("the payment failed ({})", codes.join(", ")));
            }
        }
        Said {
            kind: text(&inner, "type").unwrap_or_default(),
            messages,
            transaction,
        }
    }
}

fn declined(transaction: &Map<String, Value>) -> &'static str {
    if transaction.get("category").and_then(Value::as_str) == Some("three_d_secure_action_required")
    {
        return "The bank wants the cardholder to confirm (3-D Secure), which only they can do, in a browser: it cannot be finished here";
    }
    "The payment was not made. Look at the transaction in Recurly; the account needs another payment method or a later try"
}

/// One message, with the field's name before it.
fn message(field: Option<&str>, text: &str) -> Option<String> {
    let text: String = text.trim().chars().take(MAX_MESSAGE).collect();
    let text = text.strip_suffix('.').unwrap_or(&text);
    if text.is_empty() {
        return None;
    }
    Some(match field {
        Some(name) => format!("{name} {text}"),
        None => text.to_owned(),
    })
}
