//! Text in cells, wherever it is.

use serde::Serialize;
use ts_rs::TS;

/// Some cells that hold a text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct Hits {
    /// The cells, in the order of the file.
    pub hits: Vec<Hit>,
    /// The record to go on from; absent when the file is searched to its end.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional, type = "number")]
    pub next: Option<u64>,
}

/// A cell that holds a text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct Hit {
    /// Record number, from 0 after the header.
    #[ts(type = "number")]
    pub record: u64,
    /// Physical line where the record starts, from 1.
    #[ts(type = "number")]
    pub line: u64,
    /// Index of the cell in its record.
    pub cell: usize,
    /// The column's name; `column 21`, … past the last one.
    pub column: String,
    /// The cell around the text, at most 200 bytes of it, with `…` where it is cut.
    pub value: String,
}
