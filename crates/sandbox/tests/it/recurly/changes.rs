//! Another plan or price: tried, waiting, made, refused.

use reqwest::Method;
use serde_json::{Value, json};

use super::{DAY, refused};
use crate::Rig;

#[tokio::test]
async fn a_change_is_tried_waits_and_takes_effect() {
    let rig = Rig::new().await;
    let id = rig.recurly_of(1002, "active").await;
    let change = format!("/subscriptions/{id}/change");
    let none = rig.recurly(Method::GET, &change, Value::Null, "").await;
    refused(&none, 404, "not_found");
    let later = json!({ "plan_code": "gold", "timeframe": "term_end" });
    let tried = rig
        .recurly_post(&format!("{change}/preview"), later.clone())
        .await;
    assert_eq!(
        (tried.status, &tried.json()["plan"]["code"]),
        (200, &json!("gold"))
    );
    assert!(
        rig.sandbox.journal().iter().all(|entry| !entry.changed),
        "a preview saves nothing"
    );
    assert_eq!(rig.recurly_post(&change, later).await.status, 201);
    assert_eq!(rig.recurly_get(&change).await["activated"], false);
    assert_eq!(
        rig.recurly_state(&id).await["pending_change"]["plan"]["code"],
        "gold"
    );
    // Back to what it is.
    let back = rig
        .recurly_post(&change, json!({ "plan_code": "basic" }))
        .await;
    assert_eq!((back.status, back.text.as_str()), (204, ""));
    let nothing = rig
        .recurly_post(&change, json!({ "plan_code": "basic" }))
        .await;
    assert_eq!(
        refused(&nothing, 422, "validation"),
        "Subscription hasn't been changed"
    );
    rig.recurly_post(
        &change,
        json!({ "unit_amount": 4.99, "timeframe": "bill_date" }),
    )
    .await;
    rig.sandbox.advance(DAY * 32);
    let now = rig.recurly_state(&id).await;
    assert_eq!(
        (&now["unit_amount"], &now["pending_change"]),
        (&json!(4.99), &Value::Null)
    );
    let said = rig
        .recurly_post(&change, json!({ "plan_code": "platinum" }))
        .await
        .json();
    assert_eq!(
        (
            &said["activated"],
            &said["invoice_collection"]["charge_invoice"]["total"]
        ),
        (&json!(true), &json!(25.0))
    );
    assert_eq!(rig.recurly_state(&id).await["plan"]["code"], "platinum");
    let cheaper = rig
        .recurly_post(&change, json!({ "unit_amount": 1 }))
        .await
        .json();
    assert_eq!(
        cheaper["invoice_collection"]["credit_invoices"][0]["total"],
        json!(-28.99)
    );
}

#[tokio::test]
async fn changes_that_are_refused() {
    let rig = Rig::new().await;
    let id = rig.recurly_of(1002, "active").await;
    for (body, message) in [
        (json!({ "plan_code": "nope" }), "Plan code is invalid"),
        (
            json!({ "plan_code": "silver-legacy" }),
            "Plan code is inactive",
        ),
        (
            json!({ "unit_amount": -1 }),
            "Unit amount must be between 0 and 1000000",
        ),
        (
            json!({ "unit_amount": 1.999 }),
            "Unit amount must be between 0 and 1000000",
        ),
        (
            json!({ "unit_amount": "5" }),
            "Unit amount must be between 0 and 1000000",
        ),
        (
            json!({ "plan_code": "ramp", "unit_amount": 5 }),
            "Unit amount cannot be 5 on a plan with ramps",
        ),
        (
            json!({ "plan_code": "gold", "timeframe": "soon" }),
            "Timeframe is not included in the list",
        ),
        (
            json!({ "plan_code": "gold", "quantity": 2 }),
            "Quantity is not simulated by the Patchbay sandbox",
        ),
    ] {
        let said = rig
            .recurly_post(&format!("/subscriptions/{id}/change"), body)
            .await;
        assert_eq!(refused(&said, 422, "validation"), message);
    }
    let poor = rig.recurly_of(1011, "active").await;
    let said = rig
        .recurly_post(
            &format!("/subscriptions/{poor}/change"),
            json!({ "plan_code": "gold" }),
        )
        .await;
    refused(&said, 422, "transaction");
    assert!(rig.sandbox.journal().iter().all(|entry| !entry.changed));
}
