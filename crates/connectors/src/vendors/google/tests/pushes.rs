//! Test pushes: what Google judges while planning, what is sent, and what the answers come to.

use std::fmt::Write as _;

use serde_json::json;
use wiremock::ResponseTemplate;

use super::{GRANTED, NEEDED, SEND, TOKEN, TRAITS, answer, golden, named, no, token};
use crate::testing::CANARY;
use crate::testing::golden::{Golden, clean, shown_error, shown_report};
use crate::testing::keys;
use crate::vendors::google::Google;
use crate::{Outcome, Plan};

/// A plan that Google found good.
async fn planned(golden: &Golden) -> Plan {
    golden.json(TOKEN, 200, &token());
    golden.json(SEND, 200, &named());
    golden.plan("send_test_push", TRAITS, NEEDED).await.unwrap()
}

/// What sending comes to when it is answered so.
async fn sent(reply: ResponseTemplate) -> (Outcome, String) {
    let golden = golden().await;
    let plan = planned(&golden).await;
    golden.vendor.reply(SEND, reply);
    let report = golden.session.run(&Google, &plan).await;
    golden.vendor.transcript().await;
    (report.outcome, shown_report(&report, &golden.vendor))
}

#[tokio::test]
async fn a_push_with_only_what_it_needs() {
    let golden = golden().await;
    golden.json(TOKEN, 200, &token());
    golden.json(SEND, 200, &named());
    golden.json(SEND, 200, &named());
    insta::assert_snapshot!(golden.done("send_test_push", TRAITS, NEEDED).await);
}

#[tokio::test]
async fn a_push_with_everything() {
    let values = [("send_as", "fid"), ("base_url", "http://vendor")];
    let golden = Golden::new(&Google, &values).await;
    golden.json(TOKEN, 200, &token());
    golden.json(SEND, 200, &named());
    golden.json(SEND, 200, &named());
    let params = [
        ("title", "Grüße"),
        ("body", "Dein Abo läuft"),
        ("image", "https://img.example.com/a.png?b=c"),
        ("data", r#"{"campaign":"winter","link":"app://offers"}"#),
        ("priority", "normal"),
        ("ttl", "0"),
        ("collapse_key", "winter"),
    ];
    let long = format!("fid:{}", "x".repeat(60));
    let traits = [("fcm_token", long.as_str())];
    insta::assert_snapshot!(golden.done("send_test_push", &traits, &params).await);
}

#[tokio::test]
async fn an_order_that_makes_no_sense_asks_nobody() {
    let golden = golden().await;
    let long = format!(r#"{{"a":"{}"}}"#, "x".repeat(3_000));
    let text = "ü".repeat(600);
    let mut all = String::new();
    for (traits, params) in [
        (&[][..], NEEDED),
        (&[("fcm_token", "a b")], NEEDED),
        (TRAITS, &[("title", "Hello")]),
        (
            TRAITS,
            &[
                ("title", "a"),
                ("body", "b"),
                ("image", "http://img.example.com/a.png"),
            ],
        ),
        (
            TRAITS,
            &[("title", "a"), ("body", "b"), ("data", r#"{"n":1}"#)],
        ),
        (
            TRAITS,
            &[("title", "a"), ("body", "b"), ("data", r#"{"from":"me"}"#)],
        ),
        (
            TRAITS,
            &[
                ("title", "a"),
                ("body", "b"),
                ("data", r#"{"google.x":"y"}"#),
            ],
        ),
        (TRAITS, &[("title", "a"), ("body", "b"), ("ttl", "2419201")]),
        (TRAITS, &[("title", "a"), ("body", &text), ("data", &long)]),
    ] {
        all += &golden.not_planned("send_test_push", traits, params).await;
    }
    insta::assert_snapshot!(all);
}

/// What Google does not like is told before anybody is asked to confirm.
#[tokio::test]
async fn every_refusal_in_words() {
    let violation = json!({ "error": {
        "code": 400, "message": "Invalid value", "status": "INVALID_ARGUMENT",
        "details": [
            { "@type": "type.googleapis.com/google.firebase.fcm.v1.FcmError", "errorCode": "INVALID_ARGUMENT" },
            { "@type": "type.googleapis.com/google.rpc.BadRequest",
              "fieldViolations": [{ "field": "message.android.ttl", "description": "Invalid duration" }] },
        ],
    } });
    let disabled = json!({ "error": {
        "code": 403, "message": "Firebase Cloud Messaging API has not been used in project 1 before or it is disabled.",
        "status": "PERMISSION_DENIED",
        "details": [{ "@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": "SERVICE_DISABLED" }],
    } });
    let mut all = String::new();
    for (what, reply) in [
        (
            "unregistered",
            no(
                404,
                "NOT_FOUND",
                "Requested entity was not found.",
                Some("UNREGISTERED"),
            ),
        ),
        (
            "unregistered by 400",
            no(
                400,
                "INVALID_ARGUMENT",
                "Not registered",
                Some("UNREGISTERED"),
            ),
        ),
        (
            "another project",
            no(
                403,
                "PERMISSION_DENIED",
                "SenderId mismatch",
                Some("SENDER_ID_MISMATCH"),
            ),
        ),
        (
            "bad token",
            no(
                400,
                "INVALID_ARGUMENT",
                "The registration token is not a valid FCM registration token",
                Some("INVALID_ARGUMENT"),
            ),
        ),
        ("bad field", answer(400, &violation.to_string())),
        (
            "no right",
            no(
                403,
                "PERMISSION_DENIED",
                "Permission 'cloudmessaging.messages.create' denied",
                None,
            ),
        ),
        ("switched off", answer(403, &disabled.to_string())),
        (
            "no project",
            no(404, "NOT_FOUND", "Project not found", None),
        ),
        (
            "quota",
            no(
                429,
                "RESOURCE_EXHAUSTED",
                "Quota exceeded",
                Some("QUOTA_EXCEEDED"),
            ),
        ),
        (
            "no APNs key",
            no(
                401,
                "UNAUTHENTICATED",
                "Auth error from APNS",
                Some("THIRD_PARTY_AUTH_ERROR"),
            ),
        ),
        ("something new", no(400, "FAILED_PRECONDITION", "New", None)),
        ("403", answer(403, "")),
        ("404", answer(404, "")),
        (
            "500",
            no(500, "INTERNAL", "Internal error", Some("INTERNAL")),
        ),
        ("503", answer(503, "<html>Oops</html>")),
        ("page", answer(403, "<html>Blocked</html>")),
        ("no name", answer(200, "{}")),
        ("cut off", answer(200, r#"{"name":"proj"#)),
    ] {
        let golden = golden().await;
        golden.json(TOKEN, 200, &token());
        golden.vendor.reply(SEND, reply);
        if what == "no APNs key" {
            // A 401 is tried once more with a new token, as a read may be.
            golden.json(TOKEN, 200, &token());
            golden.vendor.reply(
                SEND,
                no(
                    401,
                    "UNAUTHENTICATED",
                    "Auth error from APNS",
                    Some("THIRD_PARTY_AUTH_ERROR"),
                ),
            );
        }
        write!(
            all,
            "# {what}\n{}",
            golden.not_planned("send_test_push", TRAITS, NEEDED).await
        )
        .unwrap();
    }
    insta::assert_snapshot!(all);
}

#[tokio::test]
async fn a_refusal_after_a_good_judgement() {
    let mut all = String::new();
    for (what, reply, outcome) in [
        (
            "unregistered",
            no(
                404,
                "NOT_FOUND",
                "Requested entity was not found.",
                Some("UNREGISTERED"),
            ),
            Outcome::Refused,
        ),
        (
            "quota",
            no(
                429,
                "RESOURCE_EXHAUSTED",
                "Quota exceeded",
                Some("QUOTA_EXCEEDED"),
            ),
            Outcome::Failed,
        ),
        (
            "401",
            no(
                401,
                "UNAUTHENTICATED",
                "Request had invalid authentication credentials.",
                None,
            ),
            Outcome::Refused,
        ),
        (
            "500",
            no(500, "INTERNAL", "Internal error", Some("INTERNAL")),
            Outcome::Unknown,
        ),
        ("503", answer(503, ""), Outcome::Unknown),
        ("no name", answer(200, "{}"), Outcome::Unknown),
        ("page", answer(200, "<html>Log in</html>"), Outcome::Unknown),
    ] {
        let (ended, shown) = sent(reply).await;
        assert_eq!(ended, outcome, "{what}");
        write!(all, "# {what}\n{shown}").unwrap();
    }
    insta::assert_snapshot!(all);
}

#[tokio::test]
async fn a_lost_answer_is_unknown_and_was_sent_once() {
    let golden = golden().await;
    let plan = planned(&golden).await;
    let report = golden.lost(&plan).await;
    assert_eq!(report.outcome, Outcome::Unknown);
    assert_eq!(
        report.error.unwrap().hint.unwrap(),
        "Look at the device before repeating it: the change may have been made. It was sent once and not again"
    );
}

/// Only the look-up says `validateOnly`; the change is the same message without it.
#[tokio::test]
async fn the_judged_message_is_the_one_that_is_sent() {
    let golden = golden().await;
    let plan = planned(&golden).await;
    let steps = golden.session.view(&plan).steps;
    let body = |index: usize| steps[index].body.clone().unwrap();
    assert_eq!(
        (steps[0].changes, steps[1].changes, steps.len()),
        (false, true, 2)
    );
    assert_eq!(
        (&body(0)["validateOnly"], &body(1)["validateOnly"]),
        (&json!(true), &json!(false))
    );
    assert_eq!(body(0)["message"], body(1)["message"]);
}

#[tokio::test]
async fn a_vendor_that_echoes_secrets_everywhere() {
    let golden = golden().await;
    let line = keys::RSA.lines().nth(3).unwrap();
    let echo = format!("{GRANTED} {line}");
    golden.json(TOKEN, 200, &token());
    golden.json(
        SEND,
        400,
        &json!({ "error": { "message": echo, "status": "INVALID_ARGUMENT" } }),
    );
    let error = golden
        .plan("send_test_push", TRAITS, NEEDED)
        .await
        .err()
        .unwrap();
    let mut all = format!("{error:?} {}", shown_error(&error, &golden.vendor));
    golden.json(SEND, 200, &named());
    // A piece of the key file where it does not belong.
    let params = [("title", "a"), ("body", line)];
    let plan = golden
        .plan("send_test_push", TRAITS, &params)
        .await
        .unwrap();
    write!(all, "{:?}", golden.session.view(&plan)).unwrap();
    golden.json(SEND, 200, &json!({ "name": echo }));
    write!(all, "{:?}", golden.session.run(&Google, &plan).await).unwrap();
    let received = golden.vendor.transcript().await;
    let assertion = received
        .split("assertion=")
        .nth(1)
        .unwrap()
        .lines()
        .next()
        .unwrap();
    assert!(assertion.starts_with("jwt{"), "{assertion}");
    all += &golden.tape.text();
    clean("texts", &all);
    assert!(
        !all.contains(GRANTED) && all.contains("‹token›") && all.contains("‹service_account_json"),
        "{all}"
    );
    assert!(!all.contains("eyJ") && !all.contains(CANARY), "{all}");
}
