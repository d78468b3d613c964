//! What each action would send, with its required parameters and with all, and what stops it beforehand.

use insta::assert_snapshot;
use serde_json::json;

use super::*;

#[tokio::test]
async fn add_a_product() {
    let golden = golden().await;
    golden.json(LIST, 200, &list(&[silver()]));
    golden.json("GET /products/sports", 200, &product("sports"));
    assert_snapshot!(golden.planned("add_product", ACCOUNT, SPORTS).await);
}

#[tokio::test]
async fn add_a_product_with_all_parameters_in_production() {
    let values = [("username", "acme_rest"), ("environment", "production")];
    let golden = Golden::new(&Vindicia, &values).await;
    let both = [silver(), subscription("sub 78", &[item("it-2", "gold")])];
    golden.json(LIST, 200, &list(&both));
    let old = with(product("a b"), json!({ "status": "Suspended" }));
    golden.json("GET /products/a%20b", 200, &old);
    let params = [
        ("product_id", "a b"),
        ("effective_date", "today"),
        ("bill_prorated_period", "true"),
        ("subscription_id", "sub 78"),
    ];
    assert_snapshot!(golden.planned("add_product", ACCOUNT, &params).await);
}

#[tokio::test]
async fn replace_the_only_product() {
    let golden = golden().await;
    golden.json(LIST, 200, &list(&[silver()]));
    golden.json("GET /products/gold", 200, &product("gold"));
    assert_snapshot!(golden.planned("replace_product", ACCOUNT, GOLD).await);
}

#[tokio::test]
async fn replace_with_all_parameters() {
    let golden = golden().await;
    let old = with(item("it-2", "sports"), json!({ "campaign_code": "OLD" }));
    golden.json(
        LIST,
        200,
        &list(&[subscription("sub-77", &[item("it-1", "silver"), old])]),
    );
    golden.json("GET /products/gold", 200, &product("gold"));
    let params = [
        ("from_product_id", "sports"),
        ("to_product_id", "gold"),
        ("effective_date", "today"),
        ("bill_prorated_period", "false"),
        ("subscription_id", "sub-77"),
    ];
    assert_snapshot!(golden.planned("replace_product", ACCOUNT, &params).await);
}

#[tokio::test]
async fn replace_several_products_by_one_change() {
    let golden = golden().await;
    let items = [item("it-1", "silver"), item("it-2", "hd")];
    golden.json(LIST, 200, &list(&[subscription("sub-77", &items)]));
    golden.json("GET /products/gold", 200, &product("gold"));
    golden.json("GET /products/uhd", 200, &product("uhd"));
    let params = [
        ("from_product_id", "silver"),
        ("to_product_id", "gold"),
        ("more_pairs", " hd = uhd , "),
        ("effective_date", "today"),
    ];
    assert_snapshot!(golden.planned("replace_product", ACCOUNT, &params).await);
}

#[tokio::test]
async fn pairs_that_do_not_fit() {
    let mut shown = String::new();
    let going = with(
        item("it-3", "old"),
        json!({ "replaced_by": { "id": "it-1" } }),
    );
    let items = [item("it-1", "silver"), item("it-2", "hd"), going];
    for (pairs, looks) in [
        ("hd", &[][..]),
        ("hd=", &[]),
        ("bronze=uhd", &[]),
        ("old=uhd", &[]),
        ("hd=hd", &["gold"]),
        ("hd=silver", &["gold"]),
        ("silver=uhd", &["gold"]),
        ("hd=gold", &["gold"]),
    ] {
        let golden = golden().await;
        if pairs.split('=').nth(1).is_some_and(|new| !new.is_empty()) {
            golden.json(LIST, 200, &list(&[subscription("sub-77", &items)]));
        }
        for look in looks {
            golden.json(&format!("GET /products/{look}"), 200, &product(look));
        }
        let params = [
            ("from_product_id", "silver"),
            ("to_product_id", "gold"),
            ("more_pairs", pairs),
        ];
        let error = golden
            .not_planned("replace_product", ACCOUNT, &params)
            .await;
        section(&mut shown, pairs, &error);
    }
    assert_snapshot!(shown);
}

/// The last bill may have been the campaign's last.
#[tokio::test]
async fn a_campaign_on_the_last_bill_is_warned_of_and_proves_nothing() {
    let golden = golden().await;
    let billed = json!({ "most_recent_billing": { "items": [{ "campaign_id": "save10" }] } });
    let billed = with(silver(), billed);
    golden.json(LIST, 200, &list(std::slice::from_ref(&billed)));
    let plan = golden.plan("add_campaign", ACCOUNT, CODE).await.unwrap();
    assert!(
        plan.warnings
            .iter()
            .any(|w| w.contains("The last bill shows the campaign SAVE10")),
        "{:?}",
        plan.warnings
    );
    golden.json(CAMPAIGN, 200, &billed);
    golden.json(READ, 200, &billed);
    let report = golden.session.run(&Vindicia, &plan).await;
    assert_eq!(report.outcome, crate::Outcome::Unknown, "{report:?}");
}

#[tokio::test]
async fn add_a_campaign() {
    let golden = golden().await;
    golden.json(LIST, 200, &list(&[silver()]));
    assert_snapshot!(golden.planned("add_campaign", ACCOUNT, CODE).await);
}

/// By the other way, on one of several products.
#[tokio::test]
async fn add_a_campaign_with_all_parameters() {
    let values = [
        ("username", "acme_rest"),
        ("environment", "prodtest"),
        ("add_campaign_by", "replace_item"),
    ];
    let golden = Golden::new(&Vindicia, &values).await;
    let items = [
        item("it-1", "silver"),
        with(item("it-2", "sports"), json!({ "campaign_code": "OLD" })),
    ];
    golden.json(LIST, 200, &list(&[subscription("sub-77", &items)]));
    let params = [
        ("campaign_code", "SAVE10"),
        ("effective_date", "today"),
        ("product_id", "sports"),
        ("subscription_id", "sub-77"),
    ];
    assert_snapshot!(golden.planned("add_campaign", ACCOUNT, &params).await);
}

#[tokio::test]
async fn products_that_do_not_fit() {
    let mut shown = String::new();
    let two = subscription("sub-77", &[item("it-1", "silver"), item("it-2", "gold")]);
    let twice = subscription("sub-77", &[item("it-1", "gold"), item("it-2", "gold")]);
    let none = subscription("sub-77", &[]);
    let from = |from| vec![("from_product_id", from), ("to_product_id", "new")];
    for (name, action, found, params) in [
        (
            "there already",
            "add_product",
            &two,
            vec![("product_id", "gold")],
        ),
        (
            "there already too",
            "replace_product",
            &two,
            vec![("from_product_id", "silver"), ("to_product_id", "gold")],
        ),
        (
            "several to replace",
            "replace_product",
            &two,
            vec![("to_product_id", "new")],
        ),
        (
            "nothing to replace",
            "replace_product",
            &none,
            vec![("to_product_id", "new")],
        ),
        ("not there", "replace_product", &two, from("bronze")),
        ("there twice", "replace_product", &twice, from("gold")),
        (
            "by itself",
            "replace_product",
            &two,
            vec![("from_product_id", "gold"), ("to_product_id", "gold")],
        ),
        (
            "several for a campaign",
            "add_campaign",
            &two,
            CODE.to_vec(),
        ),
    ] {
        let golden = golden().await;
        golden.json(LIST, 200, &list(std::slice::from_ref(found)));
        section(
            &mut shown,
            name,
            &golden.not_planned(action, ACCOUNT, &params).await,
        );
    }
    let golden = golden().await;
    golden.json(LIST, 200, &list(&[after("add_campaign")]));
    let error = golden.not_planned("add_campaign", ACCOUNT, CODE).await;
    section(&mut shown, "campaign there already", &error);
    let golden = super::golden().await;
    golden.json(LIST, 200, &list(&[silver()]));
    golden.json(
        "GET /products/sports",
        404,
        &super::error("Product 'sports' not found"),
    );
    let error = golden.not_planned("add_product", ACCOUNT, SPORTS).await;
    section(&mut shown, "unknown", &error);
    assert_snapshot!(shown);
}

/// The rest of the period is billed today or not at all.
#[tokio::test]
async fn with_the_next_bill_nothing_is_prorated() {
    let golden = golden().await;
    let params = [("product_id", "sports"), ("bill_prorated_period", "true")];
    let error = golden
        .plan("add_product", ACCOUNT, &params)
        .await
        .err()
        .unwrap();
    assert_eq!(error.field.as_deref(), Some("bill_prorated_period"));
    golden.vendor.transcript().await;
}
