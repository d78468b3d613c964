//! The sandbox app, users and exports: everything works at once, without an account and without a keychain.

#![allow(clippy::unwrap_used)] // what cannot be set up fails the test

mod common;

use std::sync::Arc;

use common::{Place, change, default_app};
use patchbay_connectors::{Outcome, Verdict};
use patchbay_workspace::operations::actions::{PlanRequest, RunRequest};
use patchbay_workspace::operations::apps::{AppChange, Environment};
use patchbay_workspace::operations::connectors::ConnectorId;
use patchbay_workspace::operations::exports::{
    CheckRequest, ExportId, FindRequest, OpenRequest, PageRequest, Reading, RecentId, ReopenRequest,
};
use patchbay_workspace::operations::home::Health;
use patchbay_workspace::operations::users::{User, UserId, UserSearch, UserSource};
use patchbay_workspace::operations::{
    ActionsPlan, ActionsRun, AppsUpdate, ConnectorsCheck, ConnectorsSet, ExportsCheck, ExportsFind,
    ExportsForget, ExportsIndex, ExportsOpen, ExportsPage, ExportsRecent, ExportsReopen, HomeShow,
    Nothing, SandboxExplore, UsersFind, UsersList, UsersRemove, UsersSave,
};
use patchbay_workspace::{Call, Code, Workspace};
use serde_json::json;

async fn explore(workspace: &Arc<Workspace>) -> (Call, String) {
    let explored = default_app(workspace)
        .perform::<SandboxExplore>(Nothing {})
        .await
        .unwrap();
    assert_eq!(explored.app.environment, Environment::Sandbox);
    assert_eq!(explored.users, 200);
    assert!(
        explored.catalogue_entries >= 42,
        "{}",
        explored.catalogue_entries
    );
    (workspace.call(&explored.app.id), explored.export)
}

#[tokio::test]
async fn exploring_sets_up_an_app_where_everything_works() {
    let place = Place::new();
    let workspace = place.cli();
    let home = default_app(&workspace)
        .perform::<HomeShow>(Nothing {})
        .await
        .unwrap();
    assert!(home.first_start);
    let (call, export) = explore(&workspace).await;
    assert!(place.creds().is_empty(), "the demo keys are no secrets");

    let home = call.perform::<HomeShow>(Nothing {}).await.unwrap();
    assert!(!home.first_start);
    assert_eq!(home.connectors.len(), patchbay_connectors::all().len());
    assert!(home.catalogues.iter().all(|c| c.synced_at.is_some()));
    for connector in &home.connectors {
        let checked = call
            .perform::<ConnectorsCheck>(ConnectorId {
                id: connector.id.into(),
            })
            .await
            .unwrap();
        // A vendor that accepts anything cannot be proven, in the sandbox as little as elsewhere.
        let expected = match checked.verdict {
            Verdict::ShapeOnly => Health::Unproven,
            _ => Health::Good,
        };
        assert!(
            matches!(checked.verdict, Verdict::Proven | Verdict::ShapeOnly),
            "{}: {:#?}",
            connector.id,
            checked.checks
        );
        assert_eq!(connector.health, expected, "{}", connector.id);
    }

    let report = call
        .perform::<ExportsCheck>(CheckRequest {
            export: export.clone(),
            spec: None,
        })
        .await
        .unwrap();
    assert_ne!(
        report.verdict,
        patchbay_exports::Verdict::Invalid,
        "{:#?}",
        report.issues
    );

    // Doing it again mends and repeats nothing.
    explore(&workspace).await;
    assert_eq!(
        call.perform::<UsersList>(UserSearch::default())
            .await
            .unwrap()
            .total,
        200
    );

    // Its settings cannot be turned to a vendor, nor the app to another environment.
    let error = call
        .perform::<ConnectorsSet>(change("chargify", &[("domain", "acme")], &[], None))
        .await
        .err()
        .unwrap();
    assert_eq!(error.code, Code::Invalid);
    let to = AppChange {
        environment: Some(Environment::Production),
        ..AppChange::default()
    };
    assert_eq!(
        call.perform::<AppsUpdate>(to).await.unwrap_err().code,
        Code::Invalid
    );
}

#[tokio::test]
async fn users_are_listed_window_after_window_each_once() {
    let place = Place::new();
    let workspace = place.cli();
    let (call, _) = explore(&workspace).await;
    let mut ids = std::collections::BTreeSet::new();
    loop {
        let window = UserSearch {
            start: Some(u32::try_from(ids.len()).unwrap()),
            rows: Some(70),
            ..UserSearch::default()
        };
        let page = call.perform::<UsersList>(window).await.unwrap();
        let before = ids.len();
        let came = page.users.len();
        ids.extend(page.users.into_iter().map(|u| u.id));
        assert_eq!(ids.len(), before + came);
        if came == 0 {
            assert_eq!(ids.len(), page.total as usize);
            break;
        }
    }
    assert!(ids.len() > 140, "{}", ids.len());
}

#[tokio::test]
async fn a_user_of_the_sandbox_can_be_paused_and_resumed() {
    let place = Place::new();
    let workspace = place.cli();
    let (call, _) = explore(&workspace).await;
    let search = UserSearch {
        search: Some("Evergent: ACTIVE".into()),
        rows: Some(1),
        ..UserSearch::default()
    };
    let user = call
        .perform::<UsersList>(search)
        .await
        .unwrap()
        .users
        .remove(0);
    assert_eq!(user.source, UserSource::Sandbox);
    for (action, params) in [
        ("pause_subscription", json!({ "days": "14" })),
        ("resume_subscription", json!({})),
    ] {
        let request: PlanRequest = serde_json::from_value(json!({
            "connector": "evergent",
            "order": { "action": action, "user": user.id, "traits": user.traits, "params": params }
        }))
        .unwrap();
        let plan = call.perform::<ActionsPlan>(request).await.unwrap();
        let done = call
            .perform::<ActionsRun>(RunRequest {
                plan: plan.id,
                confirm: None,
            })
            .await
            .unwrap();
        assert_eq!(done.outcome, Outcome::Succeeded, "{done:#?}");
    }
}

#[tokio::test]
async fn users_are_kept_found_and_removed() {
    let place = Place::new();
    let workspace = place.cli();
    let call = default_app(&workspace);
    let ada = User {
        id: "ada".into(),
        name: "Ada L.".into(),
        traits: [
            ("customer_id".to_owned(), " C-1 ".to_owned()),
            ("empty".to_owned(), String::new()),
        ]
        .into(),
        note: None,
        source: UserSource::Saved,
    };
    let saved = call.perform::<UsersSave>(ada).await.unwrap();
    assert_eq!(saved.traits.len(), 1);
    assert_eq!(
        call.perform::<UsersFind>(UserId { id: "ada".into() })
            .await
            .unwrap(),
        saved
    );
    let found = call
        .perform::<UsersList>(UserSearch {
            search: Some("c-1".into()),
            ..UserSearch::default()
        })
        .await
        .unwrap();
    assert_eq!((found.total, &found.users[0]), (1, &saved));
    call.perform::<UsersRemove>(UserId { id: "ada".into() })
        .await
        .unwrap();
    let error = call
        .perform::<UsersFind>(UserId { id: "ada".into() })
        .await
        .unwrap_err();
    assert_eq!(error.code, Code::NotFound);
    assert!(error.hint.is_some());
}

#[tokio::test]
async fn an_export_gives_pages_users_and_says_when_it_changed() {
    let place = Place::new();
    let workspace = place.cli();
    let call = default_app(&workspace);
    let path = place.dir.path().join("today.csv");
    std::fs::write(&path, "customer_id,country\n1,DE\n2,US\n2,CA\n").unwrap();
    let open = call
        .perform::<ExportsOpen>(OpenRequest::new(path.clone()))
        .await
        .unwrap();
    assert_eq!(open.name, "today.csv");
    let export = open.export.clone();
    let page = PageRequest {
        export: export.clone(),
        start: 1,
        rows: 10,
    };
    let rows = call
        .perform::<ExportsPage>(page.clone())
        .await
        .unwrap()
        .rows;
    assert_eq!(rows, [["2", "US"], ["2", "CA"]]);
    let indexed = call
        .perform::<ExportsIndex>(ExportId {
            export: export.clone(),
        })
        .await
        .unwrap();
    assert_eq!(indexed.summary.rows, Some(3));
    let find = FindRequest {
        export: export.clone(),
        customer: "2".into(),
    };
    assert_eq!(
        call.perform::<ExportsFind>(find)
            .await
            .unwrap()
            .records
            .len(),
        2
    );
    let user = call
        .perform::<UsersFind>(UserId { id: "2".into() })
        .await
        .unwrap();
    assert_eq!(
        (user.source, user.traits["country"].as_str()),
        (UserSource::Export, "US")
    );
    assert!(user.note.unwrap().starts_with("2 records in"));

    let recent = call.perform::<ExportsRecent>(Nothing {}).await.unwrap();
    assert_eq!(
        (recent[0].rows, recent[0].export.as_deref()),
        (Some(3), Some(export.as_str()))
    );
    // A handle that was never given.
    let other = PageRequest {
        export: "export-99".into(),
        ..page.clone()
    };
    let error = call.perform::<ExportsPage>(other);
    assert_eq!(error.await.unwrap_err().code, Code::NotFound);

    std::fs::write(&path, "customer_id,country\n7,DE\n").unwrap();
    let error = call.perform::<ExportsPage>(page).await.unwrap_err();
    assert_eq!(error.code, Code::FileChanged);
    let reopen = ReopenRequest {
        id: recent[0].id,
        reading: Reading::default(),
    };
    let again = call.perform::<ExportsReopen>(reopen).await.unwrap();
    assert_ne!(again.export, export);
    let recent = call.perform::<ExportsRecent>(Nothing {}).await.unwrap();
    assert_eq!(
        (recent.len(), recent[0].rows),
        (1, None),
        "the old count is not the new file's"
    );

    call.perform::<ExportsForget>(RecentId { id: recent[0].id })
        .await
        .unwrap();
    assert!(
        call.perform::<ExportsRecent>(Nothing {})
            .await
            .unwrap()
            .is_empty()
    );
    assert!(path.exists());
}

#[tokio::test]
async fn a_verdict_is_forgotten_with_the_content_it_was_of() {
    let place = Place::new();
    let workspace = place.cli();
    let call = default_app(&workspace);
    let path = place.dir.path().join("today.csv");
    let verdict = async || {
        let recent = call.perform::<ExportsRecent>(Nothing {}).await.unwrap();
        recent[0].verdict
    };
    let open = async || {
        let request = OpenRequest::new(path.clone());
        call.perform::<ExportsOpen>(request).await.unwrap().export
    };
    std::fs::write(&path, "customer_id,country\n1,DE\n").unwrap();
    let check = CheckRequest {
        export: open().await,
        spec: None,
    };
    call.perform::<ExportsCheck>(check).await.unwrap();
    assert!(verdict().await.is_some());
    open().await;
    assert!(verdict().await.is_some(), "it is the same file");

    // The same length, and other content; the time is set by hand, so that no clock is too coarse for it.
    std::fs::write(&path, "customer_id,country\n2,US\n").unwrap();
    let file = std::fs::File::options().write(true).open(&path).unwrap();
    let later = std::time::SystemTime::UNIX_EPOCH + std::time::Duration::from_secs(1_900_000_000);
    file.set_modified(later).unwrap();
    open().await;
    assert_eq!(verdict().await, None);
}

#[tokio::test]
async fn a_user_in_several_exports_is_taken_from_the_one_opened_last() {
    let place = Place::new();
    let workspace = place.cli();
    let call = default_app(&workspace);
    for day in 0..12 {
        let path = place.dir.path().join(format!("{day}.csv"));
        std::fs::write(&path, format!("customer_id,pack_id\n1,p{day}\n")).unwrap();
        call.perform::<ExportsOpen>(OpenRequest::new(path))
            .await
            .unwrap();
        let user = call.perform::<UsersFind>(UserId { id: "1".into() });
        assert_eq!(user.await.unwrap().traits["pack_id"], format!("p{day}"));
    }
}

#[tokio::test]
async fn a_choice_that_the_catalogue_does_not_know_is_warned_of() {
    let place = Place::new();
    let workspace = place.cli();
    let (call, _) = explore(&workspace).await;
    let warnings = async |to: &str| {
        let request: PlanRequest = serde_json::from_value(json!({
            "connector": "evergent",
            "order": { "action": "change_service", "traits": { "customer_id": "cust-1001" },
                       "params": { "from": "demo_monthly", "to": to } }
        }))
        .unwrap();
        let plan = call.perform::<ActionsPlan>(request).await.unwrap();
        plan.plan.warnings
    };
    assert_eq!(warnings("demo_annual").await, [""; 0]);
    assert_eq!(
        warnings("demo_anual").await,
        [
            "To demo_anual is not among the products that were synced: Evergent may refuse it. Sync them if it is new, else choose another"
        ]
    );
}

#[tokio::test]
async fn what_cannot_be_opened_is_named_with_the_remedy() {
    let place = Place::new();
    let workspace = place.cli();
    let call = default_app(&workspace);
    let binary = place.dir.path().join("image.csv");
    std::fs::write(&binary, b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR").unwrap();
    for path in [
        place.dir.path().join("gone.csv"),
        place.dir.path().to_path_buf(),
        binary,
    ] {
        let name = path.display().to_string();
        let error = call
            .perform::<ExportsOpen>(OpenRequest::new(path))
            .await
            .unwrap_err();
        assert_eq!(error.code, Code::File);
        assert!(error.message.contains(&name), "{error}");
        assert!(error.hint.is_some(), "{error:?}");
    }
    assert!(
        call.perform::<ExportsRecent>(Nothing {})
            .await
            .unwrap()
            .is_empty()
    );
}
