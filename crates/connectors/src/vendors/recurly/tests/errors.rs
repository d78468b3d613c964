//! Recurly's own ways to say no, to a change and to a reading: kind, sentence, remedy, details.

use std::fmt::Write as _;

use serde_json::{Value, json};
use wiremock::ResponseTemplate;

use super::{ACCOUNT, ADA, active, error, free};
use crate::testing::golden::{Golden, shown_report};
use crate::vendors::recurly::Recurly;

/// What comes of a pause that is answered so.
async fn refused(reply: ResponseTemplate) -> String {
    let golden = free(&[active()]).await;
    let plan = golden
        .plan(
            "pause_subscription",
            ADA,
            &[("remaining_pause_cycles", "2")],
        )
        .await
        .unwrap();
    golden.vendor.reply("PUT /subscriptions/p2x/pause", reply);
    let report = golden.session.run(&Recurly, &plan).await;
    golden.vendor.transcript().await;
    shown_report(&report, &golden.vendor)
}

fn json(status: u16, body: &Value) -> ResponseTemplate {
    ResponseTemplate::new(status).set_body_json(body)
}

fn no(status: u16, kind: &str, message: &str) -> ResponseTemplate {
    json(status, &error(kind, message))
}

#[tokio::test]
async fn what_recurly_says_of_a_change() {
    let mut out = String::new();
    let mut field = error("validation", "Remaining pause cycles is invalid");
    field["error"]["params"] = json!([{ "param": "remaining_pause_cycles", "message": "is invalid" }, { "param": "base" }]);
    let transaction = |category: &str, code: &str| {
        let mut body = error("transaction", "The transaction was declined.");
        body["error"]["transaction_error"] = json!({
            "transaction_id": "t1", "category": category, "code": code, "decline_code": "51",
            "merchant_advice": "Ask for another card", "three_d_secure_action_token_id": null,
        });
        body
    };
    let replies = [
        ("validation", json(422, &field)),
        (
            "without its wrapper",
            json(
                422,
                &json!({ "type": "validation", "message": "Plan code is invalid" }),
            ),
        ),
        (
            "declined",
            json(422, &transaction("soft", "insufficient_funds")),
        ),
        (
            "3-D Secure",
            json(
                422,
                &transaction(
                    "three_d_secure_action_required",
                    "three_d_secure_action_required",
                ),
            ),
        ),
        (
            "immutable",
            no(
                422,
                "immutable_subscription",
                "The subscription cannot be changed",
            ),
        ),
        (
            "at the same time",
            no(
                422,
                "simultaneous_request",
                "Another request is in progress",
            ),
        ),
        (
            "feature",
            no(422, "missing_feature", "Pausing is not enabled"),
        ),
        (
            "bad request",
            no(400, "bad_request", "The request is malformed"),
        ),
        ("key", no(401, "unauthorized", "The API key is invalid")),
        (
            "wrong site",
            no(403, "invalid_api_key", "The key is of another site"),
        ),
        (
            "permission",
            no(403, "invalid_permissions", "The key may not write"),
        ),
        (
            "standing",
            no(402, "unauthorized_site", "The site is not in good standing"),
        ),
        (
            "gone",
            no(404, "not_found", "Couldn't find Subscription with id = p2x"),
        ),
        (
            "version",
            json(
                406,
                &json!({ "error": {
            "type": "invalid_api_version", "message": "Unknown version", "acceptable_accept_headers": ["application/vnd.recurly.v2099-01-01"],
        } }),
            ),
        ),
        (
            "too fast",
            no(429, "rate_limited", "Slow down")
                .insert_header("retry-after", "3600")
                .insert_header("x-ratelimit-reset", "1795266000"),
        ),
        (
            "tax",
            no(422, "tax_service_error", "The tax service did not respond"),
        ),
        ("token", no(422, "invalid_token", "The token is not valid")),
        (
            "content",
            no(400, "invalid_content_type", "The content type is not JSON"),
        ),
        (
            "version unknown",
            no(406, "unknown_api_version", "There is no such version"),
        ),
        (
            "not in it",
            no(406, "unavailable_in_api_version", "Not in this version"),
        ),
        ("no message", ResponseTemplate::new(422)),
        (
            "page",
            ResponseTemplate::new(403).set_body_raw("<html>Blocked</html>", "text/html"),
        ),
    ];
    for (name, reply) in replies {
        write!(out, "== {name}\n{}", refused(reply).await).unwrap();
    }
    insta::assert_snapshot!(out);
}

/// 5xx to a change, and a redirect: it may have been made. The subscription is read, and shows nothing.
#[tokio::test]
async fn what_leaves_a_change_in_doubt() {
    let mut out = String::new();
    for reply in [
        ResponseTemplate::new(500)
            .set_body_raw("<html>Oops</html>", "text/html")
            .insert_header("retry-after", "3600"),
        ResponseTemplate::new(302).insert_header("location", "https://login.invalid/"),
        no(500, "internal_server_error", "Something broke").insert_header("retry-after", "3600"),
        no(503, "service_not_available", "Down for maintenance")
            .insert_header("retry-after", "3600"),
        // The first request with this key is still being carried out.
        no(409, "simultaneous_request", "In progress")
            .insert_header("recurly-should-retry", "true")
            .insert_header("retry-after", "1"),
    ] {
        let golden = free(&[active()]).await;
        let plan = golden
            .plan(
                "pause_subscription",
                ADA,
                &[("remaining_pause_cycles", "2")],
            )
            .await
            .unwrap();
        golden.vendor.reply("PUT /subscriptions/p2x/pause", reply);
        golden.json("GET /subscriptions/p2x", 200, &active());
        let report = golden.session.run(&Recurly, &plan).await;
        golden.vendor.transcript().await;
        out += &shown_report(&report, &golden.vendor);
    }
    insta::assert_snapshot!(out);
}

#[tokio::test]
async fn what_recurly_says_of_a_reading() {
    let mut out = String::new();
    for (name, reply) in [
        (
            "server",
            ResponseTemplate::new(500)
                .set_body_raw("<html>Oops</html>", "text/html")
                .insert_header("retry-after", "3600"),
        ),
        (
            "maintenance",
            no(503, "service_not_available", "Down").insert_header("retry-after", "3600"),
        ),
        (
            "page",
            ResponseTemplate::new(200).set_body_raw("<html>Sign in</html>", "text/html"),
        ),
        (
            "cut",
            ResponseTemplate::new(200).set_body_string("{\"id\":\"acc1\",\"co"),
        ),
        ("a field is missing", json(200, &json!({ "id": "acc1" }))),
        (
            "redirect",
            ResponseTemplate::new(302).insert_header("location", "https://login.invalid/"),
        ),
        ("conflict", no(409, "simultaneous_request", "Busy")),
    ] {
        let golden = Golden::new(&Recurly, &[]).await;
        golden.vendor.reply(ACCOUNT, reply);
        let said = golden
            .not_planned(
                "pause_subscription",
                ADA,
                &[("remaining_pause_cycles", "2")],
            )
            .await;
        write!(out, "== {name}\n{said}").unwrap();
    }
    insta::assert_snapshot!(out);
}
