//! How far a request came, from real failures.

use std::sync::{Arc, Mutex};

use tokio::net::TcpListener;

use crate::testing::raw;
use crate::testing::tiny::{change, read, tiny};
use crate::{Error, Idempotency, Kind, Stage};

/// A URL where nobody listens.
pub(super) async fn closed_port() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    format!("http://{}", listener.local_addr().unwrap())
}

async fn failure(url: &str) -> Error {
    let (session, _) = tiny();
    let error = session.send(&read(url, "/a")).await.err().unwrap();
    assert_eq!(error.kind, Kind::Unreachable, "{error}");
    assert!(error.retryable());
    assert!(error.hint.is_some());
    error
}

#[tokio::test]
async fn nobody_listens() {
    let url = closed_port().await;
    let error = failure(&url).await;
    assert_eq!(error.stage, Stage::Connect);
    let start = format!("GET {url}/a could not connect (");
    assert!(error.message.starts_with(&start), "{error}");
}

#[tokio::test]
async fn a_name_that_does_not_exist() {
    // Reserved never to exist (RFC 6761, 6.4).
    let error = failure("https://patchbay.invalid").await;
    assert_eq!(error.stage, Stage::Dns, "{error}");
}

#[tokio::test]
async fn tls_to_a_plain_port() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("https://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
            let _ = stream.read(&mut [0; 16]).await;
            let _ = stream
                .write_all(b"HTTP/1.1 400 Bad Request\r\nconnection: close\r\n\r\n")
                .await;
        }
    });
    let error = failure(&url).await;
    assert_eq!(error.stage, Stage::Tls, "{error}");
}

/// Takes down what each connection says first, and hangs up.
async fn cut_off() -> (String, Arc<Mutex<Vec<Vec<u8>>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("https://{}", listener.local_addr().unwrap());
    let hellos = Arc::new(Mutex::new(Vec::new()));
    let said = Arc::clone(&hellos);
    tokio::spawn(async move {
        use tokio::io::AsyncReadExt as _;
        while let Ok((mut stream, _)) = listener.accept().await {
            // Read first: closing with unread bytes would be a reset.
            let mut head = [0; 5];
            let _ = stream.read_exact(&mut head).await;
            let length = usize::from(u16::from_be_bytes([head[3], head[4]]));
            let mut hello = vec![0; length];
            let _ = stream.read_exact(&mut hello).await;
            said.lock().unwrap().push(hello);
        }
    });
    (url, hellos)
}

#[tokio::test]
async fn a_handshake_that_is_cut_off() {
    let (url, _) = cut_off().await;
    let error = failure(&url).await;
    assert_eq!(error.stage, Stage::Tls, "{error}");
}

#[tokio::test]
async fn http_2_is_offered_where_there_is_tls() {
    // Apple's push service speaks nothing else.
    for changes in [false, true] {
        let (url, hellos) = cut_off().await;
        let request = if changes {
            change(&url, "/a", Idempotency::None)
        } else {
            read(&url, "/a")
        };
        let (session, _) = tiny();
        let error = session.send(&request).await.err().unwrap();
        assert_eq!(error.stage, Stage::Tls, "{error}");
        // The list of protocols (RFC 7301, 3.1), each with its length.
        let offered = b"\x02h2\x08http/1.1";
        let hellos = hellos.lock().unwrap();
        assert!(hellos[0].windows(offered.len()).any(|w| w == offered));
    }
}

#[tokio::test]
async fn nothing_goes_out_in_clear() {
    let (session, tape) = tiny();
    for request in [
        read("http://vendor.example.com/", "a"),
        read("http://127.0.0.1.example.com/", "a"),
        read("http://api.localhost/", "a"),
        change("http://10.0.0.1/", "a", Idempotency::None),
    ] {
        let error = session.send(&request).await.err().unwrap();
        assert_eq!(error.kind, Kind::Invalid);
        assert!(error.message.ends_with("in clear"), "{error}");
    }
    assert!(tape.exchanges.lock().unwrap().is_empty());
}

#[tokio::test]
async fn ip_version_6_of_this_machine_is_this_machine() {
    let Ok(listener) = TcpListener::bind("[::1]:0").await else {
        // A machine without IPv6 has nothing to say here.
        return;
    };
    let url = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    assert_eq!(failure(&url).await.stage, Stage::Connect);
}

#[tokio::test]
async fn the_time_for_an_answer_can_be_the_requests_own() {
    let (url, _heard) = crate::testing::silent().await;
    let (session, _) = tiny();
    let mut request = read(&url, "/a");
    request.timeout = Some(std::time::Duration::from_millis(20));
    let error = session.send(&request).await.err().unwrap();
    assert_eq!(error.kind, Kind::NoAnswer);
    assert_eq!(error.stage, Stage::Answer);
}

#[tokio::test]
async fn compressed_answers_are_read() {
    // {"ok":1}
    const GZIP: &[u8] = &[
        0x1f, 0x8b, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0x03, 0xab, 0x56, 0xca, 0xcf, 0x56,
        0xb2, 0x32, 0xac, 0x05, 0x00, 0x09, 0x8c, 0x54, 0x10, 0x08, 0x00, 0x00, 0x00,
    ];
    let (url, _) = raw(move |_| {
        let mut answer = format!(
            "HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: {}\r\n\r\n",
            GZIP.len()
        )
        .into_bytes();
        answer.extend(GZIP);
        answer
    })
    .await;
    let (session, _) = tiny();
    let reply = session.send(&read(&url, "/a")).await.unwrap();
    assert_eq!(reply.text(), r#"{"ok":1}"#);
}
