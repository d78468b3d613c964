//! Sources: buckets that exports are written to, on S3 or what speaks like it.
//!
//! A [`Bucket`] lists, looks at and downloads; when to do so, where the files go and what they are kept as is its
//! caller's. This is the one async part of the crate, and the only one that touches a network. It keeps no secret: a
//! [`Key`] is handed in for as long as the bucket is open, and can be neither shown nor written.

mod address;
mod bucket;
mod download;
mod error;
mod object;
mod part;
mod preview;
mod refusal;
mod signed;
mod verify;

pub use address::{AddressStyle, BucketAddress};
pub use bucket::{Bucket, LIST_LIMIT};
pub use download::{Downloaded, OnStep, Step};
pub use error::{Fault, SourceError};
pub use object::Object;
pub use part::remove_parts;
pub use preview::{PREVIEW_BYTES, Preview};
pub use signed::Key;
pub use verify::Proof;
