//! What FCM and Play have in common: tokens of the service account, one for each right, and the form of a "no".

use std::sync::Arc;

use serde_json::{Map, Value, json};

use super::ACCOUNT;
use crate::account::Account;
use crate::address;
use crate::error::{Error, Kind, Result};
use crate::grant::Grant;
use crate::jwt::{Algorithm, Jwt, KeyAt};
use crate::reply::Reply;
use crate::request::{Body, Credential, Method, Request};

/// The right to send.
pub(super) const MESSAGING: &str = "https://www.googleapis.com/auth/firebase.messaging";
/// The right to read the Play Console.
pub(super) const PUBLISHER: &str = "https://www.googleapis.com/auth/androidpublisher";

/// Where tokens are asked for, and for whom the signed request is.
const TOKEN_URI: &str = "https://oauth2.googleapis.com/token";
/// Longest message of the vendor that is repeated, in characters.
const MAX_MESSAGE: usize = 500;

/// A token for one right.
pub(super) fn grant(account: &Account, scope: &str) -> Result<Grant> {
    let uri = account.member(ACCOUNT, "token_uri")?;
    // The file must not send a signed request to a stranger; a person may.
    if uri != TOKEN_URI && account.value("token_url").is_none() {
        return Err(Error::invalid(
            ACCOUNT,
            format!("The service account wants its tokens from {uri}, and not from {TOKEN_URI}"),
        )
        .hint("If that is meant, set Token URL under Advanced; else get the key file again from the Firebase console"));
    }
    let base = account.base_of("token_url", || {
        Ok("https://oauth2.googleapis.com".to_owned())
    })?;
    let claims = [
        ("iss", account.member(ACCOUNT, "client_email")?),
        ("scope", scope.to_owned()),
        ("aud", uri),
    ];
    let header = [
        ("typ", "JWT".to_owned()),
        ("kid", account.member(ACCOUNT, "private_key_id")?),
    ];
    let member = |(name, value): (&str, String)| (name.to_owned(), Value::from(value));
    let jwt = Jwt {
        algorithm: Algorithm::Rs256,
        key: KeyAt::Member(ACCOUNT, "private_key"),
        header: Map::from_iter(header.map(member)),
        claims: Map::from_iter(claims.map(member)),
        expires_secs: Some(3600),
        used_secs: 0,
    };
    let kind = "urn:ietf:params:oauth:grant-type:jwt-bearer";
    let url = address::at(&base, &["token"], &[])?;
    Ok(Grant::oauth(
        Request::read("Get a token for the service account", Method::Post, url)
            .header("accept", "application/json")
            .body(Body::Form(vec![("grant_type".into(), kind.into())]))
            .credential(Credential::Assertion {
                name: "assertion",
                jwt: Arc::new(jwt),
            }),
    ))
}

/// The request with the token for that right.
pub(super) fn signed(request: Request, account: &Account, scope: &str) -> Result<Request> {
    Ok(request
        .header("accept", "application/json")
        .credential(Credential::Granted {
            name: "authorization",
            prefix: "Bearer ",
            grant: Arc::new(grant(account, scope)?),
        }))
}

/// What a "no" of Google's says: `{"error":{"code","message","status","details":[…]}}`.
pub(super) struct No {
    /// FCM's own code if there is one, else the status: `UNREGISTERED`, `PERMISSION_DENIED`.
    pub code: String,
    /// For people, with the fields that are wrong.
    pub message: String,
    /// Why a service is refused: `SERVICE_DISABLED`.
    pub reason: String,
}

impl No {
    pub fn of(reply: &Reply) -> Self {
        let body: Value = serde_json::from_slice(&reply.body).unwrap_or_default();
        let error = &body["error"];
        let cut = |text: &str| {
            let text: String = text.trim().chars().take(MAX_MESSAGE).collect();
            text.trim_end_matches('.').to_owned()
        };
        let text = |value: &Value| value.as_str().map(cut).unwrap_or_default();
        let details = error["details"].as_array().cloned().unwrap_or_default();
        let first = |name: &str| {
            details
                .iter()
                .map(|d| text(&d[name]))
                .find(|t| !t.is_empty())
        };
        let mut message = text(&error["message"]);
        for violation in details
            .iter()
            .filter_map(|d| d["fieldViolations"].as_array())
            .flatten()
        {
            let (field, why) = (text(&violation["field"]), text(&violation["description"]));
            if !message.contains(&why) || !message.contains(&field) {
                message = cut(&format!("{message}; {field}: {why}"));
            }
        }
        Self {
            code: first("errorCode").unwrap_or_else(|| text(&error["status"])),
            message,
            reason: first("reason").unwrap_or_default(),
        }
    }

    /// ": The registration token is not valid (`INVALID_ARGUMENT`)".
    pub fn because(&self, reply: &Reply) -> String {
        let code = match self.code.as_str() {
            "" => reply.status.to_string(),
            code => code.to_owned(),
        };
        match self.message.as_str() {
            "" => format!(" ({code})"),
            message => format!(": {message} ({code})"),
        }
    }

    pub fn details(&self, reply: &Reply) -> Value {
        json!({ "status": reply.status, "code": self.code, "reason": self.reason, "messages": [self.message] })
    }

    /// By Google's own codes, else by the status.
    pub fn kind(&self, reply: &Reply) -> Kind {
        match self.code.as_str() {
            "UNREGISTERED" | "NOT_FOUND" => Kind::NotFound,
            "UNAUTHENTICATED" => Kind::Unauthorized,
            "PERMISSION_DENIED" | "SENDER_ID_MISMATCH" => Kind::Forbidden,
            "QUOTA_EXCEEDED" | "RESOURCE_EXHAUSTED" => Kind::RateLimited,
            "UNAVAILABLE" | "INTERNAL" => Kind::NoAnswer,
            "INVALID_ARGUMENT" | "THIRD_PARTY_AUTH_ERROR" | "FAILED_PRECONDITION" => Kind::Refused,
            _ => reply.kind(),
        }
    }
}
