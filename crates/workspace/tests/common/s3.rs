//! Sources of a workspace on a real S3 server.

use jiff::Timestamp;
use patchbay_workspace::Call;
use patchbay_workspace::operations::SourcesSave;
use patchbay_workspace::operations::sources::{SourceChange, SourceView};
use serde_json::{Value, json};

use super::s3s::{ACCESS_KEY, BUCKET, S3s};

pub const SECRET: &str = super::CANARY;

pub struct S3 {
    s3s: S3s,
    pub port: u16,
}

impl S3 {
    pub fn start() -> Self {
        let s3s = S3s::start(SECRET);
        let port = s3s.port;
        Self { s3s, port }
    }

    /// Puts an object that was written at that time.
    pub fn put(&self, key: &str, content: impl AsRef<[u8]>, written: &str) {
        let written: Timestamp = written.parse().unwrap();
        self.s3s.put(key, content, written.into());
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

/// An export of so many users.
pub fn users(count: usize) -> String {
    let users = (0..count).map(|user| format!("u{user},gold\n"));
    std::iter::once("user_id,plan\n".to_owned())
        .chain(users)
        .collect()
}
