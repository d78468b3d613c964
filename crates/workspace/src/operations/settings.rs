//! Settings of the workspace itself.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Call, Nothing, history};
use crate::error::{Code, Error, Result};
use crate::store::Store;

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

/// The workspace's settings.
pub(super) async fn show(call: &Call, _: Nothing) -> Result<Settings> {
    let workspace = &call.workspace;
    let keychain_name = if cfg!(target_os = "macos") {
        "macOS Keychain"
    } else if cfg!(windows) {
        "Windows Credential Manager"
    } else {
        "Secret Service"
    };
    Ok(Settings {
        data_dir: workspace.data_dir().display().to_string(),
        version: env!("CARGO_PKG_VERSION").into(),
        schema: Store::SCHEMA,
        retention_days: history::retention(&workspace.store)?,
        keychain_name: keychain_name.into(),
        keychain: workspace.vault.status().await.err().map(Error::from),
    })
}

/// Changes how long history is kept.
pub(super) async fn update(call: &Call, change: SettingsChange) -> Result<Settings> {
    let workspace = &call.workspace;
    if let Some(days) = change.retention_days {
        if !(1..=3650).contains(&days) {
            return Err(Error::new(
                Code::Invalid,
                format!("history cannot be kept for {days} days"),
            )
            .field("retention_days")
            .hint("Choose from 1 to 3,650 days"));
        }
        workspace
            .store
            .set_meta("retention_days", &days.to_string())?;
        history::forget_old(&workspace.store, workspace.now())?;
    }
    show(call, Nothing {}).await
}
