//! Reading, replacing and removing the secrets of one connector: the order of keychain calls that keeps an
//! entry whole.
//!
//! The calls block, one after the other; `vault.rs` runs them off the async threads. At every moment, also
//! when the process dies between two calls, the entry itself (the head) points to a complete set: parts of a
//! new generation are written beside those of the old one, then the head changes over in one call, then the
//! old parts go. What an interrupted write leaves behind is never read, and the next write or removal clears
//! it away.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use keyring_core::{CredentialStore, Entry, Error as StoreError};
use zeroize::Zeroizing;

use crate::entry::{self, EntryName, Head, MAX_PARTS, SERVICE, Secrets, Stored};
use crate::fault::{self, Failure};
use crate::{Secret, VaultError};

/// The keychain, for as long as the caller waits.
pub(crate) struct Calls<'a> {
    pub store: &'a Arc<CredentialStore>,
    /// Set when the caller no longer waits: a call that comes back late must not be followed by another,
    /// least of all by a write over what the user has saved since.
    pub given_up: &'a AtomicBool,
}

impl Calls<'_> {
    fn on<T>(
        &self,
        user: &str,
        call: impl FnOnce(&Entry) -> Result<T, StoreError>,
    ) -> Result<Option<T>, Failure> {
        if self.given_up.load(Ordering::Acquire) {
            return Err(VaultError::NoAnswer {
                waited: Duration::ZERO,
            }
            .into());
        }
        match self
            .store
            .build(SERVICE, user, None)
            .and_then(|entry| call(&entry))
        {
            Ok(done) => Ok(Some(done)),
            Err(StoreError::NoEntry) => Ok(None),
            Err(error) => Err(fault::of_store(error, user)),
        }
    }

    fn get(&self, user: &str) -> Result<Option<Zeroizing<Vec<u8>>>, Failure> {
        // As bytes, not as a password: Windows would double it to UTF-16, past the limit of a credential.
        self.on(user, |entry| entry.get_secret().map(Zeroizing::new))
    }

    fn exists(&self, user: &str) -> Result<bool, Failure> {
        self.on(user, |entry| entry.get_credential().map(drop))
            .map(|found| found.is_some())
    }

    fn set(&self, user: &str, text: &[u8]) -> Result<(), Failure> {
        self.on(user, |entry| entry.set_secret(text)).map(drop)
    }

    fn delete(&self, user: &str) -> Result<(), Failure> {
        let delete = |entry: &Entry| match entry.delete_credential() {
            Err(StoreError::Ambiguous(all)) => all.iter().try_for_each(Entry::delete_credential),
            done => done,
        };
        self.on(user, delete).map(drop)
    }
}

/// Asks for an entry that nobody writes: the way there and back works.
pub(crate) fn reach(calls: &Calls) -> Result<(), Failure> {
    calls.exists("status").map(drop)
}

/// What an entry holds now, and the head if it is in parts.
struct Held {
    secrets: Secrets,
    head: Option<Head>,
}

/// All secrets of the entry; none when there is no entry.
pub(crate) fn read(calls: &Calls, name: &EntryName) -> Result<Secrets, Failure> {
    held(calls, name).map(|held| held.secrets)
}

fn held(calls: &Calls, name: &EntryName) -> Result<Held, Failure> {
    let nothing = || Held {
        secrets: Secrets::new(),
        head: None,
    };
    let Some(mut text) = calls.get(name.user())? else {
        return Ok(nothing());
    };
    loop {
        let head = match entry::decode(name, &text)? {
            Stored::Whole(secrets) => {
                return Ok(Held {
                    secrets,
                    head: None,
                });
            }
            Stored::Split(head) => head,
        };
        match gather(calls, name, &head)? {
            Ok(json) => {
                return Ok(Held {
                    secrets: entry::decode_secrets(name, &json)?,
                    head: Some(head),
                });
            }
            // Another process may have changed over to a new generation since the head was read.
            Err(torn) => match calls.get(name.user())? {
                None => return Ok(nothing()),
                Some(now) if *now == *text => return Err(name.damaged(torn).into()),
                Some(now) => text = now,
            },
        }
    }
}

/// The parts put together, or what does not fit.
fn gather(
    calls: &Calls,
    name: &EntryName,
    head: &Head,
) -> Result<Result<Zeroizing<Vec<u8>>, &'static str>, Failure> {
    let mut json = Zeroizing::new(Vec::with_capacity(head.bytes));
    for number in 1..=head.count {
        let Some(part) = calls.get(&name.part(head.generation, number))? else {
            return Ok(Err("a part is missing"));
        };
        if json.len() + part.len() > head.bytes {
            return Ok(Err("its parts do not belong together"));
        }
        json.extend_from_slice(&part);
    }
    Ok(if head.fits(&json) {
        Ok(json)
    } else {
        Err("its parts do not belong together")
    })
}

/// Sets and removes single secrets and keeps the others. An entry that cannot be read is left as it is.
pub(crate) fn update(
    calls: &Calls,
    name: &EntryName,
    changes: &BTreeMap<String, Option<Secret>>,
) -> Result<(), Failure> {
    let Held { mut secrets, head } = held(calls, name)?;
    for (key, change) in changes {
        match change {
            Some(secret) => secrets.insert(key.clone(), secret.clone()),
            None => secrets.remove(key),
        };
    }
    if secrets.is_empty() {
        return remove(calls, name);
    }
    let json = entry::encode(name, &secrets)?;
    let pieces = entry::pieces(&json);
    let generation = head.map_or(1, |head| head.generation.wrapping_add(1));
    if let [whole] = pieces[..] {
        calls.set(name.user(), whole)?;
        clear(calls, name, generation, 0)?;
    } else {
        for (index, piece) in pieces.iter().enumerate() {
            calls.set(&name.part(generation, index + 1), piece)?;
        }
        calls.set(
            name.user(),
            &Head::over(&json, generation, pieces.len()).encode()?,
        )?;
        clear(calls, name, generation, pieces.len())?;
    }
    clear(calls, name, generation.wrapping_add(1), 0)
}

/// Removes the entry and all parts, whole, torn or left over. That there is none is no error.
pub(crate) fn remove(calls: &Calls, name: &EntryName) -> Result<(), Failure> {
    calls.delete(name.user())?;
    // By every name there can be, since parts of a damaged entry may stand behind a gap.
    for number in (1..=MAX_PARTS).rev() {
        calls.delete(&name.part(0, number))?;
        calls.delete(&name.part(1, number))?;
    }
    Ok(())
}

/// Deletes the parts of a generation's slot beyond `keep`. From the last to the first, so that an interrupted
/// clearing leaves no gap that would hide the rest from the next one.
fn clear(calls: &Calls, name: &EntryName, generation: u64, keep: usize) -> Result<(), Failure> {
    let mut last = keep;
    while last < MAX_PARTS && calls.exists(&name.part(generation, last + 1))? {
        last += 1;
    }
    (keep + 1..=last)
        .rev()
        .try_for_each(|number| calls.delete(&name.part(generation, number)))
}
