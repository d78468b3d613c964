//! Faults on demand: what a network and a vendor in trouble do, armed for the next requests that match.
//!
//! | kind | the change | the client sees |
//! | --- | --- | --- |
//! | `latency` | made at once | the answer, later |
//! | `status` | not made | that status |
//! | `rate_limited` | not made | 429 in the vendor's words |
//! | `drop_before` | not made | a reset connection |
//! | `drop_after` | made | a reset connection |
//! | `malformed` | made | the first half of the answer's body |
//! | `huge` | made | 200 and a JSON document of that many bytes |

use std::sync::{Mutex, MutexGuard, PoisonError};

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A fault for the next requests that match.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Spelled")]
pub struct Fault {
    /// The vendor's id.
    pub vendor: String,
    /// Only requests of this method, in any case; all when `None`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub method: Option<String>,
    /// Only requests whose path after the vendor's prefix contains this; all when `None`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path_contains: Option<String>,
    /// What happens.
    #[serde(flatten)]
    pub kind: FaultKind,
    /// For how many requests, from 1.
    pub times: u32,
}

/// What happens to a request.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum FaultKind {
    /// The answer waits.
    Latency {
        /// Milliseconds, up to ten minutes.
        ms: u64,
    },
    /// The vendor answers with this status and does nothing.
    Status {
        /// An HTTP status, 200 to 599.
        status: u16,
        /// The value of `Retry-After`: seconds or an HTTP date.
        #[serde(skip_serializing_if = "Option::is_none")]
        retry_after: Option<String>,
        /// A text is sent as it is, anything else as JSON; nothing when `None`.
        #[serde(skip_serializing_if = "Option::is_none")]
        body: Option<Value>,
    },
    /// The vendor answers 429 in its own words and does nothing.
    RateLimited {
        /// The value of `Retry-After`: seconds or an HTTP date; not sent when `None`.
        #[serde(skip_serializing_if = "Option::is_none")]
        retry_after: Option<String>,
    },
    /// The connection is reset before anything is done.
    DropBefore,
    /// The work is done, then the connection is reset without an answer.
    DropAfter,
    /// The work is done, and half of the answer's body is sent.
    Malformed,
    /// The work is done, and a JSON document of this size is sent in place of the answer.
    Huge {
        /// Bytes, up to 1 GiB. They are produced as they are sent.
        bytes: u64,
    },
}

impl FaultKind {
    /// The name in JSON and in the journal.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Latency { .. } => "latency",
            Self::Status { .. } => "status",
            Self::RateLimited { .. } => "rate_limited",
            Self::DropBefore => "drop_before",
            Self::DropAfter => "drop_after",
            Self::Malformed => "malformed",
            Self::Huge { .. } => "huge",
        }
    }
}

/// Why a fault was not armed.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum FaultError {
    /// No such kind.
    #[error(
        "there is no fault of kind '{0}'; use latency, status, rate_limited, drop_before, drop_after, malformed or huge"
    )]
    Kind(String),
    /// The kind needs this member.
    #[error("a fault of kind '{kind}' needs '{member}'")]
    Missing {
        /// The kind.
        kind: String,
        /// What it lacks.
        member: &'static str,
    },
    /// A member that says nothing for this kind.
    #[error("a fault of kind '{kind}' takes no '{member}'")]
    Superfluous {
        /// The kind.
        kind: String,
        /// What it does not take.
        member: &'static str,
    },
    /// A number out of its range.
    #[error("'{member}' is {value}; it must be {range}")]
    Range {
        /// The member.
        member: &'static str,
        /// Its value.
        value: u64,
        /// What is allowed.
        range: &'static str,
    },
    /// `Retry-After` is not text that a header can carry.
    #[error("'retry_after' must be a number of seconds or an HTTP date")]
    RetryAfter,
    /// No such vendor.
    #[error("the sandbox has no vendor '{0}'")]
    Vendor(String),
}

/// A fault as it is written: flat, and nothing unknown in it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Spelled {
    vendor: String,
    method: Option<String>,
    path_contains: Option<String>,
    kind: String,
    ms: Option<u64>,
    status: Option<u16>,
    retry_after: Option<Value>,
    body: Option<Value>,
    bytes: Option<u64>,
    times: Option<u32>,
}

impl TryFrom<Spelled> for Fault {
    type Error = FaultError;

    fn try_from(spelled: Spelled) -> Result<Self, FaultError> {
        let Spelled {
            kind: name,
            ms,
            status,
            retry_after,
            body,
            bytes,
            ..
        } = spelled;
        let given = [
            ("ms", ms.is_some()),
            ("status", status.is_some()),
            ("retry_after", retry_after.is_some()),
            ("body", body.is_some()),
            ("bytes", bytes.is_some()),
        ];
        let taken: &[&str] = match name.as_str() {
            "latency" => &["ms"],
            "status" => &["status", "retry_after", "body"],
            "rate_limited" => &["retry_after"],
            "huge" => &["bytes"],
            _ => &[],
        };
        let missing = |member| FaultError::Missing {
            kind: name.clone(),
            member,
        };
        let retry_after = match retry_after {
            None => None,
            Some(Value::Number(seconds)) => Some(seconds.to_string()),
            Some(Value::String(text)) => Some(text),
            Some(_) => return Err(FaultError::RetryAfter),
        };
        let kind = match name.as_str() {
            "latency" => FaultKind::Latency {
                ms: ms.ok_or_else(|| missing("ms"))?,
            },
            "status" => FaultKind::Status {
                status: status.ok_or_else(|| missing("status"))?,
                retry_after,
                body,
            },
            "rate_limited" => FaultKind::RateLimited { retry_after },
            "drop_before" => FaultKind::DropBefore,
            "drop_after" => FaultKind::DropAfter,
            "malformed" => FaultKind::Malformed,
            "huge" => FaultKind::Huge {
                bytes: bytes.ok_or_else(|| missing("bytes"))?,
            },
            _ => return Err(FaultError::Kind(name)),
        };
        if let Some((member, _)) = given
            .into_iter()
            .find(|(member, given)| *given && !taken.contains(member))
        {
            return Err(FaultError::Superfluous { kind: name, member });
        }
        Ok(Self {
            vendor: spelled.vendor,
            method: spelled.method,
            path_contains: spelled.path_contains,
            kind,
            times: spelled.times.unwrap_or(1),
        })
    }
}

impl Fault {
    fn check(&self) -> Result<(), FaultError> {
        let range = |member, value, range| {
            Err(FaultError::Range {
                member,
                value,
                range,
            })
        };
        if self.times == 0 {
            return range("times", 0, "1 or more");
        }
        match &self.kind {
            FaultKind::Latency { ms } if *ms > 600_000 => range("ms", *ms, "at most 600000"),
            FaultKind::Huge { bytes } if !(16..=1 << 30).contains(bytes) => {
                range("bytes", *bytes, "16 to 1073741824")
            }
            FaultKind::Status { status, .. } if !(200..=599).contains(status) => {
                range("status", u64::from(*status), "200 to 599")
            }
            FaultKind::Status {
                retry_after: Some(text),
                ..
            }
            | FaultKind::RateLimited {
                retry_after: Some(text),
            } if axum::http::HeaderValue::from_str(text).is_err() => Err(FaultError::RetryAfter),
            _ => Ok(()),
        }
    }

    fn matches(&self, vendor: &str, method: &str, path: &str) -> bool {
        self.vendor == vendor
            && self
                .method
                .as_ref()
                .is_none_or(|wanted| wanted.eq_ignore_ascii_case(method))
            && self
                .path_contains
                .as_ref()
                .is_none_or(|part| path.contains(part.as_str()))
    }
}

/// A fault that waits, with the number by which it is known.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Armed {
    /// Counts from 1.
    pub id: u64,
    /// The fault; `times` is what is left of it.
    #[serde(flatten)]
    pub fault: Fault,
}

/// The faults that wait for a request, oldest first.
#[derive(Debug)]
pub struct Faults {
    vendors: Vec<&'static str>,
    armed: Mutex<(u64, Vec<Armed>)>,
}

impl Faults {
    pub(crate) fn new(vendors: Vec<&'static str>) -> Self {
        Self {
            vendors,
            armed: Mutex::default(),
        }
    }

    fn armed(&self) -> MutexGuard<'_, (u64, Vec<Armed>)> {
        self.armed.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Arms a fault and returns its number.
    pub fn add(&self, fault: Fault) -> Result<u64, FaultError> {
        if !self.vendors.contains(&fault.vendor.as_str()) {
            return Err(FaultError::Vendor(fault.vendor));
        }
        fault.check()?;
        let mut armed = self.armed();
        armed.0 += 1;
        let id = armed.0;
        armed.1.push(Armed { id, fault });
        Ok(id)
    }

    /// What still waits.
    pub fn list(&self) -> Vec<Armed> {
        self.armed().1.clone()
    }

    /// Disarms everything.
    pub fn clear(&self) {
        self.armed().1.clear();
    }

    /// Takes what applies to a request: at most one latency, and at most one of the other kinds, the oldest of each.
    pub(crate) fn take(
        &self,
        vendor: &str,
        method: &str,
        path: &str,
    ) -> (Option<u64>, Option<FaultKind>) {
        let mut armed = self.armed();
        let mut latency = None;
        let mut other = None;
        for Armed { fault, .. } in &mut armed.1 {
            if !fault.matches(vendor, method, path) {
                continue;
            }
            match &fault.kind {
                FaultKind::Latency { ms } if latency.is_none() => latency = Some(*ms),
                FaultKind::Latency { .. } => continue,
                kind if other.is_none() => other = Some(kind.clone()),
                _ => continue,
            }
            fault.times -= 1;
        }
        armed.1.retain(|armed| armed.fault.times > 0);
        (latency, other)
    }
}
