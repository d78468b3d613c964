//! The one road that every request takes: sign, wait for the limits, send, retry, record, redact.
//!
//! What it promises: a changing request that is not idempotent leaves at most once; its lost answer is the
//! error [`Kind::Unknown`]; a failure says how far the request came; nothing that is recorded or returned as an
//! error holds a secret. Whether an answer is a success is for the vendor's folder to judge.

mod limit;
mod retry;

use std::collections::{BTreeMap, HashMap};
use std::error::Error as _;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use serde_json::{Value, json};
use tokio::time::Instant;

use crate::account::Account;
use crate::error::{Error, Kind, Result, Stage};
use crate::request::{Exchange, Reply, Request, Signed, sign};
use crate::session::Session;
use limit::Limiter;

/// Longest reply that is read, in bytes.
const MAX_REPLY: usize = 10 * 1024 * 1024;
/// Longest reply that is recorded, in bytes; the rest is cut.
const MAX_RECORDED: usize = 64 * 1024;
/// Time to open a connection, TLS included.
const CONNECT: Duration = Duration::from_secs(5);

/// The HTTP clients and the limits in force, shared by all sessions of a process.
pub struct Road {
    reads: reqwest::Client,
    /// Changing requests get a fresh connection each: on a kept one, a close that crosses the request
    /// could not be told from a lost answer.
    writes: reqwest::Client,
    limiters: Mutex<HashMap<String, Arc<Limiter>>>,
}

/// What became of one sending.
enum Sent {
    Answered(Reply),
    /// Never left this machine, or never reached the vendor.
    NotSent(Error),
    /// Left, and no complete answer came.
    Lost(Error),
}

impl Road {
    /// Builds the clients: rustls with the platform's certificate verifier, the system's proxies.
    pub fn new() -> Result<Arc<Self>> {
        let client = |changes: bool| {
            let builder = reqwest::Client::builder()
                .user_agent(concat!("Patchbay/", env!("CARGO_PKG_VERSION")))
                .connect_timeout(CONNECT)
                .retry(reqwest::retry::never());
            let builder = if changes {
                builder
                    .pool_max_idle_per_host(0)
                    .redirect(reqwest::redirect::Policy::none())
            } else {
                builder.redirect(reqwest::redirect::Policy::custom(same_origin_only))
            };
            builder.build().map_err(|e| {
                Error::new(
                    Kind::Unreachable,
                    format!("the HTTP client cannot be set up: {e}"),
                )
                .at(Stage::Tls)
                .hint("Check the machine's certificate store and proxy settings")
            })
        };
        Ok(Arc::new(Self {
            reads: client(false)?,
            writes: client(true)?,
            limiters: Mutex::default(),
        }))
    }

    /// Sends one request on behalf of a session. See [`Session::send`].
    pub(crate) async fn send(&self, session: &Session, request: &Request) -> Result<Reply> {
        let account = &session.account;
        let signed = sign(request, account)?;
        let limits = &account.definition().limits;
        let limiter = self.limiter(account, request);
        let started = Instant::now();
        let mut exchange = record_of(session, request);
        // Whether an earlier sending of this change may have taken effect. Then no later failure to reach
        // the vendor makes it undone.
        let mut in_doubt = false;
        loop {
            exchange.attempts += 1;
            let leave = tokio::select! {
                leave = limiter.leave() => leave,
                () = session.cancel.cancelled() => return Err(cancelled(session, request, in_doubt)),
            };
            session.recorder.record(&exchange)?;
            let sent = tokio::select! {
                sent = self.once(session, request, &signed) => sent,
                () = session.cancel.cancelled() => {
                    let error = cancelled(session, request, request.changes);
                    return Err(self.note_failure(session, exchange, started, error)?);
                }
            };
            drop(leave);
            let (result, retry_after) = settle(session, request, sent);
            let again = match &result {
                Ok(reply) => retry::worth_repeating(reply.status) && request.repeatable(),
                // A request that never left may always be sent again; one that did, only if a repeat is harmless.
                Err(error) if error.kind == Kind::Unreachable => true,
                Err(error) if error.kind == Kind::Invalid => false,
                Err(_) => request.repeatable(),
            };
            in_doubt |= match &result {
                Ok(reply) => request.changes && is_doubtful(reply.status),
                Err(error) => error.kind == Kind::Unknown,
            };
            let pause = again
                .then(|| {
                    let chance = (session.ambient.chance)();
                    retry::pause(
                        limits.retry,
                        exchange.attempts,
                        started.elapsed(),
                        retry_after,
                        chance,
                    )
                })
                .flatten();
            if let Some(pause) = pause {
                tokio::select! {
                    () = tokio::time::sleep(pause) => continue,
                    () = session.cancel.cancelled() => {
                        let error = cancelled(session, request, in_doubt);
                        return Err(self.note_failure(session, exchange, started, error)?);
                    }
                }
            }
            return match result {
                Ok(reply) => {
                    exchange.status = Some(reply.status);
                    exchange.reply = Some(recorded_body(session, &reply));
                    exchange.elapsed_ms = Some(millis(started));
                    session.recorder.record(&exchange)?;
                    tracing::debug!(status = reply.status, about = reply.about, "answered");
                    doubtful(request, reply).map_err(|e| session.redact_error(e))
                }
                Err(error) => {
                    let error = if in_doubt && error.kind != Kind::Unknown {
                        lost(&error)
                    } else {
                        error
                    };
                    Err(self.note_failure(session, exchange, started, error)?)
                }
            };
        }
    }

    /// Records why there is no answer, and gives the error back, redacted.
    #[allow(clippy::unused_self)] // reads as a step of the road
    fn note_failure(
        &self,
        session: &Session,
        mut exchange: Exchange,
        started: Instant,
        error: Error,
    ) -> Result<Error> {
        let error = session.redact_error(error);
        exchange.error = Some(error.message.clone());
        exchange.elapsed_ms = Some(millis(started));
        session.recorder.record(&exchange)?;
        tracing::debug!(error = error.message, "no answer");
        Ok(error)
    }

    fn limiter(&self, account: &Account, request: &Request) -> Arc<Limiter> {
        let key = format!("{} {}", account.definition().id, request.url.authority());
        let mut limiters = self.limiters.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(
            limiters
                .entry(key)
                .or_insert_with(|| Arc::new(Limiter::new(&account.definition().limits))),
        )
    }

    async fn once(&self, session: &Session, request: &Request, signed: &Signed) -> Sent {
        let limits = &session.account.definition().limits;
        let usual = if request.changes {
            limits.write_timeout_secs
        } else {
            limits.read_timeout_secs
        };
        let timeout = request.timeout.unwrap_or(Duration::from_secs(usual.into()));
        let client = if request.changes {
            &self.writes
        } else {
            &self.reads
        };
        let about = about(session, request);
        let built = match build(client, request, signed, timeout) {
            Ok(built) => built,
            Err(error) => return Sent::NotSent(error),
        };
        let response = match client.execute(built).await {
            Ok(response) => response,
            Err(error) if error.is_connect() => return Sent::NotSent(unreachable(&about, &error)),
            Err(error) => return Sent::Lost(no_answer(&about, &error, timeout)),
        };
        let status = response.status().as_u16();
        let headers: BTreeMap<String, String> = response
            .headers()
            .iter()
            .map(|(n, v)| {
                (
                    n.as_str().to_owned(),
                    String::from_utf8_lossy(v.as_bytes()).into_owned(),
                )
            })
            .collect();
        match read_body(response, &about).await {
            Ok(body) => Sent::Answered(Reply {
                status,
                headers,
                body,
                changes: request.changes,
                about,
            }),
            Err(BodyFault::TooLarge(error) | BodyFault::Cut(error)) => Sent::Lost(error),
        }
    }
}

fn build(
    client: &reqwest::Client,
    request: &Request,
    signed: &Signed,
    timeout: Duration,
) -> Result<reqwest::Request> {
    let unusable = |what: String| Error::new(Kind::Invalid, what).at(Stage::Prepare);
    let method = reqwest::Method::from_bytes(request.method.as_str().as_bytes())
        .map_err(|e| unusable(format!("the method cannot be sent: {e}")))?;
    let mut builder = client.request(method, signed.url.clone()).timeout(timeout);
    for (name, value, secret) in &signed.headers {
        // The value is not repeated: it may be a secret.
        let mut value = reqwest::header::HeaderValue::from_str(value).map_err(|_| {
            unusable(format!(
                "the header {name} has characters that cannot be sent"
            ))
        })?;
        value.set_sensitive(*secret);
        builder = builder.header(name.as_str(), value);
    }
    if let Some(body) = &signed.body {
        builder = builder.body(body.clone());
    }
    builder
        .build()
        .map_err(|e| unusable(format!("the request cannot be built: {}", e.without_url())))
}

enum BodyFault {
    TooLarge(Error),
    Cut(Error),
}

async fn read_body(
    mut response: reqwest::Response,
    about: &str,
) -> std::result::Result<Vec<u8>, BodyFault> {
    let mut body = Vec::new();
    loop {
        match response.chunk().await {
            Ok(Some(chunk)) if body.len() + chunk.len() > MAX_REPLY => {
                return Err(BodyFault::TooLarge(
                    Error::new(
                        Kind::Malformed,
                        format!("{about} answered with more than 10 MiB"),
                    )
                    .hint("Check that the domain or base URL leads to the vendor's API")
                    .details(json!({ "too_large": true })),
                ));
            }
            Ok(Some(chunk)) => body.extend_from_slice(&chunk),
            Ok(None) => return Ok(body),
            Err(error) => {
                return Err(BodyFault::Cut(
                    Error::new(Kind::NoAnswer, format!("{about}: the answer broke off ({})", cause(&error)))
                        .hint("Try again; if it stays so, look at the network between here and the vendor"),
                ));
            }
        }
    }
}

/// The verdict on one sending, and the pause that the vendor asked for.
fn settle(session: &Session, request: &Request, sent: Sent) -> (Result<Reply>, Option<Duration>) {
    match sent {
        Sent::Answered(reply) => {
            let after = reply
                .headers
                .get("retry-after")
                .and_then(|v| retry::retry_after(v, session.now()));
            (Ok(reply), after)
        }
        Sent::NotSent(error) => (Err(error), None),
        Sent::Lost(error) if request.changes => (Err(lost(&error)), None),
        Sent::Lost(error) => (Err(error), None),
    }
}

/// Statuses that do not say whether a change was made.
fn is_doubtful(status: u16) -> bool {
    status == 408 || status >= 500 && status != 501
}

fn doubtful(request: &Request, reply: Reply) -> Result<Reply> {
    if request.changes && is_doubtful(reply.status) {
        let what = Error::new(
            Kind::NoAnswer,
            format!("{} answered {}", reply.about, reply.status),
        )
        .details(json!({ "status": reply.status, "body": reply.text() }));
        return Err(lost(&what));
    }
    Ok(reply)
}

fn lost(cause: &Error) -> Error {
    Error {
        kind: Kind::Unknown,
        message: format!("{}: the request was sent, but whether it took effect is not known", cause.message),
        hint: Some(
            "Look at the user at the vendor before repeating it: it may have been done, and it was not sent again"
                .into(),
        ),
        ..cause.clone()
    }
}

fn cancelled(session: &Session, request: &Request, in_flight: bool) -> Error {
    let about = about(session, request);
    if in_flight {
        return lost(
            &Error::new(Kind::Cancelled, format!("{about} was cancelled under way"))
                .at(Stage::Answer),
        );
    }
    Error::new(Kind::Cancelled, format!("{about} was cancelled"))
}

/// A failure before the vendor had the request: which stage, and what to do.
fn unreachable(about: &str, error: &reqwest::Error) -> Error {
    let cause = cause(error);
    let text = cause.to_ascii_lowercase();
    let (stage, hint) = if text.contains("dns")
        || text.contains("lookup")
        || text.contains("resolve")
    {
        (
            Stage::Dns,
            "Check the domain's spelling, and that this machine is online",
        )
    } else if text.contains("certificate") || text.contains("tls") || text.contains("handshake") {
        (
            Stage::Tls,
            "The server's certificate is not trusted here: check the domain, or the company proxy's CA in the system's store",
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

fn no_answer(about: &str, error: &reqwest::Error, timeout: Duration) -> Error {
    if error.is_redirect() {
        return Error::new(
            Kind::Malformed,
            format!("{about} redirects to another place, which is not followed"),
        )
        .hint("Set the domain or base URL to where it leads, if that is the vendor's");
    }
    if error.is_timeout() {
        return Error::new(
            Kind::NoAnswer,
            format!("{about} had no answer in {} s", timeout.as_secs()),
        )
        .hint("Try again; the vendor may be slow today");
    }
    Error::new(
        Kind::NoAnswer,
        format!("{about}: the connection broke ({})", cause(error)),
    )
    .at(Stage::Send)
    .hint("Try again; if it stays so, look at the network between here and the vendor")
}

/// The innermost cause, without the URL (it may hold a key).
fn cause(error: &reqwest::Error) -> String {
    let mut source = error.source();
    let mut texts = Vec::new();
    while let Some(inner) = source {
        texts.push(inner.to_string());
        source = inner.source();
    }
    match texts.as_slice() {
        [] => "no further cause".into(),
        [only] => only.clone(),
        // The outer ones say "client error (Connect)" and "dns error"; the last says why.
        [.., before, last] if before.contains("dns") => format!("dns: {last}"),
        [.., last] => last.clone(),
    }
}

fn same_origin_only(attempt: reqwest::redirect::Attempt) -> reqwest::redirect::Action {
    let origin = attempt.previous().first().map(|u| u.origin());
    if attempt.previous().len() > 5 || origin != Some(attempt.url().origin()) {
        attempt.error("redirect to another host")
    } else {
        attempt.follow()
    }
}

fn about(session: &Session, request: &Request) -> String {
    session.redact(&format!(
        "{} {}",
        request.method.as_str(),
        request.shown_url()
    ))
}

fn record_of(session: &Session, request: &Request) -> Exchange {
    let redactor = session
        .redactor
        .lock()
        .unwrap_or_else(PoisonError::into_inner);
    Exchange {
        number: session.next_number(),
        purpose: redactor.text(&request.purpose),
        method: request.method,
        url: redactor.text(&request.shown_url()),
        headers: request
            .shown_headers()
            .into_iter()
            .map(|(k, v)| (k, redactor.text(&v)))
            .collect(),
        body: request.shown_body().map(|b| redactor.json(b)),
        changes: request.changes,
        sent_at: session.now().to_string(),
        attempts: 0,
        status: None,
        reply: None,
        elapsed_ms: None,
        error: None,
    }
}

/// A reply as it is kept: JSON where it is JSON, else text; long ones cut, and said so.
fn recorded_body(session: &Session, reply: &Reply) -> Value {
    let redactor = session
        .redactor
        .lock()
        .unwrap_or_else(PoisonError::into_inner);
    if reply.body.len() <= MAX_RECORDED {
        if let Ok(json) = serde_json::from_slice::<Value>(&reply.body) {
            return redactor.json(json);
        }
    }
    // Redact before cutting, so that no half of a secret is left at the cut.
    let text = redactor.text(&reply.text());
    let mut end = text.len().min(MAX_RECORDED);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    if end < text.len() {
        return Value::String(format!(
            "{}… (cut: {} bytes in all)",
            &text[..end],
            reply.body.len()
        ));
    }
    Value::String(text)
}

fn millis(since: Instant) -> u32 {
    u32::try_from(since.elapsed().as_millis()).unwrap_or(u32::MAX)
}
