//! How Cleeng says no, in each of its shapes, to a look-up and to a change; and what comes of answers that are none.

use insta::assert_snapshot;
use serde_json::json;
use wiremock::ResponseTemplate;

use super::*;
use crate::Outcome;
use crate::testing::CANARY;
use crate::testing::golden::{clean, shown_report};

/// What a change may be answered with; the outcome is in the snapshot.
fn answers() -> Vec<(&'static str, ResponseTemplate)> {
    let json = |status, body| ResponseTemplate::new(status).set_body_json(body);
    let text =
        |status, body: &str, kind: &str| ResponseTemplate::new(status).set_body_raw(body, kind);
    let mut all = vec![
        (
            "401",
            json(
                401,
                json!({ "code": "UNAUTHORIZED", "message": "Invalid token." }),
            ),
        ),
        ("403", json(403, json!({ "message": "Forbidden" }))),
        (
            "404",
            json(404, json!({ "errors": ["Subscription not found"] })),
        ),
        (
            "409",
            json(
                409,
                json!({ "errors": [{ "code": "CONFLICT", "message": "Busy" }] }),
            ),
        ),
        ("412", json(412, json!({ "message": "ETag mismatch" }))),
        (
            "422 list of texts",
            json(422, json!({ "errors": ["a", "b"] })),
        ),
        ("400 without a body", ResponseTemplate::new(400)),
        ("400 raw", text(400, "Nope.", "text/plain")),
        (
            "429",
            json(429, json!({ "message": "slow" })).insert_header("retry-after", "7"),
        ),
        ("500 page", text(500, "<html>oops</html>", "text/html")),
        ("200 page", text(200, "<html>login</html>", "text/html")),
        ("403 page", text(403, "<html>proxy</html>", "text/html")),
        (
            "200 cut",
            text(200, "{\"subscriptionId\": 7", "application/json"),
        ),
        (
            "200 with errors",
            json(
                200,
                json!({ "errors": [{ "code": "OFFER_INACTIVE", "message": "No" }] }),
            ),
        ),
        (
            "302",
            ResponseTemplate::new(302).insert_header("location", "/elsewhere"),
        ),
    ];
    for code in ["SWITCH_IN_PROGRESS", "SOMETHING_NEW"] {
        all.push((code, json(400, json!({ "code": code, "message": "No." }))));
    }
    all
}

#[tokio::test]
async fn a_change_that_is_refused() {
    let mut shown = String::new();
    for (name, answer) in answers() {
        let golden = golden().await;
        let plan = planned(&golden, "apply_coupon").await;
        golden.vendor.reply(UPDATE, answer);
        // What is unknown is looked at.
        if ["500 page", "200 page", "200 cut", "302"].contains(&name) {
            golden.json(READ, 200, &subscription(71, "active"));
        }
        let report = golden.session.run(&Cleeng, &plan).await;
        assert_ne!(report.outcome, Outcome::Succeeded, "{name}");
        section(&mut shown, name, &shown_report(&report, &golden.vendor));
        golden.vendor.transcript().await;
    }
    assert_snapshot!(shown);
}

/// A key that is echoed, or pasted where it does not belong, is shown nowhere.
#[tokio::test]
async fn the_key_is_shown_nowhere() {
    let golden = golden().await;
    let row = with(subscription(71, "active"), json!({ "couponCode": CANARY }));
    golden.json(LIST, 200, &json!([row]));
    golden.json(
        CAMPAIGN,
        200,
        &json!([with(campaign(), json!({ "name": CANARY }))]),
    );
    let plan = golden.plan("apply_coupon", CUSTOMER, COUPON).await.unwrap();
    clean("plan", &format!("{:?}", golden.session.view(&plan)));
    let echo = json!({ "code": CANARY, "message": format!("token {CANARY}") });
    golden.json(UPDATE, 422, &echo);
    let report = golden.session.run(&Cleeng, &plan).await;
    clean("report", &format!("{report:?}"));
    clean("tape", &golden.tape.text());
    golden.vendor.transcript().await;

    let golden = super::golden().await;
    golden.json(LIST, 401, &echo);
    let error = golden.not_planned("apply_coupon", CUSTOMER, COUPON).await;
    clean("error", &error);
    let params = [("to_offer_id", CANARY), ("direction", "upgrade")];
    golden.json(LIST, 200, &json!([subscription(71, "active")]));
    let none = json!({ "available": [], "unavailable": [] });
    golden.json(AVAILABLE, 200, &none);
    clean(
        "error",
        &golden
            .not_planned("switch_subscription", CUSTOMER, &params)
            .await,
    );
}
