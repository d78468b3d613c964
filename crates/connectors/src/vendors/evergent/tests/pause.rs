//! Pause subscription, and how its length is sent.

use insta::assert_snapshot;
use serde_json::json;

use super::{defaults, golden, monthly};

#[tokio::test]
async fn pause_with_required_parameters() {
    assert_snapshot!(
        golden(
            "pause_subscription",
            &[],
            &defaults(),
            &[monthly("ACTIVE")],
            &[monthly("PAUSED")],
        )
        .await
    );
}

#[tokio::test]
async fn pause_with_all_parameters_does_not_send_a_length_that_it_does_not_know() {
    assert_snapshot!(
        golden(
            "pause_subscription",
            &[("service", "demo_monthly"), ("days", "30")],
            &defaults(),
            &[monthly("ACTIVE")],
            &[monthly("PAUSED")],
        )
        .await
    );
}

#[tokio::test]
async fn pause_length_in_days() {
    let profile = json!({ "methods": { "pauseSubscription": {
        "length": { "field": "pauseDays", "form": "days" } } } });
    assert_snapshot!(
        golden(
            "pause_subscription",
            &[("days", "90")],
            &profile,
            &[monthly("ACTIVE")],
            &[monthly("SUSPENDED")],
        )
        .await
    );
}

#[tokio::test]
async fn pause_length_as_an_end_date() {
    let profile = json!({ "methods": { "pauseSubscription": {
        "length": { "field": "resumeDate", "form": "end_date_ms" } } } });
    let text = golden(
        "pause_subscription",
        &[("days", "1")],
        &profile,
        &[monthly("ACTIVE")],
        &[monthly("PAUSED")],
    )
    .await;
    // A day after the clock's 2026-11-21T12:00:00Z.
    assert!(text.contains(r#""resumeDate": 1795348800000"#), "{text}");
}
