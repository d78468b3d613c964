//! Values that are not known while planning: step 2 needs the id that step 1's answer brings.
//!
//! The plan shows such a value like a secret's mask, `‹schedule_id›`, in the URL, a header, the form or a JSON
//! string. The run fills it in; the road refuses a request that still waits for one.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value;
use url::Url;

use super::{Body, Request, mask};
use crate::error::{Error, Result};

/// What a value may consist of in a URL without being percent-encoded (RFC 3986, unreserved).
pub(super) const IN_URL: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b'~');

/// What stands in a planned request for the value `name` that an earlier step will bring.
/// Declare it with [`Request::awaits`].
pub fn later(name: &str) -> String {
    mask(name)
}

impl Request {
    /// Declares that the URL, a header or the body holds [`later`]`(name)`.
    #[must_use]
    pub fn awaits(mut self, name: &'static str) -> Self {
        self.awaits.push(name);
        self
    }

    /// The same request with the value in its place or places.
    ///
    /// Fails, before anything is sent, when the request does not wait for it, or when the value cannot stand
    /// where it belongs.
    pub fn fill(mut self, name: &str, value: &str) -> Result<Self> {
        let known = self.awaits.len();
        self.awaits.retain(|n| *n != name);
        // A dot segment would silently lead to another path.
        if value.is_empty() || matches!(value, "." | "..") {
            return Err(Error::invalid(
                name,
                format!("{}: the vendor gave no usable {name}", self.purpose),
            ));
        }
        let mark = mask(name);
        let mut places = 0;
        let in_url = utf8_percent_encode(&mark, IN_URL).to_string();
        if self.url.as_str().contains(&in_url) {
            let filled = self
                .url
                .as_str()
                .replace(&in_url, &utf8_percent_encode(value, IN_URL).to_string());
            self.url = Url::parse(&filled).map_err(|e| {
                Error::invalid(name, format!("{}: {name} makes no URL: {e}", self.purpose))
            })?;
            places += 1;
        }
        self.purpose = self.purpose.replace(&mark, value);
        let mut put = |text: &mut String| {
            if text.contains(&mark) {
                *text = text.replace(&mark, value);
                places += 1;
            }
        };
        self.headers.iter_mut().for_each(|(_, text)| put(text));
        match &mut self.body {
            Body::Form(fields) => fields.iter_mut().for_each(|(_, text)| put(text)),
            Body::Json(json) => each_string(json, &mut put),
            Body::Empty | Body::Xml(_) => {}
        }
        if self.awaits.len() == known || places == 0 {
            return Err(Error::invalid(
                name,
                format!("{} has no place for {name}", self.purpose),
            ));
        }
        Ok(self)
    }
}

fn each_string(json: &mut Value, change: &mut impl FnMut(&mut String)) {
    match json {
        Value::String(text) => change(text),
        Value::Array(items) => items.iter_mut().for_each(|v| each_string(v, change)),
        Value::Object(fields) => fields.values_mut().for_each(|v| each_string(v, change)),
        _ => {}
    }
}
