//! A keychain that does not answer, or whose connection is of no more use.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;

use super::*;
use crate::fault::Failure;
use crate::os::{Keychain, NoLock, Opened};
use crate::vault::Patience;
use crate::{Vault, VaultError};

const SHORT: Duration = Duration::from_millis(100);
const NO_ANSWER: Result<(), VaultError> = Err(VaultError::NoAnswer { waited: SHORT });

/// A gate in the way of some calls. Open, they pass; shut, they hang.
#[derive(Clone)]
struct Gate(Arc<(Mutex<bool>, std::sync::Condvar)>);

impl Gate {
    fn shut() -> Self {
        Self(Arc::new((Mutex::new(false), std::sync::Condvar::new())))
    }

    fn pass(&self) {
        let (open, changed) = &*self.0;
        drop(
            changed
                .wait_while(open.lock().unwrap(), |open| !*open)
                .unwrap(),
        );
    }

    fn open(&self) {
        *self.0.0.lock().unwrap() = true;
        self.0.1.notify_all();
    }
}

#[tokio::test]
async fn a_hung_read_ends_in_time_and_holds_up_no_other_entry() {
    let store = Hooked::new();
    let vault = store.vault_within(SHORT);
    vault.update(&stripe(), set(&[("k", "v")])).await.unwrap();
    let gate = Gate::shut();
    store.before_each({
        let gate = gate.clone();
        move |op, user| {
            if op == Op::Get && user == "w/default/stripe" {
                gate.pass();
            }
            Ok(())
        }
    });
    assert_eq!(vault.read(&stripe()).await.map(drop), NO_ANSWER);
    let other = EntryName::new("w", "default", "zuora");
    vault.update(&other, set(&[("k", "v")])).await.unwrap();
    gate.open();
    assert_eq!(
        plain(&vault.read(&stripe()).await.unwrap()),
        pairs(&[("k", "v")])
    );
}

#[tokio::test]
async fn a_write_that_comes_back_late_goes_no_further_and_undoes_nothing() {
    let store = Hooked::new();
    let vault = store.vault_within(SHORT);
    let gate = Gate::shut();
    store.before_each({
        let gate = gate.clone();
        move |op, user| {
            if op == Op::Set && user == "w/default/stripe#b1" {
                gate.pass();
            }
            Ok(())
        }
    });
    let late = set(&[("late", &"x".repeat(5_000))]);
    assert_eq!(vault.update(&stripe(), late).await, NO_ANSWER);
    // The hung write may still come through: nobody may write before it, or it could undo that.
    assert_eq!(vault.update(&stripe(), set(&[("k", "v")])).await, NO_ANSWER);
    assert_eq!(vault.remove(&stripe()).await, NO_ANSWER);
    gate.open();
    vault.update(&stripe(), set(&[("k", "v")])).await.unwrap();
    assert_eq!(
        plain(&vault.read(&stripe()).await.unwrap()),
        pairs(&[("k", "v")])
    );
    assert_eq!(store.names(), ["w/default/stripe".to_owned()].into());
}

#[tokio::test]
async fn a_dropped_update_stops_at_the_next_call() {
    let store = Hooked::new();
    let vault = store.vault();
    let (gate, (tell, mut told)) = (Gate::shut(), tokio::sync::mpsc::unbounded_channel());
    store.before_each({
        let gate = gate.clone();
        move |op, user| {
            tell.send((op, user.to_owned())).unwrap();
            if op == Op::Set && user == "w/default/stripe#b2" {
                gate.pass();
            }
            Ok(())
        }
    });
    {
        let change = set(&[("k", &"x".repeat(5_000))]);
        let name = stripe();
        let update = vault.update(&name, change);
        tokio::pin!(update);
        loop {
            tokio::select! {
                done = &mut update => panic!("{done:?}"),
                call = told.recv() => if call.unwrap() == (Op::Set, "w/default/stripe#b2".into()) { break },
            }
        }
    }
    gate.open();
    // Takes its turn after the dropped one, and so sees all that it did.
    vault.update(&stripe(), unset(&["k"])).await.unwrap();
    while let Ok((op, user)) = told.try_recv() {
        assert_ne!(op, Op::Set, "{user} was still written");
    }
    assert!(store.names().is_empty(), "{:?}", store.names());
}

#[tokio::test]
async fn hung_calls_do_not_pile_up_threads() {
    let store = Hooked::new();
    let vault = store.vault_within(SHORT);
    let (gate, inside) = (Gate::shut(), Arc::new(AtomicUsize::new(0)));
    store.before_each({
        let (gate, inside) = (gate.clone(), Arc::clone(&inside));
        move |_, _| {
            inside.fetch_add(1, Ordering::SeqCst);
            gate.pass();
            Ok(())
        }
    });
    for number in 0..12 {
        let name = EntryName::new("w", "default", &number.to_string());
        assert_eq!(vault.read(&name).await.map(drop), NO_ANSWER);
    }
    assert_eq!(inside.load(Ordering::SeqCst), 4);
    gate.open();
    store.before_each(|_, _| Ok(()));
    vault.read(&stripe()).await.unwrap();
}

#[test]
fn a_hung_call_does_not_keep_the_runtime_from_ending() {
    let store = Hooked::new();
    let gate = Gate::shut();
    store.before_each({
        let gate = gate.clone();
        move |_, _| {
            gate.pass();
            Ok(())
        }
    });
    let (tell, told) = mpsc::channel();
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        let answer = runtime
            .block_on(store.vault_within(SHORT).read(&stripe()))
            .map(drop);
        drop(runtime);
        tell.send(answer).unwrap();
    });
    assert_eq!(told.recv_timeout(AMPLE), Ok(NO_ANSWER));
    gate.open();
}

/// A keychain that hands out one store after the other, or the failure to open one.
struct Shelf {
    stores: Mutex<Vec<Result<Arc<Hooked>, VaultError>>>,
    opened: Arc<AtomicUsize>,
}

impl Keychain for Shelf {
    fn open(&self) -> Result<Opened, Failure> {
        self.opened.fetch_add(1, Ordering::SeqCst);
        let store = self.stores.lock().unwrap().remove(0)?;
        Ok(Opened {
            store,
            lock: Box::new(NoLock),
        })
    }
}

fn vault_over(stores: Vec<Result<Arc<Hooked>, VaultError>>) -> (Vault, Arc<AtomicUsize>) {
    let opened = Arc::default();
    let shelf = Shelf {
        stores: Mutex::new(stores),
        opened: Arc::clone(&opened),
    };
    (
        Vault::over(
            Box::new(shelf),
            Patience {
                answer: AMPLE,
                prompt: AMPLE,
            },
        ),
        opened,
    )
}

#[tokio::test]
async fn a_keychain_that_was_missing_is_looked_for_again() {
    let missing = || Err(VaultError::NoSessionBus);
    let (vault, opened) = vault_over(vec![missing(), missing(), Ok(Hooked::new())]);
    assert_eq!(
        opened.load(Ordering::SeqCst),
        0,
        "opened before it was needed"
    );
    assert_eq!(vault.status().await, Err(VaultError::NoSessionBus));
    assert_eq!(
        vault.read(&stripe()).await.map(drop),
        Err(VaultError::NoSessionBus)
    );
    vault.update(&stripe(), set(&[("k", "v")])).await.unwrap();
    assert_eq!(
        plain(&vault.read(&stripe()).await.unwrap()),
        pairs(&[("k", "v")])
    );
    assert_eq!(opened.load(Ordering::SeqCst), 3);
}

#[cfg(all(unix, not(target_os = "macos")))]
#[tokio::test]
async fn a_lost_connection_is_replaced_once_per_call() {
    let lost = || {
        let store = Hooked::new();
        store.before_each(|_, _| {
            let gone = zbus::fdo::Error::Disconnected(String::new());
            Err(StoreError::PlatformFailure(Box::new(
                secret_service::Error::ZbusFdo(gone),
            )))
        });
        Ok(store)
    };
    let (vault, opened) = vault_over(vec![lost(), Ok(Hooked::new())]);
    vault.update(&stripe(), set(&[("k", "v")])).await.unwrap();
    assert_eq!(
        plain(&vault.read(&stripe()).await.unwrap()),
        pairs(&[("k", "v")])
    );
    assert_eq!(opened.load(Ordering::SeqCst), 2);

    let (vault, opened) = vault_over(vec![lost(), lost(), Ok(Hooked::new())]);
    let error = VaultError::other("org.freedesktop.DBus.Error.Disconnected");
    assert_eq!(vault.read(&stripe()).await.map(drop), Err(error));
    assert_eq!(opened.load(Ordering::SeqCst), 2);
    vault.read(&stripe()).await.unwrap();
}
