//! Connectors: their settings, secrets, activation and checks.

use std::collections::BTreeMap;

use patchbay_connectors::{Category, Check, Choice, Definition, Verdict};
use patchbay_vault::Secret;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Call, Nothing};
use crate::error::Result;

/// Names a connector.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct ConnectorId {
    /// The connector's id: `chargify`.
    pub id: String,
}

/// Whether a setting has a value. A secret can never be read back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum SettingState {
    /// It has one.
    Present,
    /// It has none.
    Missing,
    /// The keychain cannot be read now.
    Unreadable,
}

/// A setting and its state.
#[derive(Debug, Clone, Serialize, TS)]
pub struct SettingView {
    /// Stable key.
    pub key: &'static str,
    /// What people read.
    pub label: &'static str,
    /// Kept in the keychain.
    pub secret: bool,
    /// Needed for activation.
    pub required: bool,
    /// Whether it has a value.
    pub state: SettingState,
}

/// A parameter of an action, in short.
#[derive(Debug, Clone, Serialize, TS)]
pub struct ParamView {
    /// Stable key.
    pub key: &'static str,
    /// `text`, `integer`, `boolean`, `date`, `choice` or `catalogue`.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// Cannot be left out.
    pub required: bool,
    /// The fixed list, if it is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub choices: Option<Vec<Choice>>,
    /// The catalogue whose ids it takes, if so.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub catalogue: Option<&'static str>,
}

/// An action, in short.
#[derive(Debug, Clone, Serialize, TS)]
pub struct ActionShort {
    /// Stable id.
    pub id: &'static str,
    /// What people read.
    pub name: &'static str,
    /// Takes something away, or cannot be undone in place.
    pub destructive: bool,
    /// The traits that it needs: one of each group.
    pub requires: Vec<Vec<&'static str>>,
    /// Its parameters.
    pub params: Vec<ParamView>,
}

/// A connector as it is listed.
#[derive(Debug, Clone, Serialize, TS)]
pub struct ConnectorView {
    /// Stable id.
    pub id: &'static str,
    /// What people read.
    pub name: &'static str,
    /// The shelf it stands on.
    pub category: Category,
    /// One sentence on what it is for.
    pub summary: &'static str,
    /// Switched on. Only then its actions can be planned and run.
    pub active: bool,
    /// Its settings with their states.
    pub settings: Vec<SettingView>,
    /// The traits that its actions look at.
    pub traits: Vec<&'static str>,
    /// Its catalogues' ids.
    pub catalogues: Vec<&'static str>,
    /// Its actions.
    pub actions: Vec<ActionShort>,
    /// The last check, if there was one since the settings changed.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub checked: Option<LastCheck>,
}

/// The result of the last check.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct LastCheck {
    /// The worst of its checks.
    pub verdict: Verdict,
    /// Thing by thing.
    pub checks: Vec<Check>,
    /// When, RFC 3339.
    pub at: String,
}

/// One connector with everything that its screen shows.
#[derive(Debug, Clone, Serialize, TS)]
pub struct ConnectorDetail {
    /// All that is known of the vendor: the form is drawn from it.
    pub definition: &'static Definition,
    /// Switched on.
    pub active: bool,
    /// The settings that are not secret, as kept.
    pub values: BTreeMap<String, String>,
    /// The states of all settings, by key.
    pub states: BTreeMap<String, SettingState>,
    /// Why the secrets cannot be read, when they cannot.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub keychain: Option<crate::error::Error>,
    /// What still keeps it from being activated: one sentence each.
    pub missing: Vec<String>,
    /// The last check since the settings changed.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub checked: Option<LastCheck>,
    /// The app talks to the simulator: settings are the demo's and cannot be changed.
    pub simulated: bool,
}

/// Changes to a connector, applied all or not at all. An absent key stays; null or an empty text removes.
#[derive(Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct ConnectorChange {
    /// The connector's id.
    pub id: String,
    /// Settings that are not secret, by key or label.
    #[serde(default)]
    pub values: BTreeMap<String, Option<String>>,
    /// Secrets, by key or label.
    #[serde(default)]
    #[ts(type = "Record<string, string | null>")]
    pub secrets: BTreeMap<String, Option<Secret>>,
    /// Switch on or off.
    #[serde(default)]
    #[ts(optional)]
    pub active: Option<bool>,
}

/// What a check proved.
#[derive(Debug, Clone, Serialize, TS)]
pub struct CheckView {
    /// The connector's id.
    pub id: String,
    /// The worst of the checks.
    pub verdict: Verdict,
    /// Thing by thing.
    pub checks: Vec<Check>,
}

pub async fn list(_call: &Call, _request: Nothing) -> Result<Vec<ConnectorView>> { Err(crate::error::Error::new(crate::error::Code::Internal, "being built")) }
pub async fn show(_call: &Call, _request: ConnectorId) -> Result<ConnectorDetail> { Err(crate::error::Error::new(crate::error::Code::Internal, "being built")) }
pub async fn set(_call: &Call, _request: ConnectorChange) -> Result<ConnectorDetail> { Err(crate::error::Error::new(crate::error::Code::Internal, "being built")) }
pub async fn check(_call: &Call, _request: ConnectorId) -> Result<CheckView> { Err(crate::error::Error::new(crate::error::Code::Internal, "being built")) }
pub async fn remove(_call: &Call, _request: ConnectorId) -> Result<Nothing> { Err(crate::error::Error::new(crate::error::Code::Internal, "being built")) }
