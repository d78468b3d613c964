use reqwest::Method;
use serde_json::{Value, json};

use crate::Rig;

#[tokio::test]
async fn cancelling_at_once_happens_once() {
    let rig = Rig::new().await;
    let id = rig.subscriptions(1001, "active").await[0];
    let path = format!("/subscriptions/{id}.json");
    let why = json!({ "subscription": { "reason_code": "CH1", "cancellation_message": "Left via prompt" } });
    let (status, body) = rig.delete(&path, why.clone()).await;
    assert_eq!(status, 200);
    assert_eq!(body["subscription"]["state"], "canceled");
    assert_eq!(
        body["subscription"]["canceled_at"],
        "2026-11-21T10:00:00-05:00"
    );
    assert_eq!(body["subscription"]["reason_code"], "CH1");
    assert_eq!(
        body["subscription"]["cancellation_message"],
        "Left via prompt"
    );
    assert_eq!(rig.subscription(id).await, body["subscription"]);
    let again = (
        422,
        json!({ "error": "The subscription is already canceled" }),
    );
    assert_eq!(rig.delete(&path, why).await, again);
}

#[tokio::test]
async fn a_cancellation_that_is_too_long_or_malformed_is_refused_in_a_list() {
    let rig = Rig::new().await;
    let id = rig.subscriptions(1001, "active").await[0];
    let path = format!("/subscriptions/{id}.json");
    let long = json!({ "subscription": { "reason_code": "x".repeat(256), "cancellation_message": "y".repeat(65_536) } });
    let sizes = json!({ "errors": [
        "reason_code size cannot be greater than 255",
        "cancellation_message size cannot be greater than 65535",
    ] });
    assert_eq!(rig.delete(&path, long).await, (422, sizes));
    let object = json!({ "errors": ["subscription must be an Object"] });
    assert_eq!(
        rig.delete(&path, json!({ "subscription": "gone" })).await,
        (422, object)
    );
    assert_eq!(
        rig.delete("/subscriptions/1.json", Value::Null).await.0,
        404
    );
    assert_eq!(rig.subscription(id).await["state"], "active");
}

#[tokio::test]
async fn a_delayed_cancellation_is_scheduled_and_taken_back() {
    let rig = Rig::new().await;
    let id = rig.subscriptions(1001, "active").await[0];
    let path = format!("/subscriptions/{id}/delayed_cancel.json");
    let (status, body) = rig
        .post(&path, json!({ "subscription": { "reason_code": "CH2" } }))
        .await;
    assert_eq!(status, 200);
    assert_eq!(
        body.as_object().unwrap().keys().collect::<Vec<_>>(),
        ["message"]
    );
    let read = rig.subscription(id).await;
    assert_eq!(read["state"], "active");
    assert_eq!(read["cancel_at_end_of_period"], true);
    assert_eq!(read["delayed_cancel_at"], read["current_period_ends_at"]);
    let undone = json!({ "message": "This subscription will no longer be canceled" });
    for changed in [true, false] {
        assert_eq!(rig.delete(&path, Value::Null).await, (200, undone.clone()));
        assert_eq!(rig.sandbox.journal().last().unwrap().changed, changed);
    }
    assert_eq!(rig.subscription(id).await["cancel_at_end_of_period"], false);
}

#[tokio::test]
async fn past_due_cannot_be_cancelled_at_the_end_but_at_once() {
    let rig = Rig::new().await;
    let id = rig.subscriptions(1004, "past_due").await[0];
    let (status, _) = rig
        .post(
            &format!("/subscriptions/{id}/delayed_cancel.json"),
            json!({ "subscription": {} }),
        )
        .await;
    assert_eq!(status, 422);
    let (status, body) = rig
        .delete(&format!("/subscriptions/{id}.json"), Value::Null)
        .await;
    assert_eq!(
        (status, &body["subscription"]["state"]),
        (200, &json!("canceled"))
    );
}

#[tokio::test]
async fn reactivation_charges_and_is_for_ended_subscriptions_only() {
    let rig = Rig::new().await;
    let id = rig.subscriptions(1007, "canceled").await[0];
    let earned = rig.subscription(id).await["total_revenue_in_cents"]
        .as_i64()
        .unwrap();
    let path = format!("/subscriptions/{id}/reactivate.json");
    let (status, body) = rig.chargify(Method::PUT, &path, Value::Null).await;
    assert_eq!(
        (status, &body["subscription"]["state"]),
        (200, &json!("active"))
    );
    assert_eq!(body["subscription"]["canceled_at"], Value::Null);
    assert_eq!(
        body["subscription"]["total_revenue_in_cents"],
        earned + 1999
    );
    let (status, body) = rig.chargify(Method::PUT, &path, Value::Null).await;
    assert_eq!(status, 422);
    let message = "Cannot reactivate a subscription that is not marked \"Canceled\", \"Unpaid\", or \"Trial Ended\".";
    assert_eq!(body, json!({ "errors": [message] }));
}
