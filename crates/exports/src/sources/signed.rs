//! The way of every request to a bucket: signed here, sent, and its refusal read.
//!
//! `object_store` makes the requests and repeats those that may be repeated; this is what it sends them through. It
//! signs them itself, so that the secret key has one holder, asks for checksums, which `object_store` does not, and
//! reads refusals while their body is at hand. Redirects are not followed: a signature is for one host.

use std::time::Duration;

use object_store::aws::{AwsAuthorizer, AwsCredential};
use object_store::client::{
    HttpClient, HttpConnector, HttpError, HttpErrorKind, HttpRequest, HttpResponse, HttpService,
};
use object_store::{ClientOptions, HeaderMap, HeaderValue};
use reqwest::{Method, StatusCode};
use zeroize::Zeroize as _;

use super::BucketAddress;
use super::error::{Fault, SourceError};
use super::refusal::Refusal;

/// How long to wait for a connection.
const CONNECT: Duration = Duration::from_secs(5);
/// How long to wait for the next bytes of an answer.
const SILENCE: Duration = Duration::from_secs(10);

/// An access key. It can be neither shown nor written, and is borrowed while a bucket is being opened.
#[derive(Clone, Copy)]
pub struct Key<'a> {
    /// The access key id.
    pub id: &'a str,
    /// The secret key.
    pub secret: &'a str,
}

/// What a reply said beside its content.
#[derive(Debug, Clone, Default)]
pub(super) struct Said {
    /// The checksums of the whole object, by the names of their headers, as base64.
    pub checksums: Vec<(&'static str, String)>,
    /// Its tag is no MD5, because it is kept encrypted with a key of its own.
    pub own_key: bool,
}

/// The checksums that can be verified, the strongest first.
pub(super) const CHECKSUMS: [&str; 4] = [
    "x-amz-checksum-sha256",
    "x-amz-checksum-crc64nvme",
    "x-amz-checksum-crc32c",
    "x-amz-checksum-crc32",
];

impl Said {
    fn of(headers: &HeaderMap) -> Self {
        let text = |name: &str| headers.get(name).and_then(|v| v.to_str().ok());
        // A composite one is over the parts' checksums, whose borders are not known here.
        let composite = text("x-amz-checksum-type") == Some("COMPOSITE");
        let whole = |name| text(name).filter(|sum| !composite && !sum.contains('-'));
        let own_key = |kind: &str| kind.starts_with("aws:kms");
        Self {
            checksums: CHECKSUMS
                .into_iter()
                .filter_map(|name| Some((name, whole(name)?.to_owned())))
                .collect(),
            own_key: text("x-amz-server-side-encryption").is_some_and(own_key)
                || headers.contains_key("x-amz-server-side-encryption-customer-algorithm"),
        }
    }
}

/// What begins a list of objects.
const LISTING: &[u8] = b"<ListBucketResult";

/// The answer to a question for a list is something else.
#[derive(Debug, thiserror::Error)]
#[error("it sent no list of objects")]
pub(super) struct NoListing;

/// Signs and sends.
pub(super) struct Signed {
    client: HttpClient,
    credential: Option<AwsCredential>,
    region: String,
}

impl std::fmt::Debug for Signed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Signed")
    }
}

impl Drop for Signed {
    fn drop(&mut self) {
        if let Some(credential) = &mut self.credential {
            credential.secret_key.zeroize();
        }
    }
}

impl Signed {
    pub(super) fn new(address: &BucketAddress, key: Option<Key<'_>>) -> Result<Self, SourceError> {
        // Plain http is let through for this machine alone, which no proxy stands before.
        let plain = address
            .endpoint
            .as_deref()
            .is_some_and(|e| e.starts_with("http:"));
        let mut client = reqwest::Client::builder()
            .user_agent(concat!("patchbay/", env!("CARGO_PKG_VERSION")))
            .connect_timeout(CONNECT)
            .read_timeout(SILENCE)
            .redirect(reqwest::redirect::Policy::none())
            .https_only(!plain)
            .no_gzip(); // lengths and checksums are of what is stored
        if plain {
            client = client.no_proxy();
        }
        let client = client.build().map_err(|_| {
            SourceError::new(
                Fault::Tls,
                "the HTTP client cannot be set up",
                "Check the machine's certificate store and proxy settings",
            )
        })?;
        Ok(Self {
            client: HttpClient::new(client),
            credential: key.map(|key| AwsCredential {
                key_id: key.id.to_owned(),
                secret_key: key.secret.to_owned(),
                token: None,
            }),
            region: address.region.clone(),
        })
    }
}

#[async_trait::async_trait]
impl HttpService for Signed {
    async fn call(&self, mut request: HttpRequest) -> Result<HttpResponse, HttpError> {
        if request.method() == Method::HEAD {
            let enabled = HeaderValue::from_static("ENABLED");
            request.headers_mut().insert("x-amz-checksum-mode", enabled);
        }
        if let Some(credential) = &self.credential {
            AwsAuthorizer::new(credential, "s3", &self.region)
                .try_authorize(&mut request, None)
                .map_err(|e| HttpError::new(HttpErrorKind::Unknown, e))?;
        }
        let lists = request
            .uri()
            .query()
            .is_some_and(|q| q.contains("list-type=2"));
        let response = self.client.execute(request).await?;
        let (mut parts, mut body) = response.into_parts();
        if parts.status.is_success() {
            let said = Said::of(&parts.headers);
            parts.extensions.insert(said);
            if lists {
                // Any other document would be taken for a list without objects.
                let listing = body.bytes().await?;
                if !listing.windows(LISTING.len()).any(|w| w == LISTING) {
                    return Err(HttpError::new(HttpErrorKind::Decode, NoListing));
                }
                body = listing.into();
            }
            return Ok(HttpResponse::from_parts(parts, body));
        }
        let region = parts.headers.get("x-amz-bucket-region");
        let region = region.and_then(|v| v.to_str().ok()).map(str::to_owned);
        let refusal = Refusal::read(parts.status.as_u16(), region, body).await;
        // What may pass by itself is called interrupted, which `object_store` repeats.
        let passing = parts.status.is_server_error()
            || parts.status == StatusCode::TOO_MANY_REQUESTS
            || parts.status == StatusCode::REQUEST_TIMEOUT;
        let kind = if passing {
            HttpErrorKind::Interrupted
        } else {
            HttpErrorKind::Unknown
        };
        Err(HttpError::new(kind, refusal))
    }
}

/// Hands `object_store` the one client that there is.
#[derive(Debug)]
pub(super) struct Road(HttpClient);

impl Road {
    pub(super) fn new(signed: Signed) -> Self {
        Self(HttpClient::new(signed))
    }
}

impl HttpConnector for Road {
    fn connect(&self, _: &ClientOptions) -> object_store::Result<HttpClient> {
        Ok(self.0.clone())
    }
}
