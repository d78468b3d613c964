//! The vault and a real Secret Service, each test in a session of its own.
#![cfg(all(unix, not(target_os = "macos")))]
// Clippy knows that tests may, but not their helpers.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod session;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::Write;
use std::path::Path;
use std::process::Command;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use patchbay_vault::{EntryName, Patience, Secret, Secrets, Vault, VaultError};
use secret_service::EncryptionType;
use secret_service::blocking::SecretService;
use session::Session;

fn stripe() -> EntryName {
    EntryName::new("w", "default", "stripe")
}

fn set(pairs: &[(&str, &str)]) -> BTreeMap<String, Option<Secret>> {
    pairs
        .iter()
        .map(|(key, value)| ((*key).into(), Some(Secret::new((*value).into()))))
        .collect()
}

fn plain(secrets: &Secrets) -> Vec<(&str, &str)> {
    secrets
        .iter()
        .map(|(key, secret)| (key.as_str(), secret.expose()))
        .collect()
}

/// What another program sees: the text of the entry, or `None`.
fn secret_tool(user: &str) -> Option<String> {
    let output = Command::new("secret-tool")
        .args(["lookup", "service", "patchbay", "username", user])
        .output();
    let output = output.expect("secret-tool (libsecret-tools) is missing");
    output
        .status
        .success()
        .then(|| String::from_utf8(output.stdout).unwrap())
}

/// Short enough to test, long enough for a busy machine.
fn impatient() -> Vault {
    let answer = Duration::from_secs(2);
    Vault::os_with(Patience {
        answer,
        prompt: answer,
    })
}

#[test]
fn entries_are_set_read_split_and_removed() {
    Session::Keyring.run("entries_are_set_read_split_and_removed", |inside| {
        let vault = Vault::os();
        assert!(inside.wait(vault.read(&stripe())).unwrap().is_empty());
        inside
            .wait(vault.update(&stripe(), set(&[("api_key", "k-1"), ("webhook", "線")])))
            .unwrap();
        assert_eq!(
            secret_tool("w/default/stripe").unwrap(),
            r#"{"api_key":"k-1","webhook":"線"}"#
        );
        assert_eq!(
            plain(&inside.wait(vault.read(&stripe())).unwrap()),
            [("api_key", "k-1"), ("webhook", "線")]
        );

        let long = "-----KEY-----\n".repeat(400);
        inside
            .wait(vault.update(&stripe(), set(&[("webhook", &long)])))
            .unwrap();
        assert!(
            secret_tool("w/default/stripe")
                .unwrap()
                .starts_with(r#"{"$parts":{"generation":1,"count":4,"#)
        );
        assert!(
            secret_tool("w/default/stripe#b4").is_some()
                && secret_tool("w/default/stripe#b5").is_none()
        );
        let other = Vault::os();
        assert_eq!(
            plain(&inside.wait(other.read(&stripe())).unwrap()),
            [("api_key", "k-1"), ("webhook", &long)]
        );

        inside
            .wait(vault.update(&stripe(), [("webhook".to_owned(), None)].into()))
            .unwrap();
        assert_eq!(
            secret_tool("w/default/stripe").unwrap(),
            r#"{"api_key":"k-1"}"#
        );
        assert!(
            (1..=5).all(|number| secret_tool(&format!("w/default/stripe#b{number}")).is_none())
        );

        inside.wait(vault.remove(&stripe())).unwrap();
        assert_eq!(secret_tool("w/default/stripe"), None);
        assert_eq!(inside.wait(vault.status()), Ok(()));
    });
}

#[test]
fn a_vault_may_be_dropped_inside_the_runtime() {
    Session::Keyring.run("a_vault_may_be_dropped_inside_the_runtime", |inside| {
        let read = inside.wait(async {
            let vault = Vault::os();
            vault.read(&stripe()).await
        });
        assert!(read.unwrap().is_empty());
    });
}

#[test]
fn a_restarted_keyring_is_found_again() {
    Session::Keyring.run("a_restarted_keyring_is_found_again", |inside| {
        let vault = Vault::os();
        inside
            .wait(vault.update(&stripe(), set(&[("api_key", "k-1")])))
            .unwrap();

        // What it looks like without help: the session is gone for good.
        let by_keyring = keyring::Entry::new("patchbay", "w/default/stripe").unwrap();
        by_keyring.get_password().unwrap();
        session::signal_keyring("-KILL");
        session::start_daemon("--unlock", "correct horse");
        let error = by_keyring.get_password().unwrap_err().to_string();
        assert!(
            error.contains("org.freedesktop.Secret.Error.NoSession"),
            "{error}"
        );

        assert_eq!(
            plain(&inside.wait(vault.read(&stripe())).unwrap()),
            [("api_key", "k-1")]
        );
        inside
            .wait(vault.update(&stripe(), set(&[("webhook", "k-2")])))
            .unwrap();
        assert_eq!(
            secret_tool("w/default/stripe").unwrap(),
            r#"{"api_key":"k-1","webhook":"k-2"}"#
        );
        // The store of the process is a good one again, too.
        keyring::Entry::new("patchbay", "w/default/stripe")
            .unwrap()
            .get_password()
            .unwrap();

        session::signal_keyring("-KILL");
        assert_eq!(
            inside.wait(vault.read(&stripe())).err(),
            Some(VaultError::NoKeychain)
        );
        assert_eq!(inside.wait(vault.status()), Err(VaultError::NoKeychain));
        session::start_daemon("--unlock", "correct horse");
        inside
            .wait(vault.update(&stripe(), set(&[("webhook", "k-3")])))
            .unwrap();
        assert_eq!(
            secret_tool("w/default/stripe").unwrap(),
            r#"{"api_key":"k-1","webhook":"k-3"}"#
        );
    });
}

#[test]
fn a_locked_keyring_without_a_screen_is_told_at_once() {
    Session::Keyring.run(
        "a_locked_keyring_without_a_screen_is_told_at_once",
        |inside| {
            let vault = Vault::os();
            inside
                .wait(vault.update(&stripe(), set(&[("api_key", "k-1")])))
                .unwrap();
            let service = SecretService::connect(EncryptionType::Plain).unwrap();
            service.get_default_collection().unwrap().lock().unwrap();

            let start = Instant::now();
            let missing = EntryName::new("w", "default", "never saved");
            assert_eq!(inside.wait(vault.status()), Err(VaultError::Locked));
            assert_eq!(
                inside.wait(vault.read(&stripe())).err(),
                Some(VaultError::Locked)
            );
            assert_eq!(
                inside.wait(vault.read(&missing)).err(),
                Some(VaultError::Locked)
            );
            assert_eq!(
                inside.wait(vault.update(&stripe(), set(&[("api_key", "k-2")]))),
                Err(VaultError::Locked)
            );
            assert_eq!(
                inside.wait(vault.remove(&stripe())),
                Err(VaultError::Locked)
            );
            assert!(
                start.elapsed() < Duration::from_secs(10),
                "{:?}",
                start.elapsed()
            );

            session::signal_keyring("-KILL");
            inside.start_keyring();
            assert_eq!(
                plain(&inside.wait(vault.read(&stripe())).unwrap()),
                [("api_key", "k-1")]
            );
        },
    );
}

#[test]
fn a_question_that_is_dismissed_or_not_answered_is_told() {
    Session::Screen.run(
        "a_question_that_is_dismissed_or_not_answered_is_told",
        |inside| {
            let vault = impatient();
            let waited = Duration::from_secs(2);
            inside
                .wait(vault.update(&stripe(), set(&[("api_key", "k-1")])))
                .unwrap();
            let service = SecretService::connect(EncryptionType::Plain).unwrap();
            service.get_default_collection().unwrap().lock().unwrap();
            // The program that shows the question is not there, for which the daemon reports a dismissal.
            assert_eq!(
                inside.wait(vault.read(&stripe())).err(),
                Some(VaultError::PromptDismissed)
            );

            // It is there, and the user does nothing.
            let prompter = zbus::blocking::connection::Builder::session().unwrap();
            let prompter = prompter
                .name("org.gnome.keyring.SystemPrompter")
                .unwrap()
                .build()
                .unwrap();
            assert_eq!(
                inside.wait(vault.read(&stripe())).err(),
                Some(VaultError::NoAnswer { waited })
            );
            assert_eq!(inside.wait(vault.status()), Err(VaultError::Locked));

            // The user closes the question late. The next time, there is one again.
            drop(prompter);
            assert_eq!(
                inside.wait(vault.read(&stripe())).err(),
                Some(VaultError::PromptDismissed)
            );
        },
    );
}

#[test]
fn a_keyring_that_was_never_set_up_is_told() {
    Session::Bus.run("a_keyring_that_was_never_set_up_is_told", |inside| {
        session::start_daemon("--start", "");
        let vault = Vault::os();
        assert_eq!(
            inside.wait(vault.status()),
            Err(VaultError::NoDefaultKeyring)
        );
        let name = stripe();
        let update = vault.update(&name, set(&[("api_key", "k-1")]));
        assert_eq!(inside.wait(update), Err(VaultError::NoDefaultKeyring));
    });
}

#[test]
fn without_a_bus_there_is_an_error_until_there_is_one() {
    Session::NoBus.run(
        "without_a_bus_there_is_an_error_until_there_is_one",
        |inside| {
            let vault = Vault::os();
            assert_eq!(inside.wait(vault.status()), Err(VaultError::NoSessionBus));
            assert_eq!(
                inside.wait(vault.read(&stripe())).err(),
                Some(VaultError::NoSessionBus)
            );
            let name = stripe();
            let update = vault.update(&name, set(&[("api_key", "k-1")]));
            assert_eq!(inside.wait(update), Err(VaultError::NoSessionBus));

            // A socket that a dead bus left behind.
            drop(std::os::unix::net::UnixListener::bind(inside.home().join("bus")).unwrap());
            assert_eq!(inside.wait(vault.status()), Err(VaultError::NoSessionBus));
            std::fs::remove_file(inside.home().join("bus")).unwrap();

            let bus = inside.start_bus();
            assert_eq!(inside.wait(vault.status()), Err(VaultError::NoKeychain));
            inside.start_keyring();
            inside
                .wait(vault.update(&stripe(), set(&[("api_key", "k-1")])))
                .unwrap();
            assert_eq!(
                plain(&inside.wait(vault.read(&stripe())).unwrap()),
                [("api_key", "k-1")]
            );

            drop(bus);
            assert_eq!(
                inside.wait(vault.read(&stripe())).err(),
                Some(VaultError::NoSessionBus)
            );
        },
    );
}

#[test]
fn a_bus_without_a_keychain_is_told() {
    Session::Bus.run("a_bus_without_a_keychain_is_told", |inside| {
        assert_eq!(
            inside.wait(Vault::os().status()),
            Err(VaultError::NoKeychain)
        );
        assert_eq!(
            inside.wait(Vault::os().read(&stripe())).err(),
            Some(VaultError::NoKeychain)
        );
    });
}

#[test]
fn a_bus_that_forbids_the_keychain_is_told() {
    Session::Forbidding.run("a_bus_that_forbids_the_keychain_is_told", |inside| {
        session::start_daemon("--unlock", "correct horse");
        assert_eq!(
            inside.wait(Vault::os().read(&stripe())).err(),
            Some(VaultError::AccessDenied)
        );
    });
}

#[test]
fn a_service_that_never_answers_is_given_up_and_keeps_nothing() {
    Session::Bus.run(
        "a_service_that_never_answers_is_given_up_and_keeps_nothing",
        |inside| {
            // Owns the name and serves no object: calls are taken and stay without a reply.
            let mute = zbus::blocking::connection::Builder::session().unwrap();
            let mute = mute
                .name("org.freedesktop.secrets")
                .unwrap()
                .build()
                .unwrap();
            let vault = impatient();
            let waited = Duration::from_secs(2);
            let start = Instant::now();
            assert_eq!(
                inside.wait(vault.status()),
                Err(VaultError::NoAnswer { waited })
            );
            assert_eq!(
                inside.wait(vault.read(&stripe())).err(),
                Some(VaultError::NoAnswer { waited })
            );
            assert!(start.elapsed() < 4 * waited, "{:?}", start.elapsed());

            // The process is none the worse for it.
            mute.release_name("org.freedesktop.secrets").unwrap();
            inside.start_keyring();
            inside
                .wait(vault.update(&stripe(), set(&[("api_key", "k-1")])))
                .unwrap();
            assert_eq!(
                plain(&inside.wait(vault.read(&stripe())).unwrap()),
                [("api_key", "k-1")]
            );
        },
    );
}

#[test]
fn a_keyring_that_freezes_and_thaws_is_survived() {
    Session::Keyring.run("a_keyring_that_freezes_and_thaws_is_survived", |inside| {
        let vault = impatient();
        let waited = Duration::from_secs(2);
        inside
            .wait(vault.update(&stripe(), set(&[("api_key", "k-1")])))
            .unwrap();
        session::signal_keyring("-STOP");
        assert_eq!(
            inside.wait(vault.read(&stripe())).err(),
            Some(VaultError::NoAnswer { waited })
        );
        session::signal_keyring("-CONT");
        assert_eq!(
            plain(&inside.wait(vault.read(&stripe())).unwrap()),
            [("api_key", "k-1")]
        );
    });
}

#[test]
fn two_items_of_one_name_are_an_error_and_can_be_removed() {
    Session::Keyring.run(
        "two_items_of_one_name_are_an_error_and_can_be_removed",
        |inside| {
            let vault = Vault::os();
            let service = SecretService::connect(EncryptionType::Dh).unwrap();
            let keyring = service.get_default_collection().unwrap();
            for _ in 0..2 {
                let attributes = [("service", "patchbay"), ("username", "w/default/stripe")].into();
                keyring
                    .create_item("twice", attributes, b"{}", false, "text/plain")
                    .unwrap();
            }
            let duplicate = VaultError::Duplicate {
                entry: "w/default/stripe".into(),
            };
            assert_eq!(
                inside.wait(vault.read(&stripe())).err(),
                Some(duplicate.clone())
            );
            assert_eq!(
                inside.wait(vault.update(&stripe(), set(&[("api_key", "k-1")]))),
                Err(duplicate)
            );
            inside.wait(vault.remove(&stripe())).unwrap();
            inside
                .wait(vault.update(&stripe(), set(&[("api_key", "k-1")])))
                .unwrap();
            assert_eq!(
                secret_tool("w/default/stripe").unwrap(),
                r#"{"api_key":"k-1"}"#
            );
        },
    );
}

#[test]
fn many_at_once_go_through() {
    Session::Keyring.run("many_at_once_go_through", |inside| {
        let vault = Vault::os();
        inside.wait(async {
            let mut all = tokio::task::JoinSet::new();
            for number in 0..60 {
                let vault = vault.clone();
                all.spawn(async move {
                    let name = EntryName::new("w", "default", &(number % 3).to_string());
                    vault
                        .update(&name, set(&[(&format!("key_{number}"), "k-1")]))
                        .await?;
                    vault.read(&name).await
                });
            }
            for done in all.join_all().await {
                done.unwrap();
            }
            for number in 0..3 {
                let name = EntryName::new("w", "default", &number.to_string());
                assert_eq!(vault.read(&name).await.unwrap().len(), 20);
            }
        });
    });
}

/// Everything that is traced or logged in the process, from all crates.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[test]
fn no_log_no_error_and_no_file_holds_a_secret() {
    Session::Keyring.run("no_log_no_error_and_no_file_holds_a_secret", |inside| {
        let canary = "k-CANARY-7f3a";
        let log = Log::default();
        let writer = log.clone();
        let subscriber = tracing_subscriber::fmt()
            .with_max_level(tracing_subscriber::filter::LevelFilter::TRACE);
        subscriber.with_writer(move || writer.clone()).init();
        let vault = Vault::os();
        let mut said = String::new();
        let mut hear = |result: Result<(), VaultError>| {
            let error = result.unwrap_err();
            write!(said, "{error} {error:?} {}", error.hint()).unwrap();
        };

        inside
            .wait(vault.update(&stripe(), set(&[("api_key", canary)])))
            .unwrap();
        inside
            .wait(vault.update(&stripe(), set(&[("webhook", &canary.repeat(300))])))
            .unwrap();
        assert_eq!(
            plain(&inside.wait(vault.read(&stripe())).unwrap())[0],
            ("api_key", canary)
        );
        hear(inside.wait(vault.update(&stripe(), set(&[("webhook", &canary.repeat(9_000))]))));
        // A part is missing.
        let part = keyring::Entry::new("patchbay", "w/default/stripe#b1").unwrap();
        part.delete_credential().unwrap();
        hear(inside.wait(vault.update(&stripe(), set(&[("api_key", canary)]))));
        // The service dies and comes back, then dies.
        session::signal_keyring("-KILL");
        session::start_daemon("--unlock", "correct horse");
        hear(inside.wait(vault.read(&stripe())).map(drop));
        session::signal_keyring("-KILL");
        hear(inside.wait(vault.update(&stripe(), set(&[("api_key", canary)]))));

        let log = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
        assert!(
            log.contains("connecting to the keychain anew"),
            "the log was not kept"
        );
        assert!(
            log.contains("keyring_core") && log.contains("zbus"),
            "the libraries' logs were not kept"
        );
        let as_bytes = format!("{:?}", &canary.as_bytes()[..6]);
        for form in [canary, "CANARY", as_bytes.trim_matches(['[', ']'])] {
            assert!(!log.contains(form), "{form} is in the log");
            assert!(!said.contains(form), "{form} is in an error");
        }
        assert!(files_below(inside.home()) > 1, "there is no keyring file");
        assert_not_below(inside.home(), b"CANARY");
    });
}

fn files_below(directory: &Path) -> usize {
    let entries = std::fs::read_dir(directory)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    entries
        .map(|path| {
            if path.is_dir() {
                files_below(&path)
            } else {
                usize::from(path.is_file())
            }
        })
        .sum()
}

fn assert_not_below(directory: &Path, text: &[u8]) {
    for path in std::fs::read_dir(directory)
        .unwrap()
        .map(|entry| entry.unwrap().path())
    {
        if path.is_dir() {
            assert_not_below(&path, text);
        } else if path.is_file() {
            let bytes = std::fs::read(&path).unwrap();
            assert!(
                !bytes.windows(text.len()).any(|window| window == text),
                "in clear: {}",
                path.display()
            );
        }
    }
}
