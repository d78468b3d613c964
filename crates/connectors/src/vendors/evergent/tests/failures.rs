//! Every way in which a change can fail, and in which words.

use std::fmt::Write as _;

use insta::assert_snapshot;
use serde_json::{Value, json};
use wiremock::ResponseTemplate;

use super::{LOOK, WHO, at, defaults, holds, monthly, removal, wrapped};
use crate::testing::CANARY;
use crate::testing::golden::{clean, retargeted, shown_report};
use crate::vendors::evergent::profile::Call;
use crate::vendors::evergent::{Evergent, codes};
use crate::{Outcome, RunReport};

/// Runs a removal whose change is answered by `reply`: the report, and as it is shown.
async fn answered(reply: ResponseTemplate) -> (RunReport, String) {
    let golden = at(&defaults()).await;
    let plan = removal(&golden).await;
    golden.vendor.reply("POST /acme/removeSubscription", reply);
    golden.json(LOOK, 200, &holds(&[monthly("ACTIVE")]));
    let report = golden.session.run(&Evergent, &plan).await;
    clean("tape", &golden.tape.text());
    clean("report", &format!("{report:?}"));
    // No second change, and a second look only where one may settle it.
    golden.vendor.forget();
    let looks = usize::from(report.outcome == Outcome::Unknown);
    assert_eq!(golden.vendor.count().await, 2 + looks);
    golden.vendor.transcript().await;
    let shown = shown_report(&report, &golden.vendor);
    (report, shown)
}

#[tokio::test]
async fn every_shape_of_failure() {
    let json = |status, body: Value| ResponseTemplate::new(status).set_body_json(body);
    let remove = |message: Value| wrapped(Call::Remove, &message);
    let generic = json!([{ "errorCode": "eV2138", "errorMessage": "Generic failure" }]);
    let cases: Vec<(&str, ResponseTemplate)> = vec![
        (
            "a list of failures",
            json(
                200,
                remove(json!({ "responseCode": "0", "failureMessage": generic })),
            ),
        ),
        (
            "a number for responseCode, one failure as an object, a code without explanation",
            json(
                200,
                remove(json!({ "responseCode": 0, "failureMessage":
                    { "errorCode": "eV9999", "errorMessage": "Not today" } })),
            ),
        ),
        (
            "a numeric code of the authentication",
            json(
                200,
                remove(json!({ "responseCode": "0", "failureMessage":
                    [{ "errorCode": 111_111_111, "errorMessage": "Authentication failed" }] })),
            ),
        ),
        (
            "a lower-case code, two failures",
            json(
                200,
                remove(json!({ "responseCode": "0", "failureMessage":
                    [{ "errorCode": "ev2327" }, { "errorMessage": "Second" }] })),
            ),
        ),
        (
            "failure as a text",
            json(
                200,
                remove(json!({ "responseCode": "0", "failureMessage": "Nope" })),
            ),
        ),
        (
            "no failureMessage, but a message",
            json(
                200,
                remove(json!({ "responseCode": "0", "message": "FAILURE" })),
            ),
        ),
        (
            "an empty failureMessage",
            json(
                200,
                remove(json!({ "responseCode": "0", "failureMessage": [] })),
            ),
        ),
        (
            "another wrapper",
            json(
                200,
                json!({ "RemoveRespMsg": { "responseCode": "0", "failureMessage": generic } }),
            ),
        ),
        (
            "two wrappers, neither expected",
            json(
                200,
                json!({ "A": { "responseCode": "0" }, "B": { "responseCode": "1" } }),
            ),
        ),
        ("no wrapper", json(200, json!({ "responseCode": "1" }))),
        (
            "no responseCode",
            json(200, remove(json!({ "message": "SUCCESS" }))),
        ),
        (
            "another responseCode",
            json(
                200,
                remove(json!({ "responseCode": "2", "failureMessage": generic })),
            ),
        ),
        (
            "a web page",
            ResponseTemplate::new(200).set_body_string("<html>Welcome</html>"),
        ),
        ("nothing", ResponseTemplate::new(204)),
        (
            "400 with a failure",
            json(
                400,
                remove(json!({ "responseCode": "0", "failureMessage": generic })),
            ),
        ),
        (
            "400 with a failure outside a wrapper",
            json(400, json!({ "failureMessage": generic })),
        ),
        (
            "400 that claims success",
            json(400, remove(json!({ "responseCode": "1" }))),
        ),
        ("401", ResponseTemplate::new(401)),
        ("403", ResponseTemplate::new(403).set_body_string("<html>")),
        ("404", ResponseTemplate::new(404)),
        ("429", ResponseTemplate::new(429)),
        (
            "500 with a failure",
            json(
                500,
                remove(json!({ "responseCode": "0", "failureMessage": generic })),
            ),
        ),
        (
            "503",
            ResponseTemplate::new(503).set_body_string("<html>busy"),
        ),
        (
            "the key in an echo",
            json(
                200,
                remove(json!({ "responseCode": "0", "failureMessage": [{
                    "errorCode": format!("bad {CANARY}"), "errorMessage": format!("apiKey {CANARY} may not") }] })),
            ),
        ),
    ];
    let mut text = String::new();
    for (name, reply) in cases {
        let (report, shown) = answered(reply).await;
        assert_ne!(report.outcome, Outcome::Succeeded, "{name}");
        let _ = writeln!(text, "# {name}\n{shown}");
    }
    assert_snapshot!(text);
}

#[tokio::test]
async fn a_redirected_change_is_unknown_and_not_followed() {
    let (report, _) =
        answered(ResponseTemplate::new(302).insert_header("location", "/login")).await;
    assert_eq!(report.outcome, Outcome::Unknown);
}

#[tokio::test]
async fn a_lost_answer_is_unknown_and_nothing_is_sent_again() {
    let golden = at(&defaults()).await;
    let plan = removal(&golden).await;
    golden.json(LOOK, 200, &holds(&[monthly("ACTIVE")]));
    let report = golden.lost(&plan).await;
    assert_eq!(report.outcome, Outcome::Unknown);
    assert!(report.after.is_empty());
    assert_eq!(
        report.error.unwrap().hint.unwrap(),
        "Look at the subscriptions of customer cust-1001 in Evergent before repeating it: the change may have been made. It was sent once and not again"
    );
}

#[tokio::test]
async fn a_lost_answer_is_settled_by_what_shows() {
    let golden = at(&defaults()).await;
    let plan = removal(&golden).await;
    golden.json(LOOK, 200, &holds(&[monthly("FINAL BILL")]));
    let report = golden.lost(&plan).await;
    assert_eq!(report.outcome, Outcome::Succeeded);
    assert_eq!(
        report.summary,
        "Remove Demo Monthly (demo_monthly) of customer cust-1001 at the end of its period: there was no clear answer, but Evergent shows Demo Monthly (demo_monthly) as FINAL BILL"
    );

    // One of that service was so before, so it proves nothing.
    let both = [monthly("ACTIVE"), monthly("FINAL BILL")];
    golden.json(LOOK, 200, &holds(&both));
    let plan = golden.plan("remove_subscription", WHO, &[]).await.unwrap();
    golden.json(LOOK, 200, &holds(&both));
    assert_eq!(golden.lost(&plan).await.outcome, Outcome::Unknown);
}

#[tokio::test]
async fn no_connection_changes_nothing() {
    let golden = at(&defaults()).await;
    // Port 0 is never listened on.
    let plan = retargeted(
        &removal(&golden).await,
        &golden.vendor.url(),
        "http://127.0.0.1:0",
    );
    let report = golden.session.run(&Evergent, &plan).await;
    assert_eq!(report.outcome, Outcome::Failed);
    assert_eq!(report.error.unwrap().kind, crate::Kind::Unreachable);
}

#[test]
fn codes_in_plain_words() {
    let mut text = String::new();
    for code in [
        "111111111",
        "20003",
        "eV2124",
        "eV2138",
        "eV3345",
        "eV2327",
        "eV1003",
        "eV1907",
        "eV1270",
        "eV1268",
        "eV2767",
        "eV2043",
        "eV2134",
        "eV4492",
        "eV4502",
        "eV2143",
        "eV1733",
        "eV1259",
        "eV2329",
        "eV2374",
        "eV2378",
        "eV2402",
        "eV2365",
        "eV1144",
        "eV2428",
        "eV2292",
        "eV4331",
        "eV2231",
    ] {
        let known = codes::meaning(code).unwrap();
        let _ = writeln!(
            text,
            "{code} {:?}: {}. {}",
            known.kind, known.text, known.remedy
        );
    }
    assert!(codes::meaning("EV2124 ").is_some());
    assert!(codes::meaning("eV0000").is_none());
    assert_snapshot!(text);
}
