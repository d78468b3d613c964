//! Piano's API: its requests, and its answers turned into values or errors.
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

/// Rows of a page.
pub(super) const LIMIT: usize = 100;
/// Longest message of the vendor that is repeated, in characters.
const MAX_MESSAGE: usize = 500;

/// Piano on behalf of one session.
pub(super) struct Client<'a> {
    pub session: &'a Session,
    base: Url,
    aid: String,
}

/// A list that comes in pages.
pub(super) struct List {
    /// The path below `publisher`, and the query beside the application and the page.
    path: &'static [&'static str],
    query: Vec<(&'static str, String)>,
    /// Under which name the rows stand.
    pub member: &'static str,
    /// How it is called: "terms".
    pub name: String,
}

impl List {
    pub fn terms() -> Self {
        Self {
            path: &["term", "list"],
            query: Vec::new(),
            member: "terms",
            name: "terms".into(),
        }
    }

    pub fn promotions() -> Self {
        Self {
            path: &["promotion", "list"],
            query: vec![("expired", "active".into())],
            member: "promotions",
            name: "promotions".into(),
        }
    }

    pub fn codes(promotion: &str) -> Self {
        Self {
            path: &["promotion", "code", "list"],
            query: vec![("promotion_id", promotion.into())],
            member: "promotion_codes",
            name: format!("codes of promotion {promotion}"),
        }
    }

    pub fn subscriptions(uid: &str) -> Self {
        Self {
            path: &["subscription", "list"],
            query: vec![("uid", uid.into())],
            member: "subscriptions",
            name: format!("subscriptions of user {uid}"),
        }
    }
}

impl<'a> Client<'a> {
    pub fn new(session: &'a Session) -> Result<Self> {
        let account = &session.account;
        let base = account.base(|| {
            let host = match account.required("region")? {
                "us" => "api.piano.io",
                "eu" => "api-eu.piano.io",
                "au" => "api-au.piano.io",
                "ap" => "api-ap.piano.io",
                _ => "sandbox.piano.io",
            };
            Ok(format!("https://{host}/api/v3"))
        })?;
        let aid = account.required("aid")?.to_owned();
        Ok(Self { session, base, aid })
    }

    pub fn app(&self) -> Result<Request> {
        self.get("Read the application".into(), &["app", "get"], &[])
    }

    pub fn page(&self, list: &List, offset: usize, limit: usize) -> Result<Request> {
        let (from, rows) = (offset.to_string(), limit.to_string());
        let mut query: Vec<(&str, &str)> =
            list.query.iter().map(|(k, v)| (*k, v.as_str())).collect();
        query.extend([("offset", from.as_str()), ("limit", rows.as_str())]);
        let purpose = match offset {
            0 => format!("List {}", list.name),
            _ => format!("List {}, from {offset} on", list.name),
        };
        self.get(purpose, list.path, &query)
    }

    pub fn users(&self, email: &str) -> Result<Request> {
        let query = [("email", email), ("offset", "0"), ("limit", "10")];
        self.get(
            format!("Find the user {email}"),
            &["user", "search"],
            &query,
        )
    }

    pub fn subscription(&self, id: &str) -> Result<Request> {
        self.get(
            format!("Read subscription {id}"),
            &["subscription", "get"],
            &[("subscription_id", id)],
        )
    }

    /// Whether the subscription may change its term now. It changes nothing.
    pub fn can_change(&self, id: &str) -> Result<Request> {
        let purpose = format!("Ask whether subscription {id} may change its term");
        let url = self.url(&["term", "change", "can"], &[])?;
        let request = Request::read(purpose, Method::Post, url);
        Ok(posted(request, &[("subscription_id", id)]))
    }

    /// How far a change of terms is. It changes nothing.
    pub fn change_status(&self, uid: &str, id: &str) -> Result<Request> {
        let path = ["term", "change", "getSubscriptionUpgradeStatus"];
        let url = self.url(&path, &[])?;
        let purpose = format!("Look how far the change of subscription {id} is");
        let fields = [
            ("aid", self.aid.as_str()),
            ("uid", uid),
            ("subscription_id", id),
        ];
        Ok(posted(Request::read(purpose, Method::Post, url), &fields))
    }

    pub fn resume(&self, purpose: String, id: &str) -> Result<Request> {
        self.change(
            purpose,
            &["subscription", "resume"],
            &[("subscription_id", id)],
        )
    }

    pub fn change_term(&self, purpose: String, fields: &[(&str, &str)]) -> Result<Request> {
        self.change(purpose, &["term", "change", "do"], fields)
    }

    /// The subscription as it is now.
    pub async fn read_subscription(&self, id: &str) -> Result<Subscription> {
        let request = self.subscription(id)?;
        let reply = self.session.send(&request).await?;
        subscription_of(&reply, &request.purpose, id)
    }

    fn get(&self, purpose: String, path: &[&str], query: &[(&str, &str)]) -> Result<Request> {
        let mut all = vec![("aid", self.aid.as_str())];
        all.extend(query);
        let url = self.url(path, &all)?;
        Ok(signed(Request::read(purpose, Method::Get, url)))
    }

    fn change(&self, purpose: String, path: &[&str], fields: &[(&str, &str)]) -> Result<Request> {
        let url = self.url(path, &[])?;
        let mut all = vec![("aid", self.aid.as_str())];
        all.extend(fields);
        let request = Request::change(purpose, Method::Post, url, Idempotency::None);
        Ok(posted(request, &all))
    }

    fn url(&self, path: &[&str], query: &[(&str, &str)]) -> Result<Url> {
        let mut all = vec!["publisher"];
        all.extend(path);
        address::at(&self.base, &all, query)
    }
}

fn signed(request: Request) -> Request {
    request
        .header("accept", "application/json")
        .credential(Credential::Header {
            name: "api_token",
            prefix: "",
            setting: "api_token",
        })
}

/// A form. Some calls were reported to look for the token there.
fn posted(request: Request, fields: &[(&str, &str)]) -> Request {
    let fields = fields
        .iter()
        .map(|(k, v)| ((*k).to_owned(), (*v).to_owned()));
    signed(request)
        .body(Body::Form(fields.collect()))
        .credential(Credential::Form {
            name: "api_token",
            setting: "api_token",
        })
}

/// The subscription of an answer, which must be the one that was meant.
pub(super) fn subscription_of(reply: &Reply, purpose: &str, id: &str) -> Result<Subscription> {
    let answer = judged(reply, purpose)?;
    let row = answer.get("subscription").or_else(|| answer.get("data"));
    let found = Subscription::read(row.unwrap_or(&Value::Null)).map_err(|w| reply.malformed(&w))?;
    if found.id != id {
        return Err(reply.malformed(&format!("it is subscription {} and not {id}", found.id)));
    }
    Ok(found)
}

/// The rows of a page, and how many there are in all where that is told.
pub(super) fn rows(
    reply: &Reply,
    purpose: &str,
    member: &str,
) -> Result<(Vec<Value>, Option<usize>)> {
    let mut answer = judged(reply, purpose)?;
    let total = text(&answer, "total").and_then(|n| n.parse().ok());
    let rows = [member, "data"]
        .iter()
        .find_map(|m| answer.get_mut(*m).filter(|v| v.is_array()).map(Value::take));
    match rows {
        Some(Value::Array(rows)) => Ok((rows, total)),
        _ => Err(reply.malformed(&format!("it has no list of {member}"))),
    }
}

/// The JSON of an answer whose `code` is 0; else the error that it is. The status says little.
pub(super) fn judged(reply: &Reply, purpose: &str) -> Result<Value> {
    if !reply.is_success() {
        return Err(refusal(reply, purpose));
    }
    if reply.is_page() {
        return Err(reply.malformed("it is a web page"));
    }
    let value: Value = reply.json()?;
    match text(&value, "code").as_deref() {
        Some("0") => Ok(value),
        Some(_) => Err(reply.verdict(refusal(reply, purpose))),
        None => Err(reply.malformed("it has no code")),
    }
}

fn refusal(reply: &Reply, purpose: &str) -> Error {
    let status = reply.status;
    let said: Value = serde_json::from_slice(&reply.body).unwrap_or_default();
    let code = text(&said, "code").filter(|c| c != "0");
    let messages = messages(&said, reply);
    let because = match (&code, messages.as_slice()) {
        _ if reply.is_page() => ": a web page".to_owned(),
        (None, []) => ", without a message".to_owned(),
        (Some(code), []) => format!(": code {code}"),
        (Some(code), said) => format!(": {} (code {code})", said.join("; ")),
        (None, said) => format!(": {}", said.join("; ")),
    };
    let asked = format!(
        "Piano answered {status} when asked to {}{because}",
        say::uncapitalised(purpose)
    );
    let lower = messages.join(" ").to_lowercase();
    let denied = ["access denied", "unauthorized", "api token", "api_token"];
    let kind = match reply.kind() {
        Kind::Unauthorized | Kind::Forbidden if reply.is_page() => Kind::Malformed,
        _ if reply.is_success() && denied.iter().any(|d| lower.contains(d)) => Kind::Unauthorized,
        _ if reply.is_success() && lower.contains("not found") => Kind::NotFound,
        _ if reply.is_success() => Kind::Refused,
        kind => kind,
    };
    let error = match kind {
        Kind::Unauthorized => Error::new(
            kind,
            format!("Piano does not accept the API token for this application{because}"),
        )
        .hint("Check the token, the Application ID and the region: each application has a token of its own, and each region too"),
        Kind::Forbidden => Error::new(kind, asked)
            .hint("The API token is known but may not do this: use one that may"),
        Kind::NotFound => Error::new(kind, asked)
            .hint("Check that it exists in this application, and that the region is right"),
        Kind::RateLimited => Error::new(kind, asked)
            .hint("This was not carried out: wait some minutes before the next"),
        Kind::NoAnswer => Error::new(kind, asked).hint("Piano has trouble: try again later"),
        Kind::Refused => Error::new(kind, asked)
            .hint("Correct what Piano names, or look at it there, before trying again"),
        _ => Error::new(kind, asked)
            .hint("Something between here and Piano answers: check the region, the Base URL and the proxy"),
    };
    error.details(json!({ "status": status, "code": code, "messages": messages }))
}

/// The message, then what is wrong with each field; of an answer that is no JSON, its text.
fn messages(said: &Value, reply: &Reply) -> Vec<String> {
    let cut = |text: String| -> String { text.trim().chars().take(MAX_MESSAGE).collect() };
    if !said.is_object() {
        let text = if reply.is_page() {
            String::new()
        } else {
            cut(reply.text())
        };
        return Some(text).filter(|t| !t.is_empty()).into_iter().collect();
    }
    let mut all: Vec<String> = text(said, "message").into_iter().collect();
    let errors = &said["validation_errors"];
    all.extend(text(errors, "message"));
    if let Some(fields) = errors.get("errors").and_then(Value::as_object) {
        all.extend(fields.iter().map(|(field, why)| {
            let why = say::scalar(why).unwrap_or_else(|| why.to_string());
            format!("{field}: {why}")
        }));
    }
    let mut seen: Vec<String> = Vec::new();
    for message in all.into_iter().map(cut) {
        if !message.is_empty() && !seen.contains(&message) {
            seen.push(message);
        }
    }
    seen
}
