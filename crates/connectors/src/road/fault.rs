//! What can go wrong on the way, in words: how far the request came, and what to do.

use std::error::Error as _;
use std::io;
use std::time::Duration;

use serde_json::json;

use crate::error::{Error, Kind, Stage};
use crate::request::Request;
use crate::session::Session;

/// "GET https://…/site.json", redacted.
pub(super) fn about(session: &Session, request: &Request) -> String {
    session.redact(&format!(
        "{} {}",
        request.method.as_str(),
        request.shown_url()
    ))
}

/// Statuses that do not say whether a change was made: the vendor broke under way, or it sends the browser of
/// somebody who has just posted a form to another page.
pub(super) fn is_doubtful(status: u16) -> bool {
    matches!(status, 300..=303 | 408) || status >= 500 && status != 501
}

/// This machine cannot speak TLS at all.
pub(super) fn no_client(error: &reqwest::Error) -> Error {
    Error::new(
        Kind::Invalid,
        format!("the HTTP client cannot be set up ({})", cause(error)),
    )
    .at(Stage::Tls)
    .hint("Check the machine's certificate store and proxy settings")
}

/// Called off by the operator.
pub(super) fn cancelled(session: &Session, request: &Request) -> Error {
    Error::new(
        Kind::Cancelled,
        format!("{} was cancelled", about(session, request)),
    )
}

/// An answer that nobody would read.
pub(super) fn too_large(about: &str) -> Error {
    Error::new(
        Kind::Malformed,
        format!("{about} answered with more than 10 MiB"),
    )
    .hint("Check that the domain or base URL leads to the vendor's API")
    .details(json!({ "too_large": true }))
}

/// A redirect that is not followed.
pub(super) fn redirected(about: &str) -> Error {
    Error::new(
        Kind::Malformed,
        format!("{about} redirects to another place, which is not followed"),
    )
    .hint("Set the domain or base URL to where it leads, if that is the vendor's")
}

/// A failure before the vendor had the request: which stage, and what to do.
pub(super) fn unreachable(about: &str, error: &reqwest::Error) -> Error {
    let cause = cause(error);
    let (stage, hint) = if error.is_dns() {
        (
            Stage::Dns,
            "Check the domain's spelling, and that this machine is online",
        )
    } else if is_tls(error) {
        (
            Stage::Tls,
            "Check the domain and port; if they are right, the server's certificate is not trusted here: look for the company proxy's CA in the system's store",
        )
    } else if error.is_timeout() {
        (
            Stage::Connect,
            "The host did not answer in 5 seconds: check the network, VPN and proxy",
        )
    } else {
        (
            Stage::Connect,
            "Check the domain or base URL, and that nothing on the network blocks it",
        )
    };
    Error::new(
        Kind::Unreachable,
        format!("{about} could not connect ({cause})"),
    )
    .at(stage)
    .hint(hint)
}

/// A failure after the request had left.
pub(super) fn no_answer(about: &str, error: &reqwest::Error, timeout: Duration) -> Error {
    if error.is_redirect() {
        return redirected(about);
    }
    if error.is_timeout() {
        return Error::new(
            Kind::NoAnswer,
            format!("{about} had no full answer in {} s", timeout.as_secs_f32()),
        )
        .hint("Try again; the vendor may be slow today");
    }
    Error::new(
        Kind::NoAnswer,
        format!("{about}: the connection broke ({})", cause(error)),
    )
    .hint("Try again; if it stays so, look at the network between here and the vendor")
}

/// Whether the TLS handshake failed.
fn is_tls(error: &reqwest::Error) -> bool {
    let mut source = error.source();
    while let Some(inner) = source {
        if inner.downcast_ref::<io::Error>().is_some_and(is_tls_io) {
            return true;
        }
        source = inner.source();
    }
    false
}

/// rustls speaks through I/O errors: one with invalid data that holds its own, or one that tells of an early end.
/// They come wrapped in others, which their `source` passes over.
fn is_tls_io(error: &io::Error) -> bool {
    error.kind() == io::ErrorKind::InvalidData
        || error.to_string().contains("tls handshake")
        || error
            .get_ref()
            .and_then(|inner| inner.downcast_ref::<io::Error>())
            .is_some_and(is_tls_io)
}

/// The innermost cause, without the URL (it may hold a key).
fn cause(error: &reqwest::Error) -> String {
    let mut source = error.source();
    let mut last = None;
    while let Some(inner) = source {
        last = Some(inner.to_string());
        source = inner.source();
    }
    last.unwrap_or_else(|| "no further cause".into())
}
