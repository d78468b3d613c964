//! History: every run with its plan and its exchanges, redacted.

use patchbay_connectors::{Exchange, Fact, Outcome, PlanView};
use serde_json::{Map, Value};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Call, Nothing};
use crate::error::Result;

/// Which runs to list.
#[derive(Debug, Clone, Default, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct HistoryRequest {
    /// Only this connector's.
    #[serde(default)]
    #[ts(optional)]
    pub connector: Option<String>,
    /// Only runs that ended so.
    #[serde(default)]
    #[ts(optional)]
    pub outcome: Option<Outcome>,
    /// Only runs whose user, action or summary has this text, letter case ignored.
    #[serde(default)]
    #[ts(optional)]
    pub search: Option<String>,
    /// First run of the window, from 0.
    #[serde(default)]
    #[ts(optional, as = "Option<u32>")]
    pub start: u32,
    /// Runs in the window; 100 when absent, at most 1,000.
    #[serde(default)]
    #[ts(optional)]
    pub rows: Option<u32>,
}

/// A run as it is listed.
#[derive(Debug, Clone, Serialize, TS)]
pub struct RunSummary {
    /// The run's id.
    pub run: String,
    /// The connector's id.
    pub connector: String,
    /// The action's id.
    pub action: String,
    /// How the user is called.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub user: Option<String>,
    /// Who ran it.
    pub operator: String,
    /// How it ended; absent while it is under way.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub outcome: Option<Outcome>,
    /// One sentence.
    pub summary: String,
    /// When it began, RFC 3339.
    pub started_at: String,
    /// When it ended; absent while it is under way.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub ended_at: Option<String>,
}

/// Some of the runs.
#[derive(Debug, Clone, Serialize, TS)]
pub struct HistoryPage {
    /// Newest first.
    pub runs: Vec<RunSummary>,
    /// How many fit in all.
    pub total: u32,
}

/// Names a run.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct RunId {
    /// The run's id.
    pub run: String,
}

/// A run with all that was kept of it.
#[derive(Debug, Clone, Serialize, TS)]
pub struct RunDetail {
    /// The run.
    #[serde(flatten)]
    pub summary: RunSummary,
    /// What was planned.
    pub plan: PlanView,
    /// What was sent and answered.
    pub exchanges: Vec<Exchange>,
    /// The vendor's ids and values.
    #[ts(type = "Record<string, unknown>")]
    pub vendor: Map<String, Value>,
    /// The state after, with the labels of the plan's `before`.
    pub after: Vec<Fact>,
    /// Why it did not succeed.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub error: Option<crate::error::Error>,
}

/// How many runs were removed.
#[derive(Debug, Clone, Copy, Serialize, TS)]
pub struct Cleared {
    /// Runs removed.
    pub runs: u32,
}

/// The history as a document.
#[derive(Debug, Clone, Serialize, TS)]
pub struct HistoryDocument {
    /// The app.
    pub app: String,
    /// When it was written, RFC 3339.
    pub written_at: String,
    /// Every run, newest first.
    pub runs: Vec<RunDetail>,
}

pub async fn list(_call: &Call, _request: HistoryRequest) -> Result<HistoryPage> { Err(crate::error::Error::new(crate::error::Code::Internal, "being built")) }
pub async fn show(_call: &Call, _request: RunId) -> Result<RunDetail> { Err(crate::error::Error::new(crate::error::Code::Internal, "being built")) }
pub async fn clear(_call: &Call, _request: Nothing) -> Result<Cleared> { Err(crate::error::Error::new(crate::error::Code::Internal, "being built")) }
pub async fn export(_call: &Call, _request: Nothing) -> Result<HistoryDocument> { Err(crate::error::Error::new(crate::error::Code::Internal, "being built")) }
