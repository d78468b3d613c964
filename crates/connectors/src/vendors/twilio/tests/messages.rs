//! Text messages: what is sent, and what becomes of it.

use std::fmt::Write as _;

use serde_json::{Value, json};
use wiremock::ResponseTemplate;

use super::{KEY, SEND, SERVICE, Twilio, WHO, answer, golden, no, with};
use crate::testing::golden::{Pairs, retargeted, shown_report};
use crate::testing::raw;
use crate::{Kind, Order, Outcome};

const NEEDED: Pairs = &[("body", "Your plan ends tomorrow")];

fn taken(status: &str, segments: &str) -> Value {
    json!({
        "sid": "SM0123456789abcdef0123456789abcdef", "status": status, "num_segments": segments,
        "to": "+13035550142", "error_code": null, "error_message": null,
    })
}

/// What sending comes to when it is answered so.
async fn answered(reply: ResponseTemplate) -> (Outcome, String) {
    let golden = golden().await;
    let plan = golden.plan("send_sms", WHO, NEEDED).await.unwrap();
    golden.vendor.reply(SEND, reply);
    let report = golden.session.run(&Twilio, &plan).await;
    golden.vendor.transcript().await;
    (report.outcome, shown_report(&report, &golden.vendor))
}

#[tokio::test]
async fn with_only_what_it_needs() {
    let golden = golden().await;
    golden.json(SEND, 201, &taken("queued", "1"));
    insta::assert_snapshot!(golden.done("send_sms", WHO, NEEDED).await);
}

#[tokio::test]
async fn with_everything() {
    let golden = golden().await;
    golden.json(SEND, 201, &taken("queued", "2"));
    let traits = [("phone_number", "+13035550142"), ("first_name", "Zoë")];
    let text = format!("%trait.first_name%: 50% & more 😀 {}", "x".repeat(60));
    let params = [
        ("body", text.as_str()),
        ("to", "+44 20 7946 0958"),
        ("from", "+14155550177"),
    ];
    insta::assert_snapshot!(golden.done("send_sms", &traits, &params).await);
}

/// By a messaging service, signed by an API key.
#[tokio::test]
async fn by_a_service_and_a_key() {
    let golden = with(&[("from", SERVICE), ("api_key_sid", KEY)]).await;
    golden.json(SEND, 201, &taken("accepted", "0"));
    insta::assert_snapshot!(golden.done("send_sms", WHO, NEEDED).await);
}

/// The subscriber typed another number into the prompt; the user needs none then.
#[tokio::test]
async fn to_a_number_of_the_form() {
    let golden = golden().await;
    let pairs = |pairs: &[(&str, &str)]| {
        let owned = pairs
            .iter()
            .map(|(k, v)| ((*k).to_owned(), (*v).to_owned()));
        owned.collect()
    };
    let order = |form: &[(&str, &str)]| Order {
        action: "send_sms".into(),
        params: pairs(&[("body", "Hello"), ("to", "%form.phone%")]),
        form: pairs(form),
        ..Order::default()
    };
    let intent = golden
        .session
        .intent(&order(&[("phone", "+1 303 555 0143")]));
    let plan = golden
        .session
        .plan(&Twilio, &intent.unwrap())
        .await
        .unwrap();
    assert_eq!(plan.summary, "Send a text message to +13035550143");
    let missing = golden.session.intent(&order(&[])).unwrap_err();
    assert_eq!(
        (missing.kind, missing.field.as_deref()),
        (Kind::Invalid, Some("to"))
    );
}

#[tokio::test]
async fn an_order_that_makes_no_sense_asks_nobody() {
    let golden = golden().await;
    let long = "ü".repeat(1601);
    let mut all = String::new();
    for (traits, params) in [
        (&[][..], NEEDED),
        (&[("phone_number", "303 555 0142")], NEEDED),
        (WHO, &[]),
        (WHO, &[("body", long.as_str())]),
        (WHO, &[("body", "Hello"), ("to", "0303 555 0142")]),
        (WHO, &[("body", "Hello"), ("to", "+1 415 555 0100")]),
        (WHO, &[("body", "Hello"), ("from", "Acme")]),
    ] {
        all += &golden.not_planned("send_sms", traits, params).await;
    }
    insta::assert_snapshot!(all);
}

#[tokio::test]
async fn every_refusal_in_words() {
    let mut all = String::new();
    for (what, reply) in [
        ("key", no(401, 20003, "Authenticate")),
        (
            "number",
            no(400, 21211, "Invalid 'To' Phone Number: +1303555XXXX"),
        ),
        (
            "landline",
            no(400, 21614, "'To' number is not a valid mobile number"),
        ),
        (
            "trial",
            no(400, 21608, "The number +1303555XXXX is unverified."),
        ),
        (
            "unsubscribed",
            no(400, 21610, "Attempt to send to unsubscribed recipient"),
        ),
        (
            "country",
            no(
                400,
                21408,
                "Permission to send an SMS has not been enabled for the region",
            ),
        ),
        (
            "sender",
            no(
                400,
                21606,
                "The From phone number +14155550100 is not a valid, SMS-capable inbound phone number",
            ),
        ),
        (
            "long",
            no(
                400,
                21617,
                "The concatenated message body exceeds the 1600 character limit.",
            ),
        ),
        ("new", no(400, 29999, "Something new")),
        ("right", no(403, 20403, "Forbidden")),
        (
            "account",
            no(404, 20404, "The requested resource was not found"),
        ),
        ("fast", no(429, 20429, "Too Many Requests")),
        (
            "failed at once",
            answer(
                201,
                &json!({ "sid": "SM1", "status": "failed", "error_code": 30007 }),
            ),
        ),
        ("nothing in it", answer(400, &json!({}))),
        (
            "page",
            ResponseTemplate::new(403).set_body_raw("<html>Blocked</html>", "text/html"),
        ),
    ] {
        let (outcome, shown) = answered(reply).await;
        assert_ne!(outcome, Outcome::Succeeded);
        assert_ne!(outcome, Outcome::Unknown, "{what}: nothing was sent");
        write!(all, "# {what}\n{shown}").unwrap();
    }
    insta::assert_snapshot!(all);
}

#[tokio::test]
async fn an_answer_that_does_not_tell_is_unknown() {
    let mut all = String::new();
    for (what, reply) in [
        ("500", no(500, 20500, "Internal Server Error")),
        ("503", answer(503, &json!({}))),
        ("nothing in it", answer(201, &json!({}))),
        ("no status", answer(201, &json!({ "sid": "SM1" }))),
        (
            "page",
            ResponseTemplate::new(201).set_body_raw("<html>Log in</html>", "text/html"),
        ),
        (
            "moved",
            ResponseTemplate::new(302).insert_header("location", "https://login.example/"),
        ),
    ] {
        let (outcome, shown) = answered(reply).await;
        assert_eq!(outcome, Outcome::Unknown, "{what}");
        write!(all, "# {what}\n{shown}").unwrap();
    }
    insta::assert_snapshot!(all);
}

#[tokio::test]
async fn a_lost_answer_is_unknown_and_was_sent_once() {
    let golden = golden().await;
    let plan = golden.plan("send_sms", WHO, NEEDED).await.unwrap();
    let report = golden.lost(&plan).await;
    assert_eq!(report.outcome, Outcome::Unknown);
    assert_eq!(
        report.error.unwrap().hint.unwrap(),
        "Look at the messages to +13035550142 in the Twilio console before repeating it: the change may have been made. It was sent once and not again"
    );
}

/// A proxy that answers from elsewhere must not be taken for the vendor.
#[tokio::test]
async fn a_refusal_that_only_looks_like_one() {
    let golden = golden().await;
    let plan = golden.plan("send_sms", WHO, NEEDED).await.unwrap();
    let (url, _) =
        raw(|_| b"HTTP/1.1 400 Bad\r\ncontent-length: 13\r\n\r\n<h1>Bad</h1>\n".to_vec()).await;
    let plan = retargeted(&plan, &golden.vendor.url(), &url);
    let report = golden.session.run(&Twilio, &plan).await;
    assert_eq!(report.outcome, Outcome::Failed);
    assert_eq!(report.error.unwrap().kind, Kind::Malformed);
}
