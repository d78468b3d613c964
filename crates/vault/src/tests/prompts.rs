//! A locked keychain: who asks the user, how often, and how long for.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};

use super::*;
use crate::fault::Failure;
use crate::os::{Keychain, Lock, Opened};
use crate::vault::Patience;
use crate::{Vault, VaultError};

/// A keyring whose user answers over a channel.
struct Asking {
    store: Arc<Hooked>,
    locked: AtomicBool,
    asked: AtomicUsize,
    answers: Mutex<Receiver<Result<(), VaultError>>>,
}

struct Front(Arc<Asking>);

impl Keychain for Front {
    fn open(&self) -> Result<Opened, Failure> {
        Ok(Opened {
            store: Arc::clone(&self.0.store) as _,
            lock: Box::new(Front(Arc::clone(&self.0))),
        })
    }
}

impl Lock for Front {
    fn is_locked(&self) -> Result<bool, Failure> {
        Ok(self.0.locked.load(Ordering::SeqCst))
    }

    fn unlock(&self) -> Result<(), Failure> {
        self.0.asked.fetch_add(1, Ordering::SeqCst);
        self.0.answers.lock().unwrap().recv().unwrap()?;
        self.0.locked.store(false, Ordering::SeqCst);
        Ok(())
    }
}

fn locked_vault(patience: Patience) -> (Vault, Arc<Asking>, Sender<Result<(), VaultError>>) {
    let (user, answers) = channel();
    let asking = Arc::new(Asking {
        store: Hooked::new(),
        locked: AtomicBool::new(true),
        asked: AtomicUsize::new(0),
        answers: Mutex::new(answers),
    });
    asking.store.before_each({
        let asking = Arc::downgrade(&asking);
        move |op, user| {
            let locked = asking.upgrade().unwrap().locked.load(Ordering::SeqCst);
            assert!(
                !locked,
                "{op:?} {user} while locked: the store would ask for itself"
            );
            Ok(())
        }
    });
    (
        Vault::over(Box::new(Front(Arc::clone(&asking))), patience),
        asking,
        user,
    )
}

const PATIENT: Patience = Patience {
    answer: AMPLE,
    prompt: AMPLE,
};

/// Ten operations at once, all of which have begun before the user answers.
async fn ten(vault: &Vault, answer: impl FnOnce()) -> Vec<Result<(), VaultError>> {
    let mut all = tokio::task::JoinSet::new();
    for number in 0..10 {
        let vault = vault.clone();
        all.spawn(async move {
            let name = EntryName::new("w", "default", &number.to_string());
            if number % 2 == 0 {
                vault.read(&name).await.map(drop)
            } else {
                vault.remove(&name).await
            }
        });
    }
    // On this single-threaded runtime, each task runs up to its first wait now.
    tokio::task::yield_now().await;
    answer();
    all.join_all().await
}

#[tokio::test]
async fn one_question_for_all_who_wait() {
    let (vault, asking, user) = locked_vault(PATIENT);
    let all = ten(&vault, || user.send(Ok(())).unwrap()).await;
    assert!(all.iter().all(Result::is_ok), "{all:?}");
    assert_eq!(asking.asked.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn one_refusal_for_all_who_wait_and_the_next_asks_again() {
    let (vault, asking, user) = locked_vault(PATIENT);
    let all = ten(&vault, || {
        user.send(Err(VaultError::PromptDismissed)).unwrap();
    })
    .await;
    assert_eq!(all, vec![Err(VaultError::PromptDismissed); 10]);
    assert_eq!(asking.asked.load(Ordering::SeqCst), 1);

    user.send(Ok(())).unwrap();
    vault.update(&stripe(), set(&[("k", "v")])).await.unwrap();
    assert_eq!(asking.asked.load(Ordering::SeqCst), 2);
}

#[tokio::test]
async fn status_says_locked_and_asks_nobody() {
    let (vault, asking, _user) = locked_vault(PATIENT);
    assert_eq!(vault.status().await, Err(VaultError::Locked));
    assert_eq!(asking.asked.load(Ordering::SeqCst), 0);
    asking.locked.store(false, Ordering::SeqCst);
    assert_eq!(vault.status().await, Ok(()));
}

#[tokio::test]
async fn the_user_has_longer_than_the_keychain() {
    let answer = Duration::from_millis(100);
    let (vault, _, user) = locked_vault(Patience {
        answer,
        prompt: AMPLE,
    });
    let name = stripe();
    let read = vault.read(&name);
    tokio::pin!(read);
    assert!(
        tokio::time::timeout(3 * answer, &mut read).await.is_err(),
        "gave up before the user"
    );
    user.send(Ok(())).unwrap();
    read.await.unwrap();
}

#[tokio::test]
async fn while_a_question_is_up_there_is_no_second() {
    let prompt = Duration::from_millis(100);
    let (vault, asking, user) = locked_vault(Patience {
        answer: AMPLE,
        prompt,
    });
    for _ in 0..6 {
        assert_eq!(
            vault.read(&stripe()).await.map(drop),
            Err(VaultError::NoAnswer { waited: prompt })
        );
    }
    assert_eq!(asking.asked.load(Ordering::SeqCst), 1);
    // Unlocked by other means, it needs no answer any more; nor does a late answer do harm.
    asking.locked.store(false, Ordering::SeqCst);
    vault.read(&stripe()).await.unwrap();
    user.send(Ok(())).unwrap();
    vault.read(&stripe()).await.unwrap();
}
