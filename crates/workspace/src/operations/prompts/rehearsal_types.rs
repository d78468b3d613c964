//! A rehearsal as it is shown, kept and reported.

use std::collections::BTreeMap;

use patchbay_connectors::PlanView;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::types::{ChainAction, Interaction, Prompt};
use crate::error::Error;
use crate::operations::actions::RunView;
use crate::operations::apps::Environment;

/// What to rehearse.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct RehearsalRequest {
    /// The prompt's id.
    pub prompt: String,
    /// What the subscriber does with it.
    pub interaction: Interaction,
    /// A user of the app: a test user, or one of an open export. Their traits are taken.
    #[serde(default)]
    #[ts(optional)]
    pub user: Option<String>,
    /// Traits that are typed in; they come before those of the user.
    #[serde(default)]
    #[ts(as = "Option<BTreeMap<String, String>>", optional)]
    pub traits: BTreeMap<String, String>,
    /// What the subscriber fills into the form.
    #[serde(default)]
    #[ts(as = "Option<BTreeMap<String, String>>", optional)]
    pub form: BTreeMap<String, String>,
}

/// The next action of a rehearsal to be run.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct StepRequest {
    /// The rehearsal's id.
    pub rehearsal: String,
    /// The id of the chain's action that the operator saw as the next.
    pub action: String,
    /// What was typed to confirm, in a production app.
    #[serde(default)]
    #[ts(optional)]
    pub confirm: Option<String>,
}

/// Names a rehearsal.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct RehearsalId {
    /// The rehearsal's id.
    pub rehearsal: String,
}

/// A chain on its way: planned, half run, or done.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct Rehearsal {
    /// Its id.
    pub id: String,
    /// The prompt's id.
    pub prompt: String,
    /// The prompt's name.
    pub prompt_name: String,
    /// What the subscriber does with it.
    pub interaction: Interaction,
    /// How the user is called.
    pub user: String,
    /// The traits that were taken.
    pub traits: BTreeMap<String, String>,
    /// What was filled into the form.
    pub form: BTreeMap<String, String>,
    /// What kind of accounts it talks to.
    pub environment: Environment,
    /// Who rehearses.
    pub operator: String,
    /// The chain's actions, in order.
    pub actions: Vec<RehearsedAction>,
    /// The id of the action that is next; absent when the chain is done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub next: Option<String>,
    /// What must be typed to run an action that changes something, in a production app.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub confirm: Option<String>,
    /// When it was begun, RFC 3339.
    pub started_at: String,
    /// When its last action ended; absent while one is left.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub ended_at: Option<String>,
}

impl Rehearsal {
    /// Whether it is done, and every action succeeded that its condition did not leave out.
    pub fn succeeded(&self) -> bool {
        self.ended_at.is_some() && self.actions.iter().all(|action| action.state.is_fine())
    }
}

/// One action of a chain, and where it stands.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct RehearsedAction {
    /// The action as the prompt has it.
    pub action: ChainAction,
    /// What people read: "Chargify: Cancel subscription".
    pub title: String,
    /// Where it stands.
    pub state: ActionState,
    /// The plan as it was last shown, kept beside what came of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub plan: Option<ShownPlan>,
}

/// A plan within a rehearsal.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct ShownPlan {
    /// The plan, secrets redacted.
    #[serde(flatten)]
    pub view: PlanView,
    /// Each step as a cURL command without secrets.
    pub curl: Vec<String>,
    /// Its changing requests are others than those that were shown before an earlier action ran: look again.
    pub differs: bool,
}

/// Where an action of a chain stands.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum ActionState {
    /// Planned: running it would send `plan`.
    Planned,
    /// It cannot be planned as things are now. Once the actions before it have run, it is tried again.
    Unplanned {
        /// Why.
        error: Error,
    },
    /// A redirect that would be shown.
    WouldShow {
        /// The address with its placeholders filled in.
        url: String,
    },
    /// Its condition leaves it out for this user.
    LeftOut {
        /// Why, in a sentence.
        why: String,
    },
    /// It was run.
    Done {
        /// What came of it.
        run: RunView,
    },
    /// A redirect that was shown.
    Shown {
        /// The address.
        url: String,
    },
    /// Its turn came and it could not be planned: nothing was sent.
    Failed {
        /// Why.
        error: Error,
    },
    /// An earlier action did not succeed, and its error behaviour is `stop`.
    Skipped {
        /// The id of that action.
        after: String,
    },
}

/// A rehearsal as it is listed.
#[derive(Debug, Clone, Serialize, TS)]
pub struct RehearsalSummary {
    /// Its id.
    pub id: String,
    /// The prompt's id.
    pub prompt: String,
    /// What the subscriber did.
    pub interaction: Interaction,
    /// How the user is called.
    pub user: String,
    /// Who rehearsed.
    pub operator: String,
    /// Whether it is done and every action succeeded that its condition did not leave out.
    pub succeeded: bool,
    /// Whether it is done.
    pub done: bool,
    /// Whether the chain has changed since.
    pub stale: bool,
    /// When it was begun, RFC 3339.
    pub started_at: String,
}

/// A table of users and interactions, to be rehearsed in the sandbox.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct BatchRequest {
    /// The prompts' ids; all of the app when empty.
    #[serde(default)]
    pub prompts: Vec<String>,
    /// The interactions; all that trigger anything when empty.
    #[serde(default)]
    pub interactions: Vec<Interaction>,
    /// Test users' ids, at least one.
    pub users: Vec<String>,
    /// What the subscribers fill into the forms.
    #[serde(default)]
    pub form: BTreeMap<String, String>,
}

/// What a batch came to. Each cell began from a fresh sandbox, so no cell depends on another.
#[derive(Debug, Clone, Serialize, TS)]
pub struct Batch {
    /// The cells, by prompt, interaction and user.
    pub cells: Vec<BatchCell>,
    /// Cells that were not rehearsed, because it was cancelled.
    pub left: u32,
}

/// One user and one interaction.
#[derive(Debug, Clone, Serialize, TS)]
pub struct BatchCell {
    /// The prompt's id.
    pub prompt: String,
    /// The prompt's name.
    pub prompt_name: String,
    /// What the subscriber does.
    pub interaction: Interaction,
    /// The user's id.
    pub user: String,
    /// The rehearsal's id.
    pub rehearsal: String,
    /// Whether every action succeeded that its condition did not leave out.
    pub succeeded: bool,
    /// One sentence on what came of it.
    pub summary: String,
}

/// Which rehearsals to report.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct ReportRequest {
    /// Rehearsals' ids, at least one.
    pub rehearsals: Vec<String>,
}

/// What was rehearsed, for someone who was not there.
#[derive(Debug, Clone, Serialize, TS)]
pub struct RehearsalReport {
    /// Version of this document's shape.
    pub report: u32,
    /// The Patchbay that wrote it.
    pub version: String,
    /// The app's id.
    pub app: String,
    /// The app's name.
    pub app_name: String,
    /// Who wrote it.
    pub operator: String,
    /// When it was written, RFC 3339.
    pub written_at: String,
    /// The prompts as they are now, by id.
    pub prompts: Vec<Prompt>,
    /// The rehearsals, by prompt, interaction and user.
    pub rehearsals: Vec<Rehearsal>,
}
