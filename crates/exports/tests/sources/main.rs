//! Sources against a real S3 server on loopback (s3s-fs, whose buckets are folders), through a network that breaks.

#![allow(clippy::unwrap_used)] // what cannot be set up fails the test

mod downloads;
mod looks;
mod network;
mod replies;
#[path = "../../../../tests/fixtures/s3s.rs"]
mod s3s;
mod server;
