use reqwest::Method;
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
async fn cancelling_at_once_happens_once() {
    let rig = Rig::new().await;
    let id = rig.subscriptions(1001, "active").await[0];
    let path = format!("/subscriptions/{id}.json");
    let why = json!({ "subscription": { "reason_code": "CH1", "cancellation_message": "Left via prompt" } });
    let (status, body) = rig.delete(&path, why.clone()).await;
    assert_eq!(status, 200);
    assert_eq!(body["subscription"]["state"], "canceled");
    assert_eq!(
        body["subscription"]["canceled_at"],
        "2026-11-21T10:00:00-05:00"
    );
    assert_eq!(body["subscription"]["reason_code"], "CH1");
    assert_eq!(
        body["subscription"]["cancellation_message"],
        "Left via prompt"
    );
    assert_eq!(rig.subscription(id).await, body["subscription"]);
    let again = (
        422,
        json!({ "error": "The subscription is already canceled" }),
    );
    assert_eq!(rig.delete(&path, why).await, again);
}

#[tokio::test]
async fn a_cancellation_that_is_too_long_or_malformed_is_refused_in_a_list() {
    let rig = Rig::new().await;
    let id = rig.subscriptions(1001, "active").await[0];
    let path = format!("/subscriptions/{id}.json");
    let long = json!({ "subscription": { "reason_code": "x".repeat(256), "cancellation_message": "y".repeat(65_536) } });
    let sizes = json!({ "errors": [
        "reason_code size cannot be greater than 255",
        "cancellation_message size cannot be greater than 65535",
    ] });
    assert_eq!(rig.delete(&path, long).await, (422, sizes));
    let object = json!({ "errors": ["subscription must be an Object"] });
    assert_eq!(
        rig.delete(&path, json!({ "subscription": "gone" })).await,
        (422, object)
    );
    assert_eq!(
        rig.delete("/subscriptions/1.json", Value::Null).await.0,
        404
    );
    assert_eq!(rig.subscription(id).await["state"], "active");
}

#[tokio::test]
async fn a_delayed_cancellation_is_scheduled_and_taken_back() {
    let rig = Rig::new().await;
    let id = rig.subscriptions(1001, "active").await[0];
    let path = format!("/subscriptions/{id}/delayed_cancel.json");
    let (status, body) = rig
        .post(&path, json!({ "subscription": { "reason_code": "CH2" } }))
        .await;
    assert_eq!(status, 200);
    assert_eq!(
        body.as_object().unwrap().keys().collect::<Vec<_>>(),
        ["message"]
    );
    let read = rig.subscription(id).await;
    assert_eq!(read["state"], "active");
    assert_eq!(read["cancel_at_end_of_period"], true);
    assert_eq!(read["delayed_cancel_at"], read["current_period_ends_at"]);
    let undone = json!({ "message": "This subscription will no longer be canceled" });
    for changed in [true, false] {
        assert_eq!(rig.delete(&path, Value::Null).await, (200, undone.clone()));
        assert_eq!(rig.sandbox.journal().last().unwrap().changed, changed);
    }
    assert_eq!(rig.subscription(id).await["cancel_at_end_of_period"], false);
}

#[tokio::test]
async fn past_due_cannot_be_cancelled_at_the_end_but_at_once() {
    let rig = Rig::new().await;
    let id = rig.subscriptions(1004, "past_due").await[0];
    let (status, _) = rig
        .post(
            &format!("/subscriptions/{id}/delayed_cancel.json"),
            json!({ "subscription": {} }),
        )
        .await;
    assert_eq!(status, 422);
    let (status, body) = rig
        .delete(&format!("/subscriptions/{id}.json"), Value::Null)
        .await;
    assert_eq!(
        (status, &body["subscription"]["state"]),
        (200, &json!("canceled"))
    );
}

#[tokio::test]
async fn reactivation_charges_and_is_for_ended_subscriptions_only() {
    let rig = Rig::new().await;
    let id = rig.subscriptions(1007, "canceled").await[0];
    let earned = rig.subscription(id).await["total_revenue_in_cents"]
        .as_i64()
        .unwrap();
    let path = format!("/subscriptions/{id}/reactivate.json");
    let (status, body) = rig.chargify(Method::PUT, &path, Value::Null).await;
    assert_eq!(
        (status, &body["subscription"]["state"]),
        (200, &json!("active"))
    );
    assert_eq!(body["subscription"]["canceled_at"], Value::Null);
    assert_eq!(
        body["subscription"]["total_revenue_in_cents"],
        earned + 1999
    );
    let (status, body) = rig.chargify(Method::PUT, &path, Value::Null).await;
    assert_eq!(status, 422);
    let message = "Cannot reactivate a subscription that is not marked \"Canceled\", \"Unpaid\", or \"Trial Ended\".";
    assert_eq!(body, json!({ "errors": [message] }));
}

#[tokio::test]
async fn coupons_are_added_and_removed() {
    let rig = Rig::new().await;
    let id = rig.subscriptions(1002, "active").await[0];
    let (status, body) = rig
        .post(
            &format!("/subscriptions/{id}/add_coupon.json"),
            json!({ "codes": ["FOREVER5"] }),
        )
        .await;
    assert_eq!(status, 200);
    assert_eq!(
        body["subscription"]["coupon_codes"],
        json!(["SAVE10", "FOREVER5"])
    );
    let path = format!("/subscriptions/{id}/remove_coupon.json?coupon_code=SAVE10");
    assert_eq!(
        rig.delete(&path, Value::Null).await,
        (200, json!("Coupon successfully removed"))
    );
    assert_eq!(
        rig.subscription(id).await["coupon_codes"],
        json!(["FOREVER5"])
    );
    let none = json!({ "subscription": ["There's no coupon applied to this subscription"] });
    assert_eq!(rig.delete(&path, Value::Null).await, (422, none));
}

#[tokio::test]
async fn the_deprecated_query_form_replaces_all_coupons() {
    let rig = Rig::new().await;
    let id = rig.subscriptions(1002, "active").await[0];
    let (status, body) = rig
        .post(
            &format!("/subscriptions/{id}/add_coupon.json?code=HALF"),
            Value::Null,
        )
        .await;
    assert_eq!(
        (status, &body["subscription"]["coupon_codes"]),
        (200, &json!(["HALF"]))
    );
}

#[tokio::test]
async fn a_coupon_that_does_not_fit_is_refused_in_a_map_of_lists() {
    let rig = Rig::new().await;
    let plain = rig.subscriptions(1001, "active").await[0];
    let carries_one = rig.subscriptions(1002, "active").await[0];
    let carries_solo = rig.subscriptions(1018, "active").await[0];
    let ended = rig.subscriptions(1007, "canceled").await[0];
    for (id, codes, field, message) in [
        (
            plain,
            json!(["NOPE"]),
            "coupon_code",
            "Coupon Codes: 'NOPE' - Coupon code could not be found.",
        ),
        (
            plain,
            json!(["GOAL15"]),
            "coupon_code",
            "Coupon Codes: 'GOAL15' - Coupon code could not be found.",
        ),
        (
            plain,
            json!(["LAUNCH"]),
            "coupon_code",
            "Coupon Codes: 'LAUNCH' - Coupon code could not be found.",
        ),
        (
            plain,
            json!(["SUMMER"]),
            "coupon_codes",
            "Coupon Codes: 'SUMMER' - Coupon has expired.",
        ),
        (
            plain,
            json!(["FULLHOUSE"]),
            "coupon_codes",
            "Coupon Codes: 'FULLHOUSE' - Coupon has reached its conversion limit.",
        ),
        (plain, json!([]), "codes", "Coupon Codes: cannot be blank."),
        (
            carries_one,
            json!(["SAVE10"]),
            "coupon_codes",
            "Coupon Codes: 'SAVE10' - Coupon code has already been applied.",
        ),
        (
            carries_one,
            json!(["SOLO50"]),
            "coupon_codes",
            "Coupon Codes: 'SOLO50' - That coupon is not stackable",
        ),
        (
            carries_solo,
            json!(["SAVE10"]),
            "codes",
            "Coupon Codes: Subscription already has at least one non-stackable coupon.",
        ),
    ] {
        let reply = rig
            .post(
                &format!("/subscriptions/{id}/add_coupon.json"),
                json!({ "codes": codes }),
            )
            .await;
        assert_eq!(
            reply,
            (
                422,
                json!({ field: [message], "subscription": ["Coupon is invalid."] })
            )
        );
    }
    let (status, _) = rig
        .post(
            &format!("/subscriptions/{ended}/add_coupon.json"),
            json!({ "codes": ["SAVE10"] }),
        )
        .await;
    assert_eq!(status, 422);
    assert!(rig.sandbox.journal().iter().all(|entry| !entry.changed));
}

#[tokio::test]
async fn the_last_of_a_limited_coupon_goes_to_one_customer() {
    let rig = Rig::new().await;
    for (customer, status) in [(1001, 200), (1025, 422)] {
        let id = rig.subscriptions(customer, "active").await[0];
        let reply = rig
            .post(
                &format!("/subscriptions/{id}/add_coupon.json"),
                json!({ "codes": ["LASTONE"] }),
            )
            .await;
        assert_eq!(reply.0, status, "{customer}");
    }
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
