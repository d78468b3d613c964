//! Every shape of failure that Stripe is known for, as the answer to a look-up and to a change.

use std::fmt::Write as _;

use serde_json::json;
use wiremock::ResponseTemplate;

use super::{ADA, CUSTOMER, SUBSCRIPTION, golden, refusal, subscription, with_subscriptions};
use crate::testing::golden::shown_report;
use crate::vendors::stripe::Stripe;

fn said(status: u16, kind: &str, code: &str, message: &str) -> ResponseTemplate {
    ResponseTemplate::new(status)
        .set_body_json(refusal(kind, code, message))
        .insert_header("request-id", "req_1")
        // Says "not today", so that no test waits.
        .insert_header("retry-after", "3600")
}

fn shapes() -> Vec<(&'static str, ResponseTemplate)> {
    let invalid = "invalid_request_error";
    let declined = json!({ "error": {
        "type": "card_error", "code": "card_declined", "decline_code": "insufficient_funds",
        "message": "Your card has insufficient funds.", "param": "items[0][price]",
    } });
    let page = |status| {
        ResponseTemplate::new(status)
            .set_body_raw("<html>Sorry</html>", "text/html")
            .insert_header("retry-after", "3600")
    };
    let body = |status, text: &str| {
        ResponseTemplate::new(status).set_body_raw(text.to_owned(), "application/json")
    };
    vec![
        (
            "401",
            said(
                401,
                invalid,
                "",
                "Invalid API Key provided: rk_test_****abcd",
            ),
        ),
        (
            "401 expired",
            said(
                401,
                invalid,
                "api_key_expired",
                "Expired API Key provided: rk_****",
            ),
        ),
        (
            "403 with the right",
            said(
                403,
                invalid,
                "",
                "The provided key 'rk_test_*' does not have the required permissions for this endpoint on account 'acct_1'. Having the 'rak_subscription_write' permission would allow this request to continue.",
            ),
        ),
        (
            "403",
            said(
                403,
                invalid,
                "account_invalid",
                "The provided key does not have access to account 'acct_2'.",
            ),
        ),
        (
            "404",
            said(
                404,
                invalid,
                "resource_missing",
                "No such subscription: 'sub_1'",
            ),
        ),
        (
            "400 missing",
            said(400, invalid, "resource_missing", "No such coupon: 'X'"),
        ),
        (
            "400",
            said(
                400,
                invalid,
                "",
                "This customer has no attached payment source or default payment method.",
            ),
        ),
        (
            "400 idempotency",
            said(
                400,
                "idempotency_error",
                "",
                "Keys for idempotent requests can only be used with the same parameters they were first used with.",
            ),
        ),
        (
            "402 declined",
            ResponseTemplate::new(402).set_body_json(declined),
        ),
        (
            "402 3-D Secure",
            said(
                402,
                "card_error",
                "subscription_payment_intent_requires_action",
                "Payment for this subscription requires additional user action before it can be completed successfully.",
            ),
        ),
        (
            "409",
            said(
                409,
                invalid,
                "",
                "This object is being changed by another request.",
            ),
        ),
        (
            "409 key in use",
            said(
                409,
                "idempotency_error",
                "idempotency_key_in_use",
                "There is currently another in-progress request using this Idempotent Key.",
            ),
        ),
        (
            "424",
            said(424, "api_error", "", "An external dependency failed."),
        ),
        (
            "429",
            said(429, invalid, "rate_limit", "Request rate limit exceeded."),
        ),
        (
            "429 lock",
            said(
                429,
                invalid,
                "lock_timeout",
                "This object cannot be accessed right now because another API request is accessing it.",
            ),
        ),
        (
            "500",
            said(
                500,
                "api_error",
                "",
                "Something went wrong on Stripe's end.",
            ),
        ),
        ("503 page", page(503)),
        ("403 page", page(403)),
        ("200 page", page(200)),
        ("200 cut", body(200, "{\"id\": \"sub_1\", \"obj")),
        ("200 without a field", body(200, "{\"id\": \"sub_1\"}")),
        ("400 without a message", body(400, "{}")),
        (
            "302",
            ResponseTemplate::new(302).insert_header("location", "https://login.invalid/"),
        ),
    ]
}

#[tokio::test]
async fn of_a_look_up() {
    let mut shown = String::new();
    for (title, answer) in shapes() {
        if title == "200 without a field" {
            // A customer needs nothing but an id.
            continue;
        }
        let golden = golden().await;
        golden.vendor.reply(CUSTOMER, answer);
        let params = [("price", "price_1")];
        let error = golden
            .not_planned("unsubscribe_from_plan", ADA, &params)
            .await;
        write!(shown, "== {title}\n{error}").unwrap();
    }
    insta::assert_snapshot!(shown);
}

#[tokio::test]
async fn of_a_change() {
    let mut shown = String::new();
    for (title, answer) in shapes() {
        let golden = with_subscriptions(&[subscription("sub_1", "active")]).await;
        let params = [("price", "price_1")];
        let plan = golden
            .plan("unsubscribe_from_plan", ADA, &params)
            .await
            .unwrap();
        golden.vendor.reply(SUBSCRIPTION, answer);
        // Read only where the outcome is unknown.
        golden.json(
            "GET /v1/subscriptions/sub_1",
            200,
            &subscription("sub_1", "active"),
        );
        let report = golden.session.run(&Stripe, &plan).await;
        write!(
            shown,
            "== {title}\n{}",
            shown_report(&report, &golden.vendor)
        )
        .unwrap();
    }
    insta::assert_snapshot!(shown);
}
