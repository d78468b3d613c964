//! E-mails: what is sent, what is judged before, and what becomes of it.

use std::fmt::Write as _;

use serde_json::json;
use wiremock::ResponseTemplate;

use super::{SEND, SendGrid, TEMPLATE, WHO, answer, golden, judged, no, taken};
use crate::testing::golden::{Golden, Pairs, retargeted, shown_report};
use crate::testing::raw;
use crate::{Kind, Order, Outcome};

const NEEDED: Pairs = &[("template_id", TEMPLATE)];

/// A golden whose judgement is good, and the plan.
async fn planned() -> (Golden, crate::Plan) {
    let golden = golden().await;
    golden.vendor.reply(SEND, judged());
    let plan = golden.plan("send_email", WHO, NEEDED).await.unwrap();
    (golden, plan)
}

/// What sending comes to when it is answered so.
async fn answered(reply: ResponseTemplate) -> (Outcome, String) {
    let (golden, plan) = planned().await;
    golden.vendor.reply(SEND, reply);
    let report = golden.session.run(&SendGrid, &plan).await;
    golden.vendor.transcript().await;
    (report.outcome, shown_report(&report, &golden.vendor))
}

#[tokio::test]
async fn with_only_what_it_needs() {
    let golden = golden().await;
    golden.vendor.reply(SEND, judged()).reply(SEND, taken());
    insta::assert_snapshot!(golden.done("send_email", WHO, NEEDED).await);
}

#[tokio::test]
async fn with_everything() {
    let golden = golden().await;
    golden.vendor.reply(SEND, judged()).reply(SEND, taken());
    let traits = [
        ("email_address", "ana@example.com"),
        ("first_name", "Ana \"A\""),
    ];
    let params = [
        ("template_id", TEMPLATE),
        ("to", " Someone.else@example.org "),
        (
            "data",
            r#"{"first_name":"%trait.first_name%","offer":{"percent":20}}"#,
        ),
    ];
    insta::assert_snapshot!(golden.done("send_email", &traits, &params).await);
}

/// Without a name, and in the EU.
#[tokio::test]
async fn the_sender_and_the_host_are_the_settings() {
    let values = [("from_email", "hello@acme.example"), ("region", "eu")];
    let (session, _) = crate::testing::session(&SendGrid, &values);
    let client = super::super::client::Client::new(&session).unwrap();
    for (request, url) in [
        (
            client.judge(&json!({})),
            "https://api.eu.sendgrid.com/v3/mail/send",
        ),
        (client.scopes(), "https://api.eu.sendgrid.com/v3/scopes"),
        (
            client.contact("a@b"),
            "https://api.sendgrid.com/v3/marketing/contacts/search/emails",
        ),
    ] {
        assert_eq!(request.unwrap().url.as_str(), url);
    }
    let golden = Golden::new(&SendGrid, &values[..1]).await;
    golden.vendor.reply(SEND, judged());
    let plan = golden.plan("send_email", WHO, NEEDED).await.unwrap();
    let view = golden.session.view(&plan);
    let body = view.steps[1].body.as_ref().unwrap();
    assert_eq!(body["from"], json!({ "email": "hello@acme.example" }));
}

/// The subscriber typed another address into the prompt; the user needs none then.
#[tokio::test]
async fn to_an_address_of_the_form() {
    let golden = golden().await;
    let order = |form: &[(&str, &str)]| Order {
        action: "send_email".into(),
        params: [("template_id", TEMPLATE), ("to", "%form.email%")]
            .map(|(k, v)| (k.to_owned(), v.to_owned()))
            .into(),
        form: form
            .iter()
            .map(|(k, v)| ((*k).to_owned(), (*v).to_owned()))
            .collect(),
        ..Order::default()
    };
    golden.vendor.reply(SEND, judged());
    let intent = golden
        .session
        .intent(&order(&[("email", "typed@example.com")]));
    let plan = golden
        .session
        .plan(&SendGrid, &intent.unwrap())
        .await
        .unwrap();
    assert_eq!(
        plan.summary,
        format!("Send template {TEMPLATE} to typed@example.com")
    );
    let missing = golden.session.intent(&order(&[])).unwrap_err();
    assert_eq!(
        (missing.kind, missing.field.as_deref()),
        (Kind::Invalid, Some("to"))
    );
    golden.vendor.transcript().await;
}

#[tokio::test]
async fn an_order_that_makes_no_sense_asks_nobody() {
    let golden = golden().await;
    let long = format!(r#"{{"a":"{}"}}"#, "x".repeat(10_000));
    let mut all = String::new();
    for (traits, params) in [
        (&[][..], NEEDED),
        (&[("email_address", "ana at example.com")], NEEDED),
        (WHO, &[]),
        (
            WHO,
            &[
                ("template_id", TEMPLATE),
                ("to", "a@example.com, b@example.com"),
            ],
        ),
        (WHO, &[("template_id", TEMPLATE), ("data", "[1]")]),
        (WHO, &[("template_id", TEMPLATE), ("data", &long)]),
    ] {
        all += &golden.not_planned("send_email", traits, params).await;
    }
    insta::assert_snapshot!(all);
}

/// What `SendGrid` refuses while it judges is not planned. A 202 is no judgement.
#[tokio::test]
async fn a_judgement_that_is_not_good() {
    let mut all = String::new();
    for (what, reply) in [
        (
            "from",
            no(
                400,
                "The from email does not contain a valid address.",
                Some("from.email"),
            ),
        ),
        (
            "template",
            no(400, "The template_id is not known", Some("template_id")),
        ),
        (
            "key",
            no(
                401,
                "The provided authorization grant is invalid, expired, or revoked",
                None,
            ),
        ),
        ("right", no(403, "access forbidden", None)),
        ("taken", taken()),
        (
            "page",
            ResponseTemplate::new(200).set_body_raw("<html>Log in</html>", "text/html"),
        ),
    ] {
        let golden = golden().await;
        golden.vendor.reply(SEND, reply);
        let shown = golden.not_planned("send_email", WHO, NEEDED).await;
        write!(all, "# {what}\n{shown}").unwrap();
    }
    insta::assert_snapshot!(all);
}

#[tokio::test]
async fn every_refusal_in_words() {
    let mut all = String::new();
    let identity = "The from address does not match a verified Sender Identity. Mail cannot be sent until this error is resolved.";
    for (what, reply) in [
        (
            "from",
            no(
                400,
                "The from email does not contain a valid address.",
                Some("from.email"),
            ),
        ),
        (
            "two",
            answer(
                400,
                &json!({ "errors": [
                { "message": "Does not contain a valid address.", "field": "personalizations.0.to.0.email" },
                { "message": "The template_id is not known" },
            ] }),
            ),
        ),
        (
            "key",
            no(
                401,
                "The provided authorization grant is invalid, expired, or revoked",
                None,
            ),
        ),
        ("sender", no(403, identity, Some("from"))),
        ("right", no(403, "access forbidden", None)),
        ("no place", no(404, "not found", None)),
        ("long", no(413, "payload too large", None)),
        (
            "fast",
            no(429, "too many requests", None).insert_header("x-ratelimit-reset", "1795219200"),
        ),
        (
            "fast, not told until when",
            no(429, "too many requests", None),
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
        ("500", answer(500, &json!({}))),
        ("503", answer(503, &json!({}))),
        ("another success", ResponseTemplate::new(200)),
        (
            "page",
            ResponseTemplate::new(202).set_body_raw("<html>Log in</html>", "text/html"),
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
async fn a_taken_e_mail_without_an_id_is_taken() {
    let (outcome, shown) = answered(ResponseTemplate::new(202)).await;
    assert_eq!(outcome, Outcome::Succeeded);
    assert!(!shown.contains("message_id"), "{shown}");
}

#[tokio::test]
async fn a_lost_answer_is_unknown_and_was_sent_once() {
    let (golden, plan) = planned().await;
    let report = golden.lost(&plan).await;
    assert_eq!(report.outcome, Outcome::Unknown);
    assert_eq!(
        report.error.unwrap().hint.unwrap(),
        "Look at the activity of ana@example.com in SendGrid before repeating it: the change may have been made. It was sent once and not again"
    );
}

/// A proxy that answers from elsewhere must not be taken for the vendor.
#[tokio::test]
async fn a_refusal_that_only_looks_like_one() {
    let (golden, plan) = planned().await;
    let (url, _) =
        raw(|_| b"HTTP/1.1 400 Bad\r\ncontent-length: 13\r\n\r\n<h1>Bad</h1>\n".to_vec()).await;
    let plan = retargeted(&plan, &golden.vendor.url(), &url);
    let report = golden.session.run(&SendGrid, &plan).await;
    assert_eq!(report.outcome, Outcome::Failed);
    assert_eq!(report.error.unwrap().kind, Kind::Malformed);
}

#[tokio::test]
async fn a_plan_of_another_version_is_not_run() {
    let (golden, mut plan) = planned().await;
    plan.memo.clear();
    let report = golden.session.run(&SendGrid, &plan).await;
    assert_eq!(report.outcome, Outcome::Failed);
    golden.vendor.transcript().await;
}
