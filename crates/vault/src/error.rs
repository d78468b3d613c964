//! What can go wrong between Patchbay and the keychain, each case with its remedy.
//!
//! No variant holds an error of another library, nor any text of one: such errors may carry the bytes of an
//! entry. What is kept of them are names and numbers from closed vocabularies (a D-Bus error name, a status
//! code), put together in `fault.rs`.

use std::time::Duration;

/// Why the keychain could not do what was asked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum VaultError {
    /// Linux and BSD: there is no D-Bus session bus, so no keychain can be reached at all.
    #[error(
        "the keychain cannot be reached, as there is no D-Bus session bus: start Patchbay from a desktop session"
    )]
    NoSessionBus,
    /// The system runs, but nothing in it offers a keychain.
    #[error("no keychain service is running: start one and try again")]
    NoKeychain,
    /// There is a keychain service, but it has no default keyring to keep entries in.
    #[error("the keychain has no default keyring: create one and try again")]
    NoDefaultKeyring,
    /// The keychain is locked, and nobody could be asked to unlock it.
    #[error("the keychain is locked: unlock it and try again")]
    Locked,
    /// The system asked the user to unlock or to allow, and the user closed the question or said no.
    #[error("the keychain's question was dismissed: try again and answer it")]
    PromptDismissed,
    /// The system refused this program.
    #[error("the system denied Patchbay access to the keychain: allow it and try again")]
    AccessDenied,
    /// No answer came in time. Nothing more of the call happens later, except for the one step that hangs.
    #[error("the keychain did not answer within {} s: see whether it waits for an answer of yours, then try again", .waited.as_secs_f32())]
    NoAnswer {
        /// How long was waited.
        waited: Duration,
    },
    /// The entry is there and is not what Patchbay wrote, or only a part of it.
    #[error(
        "the keychain entry {entry} is damaged ({what}): remove it and enter its secrets again"
    )]
    Damaged {
        /// The entry's user name in the keychain.
        entry: String,
        /// What is wrong with it.
        what: &'static str,
    },
    /// The keychain holds several entries of the same name, and none can be told to be the right one.
    #[error("the keychain has more than one entry {entry}: remove it and enter its secrets again")]
    Duplicate {
        /// The entry's user name in the keychain.
        entry: String,
    },
    /// The secrets of the entry, or its name, are longer than the keychain takes.
    #[error(
        "the secrets of the keychain entry {entry} are too large, the limit is {limit} bytes: shorten them"
    )]
    TooLarge {
        /// The entry's user name in the keychain.
        entry: String,
        /// The most that fits, in bytes.
        limit: usize,
    },
    /// Anything else.
    #[error("the keychain failed ({detail}): try again, or restart the keychain service")]
    Other {
        /// A D-Bus error name, a status code of the system, or a word of our own.
        detail: String,
    },
}

impl VaultError {
    pub(crate) fn other(detail: impl Into<String>) -> Self {
        Self::Other {
            detail: detail.into(),
        }
    }

    /// How to mend it on this system, in one or two sentences for the user.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::NoSessionBus => {
                "Start Patchbay inside a desktop session; on a server, run it under dbus-run-session \
                 together with an unlocked gnome-keyring-daemon. Everything that needs no secret works without."
            }
            Self::NoKeychain if cfg!(target_os = "windows") => {
                "Start the Windows service \"Credential Manager\" (VaultSvc), and run Patchbay in your own logon session."
            }
            Self::NoKeychain if cfg!(target_os = "macos") => {
                "Log in to the Mac as yourself; there is no keychain in a session without a user."
            }
            Self::NoKeychain => {
                "Install and start a keychain that offers the Secret Service: GNOME Keyring, KWallet or KeePassXC \
                 (in KeePassXC, turn on \"Secret Service Integration\")."
            }
            Self::NoDefaultKeyring if cfg!(target_os = "macos") => {
                "Open Keychain Access and choose \"Reset Default Keychains\" in its settings."
            }
            Self::NoDefaultKeyring => {
                "Open \"Passwords and Keys\" (Seahorse) or your wallet's settings, create a keyring and make it the \
                 default; logging in again with a password usually creates one too."
            }
            Self::Locked if cfg!(target_os = "macos") => {
                "Unlock the login keychain in Keychain Access, or log in again."
            }
            Self::Locked => {
                "Unlock the login keyring in \"Passwords and Keys\" (Seahorse) or your wallet, or log in again with your password."
            }
            Self::PromptDismissed => {
                "The system asks again on the next try: enter the keychain's password, or choose Allow."
            }
            Self::AccessDenied if cfg!(target_os = "macos") => {
                "In Keychain Access open the entry with the service \"patchbay\" and allow this application under Access Control."
            }
            Self::AccessDenied => {
                "Check the permissions of this program: a sandbox (Flatpak, Snap, AppArmor) or a policy may keep it from the keychain."
            }
            Self::NoAnswer { .. } => {
                "A window of the keychain may be waiting behind others. If there is none, restart the keychain service, then Patchbay."
            }
            Self::Damaged { .. } | Self::Duplicate { .. } => {
                "Remove the connector's credentials in Patchbay and enter them again; nothing of the damaged entry is used."
            }
            Self::TooLarge { .. } => {
                "Check what was entered: a key file holds a few thousand bytes. Choose a shorter name if the name is what is too long."
            }
            Self::Other { .. } => "If it stays, restart the keychain service or log in again.",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_sentence_names_the_keychain_and_a_remedy() {
        let entry = || "w/default/stripe".to_owned();
        let all = [
            VaultError::NoSessionBus,
            VaultError::NoKeychain,
            VaultError::NoDefaultKeyring,
            VaultError::Locked,
            VaultError::PromptDismissed,
            VaultError::AccessDenied,
            VaultError::NoAnswer {
                waited: Duration::from_secs(10),
            },
            VaultError::Damaged {
                entry: entry(),
                what: "part 2 of 3 is missing",
            },
            VaultError::Duplicate { entry: entry() },
            VaultError::TooLarge {
                entry: entry(),
                limit: 64_000,
            },
            VaultError::other("org.freedesktop.DBus.Error.Failed"),
        ];
        for error in &all {
            let message = error.to_string();
            let (what, remedy) = message.split_once(": ").unwrap();
            assert!(what.contains("keychain") && !remedy.is_empty(), "{message}");
            assert!(
                !message.ends_with('.') && !message.contains('\n'),
                "{message}"
            );
            assert!(error.hint().ends_with('.'), "{}", error.hint());
        }
        assert_eq!(
            all[6].to_string(),
            "the keychain did not answer within 10 s: see whether it waits for an answer of yours, then try again"
        );
        assert_eq!(
            all[7].to_string(),
            "the keychain entry w/default/stripe is damaged (part 2 of 3 is missing): remove it and enter its secrets again"
        );
    }
}
