//! Roku Pay: what the key opens, what a purchase says, and how it goes on with time.

use reqwest::Method;
use serde_json::{Value, json};

use crate::Rig;

fn path(key: &str, id: &str) -> String {
    format!("/roku/validate-transaction/{key}/{id}")
}

fn id(person: u32, number: u32) -> String {
    format!("7a1f{person}-0000-4000-8000-{number:012}")
}

impl Rig {
    fn roku_key(&self) -> String {
        let connectors = self.sandbox.connectors();
        let roku = connectors.iter().find(|c| c.id == "roku").unwrap();
        roku.secrets["roku_api_key"].clone()
    }

    async fn purchase(&self, person: u32) -> Value {
        let path = path(&self.roku_key(), &id(person, 1));
        self.call(Method::GET, &path, &[], "").await.json()
    }
}

#[tokio::test]
async fn the_same_seed_sells_the_same() {
    let key = Rig::new().await.roku_key();
    let paths = [1001, 1002, 1008].map(|person| path(&key, &id(person, 1)));
    let paths: Vec<&str> = paths.iter().map(String::as_str).collect();
    crate::all::drawn_from_the_seed(&paths, &[]).await;
}

#[tokio::test]
async fn a_no_is_a_200_and_an_id_that_is_none_a_400() {
    let rig = Rig::new().await;
    let key = rig.roku_key();
    let no = |message: &str| json!({ "status": 1, "errorMessage": message, "errorCode": null, "errorDetails": null });
    for (key, id, status, body) in [
        ("wrong", id(1001, 1), 200, no("UNAUTHORIZED")),
        (&*key, id(1009, 1), 200, no("Transaction not found.")),
    ] {
        let said = rig.call(Method::GET, &path(key, &id), &[], "").await;
        assert_eq!((said.status, said.json()), (status, body));
    }
    let said = rig.call(Method::GET, &path(&key, "17"), &[], "").await;
    assert_eq!((said.status, &*said.text), (400, "Invalid URI format."));
    let said = rig
        .call(Method::POST, "/roku/refund-subscription", &[], "{}")
        .await;
    assert_eq!(said.status, 404);
    let journal = rig.sandbox.journal();
    assert!(journal.iter().all(|entry| !entry.changed));
    assert!(!format!("{journal:?}").contains(&key), "{journal:?}");
    assert_eq!(
        journal[1].path,
        path("[masked]", &id(1009, 1)).replace("/roku/", "/")
    );
}

#[tokio::test]
async fn purchases_renew_end_and_begin_to_cost_with_time() {
    let rig = Rig::new().await;
    let trial = rig.purchase(1003).await;
    assert_eq!(
        (&trial["total"], &trial["isEntitled"]),
        (&json!(0.0), &json!(true))
    );
    let declined = rig.purchase(1004).await;
    assert_eq!(
        (&declined["isEntitled"], &declined["cancelled"]),
        (&json!(false), &json!(false))
    );
    let leaving = rig.purchase(1005).await;
    assert_eq!(
        (&leaving["isEntitled"], &leaving["cancelled"]),
        (&json!(true), &json!(true))
    );
    let before = rig.purchase(1001).await;
    rig.sandbox
        .advance(std::time::Duration::from_secs(40 * 86_400));
    let after = rig.purchase(1001).await;
    assert_ne!(before["expirationDate"], after["expirationDate"]);
    assert_eq!(after["isEntitled"], true);
    assert_eq!(rig.purchase(1003).await["total"], 10.78);
    assert_eq!(rig.purchase(1005).await["isEntitled"], false);
}

#[tokio::test]
async fn notes_of_the_cast() {
    let rig = Rig::new().await;
    let notes: Vec<String> = rig
        .sandbox
        .users()
        .iter()
        .take(13)
        .filter_map(|user| {
            let note = user.note.split(". ").find(|note| note.starts_with("Roku"));
            note.map(|note| format!("{} {}", user.id, note.trim_end_matches('.')))
        })
        .collect();
    insta::assert_snapshot!(notes.join("\n"));
}
