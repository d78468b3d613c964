//! What looks implausible in a file though every cell may be right: today's date is not there, one value fills a column
//! that had many. A doubt is for a person to look at; it never changes a verdict.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Something that looks implausible.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Doubt {
    /// What kind of thing.
    pub kind: DoubtKind,
    /// The column, as the file's header calls it; absent where the doubt is of the file as a whole.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub column: Option<String>,
    /// One sentence with the figures that raise it.
    pub message: String,
}

/// What looks implausible.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum DoubtKind {
    /// A column that should have every day's date does not have today's.
    TodayMissing,
    /// One value fills a column that had several in the earlier file.
    OneValue,
    /// A column has less than half as many different values as in the earlier file.
    FewerValues,
    /// A column is empty that was filled in the earlier file.
    Emptied,
    /// There are many more or fewer records than in the earlier file.
    RowCount,
}
