//! Downloads: whole, broken off and gone on with, never mixed.

use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use patchbay_exports::sources::{Bucket, Downloaded, Fault, Proof, SourceError, Step};
use tokio_util::sync::CancellationToken;

use super::network::Network;
use super::server::{Server, csv, holds_only};

/// More than all ranges that are under way at once.
const BYTES: usize = 80 << 20;

async fn download(bucket: &Bucket, folder: &tempfile::TempDir) -> Result<Downloaded, SourceError> {
    let never = CancellationToken::new();
    bucket
        .download(
            "daily/a.csv",
            &folder.path().join("a.csv"),
            &|_, _, _| {},
            &never,
        )
        .await
}

fn is(folder: &tempfile::TempDir, content: &[u8]) -> bool {
    std::fs::read(folder.path().join("a.csv")).unwrap() == content
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_comes_whole_and_verified() {
    let server = Server::start();
    let content = csv(20 << 20, 1);
    server.put("daily/a.csv", &content, 10);
    let folder = tempfile::tempdir().unwrap();
    let told = Mutex::new(Vec::new());
    let on_step = |step, bytes, total| told.lock().unwrap().push((step, bytes, total));
    let never = CancellationToken::new();
    let target = folder.path().join("a.csv");
    let done = Server::bucket(server.port)
        .download("daily/a.csv", &target, &on_step, &never)
        .await
        .unwrap();
    assert_eq!(
        (done.path, done.resumed, done.proof),
        (target, 0, Proof::Md5)
    );
    assert_eq!(done.object.bytes, content.len() as u64);
    assert!(is(&folder, &content) && holds_only(folder.path(), "a.csv"));
    let told = told.into_inner().unwrap();
    let total = content.len() as u64;
    for step in [Step::Downloading, Step::Verifying] {
        let of = told.iter().filter(|t| t.0 == step);
        assert_eq!(of.map(|t| t.1).max(), Some(total), "{step:?}");
    }
    assert!(told.iter().all(|t| t.2 == total && t.1 <= total));
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = folder
            .path()
            .join("a.csv")
            .metadata()
            .unwrap()
            .permissions()
            .mode();
        assert_eq!(mode & 0o777, 0o600);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_empty_file_is_a_file_and_a_new_one_takes_the_place_of_the_old() {
    let server = Server::start();
    let folder = tempfile::tempdir().unwrap();
    for content in [&b"old\n"[..], b"", b"new\n"] {
        server.put("daily/a.csv", content, 10);
        download(&Server::bucket(server.port), &folder)
            .await
            .unwrap();
        assert!(is(&folder, content) && holds_only(folder.path(), "a.csv"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_download_that_broke_off_goes_on_from_there() {
    let server = Server::start();
    let content = csv(BYTES, 2);
    server.put("daily/a.csv", &content, 10);
    let folder = tempfile::tempdir().unwrap();
    let network = Network::before(server.port, 50 << 20, false).await;
    let bucket = Server::bucket(network.port);
    let error = download(&bucket, &folder).await.unwrap_err();
    assert!(error.fault.is_passing(), "{error:?}");
    assert!(
        !folder.path().join("a.csv").exists(),
        "half a file has no name"
    );
    let before = network.passed();
    network.mend();
    let done = download(&bucket, &folder).await.unwrap();
    assert!(done.resumed >= 8 << 20, "{}", done.resumed);
    let again = network.passed() - before;
    assert!(
        again < BYTES as u64 - done.resumed + (1 << 20),
        "{again} bytes came again"
    );
    assert!(is(&folder, &content) && holds_only(folder.path(), "a.csv"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_short_break_is_not_even_noticed() {
    let server = Server::start();
    let content = csv(BYTES, 3);
    server.put("daily/a.csv", &content, 10);
    let folder = tempfile::tempdir().unwrap();
    let network = Network::before(server.port, 20 << 20, false).await;
    let bucket = Server::bucket(network.port);
    let (done, ()) = tokio::join!(download(&bucket, &folder), async {
        network.is_reached().await;
        network.mend();
    });
    assert_eq!(done.unwrap().resumed, 0);
    assert!(is(&folder, &content));
}

/// Nothing is tidied up, as after a kill: the future is dropped where it stands.
#[tokio::test(flavor = "multi_thread")]
async fn what_was_made_sure_of_outlives_a_kill() {
    let server = Server::start();
    let content = csv(BYTES, 4);
    server.put("daily/a.csv", &content, 10);
    let folder = tempfile::tempdir().unwrap();
    let network = Network::before(server.port, 70 << 20, true).await;
    let bucket = Server::bucket(network.port);
    let note = folder.path().join("a.csv.part.json");
    let kept = async {
        loop {
            let json = std::fs::read_to_string(&note).unwrap_or_default();
            if json.contains("\"kept\":33554432") {
                break;
            }
            tokio::task::yield_now().await;
        }
    };
    tokio::select! {
        done = download(&bucket, &folder) => panic!("{done:?}"),
        () = kept => {}
    }
    network.mend();
    let done = download(&bucket, &folder).await.unwrap();
    assert_eq!(done.resumed, 32 << 20);
    assert!(is(&folder, &content));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cancelled_download_keeps_what_it_has() {
    let server = Server::start();
    let content = csv(BYTES, 5);
    server.put("daily/a.csv", &content, 10);
    let folder = tempfile::tempdir().unwrap();
    let bucket = Server::bucket(server.port);
    let cancel = CancellationToken::new();
    let seen = AtomicU64::new(0);
    let on_step = |_, bytes, _| {
        seen.fetch_max(bytes, Ordering::SeqCst);
        if bytes > 60 << 20 {
            cancel.cancel();
        }
    };
    let error = bucket
        .download(
            "daily/a.csv",
            &folder.path().join("a.csv"),
            &on_step,
            &cancel,
        )
        .await
        .unwrap_err();
    assert_eq!(error.fault, Fault::Cancelled);
    let done = download(&bucket, &folder).await.unwrap();
    // At most what was under way is lost, and what came after the wish.
    assert!(
        done.resumed >= 24 << 20,
        "{} of {}",
        done.resumed,
        seen.into_inner()
    );
    assert!(is(&folder, &content));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_part_of_another_content_is_begun_anew() {
    let server = Server::start();
    server.put("daily/a.csv", &csv(BYTES, 6), 20);
    let folder = tempfile::tempdir().unwrap();
    let network = Network::before(server.port, 50 << 20, false).await;
    let bucket = Server::bucket(network.port);
    download(&bucket, &folder).await.unwrap_err();
    // The same length, so that only its tag and time tell.
    let content = csv(BYTES, 7);
    server.put("daily/a.csv", &content, 10);
    network.mend();
    let done = download(&bucket, &folder).await.unwrap();
    assert_eq!(done.resumed, 0);
    assert!(is(&folder, &content) && holds_only(folder.path(), "a.csv"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_is_replaced_meanwhile_is_an_error_and_never_mixed() {
    let server = Server::start();
    server.put("daily/a.csv", &csv(BYTES, 8), 20);
    let folder = tempfile::tempdir().unwrap();
    let network = Network::before(server.port, 40 << 20, true).await;
    let bucket = Server::bucket(network.port);
    let content = csv(BYTES, 9);
    let (done, ()) = tokio::join!(download(&bucket, &folder), async {
        network.is_reached().await;
        server.put("daily/a.csv", &content, 10);
        network.mend();
    });
    let error = done.unwrap_err();
    assert_eq!(error.fault, Fault::Changed, "{error}");
    assert_eq!(
        std::fs::read_dir(folder.path()).unwrap().count(),
        0,
        "nothing of it is kept"
    );
    download(&bucket, &folder).await.unwrap();
    assert!(is(&folder, &content));
}
