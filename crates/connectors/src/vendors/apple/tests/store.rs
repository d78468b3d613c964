//! The catalogue: what was typed, and what App Store Connect lists.

use std::fmt::Write as _;

use serde_json::{Value, json};

use super::{answer, with_store};
use crate::testing::golden::{Golden, clean, shown_error};
use crate::testing::{account, session_on};
use crate::vendors::apple::Apple;
use crate::{Connector as _, Road};

const APPS: &str = "GET /v1/apps?filter%5BbundleId%5D=com.acme.player&limit=200";
const ONCE: &str = "GET /v1/apps/77/inAppPurchasesV2?limit=200";
const GROUPS: &str = "GET /v1/apps/77/subscriptionGroups?limit=200";
const GOLD: &str = "GET /v1/subscriptionGroups/g1/subscriptions?limit=200";

fn page(entries: &[(&str, Value)], next: Option<&str>) -> Value {
    let data: Vec<_> = entries
        .iter()
        .map(|(id, attributes)| json!({ "type": "x", "id": id, "attributes": attributes }))
        .collect();
    json!({ "data": data, "links": { "self": "https://here", "next": next } })
}

async fn until_products() -> Golden {
    let golden = with_store().await;
    let apps = [
        ("76", json!({ "bundleId": "com.acme.player.beta" })),
        ("77", json!({ "bundleId": "com.acme.player" })),
    ];
    golden.json(APPS, 200, &page(&apps, None));
    golden
}

#[tokio::test]
async fn products_are_listed_page_by_page_before_the_typed_ones() {
    let golden = until_products().await;
    let coins = json!({ "productId": "acme.coins", "name": "Coins", "state": "APPROVED", "inAppPurchaseType": "CONSUMABLE" });
    let pass = json!({ "productId": "acme.pass", "name": "", "state": "REMOVED_FROM_SALE", "inAppPurchaseType": "NON_RENEWING_SUBSCRIPTION" });
    // One page is named by a whole URL, as Apple does, another by a path.
    let next = format!(
        "{}/v1/apps/77/inAppPurchasesV2?cursor=abc&limit=200",
        golden.vendor.url()
    );
    golden.json(ONCE, 200, &page(&[("1", coins)], Some(&next)));
    golden.json(
        "GET /v1/apps/77/inAppPurchasesV2?cursor=abc&limit=200",
        200,
        &page(&[("2", pass)], None),
    );
    golden.json(
        GROUPS,
        200,
        &page(
            &[
                ("g1", json!({ "referenceName": "Gold" })),
                ("g2", json!({})),
            ],
            None,
        ),
    );
    let gold = json!({ "productId": "acme.gold.monthly", "name": "Gold", "state": "APPROVED", "subscriptionPeriod": "ONE_MONTH", "groupLevel": 1 });
    let year = json!({ "productId": "acme.gold.yearly", "name": "Gold", "state": "IN_REVIEW", "subscriptionPeriod": "ONE_YEAR", "groupLevel": 2 });
    golden.json(
        GOLD,
        200,
        &page(
            &[("3", gold)],
            Some("/v1/subscriptionGroups/g1/subscriptions?cursor=d"),
        ),
    );
    golden.json(
        "GET /v1/subscriptionGroups/g1/subscriptions?cursor=d",
        200,
        &page(&[("4", year)], None),
    );
    golden.json(
        "GET /v1/subscriptionGroups/g2/subscriptions?limit=200",
        200,
        &page(&[], None),
    );
    let items = golden.synced("products").await;
    let received = golden.vendor.transcript().await;
    let first = received.split("----").next().unwrap();
    insta::assert_snapshot!(format!(
        "{items}\n==== first\n{}",
        first.replace(&golden.vendor.url(), "http://vendor")
    ));
}

#[tokio::test]
async fn a_page_that_fails_is_no_catalogue() {
    let mut all = String::new();
    for (what, status, body) in [
        ("no links", 200, json!({ "data": [] }).to_string()),
        ("no product ID", 200, page(&[("1", json!({ "name": "Coins" }))], None).to_string()),
        ("elsewhere", 200, page(&[], Some("https://evil.example/v1/apps")).to_string()),
        ("in a circle", 200, page(&[], Some("/v1/apps/77/inAppPurchasesV2?limit=200")).to_string()),
        ("cut off", 200, r#"{"data":[{"id":"#.into()),
        ("page", 200, "<html>Log in</html>".into()),
        ("401", 401, json!({ "errors": [{ "code": "NOT_AUTHORIZED", "title": "Authentication credentials are missing or invalid." }] }).to_string()),
        ("404", 404, json!({ "errors": [] }).to_string()),
        ("429", 429, String::new()),
        ("500", 500, "<html>Oops</html>".into()),
    ] {
        let golden = until_products().await;
        golden.vendor.reply(ONCE, answer(status, &body));
        write!(all, "# {what}\n{}", golden.synced("products").await).unwrap();
    }
    insta::assert_snapshot!(all);
}

#[tokio::test]
async fn without_its_key_the_typed_ones_are_all_and_half_a_key_is_told() {
    let values = [
        ("bundle_id", "com.acme.player"),
        ("team_id", "9Q8W7E6R5T"),
        ("key_id", "A1B2C3D4E5"),
        ("product_ids", "acme.gold, acme.silver"),
    ];
    let key = [("key_p8", crate::testing::keys::P8)];
    let (session, tape) = session_on(
        account(Apple.definition(), &values, &key).unwrap(),
        &Road::new(),
    );
    let items = session.sync(&Apple, "products").await.unwrap();
    let ids: Vec<_> = items.iter().map(|i| i.id.as_str()).collect();
    assert_eq!(ids, ["acme.gold", "acme.silver"]);
    let half = [key[0], ("asc_key_p8", crate::testing::keys::P8)];
    let (session, _) = session_on(
        account(Apple.definition(), &values, &half).unwrap(),
        &Road::new(),
    );
    let error = session.sync(&Apple, "products").await.unwrap_err();
    assert_eq!(error.field.as_deref(), Some("asc_issuer_id"));
    assert_eq!(
        error.message,
        "App Store Connect is set up in part: App Store Connect Issuer ID is missing"
    );
    assert!(tape.exchanges.lock().unwrap().is_empty());
}

#[tokio::test]
async fn a_store_that_echoes_keys() {
    let golden = until_products().await;
    let line = crate::testing::keys::P8.lines().nth(1).unwrap();
    let no =
        json!({ "errors": [{ "code": "FORBIDDEN_ERROR", "detail": format!("bad key {line}") }] });
    golden.json(ONCE, 403, &no);
    let error = golden.session.sync(&Apple, "products").await.unwrap_err();
    let shown = format!("{error:?} {}", golden.tape.text());
    clean("error", &shown);
    assert!(
        shown.contains("‹asc_key_p8›") || shown.contains("‹key_p8›"),
        "{shown}"
    );
    assert!(!shown_error(&error, &golden.vendor).contains(line));
}
