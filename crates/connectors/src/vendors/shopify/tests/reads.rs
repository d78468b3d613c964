//! The check and the catalogue: pages of products and of variants, with a token and without.

use serde_json::json;
use wiremock::ResponseTemplate;

use super::{API, Answers, SETTINGS, golden, list, product, products, row, shop, whole_shop};
use crate::testing::golden::{received, shown_check};
use crate::testing::{self, Vendor};
use crate::vendors::shopify::{DEFINITION, Shopify};
use crate::{Connector as _, Road};

#[tokio::test]
async fn a_good_shop_is_proven() {
    let golden = golden().await;
    golden.data(&shop()).data(&products(&[], None));
    insta::assert_snapshot!(golden.checked().await);
    insta::assert_snapshot!(received(&golden.vendor).await);
}

/// No header holds a token, pages are small, and the words are others.
#[tokio::test]
async fn without_a_token() {
    let vendor = Vendor::start().await;
    let url = vendor.url();
    let values = [SETTINGS[0], ("base_url", url.as_str())];
    let account = testing::account(&DEFINITION, &values, &[]).unwrap();
    let (session, _) = testing::session_on(account, &Road::new());
    vendor.json(API, 200, &json!({ "data": shop() }));
    vendor.json(API, 403, &json!({ "errors": "Forbidden" }));
    let report = session.check(&Shopify).await.unwrap();
    insta::assert_snapshot!(shown_check(&report, &vendor));
    vendor.json(API, 200, &json!({ "data": whole_shop() }));
    session.sync(&Shopify, "variants").await.unwrap();
    let received = received(&vendor).await;
    assert!(!received.contains("access-token"), "{received}");
    assert!(received.contains("\"first\": 20"), "{received}");
}

#[tokio::test]
async fn what_a_check_comes_to() {
    let mut said = String::new();
    for (status, body) in [
        (403, r#"{"errors":[{"message":""}]}"#),
        (404, r#"{"errors":"Not Found"}"#),
        (402, r#"{"errors":"Unavailable Shop"}"#),
        (429, ""),
        (503, ""),
        (200, "<html>password</html>"),
        (200, "<html>Welcome</html>"),
        (200, r#"{"data":{"shop":{"name":"Acme"}}}"#),
    ] {
        let golden = golden().await;
        let reply = ResponseTemplate::new(status)
            .set_body_raw(body, "text/html")
            .insert_header("retry-after", "3600");
        golden.vendor.reply(API, reply);
        said += &golden.checked().await;
    }
    insta::assert_snapshot!(said);
}

#[tokio::test]
async fn all_pages_of_products_and_of_their_variants() {
    let golden = golden().await;
    let mut sold_out = row(14, "Huge", "", "1234.56");
    sold_out["availableForSale"] = false.into();
    let first = product(
        1,
        "Shirt",
        list(&[row(12, "Small", "SHIRT", "19.5")], Some("v1")),
    );
    let more = product(
        1,
        "Shirt",
        list(&[row(13, "Large", "SHIRT", "19.5")], Some("v2")),
    );
    let last = product(1, "Shirt", list(&[sold_out], None));
    let other = product(
        2,
        "Gold box",
        list(
            &[
                row(11, "Default Title", "BOX", "29.0"),
                row(12, "Small", "SHIRT", "19.5"),
            ],
            None,
        ),
    );
    golden
        .data(&products(&[first], Some("p1")))
        .data(&json!({ "product": more }))
        .data(&json!({ "product": last }))
        .data(&products(&[other], None));
    insta::assert_snapshot!(golden.synced("variants").await);
    let all = received(&golden.vendor).await;
    let asked: Vec<_> = all
        .lines()
        .skip_while(|l| !l.contains("variables"))
        .collect();
    insta::assert_snapshot!(asked.join("\n"));
}

#[tokio::test]
async fn a_list_that_cannot_be_read_whole_is_an_error() {
    let mut said = String::new();
    let one = || {
        product(
            1,
            "Box",
            list(&[row(11, "Default Title", "BOX", "29.0")], None),
        )
    };
    let strange = product(
        1,
        "Box",
        list(&[json!({ "id": "gid://shopify/Product/1" })], None),
    );
    let mut no_id = row(1, "A", "A", "1.0");
    no_id["id"] = json!("gid://shopify/ProductVariant/x");
    for data in [
        json!({ "products": null }),
        products(
            &[json!({ "id": "gid://shopify/Product/1", "title": "Box" })],
            None,
        ),
        products(&[strange], None),
        products(&[product(1, "Box", list(&[no_id], None))], None),
        json!({ "products": { "pageInfo": { "hasNextPage": true, "endCursor": null }, "nodes": [one()] } }),
    ] {
        let golden = golden().await;
        golden.data(&data);
        said += &golden.synced("variants").await;
    }
    // A second page that fails, and one that leads back to itself.
    let failing = golden().await;
    failing
        .data(&products(&[one()], Some("p1")))
        .json(API, 403, &json!({}));
    said += &failing.synced("variants").await;
    let circle = golden().await;
    circle
        .data(&products(&[one()], Some("p1")))
        .data(&products(&[one()], Some("p1")));
    said += &circle.synced("variants").await;
    said += &golden().await.synced("codes").await;
    insta::assert_snapshot!(said);
}

#[test]
fn nothing_is_asked_of_users() {
    let definition = Shopify.definition();
    assert!(definition.traits.is_empty());
    assert!(definition.actions.iter().all(|a| a.requires.is_empty()));
}
