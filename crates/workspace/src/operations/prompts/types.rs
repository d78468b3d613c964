//! A prompt as it is kept, edited and written to a file: what each interaction with it triggers.
//!
//! The same types are the page's, the database's and the document's, so that there is one spelling of a prompt.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// A prompt: how it is shown, what it asks, and what each interaction triggers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct Prompt {
    /// Stable id, unique in its app: lower-case letters, digits and dashes.
    pub id: String,
    /// What people read.
    pub name: String,
    /// How it is shown.
    pub kind: PromptKind,
    /// Whom it is shown to, as the engagement platform calls the segment; everybody when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub segment: Option<String>,
    /// The fields that a subscriber may fill in: `%form.KEY%`.
    #[serde(default)]
    pub form: Vec<FormField>,
    /// A question with answers to choose from: `%form.survey%`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub survey: Option<Survey>,
    /// What each interaction triggers, in order. An interaction that is absent triggers nothing.
    #[serde(default)]
    pub interactions: BTreeMap<Interaction, Vec<ChainAction>>,
}

/// How a prompt is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum PromptKind {
    /// Within the page's own content.
    Inline,
    /// Over the page.
    Overlay,
    /// Not at all: it acts when its time comes.
    Invisible,
    /// As a notification on a device.
    Push,
    /// As a video.
    Video,
    /// Between two screens.
    Interstitial,
}

/// What a subscriber does with a prompt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Interaction {
    /// The first button.
    Accept,
    /// The second button.
    SecondaryAccept,
    /// The button that says no.
    Decline,
    /// Closed without an answer.
    Dismiss,
    /// Nothing, until its time was over.
    Timeout,
}

impl Interaction {
    /// All of them, in the order in which people read them.
    pub const ALL: [Self; 5] = [
        Self::Accept,
        Self::SecondaryAccept,
        Self::Decline,
        Self::Dismiss,
        Self::Timeout,
    ];

    /// Its name in files, on the command line and in the database.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Accept => "accept",
            Self::SecondaryAccept => "secondary_accept",
            Self::Decline => "decline",
            Self::Dismiss => "dismiss",
            Self::Timeout => "timeout",
        }
    }
}

// By hand, because as a key of an object it is read as a text: so a mistake below it is told with its whole path.
impl<'de> Deserialize<'de> for Interaction {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        const NAMES: &[&str] = &[
            Interaction::Accept.name(),
            Interaction::SecondaryAccept.name(),
            Interaction::Decline.name(),
            Interaction::Dismiss.name(),
            Interaction::Timeout.name(),
        ];
        let name = String::deserialize(from)?;
        Self::ALL
            .into_iter()
            .find(|interaction| interaction.name() == name)
            .ok_or_else(|| serde::de::Error::unknown_variant(&name, NAMES))
    }
}

/// The name under which the answer of a survey is found: `%form.survey%`.
pub const SURVEY: &str = "survey";

/// A field of a prompt's form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct FormField {
    /// Its name in placeholders: lower-case letters, digits and underscores.
    pub key: String,
    /// What the subscriber reads.
    pub label: String,
    /// What it takes.
    pub kind: FieldKind,
    /// Whether the prompt is answered only with it.
    #[serde(default)]
    pub required: bool,
    /// What can be chosen; for the kind `choice` alone.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[ts(as = "Option<Vec<String>>", optional)]
    pub choices: Vec<String>,
}

/// What a field of a form takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum FieldKind {
    /// Any text.
    Text,
    /// An e-mail address.
    Email,
    /// A telephone number.
    Phone,
    /// A number.
    Number,
    /// One of a list.
    Choice,
    /// `true` or `false`.
    Checkbox,
}

/// A question with answers to choose from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct Survey {
    /// What is asked.
    pub question: String,
    /// The answers.
    pub answers: Vec<String>,
}

/// One action of a chain.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct ChainAction {
    /// Names it among the actions of its prompt, wherever it is moved: `a1`.
    pub id: String,
    /// What it does.
    pub does: Does,
    /// Only for users of whom this is true; for everybody when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub only_if: Option<TraitCondition>,
    /// What becomes of the rest of the chain when it does not succeed.
    pub on_error: OnError,
}

/// What one action of a chain does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Does {
    /// Runs an action of a connector. An e-mail and an SMS are actions of the connectors that send them.
    Action(ConnectorAction),
    /// Leads the subscriber to a page. Nothing is sent.
    Redirect(Redirect),
}

/// An action of a connector with its parameters.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct ConnectorAction {
    /// The connector's id.
    pub connector: String,
    /// The action's id.
    pub action: String,
    /// The parameters as text: fixed, an id of a catalogue, or with placeholders: `%trait.NAME%`, `%form.NAME%`.
    #[serde(default)]
    pub params: BTreeMap<String, String>,
}

/// Where a subscriber is led.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct Redirect {
    /// An https address; after its host it may hold placeholders, whose values are percent-encoded.
    pub url: String,
}

/// What must be true of a user's trait.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct TraitCondition {
    /// The trait's name.
    #[serde(rename = "trait")]
    pub name: String,
    /// What is asked of it.
    pub test: TraitTest,
    /// The value it is held to, letter by letter; for `is` and `is_not` alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub value: Option<String>,
}

/// What is asked of a trait.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum TraitTest {
    /// The user has it, and it is not empty.
    Present,
    /// The user has it not, or it is empty.
    Missing,
    /// It has this value.
    Is,
    /// It has another value, or none.
    IsNot,
}

/// What becomes of the rest of a chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum OnError {
    /// The rest is skipped.
    Stop,
    /// The rest goes on.
    Continue,
}

/// Something about a prompt that is not as it should be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Finding {
    /// How grave it is.
    pub gravity: Gravity,
    /// The interaction it is in; absent for the prompt itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub interaction: Option<Interaction>,
    /// The id of the chain's action.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub action: Option<String>,
    /// Where in the prompt, as a path of its JSON: `/interactions/accept/0/does/action/params/plan`.
    pub at: String,
    /// One sentence that names the thing.
    pub message: String,
    /// What to do.
    pub remedy: String,
}

/// How grave a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Gravity {
    /// It makes no sense whatever the world is like: it is not saved.
    Error,
    /// It made sense, and something else changed: a connector is off, a plan is archived. It would not run.
    Broken,
    /// It would run, and may not be what is meant.
    Warning,
}

/// A prompt as it is listed.
#[derive(Debug, Clone, Serialize, TS)]
pub struct PromptSummary {
    /// Its id.
    pub id: String,
    /// What people read.
    pub name: String,
    /// How it is shown.
    pub kind: PromptKind,
    /// Whom it is shown to.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub segment: Option<String>,
    /// How many actions each interaction triggers.
    pub actions: BTreeMap<Interaction, u32>,
    /// Findings that keep it from working.
    pub broken: u32,
    /// Findings to think about.
    pub warnings: u32,
    /// When it was last changed, RFC 3339.
    pub changed_at: String,
}

/// A prompt with what is known of it.
#[derive(Debug, Clone, Serialize, TS)]
pub struct PromptDetail {
    /// The prompt.
    pub prompt: Prompt,
    /// Counts its changes, from 1: a change is saved only over the one it was made from.
    pub revision: u32,
    /// When it was last changed, RFC 3339.
    pub changed_at: String,
    /// What is not as it should be, the gravest first.
    pub findings: Vec<Finding>,
    /// How the chain of each interaction was last rehearsed; absent for an empty chain.
    pub rehearsed: BTreeMap<Interaction, Rehearsed>,
}

/// How a chain was last rehearsed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum Rehearsed {
    /// Never.
    Never,
    /// Before it was last changed.
    Before {
        /// When, RFC 3339.
        at: String,
    },
    /// As it is now.
    AsItIs {
        /// The rehearsal's id.
        rehearsal: String,
        /// When, RFC 3339.
        at: String,
        /// Whether every action that was not skipped by its condition succeeded.
        succeeded: bool,
    },
}

/// Names a prompt.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct PromptId {
    /// The prompt's id.
    pub id: String,
}

/// A prompt to be kept.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct PromptChange {
    /// The prompt.
    pub prompt: Prompt,
    /// The revision that it was made from; absent for a new one.
    #[serde(default)]
    #[ts(optional)]
    pub revision: Option<u32>,
}

/// What a prompt's editor offers.
#[derive(Debug, Clone, Serialize, TS)]
pub struct PromptChoices {
    /// The traits that users of this app are known to have, by name.
    pub traits: Vec<String>,
    /// The actions that can be assigned, and those that could be once their connector is active.
    pub actions: Vec<AssignableAction>,
}

/// An action as an editor offers it.
#[derive(Debug, Clone, Serialize, TS)]
pub struct AssignableAction {
    /// The connector's id.
    pub connector: &'static str,
    /// The action's id.
    pub action: &'static str,
    /// Whether its connector is active: only then it can be assigned.
    pub active: bool,
}

/// Prompts by interactions: what runs when, what is broken, what was not rehearsed since it changed.
#[derive(Debug, Clone, Serialize, TS)]
pub struct Coverage {
    /// The connectors that any prompt uses, by id, with their names.
    pub connectors: BTreeMap<String, String>,
    /// One row for each prompt, by name.
    pub prompts: Vec<CoverageRow>,
}

/// One prompt's row.
#[derive(Debug, Clone, Serialize, TS)]
pub struct CoverageRow {
    /// The prompt's id.
    pub prompt: String,
    /// Its name.
    pub name: String,
    /// One cell for each interaction that triggers anything.
    pub cells: BTreeMap<Interaction, CoverageCell>,
}

/// What one interaction with one prompt triggers.
#[derive(Debug, Clone, Serialize, TS)]
pub struct CoverageCell {
    /// The actions, in order.
    pub actions: Vec<CoveredAction>,
    /// Findings that keep the chain from working.
    pub broken: u32,
    /// Findings to think about.
    pub warnings: u32,
    /// How it was last rehearsed.
    pub rehearsed: Rehearsed,
}

/// One action of a cell.
#[derive(Debug, Clone, Serialize, TS)]
pub struct CoveredAction {
    /// The connector's id; absent for a redirect.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub connector: Option<String>,
    /// What people read: "Cancel subscription", "Redirect".
    pub name: String,
    /// Whether a finding keeps it from working.
    pub broken: bool,
}
