//! What a check has to say; the document of `patchbay exports check --json`.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::spec::Severity;

/// The result of a check: every fault of a file, counted exactly.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct CheckReport {
    /// The path the export was opened with.
    pub file: String,
    /// Length in bytes.
    #[ts(type = "number")]
    pub bytes: u64,
    /// Number of records after the header. Blank lines are none.
    #[ts(type = "number")]
    pub rows: u64,
    /// Column names in the order of the file.
    pub columns: Vec<String>,
    /// Name of the trait spec.
    pub spec: String,
    /// What it comes to.
    pub verdict: Verdict,
    /// The faults: errors before warnings, then by kind, by column in the order of the spec, and by count.
    pub issues: Vec<Issue>,
    /// How many customers there are; absent where the columns that tell are.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub customers: Option<Customers>,
}

/// What a check comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(rename = "ExportVerdict")] // a connector check has a verdict of its own
pub enum Verdict {
    /// No issue.
    Valid,
    /// Warnings alone.
    ValidWithWarnings,
    /// At least one error.
    Invalid,
}

/// What kind of fault it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum IssueKind {
    /// A column of the spec is not in the file.
    MissingColumn,
    /// A column of the file is not in the spec.
    UnexpectedColumn,
    /// The columns are in another order than in the spec.
    ColumnOrder,
    /// An empty cell that must be filled.
    EmptyRequired,
    /// Not a number.
    BadType,
    /// A value that the column cannot have.
    BadValue,
    /// A value that is not known, in a list that is open. One issue per distinct value.
    UnlistedValue,
    /// Not a date in the column's format, or one that does not exist.
    BadDate,
    /// A date before the one that it must not be before.
    BadOrder,
    /// A further record with the same key.
    DuplicateKey,
    /// A record with another number of cells than the header, or a blank line.
    RaggedRow,
    /// Bytes that are not text of the file's encoding.
    BadEncoding,
    /// A quote in the wrong place.
    BadQuote,
}

/// Faults of one kind, in one column.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct Issue {
    /// What kind of fault it is.
    pub kind: IssueKind,
    /// How grave it is.
    pub severity: Severity,
    /// The column, as the file's header calls it. For a key of several columns, the first of them.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub column: Option<String>,
    /// The value, where an issue stands for one.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub value: Option<String>,
    /// How many there are; exact, also where `first` shows fewer.
    #[ts(type = "number")]
    pub count: u64,
    /// What was seen, in words, with the number of each where there are several sorts.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub hint: Option<String>,
    /// The first places, at most ten; none for faults of the header. A duplicate key is shown with the place of the
    /// record that it repeats, before its own.
    pub first: Vec<Place>,
}

/// Where a fault is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct Place {
    /// Record number, from 0 after the header. A blank line has the number of the record that follows it, and a fault
    /// in the header has 0.
    #[ts(type = "number")]
    pub record: u64,
    /// Physical line where the record starts, from 1.
    #[ts(type = "number")]
    pub line: u64,
    /// Offset in the file where the record starts.
    #[ts(type = "number")]
    pub byte: u64,
    /// What is there: the cell, at most 200 bytes of it and then `…`; for a ragged row, its number of cells.
    pub value: String,
}

/// How many customers a file is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
pub struct Customers {
    /// Distinct customers. Counted by 64-bit hash: at ten million, off by one with odds of one in 300,000.
    #[ts(type = "number")]
    pub total: u64,
    /// Those of them with several packages; no fault.
    #[ts(type = "number")]
    pub with_several: u64,
}
