//! Changes: none leaves twice that must not, and none whose effect is not known ends as anything but unknown.

use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex};

use serde_json::json;
use tokio_util::sync::CancellationToken;
use wiremock::ResponseTemplate;

use super::answers::huge;
use crate::testing::tiny::{KEYS, SITE, TINY, change, read, tiny};
use crate::testing::{Vendor, account, ambient, hang_up, raw};
use crate::{
    Error, Exchange, Idempotency, Kind, Outcome, Progress, Recorder, Result, Road, RunReport,
    Session,
};

const ALL: [Idempotency; 3] = [Idempotency::None, Idempotency::Key, Idempotency::Natural];

/// What a change comes to that is answered by these statuses in turn, and every one of them is asked for.
async fn sent(idempotency: Idempotency, statuses: &[u16]) -> Result<u16> {
    let vendor = Vendor::start().await;
    for status in statuses {
        vendor.reply("POST /a", ResponseTemplate::new(*status));
    }
    let (session, _) = tiny();
    let request = change(&vendor.url(), "a", idempotency);
    let result = session.send(&request).await;
    vendor.transcript().await;
    result.map(|r| r.status)
}

fn kind(result: Result<u16>) -> Kind {
    result.unwrap_err().kind
}

#[tokio::test]
async fn without_idempotency_a_change_leaves_once_whatever_the_answer() {
    for status in [200, 201, 204, 400, 401, 404, 409, 422, 429, 501] {
        assert_eq!(sent(Idempotency::None, &[status]).await.unwrap(), status);
    }
    for status in [300, 301, 302, 303, 408, 500, 502, 503, 504] {
        let error = sent(Idempotency::None, &[status]).await.unwrap_err();
        assert_eq!(error.kind, Kind::Unknown, "{status}");
        assert_eq!(RunReport::ended(error).outcome, Outcome::Unknown);
    }
    // These two promise that the request was not handled.
    for status in [307, 308] {
        let error = sent(Idempotency::None, &[status]).await.unwrap_err();
        assert_eq!(error.kind, Kind::Malformed, "{status}");
    }
}

#[tokio::test]
async fn a_harmless_repeat_may_still_succeed() {
    for idempotency in [Idempotency::Key, Idempotency::Natural] {
        assert_eq!(sent(idempotency, &[503, 201]).await.unwrap(), 201);
        assert_eq!(sent(idempotency, &[429, 500, 200]).await.unwrap(), 200);
    }
}

#[tokio::test]
async fn once_in_doubt_only_a_success_ends_the_doubt() {
    for idempotency in [Idempotency::Key, Idempotency::Natural] {
        for statuses in [
            &[500, 404][..],
            &[502, 402],
            &[503, 429, 429],
            &[503, 503, 503],
            &[429, 503, 422],
            &[408, 501],
            &[500, 307],
        ] {
            assert_eq!(
                kind(sent(idempotency, statuses).await),
                Kind::Unknown,
                "{statuses:?}"
            );
        }
        // "Slow down" leaves no doubt.
        assert_eq!(sent(idempotency, &[429, 402]).await.unwrap(), 402);
        assert_eq!(sent(idempotency, &[429, 429, 429]).await.unwrap(), 429);
    }
}

#[tokio::test]
async fn a_no_inside_a_success_proves_nothing_once_in_doubt() {
    let refused = || Error::new(Kind::Refused, "already cancelled");
    for (statuses, expected) in [
        (&[200][..], Kind::Refused),
        (&[429, 200], Kind::Refused),
        (&[503, 200], Kind::Unknown),
    ] {
        let vendor = Vendor::start().await;
        for status in statuses {
            vendor.reply("POST /a", ResponseTemplate::new(*status));
        }
        let (session, _) = tiny();
        let request = change(&vendor.url(), "a", Idempotency::Natural);
        let reply = session.send(&request).await.unwrap();
        assert_eq!(reply.verdict(refused()).kind, expected, "{statuses:?}");
        vendor.transcript().await;
    }
}

#[tokio::test]
async fn the_repeat_is_the_same_request_to_the_byte() {
    let (url, seen) = raw(|n| {
        let status = if n == 0 { "503 Busy" } else { "200 OK" };
        format!("HTTP/1.1 {status}\r\ncontent-length: 0\r\n\r\n").into_bytes()
    })
    .await;
    let (session, _) = tiny();
    let request = change(&url, "/a", Idempotency::Key)
        .header("idempotency-key", session.new_id())
        .body(crate::Body::Json(json!({ "a": 1 })));
    session.send(&request).await.unwrap();
    let seen = seen.lock().unwrap();
    assert_eq!(seen.len(), 2);
    assert_eq!(seen[0], seen[1]);
    assert!(seen[0].contains("idempotency-key: 00000000-0000-0000-0000-000000000001"));
}

#[tokio::test]
async fn a_lost_answer_is_unknown() {
    for (idempotency, expected) in ALL.into_iter().zip([1, 3, 3]) {
        let (url, count) = hang_up().await;
        let (session, tape) = tiny();
        let error = session
            .send(&change(&url, "/a", idempotency))
            .await
            .err()
            .unwrap();
        assert_eq!(error.kind, Kind::Unknown);
        assert!(!error.retryable());
        assert_eq!(count.load(Ordering::SeqCst), expected, "{idempotency:?}");
        let last = tape.exchanges.lock().unwrap().last().cloned().unwrap();
        assert_eq!(last.attempts, expected);
        assert_eq!(last.error, Some(error.message));
    }
}

#[tokio::test]
async fn an_answer_that_breaks_off_is_unknown() {
    let (url, seen) =
        raw(|_| b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{\"id\":".to_vec()).await;
    let (session, _) = tiny();
    let request = change(&url, "/a", Idempotency::None);
    let error = session.send(&request).await.err().unwrap();
    assert_eq!(error.kind, Kind::Unknown);
    assert_eq!(seen.lock().unwrap().len(), 1);
}

#[tokio::test]
async fn an_answer_that_is_too_large_is_unknown_and_not_asked_for_again() {
    for idempotency in ALL {
        let (url, seen) = raw(|_| huge(10 * 1024 * 1024 + 1)).await;
        let (session, _) = tiny();
        let error = session
            .send(&change(&url, "/a", idempotency))
            .await
            .err()
            .unwrap();
        assert_eq!(error.kind, Kind::Unknown);
        assert!(error.message.contains("more than 10 MiB"), "{error}");
        assert_eq!(seen.lock().unwrap().len(), 1, "{idempotency:?}");
    }
}

#[tokio::test]
async fn no_answer_in_time_is_unknown() {
    let (url, mut heard) = crate::testing::silent().await;
    let (session, _) = tiny();
    let mut request = change(&url, "/a", Idempotency::None);
    request.timeout = Some(std::time::Duration::from_millis(40));
    let error = session.send(&request).await.err().unwrap();
    assert_eq!(error.kind, Kind::Unknown);
    assert!(
        error.message.contains("had no full answer in 0.04 s"),
        "{error}"
    );
    heard.recv().await.unwrap();
    assert!(heard.try_recv().is_err());
}

#[tokio::test]
async fn a_change_is_never_redirected() {
    let (elsewhere, other) = raw(|_| huge(0)).await;
    for idempotency in ALL {
        for (status, place) in [(302, "/b"), (303, "/b"), (307, "/b"), (307, &*elsewhere)] {
            let answer = format!(
                "HTTP/1.1 {status} Moved\r\nlocation: {place}\r\ncontent-length: 0\r\n\r\n"
            );
            let (url, seen) = raw(move |_| answer.clone().into_bytes()).await;
            let (session, _) = tiny();
            let request = change(&url, "/a", idempotency);
            let error = session.send(&request).await.err().unwrap();
            assert!(error.message.contains("redirects"), "{error}");
            assert_eq!(seen.lock().unwrap().len(), 1);
        }
    }
    assert_eq!(other.lock().unwrap().len(), 0);
}

#[tokio::test]
async fn a_host_that_is_not_there_was_not_changed() {
    let url = super::network::closed_port().await;
    for (idempotency, expected) in ALL.into_iter().zip([1, 3, 3]) {
        let (session, tape) = tiny();
        let error = session
            .send(&change(&url, "/a", idempotency))
            .await
            .err()
            .unwrap();
        assert_eq!(error.kind, Kind::Unreachable);
        assert_eq!(RunReport::ended(error).outcome, Outcome::Failed);
        let last = tape.exchanges.lock().unwrap().last().cloned().unwrap();
        assert_eq!(last.attempts, expected);
    }
}

/// Fails on the record of that number, from 1.
struct Full {
    at: usize,
    taken: Mutex<Vec<Exchange>>,
}

impl Recorder for Full {
    fn record(&self, exchange: &Exchange) -> Result<()> {
        let mut taken = self.taken.lock().unwrap();
        taken.push(exchange.clone());
        if taken.len() == self.at {
            return Err(Error::new(Kind::Invalid, "the disk is full"));
        }
        Ok(())
    }

    fn progress(&self, _: Progress) {}
}

fn session_that_cannot_record(at: usize) -> Session {
    Session::new(
        account(&TINY, SITE, KEYS).unwrap(),
        Road::new(),
        ambient(),
        Arc::new(Full {
            at,
            taken: Mutex::default(),
        }),
        CancellationToken::new(),
    )
}

#[tokio::test]
async fn what_cannot_be_recorded_does_not_leave() {
    let vendor = Vendor::start().await;
    let session = session_that_cannot_record(1);
    let request = change(&vendor.url(), "a", Idempotency::None);
    let error = session.send(&request).await.err().unwrap();
    assert_eq!(error.message, "the disk is full");
    assert_eq!(vendor.transcript().await, "");
}

#[tokio::test]
async fn an_answer_that_cannot_be_recorded_leaves_a_change_unknown() {
    let vendor = Vendor::start().await;
    vendor
        .json("POST /a", 200, &json!({}))
        .json("GET /a", 200, &json!({}));
    let request = change(&vendor.url(), "a", Idempotency::None);
    let session = session_that_cannot_record(2);
    let error = session.send(&request).await.err().unwrap();
    assert_eq!(error.kind, Kind::Unknown);
    assert!(error.message.contains("the disk is full"), "{error}");
    // A read tells its own failure.
    let session = session_that_cannot_record(2);
    let error = session.send(&read(&vendor.url(), "a")).await.err().unwrap();
    assert_eq!(error.message, "the disk is full");
    vendor.transcript().await;
}

#[tokio::test]
async fn a_repeat_that_cannot_be_recorded_leaves_the_doubt() {
    let vendor = Vendor::start().await;
    vendor.reply("POST /a", ResponseTemplate::new(503));
    let session = session_that_cannot_record(2);
    let request = change(&vendor.url(), "a", Idempotency::Key);
    let error = session.send(&request).await.err().unwrap();
    assert_eq!(error.kind, Kind::Unknown);
    vendor.transcript().await;
}

#[tokio::test]
async fn a_lost_answer_stays_unknown_when_it_cannot_be_recorded() {
    let (url, count) = hang_up().await;
    let session = session_that_cannot_record(2);
    let request = change(&url, "/a", Idempotency::None);
    let error = session.send(&request).await.err().unwrap();
    assert_eq!(error.kind, Kind::Unknown);
    assert_eq!(count.load(Ordering::SeqCst), 1);
}

/// A server that keeps its connections open, as most do. Gives its URL and the connections so far.
async fn keeps_alive() -> (String, Arc<std::sync::atomic::AtomicU32>) {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let connections = Arc::new(std::sync::atomic::AtomicU32::new(0));
    let count = Arc::clone(&connections);
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            count.fetch_add(1, Ordering::SeqCst);
            tokio::spawn(async move {
                let mut bytes = Vec::new();
                while stream.read_buf(&mut bytes).await.is_ok_and(|n| n > 0) {
                    if bytes.ends_with(b"\r\n\r\n") {
                        bytes.clear();
                        let _ = stream.write_all(&huge(0)).await;
                    }
                }
            });
        }
    });
    (url, connections)
}

#[tokio::test]
async fn each_change_has_a_connection_of_its_own() {
    // On a kept connection, a close that crosses the request could not be told from a lost answer.
    let (url, connections) = keeps_alive().await;
    let (session, _) = tiny();
    for _ in 0..3 {
        session.send(&read(&url, "/a")).await.unwrap();
    }
    assert_eq!(connections.load(Ordering::SeqCst), 1);
    for _ in 0..3 {
        let request = change(&url, "/a", Idempotency::None);
        session.send(&request).await.unwrap();
    }
    assert_eq!(connections.load(Ordering::SeqCst), 4);
}
