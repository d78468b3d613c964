//! A desktop session for one test: a bus, directories and a keyring of its own, untouched by and invisible to
//! the user's.
//!
//! A test calls [`Session::run`] with its own name and a body. The first time round, that runs the test
//! program again inside a private session, for this one test; there, the body runs. What the session needs
//! and lacks is a failed test, not a skipped one.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use patchbay_vault::Vault;

/// Packages (Debian): dbus, gnome-keyring, libsecret-tools.
const NEEDS: &str = "this test needs dbus-run-session, gnome-keyring-daemon and secret-tool";
const INSIDE: &str = "PATCHBAY_VAULT_SESSION";
const DEADLINE: Duration = Duration::from_secs(30);

/// What the session has.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Session {
    /// An address where no bus listens yet: see [`Inside::start_bus`].
    NoBus,
    /// A bus and nothing on it.
    Bus,
    /// A bus that lets nobody speak to the Secret Service.
    Forbidding,
    /// A bus with the GNOME keyring, unlocked, and no screen.
    Keyring,
    /// The same with a screen, as far as the environment tells.
    Screen,
}

/// What a test can do inside.
pub struct Inside {
    pub runtime: tokio::runtime::Runtime,
    home: PathBuf,
}

impl Session {
    /// Runs the body inside such a session. `name` is the test's own.
    pub fn run(self, name: &str, body: impl FnOnce(&Inside)) {
        if let Some(home) = std::env::var_os(INSIDE) {
            let runtime = tokio::runtime::Runtime::new().unwrap();
            let inside = Inside {
                runtime,
                home: home.into(),
            };
            if matches!(self, Self::Keyring | Self::Screen) {
                inside.start_keyring();
            }
            return body(&inside);
        }
        let home = tempfile::tempdir().unwrap();
        let config = home.path().join("bus.conf");
        std::fs::write(&config, self.bus_config()).unwrap();
        let mut command = Command::new("timeout");
        command.args(["--kill-after=5", "120"]);
        if self == Self::NoBus {
            command.env(
                "DBUS_SESSION_BUS_ADDRESS",
                format!("unix:path={}/bus", home.path().display()),
            );
        } else {
            command
                .arg("dbus-run-session")
                .arg("--config-file")
                .arg(&config)
                .arg("--");
            command.env_remove("DBUS_SESSION_BUS_ADDRESS");
        }
        command
            .arg(std::env::current_exe().unwrap())
            .args(["--exact", name, "--nocapture"]);
        for gone in [
            "DISPLAY",
            "WAYLAND_DISPLAY",
            "GNOME_KEYRING_CONTROL",
            "SSH_AUTH_SOCK",
        ] {
            command.env_remove(gone);
        }
        if self == Self::Screen {
            command.env("DISPLAY", ":nowhere");
        }
        for own in [
            "HOME",
            "XDG_DATA_HOME",
            "XDG_CONFIG_HOME",
            "XDG_CACHE_HOME",
            "XDG_RUNTIME_DIR",
            INSIDE,
        ] {
            command.env(own, home.path());
        }
        let output = command.stdin(Stdio::null()).output().expect(NEEDS);
        let (out, err) = (
            String::from_utf8_lossy(&output.stdout),
            String::from_utf8_lossy(&output.stderr),
        );
        assert!(
            output.status.success() && out.contains("1 passed"),
            "{NEEDS}\n{}\n{out}\n{err}",
            output.status
        );
    }

    /// Without service directories, so that nothing but the test starts anything.
    fn bus_config(self) -> String {
        let denied = r#"<deny send_destination="org.freedesktop.secrets"/>"#;
        let denied = if self == Self::Forbidding { denied } else { "" };
        format!(
            r#"<busconfig><type>session</type><listen>unix:tmpdir=/tmp</listen><auth>EXTERNAL</auth>
            <policy context="default"><allow send_destination="*"/><allow receive_sender="*"/><allow own="*"/>{denied}</policy>
            </busconfig>"#
        )
    }
}

impl Inside {
    /// The directory that holds everything of the session.
    pub fn home(&self) -> &Path {
        &self.home
    }

    /// Runs a future of the vault to its end.
    pub fn wait<T>(&self, future: impl Future<Output = T>) -> T {
        self.runtime.block_on(future)
    }

    /// Starts the bus that a [`Session::NoBus`] lacks.
    pub fn start_bus(&self) -> Killed {
        let mut command = Command::new("dbus-daemon");
        command
            .arg("--config-file")
            .arg(self.home.join("bus.conf"))
            .args(["--nofork", "--nopidfile"]);
        command.arg(format!(
            "--address={}",
            std::env::var("DBUS_SESSION_BUS_ADDRESS").unwrap()
        ));
        let bus = Killed(command.spawn().expect(NEEDS));
        until("the bus is up", || {
            zbus::blocking::Connection::session().is_ok()
        });
        bus
    }

    /// Starts the keyring daemon and unlocks the login keyring, which it creates if there is none.
    pub fn start_keyring(&self) {
        start_daemon("--unlock", "correct horse");
        let vault = Vault::os();
        until("the keyring is up and unlocked", || {
            self.wait(vault.status()).is_ok()
        });
    }
}

/// Starts the keyring daemon in a mode of its own.
pub fn start_daemon(mode: &str, password: &str) {
    let mut command = Command::new("gnome-keyring-daemon");
    command
        .args([mode, "--components=secrets"])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    let mut daemon = command.spawn().expect(NEEDS);
    daemon
        .stdin
        .take()
        .unwrap()
        .write_all(password.as_bytes())
        .unwrap();
    // It goes to the background, and ends with the bus.
    assert!(daemon.wait().unwrap().success(), "{NEEDS}");
    until("the daemon is on the bus", || {
        secret_service_owner().is_some()
    });
}

/// Sends the daemon a signal (`kill -KILL`).
pub fn signal_keyring(signal: &str) {
    let pid = secret_service_owner().expect("no daemon").to_string();
    assert!(
        Command::new("kill")
            .args([signal, &pid])
            .status()
            .unwrap()
            .success()
    );
    if signal == "-KILL" {
        until("the daemon is gone", || secret_service_owner().is_none());
    }
}

/// The process that owns the Secret Service's name.
fn secret_service_owner() -> Option<u32> {
    let connection = zbus::blocking::Connection::session().unwrap();
    let bus = zbus::blocking::fdo::DBusProxy::new(&connection).unwrap();
    bus.get_connection_unix_process_id("org.freedesktop.secrets".try_into().unwrap())
        .ok()
}

/// Looks again and again, up to a deadline.
fn until(what: &str, mut holds: impl FnMut() -> bool) {
    let start = Instant::now();
    while !holds() {
        assert!(
            start.elapsed() < DEADLINE,
            "not true after {DEADLINE:?}: {what}"
        );
        std::thread::yield_now();
    }
}

/// A child process that ends with the test.
pub struct Killed(std::process::Child);

impl Drop for Killed {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
