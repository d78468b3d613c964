//! What a bucket tells without being downloaded, and what it says when it does not.

use std::io::Write as _;

use patchbay_exports::sources::{Bucket, BucketAddress, Fault, Key, SourceError};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use super::network::Network;
use super::server::{ACCESS_KEY, SECRET, Server, csv};

fn never() -> CancellationToken {
    CancellationToken::new()
}

#[tokio::test]
async fn objects_come_newest_first_and_only_from_below_the_prefix() {
    let server = Server::start();
    server.put("daily/evergent_old.csv", b"a\n", 300);
    server.put("daily/evergent_new.csv", b"abc\n", 100);
    server.put("daily/evergent_mid.csv.gz", b"ab\n", 200);
    server.put("daily/other.csv", b"a\n", 10);
    server.put("weekly/evergent_x.csv", b"a\n", 10);
    std::fs::create_dir(server.path("daily/evergent_folder")).unwrap();
    let prefix = "daily/evergent_".to_owned();
    let address = BucketAddress {
        prefix,
        ..Server::address(server.port)
    };
    let bucket = Bucket::open(
        address,
        Some(Key {
            id: ACCESS_KEY,
            secret: SECRET,
        }),
    )
    .unwrap();
    let listed = bucket.list(&never()).await.unwrap();
    let keys: Vec<_> = listed.iter().map(|o| o.key.as_str()).collect();
    assert_eq!(
        keys,
        [
            "daily/evergent_new.csv",
            "daily/evergent_mid.csv.gz",
            "daily/evergent_old.csv"
        ]
    );
    assert_eq!(listed[0].bytes, 4);
    assert_eq!(listed[0].modified - listed[2].modified, 200);
    let looked = bucket.head("daily/evergent_new.csv").await.unwrap();
    assert!(looked.is_same(&listed[0]) && looked.etag.is_some());
}

#[tokio::test]
async fn a_listing_of_many_pages_is_read_to_its_end() {
    let server = Server::start();
    for number in 0..2_300 {
        let path = server.path(&format!("d/{number:05}.csv"));
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, "a\n").unwrap();
    }
    let listed = Server::bucket(server.port).list(&never()).await.unwrap();
    assert_eq!(listed.len(), 2_300);
    let cancelled = never();
    cancelled.cancel();
    let error = Server::bucket(server.port)
        .list(&cancelled)
        .await
        .unwrap_err();
    assert_eq!(error.fault, Fault::Cancelled);
}

#[tokio::test]
async fn the_head_of_a_file_is_seen_without_the_rest() {
    let server = Server::start();
    let content = csv(8 << 20, 1);
    server.put("a.csv", &content, 10);
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packer.write_all(&content).unwrap();
    server.put("a.csv.gz", &packer.finish().unwrap(), 10);
    for key in ["a.csv", "a.csv.gz"] {
        let network = Network::before(server.port, i64::MAX / 2, false).await;
        let bucket = Server::bucket(network.port);
        let seen = bucket.preview(key, 500, &never()).await.unwrap();
        assert!(!seen.whole && seen.page.total.is_none());
        assert_eq!((seen.page.columns.len(), seen.page.rows.len()), (2, 500));
        assert_eq!(seen.page.file, key);
        assert!(
            network.passed() < 300 << 10,
            "{} bytes for a preview",
            network.passed()
        );
    }
}

#[tokio::test]
async fn every_failure_is_told_apart_without_the_secret() {
    let server = Server::start();
    server.put("a.csv", b"a\n1\n", 10);
    let closed = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let nobody = closed.local_addr().unwrap().port();
    drop(closed);
    let at = |port| Server::address(port);
    let right = Key {
        id: ACCESS_KEY,
        secret: SECRET,
    };
    let wrong_secret = Key {
        secret: "canary-5ecret-wrong",
        ..right
    };
    let wrong_key = Key {
        id: "AKNOBODY",
        ..right
    };
    let no_bucket = BucketAddress {
        bucket: "nowhere".into(),
        ..at(server.port)
    };
    let tls = BucketAddress {
        endpoint: Some(format!("https://127.0.0.1:{}", server.port)),
        ..at(0)
    };
    let unknown = BucketAddress {
        endpoint: Some("https://nowhere.invalid".into()),
        ..at(0)
    };
    for (address, key, fault) in [
        (at(server.port), Some(wrong_secret), Fault::WrongSecret),
        (at(server.port), Some(wrong_key), Fault::WrongKey),
        (at(server.port), None, Fault::Forbidden),
        (no_bucket, Some(right), Fault::NoBucket),
        (at(nobody), Some(right), Fault::Connect),
        (tls, Some(right), Fault::Tls),
        (unknown, Some(right), Fault::Dns),
    ] {
        let bucket = Bucket::open(address, key).unwrap();
        let listing = bucket.list(&never()).await.unwrap_err();
        assert_eq!(listing.fault, fault, "{listing}");
        let preview = bucket.preview("a.csv", 1, &never()).await.unwrap_err();
        let folder = tempfile::tempdir().unwrap();
        let (target, never) = (folder.path().join("a.csv"), never());
        let download = bucket.download("a.csv", &target, &|_, _, _| {}, &never);
        for error in [listing, preview, download.await.unwrap_err()] {
            // This server does not tell a missing bucket from a missing object.
            let same =
                error.fault == fault || fault == Fault::NoBucket && error.fault == Fault::NoObject;
            assert!(same, "{fault:?}: {error}");
            assert_plain(&error);
        }
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
        assert!(!format!("{bucket:?}").contains("canary"));
    }
    let error = Server::bucket(server.port).head("b.csv").await.unwrap_err();
    assert_eq!(error.fault, Fault::NoObject);
    assert_plain(&error);
}

fn assert_plain(error: &SourceError) {
    let text = format!("{error:?} {error}");
    assert!(!text.contains("canary") && !text.contains('<'), "{text}");
    assert!(!error.hint.is_empty() && !error.message.ends_with('.'));
}
