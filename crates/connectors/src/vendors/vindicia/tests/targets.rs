//! Which subscription an action finds: by each trait, and where there is none, one or several.

use insta::assert_snapshot;
use serde_json::json;

use super::*;

#[tokio::test]
async fn by_the_subscription_whatever_else_is_known() {
    let golden = golden().await;
    // By Vindicia's own id; the answer has the merchant's.
    golden.json("GET /subscriptions/7d", 200, &silver());
    let traits = [
        ("vindicia_subscription_id", "7d"),
        ("vindicia_account_id", "acc 2"),
    ];
    assert_snapshot!(golden.planned("add_campaign", &traits, CODE).await);
}

#[tokio::test]
async fn no_subscription_or_several() {
    let mut shown = String::new();
    let ended = with(subscription("sub-9", &[]), json!({ "status": "Cancelled" }));
    let two = [
        silver(),
        subscription("sub-78", &[item("it-2", "gold")]),
        ended.clone(),
    ];
    let bare = json!({ "id": "sub-77" });
    for (name, answer, chosen) in [
        ("none active", list(std::slice::from_ref(&ended)), ""),
        ("several", list(&two), ""),
        ("chosen in another state", list(&two), "sub-9"),
        ("chosen of another", list(&two), "sub-0"),
        ("without status", list(&[bare]), ""),
        ("no list", json!({ "object": "Thing" }), ""),
    ] {
        let golden = golden().await;
        golden.json(LIST, 200, &answer);
        let params = [("campaign_code", "SAVE10"), ("subscription_id", chosen)];
        let error = golden.not_planned("add_campaign", ACCOUNT, &params).await;
        section(&mut shown, name, &error);
    }
    for (name, status, answer) in [
        (
            "no subscriptions",
            200,
            json!({ "object": "Account", "id": "acc 1" }),
        ),
        ("no account", 404, error("Account 'acc 1' not found")),
        ("not allowed", 403, error("Forbidden")),
    ] {
        let golden = golden().await;
        golden.json(LIST, 200, &list(&[]));
        golden.json("GET /accounts/acc%201", status, &answer);
        let error = golden.not_planned("add_campaign", ACCOUNT, CODE).await;
        section(&mut shown, name, &error);
    }
    assert_snapshot!(shown);
}

#[tokio::test]
async fn a_subscription_that_is_named_and_does_not_fit() {
    let mut shown = String::new();
    let suspended = with(silver(), json!({ "status": "Suspended" }));
    let traits = [("vindicia_subscription_id", "sub-77")];
    for (name, status, answer) in [
        ("unknown", 404, error("Subscription 'sub-77' not found")),
        (
            "unknown inside 200",
            200,
            error("Subscription 'sub-77' not found"),
        ),
        ("suspended", 200, suspended),
        ("another", 200, subscription("sub-1", &[])),
    ] {
        let golden = golden().await;
        golden.json(READ, status, &answer);
        let error = golden.not_planned("add_campaign", &traits, CODE).await;
        section(&mut shown, name, &error);
    }
    let golden = golden().await;
    let params = [("campaign_code", "SAVE10"), ("subscription_id", "sub-1")];
    let error = golden.not_planned("add_campaign", &traits, &params).await;
    section(&mut shown, "two names", &error);
    assert_snapshot!(shown);
}

/// A link to the next page is followed below the base, and counts once.
#[tokio::test]
async fn subscriptions_of_several_pages() {
    let golden = golden().await;
    let page = |rows: &[Value], next: &str| json!({ "data": rows, "total_count": 2, "next": next });
    let ended = with(subscription("sub-9", &[]), json!({ "status": "Cancelled" }));
    let link = "/subscriptions?account=acc+1&limit=1&starting_after=sub-9";
    golden.json(LIST, 200, &page(&[ended], link));
    golden.json(&format!("GET {link}"), 200, &page(&[silver()], link));
    golden.plan("add_campaign", ACCOUNT, CODE).await.unwrap();
    golden.vendor.transcript().await;
}
