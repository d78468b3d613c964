use super::*;
use crate::testing::tiny::{KEYS, SITE, TINY};
use crate::testing::{CANARY, account};

fn filled(text: &str) -> Result<String> {
    let map = |pairs: &[(&str, &str)]| -> BTreeMap<String, String> {
        pairs
            .iter()
            .map(|(k, v)| ((*k).to_owned(), (*v).to_owned()))
            .collect()
    };
    let account = account(&TINY, SITE, KEYS).unwrap();
    let sources = Sources {
        traits: &map(&[("plan", "gold"), ("sly", "%form.reason%")]),
        form: &map(&[("reason", "too dear"), ("empty", "")]),
        account: &account,
    };
    fill("note", text, &sources)
}

#[test]
fn each_kind_is_filled_in() {
    for (text, expected) in [
        ("%trait.plan%", "gold"),
        ("from %trait.plan%: %form.reason%!", "from gold: too dear!"),
        ("%trait.plan%%trait.plan%", "goldgold"),
        ("%credential.site%", "acme"),
        // By its label too, and by default.
        ("%credential.Site name%", "acme"),
        ("%credential.region%", "us"),
        ("[%form.empty%]", "[]"),
        // What comes in is not searched again.
        ("%trait.sly%", "%form.reason%"),
    ] {
        assert_eq!(filled(text).unwrap(), expected, "{text}");
    }
}

#[test]
fn a_per_cent_sign_that_starts_none_is_itself() {
    for text in [
        "",
        "%",
        "%%",
        "50 %",
        "50% off",
        "100%sure.thing%",
        "%trait.%",
        "%trait.plan",
        "%Trait.plan%",
        "a%20b%2fc",
        "ö%ö",
    ] {
        assert_eq!(filled(text).unwrap(), text);
        assert!(!any(text), "{text}");
    }
    assert_eq!(filled("50% of %trait.plan%").unwrap(), "50% of gold");
    assert!(any("50% of %trait.plan%"));
}

#[test]
fn a_missing_one_is_an_error_that_names_it() {
    for (text, message) in [
        (
            "%trait.stripe_id%",
            "note needs %trait.stripe_id%, but there is no trait stripe_id",
        ),
        (
            "a %form.why% b",
            "note needs %form.why%, but there is no form input why",
        ),
        (
            "%credential.token_url%",
            "note needs %credential.token_url%, but there is no setting token_url",
        ),
        (
            "%credential.nothing%",
            "note needs %credential.nothing%, but there is no setting nothing",
        ),
    ] {
        let error = filled(text).unwrap_err();
        assert_eq!(error.message, message);
        assert_eq!(error.field.as_deref(), Some("note"));
        assert!(error.hint.is_some());
    }
}

#[test]
fn a_secret_is_never_filled_in() {
    for text in [
        "%credential.api_key%",
        "%credential.API key%",
        "%credential.apikey%",
        "%credential.pin%",
    ] {
        let error = filled(text).unwrap_err();
        assert!(
            error
                .message
                .ends_with("a secret cannot be put into a value")
        );
        assert!(!format!("{error:?}").contains(CANARY));
    }
}
