//! The planted key is in what Braintree receives and nowhere else, whatever is echoed: `<params>` repeats requests.

use super::{
    Answers, BY_ID, CREATE, CUSTOMER, DISCOUNTS, GOLD, NEW, PLANS, SEARCH, active, card, customer,
    golden, plans, refused, subscription,
};
use crate::testing::CANARY;
use crate::testing::golden::{clean, received, shown_plan, shown_report};
use crate::vendors::braintree::Braintree;

#[tokio::test]
async fn a_vendor_that_echoes_the_key_everywhere() {
    let golden = golden().await;
    let echo = |text: &str, word: &str| text.replace(word, CANARY);
    let echoed = echo(&plans(), "Gold &amp; more");
    let ada = customer(&card("pm_5k2", true, &active()));
    golden
        .xml(CUSTOMER, 200, &echo(&ada, "Lovelace"))
        .xml(PLANS, 200, &echoed);
    let plan = golden.plan("subscribe_plan", BY_ID, GOLD).await.unwrap();
    let shown = shown_plan(&plan, &golden.session, &golden.vendor);
    assert!(shown.contains("‹private_key›"), "{shown}");

    let made = subscription(NEW, "gold_monthly", "Active", "");
    golden.xml(CREATE, 201, &echo(&made, "submitted_for_settlement"));
    let refusal = refused("91904", "plan_id", &format!("No {CANARY}.")).replace(
        "<merchant-id>",
        &format!("<private-key>{CANARY}</private-key><merchant-id>"),
    );
    golden.xml(CREATE, 422, &refusal);
    for _ in 0..2 {
        let report = golden.session.run(&Braintree, &plan).await;
        let shown = shown_report(&report, &golden.vendor);
        assert!(shown.contains("‹private_key›"), "{shown}");
        clean("report in full", &format!("{report:?}"));
    }

    golden.xml(PLANS, 200, &echoed);
    clean("items", &golden.synced("plans").await);
    golden.xml(DISCOUNTS, 200, &format!("<{CANARY}/>"));
    clean("error", &golden.synced("discounts").await);
    golden
        .xml(PLANS, 200, &plans())
        .xml(DISCOUNTS, 200, "<discounts/>")
        .xml(SEARCH, 422, &refusal);
    clean("check", &golden.checked().await);

    clean("tape", &golden.tape.text());
    let received = received(&golden.vendor).await;
    let header = "Basic base64(9wdhy6pbx2nqrs5f:CANARY)";
    assert_eq!(received.matches(header).count(), 9);
    assert_eq!(
        received.matches("CANARY").count(),
        9,
        "the key is in more than its header"
    );
}

/// People paste keys into the wrong field: it is sent as they said, and shown nowhere.
#[tokio::test]
async fn a_key_pasted_into_a_parameter() {
    let golden = golden().await;
    let ada = customer(&card("pm_5k2", true, ""));
    golden
        .xml(CUSTOMER, 200, &ada)
        .xml(CUSTOMER, 200, &ada)
        .xml(PLANS, 200, &plans());
    let slashed = format!("{CANARY}/");
    for params in [
        &[GOLD[0], ("payment_method_token", CANARY)][..],
        &[("plan_id", CANARY)],
        &[GOLD[0], ("id", &slashed)],
    ] {
        let error = golden
            .plan("subscribe_plan", BY_ID, params)
            .await
            .err()
            .unwrap();
        clean("error", &format!("{error:?}"));
    }
    clean("tape", &golden.tape.text());
    golden.vendor.transcript().await;
}
