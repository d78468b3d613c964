//! CSV exports of user traits: opened, paged, found in, and checked against a trait spec.
//!
//! A file is opened, not loaded: everything here reads it at offsets, in passes whose memory is bounded by the
//! number of records (one place per 32 KiB, and the keys while duplicates are looked for), never by the
//! size of the file or of one cell. Nothing is repaired in silence: cells mean what the `csv` crate says they mean,
//! and [`Export::check`] tells every place where the file is not what it should be.
//!
//! # What an awkward file means
//!
//! The rules are RFC 4180, and where that is silent, those of the `csv` crate. Tests hold each of them.
//!
//! - A record ends at `\n`, `\r\n` or a lone `\r`, mixed as they come; the last one may have no line end. A line with
//!   nothing in it is no record, wherever it is. A file of blank lines is empty.
//! - A cell that starts with a quote goes to the next quote that is not doubled, over delimiters and line ends. Text
//!   after that quote, up to the delimiter, belongs to the cell as it is, with further quotes.
//! - A quote inside a cell that does not start with one is text; so is a blank before a quote, which makes it one.
//! - A quote that is never closed takes the rest of the file into its cell.
//! - Records may have more or fewer cells than the header.
//! - A NUL byte is text. A file whose beginning is not mostly text, or that is NULs in its first line, is refused.
//! - A byte order mark is no part of the first cell. UTF-16 is read with one, when every second byte is a
//!   NUL, or when it is asked for. What is no UTF-8, no UTF-16 or has no meaning in Windows-1252 stays as it is, and shows as U+FFFD.
//! - A pass looks at 1 MiB of a cell, and at 16 MiB and 65,536 cells of a record; what is longer is told, and counted
//!   right. A [search](Export::search) looks at all of it, a [cell](Export::cell) is read as far as anybody wants, and
//!   [`PAGE_CELL_BYTES`] of it are shown in a page.
//! - A line, for people and editors, ends at every `\n`, also inside quotes, and at a `\r` that ends a record alone.
//! - A file that is truncated, grown, rewritten, replaced or removed while it is open is [`ExportError::Changed`] in
//!   whatever was asked for; nothing of the one is mixed with the other. On Linux, who wants to write to a file waits
//!   while parts of it are looked at where the system keeps them: for milliseconds.
//!
//! This crate knows nothing of databases, Tauri, async or clocks. Its calls block; hosts run them on a blocking thread,
//! follow them through a callback and end them through a [`CancellationToken`](tokio_util::sync::CancellationToken).
//!
//! [`Export`] is the door. [`TraitSpec`] says, as data, what an export should hold, [`CheckReport`] what it does hold.

mod borders;
mod cell;
mod check;
mod compare;
mod compressed;
mod customers;
mod cut;
mod doubts;
mod draft;
mod encoding;
mod error;
mod examine;
mod export;
mod find;
mod first_walk;
mod flagged;
mod hash;
mod index;
mod indexing;
mod keys;
mod lent;
mod numbered;
mod page;
mod pattern;
mod pieces;
#[doc(hidden)]
pub mod probe;
mod profile;
mod records;
mod saved;
mod scan;
mod search;
mod segment;
mod simd;
mod sniff;
mod source;
pub mod sources;
mod spec;
#[cfg(test)]
mod testing;
mod threads;
mod turns;
mod walk;
mod written;

pub use cell::{CELL_BYTES, CellText};
pub use check::{CheckReport, Customers, Issue, IssueKind, Place, Verdict};
pub use compare::{
    CellChange, ColumnChange, Compared, Comparison, Difference, DifferenceKind, Differences, Side,
};
pub use compressed::{Compressed, Compression};
pub use doubts::{Doubt, DoubtKind, doubts};
pub use encoding::Encoding;
pub use error::{Change, ExportError};
pub use examine::{Examination, Examine};
pub use export::{Export, OpenOptions, Summary};
pub use find::{FIND_LIMIT, Found, Matches, Traits};
pub use flagged::{Flagged, IssueFilter, Mark, Overview};
pub use page::{CutCell, PAGE_CELL_BYTES, PAGE_ROWS, Page};
pub use profile::{ColumnProfile, ColumnType, Frequent, Histogram, Profile};
pub use records::Progress;
pub use search::{Hit, Hits, Search};
pub use spec::{
    Column, Condition, DateFormat, DateOrder, Empty, Expect, FileRules, Rule, Severity, TraitSpec,
};
