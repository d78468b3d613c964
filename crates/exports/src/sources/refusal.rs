//! What a store's refusal, or the lack of an answer, means to a person.
//!
//! Codes are S3's: <https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html>. Other stores use them too,
//! with a few of their own.

use std::error::Error;
use std::io;

use futures_util::StreamExt as _;
use object_store::client::{HttpError, HttpErrorKind, HttpResponseBody};

use super::error::{Fault, SourceError};

/// The most of a refusal's body that is read.
const BODY_BYTES: usize = 64 << 10;
/// The most of a store's own words that is repeated.
const WORDS: usize = 200;

/// A reply that says no.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Refusal {
    status: u16,
    /// The store's word for it: `NoSuchBucket`. A HEAD request gets none.
    code: Option<String>,
    message: Option<String>,
    /// Where the bucket is, if the store says so.
    region: Option<String>,
}

impl std::fmt::Display for Refusal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "status {}", self.status)?;
        self.code.iter().try_for_each(|code| write!(f, ", {code}"))
    }
}

impl Error for Refusal {}

impl Refusal {
    /// Reads what the body says, as far as it says anything.
    pub(super) async fn read(status: u16, region: Option<String>, body: HttpResponseBody) -> Self {
        let mut text = Vec::new();
        let mut pieces = body.bytes_stream();
        while let Some(Ok(piece)) = pieces.next().await {
            text.extend_from_slice(&piece);
            if text.len() > BODY_BYTES {
                break;
            }
        }
        let text = String::from_utf8_lossy(&text);
        Self {
            status,
            code: element(&text, "Code")
                .filter(|code| code.chars().all(|c| c.is_ascii_alphanumeric())),
            message: element(&text, "Message"),
            region: region.or_else(|| element(&text, "Region")),
        }
    }
}

/// The text of the first element of that name, as plain as S3 writes it.
fn element(xml: &str, name: &str) -> Option<String> {
    let from = xml.find(&format!("<{name}>"))? + name.len() + 2;
    let to = from + xml[from..].find(&format!("</{name}>"))?;
    let text = xml[from..to].trim();
    let short: String = text
        .chars()
        .filter(|c| !c.is_control())
        .take(WORDS)
        .collect();
    (!short.is_empty()).then_some(short)
}

/// What is asked for, for the sentence: the bucket and where it is, the key if there is one.
#[derive(Clone, Copy)]
pub(super) struct About<'a> {
    pub bucket: &'a str,
    /// The host and port.
    pub host: &'a str,
    pub region: &'a str,
    pub key: Option<&'a str>,
    /// Whether the request was made with an access key.
    pub signed: bool,
}

/// What an error of `object_store` means.
pub(super) fn meaning(error: &object_store::Error, about: About<'_>) -> SourceError {
    let mut next: Option<&(dyn Error + 'static)> = Some(error);
    let mut unreached = None;
    while let Some(cause) = next {
        if let Some(refusal) = cause.downcast_ref::<Refusal>() {
            return refused(refusal, about);
        }
        if let Some(http) = cause.downcast_ref::<HttpError>() {
            unreached = Some(http);
        }
        next = cause.source();
    }
    if let Some(http) = unreached.filter(|http| http.kind() != HttpErrorKind::Decode) {
        return no_answer(http, about);
    }
    match error {
        object_store::Error::InvalidPath { source } => SourceError::new(
            Fault::Invalid("prefix"),
            format!(
                "the bucket {} holds a key that cannot be read ({source})",
                about.bucket
            ),
            "Choose a prefix that leaves it out, or rename it at the store",
        ),
        _ => SourceError::new(
            Fault::Malformed,
            format!(
                "{} did not answer as S3 does ({})",
                about.host,
                bottom(error)
            ),
            "Check that the endpoint is the store's S3 address, and not its console or web site",
        ),
    }
}

fn refused(refusal: &Refusal, about: About<'_>) -> SourceError {
    let About {
        bucket,
        host,
        region,
        key,
        signed,
    } = about;
    let code = refusal.code.as_deref().unwrap_or_default();
    let no = |fault, message: String, hint: &str| SourceError::new(fault, message, hint);
    match (code, refusal.status, key) {
        ("SignatureDoesNotMatch", ..) => no(
            Fault::WrongSecret,
            format!(
                "{host} refused the signature: the secret key is not the one of this access key id"
            ),
            "Enter the secret key again, whole and without spaces",
        ),
        ("InvalidAccessKeyId" | "NotSignedUp", ..) => no(
            Fault::WrongKey,
            format!("{host} does not know the access key id"),
            "Check it, and that it was not switched off or deleted at the store",
        ),
        ("RequestTimeTooSkewed" | "RequestExpired", ..) => no(
            Fault::ClockSkew,
            format!("{host} refused the request, as this machine's clock is too far off"),
            "Set the clock: more than 15 minutes make every signature void",
        ),
        ("NoSuchBucket", ..) | ("", 404, None) => no(
            Fault::NoBucket,
            format!("there is no bucket {bucket} at {host}"),
            "Check its name and the region; at other stores, also whether the path style is needed",
        ),
        (
            "PermanentRedirect"
            | "AuthorizationHeaderMalformed"
            | "IllegalLocationConstraintException",
            ..,
        )
        | (_, 300..=399, _) => match refusal.region.as_deref() {
            Some(right) if right != region => no(
                Fault::WrongRegion,
                format!("the bucket {bucket} is in the region {right}, not in {region}"),
                &format!("Set the region to {right}"),
            ),
            _ => no(
                Fault::WrongRegion,
                format!("the bucket {bucket} is not in the region {region}"),
                "Look at the bucket's properties at the store for its region, and check the endpoint",
            ),
        },
        ("NoSuchKey", _, Some(key)) | ("", 404, Some(key)) => no(
            Fault::NoObject,
            format!("there is no {key} in the bucket {bucket}"),
            "It may have been moved or deleted: list the bucket again",
        ),
        (_, 412 | 416, Some(key)) => changed(bucket, key),
        ("SlowDown" | "ServiceUnavailable" | "InternalError" | "RequestTimeout", ..)
        | (_, 408 | 429 | 500.., _) => no(
            Fault::Busy,
            format!(
                "{host} is overloaded or out of order (status {})",
                refusal.status
            ),
            "Try again in a few minutes",
        ),
        (_, 401 | 403, _) if !signed => no(
            Fault::Forbidden,
            format!(
                "the bucket {bucket} is not open to everybody, and no access key is given{}",
                own_words(refusal)
            ),
            "Give the source an access key id and its secret key",
        ),
        (_, 401 | 403, _) => no(
            Fault::Forbidden,
            match key {
                Some(key) => format!(
                    "the access key may not read {key} in the bucket {bucket}{}",
                    own_words(refusal)
                ),
                None => format!(
                    "the access key may not list the bucket {bucket}{}",
                    own_words(refusal)
                ),
            },
            "Have the store's administrator allow s3:ListBucket on the bucket and s3:GetObject on what is below the prefix",
        ),
        _ => no(
            Fault::Malformed,
            format!(
                "{host} refused the request with status {}{}",
                refusal.status,
                own_words(refusal)
            ),
            "Check the endpoint, the region and the address style",
        ),
    }
}

/// The object is not the one that was looked at.
pub(super) fn changed(bucket: &str, key: &str) -> SourceError {
    SourceError::new(
        Fault::Changed,
        format!("{key} in the bucket {bucket} was replaced while it was read"),
        "Nothing of it was kept: pull again once it is whole",
    )
}

fn own_words(refusal: &Refusal) -> String {
    let words: Vec<&str> = [&refusal.code, &refusal.message]
        .into_iter()
        .filter_map(Option::as_deref)
        .collect();
    if words.is_empty() {
        String::new()
    } else {
        format!(" ({})", words.join(": "))
    }
}

fn no_answer(http: &HttpError, about: About<'_>) -> SourceError {
    let host = about.host;
    let mut cause: Option<&(dyn Error + 'static)> = Some(http);
    let (mut dns, mut tls) = (false, false);
    while let Some(error) = cause {
        dns |= error
            .downcast_ref::<reqwest::Error>()
            .is_some_and(reqwest::Error::is_dns);
        tls |= error.downcast_ref::<io::Error>().is_some_and(is_tls);
        cause = error.source();
    }
    let why = bottom(http);
    match http.kind() {
        _ if dns => SourceError::new(
            Fault::Dns,
            format!("the host {host} is not known ({why})"),
            "Check the endpoint's and the region's spelling, and that this machine is online",
        ),
        _ if tls => SourceError::new(
            Fault::Tls,
            format!("{host} could not be spoken to safely ({why})"),
            "Check the endpoint and its port; if they are right, its certificate is not trusted here: look for the company proxy's CA in the system's store",
        ),
        HttpErrorKind::Connect => SourceError::new(
            Fault::Connect,
            format!("{host} could not be reached ({why})"),
            "Check the endpoint, the network, VPN and proxy",
        ),
        HttpErrorKind::Timeout => SourceError::new(
            Fault::NoAnswer,
            format!("{host} did not answer in time"),
            "Check the network, VPN and proxy, then try again",
        ),
        _ => SourceError::new(
            Fault::NoAnswer,
            format!("the connection to {host} broke ({why})"),
            "Try again: a download goes on where it broke off",
        ),
    }
}

/// rustls speaks through I/O errors: one with invalid data that holds its own, or one that tells of an early end.
/// They come wrapped in others, which their `source` passes over.
fn is_tls(error: &io::Error) -> bool {
    error.kind() == io::ErrorKind::InvalidData
        || error.to_string().contains("tls handshake")
        || error
            .get_ref()
            .and_then(|inner| inner.downcast_ref::<io::Error>())
            .is_some_and(is_tls)
}

/// The innermost cause.
fn bottom(error: &dyn Error) -> String {
    let mut last = error.to_string();
    let mut next = error.source();
    while let Some(cause) = next {
        last = cause.to_string();
        next = cause.source();
    }
    last.chars()
        .filter(|c| !c.is_control())
        .take(WORDS)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const ABOUT: About<'_> = About {
        bucket: "acme",
        host: "s3.eu-west-1.amazonaws.com",
        region: "eu-west-1",
        key: None,
        signed: true,
    };

    async fn said(status: u16, key: Option<&str>, body: &str) -> String {
        let body = HttpResponseBody::from(body.to_owned());
        let refusal = Refusal::read(status, None, body).await;
        let error = refused(&refusal, About { key, ..ABOUT });
        format!("{:?}: {error}\n{}", error.fault, error.hint)
    }

    fn xml(code: &str) -> String {
        format!(
            "<?xml version=\"1.0\"?><Error><Code>{code}</Code><Message>So it is</Message><Region>eu-north-1</Region></Error>"
        )
    }

    #[tokio::test]
    async fn every_refusal_is_one_plain_sentence_with_its_remedy() {
        let mut all = Vec::new();
        for code in [
            "SignatureDoesNotMatch",
            "InvalidAccessKeyId",
            "RequestTimeTooSkewed",
            "NoSuchBucket",
            "PermanentRedirect",
            "AccessDenied",
            "SlowDown",
            "MethodNotAllowed",
        ] {
            all.push(format!("# {code}\n{}\n", said(403, None, &xml(code)).await));
        }
        for (status, key) in [
            (404, None),
            (404, Some("a.csv")),
            (403, Some("a.csv")),
            (412, Some("a.csv")),
            (416, Some("a.csv")),
            (307, None),
            (503, None),
            (418, None),
        ] {
            all.push(format!(
                "# {status} {}\n{}\n",
                key.unwrap_or("-"),
                said(status, key, "").await
            ));
        }
        insta::assert_snapshot!(all.concat());
    }

    #[tokio::test]
    async fn without_a_key_it_is_the_key_that_is_missing() {
        let body = HttpResponseBody::from(xml("AccessDenied"));
        let refusal = Refusal::read(403, None, body).await;
        let about = About {
            signed: false,
            ..ABOUT
        };
        let error = refused(&refusal, about);
        insta::assert_snapshot!(
            format!("{error}\n{}", error.hint),
            @r"
        the bucket acme is not open to everybody, and no access key is given (AccessDenied: So it is)
        Give the source an access key id and its secret key
        "
        );
    }

    #[tokio::test]
    async fn a_reply_of_something_else_is_no_code() {
        for body in [
            "",
            "<html><Code>x y</Code>",
            "<Code>",
            "<Code></Code>",
            "</Code><Code>",
        ] {
            assert_eq!(
                Refusal::read(500, None, HttpResponseBody::from(body.to_owned()))
                    .await
                    .code,
                None,
                "{body}"
            );
        }
        let long = format!(
            "<Code>A</Code><Message>{}\u{1b}</Message>",
            "ä".repeat(5_000)
        );
        let refusal = Refusal::read(500, None, HttpResponseBody::from(long)).await;
        assert_eq!(refusal.message.unwrap().chars().count(), WORDS);
    }
}
