use std::time::Duration;

use serde_json::{Value, json};

use crate::Rig;

const DAY: Duration = Duration::from_secs(86_400);

#[tokio::test]
async fn a_delayed_cancellation_takes_effect_at_the_end_of_the_period() {
    let rig = Rig::new().await;
    let leaving = rig.subscriptions(1012, "active").await[0];
    let staying = rig.subscriptions(1001, "active").await[0];
    let end = rig.subscription(leaving).await["current_period_ends_at"].clone();
    rig.sandbox.advance(DAY * 32);
    let gone = rig.subscription(leaving).await;
    assert_eq!(
        (&gone["state"], &gone["canceled_at"]),
        (&json!("canceled"), &end)
    );
    let renewed = rig.subscription(staying).await;
    assert_eq!(renewed["state"], "active");
    assert!(renewed["current_period_started_at"].as_str().unwrap() > crate::NOW);
}

#[tokio::test]
async fn a_trial_turns_into_a_subscription_and_a_declined_card_into_a_debt() {
    let rig = Rig::new().await;
    let trial = rig.subscriptions(1003, "trialing").await[0];
    let declined = rig.subscriptions(1019, "active").await[0];
    rig.sandbox.advance(DAY * 32);
    assert_eq!(rig.subscription(trial).await["state"], "active");
    let unpaid = rig.subscription(declined).await;
    assert_eq!(
        (&unpaid["state"], &unpaid["balance_in_cents"]),
        (&json!("past_due"), &json!(1999))
    );
}

#[tokio::test]
async fn pauses_end_and_final_bills_run_out() {
    let rig = Rig::new().await;
    let validity = |reply: &Value| {
        reply["AccountServiceMessage"][0]["validityTill"]
            .as_i64()
            .unwrap()
    };
    let ask = json!({ "cpCustomerID": "cust-1001" });
    let before = validity(&rig.evergent("getActiveSubscriptions", ask.clone()).await);
    let pause =
        json!({ "cpCustomerID": "cust-1001", "serviceID": "demo_monthly", "pauseDays": 10 });
    assert_eq!(
        rig.evergent("pauseSubscription", pause).await["responseCode"],
        "1"
    );
    rig.sandbox.advance(DAY * 9);
    assert_eq!(rig.statuses(1001).await, ["PAUSED on demo_monthly"]);
    rig.sandbox.advance(DAY);
    assert_eq!(rig.statuses(1001).await, ["ACTIVE on demo_monthly"]);
    let after = rig.evergent("getActiveSubscriptions", ask).await;
    let added = validity(&after) - before;
    assert!(added >= 10 * 86_400_000, "{added}");
    rig.sandbox.advance(DAY * 32);
    assert_eq!(rig.statuses(1003).await, [""; 0]);
    assert_eq!(rig.statuses(1005).await, ["ACTIVE on demo_monthly"]);
}

#[tokio::test]
async fn each_change_takes_a_second_and_reading_takes_none() {
    let rig = Rig::new().await;
    let start = rig.sandbox.now();
    let id = rig.subscriptions(1001, "active").await[0];
    assert_eq!(rig.sandbox.now(), start);
    rig.delete(&format!("/subscriptions/{id}.json"), Value::Null)
        .await;
    assert_eq!(rig.sandbox.now().duration_since(start).as_secs(), 1);
    let (_, reply) = rig
        .control(
            reqwest::Method::POST,
            "/clock",
            json!({ "advance_seconds": 59 }),
        )
        .await;
    assert_eq!(reply, json!({ "now": "2026-11-21T15:01:00Z" }));
}

#[tokio::test]
async fn time_stops_at_its_last_year_instead_of_failing() {
    let rig = Rig::new().await;
    rig.sandbox.advance(Duration::MAX);
    assert_eq!(rig.sandbox.now().to_string(), "2199-12-31T23:59:59Z");
    assert_eq!(rig.get("/site.json").await["site"]["test"], true);
}
