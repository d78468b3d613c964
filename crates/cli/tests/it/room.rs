//! A room for one test: temporary directories, a session bus and an unlocked keyring of their own, and a sandbox.
//!
//! What the room needs and lacks is a failed test, not a skipped one.

use std::ffi::OsStr;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use patchbay_sandbox::{Fault, Options, Sandbox};
use serde_json::Value;
use tempfile::TempDir;
use tokio::runtime::Runtime;

/// Packages (Debian): dbus, gnome-keyring, libsecret-tools.
const NEEDS: &str = "this test needs dbus-daemon, gnome-keyring-daemon and secret-tool";
const DEADLINE: Duration = Duration::from_secs(60);

/// Where a test works. Everything in it ends with it.
pub struct Room {
    // The keychain ends before its directory goes.
    bus: Option<Killed>,
    sandbox: Option<Sandbox>,
    home: TempDir,
    address: String,
    runtime: Runtime,
}

/// What a command came to.
#[derive(Debug)]
pub struct Ended {
    pub code: Option<i32>,
    pub out: String,
    pub err: String,
}

impl Room {
    /// A room without a keychain: there is no session bus.
    pub fn bare() -> Self {
        let home = tempfile::tempdir().unwrap();
        let address = format!("unix:path={}", home.path().join("no-bus").display());
        Self {
            home,
            bus: None,
            address,
            runtime: Runtime::new().unwrap(),
            sandbox: None,
        }
    }

    /// A room with a keychain.
    pub fn new() -> Self {
        let mut room = Self::bare();
        let address = format!("unix:path={}", room.home.path().join("bus").display());
        let mut bus = room.command("dbus-daemon");
        bus.args([
            "--session",
            "--nofork",
            "--nopidfile",
            "--print-address",
            "--address",
            &address,
        ]);
        let mut bus = bus.stdout(Stdio::piped()).spawn().expect(NEEDS);
        let mut line = String::new();
        BufReader::new(bus.stdout.take().unwrap())
            .read_line(&mut line)
            .unwrap();
        room.bus = Some(Killed(bus));
        line.trim().clone_into(&mut room.address);
        let mut daemon = room.command("gnome-keyring-daemon");
        daemon
            .args(["--unlock", "--components=secrets"])
            .stdin(Stdio::piped());
        let mut daemon = daemon.stdout(Stdio::null()).spawn().expect(NEEDS);
        daemon.stdin.take().unwrap().write_all(b"\n").unwrap();
        assert!(daemon.wait().unwrap().success(), "{NEEDS}");
        room
    }

    /// A room with a keychain and a sandbox, of which two connectors are configured and active.
    pub fn ready() -> Self {
        let mut room = Self::new();
        room.start_sandbox();
        for id in ["chargify", "evergent"] {
            room.configure(id);
        }
        room
    }

    /// Has a connector talk to the sandbox, and activates it.
    pub fn configure(&self, id: &str) {
        let connectors = self.sandbox().connectors();
        let connector = connectors.iter().find(|known| known.id == id).unwrap();
        let set = |arguments: &[String], input: &str| {
            let arguments = [
                &["connectors".to_owned(), "set".into(), id.into()],
                arguments,
            ];
            let ended = self.with_input(&arguments.concat(), input);
            assert_eq!(ended.code, Some(0), "{ended:?}");
        };
        let values = connector.settings.iter();
        let values: Vec<String> = values
            .flat_map(|(key, value)| ["--set".into(), format!("{key}={value}")])
            .collect();
        set(&values, "");
        for (key, value) in &connector.secrets {
            set(&["--secret".into(), (*key).into()], value);
        }
        set(&["--active".into(), "true".into()], "");
    }

    /// Starts the sandbox, always at the same time of its own.
    pub fn start_sandbox(&mut self) {
        self.start_sandbox_at("2026-03-01T12:00:00Z".parse().unwrap());
    }

    /// Starts the sandbox at the time that the program has, where a vendor compares the two.
    pub fn start_sandbox_now(&mut self) {
        #[expect(clippy::disallowed_methods, reason = "a host reads the clock")]
        self.start_sandbox_at(jiff::Timestamp::now());
    }

    fn start_sandbox_at(&mut self, now: jiff::Timestamp) {
        let options = Options {
            port: 0,
            seed: 1,
            now,
        };
        self.sandbox = Some(self.runtime.block_on(Sandbox::start(options)).unwrap());
    }

    /// Has the keychain answer no more, or again: `-STOP`, `-CONT`.
    pub fn signal_keychain(&self, name: &str) {
        signal(&self.bus.as_ref().unwrap().0, name);
    }

    pub fn sandbox(&self) -> &Sandbox {
        self.sandbox.as_ref().unwrap()
    }

    /// Arms a fault of the sandbox.
    pub fn fault(&self, fault: Value) {
        let fault: Fault = serde_json::from_value(fault).unwrap();
        self.sandbox().faults().add(fault).unwrap();
    }

    /// How many requests changed something at the vendors.
    pub fn changes(&self) -> usize {
        self.sandbox()
            .journal()
            .iter()
            .filter(|entry| entry.changed)
            .count()
    }

    pub fn data_dir(&self) -> PathBuf {
        self.home.path().join("data")
    }

    /// A file in the room.
    pub fn file(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.home.path().join(name);
        std::fs::write(&path, content).unwrap();
        path
    }

    /// Any program, in the room's session.
    pub fn command(&self, program: impl AsRef<OsStr>) -> Command {
        let mut command = Command::new(program);
        for gone in [
            "DISPLAY",
            "WAYLAND_DISPLAY",
            "GNOME_KEYRING_CONTROL",
            "SSH_AUTH_SOCK",
            "PATCHBAY_LOG",
        ] {
            command.env_remove(gone);
        }
        for own in [
            "HOME",
            "XDG_DATA_HOME",
            "XDG_CONFIG_HOME",
            "XDG_CACHE_HOME",
            "XDG_RUNTIME_DIR",
            "TMPDIR",
        ] {
            command.env(own, self.home.path());
        }
        command
            .env("DBUS_SESSION_BUS_ADDRESS", &self.address)
            .env("PATCHBAY_DATA_DIR", self.data_dir())
            .current_dir(self.home.path())
            .stdin(Stdio::null())
            .stderr(Stdio::piped());
        command
    }

    /// `patchbay`, not yet started.
    pub fn patchbay<S: AsRef<OsStr>>(&self, arguments: &[S]) -> Command {
        let mut command = self.command(env!("CARGO_BIN_EXE_patchbay"));
        command.args(arguments).stdout(Stdio::piped());
        command
    }

    /// Runs `patchbay` to its end.
    pub fn run<S: AsRef<OsStr>>(&self, arguments: &[S]) -> Ended {
        self.patchbay(arguments).output().unwrap().into()
    }

    /// Runs `patchbay` with something on its standard input.
    pub fn with_input<S: AsRef<OsStr>>(&self, arguments: &[S], input: impl AsRef<[u8]>) -> Ended {
        let mut child = self
            .patchbay(arguments)
            .stdin(Stdio::piped())
            .spawn()
            .unwrap();
        // It may have ended already, without reading.
        let _ = child.stdin.take().unwrap().write_all(input.as_ref());
        child.wait_with_output().unwrap().into()
    }

    /// Runs `patchbay … --json`, which must succeed, and reads its document.
    pub fn json<S: AsRef<OsStr>>(&self, arguments: &[S]) -> Value {
        self.json_with(0, arguments)
    }

    /// The same, with another exit code.
    pub fn json_with<S: AsRef<OsStr>>(&self, code: i32, arguments: &[S]) -> Value {
        let ended: Ended = self
            .patchbay(arguments)
            .arg("--json")
            .output()
            .unwrap()
            .into();
        assert_eq!(ended.code, Some(code), "{ended:?}");
        serde_json::from_str(&ended.out).unwrap_or_else(|e| panic!("{e}: {ended:?}"))
    }

    /// Runs `patchbay … --json`, which must fail, and reads the error.
    pub fn error<S: AsRef<OsStr>>(&self, code: i32, arguments: &[S]) -> Value {
        let ended: Ended = self
            .patchbay(arguments)
            .arg("--json")
            .output()
            .unwrap()
            .into();
        assert!(
            ended.code == Some(code) && ended.out.is_empty(),
            "{ended:?}"
        );
        let document: Value =
            serde_json::from_str(&ended.err).unwrap_or_else(|e| panic!("{e}: {ended:?}"));
        document["error"].clone()
    }

    /// What the keychain holds for a connector of the app `default`.
    pub fn in_keychain(&self, connector: &str) -> Option<String> {
        let workspace: String = self
            .database()
            .query_row("SELECT value FROM meta WHERE key = 'workspace'", [], |r| {
                r.get(0)
            })
            .unwrap();
        let user = format!("{workspace}/default/{connector}");
        let mut tool = self.command("secret-tool");
        let looked = tool
            .args(["lookup", "service", "patchbay", "username", &user])
            .output()
            .expect(NEEDS);
        looked
            .status
            .success()
            .then(|| String::from_utf8(looked.stdout).unwrap())
    }

    /// All that the keychain holds of Patchbay.
    pub fn keychain_search(&self) -> String {
        let found = self
            .command("secret-tool")
            .args(["search", "--all", "service", "patchbay"])
            .output()
            .expect(NEEDS);
        String::from_utf8(found.stdout).unwrap() + &String::from_utf8(found.stderr).unwrap()
    }

    /// The database, as another program sees it.
    pub fn database(&self) -> rusqlite::Connection {
        let connection = rusqlite::Connection::open(self.data_dir().join("patchbay.db")).unwrap();
        connection.busy_timeout(Duration::from_secs(10)).unwrap();
        connection
    }

    /// Waits until a changing request has left and is not answered.
    pub fn until_a_change_is_under_way(&self) {
        until("a change is under way", || {
            let open: i64 = self
                .database()
                .query_row(
                    "SELECT count(*) FROM exchanges e JOIN runs r ON r.id = e.run WHERE r.outcome IS NULL
                     AND e.exchange_json ->> 'changes' AND e.exchange_json ->> 'status' IS NULL",
                    [],
                    |r| r.get(0),
                )
                .unwrap();
            open == 1 && self.changes() == 1
        });
    }

    /// The files under the data directory that hold a text.
    pub fn files_with(&self, text: &str) -> Vec<PathBuf> {
        let mut found = Vec::new();
        let mut folders = vec![self.data_dir()];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else if holds(&path, text) {
                    found.push(path);
                }
            }
        }
        found
    }

    /// A text without what differs from test to test.
    pub fn plain(&self, text: &str) -> String {
        let mut text = text.replace(&self.home.path().display().to_string(), "ROOM");
        if let Some(sandbox) = &self.sandbox {
            text = text.replace(sandbox.url(), "http://SANDBOX");
        }
        text
    }
}

fn holds(path: &Path, text: &str) -> bool {
    let content = std::fs::read(path).unwrap();
    content
        .windows(text.len())
        .any(|window| window == text.as_bytes())
}

impl From<Output> for Ended {
    fn from(output: Output) -> Self {
        Self {
            code: output.status.code(),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }
}

impl Ended {
    /// Exit code, output and errors, for a snapshot.
    pub fn shown(&self, room: &Room) -> String {
        let code = self.code.map_or_else(|| "signal".into(), |c| c.to_string());
        format!(
            "exit {code}\n--- stdout\n{}--- stderr\n{}",
            room.plain(&self.out),
            room.plain(&self.err)
        )
    }
}

/// Looks again and again, up to a deadline.
pub fn until(what: &str, mut holds: impl FnMut() -> bool) {
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
pub struct Killed(pub Child);

impl Drop for Killed {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Sends a signal (`-INT`) to a child process.
pub fn signal(child: &Child, signal: &str) {
    let sent = Command::new("kill")
        .args([signal, &child.id().to_string()])
        .status()
        .unwrap();
    assert!(sent.success());
}

/// Compares with a snapshot, without times, ids and durations.
#[macro_export]
macro_rules! snapshot {
    ($text:expr) => {
        insta::with_settings!({filters => vec![
            (r"\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b", "[run id]"),
            (r"\b2\d{3}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d)?(\.\d+)?(Z|[+-]\d\d:\d\d)?", "[time]"),
            (r"\b\d+ ms\b", "[duration]"),
        ], omit_expression => true}, { insta::assert_snapshot!($text) });
    };
}
