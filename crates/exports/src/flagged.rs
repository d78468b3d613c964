//! Which records have an issue: sets of record numbers, one for each kind of issue in each column.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::check::IssueKind;
use crate::spec::Severity;

/// A cell or a record with an issue, for a grid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
pub struct Mark {
    /// Record number, from 0 after the header.
    #[ts(type = "number")]
    pub record: u64,
    /// Index of the column in the file; absent where the issue is of the record as a whole.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub column: Option<usize>,
    /// What kind of issue.
    pub kind: IssueKind,
    /// How grave.
    pub severity: Severity,
}

/// Which issues are meant; all of them where nothing is said.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(default, deny_unknown_fields)]
pub struct IssueFilter {
    /// Those of this kind.
    #[ts(optional)]
    pub kind: Option<IssueKind>,
    /// Those of this column, as the file's header calls it.
    #[ts(optional)]
    pub column: Option<String>,
    /// Those of this severity.
    #[ts(optional)]
    pub severity: Option<Severity>,
}

/// How many records have an issue in each part of a file, for the marks along a scrollbar.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct Overview {
    /// Records with an error, for each of as many parts as were asked for, of as many records each.
    #[ts(type = "number[]")]
    pub errors: Vec<u64>,
    /// Records with a warning and no error.
    #[ts(type = "number[]")]
    pub warnings: Vec<u64>,
}
