//! The bucket of these tests, on a real S3 server.

use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use patchbay_exports::sources::{Bucket, BucketAddress, Key};

use super::s3s::{BUCKET, S3s};

pub use super::s3s::ACCESS_KEY;

/// What must be found in no error.
pub const SECRET: &str = "canary-5ecret-1a2b3c4d";

pub struct Server {
    s3s: S3s,
    pub port: u16,
}

impl Server {
    pub fn start() -> Self {
        let s3s = S3s::start(SECRET);
        let port = s3s.port;
        Self { s3s, port }
    }

    /// Puts an object, written so many seconds ago.
    pub fn put(&self, key: &str, content: &[u8], seconds_ago: u64) {
        #[allow(clippy::disallowed_methods)]
        // the server compares with nothing; only the order counts
        let at = SystemTime::now() - Duration::from_secs(seconds_ago);
        self.s3s.put(key, content, at);
    }

    pub fn path(&self, key: &str) -> PathBuf {
        self.s3s.path(key)
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
