//! Private keys out of key files: what is one, and what a person has given instead. No sentence repeats any part
//! of a file.

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED_SIGNING, ECDSA_P384_SHA384_FIXED_SIGNING, EcdsaKeyPair,
    RSA_PKCS1_SHA256, RsaKeyPair,
};
use patchbay_vault::Secret;
use rustls_pki_types::PrivatePkcs8KeyDer;
use rustls_pki_types::pem::PemObject as _;
use serde_json::{Map, Value};

use super::{Algorithm, KeyAt};
use crate::account::Account;
use crate::error::{Error, Result};

/// The members of a service account that are needed.
const MEMBERS: [&str; 5] = [
    "project_id",
    "private_key_id",
    "private_key",
    "client_email",
    "token_uri",
];

/// A private key that is ready to sign.
pub(super) enum Key {
    P256(EcdsaKeyPair),
    Rsa(RsaKeyPair),
}

impl Key {
    pub(super) fn of(account: &Account, place: KeyAt, algorithm: Algorithm) -> Result<Self> {
        let setting = place.setting();
        let name = account.definition().name;
        let secret = account
            .secrets()
            .get(setting)
            .ok_or_else(|| Error::invalid(setting, format!("{name} needs its secret {setting}")))?;
        let member;
        let pem = match place {
            KeyAt::File(_) => secret.expose(),
            KeyAt::Member(_, of) => {
                member = text_member(secret.expose(), of)
                    .map_err(|why| Error::invalid(setting, format!("{name}: {setting} {why}")))?;
                member.expose()
            }
        };
        match algorithm {
            Algorithm::Es256 => p256(pem).map(Self::P256),
            Algorithm::Rs256 => rsa(pem).map(Self::Rsa),
        }
        .map_err(|why| Error::invalid(setting, format!("{name}: the key in {setting} {why}")))
    }

    pub(super) fn sign(&self, message: &[u8]) -> Option<Vec<u8>> {
        let random = SystemRandom::new();
        match self {
            Self::P256(key) => Some(key.sign(&random, message).ok()?.as_ref().to_vec()),
            Self::Rsa(key) => {
                let mut signature = vec![0; key.public_modulus_len()];
                key.sign(&RSA_PKCS1_SHA256, &random, message, &mut signature)
                    .ok()?;
                Some(signature)
            }
        }
    }
}

/// A judge of a setting: a key file of Apple's, PEM with a P-256 key in PKCS #8. Line ends become `\n`.
pub fn p8(text: &str) -> std::result::Result<String, String> {
    let text = lines(text);
    p256(&text)?;
    Ok(text)
}

/// A judge of a setting: a service account's key file, as Google gives it out.
pub fn service_account(text: &str) -> std::result::Result<String, String> {
    let text = text.trim();
    let members = object(text)?;
    if members.get("type").and_then(Value::as_str) != Some("service_account") {
        return Err(
            "must be the key file of a service account: its type is not service_account".into(),
        );
    }
    for member in MEMBERS {
        text_member(text, member)?;
    }
    rsa(text_member(text, "private_key")?.expose())
        .map_err(|why| format!("is a service account whose private_key {why}"))?;
    Ok(text.to_owned())
}

/// The text of a member of a JSON object. The other members are forgotten.
pub(crate) fn text_member(json: &str, member: &str) -> std::result::Result<Secret, String> {
    match object(json)?.remove(member) {
        Some(Value::String(text)) if !text.is_empty() => Ok(Secret::new(text)),
        _ => Err(format!("has no member {member}")),
    }
}

fn object(text: &str) -> std::result::Result<Map<String, Value>, String> {
    match serde_json::from_str(text) {
        Ok(Value::Object(members)) => Ok(members),
        Ok(_) => Err("must be a JSON object".into()),
        // serde_json's own sentence may quote the file.
        Err(e) => Err(format!(
            "is not JSON: line {}, column {}",
            e.line(),
            e.column()
        )),
    }
}

fn lines(text: &str) -> String {
    text.trim().lines().collect::<Vec<_>>().join("\n")
}

fn p256(pem: &str) -> std::result::Result<EcdsaKeyPair, String> {
    let der = pkcs8(pem)?;
    let der = der.secret_pkcs8_der();
    EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, der).map_err(|_| {
        if RsaKeyPair::from_pkcs8(der).is_ok() {
            "must be an elliptic-curve key on P-256, and is an RSA key"
        } else if EcdsaKeyPair::from_pkcs8(&ECDSA_P384_SHA384_FIXED_SIGNING, der).is_ok() {
            "must be an elliptic-curve key on P-256, and is one on P-384"
        } else {
            "holds no key that can be read: it is cut off or damaged"
        }
        .into()
    })
}

fn rsa(pem: &str) -> std::result::Result<RsaKeyPair, String> {
    let der = pkcs8(pem)?;
    let der = der.secret_pkcs8_der();
    RsaKeyPair::from_pkcs8(der).map_err(|_| {
        if EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, der).is_ok() {
            "must be an RSA key, and is an elliptic-curve key"
        } else {
            "holds no key that can be read: it is cut off, damaged, or shorter than 2048 bits"
        }
        .into()
    })
}

/// The one key of a PEM file, which must be PKCS #8 and in clear.
fn pkcs8(pem: &str) -> std::result::Result<PrivatePkcs8KeyDer<'static>, String> {
    if let Some(key) = PrivatePkcs8KeyDer::pem_slice_iter(pem.as_bytes()).next() {
        return key.map_err(|_| {
            "holds no key that can be read: a line of it is cut off or damaged".into()
        });
    }
    let is = |label: &str| pem.contains(&format!("-----BEGIN {label}-----"));
    Err(if is("EC PRIVATE KEY") || is("RSA PRIVATE KEY") {
        "must be PKCS #8 (BEGIN PRIVATE KEY), and is an older form: openssl pkcs8 -topk8 -nocrypt converts it"
    } else if is("ENCRYPTED PRIVATE KEY") {
        "must be a key in clear, and is locked by a password: openssl pkcs8 unlocks it"
    } else if is("CERTIFICATE") {
        "must be a private key, and is a certificate"
    } else if is("PUBLIC KEY") {
        "must be a private key, and is a public one"
    } else {
        "must be a key file with the line BEGIN PRIVATE KEY"
    }
    .into())
}
