//! Opening a workspace: one desktop, many guests, no newer schema, no damaged file.

#![allow(clippy::unwrap_used)] // what cannot be set up fails the test

mod common;

use common::{Place, default_app};
use patchbay_workspace::operations::{AppsList, Nothing};
use patchbay_workspace::{Code, HostKind};

#[tokio::test]
async fn a_new_directory_starts_with_one_app_and_is_the_owners() {
    let place = Place::new();
    let workspace = place.cli();
    let apps = default_app(&workspace)
        .perform::<AppsList>(Nothing {})
        .await
        .unwrap();
    assert_eq!(apps.len(), 1);
    assert_eq!(
        (apps[0].id.as_str(), workspace.last_app().unwrap().as_str()),
        ("default", "default")
    );
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        assert_eq!(
            workspace
                .data_dir()
                .metadata()
                .unwrap()
                .permissions()
                .mode()
                & 0o777,
            0o700
        );
    }
}

#[cfg(unix)]
#[test]
fn in_a_directory_that_others_may_read_the_database_is_the_owners() {
    use std::os::unix::fs::PermissionsExt as _;
    let place = Place::new();
    let dir = place.dir.path().join("data");
    std::fs::create_dir(&dir).unwrap();
    std::fs::set_permissions(&dir, std::fs::Permissions::from_mode(0o755)).unwrap();
    let workspace = place.cli();
    workspace.remember_app("default").unwrap();
    for name in ["patchbay.db", "patchbay.db-wal", "patchbay.db-shm"] {
        let mode = dir.join(name).metadata().unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{name}");
    }
}

#[test]
fn one_desktop_and_any_number_of_guests() {
    let place = Place::new();
    let desktop = place.open(HostKind::Desktop).unwrap();
    let guests = [place.cli(), place.cli()];
    let error = place.open(HostKind::Desktop).err().unwrap();
    assert_eq!(error.code, Code::AlreadyRunning);
    assert!(error.hint.is_some());
    drop(desktop);
    place.open(HostKind::Desktop).unwrap();
    drop(guests);
}

#[test]
fn a_newer_schema_is_refused_and_left_alone() {
    let place = Place::new();
    drop(place.cli());
    let path = place.dir.path().join("data/patchbay.db");
    let db = rusqlite::Connection::open(&path).unwrap();
    db.pragma_update(None, "user_version", 99).unwrap();
    drop(db);
    let before = std::fs::read(&path).unwrap();
    let error = place.open(HostKind::Cli).err().unwrap();
    assert_eq!(error.code, Code::Storage);
    assert!(
        error.message.contains("newer Patchbay (schema 99"),
        "{error}"
    );
    assert_eq!(std::fs::read(&path).unwrap(), before);
}

#[test]
fn a_file_that_is_no_database_is_refused_and_left_alone() {
    let place = Place::new();
    let data = place.dir.path().join("data");
    std::fs::create_dir(&data).unwrap();
    let text = "this is not a database, and longer than a header of one hundred bytes ".repeat(20);
    std::fs::write(data.join("patchbay.db"), &text).unwrap();
    let error = place.open(HostKind::Cli).err().unwrap();
    assert_eq!(error.code, Code::Storage);
    assert!(error.hint.unwrap().contains("backups"));
    assert_eq!(
        std::fs::read_to_string(data.join("patchbay.db")).unwrap(),
        text
    );
}

#[test]
fn a_data_directory_that_cannot_be_made_is_named() {
    let place = Place::new();
    std::fs::write(place.dir.path().join("data"), "a file stands here").unwrap();
    let error = place.open(HostKind::Cli).err().unwrap();
    assert_eq!(error.code, Code::Storage);
    assert!(
        error.message.contains("data") && error.hint.is_some(),
        "{error}"
    );
}
