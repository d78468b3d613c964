//! Tells two open exports apart, record by record; what differs is kept by handle and comes in pages.

use patchbay_exports::{Comparison, DifferenceKind, Differences};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::later;
use crate::error::Result;
use crate::operations::{Call, Nothing};

/// Two exports to compare.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct CompareRequest {
    /// The earlier export's handle.
    pub old: String,
    /// The later one's.
    pub new: String,
    /// The columns whose values together name a record; those that both files have of the usual ones when absent.
    #[serde(default)]
    #[ts(optional)]
    pub key: Option<Vec<String>>,
}

/// A comparison of two exports.
#[derive(Debug, Clone, Serialize, TS)]
pub struct ComparisonView {
    /// Its handle, for its differences.
    pub comparison: String,
    /// What it came to.
    #[serde(flatten)]
    pub summary: Comparison,
}

/// Names a comparison.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct ComparisonId {
    /// Its handle.
    pub comparison: String,
}

/// A window of the differences.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct DifferencesRequest {
    /// The comparison's handle.
    pub comparison: String,
    /// Those of this kind alone.
    #[serde(default)]
    #[ts(optional)]
    pub kind: Option<DifferenceKind>,
    /// Changes of this column alone.
    #[serde(default)]
    #[ts(optional)]
    pub column: Option<String>,
    /// The first one's place among them, from 0.
    #[ts(type = "number")]
    pub start: u64,
    /// How many, at most 1,000.
    pub rows: u32,
}

/// Compares two open exports.
pub(in crate::operations) async fn compare(
    call: &Call,
    request: CompareRequest,
) -> Result<ComparisonView> {
    call.workspace.exports.get(&call.app, &request.old)?;
    call.workspace.exports.get(&call.app, &request.new)?;
    Err(later("exports.compare"))
}

/// A window of the differences.
pub(in crate::operations) async fn differences(
    _: &Call,
    _: DifferencesRequest,
) -> Result<Differences> {
    Err(later("exports.differences"))
}

/// Closes a comparison.
pub(in crate::operations) async fn close_comparison(_: &Call, _: ComparisonId) -> Result<Nothing> {
    Ok(Nothing {})
}
