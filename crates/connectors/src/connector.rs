//! What every vendor implements, with no defaults to hide behind.

use async_trait::async_trait;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use ts_rs::TS;

use crate::definition::Definition;
use crate::error::{Error, Kind, Result};
use crate::intent::Intent;
use crate::plan::{Plan, RunReport};
use crate::session::Session;

/// One vendor integration.
#[async_trait]
pub trait Connector: Send + Sync {
    /// Everything that is known before talking to the vendor.
    fn definition(&self) -> &'static Definition;

    /// Proves what can be proven about the settings, thing by thing. It needs no permission that the
    /// real work does not need and leaves nothing behind at the vendor. Only a local fault (a setting
    /// that cannot be used, a cancel) is an error; all that the vendor or the network says is a verdict.
    async fn check(&self, session: &Session) -> Result<CheckReport>;

    /// The whole of one catalogue, read to its end; archived entries included where the vendor tells.
    /// An error means that nothing may be applied.
    async fn sync(&self, session: &Session, catalogue: &str) -> Result<Vec<Item>>;

    /// The exact requests that the action would send. Look-ups are really made, changes are not.
    async fn plan(&self, session: &Session, intent: &Intent) -> Result<Plan>;

    /// Sends a plan's changes, each at most once where a repeat would not be harmless.
    async fn run(&self, session: &Session, plan: &Plan) -> RunReport;
}

/// What a check says of one thing, or of all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// The vendor confirmed it.
    Proven,
    /// The form is right; the vendor accepts anything, so no more can be known.
    ShapeOnly,
    /// The vendor said no.
    Refused,
    /// The vendor could not be reached: says nothing about the credentials.
    Unreachable,
    /// The vendor asked to slow down: says nothing about the credentials.
    RateLimited,
    /// The answer proves neither.
    Unknown,
}

/// One thing that was checked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Check {
    /// The thing: "Credentials", "Read products".
    pub what: String,
    /// What is known of it now.
    pub verdict: Verdict,
    /// One sentence with what was seen, and the remedy when it is not good.
    pub detail: String,
}

impl Check {
    /// A thing and what is known of it.
    pub fn new(what: impl Into<String>, verdict: Verdict, detail: impl Into<String>) -> Self {
        Self {
            what: what.into(),
            verdict,
            detail: detail.into(),
        }
    }

    /// What the reading of a thing proves: `good` if it succeeded. A local fault stays an error.
    pub fn probe<T>(
        what: impl Into<String>,
        result: Result<T>,
        good: impl Into<String>,
    ) -> Result<Self> {
        match result {
            Ok(_) => Ok(Self::new(what, Verdict::Proven, good)),
            Err(error) if error.is_local() => Err(error),
            Err(error) => Ok(Self::failed(what, &error)),
        }
    }

    /// What an error says of a thing that was to be proven. A network failure is never "bad credentials".
    pub fn failed(what: impl Into<String>, error: &Error) -> Self {
        let verdict = match error.kind {
            Kind::Unauthorized | Kind::Forbidden | Kind::Refused | Kind::NotFound => {
                Verdict::Refused
            }
            Kind::Unreachable | Kind::NoAnswer => Verdict::Unreachable,
            Kind::RateLimited => Verdict::RateLimited,
            _ => Verdict::Unknown,
        };
        let detail = match &error.hint {
            Some(hint) => format!("{}. {hint}", error.message),
            None => error.message.clone(),
        };
        Self::new(what, verdict, detail)
    }
}

/// All that a check found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct CheckReport {
    /// The worst of the checks.
    pub verdict: Verdict,
    /// Thing by thing.
    pub checks: Vec<Check>,
}

impl CheckReport {
    /// Sums up: the report is as good as its worst check.
    pub fn new(checks: Vec<Check>) -> Self {
        let rank = |v: Verdict| match v {
            Verdict::Proven => 0,
            Verdict::ShapeOnly => 1,
            Verdict::Unknown => 2,
            Verdict::RateLimited => 3,
            Verdict::Unreachable => 4,
            Verdict::Refused => 5,
        };
        let verdict = checks
            .iter()
            .map(|c| c.verdict)
            .max_by_key(|v| rank(*v))
            .unwrap_or(Verdict::Unknown);
        Self { verdict, checks }
    }
}

/// Whether an entry of a catalogue can still be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ItemState {
    /// It can be chosen.
    Active,
    /// The vendor shelved it, or it vanished from the vendor's list.
    Archived,
    /// Its time is over.
    Expired,
}

/// One entry of a catalogue.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct Item {
    /// What an action's parameter holds: a handle, a code, an id.
    pub id: String,
    /// What people read: "Gold".
    pub name: String,
    /// The shelf it stands on: a product family.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub group: Option<String>,
    /// The rest in one line: "49.00 USD every month, 14 days trial".
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub detail: Option<String>,
    /// Whether it can still be used.
    pub state: ItemState,
    /// The vendor's own fields that are worth keeping.
    #[ts(type = "Record<string, unknown>")]
    pub fields: Map<String, Value>,
}

#[cfg(test)]
mod tests;
