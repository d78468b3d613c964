//! Actions: plan what would be sent, run it once, and record both.

use patchbay_connectors::{Fact, Order, Outcome, PlanView, StepView};
use serde_json::{Map, Value};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Call, Nothing};
use crate::error::Result;

/// Which actions to list.
#[derive(Debug, Clone, Default, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct ActionsRequest {
    /// Only this connector's.
    #[serde(default)]
    #[ts(optional)]
    pub connector: Option<String>,
}

/// An action and where it belongs.
#[derive(Debug, Clone, Serialize, TS)]
pub struct ActionView {
    /// The connector's id.
    pub connector: &'static str,
    /// The connector's name.
    pub connector_name: &'static str,
    /// Whether the connector is switched on.
    pub active: bool,
    /// The whole action: forms are drawn from it.
    #[serde(flatten)]
    pub action: &'static patchbay_connectors::Action,
}

/// An action to plan.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct PlanRequest {
    /// The connector's id.
    pub connector: String,
    /// The action, the user and the parameters.
    pub order: Order,
}

/// A plan, held for a while so that it can be run once.
#[derive(Debug, Clone, Serialize, TS)]
pub struct PlanReply {
    /// Names the plan when it is run.
    pub id: String,
    /// The plan, secrets redacted.
    #[serde(flatten)]
    pub plan: PlanView,
    /// Each step as a cURL command without secrets.
    pub curl: Vec<String>,
    /// After this it must be planned again, RFC 3339.
    pub expires_at: String,
    /// What must be typed to run it, in a production app.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub confirm: Option<String>,
}

/// A plan to run.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct RunRequest {
    /// The plan's id.
    pub plan: String,
    /// What was typed to confirm.
    #[serde(default)]
    #[ts(optional)]
    pub confirm: Option<String>,
}

/// What a run came to.
#[derive(Debug, Clone, Serialize, TS)]
pub struct RunView {
    /// The run's id in the history.
    pub run: String,
    /// How it ended.
    pub outcome: Outcome,
    /// One sentence.
    pub summary: String,
    /// The vendor's ids and values that matter afterwards.
    #[ts(type = "Record<string, unknown>")]
    pub vendor: Map<String, Value>,
    /// The plan's steps, with the statuses of what was sent.
    pub steps: Vec<StepView>,
    /// The state before.
    pub before: Vec<Fact>,
    /// The state after, with the same labels.
    pub after: Vec<Fact>,
    /// Why it did not succeed.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub error: Option<crate::error::Error>,
}

pub async fn list(_call: &Call, _request: ActionsRequest) -> Result<Vec<ActionView>> { Err(crate::error::Error::new(crate::error::Code::Internal, "being built")) }
pub async fn plan(_call: &Call, _request: PlanRequest) -> Result<PlanReply> { Err(crate::error::Error::new(crate::error::Code::Internal, "being built")) }
pub async fn run(_call: &Call, _request: RunRequest) -> Result<RunView> { Err(crate::error::Error::new(crate::error::Code::Internal, "being built")) }
