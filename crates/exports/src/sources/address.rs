//! Where a bucket is: judged before anything is sent there, so that no request goes to a place it must not.

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use url::{Host, Url};

use super::error::{Fault, SourceError};

/// Where the bucket's name stands in its address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum AddressStyle {
    /// `https://host/bucket`
    Path,
    /// `https://bucket.host`
    VirtualHost,
}

/// A bucket, and the part of it to look at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BucketAddress {
    /// The bucket's name.
    pub bucket: String,
    /// What the keys begin with, letter by letter: `daily/evergent_`. Empty for all.
    pub prefix: String,
    /// The region that requests are signed for: `eu-west-1`.
    pub region: String,
    /// The address of a store that speaks like S3; Amazon's own when absent.
    pub endpoint: Option<String>,
    /// Where the bucket's name stands; when absent, in the host at Amazon's and in the path elsewhere.
    pub style: Option<AddressStyle>,
}

impl BucketAddress {
    /// The same address with spaces and trailing slashes gone, or what is wrong with it.
    ///
    /// Names follow <https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html>; capitals and
    /// underscores are let through, as old buckets and other stores have them.
    pub fn checked(self) -> Result<Self, SourceError> {
        let bucket = self.bucket.trim().to_owned();
        let known = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
        if !(3..=255).contains(&bucket.len()) || !bucket.chars().all(known) || bucket.contains("..")
        {
            return Err(invalid(
                "bucket",
                format!("{bucket:?} cannot be the name of a bucket"),
                "Give its bare name, without s3:// and folders: acme-exports",
            ));
        }
        let region = self.region.trim().to_owned();
        let known = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
        if region.is_empty() || region.len() > 64 || !region.chars().all(known) {
            return Err(invalid(
                "region",
                format!("{region:?} cannot be a region"),
                "Give it as the store's console shows it: eu-west-1; other stores often take us-east-1 or auto",
            ));
        }
        let prefix = self.prefix.trim_start_matches('/').to_owned();
        if prefix.len() > 1_024 || prefix.chars().any(char::is_control) {
            return Err(invalid(
                "prefix",
                "the prefix cannot be the beginning of a key",
                "Give what the keys begin with, on one line: daily/evergent",
            ));
        }
        let endpoint = self.endpoint.filter(|e| !e.trim().is_empty());
        let endpoint = endpoint.map(|e| endpoint_of(&e)).transpose()?;
        let address = Self {
            bucket,
            prefix,
            region,
            endpoint,
            style: self.style,
        };
        address.url()?;
        Ok(address)
    }

    /// Where the bucket's objects are, without a slash at the end.
    pub(crate) fn url(&self) -> Result<String, SourceError> {
        let bucket = &self.bucket;
        // A certificate for *.s3.… does not cover a name with dots.
        let amazon = || {
            if bucket.contains('.') {
                AddressStyle::Path
            } else {
                AddressStyle::VirtualHost
            }
        };
        let Some(endpoint) = &self.endpoint else {
            let china = if self.region.starts_with("cn-") {
                ".cn"
            } else {
                ""
            };
            let host = format!("s3.{}.amazonaws.com{china}", self.region);
            return Ok(match self.style.unwrap_or_else(amazon) {
                AddressStyle::Path => format!("https://{host}/{bucket}"),
                AddressStyle::VirtualHost => format!("https://{bucket}.{host}"),
            });
        };
        match self.style.unwrap_or(AddressStyle::Path) {
            AddressStyle::Path => Ok(format!("{endpoint}/{bucket}")),
            AddressStyle::VirtualHost => {
                let url = Url::parse(endpoint).ok();
                let by_name = url.as_ref().and_then(Url::host);
                let Some((scheme, rest)) = endpoint
                    .split_once("://")
                    .filter(|_| matches!(by_name, Some(Host::Domain(_))))
                else {
                    return Err(invalid(
                        "style",
                        format!(
                            "{endpoint} is an IP address, before which no bucket's name can stand"
                        ),
                        "Choose the path style, or give the endpoint by its name",
                    ));
                };
                Ok(format!("{scheme}://{bucket}.{rest}"))
            }
        }
    }
}

/// An endpoint that a signed request may go to: https, or http on loopback; no user name, password, query or fragment.
fn endpoint_of(text: &str) -> Result<String, SourceError> {
    let wrong = |why: String, hint: &str| Err(invalid("endpoint", why, hint));
    let text = text.trim();
    let Ok(url) = Url::parse(text) else {
        return wrong(
            "the endpoint is not a URL".into(),
            "Give it with its scheme: https://storage.example.com",
        );
    };
    // Not repeated in the sentence: it may be a password.
    if !url.username().is_empty() || url.password().is_some() {
        return wrong(
            "the endpoint must not hold a user name or password".into(),
            "Give the access key id and the secret key in their own places",
        );
    }
    let local = match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        Some(Host::Ipv6(ip)) => ip.is_loopback(),
        None => false,
    };
    if url.scheme() != "https" && !(url.scheme() == "http" && local) {
        return wrong(
            format!("the endpoint {} is not https", url.as_str()),
            "Give an address that begins with https://; plain http is for this machine only, since exports hold people's data",
        );
    }
    if url.query().is_some() || url.fragment().is_some() {
        return wrong(
            "the endpoint has a ? or # in it".into(),
            "Give it without them: https://storage.example.com",
        );
    }
    Ok(url.as_str().trim_end_matches('/').to_owned())
}

fn invalid(field: &'static str, message: impl Into<String>, hint: &str) -> SourceError {
    SourceError::new(Fault::Invalid(field), message, hint)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(bucket: &str, endpoint: Option<&str>, style: Option<AddressStyle>) -> BucketAddress {
        BucketAddress {
            bucket: bucket.into(),
            prefix: String::new(),
            region: "eu-west-1".into(),
            endpoint: endpoint.map(str::to_owned),
            style,
        }
    }

    #[test]
    fn the_buckets_name_stands_where_the_store_expects_it() {
        use AddressStyle::{Path, VirtualHost};
        for (bucket, endpoint, style, url) in [
            (
                "acme",
                None,
                None,
                "https://acme.s3.eu-west-1.amazonaws.com",
            ),
            (
                "acme",
                None,
                Some(Path),
                "https://s3.eu-west-1.amazonaws.com/acme",
            ),
            (
                "acme.eu",
                None,
                None,
                "https://s3.eu-west-1.amazonaws.com/acme.eu",
            ),
            (
                "acme",
                Some("https://r2.example.com/"),
                None,
                "https://r2.example.com/acme",
            ),
            (
                "acme",
                Some("https://s.example.com:9000"),
                Some(VirtualHost),
                "https://acme.s.example.com:9000",
            ),
            (
                "acme",
                Some("http://127.0.0.1:5557"),
                None,
                "http://127.0.0.1:5557/acme",
            ),
            (
                "acme",
                Some("http://[::1]:5557/s3/"),
                Some(Path),
                "http://[::1]:5557/s3/acme",
            ),
            (
                "acme",
                Some("http://localhost"),
                None,
                "http://localhost/acme",
            ),
            (
                "acme",
                Some("  "),
                None,
                "https://acme.s3.eu-west-1.amazonaws.com",
            ),
        ] {
            let checked = address(bucket, endpoint, style).checked().unwrap();
            assert_eq!(checked.url().unwrap(), url);
        }
    }

    #[test]
    fn what_cannot_be_is_refused_by_its_field() {
        let field = |address: BucketAddress| match address.checked() {
            Err(SourceError {
                fault: Fault::Invalid(field),
                ..
            }) => field,
            other => panic!("{other:?}"),
        };
        for endpoint in [
            "storage.example.com",
            "http://storage.example.com",
            "http://localhost.example.com",
            "https://user:canary@storage.example.com",
            "https://canary@storage.example.com",
            "ftp://localhost",
            "https://storage.example.com?x=1",
            "https://storage.example.com/#x",
        ] {
            let bad = address("acme", Some(endpoint), None);
            let error = bad.clone().checked().unwrap_err();
            assert!(!format!("{error:?}").contains("canary"), "{error:?}");
            assert_eq!(field(bad), "endpoint", "{endpoint}");
        }
        for bucket in ["", "a", "s3://acme", "acme/daily", "a..b", "ac me", "acmé"] {
            assert_eq!(field(address(bucket, None, None)), "bucket", "{bucket}");
        }
        let style = Some(AddressStyle::VirtualHost);
        assert_eq!(
            field(address("acme", Some("http://127.0.0.1:1"), style)),
            "style"
        );
        let mut odd = address("acme", None, None);
        odd.region = "eu west".into();
        assert_eq!(field(odd), "region");
        let mut odd = address("acme", None, None);
        odd.prefix = "a\nb".into();
        assert_eq!(field(odd), "prefix");
    }
}
