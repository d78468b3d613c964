//! What each action would send, with its required parameters and with all, and what stops it beforehand.

use insta::assert_snapshot;
use serde_json::json;

use super::*;

#[tokio::test]
async fn resubscription() {
    let golden = golden().await;
    golden.json(LIST, 200, &list(&[subscription("RC71", false)]));
    assert_snapshot!(golden.planned("resubscribe", UID, &[]).await);
}

#[tokio::test]
async fn resubscription_with_all_parameters() {
    let golden = Golden::new(&Piano, &[("aid", "aB3dE6gH9j"), ("region", "eu")]).await;
    golden.json(
        LIST,
        200,
        &list(&[subscription("RC71", false), subscription("RC72", false)]),
    );
    let params = [("subscription_id", "RC72")];
    assert_snapshot!(golden.planned("resubscribe", UID, &params).await);
}

#[tokio::test]
async fn upgrade() {
    let golden = golden().await;
    golden.json(TERMS, 200, &terms(&[option("1")]));
    golden.json(LIST, 200, &list(&[subscription("RC71", true)]));
    golden.json(CAN, 200, &good(json!({ "data": true })));
    assert_snapshot!(golden.planned("upgrade_subscription", UID, TO_GOLD).await);
}

#[tokio::test]
async fn upgrade_with_all_parameters() {
    let golden = golden().await;
    golden.json(TERMS, 200, &terms(&[option("1")]));
    let both = [subscription("RC71", true), subscription("RC72", true)];
    golden.json(LIST, 200, &list(&both));
    golden.json(CAN, 200, &good(json!({ "data": true })));
    let params = [
        ("from_term_id", "TM1"),
        ("to_term_id", "TM2"),
        ("billing_timing", "0"),
        ("immediate_access", "false"),
        ("prorate_access", "true"),
        ("subscription_id", "RC72"),
    ];
    assert_snapshot!(golden.planned("upgrade_subscription", UID, &params).await);
}

#[tokio::test]
async fn upgrades_that_the_term_does_not_allow() {
    let mut shown = String::new();
    let bare = with(option("0"), json!({ "prorate_access": null }));
    let elsewhere = with(
        option("0"),
        json!({ "to_term_id": "TM3", "to_term_name": "Silver" }),
    );
    let other = with(option("0"), json!({ "immediate_access": false }));
    for (name, answer) in [
        ("no options", terms(&[])),
        ("options to others", terms(&[elsewhere])),
        ("several timings", terms(&[option("0"), option("1")])),
        ("several in other ways", terms(&[option("0"), other])),
        ("not said", terms(&[bare])),
        ("no such term", good(json!({ "terms": [], "total": 0 }))),
    ] {
        let golden = golden().await;
        golden.json(TERMS, 200, &answer);
        let error = golden
            .not_planned("upgrade_subscription", UID, TO_GOLD)
            .await;
        section(&mut shown, name, &error);
    }
    let golden = golden().await;
    let same = [("from_term_id", "TM1"), ("to_term_id", "TM1")];
    shown += "-- the same term\n";
    shown += &golden.not_planned("upgrade_subscription", UID, &same).await;
    assert_snapshot!(shown);
}

/// Of several options the parameters choose.
#[tokio::test]
async fn a_timing_chooses_the_option() {
    let golden = golden().await;
    golden.json(TERMS, 200, &terms(&[option("0"), option("1")]));
    golden.json(LIST, 200, &list(&[subscription("RC71", true)]));
    golden.json(CAN, 200, &good(json!({ "data": true })));
    let params = [
        ("from_term_id", "TM1"),
        ("to_term_id", "TM2"),
        ("billing_timing", "1"),
    ];
    let plan = golden
        .plan("upgrade_subscription", UID, &params)
        .await
        .unwrap();
    assert!(plan.warnings.is_empty(), "{:?}", plan.warnings);
}

#[tokio::test]
async fn upgrades_that_piano_does_not_allow() {
    let mut shown = String::new();
    for (name, answer) in [
        ("no", good(json!({ "data": false }))),
        ("neither", good(json!({}))),
        ("failure", bad(1, "Upgrade is not possible")),
    ] {
        let golden = golden().await;
        golden.json(TERMS, 200, &terms(&[option("0")]));
        golden.json(LIST, 200, &list(&[subscription("RC71", true)]));
        golden.json(CAN, 200, &answer);
        let error = golden
            .not_planned("upgrade_subscription", UID, TO_GOLD)
            .await;
        section(&mut shown, name, &error);
    }
    assert_snapshot!(shown);
}
