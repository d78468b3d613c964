//! The push service: its token, the one request there is, and what a "no" says.

use std::sync::Arc;

use serde_json::{Map, Value, json};

use crate::account::Account;
use crate::address;
use crate::error::{Error, Kind, Result};
use crate::grant::Grant;
use crate::jwt::{Algorithm, Jwt, KeyAt};
use crate::reply::Reply;
use crate::request::{Body, Credential, Request};

/// Longest message of the vendor that is repeated, in characters.
const MAX_MESSAGE: usize = 500;

/// The token by which APNs knows the team. Apple takes it for an hour, and wants it to be used for 20 minutes at least:
/// a new one is signed every half hour, and what other processes sign meanwhile says the same.
pub(super) fn grant(account: &Account) -> Result<Grant> {
    let member = |name: &str, value: &str| Map::from_iter([(name.to_owned(), Value::from(value))]);
    Ok(Grant::signed(Jwt {
        algorithm: Algorithm::Es256,
        key: KeyAt::File("key_p8"),
        header: member("kid", account.required("key_id")?),
        claims: member("iss", account.required("team_id")?),
        expires_secs: None,
        used_secs: 30 * 60,
    })
    .stale(|reply| reply.status == 403 && reason(reply) == "ExpiredProviderToken"))
}

/// `sandbox` or `production`.
pub(super) fn environment(account: &Account) -> &str {
    account.value("environment").unwrap_or("production")
}

/// Where the device of that token is written to.
pub(super) fn device(account: &Account, token: &str) -> Result<url::Url> {
    let base = account.base(|| {
        Ok(match environment(account) {
            "sandbox" => "https://api.development.push.apple.com",
            _ => "https://api.push.apple.com",
        }
        .to_owned())
    })?;
    address::at(&base, &["3", "device", token], &[])
}

/// What every request to APNs has. It must be HTTP/2, which the road offers to every https host.
pub(super) fn signed(request: Request, account: &Account, body: Value) -> Result<Request> {
    Ok(request
        .header("apns-topic", account.required("bundle_id")?)
        .body(Body::Json(body))
        .credential(Credential::Granted {
            name: "authorization",
            prefix: "bearer ",
            grant: Arc::new(grant(account)?),
        }))
}

/// Apple's word for a "no"; empty if there is none.
pub(super) fn reason(reply: &Reply) -> String {
    let body: Value = serde_json::from_slice(&reply.body).unwrap_or_default();
    let reason = body["reason"].as_str().unwrap_or_default();
    reason.chars().take(MAX_MESSAGE).collect()
}

/// The error that an answer other than 2xx is.
pub(super) fn refusal(reply: &Reply, account: &Account) -> Error {
    if reply.is_page() {
        return reply.malformed("it is a web page");
    }
    let reason = reason(reply);
    let (kind, words, hint) = meaning(&reason).unwrap_or_else(|| {
        let hint = match reply.status {
            403 => "Check the key, its ID, the Team ID and the Bundle ID",
            404 | 405 => "Check the Base URL",
            429 => "Nothing was sent. Wait some minutes before the next",
            _ => "Look the reason up in Apple's table of APNs errors",
        };
        (reply.kind(), "it gives no reason that is known here", hint)
    });
    let hint = match reason.as_str() {
        "BadDeviceToken" | "BadEnvironmentKeyIdInToken" => {
            format!("{hint}. Environment is {}", environment(account))
        }
        _ => hint.to_owned(),
    };
    let said = match reason.as_str() {
        "" => format!(" ({})", reply.status),
        reason => format!(" ({reason})"),
    };
    Error::new(kind, format!("Apple did not take the push: {words}{said}"))
        .hint(hint)
        .details(json!({ "status": reply.status, "code": reason }))
}

/// What Apple's reasons mean, and what helps.
fn meaning(reason: &str) -> Option<(Kind, &'static str, &'static str)> {
    use Kind::{Forbidden, NotFound, RateLimited, Refused, Unauthorized};
    Some(match reason {
        "BadDeviceToken" => (
            Refused,
            "the device token is not one of this environment",
            "Often it is of the other environment; else copy it again from the push endpoint",
        ),
        "Unregistered" | "ExpiredToken" => (
            NotFound,
            "the device token is not in use any more: the app was removed, or has a new one",
            "Drop this push endpoint: it will not work again",
        ),
        "DeviceTokenNotForTopic" => (
            Refused,
            "the device token is of another app",
            "Check the Bundle ID, and that the push endpoint is of this app",
        ),
        "BadTopic" | "MissingTopic" => (
            Refused,
            "it does not take the Bundle ID",
            "Check the Bundle ID",
        ),
        "TopicDisallowed" => (
            Refused,
            "pushes are not allowed for this Bundle ID",
            "Check the Bundle ID, and that the app has the Push Notifications capability",
        ),
        "PayloadEmpty" | "BadMessageId" | "BadPriority" | "InvalidPushType"
        | "MissingDeviceToken" | "DuplicateHeaders" | "IdleTimeout" | "BadPath"
        | "MethodNotAllowed" => (
            Refused,
            "it does not take the form of the request",
            "Check that the Base URL leads to APNs; if it does, report this",
        ),
        "BadCollapseId" => (
            Refused,
            "it does not take the collapse ID",
            "At most 64 bytes are allowed",
        ),
        "BadExpirationDate" => (
            Refused,
            "it does not take the expiration",
            "Leave Kept for at 0",
        ),
        "PayloadTooLarge" => (
            Refused,
            "the message is too long",
            "Shorten the text or the custom data",
        ),
        "InvalidProviderToken" => (
            Unauthorized,
            "the key, its ID and the Team ID do not belong together",
            "Check all three, that the key was not revoked, and that this computer's clock is right",
        ),
        "ExpiredProviderToken" => (
            Unauthorized,
            "the token that was signed here is too old",
            "Check this computer's clock: it is half an hour off or more. Then try again in 20 minutes",
        ),
        "MissingProviderToken" => (
            Unauthorized,
            "there was no token",
            "Check that the Base URL leads to APNs and keeps the headers",
        ),
        "BadEnvironmentKeyIdInToken" => (
            Forbidden,
            "the key is limited to the other environment",
            "Use a key for this environment, or set the other one",
        ),
        "UnrelatedKeyIdInToken" => (
            Forbidden,
            "the connection was already used with another key",
            "Try again; if it stays so, restart Patchbay",
        ),
        "BadCertificate" | "BadCertificateEnvironment" | "Forbidden" => (
            Forbidden,
            "the key may not do this",
            "Check that the key has Apple Push Notifications service, and for which apps",
        ),
        "TooManyProviderTokenUpdates" => (
            RateLimited,
            "tokens were signed too often for it",
            "Nothing was sent. Wait 20 minutes before the next",
        ),
        "TooManyRequests" => (
            RateLimited,
            "too many pushes were sent to this device",
            "Nothing was sent. Wait some minutes before the next",
        ),
        "InternalServerError" | "ServiceUnavailable" | "Shutdown" => {
            (Kind::NoAnswer, "it has trouble", "Try again later")
        }
        _ => return None,
    })
}
