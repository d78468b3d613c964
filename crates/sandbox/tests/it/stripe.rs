//! Stripe: what the account shows, how subscriptions change, what time does, and what is refused.

use std::time::Duration;

use patchbay_sandbox::{STRIPE_KEY, STRIPE_NARROW_KEY};
use reqwest::Method;
use serde_json::{Value, json};

use crate::{Rig, Said};

const FORM: &str = "application/x-www-form-urlencoded";
const DAY: u64 = 86_400;

impl Rig {
    async fn stripe_with(
        &self,
        headers: &[(&str, &str)],
        method: Method,
        path: &str,
        body: &str,
    ) -> Said {
        let bearer = format!("Bearer {STRIPE_KEY}");
        let mut all = vec![
            ("authorization", bearer.as_str()),
            ("content-type", FORM),
            ("stripe-version", "2025-02-24.acacia"),
        ];
        all.retain(|(name, _)| !headers.iter().any(|(other, _)| other == name));
        all.extend(headers);
        let path = format!("/stripe/v1{path}");
        self.call(method, &path, &all, body.to_owned()).await
    }

    async fn stripe_get(&self, path: &str) -> Value {
        let said = self.stripe_with(&[], Method::GET, path, "").await;
        assert_eq!(said.status, 200, "GET {path}: {}", said.text);
        said.json()
    }

    async fn stripe_post(&self, path: &str, body: &str) -> Value {
        let said = self.stripe_with(&[], Method::POST, path, body).await;
        assert_eq!(said.status, 200, "POST {path} {body}: {}", said.text);
        said.json()
    }

    /// Status, code or type, and message of a refusal.
    async fn stripe_no(&self, method: Method, path: &str, body: &str) -> String {
        let said = self.stripe_with(&[], method, path, body).await;
        let error = &said.json()["error"];
        let code = error["code"].as_str().or(error["type"].as_str());
        format!(
            "{} {}: {}",
            said.status,
            code.unwrap(),
            error["message"].as_str().unwrap()
        )
    }

    async fn stripe_subscription(&self, number: u32) -> Value {
        let list = self
            .stripe_get(&format!("/subscriptions?customer=cus_Demo{number}"))
            .await;
        list["data"][0].clone()
    }
}

fn id(object: &Value) -> &str {
    object["id"].as_str().unwrap()
}

#[tokio::test]
async fn lists_come_in_pages_and_are_drawn_from_the_seed() {
    let bearer = format!("Bearer {STRIPE_KEY}");
    let headers = [("authorization", bearer.as_str())];
    let paths = [
        "/stripe/v1/customers?limit=100",
        "/stripe/v1/subscriptions?limit=100&status=all",
        "/stripe/v1/prices?limit=100&expand[]=data.product",
    ];
    crate::all::drawn_from_the_seed(&paths, &headers).await;
    let rig = Rig::new().await;
    let mut seen = Vec::new();
    let mut path = "/prices?active=true&type=recurring&limit=100".to_owned();
    loop {
        let page = rig.stripe_get(&path).await;
        let rows = page["data"].as_array().unwrap();
        seen.extend(rows.iter().map(|row| id(row).to_owned()));
        if page["has_more"] == false {
            break;
        }
        path = format!(
            "/prices?active=true&type=recurring&limit=100&starting_after={}",
            seen.last().unwrap()
        );
    }
    let mut unique = seen.clone();
    unique.sort();
    unique.dedup();
    assert_eq!((seen.len(), unique.len()), (114, 114));
    assert!(!seen.contains(&"price_gold_legacy".to_owned()), "archived");
    let valid: Vec<_> = rig.stripe_get("/coupons").await["data"]
        .as_array()
        .unwrap()
        .iter()
        .map(|c| format!("{} {}", id(c), c["valid"]))
        .collect();
    assert_eq!(
        valid,
        [
            "FIRST100 false",
            "OVER50 false",
            "SPRING25 true",
            "FIVEOFF true",
            "SAVE10 true"
        ]
    );
}

#[tokio::test]
async fn notes_say_what_the_cast_has() {
    let rig = Rig::new().await;
    let users = rig.sandbox.users();
    let notes: Vec<String> = users[..16]
        .iter()
        .map(|user| {
            let stripe = user
                .note
                .split(". ")
                .find(|words| words.starts_with("Stripe:"));
            let id = user.traits.get("stripe_id").map_or("-", String::as_str);
            format!(
                "{} {id} {}",
                user.id,
                stripe.unwrap_or("nothing").trim_end_matches('.')
            )
        })
        .collect();
    insta::assert_snapshot!(notes.join("\n"));
}

#[tokio::test]
async fn who_may_not_is_told_so() {
    let rig = Rig::new().await;
    let narrow = format!("Bearer {STRIPE_NARROW_KEY}");
    let mut said = Vec::new();
    for (headers, method, path) in [
        (
            &[("authorization", "Bearer rk_test_other")][..],
            Method::GET,
            "/prices",
        ),
        (&[("authorization", "Basic x")], Method::GET, "/prices"),
        (
            &[("authorization", narrow.as_str())],
            Method::GET,
            "/products",
        ),
        (
            &[("authorization", narrow.as_str())],
            Method::POST,
            "/invoices/create_preview",
        ),
        (
            &[("stripe-version", "2026-09-30.endive")],
            Method::GET,
            "/prices",
        ),
        (&[("stripe-account", "acct_2")], Method::GET, "/prices"),
    ] {
        let answer = rig.stripe_with(headers, method, path, "").await;
        assert!(answer.header("request-id").starts_with("req_"));
        let message = answer.json()["error"]["message"].clone();
        said.push(format!("{} {}", answer.status, message.as_str().unwrap()));
    }
    insta::assert_snapshot!(said.join("\n"));
    let read = rig
        .stripe_with(
            &[("authorization", narrow.as_str())],
            Method::GET,
            "/prices?limit=1",
            "",
        )
        .await;
    assert_eq!(read.status, 200);
}

#[tokio::test]
async fn a_switch_keeps_the_item_and_resets_the_quantity_unless_it_is_said() {
    let rig = Rig::new().await;
    let sub = rig.stripe_subscription(1001).await;
    let item = id(&sub["items"]["data"][0]);
    let path = format!("/subscriptions/{}", id(&sub));
    let two = format!("items[0][id]={item}&items[0][quantity]=2");
    assert_eq!(
        rig.stripe_post(&path, &two).await["items"]["data"][0]["quantity"],
        2
    );
    let form =
        format!("items[0][id]={item}&items[0][price]=price_platinum_month&proration_behavior=none");
    let now = rig.stripe_post(&path, &form).await;
    let shown = &now["items"]["data"][0];
    assert_eq!(
        (id(shown), &shown["price"]["id"]),
        (item, &json!("price_platinum_month"))
    );
    assert_eq!(shown["quantity"], 1);
    // Without the item's id, a second one is added.
    let more = rig
        .stripe_post(&path, "items[0][price]=price_sports_month")
        .await;
    assert_eq!(more["items"]["data"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn a_repeat_by_its_key_is_answered_as_the_first_one_was() {
    let rig = Rig::new().await;
    let key = [("idempotency-key", "k-1")];
    let form = "customer=cus_Demo1009&items[0][price]=price_gold_month";
    let first = rig
        .stripe_with(&key, Method::POST, "/subscriptions", form)
        .await;
    let again = rig
        .stripe_with(&key, Method::POST, "/subscriptions", form)
        .await;
    assert_eq!((first.status, again.status), (200, 200));
    assert_eq!(first.text, again.text);
    assert_eq!(again.header("idempotent-replayed"), "true");
    let list = rig.stripe_get("/subscriptions?customer=cus_Demo1009").await;
    assert_eq!(list["data"].as_array().unwrap().len(), 1);
    let other = rig
        .stripe_with(
            &key,
            Method::POST,
            "/subscriptions",
            &format!("{form}&trial_period_days=3"),
        )
        .await;
    assert_eq!(
        (other.status, &other.json()["error"]["type"]),
        (400, &json!("idempotency_error"))
    );
    // What failed before it was begun is not kept.
    let key = [("idempotency-key", "k-2")];
    let bad = "customer=cus_Demo1010&items[0][price]=price_gold_month";
    assert_eq!(
        rig.stripe_with(&key, Method::POST, "/subscriptions", bad)
            .await
            .status,
        400
    );
    assert_eq!(
        rig.stripe_with(&key, Method::POST, "/subscriptions", form)
            .await
            .status,
        200
    );
}

#[tokio::test]
async fn a_schedule_switches_at_the_periods_end_and_lets_go() {
    let rig = Rig::new().await;
    let sub = rig.stripe_subscription(1002).await;
    let schedule = rig
        .stripe_post(
            "/subscription_schedules",
            &format!("from_subscription={}", id(&sub)),
        )
        .await;
    let (start, end) = (&sub["current_period_start"], &sub["current_period_end"]);
    assert_eq!(
        schedule["current_phase"],
        json!({ "start_date": start, "end_date": end })
    );
    let phases = format!(
        "end_behavior=release&proration_behavior=none&phases[0][start_date]={start}&phases[0][end_date]={end}\
         &phases[0][items][0][price]=price_basic_month&phases[0][items][0][quantity]=1\
         &phases[1][items][0][price]=price_gold_month&phases[1][items][0][quantity]=1&phases[1][iterations]=1"
    );
    let path = format!("/subscription_schedules/{}", id(&schedule));
    let wrong = phases.replace(
        "phases[0][items][0][price]=price_basic_month",
        "phases[0][items][0][price]=price_gold_month",
    );
    assert!(
        rig.stripe_no(Method::POST, &path, &wrong)
            .await
            .contains("The first phase")
    );
    let filled = rig.stripe_post(&path, &phases).await;
    assert_eq!(filled["phases"][1]["start_date"], *end);
    rig.sandbox.advance(Duration::from_secs(32 * DAY));
    let now = rig.stripe_subscription(1002).await;
    assert_eq!(now["items"]["data"][0]["price"]["id"], "price_gold_month");
    assert_eq!(now["schedule"], schedule["id"]);
    rig.sandbox.advance(Duration::from_secs(32 * DAY));
    let now = rig.stripe_subscription(1002).await;
    assert_eq!(
        (&now["schedule"], &now["status"]),
        (&Value::Null, &json!("active"))
    );
    assert_eq!(rig.stripe_get(&path).await["status"], "released");
}

#[tokio::test]
async fn a_schedule_that_is_released_leaves_the_subscription_as_it_was() {
    let rig = Rig::new().await;
    let sub = rig.stripe_subscription(1002).await;
    let form = format!("from_subscription={}", id(&sub));
    let schedule = rig.stripe_post("/subscription_schedules", &form).await;
    rig.stripe_post(
        &format!("/subscription_schedules/{}/release", id(&schedule)),
        "",
    )
    .await;
    assert_eq!(rig.stripe_subscription(1002).await, sub);
}

#[tokio::test]
async fn what_is_set_to_end_ends_and_a_trial_becomes_paid() {
    let rig = Rig::new().await;
    let ending = rig.stripe_subscription(1005).await;
    assert_eq!(ending["cancel_at_period_end"], true);
    let trial = rig.stripe_subscription(1003).await;
    let longer = trial["trial_end"].as_i64().unwrap() + 86_400 * 7;
    let path = format!("/subscriptions/{}", id(&trial));
    let now = rig
        .stripe_post(
            &path,
            &format!("trial_end={longer}&proration_behavior=none"),
        )
        .await;
    assert_eq!(
        (&now["trial_end"], &now["current_period_end"]),
        (&json!(longer), &json!(longer))
    );
    rig.sandbox.advance(Duration::from_secs(32 * DAY));
    let list = rig.stripe_get("/subscriptions?customer=cus_Demo1005").await;
    assert_eq!(list["data"], json!([]), "the cancelled are left out");
    let all = rig
        .stripe_get("/subscriptions?customer=cus_Demo1005&status=all")
        .await;
    assert_eq!(all["data"][0]["status"], "canceled");
    assert_eq!(rig.stripe_subscription(1003).await["status"], "active");
}

#[tokio::test]
async fn discounts_replace_a_customers_and_list_a_subscriptions() {
    let rig = Rig::new().await;
    let now = rig
        .stripe_post("/customers/cus_Demo1016", "coupon=SAVE10")
        .await;
    assert_eq!(now["discount"]["coupon"]["id"], "SAVE10");
    let sub = rig.stripe_subscription(1015).await;
    let path = format!("/subscriptions/{}", id(&sub));
    let kept = sub["discounts"][0].as_str().unwrap();
    let form = format!("discounts[0][discount]={kept}&discounts[1][promotion_code]=promo_spring");
    let now = rig.stripe_post(&path, &form).await;
    assert_eq!(now["discounts"].as_array().unwrap().len(), 2);
    // The list replaces what is there.
    let now = rig.stripe_post(&path, "discounts[0][coupon]=FIVEOFF").await;
    assert_eq!(now["discounts"].as_array().unwrap().len(), 1);
    let said = rig
        .stripe_with(&[], Method::DELETE, "/customers/cus_Demo1016/discount", "")
        .await;
    assert_eq!((said.status, &said.json()["deleted"]), (200, &json!(true)));
}

#[tokio::test]
async fn a_preview_adds_up_and_changes_nothing() {
    let rig = Rig::new().await;
    let sub = rig.stripe_subscription(1001).await;
    let item = id(&sub["items"]["data"][0]);
    let form = format!(
        "customer=cus_Demo1001&subscription={}&subscription_details[items][0][id]={item}\
         &subscription_details[items][0][price]=price_platinum_month&subscription_details[proration_behavior]=create_prorations",
        id(&sub)
    );
    let preview = rig.stripe_post("/invoices/create_preview", &form).await;
    let lines = preview["lines"]["data"].as_array().unwrap();
    let sum: i64 = lines.iter().map(|l| l["amount"].as_i64().unwrap()).sum();
    assert_eq!((lines.len(), &preview["total"]), (3, &json!(sum)));
    let form = "customer=cus_Demo1009&discounts[0][coupon]=SAVE10&subscription_details[items][0][price]=price_gold_month";
    let preview = rig.stripe_post("/invoices/create_preview", form).await;
    assert_eq!(
        (&preview["subtotal"], &preview["total"]),
        (&json!(1999), &json!(1800))
    );
    assert_eq!(rig.stripe_subscription(1001).await, sub);
    assert!(rig.sandbox.journal().iter().all(|entry| !entry.changed));
}

#[tokio::test]
async fn refusals() {
    let rig = Rig::new().await;
    let sub = rig.stripe_subscription(1014).await;
    let path = format!("/subscriptions/{}", id(&sub));
    let item = id(&sub["items"]["data"][0]);
    let new =
        |customer: u32, rest: &str| format!("customer=cus_Demo{customer}&items[0][price]={rest}");
    let post = Method::POST;
    let said = [
        rig.stripe_no(Method::GET, "/customers/cus_Demo1012", "")
            .await,
        rig.stripe_no(Method::GET, "/prices?limit=101", "").await,
        rig.stripe_no(Method::GET, "/prices?colour=red", "").await,
        rig.stripe_no(Method::GET, "/elsewhere", "").await,
        rig.stripe_no(
            post.clone(),
            "/subscriptions",
            &new(1010, "price_gold_month"),
        )
        .await,
        rig.stripe_no(
            post.clone(),
            "/subscriptions",
            &new(
                1011,
                "price_gold_month&payment_behavior=error_if_incomplete",
            ),
        )
        .await,
        rig.stripe_no(post.clone(), "/subscriptions", &new(1009, "price_none"))
            .await,
        rig.stripe_no(
            post.clone(),
            "/subscriptions",
            &new(1009, "price_gold_legacy"),
        )
        .await,
        rig.stripe_no(post.clone(), "/subscriptions", &new(1009, "price_gold_eur"))
            .await,
        rig.stripe_no(
            post.clone(),
            "/subscriptions",
            &new(1009, "price_sports_usage&items[0][quantity]=2"),
        )
        .await,
        rig.stripe_no(
            post.clone(),
            "/subscriptions",
            &new(1009, "price_gold_month&metadata[a]=b"),
        )
        .await,
        rig.stripe_no(
            post.clone(),
            "/subscriptions",
            &new(1009, "price_gold_month&discounts[0][coupon]=OVER50"),
        )
        .await,
        rig.stripe_no(
            post.clone(),
            "/customers/cus_Demo1009",
            "promotion_code=promo_sorry",
        )
        .await,
        rig.stripe_no(
            post.clone(),
            &path,
            &format!("items[0][id]={item}&items[0][price]=price_sports_month"),
        )
        .await,
        rig.stripe_no(post.clone(), &path, "trial_end=1").await,
        rig.stripe_no(Method::DELETE, "/subscriptions/sub_none", "")
            .await,
    ];
    insta::assert_snapshot!(said.join("\n"));
    assert!(rig.sandbox.journal().iter().all(|entry| !entry.changed));
    // Ended at once, and then gone for changes.
    assert_eq!(
        rig.stripe_with(&[], Method::DELETE, &format!("{path}?prorate=false"), "")
            .await
            .status,
        200
    );
    assert!(
        rig.stripe_no(Method::DELETE, &path, "")
            .await
            .starts_with("404")
    );
}
