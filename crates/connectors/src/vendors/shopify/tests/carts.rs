//! Test carts, planned and run: the whole request, and what is made of each answer.

use serde_json::{Value, json};
use wiremock::ResponseTemplate;

use super::{API, Answers, cart, found, gold_box, golden, row, whole_shop};
use crate::testing::golden::{Golden, shown_report};
use crate::vendors::shopify::Shopify;
use crate::{Outcome, Plan};

const BOX: &[(&str, &str)] = &[("variant", "11"), ("how", "test_cart")];

async fn planned(params: &[(&str, &str)]) -> (Golden, Plan) {
    let golden = golden().await;
    golden.data(&gold_box());
    let plan = golden.plan("add_to_cart", &[], params).await.unwrap();
    (golden, plan)
}

/// The report of an answer to a test cart of two boxes with a code.
async fn answered(answer: &Value) -> String {
    let params = [BOX[0], BOX[1], ("quantity", "2"), ("discount", "SAVE10")];
    let (golden, plan) = planned(&params).await;
    golden.json(API, 200, answer);
    let report = golden.session.run(&Shopify, &plan).await;
    golden.vendor.transcript().await;
    shown_report(&report, &golden.vendor)
}

#[tokio::test]
async fn a_cart_with_only_what_it_needs() {
    let golden = golden().await;
    golden.data(&gold_box()).data(&cart(&[(11, 1)], &[], &[]));
    insta::assert_snapshot!(golden.done("add_to_cart", &[], BOX).await);
}

#[tokio::test]
async fn a_cart_with_everything() {
    let golden = golden().await;
    let large = found(row(13, "Large", "SHIRT", "19.5"), "Shirt");
    golden
        .data(&whole_shop())
        .data(&large)
        .data(&gold_box())
        .data(&cart(&[(11, 3), (13, 4)], &[("save10", true)], &[]));
    let params = [
        ("variant", "BOX"),
        ("quantity", "2"),
        ("how", "test_cart"),
        ("discount", "SAVE10"),
        ("lines", "13:4, 11:1"),
    ];
    insta::assert_snapshot!(golden.done("add_to_cart", &[], &params).await);
}

#[tokio::test]
async fn a_code_that_is_tried() {
    let golden = golden().await;
    golden
        .data(&gold_box())
        .data(&cart(&[(11, 1)], &[("SAVE10", true)], &[]));
    let params = [("code", "SAVE10"), ("how", "test_cart"), ("variant", "11")];
    insta::assert_snapshot!(golden.done("add_discount", &[], &params).await);
}

#[tokio::test]
async fn which_variant_is_meant() {
    let mut said = String::new();
    for sku in ["SHIRT", "NOTHING", "12345"] {
        let golden = golden().await;
        if sku == "12345" {
            // A SKU can look like a number.
            golden.data(&json!({ "node": null }));
        }
        golden.data(&whole_shop());
        said += &golden
            .not_planned(
                "add_to_cart",
                &[],
                &[("variant", sku), ("how", "test_cart")],
            )
            .await;
    }
    let other = golden().await;
    other.data(&found(row(99, "X", "X", "1.0"), "X"));
    said += &other.not_planned("add_to_cart", &[], BOX).await;
    let missing = golden().await;
    missing.data(&gold_box()).data(&json!({ "node": null }));
    let params = [BOX[0], BOX[1], ("lines", "77:1")];
    said += &missing.not_planned("add_to_cart", &[], &params).await;
    insta::assert_snapshot!(said);
}

#[tokio::test]
async fn a_cart_that_is_not_as_asked_for_is_no_success() {
    let mut said = String::new();
    for (lines, codes, warnings) in [
        (
            &[][..],
            &[("SAVE10", true)][..],
            &["MERCHANDISE_OUT_OF_STOCK"][..],
        ),
        (
            &[(11, 1)],
            &[("SAVE10", true)],
            &["MERCHANDISE_NOT_ENOUGH_STOCK"],
        ),
        (
            &[(11, 2)],
            &[("SAVE10", false)],
            &["DISCOUNT_ELIGIBLE_CUSTOMER_MISSING"],
        ),
        (
            &[(11, 2)],
            &[("SAVE10", false)],
            &["DISCOUNT_NOT_FOUND", "PAYMENTS_GIFT_CARDS_UNAVAILABLE"],
        ),
        (&[(11, 2)], &[], &["DISCOUNT_OF_THE_FUTURE"]),
        (&[(12, 2)], &[("save10", true)], &[]),
    ] {
        said += &answered(&json!({ "data": cart(lines, codes, warnings) })).await;
    }
    insta::assert_snapshot!(said);
}

/// All reasons that the schema knows, in words.
#[tokio::test]
async fn every_reason_in_words() {
    let mut said = Vec::new();
    for code in [
        "DISCOUNT_NOT_FOUND",
        "DISCOUNT_CURRENTLY_INACTIVE",
        "DISCOUNT_NO_ENTITLED_LINE_ITEMS",
        "DISCOUNT_PURCHASE_NOT_IN_RANGE",
        "DISCOUNT_QUANTITY_NOT_IN_RANGE",
        "DISCOUNT_USAGE_LIMIT_REACHED",
        "DISCOUNT_CUSTOMER_NOT_ELIGIBLE",
        "DISCOUNT_ELIGIBLE_CUSTOMER_MISSING",
        "DISCOUNT_CUSTOMER_USAGE_LIMIT_REACHED",
        "DISCOUNT_INCOMPATIBLE_PURCHASE_TYPE",
        "DISCOUNT_NO_ENTITLED_SHIPPING_LINES",
        "DISCOUNT_CODE_NOT_HONOURED",
    ] {
        let text =
            answered(&json!({ "data": cart(&[(11, 2)], &[("SAVE10", false)], &[code]) })).await;
        let line = text.lines().next().unwrap();
        let (_, reason) = line.rsplit_once("does not hold (").unwrap();
        assert!(!reason.contains(code), "{reason}");
        said.push(format!("{code}: {}", reason.trim_end_matches(')')));
    }
    insta::assert_snapshot!(said.join("\n"));
}

/// What Shopify finds wrong with the input, in its own words.
#[tokio::test]
async fn every_user_error_is_a_refusal() {
    let mut said = String::new();
    for code in [
        "INVALID_MERCHANDISE_LINE",
        "MINIMUM_NOT_MET",
        "MAXIMUM_EXCEEDED",
        "LESS_THAN",
        "CART_TOO_LARGE",
        "VARIANT_REQUIRES_SELLING_PLAN",
        "SERVICE_UNAVAILABLE",
    ] {
        let errors =
            json!([{ "code": code, "field": ["input"], "message": "In Shopify's words." }]);
        said += &answered(&json!({ "data": { "cartCreate": { "cart": null, "warnings": [], "userErrors": errors } } }))
            .await;
    }
    insta::assert_snapshot!(said);
}

#[tokio::test]
async fn refusals_at_all_three_levels() {
    let mut said = String::new();
    for answer in [
        json!({ "data": { "cartCreate": { "cart": null, "warnings": [], "userErrors": [
            { "code": "INVALID", "field": ["input", "lines", "0"], "message": "The merchandise does not exist." },
            { "code": "OF_THE_FUTURE", "field": null, "message": "Something else." },
            { "code": null, "field": null, "message": "No code." } ] } } }),
        json!({ "errors": [{ "message": "Field 'x' doesn't exist on type 'Cart'" }] }),
        json!({ "data": null, "errors": [{ "message": "Throttled", "extensions": { "code": "THROTTLED" } }] }),
        json!({ "data": null, "errors": [{ "message": "Access denied", "extensions": { "code": "ACCESS_DENIED" } }] }),
    ] {
        said += &answered(&answer).await;
    }
    insta::assert_snapshot!(said);
}

#[tokio::test]
async fn what_is_no_answer_is_unknown_and_sent_once() {
    let (golden, plan) = planned(BOX).await;
    let report = golden.lost(&plan).await;
    assert_eq!(report.outcome, Outcome::Unknown);
    insta::assert_snapshot!(report.error.unwrap().hint.unwrap());
    let text =
        |text: &str| ResponseTemplate::new(200).set_body_raw(text.to_owned(), "application/json");
    let whole = json!({ "data": cart(&[(11, 1)], &[], &[]) });
    let mut half = whole.clone();
    half["errors"] =
        json!([{ "message": "Boom", "extensions": { "code": "INTERNAL_SERVER_ERROR" } }]);
    for reply in [
        ResponseTemplate::new(502).set_body_raw("<html>Bad Gateway</html>", "text/html"),
        ResponseTemplate::new(302).insert_header("location", "/password"),
        text("<html>Enter using password</html>"),
        text(&whole.to_string()[..100]),
        text("{}"),
        text(r#"{"data":{"cartCreate":null}}"#),
        text(r#"{"data":{"cartCreate":{"cart":null,"userErrors":[]}}}"#),
        text(r#"{"data":{"cartCreate":{"cart":{"id":"c1"},"userErrors":[]}}}"#),
        text(&half.to_string()),
        text(r#"{"errors":[{"message":"Boom","extensions":{"code":"INTERNAL_SERVER_ERROR"}}]}"#),
    ] {
        let (golden, plan) = planned(BOX).await;
        golden.vendor.reply(API, reply);
        let report = golden.session.run(&Shopify, &plan).await;
        golden.vendor.transcript().await;
        assert_eq!(report.outcome, Outcome::Unknown, "{}", report.summary);
    }
}

#[tokio::test]
async fn statuses_that_say_no_are_no() {
    for (status, outcome) in [
        (401, Outcome::Refused),
        (402, Outcome::Refused),
        (403, Outcome::Refused),
        (404, Outcome::Refused),
        (429, Outcome::Failed),
        (430, Outcome::Failed),
    ] {
        let (golden, plan) = planned(BOX).await;
        golden.json(API, status, &json!({ "errors": "No" }));
        let report = golden.session.run(&Shopify, &plan).await;
        golden.vendor.transcript().await;
        assert_eq!(report.outcome, outcome, "{status}: {}", report.summary);
    }
}
