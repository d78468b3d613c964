//! What a comparison has to say; the document of `patchbay exports compare --json`.

use serde::Serialize;
use ts_rs::TS;

use crate::profile::Frequent;

/// What two exports have in common and what not, by key. The differences themselves come in pages.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct Comparison {
    /// The earlier file.
    pub old: Side,
    /// The later one.
    pub new: Side,
    /// The columns whose values together name a record.
    pub key: Vec<String>,
    /// Records whose key only the new file has.
    #[ts(type = "number")]
    pub added: u64,
    /// Records whose key only the old file has.
    #[ts(type = "number")]
    pub removed: u64,
    /// Records of both, with another cell in a column that both files have.
    #[ts(type = "number")]
    pub changed: u64,
    /// Records of both that say the same.
    #[ts(type = "number")]
    pub unchanged: u64,
    /// The columns that both files have, in the order of the new one.
    pub columns: Vec<ColumnChange>,
    /// Columns that only the new file has.
    pub new_columns: Vec<String>,
    /// Columns that only the old file has.
    pub gone_columns: Vec<String>,
    /// Columns of both that stand elsewhere: the fewest that would have to move.
    pub moved_columns: Vec<String>,
}

/// One of the two files.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct Side {
    /// The path it was opened with.
    pub file: String,
    /// Length in bytes.
    #[ts(type = "number")]
    pub bytes: u64,
    /// Number of records.
    #[ts(type = "number")]
    pub rows: u64,
    /// Records that could not be compared: ragged, with a cell of more than 1 MiB, or without a whole key.
    #[ts(type = "number")]
    pub unkeyed: u64,
    /// Records with the key of an earlier one, which was compared in their place.
    #[ts(type = "number")]
    pub repeated: u64,
}

/// What changed in one column.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct ColumnChange {
    /// The column.
    pub name: String,
    /// Records of both files with another cell in it.
    #[ts(type = "number")]
    pub changed: u64,
    /// Values that only the new file has, most frequent first, at most ten; none where [`values`](Self::values) is false.
    pub appeared: Vec<Frequent>,
    /// Values that only the old file has.
    pub vanished: Vec<Frequent>,
    /// False where a file has too many distinct values in the column to tell new from vanished ones.
    pub values: bool,
}

/// What happened to a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Deserialize, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum DifferenceKind {
    /// Only the new file has it.
    Added,
    /// Only the old file has it.
    Removed,
    /// Both have it, and it says something else.
    Changed,
}

/// One record that differs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct Difference {
    /// What happened to it.
    pub kind: DifferenceKind,
    /// The values of the key.
    pub key: Vec<String>,
    /// Its number in the old file.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional, type = "number")]
    pub old_record: Option<u64>,
    /// Its number in the new file.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional, type = "number")]
    pub new_record: Option<u64>,
    /// The cells that differ; for an added or a removed record, all that are filled.
    pub cells: Vec<CellChange>,
}

/// A cell that differs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct CellChange {
    /// The column.
    pub column: String,
    /// What the old file says; absent for an added record.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub old: Option<String>,
    /// What the new file says; absent for a removed record.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub new: Option<String>,
}

/// Some differences, ordered as the new file is, removed ones last.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct Differences {
    /// How many there are of the kind and column that was asked for.
    #[ts(type = "number")]
    pub total: u64,
    /// Number of the first one here.
    #[ts(type = "number")]
    pub start: u64,
    /// The differences.
    pub differences: Vec<Difference>,
}
