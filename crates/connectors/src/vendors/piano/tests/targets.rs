//! Which subscription an action finds: by each trait, and where there is none, one or several.

use insta::assert_snapshot;
use serde_json::json;

use super::*;

const ACTION: &str = "resubscribe";
const USERS: &str =
    "GET /publisher/user/search?aid=aB3dE6gH9j&email=ada%40example.com&offset=0&limit=10";

#[tokio::test]
async fn by_the_subscription_whatever_else_is_known() {
    let golden = golden().await;
    golden.json(READ, 200, &one(&subscription("RC71", false)));
    let traits = [
        ("subscription_id", "RC71"),
        ("email_address", "ada@example.com"),
    ];
    assert_snapshot!(golden.planned(ACTION, &traits, &[]).await);
}

/// Others whom a search finds are left out; letter case is none of an address's.
#[tokio::test]
async fn by_the_address() {
    let golden = golden().await;
    let users = json!([{ "uid": "U0", "email": "xada@example.com" }, { "uid": "U1", "email": "Ada@Example.com" }]);
    golden.json(USERS, 200, &good(json!({ "users": users, "total": 2 })));
    golden.json(LIST, 200, &list(&[subscription("RC71", false)]));
    let traits = [("email_address", "ada@example.com")];
    assert_snapshot!(golden.planned(ACTION, &traits, &[]).await);
}

#[tokio::test]
async fn no_user_or_several() {
    let mut shown = String::new();
    let twins = json!([{ "uid": "U1", "email": "ada@example.com" }, { "uid": "U2", "email": "ada@example.com" }]);
    for (name, users) in [
        ("none", json!([])),
        (
            "others",
            json!([{ "uid": "U9", "email": "bob@example.com" }, { "uid": "U8" }]),
        ),
        ("several", twins),
        ("without uid", json!([{ "email": "ada@example.com" }])),
        ("no list", json!({})),
    ] {
        let golden = golden().await;
        golden.json(USERS, 200, &good(json!({ "users": users })));
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
    let two = [
        subscription("RC71", false),
        subscription("RC72", false),
        subscription("RC73", true),
    ];
    let fields = |fields| list(&[with(subscription("RC71", false), fields)]);
    for (name, answer, chosen) in [
        ("none", list(&[]), ""),
        ("renews", list(&[subscription("RC71", true)]), ""),
        ("ended", fields(json!({ "is_active": false })), ""),
        (
            "ended by its date",
            fields(json!({ "is_active": null, "end_date": 1_793_491_200 })),
            "",
        ),
        ("several", list(&two), ""),
        ("chosen in another state", list(&two), "RC73"),
        ("chosen of another", list(&two), "RC99"),
        (
            "of another user",
            fields(json!({ "user": { "uid": "U9" } })),
            "",
        ),
        (
            "without status",
            fields(json!({ "status": null, "status_name": "" })),
            "",
        ),
        ("user unknown", bad(1, "User not found"), ""),
    ] {
        let golden = golden().await;
        golden.json(LIST, 200, &answer);
        let params = [("subscription_id", chosen)];
        section(
            &mut shown,
            name,
            &golden.not_planned(ACTION, UID, &params).await,
        );
    }
    assert_snapshot!(shown);
}

/// Where Piano does not say whether it can be resumed, it must be one that does not renew.
#[tokio::test]
async fn what_can_be_resumed_is_told_by_the_renewal_too() {
    let golden = golden().await;
    let silent = with(
        subscription("RC71", false),
        json!({ "can_be_resumed": null }),
    );
    golden.json(LIST, 200, &list(&[silent]));
    golden.plan(ACTION, UID, &[]).await.unwrap();
}

#[tokio::test]
async fn a_subscription_that_is_named_and_does_not_fit() {
    let mut shown = String::new();
    let named = [("subscription_id", "RC71")];
    let with_user = [("subscription_id", "RC71"), ("uid", "U9")];
    for (name, answer, traits) in [
        ("unknown", bad(1, "Subscription not found"), &named[..]),
        ("renews", one(&subscription("RC71", true)), &named[..]),
        ("another", one(&subscription("RC72", false)), &named[..]),
        (
            "another user's",
            one(&subscription("RC71", false)),
            &with_user[..],
        ),
    ] {
        let golden = golden().await;
        golden.json(READ, 200, &answer);
        section(
            &mut shown,
            name,
            &golden.not_planned(ACTION, traits, &[]).await,
        );
    }
    let golden = golden().await;
    let params = [("subscription_id", "RC72")];
    shown += "-- two names\n";
    shown += &golden.not_planned(ACTION, &named, &params).await;
    assert_snapshot!(shown);
}

/// An upgrade looks among those to the old term alone.
#[tokio::test]
async fn an_upgrade_needs_the_old_term() {
    let mut shown = String::new();
    for (name, found) in [
        ("to another term", vec![upgraded()]),
        (
            "several",
            vec![subscription("RC71", true), subscription("RC72", true)],
        ),
    ] {
        let golden = golden().await;
        golden.json(TERMS, 200, &terms(&[option("0")]));
        golden.json(LIST, 200, &list(&found));
        let error = golden
            .not_planned("upgrade_subscription", UID, TO_GOLD)
            .await;
        section(&mut shown, name, &error);
    }
    let golden = golden().await;
    golden.json(TERMS, 200, &terms(&[option("0")]));
    golden.json(
        READ,
        200,
        &one(&with(subscription("RC71", true), json!({ "user": null }))),
    );
    let traits = [("subscription_id", "RC71")];
    shown += "-- owner not told\n";
    shown += &golden
        .not_planned("upgrade_subscription", &traits, TO_GOLD)
        .await;
    assert_snapshot!(shown);
}
