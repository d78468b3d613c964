//! ADM's API: how its token is got, the one request that sends, and what a "no" says.

use std::sync::Arc;

use serde_json::{Value, json};
use url::Url;

use crate::account::Account;
use crate::address;
use crate::definition::Idempotency;
use crate::error::{Error, Kind, Result};
use crate::grant::Grant;
use crate::reply::Reply;
use crate::request::{Body, Credential, Method, Request};

/// Longest message of the vendor that is repeated, in characters.
const MAX_MESSAGE: usize = 500;

/// Tokens and messages are at the same host.
fn base(account: &Account) -> Result<Url> {
    account.base(|| Ok("https://api.amazon.com".to_owned()))
}

/// An hour's right to push.
pub(super) fn grant(account: &Account) -> Result<Grant> {
    let url = address::at(&base(account)?, &["auth", "O2", "token"], &[])?;
    let form = [
        ("grant_type", "client_credentials"),
        ("scope", "messaging:push"),
        ("client_id", account.required("client_id")?),
    ];
    let form = form.map(|(name, value)| (name.to_owned(), value.to_owned()));
    Ok(Grant::oauth(
        Request::read("Get a token for pushes", Method::Post, url)
            .header("accept", "application/json")
            .body(Body::Form(form.into()))
            .credential(Credential::Form {
                name: "client_secret",
                setting: "client_secret",
            }),
    ))
}

/// Sends a message to one device. Two of it are two messages.
pub(super) fn message(account: &Account, registration: &str, body: Value) -> Result<Request> {
    let path = ["messaging", "registrations", registration, "messages"];
    let url = address::at(&base(account)?, &path, &[])?;
    let purpose = "Send the push to the device";
    Ok(
        Request::change(purpose, Method::Post, url, Idempotency::None)
            .header("accept", "application/json")
            .header(
                "x-amzn-type-version",
                "com.amazon.device.messaging.ADMMessage@1.0",
            )
            .header(
                "x-amzn-accept-type",
                "com.amazon.device.messaging.ADMSendResult@1.0",
            )
            .body(Body::Json(body))
            .credential(Credential::Granted {
                name: "authorization",
                prefix: "Bearer ",
                grant: Arc::new(grant(account)?),
            }),
    )
}

/// The error that an answer other than 2xx is.
pub(super) fn refusal(reply: &Reply) -> Error {
    if reply.is_page() {
        return reply.malformed("it is a web page");
    }
    let body: Value = serde_json::from_slice(&reply.body).unwrap_or_default();
    let reason = ["reason", "error", "message"]
        .into_iter()
        .find_map(|name| body.get(name)?.as_str())
        .map(|text| text.chars().take(MAX_MESSAGE).collect::<String>())
        .unwrap_or_default();
    let (kind, words, hint) = match reason.as_str() {
        "InvalidRegistrationId" => (
            Kind::NotFound,
            "the registration ID is of another app or security profile, or is damaged",
            "Compare it with the push endpoint letter by letter, and the security profile with that of the app",
        ),
        "Unregistered" => (
            Kind::NotFound,
            "the app was removed from the device, or its pushes were switched off",
            "Drop this push endpoint: it will not work again",
        ),
        "InvalidData" => (
            Kind::Refused,
            "it does not take the data",
            "Data may hold texts only",
        ),
        "InvalidConsolidationKey" => (
            Kind::Refused,
            "it does not take the consolidation key",
            "At most 64 characters are allowed",
        ),
        "InvalidExpiration" => (
            Kind::Refused,
            "it does not take the time of expiry",
            "From 60 seconds to 31 days are allowed",
        ),
        "InvalidChecksum" | "InvalidType" => (
            Kind::Refused,
            "it does not take the form of the message",
            "Report this: the message was not made as Amazon wants it",
        ),
        "AccessTokenExpired" => (
            Kind::Unauthorized,
            "the token is not accepted any more",
            "Nothing was sent. Run the action again: it will get a new token",
        ),
        "MessageTooLarge" => (
            Kind::Refused,
            "the message is too long",
            "Shorten the text or the data",
        ),
        "MaxRateExceeded" => (
            Kind::RateLimited,
            "too many pushes were sent",
            "Nothing was sent. Wait some minutes before the next",
        ),
        _ => {
            let hint = match reply.status {
                401 | 403 => "Check the connection: the credentials may have been changed",
                404 => "Check the Base URL",
                413 => "Shorten the text or the data",
                429 => "Nothing was sent. Wait some minutes before the next",
                _ => "Look at the message that Amazon gives, and correct what it names",
            };
            (reply.kind(), "it gives no reason that is documented", hint)
        }
    };
    let said = match reason.as_str() {
        "" => format!(" ({})", reply.status),
        reason => format!(" ({reason})"),
    };
    Error::new(kind, format!("Amazon did not take the push: {words}{said}"))
        .hint(hint)
        .details(json!({ "status": reply.status, "code": reason }))
}
