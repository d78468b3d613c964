//! The command is run: a real shell splits it, and a `curl` of our own says what it was given.

use std::os::unix::fs::PermissionsExt as _;
use std::process::Command;

use serde_json::json;
use url::Url;

use super::*;
use crate::testing::account;
use crate::testing::tiny::{KEYS, SITE, TINY, change, read};
use crate::{Body, Credential, Idempotency, Plan, Redactor, Request, Step};

fn command(request: Request) -> String {
    let plan = Plan {
        connector: "tiny",
        action: "do_it",
        user: None,
        summary: String::new(),
        steps: vec![Step::planned(request)],
        warnings: Vec::new(),
        preview: Vec::new(),
        before: Vec::new(),
        handout: None,
        made_at: crate::testing::NOW.parse().unwrap(),
        memo: serde_json::Map::new(),
    };
    let account = account(&TINY, SITE, KEYS).unwrap();
    curl(
        &plan
            .view(account.definition(), &Redactor::new(&account))
            .steps[0],
    )
}

/// What curl is given when the command runs in `sh`.
fn given(command: &str) -> Vec<String> {
    let dir = tempfile::tempdir().unwrap();
    let fake = dir.path().join("curl");
    std::fs::write(&fake, "#!/bin/sh\nprintf '%s\\0' \"$@\"\n").unwrap();
    std::fs::set_permissions(&fake, std::fs::Permissions::from_mode(0o755)).unwrap();
    let output = Command::new("sh")
        .arg("-euc")
        .arg(command)
        .env_clear()
        .env("PATH", format!("{}:/usr/bin:/bin", dir.path().display()))
        .env("API_KEY", "k 'e\"y$1")
        .env("TOKEN", "t0k")
        .output()
        .unwrap();
    assert!(output.status.success(), "{command}\n{output:?}");
    String::from_utf8(output.stdout)
        .unwrap()
        .split_terminator('\0')
        .map(str::to_owned)
        .collect()
}

#[test]
fn a_read_with_everything_that_shells_and_curl_stumble_over() {
    let url = "https://api.example.com/v1/it's?page[size]=1&q=$HOME`id`%22";
    let request = read(url, "")
        .header("x-note", "it's \"so\" $HOME `id` \\ ! *")
        .credential(Credential::BasicUser {
            setting: "api_key",
            password: "x",
        })
        .credential(Credential::Query {
            name: "key",
            setting: "api_key",
        });
    let url = Url::parse(url).unwrap();
    assert_eq!(
        given(&command(request)),
        [
            "--request",
            "GET",
            "--globoff",
            "--user",
            "k 'e\"y$1:x",
            "--header",
            "x-note: it's \"so\" $HOME `id` \\ ! *",
            &format!("{url}&key=k 'e\"y$1"),
        ]
    );
}

#[test]
fn a_json_body_arrives_as_it_is() {
    let body = json!({ "note": "it's\n\"new\" ‹not a mask› ‹Nor this› ‹", "n": 1 });
    let request = change("https://api.example.com/", "a", Idempotency::None)
        .body(Body::Json(body.clone()))
        .credential(Credential::Header {
            name: "authorization",
            prefix: "Bearer ",
            setting: "api_key",
        });
    assert_eq!(
        given(&command(request)),
        [
            "--request",
            "POST",
            "--header",
            "authorization: Bearer k 'e\"y$1",
            "--header",
            "content-type: application/json",
            "--data-raw",
            &body.to_string(),
            "https://api.example.com/a",
        ]
    );
}

#[test]
fn a_form_has_all_its_fields() {
    let fields = [("expand[]", "a"), ("expand[]", "b&c=d"), ("at@x", "@file")];
    let request = change("https://api.example.com/", "a", Idempotency::None).body(Body::Form(
        fields.map(|(k, v)| (k.into(), v.into())).to_vec(),
    ));
    assert_eq!(
        given(&command(request)),
        [
            "--request",
            "POST",
            "--header",
            "content-type: application/x-www-form-urlencoded",
            "--data-urlencode",
            "expand%5B%5D=a",
            "--data-urlencode",
            "expand%5B%5D=b&c=d",
            "--data-urlencode",
            "at%40x=@file",
            "https://api.example.com/a",
        ]
    );
}

#[test]
fn xml_is_sent_as_text() {
    let request = change("https://api.example.com/", "a", Idempotency::None)
        .body(Body::Xml("<a b='c'/>".into()));
    let given = given(&command(request));
    assert_eq!(given[4..6], ["--data-raw", "<a b='c'/>"]);
}

#[test]
fn a_later_value_is_a_variable_too() {
    let path = format!("things/{}", crate::later("token"));
    let request = change("https://api.example.com/", &path, Idempotency::None).awaits("token");
    assert_eq!(
        given(&command(request)).last().unwrap(),
        "https://api.example.com/things/t0k"
    );
}

#[test]
fn a_variable_that_is_not_set_stops_the_shell() {
    // With `set -u`, as good scripts have it; the mask of a secret that the environment does not hold.
    let request = read("https://api.example.com/", "a").credential(Credential::Header {
        name: "x-pin",
        prefix: "",
        setting: "pin",
    });
    let text = command(request);
    assert!(text.contains(r#"'x-pin: '"$PIN"''"#), "{text}");
    assert!(!text.contains(crate::testing::CANARY));
}
