//! Tokens that the vendor grants: one for many requests, a new one in time, and none in any record.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use jiff::{SignedDuration, Timestamp};
use serde_json::json;
use tokio_util::sync::CancellationToken;
use url::Url;
use wiremock::ResponseTemplate;

use crate::testing::tiny::{KEYS, SITE, TINY, change, read};
use crate::testing::{CANARY, NOW, Tape, Vendor, account, ambient, session_on};
use crate::{
    Account, Ambient, Body, Credential, Grant, Idempotency, Kind, Method, Request, Road, Session,
};

const TOKEN: &str = "tok3n-canary-1a2b3c";

fn grant(base: &str) -> Grant {
    let url = Url::parse(base).unwrap().join("token").unwrap();
    Grant::oauth(
        Request::read("Obtain a token", Method::Post, url)
            .body(Body::Form(vec![(
                "grant_type".into(),
                "client_credentials".into(),
            )]))
            .credential(Credential::Form {
                name: "client_secret",
                setting: "api_key",
            }),
    )
}

fn with_token(request: Request, base: &str) -> Request {
    request.credential(Credential::Granted {
        name: "authorization",
        prefix: "Bearer ",
        grant: Arc::new(grant(base)),
    })
}

/// A clock that a test moves, in seconds after the usual now.
fn session_at(road: &Arc<Road>, clock: &Arc<AtomicI64>) -> (Session, Arc<Tape>) {
    session_of(account(&TINY, SITE, KEYS).unwrap(), road, clock)
}

pub(super) fn session_of(
    account: Account,
    road: &Arc<Road>,
    clock: &Arc<AtomicI64>,
) -> (Session, Arc<Tape>) {
    let tape = Arc::new(Tape::default());
    let clock = Arc::clone(clock);
    let now: Timestamp = NOW.parse().unwrap();
    let ambient = Ambient {
        now: Arc::new(move || now + SignedDuration::from_secs(clock.load(Ordering::SeqCst))),
        ..ambient()
    };
    let recorder = Arc::clone(&tape) as _;
    let session = Session::new(
        account,
        Arc::clone(road),
        ambient,
        recorder,
        CancellationToken::new(),
    );
    (session, tape)
}

pub(super) fn granted(token: &str, seconds: u32) -> serde_json::Value {
    json!({ "access_token": token, "token_type": "bearer", "expires_in": seconds })
}

#[tokio::test]
async fn one_token_serves_all_sessions_until_shortly_before_its_end() {
    let vendor = Vendor::start().await;
    vendor
        .json("POST /token", 200, &granted("one", 3600))
        .json("GET /a", 200, &json!({}))
        .json("GET /a", 200, &json!({}))
        .json("POST /token", 200, &granted("two", 100))
        .json("GET /a", 200, &json!({}))
        .json("GET /a", 200, &json!({}))
        .json("POST /token", 200, &granted("three", 100))
        .json("GET /a", 200, &json!({}));
    let road = Road::new();
    let clock = Arc::new(AtomicI64::new(0));
    // 300 s early, or in the last tenth of a short life.
    for at in [0, 3299, 3300, 3389, 3390] {
        clock.store(at, Ordering::SeqCst);
        let (session, _) = session_at(&road, &clock);
        let request = with_token(read(&vendor.url(), "a"), &vendor.url());
        session.send(&request).await.unwrap();
    }
    let transcript = vendor.transcript().await;
    let used: Vec<_> = transcript
        .lines()
        .filter_map(|l| l.strip_prefix("authorization: Bearer "))
        .collect();
    assert_eq!(used, ["one", "one", "two", "two", "three"]);
    assert!(transcript.contains(&format!(
        "grant_type=client_credentials&client_secret={CANARY}"
    )));
}

#[tokio::test]
async fn many_requests_at_once_ask_for_one_token() {
    let vendor = Vendor::start().await;
    vendor.json("POST /token", 200, &granted(TOKEN, 3600));
    for _ in 0..4 {
        vendor.json("GET /a", 200, &json!({}));
    }
    let road = Road::new();
    let clock = Arc::default();
    let (session, _) = session_at(&road, &clock);
    let request = with_token(read(&vendor.url(), "a"), &vendor.url());
    let send = || session.send(&request);
    let (a, b, c, d) = tokio::join!(send(), send(), send(), send());
    for reply in [a, b, c, d] {
        assert_eq!(reply.unwrap().status, 200);
    }
    vendor.transcript().await;
}

#[tokio::test]
async fn no_token_is_recorded_shown_or_in_an_error() {
    let vendor = Vendor::start().await;
    vendor
        .json("POST /token", 200, &granted(TOKEN, 3600))
        .reply(
            "GET /a",
            ResponseTemplate::new(403).set_body_string(format!("no rights for {TOKEN}")),
        );
    let road = Road::new();
    let (session, tape) = session_at(&road, &Arc::default());
    let request = with_token(read(&vendor.url(), "a"), &vendor.url());
    let reply = session.send(&request).await.unwrap();
    assert!(reply.text().contains(TOKEN));
    let text = tape.text();
    assert!(!text.contains(TOKEN) && !text.contains(CANARY), "{text}");
    let exchanges = tape.exchanges.lock().unwrap().clone();
    let last: Vec<_> = exchanges
        .iter()
        .filter(|e| e.status.is_some())
        .map(|e| (e.number, e.purpose.as_str(), e.reply.clone().unwrap()))
        .collect();
    assert_eq!(
        last,
        [
            (1, "Obtain a token", json!("(not kept: it holds a token)")),
            (2, "Look", json!("no rights for ‹token›")),
        ]
    );
    assert_eq!(exchanges[3].headers["authorization"], "Bearer ‹token›");
    // A second session, which did not obtain it, hides it too.
    vendor.reply(
        "GET /a",
        ResponseTemplate::new(403).set_body_string(format!("no rights for {TOKEN}")),
    );
    let (session, tape) = session_at(&road, &Arc::default());
    session.send(&request).await.unwrap();
    assert!(!tape.text().contains(TOKEN));
}

#[tokio::test]
async fn a_stale_token_costs_one_new_one() {
    let vendor = Vendor::start().await;
    vendor
        .json("POST /token", 200, &granted("one", 3600))
        .json("GET /a", 401, &json!({}))
        .json("POST /token", 200, &granted("two", 3600))
        .json("GET /a", 200, &json!({}))
        .json("GET /a", 200, &json!({}));
    let (session, _) = session_at(&Road::new(), &Arc::default());
    let request = with_token(read(&vendor.url(), "a"), &vendor.url());
    assert_eq!(session.send(&request).await.unwrap().status, 200);
    assert_eq!(session.send(&request).await.unwrap().status, 200);
    vendor.transcript().await;
}

#[tokio::test]
async fn a_new_token_that_is_refused_too_is_an_answer() {
    let vendor = Vendor::start().await;
    vendor
        .json("POST /token", 200, &granted("one", 3600))
        .json("GET /a", 401, &json!({}))
        .json("POST /token", 200, &granted("two", 3600))
        .json("GET /a", 401, &json!({}));
    let (session, _) = session_at(&Road::new(), &Arc::default());
    let request = with_token(read(&vendor.url(), "a"), &vendor.url());
    assert_eq!(session.send(&request).await.unwrap().status, 401);
    vendor.transcript().await;
}

#[tokio::test]
async fn a_change_without_idempotency_is_not_repeated_with_a_new_token() {
    let vendor = Vendor::start().await;
    vendor
        .json("POST /token", 200, &granted("one", 3600))
        .json("POST /a", 401, &json!({}))
        // The next one gets a new token.
        .json("POST /token", 200, &granted("two", 3600))
        .json("POST /a", 200, &json!({}));
    let (session, _) = session_at(&Road::new(), &Arc::default());
    let request = with_token(change(&vendor.url(), "a", Idempotency::None), &vendor.url());
    assert_eq!(session.send(&request).await.unwrap().status, 401);
    assert_eq!(session.send(&request).await.unwrap().status, 200);
    vendor.transcript().await;
}

#[tokio::test]
async fn a_vendor_may_say_stale_inside_a_success() {
    let vendor = Vendor::start().await;
    vendor
        .json("POST /token", 200, &granted("one", 3600))
        .json("GET /a", 200, &json!({ "success": false }))
        .json("POST /token", 200, &granted("two", 3600))
        .json("GET /a", 200, &json!({ "success": true }));
    let (session, _) = session_at(&Road::new(), &Arc::default());
    let grant = grant(&vendor.url()).stale(|reply| reply.text().contains("false"));
    let request = read(&vendor.url(), "a").credential(Credential::Granted {
        name: "authorization",
        prefix: "Bearer ",
        grant: Arc::new(grant),
    });
    let reply = session.send(&request).await.unwrap();
    assert_eq!(reply.text(), r#"{"success":true}"#);
    vendor.transcript().await;
}

#[tokio::test]
async fn a_token_of_an_old_secret_says_nothing_about_a_new_one() {
    let vendor = Vendor::start().await;
    vendor
        .json("POST /token", 200, &granted("one", 3600))
        .json("GET /a", 200, &json!({}))
        .json(
            "POST /token",
            401,
            &json!({ "error": "invalid_client", "error_description": "Wrong secret" }),
        );
    let road = Road::new();
    let request = with_token(read(&vendor.url(), "a"), &vendor.url());
    let (session, _) = session_at(&road, &Arc::default());
    session.send(&request).await.unwrap();
    let other = account(&TINY, SITE, &[("api_key", "another-secret")]).unwrap();
    let (session, _) = session_on(other, &road);
    let error = session.send(&request).await.err().unwrap();
    assert_eq!(error.kind, Kind::Unauthorized);
    assert_eq!(
        error.message,
        format!(
            "POST {}/token gave no token, but 401: Wrong secret",
            vendor.url()
        )
    );
    vendor.transcript().await;
}

#[tokio::test]
async fn a_check_obtains_a_new_token_in_any_case() {
    let vendor = Vendor::start().await;
    vendor
        .json("POST /token", 200, &granted("one", 3600))
        .json("POST /token", 200, &granted("two", 3600))
        .json("POST /token", 403, &json!({}))
        .json("POST /token", 429, &json!({}))
        .json("POST /token", 429, &json!({}))
        .json("POST /token", 429, &json!({}))
        .json("POST /token", 200, &json!({ "token": CANARY }));
    let (session, _) = session_at(&Road::new(), &Arc::default());
    let grant = grant(&vendor.url());
    session.renew(&grant).await.unwrap();
    session.renew(&grant).await.unwrap();
    for expected in [Kind::Forbidden, Kind::RateLimited, Kind::Malformed] {
        let error = session.renew(&grant).await.unwrap_err();
        assert_eq!(error.kind, expected);
        assert!(!format!("{error:?}").contains(CANARY));
    }
    vendor.transcript().await;
}

#[tokio::test]
async fn the_wait_for_a_token_can_be_called_off() {
    let (url, mut heard) = crate::testing::silent().await;
    let (session, _) = session_at(&Road::new(), &Arc::default());
    let request = with_token(change(&url, "/a", Idempotency::None), &url);
    let (result, ()) = tokio::join!(session.send(&request), async {
        heard.recv().await.unwrap();
        session.cancel.cancel();
    });
    // The change itself has not left.
    assert_eq!(result.err().unwrap().kind, Kind::Cancelled);
    assert!(heard.try_recv().is_err());
}
