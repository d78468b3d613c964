//! Reads: what is asked again, what is not, and what is recorded.

use serde_json::{Value, json};
use wiremock::ResponseTemplate;

use crate::testing::tiny::{read, tiny};
use crate::testing::{NOW, Vendor, hang_up, raw};
use crate::{Kind, Stage};
use std::sync::atomic::Ordering;

#[tokio::test]
async fn a_busy_vendor_is_asked_again() {
    for status in [408, 429, 500, 502, 503, 504, 599] {
        let vendor = Vendor::start().await;
        vendor.reply("GET /a", ResponseTemplate::new(status)).json(
            "GET /a",
            200,
            &json!({ "ok": true }),
        );
        let (session, tape) = tiny();
        let reply = session.send(&read(&vendor.url(), "a")).await.unwrap();
        assert_eq!(reply.status, 200);
        vendor.transcript().await;
        let exchanges = tape.exchanges.lock().unwrap();
        let taken: Vec<_> = exchanges
            .iter()
            .map(|e| (e.number, e.attempts, e.status))
            .collect();
        assert_eq!(taken, [(1, 1, None), (1, 2, None), (1, 2, Some(200))]);
    }
}

#[tokio::test]
async fn the_last_answer_of_a_busy_vendor_is_an_answer() {
    for status in [429, 503] {
        let vendor = Vendor::start().await;
        for _ in 0..3 {
            vendor.reply("GET /a", ResponseTemplate::new(status));
        }
        let (session, _) = tiny();
        let reply = session.send(&read(&vendor.url(), "a")).await.unwrap();
        assert_eq!(reply.status, status);
        vendor.transcript().await;
    }
}

#[tokio::test]
async fn an_unwilling_vendor_is_asked_once() {
    for status in [200, 204, 400, 401, 403, 404, 409, 422, 501] {
        let vendor = Vendor::start().await;
        vendor.reply("GET /a", ResponseTemplate::new(status));
        let (session, _) = tiny();
        let reply = session.send(&read(&vendor.url(), "a")).await.unwrap();
        assert_eq!(reply.status, status);
        vendor.transcript().await;
    }
}

#[tokio::test]
async fn a_pause_that_the_patience_does_not_allow_is_not_waited_for() {
    // In both forms; the second is 3,600 s after the session's clock.
    for asked in ["3600", "Sat, 21 Nov 2026 13:00:00 GMT"] {
        let vendor = Vendor::start().await;
        vendor.reply(
            "GET /a",
            ResponseTemplate::new(429).insert_header("Retry-After", asked),
        );
        let (session, _) = tiny();
        let reply = session.send(&read(&vendor.url(), "a")).await.unwrap();
        assert_eq!(reply.status, 429);
        vendor.transcript().await;
    }
}

#[tokio::test]
async fn a_date_that_is_over_is_no_pause() {
    let vendor = Vendor::start().await;
    vendor
        .reply(
            "GET /a",
            ResponseTemplate::new(503)
                .insert_header("Retry-After", "Sat, 21 Nov 2026 11:59:59 GMT"),
        )
        .reply("GET /a", ResponseTemplate::new(200));
    let (session, _) = tiny();
    assert!(
        session
            .send(&read(&vendor.url(), "a"))
            .await
            .unwrap()
            .is_success()
    );
    vendor.transcript().await;
}

#[tokio::test]
async fn a_lost_answer_of_a_read_changes_nothing_and_is_asked_for_again() {
    let (url, count) = hang_up().await;
    let (session, tape) = tiny();
    let error = session.send(&read(&url, "/a")).await.err().unwrap();
    assert_eq!(error.kind, Kind::NoAnswer);
    assert_eq!(error.stage, Stage::Answer);
    assert!(error.retryable());
    assert_eq!(count.load(Ordering::SeqCst), 3);
    let exchanges = tape.exchanges.lock().unwrap();
    let last = exchanges.last().unwrap();
    assert_eq!(last.error.as_deref(), Some(error.message.as_str()));
    assert!(last.elapsed_ms.is_some());
    assert_eq!(last.status, None);
}

#[tokio::test]
async fn an_answer_that_breaks_off_is_no_answer() {
    let (url, seen) =
        raw(|_| b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{\"id\":".to_vec()).await;
    let (session, _) = tiny();
    let error = session.send(&read(&url, "/a")).await.err().unwrap();
    assert_eq!(error.kind, Kind::NoAnswer);
    assert_eq!(seen.lock().unwrap().len(), 3);
}

#[tokio::test]
async fn an_answer_that_is_not_http_is_no_answer() {
    let (url, seen) = raw(|_| b"220 mail.example.com ESMTP\r\n".to_vec()).await;
    let (session, _) = tiny();
    let error = session.send(&read(&url, "/a")).await.err().unwrap();
    assert_eq!(error.kind, Kind::NoAnswer);
    assert_eq!(seen.lock().unwrap().len(), 3);
}

/// A whole answer of `length` bytes of body.
pub(super) fn huge(length: usize) -> Vec<u8> {
    let mut answer = format!("HTTP/1.1 200 OK\r\ncontent-length: {length}\r\n\r\n").into_bytes();
    answer.resize(answer.len() + length, b' ');
    answer
}

#[tokio::test]
async fn ten_mebibytes_are_read_and_no_more() {
    let limit = 10 * 1024 * 1024;
    let (url, seen) = raw(move |n| huge(limit + n)).await;
    let (session, _) = tiny();
    let reply = session.send(&read(&url, "/a")).await.unwrap();
    assert_eq!(reply.body.len(), limit);
    let error = session.send(&read(&url, "/a")).await.err().unwrap();
    assert_eq!(error.kind, Kind::Malformed);
    assert_eq!(error.details, Some(json!({ "too_large": true })));
    // Not asked for again: it would be as large.
    assert_eq!(seen.lock().unwrap().len(), 2);
}

#[tokio::test]
async fn what_is_recorded_is_cut_at_64_kib() {
    let vendor = Vendor::start().await;
    let long = "ä".repeat(40_000);
    vendor.reply(
        "GET /a",
        ResponseTemplate::new(200).set_body_string(long.clone()),
    );
    let (session, tape) = tiny();
    let reply = session.send(&read(&vendor.url(), "a")).await.unwrap();
    assert_eq!(reply.text(), long);
    let exchanges = tape.exchanges.lock().unwrap();
    let kept = exchanges.last().unwrap().reply.clone().unwrap();
    assert_eq!(
        kept,
        Value::String(format!("{}… (cut: 80000 bytes in all)", "ä".repeat(32_768)))
    );
}

#[tokio::test]
async fn the_record_holds_what_happened() {
    let vendor = Vendor::start().await;
    vendor.json("GET /a?x=1", 200, &json!({ "id": 7 }));
    let (session, tape) = tiny();
    let request = read(&vendor.url(), "a?x=1").header("accept", "application/json");
    session.send(&request).await.unwrap();
    let exchanges = tape.exchanges.lock().unwrap();
    let [before, after] = exchanges.as_slice() else {
        panic!("{exchanges:?}");
    };
    assert_eq!(before.status, None);
    assert_eq!(before.reply, None);
    assert_eq!(after.purpose, "Look");
    assert_eq!(after.url, format!("{}/a?x=1", vendor.url()));
    assert_eq!(after.headers["accept"], "application/json");
    assert_eq!(after.sent_at, NOW);
    assert!(!after.changes);
    assert_eq!(after.status, Some(200));
    assert_eq!(after.reply, Some(json!({ "id": 7 })));
    assert_eq!(after.error, None);
}

#[tokio::test]
async fn redirects_are_followed_on_the_same_host_alone() {
    let vendor = Vendor::start().await;
    vendor
        .reply(
            "GET /a",
            ResponseTemplate::new(302).insert_header("Location", "/b"),
        )
        .json("GET /b", 200, &json!({}));
    let (session, _) = tiny();
    let reply = session.send(&read(&vendor.url(), "a")).await.unwrap();
    assert_eq!(reply.status, 200);
    vendor.transcript().await;
}

#[tokio::test]
async fn a_redirect_to_another_host_is_not_followed() {
    let (elsewhere, other) = raw(|_| huge(0)).await;
    let target = elsewhere.clone();
    let (url, seen) = raw(move |_| {
        format!("HTTP/1.1 302 Found\r\nlocation: {target}/b\r\ncontent-length: 0\r\n\r\n")
            .into_bytes()
    })
    .await;
    let (session, _) = tiny();
    let error = session.send(&read(&url, "/a")).await.err().unwrap();
    assert_eq!(error.kind, Kind::Malformed);
    assert_eq!(
        error.message,
        format!("GET {url}/a redirects to another place, which is not followed")
    );
    assert_eq!(seen.lock().unwrap().len(), 1);
    assert_eq!(other.lock().unwrap().len(), 0);
}

#[tokio::test]
async fn redirects_in_a_circle_end() {
    let (url, seen) =
        raw(|_| b"HTTP/1.1 302 Found\r\nlocation: /a\r\ncontent-length: 0\r\n\r\n".to_vec()).await;
    let (session, _) = tiny();
    let error = session.send(&read(&url, "/a")).await.err().unwrap();
    assert_eq!(error.kind, Kind::Malformed);
    assert_eq!(seen.lock().unwrap().len(), 6);
}
