//! What is pulled from a real S3 server: listed, looked into, downloaded, examined, kept and made room for.

#![allow(clippy::unwrap_used)] // what cannot be set up fails the test

mod common;

use std::io::Write as _;
use std::path::Path;

use common::s3::{S3, users};
use common::{CANARY, Place, default_app};
use patchbay_connectors::Verdict;
use patchbay_workspace::operations::exports::ReopenRequest;
use patchbay_workspace::operations::sources::{
    AlertKind, ObjectsRequest, PreviewRequest, PullReply, PullRequest, SourceName, SourceView,
};
use patchbay_workspace::operations::{
    ExportsRecent, ExportsReopen, Nothing, SourcesCheck, SourcesList, SourcesObjects,
    SourcesPreview, SourcesPull, SourcesRemove,
};
use patchbay_workspace::{Call, Code, Error, ExportVerdict};
use serde_json::{Value, json};

async fn pull(call: &Call, more: Value) -> Result<PullReply, Error> {
    let mut request = json!({ "name": "daily" });
    for (key, value) in more.as_object().unwrap() {
        request[key] = value.clone();
    }
    let request: PullRequest = serde_json::from_value(request).unwrap();
    call.perform::<SourcesPull>(request).await
}

async fn source(call: &Call) -> SourceView {
    call.perform::<SourcesList>(Nothing {})
        .await
        .unwrap()
        .remove(0)
}

fn objects(start: u32) -> ObjectsRequest {
    serde_json::from_value(json!({ "name": "daily", "start": start, "rows": 2 })).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_newest_export_is_pulled_examined_and_opened() {
    let place = Place::new();
    let workspace = place.cli();
    let call = default_app(&workspace);
    let s3 = S3::start();
    s3.source(&call, json!({})).await;
    s3.put("out/evergent-20.csv", users(10), "2026-11-20T05:00:00Z");
    s3.put("out/evergent-21.csv", users(12), "2026-11-21T05:00:00Z");
    s3.put("out/evergent.manifest.json", "{}", "2026-11-21T06:00:00Z");
    s3.put("other.csv", users(1), "2026-11-21T07:00:00Z");

    let name = || SourceName {
        name: "daily".into(),
    };
    let checked = call.perform::<SourcesCheck>(name()).await.unwrap();
    assert_eq!(checked.verdict, Verdict::Proven);
    assert_eq!(
        checked.checks[0].detail,
        "3 objects below the prefix, 2 of them exports"
    );

    let seen: PreviewRequest =
        serde_json::from_value(json!({ "name": "daily", "rows": 3 })).unwrap();
    let seen = call.perform::<SourcesPreview>(seen).await.unwrap();
    assert_eq!(
        (seen.key.as_str(), seen.whole, seen.page.rows.len()),
        ("out/evergent-21.csv", true, 3)
    );

    let reply = pull(&call, json!({})).await.unwrap();
    assert!(reply.pulled && reply.alerts.is_empty() && reply.removed == 0);
    let file = &reply.pull;
    assert_eq!(
        (file.key.as_str(), file.rows, file.verdict),
        ("out/evergent-21.csv", Some(12), Some(ExportVerdict::Valid))
    );
    assert_eq!(file.day.as_deref(), Some("2026-11-21"));
    let path = Path::new(file.path.as_deref().unwrap());
    assert_eq!(std::fs::read_to_string(path).unwrap(), users(12));
    assert!(
        path.ends_with("exports/default/daily/2026-11-21T050000Z/evergent-21.csv"),
        "{}",
        path.display()
    );

    // It is in the list of late exports, from where the page opens it.
    let recent = call.perform::<ExportsRecent>(Nothing {}).await.unwrap();
    assert_eq!(
        (recent[0].rows, recent[0].export.is_none()),
        (Some(12), true)
    );
    let reopen: ReopenRequest =
        serde_json::from_value(json!({ "id": file.export.unwrap() })).unwrap();
    let opened = call.perform::<ExportsReopen>(reopen).await.unwrap();
    assert_eq!(opened.name, "evergent-21.csv");

    let again = pull(&call, json!({ "if_new": true })).await.unwrap();
    assert!(!again.pulled && again.pull.id == file.id);
    // An older one, by its key, counts for no day.
    let older = pull(&call, json!({ "key": "out/evergent-20.csv" }))
        .await
        .unwrap();
    assert!(older.pulled && older.pull.day.is_none());
    let error = pull(&call, json!({ "key": "other.csv" }))
        .await
        .unwrap_err();
    assert_eq!(
        (error.code, error.field.as_deref()),
        (Code::NotFound, Some("key"))
    );

    let listed = call.perform::<SourcesObjects>(objects(1)).await.unwrap();
    assert_eq!((listed.total, listed.start), (3, 1));
    let seen: Vec<_> = listed
        .objects
        .iter()
        .map(|o| (o.key.as_str(), o.export, o.pulled.is_some()))
        .collect();
    assert_eq!(
        seen,
        [
            ("out/evergent-21.csv", true, true),
            ("out/evergent-20.csv", true, true)
        ]
    );

    let view = source(&call).await;
    assert_eq!(view.pulls.len(), 2);
    assert_eq!(
        (view.pulling, view.looked_at.is_some(), view.error),
        (false, true, None)
    );
    let gone = call.perform::<SourcesRemove>(name()).await.unwrap();
    assert_eq!(gone.files, 2);
    assert!(!path.exists() && !path.ancestors().nth(2).unwrap().exists());
    assert!(
        call.perform::<ExportsRecent>(Nothing {})
            .await
            .unwrap()
            .is_empty()
    );
    place.assert_no(CANARY);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_compressed_export_is_examined_as_what_it_holds() {
    let place = Place::new();
    let workspace = place.cli();
    let call = default_app(&workspace);
    let s3 = S3::start();
    s3.source(&call, json!({})).await;
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packer.write_all(users(1_000).as_bytes()).unwrap();
    s3.put(
        "out/evergent.csv.gz",
        packer.finish().unwrap(),
        "2026-11-21T05:00:00Z",
    );
    let reply = pull(&call, json!({})).await.unwrap();
    assert_eq!(
        (reply.pull.rows, reply.pull.verdict),
        (Some(1_000), Some(ExportVerdict::Valid))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn only_the_newest_files_stay() {
    let place = Place::new();
    let workspace = place.cli();
    let call = default_app(&workspace);
    let s3 = S3::start();
    s3.source(&call, json!({ "keep": 2 })).await;
    // The same key every day, as some vendors write.
    let mut removed = Vec::new();
    for day in 18..=21 {
        s3.put(
            "out/evergent.csv",
            users(day),
            &format!("2026-11-{day}T05:00:00Z"),
        );
        removed.push(pull(&call, json!({})).await.unwrap().removed);
    }
    assert_eq!(removed, [0, 0, 1, 1]);
    let view = source(&call).await;
    let here: Vec<_> = view
        .pulls
        .iter()
        .map(|p| (p.rows, p.path.is_some()))
        .collect();
    assert_eq!(
        here,
        [
            (Some(21), true),
            (Some(20), true),
            (Some(19), false),
            (Some(18), false)
        ],
        "figures stay"
    );
    let folder = place.dir.path().join("data/exports/default/daily");
    assert_eq!(std::fs::read_dir(folder).unwrap().count(), 2);
    assert_eq!(
        call.perform::<ExportsRecent>(Nothing {})
            .await
            .unwrap()
            .len(),
        2
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_left_of_earlier_downloads_goes_when_a_newer_file_is_here() {
    let place = Place::new();
    let workspace = place.cli();
    let call = default_app(&workspace);
    let s3 = S3::start();
    s3.source(&call, json!({})).await;
    s3.put("out/evergent.csv", users(3), "2026-11-21T05:00:00Z");
    let folder = place.dir.path().join("data/exports/default/daily");
    let left = |time: &str| {
        let folder = folder.join(time);
        std::fs::create_dir_all(&folder).unwrap();
        for (name, content) in [("e.csv.part", "user_id"), ("e.csv.part.json", "{}")] {
            std::fs::write(folder.join(name), content).unwrap();
        }
    };
    left("2026-11-20T050000Z");
    left("2026-11-22T050000Z");
    pull(&call, json!({})).await.unwrap();
    let mut folders: Vec<_> = std::fs::read_dir(&folder)
        .unwrap()
        .map(|e| e.unwrap().file_name())
        .collect();
    folders.sort();
    assert_eq!(folders, ["2026-11-21T050000Z", "2026-11-22T050000Z"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_examined_is_invalid_and_kept() {
    let place = Place::new();
    let workspace = place.cli();
    let call = default_app(&workspace);
    let s3 = S3::start();
    s3.source(&call, json!({})).await;
    for (content, rows, said) in [
        ("PK\u{3}\u{4}\0\0\0\0", None, "could not be examined"),
        ("", None, "is empty"),
        (
            "user_id,plan\nu1,gold,extra\n,gold\n",
            Some(2),
            "is invalid",
        ),
    ] {
        s3.put("out/evergent.csv", content, "2026-11-21T05:00:00Z");
        let reply = pull(&call, json!({})).await.unwrap();
        assert_eq!(
            (reply.pull.rows, reply.pull.broken.as_slice()),
            (rows, &[AlertKind::Invalid][..])
        );
        assert_eq!(reply.pull.error.is_some(), rows.is_none());
        let alert = &reply.alerts[0];
        assert!(
            alert.kind == AlertKind::Invalid,
            "{said}: {}",
            alert.message
        );
        assert!(
            alert.message.starts_with("daily: evergent.csv "),
            "{}",
            alert.message
        );
        assert!(Path::new(reply.pull.path.as_deref().unwrap()).exists());
    }
    s3.put("out/evergent.csv", users(3), "2026-11-21T08:00:00Z");
    let good = pull(&call, json!({})).await.unwrap();
    assert!(
        good.alerts.is_empty(),
        "a good pull takes back what was wrong"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn failures_are_told_by_what_to_mend_and_without_the_key() {
    let place = Place::new();
    let workspace = place.cli();
    let call = default_app(&workspace);
    let s3 = S3::start();
    s3.put("out/evergent.csv", users(3), "2026-11-21T05:00:00Z");
    let name = || SourceName {
        name: "daily".into(),
    };
    let wrong = format!("{CANARY}-wrong");
    s3.source_at(&call, s3.port, &wrong, json!({})).await;
    let checked = call.perform::<SourcesCheck>(name()).await.unwrap();
    assert_eq!(
        (checked.verdict, checked.checks.len()),
        (Verdict::Refused, 1)
    );
    let error = pull(&call, json!({})).await.unwrap_err();
    assert_eq!(
        (error.code, error.field.as_deref(), error.stage.as_deref()),
        (Code::Refused, Some("secret"), Some("auth"))
    );
    assert_eq!(
        source(&call).await.error,
        Some(error.clone()),
        "it is there to be seen"
    );
    assert!(!format!("{error:?} {checked:?}").contains(CANARY));

    s3.source_at(&call, 1, CANARY, json!({})).await;
    let checked = call.perform::<SourcesCheck>(name()).await.unwrap();
    assert_eq!(checked.verdict, Verdict::Unreachable);
    let error = pull(&call, json!({})).await.unwrap_err();
    assert!(error.code == Code::Unreachable && error.retryable);

    s3.source(&call, json!({ "prefix": "nothing/" })).await;
    let checked = call.perform::<SourcesCheck>(name()).await.unwrap();
    assert_eq!(checked.verdict, Verdict::Unknown);
    let error = pull(&call, json!({})).await.unwrap_err();
    assert_eq!(
        (error.code, error.field.as_deref()),
        (Code::NotFound, Some("prefix"))
    );

    s3.source(&call, json!({ "bucket": "nowhere" })).await;
    let error = pull(&call, json!({})).await.unwrap_err();
    assert_eq!(
        (error.code, error.field.as_deref()),
        (Code::NotFound, Some("bucket"))
    );

    s3.source_at(&call, s3.port, "", json!({})).await;
    let error = pull(&call, json!({})).await.unwrap_err();
    assert_eq!(
        (error.code, error.field.as_deref()),
        (Code::NotReady, Some("secret"))
    );
    place.assert_no(CANARY);
}

#[tokio::test(flavor = "multi_thread")]
async fn one_pulls_at_a_time_and_the_dead_hold_nothing() {
    let place = Place::new();
    let (one, two) = (place.cli(), place.cli());
    let s3 = S3::start();
    s3.put("out/evergent.csv", users(3), "2026-11-21T05:00:00Z");
    let call = default_app(&one);
    s3.source(&call, json!({})).await;
    let data = place.dir.path().join("data");
    let db = rusqlite::Connection::open(data.join("patchbay.db")).unwrap();
    let held_by = |host: &str| {
        db.execute(
            "INSERT OR REPLACE INTO leases VALUES ('default', 'source:daily', ?1)",
            [host],
        )
        .unwrap();
    };
    for entry in std::fs::read_dir(data.join("hosts")).unwrap() {
        let lock = entry.unwrap().path();
        held_by(lock.file_stem().unwrap().to_str().unwrap());
        assert!(source(&call).await.pulling);
        let error = pull(&default_app(&two), json!({})).await.unwrap_err();
        assert!(error.code == Code::NotReady && error.retryable, "{error}");
    }
    held_by("somebody-who-was-killed");
    assert!(!source(&call).await.pulling);
    assert!(pull(&call, json!({})).await.unwrap().pulled);
    assert!(!source(&call).await.pulling, "it is given back");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_whose_examination_was_cut_off_is_examined_and_not_downloaded_again() {
    let place = Place::new();
    let workspace = place.cli();
    let call = default_app(&workspace);
    let s3 = S3::start();
    s3.put("out/evergent.csv", users(3), "2026-11-21T05:00:00Z");
    s3.source(&call, json!({})).await;
    let first = pull(&call, json!({})).await.unwrap();
    // As a kill between download and examination leaves it.
    let db = rusqlite::Connection::open(place.dir.path().join("data/patchbay.db")).unwrap();
    db.execute("UPDATE pulls SET rows = NULL, verdict = NULL", [])
        .unwrap();
    let again = pull(&call, json!({ "if_new": true })).await.unwrap();
    assert!(!again.pulled && again.pull.id == first.pull.id);
    assert_eq!(again.pull.verdict, Some(ExportVerdict::Valid));
}
