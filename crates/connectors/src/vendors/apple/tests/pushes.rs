//! Test pushes: what is planned, what is sent, and what Apple's answers come to.

use std::fmt::Write as _;

use serde_json::json;
use wiremock::ResponseTemplate;

use super::{ID, NEEDED, SEND, SETTINGS, TOKEN, TRAITS, accepted, answer, golden, reason};
use crate::testing::golden::{Golden, clean, retargeted, shown_report};
use crate::testing::raw;
use crate::vendors::apple::Apple;
use crate::{Kind, Outcome};

async fn answered(reply: ResponseTemplate) -> (Outcome, String) {
    let golden = golden().await;
    golden.vendor.reply(SEND, reply);
    let plan = golden.plan("send_test_push", TRAITS, NEEDED).await.unwrap();
    let report = golden.session.run(&Apple, &plan).await;
    golden.vendor.transcript().await;
    (report.outcome, shown_report(&report, &golden.vendor))
}

#[tokio::test]
async fn a_push_with_only_what_it_needs() {
    let golden = golden().await;
    golden.vendor.reply(SEND, accepted());
    insta::assert_snapshot!(golden.done("send_test_push", TRAITS, NEEDED).await);
}

#[tokio::test]
async fn a_push_with_everything() {
    let mut values = SETTINGS.to_vec();
    values.push(("environment", "sandbox"));
    let golden = Golden::new(&Apple, &values).await;
    golden
        .vendor
        .reply(SEND, accepted().insert_header("apns-unique-id", "unique-1"));
    let params = [
        ("push_type", "alert"),
        ("title", "Grüße"),
        ("body", "Dein Abo läuft"),
        ("badge", "3"),
        ("sound", "default"),
        ("priority", "5"),
        ("custom", r#"{"campaign":"winter","offer":{"id":7}}"#),
        ("collapse_id", "winter"),
        ("expiration", "3600"),
    ];
    insta::assert_snapshot!(golden.done("send_test_push", TRAITS, &params).await);
}

#[tokio::test]
async fn a_background_push() {
    let golden = golden().await;
    golden.vendor.reply(SEND, accepted());
    let params = [("push_type", "background"), ("custom", r#"{"sync":true}"#)];
    insta::assert_snapshot!(golden.done("send_test_push", TRAITS, &params).await);
}

#[tokio::test]
async fn the_environment_is_the_host() {
    let mut hosts = Vec::new();
    for environment in ["production", "sandbox"] {
        let mut values = SETTINGS.to_vec();
        values.retain(|(key, _)| *key != "base_url");
        values.push(("environment", environment));
        let (session, _) = crate::testing::session(&Apple, &values);
        let intent = crate::testing::intent(&session, "send_test_push", TRAITS, NEEDED).unwrap();
        let plan = session.plan(&Apple, &intent).await.unwrap();
        hosts.push(plan.steps[0].request.url.to_string());
    }
    assert_eq!(
        hosts,
        [
            format!("https://api.push.apple.com/3/device/{TOKEN}"),
            format!("https://api.development.push.apple.com/3/device/{TOKEN}"),
        ]
    );
}

#[tokio::test]
async fn an_order_that_makes_no_sense_asks_nobody() {
    let golden = golden().await;
    let long = format!(r#"{{"a":"{}"}}"#, "x".repeat(3_000));
    let text = "ü".repeat(600);
    let mut all = String::new();
    for (traits, params) in [
        (&[][..], NEEDED),
        (&[("apns_token", "abc")], NEEDED),
        (TRAITS, &[("title", "Hello")]),
        (TRAITS, &[("push_type", "background"), ("title", "Hello")]),
        (
            TRAITS,
            &[("title", "a"), ("body", "b"), ("custom", r#"{"aps":{}}"#)],
        ),
        (
            TRAITS,
            &[("title", "a"), ("body", "b"), ("collapse_id", "ü")],
        ),
        (
            TRAITS,
            &[("title", "a"), ("body", &text), ("custom", &long)],
        ),
    ] {
        all += &golden.not_planned("send_test_push", traits, params).await;
    }
    insta::assert_snapshot!(all);
}

#[tokio::test]
async fn every_refusal_in_words() {
    let mut all = String::new();
    for (status, word) in [
        (400, "BadDeviceToken"),
        (400, "DeviceTokenNotForTopic"),
        (400, "BadTopic"),
        (400, "TopicDisallowed"),
        (400, "MissingTopic"),
        (400, "PayloadEmpty"),
        (400, "BadMessageId"),
        (400, "BadPriority"),
        (400, "InvalidPushType"),
        (400, "MissingDeviceToken"),
        (400, "DuplicateHeaders"),
        (400, "IdleTimeout"),
        (400, "BadCollapseId"),
        (400, "BadExpirationDate"),
        (400, "SomethingNew"),
        (403, "InvalidProviderToken"),
        (403, "ExpiredProviderToken"),
        (403, "MissingProviderToken"),
        (403, "BadEnvironmentKeyIdInToken"),
        (403, "UnrelatedKeyIdInToken"),
        (403, "BadCertificate"),
        (403, "BadCertificateEnvironment"),
        (403, "Forbidden"),
        (404, "BadPath"),
        (405, "MethodNotAllowed"),
        (410, "Unregistered"),
        (410, "ExpiredToken"),
        (413, "PayloadTooLarge"),
        (429, "TooManyRequests"),
        (429, "TooManyProviderTokenUpdates"),
        (401, ""),
        (403, ""),
        (404, ""),
        (429, ""),
    ] {
        let (outcome, shown) = answered(reason(status, word)).await;
        assert!(
            matches!(outcome, Outcome::Refused | Outcome::Failed),
            "{word}: {outcome:?}"
        );
        write!(all, "# {status} {word}\n{shown}").unwrap();
    }
    all += "# page\n";
    all += &answered(answer(403, "<html>Blocked</html>")).await.1;
    insta::assert_snapshot!(all);
}

#[tokio::test]
async fn an_answer_that_does_not_tell_is_unknown() {
    let mut all = String::new();
    for (what, reply) in [
        ("500", reason(500, "InternalServerError")),
        ("503", reason(503, "Shutdown")),
        ("no apns-id", ResponseTemplate::new(200)),
        (
            "another apns-id",
            ResponseTemplate::new(200).insert_header("apns-id", "x"),
        ),
        ("page", answer(200, "<html>Log in</html>")),
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
    let plan = golden.plan("send_test_push", TRAITS, NEEDED).await.unwrap();
    let report = golden.lost(&plan).await;
    assert_eq!(report.outcome, Outcome::Unknown);
    assert_eq!(
        report.error.unwrap().hint.unwrap(),
        "Look at the device before repeating it: the change may have been made. It was sent once and not again"
    );
}

/// Apple counts a new token within 20 minutes as an attack, so a refused one is kept, and each push has one sending.
#[tokio::test]
async fn one_token_for_all_pushes_and_a_new_id_for_each() {
    let golden = golden().await;
    for number in 1..=2 {
        let id = format!("00000000-0000-0000-0000-00000000000{number}");
        golden.vendor.reply(
            SEND,
            ResponseTemplate::new(200).insert_header("apns-id", id.as_str()),
        );
        let plan = golden.plan("send_test_push", TRAITS, NEEDED).await.unwrap();
        assert_eq!(
            golden.session.run(&Apple, &plan).await.outcome,
            Outcome::Succeeded
        );
    }
    golden
        .vendor
        .reply(SEND, reason(403, "ExpiredProviderToken"));
    let plan = golden.plan("send_test_push", TRAITS, NEEDED).await.unwrap();
    assert_eq!(
        golden.session.run(&Apple, &plan).await.outcome,
        Outcome::Refused
    );
    let received = golden.vendor.transcript().await;
    assert_eq!(
        received.matches("authorization: bearer jwt").count(),
        3,
        "{received}"
    );
}

#[tokio::test]
async fn a_vendor_that_echoes_everything() {
    let golden = golden().await;
    let plan = golden.plan("send_test_push", TRAITS, NEEDED).await.unwrap();
    // Answers with the request's own token, which no script could know.
    let (url, seen) = raw(|_| Vec::new()).await;
    golden
        .session
        .run(&Apple, &retargeted(&plan, &golden.vendor.url(), &url))
        .await;
    let request = seen.lock().unwrap()[0].clone();
    let token = request
        .lines()
        .find_map(|l| l.strip_prefix("authorization: bearer "))
        .unwrap()
        .to_owned();
    golden
        .vendor
        .reply(SEND, reason(400, &format!("no such token: {token}")));
    let report = golden.session.run(&Apple, &plan).await;
    let mut all = format!("{report:?} {}", shown_report(&report, &golden.vendor));
    // A whole key file where it does not belong.
    let params = [("title", "a"), ("body", crate::testing::keys::P8)];
    let plan = golden
        .plan("send_test_push", TRAITS, &params)
        .await
        .unwrap();
    write!(all, "{:?}", golden.session.view(&plan)).unwrap();
    all += &golden.tape.text();
    assert!(
        !all.contains(&token) && all.contains("‹token›") && all.contains("‹asc_key_p8›"),
        "{all}"
    );
    clean("texts", &all);
}

#[tokio::test]
async fn a_page_in_the_way_is_no_refusal() {
    let golden = golden().await;
    golden.vendor.reply(SEND, answer(400, "<h1>Bad</h1>"));
    let plan = golden.plan("send_test_push", TRAITS, NEEDED).await.unwrap();
    let report = golden.session.run(&Apple, &plan).await;
    assert_eq!(
        (report.outcome, report.error.unwrap().kind),
        (Outcome::Failed, Kind::Malformed)
    );
    assert_eq!(plan.memo["apns_id"], json!(ID));
}
