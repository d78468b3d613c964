//! The planted key is in what Chargify receives and nowhere else, whatever the vendor echoes and whatever field it is
//! pasted into.

use serde_json::json;
use wiremock::ResponseTemplate;

use super::{
    CREATE, CUSTOMER, PREVIEW, PRODUCTS, SUBSCRIPTIONS, canceled, customer, gold, plan, preview,
    session, site, subscription, vendor_with, wrapped,
};
use crate::testing::golden::{received, shown_check, shown_error, shown_plan, shown_report, with};
use crate::testing::{CANARY, Vendor};
use crate::vendors::chargify::Chargify;

fn clean(what: &str, text: &str) {
    assert!(!text.contains(CANARY), "the key is in the {what}: {text}");
    assert!(
        text.contains("‹api_key›"),
        "the {what} was not tried: {text}"
    );
}

#[tokio::test]
async fn a_vendor_that_echoes_the_key_everywhere() {
    let echo = with(gold(), json!({ "name": format!("Gold {CANARY}") }));
    let mut site = site();
    site["site"]["name"] = CANARY.into();
    let mut customer = customer();
    customer["customer"]["last_name"] = CANARY.into();
    let mut preview = preview();
    preview["subscription_preview"]["current_billing_manifest"]["line_items"][0]["memo"] =
        CANARY.into();
    let theirs = with(subscription(71, CANARY), json!({ "product": echo }));
    let vendor = Vendor::start().await;
    vendor.json("GET /site.json", 200, &site);
    vendor.json(CUSTOMER, 200, &customer);
    vendor.json(PRODUCTS, 200, &json!([{ "product": echo }]));
    vendor.json(SUBSCRIPTIONS, 200, &json!([wrapped(&theirs)]));
    vendor.json(PREVIEW, 200, &preview);
    let (session, tape) = session(&vendor);
    let plan = plan(&session, "create_subscription", &[("plan", "gold")])
        .await
        .unwrap();
    clean("plan", &shown_plan(&plan, &session, &vendor));
    vendor.json(CREATE, 201, &wrapped(&with(theirs, json!({ "id": 99 }))));
    let report = session.run(&Chargify, &plan).await;
    clean("report", &shown_report(&report, &vendor));
    clean("report in full", &format!("{report:?}"));

    vendor.json(
        CREATE,
        422,
        &json!({ "errors": [format!("no such key {CANARY}")] }),
    );
    let report = session.run(&Chargify, &plan).await;
    clean("refusal", &format!("{report:?}"));

    vendor.reply(
        CREATE,
        ResponseTemplate::new(200).set_body_string(format!("\"{CANARY}\"")),
    );
    let report = session.run(&Chargify, &plan).await;
    clean("report of an unreadable answer", &format!("{report:?}"));

    clean("tape", &tape.text());
    let received = received(&vendor).await;
    assert_eq!(
        received
            .matches("authorization: Basic base64(CANARY:x)")
            .count(),
        8
    );
    assert!(
        !received.contains(CANARY),
        "the key is in more than its header"
    );
}

#[tokio::test]
async fn a_check_and_a_sync_that_are_answered_with_the_key() {
    let vendor = Vendor::start().await;
    let (session, tape) = session(&vendor);
    vendor.reply(
        "GET /site.json",
        ResponseTemplate::new(401).set_body_string(format!("{CANARY} is wrong")),
    );
    let report = session.check(&Chargify).await.unwrap();
    clean("check", &shown_check(&report, &vendor));

    vendor.json(
        "GET /reason_codes.json?page=1&per_page=200",
        200,
        &json!([{ "reason_code": { "code": "CH1", "description": CANARY } }]),
    );
    let items = session.sync(&Chargify, "reason_codes").await.unwrap();
    clean("items", &format!("{items:?}"));

    vendor.json(
        "GET /reason_codes.json?page=1&per_page=200",
        200,
        &json!([{ "reason_code": { "code": [CANARY] } }]),
    );
    let items = session.sync(&Chargify, "reason_codes").await;
    assert!(!format!("{items:?}").contains(CANARY));

    vendor.json(
        "GET /reason_codes.json?page=1&per_page=200",
        403,
        &json!({ "error": CANARY }),
    );
    let error = session.sync(&Chargify, "reason_codes").await.unwrap_err();
    clean("error", &shown_error(&error, &vendor));
    clean("tape", &tape.text());
    vendor.transcript().await;
}

/// People paste keys into the wrong field. It is then sent as they said, but shown nowhere.
#[tokio::test]
async fn a_key_pasted_into_a_parameter() {
    let vendor = vendor_with(&[subscription(71, "active")]).await;
    let (session, tape) = session(&vendor);
    let params = [
        ("plan", "gold"),
        ("when", "immediately"),
        ("cancellation_message", CANARY),
    ];
    let cancel = plan(&session, "cancel_subscription", &params)
        .await
        .unwrap();
    clean("plan", &shown_plan(&cancel, &session, &vendor));
    vendor.json(
        "DELETE /subscriptions/71.json",
        200,
        &wrapped(&canceled(71)),
    );
    let report = session.run(&Chargify, &cancel).await;
    assert!(!format!("{report:?}").contains(CANARY));
    clean("tape", &tape.text());

    vendor.json(CUSTOMER, 200, &customer());
    vendor.json(
        SUBSCRIPTIONS,
        200,
        &json!([wrapped(&subscription(71, "active"))]),
    );
    let error = plan(&session, "cancel_subscription", &[("plan", CANARY)])
        .await
        .err()
        .unwrap();
    clean("error", &shown_error(&error, &vendor));
    vendor.transcript().await;
}
