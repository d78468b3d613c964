//! Settings and the trait: what is taken, what is refused, and in which words.

use crate::connector::Connector as _;
use crate::testing::CANARY;
use crate::vendors::chargify::Chargify;

fn normalise(key: &str, text: &str) -> Result<String, String> {
    (Chargify.definition().setting(key).unwrap().normalise)(text)
}

#[test]
fn all_names_of_a_site_become_its_bare_host() {
    for (typed, kept) in [
        ("acme", "acme.chargify.com"),
        (" Acme ", "acme.chargify.com"),
        ("acme.chargify.com", "acme.chargify.com"),
        ("https://acme.chargify.com/", "acme.chargify.com"),
        (
            "https://acme.chargify.com/subscriptions/71?a=b#c",
            "acme.chargify.com",
        ),
        (" HTTPS://ACME.chargify.com", "acme.chargify.com"),
        ("acme.ebilling.maxio.com", "acme.ebilling.maxio.com"),
        (
            "https://acme-eu-2.ebilling.maxio.com",
            "acme-eu-2.ebilling.maxio.com",
        ),
        // A simulator on this machine.
        ("http://127.0.0.1:4010/", "http://127.0.0.1:4010"),
        (
            "HTTP://localhost:4010/chargify",
            "http://localhost:4010/chargify",
        ),
        ("http://[::1]:4010", "http://[::1]:4010"),
    ] {
        assert_eq!(normalise("domain", typed).as_deref(), Ok(kept), "{typed}");
        assert_eq!(
            normalise("domain", kept).as_deref(),
            Ok(kept),
            "{kept} stays"
        );
    }
}

#[test]
fn other_hosts_are_refused() {
    let refused: Vec<String> = [
        "acme.example.com",
        "acme.chargify.com.evil.example",
        "chargify.com",
        "a.b.chargify.com",
        "evil.example/acme.chargify.com",
        "https://key@acme.chargify.com",
        "acme.chargify.com:8443",
        "localhost",
        "127.0.0.1:9000",
        "https://127.0.0.1:9000",
        "http://acme.chargify.com",
        "http://127.0.0.1.evil.example",
        "http://key@127.0.0.1",
        "ftp://acme.chargify.com",
        "-acme",
        "ac_me",
        "äcme",
        "https://",
        ".chargify.com",
        &"a".repeat(64),
    ]
    .into_iter()
    .map(|typed| {
        format!(
            "{typed}: Domain {}",
            normalise("domain", typed).unwrap_err()
        )
    })
    .collect();
    insta::assert_snapshot!(refused.join("\n"), @r#"
    acme.example.com: Domain must be a site under chargify.com or ebilling.maxio.com: the API key would be sent to acme.example.com
    acme.chargify.com.evil.example: Domain must be a site under chargify.com or ebilling.maxio.com: the API key would be sent to acme.chargify.com.evil.example
    chargify.com: Domain must be a site under chargify.com or ebilling.maxio.com: the API key would be sent to chargify.com
    a.b.chargify.com: Domain must be a site under chargify.com or ebilling.maxio.com: the API key would be sent to a.b.chargify.com
    evil.example/acme.chargify.com: Domain must be a site under chargify.com or ebilling.maxio.com: the API key would be sent to evil.example
    https://key@acme.chargify.com: Domain must not hold a user name or password
    acme.chargify.com:8443: Domain must be a Chargify site without a port: for a proxy, set the Base URL under Advanced
    localhost: Domain must be a Chargify site without a port: for a proxy, set the Base URL under Advanced
    127.0.0.1:9000: Domain must be a Chargify site without a port: for a proxy, set the Base URL under Advanced
    https://127.0.0.1:9000: Domain must be a Chargify site without a port: for a proxy, set the Base URL under Advanced
    http://acme.chargify.com: Domain must be https: credentials would go to acme.chargify.com in clear (plain http is for this machine only)
    http://127.0.0.1.evil.example: Domain must be https: credentials would go to 127.0.0.1.evil.example in clear (plain http is for this machine only)
    http://key@127.0.0.1: Domain must not hold a user name or password
    ftp://acme.chargify.com: Domain must start with https://, not ftp:
    -acme: Domain must be the site's subdomain: letters, digits and hyphens, such as acme
    ac_me: Domain must be the site's subdomain: letters, digits and hyphens, such as acme
    äcme: Domain must be the site's subdomain: letters, digits and hyphens, such as acme
    https://: Domain must be the site's subdomain: letters, digits and hyphens, such as acme
    .chargify.com: Domain must be the site's subdomain: letters, digits and hyphens, such as acme
    aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa: Domain must be the site's subdomain: letters, digits and hyphens, such as acme
    "#);
}

#[test]
fn a_key_is_one_word_and_is_never_repeated() {
    assert_eq!(
        normalise("api_key", &format!(" {CANARY}\n")).as_deref(),
        Ok(CANARY)
    );
    let refused: Vec<String> = [format!("{CANARY} {CANARY}"), format!("{CANARY}:x")]
        .iter()
        .map(|typed| normalise("api_key", typed).unwrap_err())
        .collect();
    assert!(!refused.join(" ").contains(CANARY));
    insta::assert_snapshot!(refused.join("\n"), @r#"
    must be one word without spaces or line breaks
    must be the key alone: it holds a colon, which a key never has
    "#);
}

#[test]
fn the_trait_is_a_number() {
    let judge = Chargify
        .definition()
        .trait_named("chargify_id")
        .unwrap()
        .normalise;
    assert_eq!(judge(" 123 ").as_deref(), Ok("123"));
    assert_eq!(judge("007").as_deref(), Ok("7"));
    let refused: Vec<String> = [
        "",
        "12a",
        "-5",
        "+5",
        "1.0",
        "12 3",
        "../site",
        "99999999999999999999999",
    ]
    .into_iter()
    .map(|text| judge(text).unwrap_err())
    .collect();
    insta::assert_snapshot!(refused.join("\n"), @r#"
    must be the number of a Chargify customer, digits alone, not ""
    must be the number of a Chargify customer, digits alone, not "12a"
    must be the number of a Chargify customer, digits alone, not "-5"
    must be the number of a Chargify customer, digits alone, not "+5"
    must be the number of a Chargify customer, digits alone, not "1.0"
    must be the number of a Chargify customer, digits alone, not "12 3"
    must be the number of a Chargify customer, digits alone, not "../site"
    is too long for the number of a Chargify customer: 99999999999999999999999
    "#);
}

#[test]
fn what_is_assumed_is_said() {
    let said: Vec<String> = Chargify
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
    insta::assert_json_snapshot!(Chargify.definition());
}
