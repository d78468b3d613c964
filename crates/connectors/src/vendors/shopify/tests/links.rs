//! Links: what is made, what is looked up for it, and where no visitor may be sent.

use super::{API, Answers, found, gold_box, golden, row, shop};
use crate::vendors::shopify::Shopify;
use crate::{Handout, Outcome, RunReport};

/// The link of an action whose look-ups are answered.
async fn link(
    golden: &crate::testing::golden::Golden,
    action: &str,
    params: &[(&str, &str)],
) -> String {
    let plan = golden.plan(action, &[], params).await.unwrap();
    assert_eq!(plan.changes().count(), 0);
    golden.vendor.transcript().await;
    let report: RunReport = golden.session.run(&Shopify, &plan).await;
    assert_eq!(report.outcome, Outcome::Succeeded);
    match plan.handout {
        Some(Handout::Link { url, .. }) => {
            assert_eq!(report.vendor["link"], url.as_str());
            url
        }
        other => panic!("no link: {other:?}"),
    }
}

#[tokio::test]
async fn a_link_to_the_cart_with_only_what_it_needs() {
    let golden = golden().await;
    golden.data(&gold_box());
    insta::assert_snapshot!(golden.done("add_to_cart", &[], &[("variant", "11")]).await);
}

#[tokio::test]
async fn links_to_the_cart() {
    let golden = golden().await;
    let mut said = Vec::new();
    golden.data(&gold_box());
    let params = [
        ("variant", "gid://shopify/ProductVariant/11"),
        ("quantity", "3"),
        ("discount", "A&B +%"),
    ];
    said.push(link(&golden, "add_to_cart", &params).await);
    golden.data(&gold_box());
    let params = [("variant", "11"), ("how", "checkout_link")];
    said.push(link(&golden, "add_to_cart", &params).await);
    let large = found(row(13, "Large", "SHIRT", "19.5"), "Shirt");
    golden.data(&gold_box()).data(&large).data(&gold_box());
    let params = [
        ("variant", "11"),
        ("how", "checkout_link"),
        ("quantity", "2"),
        ("discount", "SAVE10"),
        ("lines", "13:4, 11"),
    ];
    said.push(link(&golden, "add_to_cart", &params).await);
    insta::assert_snapshot!(said.join("\n"));
}

#[tokio::test]
async fn links_to_pages() {
    let golden = golden().await;
    let mut said = Vec::new();
    for target in [
        "/collections/sale?sort=price#top",
        "/a b/ü",
        "/../x",
        "https://acme-demo.myshopify.com/pages/x",
        "https://ACME-demo.myshopify.com:443",
    ] {
        said.push(link(&golden, "redirect", &[("target_url", target)]).await);
    }
    golden.data(&shop());
    said.push(
        link(
            &golden,
            "redirect",
            &[("target_url", "https://Shop.Acme.Example/x")],
        )
        .await,
    );
    insta::assert_snapshot!(said.join("\n"));
}

#[tokio::test]
async fn visitors_are_not_sent_elsewhere() {
    let mut said = String::new();
    for target in [
        "//evil.example/x",
        "/\\evil.example",
        "https:\\\\evil.example",
        "javascript:alert(1)",
        "http://acme-demo.myshopify.com/x",
        "https://user@acme-demo.myshopify.com/",
        "https://acme-demo.myshopify.com:8443/",
        "https://10.0.0.1/",
        "collections/sale",
    ] {
        said += &golden()
            .await
            .not_planned("redirect", &[], &[("target_url", target)])
            .await;
    }
    let foreign = golden().await;
    foreign.data(&shop());
    let target = [(
        "target_url",
        "https://acme-demo.myshopify.com.evil.example/",
    )];
    said += &foreign.not_planned("redirect", &[], &target).await;
    insta::assert_snapshot!(said);
}

#[tokio::test]
async fn links_with_a_code() {
    let golden = golden().await;
    let mut said = Vec::new();
    for params in [
        &[("code", "SAVE10")][..],
        &[
            ("code", "50% off/now?"),
            ("redirect", "/collections/sale?sort=price"),
        ],
    ] {
        said.push(link(&golden, "add_discount", params).await);
    }
    insta::assert_snapshot!(said.join("\n"));
    let plan = golden
        .plan("add_discount", &[], &[("code", "SAVE10")])
        .await
        .unwrap();
    insta::assert_snapshot!(format!("{}\n{:?}", plan.summary, plan.warnings));
}

#[tokio::test]
async fn an_order_that_makes_no_sense() {
    let mut said = String::new();
    for (action, params) in [
        ("add_discount", &[("code", "A,B")][..]),
        (
            "add_discount",
            &[("code", "A"), ("redirect", "https://evil.example/")],
        ),
        (
            "add_discount",
            &[
                ("code", "A"),
                ("redirect", "/cart"),
                ("how", "test_cart"),
                ("variant", "11"),
            ],
        ),
        ("add_discount", &[("code", "A"), ("how", "test_cart")]),
        ("add_to_cart", &[("variant", "11"), ("lines", "12:1")]),
        (
            "add_to_cart",
            &[("variant", "11"), ("how", "test_cart"), ("lines", "SKU:1")],
        ),
        (
            "add_to_cart",
            &[
                ("variant", "11"),
                ("how", "test_cart"),
                ("lines", "12:1000"),
            ],
        ),
        ("add_to_cart", &[("variant", "11"), ("quantity", "0")]),
    ] {
        said += &golden().await.not_planned(action, &[], params).await;
    }
    insta::assert_snapshot!(said);
}

#[tokio::test]
async fn what_is_sold_out_is_said() {
    let golden = golden().await;
    let mut sold_out = gold_box();
    sold_out["node"]["availableForSale"] = false.into();
    golden.data(&sold_out);
    let plan = golden
        .plan("add_to_cart", &[], &[("variant", "11")])
        .await
        .unwrap();
    assert_eq!(
        plan.warnings,
        ["Gold box is sold out: the shop may not take it"]
    );
    assert_eq!(golden.vendor.count().await, 1);
    assert!(
        plan.steps[0]
            .request
            .url
            .as_str()
            .ends_with(API.split_once(' ').unwrap().1)
    );
}
