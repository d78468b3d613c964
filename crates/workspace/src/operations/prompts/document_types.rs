//! Prompts and connector settings as a file: readable, versioned, without secrets.

use std::collections::BTreeMap;

use patchbay_connectors::Values;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::types::Prompt;

/// The version of the document that this program writes; it reads this one and no other.
pub const VERSION: u32 = 1;

/// An app's prompts and connector settings, as a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct PromptDocument {
    /// The version of its shape.
    pub patchbay: u32,
    /// Connectors by id. Secrets are not in it: they stay in the keychain they are in.
    #[serde(default)]
    pub connectors: BTreeMap<String, ConnectorSettings>,
    /// The prompts.
    #[serde(default)]
    pub prompts: Vec<Prompt>,
}

/// A connector's settings without its secrets.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct ConnectorSettings {
    /// Whether it is switched on.
    pub active: bool,
    /// Settings that are no secret, by key.
    #[serde(default)]
    pub settings: Values,
}

/// A document as it was read, not yet understood.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct DocumentText {
    /// The file's whole text.
    pub text: String,
}

/// A document to be applied.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct ImportRequest {
    /// The file's whole text.
    pub text: String,
    /// The comparison's `seen`: what it would change must still be what was shown.
    pub seen: String,
}

/// What a document would change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct ImportPreview {
    /// Prompts and connectors that would be made or changed, by name. What the document does not name stays.
    pub changes: Vec<ImportChange>,
    /// How many prompts and connectors of the document are here already, just so.
    pub same: u32,
    /// What to know first: a connector that stays off until its key is entered, a prompt that would be broken.
    pub warnings: Vec<String>,
    /// Stands for all of this; to be given when it is applied.
    pub seen: String,
}

/// One prompt or connector that a document would make or change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct ImportChange {
    /// Which of the two.
    pub what: Imported,
    /// Its id.
    pub id: String,
    /// What people read.
    pub name: String,
    /// Whether it is not here yet.
    pub new: bool,
    /// What differs, in the order of the document; of a new one, all of it.
    pub lines: Vec<DiffLine>,
}

/// What a document can bring in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Imported {
    /// A prompt.
    Prompt,
    /// A connector's settings.
    Connector,
}

/// One place that differs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct DiffLine {
    /// The place, as people read it: "Accept · 2. Chargify: Cancel subscription · plan".
    pub place: String,
    /// What is here; absent when there is nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub before: Option<String>,
    /// What would be; absent when it would go.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub after: Option<String>,
}
