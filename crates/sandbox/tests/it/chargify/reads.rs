use std::collections::BTreeSet;

use reqwest::Method;
use serde_json::{Value, json};

use crate::Rig;

#[tokio::test]
async fn a_wrong_key_gets_plain_text_under_a_json_label() {
    let rig = Rig::new().await;
    for request in [
        rig.client
            .get(format!("{}/chargify/site.json", rig.sandbox.url())),
        rig.client
            .get(format!("{}/chargify/site.json", rig.sandbox.url()))
            .basic_auth("another-key", Some("x")),
    ] {
        let response = request.send().await.unwrap();
        assert_eq!(response.status(), 401);
        assert_eq!(
            response.headers()["content-type"],
            "application/json; charset=utf-8"
        );
        assert_eq!(
            response.text().await.unwrap(),
            "HTTP Basic: Access denied.\n"
        );
    }
}

#[tokio::test]
async fn the_site_is_a_test_site_of_the_configured_subdomain() {
    let rig = Rig::new().await;
    let site = &rig.get("/site.json").await["site"];
    assert_eq!(site["subdomain"], "patchbay-demo");
    assert_eq!(site["test"], true);
    let connectors = rig.sandbox.connectors();
    let chargify = connectors
        .iter()
        .find(|connector| connector.id == "chargify")
        .unwrap();
    assert_eq!(chargify.settings["domain"], "patchbay-demo.chargify.com");
    assert_eq!(
        chargify.settings["base_url"],
        format!("{}/chargify", rig.sandbox.url())
    );
}

#[tokio::test]
async fn lists_are_drawn_from_the_seed() {
    let key = crate::basic(patchbay_sandbox::CHARGIFY_KEY, "x");
    let paths = [
        "/chargify/customers.json",
        "/chargify/coupons.json",
        "/chargify/subscriptions.json",
    ];
    crate::all::drawn_from_the_seed(&paths, &[("authorization", &key)]).await;
}

/// Every row of a list, by walking its pages until one is short.
async fn walk(rig: &Rig, path: &str, size: usize) -> (Vec<Value>, usize) {
    let (mut rows, mut pages) = (Vec::new(), 0);
    loop {
        pages += 1;
        let mark = if path.contains('?') { '&' } else { '?' };
        let page = rig
            .get(&format!("{path}{mark}page={pages}&per_page={size}"))
            .await;
        let page = page.as_array().unwrap();
        rows.extend(page.iter().cloned());
        if page.len() < size {
            return (rows, pages);
        }
    }
}

#[tokio::test]
async fn lists_are_paged_to_the_end_without_gaps_or_repeats() {
    let rig = Rig::new().await;
    for (path, key, size, count, pages) in [
        ("/coupons.json", "coupon", 20, 43, 3),
        (
            "/coupons.json?filter[include_archived]=true",
            "coupon",
            20,
            46,
            3,
        ),
        ("/products.json", "product", 5, 15, 4),
        (
            "/products.json?include_archived=true",
            "product",
            200,
            18,
            1,
        ),
        ("/customers.json", "customer", 50, 200, 5),
        ("/reason_codes.json", "reason_code", 5, 12, 3),
    ] {
        let (rows, walked) = walk(&rig, path, size).await;
        let ids: BTreeSet<u64> = rows
            .iter()
            .map(|row| row[key]["id"].as_u64().unwrap())
            .collect();
        assert_eq!(
            (rows.len(), ids.len(), walked),
            (count, count, pages),
            "{path}"
        );
    }
}

#[tokio::test]
async fn page_sizes_have_the_vendors_defaults_and_are_cut_to_two_hundred() {
    let rig = Rig::new().await;
    // One more than fit on a page.
    let person = json!({ "first_name": "A", "last_name": "B", "email": "a@example.com" });
    let ask = json!({ "product_handle": "student", "customer_attributes": person });
    let (status, _) = rig
        .post("/subscriptions.json", json!({ "subscription": ask }))
        .await;
    assert_eq!(status, 201);
    for (path, count) in [
        ("/coupons.json", 30),
        ("/customers.json", 50),
        ("/subscriptions.json", 20),
        ("/payment_profiles.json", 20),
        ("/customers.json?per_page=100000", 200),
        ("/customers.json?per_page=100000&page=2", 1),
    ] {
        assert_eq!(
            rig.get(path).await.as_array().unwrap().len(),
            count,
            "{path}"
        );
    }
    let (status, body) = rig
        .chargify(Method::GET, "/coupons.json?page=0", Value::Null)
        .await;
    assert_eq!(
        (status, body),
        (
            422,
            json!({ "errors": { "page": ["must be a positive integer"] } })
        )
    );
}

#[tokio::test]
async fn the_catalogue_has_every_kind_of_product_and_coupon() {
    let rig = Rig::new().await;
    let products = rig.get("/products.json?include_archived=true").await;
    let products: Vec<&Value> = products
        .as_array()
        .unwrap()
        .iter()
        .map(|row| &row["product"])
        .collect();
    let families: BTreeSet<u64> = products
        .iter()
        .map(|row| row["product_family"]["id"].as_u64().unwrap())
        .collect();
    assert_eq!(families.len(), 3);
    assert_eq!(
        products
            .iter()
            .filter(|row| row["handle"].is_null())
            .count(),
        1
    );
    assert_eq!(
        products
            .iter()
            .filter(|row| !row["trial_interval"].is_null())
            .count(),
        3
    );
    assert_eq!(
        products
            .iter()
            .filter(|row| !row["archived_at"].is_null())
            .count(),
        3
    );
    let coupons = rig
        .get("/coupons.json?filter[include_archived]=true&per_page=200")
        .await;
    let coupons: Vec<&Value> = coupons
        .as_array()
        .unwrap()
        .iter()
        .map(|row| &row["coupon"])
        .collect();
    let count = |test: &dyn Fn(&Value) -> bool| coupons.iter().filter(|row| test(row)).count();
    assert_eq!(count(&|row| row["discount_type"] == "percent"), 30);
    assert_eq!(count(&|row| row["discount_type"] == "amount"), 16);
    assert_eq!(count(&|row| row["stackable"] == false), 3);
    assert_eq!(
        count(&|row| row["end_date"].as_str().is_some_and(|end| end < crate::NOW)),
        3
    );
    assert_eq!(count(&|row| !row["conversion_limit"].is_null()), 4);
}

#[tokio::test]
async fn coupons_are_filtered_by_codes_ids_and_dates() {
    let rig = Rig::new().await;
    let codes = |rows: &Value| -> Vec<String> {
        rows.as_array()
            .unwrap()
            .iter()
            .map(|row| row["coupon"]["code"].as_str().unwrap().to_owned())
            .collect()
    };
    assert_eq!(
        codes(
            &rig.get("/coupons.json?filter[codes]=HALF,SAVE10,NOPE")
                .await
        ),
        ["SAVE10", "HALF"]
    );
    assert_eq!(
        codes(&rig.get("/coupons.json?filter[ids]=6000002").await),
        ["SAVE20"]
    );
    let recent =
        "filter[include_archived]=true&filter[date_field]=updated_at&filter[start_date]=2026-08-01";
    let recent = codes(&rig.get(&format!("/coupons.json?{recent}")).await);
    assert_eq!(recent, ["LAUNCH", "PILOT", "OLDKIDS"]);
    let (status, _) = rig
        .chargify(
            Method::GET,
            "/coupons.json?filter[start_date]=soon",
            Value::Null,
        )
        .await;
    assert_eq!(status, 422);
}

#[tokio::test]
async fn customers_are_found_by_id_reference_and_search() {
    let rig = Rig::new().await;
    let read = rig.get("/customers/20001005.json").await;
    assert_eq!(read["customer"]["reference"], "cust-1005");
    assert_eq!(
        rig.get("/customers/lookup.json?reference=cust-1005").await,
        read
    );
    let email = read["customer"]["email"].as_str().unwrap();
    assert_eq!(
        rig.get(&format!("/customers.json?q={email}")).await,
        json!([read])
    );
    assert_eq!(rig.get("/customers.json?q=nobody-at-all").await, json!([]));
    for path in [
        "/customers/1.json",
        "/customers/abc.json",
        "/customers/lookup.json?reference=cust-9",
        "/customers/1/subscriptions.json",
    ] {
        assert_eq!(
            rig.chargify(Method::GET, path, Value::Null).await,
            (404, Value::Null),
            "{path}"
        );
    }
}

#[tokio::test]
async fn subscriptions_are_in_every_state_and_can_be_listed_by_it() {
    let rig = Rig::new().await;
    let (rows, _) = walk(&rig, "/subscriptions.json?direction=asc", 50).await;
    let states: BTreeSet<&str> = rows
        .iter()
        .map(|row| row["subscription"]["state"].as_str().unwrap())
        .collect();
    assert_eq!(states.len(), 15, "{states:?}");
    let canceled = rig
        .get("/subscriptions.json?state=canceled&per_page=200")
        .await;
    let expected = rows
        .iter()
        .filter(|row| row["subscription"]["state"] == "canceled")
        .count();
    assert_eq!(canceled.as_array().unwrap().len(), expected);
    assert!(expected > 5);
    let leaving = rig
        .get("/subscriptions.json?state=pending_cancellation")
        .await;
    assert_eq!(
        leaving[0]["subscription"]["customer"]["reference"],
        "cust-1012"
    );
    let (status, _) = rig
        .chargify(Method::GET, "/subscriptions.json?state=live", Value::Null)
        .await;
    assert_eq!(status, 422);
}

#[tokio::test]
async fn two_subscriptions_to_one_plan_are_both_listed() {
    let rig = Rig::new().await;
    let rows = rig.get("/customers/20001008/subscriptions.json").await;
    let plans: Vec<&Value> = rows
        .as_array()
        .unwrap()
        .iter()
        .map(|row| &row["subscription"]["product"]["handle"])
        .collect();
    assert_eq!(plans, ["basic", "basic"]);
    assert_eq!(
        rig.get("/customers/20001009/subscriptions.json").await,
        json!([])
    );
}

#[tokio::test]
async fn only_a_customer_with_a_card_has_a_payment_profile() {
    let rig = Rig::new().await;
    let theirs = rig.get("/payment_profiles.json?customer_id=20001001").await;
    assert_eq!(theirs[0]["payment_profile"]["customer_id"], 20_001_001);
    assert_eq!(
        rig.get("/payment_profiles.json?customer_id=20001010").await,
        json!([])
    );
}

#[tokio::test]
async fn a_coupon_is_validated_within_one_family_the_first_by_default() {
    let rig = Rig::new().await;
    assert_eq!(
        rig.get("/coupons/validate.json?code=SAVE10").await["coupon"]["code"],
        "SAVE10"
    );
    assert_eq!(
        rig.get("/coupons/validate.json?code=GOAL15&product_family_id=3000002")
            .await["coupon"]["code"],
        "GOAL15"
    );
    for (query, message) in [
        ("code=GOAL15", "Coupon code could not be found."),
        ("code=LAUNCH", "Coupon code could not be found."),
        ("code=SUMMER", "Coupon has expired."),
        ("code=SOON", "Coupon is not yet valid."),
        ("code=FULLHOUSE", "Coupon has reached its conversion limit."),
    ] {
        let reply = rig
            .chargify(
                Method::GET,
                &format!("/coupons/validate.json?{query}"),
                Value::Null,
            )
            .await;
        assert_eq!(reply, (404, json!({ "errors": message })), "{query}");
    }
}

#[tokio::test]
async fn unknown_paths_are_not_found() {
    let rig = Rig::new().await;
    for path in [
        "/nothing.json",
        "/site",
        "/site.xml",
        "/subscriptions/70000001/nothing.json",
    ] {
        assert_eq!(
            rig.chargify(Method::GET, path, Value::Null).await.0,
            404,
            "{path}"
        );
    }
}
