use std::collections::BTreeMap;

use serde_json::json;

use super::*;
use crate::testing::tiny::{SITE, TINY};
use crate::testing::{CANARY, account, keys};

/// Knows one secret, with every character that some spelling escapes.
const WILD: &str = "a/b+c=d&e<f>\"g'h\\i%j kö\u{1f511}\nl";

/// Each part spelled out, one after the other.
fn spelled<T>(parts: impl Iterator<Item = T>, spell: impl Fn(T) -> String) -> String {
    parts.map(spell).collect::<Vec<_>>().concat()
}

fn redactor(secret: &str) -> Redactor {
    let account = account(&TINY, SITE, &[("api_key", CANARY), ("pin", secret)]).unwrap();
    Redactor::new(&account)
}

#[test]
fn it_is_hidden_as_it_is_wherever_it_stands() {
    let redactor = redactor("5678");
    for (text, clean) in [
        (CANARY.to_owned(), "‹api_key›"),
        (
            format!("a {CANARY}, and {CANARY}{CANARY}"),
            "a ‹api_key›, and ‹api_key›‹api_key›",
        ),
        (format!("ö{CANARY}ö"), "ö‹api_key›ö"),
        ("1567890".into(), "1‹pin›90"),
        ("567".into(), "567"),
        (CANARY[1..].to_owned(), &CANARY[1..]),
        (String::new(), ""),
    ] {
        assert_eq!(redactor.text(&text), clean);
    }
}

#[test]
fn it_is_hidden_in_every_spelling() {
    let redactor = redactor(WILD);
    let xml = WILD
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
        .replace('\'', "&apos;");
    let form: String = url::form_urlencoded::byte_serialize(WILD.as_bytes()).collect();
    let percent =
        percent_encoding::utf8_percent_encode(WILD, percent_encoding::NON_ALPHANUMERIC).to_string();
    let json = serde_json::to_string(WILD).unwrap();
    let json = &json[1..json.len() - 1];
    let ascii_json = spelled(WILD.encode_utf16(), |unit| format!("\\u{unit:04X}"));
    let numeric = spelled(WILD.chars(), |c| format!("&#{};", u32::from(c)));
    let hex = spelled(WILD.chars(), |c| format!("&#x{:x};", u32::from(c)));
    let in_url = url::Url::parse_with_params("https://x.example.com/", [("k", WILD)]).unwrap();
    for text in [
        WILD,
        &xml,
        &xml.replace("&apos;", "&#39;").replace('\n', "&#10;"),
        &numeric,
        &hex,
        &form,
        &form.to_lowercase(),
        &percent,
        &percent.to_lowercase(),
        // What JavaScript's encodeURIComponent leaves.
        &percent.replace("%27", "'"),
        json,
        &json.replace('/', "\\/"),
        &ascii_json,
        &ascii_json.to_lowercase().replace("\\u000a", "\\n"),
        in_url.query().unwrap().strip_prefix("k=").unwrap(),
    ] {
        assert_eq!(redactor.text(&format!("<{text}>")), "<‹pin›>", "{text}");
    }
}

#[test]
fn it_is_hidden_in_base64_alone_and_within_any_pair() {
    // Lengths of all three remainders.
    for secret in ["s3cret-key-0", "s3cret-key-01", "s3cret-key-012"] {
        let redactor = redactor(secret);
        for engine in [&STANDARD, &URL_SAFE] {
            assert_eq!(redactor.text(&engine.encode(secret)), "‹pin›");
            for before in ["", "a", "ab", "abc", "user", "a.user@example.com/token"] {
                for after in ["", "x", "xy", "a longer password"] {
                    let text = engine.encode(format!("{before}:{secret}:{after}"));
                    let clean = redactor.text(&format!("Basic {text}"));
                    assert!(clean.contains("‹pin›"), "{before}:…:{after} {clean}");
                    // What is left of it is at most a character at each end.
                    for (at, _) in secret
                        .char_indices()
                        .filter(|(at, _)| at + 8 <= secret.len())
                    {
                        let left = decoded(&clean);
                        let part = &secret.as_bytes()[at..at + 8];
                        assert!(!left.windows(8).any(|w| w == part), "{clean}");
                    }
                }
            }
        }
    }
}

/// The bytes of the longest base64 stretches that are left in a text, in any alignment.
fn decoded(text: &str) -> Vec<u8> {
    use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};
    let mut bytes = Vec::new();
    for stretch in text.split(|c: char| !c.is_ascii_alphanumeric() && !"+/-_".contains(c)) {
        for lead in 0..stretch.len().min(4) {
            let stretch = &stretch[lead..];
            let whole = &stretch[..stretch.len() / 4 * 4];
            for engine in [&STANDARD_NO_PAD, &URL_SAFE_NO_PAD] {
                bytes.extend(engine.decode(whole).unwrap_or_default());
                bytes.push(0);
            }
        }
    }
    bytes
}

#[test]
fn base64_is_hidden_when_it_is_escaped_itself() {
    let secret = "??>>??>>~~~~";
    let redactor = redactor(secret);
    let text = STANDARD.encode(secret);
    assert!(text.contains('/') && text.contains('+'), "{text}");
    let percent: String = url::form_urlencoded::byte_serialize(text.as_bytes()).collect();
    assert_eq!(redactor.text(&percent), "‹pin›");
    assert_eq!(redactor.text(&text.replace('/', "\\/")), "‹pin›");
}

#[test]
fn masks_are_not_searched_again() {
    // Each secret is a part of the other's mask.
    let account = account(&TINY, SITE, &[("api_key", "pin"), ("pin", "key")]).unwrap();
    let redactor = Redactor::new(&account);
    assert_eq!(redactor.text("pin, key"), "‹api_key›, ‹pin›");
}

#[test]
fn the_longer_of_two_secrets_wins() {
    let longer = format!("{CANARY}-and-more");
    let redactor = redactor(&longer);
    assert_eq!(
        redactor.text(&format!("{longer} {CANARY}")),
        "‹pin› ‹api_key›"
    );
}

#[test]
fn the_shortest_secret_is_hidden_and_garbles_only_what_is_shown() {
    let redactor = redactor("e");
    assert_eq!(redactor.text("see"), "s‹pin›‹pin›");
}

#[test]
fn json_is_cleaned_in_keys_values_and_numbers() {
    let redactor = redactor("5678");
    let echo = json!({
        CANARY: [CANARY, { "in": format!("<{CANARY}>") }],
        "number": 5678,
        "id": 156_789,
        "text": "5678",
        "none": null,
        "yes": true,
    });
    assert_eq!(
        redactor.json(echo),
        json!({
            "‹api_key›": ["‹api_key›", { "in": "<‹api_key›>" }],
            "number": "‹pin›",
            // A number is a secret as a whole, or not at all.
            "id": 156_789,
            "text": "‹pin›",
            "none": null,
            "yes": true,
        })
    );
}

#[test]
fn no_secret_is_no_needle() {
    let account = crate::Account::new(
        &TINY,
        &[("site".to_owned(), "acme".to_owned())].into(),
        BTreeMap::from([
            (
                "api_key".to_owned(),
                patchbay_vault::Secret::new(CANARY.into()),
            ),
            ("pin".to_owned(), patchbay_vault::Secret::new(String::new())),
        ]),
    )
    .unwrap();
    assert_eq!(
        Redactor::new(&account).text("plain % text \\ & +"),
        "plain % text \\ & +"
    );
}

#[test]
fn tokens_are_hidden_from_when_they_are_known() {
    let mut redactor = redactor("5678");
    assert_eq!(redactor.text("Bearer tok-123456"), "Bearer tok-123456");
    redactor.add("token", "tok-123456");
    redactor.add("token", "tok-123456");
    assert_eq!(redactor.text("Bearer tok-123456"), "Bearer ‹token›");
}

#[test]
fn broken_escapes_are_plain_text() {
    let redactor = redactor(WILD);
    for text in [
        "%",
        "%4",
        "%zz",
        "\\",
        "\\u",
        "\\u00",
        "&",
        "&;",
        "&#;",
        "&#x;",
        "&amp",
        "a%",
        "a\\u",
        "ö%ö\\ö&ö;",
    ] {
        assert_eq!(redactor.text(text), text);
    }
}

#[test]
fn a_key_file_is_hidden_whole_in_one_line_and_in_half() {
    let in_json = keys::service_account();
    for (file, key) in [(keys::P8, keys::P8), (in_json.as_str(), keys::RSA)] {
        let redactor = redactor(file);
        assert_eq!(redactor.text(&format!("<{file}>")), "<‹pin›>");
        assert_eq!(redactor.text(&STANDARD.encode(file)), "‹pin›");
        let escaped = serde_json::to_string(key).unwrap();
        let lines: Vec<_> = key.lines().collect();
        for text in [
            key,
            &escaped,
            &escaped.replace("\\n", "\\\\n"),
            &key.replace('\n', "\r\n"),
            &lines.concat(),
            &lines[..=lines.len() / 2].join("\n"),
            lines[1],
        ] {
            let clean = redactor.text(text);
            assert!(clean.contains("‹pin›"), "{clean}");
            let left =
                |line: &&str| line.len() >= 20 && !line.starts_with("---") && clean.contains(*line);
            assert_eq!(lines.iter().copied().find(left), None, "{clean}");
        }
    }
    // What is no secret in the document stays.
    let text = r#"{"client_email": "patchbay@acme-player.iam.gserviceaccount.com"}"#;
    assert_eq!(redactor(&in_json).text(text), text);
}
