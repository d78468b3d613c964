//! A request as it is planned (secrets named, never held), its reply, and the record of both.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::Arc;
use std::time::Duration;

use patchbay_vault::Secret;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use ts_rs::TS;
use url::Url;

use crate::account::Account;
use crate::definition::Idempotency;
use crate::error::{Error, Kind, Result};

/// The HTTP methods that vendors use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "UPPERCASE")]
#[allow(missing_docs)] // the names are RFC 9110's
pub enum Method {
    Get,
    Post,
    Put,
    Patch,
    Delete,
}

impl Method {
    /// The name on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Patch => "PATCH",
            Self::Delete => "DELETE",
        }
    }
}

/// What a request carries.
#[derive(Debug, Clone, PartialEq)]
pub enum Body {
    /// Nothing.
    Empty,
    /// `application/json`.
    Json(Value),
    /// `application/x-www-form-urlencoded`, in this order.
    Form(Vec<(String, String)>),
    /// `application/xml`, written out.
    Xml(String),
}

/// A place where a secret stands in a request. It is filled in by the signer, when the request leaves.
#[derive(Clone)]
pub enum Credential {
    /// HTTP Basic with the secret as user name, and a fixed password.
    BasicUser {
        /// The secret setting.
        setting: &'static str,
        /// What stands for the password, not secret.
        password: &'static str,
    },
    /// HTTP Basic with a known user name and the secret as password.
    BasicPassword {
        /// The user name, not secret.
        user: String,
        /// The secret setting.
        setting: &'static str,
    },
    /// A header that holds a prefix and the secret: `Authorization: Bearer …`.
    Header {
        /// The header's name, lower case.
        name: &'static str,
        /// What stands before the secret.
        prefix: &'static str,
        /// The secret setting.
        setting: &'static str,
    },
    /// A header that holds a token which was obtained or signed for this session.
    Token {
        /// The header's name, lower case.
        name: &'static str,
        /// What stands before the token.
        prefix: &'static str,
        /// The token.
        token: Arc<Secret>,
    },
    /// A query parameter.
    Query {
        /// The parameter's name.
        name: &'static str,
        /// The secret setting.
        setting: &'static str,
    },
    /// A string in the JSON body, by JSON pointer (RFC 6901); the planned body holds its mask there.
    Json {
        /// Where it stands.
        pointer: String,
        /// The secret setting.
        setting: &'static str,
    },
    /// A field of the form body.
    Form {
        /// The field's name.
        name: &'static str,
        /// The secret setting.
        setting: &'static str,
    },
}

/// What stands in the place of a secret wherever a request is shown.
pub(crate) fn mask(setting: &str) -> String {
    format!("‹{setting}›")
}

/// One request as planned.
#[derive(Clone)]
pub struct Request {
    /// What it is for, as a person would say it: "Cancel subscription 71 at the end of its period".
    pub purpose: String,
    /// The HTTP method.
    pub method: Method,
    /// The URL, without secrets.
    pub url: Url,
    /// Headers beside those of the body and the credentials, lower-case names.
    pub headers: Vec<(&'static str, String)>,
    /// What it carries.
    pub body: Body,
    /// Where secrets stand.
    pub credentials: Vec<Credential>,
    /// Whether it changes anything at the vendor.
    pub changes: bool,
    /// What makes a repeat harmless; of no account for a request that changes nothing.
    pub idempotency: Idempotency,
    /// Whole time allowed, instead of the definition's.
    pub timeout: Option<Duration>,
}

impl Request {
    /// A request that reads. `path` is relative to `base`, which ends in a slash.
    pub fn read(purpose: impl Into<String>, method: Method, url: Url) -> Self {
        Self {
            purpose: purpose.into(),
            method,
            url,
            headers: Vec::new(),
            body: Body::Empty,
            credentials: Vec::new(),
            changes: false,
            idempotency: Idempotency::Natural,
            timeout: None,
        }
    }

    /// A request that changes something, with what makes its repeat harmless.
    pub fn change(
        purpose: impl Into<String>,
        method: Method,
        url: Url,
        idempotency: Idempotency,
    ) -> Self {
        Self {
            changes: true,
            idempotency,
            ..Self::read(purpose, method, url)
        }
    }

    /// With a header.
    #[must_use]
    pub fn header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    /// With a body.
    #[must_use]
    pub fn body(mut self, body: Body) -> Self {
        self.body = body;
        self
    }

    /// With a secret in its place.
    #[must_use]
    pub fn credential(mut self, credential: Credential) -> Self {
        self.credentials.push(credential);
        self
    }

    /// Whether it may be sent again when its answer did not come.
    pub(crate) fn repeatable(&self) -> bool {
        !self.changes || self.idempotency != Idempotency::None
    }

    /// The URL as shown: secrets in the query masked.
    pub fn shown_url(&self) -> String {
        let mut url = self.url.clone();
        for credential in &self.credentials {
            if let Credential::Query { name, setting } = credential {
                url.query_pairs_mut().append_pair(name, &mask(setting));
            }
        }
        url.to_string()
    }

    /// All headers as shown, sorted by name: secrets masked.
    pub fn shown_headers(&self) -> BTreeMap<String, String> {
        let mut all: BTreeMap<String, String> = self
            .headers
            .iter()
            .map(|(n, v)| ((*n).to_owned(), v.clone()))
            .collect();
        if let Some(kind) = self.content_type() {
            all.insert("content-type".into(), kind.into());
        }
        for credential in &self.credentials {
            match credential {
                Credential::BasicUser { setting, password } => {
                    all.insert(
                        "authorization".into(),
                        format!("Basic {}:{password}", mask(setting)),
                    );
                }
                Credential::BasicPassword { user, setting } => {
                    all.insert(
                        "authorization".into(),
                        format!("Basic {user}:{}", mask(setting)),
                    );
                }
                Credential::Header {
                    name,
                    prefix,
                    setting,
                } => {
                    all.insert((*name).into(), format!("{prefix}{}", mask(setting)));
                }
                Credential::Token { name, prefix, .. } => {
                    all.insert((*name).into(), format!("{prefix}{}", mask("token")));
                }
                Credential::Query { .. } | Credential::Json { .. } | Credential::Form { .. } => {}
            }
        }
        all
    }

    /// The body as shown: a JSON value, a form as an object of its fields, or XML as text; secrets masked.
    pub fn shown_body(&self) -> Option<Value> {
        let mut shown = match &self.body {
            Body::Empty => return None,
            Body::Json(value) => value.clone(),
            Body::Form(fields) => Value::Object(
                fields
                    .iter()
                    .map(|(k, v)| (k.clone(), Value::String(v.clone())))
                    .collect(),
            ),
            Body::Xml(text) => Value::String(text.clone()),
        };
        for credential in &self.credentials {
            match credential {
                Credential::Json { pointer, setting } => {
                    if let Some(place) = shown.pointer_mut(pointer) {
                        *place = Value::String(mask(setting));
                    }
                }
                Credential::Form { name, setting } => {
                    shown[*name] = Value::String(mask(setting));
                }
                _ => {}
            }
        }
        Some(shown)
    }

    pub(crate) fn content_type(&self) -> Option<&'static str> {
        match self.body {
            Body::Empty => None,
            Body::Json(_) => Some("application/json"),
            Body::Form(_) => Some("application/x-www-form-urlencoded"),
            Body::Xml(_) => Some("application/xml"),
        }
    }
}

/// A vendor's answer, read to its end.
pub struct Reply {
    /// The HTTP status.
    pub status: u16,
    /// The headers, lower-case names; of repeated ones the last.
    pub headers: BTreeMap<String, String>,
    /// The body, at most 10 MiB, secrets not yet redacted.
    pub body: Vec<u8>,
    /// Whether the request that it answers changed something.
    pub(crate) changes: bool,
    /// "GET https://…/site.json", redacted, for messages.
    pub(crate) about: String,
}

impl Reply {
    /// Whether the status is 2xx. Many vendors need more than that to be a success.
    pub fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }

    /// The body as text, broken characters replaced.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The body as JSON. When a changing request's answer cannot be read, its outcome is unknown.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T> {
        serde_json::from_slice(&self.body).map_err(|e| self.malformed(&e.to_string()))
    }

    /// The error for an answer that is not what the vendor documents.
    pub fn malformed(&self, why: &str) -> Error {
        let mut message = format!(
            "{} answered {} with a body that cannot be read",
            self.about, self.status
        );
        let _ = write!(message, ": {why}");
        if self.changes && self.is_success() {
            Error::new(Kind::Unknown, message)
                .hint("The change was probably made: look at the vendor's console before repeating it")
        } else {
            Error::new(Kind::Malformed, message)
                .hint("Check that the domain or base URL leads to the vendor and not to a proxy or a web page")
        }
        .details(serde_json::json!({ "status": self.status }))
    }
}

/// The record of one request and its answer, secrets redacted. It may be stored and shown.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct Exchange {
    /// Place in the session, from 1.
    pub number: u32,
    /// What the request was for.
    pub purpose: String,
    /// The HTTP method.
    pub method: Method,
    /// The URL.
    pub url: String,
    /// The request's headers.
    pub headers: BTreeMap<String, String>,
    /// The request's body.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub body: Option<Value>,
    /// Whether it changes anything at the vendor.
    pub changes: bool,
    /// When it left, RFC 3339.
    pub sent_at: String,
    /// How often it was sent.
    pub attempts: u32,
    /// The answer's status; absent while there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub status: Option<u16>,
    /// The answer's body: JSON, or text; long ones cut.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub reply: Option<Value>,
    /// Time from leaving to the answer's end, in milliseconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub elapsed_ms: Option<u32>,
    /// Why there is no answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub error: Option<String>,
}

/// Fills the secrets into a URL, headers and body. The only place where secrets touch the wire.
pub(crate) struct Signed {
    pub url: Url,
    /// Names, values, and whether the value is secret.
    pub headers: Vec<(String, String, bool)>,
    pub body: Option<Vec<u8>>,
}

pub(crate) fn sign(request: &Request, account: &Account) -> Result<Signed> {
    use base64::Engine as _;
    let secret = |setting: &str| -> Result<&str> {
        account
            .secrets()
            .get(setting)
            .map(Secret::expose)
            .ok_or_else(|| {
                Error::invalid(
                    setting,
                    format!("{} needs its secret {setting}", account.definition().name),
                )
            })
    };
    let mut url = request.url.clone();
    let mut headers: Vec<(String, String, bool)> = request
        .headers
        .iter()
        .map(|(n, v)| ((*n).to_owned(), v.clone(), false))
        .collect();
    if let Some(kind) = request.content_type() {
        headers.push(("content-type".into(), kind.into(), false));
    }
    let basic = |pair: String| {
        let text = base64::engine::general_purpose::STANDARD.encode(pair);
        ("authorization".to_owned(), format!("Basic {text}"), true)
    };
    let mut body = request.body.clone();
    for credential in &request.credentials {
        match credential {
            Credential::BasicUser { setting, password } => {
                headers.push(basic(format!("{}:{password}", secret(setting)?)));
            }
            Credential::BasicPassword { user, setting } => {
                headers.push(basic(format!("{user}:{}", secret(setting)?)));
            }
            Credential::Header {
                name,
                prefix,
                setting,
            } => {
                headers.push((
                    (*name).into(),
                    format!("{prefix}{}", secret(setting)?),
                    true,
                ));
            }
            Credential::Token {
                name,
                prefix,
                token,
            } => {
                headers.push(((*name).into(), format!("{prefix}{}", token.expose()), true));
            }
            Credential::Query { name, setting } => {
                url.query_pairs_mut().append_pair(name, secret(setting)?);
            }
            Credential::Json { pointer, setting } => {
                let Body::Json(value) = &mut body else {
                    return Err(misplaced(pointer));
                };
                let place = value
                    .pointer_mut(pointer)
                    .ok_or_else(|| misplaced(pointer))?;
                *place = Value::String(secret(setting)?.to_owned());
            }
            Credential::Form { name, setting } => {
                let Body::Form(fields) = &mut body else {
                    return Err(misplaced(name));
                };
                fields.push(((*name).into(), secret(setting)?.to_owned()));
            }
        }
    }
    let body = match body {
        Body::Empty => None,
        Body::Json(value) => Some(value.to_string().into_bytes()),
        Body::Form(fields) => {
            let mut text = url::form_urlencoded::Serializer::new(String::new());
            Some(text.extend_pairs(fields).finish().into_bytes())
        }
        Body::Xml(text) => Some(text.into_bytes()),
    };
    Ok(Signed { url, headers, body })
}

fn misplaced(place: &str) -> Error {
    Error::invalid(
        place,
        format!("the request has no place {place} for its credential"),
    )
}
