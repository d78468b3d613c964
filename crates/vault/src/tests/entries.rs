//! What stands in the keychain after each operation, also after one that was cut short at any of its calls.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use super::*;
use crate::VaultError;
use crate::entry::ENTRY_BYTES;

#[tokio::test]
async fn single_secrets_are_set_and_removed_and_the_others_stay() {
    let store = Hooked::new();
    let vault = store.vault();
    assert_eq!(plain(&vault.read(&stripe()).await.unwrap()), pairs(&[]));

    vault
        .update(&stripe(), set(&[("api_key", "one"), ("webhook", "two")]))
        .await
        .unwrap();
    vault
        .update(&stripe(), set(&[("api_key", "three")]))
        .await
        .unwrap();
    assert_eq!(
        plain(&vault.read(&stripe()).await.unwrap()),
        pairs(&[("api_key", "three"), ("webhook", "two")])
    );
    assert_eq!(
        store.text("w/default/stripe"),
        r#"{"api_key":"three","webhook":"two"}"#
    );

    vault
        .update(&stripe(), unset(&["webhook", "never_there"]))
        .await
        .unwrap();
    assert_eq!(
        plain(&vault.read(&stripe()).await.unwrap()),
        pairs(&[("api_key", "three")])
    );

    let other = EntryName::new("w", "default", "zuora");
    vault.update(&other, set(&[("k", "v")])).await.unwrap();
    vault.update(&stripe(), unset(&["api_key"])).await.unwrap();
    assert_eq!(store.names(), ["w/default/zuora".to_owned()].into());
    vault.remove(&other).await.unwrap();
    vault.remove(&other).await.unwrap();
    assert!(store.names().is_empty());
    assert_eq!(vault.status().await, Ok(()));
    assert!(store.names().is_empty(), "status wrote something");
}

#[tokio::test]
async fn an_update_of_nothing_does_not_touch_the_keychain() {
    let store = Hooked::new();
    store.before_each(|op, user| panic!("{op:?} {user}"));
    store
        .vault()
        .update(&stripe(), BTreeMap::new())
        .await
        .unwrap();
}

#[tokio::test]
async fn a_large_entry_is_split_and_shrinks_without_leaving_anything() {
    let store = Hooked::new();
    let vault = store.vault();
    let long = |letter: &str, bytes: usize| letter.repeat(bytes / letter.len());
    let names = |parts: &[&str]| {
        let part = |part: &&str| format!("w/default/stripe{part}");
        std::iter::once("w/default/stripe".to_owned())
            .chain(parts.iter().map(part))
            .collect::<BTreeSet<_>>()
    };
    for (secret, parts) in [
        (long("x", ENTRY_BYTES - 8), &[][..]),
        (long("x", ENTRY_BYTES - 7), &["#b1", "#b2"][..]),
        (long("線", 9_000), &["#a1", "#a2", "#a3", "#a4", "#a5"][..]),
        (long("y", 5_000), &["#b1", "#b2", "#b3"][..]),
        (long("z", 2_500), &["#a1", "#a2"][..]),
        (long("z", 100), &[][..]),
    ] {
        vault
            .update(&stripe(), set(&[("k", &secret)]))
            .await
            .unwrap();
        assert_eq!(store.names(), names(parts), "{} bytes", secret.len());
        assert_eq!(
            plain(&vault.read(&stripe()).await.unwrap()),
            pairs(&[("k", &secret)])
        );
    }
    vault
        .update(&stripe(), set(&[("k", &long("x", 9_000))]))
        .await
        .unwrap();
    vault.remove(&stripe()).await.unwrap();
    assert!(store.names().is_empty());

    let limit = crate::entry::MAX_BYTES;
    let error = vault
        .update(&stripe(), set(&[("k", &long("x", limit))]))
        .await
        .unwrap_err();
    assert_eq!(
        error,
        VaultError::TooLarge {
            entry: "w/default/stripe".into(),
            limit
        }
    );
    assert!(store.names().is_empty());
}

#[tokio::test]
async fn a_death_between_any_two_calls_leaves_the_old_or_the_new_value() {
    let (little, much, more) = ("s".repeat(10), "m".repeat(5_000), "l".repeat(9_000));
    for (old, new) in [
        (&little, &much),
        (&much, &little),
        (&much, &more),
        (&more, &much),
        (&more, &String::new()),
        (&little, &String::new()),
    ] {
        let change = || {
            if new.is_empty() {
                unset(&["k"])
            } else {
                set(&[("k", new)])
            }
        };
        let (before, after) = (
            pairs(&[("k", old)]),
            if new.is_empty() {
                pairs(&[])
            } else {
                pairs(&[("k", new)])
            },
        );
        let mut seen = BTreeSet::new();
        for lives in 0.. {
            let store = Hooked::new();
            let vault = store.vault();
            vault.update(&stripe(), set(&[("k", old)])).await.unwrap();
            let calls = AtomicUsize::new(0);
            store.before_each(move |_, _| {
                let dead = calls.fetch_add(1, Ordering::SeqCst) >= lives;
                if dead {
                    Err(StoreError::Invalid("died".into(), String::new()))
                } else {
                    Ok(())
                }
            });
            let done = vault.update(&stripe(), change()).await;
            store.before_each(|_, _| Ok(()));

            let now = plain(&vault.read(&stripe()).await.unwrap());
            assert!(
                now == before || now == after,
                "neither old nor new after {lives} calls"
            );
            seen.insert(now == after);
            // The same again heals whatever was left behind.
            vault.update(&stripe(), change()).await.unwrap();
            assert_eq!(plain(&vault.read(&stripe()).await.unwrap()), after);
            let fresh = Hooked::new();
            fresh.vault().update(&stripe(), change()).await.unwrap();
            assert_eq!(
                store.names().len(),
                fresh.names().len(),
                "left over after {lives} calls: {:?}",
                store.names()
            );
            if done.is_ok() {
                break;
            }
        }
        assert_eq!(
            seen,
            [false, true].into(),
            "the test never stopped before, or never after the change"
        );
    }
}

#[tokio::test]
async fn parts_that_do_not_belong_together_are_an_error_and_are_not_written_over() {
    type Damage = fn(&Hooked);
    let damages: [(&str, Damage); 5] = [
        ("a part is missing", |store| {
            store
                .raw("w/default/stripe#b2")
                .delete_credential()
                .unwrap();
        }),
        ("its parts do not belong together", |store| {
            store.raw("w/default/stripe#b3").set_password("x").unwrap();
        }),
        ("its parts do not belong together", |store| {
            let changed = store.text("w/default/stripe#b2").replacen('x', "y", 1);
            store
                .raw("w/default/stripe#b2")
                .set_password(&changed)
                .unwrap();
        }),
        ("its parts do not belong together", |store| {
            store
                .raw("w/default/stripe#b1")
                .set_password(&"x".repeat(2_500))
                .unwrap();
        }),
        ("its list of parts is unreadable", |store| {
            let changed = store
                .text("w/default/stripe")
                .replace("\"count\":3", "\"count\":99");
            store
                .raw("w/default/stripe")
                .set_password(&changed)
                .unwrap();
        }),
    ];
    for (what, damage) in damages {
        let store = Hooked::new();
        let vault = store.vault();
        vault
            .update(&stripe(), set(&[("k", &"x".repeat(5_000))]))
            .await
            .unwrap();
        damage(&store);
        let expected = VaultError::Damaged {
            entry: "w/default/stripe".into(),
            what,
        };
        assert_eq!(vault.read(&stripe()).await.err(), Some(expected.clone()));

        store.before_each(|op, user| {
            assert!(
                matches!(op, Op::Get | Op::Find),
                "{op:?} {user} after a failed read"
            );
            Ok(())
        });
        assert_eq!(
            vault.update(&stripe(), set(&[("k", "new")])).await,
            Err(expected)
        );
        store.before_each(|_, _| Ok(()));

        vault.remove(&stripe()).await.unwrap();
        assert!(store.names().is_empty());
        vault.update(&stripe(), set(&[("k", "new")])).await.unwrap();
        assert_eq!(
            plain(&vault.read(&stripe()).await.unwrap()),
            pairs(&[("k", "new")])
        );
    }
}

#[tokio::test]
async fn a_failed_read_never_becomes_a_write() {
    let store = Hooked::new();
    let vault = store.vault();
    vault
        .update(&stripe(), set(&[("api_key", "kept")]))
        .await
        .unwrap();
    let fail = |error| {
        let entry = store.raw("w/default/stripe");
        entry
            .as_any()
            .downcast_ref::<mock::Cred>()
            .unwrap()
            .set_error(error);
    };
    let cause = || Box::<dyn std::error::Error + Send + Sync>::from("k-CANARY");
    for (cause, expected) in [
        (
            StoreError::NoStorageAccess(cause()),
            VaultError::AccessDenied,
        ),
        (
            StoreError::PlatformFailure(cause()),
            VaultError::other("an unknown failure"),
        ),
        (
            StoreError::Ambiguous(Vec::new()),
            VaultError::Duplicate {
                entry: "w/default/stripe".into(),
            },
        ),
        (
            StoreError::BadDataFormat(b"k-CANARY".to_vec(), cause()),
            VaultError::Damaged {
                entry: "w/default/stripe".into(),
                what: "the keychain cannot decode it",
            },
        ),
    ] {
        fail(cause);
        let error = vault
            .update(&stripe(), set(&[("webhook", "k-CANARY")]))
            .await
            .unwrap_err();
        assert_eq!(error, expected);
        assert!(!format!("{error} {error:?} {}", error.hint()).contains("CANARY"));
        assert_eq!(store.text("w/default/stripe"), r#"{"api_key":"kept"}"#);
    }
}

#[tokio::test]
async fn status_tells_what_the_keychain_says() {
    let store = Hooked::new();
    store.before_each(|_, _| Err(StoreError::NoStorageAccess("no".into())));
    assert_eq!(store.vault().status().await, Err(VaultError::AccessDenied));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn concurrent_updates_of_one_entry_lose_nothing() {
    let store = Hooked::new();
    let vault = store.vault();
    let updates = (0..40).map(|number| {
        let vault = vault.clone();
        // Every fourth is large, so that the form of the entry changes under way.
        let secret = if number % 4 == 0 {
            "x".repeat(600)
        } else {
            number.to_string()
        };
        tokio::spawn(async move {
            vault
                .update(&stripe(), set(&[(&format!("key_{number}"), &secret)]))
                .await
        })
    });
    for update in updates.collect::<Vec<_>>() {
        update.await.unwrap().unwrap();
    }
    assert_eq!(vault.read(&stripe()).await.unwrap().len(), 40);
}

#[tokio::test]
async fn a_reader_follows_another_process_to_the_next_generation() {
    let store = Hooked::new();
    let vault = store.vault();
    vault
        .update(&stripe(), set(&[("k", &"o".repeat(5_000))]))
        .await
        .unwrap();

    // Between the head and its second part, another process saves twice, so that even the names of the parts
    // are the same again.
    let (other, met) = (Arc::clone(&store), AtomicBool::new(false));
    store.before_each(move |op, user| {
        if (op, user) == (Op::Get, "w/default/stripe#b2") && !met.swap(true, Ordering::SeqCst) {
            let elsewhere =
                Vault::with_store(Arc::clone(&other.mock) as Arc<CredentialStore>, AMPLE);
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_time()
                .build()
                .unwrap();
            for letter in ["m", "n"] {
                let change = set(&[("k", &letter.repeat(5_000))]);
                runtime
                    .block_on(elsewhere.update(&stripe(), change))
                    .unwrap();
            }
        }
        Ok(())
    });
    assert_eq!(
        plain(&vault.read(&stripe()).await.unwrap()),
        pairs(&[("k", &"n".repeat(5_000))])
    );
}
