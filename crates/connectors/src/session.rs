//! A session: one account, the road, and what the host passes in for the time of one operation.

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use jiff::Timestamp;
use serde::Serialize;
use tokio_util::sync::CancellationToken;
use ts_rs::TS;
use uuid::Uuid;

use crate::account::Account;
use crate::error::{Error, Result};
use crate::redact::Redactor;
use crate::request::{Exchange, Reply, Request};
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

/// Takes down what happens on the road, as it happens.
pub trait Recorder: Send + Sync {
    /// Called twice for each request, with the same number: before it leaves (no status) and when its
    /// answer or its failure is known. A changing request does not leave when the first call fails.
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
        }
    }

    /// Sends a request along the road: sign, wait for the limits, send, retry, record, redact.
    ///
    /// Any HTTP status is an answer (429 and 5xx after the retries that are allowed), with one
    /// exception: a 408 or 5xx to a changing request that must not be repeated is the error
    /// [`Kind::Unknown`](crate::Kind::Unknown), because the vendor may have made the change.
    pub async fn send(&self, request: &Request) -> Result<Reply> {
        self.road.send(self, request).await
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
        self.redactor
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .text(text)
    }

    /// The same failure without secrets in its texts.
    pub(crate) fn redact_error(&self, mut error: Error) -> Error {
        let redactor = self.redactor.lock().unwrap_or_else(PoisonError::into_inner);
        error.message = redactor.text(&error.message);
        error.hint = error.hint.map(|h| redactor.text(&h));
        error.details = error.details.map(|d| redactor.json(d));
        error
    }

    pub(crate) fn next_number(&self) -> u32 {
        self.numbers.fetch_add(1, Ordering::Relaxed) + 1
    }
}
