//! From what the stores report to a [`VaultError`], and whether a new connection may help.
//!
//! The stores wrap what the system said: `secret-service` and `zbus` errors on Linux and BSD, an `OSStatus`
//! on macOS, a Win32 code on Windows. Only names and numbers are taken over; texts stay behind, since none of
//! those libraries promises that they hold nothing of an entry.

use std::error::Error as StdError;

use keyring_core::Error as StoreError;
use zeroize::Zeroize;

use crate::VaultError;

/// A failed keychain call.
#[derive(Debug)]
pub(crate) struct Failure {
    pub error: VaultError,
    /// The connection or session is of no more use: the same call may succeed over a new one.
    pub stale: bool,
}

impl From<VaultError> for Failure {
    fn from(error: VaultError) -> Self {
        Self {
            error,
            stale: false,
        }
    }
}

/// What a store said about the entry with this user name.
pub(crate) fn of_store(error: StoreError, entry: &str) -> Failure {
    let entry = || entry.to_owned();
    match error {
        StoreError::PlatformFailure(cause) => platform(cause.as_ref())
            .unwrap_or_else(|| VaultError::other("an unknown failure").into()),
        StoreError::NoStorageAccess(cause) => {
            platform(cause.as_ref()).unwrap_or_else(|| VaultError::AccessDenied.into())
        }
        StoreError::BadEncoding(mut bytes) | StoreError::BadDataFormat(mut bytes, _) => {
            bytes.zeroize();
            VaultError::Damaged {
                entry: entry(),
                what: "the keychain cannot decode it",
            }
            .into()
        }
        StoreError::BadStoreFormat(_) => {
            VaultError::other("the keychain's own data is damaged").into()
        }
        StoreError::TooLong(_, limit) => VaultError::TooLarge {
            entry: entry(),
            limit: usize::try_from(limit).unwrap_or(usize::MAX),
        }
        .into(),
        StoreError::Ambiguous(_) => VaultError::Duplicate { entry: entry() }.into(),
        StoreError::NoDefaultStore => VaultError::NoKeychain.into(),
        StoreError::Invalid(..) => {
            VaultError::other("the keychain does not take the entry's name").into()
        }
        StoreError::NotSupportedByStore(_) => {
            VaultError::other("the keychain does not support this").into()
        }
        StoreError::NoEntry => VaultError::other("the entry vanished meanwhile").into(),
        _ => VaultError::other("an unknown failure").into(),
    }
}

#[cfg(all(unix, not(target_os = "macos")))]
use secret_service_faults::platform;
#[cfg(all(unix, not(target_os = "macos")))]
pub(crate) use secret_service_faults::{of_connecting, of_secret_service};

#[cfg(all(unix, not(target_os = "macos")))]
mod secret_service_faults {
    use secret_service::Error as ServiceError;
    use zbus::DBusError;

    use super::{Failure, StdError, VaultError};

    fn stale(detail: impl Into<String>) -> Failure {
        Failure {
            error: VaultError::other(detail),
            stale: true,
        }
    }

    pub(super) fn platform(cause: &(dyn StdError + Send + Sync + 'static)) -> Option<Failure> {
        cause.downcast_ref::<ServiceError>().map(of_secret_service)
    }

    /// What the Secret Service, or the road to it, said.
    pub(crate) fn of_secret_service(error: &ServiceError) -> Failure {
        match error {
            ServiceError::Locked => VaultError::Locked.into(),
            ServiceError::NoResult => VaultError::NoDefaultKeyring.into(),
            ServiceError::Prompt => unanswered().into(),
            ServiceError::Unavailable => VaultError::NoSessionBus.into(),
            ServiceError::PromptDisconnected => stale("the connection closed during the question"),
            ServiceError::Zbus(error) => of_bus(error),
            ServiceError::ZbusFdo(error) => of_bus_standard(error),
            // Happens when the other side took another session's key.
            ServiceError::Crypto(_) => stale("the session's encryption failed"),
            _ => VaultError::other("the Secret Service answered in an unknown way").into(),
        }
    }

    /// The same while connecting: what is not a bus, be its socket missing or refusing, is no bus.
    pub(crate) fn of_connecting(error: &ServiceError) -> Failure {
        match error {
            ServiceError::Zbus(zbus::Error::InputOutput(_)) => VaultError::NoSessionBus.into(),
            error => of_secret_service(error),
        }
    }

    /// A prompt that ends "dismissed" without a screen was never shown.
    fn unanswered() -> VaultError {
        let screen = ["DISPLAY", "WAYLAND_DISPLAY"]
            .iter()
            .any(|name| std::env::var_os(name).is_some_and(|value| !value.is_empty()));
        if screen {
            VaultError::PromptDismissed
        } else {
            VaultError::Locked
        }
    }

    fn of_bus(error: &zbus::Error) -> Failure {
        match error {
            zbus::Error::MethodError(name, ..) => of_name(name.as_str()),
            zbus::Error::FDO(error) => of_bus_standard(error),
            // No bus where the address says: with an open connection it is I/O that fails, and a new
            // connection tells which.
            zbus::Error::Connection(..) | zbus::Error::Address(_) | zbus::Error::Handshake(_) => {
                VaultError::NoSessionBus.into()
            }
            zbus::Error::InputOutput(error) => {
                stale(format!("the bus connection failed: {:?}", error.kind()))
            }
            _ => VaultError::other("the session bus answered in an unknown way").into(),
        }
    }

    fn of_bus_standard(error: &zbus::fdo::Error) -> Failure {
        match error {
            zbus::fdo::Error::ZBus(error) => of_bus(error),
            error => of_name(error.name().as_str()),
        }
    }

    /// From the error names of the [Secret
    /// Service](https://specifications.freedesktop.org/secret-service-spec/latest/errors.html) and of the
    /// [bus](https://dbus.freedesktop.org/doc/dbus-specification.html).
    pub(super) fn of_name(name: &str) -> Failure {
        let Some((family, short)) = name.rsplit_once('.') else {
            return VaultError::other("an unnamed bus error").into();
        };
        match (family, short) {
            // The service restarted: it knows neither our session nor the objects that it told of.
            ("org.freedesktop.Secret.Error", "NoSession" | "NoSuchObject")
            | ("org.freedesktop.DBus.Error", "UnknownObject" | "Disconnected" | "NoReply") => {
                stale(name)
            }
            ("org.freedesktop.Secret.Error", "IsLocked") => VaultError::Locked.into(),
            ("org.freedesktop.DBus.Error", "ServiceUnknown" | "NameHasNoOwner")
            | ("org.freedesktop.DBus.Error.Spawn", _) => VaultError::NoKeychain.into(),
            (
                "org.freedesktop.DBus.Error",
                "AccessDenied" | "AuthFailed" | "InteractiveAuthorizationRequired",
            ) => VaultError::AccessDenied.into(),
            _ => VaultError::other(name).into(),
        }
    }
}

#[cfg(target_os = "macos")]
fn platform(cause: &(dyn StdError + Send + Sync + 'static)) -> Option<Failure> {
    cause
        .downcast_ref::<security_framework::base::Error>()
        .map(|error| of_os_status(error.code()))
}

/// From the `OSStatus` values of Apple's [Security
/// framework](https://developer.apple.com/documentation/security/security-framework-result-codes).
#[cfg(any(target_os = "macos", test))]
fn of_os_status(code: i32) -> Failure {
    match code {
        -25308 | -25320 => VaultError::Locked.into(), // errSecInteractionNotAllowed, errSecInDarkWake
        -128 => VaultError::PromptDismissed.into(),   // errSecUserCanceled
        // permErr/wrPermErr, errSecAuthFailed, errSecReadOnly, errSecNoAccessForItem, errSecInvalidOwnerEdit,
        // errSecMissingEntitlement
        -61 | -25293 | -25292 | -25243 | -25244 | -34018 => VaultError::AccessDenied.into(),
        -25291 => VaultError::NoKeychain.into(), // errSecNotAvailable
        -25307 | -25294 | -25295 => VaultError::NoDefaultKeyring.into(), // errSecNoDefaultKeychain, errSecNoSuchKeychain, errSecInvalidKeychain
        code => VaultError::other(format!("OSStatus {code}")).into(),
    }
}

/// The Windows store keeps its error type to itself, but its text is `Windows error code N`, or the code's
/// name.
#[cfg(target_os = "windows")]
fn platform(cause: &(dyn StdError + Send + Sync + 'static)) -> Option<Failure> {
    of_win32(&cause.to_string())
}

/// From the [system error codes](https://learn.microsoft.com/windows/win32/debug/system-error-codes) that the
/// credential functions give.
#[cfg(any(target_os = "windows", test))]
fn of_win32(text: &str) -> Option<Failure> {
    if text == "Windows ERROR_NO_SUCH_LOGON_SESSION" {
        return Some(VaultError::NoKeychain.into());
    }
    let code: u32 = text.strip_prefix("Windows error code ")?.parse().ok()?;
    let error = match code {
        5 => VaultError::AccessDenied,                // ERROR_ACCESS_DENIED
        1223 => VaultError::PromptDismissed,          // ERROR_CANCELLED
        1058 | 1062 | 1722 => VaultError::NoKeychain, // ERROR_SERVICE_DISABLED, ERROR_SERVICE_NOT_ACTIVE, RPC_S_SERVER_UNAVAILABLE
        code => VaultError::other(format!("Win32 error {code}")),
    };
    Some(error.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn other(detail: &str) -> VaultError {
        VaultError::other(detail)
    }

    #[test]
    fn mac_and_windows_codes_have_their_meaning() {
        assert_eq!(of_os_status(-25308).error, VaultError::Locked);
        assert_eq!(of_os_status(-128).error, VaultError::PromptDismissed);
        assert_eq!(of_os_status(-25293).error, VaultError::AccessDenied);
        assert_eq!(of_os_status(-25307).error, VaultError::NoDefaultKeyring);
        assert_eq!(of_os_status(-50).error, other("OSStatus -50"));
        let win32 = |text| of_win32(text).map(|failure| failure.error);
        assert_eq!(
            win32("Windows ERROR_NO_SUCH_LOGON_SESSION"),
            Some(VaultError::NoKeychain)
        );
        assert_eq!(
            win32("Windows error code 5"),
            Some(VaultError::AccessDenied)
        );
        assert_eq!(
            win32("Windows error code 1783"),
            Some(other("Win32 error 1783"))
        );
        assert_eq!(win32("k-CANARY"), None);
    }

    #[test]
    fn no_bytes_or_texts_of_a_store_are_taken_over() {
        let canary = || "k-CANARY".to_owned();
        let boxed = || Box::<dyn StdError + Send + Sync>::from(canary());
        for error in [
            StoreError::PlatformFailure(boxed()),
            StoreError::NoStorageAccess(boxed()),
            StoreError::BadEncoding(canary().into_bytes()),
            StoreError::BadDataFormat(canary().into_bytes(), boxed()),
            StoreError::BadStoreFormat(canary()),
            StoreError::TooLong(canary(), 3),
            StoreError::Invalid(canary(), canary()),
            StoreError::NotSupportedByStore(canary()),
            StoreError::Ambiguous(Vec::new()),
            StoreError::NoDefaultStore,
            StoreError::NoEntry,
        ] {
            let failure = of_store(error, "w/a/c");
            assert!(
                !format!("{failure:?} {}", failure.error).contains("CANARY"),
                "{failure:?}"
            );
        }
    }

    #[cfg(all(unix, not(target_os = "macos")))]
    #[test]
    fn bus_errors_have_their_meaning() {
        use super::secret_service_faults::of_name;
        for (name, error, stale) in [
            (
                "org.freedesktop.Secret.Error.NoSession",
                other("org.freedesktop.Secret.Error.NoSession"),
                true,
            ),
            (
                "org.freedesktop.DBus.Error.NoReply",
                other("org.freedesktop.DBus.Error.NoReply"),
                true,
            ),
            (
                "org.freedesktop.Secret.Error.IsLocked",
                VaultError::Locked,
                false,
            ),
            (
                "org.freedesktop.DBus.Error.ServiceUnknown",
                VaultError::NoKeychain,
                false,
            ),
            (
                "org.freedesktop.DBus.Error.Spawn.ExecFailed",
                VaultError::NoKeychain,
                false,
            ),
            (
                "org.freedesktop.DBus.Error.AccessDenied",
                VaultError::AccessDenied,
                false,
            ),
            ("org.example.Odd", other("org.example.Odd"), false),
        ] {
            let failure = of_name(name);
            assert_eq!((failure.error, failure.stale), (error, stale), "{name}");
        }
        let wrapped = |error| of_store(StoreError::PlatformFailure(Box::new(error)), "w/a/c");
        assert_eq!(
            wrapped(secret_service::Error::Locked).error,
            VaultError::Locked
        );
        assert_eq!(
            wrapped(secret_service::Error::NoResult).error,
            VaultError::NoDefaultKeyring
        );
        assert_eq!(
            wrapped(secret_service::Error::Unavailable).error,
            VaultError::NoSessionBus
        );
        let gone = std::io::Error::from(std::io::ErrorKind::BrokenPipe);
        let failure = wrapped(secret_service::Error::Zbus(gone.into()));
        assert_eq!(
            (failure.error, failure.stale),
            (other("the bus connection failed: BrokenPipe"), true)
        );
    }
}
