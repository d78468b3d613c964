//! Profiles columns: what is in them, how often, and how it is spread.
//!
//! [`reading`] tells numbers and dates from strings, [`tally`] gathers, [`distinct`] estimates how many values there are,
//! [`bins`] makes histograms, [`describe`] draws it together and [`report`] is what comes out. The pass itself is
//! [`examine`](crate::examine)'s.

mod bins;
mod describe;
mod distinct;
mod reading;
mod report;
mod tally;

pub(crate) use describe::{Described, Values};
pub(crate) use distinct::Sketch;
pub(crate) use reading::Reading;
pub use report::{ColumnProfile, ColumnType, Frequent, Histogram, Profile};
pub(crate) use tally::Tally;
