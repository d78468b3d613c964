use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED, ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _,
    RSA_PKCS1_2048_8192_SHA256, RsaKeyPair, UnparsedPublicKey, VerificationAlgorithm,
};
use rustls_pki_types::PrivatePkcs8KeyDer;
use rustls_pki_types::pem::PemObject as _;
use serde_json::json;

use super::*;
use crate::testing::keys::{LOCKED, P8, P384, PUBLIC, RSA, SEC1, service_account as google};
use crate::testing::tiny::{SITE, TINY};
use crate::testing::{CANARY, NOW, account};

fn fields(json: Value) -> Map<String, Value> {
    match json {
        Value::Object(fields) => fields,
        _ => Map::new(),
    }
}

fn apple() -> Jwt {
    Jwt {
        algorithm: Algorithm::Es256,
        key: KeyAt::File("pin"),
        header: fields(json!({ "kid": "A1B2C3D4E5" })),
        claims: fields(json!({ "iss": "9Q8W7E6R5T" })),
        expires_secs: None,
        used_secs: 2700,
    }
}

fn fcm() -> Jwt {
    Jwt {
        algorithm: Algorithm::Rs256,
        key: KeyAt::Member("pin", "private_key"),
        header: fields(json!({ "typ": "JWT", "kid": "0f1e" })),
        claims: fields(json!({ "iss": "a@b", "scope": "s", "aud": "https://t.example.com" })),
        expires_secs: Some(3600),
        used_secs: 0,
    }
}

/// The token's three parts, of an account whose PIN is this key file.
fn signed(jwt: &Jwt, file: &str) -> Result<(Value, Value, Vec<u8>, String)> {
    let account = account(&TINY, SITE, &[("api_key", CANARY), ("pin", file)]).unwrap();
    let token = jwt.sign(&account, NOW.parse().unwrap())?;
    let parts: Vec<_> = token.expose().split('.').collect();
    assert_eq!(parts.len(), 3);
    let bytes = |part: &str| URL_SAFE_NO_PAD.decode(part).unwrap();
    let json = |part: &str| serde_json::from_slice(&bytes(part)).unwrap();
    Ok((
        json(parts[0]),
        json(parts[1]),
        bytes(parts[2]),
        format!("{}.{}", parts[0], parts[1]),
    ))
}

fn verified(algorithm: &'static dyn VerificationAlgorithm, public: &[u8], text: &str, by: &[u8]) {
    let public = UnparsedPublicKey::new(algorithm, public);
    public.verify(text.as_bytes(), by).unwrap();
    assert!(public.verify(format!("{text}x").as_bytes(), by).is_err());
}

#[test]
fn an_es256_token_is_signed_raw_and_holds_what_was_described() {
    let (header, claims, signature, text) = signed(&apple(), P8).unwrap();
    assert_eq!(header.to_string(), r#"{"alg":"ES256","kid":"A1B2C3D4E5"}"#);
    // 2026-11-21T12:00:00Z
    assert_eq!(
        claims.to_string(),
        r#"{"iss":"9Q8W7E6R5T","iat":1795262400}"#
    );
    assert_eq!(signature.len(), 64);
    let der = PrivatePkcs8KeyDer::from_pem_slice(P8.as_bytes()).unwrap();
    let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, der.secret_pkcs8_der());
    let pair = pair.unwrap();
    verified(
        &ECDSA_P256_SHA256_FIXED,
        pair.public_key().as_ref(),
        &text,
        &signature,
    );
}

#[test]
fn an_rs256_token_is_signed_by_the_key_within_the_document() {
    let (header, claims, signature, text) = signed(&fcm(), &google()).unwrap();
    assert_eq!(
        header.to_string(),
        r#"{"alg":"RS256","typ":"JWT","kid":"0f1e"}"#
    );
    assert_eq!(
        claims.to_string(),
        r#"{"iss":"a@b","scope":"s","aud":"https://t.example.com","iat":1795262400,"exp":1795266000}"#
    );
    let der = PrivatePkcs8KeyDer::from_pem_slice(RSA.as_bytes()).unwrap();
    let pair = RsaKeyPair::from_pkcs8(der.secret_pkcs8_der()).unwrap();
    verified(
        &RSA_PKCS1_2048_8192_SHA256,
        pair.public_key().as_ref(),
        &text,
        &signature,
    );
}

#[test]
fn a_key_that_does_not_fit_is_said_by_its_setting_and_not_repeated() {
    for (jwt, file, why) in [
        (apple(), google(), "must be a key file"),
        (apple(), RSA.to_owned(), "and is an RSA key"),
        (fcm(), P8.to_owned(), "is not JSON: line 1, column"),
        (fcm(), "{}".to_owned(), "has no member private_key"),
        (
            fcm(),
            json!({ "private_key": P8 }).to_string(),
            "and is an elliptic-curve key",
        ),
    ] {
        let error = signed(&jwt, &file).unwrap_err();
        assert_eq!(error.field.as_deref(), Some("pin"));
        assert!(error.message.contains(why), "{error}");
        assert_no_key(&format!("{error:?}"));
    }
}

/// No line of any key is in the text.
fn assert_no_key(text: &str) {
    for line in [P8, RSA, SEC1, LOCKED, P384].iter().flat_map(|k| k.lines()) {
        assert!(line.starts_with("---") || !text.contains(line), "{text}");
    }
}

#[test]
fn a_p8_file_is_taken_as_it_comes() {
    let crlf = P8.replace('\n', "\r\n");
    for file in [P8, &crlf, &format!("\n {P8} \r\n")] {
        assert_eq!(p8(file).as_deref(), Ok(P8));
    }
}

#[test]
fn other_files_are_named_for_what_they_are() {
    let half = &P8[..100];
    let certificate = P8.replace("PRIVATE KEY", "CERTIFICATE");
    for (file, why) in [
        ("", "must be a key file"),
        (CANARY, "must be a key file"),
        (half, "a line of it is cut off"),
        (&P8.replace('M', "%"), "a line of it is cut off"),
        (&P8.replace("MIGH", "MIGG"), "cut off or damaged"),
        (RSA, "and is an RSA key"),
        (P384, "and is one on P-384"),
        (SEC1, "and is an older form"),
        (LOCKED, "is locked by a password"),
        (PUBLIC, "and is a public one"),
        (&certificate, "and is a certificate"),
    ] {
        let error = p8(file).unwrap_err();
        assert!(error.contains(why), "{file}: {error}");
        assert_no_key(&error);
        assert!(!error.contains(CANARY));
    }
}

#[test]
fn a_service_account_is_taken_whole_or_not_at_all() {
    let whole = google();
    assert_eq!(service_account(&format!("\n{whole}\n")), Ok(whole.clone()));
    let without = |member: &str| {
        let mut json: Map<String, Value> = serde_json::from_str(&whole).unwrap();
        json.remove(member);
        Value::Object(json).to_string()
    };
    let with = |member: &str, value: &str| {
        let mut json: Map<String, Value> = serde_json::from_str(&whole).unwrap();
        json.insert(member.into(), value.into());
        Value::Object(json).to_string()
    };
    for (file, why) in [
        (String::new(), "is not JSON"),
        ("[]".into(), "must be a JSON object"),
        (P8.into(), "is not JSON"),
        (whole[..400].into(), "is not JSON: line"),
        (with("type", "authorized_user"), "its type is not"),
        (without("type"), "its type is not"),
        (without("project_id"), "has no member project_id"),
        (without("private_key_id"), "has no member private_key_id"),
        (without("private_key"), "has no member private_key"),
        (without("client_email"), "has no member client_email"),
        (without("token_uri"), "has no member token_uri"),
        (with("project_id", ""), "has no member project_id"),
        (with("private_key", P8), "and is an elliptic-curve key"),
        (with("private_key", &RSA[..200]), "cut off"),
    ] {
        let error = service_account(&file).unwrap_err();
        assert!(error.contains(why), "{file}: {error}");
        assert_no_key(&error);
    }
}

#[test]
fn what_is_no_secret_in_a_secret_document_can_be_read() {
    let document = google();
    let account = account(&TINY, SITE, &[("api_key", CANARY), ("pin", &document)]).unwrap();
    assert_eq!(account.member("pin", "project_id").unwrap(), "acme-player");
    for (setting, member, why) in [
        ("pin", "private_key", "private_key of pin is secret"),
        ("pin", "no_such", "has no member no_such"),
        ("api_key", "project_id", "api_key is not JSON"),
        ("no_such", "project_id", "needs its secret no_such"),
    ] {
        let error = account.member(setting, member).unwrap_err();
        assert!(error.message.contains(why), "{error}");
        assert_no_key(&format!("{error:?}"));
    }
}
