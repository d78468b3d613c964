//! s3s-fs as a process of the test's own: a folder for each bucket, so that fixtures are files.

use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, SystemTime};

use patchbay_exports::sources::{Bucket, BucketAddress, Key};

pub const ACCESS_KEY: &str = "AKPATCHBAY";
/// What must be found in no error.
pub const SECRET: &str = "canary-5ecret-1a2b3c4d";
pub const BUCKET: &str = "acme";

pub struct Server {
    process: Child,
    pub root: tempfile::TempDir,
    pub port: u16,
}

impl Server {
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
            let port: String = line
                .split("http://127.0.0.1:")
                .nth(1)?
                .chars()
                .take_while(char::is_ascii_digit)
                .collect();
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

    /// Puts an object, written so many seconds ago. It takes the place of another one at once.
    pub fn put(&self, key: &str, content: &[u8], seconds_ago: u64) {
        let path = self.path(key);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        let fresh = self.root.path().join("fresh");
        std::fs::write(&fresh, content).unwrap();
        #[allow(clippy::disallowed_methods)]
        // the server compares with nothing; only the order counts
        let at = SystemTime::now() - Duration::from_secs(seconds_ago);
        std::fs::File::options()
            .write(true)
            .open(&fresh)
            .unwrap()
            .set_modified(at)
            .unwrap();
        std::fs::rename(&fresh, path).unwrap();
    }

    pub fn path(&self, key: &str) -> PathBuf {
        self.root.path().join(BUCKET).join(key)
    }

    pub fn address(port: u16) -> BucketAddress {
        BucketAddress {
            bucket: BUCKET.into(),
            prefix: String::new(),
            region: "us-east-1".into(),
            endpoint: Some(format!("http://127.0.0.1:{port}")),
            style: None,
        }
    }

    /// The bucket through a port: the server's own, or that of a network before it.
    pub fn bucket(port: u16) -> Bucket {
        Bucket::open(
            Self::address(port),
            Some(Key {
                id: ACCESS_KEY,
                secret: SECRET,
            }),
        )
        .unwrap()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Lines of an export, so many bytes of them, that differ all over.
pub fn csv(bytes: usize, salt: u64) -> Vec<u8> {
    let mut text = b"customer_id,value\n".to_vec();
    let mut value = salt.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    while text.len() < bytes {
        value ^= value << 13;
        value ^= value >> 7;
        value ^= value << 17;
        text.extend_from_slice(format!("{},{value:016x}\n", text.len()).as_bytes());
    }
    text.truncate(bytes);
    text
}

/// Whether a folder holds nothing but this file.
pub fn holds_only(folder: &Path, name: &str) -> bool {
    let names: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|e| e.unwrap().file_name())
        .collect();
    names == [name]
}
