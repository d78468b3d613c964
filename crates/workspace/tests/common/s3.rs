//! s3s-fs as a process of the test's own: a real S3 server whose buckets are folders.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};

use jiff::Timestamp;
use patchbay_workspace::Call;
use patchbay_workspace::operations::SourcesSave;
use patchbay_workspace::operations::sources::{SourceChange, SourceView};
use serde_json::{Value, json};

pub const ACCESS_KEY: &str = "AKPATCHBAY";
pub const SECRET: &str = super::CANARY;
pub const BUCKET: &str = "acme";

pub struct S3 {
    process: Child,
    root: tempfile::TempDir,
    pub port: u16,
}

impl S3 {
    pub fn start() -> Self {
        let program = std::env::var_os("PATCHBAY_S3S").unwrap_or_else(|| "s3s-fs".into());
        let root = tempfile::tempdir().unwrap();
        std::fs::create_dir(root.path().join(BUCKET)).unwrap();
        let mut process = Command::new(&program)
            .args(["--host", "127.0.0.1", "--port", "0"])
            .args(["--access-key", ACCESS_KEY, "--secret-key", SECRET])
            .arg(root.path())
            .env("RUST_LOG", "info")
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap_or_else(|e| {
                panic!(
                    "{} does not start ({e}): ./dev setup installs it",
                    program.display()
                )
            });
        let mut lines = BufReader::new(process.stdout.take().unwrap()).lines();
        let port = lines.find_map(|line| {
            let line = line.unwrap();
            let port = line.split("http://127.0.0.1:").nth(1)?;
            let port: String = port.chars().take_while(char::is_ascii_digit).collect();
            port.parse().ok()
        });
        // A full pipe would stop it.
        std::thread::spawn(move || lines.for_each(drop));
        Self {
            process,
            root,
            port: port.unwrap_or_else(|| panic!("s3s-fs does not say where it listens")),
        }
    }

    /// Puts an object that was written at that time.
    pub fn put(&self, key: &str, content: impl AsRef<[u8]>, written: &str) {
        let path = self.root.path().join(BUCKET).join(key);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, content).unwrap();
        let written: Timestamp = written.parse().unwrap();
        let file = std::fs::File::options().write(true).open(&path).unwrap();
        file.set_modified(written.into()).unwrap();
    }

    /// Saves a source `daily` on the bucket.
    pub async fn source(&self, call: &Call, more: Value) -> SourceView {
        self.source_at(call, self.port, SECRET, more).await
    }

    pub async fn source_at(&self, call: &Call, port: u16, secret: &str, more: Value) -> SourceView {
        let mut settings = json!({
            "name": "daily", "bucket": BUCKET, "region": "us-east-1", "access_key": ACCESS_KEY,
            "endpoint": format!("http://127.0.0.1:{port}"), "prefix": "out/evergent", "spec": "generic",
        });
        for (key, value) in more.as_object().unwrap() {
            settings[key] = value.clone();
        }
        let change = json!({ "settings": settings, "secret": secret });
        let change: SourceChange = serde_json::from_value(change).unwrap();
        call.perform::<SourcesSave>(change).await.unwrap()
    }
}

impl Drop for S3 {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// An export of so many users.
pub fn users(count: usize) -> String {
    let users = (0..count).map(|user| format!("u{user},gold\n"));
    std::iter::once("user_id,plan\n".to_owned())
        .chain(users)
        .collect()
}
