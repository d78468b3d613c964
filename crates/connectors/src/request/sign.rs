//! The signer: the one place where secrets touch a request.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;
use patchbay_vault::Secret;
use percent_encoding::utf8_percent_encode;
use serde_json::Value;
use url::Url;

use super::later::IN_URL;
use super::{Body, Credential, Request, segment};
use crate::account::{Account, is_loopback};
use crate::error::{Error, Kind, Result};

/// A request with its secrets filled in, ready to leave.
pub(crate) struct Signed {
    pub url: Url,
    /// Names, values, and whether the value is secret.
    pub headers: Vec<(String, String, bool)>,
    pub body: Option<Vec<u8>>,
    /// Tokens that were signed for this request, to be hidden from now on.
    pub assertions: Vec<Secret>,
}

/// `token` is what the request's grant brought, if it has one; `now` is when assertions are signed.
pub(crate) fn sign(
    request: &Request,
    account: &Account,
    token: Option<&Secret>,
    now: Timestamp,
) -> Result<Signed> {
    if let Some(name) = request.awaits.first() {
        return Err(Error::invalid(
            name,
            format!("{} still waits for {name}", request.purpose),
        ));
    }
    // The last gate before credentials leave: a vendor's own next-page link may hold anything.
    if request.url.scheme() != "https" && !is_loopback(&request.url) {
        return Err(Error::new(
            Kind::Invalid,
            format!(
                "{} would go to {} in clear",
                request.purpose,
                request.url.host_str().unwrap_or_default()
            ),
        )
        .hint("Use https"));
    }
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
    let typed = headers.iter().any(|(n, _, _)| n == "content-type");
    if let Some(kind) = request.content_type().filter(|_| !typed) {
        headers.push(("content-type".into(), kind.into(), false));
    }
    let basic = |pair: String| {
        let text = STANDARD.encode(pair);
        ("authorization".to_owned(), format!("Basic {text}"), true)
    };
    let mut body = request.body.clone();
    let mut assertions = Vec::new();
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
            Credential::Granted { name, prefix, .. } => {
                let token = token.ok_or_else(|| misplaced(name))?;
                headers.push(((*name).into(), format!("{prefix}{}", token.expose()), true));
            }
            Credential::Query { name, setting } => {
                url.query_pairs_mut().append_pair(name, secret(setting)?);
            }
            Credential::Path { setting } => {
                url = in_path(&url, setting, secret(setting)?)?;
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
            Credential::Assertion { name, jwt } => {
                let Body::Form(fields) = &mut body else {
                    return Err(misplaced(name));
                };
                let token = jwt.sign(account, now)?;
                fields.push(((*name).into(), token.expose().to_owned()));
                assertions.push(token);
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
    Ok(Signed {
        url,
        headers,
        body,
        assertions,
    })
}

/// The URL with the secret in the place of the segment that is its mask.
fn in_path(url: &Url, setting: &str, secret: &str) -> Result<Url> {
    // A dot segment would silently lead to another path.
    if matches!(secret, "." | "..") {
        return Err(Error::invalid(
            setting,
            format!("the secret {setting} cannot stand in a URL"),
        ));
    }
    let mark = utf8_percent_encode(&segment(setting), IN_URL).to_string();
    let mut places = 0;
    let filled: Vec<_> = url
        .path()
        .split('/')
        .map(|part| {
            if part == mark {
                places += 1;
                utf8_percent_encode(secret, IN_URL).to_string()
            } else {
                part.to_owned()
            }
        })
        .collect();
    if places != 1 {
        return Err(misplaced(setting));
    }
    let mut url = url.clone();
    url.set_path(&filled.join("/"));
    Ok(url)
}

fn misplaced(place: &str) -> Error {
    Error::invalid(
        place,
        format!("the request has no place {place} for its credential"),
    )
}
