//! Errors as they cross every boundary: `{ code, message, hint?, stage?, field?, retryable, details? }`.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use ts_rs::TS;

/// Shorthand for results of this crate.
pub type Result<T> = std::result::Result<T, Error>;

/// What a host branches on. A variant exists only where one does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Code {
    /// A value is missing or wrong; `field` names it.
    Invalid,
    /// There is no such thing.
    NotFound,
    /// Several targets fit; `details.candidates` lists them.
    Ambiguous,
    /// The operator's role does not allow it.
    Forbidden,
    /// A typed confirmation is missing or wrong; `details.confirm` is the text.
    ConfirmationNeeded,
    /// The connector is not configured or not active.
    NotReady,
    /// The plan is too old, was already run, or its settings changed: plan again.
    PlanGone,
    /// The keychain cannot be used now; everything that needs no secret works.
    Keychain,
    /// The vendor said no.
    Refused,
    /// The vendor could not be reached or did not answer.
    Unreachable,
    /// A changing request was sent and its answer is lost: look before repeating.
    Unknown,
    /// The operator cancelled.
    Cancelled,
    /// A file cannot be read, or is not what it should be.
    File,
    /// An export file changed while it was open: reopen it.
    FileChanged,
    /// The database cannot be opened, read or written.
    Storage,
    /// Another desktop already runs on this data directory.
    AlreadyRunning,
    /// A fault of this program.
    Internal,
}

/// One failure, as hosts show it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, thiserror::Error, TS)]
#[error("{message}")]
pub struct Error {
    /// What a host branches on.
    pub code: Code,
    /// One plain sentence that names the thing.
    pub message: String,
    /// The remedy, in words for every host: it names the screen or the thing, never a command.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub hint: Option<String>,
    /// How far a request came: `dns`, `connect`, `tls`, `auth`…
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub stage: Option<String>,
    /// The setting, trait or parameter at fault.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub field: Option<String>,
    /// Whether the same call may succeed when simply made again.
    pub retryable: bool,
    /// More for a machine or a curious reader.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional, type = "unknown")]
    pub details: Option<Value>,
}

impl Error {
    /// A failure with its sentence.
    pub fn new(code: Code, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
            hint: None,
            stage: None,
            field: None,
            retryable: false,
            details: None,
        }
    }

    /// The same failure with a remedy.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// The same failure with the field at fault.
    #[must_use]
    pub fn field(mut self, field: impl Into<String>) -> Self {
        self.field = Some(field.into());
        self
    }

    /// The same failure with details for a machine.
    #[must_use]
    pub fn details(mut self, details: Value) -> Self {
        self.details = Some(details);
        self
    }
}

impl From<patchbay_connectors::Error> for Error {
    fn from(error: patchbay_connectors::Error) -> Self {
        use patchbay_connectors::Kind;
        let code = match error.kind {
            Kind::Invalid => Code::Invalid,
            Kind::NotFound => Code::NotFound,
            Kind::Ambiguous => Code::Ambiguous,
            Kind::Unsupported => Code::NotReady,
            Kind::Unauthorized | Kind::Forbidden | Kind::Refused => Code::Refused,
            Kind::RateLimited | Kind::Unreachable | Kind::NoAnswer | Kind::Malformed => {
                Code::Unreachable
            }
            Kind::Unknown => Code::Unknown,
            Kind::Cancelled => Code::Cancelled,
        };
        let stage = serde_json::to_value(error.stage)
            .ok()
            .and_then(|s| s.as_str().map(str::to_owned));
        Self {
            retryable: error.retryable(),
            code,
            message: error.message,
            hint: error.hint,
            stage,
            field: error.field,
            details: error.details,
        }
    }
}
