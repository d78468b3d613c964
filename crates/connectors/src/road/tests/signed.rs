//! Tokens that are signed here: as grants of their own, and as what asks for one.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use base64::Engine as _;
use serde_json::json;
use url::Url;
use wiremock::{Mock, MockServer, ResponseTemplate, matchers};

use super::tokens::{granted, session_of};
use crate::testing::tiny::{SITE, TINY, read, tiny};
use crate::testing::{CANARY, Tape, Vendor, account, keys, raw};
use crate::{Algorithm, Body, Credential, Grant, Jwt, KeyAt, Kind, Method, Request, Road, Session};

/// A token that is signed here, of an account whose PIN is a key file.
fn signed(scope: &str) -> Jwt {
    let fields = |key: &str, value: &str| [(key.to_owned(), json!(value))].into_iter().collect();
    Jwt {
        algorithm: Algorithm::Es256,
        key: KeyAt::File("pin"),
        header: fields("kid", "K1"),
        claims: fields("scope", scope),
        expires_secs: None,
        used_secs: 45 * 60,
    }
}

fn with_key(road: &Arc<Road>, clock: &Arc<AtomicI64>) -> (Session, Arc<Tape>) {
    let secrets = [("api_key", CANARY), ("pin", keys::P8)];
    session_of(account(&TINY, SITE, &secrets).unwrap(), road, clock)
}

fn with_signed(request: Request, grant: Grant) -> Request {
    request.credential(Credential::Granted {
        name: "authorization",
        prefix: "bearer ",
        grant: Arc::new(grant),
    })
}

/// The tokens that came, each as the number of its first sight.
fn tokens_of(seen: &[String]) -> Vec<usize> {
    let tokens: Vec<_> = seen
        .iter()
        .map(|r| {
            r.split("authorization: bearer ")
                .nth(1)
                .unwrap()
                .lines()
                .next()
                .unwrap()
        })
        .collect();
    tokens
        .iter()
        .map(|t| tokens.iter().position(|other| other == t).unwrap())
        .collect()
}

const REFUSAL: &[u8] = b"HTTP/1.1 403 No\r\ncontent-length: 7\r\n\r\nexpired";

#[tokio::test]
async fn a_signed_token_serves_all_sessions_for_its_time() {
    let (url, seen) = raw(|_| b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n".to_vec()).await;
    let road = Road::new();
    let clock = Arc::new(AtomicI64::new(0));
    for at in [0, 1199, 2699, 2700, 5399, 5400] {
        clock.store(at, Ordering::SeqCst);
        let (session, tape) = with_key(&road, &clock);
        // A check signs no other one than what is in hand.
        session.renew(&Grant::signed(signed("a"))).await.unwrap();
        let request = with_signed(read(&url, "/a"), Grant::signed(signed("a")));
        session.send(&request).await.unwrap();
        let exchange = tape.exchanges.lock().unwrap()[0].clone();
        assert_eq!(exchange.headers["authorization"], "bearer ‹token›");
        assert!(!tape.text().contains("eyJ"));
    }
    assert_eq!(tokens_of(&seen.lock().unwrap()), [0, 0, 0, 3, 3, 5]);
}

/// Whoever counts tokens sees one for a key: of all its accounts, and of all processes within its time.
#[tokio::test]
async fn one_key_says_the_same_whoever_signs() {
    let (url, seen) = raw(|_| b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n".to_vec()).await;
    let road = Road::new();
    for (road, at, site) in [
        (&road, 1000, "tiny"),
        (&road, 2699, "other"),
        (&Road::new(), 2699, "tiny"),
        (&road, 2700, "tiny"),
    ] {
        let secrets = [("api_key", CANARY), ("pin", keys::P8)];
        let account = account(&TINY, &[("site", site)], &secrets).unwrap();
        let clock = Arc::new(AtomicI64::new(at));
        let (session, _) = session_of(account, road, &clock);
        let request = with_signed(read(&url, "/a"), Grant::signed(signed("a")));
        session.send(&request).await.unwrap();
    }
    let seen = seen.lock().unwrap();
    assert_eq!(tokens_of(&seen), [0, 0, 2, 3]);
    let issued = |request: &String| {
        let token = request.split("authorization: bearer ").nth(1).unwrap();
        let claims = token.split('.').nth(1).unwrap();
        let claims = base64::engine::general_purpose::URL_SAFE_NO_PAD.decode(claims);
        serde_json::from_slice::<serde_json::Value>(&claims.unwrap()).unwrap()["iat"]
            .as_i64()
            .unwrap()
    };
    let issued: Vec<_> = seen.iter().map(issued).collect();
    assert_eq!(issued[0] + 2700, issued[3]);
    assert_eq!(issued[..3], [issued[0]; 3]);
}

#[tokio::test]
async fn a_stale_signed_token_is_made_anew_once_but_not_within_20_minutes() {
    let (url, seen) = raw(|_| REFUSAL.to_vec()).await;
    let clock = Arc::new(AtomicI64::new(0));
    let (session, _) = with_key(&Road::new(), &clock);
    for at in [0, 1199, 1200] {
        clock.store(at, Ordering::SeqCst);
        let grant = Grant::signed(signed("a")).stale(|r| r.status == 403);
        let request = with_signed(read(&url, "/a"), grant);
        assert_eq!(session.send(&request).await.unwrap().status, 403);
    }
    // Sent once at 0 and at 1199; at 1200 with the old one, then with another.
    assert_eq!(tokens_of(&seen.lock().unwrap()), [0, 0, 0, 3]);
}

#[tokio::test]
async fn a_key_that_cannot_sign_is_said_before_anything_is_sent() {
    let (session, tape) = tiny();
    let error = session
        .renew(&Grant::signed(signed("a")))
        .await
        .unwrap_err();
    assert_eq!(error.kind, Kind::Invalid);
    assert_eq!(error.field.as_deref(), Some("pin"));
    assert!(tape.exchanges.lock().unwrap().is_empty());
}

#[tokio::test]
async fn an_assertion_asks_for_a_token_of_its_own_scope() {
    let vendor = Vendor::start().await;
    vendor
        .json("POST /token", 200, &granted("one", 3600))
        .json("GET /a", 200, &json!({}))
        .json("POST /token", 200, &granted("two", 3600))
        .json("GET /a", 200, &json!({}))
        .json("GET /a", 200, &json!({}));
    let (session, tape) = with_key(&Road::new(), &Arc::default());
    for scope in ["push", "catalogue", "push"] {
        let url = Url::parse(&vendor.url()).unwrap().join("token").unwrap();
        let grant = Grant::oauth(
            Request::read("Obtain a token", Method::Post, url)
                .body(Body::Form(vec![("grant_type".into(), "jwt".into())]))
                .credential(Credential::Assertion {
                    name: "assertion",
                    jwt: Arc::new(Jwt {
                        expires_secs: Some(3600),
                        ..signed(scope)
                    }),
                }),
        );
        let request = with_signed(read(&vendor.url(), "a"), grant);
        session.send(&request).await.unwrap();
    }
    let transcript = vendor.transcript().await;
    let said: Vec<_> = transcript
        .lines()
        .filter(|l| l.starts_with("grant_type") || l.starts_with("authorization"))
        .collect();
    let assertion = |scope: &str| {
        format!(
            "grant_type=jwt&assertion=jwt{{\"alg\":\"ES256\",\"kid\":\"K1\"}}\
             {{\"scope\":\"{scope}\",\"iat\":1795262400,\"exp\":1795266000}}"
        )
    };
    assert_eq!(
        said,
        [
            &assertion("push"),
            "authorization: bearer one",
            &assertion("catalogue"),
            "authorization: bearer two",
            "authorization: bearer one",
        ]
    );
    let first = tape.exchanges.lock().unwrap()[0].clone();
    assert_eq!(
        first.body,
        Some(json!({ "grant_type": "jwt", "assertion": "‹assertion›" }))
    );
    assert!(!tape.text().contains("eyJ"));
}

#[tokio::test]
async fn an_assertion_that_is_repeated_to_us_is_hidden() {
    let echo = MockServer::start().await;
    Mock::given(matchers::any())
        .respond_with(|request: &wiremock::Request| {
            ResponseTemplate::new(200).set_body_bytes(request.body.clone())
        })
        .mount(&echo)
        .await;
    let (session, tape) = with_key(&Road::new(), &Arc::default());
    let request = read(&echo.uri(), "/a")
        .body(Body::Form(Vec::new()))
        .credential(Credential::Assertion {
            name: "assertion",
            jwt: Arc::new(signed("a")),
        });
    let reply = session.send(&request).await.unwrap();
    assert!(reply.text().contains("assertion=eyJ"));
    let last = tape.exchanges.lock().unwrap().last().cloned().unwrap();
    let said = last.reply.unwrap().to_string();
    assert!(said.contains("assertion=‹assertion›"), "{said}");
    assert!(!tape.text().contains("eyJ"));
}
