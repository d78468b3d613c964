//! A session: one account, the road, and what the host passes in for the time of one operation.

use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use jiff::Timestamp;
use patchbay_vault::Secret;
use serde::Serialize;
use serde_json::Value;
use tokio_util::sync::CancellationToken;
use ts_rs::TS;
use uuid::Uuid;

use crate::account::Account;
use crate::error::{Error, Kind, Result};
use crate::grant::Grant;
use crate::redact::Redactor;
use crate::request::{Exchange, Reply, Request, Signed};
use crate::road::Road;

/// Time, ids and chance, passed in so that tests are exact.
#[derive(Clone)]
pub struct Ambient {
    /// The clock.
    pub now: Arc<dyn Fn() -> Timestamp + Send + Sync>,
    /// Fresh ids, such as idempotency keys.
    pub new_id: Arc<dyn Fn() -> Uuid + Send + Sync>,
    /// A number from 0 to 1, for jitter.
    pub chance: Arc<dyn Fn() -> f64 + Send + Sync>,
}

/// How far a long piece of work is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct Progress {
    /// What is being done: "Products, page 3".
    pub what: String,
    /// Units done.
    #[ts(type = "number")]
    pub done: u64,
    /// Units in all, when known.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional, type = "number")]
    pub total: Option<u64>,
}

/// How patiently a job is watched that the vendor does in its own time.
#[derive(Debug, Clone, Copy)]
pub struct Patience {
    /// First pause, in seconds, at least 1; it doubles from one look to the next.
    pub first_secs: u32,
    /// Longest pause, in seconds.
    pub longest_secs: u32,
    /// All pauses together, in seconds.
    pub total_secs: u32,
}

impl Patience {
    fn pauses(self) -> impl Iterator<Item = Duration> {
        let mut left = self.total_secs;
        std::iter::successors(Some(self.first_secs), move |p| {
            Some(p.saturating_mul(2).min(self.longest_secs))
        })
        .map_while(move |pause| {
            left = left.checked_sub(pause)?;
            Some(Duration::from_secs(pause.into()))
        })
    }
}

/// Takes down what happens on the road, as it happens.
pub trait Recorder: Send + Sync {
    /// Called for each request, always with the same number: before each sending (no status, no error) and
    /// once when its answer or its failure is known. What cannot be recorded does not leave; a change whose
    /// answer cannot be recorded ends as [`Kind::Unknown`](crate::Kind::Unknown).
    fn record(&self, exchange: &Exchange) -> Result<()>;
    /// How far the work is.
    fn progress(&self, progress: Progress);
}

/// What a connector works with for the time of one operation.
pub struct Session {
    /// Settings; the secrets stay inside the signer.
    pub account: Account,
    pub(crate) road: Arc<Road>,
    pub(crate) ambient: Ambient,
    pub(crate) cancel: CancellationToken,
    pub(crate) recorder: Arc<dyn Recorder>,
    pub(crate) redactor: Mutex<Redactor>,
    numbers: AtomicU32,
    reading: AtomicBool,
}

impl Session {
    /// A session on `account`.
    pub fn new(
        account: Account,
        road: Arc<Road>,
        ambient: Ambient,
        recorder: Arc<dyn Recorder>,
        cancel: CancellationToken,
    ) -> Self {
        let redactor = Mutex::new(Redactor::new(&account));
        Self {
            account,
            road,
            ambient,
            cancel,
            recorder,
            redactor,
            numbers: AtomicU32::new(0),
            reading: AtomicBool::new(false),
        }
    }

    /// Sends a request along the road: sign, wait for the limits, send, retry, record, redact.
    ///
    /// Any HTTP status is an answer (429 and 5xx after the repeats that are allowed), but for changing
    /// requests there are these exceptions. A 408, a 5xx other than 501 or a redirect does not say whether the
    /// change was made: the error [`Kind::Unknown`](crate::Kind::Unknown). The same holds for whatever is not
    /// 2xx once an earlier sending may have taken effect; a "no" inside a 2xx goes through [`Reply::verdict`].
    pub async fn send(&self, request: &Request) -> Result<Reply> {
        self.road.send(self, request).await
    }

    /// Obtains a new token though an old one may still be good: what a check of the credentials needs. A token that
    /// is signed here proves that the key is whole, and nothing of the vendor.
    pub async fn renew(&self, grant: &Grant) -> Result<()> {
        self.road.token(self, grant, true).await.map(drop)
    }

    /// Watches a job that a change has started at the vendor, by sending a reading request until `judge` makes
    /// something of its answer; `None` means not yet.
    ///
    /// The change is accepted by then, so a cancel, an answer that does not come and a patience that ends are all
    /// the error [`Kind::Unknown`](crate::Kind::Unknown). Only what `judge` says is passed on as it is.
    pub async fn poll<T: Send>(
        &self,
        request: &Request,
        patience: Patience,
        judge: impl Fn(&Reply) -> Result<Option<T>> + Send,
    ) -> Result<T> {
        let unfinished = |why: &str| {
            self.redact_error(
                Error::new(Kind::NoAnswer, format!("{}: {why}", request.purpose)).in_doubt(),
            )
        };
        for pause in patience.pauses() {
            tokio::select! {
                biased;
                () = self.cancel.cancelled() => return Err(unfinished("cancelled before it was done")),
                () = tokio::time::sleep(pause) => {}
            }
            let reply = self.send(request).await.map_err(Error::in_doubt)?;
            if let Some(done) = judge(&reply).map_err(|e| self.redact_error(e))? {
                return Ok(done);
            }
        }
        Err(unfinished(&format!(
            "not done after {} s",
            patience.total_secs
        )))
    }

    /// The time.
    pub fn now(&self) -> Timestamp {
        (self.ambient.now)()
    }

    /// A fresh id.
    pub fn new_id(&self) -> Uuid {
        (self.ambient.new_id)()
    }

    /// Tells how far the work is.
    pub fn progress(&self, what: impl Into<String>, done: u64, total: Option<u64>) {
        self.recorder.progress(Progress {
            what: what.into(),
            done,
            total,
        });
    }

    /// Text without this account's secrets.
    pub fn redact(&self, text: &str) -> String {
        self.redactor().text(text)
    }

    pub(crate) fn redact_json(&self, json: Value) -> Value {
        self.redactor().json(json)
    }

    /// The same failure without secrets in its texts.
    pub(crate) fn redact_error(&self, mut error: Error) -> Error {
        let redactor = self.redactor();
        error.message = redactor.text(&error.message);
        error.hint = error.hint.map(|h| redactor.text(&h));
        error.field = error.field.map(|f| redactor.text(&f));
        error.details = error.details.map(|d| redactor.json(d));
        error
    }

    /// Also hides what the signer made of the secrets: HTTP Basic's text has no other trace of a short one.
    pub(crate) fn hide(&self, signed: &Signed) {
        let mut redactor = self.redactor();
        for token in &signed.assertions {
            redactor.add("assertion", token.expose());
        }
        for (name, value, _) in signed.headers.iter().filter(|(_, _, secret)| *secret) {
            let value = value.split_once(' ').map_or(value.as_str(), |(_, v)| v);
            redactor.add_exact(name, value);
        }
    }

    /// Also hides a token.
    pub(crate) fn hide_token(&self, token: &Secret) {
        self.redactor().add("token", token.expose());
    }

    pub(crate) fn redactor(&self) -> MutexGuard<'_, Redactor> {
        self.redactor.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether only reads may leave.
    pub(crate) fn only_reads(&self) -> bool {
        self.reading.load(Ordering::Relaxed)
    }

    /// From now on only reads may leave, or changes too.
    pub(crate) fn let_only_reads(&self, reading: bool) {
        self.reading.store(reading, Ordering::Relaxed);
    }

    pub(crate) fn next_number(&self) -> u32 {
        self.numbers.fetch_add(1, Ordering::Relaxed) + 1
    }
}

#[cfg(test)]
mod tests;
