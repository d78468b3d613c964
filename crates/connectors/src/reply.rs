//! A vendor's answer, and the record of a request and its answer.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use ts_rs::TS;

use crate::error::{Error, Kind, Result};
use crate::request::Method;
use crate::xml::Element;

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
    /// Whether an earlier sending of the same change may already have taken effect.
    pub(crate) in_doubt: bool,
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

    /// What an answer other than 2xx usually means, by its status alone. A folder overrides what its vendor says
    /// otherwise. A 408 or 5xx to a change never gets here: it is the road's, and an unknown outcome.
    pub fn kind(&self) -> Kind {
        match self.status {
            401 => Kind::Unauthorized,
            403 => Kind::Forbidden,
            404 | 410 => Kind::NotFound,
            429 => Kind::RateLimited,
            408 | 500 | 502..=599 => Kind::NoAnswer,
            400..=499 | 501 => Kind::Refused,
            _ => Kind::Malformed,
        }
    }

    /// Whether the body is a web page: somebody else's answer, such as a proxy's.
    pub fn is_page(&self) -> bool {
        let kind = self.headers.get("content-type").map(String::as_str);
        let xml = kind.is_some_and(|k| k.contains("xml") && !k.contains("html"));
        !xml && self.text().trim_start().starts_with('<')
    }

    /// The body as JSON. When a changing request's answer cannot be read, its outcome is unknown.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T> {
        serde_json::from_slice(&self.body).map_err(|e| self.malformed(&e.to_string()))
    }

    /// The body as XML. When a changing request's answer cannot be read, its outcome is unknown.
    pub fn xml(&self) -> Result<Element> {
        Element::parse(&self.body).map_err(|why| self.malformed(&why))
    }

    /// The verdict of a vendor's folder that a 2xx answer is a "no" nevertheless. Where an earlier sending
    /// of the same change may have taken effect, the "no" proves nothing, and the outcome is unknown.
    pub fn verdict(&self, error: Error) -> Error {
        if self.in_doubt {
            error.in_doubt()
        } else {
            error
        }
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

#[cfg(test)]
mod tests;
