//! The bridge without a window.

use patchbay_workspace::{HostKind, Options};
use serde_json::json;
use tempfile::TempDir;

use super::*;

/// A bridge to a new workspace. The folder goes when the test ends.
fn bridge() -> (Bridge, TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let data_dir = folder.path().join("data");
    let options = Options::system(Some(data_dir), HostKind::Desktop).unwrap();
    let workspace = Workspace::open(options);
    (Bridge::new(Ok(workspace.unwrap())), folder)
}

fn asked(name: &str, request: Value) -> Asked {
    Asked {
        name: name.into(),
        request,
        app: "default".into(),
        id: "call-1".into(),
    }
}

async fn call(bridge: &Bridge, name: &str, request: Value) -> Result<Value> {
    bridge.call(asked(name, request), Arc::new(|_| {})).await
}

#[tokio::test]
async fn an_answer_comes_across_and_its_id_is_forgotten() {
    let (bridge, _folder) = bridge();
    let apps = call(&bridge, "apps.list", json!({})).await.unwrap();
    assert_eq!(apps[0]["id"], "default");
    assert!(bridge.entries().is_empty());
}

#[tokio::test]
async fn every_operation_that_takes_a_path_is_refused_to_the_page() {
    let (bridge, folder) = bridge();
    let file = folder.path().join("traits.csv");
    std::fs::write(&file, "customer_id\n1\n").unwrap();
    let error = call(&bridge, "exports.open", json!({"path": file}))
        .await
        .unwrap_err();
    assert_eq!(
        (error.code, error.message.as_str()),
        (Code::Forbidden, "exports.open is not open to the page")
    );
    assert_eq!(
        call(&bridge, "exports.recent", json!({})).await.unwrap(),
        json!([])
    );
    for operation in OPERATIONS.iter().filter(|o| o.host_only) {
        let error = call(&bridge, operation.name, json!({})).await.unwrap_err();
        assert_eq!(error.code, Code::Forbidden, "{}", operation.name);
    }
}

#[tokio::test]
async fn an_unknown_operation_is_not_found() {
    let (bridge, _folder) = bridge();
    assert_eq!(
        call(&bridge, "apps.destroy", json!({}))
            .await
            .unwrap_err()
            .code,
        Code::NotFound
    );
    assert!(bridge.entries().is_empty());
}

#[tokio::test]
async fn without_a_workspace_every_call_says_why() {
    let why = Error::new(
        Code::Storage,
        "the database was written by a newer Patchbay",
    )
    .hint("Install the newer one");
    let bridge = Bridge::new(Err(why.clone()));
    assert_eq!(
        call(&bridge, "home.show", json!({})).await.unwrap_err(),
        why
    );
    assert!(bridge.entries().is_empty());
}

#[tokio::test]
async fn a_call_that_was_cancelled_before_it_began_begins_cancelled() {
    let (bridge, _folder) = bridge();
    bridge.cancel("call-1");
    assert!(
        bridge
            .begin("call-1", Some("catalogue.sync"))
            .is_cancelled()
    );
    assert!(
        !bridge
            .begin("call-2", Some("catalogue.sync"))
            .is_cancelled()
    );
    bridge.cancel("call-2");
    assert!(
        bridge
            .begin("call-2", Some("catalogue.sync"))
            .is_cancelled()
    );
}

#[test]
fn a_new_page_forgets_late_cancellations_and_nothing_else() {
    let bridge = Bridge::new(Err(Error::new(Code::Storage, "none")));
    bridge.cancel("ended-before");
    let running = bridge.begin("running", Some("catalogue.sync"));
    bridge.forget_late_cancellations();
    assert_eq!(bridge.entries().keys().collect::<Vec<_>>(), ["running"]);
    bridge.cancel("running");
    assert!(running.is_cancelled());
}

#[test]
fn only_a_running_action_holds_the_window() {
    let bridge = Bridge::new(Err(Error::new(Code::Storage, "none")));
    bridge.begin("a", Some("actions.plan"));
    assert!(!bridge.runs_an_action());
    for running in ["actions.run", "prompts.step"] {
        bridge.begin("b", Some(running));
        assert!(bridge.runs_an_action(), "{running}");
        drop(Begun {
            bridge: &bridge,
            cancel: CancellationToken::new(),
            id: "b".into(),
        });
        assert!(!bridge.runs_an_action(), "{running}");
    }
}
