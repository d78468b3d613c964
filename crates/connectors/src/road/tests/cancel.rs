//! Every wait can be called off, and a change that may have arrived by then is unknown.

use std::sync::Arc;

use wiremock::ResponseTemplate;

use crate::testing::tiny::{KEYS, LIMITS, SITE, TINY, change, read, tiny};
use crate::testing::{Vendor, account, raw, session_on, silent};
use crate::{Definition, Idempotency, Kind, Limits, Rate, Road};

/// The tiny connector with other limits.
fn limited(limits: Limits) -> &'static Definition {
    Box::leak(Box::new(Definition {
        id: TINY.id,
        name: TINY.name,
        category: TINY.category,
        summary: TINY.summary,
        docs_url: TINY.docs_url,
        settings: TINY.settings,
        traits: TINY.traits,
        catalogues: TINY.catalogues,
        actions: TINY.actions,
        limits,
        proves: TINY.proves,
        assumptions: TINY.assumptions,
    }))
}

#[tokio::test]
async fn what_was_called_off_before_does_not_leave() {
    let vendor = Vendor::start().await;
    let (session, tape) = tiny();
    session.cancel.cancel();
    for request in [
        read(&vendor.url(), "a"),
        change(&vendor.url(), "a", Idempotency::None),
    ] {
        let error = session.send(&request).await.err().unwrap();
        assert_eq!(error.kind, Kind::Cancelled);
    }
    assert_eq!(vendor.transcript().await, "");
    assert!(tape.exchanges.lock().unwrap().is_empty());
}

#[tokio::test]
async fn under_way_a_change_is_unknown_and_a_read_is_cancelled() {
    for (idempotency, expected) in [
        (Some(Idempotency::None), Kind::Unknown),
        (Some(Idempotency::Key), Kind::Unknown),
        (None, Kind::Cancelled),
    ] {
        let (url, mut heard) = silent().await;
        let (session, tape) = tiny();
        let request = match idempotency {
            Some(idempotency) => change(&url, "/a", idempotency),
            None => read(&url, "/a"),
        };
        let (result, ()) = tokio::join!(session.send(&request), async {
            heard.recv().await.unwrap();
            session.cancel.cancel();
        });
        let error = result.err().unwrap();
        assert_eq!(error.kind, expected);
        let last = tape.exchanges.lock().unwrap().last().cloned().unwrap();
        assert_eq!((last.attempts, last.error), (1, Some(error.message)));
    }
}

#[tokio::test]
async fn the_pause_before_a_repeat_can_be_called_off() {
    for (idempotency, expected) in [
        (Some(Idempotency::Key), Kind::Unknown),
        (None, Kind::Cancelled),
    ] {
        let (session, _) = tiny();
        let cancel = session.cancel.clone();
        // The vendor asks for 59 seconds, and the operator loses patience with that.
        let (url, seen) = raw(move |_| {
            cancel.cancel();
            b"HTTP/1.1 503 Busy\r\nretry-after: 59\r\ncontent-length: 0\r\n\r\n".to_vec()
        })
        .await;
        let request = match idempotency {
            Some(idempotency) => change(&url, "/a", idempotency),
            None => read(&url, "/a"),
        };
        let error = session.send(&request).await.err().unwrap();
        assert_eq!(error.kind, expected);
        assert_eq!(seen.lock().unwrap().len(), 1);
    }
}

#[tokio::test]
async fn the_wait_for_a_place_can_be_called_off() {
    let definition = limited(Limits {
        concurrency: Some(1),
        ..LIMITS
    });
    let (url, mut heard) = silent().await;
    let road = Road::new();
    let (first, _) = session_on(account(definition, SITE, KEYS).unwrap(), &road);
    let (second, tape) = session_on(account(definition, SITE, KEYS).unwrap(), &road);
    let request = change(&url, "/a", Idempotency::None);
    let waits = async {
        heard.recv().await.unwrap();
        let (result, ()) = tokio::join!(second.send(&request), async {
            second.cancel.cancel();
        });
        // It has not left: nothing is unknown about it, and nothing is recorded.
        assert_eq!(result.err().unwrap().kind, Kind::Cancelled);
        assert!(tape.exchanges.lock().unwrap().is_empty());
        assert!(heard.try_recv().is_err());
        first.cancel.cancel();
    };
    let (result, ()) = tokio::join!(first.send(&request), waits);
    assert_eq!(result.err().unwrap().kind, Kind::Unknown);
}

#[tokio::test]
async fn the_wait_for_the_rate_can_be_called_off() {
    let definition = limited(Limits {
        rate: Some(Rate {
            requests: 1,
            per_secs: 3600,
        }),
        ..LIMITS
    });
    let vendor = Vendor::start().await;
    vendor.reply("GET /a", ResponseTemplate::new(200));
    let road = Road::new();
    let (first, _) = session_on(account(definition, SITE, KEYS).unwrap(), &road);
    let (second, _) = session_on(account(definition, SITE, KEYS).unwrap(), &road);
    let request = read(&vendor.url(), "a");
    first.send(&request).await.unwrap();
    let (result, ()) = tokio::join!(second.send(&request), async { second.cancel.cancel() });
    assert_eq!(result.err().unwrap().kind, Kind::Cancelled);
    vendor.transcript().await;
}

#[tokio::test]
async fn limits_belong_to_the_host_and_not_to_the_session() {
    let road = Road::new();
    let one = account(&TINY, SITE, KEYS).unwrap();
    let two = account(&TINY, &[("site", "acme"), ("region", "eu")], KEYS).unwrap();
    let request = read("https://acme.example.com/", "a");
    let limiter = road.limiter(&one, &request);
    assert!(Arc::ptr_eq(&limiter, &road.limiter(&two, &request)));
    let elsewhere = read("https://other.example.com/", "a");
    assert!(!Arc::ptr_eq(&limiter, &road.limiter(&one, &elsewhere)));
}
