//! For tests of this crate: a scripted vendor on a real socket, and sessions with a fixed clock and fixed ids.
//!
//! A [`Vendor`] answers the requests that its script expects, in that order, and fails the test on any other:
//! a request that was not planned is the worst thing that a connector can do.

pub(crate) mod golden;
pub(crate) mod keys;
pub(crate) mod tiny;

use std::collections::{BTreeMap, VecDeque};
use std::fmt::Write as _;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use patchbay_vault::Secret;
use serde_json::Value;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;
use wiremock::{Mock, MockServer, ResponseTemplate};

use crate::{
    Account, Ambient, Connector, Definition, Exchange, Intent, Order, Progress, Recorder, Result,
    Road, Session, Setting, SettingKind, Values,
};

/// The key that every test account holds; it must turn up nowhere but in what the vendor receives.
pub(crate) const CANARY: &str = "canary-K3Y-9f8e7d6c5b4a";
/// What the clock of every test session says.
pub(crate) const NOW: &str = "2026-11-21T12:00:00Z";

type Script = Arc<Mutex<(VecDeque<(String, ResponseTemplate)>, Vec<String>)>>;

/// A vendor that follows a script.
pub(crate) struct Vendor {
    server: MockServer,
    script: Script,
}

impl Vendor {
    pub(crate) async fn start() -> Self {
        let server = MockServer::start().await;
        let script = Script::default();
        let lines = Arc::clone(&script);
        Mock::given(wiremock::matchers::any())
            .respond_with(move |request: &wiremock::Request| {
                let query = request
                    .url
                    .query()
                    .map(|q| format!("?{q}"))
                    .unwrap_or_default();
                let got = format!("{} {}{query}", request.method, request.url.path());
                let mut script = lines.lock().unwrap();
                match script.0.front() {
                    Some((expected, _)) if *expected == got => script.0.pop_front().unwrap().1,
                    Some((expected, _)) => {
                        let fault = format!("expected {expected}, got {got}");
                        script.1.push(fault);
                        ResponseTemplate::new(418)
                    }
                    None => {
                        script.1.push(format!("expected nothing more, got {got}"));
                        ResponseTemplate::new(418)
                    }
                }
            })
            .mount(&server)
            .await;
        Self { server, script }
    }

    /// The base URL, without a trailing slash.
    pub(crate) fn url(&self) -> String {
        self.server.uri()
    }

    /// Next, `GET /path?query` is answered by a JSON document.
    pub(crate) fn json(&self, line: &str, status: u16, body: &Value) -> &Self {
        self.reply(line, ResponseTemplate::new(status).set_body_json(body))
    }

    /// Next, `GET /path?query` is answered so.
    pub(crate) fn reply(&self, line: &str, reply: ResponseTemplate) -> &Self {
        self.script
            .lock()
            .unwrap()
            .0
            .push_back((line.into(), reply));
        self
    }

    /// What was not asked for by now will not be.
    pub(crate) fn forget(&self) {
        self.script.lock().unwrap().0.clear();
    }

    /// How many requests were received.
    pub(crate) async fn count(&self) -> usize {
        self.server.received_requests().await.unwrap().len()
    }

    /// All that was received, for a snapshot: method, path and query, sorted headers, body. Fails the test if
    /// anything came that the script did not expect, or something expected did not come.
    pub(crate) async fn transcript(&self) -> String {
        {
            let script = self.script.lock().unwrap();
            assert!(script.1.is_empty(), "unplanned requests: {:#?}", script.1);
            let left: Vec<_> = script.0.iter().map(|(line, _)| line).collect();
            assert!(left.is_empty(), "requests that did not come: {left:#?}");
        }
        let requests = self.server.received_requests().await.unwrap();
        let mut out = String::new();
        for request in requests {
            let query = request
                .url
                .query()
                .map(|q| format!("?{q}"))
                .unwrap_or_default();
            let _ = writeln!(out, "{} {}{query}", request.method, request.url.path());
            let mut headers: Vec<String> = request
                .headers
                .iter()
                .filter(|(n, _)| {
                    !matches!(
                        n.as_str(),
                        "host" | "content-length" | "user-agent" | "accept-encoding"
                    )
                })
                .map(|(n, v)| format!("{n}: {}", read_tokens(v.to_str().unwrap())))
                .collect();
            headers.sort();
            out += &(headers.join("\n") + "\n");
            if !request.body.is_empty() {
                let text = read_tokens(&String::from_utf8(request.body).unwrap());
                let body = serde_json::from_str::<Value>(&text)
                    .map_or(text, |json| serde_json::to_string_pretty(&json).unwrap());
                let _ = write!(out, "\n{body}\n");
            }
            out += "----\n";
        }
        out
    }
}

/// Signed tokens as what they say: an ECDSA signature is another one each time.
fn read_tokens(text: &str) -> String {
    let is_token = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find("eyJ") {
        let (before, from) = rest.split_at(at);
        let end = from.find(|c| !is_token(c)).unwrap_or(from.len());
        let (token, after) = from.split_at(end);
        let said: Option<Vec<_>> = token
            .split('.')
            .take(2)
            .map(|part| String::from_utf8(URL_SAFE_NO_PAD.decode(part).ok()?).ok())
            .collect();
        out += before;
        match said.as_deref() {
            Some([header, claims]) => {
                let _ = write!(out, "jwt{header}{claims}");
            }
            _ => out += token,
        }
        rest = after;
    }
    out + rest
}

/// A server on a bare socket, for answers that no decent server gives: each request, read to its end, is
/// answered by the bytes that `answer` makes of its number (from 0), and the connection is closed. Gives its URL
/// and the requests so far.
pub(crate) async fn raw(
    answer: impl Fn(usize) -> Vec<u8> + Send + Sync + 'static,
) -> (String, Arc<Mutex<Vec<String>>>) {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let requests = Arc::new(Mutex::new(Vec::new()));
    let seen = Arc::clone(&requests);
    let answer = Arc::new(answer);
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let (seen, answer) = (Arc::clone(&seen), Arc::clone(&answer));
            tokio::spawn(async move {
                let mut bytes = Vec::new();
                while !complete(&bytes) {
                    match stream.read_buf(&mut bytes).await {
                        Ok(0) | Err(_) => return,
                        Ok(_) => {}
                    }
                }
                let number = {
                    let mut seen = seen.lock().unwrap();
                    seen.push(String::from_utf8(bytes).unwrap());
                    seen.len() - 1
                };
                // The other side may have hung up on purpose.
                let _ = stream.write_all(&answer(number)).await;
                let _ = stream.shutdown().await;
            });
        }
    });
    (url, requests)
}

/// A server that takes requests and never answers. Gives its URL, and a receiver that hears of each request.
pub(crate) async fn silent() -> (String, tokio::sync::mpsc::UnboundedReceiver<()>) {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let (heard, hear) = tokio::sync::mpsc::unbounded_channel();
    tokio::spawn(async move {
        let mut held = Vec::new();
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut bytes = Vec::new();
            while !complete(&bytes) {
                if stream.read_buf(&mut bytes).await.unwrap() == 0 {
                    break;
                }
            }
            held.push(stream);
            let _ = heard.send(());
        }
    });
    (url, hear)
}

/// A server that reads each request to its end and hangs up without an answer. Gives its URL and the number
/// of requests so far.
pub(crate) async fn hang_up() -> (String, Arc<AtomicU32>) {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let count = Arc::new(AtomicU32::new(0));
    let counter = Arc::clone(&count);
    tokio::spawn(async move {
        loop {
            let Ok((mut stream, _)) = listener.accept().await else {
                return;
            };
            let counter = Arc::clone(&counter);
            tokio::spawn(async move {
                let mut seen = Vec::new();
                let mut buffer = [0; 4096];
                while let Ok(n) = stream.read(&mut buffer).await {
                    if n == 0 {
                        return;
                    }
                    seen.extend_from_slice(&buffer[..n]);
                    if complete(&seen) {
                        counter.fetch_add(1, Ordering::SeqCst);
                        return;
                    }
                }
            });
        }
    });
    (url, count)
}

/// Whether a whole HTTP/1.1 request with a `content-length` (or none) is there.
fn complete(bytes: &[u8]) -> bool {
    let text = String::from_utf8_lossy(bytes).to_ascii_lowercase();
    let Some(end) = text.find("\r\n\r\n") else {
        return false;
    };
    let length = text[..end]
        .lines()
        .find_map(|l| l.strip_prefix("content-length:"))
        .map_or(0, |n| n.trim().parse::<usize>().unwrap());
    bytes.len() >= end + 4 + length
}

/// Keeps what a session records.
#[derive(Default)]
pub(crate) struct Tape {
    pub exchanges: Mutex<Vec<Exchange>>,
    pub progress: Mutex<Vec<Progress>>,
}

impl Recorder for Tape {
    fn record(&self, exchange: &Exchange) -> Result<()> {
        self.exchanges.lock().unwrap().push(exchange.clone());
        Ok(())
    }

    fn progress(&self, progress: Progress) {
        self.progress.lock().unwrap().push(progress);
    }
}

impl Tape {
    /// Everything that was recorded, as one text, to look for canaries in.
    pub(crate) fn text(&self) -> String {
        format!(
            "{:?} {:?}",
            self.exchanges.lock().unwrap(),
            self.progress.lock().unwrap()
        )
    }
}

/// A fixed clock, ids that count up, no jitter.
pub(crate) fn ambient() -> Ambient {
    let ids = Arc::new(AtomicU32::new(0));
    Ambient {
        now: Arc::new(|| NOW.parse().unwrap()),
        new_id: Arc::new(move || {
            Uuid::from_u128(u128::from(ids.fetch_add(1, Ordering::Relaxed)) + 1)
        }),
        chance: Arc::new(|| 0.0),
    }
}

/// What stands in a secret setting of a test account: the canary, or a key file where one is wanted.
pub(crate) fn secret_of(setting: &Setting) -> String {
    match setting.kind {
        SettingKind::File => keys::P8.to_owned(),
        SettingKind::Json => keys::service_account(),
        _ => CANARY.to_owned(),
    }
}

/// Whether a text has the canary, or any line of the key files that stand in its place, as they are or with their
/// line breaks escaped.
pub(crate) fn leaks(text: &str) -> bool {
    let lines = [keys::P8, keys::RSA].into_iter().flat_map(str::lines);
    text.contains(CANARY)
        || lines
            .filter(|l| !l.starts_with("-----"))
            .any(|l| text.contains(l))
}

/// A session on a test account: `values` as given, every secret setting as [`secret_of`] says.
pub(crate) fn session(connector: &dyn Connector, values: &[(&str, &str)]) -> (Session, Arc<Tape>) {
    let definition = connector.definition();
    let secrets: Vec<_> = definition
        .settings
        .iter()
        .filter(|s| s.secret)
        .map(|s| (s.key, secret_of(s)))
        .collect();
    let secrets: Vec<_> = secrets.iter().map(|(k, v)| (*k, v.as_str())).collect();
    let account = account(definition, values, &secrets).unwrap();
    session_on(account, &Road::new())
}

/// A session on that account, on a road that others may share.
pub(crate) fn session_on(account: Account, road: &Arc<Road>) -> (Session, Arc<Tape>) {
    let tape = Arc::new(Tape::default());
    let recorder: Arc<dyn Recorder> = Arc::clone(&tape) as _;
    let road = Arc::clone(road);
    let cancel = CancellationToken::new();
    (
        Session::new(account, road, ambient(), recorder, cancel),
        tape,
    )
}

/// An account with these settings and secrets.
pub(crate) fn account(
    definition: &'static Definition,
    values: &[(&str, &str)],
    secrets: &[(&str, &str)],
) -> Result<Account> {
    let values: Values = values
        .iter()
        .map(|(k, v)| ((*k).to_owned(), (*v).to_owned()))
        .collect();
    let secrets: BTreeMap<String, Secret> = secrets
        .iter()
        .map(|(k, v)| ((*k).to_owned(), Secret::new((*v).to_owned())))
        .collect();
    Account::new(definition, &values, secrets)
}

/// An order that has been judged.
pub(crate) fn intent(
    session: &Session,
    action: &str,
    traits: &[(&str, &str)],
    params: &[(&str, &str)],
) -> Result<Intent> {
    let owned = |pairs: &[(&str, &str)]| {
        pairs
            .iter()
            .map(|(k, v)| ((*k).to_owned(), (*v).to_owned()))
            .collect()
    };
    session.intent(&Order {
        action: action.into(),
        user: Some("test user".into()),
        traits: owned(traits),
        params: owned(params),
        ..Order::default()
    })
}
