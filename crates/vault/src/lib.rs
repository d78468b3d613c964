//! Secrets: the type that cannot be printed, and their keeping in the OS keychain.
//!
//! This crate is the only one that touches the keychain. It knows nothing of connectors and their settings:
//! its callers hand it keys and [`Secret`]s, and the name of the entry they belong to. There is no other
//! place for a secret; without a keychain there is an error, never a file.
//!
//! # Where secrets live
//!
//! | system | keychain (through `keyring`) | to look at it |
//! | --- | --- | --- |
//! | Linux, BSD | Secret Service over D-Bus, default keyring: GNOME Keyring, `KWallet`, `KeePassXC` | `secret-tool lookup service patchbay username NAME` |
//! | macOS | the user's login keychain, generic passwords | Keychain Access, "patchbay" |
//! | Windows | Credential Manager, generic credentials `NAME.patchbay` | Control Panel, "Credential Manager" |
//!
//! # What an entry is
//!
//! One per connector and app ([`EntryName`]): service `patchbay`, user name `WORKSPACE/APP/CONNECTOR`, and in
//! it a JSON object of setting key → secret: one entry, so that macOS asks once. Over 2,000 bytes (Windows
//! takes 2,560) the object is divided into parts, entries of their own called `WORKSPACE/APP/CONNECTOR#a1`,
//! `#a2`…, up to 32, and the entry itself holds their head:
//! `{"$parts":{"generation":…,"count":…,"bytes":…,"check":…}}`. The next generation is written beside it as
//! `#b1`…, then the head changes over, then the old parts go. So the old value can be read until the new one
//! is complete, and parts that do not belong together are found by length and check sum and are an error.
//!
//! # What a failure means
//!
//! [`VaultError`] has a variant for each thing a user can do about it: nothing to reach
//! ([`NoSessionBus`](VaultError::NoSessionBus), [`NoKeychain`](VaultError::NoKeychain),
//! [`NoDefaultKeyring`](VaultError::NoDefaultKeyring)), not let in ([`Locked`](VaultError::Locked),
//! [`PromptDismissed`](VaultError::PromptDismissed), [`AccessDenied`](VaultError::AccessDenied)), no answer
//! ([`NoAnswer`](VaultError::NoAnswer), see [`Patience`]), and an entry that is not usable
//! ([`Damaged`](VaultError::Damaged), [`Duplicate`](VaultError::Duplicate),
//! [`TooLarge`](VaultError::TooLarge)). None is remembered: the next call tries again, and a keychain service
//! that was restarted is connected to anew.
//!
//! # What is wiped from memory
//!
//! [`Secret`]s and the buffers of this crate are overwritten when dropped. Copies inside the libraries on the
//! way (JSON escapes, D-Bus messages, which are encrypted, the stores) are freed without that.

mod entry;
mod error;
mod fault;
mod os;
mod secret;
mod stored;
mod vault;

pub use entry::{EntryName, SERVICE, Secrets};
pub use error::VaultError;
pub use secret::Secret;
pub use vault::{Patience, Vault};
#[cfg(test)]
mod tests;
