//! How Piano says no, in each of its shapes, to a look-up and to a change; and what comes of answers that are none.

use insta::assert_snapshot;
use serde_json::json;
use wiremock::ResponseTemplate;

use super::*;
use crate::Outcome;
use crate::testing::CANARY;
use crate::testing::golden::{clean, shown_report};

fn answers() -> Vec<(&'static str, ResponseTemplate)> {
    let json = |status, body| ResponseTemplate::new(status).set_body_json(body);
    let text =
        |status, body: &str, kind: &str| ResponseTemplate::new(status).set_body_raw(body, kind);
    let fields = json!({
        "code": 3, "ts": 1, "message": "Validation failed",
        "validation_errors": { "message": "Validation failed", "errors": { "term_to": "is unknown", "uid": "is empty" } },
    });
    vec![
        ("code 2", json(200, bad(2, "Access denied"))),
        ("code 1", json(200, bad(1, "Subscription not found"))),
        ("another code", json(200, bad(77, "Payment was declined"))),
        ("code alone", json(200, json!({ "code": 9 }))),
        ("fields", json(200, fields)),
        (
            "401",
            json(401, json!({ "code": 401, "message": "Bad token" })),
        ),
        ("403", json(403, bad(403, "Forbidden"))),
        ("404 page", text(404, "<html>none</html>", "text/html")),
        ("400 raw", text(400, "Nope", "text/plain")),
        (
            "429",
            text(429, "Too many", "text/plain").insert_header("retry-after", "7"),
        ),
        ("500 page", text(500, "<html>oops</html>", "text/html")),
        ("200 page", text(200, "<html>login</html>", "text/html")),
        ("200 cut", text(200, "{\"code\": ", "application/json")),
        ("200 without code", json(200, json!({ "data": true }))),
        (
            "302",
            ResponseTemplate::new(302).insert_header("location", "/elsewhere"),
        ),
    ]
}

#[tokio::test]
async fn a_change_that_is_refused() {
    let mut shown = String::new();
    for (name, answer) in answers() {
        let golden = golden().await;
        let plan = planned(&golden, "resubscribe").await;
        golden.vendor.reply(RESUME, answer);
        // What is unknown is looked at.
        if ["500 page", "200 page", "200 cut", "200 without code", "302"].contains(&name) {
            golden.json(READ, 200, &one(&subscription("RC71", false)));
        }
        let report = golden.session.run(&Piano, &plan).await;
        assert_ne!(report.outcome, Outcome::Succeeded, "{name}");
        section(&mut shown, name, &shown_report(&report, &golden.vendor));
        golden.vendor.transcript().await;
    }
    assert_snapshot!(shown);
}

/// A token that is echoed, or pasted where it does not belong, is shown nowhere.
#[tokio::test]
async fn the_token_is_shown_nowhere() {
    let golden = golden().await;
    let row = with(
        subscription("RC71", false),
        json!({ "status_name": CANARY }),
    );
    golden.json(LIST, 200, &list(&[row]));
    let plan = golden.plan("resubscribe", UID, &[]).await.unwrap();
    clean("plan", &format!("{:?}", golden.session.view(&plan)));
    golden.json(RESUME, 200, &bad(1, &format!("api_token={CANARY}")));
    let report = golden.session.run(&Piano, &plan).await;
    clean("report", &format!("{report:?}"));
    clean("tape", &golden.tape.text());
    golden.vendor.transcript().await;

    let golden = super::golden().await;
    golden.json(TERMS, 200, &terms(&[option("0")]));
    let params = [("from_term_id", CANARY), ("to_term_id", "TM2")];
    clean(
        "error",
        &golden
            .not_planned("upgrade_subscription", UID, &params)
            .await,
    );
}
