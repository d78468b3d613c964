use patchbay_sandbox::{VINDICIA_PASSWORD, VINDICIA_USERNAME};
use reqwest::Method;
use serde_json::{Value, json};

use crate::{Rig, Said, basic};

impl Rig {
    async fn vindicia(&self, path: &str) -> Said {
        let user = basic(VINDICIA_USERNAME, VINDICIA_PASSWORD);
        let headers = [("authorization", user.as_str())];
        let path = format!("/vindicia/{path}");
        self.call(Method::GET, &path, &headers, "").await
    }

    async fn modified(&self, id: &str, query: &str, item: Value) -> Said {
        self.modified_by(id, query, &[item]).await
    }

    async fn modified_by(&self, id: &str, query: &str, items: &[Value]) -> Said {
        let user = basic(VINDICIA_USERNAME, VINDICIA_PASSWORD);
        let headers = [
            ("authorization", user.as_str()),
            ("content-type", "application/json"),
        ];
        let path = format!("/vindicia/subscriptions/{id}?{query}");
        let body = json!({ "object": "Subscription", "id": id, "items": items });
        self.call(Method::POST, &path, &headers, body.to_string())
            .await
    }

    /// `item product` of each item of a subscription.
    async fn items(&self, id: &str) -> Vec<String> {
        let row = self.vindicia(&format!("subscriptions/{id}")).await.json();
        let items = row["items"]["data"].as_array().unwrap().clone();
        items
            .iter()
            .map(|i| i["product"]["id"].as_str().unwrap().to_owned())
            .collect()
    }
}

const TODAY: &str = "effective_date=today&bill_prorated_period=false";
const LATER: &str = "effective_date=nextBill&bill_prorated_period=false";

fn item(id: &str, product: &str) -> Value {
    json!({ "object": "SubscriptionItem", "id": id, "product": { "object": "Product", "id": product } })
}

fn replacing(id: &str, product: &str, old: &str) -> Value {
    let mut item = item(id, product);
    item["replaces"] =
        json!({ "object": "SubscriptionItem", "product": { "object": "Product", "id": old } });
    item
}

fn coded(id: &str, code: &str) -> Value {
    json!({ "object": "SubscriptionItem", "id": id, "campaign_code": code })
}

#[tokio::test]
async fn drawn_from_the_seed() {
    let user = basic(VINDICIA_USERNAME, VINDICIA_PASSWORD);
    let paths = [
        "/vindicia/subscriptions?limit=100",
        "/vindicia/products",
        "/vindicia/campaigns",
    ];
    crate::all::drawn_from_the_seed(&paths, &[("authorization", &user)]).await;
}

#[tokio::test]
async fn a_wrong_password_is_refused_in_vindicias_words() {
    let rig = Rig::new().await;
    let user = basic(VINDICIA_USERNAME, "another");
    let headers = [("authorization", user.as_str())];
    let said = rig
        .call(Method::GET, "/vindicia/products", &headers, "")
        .await;
    assert_eq!(said.status, 401);
    assert_eq!(
        said.json(),
        json!({ "object": "Error", "message": "Authentication failed" })
    );
    assert_eq!(rig.vindicia("nothing").await.status, 404);
}

#[tokio::test]
async fn lists_have_links_and_the_last_page_has_one_too() {
    let rig = Rig::new().await;
    let first = rig.vindicia("products?limit=100").await.json();
    let next = first["next"].as_str().unwrap().trim_start_matches('/');
    let last = rig.vindicia(next).await.json();
    let count = |page: &Value| page["data"].as_array().unwrap().len();
    assert_eq!((count(&first), count(&last)), (100, 6));
    assert_eq!(last["total_count"], 106);
    let after = last["next"].as_str().unwrap().trim_start_matches('/');
    assert_eq!(count(&rig.vindicia(after).await.json()), 0);
    assert_eq!(rig.vindicia("products?dryrun=1").await.status, 400);
    assert_eq!(rig.vindicia("accounts/cust-1012").await.status, 404);
    assert_eq!(
        count(&rig.vindicia("subscriptions?account=cust-1012").await.json()),
        0
    );
    assert_eq!(
        count(&rig.vindicia("subscriptions?account=cust-1008").await.json()),
        2
    );
}

#[tokio::test]
async fn products_are_added_and_replaced_now_or_later() {
    let rig = Rig::new().await;
    let added = rig
        .modified("sub-1001", LATER, item("n-1", "sports_pack"))
        .await;
    assert_eq!(added.status, 200, "{}", added.text);
    assert_eq!(rig.items("sub-1001").await, ["silver", "sports_pack"]);
    rig.modified("sub-1002", TODAY, replacing("n-2", "gold", "silver"))
        .await;
    assert_eq!(rig.items("sub-1002").await, ["gold"]);
    rig.modified("sub-1003", LATER, replacing("n-3", "gold", "silver"))
        .await;
    assert_eq!(rig.items("sub-1003").await, ["silver", "gold"]);
    let days = json!({ "advance_seconds": 32 * 86_400 });
    rig.control(Method::POST, "/clock", days).await;
    assert_eq!(rig.items("sub-1003").await, ["gold"]);
    let row = rig.vindicia("subscriptions/sub-1005").await.json();
    assert_eq!(row["status"], "Cancelled");
}

#[tokio::test]
async fn several_items_are_changed_together_or_not_at_all() {
    let rig = Rig::new().await;
    rig.modified("sub-1001", TODAY, item("n-0", "sports_pack"))
        .await;
    let pair = replacing("n-1", "gold", "silver");
    let wrong = replacing("n-2", "silver", "bronze 2019");
    let said = rig
        .modified_by("sub-1001", TODAY, &[pair.clone(), wrong])
        .await;
    assert_eq!(said.status, 400, "{}", said.text);
    assert_eq!(rig.items("sub-1001").await, ["silver", "sports_pack"]);
    let right = replacing("n-2", "kids_pack", "sports_pack");
    let said = rig.modified_by("sub-1001", TODAY, &[pair, right]).await;
    assert_eq!(said.status, 200, "{}", said.text);
    assert_eq!(rig.items("sub-1001").await, ["gold", "kids_pack"]);
}

#[tokio::test]
async fn campaigns_go_onto_items() {
    let rig = Rig::new().await;
    let id = "item-1001-00";
    for code in ["NOPE", "GOLD20", "HELLO", "SUMMER"] {
        let said = rig.modified("sub-1001", TODAY, coded(id, code)).await;
        assert_eq!(said.status, 400, "{code}: {}", said.text);
    }
    let said = rig
        .modified("sub-1001", TODAY, coded(id, "SAVE10"))
        .await
        .json();
    assert_eq!(said["items"]["data"][0]["campaign_code"], "SAVE10");
    let mut same = replacing("n-1", "silver", "silver");
    same["campaign_code"] = json!("SAVE10");
    let said = rig.modified("sub-1002", TODAY, same).await.json();
    assert_eq!(said["items"]["data"][0]["campaign_code"], "SAVE10");
}

#[tokio::test]
async fn modifications_that_are_refused() {
    let rig = Rig::new().await;
    let charged = "effective_date=today&bill_prorated_period=true";
    for (id, query, item, status) in [
        (
            "sub-1001",
            "effective_date=tomorrow",
            item("n", "gold"),
            400,
        ),
        (
            "sub-1001",
            "effective_date=today&dryrun=1",
            item("n", "gold"),
            400,
        ),
        ("sub-1001", TODAY, item("n", "goldd"), 404),
        ("sub-1001", TODAY, item("n", "bronze 2019"), 400),
        ("sub-1001", TODAY, item("n", "silver"), 400),
        ("sub-1001", TODAY, item("item-1001-00", "gold"), 409),
        ("sub-1001", TODAY, replacing("n", "gold", "kids_pack"), 400),
        ("sub-1005", TODAY, item("n", "gold"), 400),
        ("sub-1006", TODAY, item("n", "gold"), 400),
        ("sub-1007", TODAY, item("n", "gold"), 400),
        ("sub-1011", charged, item("n", "gold"), 400),
        ("sub-9999", TODAY, item("n", "gold"), 404),
        (
            "sub-1001",
            TODAY,
            json!({ "object": "SubscriptionItem", "id": "n", "quantity": 2 }),
            400,
        ),
    ] {
        let said = rig.modified(id, query, item).await;
        assert_eq!(said.status, status, "{id}: {}", said.text);
        assert_eq!(said.json()["object"], "Error");
    }
    assert!(rig.sandbox.journal().iter().all(|entry| !entry.changed));
}

#[tokio::test]
async fn notes_of_the_cast() {
    let rig = Rig::new().await;
    let notes: Vec<String> = rig.sandbox.users()[..14]
        .iter()
        .map(|user| {
            let from = user.note.find("Vindicia: ").map(|at| &user.note[at..]);
            let own = from.map_or("-", |note| note.split('.').next().unwrap());
            format!("{} {own}", user.id)
        })
        .collect();
    insta::assert_snapshot!(notes.join("\n"));
}
