//! What every connector does, whoever wrote it, when it meets a server that is not its vendor.

use std::sync::Arc;

use crate::connector::{Check, Connector, Verdict};
use crate::definition::{Param, ParamKind};
use crate::registry::all;
use crate::testing::{self, Tape, leaks, raw};
use crate::{Kind, Session};

/// A session whose settings are the connector's own examples, on another address; every secret the canary.
fn elsewhere(connector: &dyn Connector, url: &str) -> (Session, Arc<Tape>) {
    let values: Vec<_> = connector
        .definition()
        .settings
        .iter()
        .filter(|s| !s.secret && s.required)
        .map(|s| (s.key, s.example))
        .chain([("base_url", url)])
        .collect();
    crate::testing::session(connector, &values)
}

/// The verdict of a check whose every request is answered so.
async fn checked(connector: &dyn Connector, answer: &'static str) -> (Verdict, String) {
    let (url, _) = raw(move |_| answer.as_bytes().to_vec()).await;
    let (session, tape) = elsewhere(connector, &url);
    let report = session.check(connector).await.unwrap();
    (report.verdict, format!("{report:?}\n{}", tape.text()))
}

#[tokio::test]
async fn a_check_says_what_was_seen_and_no_more() {
    // Retry-After says "not today", so that no test waits.
    for (answer, allowed) in [
        (
            "HTTP/1.1 429 Slow\r\nretry-after: 3600\r\ncontent-length: 2\r\n\r\n{}",
            &[Verdict::RateLimited][..],
        ),
        (
            "HTTP/1.1 503 Down\r\nretry-after: 3600\r\ncontent-length: 2\r\n\r\n{}",
            &[Verdict::Unreachable, Verdict::Unknown],
        ),
        (
            "HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: 14\r\n\r\n<h1>Hello</h1>",
            &[Verdict::Unknown],
        ),
        (
            "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}",
            &[Verdict::Unknown],
        ),
        (
            "HTTP/1.1 302 Found\r\nlocation: https://login.invalid/\r\ncontent-length: 0\r\n\r\n",
            &[Verdict::Unknown],
        ),
    ] {
        for connector in all() {
            let (verdict, text) = checked(*connector, answer).await;
            let id = connector.definition().id;
            assert!(
                allowed.contains(&verdict),
                "{id}: {verdict:?} for {answer}\n{text}"
            );
            assert!(!leaks(&text), "{id}: {text}");
        }
    }
}

#[tokio::test]
async fn a_host_that_is_not_there_says_nothing_about_the_credentials() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    for connector in all() {
        let (session, _) = elsewhere(*connector, &url);
        let report = session.check(*connector).await.unwrap();
        assert_eq!(report.verdict, Verdict::Unreachable, "{report:?}");
        for check in report.checks {
            assert_ne!(check.verdict, Verdict::Refused, "{check:?}");
        }
    }
}

#[tokio::test]
async fn a_check_sends_no_change() {
    for connector in all() {
        let (url, _) = raw(|_| b"HTTP/1.1 400 No\r\ncontent-length: 2\r\n\r\n{}".to_vec()).await;
        let (session, tape) = elsewhere(*connector, &url);
        let report = session.check(*connector).await.unwrap();
        let exchanges = tape.exchanges.lock().unwrap();
        assert!(exchanges.iter().all(|e| !e.changes), "{exchanges:?}");
        // Only where nothing can be known is nothing asked.
        let shape_only = |c: &Check| c.verdict == Verdict::ShapeOnly;
        assert!(!exchanges.is_empty() || report.checks.iter().all(shape_only));
    }
}

#[tokio::test]
async fn a_catalogue_that_is_not_declared_is_not_asked_for() {
    for connector in all() {
        let (url, seen) = raw(|_| Vec::new()).await;
        let (session, _) = elsewhere(*connector, &url);
        let error = session.sync(*connector, "no_such").await.unwrap_err();
        assert_eq!(error.kind, Kind::NotFound, "{error}");
        assert!(seen.lock().unwrap().is_empty());
    }
}

#[tokio::test]
async fn a_catalogue_that_cannot_be_read_to_its_end_is_an_error() {
    for connector in all() {
        for catalogue in connector.definition().catalogues {
            let (url, _) =
                raw(|_| b"HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\nnull".to_vec()).await;
            let (session, tape) = elsewhere(*connector, &url);
            let result = session.sync(*connector, catalogue.id).await;
            let id = connector.definition().id;
            // A catalogue of what people typed asks for nothing.
            assert!(
                result.is_err() || tape.exchanges.lock().unwrap().is_empty(),
                "{id} {} takes null for a catalogue",
                catalogue.id
            );
            assert!(!leaks(&tape.text()));
        }
    }
}

/// A value that the parameter takes; of a catalogue, one that it does not have.
fn anything(param: &Param) -> &'static str {
    match param.kind {
        ParamKind::Text { .. } | ParamKind::Integer { .. } | ParamKind::Decimal { .. } => "1",
        ParamKind::Boolean => "true",
        ParamKind::Date => "2026-12-24",
        ParamKind::Choice { choices } => choices[0].value,
        ParamKind::Catalogue { .. } => "no_such",
        ParamKind::Json { .. } => "{}",
    }
}

/// Every action, asked for as the form would, meets a vendor that knows nothing of it: a plan or an error, and no
/// change, no panic and no secret.
#[tokio::test]
async fn an_action_that_meets_nothing_known_ends_in_words() {
    const TEXTS: &[&str] = &["123", "someone@example.com", "a-1", "a_1"];
    for connector in all() {
        let d = connector.definition();
        for action in d.actions {
            let (url, _) = raw(|_| {
                b"HTTP/1.1 404 No\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{}"
                    .to_vec()
            })
            .await;
            let (session, tape) = elsewhere(*connector, &url);
            let traits: Vec<_> = action
                .requires
                .iter()
                .filter_map(|group| d.trait_named(group[0]))
                .map(|t| {
                    let good = TEXTS.iter().find(|text| (t.normalise)(text).is_ok());
                    (t.key, *good.unwrap_or(&"1"))
                })
                .collect();
            let params: Vec<_> = action
                .params
                .iter()
                .filter(|p| p.required && p.only_when.is_none())
                .map(|p| (p.key, anything(p)))
                .collect();
            let ended = match testing::intent(&session, action.id, &traits, &params) {
                Ok(intent) => session.plan(*connector, &intent).await.err(),
                Err(error) => Some(error),
            };
            let text = format!("{ended:?} {}", tape.text());
            assert!(!leaks(&text), "{} {}: {text}", d.id, action.id);
            let exchanges = tape.exchanges.lock().unwrap();
            assert!(exchanges.iter().all(|e| !e.changes), "{exchanges:?}");
        }
    }
}
