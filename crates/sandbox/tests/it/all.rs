//! What every vendor owes, whoever they are.

use std::collections::BTreeSet;

use patchbay_sandbox::DemoConnector;
use reqwest::Method;
use serde_json::json;

use crate::Rig;

/// The same seed gives the same bytes on these paths, and another seed gives others on one of them at least. Each
/// vendor calls it with its lists and with the headers that open them.
pub async fn drawn_from_the_seed(paths: &[&str], headers: &[(&str, &str)]) {
    let mut answers = Vec::new();
    for seed in [42, 42, 43] {
        let rig = Rig::seeded(seed).await;
        let mut texts = Vec::new();
        for path in paths {
            let said = rig.call(Method::GET, path, headers, "").await;
            assert_eq!(said.status, 200, "GET {path}: {}", said.text);
            texts.push(said.text.replace(rig.sandbox.url(), "http://vendor"));
        }
        answers.push(texts);
    }
    assert_eq!(answers[0], answers[1]);
    assert_ne!(answers[0], answers[2]);
}

fn root(connector: &DemoConnector, rig: &Rig) -> String {
    let base = &connector.settings["base_url"];
    let path = base.strip_prefix(rig.sandbox.url());
    let path = path.unwrap_or_else(|| panic!("{base} is of another server"));
    assert!(path.starts_with(&format!("/{}", connector.id)), "{base}");
    format!("{path}/")
}

#[tokio::test]
async fn ids_are_in_order_and_nobody_has_two() {
    let rig = Rig::new().await;
    let ids: Vec<&str> = rig.sandbox.connectors().iter().map(|c| c.id).collect();
    let mut sorted = ids.clone();
    sorted.sort_unstable();
    sorted.dedup();
    assert_eq!(ids, sorted);
}

#[tokio::test]
async fn a_rate_limit_is_said_and_changes_nothing() {
    let rig = Rig::new().await;
    for connector in rig.sandbox.connectors() {
        let id = connector.id;
        rig.arm(json!({ "vendor": id, "kind": "rate_limited", "retry_after": 7 }))
            .await;
        let said = rig
            .call(Method::GET, &root(&connector, &rig), &[], "")
            .await;
        assert_eq!(said.header("retry-after"), "7", "{id}");
        assert!(
            said.status == 429 || !said.text.is_empty(),
            "{id} says so in the status or in the body"
        );
    }
    assert!(rig.sandbox.journal().iter().all(|entry| !entry.changed));
}

#[tokio::test]
async fn a_stranger_is_answered_and_changes_nothing() {
    let rig = Rig::new().await;
    for connector in rig.sandbox.connectors() {
        let path = root(&connector, &rig);
        for method in [Method::GET, Method::POST, Method::DELETE] {
            let said = rig.call(method.clone(), &path, &[], "").await;
            assert!(
                (200..500).contains(&said.status),
                "{method} {path}: {}",
                said.status
            );
        }
    }
    assert!(rig.sandbox.journal().iter().all(|entry| !entry.changed));
}

#[tokio::test]
async fn rehearsals_are_of_users_and_vendors_that_there_are() {
    let rig = Rig::new().await;
    let users: BTreeSet<String> = rig
        .sandbox
        .users()
        .into_iter()
        .map(|user| user.id)
        .collect();
    let orders = rig.sandbox.rehearsals();
    for connector in rig.sandbox.connectors() {
        assert!(
            orders.iter().any(|order| order.connector == connector.id),
            "{} has none",
            connector.id
        );
    }
    for order in orders {
        assert!(users.contains(&order.user), "{order:?}");
    }
}

#[tokio::test]
async fn the_journal_shows_forms_and_xml_and_no_secret_of_theirs() {
    const CANARY: &str = "canary-51ab";
    let rig = Rig::new().await;
    let form = [("content-type", "application/x-www-form-urlencoded")];
    let body = format!(
        "expand[]=a&expand[]=b&name=Zo%C3%AB&client_assertion={CANARY}&x-publisher-token={CANARY}"
    );
    rig.call(Method::POST, "/chargify/forms", &form, body).await;
    let xml = [("content-type", "application/xml")];
    rig.call(
        Method::POST,
        "/chargify/xml",
        &xml,
        "<plan><id>gold</id></plan>",
    )
    .await;
    let journal = rig.sandbox.journal();
    let masked = "[masked]";
    assert_eq!(
        journal[0].body,
        json!({ "expand[]": ["a", "b"], "name": "Zoë", "client_assertion": masked, "x-publisher-token": masked })
    );
    assert_eq!(journal[1].body, json!("<plan><id>gold</id></plan>"));
}
