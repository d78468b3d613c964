//! Profiles columns: what is in them, how often, and how it is spread.

mod bins;
mod distinct;
mod report;

pub use report::{ColumnProfile, ColumnType, Frequent, Histogram, Profile};
