//! The planted token is in what the shop receives and nowhere else, whatever is echoed and wherever it is pasted.

use serde_json::json;

use super::{API, Answers, cart, gold_box, golden, products, shop};
use crate::testing::CANARY;
use crate::testing::golden::{clean, received, shown_plan, shown_report};
use crate::vendors::shopify::Shopify;

#[tokio::test]
async fn a_shop_that_echoes_the_token_everywhere() {
    let golden = golden().await;
    let echo = |data: serde_json::Value, word: &str| {
        serde_json::from_str(&data.to_string().replace(word, CANARY)).unwrap()
    };
    golden.data(&echo(gold_box(), "Gold box"));
    let plan = golden
        .plan(
            "add_to_cart",
            &[],
            &[("variant", "11"), ("how", "test_cart")],
        )
        .await
        .unwrap();
    let shown = shown_plan(&plan, &golden.session, &golden.vendor);
    assert!(shown.contains("‹storefront_access_token›"), "{shown}");
    golden
        .data(&echo(cart(&[(11, 1)], &[], &["X"]), "c1"))
        .json(API, 401, &json!({ "errors": format!("{CANARY} is wrong") }))
        .json(API, 200, &json!({ "errors": [{ "message": CANARY }] }));
    for _ in 0..3 {
        let report = golden.session.run(&Shopify, &plan).await;
        let shown = shown_report(&report, &golden.vendor);
        assert!(shown.contains("‹storefront_access_token›"), "{shown}");
        clean("report in full", &format!("{report:?}"));
    }
    golden
        .data(&echo(shop(), "Acme Demo"))
        .data(&products(&[], None));
    clean("check", &golden.checked().await);
    golden.json(API, 200, &json!({ "data": { "products": CANARY } }));
    clean("error", &golden.synced("variants").await);
    clean("tape", &golden.tape.text());
    let received = received(&golden.vendor).await;
    let header = "x-shopify-storefront-access-token: CANARY";
    assert_eq!(received.matches(header).count(), 7);
    assert_eq!(
        received.matches("CANARY").count(),
        7,
        "the token is in more than its header"
    );
}

/// People paste tokens into the wrong field: it is sent as they said, and shown nowhere.
#[tokio::test]
async fn a_token_pasted_into_a_parameter() {
    let golden = golden().await;
    let plan = golden
        .plan("add_discount", &[], &[("code", CANARY)])
        .await
        .unwrap();
    clean("plan", &format!("{:?}", golden.session.view(&plan)));
    let report = golden.session.run(&Shopify, &plan).await;
    clean("report", &format!("{report:?}"));
    for params in [
        &[("code", format!("{CANARY},x"))],
        &[("code", CANARY.repeat(20))],
    ] {
        let params: Vec<_> = params.iter().map(|(k, v)| (*k, v.as_str())).collect();
        let error = golden
            .plan("add_discount", &[], &params)
            .await
            .err()
            .unwrap();
        clean("error", &format!("{error:?}"));
    }
    golden.vendor.transcript().await;
}
