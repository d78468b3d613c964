use super::*;
use crate::error::Kind;
use crate::testing::tiny::{KEYS, SITE, TINY};
use crate::testing::{CANARY, account};

#[test]
fn values_are_trimmed_normalised_and_completed() {
    let account = account(&TINY, &[("site", "  ACME "), ("region", " ")], KEYS).unwrap();
    assert_eq!(account.value("site"), Some("acme"));
    assert_eq!(account.value("region"), Some("us"));
    assert_eq!(account.value("token_url"), None);
    assert_eq!(account.required("site").unwrap(), "acme");
    assert!(account.required("token_url").is_err());
    // Secrets are no values.
    assert_eq!(account.value("api_key"), None);
    assert!(account.has_secret("api_key"));
    assert!(!account.has_secret("pin"));
}

#[test]
fn what_is_required_is_asked_for_by_name() {
    let missing = |values: &[_], secrets: &[_]| account(&TINY, values, secrets).err().unwrap();
    for error in [missing(&[], KEYS), missing(&[("site", "  ")], KEYS)] {
        assert_eq!(error.kind, Kind::Invalid);
        assert_eq!(error.field.as_deref(), Some("site"));
        assert_eq!(error.message, "Tiny needs its setting Site name");
    }
    for error in [
        missing(SITE, &[]),
        missing(SITE, &[("api_key", "")]),
        missing(SITE, &[("api_key", " \n ")]),
    ] {
        assert_eq!(error.field.as_deref(), Some("api_key"));
        assert_eq!(error.message, "Tiny needs its setting API key");
    }
}

#[test]
fn a_wrong_value_is_said_with_an_example() {
    let error = account(&TINY, &[("site", "bad")], KEYS).err().unwrap();
    assert_eq!(error.message, "Tiny: Site name must not be bad");
    assert_eq!(error.hint.as_deref(), Some("For example: acme"));
}

#[test]
fn a_secret_is_normalised_too_and_never_repeated() {
    // As it comes from the clipboard.
    let pasted = format!(" {CANARY}\n");
    let good = account(&TINY, SITE, &[("api_key", &pasted)]).unwrap();
    assert_eq!(good.secrets()["api_key"].expose(), CANARY);
    let broken = format!("{CANARY} {CANARY}");
    let error = account(&TINY, SITE, &[("api_key", &broken)]).err().unwrap();
    assert_eq!(
        error.message,
        "Tiny: API key must be one word without spaces or line breaks"
    );
    assert!(!format!("{error:?}").contains(CANARY));
    let careless = [("api_key", CANARY), ("pin", "wrong-pin-7")];
    let error = account(&TINY, SITE, &careless).err().unwrap();
    assert_eq!(error.message, "Tiny: PIN is not valid");
    assert!(!format!("{error:?}").contains("wrong-pin-7"));
}

#[test]
fn the_base_url_stands_for_all_hosts_that_have_none_of_their_own() {
    let with = |values: &[(&str, &str)]| {
        let values: Vec<_> = SITE.iter().chain(values).copied().collect();
        account(&TINY, &values, KEYS).unwrap()
    };
    let derived = || Ok("https://acme.example.com".to_owned());
    let bases = |account: &Account| {
        (
            account.base(derived).unwrap().to_string(),
            account
                .base_of("token_url", || Ok("https://login.example.com/".into()))
                .unwrap()
                .to_string(),
        )
    };
    let of = |a: &str, b: &str| (a.to_owned(), b.to_owned());
    assert_eq!(
        bases(&with(&[])),
        of("https://acme.example.com/", "https://login.example.com/")
    );
    assert_eq!(
        bases(&with(&[("base_url", "http://127.0.0.1:8080/tiny/")])),
        of("http://127.0.0.1:8080/tiny/", "http://127.0.0.1:8080/tiny/")
    );
    assert_eq!(
        bases(&with(&[
            ("base_url", "https://proxy.example.com"),
            ("token_url", "https://id.example.com/v1")
        ])),
        of("https://proxy.example.com/", "https://id.example.com/v1/")
    );
    // A prefix stays in front of relative paths.
    let base = with(&[("base_url", "https://proxy.example.com/v")])
        .base(derived)
        .unwrap();
    assert_eq!(
        base.join("a/b.json").unwrap().as_str(),
        "https://proxy.example.com/v/a/b.json"
    );
}

#[test]
fn credentials_go_to_https_or_to_this_machine() {
    for (text, kept) in [
        ("https://a.example.com", "https://a.example.com"),
        (" https://a.example.com/ ", "https://a.example.com"),
        ("HTTPS://A.Example.Com:443/v1//", "https://a.example.com/v1"),
        (
            "https://a.example.com:8443/v1",
            "https://a.example.com:8443/v1",
        ),
        ("http://localhost:8080", "http://localhost:8080"),
        ("http://LOCALHOST", "http://localhost"),
        ("http://127.0.0.1:1", "http://127.0.0.1:1"),
        ("http://127.9.9.9", "http://127.9.9.9"),
        ("http://[::1]:8080/x", "http://[::1]:8080/x"),
        ("https://10.0.0.1", "https://10.0.0.1"),
    ] {
        assert_eq!(safe_url(text).as_deref(), Ok(kept), "{text}");
        assert_eq!(safe_url(kept).as_deref(), Ok(kept), "{text} again");
    }
    for (text, why) in [
        ("", "is not a URL"),
        ("a.example.com", "is not a URL"),
        ("https://", "is not a URL"),
        ("http://a.example.com", "must be https"),
        ("http://127.0.0.1.example.com", "must be https"),
        ("http://localhost.example.com", "must be https"),
        ("http://api.localhost", "must be https"),
        ("http://10.0.0.1", "must be https"),
        ("http://0.0.0.0", "must be https"),
        ("http://[::2]", "must be https"),
        ("ftp://a.example.com", "must start with https://"),
        ("file:///etc/passwd", "must start with https://"),
        ("https://u@a.example.com", "must not hold a user name"),
        ("https://u:p@a.example.com", "must not hold a user name"),
        ("https://:p@a.example.com", "must not hold a user name"),
        ("http://u:p@localhost", "must not hold a user name"),
        ("https://a.example.com?x=1", "must end with its path"),
        ("https://a.example.com/#x", "must end with its path"),
    ] {
        let error = safe_url(text).unwrap_err();
        assert!(error.starts_with(why), "{text}: {error}");
        assert!(!error.contains("u:p"), "{error}");
    }
}

#[test]
fn an_unknown_setting_is_said_with_the_known_ones() {
    let error = normalised(&TINY, "sight", "x").unwrap_err();
    assert_eq!(error.message, "Tiny has no setting sight");
    assert_eq!(
        error.hint.as_deref(),
        Some("Its settings are: site, region, api_key, pin, token_url, colours, base_url")
    );
    // By its label, in any writing.
    assert_eq!(normalised(&TINY, "site-NAME", "Acme").unwrap(), "acme");
}

#[test]
fn a_list_has_entries() {
    let values = [("site", "acme"), ("colours", "red, blue\nred\n")];
    let account = account(&TINY, &values, KEYS).unwrap();
    assert_eq!(account.list("colours"), ["red", "blue"]);
    assert!(account.list("region_list").is_empty());
}
