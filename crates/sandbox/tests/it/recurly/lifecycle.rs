//! Pauses, trials, ends and returns, usage.

use reqwest::Method;
use serde_json::{Value, json};

use super::{DAY, refused};
use crate::Rig;

#[tokio::test]
async fn a_pause_begins_with_the_renewal_and_ends_by_itself() {
    let rig = Rig::new().await;
    let id = rig.recurly_of(1001, "active").await;
    let said = rig
        .recurly_put(
            &format!("/subscriptions/{id}/pause"),
            json!({ "remaining_pause_cycles": 2 }),
        )
        .await;
    assert_eq!(
        (
            said.json()["state"].clone(),
            said.json()["remaining_pause_cycles"].clone()
        ),
        (json!("active"), json!(2))
    );
    let trial = rig.recurly_of(1003, "active").await;
    let said = rig
        .recurly_put(
            &format!("/subscriptions/{trial}/pause"),
            json!({ "remaining_pause_cycles": 2 }),
        )
        .await;
    refused(&said, 422, "validation");
    let due = rig.recurly_of(1004, "active").await;
    let said = rig
        .recurly_put(
            &format!("/subscriptions/{due}/pause"),
            json!({ "remaining_pause_cycles": 2 }),
        )
        .await;
    refused(&said, 422, "validation");
    rig.sandbox.advance(DAY * 33);
    assert_eq!(rig.recurly_state(&id).await["state"], "paused");
    rig.sandbox.advance(DAY * 64);
    assert_eq!(rig.recurly_state(&id).await["state"], "active");
    let said = rig
        .recurly_put(&format!("/subscriptions/{id}/pause"), json!({}))
        .await;
    assert_eq!(
        refused(&said, 422, "validation"),
        "Remaining pause cycles is required"
    );
}

#[tokio::test]
async fn resuming_charges() {
    let rig = Rig::new().await;
    let id = rig.recurly_of(1006, "paused").await;
    let said = rig
        .recurly_put(&format!("/subscriptions/{id}/resume"), Value::Null)
        .await;
    assert_eq!(
        (said.status, &said.json()["state"]),
        (200, &json!("active"))
    );
    let said = rig
        .recurly_put(&format!("/subscriptions/{id}/resume"), Value::Null)
        .await;
    assert_eq!(
        refused(&said, 422, "validation"),
        "Unable to resume active subscription"
    );
    let poor = rig.recurly_of(1011, "paused").await;
    let said = rig
        .recurly_put(&format!("/subscriptions/{poor}/resume"), Value::Null)
        .await;
    refused(&said, 422, "transaction");
    assert_eq!(
        said.json()["error"]["transaction_error"]["code"],
        "insufficient_funds"
    );
    assert_eq!(rig.recurly_state(&poor).await["state"], "paused");
}

#[tokio::test]
async fn ends_and_returns() {
    let rig = Rig::new().await;
    let id = rig.recurly_of(1001, "active").await;
    let cancel = format!("/subscriptions/{id}/cancel");
    let said = rig
        .recurly_put(&cancel, json!({ "timeframe": "bill_date" }))
        .await
        .json();
    assert_eq!(
        (&said["state"], &said["expires_at"]),
        (&json!("canceled"), &said["current_period_ends_at"])
    );
    let again = rig.recurly_put(&cancel, Value::Null).await;
    assert_eq!(
        refused(&again, 422, "validation"),
        "Only active and future subscriptions can be canceled"
    );
    let back = rig
        .recurly_put(&format!("/subscriptions/{id}/reactivate"), Value::Null)
        .await
        .json();
    assert_eq!(
        (&back["state"], &back["expires_at"]),
        (&json!("active"), &Value::Null)
    );
    rig.recurly_put(&cancel, Value::Null).await;
    rig.sandbox.advance(DAY * 32);
    assert_eq!(rig.recurly_state(&id).await["state"], "expired");
    let late = rig
        .recurly_put(&format!("/subscriptions/{id}/reactivate"), Value::Null)
        .await;
    assert_eq!(
        refused(&late, 422, "validation"),
        "Only canceled subscriptions can be reactivated"
    );
    let gone = rig
        .recurly(
            Method::DELETE,
            &format!("/subscriptions/{id}?refund=none"),
            Value::Null,
            "",
        )
        .await;
    assert_eq!(
        refused(&gone, 422, "validation"),
        "Cannot expire an inactive subscription."
    );

    let other = rig.recurly_of(1002, "active").await;
    let odd = rig
        .recurly(
            Method::DELETE,
            &format!("/subscriptions/{other}?refund=half"),
            Value::Null,
            "",
        )
        .await;
    refused(&odd, 422, "validation");
    let path = format!("/subscriptions/{other}?refund=full&charge=false");
    let said = rig
        .recurly(Method::DELETE, &path, Value::Null, "")
        .await
        .json();
    assert_eq!(said["state"], "expired");
}

#[tokio::test]
async fn a_trial_is_converted_and_a_future_one_begins() {
    let rig = Rig::new().await;
    let id = rig.recurly_of(1003, "active").await;
    let convert = format!("/subscriptions/{id}/convert_trial");
    let said = rig.recurly_put(&convert, Value::Null).await.json();
    assert_eq!(said["trial_ends_at"], said["converted_at"]);
    let again = rig.recurly_put(&convert, Value::Null).await;
    assert_eq!(
        refused(&again, 422, "validation"),
        "Unable to convert active subscription"
    );
    let future = rig.recurly_of(1014, "future").await;
    rig.sandbox.advance(DAY * 10);
    assert_eq!(rig.recurly_state(&future).await["state"], "active");
}

#[tokio::test]
async fn usage_is_for_usage_add_ons_of_running_subscriptions() {
    let rig = Rig::new().await;
    let id = rig.recurly_of(1001, "active").await;
    let path = |id: &str, code: &str| format!("/subscriptions/{id}/add_ons/code-{code}/usage");
    let said = rig
        .recurly_post(
            &path(&id, "api-calls"),
            json!({ "amount": -2.9, "merchant_tag": "t" }),
        )
        .await;
    assert_eq!((said.status, &said.json()["amount"]), (201, &json!(-2)));
    refused(
        &rig.recurly_post(&path(&id, "seats"), json!({ "amount": 1 }))
            .await,
        422,
        "validation",
    );
    refused(
        &rig.recurly_post(&path(&id, "storage"), json!({ "amount": 1 }))
            .await,
        404,
        "not_found",
    );
    refused(
        &rig.recurly_post(&path(&id, "api-calls"), json!({})).await,
        422,
        "validation",
    );
    let paused = rig.recurly_of(1006, "paused").await;
    refused(
        &rig.recurly_post(&path(&paused, "api-calls"), json!({ "amount": 1 }))
            .await,
        422,
        "validation",
    );
}
