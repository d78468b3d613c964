//! CSV exports: open, page, find, check against a trait spec
