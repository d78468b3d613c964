//! The vault over stores that live in memory, fail on command, hang on command, or die between two calls.
//! The real keychain is in `tests/secret_service.rs`.

mod entries;
mod hangs;
mod prompts;

use std::any::Any;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use keyring_core::api::{CredentialApi, CredentialStoreApi};
use keyring_core::{Credential, CredentialStore, Entry, Error as StoreError, mock};

use crate::{EntryName, Secret, Secrets, Vault};

/// Long enough that only a hang reaches it.
const AMPLE: Duration = Duration::from_secs(60);

/// One call to the store.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Op {
    Get,
    Find,
    Set,
    Delete,
}

type Hook = dyn Fn(Op, &str) -> Result<(), StoreError> + Send + Sync;

/// `keyring_core::mock` with something that happens before each call: a failure, a hang, another process.
struct Hooked {
    mock: Arc<mock::Store>,
    hook: Arc<Mutex<Arc<Hook>>>,
}

struct HookedEntry {
    user: String,
    entry: Entry,
    hook: Arc<Mutex<Arc<Hook>>>,
}

impl Hooked {
    fn new() -> Arc<Self> {
        let hook: Arc<Hook> = Arc::new(|_, _| Ok(()));
        Arc::new(Self {
            mock: mock::Store::new().unwrap(),
            hook: Arc::new(Mutex::new(hook)),
        })
    }

    fn before_each(
        &self,
        hook: impl Fn(Op, &str) -> Result<(), StoreError> + Send + Sync + 'static,
    ) {
        *self.hook.lock().unwrap() = Arc::new(hook);
    }

    /// User names of all entries with a value.
    fn names(&self) -> BTreeSet<String> {
        let all = self.mock.search(&HashMap::new()).unwrap();
        let full = all.iter().filter(|entry| entry.get_secret().is_ok());
        full.map(|entry| entry.get_specifiers().unwrap().1)
            .collect()
    }

    fn raw(&self, user: &str) -> Entry {
        self.mock.build("patchbay", user, None).unwrap()
    }

    fn text(&self, user: &str) -> String {
        self.raw(user).get_password().unwrap()
    }

    fn vault(self: &Arc<Self>) -> Vault {
        self.vault_within(AMPLE)
    }

    fn vault_within(self: &Arc<Self>, answer: Duration) -> Vault {
        Vault::with_store(Arc::clone(self) as Arc<CredentialStore>, answer)
    }
}

impl CredentialStoreApi for Hooked {
    fn vendor(&self) -> String {
        "test".into()
    }

    fn id(&self) -> String {
        "test".into()
    }

    fn build(
        &self,
        service: &str,
        user: &str,
        _: Option<&HashMap<&str, &str>>,
    ) -> Result<Entry, StoreError> {
        let entry = self.mock.build(service, user, None)?;
        let hook = Arc::clone(&self.hook);
        Ok(Entry::new_with_credential(Arc::new(HookedEntry {
            user: user.into(),
            entry,
            hook,
        })))
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}

impl HookedEntry {
    fn before(&self, op: Op) -> Result<(), StoreError> {
        let hook = Arc::clone(&self.hook.lock().unwrap());
        hook(op, &self.user)
    }
}

impl CredentialApi for HookedEntry {
    fn set_secret(&self, secret: &[u8]) -> Result<(), StoreError> {
        assert!(
            secret.len() <= 2_560,
            "more than Windows takes: {}",
            secret.len()
        );
        self.before(Op::Set)?;
        self.entry.set_secret(secret)
    }

    fn get_secret(&self) -> Result<Vec<u8>, StoreError> {
        self.before(Op::Get)?;
        self.entry.get_secret()
    }

    fn delete_credential(&self) -> Result<(), StoreError> {
        self.before(Op::Delete)?;
        self.entry.delete_credential()
    }

    fn get_credential(&self) -> Result<Option<Arc<Credential>>, StoreError> {
        self.before(Op::Find)?;
        self.entry.get_credential().map(|_| None)
    }

    fn get_specifiers(&self) -> Option<(String, String)> {
        self.entry.get_specifiers()
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}

fn stripe() -> EntryName {
    EntryName::new("w", "default", "stripe")
}

fn set(pairs: &[(&str, &str)]) -> BTreeMap<String, Option<Secret>> {
    pairs
        .iter()
        .map(|(key, value)| ((*key).into(), Some(Secret::new((*value).into()))))
        .collect()
}

fn unset(keys: &[&str]) -> BTreeMap<String, Option<Secret>> {
    keys.iter().map(|key| ((*key).into(), None)).collect()
}

fn plain(secrets: &Secrets) -> BTreeMap<String, String> {
    secrets
        .iter()
        .map(|(key, secret)| (key.clone(), secret.expose().to_owned()))
        .collect()
}

fn pairs(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
    pairs
        .iter()
        .map(|(key, value)| ((*key).into(), (*value).into()))
        .collect()
}
