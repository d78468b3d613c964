//! What a check comes to, verdict by verdict.

use serde_json::{Value, json};
use wiremock::ResponseTemplate;

use super::{CLIENT, TOKEN, no, products, token};
use crate::testing::golden::Golden;
use crate::vendors::zuora::Zuora;

const ONE: &str = "GET /v1/catalog/products?page=1&pageSize=1";

async fn answered(status: u16, body: &Value) -> String {
    let golden = Golden::new(&Zuora, CLIENT).await;
    golden.json(TOKEN, 200, &token()).json(ONE, status, body);
    golden.checked().await
}

#[tokio::test]
async fn a_good_client() {
    insta::assert_snapshot!(answered(200, &products()).await, @r#"
        Proven
        Credentials: Proven: The OAuth client got a token
        Read products: Proven: The API user may read the product catalogue
        "#);
}

#[tokio::test]
async fn a_client_that_gets_no_token() {
    for (status, body) in [
        (
            401,
            json!({ "error": "invalid_client", "error_description": "Bad client" }),
        ),
        (400, json!({ "message": "no" })),
    ] {
        let golden = Golden::new(&Zuora, CLIENT).await;
        golden.json(TOKEN, status, &body);
        let report = golden.checked().await;
        assert!(
            report.starts_with("Refused\nCredentials: Refused: "),
            "{report}"
        );
    }
    let golden = Golden::new(&Zuora, CLIENT).await;
    let slow = ResponseTemplate::new(429).insert_header("retry-after", "3600");
    golden.vendor.reply(TOKEN, slow);
    insta::assert_snapshot!(golden.checked().await, @r#"
        RateLimited
        Credentials: RateLimited: POST http://vendor/oauth/token gave no token, but 429. Check the client's id and secret, and that they belong to this address
        "#);
}

#[tokio::test]
async fn a_user_without_the_permission() {
    insta::assert_snapshot!(answered(200, &no(50_600_010, "You do not have permission")).await, @r#"
        Refused
        Credentials: Proven: The OAuth client got a token
        Read products: Refused: Zuora said no when asked to list products, page 1: You do not have permission (50600010). The API user of the OAuth client lacks a permission: change its role in Zuora, or use another client
        "#);
    insta::assert_snapshot!(answered(403, &no("50600010", "You do not have permission")).await, @r#"
        Refused
        Credentials: Proven: The OAuth client got a token
        Read products: Refused: Zuora answered 403 when asked to list products, page 1: You do not have permission (50600010). The API user of the OAuth client lacks a permission: change its role in Zuora, or use another client
        "#);
}

#[tokio::test]
async fn a_token_that_is_not_accepted_is_renewed_once() {
    let golden = Golden::new(&Zuora, CLIENT).await;
    golden
        .json(TOKEN, 200, &token())
        .json(ONE, 200, &no(90_000_011, "Authentication error"))
        .json(TOKEN, 200, &token())
        .json(ONE, 401, &no("90000011", "Authentication error"));
    insta::assert_snapshot!(golden.checked().await, @r#"
        Refused
        Credentials: Proven: The OAuth client got a token
        Read products: Refused: Zuora answered 401 when asked to list products, page 1: Authentication error (90000011). Zuora does not accept the token of the OAuth client: check Client ID, Client Secret and that they belong to this API URL
        "#);
}

#[tokio::test]
async fn what_proves_nothing() {
    insta::assert_snapshot!(answered(200, &json!({ "products": [] })).await, @r#"
        Unknown
        Credentials: Proven: The OAuth client got a token
        Read products: Unknown: GET http://vendor/v1/catalog/products?page=1&pageSize=1 answered 200 with a body that cannot be read: it does not say whether it is a success. Check that the domain or base URL leads to the vendor and not to a proxy or a web page
        "#);
    insta::assert_snapshot!(answered(200, &no(50_600_070, "Too many concurrent requests")).await, @r#"
        RateLimited
        Credentials: Proven: The OAuth client got a token
        Read products: RateLimited: Zuora said no when asked to list products, page 1: Too many concurrent requests (50600070). Zuora is busy with this object or with this tenant. It was not carried out: wait a little before the next try
        "#);
    insta::assert_snapshot!(answered(200, &no(50_600_060, "Internal error")).await, @r#"
        Unreachable
        Credentials: Proven: The OAuth client got a token
        Read products: Unreachable: Zuora said no when asked to list products, page 1: Internal error (50600060). Zuora has trouble: try again later
        "#);
}
