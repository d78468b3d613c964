use std::time::{Duration, Instant};

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::Rig;

fn cancel() -> Value {
    json!({ "subscription": { "reason_code": "CH1" } })
}

/// A rig, and the active subscription of `cust-1001` with its path.
async fn with_subscription() -> (Rig, u64, String) {
    let rig = Rig::new().await;
    let id = rig.subscriptions(1001, "active").await[0];
    (rig, id, format!("/subscriptions/{id}.json"))
}

#[tokio::test]
async fn a_connection_dropped_before_leaves_everything_as_it_was() {
    let (rig, id, path) = with_subscription().await;
    rig.arm(json!({ "vendor": "chargify", "kind": "drop_before", "method": "DELETE" }))
        .await;
    let error = rig.send(Method::DELETE, &path, cancel()).await.unwrap_err();
    assert!(error.is_request() && !error.is_connect(), "{error:?}");
    assert_eq!(rig.subscription(id).await["state"], "active");
    let entries = rig.sandbox.journal();
    let entry = entries
        .iter()
        .find(|entry| entry.method == "DELETE")
        .unwrap();
    assert_eq!(
        (entry.status, entry.changed, entry.fault),
        (None, false, Some("drop_before"))
    );
}

#[tokio::test]
async fn a_connection_dropped_after_loses_the_answer_and_not_the_change() {
    let (rig, id, path) = with_subscription().await;
    rig.arm(json!({ "vendor": "chargify", "kind": "drop_after", "path_contains": "/subscriptions/", "method": "delete" })).await;
    let error = rig.send(Method::DELETE, &path, cancel()).await.unwrap_err();
    assert!(error.is_request() && !error.is_connect(), "{error:?}");
    assert_eq!(rig.subscription(id).await["state"], "canceled");
    let entries = rig.sandbox.journal();
    let deletes: Vec<_> = entries
        .iter()
        .filter(|entry| entry.method == "DELETE")
        .collect();
    assert_eq!(deletes.len(), 1, "the client must not have sent it twice");
    assert_eq!((deletes[0].status, deletes[0].changed), (None, true));
}

#[tokio::test]
async fn evergent_connections_are_dropped_too() {
    let rig = Rig::new().await;
    rig.arm(json!({ "vendor": "evergent", "kind": "drop_after", "path_contains": "removeSubscription" })).await;
    let members = json!({
        "apiKey": patchbay_sandbox::EVERGENT_KEY, "channelPartnerID": "DEMO_US",
        "cpCustomerID": "cust-1001", "serviceID": "demo_monthly", "serviceType": "PRODUCT",
    });
    let url = format!("{}/evergent/demo/removeSubscription", rig.sandbox.url());
    let sent = rig
        .client
        .post(url)
        .json(&json!({ "RemoveSubscriptionRequestMessage": members }))
        .send()
        .await;
    assert!(sent.is_err());
    assert_eq!(rig.statuses(1001).await, ["FINAL BILL on demo_monthly"]);
}

#[tokio::test]
async fn a_slow_answer_comes_late_although_the_change_is_made_at_once() {
    let (rig, id, path) = with_subscription().await;
    rig.arm(json!({ "vendor": "chargify", "kind": "latency", "ms": 40 }))
        .await;
    let start = Instant::now();
    assert_eq!(rig.subscription(id).await["state"], "active");
    assert!(start.elapsed() >= Duration::from_millis(40));
    rig.arm(json!({ "vendor": "chargify", "kind": "latency", "ms": 600_000, "method": "DELETE" }))
        .await;
    let url = format!("{}/chargify{path}", rig.sandbox.url());
    let request = rig
        .client
        .delete(url)
        .basic_auth(patchbay_sandbox::CHARGIFY_KEY, Some("x"));
    let error = request
        .timeout(Duration::from_millis(150))
        .send()
        .await
        .unwrap_err();
    assert!(error.is_timeout());
    assert_eq!(rig.subscription(id).await["state"], "canceled");
}

#[tokio::test]
async fn a_status_is_answered_as_armed_and_nothing_is_done() {
    let (rig, id, path) = with_subscription().await;
    let blocked = json!({ "errors": ["Your trial is over"] });
    rig.arm(json!({ "vendor": "chargify", "kind": "status", "status": 422, "body": blocked }))
        .await;
    assert_eq!(rig.delete(&path, cancel()).await, (422, blocked));
    rig.arm(json!({ "vendor": "chargify", "kind": "status", "status": 503, "retry_after": 7, "body": "busy" })).await;
    let response = rig.send(Method::DELETE, &path, cancel()).await.unwrap();
    assert_eq!(response.status(), StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(response.headers()["retry-after"], "7");
    assert_eq!(response.text().await.unwrap(), "busy");
    assert_eq!(rig.subscription(id).await["state"], "active");
}

#[tokio::test]
async fn a_rate_limit_speaks_the_vendors_words_with_seconds_or_a_date() {
    let rig = Rig::new().await;
    let date = "Sat, 21 Nov 2026 15:00:05 GMT";
    for (given, header) in [(json!(5), "5"), (json!(date), date)] {
        rig.arm(json!({ "vendor": "chargify", "kind": "rate_limited", "retry_after": given }))
            .await;
        let response = rig
            .send(Method::GET, "/site.json", Value::Null)
            .await
            .unwrap();
        assert_eq!(response.status(), 429);
        assert_eq!(response.headers()["retry-after"], header);
        let text = response.text().await.unwrap();
        assert!(
            text.starts_with("Your request was denied due to a usage violation."),
            "{text}"
        );
    }
}

#[tokio::test]
async fn a_malformed_answer_is_half_of_the_real_one() {
    let (rig, id, path) = with_subscription().await;
    rig.arm(json!({ "vendor": "chargify", "kind": "malformed" }))
        .await;
    let response = rig.send(Method::DELETE, &path, cancel()).await.unwrap();
    assert_eq!(response.status(), 200);
    let text = response.text().await.unwrap();
    assert!(
        text.starts_with("{\"subscription\":") && serde_json::from_str::<Value>(&text).is_err()
    );
    assert_eq!(rig.subscription(id).await["state"], "canceled");
}

#[tokio::test]
async fn a_huge_answer_has_the_size_that_was_asked_for() {
    let rig = Rig::new().await;
    rig.arm(json!({ "vendor": "chargify", "kind": "huge", "bytes": 3_000_000 }))
        .await;
    let body = rig
        .send(Method::GET, "/site.json", Value::Null)
        .await
        .unwrap()
        .bytes()
        .await
        .unwrap();
    assert_eq!(body.len(), 3_000_000);
    assert!(serde_json::from_slice::<Value>(&body).is_ok());
}

#[tokio::test]
async fn a_fault_waits_for_its_request_and_for_as_many_as_it_says() {
    let rig = Rig::new().await;
    rig.arm(json!({ "vendor": "chargify", "kind": "status", "status": 500, "path_contains": "coupons", "times": 2 })).await;
    assert_eq!(
        rig.chargify(Method::GET, "/site.json", Value::Null).await.0,
        200
    );
    assert_eq!(
        rig.chargify(Method::GET, "/coupons.json", Value::Null)
            .await
            .0,
        500
    );
    let (_, listed) = rig.control(Method::GET, "/faults", Value::Null).await;
    let left = json!([{ "id": 1, "vendor": "chargify", "path_contains": "coupons", "kind": "status", "status": 500, "times": 1 }]);
    assert_eq!(listed, left);
    assert_eq!(
        rig.control(Method::DELETE, "/faults", Value::Null).await.0,
        204
    );
    assert_eq!(
        rig.chargify(Method::GET, "/coupons.json", Value::Null)
            .await
            .0,
        200
    );
}

#[tokio::test]
async fn a_fault_that_makes_no_sense_is_refused() {
    let rig = Rig::new().await;
    let mut said = Vec::new();
    for fault in [
        json!({ "vendor": "chargify", "kind": "latency" }),
        json!({ "vendor": "chargify", "kind": "latency", "ms": 1, "bytes": 2 }),
        json!({ "vendor": "chargify", "kind": "latency", "ms": 600_001 }),
        json!({ "vendor": "chargify", "kind": "status", "status": 99 }),
        json!({ "vendor": "chargify", "kind": "huge", "bytes": 3 }),
        json!({ "vendor": "chargify", "kind": "drop_before", "times": 0 }),
        json!({ "vendor": "chargify", "kind": "rate_limited", "retry_after": true }),
        json!({ "vendor": "chargify", "kind": "earthquake" }),
        json!({ "vendor": "nobody", "kind": "malformed" }),
    ] {
        let (status, reply) = rig.control(Method::POST, "/faults", fault).await;
        assert_eq!(status, 422);
        said.push(reply["error"].as_str().unwrap().to_owned());
    }
    assert!(rig.sandbox.faults().list().is_empty());
    insta::assert_snapshot!(said.join("\n"));
}

#[tokio::test]
async fn the_fifth_request_at_once_is_one_too_many_for_chargify() {
    let rig = Rig::new().await;
    rig.arm(json!({ "vendor": "chargify", "kind": "latency", "ms": 600_000, "times": 4 }))
        .await;
    let url = format!("{}/chargify/site.json", rig.sandbox.url());
    let slow: Vec<_> = (0..4)
        .map(|_| {
            tokio::spawn(
                rig.client
                    .get(&url)
                    .basic_auth(patchbay_sandbox::CHARGIFY_KEY, Some("x"))
                    .send(),
            )
        })
        .collect();
    while rig.sandbox.journal().len() < 4 {
        tokio::task::yield_now().await;
    }
    let response = rig
        .send(Method::GET, "/site.json", Value::Null)
        .await
        .unwrap();
    assert_eq!(response.status(), 429);
    assert!(response.headers().get("retry-after").is_none());
    assert!(response.text().await.unwrap().contains("usage violation"));
    // Stopping ends the waits, and the four get their answers.
    rig.sandbox.stop().await;
    for answer in slow {
        assert_eq!(answer.await.unwrap().unwrap().status(), 200);
    }
}
