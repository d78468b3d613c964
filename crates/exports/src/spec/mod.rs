//! What an export should hold, as data: columns with their rules, and how grave each fault is.
//!
//! A spec is made to be changed by an app: every list can be widened, every column renamed ([`Column::header`]),
//! every date format chosen, every severity lowered. Columns refer to each other by [`Column::name`], so renaming
//! breaks nothing. Serialised as JSON; what a JSON leaves out has the default that is documented here.
//!
//! [`builtin`] has those of the vendors, [`valid`] what makes no sense, [`infer`] makes a spec from a file at hand and
//! widens one by it, [`fit`] tells which spec a file is of.

mod builtin;
mod currencies;
mod fit;
mod infer;
mod valid;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::error::ExportError;

/// How grave an issue is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// The file should not be used.
    Error,
    /// The file can be used, and somebody should look.
    Warning,
}

/// What an export should hold.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct TraitSpec {
    /// Its name: `evergent`. Lower-case letters, digits and dashes.
    pub name: String,
    /// What people read; the name if absent.
    #[serde(default)]
    pub title: Option<String>,
    /// The page that documents the columns.
    #[serde(default)]
    pub source: Option<String>,
    /// What a reader should know: above all what that page does not say and is assumed here.
    #[serde(default)]
    pub note: Option<String>,
    /// The columns, in their order.
    pub columns: Vec<Column>,
    /// Columns whose values together occur once in a file. Empty if records may repeat.
    #[serde(default)]
    pub key: Vec<String>,
    /// The column that says whose record it is; customers with several keys are counted.
    #[serde(default)]
    pub customer: Option<String>,
    /// Dates that must not be before others.
    #[serde(default)]
    pub orders: Vec<DateOrder>,
    /// Cells that depend on another cell.
    #[serde(default)]
    pub conditions: Vec<Condition>,
    /// How grave faults are that no column has alone.
    #[serde(default)]
    pub file: FileRules,
}

/// A column of a spec.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct Column {
    /// The trait's name, by which the rest of the spec refers to it.
    pub name: String,
    /// What the file's header calls it, if not by its name.
    #[serde(default)]
    pub header: Option<String>,
    /// Whether a file may do without this column. If not, its absence is a `missing_column`.
    #[serde(default)]
    pub optional: bool,
    /// How grave it is if the file has this column and another one is its first: a `column_order` issue. Not told if
    /// absent.
    #[serde(default)]
    pub first: Option<Severity>,
    /// Whether every day's file should have that day in this column: one that has not is doubted, not judged.
    #[serde(default)]
    pub daily: bool,
    /// What an empty cell is.
    #[serde(default)]
    pub empty: Empty,
    /// What a filled cell must be.
    #[serde(default)]
    pub rule: Rule,
}

/// What an empty cell is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Empty {
    /// Nothing to tell.
    #[default]
    Allowed,
    /// An `empty_required` issue. A cell of nothing but spaces is one too.
    Required(Severity),
}

/// What a filled cell must be. Nothing is trimmed and case counts.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case", tag = "type", deny_unknown_fields)]
pub enum Rule {
    /// Any text.
    #[default]
    Text,
    /// A number of capital letters A to Z: `bad_value` if not.
    Capitals {
        /// How many.
        length: usize,
        /// Of the issue.
        severity: Severity,
    },
    /// A decimal number of at least 0, with a point: `bad_type` if not. No sign, grouping, exponent or currency.
    Decimal {
        /// Of the issue.
        severity: Severity,
    },
    /// A decimal number, perhaps with a sign: `bad_type` if not. No grouping, exponent or currency.
    Number {
        /// Of the issue.
        severity: Severity,
    },
    /// `true` or `false`, in any case: `bad_type` if not.
    Boolean {
        /// Of the issue.
        severity: Severity,
    },
    /// Three capital letters (`bad_value` if not) that are an ISO 4217 code (`unlisted_value` if not).
    Currency {
        /// Of the `bad_value`.
        severity: Severity,
        /// Of the `unlisted_value`.
        unlisted: Severity,
        /// Codes to accept besides those of ISO 4217.
        #[serde(default)]
        also: Vec<String>,
    },
    /// A date: `bad_date` if not.
    Date {
        /// How it is written.
        #[serde(default)]
        format: DateFormat,
        /// Of the issue.
        severity: Severity,
    },
    /// One of these values: `bad_value` if not.
    OneOf {
        /// The values.
        values: Vec<String>,
        /// Of the issue.
        severity: Severity,
    },
    /// One of these values, or a new one: each of those is an `unlisted_value`.
    Open {
        /// The values that are known.
        values: Vec<String>,
        /// Of the issue.
        unlisted: Severity,
    },
}

/// How a date is written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub enum DateFormat {
    /// `2026-01-31`, then perhaps `T` or a space, a time with perhaps a fraction, and perhaps `Z` or an offset.
    #[default]
    #[serde(rename = "iso")]
    Iso,
    /// `01/31/2026`.
    #[serde(rename = "MM/DD/YYYY")]
    MonthDayYear,
    /// `31/01/2026`.
    #[serde(rename = "DD/MM/YYYY")]
    DayMonthYear,
    /// Milliseconds since 1970-01-01T00:00Z.
    #[serde(rename = "epoch_ms")]
    EpochMs,
}

/// A date that must not be before another: `bad_order` at [`later`](Self::later) if it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct DateOrder {
    /// The column of the first date.
    pub earlier: String,
    /// The column of the second date.
    pub later: String,
    /// Of the issue.
    pub severity: Severity,
}

/// A cell that depends on another cell of its record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct Condition {
    /// Where this column
    pub when: String,
    /// has exactly this value,
    pub is: String,
    /// this other column
    pub then: String,
    /// must be so;
    pub expect: Expect,
    /// if not, the issue is of this severity.
    pub severity: Severity,
}

/// What a [`Condition`] asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Expect {
    /// Not empty: `empty_required` if it is.
    Filled,
    /// Empty: `bad_value` if it is not.
    Empty,
}

/// How grave faults are that no column has alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(default, deny_unknown_fields)]
pub struct FileRules {
    /// A column of the spec is not in the file, or there is no header row. Default: error.
    pub missing_column: Severity,
    /// A column of the file is not in the spec; none if more columns are welcome. Default: warning.
    pub unexpected_column: Option<Severity>,
    /// A column's name has a space: an `unexpected_column`, for imports that leave such columns out. Default: none.
    pub spaced_column: Option<Severity>,
    /// The columns are in another order; none if any will do. Default: warning.
    pub column_order: Option<Severity>,
    /// A second record with the same key. Default: error.
    pub duplicate_key: Severity,
    /// A record with another number of cells than the header, or a blank line. Default: error.
    pub ragged_row: Severity,
    /// Bytes that are not the file's encoding. Default: error.
    pub bad_encoding: Severity,
    /// A quote in the wrong place. Default: error.
    pub bad_quote: Severity,
}

impl Default for FileRules {
    fn default() -> Self {
        Self {
            missing_column: Severity::Error,
            unexpected_column: Some(Severity::Warning),
            spaced_column: None,
            column_order: Some(Severity::Warning),
            duplicate_key: Severity::Error,
            ragged_row: Severity::Error,
            bad_encoding: Severity::Error,
            bad_quote: Severity::Error,
        }
    }
}

impl TraitSpec {
    /// What people read.
    pub fn title(&self) -> &str {
        self.title.as_deref().unwrap_or(&self.name)
    }

    /// A column, by its name.
    pub fn column(&self, name: &str) -> Option<&Column> {
        self.columns.iter().find(|c| c.name == name)
    }

    /// A column, to change it.
    pub fn column_mut(&mut self, name: &str) -> Option<&mut Column> {
        self.columns.iter_mut().find(|c| c.name == name)
    }

    /// Where a column is, by its name.
    pub(crate) fn position(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|c| c.name == name)
    }

    /// What a fault of this spec is told as.
    fn bad(&self, why: String) -> ExportError {
        ExportError::BadSpec {
            spec: self.name.clone(),
            why,
        }
    }
}

impl Column {
    /// A column of any text, which may be empty.
    pub fn new(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            header: None,
            optional: false,
            first: None,
            daily: false,
            empty: Empty::default(),
            rule: Rule::default(),
        }
    }

    /// What the file's header calls it.
    pub fn title(&self) -> &str {
        self.header.as_deref().unwrap_or(&self.name)
    }
}

pub(crate) use currencies::CURRENCIES;
