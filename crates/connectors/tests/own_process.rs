//! What concerns a whole process, so that it has one of its own: everything that is logged by anybody, and the
//! proxies of the environment.

#![allow(clippy::unwrap_used)] // a test that cannot go on is to fail

use std::collections::BTreeMap;
use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::process::Command;
use std::sync::{Arc, Mutex};

use patchbay_connectors::{
    Account, Ambient, Body, Category, Credential, Definition, Exchange, Idempotency, Limits,
    Method, Progress, Recorder, Request, Result, Road, Session, Setting, segment,
};
use patchbay_vault::Secret;
use tokio_util::sync::CancellationToken;
use tracing_subscriber::util::SubscriberInitExt as _;

const CANARY: &str = "canary-K3Y-9f8e7d6c5b4a";
const BASIC: &str = "Y2FuYXJ5LUszWS05ZjhlN2Q2YzViNGE6eA";

static DEFINITION: Definition = Definition {
    id: "tiny",
    name: "Tiny",
    category: Category::Billing,
    summary: "",
    docs_url: "",
    settings: &[Setting::secret("api_key", "API key", "").required()],
    traits: &[],
    catalogues: &[],
    actions: &[],
    limits: Limits::USUAL,
    proves: "",
    assumptions: &[],
};

struct Nobody;

impl Recorder for Nobody {
    fn record(&self, _: &Exchange) -> Result<()> {
        Ok(())
    }

    fn progress(&self, _: Progress) {}
}

fn session() -> Session {
    let secrets = BTreeMap::from([("api_key".to_owned(), Secret::new(CANARY.to_owned()))]);
    let account = Account::new(&DEFINITION, &BTreeMap::new(), secrets).unwrap();
    let ambient = Ambient {
        now: Arc::new(|| "2026-11-21T12:00:00Z".parse().unwrap()),
        new_id: Arc::new(uuid::Uuid::nil),
        chance: Arc::new(|| 0.0),
    };
    let road = Road::new();
    Session::new(
        account,
        road,
        ambient,
        Arc::new(Nobody),
        CancellationToken::new(),
    )
}

/// Answers so many requests in turn, each with a page that holds the key. Gives its address and what came.
fn vendor(requests: usize) -> (String, std::thread::JoinHandle<Vec<String>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    let server = std::thread::spawn(move || {
        let mut seen = Vec::new();
        while seen.len() < requests {
            let (mut stream, _) = listener.accept().unwrap();
            let mut bytes = Vec::new();
            // The last byte of the bodies below.
            while !bytes.ends_with(b"}") {
                let mut chunk = [0; 4096];
                let n = stream.read(&mut chunk).unwrap();
                assert!(n > 0, "hung up");
                bytes.extend_from_slice(&chunk[..n]);
            }
            seen.push(String::from_utf8(bytes).unwrap());
            let page = format!("no access for {CANARY}");
            let head = format!(
                "HTTP/1.1 403 No\r\nx-echo: {CANARY}\r\ncontent-length: {}",
                page.len()
            );
            write!(stream, "{head}\r\nconnection: close\r\n\r\n{page}").unwrap();
        }
        seen
    });
    (url, server)
}

fn request(url: &str, changes: bool) -> Request {
    let url = format!("{url}{}/7", segment("api_key")).parse().unwrap();
    let request = if changes {
        Request::change("Change", Method::Post, url, Idempotency::None)
    } else {
        Request::read("Look", Method::Post, url)
    };
    request
        .body(Body::Json(serde_json::json!({ "key": "", "n": {} })))
        .credential(Credential::Json {
            pointer: "/key".into(),
            setting: "api_key",
        })
        .credential(Credential::Path { setting: "api_key" })
        .credential(Credential::Query {
            name: "key",
            setting: "api_key",
        })
        .credential(Credential::BasicUser {
            setting: "api_key",
            password: "x",
        })
        .credential(Credential::Header {
            name: "x-key",
            prefix: "",
            setting: "api_key",
        })
}

#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl std::io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn nothing_that_anybody_logs_holds_the_key() {
    let log = Log::default();
    let writer = log.clone();
    tracing_subscriber::fmt()
        .with_max_level(tracing_subscriber::filter::LevelFilter::TRACE)
        .with_span_events(tracing_subscriber::fmt::format::FmtSpan::FULL)
        .with_ansi(false)
        .with_writer(move || writer.clone())
        .finish()
        .init();
    let (url, server) = vendor(2);
    let session = session();
    for changes in [false, true] {
        let reply = session.send(&request(&url, changes)).await.unwrap();
        assert_eq!(reply.status, 403);
    }
    // And a failure: nobody listens there any more.
    let seen = server.join().unwrap();
    assert!(session.send(&request(&url, true)).await.is_err());
    for request in seen {
        assert_eq!(request.matches(CANARY).count(), 4, "{request}");
        assert!(request.contains(BASIC), "{request}");
    }
    let log = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    // The log is a log: ours, and of those below us.
    for expected in [
        "patchbay_connectors",
        "answered",
        "no answer",
        "hyper",
        "reqwest",
    ] {
        assert!(log.contains(expected), "{expected} is missing in\n{log}");
    }
    for secret in [CANARY, BASIC] {
        assert!(!log.contains(secret), "{log}");
    }
}

/// Runs one of the tests below in a process whose environment names a proxy that does not work.
fn behind_a_proxy(test: &str) {
    let exe = std::env::current_exe().unwrap();
    let output = Command::new(exe)
        .args(["--exact", test, "--ignored", "--nocapture"])
        .envs(
            [
                "http_proxy",
                "HTTP_PROXY",
                "https_proxy",
                "HTTPS_PROXY",
                "ALL_PROXY",
            ]
            .map(|name| (name, "http://127.0.0.1:9")),
        )
        .env_remove("NO_PROXY")
        .env_remove("no_proxy")
        .env_remove("REQUEST_METHOD")
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{said}\n{output:?}");
    assert!(said.contains("1 passed"), "{said}");
}

#[test]
fn a_proxy_is_not_handed_what_stays_on_this_machine() {
    behind_a_proxy("child_talks_to_this_machine");
}

#[tokio::test]
#[ignore = "run by the test above, with its environment"]
async fn child_talks_to_this_machine() {
    let (url, server) = vendor(2);
    let session = session();
    for changes in [false, true] {
        let reply = session.send(&request(&url, changes)).await.unwrap();
        assert_eq!(reply.status, 403);
    }
    server.join().unwrap();
}

#[test]
fn a_proxy_is_used_for_the_rest() {
    behind_a_proxy("child_talks_through_the_proxy");
}

#[tokio::test]
#[ignore = "run by the test above, with its environment"]
async fn child_talks_through_the_proxy() {
    let session = session();
    let request = request("https://vendor.invalid/", true);
    let error = session.send(&request).await.err().unwrap();
    // The name is the proxy's to resolve; it is the proxy that nobody is behind.
    assert_eq!(error.stage, patchbay_connectors::Stage::Connect, "{error}");
    assert!(error.message.contains("onnection refused"), "{error}");
}
