//! The shapes in which Zuora says no, and what is made of each.

use serde_json::{Value, json};
use wiremock::ResponseTemplate;

use super::{CLIENT, PRODUCTS, TOKEN, no, token};
use crate::testing::golden::Golden;
use crate::vendors::zuora::Zuora;

/// What reading the catalogue comes to with this answer.
async fn read(reply: ResponseTemplate) -> String {
    let golden = Golden::new(&Zuora, CLIENT).await;
    golden.json(TOKEN, 200, &token());
    golden.vendor.reply(PRODUCTS, reply);
    golden.synced("rate_plans").await
}

async fn inside_200(body: &Value) -> String {
    read(ResponseTemplate::new(200).set_body_json(body)).await
}

#[tokio::test]
async fn each_category_has_its_kind() {
    let mut said = Vec::new();
    for category in [10, 20, 21, 22, 23, 30, 40, 45, 50, 60, 61, 70, 90, 99] {
        let text = inside_200(&no(53_100_000 + category, "Why")).await;
        let kind = text.split_once(" at ").unwrap().0;
        said.push(format!("{category} {kind}"));
        // The code may be a text as well.
        assert_eq!(
            text,
            inside_200(&no(format!("531000{category}"), "Why")).await
        );
    }
    insta::assert_snapshot!(said.join("\n"), @r#"
        10 Forbidden
        20 Refused
        21 Refused
        22 Refused
        23 Refused
        30 Refused
        40 NotFound
        45 Refused
        50 RateLimited
        60 NoAnswer
        61 NoAnswer
        70 RateLimited
        90 Refused
        99 NoAnswer
        "#);
}

#[tokio::test]
async fn reasons_are_repeated() {
    let two = json!({ "success": false, "processId": "P1", "reasons": [
        { "code": 53_100_020, "message": "'termType' value should be one of: TERMED, EVERGREEN." },
        { "code": "53100022", "message": "'x' is required" },
    ] });
    insta::assert_snapshot!(inside_200(&two).await, @r#"
        Refused at Vendor
        Zuora said no when asked to list products, page 1: 'termType' value should be one of: TERMED, EVERGREEN (53100020); 'x' is required (53100022)
        hint: Correct what Zuora names, or look at it there, before trying again
        details: {"status":200,"reasons":[{"code":"53100020","message":"'termType' value should be one of: TERMED, EVERGREEN"},{"code":"53100022","message":"'x' is required"}],"process_id":"P1"}
        "#);
    let capitals = json!({ "Success": false, "Errors": [{ "Code": "INVALID_VALUE", "Message": "No such field" }] });
    insta::assert_snapshot!(inside_200(&capitals).await, @r#"
        Refused at Vendor
        Zuora said no when asked to list products, page 1: No such field (INVALID_VALUE)
        hint: Correct what Zuora names, or look at it there, before trying again
        details: {"status":200,"reasons":[{"code":"INVALID_VALUE","message":"No such field"}],"process_id":null}
        "#);
    insta::assert_snapshot!(inside_200(&json!({ "success": false })).await, @r#"
        Refused at Vendor
        Zuora said no when asked to list products, page 1, without a reason
        hint: Correct what Zuora names, or look at it there, before trying again
        details: {"status":200,"reasons":[],"process_id":null}
        "#);
    let odd = json!({ "success": false, "reasons": [{ "code": 7 }, {}, "text"] });
    insta::assert_snapshot!(inside_200(&odd).await, @r#"
        Refused at Vendor
        Zuora said no when asked to list products, page 1: code 7
        hint: Correct what Zuora names, or look at it there, before trying again
        details: {"status":200,"reasons":[{"code":"7","message":""}],"process_id":null}
        "#);
}

#[tokio::test]
async fn statuses_other_than_200() {
    let mut said = Vec::new();
    for status in [403, 404, 400, 422, 501] {
        let body = no("50600030", "Why");
        said.push(read(ResponseTemplate::new(status).set_body_json(body)).await);
    }
    let slow = |status| ResponseTemplate::new(status).insert_header("retry-after", "3600");
    said.push(read(slow(429)).await);
    said.push(read(slow(503)).await);
    let page = slow(403).set_body_raw("<html>Proxy</html>", "text/html");
    said.push(read(page).await);
    insta::assert_snapshot!(said.join("\n"), @r#"
        Forbidden at Permission
        Zuora answered 403 when asked to list products, page 1: Why (50600030)
        hint: The API user of the OAuth client lacks a permission: change its role in Zuora, or use another client
        details: {"status":403,"reasons":[{"code":"50600030","message":"Why"}],"process_id":"CBCFED6580B4E076"}

        NotFound at Vendor
        Zuora answered 404 when asked to list products, page 1: Why (50600030)
        hint: Check that it still exists, and that the API URL leads to Zuora's REST API
        details: {"status":404,"reasons":[{"code":"50600030","message":"Why"}],"process_id":"CBCFED6580B4E076"}

        Refused at Vendor
        Zuora answered 400 when asked to list products, page 1: Why (50600030)
        hint: Correct what Zuora names, or look at it there, before trying again
        details: {"status":400,"reasons":[{"code":"50600030","message":"Why"}],"process_id":"CBCFED6580B4E076"}

        Refused at Vendor
        Zuora answered 422 when asked to list products, page 1: Why (50600030)
        hint: Correct what Zuora names, or look at it there, before trying again
        details: {"status":422,"reasons":[{"code":"50600030","message":"Why"}],"process_id":"CBCFED6580B4E076"}

        Refused at Vendor
        Zuora answered 501 when asked to list products, page 1: Why (50600030)
        hint: Correct what Zuora names, or look at it there, before trying again
        details: {"status":501,"reasons":[{"code":"50600030","message":"Why"}],"process_id":"CBCFED6580B4E076"}

        RateLimited at RateLimit
        Zuora answered 429 when asked to list products, page 1, without a reason
        hint: Zuora is busy with this object or with this tenant. It was not carried out: wait a little before the next try
        details: {"status":429,"reasons":[],"process_id":null}

        NoAnswer at Answer
        Zuora answered 503 when asked to list products, page 1, without a reason
        hint: Zuora has trouble: try again later
        details: {"status":503,"reasons":[],"process_id":null}

        Malformed at Answer
        Zuora answered 403 when asked to list products, page 1, without a reason
        hint: Something between here and Zuora answers with a web page: check the API URL, the Base URL and the proxy
        details: {"status":403,"reasons":[],"process_id":null}
        "#);
}

#[tokio::test]
async fn a_body_that_is_not_zuoras() {
    let mut said = Vec::new();
    for (body, kind) in [
        ("<html>Welcome</html>", "text/html"),
        ("{\"success\": tr", "application/json"),
        ("{\"products\": []}", "application/json"),
        ("{\"success\": true}", "application/json"),
        (
            "{\"success\": \"true\", \"products\": []}",
            "application/json",
        ),
        ("null", "application/json"),
    ] {
        said.push(read(ResponseTemplate::new(200).set_body_raw(body, kind)).await);
    }
    insta::assert_snapshot!(said.join("\n"), @r#"
        Malformed at Answer
        GET http://vendor/v1/catalog/products?page=1&pageSize=40 answered 200 with a body that cannot be read: it is a web page
        hint: Check that the domain or base URL leads to the vendor and not to a proxy or a web page
        details: {"status":200}

        Malformed at Answer
        GET http://vendor/v1/catalog/products?page=1&pageSize=40 answered 200 with a body that cannot be read: EOF while parsing a value at line 1 column 14
        hint: Check that the domain or base URL leads to the vendor and not to a proxy or a web page
        details: {"status":200}

        Malformed at Answer
        GET http://vendor/v1/catalog/products?page=1&pageSize=40 answered 200 with a body that cannot be read: it does not say whether it is a success
        hint: Check that the domain or base URL leads to the vendor and not to a proxy or a web page
        details: {"status":200}

        Malformed at Answer
        GET http://vendor/v1/catalog/products?page=1&pageSize=40 answered 200 with a body that cannot be read: missing field `products`
        hint: Check that the domain or base URL leads to the vendor and not to a proxy or a web page
        details: {"status":200}

        Malformed at Answer
        GET http://vendor/v1/catalog/products?page=1&pageSize=40 answered 200 with a body that cannot be read: it does not say whether it is a success
        hint: Check that the domain or base URL leads to the vendor and not to a proxy or a web page
        details: {"status":200}

        Malformed at Answer
        GET http://vendor/v1/catalog/products?page=1&pageSize=40 answered 200 with a body that cannot be read: it does not say whether it is a success
        hint: Check that the domain or base URL leads to the vendor and not to a proxy or a web page
        details: {"status":200}
        "#);
}
