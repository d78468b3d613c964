//! Secrets: the type that cannot be printed, and their keeping in the OS keychain.

mod secret;

pub use secret::Secret;
