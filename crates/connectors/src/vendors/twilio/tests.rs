//! Whole-request tests: what Twilio receives, byte for byte, and every sentence that people read. By theme:
//! `messages`, `reads` (the check and the catalogue), `secrets`.

mod messages;
mod reads;
mod secrets;

use serde_json::{Value, json};
use wiremock::ResponseTemplate;

use super::Twilio;
use crate::connector::Connector as _;
use crate::testing::golden::{Golden, Pairs};

const SID: &str = "AC0123456789abcdef0123456789abcdef";
const KEY: &str = "SK0123456789abcdef0123456789abcdef";
const SERVICE: &str = "MG0123456789abcdef0123456789abcdef";
const SEND: &str = "POST /2010-04-01/Accounts/AC0123456789abcdef0123456789abcdef/Messages.json";
const ACCOUNT: &str = "GET /2010-04-01/Accounts/AC0123456789abcdef0123456789abcdef.json";
const NUMBERS: &str =
    "GET /2010-04-01/Accounts/AC0123456789abcdef0123456789abcdef/IncomingPhoneNumbers.json";
const WHO: Pairs = &[("phone_number", "+13035550142")];

async fn golden() -> Golden {
    with(&[("from", "+14155550100")]).await
}

/// An account with these settings beside its SID and its address.
async fn with(values: Pairs<'_>) -> Golden {
    let mut all = vec![("account_sid", SID), ("base_url", "http://vendor")];
    all.extend(values);
    Golden::new(&Twilio, &all).await
}

/// An answer that is asked for again "not today", so that no test waits.
fn answer(status: u16, body: &Value) -> ResponseTemplate {
    ResponseTemplate::new(status)
        .insert_header("retry-after", "3600")
        .set_body_json(body)
}

fn no(status: u16, code: u32, message: &str) -> ResponseTemplate {
    let more = format!("https://www.twilio.com/docs/errors/{code}");
    answer(
        status,
        &json!({ "code": code, "message": message, "more_info": more, "status": status }),
    )
}

#[test]
fn what_settings_and_the_trait_take() {
    let definition = Twilio.definition();
    let kept = |key: &str, text: &str| definition.setting(key).unwrap().kept(text);
    assert_eq!(kept("account_sid", &format!(" {SID} ")).as_deref(), Ok(SID));
    assert_eq!(kept("from", SERVICE).as_deref(), Ok(SERVICE));
    assert_eq!(
        kept("from", "+1 (415) 555-01.00").as_deref(),
        Ok("+14155550100")
    );
    assert_eq!(kept("api_key_sid", "").as_deref(), Ok(""));
    for (key, wrong) in [
        ("account_sid", SERVICE),
        ("account_sid", "AC0123"),
        ("from", "Acme"),
        ("from", "MG0123"),
        ("api_key_sid", SID),
    ] {
        assert!(kept(key, wrong).is_err(), "{key} {wrong}");
    }
    let judge = definition.trait_named("phone_number").unwrap().normalise;
    assert_eq!(judge(" +44 20 7946 0958").as_deref(), Ok("+442079460958"));
    for wrong in [
        "4155550100",
        "+0155550100",
        "+1415555",
        "+1415555010012345",
        "+1415x550100",
        "",
    ] {
        assert!(judge(wrong).is_err(), "{wrong}");
    }
}

/// Labels, helps and assumptions are read in review.
#[test]
fn the_definition_reads_well() {
    insta::assert_json_snapshot!(Twilio.definition());
}
