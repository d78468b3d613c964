//! The real binary, with a data directory, a keychain and a sandbox of its own for every test.
#![cfg(all(unix, not(target_os = "macos")))]
// Clippy knows that tests may, but not their helpers.
#![allow(clippy::unwrap_used, clippy::expect_used)]
// Snapshots are put together of short texts.
#![allow(clippy::format_push_string)]

mod actions;
mod documents;
mod exports;
mod hosts;
mod people;
mod prompts;
mod rehearsals;
mod room;
#[path = "../../../../tests/fixtures/s3s.rs"]
mod s3s;
mod sandbox;
mod schedule;
mod secrets;
mod settings;
mod sources;
mod specs;
mod storage;
mod tour;
mod usage;
