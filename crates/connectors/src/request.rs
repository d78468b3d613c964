//! A request as it is planned: secrets are named, never held; a value that only an earlier step's answer
//! brings is named too. How it looks to people is in `shown`, how it leaves in `sign`; the answer is a
//! [`Reply`](crate::Reply).

mod later;
mod shown;
mod sign;
#[cfg(test)]
mod tests;

use std::sync::Arc;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use ts_rs::TS;
use url::Url;

use crate::definition::Idempotency;
use crate::grant::Grant;
use crate::jwt::Jwt;
pub use crate::reply::{Exchange, Reply};
pub use later::later;
pub(crate) use sign::{Signed, sign};

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
    /// A header that holds a token which the vendor grants for a while (OAuth), or which is signed here. The road
    /// gets it, keeps it for all sessions of the account, and gets a new one when it is no longer good.
    Granted {
        /// The header's name, lower case.
        name: &'static str,
        /// What stands before the token.
        prefix: &'static str,
        /// How it is obtained.
        grant: Arc<Grant>,
    },
    /// A query parameter.
    Query {
        /// The parameter's name.
        name: &'static str,
        /// The secret setting.
        setting: &'static str,
    },
    /// A whole segment of the path; the planned URL holds [`segment`] there.
    Path {
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
    /// A field of the form body that holds a token which is signed for this one request, when it leaves: what
    /// asks for a grant by a private key (RFC 7523).
    Assertion {
        /// The field's name.
        name: &'static str,
        /// What is signed.
        jwt: Arc<Jwt>,
    },
}

/// What stands in a planned URL for a secret that is a segment of its path: see [`Credential::Path`].
pub fn segment(setting: &str) -> String {
    mask(setting)
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
    /// Values that an earlier step's answer brings, still missing: see [`later`].
    pub(crate) awaits: Vec<&'static str>,
    /// The answer holds a new secret, so its body is not recorded.
    pub(crate) secret_reply: bool,
}

impl Request {
    /// A request that reads, whatever its method: searches are often a POST.
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
            awaits: Vec::new(),
            secret_reply: false,
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

    /// The token that it needs from the vendor, if any.
    pub(crate) fn grant(&self) -> Option<&Grant> {
        self.credentials.iter().find_map(|c| match c {
            Credential::Granted { grant, .. } => Some(&**grant),
            _ => None,
        })
    }

    /// Whether it may be sent again when its answer did not come.
    pub(crate) fn repeatable(&self) -> bool {
        !self.changes || self.idempotency != Idempotency::None
    }
}
