//! Who may do what: every operation by every role, the app's own and another's.

#![allow(clippy::unwrap_used)] // what cannot be set up fails the test

mod common;

use common::{Place, default_app, sit_down};
use patchbay_workspace::operations::apps::{Environment, NewApp};
use patchbay_workspace::operations::operators::{NewOperator, OperatorId, Role};
use patchbay_workspace::operations::{
    AppsCreate, AppsList, ConnectorsList, Nothing, OperatorsAdd, OperatorsList, OperatorsRemove,
    OperatorsSwitch,
};
use patchbay_workspace::{Code, OPERATIONS, Permission};
use serde_json::{Value, json};

#[test]
fn names_are_unique_and_every_operation_is_described() {
    let mut names: Vec<_> = OPERATIONS.iter().map(|o| o.name).collect();
    names.sort_unstable();
    let count = names.len();
    names.dedup();
    assert_eq!(names.len(), count);
    for operation in OPERATIONS {
        assert!(
            operation.name.split_once('.').is_some(),
            "{}",
            operation.name
        );
        assert!(operation.description.ends_with('.'), "{}", operation.name);
    }
}

/// The permission is checked before the request is acted on, so a refusal is seen with any request that can be read.
#[tokio::test]
async fn every_operation_asks_for_its_permission() {
    let place = Place::new();
    let workspace = place.cli();
    let call = default_app(&workspace);
    for (role, allowed) in [
        (
            Role::AppAdmin,
            &[
                Permission::Anyone,
                Permission::Look,
                Permission::Work,
                Permission::Configure,
            ][..],
        ),
        (
            Role::AppMember,
            &[Permission::Anyone, Permission::Look, Permission::Work],
        ),
        (Role::ReadOnly, &[Permission::Anyone, Permission::Look]),
    ] {
        call.perform::<OperatorsSwitch>(OperatorId { id: 1 })
            .await
            .unwrap();
        sit_down(&call, &format!("{role:?}"), role, Some("default")).await;
        for operation in OPERATIONS
            .iter()
            .filter(|o| !allowed.contains(&o.permission))
        {
            let error = call
                .dispatch(operation.name, request(operation.name))
                .await
                .unwrap_err();
            assert_eq!(
                error.code,
                Code::Forbidden,
                "{role:?} {}: {error}",
                operation.name
            );
            assert!(error.hint.is_some());
        }
        for operation in OPERATIONS
            .iter()
            .filter(|o| allowed.contains(&o.permission))
        {
            if let Err(error) = call.dispatch(operation.name, request(operation.name)).await {
                assert_ne!(
                    error.code,
                    Code::Forbidden,
                    "{role:?} {}: {error}",
                    operation.name
                );
            }
        }
    }
}

/// A request that can be read and does no harm: what it names is not there.
fn request(name: &str) -> Value {
    match name {
        "apps.create" => json!({ "id": "Not An Id", "name": "x", "environment": "test" }),
        "operators.add" => json!({ "name": "", "role": "read_only", "app": "default" }),
        "connectors.show" | "connectors.check" | "connectors.remove" | "connectors.set" => {
            json!({ "id": "nobody" })
        }
        "catalogue.sync" | "schedule.set" | "schedule.dismiss" => json!({ "connector": "nobody" }),
        "catalogue.list" => json!({ "connector": "nobody", "kind": "products" }),
        "users.save" => json!({ "id": "", "name": "", "traits": {} }),
        "users.remove" | "users.find" | "prompts.show" | "prompts.remove"
        | "prompts.rehearsals" => json!({ "id": "nobody" }),
        "prompts.save" => json!({ "prompt": { "id": "", "name": "", "kind": "inline" } }),
        "prompts.judge" => json!({ "id": "", "name": "", "kind": "inline" }),
        "prompts.plan" => json!({ "prompt": "nobody", "interaction": "accept" }),
        "prompts.step" => json!({ "rehearsal": "none", "action": "a1" }),
        "prompts.rehearsal" => json!({ "rehearsal": "none" }),
        "prompts.batch" => {
            json!({ "prompts": ["nobody"], "interactions": [], "users": ["nobody"], "form": {} })
        }
        "prompts.report" => json!({ "rehearsals": ["none"] }),
        "prompts.compare_import" => json!({ "text": "no document" }),
        "prompts.import" => json!({ "text": "no document", "seen": "" }),
        "actions.plan" => json!({ "connector": "nobody", "order": { "action": "x" } }),
        "actions.run" => json!({ "plan": "none" }),
        "exports.open_offered" => json!({ "file": "none" }),
        "exports.open" | "exports.offer" => json!({ "path": "/nowhere/at/all.csv" }),
        "operators.remove" | "operators.switch" | "exports.reopen" | "exports.forget" => {
            json!({ "id": 99 })
        }
        "exports.index" | "exports.check" | "exports.close" | "exports.reread"
        | "exports.profile" | "exports.examine" => json!({ "export": "none" }),
        "exports.find" => json!({ "export": "none", "customer": "x" }),
        "exports.search" => json!({ "export": "none", "text": "x", "limit": 1 }),
        "exports.cell" => json!({ "export": "none", "record": 0, "column": 0 }),
        "exports.page" | "exports.marks" | "exports.flagged" => {
            json!({ "export": "none", "start": 0, "rows": 1 })
        }
        "exports.overview" => json!({ "export": "none", "parts": 1 }),
        "exports.next_flagged" => json!({ "export": "none", "from": 0 }),
        "exports.compare" => json!({ "old": "none", "new": "none" }),
        "exports.differences" => json!({ "comparison": "none", "start": 0, "rows": 1 }),
        "exports.close_comparison" => json!({ "comparison": "none" }),
        "sources.save" => json!({ "settings": { "name": "", "bucket": "", "region": "" } }),
        "sources.remove" | "sources.check" | "sources.objects" | "sources.preview"
        | "sources.pull" | "specs.show" | "specs.remove" => json!({ "name": "nobody" }),
        "sources.dismiss" => json!({ "name": "nobody", "kind": "late" }),
        "specs.save" => json!({ "spec": { "name": "evergent", "columns": [{ "name": "x" }] } }),
        "specs.from_export" => json!({ "export": "none", "name": "own" }),
        "history.show" => json!({ "run": "none" }),
        _ => json!({}),
    }
}

#[tokio::test]
async fn an_operator_of_one_app_sees_no_other() {
    let place = Place::new();
    let workspace = place.cli();
    let call = default_app(&workspace);
    let other = NewApp {
        id: "other".into(),
        name: "Other".into(),
        environment: Environment::Test,
    };
    call.perform::<AppsCreate>(other).await.unwrap();
    sit_down(&call, "Olga", Role::AppAdmin, Some("other")).await;

    let error = call
        .perform::<ConnectorsList>(Nothing {})
        .await
        .unwrap_err();
    assert_eq!(error.code, Code::Forbidden);
    let there = workspace.call("other");
    assert!(there.perform::<ConnectorsList>(Nothing {}).await.is_ok());
    let apps = there.perform::<AppsList>(Nothing {}).await.unwrap();
    assert_eq!(
        apps.iter().map(|a| a.id.as_str()).collect::<Vec<_>>(),
        ["other"]
    );
    // Nor may she make operators elsewhere, or higher ones.
    for (role, app) in [
        (Role::AppMember, Some("default")),
        (Role::CompanyAdmin, None),
    ] {
        let new = NewOperator {
            name: "Puppet".into(),
            role,
            app: app.map(str::to_owned),
        };
        assert_eq!(
            there.perform::<OperatorsAdd>(new).await.unwrap_err().code,
            Code::Forbidden
        );
    }
    let error = there
        .perform::<OperatorsRemove>(OperatorId { id: 1 })
        .await
        .unwrap_err();
    assert_eq!(error.code, Code::Forbidden);
}

#[tokio::test]
async fn the_last_company_administrator_stays() {
    let place = Place::new();
    let workspace = place.cli();
    let call = default_app(&workspace);
    let error = call
        .perform::<OperatorsRemove>(OperatorId { id: 1 })
        .await
        .unwrap_err();
    assert_eq!(error.code, Code::Invalid);
    let operators = call.perform::<OperatorsList>(Nothing {}).await.unwrap();
    assert_eq!(operators.current.role, Role::CompanyAdmin);
}

#[tokio::test]
async fn what_does_not_exist_is_named_with_what_does() {
    let place = Place::new();
    let workspace = place.cli();
    let error = workspace
        .call("nowhere")
        .perform::<ConnectorsList>(Nothing {})
        .await
        .unwrap_err();
    assert_eq!(error.code, Code::NotFound);
    assert_eq!(error.hint.as_deref(), Some("The apps are: default"));
    let call = default_app(&workspace);
    let error = call
        .dispatch("connectors.explode", json!({}))
        .await
        .unwrap_err();
    assert_eq!(error.code, Code::NotFound);
    let error = call
        .dispatch("connectors.show", json!({ "name": "chargify" }))
        .await
        .unwrap_err();
    assert_eq!(error.code, Code::Invalid);
    assert!(error.message.contains("connectors.show"), "{error}");
    let error = call
        .dispatch("connectors.show", json!({ "id": "chargefy" }))
        .await
        .unwrap_err();
    let known: Vec<_> = patchbay_connectors::all()
        .iter()
        .map(|connector| connector.definition().id)
        .collect();
    assert_eq!(
        error.hint,
        Some(format!("The connectors are: {}", known.join(", ")))
    );
}
