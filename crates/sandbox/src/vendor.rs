//! What a simulated vendor is to the server: a request in, an answer out, state in between.
//!
//! A vendor neither knows HTTP connections nor faults nor time beyond what it is told.

use axum::body::Bytes;
use axum::http::{HeaderMap, Method};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use jiff::Timestamp;
use serde_json::Value;
use url::form_urlencoded;

use crate::DemoConnector;
use crate::people::Person;

/// A request as a vendor sees it.
pub(crate) struct Request {
    pub method: Method,
    /// The path after the vendor's prefix, percent-encoded as sent, beginning with `/`.
    pub path: String,
    /// The query's pairs, decoded, in order.
    pub query: Vec<(String, String)>,
    pub headers: HeaderMap,
    pub body: Bytes,
}

impl Request {
    /// The first value of a query parameter.
    pub fn param(&self, name: &str) -> Option<&str> {
        self.query
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.as_str())
    }

    /// The body as JSON; `None` when it is not JSON.
    pub fn json(&self) -> Option<Value> {
        serde_json::from_slice(&self.body).ok()
    }

    /// A header's text; empty when missing or not text.
    pub fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default()
    }

    /// The pairs of a form body, decoded, in order, brackets as they are; none when the body is no form.
    pub fn form(&self) -> Vec<(String, String)> {
        if !self
            .header("content-type")
            .starts_with("application/x-www-form-urlencoded")
        {
            return Vec::new();
        }
        form_urlencoded::parse(&self.body).into_owned().collect()
    }

    /// User and password of HTTP Basic; `None` when the header is missing, of another scheme, or not to be read.
    pub fn basic(&self) -> Option<(String, String)> {
        let decoded = BASE64_STANDARD.decode(self.scheme("basic")?).ok()?;
        let text = String::from_utf8(decoded).ok()?;
        let (user, password) = text.split_once(':').unwrap_or((&text, ""));
        Some((user.to_owned(), password.to_owned()))
    }

    /// The token of `Authorization: Bearer`.
    pub fn bearer(&self) -> Option<&str> {
        self.scheme("bearer")
    }

    fn scheme(&self, wanted: &str) -> Option<&str> {
        let (scheme, rest) = self.header("authorization").split_once(' ')?;
        scheme.eq_ignore_ascii_case(wanted).then(|| rest.trim())
    }

    /// The path's segments after the leading slash, each decoded.
    pub fn segments(&self) -> Vec<String> {
        let decoded = |segment: &str| {
            // The decoder is that of forms, where a plus sign is a space; in a path it is itself.
            let form = format!("={}", segment.replace('+', "%2B"));
            form_urlencoded::parse(form.as_bytes())
                .map(|(_, value)| value.into_owned())
                .collect()
        };
        self.path.split('/').skip(1).map(decoded).collect()
    }
}

/// What a vendor answers.
#[derive(Debug, Clone)]
pub(crate) struct Answer {
    pub status: u16,
    pub content_type: &'static str,
    pub headers: Vec<(&'static str, String)>,
    pub body: String,
    /// Whether the vendor's state is another than before.
    pub changed: bool,
}

impl Answer {
    /// A JSON document.
    pub fn json(status: u16, body: &Value) -> Self {
        Self::text(status, "application/json; charset=utf-8", body.to_string())
    }

    /// An XML document, its declaration included.
    pub fn xml(status: u16, body: impl Into<String>) -> Self {
        Self::text(status, "application/xml; charset=utf-8", body)
    }

    /// A status without a body.
    pub fn empty(status: u16) -> Self {
        Self::text(status, "text/plain", "")
    }

    /// Any other body, labelled as told.
    pub fn text(status: u16, content_type: &'static str, body: impl Into<String>) -> Self {
        Self {
            status,
            content_type,
            headers: Vec::new(),
            body: body.into(),
            changed: false,
        }
    }

    /// The same answer with a header more. The name is in lower case.
    pub fn header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    /// The same answer, to a request that changed something.
    pub fn changed(mut self) -> Self {
        self.changed = true;
        self
    }
}

/// An order that succeeds: action, the user's number, parameters. See [`Vendor::rehearsals`].
pub(crate) struct Rehearsal {
    /// The action's id in the connector's definition.
    pub action: &'static str,
    /// 1001 … 1200. The traits are those of `DemoUser`.
    pub user: u32,
    /// Parameters by key, as an operator would give them.
    pub params: &'static [(&'static str, &'static str)],
}

/// A vendor of the sandbox.
pub(crate) trait Vendor: Send {
    /// The connector's id, which is also the path prefix.
    fn id(&self) -> &'static str;
    /// The vendor's name in notes.
    fn name(&self) -> &'static str;
    /// How many requests may be in process at once, where the vendor limits that.
    fn concurrency(&self) -> Option<usize>;
    /// Answers a request at a moment, changing state as the vendor would.
    fn answer(&mut self, request: &Request, now: Timestamp) -> Answer;
    /// The body of a refusal for going too fast.
    fn rate_limited(&self) -> Answer;
    /// Lets happen what was due by `now`: renewals, ends of trials, scheduled cancellations.
    fn settle(&mut self, now: Timestamp);
    /// The settings with which the connector reaches this vendor, given the server's URL.
    fn connector(&self, url: &str) -> DemoConnector;
    /// Traits by which this vendor's actions find the person.
    fn traits(&self, person: &Person) -> Vec<(&'static str, String)>;
    /// A few words on the person's state here, such as `active on gold`; `None` for one who has nothing here.
    fn note(&self, person: &Person) -> Option<String>;
    /// At least one order for each of the connector's actions, which succeed one after the other from the start of
    /// any seed. Whoever counts actions, plans or runs takes them from here.
    fn rehearsals(&self) -> Vec<Rehearsal>;
    /// A path as people may see it: the same, unless the vendor has a key in it.
    fn shown_path(&self, path: &str) -> String;
    /// The vendor's daily trait export, where it writes one.
    fn export_csv(&self, now: Timestamp) -> Option<String>;
}

#[cfg(test)]
mod tests {
    use axum::body::Bytes;
    use axum::http::{HeaderMap, HeaderValue, Method};

    use super::Request;

    fn request(path: &str, headers: &[(&'static str, &str)], body: &'static str) -> Request {
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.insert(*name, HeaderValue::from_str(value).unwrap());
        }
        Request {
            method: Method::POST,
            path: path.to_owned(),
            query: Vec::new(),
            headers: map,
            body: Bytes::from_static(body.as_bytes()),
        }
    }

    #[test]
    fn a_form_is_read_in_order_with_brackets_and_repeats() {
        let form = [("content-type", "application/x-www-form-urlencoded")];
        let body =
            "items[0][price]=price_1&items%5B1%5D%5Bprice%5D=a%26b&name=Zo%C3%AB+X&empty=&name=ü\"";
        let pairs = request("/", &form, body).form();
        let pairs: Vec<(&str, &str)> = pairs.iter().map(|(k, v)| (&**k, &**v)).collect();
        assert_eq!(
            pairs,
            [
                ("items[0][price]", "price_1"),
                ("items[1][price]", "a&b"),
                ("name", "Zoë X"),
                ("empty", ""),
                ("name", "ü\""),
            ]
        );
        assert!(request("/", &[], body).form().is_empty());
    }

    #[test]
    fn credentials_are_read_from_their_scheme_alone() {
        // `key:` and `user:pass:word`.
        let of = |value| request("/", &[("authorization", value)], "");
        let pair = |user: &str, password: &str| Some((user.to_owned(), password.to_owned()));
        assert_eq!(of("Basic a2V5Og==").basic(), pair("key", ""));
        assert_eq!(
            of("basic dXNlcjpwYXNzOndvcmQ=").basic(),
            pair("user", "pass:word")
        );
        assert_eq!(of("Bearer a.b.c").bearer(), Some("a.b.c"));
        assert_eq!(of("Bearer a.b.c").basic(), None);
        assert_eq!(of("Basic ???").basic(), None);
        assert_eq!(request("/", &[], "").bearer(), None);
    }

    #[test]
    fn segments_are_decoded_one_by_one() {
        let of = |path| request(path, &[], "").segments();
        assert_eq!(of("/v1/code-a%2Fb/x+y"), ["v1", "code-a/b", "x+y"]);
        assert_eq!(of("/accounts//"), ["accounts", "", ""]);
        assert_eq!(of("/a%zz"), ["a%zz"]);
    }
}
