//! The keychain of the operating system: how it is opened, asked whether it is locked, and unlocked.

use std::sync::Arc;

use keyring_core::CredentialStore;

use crate::fault::{self, Failure};

/// Where a vault's store comes from. Every call may block.
pub(crate) trait Keychain: Send + Sync {
    /// Connects anew.
    fn open(&self) -> Result<Opened, Failure>;
}

/// An open keychain.
pub(crate) struct Opened {
    pub store: Arc<CredentialStore>,
    pub lock: Box<dyn Lock>,
}

/// Whether the keychain is locked, and the one place where the user is asked to unlock it.
pub(crate) trait Lock: Send + Sync {
    /// Asks the keychain, never the user.
    fn is_locked(&self) -> Result<bool, Failure>;
    /// Has the system ask the user, and blocks until it is answered.
    fn unlock(&self) -> Result<(), Failure>;
}

/// A keychain that unlocks itself as part of a call (macOS), or is always open (Windows, stores of tests).
pub(crate) struct NoLock;

impl Lock for NoLock {
    fn is_locked(&self) -> Result<bool, Failure> {
        Ok(false)
    }

    fn unlock(&self) -> Result<(), Failure> {
        Ok(())
    }
}

/// A store that was handed in.
pub(crate) struct Given(pub Arc<CredentialStore>);

impl Keychain for Given {
    fn open(&self) -> Result<Opened, Failure> {
        Ok(Opened {
            store: Arc::clone(&self.0),
            lock: Box::new(NoLock),
        })
    }
}

/// The store of `keyring` for this operating system.
pub(crate) struct OsKeychain;

#[cfg(not(all(unix, not(target_os = "macos"))))]
impl Keychain for OsKeychain {
    fn open(&self) -> Result<Opened, Failure> {
        // These stores hold no connection, so that opening them does not fail and they do not wear out.
        let store = keyring::Entry::store_status()
            .as_ref()
            .ok()
            .and_then(|()| keyring_core::get_default_store());
        let store =
            store.ok_or_else(|| fault::of_store(keyring_core::Error::NoDefaultStore, ""))?;
        Ok(Opened {
            store,
            lock: Box::new(NoLock),
        })
    }
}

#[cfg(all(unix, not(target_os = "macos")))]
mod linux {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicBool, Ordering};

    use keyring_core::CredentialStore;
    use secret_service::EncryptionType;
    use secret_service::blocking::SecretService;

    use super::{Keychain, Lock, Opened, OsKeychain, fault};
    use crate::fault::Failure;

    impl Keychain for OsKeychain {
        fn open(&self) -> Result<Opened, Failure> {
            // No secret goes over this connection, so that it needs no encryption.
            let service = SecretService::connect(EncryptionType::Plain)
                .map_err(|error| fault::of_connecting(&error))?;
            let store = store().map_err(|error| fault::of_store(error, ""))?;
            Ok(Opened {
                store,
                lock: Box::new(DefaultKeyring(service)),
            })
        }
    }

    /// `keyring` makes its store once and keeps it for the life of the process, also one that failed (no bus
    /// yet) or whose session is gone (the service restarted). So only the first is asked of it; later ones
    /// take its place.
    fn store() -> Result<Arc<CredentialStore>, keyring_core::Error> {
        static ASKED: AtomicBool = AtomicBool::new(false);
        if !ASKED.swap(true, Ordering::Relaxed)
            && keyring::Entry::store_status().is_ok()
            && let Some(store) = keyring_core::get_default_store()
        {
            return Ok(store);
        }
        let store: Arc<CredentialStore> = zbus_secret_service_keyring_store::Store::new()?;
        keyring_core::set_default_store(Arc::clone(&store));
        Ok(store)
    }

    /// The collection that the store writes to. It is unlocked before any other call: while locked, some
    /// services (`KWallet`, `KeePassXC`) find no items, and a secret would look as if it had never been
    /// saved.
    struct DefaultKeyring(SecretService<'static>);

    impl Lock for DefaultKeyring {
        fn is_locked(&self) -> Result<bool, Failure> {
            let locked = self
                .0
                .get_default_collection()
                .and_then(|keyring| keyring.is_locked());
            locked.map_err(|error| fault::of_secret_service(&error))
        }

        fn unlock(&self) -> Result<(), Failure> {
            let unlocked = self
                .0
                .get_default_collection()
                .and_then(|keyring| keyring.unlock());
            unlocked.map_err(|error| fault::of_secret_service(&error))
        }
    }
}
