//! Exports: files of user traits, opened by handle, paged, checked and searched.

use std::path::PathBuf;

use patchbay_exports::{Found, Summary, Verdict};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Call, Nothing};
use crate::error::Result;

/// A file to open. For hosts only: the page names files by handle.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct OpenRequest {
    /// The file.
    pub path: PathBuf,
}

/// Names an open export.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct ExportId {
    /// Its handle.
    pub export: String,
}

/// Names an entry of the list of late exports.
#[derive(Debug, Clone, Copy, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct RecentId {
    /// Its number.
    #[ts(type = "number")]
    pub id: i64,
}

/// An open export.
#[derive(Debug, Clone, Serialize, TS)]
pub struct ExportView {
    /// Its handle, for the other operations.
    pub export: String,
    /// The file's name, without folders.
    pub name: String,
    /// What the file is.
    #[serde(flatten)]
    pub summary: Summary,
}

/// A file that is open or was of late.
#[derive(Debug, Clone, Serialize, TS)]
pub struct RecentExport {
    /// Its number, to open it again.
    #[ts(type = "number")]
    pub id: i64,
    /// The file's name, without folders.
    pub name: String,
    /// The folder it is in.
    pub folder: String,
    /// Size when last opened, in bytes.
    #[ts(type = "number")]
    pub bytes: u64,
    /// Records, if they were counted.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional, type = "number")]
    pub rows: Option<u64>,
    /// What the last check said, if there was one.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub verdict: Option<Verdict>,
    /// When it was last opened, RFC 3339.
    pub opened_at: String,
    /// Its handle, if it is open now.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub export: Option<String>,
}

/// A window of records.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct PageRequest {
    /// The export's handle.
    pub export: String,
    /// First record, from 0 after the header.
    #[ts(type = "number")]
    pub start: u64,
    /// Records in the window, at most 1,000.
    pub rows: u32,
}

/// What to check against.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct CheckRequest {
    /// The export's handle.
    pub export: String,
    /// The trait spec's name; `evergent` when absent.
    #[serde(default)]
    #[ts(optional)]
    pub spec: Option<String>,
}

/// Whom to find.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct FindRequest {
    /// The export's handle.
    pub export: String,
    /// The `customer_id`, exactly.
    pub customer: String,
}

/// All records of one customer.
#[derive(Debug, Clone, Serialize, TS)]
pub struct FindReply {
    /// Whether there is any.
    pub found: bool,
    /// The records.
    pub records: Vec<Found>,
}

pub async fn open(_call: &Call, _request: OpenRequest) -> Result<ExportView> { Err(crate::error::Error::new(crate::error::Code::Internal, "being built")) }
pub async fn reopen(_call: &Call, _request: RecentId) -> Result<ExportView> { Err(crate::error::Error::new(crate::error::Code::Internal, "being built")) }
pub async fn recent(_call: &Call, _request: Nothing) -> Result<Vec<RecentExport>> { Err(crate::error::Error::new(crate::error::Code::Internal, "being built")) }
pub async fn forget(_call: &Call, _request: RecentId) -> Result<Nothing> { Err(crate::error::Error::new(crate::error::Code::Internal, "being built")) }
pub async fn page(_call: &Call, _request: PageRequest) -> Result<patchbay_exports::Page> { Err(crate::error::Error::new(crate::error::Code::Internal, "being built")) }
pub async fn index(_call: &Call, _request: ExportId) -> Result<ExportView> { Err(crate::error::Error::new(crate::error::Code::Internal, "being built")) }
pub async fn check(_call: &Call, _request: CheckRequest) -> Result<patchbay_exports::CheckReport> { Err(crate::error::Error::new(crate::error::Code::Internal, "being built")) }
pub async fn find(_call: &Call, _request: FindRequest) -> Result<FindReply> { Err(crate::error::Error::new(crate::error::Code::Internal, "being built")) }
pub async fn close(_call: &Call, _request: ExportId) -> Result<Nothing> { Err(crate::error::Error::new(crate::error::Code::Internal, "being built")) }
