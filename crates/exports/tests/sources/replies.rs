//! What other stores may say: a server of a few fixed replies, which keeps what it was asked.

use std::sync::{Arc, Mutex};

use patchbay_exports::sources::{Bucket, BucketAddress, Fault, Key, Proof};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use super::server::Server;

type Asked = Arc<Mutex<Vec<String>>>;

/// Answers every request by its method, one connection each.
async fn replies(head: String, get: String) -> (u16, Asked) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let asked = Asked::default();
    let kept = Arc::clone(&asked);
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut request = Vec::new();
            let mut buffer = [0; 4_096];
            while !request.ends_with(b"\r\n\r\n") {
                let read = stream.read(&mut buffer).await.unwrap();
                assert!(read > 0);
                request.extend_from_slice(&buffer[..read]);
            }
            let request = String::from_utf8(request).unwrap();
            let reply = if request.starts_with("HEAD") {
                &head
            } else {
                &get
            };
            stream.write_all(reply.as_bytes()).await.unwrap();
            kept.lock().unwrap().push(request);
        }
    });
    (port, asked)
}

fn bucket(port: u16) -> Bucket {
    Bucket::open(
        Server::address(port),
        Some(Key {
            id: "AK",
            secret: "canary",
        }),
    )
    .unwrap()
}

fn head(more: &str) -> String {
    format!(
        "HTTP/1.1 200 OK\r\ncontent-length: 9\r\nlast-modified: Sat, 21 Nov 2026 07:12:32 GMT\r\nconnection: close\r\n{more}\r\n"
    )
}

fn get(more: &str, content: &str) -> String {
    format!(
        "HTTP/1.1 206 Partial Content\r\ncontent-length: 9\r\ncontent-range: bytes 0-8/9\r\n\
         last-modified: Sat, 21 Nov 2026 07:12:32 GMT\r\nconnection: close\r\n{more}\r\n{content}"
    )
}

#[tokio::test]
async fn a_stored_checksum_is_asked_for_and_decides() {
    for (content, right) in [("123456789", true), ("123456780", false)] {
        let tag = "etag: \"d41d8cd98f00b204e9800998ecf8427e-2\"\r\n";
        let sum = format!(
            "{tag}x-amz-checksum-crc64nvme: rosUhgp5mIg=\r\nx-amz-checksum-type: FULL_OBJECT\r\n"
        );
        let (port, asked) = replies(head(&sum), get(tag, content)).await;
        let folder = tempfile::tempdir().unwrap();
        let never = CancellationToken::new();
        let target = folder.path().join("a.csv");
        let done = bucket(port)
            .download("a.csv", &target, &|_, _, _| {}, &never)
            .await;
        match done {
            Ok(done) => assert!(right && done.proof == Proof::Checksum),
            Err(error) => {
                assert!(!right && error.fault == Fault::Damaged, "{error}");
                assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
            }
        }
        let asked = asked.lock().unwrap();
        assert!(asked[0].contains("x-amz-checksum-mode: ENABLED"));
        let signed = asked[0].split("SignedHeaders=").nth(1).unwrap();
        assert!(
            signed.starts_with("host;x-amz-checksum-mode;x-amz-content-sha256;x-amz-date,"),
            "{signed}"
        );
        assert!(asked[1].contains("if-match: \"d41d8cd98f00b204e9800998ecf8427e-2\""));
        assert!(!asked.concat().contains("canary"));
    }
}

#[tokio::test]
async fn a_tag_that_is_no_md5_proves_no_more_than_the_length() {
    for more in [
        "etag: \"25f9e794323b453885f5181f1b624d0c\"\r\nx-amz-server-side-encryption: aws:kms\r\n",
        "etag: \"25f9e794323b453885f5181f1b624d0c-3\"\r\nx-amz-checksum-crc32: AAAAAA==-3\r\n",
        "etag: \"x\"\r\nx-amz-checksum-crc32: AAAAAA==\r\nx-amz-checksum-type: COMPOSITE\r\n",
    ] {
        let (port, _) = replies(head(more), get(more, "123456789")).await;
        let folder = tempfile::tempdir().unwrap();
        let never = CancellationToken::new();
        let target = folder.path().join("a.csv");
        let done = bucket(port)
            .download("a.csv", &target, &|_, _, _| {}, &never)
            .await
            .unwrap();
        assert_eq!(done.proof, Proof::Length, "{more}");
    }
}

#[tokio::test]
async fn a_store_that_answers_a_range_with_another_is_found_out() {
    let (port, _) = replies(head(""), get("", "123456789").replace("0-8/9", "0-8/10")).await;
    let folder = tempfile::tempdir().unwrap();
    let never = CancellationToken::new();
    let done = bucket(port)
        .download("a.csv", &folder.path().join("a.csv"), &|_, _, _| {}, &never)
        .await;
    assert_eq!(done.unwrap_err().fault, Fault::Changed);
}

#[tokio::test]
async fn redirects_are_not_followed_and_the_right_region_is_named() {
    let elsewhere = "HTTP/1.1 301 Moved\r\nlocation: http://127.0.0.1:1/\r\nx-amz-bucket-region: eu-north-1\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";
    let (port, asked) = replies(elsewhere.into(), elsewhere.into()).await;
    let error = bucket(port)
        .list(&CancellationToken::new())
        .await
        .unwrap_err();
    assert_eq!(error.fault, Fault::WrongRegion);
    assert_eq!(error.hint, "Set the region to eu-north-1");
    assert_eq!(asked.lock().unwrap().len(), 1);
}

#[tokio::test]
async fn without_a_key_nothing_is_signed_and_a_web_site_is_no_store() {
    let page = "HTTP/1.1 200 OK\r\ncontent-length: 13\r\nconnection: close\r\n\r\n<html></html>";
    let (port, asked) = replies(page.into(), page.into()).await;
    let open = Bucket::open(Server::address(port), None).unwrap();
    let error = open.list(&CancellationToken::new()).await.unwrap_err();
    assert_eq!(error.fault, Fault::Malformed, "{error}");
    assert!(error.hint.contains("console"), "{}", error.hint);
    assert!(
        !asked.lock().unwrap()[0]
            .to_lowercase()
            .contains("authorization")
    );
}

#[tokio::test]
async fn a_key_that_cannot_be_named_asks_for_another_prefix() {
    let listing = "<ListBucketResult><IsTruncated>false</IsTruncated><Contents><Key>a//b.csv</Key><LastModified>2026-11-21T07:12:32.000Z</LastModified><Size>1</Size></Contents></ListBucketResult>";
    let reply = format!(
        "HTTP/1.1 200 OK\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{listing}",
        listing.len()
    );
    let (port, _) = replies(String::new(), reply).await;
    let address = BucketAddress {
        ..Server::address(port)
    };
    let error = Bucket::open(address, None)
        .unwrap()
        .list(&CancellationToken::new())
        .await
        .unwrap_err();
    assert_eq!(error.fault, Fault::Invalid("prefix"));
    assert!(error.message.contains("a//b.csv"), "{error}");
}
