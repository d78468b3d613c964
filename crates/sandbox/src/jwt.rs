//! Looks at signed tokens as a vendor does: their form, their algorithm, their signature. What the claims must say is the
//! vendor's to judge.
//!
//! The connectors sign with code of their own; this reads it with the key's public half.

use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED, ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _,
    RSA_PKCS1_2048_8192_SHA256, RsaKeyPair, UnparsedPublicKey, VerificationAlgorithm,
};
use base64::Engine;
use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD};
use serde_json::{Map, Value};

/// The public half of a demo key.
#[derive(Debug, Clone)]
pub(crate) enum Key {
    /// P-256; signatures are the two numbers, 32 bytes each.
    Es256(Vec<u8>),
    /// RSA with SHA-256.
    Rs256(Vec<u8>),
}

/// A token whose signature is right.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Token {
    pub header: Map<String, Value>,
    pub claims: Map<String, Value>,
}

impl Key {
    /// Of a PKCS#8 key in PEM: P-256, else RSA. `None` for anything else.
    pub fn of_pem(pem: &str) -> Option<Self> {
        let body: String = pem
            .lines()
            .filter(|line| !line.starts_with("-----"))
            .flat_map(str::chars)
            .filter(|letter| !letter.is_whitespace())
            .collect();
        let der = BASE64_STANDARD.decode(body).ok()?;
        let es256 = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &der);
        if let Ok(pair) = es256 {
            return Some(Self::Es256(pair.public_key().as_ref().to_vec()));
        }
        let pair = RsaKeyPair::from_pkcs8(&der).ok()?;
        Some(Self::Rs256(pair.public_key().as_ref().to_vec()))
    }

    /// The token, or what is wrong with it.
    pub fn verify(&self, token: &str) -> Result<Token, &'static str> {
        let parts: Vec<&str> = token.split('.').collect();
        let [header, claims, signature] = parts[..] else {
            return Err("a token has three parts");
        };
        let decoded = |part: &str| BASE64_URL_SAFE_NO_PAD.decode(part).ok();
        let object = |part: &str| {
            let bytes = decoded(part)?;
            serde_json::from_slice::<Map<String, Value>>(&bytes).ok()
        };
        let read = Token {
            header: object(header).ok_or("the header is no JSON object in base64url")?,
            claims: object(claims).ok_or("the claims are no JSON object in base64url")?,
        };
        let signature = decoded(signature).ok_or("the signature is not base64url")?;
        let (name, public) = match self {
            Self::Es256(key) => ("ES256", public(&ECDSA_P256_SHA256_FIXED, key)),
            Self::Rs256(key) => ("RS256", public(&RSA_PKCS1_2048_8192_SHA256, key)),
        };
        if read.header.get("alg").and_then(Value::as_str) != Some(name) {
            return Err("the algorithm is not that of the key");
        }
        let signed = &token.as_bytes()[..header.len() + 1 + claims.len()];
        public
            .verify(signed, &signature)
            .map_err(|_| "the signature is not that of the key")?;
        Ok(read)
    }
}

fn public<'a>(
    algorithm: &'static dyn VerificationAlgorithm,
    key: &'a [u8],
) -> UnparsedPublicKey<&'a [u8]> {
    UnparsedPublicKey::new(algorithm, key)
}

impl Token {
    /// A claim that is text; empty when missing.
    pub fn text(&self, name: &str) -> &str {
        self.claims
            .get(name)
            .and_then(Value::as_str)
            .unwrap_or_default()
    }

    /// A claim that is a moment in whole seconds.
    pub fn seconds(&self, name: &str) -> Option<i64> {
        self.claims.get(name).and_then(Value::as_i64)
    }
}

#[cfg(test)]
mod tests {
    use aws_lc_rs::encoding::AsDer as _;
    use aws_lc_rs::rand::SystemRandom;
    use aws_lc_rs::rsa::KeySize;
    use aws_lc_rs::signature::RSA_PKCS1_SHA256;
    use serde_json::json;

    use super::*;

    fn pem(der: &[u8]) -> String {
        let body = BASE64_STANDARD.encode(der);
        let lines: Vec<&str> = body
            .as_bytes()
            .chunks(64)
            .map(|line| std::str::from_utf8(line).unwrap())
            .collect();
        format!(
            "-----BEGIN PRIVATE KEY-----\n{}\n-----END PRIVATE KEY-----\n",
            lines.join("\n")
        )
    }

    fn unsigned(algorithm: &str) -> String {
        let encoded = |json: Value| BASE64_URL_SAFE_NO_PAD.encode(json.to_string());
        let header = encoded(json!({ "alg": algorithm, "kid": "A1" }));
        let claims = encoded(json!({ "iss": "team", "iat": 1_795_262_400 }));
        format!("{header}.{claims}")
    }

    #[test]
    fn a_token_of_the_key_is_read_and_any_other_is_refused() {
        let random = SystemRandom::new();
        let algorithm = &ECDSA_P256_SHA256_FIXED_SIGNING;
        let der = EcdsaKeyPair::generate_pkcs8(algorithm, &random).unwrap();
        let pair = EcdsaKeyPair::from_pkcs8(algorithm, der.as_ref()).unwrap();
        let key = Key::of_pem(&pem(der.as_ref())).unwrap();
        let sign = |text: String| {
            let signature = pair.sign(&random, text.as_bytes()).unwrap();
            format!("{text}.{}", BASE64_URL_SAFE_NO_PAD.encode(signature))
        };
        let token = sign(unsigned("ES256"));
        let read = key.verify(&token).unwrap();
        assert_eq!(read.header["kid"], "A1");
        assert_eq!(
            (read.text("iss"), read.seconds("iat"), read.text("aud")),
            ("team", Some(1_795_262_400), "")
        );

        let other = EcdsaKeyPair::generate_pkcs8(algorithm, &random).unwrap();
        let other = Key::of_pem(&pem(other.as_ref())).unwrap();
        let wrong = "the signature is not that of the key";
        assert_eq!(other.verify(&token), Err(wrong));
        let (_, signature) = token.rsplit_once('.').unwrap();
        let forged = format!("{}.{signature}", unsigned("ES256").replace("eyJp", "eyJq"));
        assert!(key.verify(&forged).is_err());
        assert_eq!(
            key.verify(&sign(unsigned("none"))),
            Err("the algorithm is not that of the key")
        );
        assert_eq!(key.verify("a.b"), Err("a token has three parts"));
    }

    #[test]
    fn an_rsa_key_verifies_too() {
        let pair = RsaKeyPair::generate(KeySize::Rsa2048).unwrap();
        let der = pair.as_der().unwrap();
        let key = Key::of_pem(&pem(der.as_ref())).unwrap();
        let text = unsigned("RS256");
        let mut signature = vec![0; pair.public_modulus_len()];
        pair.sign(
            &RSA_PKCS1_SHA256,
            &SystemRandom::new(),
            text.as_bytes(),
            &mut signature,
        )
        .unwrap();
        let signature = BASE64_URL_SAFE_NO_PAD.encode(signature);
        assert!(key.verify(&format!("{text}.{signature}")).is_ok());
        assert!(key.verify(&format!("{text}.{}", &signature[1..])).is_err());
        assert!(Key::of_pem("not a key").is_none());
    }
}
