//! What is in an open export: checked against a trait spec, profiled column by column, compared with yesterday's.

use patchbay_exports::{CheckReport, Doubt, Profile};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::open::learned;
use super::{later, reading};
use crate::error::Result;
use crate::operations::Call;
use crate::operations::specs::{self, SpecChoice};

/// What to examine an export against.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct ExamineRequest {
    /// The export's handle.
    pub export: String,
    /// The trait spec; the one that fits the header best when absent.
    #[serde(default)]
    #[ts(optional)]
    pub spec: Option<SpecChoice>,
}

/// What an examination came to.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct Examined {
    /// Every fault, counted exactly.
    pub check: CheckReport,
    /// What the columns hold.
    pub profile: Profile,
    /// What is odd for today's export of this spec; never part of the verdict.
    pub doubts: Vec<Doubt>,
    /// The trait spec's name.
    pub spec: String,
}

/// What to check against.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct CheckRequest {
    /// The export's handle.
    pub export: String,
    /// The trait spec; the one that fits the header best when absent.
    #[serde(default)]
    #[ts(optional)]
    pub spec: Option<SpecChoice>,
}

/// Which columns to profile.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct ProfileRequest {
    /// The export's handle.
    pub export: String,
    /// Their names; all columns when absent.
    #[serde(default)]
    #[ts(optional)]
    pub columns: Option<Vec<String>>,
}

/// Checks and profiles in one pass, and keeps what was found with the open file.
pub(in crate::operations) async fn examine(
    call: &Call,
    request: ExamineRequest,
) -> Result<Examined> {
    call.workspace.exports.get(&call.app, &request.export)?;
    Err(later("exports.examine"))
}

/// Tests every cell against a trait spec.
pub(in crate::operations) async fn check(
    call: &Call,
    request: CheckRequest,
) -> Result<CheckReport> {
    let file = call.workspace.exports.get(&call.app, &request.export)?;
    let spec = specs::chosen(call, request.spec, &file.export.summary().columns)?;
    let report = reading(
        call,
        &file.export,
        "Checking",
        move |export, tell, cancel| export.check(&spec, tell, cancel),
    )
    .await?;
    learned(call, &request.export, report.rows, Some(report.verdict))?;
    Ok(report)
}

/// What the columns hold.
pub(in crate::operations) async fn profile(
    call: &Call,
    request: ProfileRequest,
) -> Result<Profile> {
    call.workspace.exports.get(&call.app, &request.export)?;
    Err(later("exports.profile"))
}
