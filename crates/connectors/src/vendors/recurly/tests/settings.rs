//! Settings: where requests go, and what is refused before anything is sent.

use crate::Connector;
use crate::testing::{account, session};
use crate::vendors::recurly::client::Client;
use crate::vendors::recurly::{Recurly, account as trait_value, key};

#[test]
fn the_region_is_the_host() {
    for (values, host) in [
        (&[][..], "https://v3.recurly.com/sites?limit=1"),
        (
            &[("region", "eu")],
            "https://v3.eu.recurly.com/sites?limit=1",
        ),
        (
            &[("base_url", "https://proxy.example.com/r")],
            "https://proxy.example.com/r/sites?limit=1",
        ),
    ] {
        let (session, _) = session(&Recurly, values);
        let request =
            crate::vendors::recurly::target::site(&Client::new(&session).unwrap()).unwrap();
        assert_eq!(request.url.as_str(), host);
    }
    let wrong = account(
        Recurly.definition(),
        &[("region", "mars")],
        &[("api_key", "k")],
    );
    assert_eq!(
        wrong.err().unwrap().message,
        "Recurly: Region must be one of us, eu"
    );
}

#[test]
fn a_key_is_one_word() {
    assert_eq!(key(" 2e4f ").unwrap(), "2e4f");
    for wrong in ["2e4f:", "2e 4f", "a\nb"] {
        assert!(!key(wrong).unwrap_err().contains(wrong), "{wrong}");
    }
    let missing = account(Recurly.definition(), &[], &[]);
    assert_eq!(
        missing.err().unwrap().message,
        "Recurly needs its setting API Key"
    );
}

#[test]
fn an_account_is_named_by_a_text() {
    assert_eq!(trait_value(" a@b.c/+ ").unwrap(), "a@b.c/+");
    assert!(trait_value(" ").is_err());
    assert!(trait_value("a\nb").is_err());
}
