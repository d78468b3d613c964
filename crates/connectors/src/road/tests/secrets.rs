//! The planted key turns up where the vendor expects it, and nowhere else.

use serde_json::json;
use wiremock::ResponseTemplate;

use crate::testing::tiny::{SITE, TINY, change, read, tiny};
use crate::testing::{CANARY, Vendor, account, hang_up, raw, session_on};
use crate::{Body, Credential, Idempotency, Kind, Request, Road, segment};

fn signed(request: Request) -> Request {
    request
        .credential(Credential::BasicUser {
            setting: "api_key",
            password: "x",
        })
        .credential(Credential::Header {
            name: "x-key",
            prefix: "Key ",
            setting: "api_key",
        })
        .credential(Credential::Query {
            name: "key",
            setting: "api_key",
        })
}

#[tokio::test]
async fn a_key_in_the_path_is_masked_wherever_the_url_is_shown() {
    // It needs escapes in a path, which a vendor may spell in its own way.
    let secret = format!("{CANARY}/a b");
    let account = account(&TINY, SITE, &[("api_key", CANARY), ("pin", &secret)]).unwrap();
    let (session, tape) = session_on(account, &Road::new());
    let path = format!("/{}/7", segment("pin"));
    let of = |url: &str| read(url, &path).credential(Credential::Path { setting: "pin" });
    let line = format!("GET /{CANARY}%2Fa%20b/7 ");
    let page = format!("no page {line}\n/{CANARY}/a b/7 /{CANARY}%2fa+b/7");
    let (url, seen) = raw(move |_| {
        format!(
            "HTTP/1.1 404 No\r\ncontent-length: {}\r\n\r\n{page}",
            page.len()
        )
        .into_bytes()
    })
    .await;
    session.send(&of(&url)).await.unwrap();
    assert!(seen.lock().unwrap()[0].starts_with(&line));
    let closed = super::network::closed_port().await;
    let failure = session.send(&of(&closed)).await.err().unwrap();
    let text = format!("{failure:?} {}", tape.text());
    assert!(!text.contains(CANARY), "{text}");
    assert!(failure.message.contains("/‹pin›/7"), "{failure}");
    let exchanges = tape.exchanges.lock().unwrap();
    assert_eq!(exchanges[1].url, format!("{url}/‹pin›/7"));
    assert_eq!(
        exchanges[1].reply,
        Some(json!("no page GET /‹pin›/7 \n/‹pin›/7 /‹pin›/7"))
    );
}

const BASIC: &str = "Y2FuYXJ5LUszWS05ZjhlN2Q2YzViNGE6eA==";

#[tokio::test]
async fn it_reaches_the_vendor_and_no_record() {
    let (url, seen) = raw(|_| {
        let body = json!({ "echo": CANARY, CANARY: [BASIC], "url": format!("/a?key={CANARY}") });
        format!("HTTP/1.1 400 Bad\r\nx-echo: {CANARY}\r\n\r\n{body}").into_bytes()
    })
    .await;
    let (session, tape) = tiny();
    let request = signed(change(&url, "/a", Idempotency::None)).body(Body::Json(json!({ "a": 1 })));
    let reply = session.send(&request).await.unwrap();
    // The folder reads the answer as it came.
    assert!(reply.text().contains(CANARY));
    let seen = seen.lock().unwrap();
    assert!(seen[0].starts_with(&format!("POST /a?key={CANARY} ")));
    assert!(seen[0].contains(&format!("authorization: Basic {BASIC}\r\n")));
    assert!(seen[0].contains(&format!("x-key: Key {CANARY}\r\n")));
    let text = tape.text();
    assert!(!text.contains(CANARY), "{text}");
    assert!(!text.contains(&BASIC[..20]), "{text}");
    let last = tape.exchanges.lock().unwrap().last().cloned().unwrap();
    assert_eq!(last.url, format!("{url}/a?key=‹api_key›"));
    assert_eq!(last.headers["authorization"], "Basic ‹api_key›:x");
    assert_eq!(last.headers["x-key"], "Key ‹api_key›");
    assert_eq!(
        last.reply,
        Some(json!({
            "echo": "‹api_key›",
            "‹api_key›": ["‹authorization›"],
            "url": "/a?key=‹api_key›",
        }))
    );
}

#[tokio::test]
async fn it_is_in_no_error() {
    let vendor = Vendor::start().await;
    let page = format!("<h1>Gateway error for {CANARY}</h1>");
    vendor.reply(
        &format!("POST /a?key={CANARY}"),
        ResponseTemplate::new(502).set_body_string(page),
    );
    let closed = super::network::closed_port().await;
    let (hangs_up, _) = hang_up().await;
    let (too_large, _) = raw(|_| super::answers::huge(11 * 1024 * 1024)).await;
    let (elsewhere, _) = raw(|_| {
        format!("HTTP/1.1 302 Found\r\nlocation: https://x.invalid/{CANARY}\r\n\r\n").into_bytes()
    })
    .await;
    for url in [&vendor.url(), &closed, &hangs_up, &too_large, &elsewhere] {
        let (session, tape) = tiny();
        let request = signed(change(url, "/a", Idempotency::None));
        let error = session.send(&request).await.err().unwrap();
        let text = format!("{error:?} {}", tape.text());
        assert!(!text.contains(CANARY), "{text}");
        assert!(text.contains("‹api_key›"), "{text}");
    }
}

#[tokio::test]
async fn a_key_that_cannot_stand_in_a_header_is_not_repeated() {
    let vendor = Vendor::start().await;
    let secret = format!("{CANARY}\u{7f}");
    let account = account(&TINY, SITE, &[("api_key", CANARY), ("pin", &secret)]).unwrap();
    let (session, tape) = session_on(account, &Road::new());
    let request = read(&vendor.url(), "a").credential(Credential::Header {
        name: "x-pin",
        prefix: "",
        setting: "pin",
    });
    let error = session.send(&request).await.err().unwrap();
    assert_eq!(error.kind, Kind::Invalid);
    assert_eq!(
        error.message,
        "the header x-pin has characters that cannot be sent"
    );
    let text = format!("{error:?} {}", tape.text());
    assert!(!text.contains(CANARY), "{text}");
    // Asked once: it will not become better.
    assert_eq!(tape.exchanges.lock().unwrap().last().unwrap().attempts, 1);
    assert_eq!(vendor.transcript().await, "");
}

#[tokio::test]
async fn a_secret_that_is_not_there_is_said_before_anything_is_sent() {
    let vendor = Vendor::start().await;
    let (session, tape) = tiny();
    let request = read(&vendor.url(), "a").credential(Credential::Header {
        name: "x-pin",
        prefix: "",
        setting: "pin",
    });
    let error = session.send(&request).await.err().unwrap();
    assert_eq!(error.kind, Kind::Invalid);
    assert_eq!(error.field.as_deref(), Some("pin"));
    assert!(tape.exchanges.lock().unwrap().is_empty());
}

#[tokio::test]
async fn a_short_password_is_hidden_within_basic_too() {
    // cGluOjc= is "pin:7": too short to be looked for by itself.
    let vendor = Vendor::start().await;
    vendor.reply(
        "GET /a",
        ResponseTemplate::new(401).set_body_string("rejected: Basic cGluOjc="),
    );
    let account = account(&TINY, SITE, &[("api_key", CANARY), ("pin", "7")]).unwrap();
    let (session, tape) = session_on(account, &Road::new());
    let request = read(&vendor.url(), "a").credential(Credential::BasicPassword {
        user: "pin".into(),
        setting: "pin",
    });
    session.send(&request).await.unwrap();
    let last = tape.exchanges.lock().unwrap().last().cloned().unwrap();
    assert_eq!(last.reply, Some(json!("rejected: Basic ‹authorization›")));
}
