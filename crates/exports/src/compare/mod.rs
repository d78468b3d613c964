//! Tells two exports apart, record by record, by their key.

mod report;

pub use report::{
    CellChange, ColumnChange, Comparison, Difference, DifferenceKind, Differences, Side,
};
