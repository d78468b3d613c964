//! The planted key is in what Recurly receives and nowhere else, whatever it echoes and whatever field it is pasted into.

use serde_json::json;
use wiremock::ResponseTemplate;

use super::{
    ADA, SITE, account, active, change, creating, error, list, paying, plan, site, subscription,
};
use crate::testing::CANARY;
use crate::testing::golden::{Golden, clean, received, shown_plan, shown_report, with};
use crate::vendors::recurly::Recurly;

#[tokio::test]
async fn a_vendor_that_echoes_the_key_everywhere() {
    let theirs = with(
        active(),
        json!({ "plan": { "code": "gold", "name": CANARY }, "uuid": CANARY }),
    );
    let golden = Golden::new(&Recurly, &[]).await;
    golden.json(
        SITE,
        200,
        &list(&[with(site("production"), json!({ "subdomain": CANARY }))]),
    );
    golden.json(
        super::ACCOUNT,
        200,
        &with(account(), json!({ "last_name": CANARY })),
    );
    golden.json(
        super::SUBSCRIPTIONS,
        200,
        &list(std::slice::from_ref(&theirs)),
    );
    golden.json(
        "GET /plans/code-platinum",
        200,
        &plan("platinum", CANARY, 1.0),
    );
    golden.json(
        "GET /subscriptions/p2x/change",
        200,
        &change(CANARY, 1.0, false),
    );
    golden.json(
        "POST /subscriptions/p2x/change/preview",
        200,
        &change(CANARY, 1.0, false),
    );
    let plan = golden
        .plan("switch_subscription", ADA, &[("plan", "platinum")])
        .await
        .unwrap();
    clean("plan", &shown_plan(&plan, &golden.session, &golden.vendor));

    let post = "POST /subscriptions/p2x/change";
    let mut refusal = error("transaction", CANARY);
    refusal["error"]["transaction_error"] =
        json!({ "code": CANARY, "category": CANARY, "merchant_advice": CANARY });
    golden.json(post, 422, &refusal);
    let report = golden.session.run(&Recurly, &plan).await;
    clean("refusal", &shown_report(&report, &golden.vendor));
    clean("refusal in full", &format!("{report:?}"));

    golden.vendor.reply(
        post,
        ResponseTemplate::new(201).set_body_string(format!("\"{CANARY}\"")),
    );
    golden.json("GET /subscriptions/p2x", 200, &theirs);
    let report = golden.session.run(&Recurly, &plan).await;
    clean("report", &format!("{report:?}"));

    clean("tape", &golden.tape.text());
    let received = received(&golden.vendor).await;
    assert_eq!(
        received
            .matches("authorization: Basic base64(CANARY:)")
            .count(),
        9
    );
    assert_eq!(
        received.matches("CANARY").count(),
        9,
        "the key is in more than its header: {received}"
    );
}

#[tokio::test]
async fn a_new_subscription_whose_answer_is_the_key() {
    let golden = creating(&[]).await;
    let plan = golden
        .plan(
            "create_subscription",
            ADA,
            &[("plan", "gold"), ("currency", "USD")],
        )
        .await
        .unwrap();
    golden.json(
        "POST /subscriptions",
        201,
        &with(subscription(CANARY, "active"), json!({ "uuid": CANARY })),
    );
    let report = golden.session.run(&Recurly, &plan).await;
    clean("report", &format!("{report:?}"));
    clean("tape", &golden.tape.text());
}

#[tokio::test]
async fn a_check_and_a_sync_that_are_answered_with_the_key() {
    let golden = Golden::new(&Recurly, &[]).await;
    golden.json(SITE, 401, &error("unauthorized", CANARY));
    clean("check", &golden.checked().await);
    let lines = "GET /plans?limit=200&sort=updated_at&order=asc";
    golden.json(lines, 200, &list(&[plan("gold", CANARY, 1.0)]));
    clean("items", &golden.synced("plans").await);
    golden.json(
        lines,
        200,
        &json!({ "has_more": true, "next": format!("https://{CANARY}.invalid/"), "data": [] }),
    );
    clean("error", &golden.synced("plans").await);
    clean("tape", &golden.tape.text());
}

/// People paste keys into the wrong field. It is then sent as they said, but shown nowhere.
#[tokio::test]
async fn a_key_pasted_into_a_parameter() {
    let golden = paying(&[active()]).await;
    let params = [
        ("add_on", "api-calls"),
        ("amount", "1"),
        ("merchant_tag", CANARY),
    ];
    let plan = golden.plan("record_usage", ADA, &params).await.unwrap();
    clean("plan", &shown_plan(&plan, &golden.session, &golden.vendor));
    let golden = paying(&[active()]).await;
    let error = golden
        .plan("convert_trial", ADA, &[("plan", CANARY)])
        .await
        .err()
        .unwrap();
    clean("error", &format!("{error:?}"));
    clean("tape", &golden.tape.text());
}
