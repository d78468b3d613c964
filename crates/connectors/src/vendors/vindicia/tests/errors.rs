//! How Vindicia says no, in each of its shapes, to a look-up and to a change; and what comes of answers that are none.

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
    let coded = json!({ "object": "Error", "message": "Card declined", "code": 402 });
    vec![
        (
            "200 error",
            json(200, error("Campaign code 'X' is not eligible")),
        ),
        (
            "200 error not found",
            json(200, error("Product 'goldd' not found")),
        ),
        ("400", json(400, coded)),
        ("400 raw", text(400, "Nope", "text/plain")),
        ("400 without a body", ResponseTemplate::new(400)),
        ("401", json(401, error("Authentication failed"))),
        ("403", json(403, error("No REST rights"))),
        ("403 page", text(403, "<html>proxy</html>", "text/html")),
        ("404", json(404, error("Product 'goldd' not found"))),
        ("409", json(409, error("An item of this id exists"))),
        (
            "429",
            json(429, error("slow")).insert_header("retry-after", "7"),
        ),
        ("500 page", text(500, "<html>oops</html>", "text/html")),
        ("200 page", text(200, "<html>login</html>", "text/html")),
        ("200 cut", text(200, "{\"object\": ", "application/json")),
        ("200 without status", json(200, json!({ "id": "sub-77" }))),
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
        let plan = planned(&golden, "add_product").await;
        golden.vendor.reply(CHANGE, answer);
        // What is unknown is looked at.
        let looked = [
            "500 page",
            "200 page",
            "200 cut",
            "200 without status",
            "302",
        ];
        if looked.contains(&name) {
            golden.json(READ, 200, &silver());
        }
        let report = golden.session.run(&Vindicia, &plan).await;
        assert_ne!(report.outcome, Outcome::Succeeded, "{name}");
        section(&mut shown, name, &shown_report(&report, &golden.vendor));
        golden.vendor.transcript().await;
    }
    assert_snapshot!(shown);
}

/// A password that is echoed, or pasted where it does not belong, is shown nowhere.
#[tokio::test]
async fn the_password_is_shown_nowhere() {
    let golden = golden().await;
    let row = with(silver(), json!({ "billing_state": CANARY }));
    golden.json(LIST, 200, &list(&[row]));
    let described = json!({ "descriptions": [{ "description": CANARY }] });
    golden.json(
        "GET /products/sports",
        200,
        &with(product("sports"), described),
    );
    let plan = golden.plan("add_product", ACCOUNT, SPORTS).await.unwrap();
    clean("plan", &format!("{:?}", golden.session.view(&plan)));
    golden.json(CHANGE, 400, &error(&format!("password {CANARY}")));
    let report = golden.session.run(&Vindicia, &plan).await;
    clean("report", &format!("{report:?}"));
    clean("tape", &golden.tape.text());
    golden.vendor.transcript().await;

    let golden = super::golden().await;
    golden.json(LIST, 200, &list(&[silver()]));
    golden.json(&format!("GET /products/{CANARY}"), 404, &error("none"));
    let params = [("product_id", CANARY)];
    clean(
        "error",
        &golden.not_planned("add_product", ACCOUNT, &params).await,
    );
}
