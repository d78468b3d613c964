//! The settings: hosts, tokens, versions.

use crate::vendors::shopify::shop::{host, token, version};

#[test]
fn a_shop_is_named_in_many_ways() {
    let mut said = Vec::new();
    for text in [
        "acme",
        "ACME-demo.myshopify.com",
        " https://acme.myshopify.com/admin?x=1#y ",
        "shop.acme.example",
        "",
        "http://acme.myshopify.com",
        "ftp://acme.myshopify.com",
        "user:pw@acme.myshopify.com",
        "acme.myshopify.com:8443",
        "a.b.myshopify.com",
        ".myshopify.com",
        "myshopify.com",
        "evilmyshopify.com",
        "127.0.0.1",
        "-acme.example",
        "acme_demo.myshopify.com",
        "acme..example",
    ] {
        said.push(match host(text) {
            Ok(host) => format!("{text:?} is {host}"),
            Err(why) => format!("{text:?} {why}"),
        });
    }
    insta::assert_snapshot!(said.join("\n"));
}

#[test]
fn keys_that_open_more_are_not_taken() {
    assert_eq!(token(" 0123abcd ").unwrap(), "0123abcd");
    for text in ["shpat_0123", "shpss_0123", "two words"] {
        let why = token(text).unwrap_err();
        assert!(!why.contains("0123"), "{why}");
    }
}

#[test]
fn versions_are_quarters() {
    assert_eq!(version(" 2026-10 ").unwrap(), "2026-10");
    for text in ["2026-05", "unstable", "26-04", "2026-04/x", ""] {
        assert!(version(text).is_err(), "{text}");
    }
}
