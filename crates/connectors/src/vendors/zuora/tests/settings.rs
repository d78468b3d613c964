//! What the settings take, and the definition as people read it.

use crate::Connector as _;
use crate::testing::golden::clean;
use crate::vendors::zuora::Zuora;

fn kept(key: &str, texts: &[&str]) -> String {
    let setting = Zuora.definition().setting(key).unwrap();
    let lines: Vec<String> = texts
        .iter()
        .map(|text| match setting.kept(text) {
            Ok(kept) => format!("{text} -> {kept}"),
            Err(why) => format!("{text} {why}"),
        })
        .collect();
    lines.join("\n")
}

#[test]
fn an_api_url_is_a_host_of_zuora() {
    let texts = [
        "rest.zuora.com",
        " HTTPS://Rest.Sandbox.EU.zuora.com/v1/ ",
        "https://rest.acme-copy.zuora.com/v1/catalog?x=1",
        "http://127.0.0.1:4010/zuora/v1",
        "http://localhost:4010/zuora",
        "http://rest.zuora.com",
        "zuora.com",
        "https://rest.zuora.com.evil.example",
        "https://evilzuora.com",
        "https://user:word@rest.zuora.com",
        "rest.zuora.com:8443",
        "ftp://rest.zuora.com",
        "rest..zuora.com",
        "",
    ];
    insta::assert_snapshot!(kept("api_url", &texts));
}

#[test]
fn a_version_is_one_that_knows_the_fields() {
    insta::assert_snapshot!(kept(
        "zuora_version",
        &["211.0", " 315.1 ", "", "186.0", "211", "211.", "x.0"]
    ));
}

#[test]
fn an_account_number_is_one_word() {
    let known = Zuora.definition().trait_named("account_number").unwrap();
    assert_eq!((known.normalise)(" A-1/2 ").unwrap(), "A-1/2");
    assert!((known.normalise)("A 1").is_err());
    assert!((known.normalise)(" ").is_err());
}

#[test]
fn what_is_assumed_is_said() {
    let said: Vec<String> = Zuora
        .definition()
        .assumptions
        .iter()
        .map(|a| format!("{}: {}", a.about, a.text))
        .collect();
    insta::assert_snapshot!(said.join("\n"));
}

/// Labels, helps and descriptions are read in review.
#[test]
fn the_definition_reads_well() {
    let text = serde_json::to_string_pretty(Zuora.definition()).unwrap();
    clean("definition", &text);
    insta::assert_snapshot!(text);
}
