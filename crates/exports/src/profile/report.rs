//! What a profile has to say; the document of `patchbay exports profile --json`.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::spec::DateFormat;

/// What the columns of a file hold.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct Profile {
    /// The path the export was opened with.
    pub file: String,
    /// Number of records after the header. Ragged ones are counted here and not in the columns.
    #[ts(type = "number")]
    pub rows: u64,
    /// The columns that were asked for, in the order of the file.
    pub columns: Vec<ColumnProfile>,
}

/// What one column holds, over the records that have as many cells as the header.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct ColumnProfile {
    /// The column, as the file's header calls it.
    pub name: String,
    /// What at least 95 % of the filled cells are.
    #[serde(rename = "type")]
    pub kind: ColumnType,
    /// How its dates are written, if they are dates: as most of them can be read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub format: Option<DateFormat>,
    /// Cells with nothing in them.
    #[ts(type = "number")]
    pub empty: u64,
    /// Cells with something in them.
    #[ts(type = "number")]
    pub filled: u64,
    /// Filled cells that are not of the column's type.
    #[ts(type = "number")]
    pub odd: u64,
    /// Distinct filled values.
    #[ts(type = "number")]
    pub distinct: u64,
    /// True if `distinct` was counted; false if it is a `HyperLogLog` estimate (standard error about 1 %).
    pub distinct_exact: bool,
    /// The least value of the column's type, as it is written; by number, by date, or by bytes.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub min: Option<String>,
    /// The greatest.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub max: Option<String>,
    /// Bytes of the longest cell.
    #[ts(type = "number")]
    pub longest: u64,
    /// The most frequent filled values, at most ten, most frequent first; the counts are exact.
    pub top: Vec<Frequent>,
    /// True if these are the most frequent ones; false if they are those that a sample of the file found frequent.
    pub top_exact: bool,
    /// How numbers and dates are spread.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub histogram: Option<Histogram>,
}

/// What the cells of a column are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ColumnType {
    /// Nothing: every cell is empty.
    Empty,
    /// `true` and `false`, in any case.
    Boolean,
    /// Decimal numbers, perhaps with a sign.
    Number,
    /// Dates in one of the formats of a trait spec, perhaps with a time.
    Date,
    /// Anything.
    String,
}

/// A value and how often it comes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Frequent {
    /// The value; at most 200 bytes of it and then `…`.
    pub value: String,
    /// How often.
    #[ts(type = "number")]
    pub count: u64,
}

/// Counts by range, for a plot. The ranges are as wide as each other and adjoin; the last one includes its end.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct Histogram {
    /// `number`, or `date`: then positions are milliseconds since 1970-01-01T00:00Z.
    pub of: ColumnType,
    /// Where the first range starts.
    pub from: f64,
    /// The width of every range.
    pub width: f64,
    /// How many values are in each; at most 64 ranges.
    #[ts(type = "number[]")]
    pub counts: Vec<u64>,
}
