//! Tokens that are good for a while, granted by a vendor or signed here: how one is obtained, and how to tell
//! that it is no longer good.
//!
//! A vendor's folder describes the [`Grant`] and names it in a request's credentials; the road obtains the
//! token, keeps it in memory for all sessions of the same account, and gets a new one in time.

use std::time::Duration;

use patchbay_vault::Secret;
use serde_json::Value;

use crate::error::{Error, Kind, Result};
use crate::jwt::Jwt;
use crate::reply::Reply;
use crate::request::{Credential, Request};

/// How a token is obtained.
pub struct Grant {
    pub(crate) how: How,
    /// Whether an answer says that the token is not accepted, though its time is not over.
    pub(crate) stale: fn(&Reply) -> bool,
}

/// Where a token comes from.
pub(crate) enum How {
    /// The vendor is asked for it. The request reads: no subscriber is changed by it.
    Asked(Box<Request>),
    /// It is signed here.
    Signed(Jwt),
}

/// A token as granted.
pub(crate) struct Token {
    pub secret: Secret,
    /// How long it is good from now on.
    pub lives: Duration,
}

impl Grant {
    /// A token by the OAuth 2.0 conventions: the answer as in RFC 6749, 5; a 401 means that it is stale.
    pub fn oauth(request: Request) -> Self {
        Self {
            how: How::Asked(Box::new(Request {
                secret_reply: true,
                ..request
            })),
            stale: |reply| reply.status == 401,
        }
    }

    /// A token that is signed here and used for [`Jwt::used_secs`]. Which answer means that it is stale, the
    /// folder says by [`Grant::stale`]; even then it is not made anew before [`Grant::KEPT`] is over.
    pub fn signed(jwt: Jwt) -> Self {
        Self {
            how: How::Signed(jwt),
            stale: |_| false,
        }
    }

    /// The shortest time from one signed token to the next: Apple takes more for an attack.
    pub const KEPT: Duration = Duration::from_secs(20 * 60);

    /// With the vendor's own way of saying that a token is not accepted.
    #[must_use]
    pub fn stale(mut self, stale: fn(&Reply) -> bool) -> Self {
        self.stale = stale;
        self
    }
}

impl Grant {
    /// What tells it from another grant of the same account: two scopes are two tokens.
    pub(crate) fn described(&self) -> String {
        match &self.how {
            How::Signed(jwt) => jwt.described(),
            How::Asked(request) => {
                let assertions = request.credentials.iter().filter_map(|c| match c {
                    Credential::Assertion { jwt, .. } => Some(jwt.described()),
                    _ => None,
                });
                format!(
                    "{} {:?} {:?} {:?}",
                    request.url,
                    request.shown_headers(),
                    request.shown_body(),
                    assertions.collect::<Vec<_>>()
                )
            }
        }
    }
}

/// The token of an OAuth 2.0 answer (RFC 6749, 5.1 and 5.2). No error repeats the answer's values, save
/// the words that the vendor meant for people.
pub(crate) fn oauth_token(reply: &Reply) -> Result<Token> {
    let body: Value = serde_json::from_slice(&reply.body).unwrap_or_default();
    let text = |key: &str| body.get(key).and_then(Value::as_str);
    if !reply.is_success() {
        let kind = match reply.status {
            400 | 401 => Kind::Unauthorized,
            403 => Kind::Forbidden,
            429 => Kind::RateLimited,
            408 | 500.. => Kind::NoAnswer,
            _ => Kind::Malformed,
        };
        let said = text("error_description")
            .or_else(|| text("error"))
            // Amazon's word for it.
            .or_else(|| text("reason"))
            .map(|w| format!(": {}", w.trim_end_matches('.')))
            .unwrap_or_default();
        // RFC 6749, 5.2; the descriptions differ, the codes do not.
        let hint = match text("error") {
            Some("invalid_grant") => {
                "The key may have been deleted at the vendor, or belong to a client that is gone; or this computer's clock is wrong"
            }
            Some("invalid_scope" | "unauthorized_client") => {
                "The client is known, but may not have this right: switch it on at the vendor"
            }
            _ => "Check the client's id and secret, and that they belong to this address",
        };
        return Err(Error::new(
            kind,
            format!("{} gave no token, but {}{said}", reply.about, reply.status),
        )
        .hint(hint));
    }
    let Some(token) = text("access_token").filter(|t| !t.is_empty()) else {
        return Err(reply.malformed("there is no access_token in it"));
    };
    let lives = match body.get("expires_in") {
        Some(Value::Number(n)) => n.as_u64(),
        Some(Value::String(n)) => n.parse().ok(),
        _ => None,
    };
    Ok(Token {
        secret: Secret::new(token.to_owned()),
        // It is optional (RFC 6749, 5.1). A stale token only costs one more request.
        lives: Duration::from_secs(lives.unwrap_or(600)),
    })
}
