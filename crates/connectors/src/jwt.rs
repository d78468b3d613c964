//! JSON Web Tokens (RFC 7519) that are signed here, with a key that a person gave as a file: Apple's `.p8` and
//! Google's service account. A vendor's folder describes the [`Jwt`] and names it in a [`Grant`](crate::Grant)
//! or a credential; it never sees the key or the token. How a key file is judged is in `key`.

mod key;
#[cfg(test)]
mod tests;

use std::fmt::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::Timestamp;
use patchbay_vault::Secret;
use serde_json::{Map, Value};

use crate::account::Account;
use crate::error::{Error, Result};
use key::Key;
pub(crate) use key::text_member;
pub use key::{p8, service_account};

/// How a token is signed (RFC 7518, 3.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Algorithm {
    /// ECDSA on P-256 with SHA-256; the signature is the two numbers, 64 bytes.
    Es256,
    /// RSA with PKCS #1 v1.5 padding and SHA-256.
    Rs256,
}

/// Where the private key stands: PEM, PKCS #8.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyAt {
    /// A secret setting that is the key file itself.
    File(&'static str),
    /// A member of a secret setting that is a JSON document: the setting, and the member's name.
    Member(&'static str, &'static str),
}

impl KeyAt {
    /// The secret setting that holds the key.
    pub(crate) fn setting(self) -> &'static str {
        match self {
            Self::File(setting) | Self::Member(setting, _) => setting,
        }
    }
}

/// A token that is signed here, as described: it holds no key.
#[derive(Debug, Clone)]
pub struct Jwt {
    /// How it is signed. It stands in the header as `alg`.
    pub algorithm: Algorithm,
    /// Where the key is.
    pub key: KeyAt,
    /// The header's other members: `kid`, and `typ` where the vendor wants it.
    pub header: Map<String, Value>,
    /// The claims without times. `iat` is the time of [`Jwt::issued`].
    pub claims: Map<String, Value>,
    /// How long it is good by its own `exp`, in seconds; none leaves `exp` out.
    pub expires_secs: Option<u32>,
    /// How long one token is used, in seconds, where it is the grant itself; else 0.
    pub used_secs: u32,
}

impl Jwt {
    /// The time of issue of a token that is signed at `now`. Where one token serves for a while, it is the beginning
    /// of that while by the clock, so that all processes with the same key say the same.
    pub(crate) fn issued(&self, now: Timestamp) -> i64 {
        let now = now.as_second();
        match i64::from(self.used_secs) {
            0 => now,
            used => now - now.rem_euclid(used),
        }
    }

    /// The token, signed as of `now`.
    pub(crate) fn sign(&self, account: &Account, now: Timestamp) -> Result<Secret> {
        let key = Key::of(account, self.key, self.algorithm)?;
        let mut header = Map::new();
        let name = match self.algorithm {
            Algorithm::Es256 => "ES256",
            Algorithm::Rs256 => "RS256",
        };
        header.insert("alg".into(), name.into());
        header.extend(self.header.clone());
        let mut claims = self.claims.clone();
        let issued = self.issued(now);
        claims.insert("iat".into(), issued.into());
        if let Some(secs) = self.expires_secs {
            claims.insert("exp".into(), (issued + i64::from(secs)).into());
        }
        let part =
            |fields: Map<String, Value>| URL_SAFE_NO_PAD.encode(Value::Object(fields).to_string());
        let mut token = format!("{}.{}", part(header), part(claims));
        let signature = key.sign(token.as_bytes()).ok_or_else(|| {
            Error::invalid(
                self.key.setting(),
                format!(
                    "{}: the key in {} cannot sign",
                    account.definition().name,
                    self.key.setting()
                ),
            )
            .hint("Download the key again from the vendor, and set it anew")
        })?;
        let _ = write!(token, ".{}", URL_SAFE_NO_PAD.encode(signature));
        Ok(Secret::new(token))
    }

    /// What tells it from another token of the same account: all but the time.
    pub(crate) fn described(&self) -> String {
        let header = Value::Object(self.header.clone());
        let claims = Value::Object(self.claims.clone());
        format!("{:?} {:?} {header} {claims}", self.algorithm, self.key)
    }
}
