use patchbay_sandbox::{Options, Sandbox, SandboxError};
use reqwest::Method;
use serde_json::{Value, json};

use crate::Rig;

/// What a connector can read of a sandbox, as bytes.
async fn bytes(rig: &Rig) -> Vec<String> {
    let mut texts = vec![rig.sandbox.export_csv()];
    for path in [
        "/customers.json?per_page=200",
        "/coupons.json?per_page=200",
        "/products.json?include_archived=true",
        "/subscriptions.json?per_page=200",
        "/payment_profiles.json?per_page=200",
    ] {
        texts.push(
            rig.send(Method::GET, path, Value::Null)
                .await
                .unwrap()
                .text()
                .await
                .unwrap(),
        );
    }
    for user in rig.sandbox.users() {
        texts.push(
            rig.evergent("getActiveSubscriptions", json!({ "cpCustomerID": user.id }))
                .await
                .to_string(),
        );
    }
    texts
}

async fn change_something(rig: &Rig) {
    let id = rig.subscriptions(1001, "active").await[0];
    assert_eq!(
        rig.delete(&format!("/subscriptions/{id}.json"), Value::Null)
            .await
            .0,
        200
    );
    let ask = json!({ "cpCustomerID": "cust-1001", "serviceID": "demo_monthly" });
    assert_eq!(
        rig.evergent("pauseSubscription", ask).await["responseCode"],
        "1"
    );
}

#[tokio::test]
async fn the_same_seed_gives_the_same_bytes_also_after_changes() {
    let (one, two, other) = (
        Rig::seeded(42).await,
        Rig::seeded(42).await,
        Rig::seeded(43).await,
    );
    let start = bytes(&one).await;
    assert_eq!(start, bytes(&two).await);
    assert_ne!(start, bytes(&other).await);
    change_something(&one).await;
    change_something(&two).await;
    let changed = bytes(&one).await;
    assert_eq!(changed, bytes(&two).await);
    assert_ne!(changed, start);
}

#[tokio::test]
async fn a_reset_brings_the_start_back() {
    let rig = Rig::new().await;
    let (users, export) = (rig.sandbox.users(), rig.sandbox.export_csv());
    change_something(&rig).await;
    rig.sandbox
        .advance(std::time::Duration::from_secs(86_400 * 40));
    rig.arm(json!({ "vendor": "chargify", "kind": "drop_before" }))
        .await;
    assert_ne!(rig.sandbox.users(), users);
    assert_eq!(
        rig.control(Method::POST, "/reset", Value::Null).await.0,
        204
    );
    assert_eq!(
        (rig.sandbox.users(), rig.sandbox.export_csv()),
        (users, export)
    );
    assert!(rig.sandbox.faults().list().is_empty() && rig.sandbox.journal().is_empty());
    assert_eq!(rig.sandbox.now(), crate::NOW.parse().unwrap());
}

#[tokio::test]
async fn there_are_two_hundred_users_and_the_first_have_the_same_state_in_every_seed() {
    let (one, other) = (Rig::seeded(1).await, Rig::seeded(2).await);
    let users = one.sandbox.users();
    assert_eq!(users.len(), 200);
    assert_ne!(users[0].name, other.sandbox.users()[0].name);
    // The cast that all vendors share.
    let notes = |rig: &Rig| -> Vec<String> {
        let users = rig.sandbox.users();
        users[..13].iter().map(|user| user.note.clone()).collect()
    };
    assert_eq!(notes(&one), notes(&other));
    // The cast of the first two vendors is longer; others show theirs in their own tests.
    let theirs = |rig: &Rig| -> Vec<String> {
        let users = rig.sandbox.users();
        users[..16]
            .iter()
            .map(|user| {
                let words: Vec<&str> = user
                    .note
                    .split_inclusive(". ")
                    .map(str::trim_end)
                    .filter(|words| {
                        words.starts_with("Chargify:") || words.starts_with("Evergent:")
                    })
                    .collect();
                format!(
                    "{} {} {}",
                    user.id,
                    user.traits["chargify_id"],
                    words.join(" ")
                )
            })
            .collect()
    };
    assert_eq!(theirs(&one), theirs(&other));
    insta::assert_snapshot!(theirs(&one).join("\n"));
    let (status, listed) = one.control(Method::GET, "/users", Value::Null).await;
    assert_eq!((status, listed[7]["id"].as_str()), (200, Some("cust-1008")));
    assert_eq!(listed[7]["traits"]["customer_id"], "cust-1008");
}

#[tokio::test]
async fn the_journal_says_what_changed_and_never_a_secret() {
    const CANARY: &str = "canary-6b1f";
    let rig = Rig::new().await;
    change_something(&rig).await;
    let url = rig.sandbox.url();
    rig.client
        .get(format!("{url}/chargify/site.json?api_key={CANARY}"))
        .basic_auth(CANARY, Some("x"))
        .send()
        .await
        .unwrap();
    let body = json!({ "GetProductsRequestMessage": { "apiKey": CANARY, "channelPartnerID": "DEMO_US", "apiPassword": CANARY } });
    rig.client
        .post(format!("{url}/evergent/demo/getProducts"))
        .json(&body)
        .send()
        .await
        .unwrap();
    let (_, journal) = rig.control(Method::GET, "/journal", Value::Null).await;
    let text = journal.to_string();
    for secret in [
        CANARY,
        patchbay_sandbox::CHARGIFY_KEY,
        patchbay_sandbox::EVERGENT_KEY,
    ] {
        assert!(!text.contains(secret), "{secret} in {text}");
    }
    let said: Vec<String> = journal
        .as_array()
        .unwrap()
        .iter()
        .map(|entry| {
            format!(
                "{} {} {} {}",
                entry["number"], entry["method"], entry["status"], entry["changed"]
            )
        })
        .collect();
    assert_eq!(
        said,
        [
            "1 \"GET\" 200 false",
            "2 \"DELETE\" 200 true",
            "3 \"POST\" 200 true",
            "4 \"GET\" 401 false",
            "5 \"POST\" 200 false"
        ]
    );
    assert_eq!(
        journal[2]["body"]["PauseSubscriptionRequestMessage"]["apiKey"],
        "[masked]"
    );
    assert_eq!(
        journal[2]["body"]["PauseSubscriptionRequestMessage"]["serviceID"],
        "demo_monthly"
    );
}

#[tokio::test]
async fn the_front_page_says_what_this_is() {
    let rig = Rig::new().await;
    let page = rig
        .client
        .get(format!("{}/", rig.sandbox.url()))
        .send()
        .await
        .unwrap()
        .text()
        .await
        .unwrap();
    insta::assert_snapshot!(of_two(&page).replace(rig.sandbox.url(), "http://127.0.0.1:PORT"));
    let known: Vec<&str> = rig.sandbox.connectors().iter().map(|c| c.id).collect();
    for id in &known {
        assert!(page.contains(&format!("\n  {id}\n")), "{id} is on the page");
    }
    let nobody = rig.call(Method::GET, "/nobody/v1", &[], "").await;
    assert_eq!(nobody.status, 404);
    let said = format!(
        "There is no vendor 'nobody' here. Known: {}.",
        known.join(", ")
    );
    assert!(nobody.text.contains(&said), "{}", nobody.text);
}

/// The front page without the settings of all vendors but two, so that it stays when others come.
fn of_two(page: &str) -> String {
    let (head, rest) = page.split_once("\n\n  ").unwrap();
    let (vendors, control) = rest.split_once("\nControl").unwrap();
    let kept = vendors
        .trim_end()
        .split("\n\n  ")
        .filter(|block| block.starts_with("chargify\n") || block.starts_with("evergent\n"));
    let vendors: Vec<&str> = std::iter::once(head).chain(kept).collect();
    format!("{}\n\nControl{control}", vendors.join("\n\n  "))
}

#[tokio::test]
async fn a_taken_port_and_an_odd_time_are_named_with_their_remedy() {
    let rig = Rig::new().await;
    let port: u16 = rig
        .sandbox
        .url()
        .rsplit(':')
        .next()
        .unwrap()
        .parse()
        .unwrap();
    let options = |port, now: &str| Options {
        port,
        seed: 1,
        now: now.parse().unwrap(),
    };
    let taken = Sandbox::start(options(port, crate::NOW)).await.unwrap_err();
    assert!(matches!(taken, SandboxError::Listen { .. }));
    assert!(
        taken
            .to_string()
            .ends_with("choose another port, or 0 for any free one"),
        "{taken}"
    );
    let odd = Sandbox::start(options(0, "1969-07-20T00:00:00Z"))
        .await
        .unwrap_err();
    assert!(matches!(odd, SandboxError::StartTime(_)));
}

#[tokio::test]
async fn stopping_frees_the_port_although_clients_hold_connections() {
    let rig = Rig::new().await;
    rig.get("/site.json").await;
    let url = rig.sandbox.url().to_owned();
    rig.sandbox.stop().await;
    assert!(rig.client.get(url).send().await.unwrap_err().is_connect());
}
