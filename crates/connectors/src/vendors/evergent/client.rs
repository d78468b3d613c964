//! Evergent's API: one POST for each method, the method's name last in the path, one wrapper object in the
//! body with the credentials inside it, and a `responseCode` that alone decides what an answer means.
//!
//! What is sent follows the instance profile; which action sends it is for `actions` to say.

use serde_json::{Map, Value, json};
use url::Url;

use super::codes;
use super::profile::{Call, Profile, Style};
use crate::account::Account;
use crate::definition::Idempotency;
use crate::error::{Error, Kind, Result, Stage};
use crate::request::{Body, Credential, Method, Reply, Request, mask};
use crate::say::scalar;
use crate::session::Session;

/// One instance, as its settings describe it.
pub(super) struct Api {
    pub profile: Profile,
    base: Url,
    partner: String,
}

/// A successful answer: the fields inside its wrapper.
pub(super) struct Answer {
    pub fields: Map<String, Value>,
}

impl Api {
    pub fn new(account: &Account) -> Result<Self> {
        let profile = Profile::read(account.value("instance_profile").unwrap_or("{}"))
            .map_err(|why| Error::invalid("instance_profile", format!("Instance profile {why}")))?;
        Ok(Self {
            profile,
            base: account.base(|| account.required("domain").map(str::to_owned))?,
            partner: account.required("channel_partner_id")?.to_owned(),
        })
    }

    /// The channelPartnerID.
    pub fn partner(&self) -> &str {
        &self.partner
    }

    /// A request for a method: credentials, then `fields`, then the profile's fixed fields.
    pub fn request(
        &self,
        call: Call,
        purpose: String,
        fields: Vec<(String, Value)>,
    ) -> Result<Request> {
        let method = self.profile.method(call)?;
        let url = self.base.join(&method.path).map_err(|e| {
            Error::invalid(
                "instance_profile",
                format!(
                    "methods.{}.path does not make a URL with the domain: {e}",
                    call.name()
                ),
            )
        })?;
        let credentials = &self.profile.credentials;
        let mut message = Map::new();
        let secret_field = match credentials.style {
            Style::ApiKey => &credentials.key_field,
            Style::ApiUser => {
                message.insert(
                    credentials.user_field.clone(),
                    credentials.user.clone().into(),
                );
                &credentials.password_field
            }
        };
        message.insert(secret_field.clone(), mask("api_key").into());
        message.insert(
            self.profile.partner_field.clone(),
            self.partner.clone().into(),
        );
        message.extend(fields);
        for (name, value) in self.profile.extra.iter().chain(&method.extra) {
            message.insert(name.clone(), value.clone());
        }
        let request = match call {
            Call::Subscriptions | Call::Products => Request::read(purpose, Method::Post, url),
            _ => Request::change(purpose, Method::Post, url, Idempotency::None),
        };
        Ok(request
            .body(Body::Json(
                json!({ method.request_wrapper.as_str(): message }),
            ))
            .credential(Credential::Json {
                pointer: format!("/{}/{secret_field}", method.request_wrapper),
                setting: "api_key",
            }))
    }

    /// Sends a request and judges its answer.
    pub async fn send(&self, session: &Session, call: Call, request: &Request) -> Result<Answer> {
        match session.send(request).await {
            Ok(reply) => self.judged(call, &reply),
            Err(error) => Err(with_vendors_words(error)),
        }
    }

    /// What an answer means.
    pub fn judged(&self, call: Call, reply: &Reply) -> Result<Answer> {
        judge(call, &self.profile.method(call)?.response_wrapper, reply)
    }
}

fn judge(call: Call, wrapper: &str, reply: &Reply) -> Result<Answer> {
    let body: Value = match serde_json::from_slice(&reply.body) {
        Ok(body) => body,
        Err(e) if reply.is_success() => return Err(reply.malformed(&e.to_string())),
        Err(_) => return Err(bad_status(reply, &[])),
    };
    let message = unwrapped(&body, wrapper);
    let code = message
        .and_then(|m| m.get("responseCode"))
        .and_then(scalar)
        .map(|c| c.trim().to_owned());
    // A body outside any wrapper may still say what is wrong.
    let failures = failures(message.or(body.as_object()));
    if !reply.is_success() {
        if reply.changes && code.as_deref() == Some("1") {
            return Err(unclear(
                call,
                reply,
                "it says success with a status that says failure",
                &failures,
            ));
        }
        return Err(bad_status(reply, &failures));
    }
    let Some(message) = message else {
        return Err(reply.malformed(&format!(
            "there is no {wrapper} in it, nor another object with a responseCode"
        )));
    };
    match code.as_deref() {
        Some("1") => Ok(Answer {
            fields: message.clone(),
        }),
        Some("0") => Err(refused(call, reply, "0", &failures, message)),
        Some(other) if !reply.changes => Err(refused(call, reply, other, &failures, message)),
        Some(other) => Err(unclear(
            call,
            reply,
            &format!("its responseCode is {other}, neither 1 nor 0"),
            &failures,
        )),
        None if reply.changes => Err(unclear(call, reply, "it has no responseCode", &failures)),
        None => Err(reply.malformed("it has no responseCode")),
    }
}

/// The object inside the expected wrapper, else inside the only one that holds a responseCode.
fn unwrapped<'a>(body: &'a Value, wrapper: &str) -> Option<&'a Map<String, Value>> {
    let body = body.as_object()?;
    if let Some(Value::Object(message)) = body.get(wrapper) {
        return Some(message);
    }
    let mut others = body
        .values()
        .filter_map(Value::as_object)
        .filter(|m| m.contains_key("responseCode"));
    match (others.next(), others.next()) {
        (Some(only), None) => Some(only),
        _ => None,
    }
}

/// One entry of `failureMessage`.
struct Failure {
    code: Option<String>,
    text: Option<String>,
}

impl Failure {
    fn words(&self) -> String {
        match (&self.text, &self.code) {
            (Some(text), Some(code)) => format!("{text} ({code})"),
            (Some(one), None) | (None, Some(one)) => one.clone(),
            (None, None) => String::new(),
        }
    }

    fn json(&self) -> Value {
        json!({ "errorCode": self.code, "errorMessage": self.text })
    }
}

/// `failureMessage` as a list, whether it is one, a single object, a text, or missing.
fn failures(message: Option<&Map<String, Value>>) -> Vec<Failure> {
    let entries = match message.and_then(|m| m.get("failureMessage")) {
        Some(Value::Array(entries)) => entries.iter().collect(),
        Some(one) => vec![one],
        None => Vec::new(),
    };
    let part = |entry: &Value, key| entry.get(key).and_then(scalar).filter(|s| !s.is_empty());
    entries
        .into_iter()
        .map(|entry| match entry {
            Value::Object(_) => Failure {
                code: part(entry, "errorCode"),
                text: part(entry, "errorMessage"),
            },
            other => Failure {
                code: None,
                text: scalar(other).filter(|s| !s.is_empty()),
            },
        })
        .filter(|f| f.code.is_some() || f.text.is_some())
        .collect()
}

fn words(failures: &[Failure]) -> Option<String> {
    let all: Vec<_> = failures.iter().map(Failure::words).collect();
    (!all.is_empty()).then(|| all.join("; "))
}

fn details(reply: &Reply, failures: &[Failure]) -> Value {
    let errors: Vec<_> = failures.iter().map(Failure::json).collect();
    json!({ "status": reply.status, "errors": errors })
}

/// The explanation of the first code, and the kind of failure where the code tells it.
fn explained(failures: &[Failure]) -> (Option<Kind>, Option<String>) {
    let Some(code) = failures.first().and_then(|f| f.code.as_deref()) else {
        return (None, None);
    };
    match codes::meaning(code) {
        Some(known) => (
            Some(known.kind),
            Some(format!("{code} means: {}. {}", known.text, known.remedy)),
        ),
        None => (
            None,
            Some(format!(
                "{code} is not among the publicly known codes: ask Evergent's support what it means"
            )),
        ),
    }
}

/// The vendor said no.
fn refused(
    call: Call,
    reply: &Reply,
    code: &str,
    failures: &[Failure],
    message: &Map<String, Value>,
) -> Error {
    let why = words(failures).or_else(|| {
        message
            .get("message")
            .and_then(scalar)
            .filter(|s| !s.is_empty())
    });
    let (kind, hint) = explained(failures);
    let text = match why {
        Some(why) => format!("Evergent refused {}: {why}", call.name()),
        None => format!(
            "Evergent refused {} without saying why (responseCode {code})",
            call.name()
        ),
    };
    let error = Error::new(kind.unwrap_or(Kind::Refused), text)
        .hint(hint.unwrap_or_else(|| {
            "Ask Evergent's support, with the time and the method's name".into()
        }))
        .details(details(reply, failures));
    Error {
        stage: match error.kind {
            Kind::Unauthorized => Stage::Auth,
            _ => Stage::Vendor,
        },
        ..error
    }
}

/// An answer that does not say whether the change was made.
fn unclear(call: Call, reply: &Reply, why: &str, failures: &[Failure]) -> Error {
    let said = words(failures)
        .map(|w| format!("; it says: {w}"))
        .unwrap_or_default();
    Error::new(
        Kind::Unknown,
        format!(
            "Evergent answered {}, but whether the change was made is not known: {why}{said}",
            call.name()
        ),
    )
    .hint("Look at the customer in Evergent before repeating it: it may have been done, and it was not sent again")
    .details(details(reply, failures))
}

/// A status other than 2xx, with what the vendor says where its body can be read.
fn bad_status(reply: &Reply, failures: &[Failure]) -> Error {
    let (of_code, explanation) = explained(failures);
    let status = reply.status;
    if (300..400).contains(&status) {
        let kind = if reply.changes {
            Kind::Unknown
        } else {
            Kind::Malformed
        };
        return Error::new(
            kind,
            format!("{} redirects to another place ({status}), which is not followed", reply.about),
        )
        .hint("Set Domain to where it leads, if that is Evergent; after a change, look at the customer first")
        .details(details(reply, failures));
    }
    let (of_status, hint) = match status {
        401 => (
            Kind::Unauthorized,
            "Check apiKey and channelPartnerID, and in the instance profile the credential style",
        ),
        403 => (
            Kind::Forbidden,
            "Ask Evergent whether this key may call the method, and from this network",
        ),
        404 | 405 => (
            Kind::NotFound,
            "Check Domain with its prefix, and the method's path in the instance profile: this instance may not have the method",
        ),
        429 => (Kind::RateLimited, "Wait a while and try again"),
        408 | 500.. if failures.is_empty() => {
            (Kind::NoAnswer, "Try again later; Evergent may have trouble")
        }
        _ => (
            Kind::Refused,
            "Check Domain with its prefix, and the method in the instance profile",
        ),
    };
    let said = words(failures)
        .map(|w| format!(": {w}"))
        .unwrap_or_default();
    // A code that says no more than "no" leaves it to the status to say more.
    let kind = of_code.filter(|k| *k != Kind::Refused).unwrap_or(of_status);
    Error::new(kind, format!("{} answered {status}{said}", reply.about))
        .hint(explanation.unwrap_or_else(|| hint.into()))
        .details(details(reply, failures))
}

/// A lost change stays lost, but what the vendor said with its 5xx is worth reading.
fn with_vendors_words(mut error: Error) -> Error {
    let said = error
        .details
        .as_ref()
        .and_then(|d| d.get("body"))
        .and_then(Value::as_str)
        .and_then(|text| serde_json::from_str::<Value>(text).ok())
        .and_then(|body| {
            let message = unwrapped(&body, "").or(body.as_object());
            words(&failures(message))
        });
    if let Some(said) = said {
        error.message = format!("{}; Evergent says: {said}", error.message);
    }
    error
}
