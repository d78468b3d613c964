//! The check: each verdict that it can come to.

use std::fmt::Write as _;

use serde_json::{Value, json};

use super::{PROBE, accepted, answer, golden, reason, with_store};

const APPS: &str = "GET /v1/apps?filter%5BbundleId%5D=com.acme.player&limit=200";

#[tokio::test]
async fn what_a_check_comes_to() {
    let mut all = String::new();
    for (status, word) in [
        (400, "BadDeviceToken"),
        (410, "Unregistered"),
        (400, "DeviceTokenNotForTopic"),
        (400, "TopicDisallowed"),
        (400, "BadTopic"),
        (400, "PayloadEmpty"),
        (403, "InvalidProviderToken"),
        (403, "ExpiredProviderToken"),
        (403, "BadEnvironmentKeyIdInToken"),
        (403, "UnrelatedKeyIdInToken"),
        (404, "BadPath"),
        (429, "TooManyProviderTokenUpdates"),
        (503, "ServiceUnavailable"),
    ] {
        let golden = golden().await;
        golden.vendor.reply(PROBE, reason(status, word));
        write!(all, "# {status} {word}\n{}", golden.checked().await).unwrap();
    }
    for (what, reply) in [
        ("accepted", accepted()),
        ("page", answer(200, "<html>Log in</html>")),
        ("blocked", answer(403, "<html>Blocked</html>")),
    ] {
        let golden = golden().await;
        golden.vendor.reply(PROBE, reply);
        write!(all, "# {what}\n{}", golden.checked().await).unwrap();
    }
    insta::assert_snapshot!(all);
}

#[tokio::test]
async fn app_store_connect_is_checked_where_its_key_is_set() {
    let app = |bundle: &str| json!({ "data": [{ "type": "apps", "id": "1", "attributes": { "bundleId": bundle } }], "links": { "self": "" } });
    let no = |code: &str| json!({ "errors": [{ "status": "401", "code": code, "title": "No", "detail": "Provide a properly configured and signed bearer token." }] });
    let mut all = String::new();
    for (what, status, body) in [
        ("found", 200, app("com.acme.player")),
        ("another app", 200, app("com.acme.player2")),
        ("wrong key", 401, no("NOT_AUTHORIZED")),
        ("no role", 403, no("FORBIDDEN_ERROR")),
        ("not a list", 200, Value::Null),
    ] {
        let golden = with_store().await;
        golden.vendor.reply(PROBE, reason(400, "BadDeviceToken"));
        golden.json(APPS, status, &body);
        write!(all, "# {what}\n{}", golden.checked().await).unwrap();
    }
    insta::assert_snapshot!(all);
}

/// The one request of a check, in full: it is a read, though it is a POST.
#[tokio::test]
async fn the_probe_is_a_push_to_nobody() {
    let golden = golden().await;
    golden.vendor.reply(PROBE, reason(400, "BadDeviceToken"));
    golden.session.check(&super::Apple).await.unwrap();
    let exchanges = golden.tape.exchanges.lock().unwrap().clone();
    assert!(exchanges.iter().all(|e| !e.changes));
    insta::assert_snapshot!(golden.vendor.transcript().await);
}
