//! Apps: what connectors, prompts, exports and history belong to.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Call, Nothing};
use crate::error::Result;

/// What kind of accounts an app talks to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Environment {
    /// The simulator on this machine, whatever the connectors' settings say.
    Sandbox,
    /// Vendors' test accounts.
    Test,
    /// Real people and real money.
    Production,
}

/// An app.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct App {
    /// Stable id: `default`.
    pub id: String,
    /// What people read.
    pub name: String,
    /// The company that owns it.
    pub company: String,
    /// What kind of accounts it talks to.
    pub environment: Environment,
    /// IANA time zone, for dates and schedules.
    pub time_zone: String,
}

/// An app to be made.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct NewApp {
    /// Lower-case letters, digits and dashes.
    pub id: String,
    /// What people read.
    pub name: String,
    /// What kind of accounts it talks to.
    pub environment: Environment,
}

/// Changes to the app of the call; what is absent stays.
#[derive(Debug, Clone, Default, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct AppChange {
    /// What people read.
    #[serde(default)]
    #[ts(optional)]
    pub name: Option<String>,
    /// What kind of accounts it talks to. A sandbox app stays one.
    #[serde(default)]
    #[ts(optional)]
    pub environment: Option<Environment>,
    /// IANA time zone.
    #[serde(default)]
    #[ts(optional)]
    pub time_zone: Option<String>,
}

pub async fn list(_call: &Call, _request: Nothing) -> Result<Vec<App>> { Err(crate::error::Error::new(crate::error::Code::Internal, "being built")) }
pub async fn create(_call: &Call, _request: NewApp) -> Result<App> { Err(crate::error::Error::new(crate::error::Code::Internal, "being built")) }
pub async fn update(_call: &Call, _request: AppChange) -> Result<App> { Err(crate::error::Error::new(crate::error::Code::Internal, "being built")) }
