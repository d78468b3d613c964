//! Which subscription an action finds: by each trait, and where there is none, one or several.

use insta::assert_snapshot;
use serde_json::json;

use super::*;

const ACTION: &str = "reactivate_subscription";

#[tokio::test]
async fn by_the_subscription_whatever_else_is_known() {
    let golden = golden().await;
    golden.json(READ, 200, &subscription(71, "stopped"));
    let traits = [
        ("cleeng_subscription_id", "71"),
        ("cleeng_customer_id", "81"),
        ("email_address", "ada@example.com"),
    ];
    assert_snapshot!(golden.planned(ACTION, &traits, &[]).await);
}

#[tokio::test]
async fn by_the_external_id_before_the_address() {
    let golden = golden().await;
    golden.json(
        "GET /customers?externalId=cust+1&offset=0&limit=10",
        200,
        &json!([{ "id": 81, "email": "ada@example.com", "externalId": "cust 1" }]),
    );
    golden.json(LIST, 200, &json!([subscription(71, "stopped")]));
    let traits = [
        ("external_id", "cust 1"),
        ("email_address", "ada@example.com"),
    ];
    assert_snapshot!(golden.planned(ACTION, &traits, &[]).await);
}

/// Others whom a search finds are left out; letter case is none of an address's.
#[tokio::test]
async fn by_the_address() {
    let golden = golden().await;
    golden.json(
        "GET /customers?email=ada%40example.com&offset=0&limit=10",
        200,
        &json!({ "items": [{ "id": 80, "email": "xada@example.com" }, { "id": "81", "email": "Ada@example.com" }] }),
    );
    golden.json(LIST, 200, &json!([subscription(71, "stopped")]));
    let traits = [("email_address", "ada@example.com")];
    golden.plan(ACTION, &traits, &[]).await.unwrap();
    golden.vendor.transcript().await;
}

#[tokio::test]
async fn no_customer_or_several() {
    let mut shown = String::new();
    let twins = json!([
        { "id": 81, "email": "ada@example.com", "externalId": "cust-1" },
        { "id": 82, "email": "ada@example.com" },
        { "id": 82, "email": "ada@example.com" },
    ]);
    for (name, status, answer) in [
        ("none", 200, json!([])),
        ("none by status", 404, json!({ "message": "none" })),
        (
            "others",
            200,
            json!([{ "id": 9, "email": "bob@example.com" }]),
        ),
        ("several", 200, twins),
        ("without id", 200, json!([{ "email": "ada@example.com" }])),
        ("no list", 200, json!({ "customers": [] })),
    ] {
        let golden = golden().await;
        golden.json(
            "GET /customers?email=ada%40example.com&offset=0&limit=10",
            status,
            &answer,
        );
        let traits = [("email_address", "ada@example.com")];
        section(
            &mut shown,
            name,
            &golden.not_planned(ACTION, &traits, &[]).await,
        );
    }
    assert_snapshot!(shown);
}

#[tokio::test]
async fn no_subscription_or_several() {
    let mut shown = String::new();
    let two = json!([
        subscription(71, "stopped"),
        subscription(72, "stopped"),
        subscription(73, "active")
    ]);
    let stranger = with(subscription(71, "stopped"), json!({ "customerId": 9 }));
    let bare = json!([{ "subscriptionId": 71, "offerId": "S1_US" }]);
    for (name, status, answer, chosen) in [
        ("none", 200, json!([]), ""),
        ("only active", 200, json!([subscription(73, "active")]), ""),
        ("several", 200, two.clone(), ""),
        ("chosen in another state", 200, two.clone(), "73"),
        ("chosen of another", 200, two, "99"),
        ("of another customer", 200, json!([stranger]), ""),
        ("without status", 200, bare, ""),
        (
            "customer unknown",
            404,
            json!({ "errors": ["Customer not found"] }),
            "",
        ),
    ] {
        let golden = golden().await;
        golden.json(LIST, status, &answer);
        let params = [("subscription_id", chosen)];
        section(
            &mut shown,
            name,
            &golden.not_planned(ACTION, CUSTOMER, &params).await,
        );
    }
    assert_snapshot!(shown);
}

#[tokio::test]
async fn a_subscription_that_is_named_and_does_not_fit() {
    let mut shown = String::new();
    for (name, status, answer) in [
        (
            "unknown",
            404,
            json!({ "errors": ["Subscription not found"] }),
        ),
        ("active", 200, subscription(71, "active")),
        ("another", 200, subscription(72, "stopped")),
    ] {
        let golden = golden().await;
        golden.json(READ, status, &answer);
        let traits = [("cleeng_subscription_id", "71")];
        section(
            &mut shown,
            name,
            &golden.not_planned(ACTION, &traits, &[]).await,
        );
    }
    let golden = golden().await;
    let traits = [("cleeng_subscription_id", "71")];
    let params = [("subscription_id", "72")];
    shown += "-- two names\n";
    shown += &golden.not_planned(ACTION, &traits, &params).await;
    assert_snapshot!(shown);
}

/// A full page is followed by the next, and a row that comes twice counts once.
#[tokio::test]
async fn subscriptions_of_several_pages() {
    let golden = golden().await;
    let page: Vec<_> = (100..200).map(|id| subscription(id, "active")).collect();
    golden.json(LIST, 200, &json!(page));
    let next = LIST.replace("offset=0", "offset=100");
    let last = json!([subscription(199, "active"), subscription(71, "stopped")]);
    golden.json(&next, 200, &last);
    let plan = golden.plan(ACTION, CUSTOMER, &[]).await.unwrap();
    assert!(plan.summary.contains("subscription 71"), "{}", plan.summary);
}

#[tokio::test]
async fn cleengs_ids_are_numbers_and_others_one_line() {
    let golden = golden().await;
    for (key, value) in [
        ("cleeng_customer_id", "cust-1"),
        ("cleeng_subscription_id", "7/1"),
        ("external_id", "two\nlines"),
    ] {
        let error = golden
            .plan(ACTION, &[(key, value)], &[])
            .await
            .err()
            .unwrap();
        assert_eq!(error.kind, crate::Kind::Invalid, "{error}");
    }
    golden.vendor.transcript().await;
}
