//! An open bucket: what is in it, what one object is, and its first bytes.

use std::ops::Range;
use std::time::Duration;

use futures_util::StreamExt as _;
use object_store::aws::{AmazonS3, AmazonS3Builder};
use object_store::list::{PaginatedListOptions, PaginatedListStore as _};
use object_store::path::Path;
use object_store::{
    BackoffConfig, GetOptions, GetRange, GetResult, ObjectMeta, ObjectStore as _, RetryConfig,
};
use tokio_util::sync::CancellationToken;
use url::Url;

use super::error::{Fault, SourceError};
use super::refusal::{self, About};
use super::signed::{Key, Road, Said, Signed};
use super::{BucketAddress, Object};

/// The most objects below a prefix that are looked at.
pub const LIST_LIMIT: usize = 100_000;

/// A bucket that can be asked.
///
/// Every request is tried three times at most, within about 20 seconds from the first try to the last one's start; one
/// try waits 5 s for a connection and 10 s for each next piece of the answer.
pub struct Bucket {
    store: AmazonS3,
    address: BucketAddress,
    host: String,
    /// Whether requests are made with an access key.
    signed: bool,
}

impl std::fmt::Debug for Bucket {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Bucket").field(&self.address).finish()
    }
}

/// What one object is now.
#[derive(Debug, Clone)]
pub(super) struct Looked {
    pub object: Object,
    pub said: Said,
}

impl Bucket {
    /// Opens a bucket; nothing is sent yet. Without a key, requests are not signed.
    pub fn open(address: BucketAddress, key: Option<Key<'_>>) -> Result<Self, SourceError> {
        let signed = key.is_some();
        let address = address.checked()?;
        let url = address.url()?;
        let host = Url::parse(&url).ok();
        let host =
            host.map(|url| url[url::Position::BeforeHost..url::Position::AfterPort].to_owned());
        let store = AmazonS3Builder::new()
            .with_bucket_name(&address.bucket)
            .with_region(&address.region)
            // The whole address is known: neither style is left to add.
            .with_endpoint(url)
            .with_virtual_hosted_style_request(true)
            .with_skip_signature(true)
            .with_http_connector(Road::new(Signed::new(&address, key)?))
            .with_retry(RetryConfig {
                backoff: BackoffConfig {
                    init_backoff: Duration::from_millis(200),
                    max_backoff: Duration::from_secs(2),
                    base: 2.0,
                },
                max_retries: 2,
                retry_timeout: Duration::from_secs(20),
            })
            .build()
            .map_err(|_| {
                SourceError::new(
                    Fault::Invalid("bucket"),
                    "this is not the address of a bucket",
                    "Check bucket, region and endpoint",
                )
            })?;
        Ok(Self {
            store,
            host: host.unwrap_or_default(),
            signed,
            address,
        })
    }

    /// Where it is.
    pub fn address(&self) -> &BucketAddress {
        &self.address
    }

    /// The objects below the prefix, newest first; of those written in the same second, the last by key. Folders are
    /// left out, and [`LIST_LIMIT`] is the most.
    pub async fn list(&self, cancel: &CancellationToken) -> Result<Vec<Object>, SourceError> {
        let prefix = Some(self.address.prefix.as_str()).filter(|p| !p.is_empty());
        let mut found = Vec::new();
        let mut page_token = None;
        loop {
            let options = PaginatedListOptions {
                page_token: page_token.take(),
                ..PaginatedListOptions::default()
            };
            let page = self.store.list_paginated(prefix, options);
            let page = self
                .unless(cancel, page)
                .await?
                .map_err(|e| self.meaning(&e, None))?;
            found.extend(page.result.objects.iter().map(object).filter(|o| {
                let folder = o.bytes == 0 && !o.name().contains('.');
                !folder && o.key.starts_with(&self.address.prefix)
            }));
            if found.len() > LIST_LIMIT {
                return Err(SourceError::new(
                    Fault::TooMany,
                    format!(
                        "more than {LIST_LIMIT} objects of the bucket {} are below the prefix",
                        self.address.bucket
                    ),
                    "Choose a longer prefix: the folder of the daily exports",
                ));
            }
            page_token = page.page_token;
            if page_token.is_none() {
                break;
            }
        }
        found.sort_by(|a, b| (b.modified, &b.key).cmp(&(a.modified, &a.key)));
        Ok(found)
    }

    /// What one object is now.
    pub async fn head(&self, key: &str) -> Result<Object, SourceError> {
        Ok(self.look(key).await?.object)
    }

    pub(super) async fn look(&self, key: &str) -> Result<Looked, SourceError> {
        let options = GetOptions {
            head: true,
            ..GetOptions::default()
        };
        let path = self.path(key)?;
        let result = match self.store.get_opts(&path, options).await {
            Ok(result) => result,
            Err(error) => {
                let error = self.meaning(&error, Some(key));
                if error.fault.is_passing() {
                    return Err(error);
                }
                // A refused HEAD has no body to say why; the same question as a GET has.
                let options = GetOptions {
                    range: Some(GetRange::Bounded(0..1)),
                    ..GetOptions::default()
                };
                let said = self.store.get_opts(&path, options).await.err();
                return Err(said.map_or(error, |said| self.meaning(&said, Some(key))));
            }
        };
        Ok(Looked {
            object: object(&result.meta),
            said: result.extensions.get::<Said>().cloned().unwrap_or_default(),
        })
    }

    /// The first bytes of an object: `most` of them, or all where there are fewer.
    pub async fn start_of(
        &self,
        object: &Object,
        most: u64,
        cancel: &CancellationToken,
    ) -> Result<Vec<u8>, SourceError> {
        let end = object.bytes.min(most);
        if end == 0 {
            return Ok(Vec::new());
        }
        let mut bytes = Vec::new();
        let reading = self.range(object, 0..end, |piece| bytes.extend_from_slice(piece));
        self.unless(cancel, reading).await??;
        Ok(bytes)
    }

    /// Reads a range of just this object, in order and to its end. A range of another one, which took its place
    /// meanwhile, is an error before any of it is given out.
    pub(super) async fn range(
        &self,
        object: &Object,
        range: Range<u64>,
        mut take: impl FnMut(&[u8]),
    ) -> Result<(), SourceError> {
        let key = object.key.as_str();
        let broken = |e| self.meaning(&e, Some(key));
        let options = GetOptions {
            // Kept to by S3. Other stores may not know it, so what comes is compared below too.
            if_match: object.etag.clone(),
            range: Some(GetRange::Bounded(range.clone())),
            ..GetOptions::default()
        };
        let result: GetResult = self
            .store
            .get_opts(&self.path(key)?, options)
            .await
            .map_err(broken)?;
        if !object.is_same(&self::object(&result.meta)) {
            return Err(refusal::changed(&self.address.bucket, key));
        }
        let mut left = range.end - range.start;
        let mut pieces = result.into_stream();
        while let Some(piece) = pieces.next().await {
            let piece = piece.map_err(broken)?;
            left = left
                .checked_sub(piece.len() as u64)
                .ok_or_else(|| self.odd_length(key))?;
            take(&piece);
        }
        if left == 0 {
            Ok(())
        } else {
            Err(self.odd_length(key))
        }
    }

    fn odd_length(&self, key: &str) -> SourceError {
        SourceError::new(
            Fault::NoAnswer,
            format!(
                "{} sent another part of {key} than was asked for",
                self.host
            ),
            "Try again: a download goes on where it broke off",
        )
    }

    /// Waits for something unless the caller cancels.
    pub(super) async fn unless<T>(
        &self,
        cancel: &CancellationToken,
        work: impl Future<Output = T>,
    ) -> Result<T, SourceError> {
        cancel
            .run_until_cancelled(work)
            .await
            .ok_or_else(|| self.cancelled())
    }

    pub(super) fn cancelled(&self) -> SourceError {
        SourceError::new(
            Fault::Cancelled,
            format!("reading the bucket {} was cancelled", self.address.bucket),
            "Start it again when you like: a download goes on where it stopped",
        )
    }

    fn path(&self, key: &str) -> Result<Path, SourceError> {
        Path::parse(key)
            .map_err(|source| self.meaning(&object_store::Error::InvalidPath { source }, Some(key)))
    }

    fn meaning(&self, error: &object_store::Error, key: Option<&str>) -> SourceError {
        let about = About {
            bucket: &self.address.bucket,
            host: &self.host,
            region: &self.address.region,
            key,
            signed: self.signed,
        };
        refusal::meaning(error, about)
    }
}

fn object(meta: &ObjectMeta) -> Object {
    Object {
        key: meta.location.as_ref().to_owned(),
        bytes: meta.size,
        modified: meta.last_modified.timestamp(),
        etag: meta.e_tag.clone(),
    }
}
