//! The vault: keychain calls for async callers, off their threads, with time-outs, one retry and one prompt
//! at a time.
//!
//! What the calls are is in `stored.rs`; here is when and where they run. Each operation has a thread of its
//! own and not one of the runtime's pool, because a runtime waits for its pool when it shuts down, and a
//! keychain may never answer.

use std::collections::{BTreeMap, HashMap};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use keyring_core::CredentialStore;
use tokio::sync::{Mutex as Turn, OwnedMutexGuard, Semaphore, oneshot};
use tokio::time::timeout;

use crate::fault::Failure;
use crate::os::{Given, Keychain, Opened, OsKeychain};
use crate::stored::{self, Calls};
use crate::{EntryName, Secret, Secrets, VaultError};

/// The most operations that are inside the keychain at once, hung ones included.
const THREADS: usize = 4;

/// How long the vault waits for the keychain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Patience {
    /// For an answer that needs no user.
    pub answer: Duration,
    /// For the user, once the keychain was found to be locked and the system asks for the password.
    pub prompt: Duration,
}

impl Default for Patience {
    /// 10 s for an answer and 2 min for the user. On macOS any call may ask the user and none says so
    /// beforehand; there both are 2 min.
    fn default() -> Self {
        let prompt = Duration::from_secs(120);
        Self {
            answer: if cfg!(target_os = "macos") {
                prompt
            } else {
                Duration::from_secs(10)
            },
            prompt,
        }
    }
}

/// The keeper of secrets. Clones share one connection.
///
/// It must be used inside a Tokio runtime. A dropped future gives up like a time-out does: the entry then
/// holds the old or the new value, whole.
#[derive(Clone)]
pub struct Vault {
    inner: Arc<Inner>,
}

struct Inner {
    keychain: Box<dyn Keychain>,
    patience: Patience,
    opened: Mutex<Option<Arc<Opened>>>,
    threads: Arc<Semaphore>,
    /// One per entry that was ever written: writers of the same entry take turns.
    writers: Mutex<HashMap<EntryName, Arc<Turn<()>>>>,
    /// Whose turn it is to ask the user.
    prompt: Arc<Turn<()>>,
    refusals: Mutex<Refusals>,
}

/// How often asking the user failed, and how the last time.
#[derive(Default)]
struct Refusals {
    count: u64,
    last: Option<VaultError>,
}

impl Vault {
    /// The keychain of the operating system. Nothing is opened before the first operation, and a failure to
    /// open is not remembered: the next operation tries again.
    pub fn os() -> Self {
        Self::os_with(Patience::default())
    }

    /// The keychain of the operating system, with other waiting times.
    pub fn os_with(patience: Patience) -> Self {
        Self::over(Box::new(OsKeychain), patience)
    }

    /// A given store, such as `keyring_core::mock`, that is taken to be unlocked; each operation may last
    /// `answer`.
    pub fn with_store(store: Arc<CredentialStore>, answer: Duration) -> Self {
        Self::over(
            Box::new(Given(store)),
            Patience {
                answer,
                prompt: answer,
            },
        )
    }

    pub(crate) fn over(keychain: Box<dyn Keychain>, patience: Patience) -> Self {
        Self {
            inner: Arc::new(Inner {
                keychain,
                patience,
                opened: Mutex::default(),
                threads: Arc::new(Semaphore::new(THREADS)),
                writers: Mutex::default(),
                prompt: Arc::default(),
                refusals: Mutex::default(),
            }),
        }
    }

    /// The secrets of an entry; an empty map when there is no such entry. Asks the user when the keychain is
    /// locked.
    pub async fn read(&self, name: &EntryName) -> Result<Secrets, VaultError> {
        let name = name.clone();
        self.unlocked().await?;
        self.run((), move |calls| stored::read(calls, &name)).await
    }

    /// Sets (`Some`) and removes (`None`) single secrets of an entry and keeps its others. What cannot be
    /// read is not written over: then the error of reading is returned. After any other error the entry holds
    /// the old or the new value, whole.
    ///
    /// Updates through clones of one vault never lose one another's changes. Two processes that update the
    /// same entry in the same instant may: the later wins.
    pub async fn update(
        &self,
        name: &EntryName,
        changes: BTreeMap<String, Option<Secret>>,
    ) -> Result<(), VaultError> {
        if changes.is_empty() {
            return Ok(());
        }
        self.unlocked().await?;
        let turn = self.writer(name).await?;
        let name = name.clone();
        self.run(turn, move |calls| stored::update(calls, &name, &changes))
            .await
    }

    /// Removes the entry with all its secrets, also one that is damaged. That there is none is no error.
    pub async fn remove(&self, name: &EntryName) -> Result<(), VaultError> {
        self.unlocked().await?;
        let turn = self.writer(name).await?;
        let name = name.clone();
        self.run(turn, move |calls| stored::remove(calls, &name))
            .await
    }

    /// Whether the keychain can be reached and is unlocked. It asks the keychain only, never the user, and
    /// writes nothing. On macOS, where a lock shows only when an entry is read, it proves no more than that
    /// there is a keychain.
    pub async fn status(&self) -> Result<(), VaultError> {
        if self.is_locked().await? {
            return Err(VaultError::Locked);
        }
        self.run((), stored::reach).await
    }

    /// Has the user unlock the keychain if it is locked. Of operations that find it locked together, one
    /// asks; the others wait, and share the refusal if there is one, so that a user who closes the question
    /// is not asked again by each.
    async fn unlocked(&self) -> Result<(), VaultError> {
        let limit = self.inner.patience.prompt;
        let refusals = locked(&self.inner.refusals).count;
        if !self.is_locked().await? {
            return Ok(());
        }
        // The turn goes with the thread: while a question is up, also one that nobody waits for any more,
        // there is no second.
        let turn = timeout(limit, Arc::clone(&self.inner.prompt).lock_owned()).await;
        let turn = turn.map_err(|_| VaultError::NoAnswer { waited: limit })?;
        if let Refusals {
            count,
            last: Some(refusal),
        } = &*locked(&self.inner.refusals)
            && *count != refusals
        {
            return Err(refusal.clone());
        }
        if !self.is_locked().await? {
            return Ok(());
        }
        self.on_thread(limit, turn, |inner, _| {
            inner
                .opened_or_again(|opened| opened.lock.unlock())
                .inspect_err(|failure| {
                    let mut refusals = locked(&inner.refusals);
                    refusals.count += 1;
                    refusals.last = Some(failure.error.clone());
                })
        })
        .await?;
        if self.is_locked().await? {
            Err(VaultError::Locked)
        } else {
            Ok(())
        }
    }

    async fn is_locked(&self) -> Result<bool, VaultError> {
        let limit = self.inner.patience.answer;
        self.on_thread(limit, (), |inner, _| {
            inner.opened_or_again(|opened| opened.lock.is_locked())
        })
        .await
    }

    /// The turn to write an entry. It goes with the thread too: a write that hangs keeps later ones of the
    /// same entry out, since it could still come through and undo them.
    async fn writer(&self, name: &EntryName) -> Result<OwnedMutexGuard<()>, VaultError> {
        let limit = self.inner.patience.answer;
        let turn = Arc::clone(locked(&self.inner.writers).entry(name.clone()).or_default());
        timeout(limit, turn.lock_owned())
            .await
            .map_err(|_| VaultError::NoAnswer { waited: limit })
    }

    /// Runs keychain calls, and once more over a new connection if the old one turns out to be of no use.
    /// Both reading and writing bear the repetition: a second write of the same value changes nothing.
    async fn run<T: Send + 'static>(
        &self,
        turn: impl Send + 'static,
        work: impl Fn(&Calls) -> Result<T, Failure> + Send + 'static,
    ) -> Result<T, VaultError> {
        self.on_thread(self.inner.patience.answer, turn, move |inner, given_up| {
            inner.opened_or_again(|opened| {
                work(&Calls {
                    store: &opened.store,
                    given_up,
                })
            })
        })
        .await
    }

    /// Runs blocking work on a thread of its own, at most [`THREADS`] at once, and waits for it up to the
    /// limit. After that the thread is left to itself: it ends with the call it hangs in, it keeps its `turn`
    /// until then, and it does not keep the process.
    async fn on_thread<T: Send + 'static>(
        &self,
        limit: Duration,
        turn: impl Send + 'static,
        work: impl FnOnce(&Inner, &AtomicBool) -> Result<T, Failure> + Send + 'static,
    ) -> Result<T, VaultError> {
        let waiting = Waiting::default();
        let given_up = Arc::clone(&waiting.given_up);
        let inner = Arc::clone(&self.inner);
        let threads = Arc::clone(&self.inner.threads);
        let answer = timeout(limit, async move {
            let permit = threads.acquire_owned().await;
            let (tell, told) = oneshot::channel();
            let thread = std::thread::Builder::new().name("keychain".to_owned());
            thread
                .spawn(move || {
                    let result = work(&inner, &given_up);
                    drop((turn, permit, inner));
                    // Nobody listens when the caller has given up.
                    let _ = tell.send(result);
                })
                .map_err(|error| {
                    VaultError::other(format!("no thread could be started: {:?}", error.kind()))
                })?;
            told.await
                .map_err(|_| VaultError::other("the keychain's library panicked"))?
                .map_err(|failure| failure.error)
        })
        .await;
        match answer {
            Ok(Err(error @ VaultError::Other { .. })) => {
                self.inner.forget();
                Err(error)
            }
            Ok(result) => result,
            Err(_) => {
                // The hung call may hold the store's own lock for ever.
                self.inner.forget();
                tracing::warn!(?limit, "the keychain does not answer");
                Err(VaultError::NoAnswer { waited: limit })
            }
        }
    }
}

impl Inner {
    fn opened(&self) -> Result<Arc<Opened>, Failure> {
        if let Some(opened) = &*locked(&self.opened) {
            return Ok(Arc::clone(opened));
        }
        // Not under the lock: opening may hang, and must not take with it those who come after. Two may open
        // at the same time, then the later one stays.
        let opened = Arc::new(self.keychain.open()?);
        *locked(&self.opened) = Some(Arc::clone(&opened));
        Ok(opened)
    }

    fn opened_or_again<T>(
        &self,
        work: impl Fn(&Opened) -> Result<T, Failure>,
    ) -> Result<T, Failure> {
        match self.opened().and_then(|opened| work(&opened)) {
            Err(failure) if failure.stale => {
                tracing::info!(reason = %failure.error, "connecting to the keychain anew");
                self.forget();
                self.opened().and_then(|opened| work(&opened))
            }
            result => result,
        }
    }

    /// Lets go of the connection, on a thread of its own: closing it blocks, and inside a runtime the library that
    /// does so panics.
    fn forget(&self) {
        let Some(old) = locked(&self.opened).take() else {
            return;
        };
        let thread = std::thread::Builder::new().name("keychain".to_owned());
        if let Err(error) = thread.spawn(move || drop(old)) {
            tracing::warn!(%error, "no thread could be started to close the keychain");
        }
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        self.forget();
    }
}

/// Tells the thread when its caller is gone, by time-out or because the future was dropped.
#[derive(Default)]
struct Waiting {
    given_up: Arc<AtomicBool>,
}

impl Drop for Waiting {
    fn drop(&mut self) {
        self.given_up.store(true, Ordering::Release);
    }
}

/// What these locks guard is replaced in one step, so that a panic elsewhere leaves it sound.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
