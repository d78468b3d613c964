//! Settings of the workspace itself.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Call, Nothing};
use crate::error::Result;

/// The workspace's settings and where things live.
#[derive(Debug, Clone, Serialize, TS)]
pub struct Settings {
    /// The data directory.
    pub data_dir: String,
    /// This program's version.
    pub version: String,
    /// The database's schema.
    pub schema: u32,
    /// Closed runs are removed after so many days.
    pub retention_days: u32,
    /// What keeps the secrets: "Secret Service", "macOS Keychain", "Windows Credential Manager".
    pub keychain_name: String,
    /// Why the keychain cannot be used, when it cannot.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub keychain: Option<crate::error::Error>,
}

/// Changes to the settings; what is absent stays.
#[derive(Debug, Clone, Default, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct SettingsChange {
    /// From 1 to 3,650.
    #[serde(default)]
    #[ts(optional)]
    pub retention_days: Option<u32>,
}

pub async fn show(_call: &Call, _request: Nothing) -> Result<Settings> { Err(crate::error::Error::new(crate::error::Code::Internal, "being built")) }
pub async fn update(_call: &Call, _request: SettingsChange) -> Result<Settings> { Err(crate::error::Error::new(crate::error::Code::Internal, "being built")) }
