use serde_json::{Value, json};

use crate::Rig;

fn signup(members: Value) -> Value {
    json!({ "subscription": members })
}

#[tokio::test]
async fn a_preview_has_the_right_totals_and_creates_nothing() {
    let rig = Rig::new().await;
    let before = rig.sandbox.users();
    let ask = signup(
        json!({ "product_handle": "gold", "customer_id": 20_001_009, "coupon_codes": ["SAVE10", "FIVEOFF"] }),
    );
    let (status, preview) = rig.post("/subscriptions/preview.json", ask).await;
    assert_eq!(status, 200);
    let now = &preview["subscription_preview"]["current_billing_manifest"];
    // 19.99, a tenth of it off (2.00 rounded), then 5.00.
    assert_eq!(now["subtotal_in_cents"], 1999);
    assert_eq!(now["total_discount_in_cents"], 700);
    assert_eq!(now["total_in_cents"], 1299);
    assert_eq!(
        now["line_items"][0]["memo"],
        "Gold (11/21/2026 - 12/21/2026)"
    );
    assert_eq!(
        preview["subscription_preview"]["next_billing_manifest"]["total_in_cents"],
        1999
    );
    assert_eq!(rig.sandbox.users(), before);
    assert!(!rig.sandbox.journal()[0].changed);
}

#[tokio::test]
async fn a_preview_of_a_free_trial_keeps_the_coupon_for_what_costs_something() {
    let rig = Rig::new().await;
    let ask = signup(
        json!({ "product_handle": "basic-trial", "customer_id": 20_001_010, "coupon_codes": ["HALF"] }),
    );
    let (_, preview) = rig.post("/subscriptions/preview.json", ask).await;
    let preview = &preview["subscription_preview"];
    assert_eq!(preview["current_billing_manifest"]["period_type"], "trial");
    assert_eq!(preview["current_billing_manifest"]["total_in_cents"], 0);
    assert_eq!(preview["next_billing_manifest"]["total_in_cents"], 499);
}

#[tokio::test]
async fn a_created_subscription_is_there_to_be_read() {
    let rig = Rig::new().await;
    let ask = signup(
        json!({ "product_handle": "gold", "customer_id": 20_001_009, "coupon_codes": ["SAVE10"], "reference": "r-1" }),
    );
    let (status, created) = rig.post("/subscriptions.json", ask).await;
    assert_eq!(status, 201);
    let created = &created["subscription"];
    assert_eq!(created["state"], "active");
    assert_eq!(created["coupon_codes"], json!(["SAVE10"]));
    assert_eq!(created["signup_revenue"], "17.99");
    assert_eq!(
        created["current_period_ends_at"],
        "2026-12-21T10:00:00-05:00"
    );
    assert_eq!(
        &rig.subscription(created["id"].as_u64().unwrap()).await,
        created
    );
    assert_eq!(
        &rig.get("/subscriptions/lookup.json?reference=r-1").await["subscription"],
        created
    );
    assert_eq!(
        &rig.get("/customers/20001009/subscriptions.json").await[0]["subscription"],
        created
    );
    assert!(
        rig.sandbox.users()[8]
            .note
            .starts_with("Chargify: active on gold with SAVE10.")
    );
}

#[tokio::test]
async fn a_signup_begins_in_the_state_of_its_plan() {
    let rig = Rig::new().await;
    for (members, state) in [
        (
            json!({ "product_handle": "basic-trial", "customer_id": 20_001_010 }),
            "trialing",
        ),
        (
            json!({ "product_id": 4_000_008, "customer_reference": "cust-1010" }),
            "active",
        ),
        (
            json!({ "product_handle": "gold", "customer_id": 20_001_010, "payment_collection_method": "remittance" }),
            "active",
        ),
        (
            json!({ "product_handle": "gold", "customer_id": 20_001_001, "initial_billing_at": "2027-01-01" }),
            "awaiting_signup",
        ),
        (
            json!({ "product_handle": "student", "customer_attributes": { "first_name": "A", "last_name": "B", "email": "a@example.com" } }),
            "active",
        ),
    ] {
        let (status, created) = rig
            .post("/subscriptions.json", signup(members.clone()))
            .await;
        assert_eq!(
            (status, &created["subscription"]["state"]),
            (201, &json!(state)),
            "{members} {created}"
        );
    }
    assert_eq!(
        rig.get("/customers/20001201.json").await["customer"]["email"],
        "a@example.com"
    );
}

#[tokio::test]
async fn a_signup_that_the_vendor_would_refuse_is_refused() {
    let rig = Rig::new().await;
    let before = rig.sandbox.users();
    for (members, errors) in [
        (
            json!({ "product_handle": "gold", "customer_id": 20_001_010 }),
            json!(["Credit card: cannot be blank."]),
        ),
        (
            json!({ "product_handle": "gold", "customer_id": 20_001_019 }),
            json!(["Bogus Gateway: Forced failure"]),
        ),
        (
            json!({ "product_handle": "gold" }),
            json!(["Customer: cannot be blank."]),
        ),
        (
            json!({ "customer_id": 20_001_001 }),
            json!(["Product: cannot be blank."]),
        ),
        (
            json!({ "product_handle": "none", "customer_id": 1 }),
            json!([
                "Product: could not be found.",
                "Customer: could not be found."
            ]),
        ),
        (
            json!({ "product_handle": "silver-legacy", "customer_id": 20_001_001 }),
            json!(["Product: is archived."]),
        ),
        (
            json!({ "product_handle": "gold", "customer_id": 20_001_001, "payment_profile_id": 9_000_002 }),
            json!(["Payment profile: could not be found for this customer."]),
        ),
        (
            json!({ "product_handle": "gold", "customer_id": 20_001_001, "coupon_codes": ["SOLO50", "SAVE10"] }),
            json!([
                "Coupon Codes: 'SOLO50' - That coupon is not stackable",
                "Coupon is invalid."
            ]),
        ),
        (
            json!({ "product_handle": "gold", "customer_id": 20_001_001, "cancel_at_end_of_period": true, "next_billing_at": "2027-01-01" }),
            json!(["cancel_at_end_of_period: cannot be used together with next_billing_at"]),
        ),
        (
            json!({ "product_handle": "gold", "customer_id": 20_001_001, "components": [] }),
            json!(["components: the Patchbay sandbox does not simulate this member"]),
        ),
    ] {
        let reply = rig
            .post("/subscriptions.json", signup(members.clone()))
            .await;
        assert_eq!(reply, (422, json!({ "errors": errors })), "{members}");
    }
    assert_eq!(rig.sandbox.users(), before);
}

#[tokio::test]
async fn the_same_uniqueness_token_is_refused_for_an_hour() {
    let rig = Rig::new().await;
    let mut ask = signup(json!({ "product_handle": "gold", "customer_id": 20_001_009 }));
    ask["uniqueness_token"] = json!("3f6e");
    assert_eq!(rig.post("/subscriptions.json", ask.clone()).await.0, 201);
    let duplicate = (
        409,
        json!({ "errors": ["DuplicatePrevention::DuplicateSubmissionError"] }),
    );
    assert_eq!(
        rig.post("/subscriptions.json", ask.clone()).await,
        duplicate
    );
    assert_eq!(rig.subscriptions(1009, "active").await.len(), 1);
    rig.sandbox.advance(std::time::Duration::from_secs(3600));
    assert_eq!(rig.post("/subscriptions.json", ask).await.0, 201);
    assert_eq!(rig.subscriptions(1009, "active").await.len(), 2);
}

#[tokio::test]
async fn a_token_is_spent_by_a_refusal_too() {
    let rig = Rig::new().await;
    let mut ask = signup(json!({ "product_handle": "gold", "customer_id": 20_001_010 }));
    ask["uniqueness_token"] = json!("9a");
    assert_eq!(rig.post("/subscriptions.json", ask.clone()).await.0, 422);
    assert_eq!(rig.post("/subscriptions.json", ask).await.0, 409);
}

#[tokio::test]
async fn a_body_that_is_not_labelled_json_is_refused() {
    let rig = Rig::new().await;
    let url = format!("{}/chargify/subscriptions.json", rig.sandbox.url());
    for (label, body) in [
        ("application/x-www-form-urlencoded", "a=b"),
        ("application/json", "{\"subscription\":"),
    ] {
        let request = rig
            .client
            .post(&url)
            .basic_auth(patchbay_sandbox::CHARGIFY_KEY, Some("x"));
        let response = request
            .header("content-type", label)
            .body(body)
            .send()
            .await
            .unwrap();
        assert_eq!(response.status(), 400, "{label}");
    }
}
