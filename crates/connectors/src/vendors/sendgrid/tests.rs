//! Whole-request tests: what `SendGrid` receives, byte for byte, and every sentence that people read. By theme:
//! `emails`, `lists` (adding to one), `reads` (the check and the catalogues), `secrets`.

mod emails;
mod lists;
mod reads;
mod secrets;

use serde_json::{Value, json};
use wiremock::ResponseTemplate;

use super::SendGrid;
use crate::connector::Connector as _;
use crate::testing::golden::{Golden, Pairs};

const SEND: &str = "POST /v3/mail/send";
const FIND: &str = "POST /v3/marketing/contacts/search/emails";
const PUT: &str = "PUT /v3/marketing/contacts";
const TEMPLATE: &str = "d-0123456789abcdef0123456789abcdef";
const LIST: &str = "ca1d6a2c-0b8e-4f3d-9d83-1a2b3c4d5e6f";
const WHO: Pairs = &[("email_address", "ana@example.com")];
const SETTINGS: Pairs = &[
    ("from_email", "hello@acme.example"),
    ("from_name", "Acme"),
    ("base_url", "http://vendor"),
];

async fn golden() -> Golden {
    Golden::new(&SendGrid, SETTINGS).await
}

/// An answer that is asked for again "not today", so that no test waits.
fn answer(status: u16, body: &Value) -> ResponseTemplate {
    ResponseTemplate::new(status)
        .insert_header("retry-after", "3600")
        .set_body_json(body)
}

fn no(status: u16, message: &str, field: Option<&str>) -> ResponseTemplate {
    answer(
        status,
        &json!({ "errors": [{ "message": message, "field": field, "help": null }] }),
    )
}

/// `SendGrid`'s yes to a judgement.
fn judged() -> ResponseTemplate {
    ResponseTemplate::new(200)
}

/// `SendGrid`'s yes to an e-mail.
fn taken() -> ResponseTemplate {
    ResponseTemplate::new(202).insert_header("x-message-id", "14c5d75ce93.dfd.64b469")
}

#[test]
fn what_settings_and_the_trait_take() {
    let definition = SendGrid.definition();
    let kept = |key: &str, text: &str| definition.setting(key).unwrap().kept(text);
    assert_eq!(
        kept("from_email", " Hello@acme.example ").as_deref(),
        Ok("Hello@acme.example")
    );
    assert!(kept("from_email", "Acme <hello@acme.example>").is_err());
    assert!(kept("region", "us").is_err());
    let judge = definition.trait_named("email_address").unwrap().normalise;
    for wrong in ["ana", "@example.com", "ana@", "a@b@c", "a b@example.com"] {
        assert!(judge(wrong).is_err(), "{wrong}");
    }
}

/// Labels, helps and assumptions are read in review.
#[test]
fn the_definition_reads_well() {
    insta::assert_json_snapshot!(SendGrid.definition());
}
