//! Zuora: its token, its two doors, its lists, what it refuses, and what time does.

use std::time::Duration;

use patchbay_sandbox::{ZUORA_CLIENT_ID, ZUORA_CLIENT_SECRET};
use reqwest::Method;
use serde_json::{Value, json};
use url::form_urlencoded::Serializer;

use crate::{Rig, Said};

const GOLD: &str = "8ad08c0f000000000000000000000102";
const SPORTS: &str = "8ad08c0f000000000000000000000201";
const EXPIRED: &str = "8ad08c0f000000000000000000000104";
/// The subscription of cust-1001.
const FIRST: &str = "A-S00000001";

async fn token_for(rig: &Rig, id: &str, secret: &str) -> Said {
    let form = Serializer::new(String::new())
        .append_pair("client_id", id)
        .append_pair("client_secret", secret)
        .append_pair("grant_type", "client_credentials")
        .finish();
    let headers = [("content-type", "application/x-www-form-urlencoded")];
    rig.call(Method::POST, "/zuora/oauth/token", &headers, form)
        .await
}

async fn token(rig: &Rig) -> String {
    let said = token_for(rig, ZUORA_CLIENT_ID, ZUORA_CLIENT_SECRET).await;
    assert_eq!(said.status, 200, "{}", said.text);
    format!("Bearer {}", said.json()["access_token"].as_str().unwrap())
}

/// A door, opened.
struct Door<'a> {
    rig: &'a Rig,
    path: &'static str,
    token: String,
}

impl<'a> Door<'a> {
    async fn open(rig: &'a Rig) -> Self {
        let token = token(rig).await;
        Self {
            rig,
            path: "/zuora",
            token,
        }
    }

    async fn keyed(&self, method: Method, path: &str, body: &Value, key: &str) -> Value {
        let mut headers = vec![("authorization", self.token.as_str())];
        if !key.is_empty() {
            headers.push(("idempotency-key", key));
        }
        let body = if body.is_null() {
            String::new()
        } else {
            body.to_string()
        };
        let path = format!("{}{path}", self.path);
        let said = self.rig.call(method, &path, &headers, body).await;
        assert_eq!(said.status, 200, "{path}: {}", said.text);
        said.json()
    }

    async fn get(&self, path: &str) -> Value {
        self.keyed(Method::GET, path, &Value::Null, "").await
    }

    async fn put(&self, path: &str, body: Value) -> Value {
        self.keyed(Method::PUT, path, &body, "").await
    }

    async fn post(&self, path: &str, body: Value) -> Value {
        self.keyed(Method::POST, path, &body, "").await
    }

    async fn first(&self) -> Value {
        self.get(&format!("/v1/subscriptions/{FIRST}")).await
    }
}

/// The last two digits of the first reason's code.
fn category(answer: &Value) -> String {
    assert_eq!(answer["success"], false, "{answer}");
    let code = &answer["reasons"][0]["code"];
    let code = code
        .as_str()
        .map_or_else(|| code.to_string(), str::to_owned);
    code[6..].to_owned()
}

fn order(action: Value) -> Value {
    json!({
        "orderDate": "2026-11-21", "existingAccountNumber": "A00001001",
        "subscriptions": [{ "subscriptionNumber": FIRST, "orderActions": [action] }],
    })
}

fn add_sports() -> Value {
    json!({
        "type": "AddProduct", "triggerDates": [{ "name": "ContractEffective", "triggerDate": "2026-11-21" }],
        "addProduct": { "productRatePlanId": SPORTS },
    })
}

#[tokio::test]
async fn a_token_is_granted_for_the_secret_and_ends_after_an_hour() {
    let rig = Rig::new().await;
    for (id, secret) in [
        (ZUORA_CLIENT_ID, "wrong"),
        (ZUORA_CLIENT_ID, ""),
        ("wrong", ZUORA_CLIENT_SECRET),
    ] {
        assert_eq!(token_for(&rig, id, secret).await.status, 401);
    }
    let said = rig
        .call(Method::GET, "/zuora/v1/catalog/products", &[], "")
        .await;
    assert_eq!((said.status, category(&said.json()).as_str()), (401, "11"));
    let door = Door::open(&rig).await;
    assert_eq!(door.first().await["status"], "Active");
    rig.sandbox.advance(Duration::from_secs(3600));
    assert_eq!(category(&door.first().await), "11");
    let journal = serde_json::to_string(&rig.sandbox.journal()).unwrap();
    assert!(!journal.contains(ZUORA_CLIENT_SECRET) && !journal.contains("zuora-token"));
}

#[tokio::test]
async fn the_catalogue_comes_in_pages_and_two_forms() {
    let rig = Rig::new().await;
    let door = Door::open(&rig).await;
    let first = door.get("/v1/catalog/products?pageSize=99").await;
    assert_eq!(first["products"].as_array().unwrap().len(), 40);
    let next = first["nextPage"].as_str().unwrap();
    let next = next
        .strip_prefix(&format!("{}/zuora", rig.sandbox.url()))
        .unwrap();
    let second = door.get(next).await;
    assert_eq!(second["products"].as_array().unwrap().len(), 5);
    assert_eq!(second.get("nextPage"), None);
    let plans = &first["products"][0]["productRatePlans"];
    assert_eq!(plans[1]["id"], GOLD);

    let headers = [
        ("authorization", door.token.as_str()),
        ("zuora-version", "230.0"),
    ];
    let said = rig
        .call(Method::GET, "/zuora/v1/catalog/products", &headers, "")
        .await;
    let product = said.json()["products"][0].clone();
    assert!(
        product["productRatePlans"]
            .as_str()
            .unwrap()
            .ends_with("/product-rate-plans")
    );
    let path = format!(
        "/v1/products/{}/product-rate-plans?pageSize=3",
        product["id"].as_str().unwrap()
    );
    let page = door.get(&path).await;
    assert_eq!(page["productRatePlans"].as_array().unwrap().len(), 3);
    assert!(page["nextPage"].is_string());
    assert_eq!(
        category(&door.get("/v1/catalog/products?page=0").await),
        "20"
    );
}

#[tokio::test]
async fn accounts_and_subscriptions() {
    let rig = Rig::new().await;
    let door = Door::open(&rig).await;
    let account = door.get("/v1/accounts/A00001008").await;
    let id = account["basicInfo"]["id"].as_str().unwrap();
    assert_eq!(door.get(&format!("/v1/accounts/{id}")).await, account);
    assert_eq!(category(&door.get("/v1/accounts/A00001012").await), "40");
    let path = format!("/v1/subscriptions/accounts/{id}");
    let both = door.get(&path).await;
    assert_eq!(both["subscriptions"].as_array().unwrap().len(), 2);
    let one = door.get(&format!("{path}?pageSize=1&page=2")).await;
    assert_eq!(one["subscriptions"][0], both["subscriptions"][1]);
    assert_eq!(
        category(&door.get("/v1/subscriptions/A-S09999999").await),
        "40"
    );
    let note = |id: &str| {
        rig.sandbox
            .users()
            .into_iter()
            .find(|u| u.id == id)
            .unwrap()
            .note
    };
    assert!(note("cust-1006").contains("Zuora: Suspended on Gold monthly."));
    assert!(!note("cust-1012").contains("Zuora"));
}

#[tokio::test]
async fn a_preview_changes_nothing() {
    let rig = Rig::new().await;
    let door = Door::open(&rig).await;
    let before = door.first().await;
    let add =
        json!({ "add": [{ "productRatePlanId": SPORTS, "contractEffectiveDate": "2026-11-21" }] });
    let mut preview = add.clone();
    preview["preview"] = true.into();
    preview["previewType"] = "LegalDoc".into();
    let path = format!("/v1/subscriptions/{FIRST}");
    assert_eq!(door.put(&path, preview).await["invoice"]["amount"], 5.0);
    let mut asked = order(add_sports());
    asked["previewOptions"] = json!({ "previewThruType": "NumberOfPeriods", "previewNumberOfPeriods": 1, "previewTypes": ["BillingDocs"] });
    let answer = door.post("/v1/orders/preview", asked).await;
    assert_eq!(answer["previewResult"]["invoices"][0]["amount"], 5.0);
    let new = json!({
        "accountKey": "A00001009", "contractEffectiveDate": "2026-11-21", "termType": "EVERGREEN",
        "subscribeToRatePlans": [{ "productRatePlanId": GOLD }], "previewType": "LegalDoc",
    });
    let answer = door.post("/v1/subscriptions/preview", new).await;
    assert_eq!(answer["contractedMrr"], 19.0);
    assert_eq!(door.first().await, before);
    assert!(rig.sandbox.journal().iter().all(|entry| !entry.changed));

    let changed = door.put(&path, add).await;
    let after = door.first().await;
    assert_eq!(after["id"], changed["subscriptionId"]);
    assert_ne!(after["id"], before["id"]);
    assert_eq!(after["ratePlans"][1]["productRatePlanId"], SPORTS);
    let remove = json!({ "remove": [{ "ratePlanId": after["ratePlans"][1]["id"], "contractEffectiveDate": "2026-11-21" }] });
    assert_eq!(door.put(&path, remove).await["totalDeltaMrr"], -5.0);
    assert_eq!(
        door.first().await["ratePlans"][1]["lastChangeType"],
        "Remove"
    );
}

#[tokio::test]
async fn an_order_is_made_once_under_its_key() {
    let rig = Rig::new().await;
    let door = Door::open(&rig).await;
    let body = order(add_sports());
    let first = door.keyed(Method::POST, "/v1/orders", &body, "k").await;
    assert_eq!(first["status"], "Completed");
    assert_eq!(
        door.keyed(Method::POST, "/v1/orders", &body, "k").await,
        first
    );
    assert_eq!(door.first().await["ratePlans"].as_array().unwrap().len(), 2);
    let headers = [
        ("authorization", door.token.as_str()),
        ("idempotency-key", "k"),
    ];
    let said = rig
        .call(Method::POST, "/zuora/v1/subscriptions", &headers, "{}")
        .await;
    assert_eq!(said.status, 422);
    // A refusal is kept too.
    let refused = order(json!({ "type": "AddProduct" }));
    let first = door.keyed(Method::POST, "/v1/orders", &refused, "l").await;
    assert_eq!(
        door.keyed(Method::POST, "/v1/orders", &refused, "l").await,
        first
    );
    door.keyed(Method::POST, "/v1/orders", &body, "m").await;
    assert_eq!(door.first().await["ratePlans"].as_array().unwrap().len(), 3);
}

#[tokio::test]
async fn an_orders_tenant_takes_orders_alone_and_wants_their_date() {
    let rig = Rig::new().await;
    let mut door = Door::open(&rig).await;
    door.path = "/zuora/orders";
    let path = format!("/v1/subscriptions/{FIRST}");
    assert_eq!(
        category(&door.put(&path, json!({ "autoRenew": false })).await),
        "10"
    );
    assert_eq!(
        category(&door.post("/v1/subscriptions", json!({})).await),
        "10"
    );
    assert_eq!(
        category(&door.post("/v1/subscriptions/preview", json!({})).await),
        "10"
    );
    let suspend = format!("{path}/suspend");
    let answer = door
        .put(&suspend, json!({ "suspendPolicy": "Today" }))
        .await;
    assert_eq!(answer["reasons"][0]["message"], "Order Date is required.");
    let dated = json!({ "suspendPolicy": "Today", "orderDate": "2026-11-21" });
    assert_eq!(door.put(&suspend, dated).await["success"], true);
    assert_eq!(door.first().await["status"], "Suspended");
    // Both doors lead to the same state.
    door.path = "/zuora";
    assert_eq!(door.first().await["status"], "Suspended");
}

#[tokio::test]
async fn what_is_refused() {
    let rig = Rig::new().await;
    let door = Door::open(&rig).await;
    let path = format!("/v1/subscriptions/{FIRST}");
    let dated = |id: &str| json!({ "add": [{ "productRatePlanId": id, "contractEffectiveDate": "2026-11-21" }] });
    for (path, body, wanted) in [
        (path.clone(), dated("nothing"), "40"),
        (path.clone(), dated(EXPIRED), "30"),
        (
            path.clone(),
            json!({ "add": [{ "productRatePlanId": SPORTS }] }),
            "22",
        ),
        (path.clone(), json!({ "runBilling": true }), "21"),
        (path.clone(), json!([]), "90"),
        (
            format!("{path}/resume"),
            json!({ "resumePolicy": "Today" }),
            "30",
        ),
        (
            format!("{path}/cancel"),
            json!({ "cancellationPolicy": "SpecificDate" }),
            "22",
        ),
        (
            format!("{path}/cancel"),
            json!({ "cancellationPolicy": "SpecificDate", "cancellationEffectiveDate": "2099-01-01" }),
            "30",
        ),
        // The number is a text here.
        (
            format!("{path}/suspend"),
            json!({ "suspendPolicy": "FixedPeriodsFromToday", "suspendPeriods": 2, "suspendPeriodsType": "Day" }),
            "22",
        ),
        (
            "/v1/subscriptions/A-S00000005".to_owned(),
            json!({ "autoRenew": true }),
            "30",
        ),
    ] {
        let answer = door.put(&path, body.clone()).await;
        assert_eq!(category(&answer), wanted, "{path} {body} {answer}");
    }
    let two = json!({ "orderDate": "2026-11-21", "existingAccountNumber": "A00001001", "subscriptions": [{}, {}] });
    assert_eq!(category(&door.post("/v1/orders", two).await), "21");
    assert!(rig.sandbox.journal().iter().all(|entry| !entry.changed));
}

#[tokio::test]
async fn time_suspends_resumes_renews_and_ends() {
    let day = |days: u64| Duration::from_secs(days * 86_400);
    let rig = Rig::new().await;
    let door = Door::open(&rig).await;
    let path = format!("/v1/subscriptions/{FIRST}");
    let later = json!({
        "suspendPolicy": "SpecificDate", "suspendSpecificDate": "2026-11-23", "resume": true,
        "resumePolicy": "FixedPeriodsFromSuspendDate", "resumePeriods": "3", "resumePeriodsType": "Day", "extendsTerm": true,
    });
    let before = door.first().await;
    let answer = door.put(&format!("{path}/suspend"), later).await;
    assert_eq!(
        (
            answer["suspendDate"].as_str(),
            answer["resumeDate"].as_str()
        ),
        (Some("2026-11-23"), Some("2026-11-26"))
    );
    assert_ne!(answer["termEndDate"], before["termEndDate"]);
    let ends =
        json!({ "cancellationPolicy": "SpecificDate", "cancellationEffectiveDate": "2026-11-30" });
    for (days, status) in [(0, "Active"), (2, "Suspended"), (3, "Active")] {
        rig.sandbox.advance(day(days));
        let door = Door::open(&rig).await;
        assert_eq!(door.first().await["status"], status);
    }
    let door = Door::open(&rig).await;
    assert_eq!(
        door.put(&format!("{path}/cancel"), ends.clone()).await["cancelledDate"],
        "2026-11-30"
    );
    assert_eq!(door.first().await["status"], "Active");
    assert_eq!(
        category(&door.put(&format!("{path}/cancel"), ends).await),
        "30"
    );
    rig.sandbox.advance(day(4));
    let door = Door::open(&rig).await;
    assert_eq!(door.first().await["status"], "Cancelled");

    let rig = Rig::new().await;
    rig.sandbox.advance(day(400));
    let door = Door::open(&rig).await;
    // 1001 renews itself, 1005 ends with its term.
    assert_eq!(door.first().await["status"], "Active");
    assert_eq!(
        door.get("/v1/subscriptions/A-S00000009").await["status"],
        "Cancelled"
    );
}

#[tokio::test]
async fn the_same_seed_gives_the_same_tenant() {
    let mut all = Vec::new();
    for seed in [42, 42, 43] {
        let rig = Rig::seeded(seed).await;
        let door = Door::open(&rig).await;
        let mut texts = String::new();
        for number in 1015..1045 {
            let path = format!("/v1/subscriptions/accounts/A0000{number}");
            texts += &door.get(&path).await.to_string();
        }
        all.push(texts);
    }
    assert_eq!(all[0], all[1]);
    assert_ne!(all[0], all[2]);
}
