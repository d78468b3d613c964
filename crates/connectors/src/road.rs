//! The one road that every request takes: sign, wait for the limits, send, retry, record, redact.
//!
//! What it promises: a changing request that is not idempotent leaves at most once; the lost answer of a change
//! is the error [`Kind::Unknown`]; a failure says how far the request came; nothing that is recorded or returned
//! as an error holds a secret. Whether an answer is a success is for the vendor's folder to judge.

mod fault;
mod limit;
mod record;
mod retry;
#[cfg(test)]
mod tests;
mod tokens;
mod wire;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use jiff::Timestamp;
use patchbay_vault::Secret;
use serde_json::json;
use tokio::time::Instant;

use crate::account::Account;
use crate::error::{Error, Kind, Result};
use crate::reply::{Exchange, Reply};
use crate::request::{Request, sign};
use crate::session::Session;
use limit::Limiter;
use tokens::Tokens;
use wire::Clients;

/// The HTTP clients, the limits in force and the tokens in hand, shared by all sessions of a process.
pub struct Road {
    clients: Clients,
    limiters: Mutex<HashMap<String, Arc<Limiter>>>,
    tokens: Tokens,
}

/// What became of one sending.
enum Sent {
    Answered(Reply),
    /// Never left this machine, or never reached the vendor.
    Unsent(Error),
    /// Left, and no complete answer came.
    Lost(Error),
}

impl Sent {
    /// Whether the same request may fare better if sent again.
    fn worth_repeating(&self) -> bool {
        match self {
            Self::Answered(reply) => retry::worth_repeating(reply.status),
            Self::Unsent(error) => error.kind == Kind::Unreachable,
            Self::Lost(error) => error.kind == Kind::NoAnswer,
        }
    }

    /// Whether a change may have been made, though nothing says so.
    fn leaves_doubt(&self) -> bool {
        match self {
            Self::Answered(reply) => fault::is_doubtful(reply.status),
            Self::Unsent(_) => false,
            Self::Lost(_) => true,
        }
    }

    /// The pause that the vendor asks for.
    fn retry_after(&self, now: Timestamp) -> Option<Duration> {
        match self {
            Self::Answered(reply) => retry::retry_after(reply.headers.get("retry-after")?, now),
            Self::Unsent(_) | Self::Lost(_) => None,
        }
    }
}

impl Road {
    /// A road with nothing on it yet: rustls with the platform's certificate verifier, the system's proxies
    /// (none to loopback). The HTTP clients are built with the first request, so nothing fails here.
    pub fn new() -> Arc<Self> {
        Arc::new(Self {
            clients: Clients::default(),
            limiters: Mutex::default(),
            tokens: Tokens::default(),
        })
    }

    /// Sends one request on behalf of a session, with the token that it may need. See [`Session::send`].
    pub(crate) async fn send(&self, session: &Session, request: &Request) -> Result<Reply> {
        let Some(grant) = request.grant() else {
            return self.travel(session, request, None).await;
        };
        let token = self.token(session, grant, false).await?;
        let reply = self.travel(session, request, Some(&token)).await?;
        if !(grant.stale)(&reply) {
            return Ok(reply);
        }
        self.tokens
            .forget(&session.account, grant, &token, session.now())
            .await;
        if !request.repeatable() {
            // The next one gets a new token; this one is not sent twice.
            return Ok(reply);
        }
        let newer = self.token(session, grant, false).await?;
        if Arc::ptr_eq(&newer, &token) {
            return Ok(reply);
        }
        self.travel(session, request, Some(&newer)).await
    }

    /// One request from signature to record.
    async fn travel(
        &self,
        session: &Session,
        request: &Request,
        token: Option<&Secret>,
    ) -> Result<Reply> {
        if request.changes && session.only_reads() {
            return Err(Error::new(
                Kind::Invalid,
                format!(
                    "{} would change something, and this is no run",
                    request.purpose
                ),
            ));
        }
        let account = &session.account;
        let signed = sign(request, account, token, session.now())?;
        session.hide(&signed);
        let limits = &account.definition().limits;
        let limiter = self.limiter(account, request);
        let mut exchange = record::of_request(session, request);
        let mut first_sent = None;
        // Whether some sending of this change may have taken effect. Then no later answer or failure, save a
        // success, tells whether the change is made.
        let mut in_doubt = false;
        loop {
            // Cancelled first: what was called off does not leave, even if its turn has come.
            let leave = tokio::select! {
                biased;
                () = session.cancel.cancelled() => {
                    return Err(called_off(session, request, exchange, first_sent, in_doubt));
                }
                leave = limiter.leave() => leave,
            };
            let started = *first_sent.get_or_insert_with(|| {
                exchange.sent_at = session.now().to_string();
                Instant::now()
            });
            exchange.attempts += 1;
            session
                .recorder
                .record(&exchange)
                .map_err(|e| if in_doubt { e.in_doubt() } else { e })?;
            // The answer first: once it is here, it tells more than the cancel.
            let sent = tokio::select! {
                biased;
                sent = self.once(session, request, &signed) => sent,
                () = session.cancel.cancelled() => Sent::Lost(fault::cancelled(session, request)),
            };
            drop(leave);
            in_doubt |= request.changes && sent.leaves_doubt();
            let again = request.repeatable() && sent.worth_repeating();
            let pause = again
                .then(|| {
                    let asked = sent.retry_after(session.now());
                    let chance = (session.ambient.chance)();
                    let elapsed = started.elapsed();
                    retry::pause(limits.retry, exchange.attempts, elapsed, asked, chance)
                })
                .flatten();
            let Some(pause) = pause else {
                return conclude(session, request, exchange, started, sent, in_doubt);
            };
            tokio::select! {
                biased;
                () = session.cancel.cancelled() => {
                    return Err(called_off(session, request, exchange, first_sent, in_doubt));
                }
                () = tokio::time::sleep(pause) => {}
            }
        }
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
}

/// The error of a request that was cancelled while it waited, recorded if it had been sent before.
fn called_off(
    session: &Session,
    request: &Request,
    exchange: Exchange,
    first_sent: Option<Instant>,
    in_doubt: bool,
) -> Error {
    let error = fault::cancelled(session, request);
    match first_sent {
        Some(started) => failed(session, exchange, started, error, in_doubt),
        None => error,
    }
}

/// The last sending's answer or failure, recorded.
fn conclude(
    session: &Session,
    request: &Request,
    mut exchange: Exchange,
    started: Instant,
    sent: Sent,
    in_doubt: bool,
) -> Result<Reply> {
    let mut reply = match sent {
        Sent::Answered(reply) => reply,
        Sent::Unsent(error) | Sent::Lost(error) => {
            return Err(failed(session, exchange, started, error, in_doubt));
        }
    };
    exchange.status = Some(reply.status);
    exchange.reply = Some(record::of_reply(session, request, &reply));
    let redirects = (300..400).contains(&reply.status);
    if request.changes && !reply.is_success() && (in_doubt || redirects) {
        let error = if redirects {
            fault::redirected(&reply.about)
        } else {
            let what = format!("{} answered {}", reply.about, reply.status);
            Error::new(Kind::NoAnswer, what)
        };
        let said = record::cut(session.redact(&reply.text()));
        let error = error.details(json!({ "status": reply.status, "body": said }));
        return Err(failed(session, exchange, started, error, in_doubt));
    }
    exchange.elapsed_ms = Some(record::millis(started));
    if let Err(why) = session.recorder.record(&exchange) {
        if !request.changes {
            return Err(why);
        }
        let message = format!(
            "{} answered {}, which could not be recorded: {}",
            reply.about, reply.status, why.message
        );
        return Err(session.redact_error(Error { message, ..why }.in_doubt()));
    }
    tracing::debug!(status = reply.status, about = reply.about, "answered");
    reply.in_doubt = in_doubt;
    Ok(reply)
}

/// The failure as it is returned, redacted, and recorded beside the request.
fn failed(
    session: &Session,
    mut exchange: Exchange,
    started: Instant,
    error: Error,
    in_doubt: bool,
) -> Error {
    let error = session.redact_error(if in_doubt { error.in_doubt() } else { error });
    exchange.error = Some(error.message.clone());
    exchange.elapsed_ms = Some(record::millis(started));
    if let Err(why) = session.recorder.record(&exchange) {
        // The failure itself matters more than that it could not be written down.
        tracing::warn!(error = why.message, "a failure could not be recorded");
    }
    tracing::debug!(error = error.message, "no answer");
    error
}
