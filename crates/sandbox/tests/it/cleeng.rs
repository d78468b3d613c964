use patchbay_sandbox::CLEENG_KEY;
use reqwest::Method;
use serde_json::{Value, json};

use crate::{Rig, Said};

const JSON: (&str, &str) = ("content-type", "application/json");

fn key() -> (&'static str, &'static str) {
    ("x-publisher-token", CLEENG_KEY)
}

impl Rig {
    async fn cleeng(&self, path: &str) -> Said {
        let path = format!("/cleeng/3.1/{path}");
        self.call(Method::GET, &path, &[key()], "").await
    }

    async fn cleeng_sent(&self, method: Method, path: &str, body: Value) -> Said {
        let path = format!("/cleeng/3.1/{path}");
        self.call(method, &path, &[key(), JSON], body.to_string())
            .await
    }

    /// The first subscription of a customer of the cast.
    async fn theirs(&self, number: u32) -> Value {
        let path = format!("subscriptions?customerId={}", 70_000_000 + number);
        self.cleeng(&path).await.json()[0].clone()
    }

    async fn switch(&self, number: u32, to: u32, direction: &str) -> Said {
        let id = self.theirs(number).await["subscriptionId"].clone();
        let body = json!({ "subscriptionId": id, "toOfferId": format!("S10000000{to}_US"), "switchDirection": direction });
        self.cleeng_sent(Method::POST, "subscription_switches", body)
            .await
    }

    async fn update(&self, number: u32, body: Value) -> Said {
        let id = self.theirs(number).await["subscriptionId"].clone();
        self.cleeng_sent(Method::PATCH, &format!("subscriptions/{id}"), body)
            .await
    }
}

#[tokio::test]
async fn drawn_from_the_seed() {
    let paths = [
        "/cleeng/3.1/offers?limit=100",
        "/cleeng/3.1/subscriptions?customerId=70001050&limit=100",
        "/cleeng/3.1/customers?externalId=cust-1060",
        "/cleeng/3.1/subscriptions?customerId=70001060&limit=100",
        "/cleeng/3.1/subscriptions?customerId=70001070&limit=100",
    ];
    crate::all::drawn_from_the_seed(&paths, &[key()]).await;
}

#[tokio::test]
async fn a_wrong_key_is_refused_in_cleengs_words() {
    let rig = Rig::new().await;
    for headers in [vec![], vec![("x-publisher-token", "another")]] {
        let said = rig
            .call(Method::GET, "/cleeng/3.1/offers", &headers, "")
            .await;
        assert_eq!(
            (said.status, said.json()["code"].as_str()),
            (401, Some("UNAUTHORIZED"))
        );
    }
    assert_eq!(rig.cleeng("nothing").await.status, 404);
}

#[tokio::test]
async fn offers_come_in_pages_with_their_total() {
    let rig = Rig::new().await;
    let first = rig.cleeng("offers?status=all&page=1&limit=100").await;
    let second = rig.cleeng("offers?status=all&page=2&limit=100").await;
    assert_eq!(first.header("x-total-count"), "112");
    let count = |said: &Said| said.json().as_array().unwrap().len();
    assert_eq!((count(&first), count(&second)), (100, 12));
    assert_eq!(
        rig.cleeng("offers?status=inactive")
            .await
            .header("x-total-count"),
        "14"
    );
    assert_eq!(count(&rig.cleeng("offers").await), 15);
    assert_eq!(rig.cleeng("offers?search=x").await.status, 422);
}

#[tokio::test]
async fn without_a_filter_there_are_no_subscriptions() {
    let rig = Rig::new().await;
    assert_eq!(rig.cleeng("subscriptions").await.json(), json!([]));
    let path = "subscriptions?customerId=70001008&status[]=active&limit=1&offset=1";
    let said = rig.cleeng(path).await;
    assert_eq!(said.header("x-total-count"), "2");
    assert_eq!(said.json().as_array().unwrap().len(), 1);
    assert_eq!(
        rig.cleeng("subscriptions?limit=101&customerId=1")
            .await
            .status,
        422
    );
    assert_eq!(rig.cleeng("subscriptions/1").await.status, 404);
}

#[tokio::test]
async fn two_customers_share_an_address() {
    let rig = Rig::new().await;
    let user = &rig.sandbox.users()[12];
    let said = rig
        .cleeng(&format!("customers?email={}", user.traits["email_address"]))
        .await;
    assert_eq!(said.json().as_array().unwrap().len(), 2);
    assert!(!user.traits.contains_key("cleeng_customer_id"));
    assert_eq!(rig.cleeng("customers").await.status, 422);
    assert_eq!(
        rig.cleeng("customers?externalId=cust-1012").await.json(),
        json!([])
    );
}

#[tokio::test]
async fn an_upgrade_is_made_at_once_and_a_downgrade_at_the_renewal() {
    let rig = Rig::new().await;
    let up = rig.switch(1001, 2, "upgrade").await;
    assert_eq!(
        (up.status, up.json()["status"].as_str()),
        (201, Some("completed"))
    );
    assert_eq!(rig.theirs(1001).await["offerId"], "S100000002_US");

    let down = rig.switch(1002, 1, "downgrade").await.json();
    assert_eq!(down["status"], "pending");
    let pending = rig.theirs(1002).await;
    assert_eq!(
        (&pending["offerId"], &pending["pendingSwitchId"]),
        (&json!("S100000002_US"), &down["id"])
    );
    assert_eq!(
        rig.switch(1002, 1, "downgrade").await.json()["code"],
        "SWITCH_IN_PROGRESS"
    );
    let month = json!({ "advance_seconds": 32 * 86_400 });
    rig.control(Method::POST, "/clock", month).await;
    let id = down["id"].as_str().unwrap();
    let status = rig
        .cleeng(&format!("subscription_switches/{id}"))
        .await
        .json();
    let now = rig.theirs(1002).await;
    assert_eq!(
        (&status["status"], &now["offerId"], &now["pendingSwitchId"]),
        (&json!("completed"), &json!("S100000001_US"), &Value::Null)
    );
}

#[tokio::test]
async fn switches_are_refused_in_cleengs_codes() {
    let rig = Rig::new().await;
    for (number, to, direction, code) in [
        (1001, 1, "upgrade", "SAME_TARGET_OFFER"),
        (1001, 8, "downgrade", "OFFER_INACTIVE"),
        (
            1001,
            2,
            "downgrade",
            "SWITCH_NOT_DEFINED_IN_SWITCH_SETTINGS",
        ),
        (1001, 7, "downgrade", "TO_FREE_OFFER_NOT_ALLOWED"),
        (1001, 9, "upgrade", "VALIDATION_ERROR"),
        (1001, 2, "unspecified", "VALIDATION_ERROR"),
        (1004, 2, "upgrade", "RECURRING_PROCESS_ALREADY_STARTED"),
        (1005, 2, "upgrade", "VALIDATION_ERROR"),
        (1008, 6, "downgrade", "ALREADY_HAS_ACCESS"),
        (1010, 2, "upgrade", "MISSING_PAYMENT_DETAILS"),
        (1011, 2, "upgrade", "PAYMENT_GATEWAY_NOT_SUPPORTED"),
        (1014, 3, "upgrade", "SUBSCRIPTION_WITH_COUPON_NOT_ALLOWED"),
        (1015, 2, "downgrade", "SWITCH_IN_PROGRESS"),
    ] {
        let said = rig.switch(number, to, direction).await;
        assert_eq!(said.json()["code"], code, "{number} to {to}: {}", said.text);
    }
    let id = rig.theirs(1014).await["subscriptionId"].clone();
    let path = format!("subscription_switches/availability?subscriptionId={id}");
    let said = rig.cleeng(&path).await.json();
    assert_eq!(said["available"], json!([]));
    assert_eq!(
        said["unavailable"][0]["reason"]["code"],
        "SUBSCRIPTION_WITH_COUPON_NOT_ALLOWED"
    );
    assert!(rig.sandbox.journal().iter().all(|entry| !entry.changed));
}

#[tokio::test]
async fn one_property_is_updated_in_each_call() {
    let rig = Rig::new().await;
    let both = json!({ "couponCode": "WINTER30", "status": "active" });
    assert_eq!(rig.update(1001, both).await.status, 422);
    assert_eq!(
        rig.update(1001, json!({ "expiresAt": 1 })).await.status,
        422
    );
    assert_eq!(
        rig.update(1001, json!({ "status": "terminated" }))
            .await
            .status,
        422
    );
    for (code, status) in [
        ("NOPE", 422),
        ("SUMMER20", 422),
        ("OLD15", 422),
        ("WELCOME10", 422),
        ("STAY50", 200),
        ("STAY50", 422),
        ("WINTER30", 200),
    ] {
        let said = rig.update(1001, json!({ "couponCode": code })).await;
        assert_eq!(said.status, status, "{code}: {}", said.text);
    }
    assert_eq!(rig.theirs(1001).await["couponCode"], "WINTER30");
    assert_eq!(
        rig.update(1002, json!({ "couponCode": "STAY50" }))
            .await
            .status,
        422
    );
}

#[tokio::test]
async fn what_is_stopped_can_be_reactivated_until_it_ends() {
    let rig = Rig::new().await;
    let said = rig.update(1005, json!({ "status": "active" })).await;
    assert_eq!(
        (said.status, said.json()["status"].as_str()),
        (200, Some("active"))
    );
    for (number, status) in [(1001, 400), (1007, 400)] {
        let said = rig.update(number, json!({ "status": "active" })).await;
        assert_eq!(said.status, status, "{}", said.text);
    }
    let rig = Rig::new().await;
    rig.control(
        Method::POST,
        "/clock",
        json!({ "advance_seconds": 40 * 86_400 }),
    )
    .await;
    assert_eq!(rig.theirs(1005).await["status"], "terminated");
}

#[tokio::test]
async fn notes_of_the_cast() {
    let rig = Rig::new().await;
    let notes: Vec<String> = rig.sandbox.users()[..16]
        .iter()
        .map(|user| {
            let from = user.note.find("Cleeng: ").map(|at| &user.note[at..]);
            let own = from.map_or("-", |note| note.split('.').next().unwrap());
            format!("{} {own}", user.id)
        })
        .collect();
    insta::assert_snapshot!(notes.join("\n"));
}
