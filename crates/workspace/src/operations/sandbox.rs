//! The sandbox app: everything working at once, without an account anywhere.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Call, Nothing};
use crate::error::Result;

/// What was set up.
#[derive(Debug, Clone, Serialize, TS)]
pub struct Explored {
    /// The sandbox app; switch to it.
    pub app: super::apps::App,
    /// Entries synced into the catalogue.
    pub catalogue_entries: u32,
    /// Test users.
    pub users: u32,
    /// The export's handle, already open.
    pub export: String,
}

/// Whether the sandbox runs.
#[derive(Debug, Clone, Serialize, TS)]
pub struct SandboxStatus {
    /// The sandbox app's id, if it was set up.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub app: Option<String>,
    /// Where it listens, while it runs in this process.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub url: Option<String>,
}

pub async fn explore(_call: &Call, _request: Nothing) -> Result<Explored> { Err(crate::error::Error::new(crate::error::Code::Internal, "being built")) }
pub async fn status(_call: &Call, _request: Nothing) -> Result<SandboxStatus> { Err(crate::error::Error::new(crate::error::Code::Internal, "being built")) }
