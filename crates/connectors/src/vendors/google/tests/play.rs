//! The catalogue: what was typed, and what the Play Console lists.

use std::fmt::Write as _;

use serde_json::json;

use super::{TOKEN, answer, golden, no, token, with_play};

const SUBSCRIPTIONS: &str =
    "GET /androidpublisher/v3/applications/com.acme.player/subscriptions?pageSize=100";
const ONE_TIME: &str =
    "GET /androidpublisher/v3/applications/com.acme.player/oneTimeProducts?pageSize=100";

#[tokio::test]
async fn products_are_listed_page_by_page_before_the_typed_ones() {
    let golden = with_play().await;
    golden.json(TOKEN, 200, &token());
    let gold = json!({
        "productId": "gold_monthly", "packageName": "com.acme.player",
        "listings": [{ "languageCode": "de-DE", "title": "Gold im Monat" }, { "languageCode": "en-US", "title": "Gold" }],
        "basePlans": [{ "basePlanId": "monthly", "state": "ACTIVE" }, { "basePlanId": "old", "state": "INACTIVE" }],
    });
    let shelved = json!({ "productId": "bronze", "archived": true, "listings": [{ "languageCode": "fr", "title": "Bronze" }] });
    golden.json(
        SUBSCRIPTIONS,
        200,
        &json!({ "subscriptions": [gold], "nextPageToken": "a/b=" }),
    );
    golden.json(
        &format!("{SUBSCRIPTIONS}&pageToken=a%2Fb%3D"),
        200,
        &json!({ "subscriptions": [shelved], "nextPageToken": "" }),
    );
    golden.json(
        ONE_TIME,
        200,
        &json!({ "oneTimeProducts": [{ "productId": "coins" }] }),
    );
    insta::assert_snapshot!(golden.synced("products").await);
}

#[tokio::test]
async fn without_a_package_the_typed_ones_are_all() {
    let golden = golden().await;
    insta::assert_snapshot!(golden.synced("products").await);
}

#[tokio::test]
async fn an_empty_console_is_no_fault() {
    let golden = with_play().await;
    golden.json(TOKEN, 200, &token());
    golden.json(SUBSCRIPTIONS, 200, &json!({}));
    golden.json(ONE_TIME, 200, &json!({}));
    let items = golden
        .session
        .sync(&super::Google, "products")
        .await
        .unwrap();
    let ids: Vec<_> = items.iter().map(|i| i.id.as_str()).collect();
    assert_eq!(ids, ["gold_monthly", "silver_monthly"]);
}

#[tokio::test]
async fn a_page_that_fails_is_no_catalogue() {
    let mut all = String::new();
    for (what, reply) in [
        (
            "not invited",
            no(
                403,
                "PERMISSION_DENIED",
                "The caller does not have permission",
                None,
            ),
        ),
        (
            "no such package",
            no(
                404,
                "NOT_FOUND",
                "Package not found: com.acme.player.",
                None,
            ),
        ),
        ("429", answer(429, "")),
        ("500", answer(500, "<html>Oops</html>")),
        ("page", answer(200, "<html>Log in</html>")),
        ("null", answer(200, "null")),
        ("no id", answer(200, r#"{"subscriptions":[{}]}"#)),
        ("cut off", answer(200, r#"{"subscriptions":[{"pro"#)),
    ] {
        let golden = with_play().await;
        golden.json(TOKEN, 200, &token());
        golden.vendor.reply(SUBSCRIPTIONS, reply);
        write!(all, "# {what}\n{}", golden.synced("products").await).unwrap();
    }
    let golden = with_play().await;
    golden.json(TOKEN, 200, &token());
    golden.json(SUBSCRIPTIONS, 200, &json!({ "nextPageToken": "a" }));
    golden.json(
        &format!("{SUBSCRIPTIONS}&pageToken=a"),
        200,
        &json!({ "nextPageToken": "a" }),
    );
    write!(all, "# in a circle\n{}", golden.synced("products").await).unwrap();
    insta::assert_snapshot!(all);
}
