//! `SendGrid`'s API: its requests, and its answers turned into values or errors.

use serde_json::{Value, json};
use url::Url;

use crate::address;
use crate::definition::Idempotency;
use crate::error::{Error, Kind, Result};
use crate::request::{Body, Credential, Method, Reply, Request};
use crate::say;
use crate::session::Session;

/// Rows of a page.
pub(super) const PER_PAGE: &str = "100";
/// Longest message of the vendor that is repeated, in characters.
const MAX_MESSAGE: usize = 300;

/// `SendGrid` on behalf of one session.
pub(super) struct Client<'a> {
    pub session: &'a Session,
    base: Url,
    /// Lists and contacts have a host of their own in the EU.
    marketing: Url,
}

impl<'a> Client<'a> {
    pub fn new(session: &'a Session) -> Result<Self> {
        let account = &session.account;
        let base = account.base(|| {
            Ok(match account.required("region")? {
                "eu" => "https://api.eu.sendgrid.com".to_owned(),
                _ => "https://api.sendgrid.com".to_owned(),
            })
        })?;
        let marketing =
            account.base_of(
                "marketing_url",
                || Ok("https://api.sendgrid.com".to_owned()),
            )?;
        Ok(Self {
            session,
            base,
            marketing,
        })
    }

    /// What the key may do. Any key may ask.
    pub fn scopes(&self) -> Result<Request> {
        let url = address::at(&self.base, &["v3", "scopes"], &[])?;
        Ok(read("Read what the key may do", Method::Get, url))
    }

    /// A page of templates or lists.
    pub fn page(&self, catalogue: &str, token: Option<&str>) -> Result<Request> {
        let mut query = vec![("page_size", PER_PAGE)];
        let (base, path): (_, &[&str]) = match catalogue {
            "templates" => {
                // Left out, only templates of the old kind are told.
                query.insert(0, ("generations", "dynamic"));
                (&self.base, &["v3", "templates"])
            }
            _ => (&self.marketing, &["v3", "marketing", "lists"]),
        };
        query.extend(token.map(|token| ("page_token", token)));
        let url = address::at(base, path, &query)?;
        Ok(read(format!("Read the {catalogue}"), Method::Get, url))
    }

    /// Asks what `SendGrid` thinks of an e-mail, in its sandbox mode, which sends nothing.
    pub fn judge(&self, mail: &Value) -> Result<Request> {
        let mut body = mail.clone();
        body["mail_settings"] = json!({ "sandbox_mode": { "enable": true } });
        let purpose = "Let SendGrid judge the e-mail, without sending it";
        Ok(read(purpose, Method::Post, self.send_url()?).body(Body::Json(body)))
    }

    pub fn send(&self, purpose: String, mail: Value) -> Result<Request> {
        let url = self.send_url()?;
        let request = Request::change(purpose, Method::Post, url, Idempotency::None);
        Ok(signed(request.body(Body::Json(mail))))
    }

    fn send_url(&self) -> Result<Url> {
        address::at(&self.base, &["v3", "mail", "send"], &[])
    }

    /// Looks for a contact. None is a 404.
    pub fn contact(&self, email: &str) -> Result<Request> {
        let path = ["v3", "marketing", "contacts", "search", "emails"];
        let url = address::at(&self.marketing, &path, &[])?;
        let body = Body::Json(json!({ "emails": [email] }));
        Ok(read(format!("Find the contact {email}"), Method::Post, url).body(body))
    }

    pub fn add(&self, purpose: String, email: &str, list: &str) -> Result<Request> {
        let url = address::at(&self.marketing, &["v3", "marketing", "contacts"], &[])?;
        let body = json!({ "list_ids": [list], "contacts": [{ "email": email }] });
        let request = Request::change(purpose, Method::Put, url, Idempotency::Natural);
        Ok(signed(request.body(Body::Json(body))))
    }

    /// How far an import is.
    pub fn job(&self, id: &str) -> Result<Request> {
        let path = ["v3", "marketing", "contacts", "imports", id];
        let url = address::at(&self.marketing, &path, &[])?;
        Ok(read(format!("Look how far job {id} is"), Method::Get, url))
    }

    /// Sends a read, and gives the JSON of a good answer.
    pub async fn ask(&self, request: &Request) -> Result<Value> {
        let reply = self.session.send(request).await?;
        good(&reply, &request.purpose)?;
        reply.json()
    }
}

fn read(purpose: impl Into<String>, method: Method, url: Url) -> Request {
    signed(Request::read(purpose, method, url))
}

fn signed(request: Request) -> Request {
    request.credential(Credential::Header {
        name: "authorization",
        prefix: "Bearer ",
        setting: "api_key",
    })
}

/// Nothing where the answer is 2xx and not a web page; else the error that it is.
pub(super) fn good(reply: &Reply, purpose: &str) -> Result<()> {
    if !reply.is_success() {
        return Err(reply.verdict(refusal(reply, purpose)));
    }
    if reply.is_page() {
        return Err(reply.malformed("it is a web page"));
    }
    Ok(())
}

/// The error that an answer other than 2xx is.
fn refusal(reply: &Reply, purpose: &str) -> Error {
    if reply.is_page() && reply.status < 500 {
        return reply.malformed("it is a web page");
    }
    let said = Said::of(reply);
    let status = reply.status;
    let because = match said.texts.as_slice() {
        [] => ", without a message".to_owned(),
        texts => format!(": {}", texts.join("; ")),
    };
    let asked = say::uncapitalised(purpose);
    let kind = reply.kind();
    let error = match kind {
        Kind::Unauthorized => Error::new(
            kind,
            format!("SendGrid does not accept the API key{because}"),
        )
        .hint("Check the key and the data region. A key that was deleted does not come back: make a new one under Settings › API Keys"),
        Kind::Forbidden if said.sender => Error::new(
            Kind::Refused,
            format!("SendGrid does not send from this address{because}"),
        )
        .field("from_email")
        .hint("Verify the From address or authenticate its domain, in SendGrid under Settings › Sender Authentication"),
        Kind::Forbidden => Error::new(
            kind,
            format!("SendGrid does not let the API key {asked}{because}"),
        )
        .hint("Give the key the right for it, under Settings › API Keys. An IP access list, or too many bad requests, read the same: wait, and do not try again and again"),
        _ => {
            let error = Error::new(
                kind,
                format!("SendGrid answered {status} when asked to {asked}{because}"),
            );
            match (kind, status) {
                (Kind::RateLimited, _) => error.hint(slower(reply)),
                (_, 413) => error.hint("It is too long: shorten the data"),
                (Kind::NotFound, _) => error.hint("Sync the catalogue, and choose again"),
                (Kind::Refused, _) => error.hint("Correct what SendGrid names"),
                _ => error.hint("Try again later"),
            }
        }
    };
    error.details(json!({ "status": status, "messages": said.texts, "fields": said.fields }))
}

/// When it may be asked again.
fn slower(reply: &Reply) -> String {
    let reset = reply.headers.get("x-ratelimit-reset");
    match reset.and_then(|text| text.parse().ok()) {
        Some(at) => format!("Nothing was done. Wait until {}", say::epoch(at)),
        None => "Nothing was done. Wait some minutes".to_owned(),
    }
}

/// The errors of an answer.
struct Said {
    /// `message (field)`.
    texts: Vec<String>,
    fields: Vec<String>,
    /// It is about the From address.
    sender: bool,
}

impl Said {
    fn of(reply: &Reply) -> Self {
        let body: Value = serde_json::from_slice(&reply.body).unwrap_or_default();
        let errors = body["errors"].as_array().cloned().unwrap_or_default();
        let text = |error: &Value, name: &str| -> Option<String> {
            let text = error[name].as_str()?.trim().trim_end_matches('.');
            (!text.is_empty()).then(|| text.chars().take(MAX_MESSAGE).collect())
        };
        let fields: Vec<_> = errors.iter().filter_map(|e| text(e, "field")).collect();
        let texts: Vec<_> = errors
            .iter()
            .filter_map(|e| match (text(e, "message"), text(e, "field")) {
                (Some(message), Some(field)) => Some(format!("{message} ({field})")),
                (message, field) => message.or(field),
            })
            .collect();
        let sender = fields.iter().any(|f| f == "from" || f.starts_with("from."))
            || texts.iter().any(|t| t.contains("Sender Identity"));
        Self {
            texts,
            fields,
            sender,
        }
    }
}
