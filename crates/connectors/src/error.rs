//! What can go wrong between a connector and its vendor, as values with a sentence and a remedy.

use serde::Serialize;
use serde_json::Value;

/// Shorthand for results of this crate.
pub type Result<T> = std::result::Result<T, Error>;

/// What kind of thing went wrong: the part that a caller branches on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A setting, trait, parameter or placeholder is missing or has no valid value; nothing was sent.
    Invalid,
    /// No such action, catalogue or target.
    NotFound,
    /// Several targets fit; `details.candidates` lists them.
    Ambiguous,
    /// This vendor instance has the method switched off.
    Unsupported,
    /// The vendor does not accept the credentials.
    Unauthorized,
    /// The credentials are good but lack a permission.
    Forbidden,
    /// The vendor understood and said no.
    Refused,
    /// The vendor asked to slow down, and the patience for it ran out.
    RateLimited,
    /// The vendor could not be reached; nothing was sent.
    Unreachable,
    /// A reading request got no complete answer in time. Nothing was changed by it.
    NoAnswer,
    /// The vendor answered something that is not what it documents.
    Malformed,
    /// A changing request was sent and its answer is lost: look before repeating.
    Unknown,
    /// The operator cancelled before anything was changed.
    Cancelled,
}

/// How far a request came before it failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// Before anything was sent.
    Prepare,
    /// Resolving the host name.
    Dns,
    /// Opening the TCP connection.
    Connect,
    /// The TLS handshake or the certificate.
    Tls,
    /// Sending the request.
    Send,
    /// Waiting for, or reading, the answer.
    Answer,
    /// The vendor judged the credentials.
    Auth,
    /// The vendor judged the permission.
    Permission,
    /// The vendor's rate limit.
    RateLimit,
    /// The vendor judged the request itself.
    Vendor,
}

/// One failure: a plain sentence that names the thing, and a remedy.
#[derive(Debug, Clone, thiserror::Error)]
#[error("{message}")]
pub struct Error {
    /// What kind of failure it is.
    pub kind: Kind,
    /// One sentence, no full stop, secrets redacted.
    pub message: String,
    /// What to do about it, in words for every host: it names the screen or the thing, never a command.
    pub hint: Option<String>,
    /// How far the request came.
    pub stage: Stage,
    /// The setting, trait or parameter at fault.
    pub field: Option<String>,
    /// More for a machine or a curious reader: candidates, vendor codes, the reply's status.
    pub details: Option<Value>,
}

impl Error {
    /// A failure of `kind` at its usual stage.
    pub fn new(kind: Kind, message: impl Into<String>) -> Self {
        let stage = match kind {
            Kind::Invalid | Kind::Unsupported | Kind::Cancelled => Stage::Prepare,
            Kind::Unauthorized => Stage::Auth,
            Kind::Forbidden => Stage::Permission,
            Kind::RateLimited => Stage::RateLimit,
            Kind::Unreachable => Stage::Connect,
            Kind::NoAnswer | Kind::Unknown | Kind::Malformed => Stage::Answer,
            Kind::Refused | Kind::NotFound | Kind::Ambiguous => Stage::Vendor,
        };
        Self {
            kind,
            message: message.into(),
            hint: None,
            stage,
            field: None,
            details: None,
        }
    }

    /// A value that is missing or wrong, found before anything was sent.
    pub fn invalid(field: &str, message: impl Into<String>) -> Self {
        Self {
            field: Some(field.into()),
            ..Self::new(Kind::Invalid, message)
        }
    }

    /// The same failure with a remedy.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// The same failure, of that setting, trait or parameter.
    #[must_use]
    pub fn field(mut self, key: impl Into<String>) -> Self {
        self.field = Some(key.into());
        self
    }

    /// The same failure at another stage.
    #[must_use]
    pub fn at(mut self, stage: Stage) -> Self {
        self.stage = stage;
        self
    }

    /// The same failure with details for a machine.
    #[must_use]
    pub fn details(mut self, details: Value) -> Self {
        self.details = Some(details);
        self
    }

    /// What the failure of a change comes to when the change may have been made nevertheless.
    #[must_use]
    pub fn in_doubt(self) -> Self {
        if self.kind == Kind::Unknown {
            return self;
        }
        Self {
            kind: Kind::Unknown,
            message: format!(
                "{}: the request was sent, but whether it took effect is not known",
                self.message
            ),
            hint: Some(
                "Look at the user at the vendor before repeating it: it may have been done, and it was not sent again"
                    .into(),
            ),
            ..self
        }
    }

    /// The failure of a change: an unknown outcome gets the place to look at, such as "subscription 71 (Gold) in
    /// Chargify"; any other stays as it is.
    #[must_use]
    pub fn after_change(self, place: &str) -> Self {
        if self.kind != Kind::Unknown {
            return self;
        }
        self.hint(format!(
            "Look at {place} before repeating it: the change may have been made. It was sent once and not again"
        ))
    }

    /// The same for a change with an idempotency key, which the road repeats.
    #[must_use]
    pub fn after_keyed_change(self, place: &str) -> Self {
        if self.kind != Kind::Unknown {
            return self;
        }
        self.hint(format!(
            "Look at {place} before repeating it: the change may have been made. Whatever was sent had one key, by which the vendor makes it once at most"
        ))
    }

    /// Whether it is a fault of this side, which says nothing about the vendor.
    pub fn is_local(&self) -> bool {
        matches!(self.kind, Kind::Invalid | Kind::Cancelled)
    }

    /// Whether the same call may succeed when simply made again.
    pub fn retryable(&self) -> bool {
        matches!(
            self.kind,
            Kind::RateLimited | Kind::Unreachable | Kind::NoAnswer
        )
    }
}
