//! The catalogue: pages, both forms of rate plans, what is no longer sold, and what must not be applied.

use serde_json::{Value, json};

use super::{CLIENT, GOLD, PRODUCTS, SPORTS, TOKEN, no, plan_row, product, products, token};
use crate::testing::golden::{Golden, with};
use crate::vendors::zuora::Zuora;

const SECOND: &str = "GET /v1/catalog/products?page=2&pageSize=40";
/// A stranger's, to which no request goes.
const NEXT: &str = "https://rest.elsewhere.example/v1/catalog/products?page=2&pageSize=40";

async fn vendor() -> Golden {
    let golden = Golden::new(&Zuora, CLIENT).await;
    golden.json(TOKEN, 200, &token());
    golden
}

fn more(page: Value) -> Value {
    with(page, json!({ "nextPage": NEXT }))
}

#[tokio::test]
async fn pages_of_products_with_their_rate_plans() {
    let golden = vendor().await;
    let late = with(
        plan_row(
            "8ad08c0f000000000000000000000203",
            "Winter games",
            "NotStarted",
            "EUR12.00",
        ),
        json!({ "effectiveStartDate": "2026-12-01", "productRatePlanCharges": null }),
    );
    let old = with(
        product(
            "p3",
            "Radio",
            json!([plan_row(
                "8ad08c0f000000000000000000000301",
                "Radio monthly",
                "Active",
                ""
            )]),
        ),
        json!({ "effectiveEndDate": "2020-01-01", "sku": null }),
    );
    let second = json!({ "success": true, "products": [
        // It has moved from the first page.
        product("p2", "Add-ons", json!([plan_row(SPORTS, "Sports monthly", "Active", "EUR5.00")])),
        product("p4", "Games", json!([late])), old,
    ] });
    golden
        .json(PRODUCTS, 200, &more(products()))
        .json(SECOND, 200, &second);
    insta::assert_snapshot!(golden.synced("rate_plans").await);
    let progress = golden.tape.progress.lock().unwrap();
    assert_eq!(progress.last().unwrap().done, 5);
}

#[tokio::test]
async fn rate_plans_that_stand_elsewhere() {
    let golden = vendor().await;
    let there = json!("https://rest.elsewhere.example/v1/rateplan/p1/productRatePlan");
    let plans = |id: &str| json!({ "success": true, "productRatePlans": [plan_row(id, "Gold monthly", "Active", "EUR19.00")] });
    golden
        .json(
            PRODUCTS,
            200,
            &json!({ "success": true, "products": [product("p1", "Video", there)] }),
        )
        .json(
            "GET /v1/products/p1/product-rate-plans?page=1&pageSize=40",
            200,
            &more(plans(GOLD)),
        )
        .json(
            "GET /v1/products/p1/product-rate-plans?page=2&pageSize=40",
            200,
            &plans(SPORTS),
        );
    let items = golden.session.sync(&Zuora, "rate_plans").await.unwrap();
    let ids: Vec<_> = items.iter().map(|i| i.id.as_str()).collect();
    assert_eq!(ids, [GOLD, SPORTS]);
    golden.vendor.transcript().await;
}

#[tokio::test]
async fn a_page_that_fails_or_repeats_leaves_nothing() {
    let golden = vendor().await;
    golden.json(PRODUCTS, 200, &more(products())).json(
        SECOND,
        200,
        &no(50_600_060, "Internal error"),
    );
    insta::assert_snapshot!(golden.synced("rate_plans").await, @r#"
        NoAnswer at Answer
        Zuora said no when asked to list products, page 2: Internal error (50600060)
        hint: Zuora has trouble: try again later
        details: {"status":200,"reasons":[{"code":"50600060","message":"Internal error"}],"process_id":"CBCFED6580B4E076"}
        "#);

    let golden = vendor().await;
    golden
        .json(PRODUCTS, 200, &more(products()))
        .json(SECOND, 200, &more(products()));
    insta::assert_snapshot!(golden.synced("rate_plans").await, @r#"
        Malformed at Answer
        Zuora's page 2 of products holds nothing that earlier pages did not, and still announces another: the list cannot be known to be complete
        hint: Check that nothing between here and Zuora drops the page number, such as a proxy at the Base URL
        "#);

    let golden = vendor().await;
    let broken = json!([{ "name": "No id" }]);
    golden.json(
        PRODUCTS,
        200,
        &json!({ "success": true, "products": [product("p1", "Video", broken)] }),
    );
    insta::assert_snapshot!(golden.synced("rate_plans").await, @r#"
        Malformed at Answer
        Zuora sent a rate plan  of product Video that cannot be read: missing field `id`
        hint: Check that the API URL or Base URL leads to Zuora
        "#);
}
