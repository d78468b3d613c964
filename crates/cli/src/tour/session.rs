//! A private session for machines without a usable keychain: a session bus, an unlocked GNOME keyring, and directories
//! of its own, all gone at the end.

use std::ffi::OsString;
use std::path::Path;
use std::process::{ExitStatus, Stdio};
use std::time::Duration;

use patchbay_workspace::{Code, Error};
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::process::{Child, Command};
use tokio::time::timeout;

/// A running session.
pub struct Session {
    home: TempDir,
    bus: Child,
    address: String,
}

/// How long one of the two programs may take to start.
const START: Duration = Duration::from_secs(20);

impl Session {
    /// What a process must not inherit from the user's session.
    pub const REMOVED: &'static [&'static str] = &[
        "DISPLAY",
        "WAYLAND_DISPLAY",
        "GNOME_KEYRING_CONTROL",
        "SSH_AUTH_SOCK",
    ];

    /// Starts bus and keyring.
    pub async fn start() -> Result<Self, Error> {
        if cfg!(any(windows, target_os = "macos")) {
            return Err(Error::new(
                Code::Keychain,
                "a private keychain can be made on Linux only",
            )
            .hint("Log in so that the system's keychain can be used, then try again"));
        }
        // TempDir makes it for this user alone, as the keyring demands.
        let home = tempfile::Builder::new()
            .prefix("patchbay-tour-session-")
            .tempdir()
            .map_err(|e| failed(&e.to_string()))?;
        let socket = home.path().join("bus");
        let mut command = Command::new("dbus-daemon");
        command
            .args(["--session", "--nofork", "--nopidfile", "--print-address"])
            .arg(format!("--address=unix:path={}", escaped(&socket)))
            .stdin(Stdio::null())
            .stdout(Stdio::piped());
        let mut bus = spawn(&mut command, &directories(&home), "dbus-daemon")?;
        let address = first_line(&mut bus).await?;
        let session = Self { home, bus, address };
        session.start_keyring().await?;
        Ok(session)
    }

    /// The environment of a process in this session.
    pub fn environment(&self) -> Vec<(&'static str, OsString)> {
        let mut all = directories(&self.home);
        all.push(("DBUS_SESSION_BUS_ADDRESS", self.address.clone().into()));
        all
    }

    /// The daemon goes to the background once it is unlocked, and ends with the bus.
    async fn start_keyring(&self) -> Result<(), Error> {
        let mut command = Command::new("gnome-keyring-daemon");
        command
            .args(["--unlock", "--components=secrets"])
            .stdin(Stdio::piped())
            .stdout(Stdio::null());
        let mut daemon = spawn(&mut command, &self.environment(), "gnome-keyring-daemon")?;
        let unlocking = async {
            if let Some(mut input) = daemon.stdin.take() {
                // The line is the (empty) password of the keyring that this makes; without one there would be none.
                input.write_all(b"\n").await?;
            }
            daemon.wait().await
        };
        match timeout(START, unlocking).await {
            Ok(Ok(status)) if ExitStatus::success(&status) => Ok(()),
            Ok(Ok(status)) => Err(failed(&format!("gnome-keyring-daemon: {status}"))),
            Ok(Err(e)) => Err(failed(&format!("gnome-keyring-daemon: {e}"))),
            Err(_) => Err(failed("gnome-keyring-daemon does not start")),
        }
    }

    /// Ends bus and keyring, and removes their directories.
    pub async fn end(mut self) {
        // The directory is removed by its own drop; what cannot be ended now ends with this process.
        let _ = self.bus.kill().await;
    }
}

fn directories(home: &TempDir) -> Vec<(&'static str, OsString)> {
    [
        "HOME",
        "XDG_DATA_HOME",
        "XDG_CONFIG_HOME",
        "XDG_CACHE_HOME",
        "XDG_RUNTIME_DIR",
    ]
    .map(|name| (name, home.path().into()))
    .into()
}

fn spawn(
    command: &mut Command,
    environment: &[(&'static str, OsString)],
    program: &str,
) -> Result<Child, Error> {
    for name in Session::REMOVED {
        command.env_remove(name);
    }
    command
        .envs(environment.iter().cloned())
        .stderr(Stdio::null())
        .kill_on_drop(true);
    command.spawn().map_err(|e| {
        if e.kind() == std::io::ErrorKind::NotFound {
            Error::new(Code::Keychain, format!("a private keychain cannot be made, because {program} is not installed"))
                .hint("Install the packages dbus and gnome-keyring (Debian: apt-get install dbus gnome-keyring)")
        } else {
            failed(&format!("{program}: {e}"))
        }
    })
}

/// A path as a D-Bus address spells it.
fn escaped(path: &Path) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_/.\\*".contains(c);
    let mut escaped = String::new();
    for byte in path.to_string_lossy().bytes() {
        match char::from(byte) {
            c if plain(c) => escaped.push(c),
            _ => escaped += &format!("%{byte:02x}"),
        }
    }
    escaped
}

async fn first_line(bus: &mut Child) -> Result<String, Error> {
    let silent = || failed("dbus-daemon does not say where it listens");
    let mut lines = BufReader::new(bus.stdout.take().ok_or_else(silent)?).lines();
    match timeout(START, lines.next_line()).await {
        Ok(Ok(Some(line))) if !line.trim().is_empty() => Ok(line.trim().to_owned()),
        _ => Err(silent()),
    }
}

fn failed(what: &str) -> Error {
    Error::new(Code::Keychain, format!("a private keychain cannot be made ({what})"))
        .hint("Run the tour in a desktop session, or under dbus-run-session with an unlocked gnome-keyring-daemon")
}
