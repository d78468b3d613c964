//! CSV exports of user traits: opened, paged, found in, and checked against a trait spec.
//!
//! A file is opened, not loaded: everything here reads it at offsets, in passes whose memory is bounded by the
//! number of records (one place per 64 KiB, and the keys while duplicates are looked for), never by the
//! size of the file or of one cell. Nothing is repaired in silence: cells mean what the `csv` crate says they mean,
//! and [`Export::check`] tells every place where the file is not what it should be.
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
mod flagged;
mod hash;
mod index;
mod indexing;
mod keys;
mod numbered;
mod page;
mod pattern;
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

pub use cell::CellText;
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
