//! Shopify: its lists in pages, its token, its carts and its refusals.

use patchbay_sandbox::SHOPIFY_TOKEN;
use reqwest::Method;
use serde_json::{Value, json};

use crate::{Rig, Said};

const PRODUCTS: &str = "query P($first: Int!, $variants: Int!, $after: String) { products(first: $first, after: $after) { pageInfo { hasNextPage endCursor } nodes { id variants(first: $variants) { pageInfo { hasNextPage endCursor } nodes { id sku price { amount } } } } } }";
const CART: &str = "mutation C($input: CartInput!) { cartCreate(input: $input) { cart { id totalQuantity cost { totalAmount { amount } } discountCodes { code applicable } } userErrors { code } warnings { code } } }";

impl Rig {
    async fn shopify(&self, token: &str, query: &str, variables: Value) -> Said {
        let headers = [
            ("x-shopify-storefront-access-token", token),
            ("content-type", "application/json"),
        ];
        let headers = if token.is_empty() {
            &headers[1..]
        } else {
            &headers[..]
        };
        let body = json!({ "query": query, "variables": variables }).to_string();
        self.call(
            Method::POST,
            "/shopify/api/2026-04/graphql.json",
            headers,
            body,
        )
        .await
    }

    async fn storefront(&self, query: &str, variables: Value) -> Value {
        let said = self.shopify(SHOPIFY_TOKEN, query, variables).await;
        assert_eq!(said.status, 200, "{}", said.text);
        said.json()
    }

    /// A cart of this variant, with a code: its quantity, its total, whether the code holds, and the first warning.
    async fn cart(&self, variant: u64, quantity: u32, code: &str) -> (u64, String, bool, String) {
        let line = json!({ "merchandiseId": format!("gid://shopify/ProductVariant/{variant}"), "quantity": quantity });
        let said = self
            .storefront(
                CART,
                json!({ "input": { "lines": [line], "discountCodes": [code] } }),
            )
            .await;
        let made = &said["data"]["cartCreate"];
        (
            made["cart"]["totalQuantity"].as_u64().unwrap(),
            made["cart"]["cost"]["totalAmount"]["amount"]
                .as_str()
                .unwrap()
                .to_owned(),
            made["cart"]["discountCodes"][0]["applicable"]
                .as_bool()
                .unwrap(),
            made["warnings"][0]["code"]
                .as_str()
                .unwrap_or_default()
                .to_owned(),
        )
    }
}

#[tokio::test]
async fn products_are_drawn_from_the_seed_and_come_in_pages() {
    let mut shops = Vec::new();
    for seed in [42, 42, 43] {
        let rig = Rig::seeded(seed).await;
        let mut all = Vec::new();
        let mut after = Value::Null;
        loop {
            let said = rig
                .storefront(
                    PRODUCTS,
                    json!({ "first": 100, "variants": 100, "after": after }),
                )
                .await;
            let products = &said["data"]["products"];
            all.extend(products["nodes"].as_array().unwrap().clone());
            after = products["pageInfo"]["endCursor"].clone();
            if products["pageInfo"]["hasNextPage"] == false {
                break;
            }
        }
        assert_eq!(all.len(), 264);
        shops.push(all);
    }
    assert_eq!(shops[0], shops[1]);
    assert_ne!(shops[0], shops[2]);
    let socks = &shops[0][3]["variants"];
    assert_eq!(socks["nodes"].as_array().unwrap().len(), 100);
    assert_eq!(socks["pageInfo"]["hasNextPage"], true);
    let rig = Rig::new().await;
    let rest = "query V($id: ID!, $after: String) { product(id: $id) { variants(first: 100, after: $after) { pageInfo { hasNextPage } nodes { id } } } }";
    let variables = json!({ "id": shops[0][3]["id"], "after": socks["pageInfo"]["endCursor"] });
    let rest = rig.storefront(rest, variables).await;
    assert_eq!(
        rest["data"]["product"]["variants"]["nodes"]
            .as_array()
            .unwrap()
            .len(),
        20
    );
}

#[tokio::test]
async fn a_token_is_this_shops_or_none() {
    let rig = Rig::new().await;
    let shop = "query { shop { name } }";
    assert_eq!(rig.shopify("wrong", shop, Value::Null).await.status, 403);
    assert_eq!(
        rig.shopify("", shop, Value::Null).await.json()["data"]["shop"]["name"],
        "Patchbay Demo Shop"
    );
    let page = |first| json!({ "first": first, "variants": 20 });
    let small = rig.shopify("", PRODUCTS, page(20)).await.json();
    assert!(small["data"].is_object(), "{small}");
    let large = rig.shopify("", PRODUCTS, page(100)).await.json();
    assert_eq!(
        large["errors"][0]["extensions"]["code"],
        "MAX_COMPLEXITY_EXCEEDED"
    );
}

#[tokio::test]
async fn a_cart_takes_what_there_is() {
    let rig = Rig::new().await;
    let told =
        |q, total: &str, holds, warning: &str| (q, total.to_owned(), holds, warning.to_owned());
    assert_eq!(
        rig.cart(41_000_000_001, 2, "save10").await,
        told(2, "52.2", true, "")
    );
    assert_eq!(
        rig.cart(41_000_000_004, 1, "SAVE10").await,
        told(0, "0.0", true, "MERCHANDISE_OUT_OF_STOCK")
    );
    assert_eq!(
        rig.cart(41_000_000_005, 3, "SAVE10").await,
        told(1, "89.1", true, "MERCHANDISE_NOT_ENOUGH_STOCK")
    );
    for (code, reason) in [
        ("NOSUCH", "DISCOUNT_NOT_FOUND"),
        ("SUMMER", "DISCOUNT_CURRENTLY_INACTIVE"),
        ("ONCE", "DISCOUNT_USAGE_LIMIT_REACHED"),
        ("VIP", "DISCOUNT_ELIGIBLE_CUSTOMER_MISSING"),
        ("BIG", "DISCOUNT_PURCHASE_NOT_IN_RANGE"),
        ("SHIRTS", "DISCOUNT_NO_ENTITLED_LINE_ITEMS"),
    ] {
        assert_eq!(
            rig.cart(41_000_000_001, 1, code).await,
            told(1, "29.0", false, reason)
        );
    }
    assert!(rig.cart(41_000_000_001, 4, "BIG").await.2);
    assert!(rig.cart(41_000_000_002, 1, "shirts").await.2);
    let changed = rig.sandbox.journal().iter().filter(|e| e.changed).count();
    assert_eq!(changed, 11);
}

#[tokio::test]
async fn what_is_not_simulated_is_refused_by_name() {
    let rig = Rig::new().await;
    let line =
        json!({ "merchandiseId": "gid://shopify/ProductVariant/41000000001", "quantity": 1 });
    for (query, variables, said) in [
        ("query { shop { moneyFormat } }", json!({}), "moneyFormat"),
        (
            "query { collections(first: 1) { nodes { id } } }",
            json!({}),
            "collections",
        ),
        (
            CART,
            json!({ "input": { "lines": [line], "note": "x" } }),
            "CartInput.note",
        ),
        (
            CART,
            json!({ "input": { "lines": [{ "sellingPlanId": "x" }] } }),
            "CartLineInput.sellingPlanId",
        ),
        ("query { shop { name }", json!({}), "Parse error"),
    ] {
        let answer = rig.storefront(query, variables).await;
        let message = answer["errors"][0]["message"].as_str().unwrap();
        assert!(message.contains(said), "{message}");
    }
    let unknown = json!({ "input": { "lines": [{ "merchandiseId": "gid://shopify/ProductVariant/1", "quantity": 1 }] } });
    let answer = rig.storefront(CART, unknown).await;
    assert_eq!(
        answer["data"]["cartCreate"]["userErrors"][0]["code"],
        "INVALID"
    );
    assert_eq!(
        rig.shopify(SHOPIFY_TOKEN, "", Value::Null).await.status,
        200
    );
    assert!(rig.sandbox.journal().iter().all(|entry| !entry.changed));
}
