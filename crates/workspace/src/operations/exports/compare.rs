//! Tells two open exports apart, record by record; what differs is kept by handle and comes in pages.

use patchbay_exports::{Comparison, DifferenceKind, Differences};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{blocking, reading};
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
    let exports = &call.workspace.exports;
    let old = exports.get(&call.app, &request.old)?.export;
    let new = exports.get(&call.app, &request.new)?.export;
    let key = request.key;
    let compared = reading(call, &old, "Comparing", move |old, tell, cancel| {
        old.compare(&new, key.as_deref(), tell, cancel)
    })
    .await?;
    let summary = compared.comparison().clone();
    let of = [request.old.as_str(), &request.new];
    Ok(ComparisonView {
        comparison: exports.keep_comparison(&call.app, of, compared)?,
        summary,
    })
}

/// A window of the differences.
pub(in crate::operations) async fn differences(
    call: &Call,
    request: DifferencesRequest,
) -> Result<Differences> {
    let compared = call
        .workspace
        .exports
        .comparison(&call.app, &request.comparison)?;
    let rows = request.rows.min(1_000) as usize;
    blocking(call, "Reading", move |_, _| {
        compared.page(request.kind, request.column.as_deref(), request.start, rows)
    })
    .await
}

/// Closes a comparison.
pub(in crate::operations) async fn close_comparison(
    call: &Call,
    request: ComparisonId,
) -> Result<Nothing> {
    call.workspace
        .exports
        .close_comparison(&call.app, &request.comparison);
    Ok(Nothing {})
}
