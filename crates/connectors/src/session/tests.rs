use serde_json::json;

use super::*;
use crate::testing::tiny::{read, tiny};
use crate::testing::{CANARY, Vendor};

const AT_ONCE: Patience = Patience {
    first_secs: 0,
    longest_secs: 0,
    total_secs: 0,
};

fn done(reply: &Reply) -> Result<Option<u64>> {
    let body: Value = reply.json()?;
    Ok(body["done"].as_u64())
}

#[test]
fn pauses_double_up_to_the_longest_and_end_with_the_patience() {
    let pauses = |first_secs, longest_secs, total_secs| -> Vec<u64> {
        let patience = Patience {
            first_secs,
            longest_secs,
            total_secs,
        };
        patience.pauses().map(|p| p.as_secs()).collect()
    };
    assert_eq!(pauses(1, 10, 45), [1, 2, 4, 8, 10, 10, 10]);
    assert_eq!(pauses(1, 10, 44), [1, 2, 4, 8, 10, 10]);
    assert_eq!(pauses(5, 60, 4), [0; 0]);
    assert_eq!(pauses(u32::MAX, u32::MAX, u32::MAX).len(), 1);
}

#[tokio::test]
async fn a_job_is_watched_until_it_is_done() {
    let vendor = Vendor::start().await;
    vendor
        .json("GET /job", 200, &json!({ "status": "queued" }))
        .json("GET /job", 200, &json!({ "status": "working" }))
        .json("GET /job", 200, &json!({ "done": 2 }));
    let (session, _) = tiny();
    let request = read(&vendor.url(), "job");
    assert_eq!(session.poll(&request, AT_ONCE, done).await.unwrap(), 2);
    vendor.transcript().await;
}

#[tokio::test]
async fn a_job_that_is_not_done_in_time_is_unknown() {
    let vendor = Vendor::start().await;
    let (session, _) = tiny();
    let impatient = Patience {
        first_secs: 1,
        longest_secs: 1,
        total_secs: 0,
    };
    let request = read(&vendor.url(), "job");
    let error = session.poll(&request, impatient, done).await.unwrap_err();
    assert_eq!(error.kind, Kind::Unknown);
    assert_eq!(
        error.message,
        "Look: not done after 0 s: the request was sent, but whether it took effect is not known"
    );
    vendor.transcript().await;
}

#[tokio::test]
async fn a_cancelled_watch_is_unknown_and_does_not_wait() {
    let vendor = Vendor::start().await;
    let (session, _) = tiny();
    session.cancel.cancel();
    let patient = Patience {
        first_secs: 3600,
        longest_secs: 3600,
        total_secs: 7200,
    };
    let request = read(&vendor.url(), "job");
    let error = session.poll(&request, patient, done).await.unwrap_err();
    assert_eq!(error.kind, Kind::Unknown);
    assert!(error.message.contains("cancelled"), "{error}");
    vendor.transcript().await;
}

#[tokio::test]
async fn a_watch_whose_answer_is_lost_is_unknown() {
    let (url, _) = crate::testing::hang_up().await;
    let (session, _) = tiny();
    let error = session
        .poll(&read(&url, "/job"), AT_ONCE, done)
        .await
        .unwrap_err();
    assert_eq!(error.kind, Kind::Unknown);
}

#[tokio::test]
async fn what_the_judge_says_is_passed_on_without_secrets() {
    let vendor = Vendor::start().await;
    vendor.json("GET /job", 200, &json!({}));
    let (session, _) = tiny();
    let refuse = |_: &Reply| -> Result<Option<()>> {
        Err(Error::new(
            Kind::Refused,
            format!("no more of {CANARY} please"),
        ))
    };
    let error = session
        .poll(&read(&vendor.url(), "job"), AT_ONCE, refuse)
        .await
        .unwrap_err();
    assert_eq!(error.kind, Kind::Refused);
    assert_eq!(error.message, "no more of ‹api_key› please");
}
