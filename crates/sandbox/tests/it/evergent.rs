use patchbay_sandbox::{EVERGENT_CHANNEL_PARTNER, EVERGENT_KEY};
use serde_json::{Value, json};

use crate::Rig;

impl Rig {
    /// Evergent: the object inside the reply's wrapper.
    pub async fn evergent(&self, method: &str, members: Value) -> Value {
        let mut asked =
            json!({ "apiKey": EVERGENT_KEY, "channelPartnerID": EVERGENT_CHANNEL_PARTNER });
        asked
            .as_object_mut()
            .unwrap()
            .extend(members.as_object().unwrap().clone());
        let wrapper = method[..1].to_uppercase() + &method[1..];
        let url = format!("{}/evergent/demo/{method}", self.sandbox.url());
        let body = json!({ format!("{wrapper}RequestMessage"): asked });
        let response = self.client.post(url).json(&body).send().await.unwrap();
        assert_eq!(response.status(), 200);
        let reply: Value = response.json().await.unwrap();
        reply[format!("{wrapper}ResponseMessage")].clone()
    }

    /// `status on service` of each Evergent subscription of a customer.
    pub async fn statuses(&self, customer: u32) -> Vec<String> {
        let asked = json!({ "cpCustomerID": format!("cust-{customer}") });
        let reply = self.evergent("getActiveSubscriptions", asked).await;
        assert_eq!(reply["responseCode"], "1");
        let items = reply["AccountServiceMessage"].as_array().unwrap();
        let words = |item: &Value| {
            format!(
                "{} on {}",
                item["status"].as_str().unwrap(),
                item["serviceID"].as_str().unwrap()
            )
        };
        items.iter().map(words).collect()
    }
}

fn about(customer: u32, service: &str) -> Value {
    json!({ "cpCustomerID": format!("cust-{customer}"), "serviceID": service, "serviceType": "PRODUCT" })
}

fn with(mut members: Value, name: &str, value: impl Into<Value>) -> Value {
    members[name] = value.into();
    members
}

fn failure(code: &str, message: &str) -> Value {
    json!({ "responseCode": "0", "failureMessage": [{ "errorCode": code, "errorMessage": message }] })
}

fn success() -> Value {
    json!({ "responseCode": "1", "message": "SUCCESS" })
}

/// Days after the start of the sandbox's time, in milliseconds.
fn in_days(days: i64) -> i64 {
    crate::NOW
        .parse::<jiff::Timestamp>()
        .unwrap()
        .as_millisecond()
        + days * 86_400_000
}

#[tokio::test]
async fn credentials_are_judged_inside_http_200() {
    let rig = Rig::new().await;
    let url = format!("{}/evergent/demo/getProducts", rig.sandbox.url());
    for (credentials, code) in [
        (
            json!({ "apiKey": "another", "channelPartnerID": "DEMO_US" }),
            "111111111",
        ),
        (
            json!({ "apiKey": EVERGENT_KEY, "channelPartnerID": "OTHER" }),
            "eV9001",
        ),
        (json!({ "channelPartnerID": "DEMO_US" }), "20003"),
        (json!({ "apiKey": EVERGENT_KEY }), "20003"),
    ] {
        let body = json!({ "GetProductsRequestMessage": credentials });
        let response = rig.client.post(&url).json(&body).send().await.unwrap();
        assert_eq!(response.status(), 200);
        let reply: Value = response.json().await.unwrap();
        let reply = &reply["GetProductsResponseMessage"];
        assert_eq!(
            (
                &reply["responseCode"],
                &reply["failureMessage"][0]["errorCode"]
            ),
            (&json!("0"), &json!(code)),
            "{body}"
        );
    }
}

#[tokio::test]
async fn a_wrong_wrapper_or_an_unknown_field_is_refused() {
    let rig = Rig::new().await;
    let url = format!("{}/evergent/demo/getProducts", rig.sandbox.url());
    let body =
        json!({ "GetProductsReq": { "apiKey": EVERGENT_KEY, "channelPartnerID": "DEMO_US" } });
    let reply: Value = rig
        .client
        .post(&url)
        .json(&body)
        .send()
        .await
        .unwrap()
        .json()
        .await
        .unwrap();
    let missing = failure(
        "20003",
        "Required parameter GetProductsRequestMessage is missing",
    );
    assert_eq!(reply, json!({ "GetProductsResponseMessage": missing }));
    let unknown = with(about(1001, "demo_monthly"), "pauseLength", 10);
    let message = "The Patchbay sandbox does not simulate the field 'pauseLength'";
    assert_eq!(
        rig.evergent("pauseSubscription", unknown).await,
        failure("eV9000", message)
    );
    assert_eq!(rig.statuses(1001).await, ["ACTIVE on demo_monthly"]);
}

#[tokio::test]
async fn unknown_methods_tenants_and_verbs_are_not_business() {
    let rig = Rig::new().await;
    let base = rig.sandbox.url();
    let post = |path: &str| {
        rig.client
            .post(format!("{base}/evergent/{path}"))
            .body("{}")
            .send()
    };
    assert_eq!(post("demo/dropTable").await.unwrap().status(), 404);
    assert_eq!(post("other/getProducts").await.unwrap().status(), 404);
    let get = rig
        .client
        .get(format!("{base}/evergent/demo/getProducts"))
        .send()
        .await
        .unwrap();
    assert_eq!(get.status(), 405);
    let not_json = rig
        .client
        .post(format!("{base}/evergent/demo/getProducts"))
        .body("<x/>")
        .send()
        .await
        .unwrap();
    assert_eq!(not_json.status(), 400);
}

#[tokio::test]
async fn an_account_has_its_subscriptions_in_the_documented_form() {
    let rig = Rig::new().await;
    let reply = rig
        .evergent(
            "getActiveSubscriptions",
            json!({ "cpCustomerID": "cust-1001" }),
        )
        .await;
    let item = &reply["AccountServiceMessage"][0];
    assert_eq!(item["serviceID"], "demo_monthly");
    assert_eq!(item["status"], "ACTIVE");
    assert_eq!(item["priceCharged"], 9.99);
    assert!(item["validityTill"].as_i64().unwrap() > in_days(0));
    assert_eq!(reply["nextBillingDateTime"], item["validityTill"]);
    assert_eq!(rig.statuses(1006).await, [""; 0]);
    for (customer, statuses) in [
        (1003, vec!["FINAL BILL on demo_monthly"]),
        (1004, vec!["PAUSED on demo_monthly"]),
        (1005, vec!["PENDING ACTIVE on demo_monthly"]),
        (
            1008,
            vec!["ACTIVE on demo_monthly", "ACTIVE on demo_monthly"],
        ),
    ] {
        assert_eq!(rig.statuses(customer).await, statuses);
    }
    let nobody = rig
        .evergent(
            "getActiveSubscriptions",
            json!({ "cpCustomerID": "cust-9" }),
        )
        .await;
    assert_eq!(nobody, failure("eV2327", "No account found"));
}

#[tokio::test]
async fn products_leave_out_what_is_no_longer_sold() {
    let rig = Rig::new().await;
    let reply = rig
        .evergent(
            "getProducts",
            json!({ "dmaID": "001", "returnPromotions": "T" }),
        )
        .await;
    let ids: Vec<&str> = reply["productsResponseMessage"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| row["skuORQuickCode"].as_str().unwrap())
        .collect();
    assert_eq!(ids.len(), 7);
    assert!(ids.contains(&"demo_annual") && !ids.contains(&"demo_legacy"));
    assert_eq!(rig.statuses(1009).await, ["ACTIVE on demo_legacy"]);
}

#[tokio::test]
async fn an_account_is_found_by_its_address() {
    let rig = Rig::new().await;
    let email = rig.sandbox.users()[0].traits["email_address"].clone();
    let reply = rig
        .evergent("searchAccountV2", json!({ "email": email }))
        .await;
    assert_eq!(reply["cpCustomerID"], "cust-1001");
    let none = rig
        .evergent(
            "searchAccountV2",
            json!({ "userName": "nobody@example.com" }),
        )
        .await;
    assert_eq!(none, failure("eV2327", "No account found"));
    let nothing = rig.evergent("searchAccountV2", json!({})).await;
    assert_eq!(nothing["failureMessage"][0]["errorCode"], "20003");
}

#[tokio::test]
async fn removing_leads_to_the_final_bill_and_reactivating_leads_back() {
    let rig = Rig::new().await;
    let ask = about(1001, "demo_monthly");
    assert_eq!(
        rig.evergent(
            "removeSubscription",
            with(ask.clone(), "reason", "Too dear")
        )
        .await,
        success()
    );
    assert_eq!(rig.statuses(1001).await, ["FINAL BILL on demo_monthly"]);
    let again = rig.evergent("removeSubscription", ask.clone()).await;
    assert_eq!(
        again,
        failure("eV9004", "The subscription to 'demo_monthly' is FINAL BILL")
    );
    assert_eq!(
        rig.evergent("reactivateSubscription", ask.clone()).await,
        success()
    );
    assert_eq!(rig.statuses(1001).await, ["ACTIVE on demo_monthly"]);
    let active = rig.evergent("reactivateSubscription", ask).await;
    assert_eq!(
        active,
        failure("eV9004", "The subscription to 'demo_monthly' is ACTIVE")
    );
}

#[tokio::test]
async fn what_a_removal_needs_is_needed() {
    let rig = Rig::new().await;
    for (ask, code) in [
        (
            json!({ "serviceID": "demo_monthly", "serviceType": "PRODUCT" }),
            "20003",
        ),
        (
            json!({ "cpCustomerID": "cust-1001", "serviceType": "PRODUCT" }),
            "20003",
        ),
        (
            json!({ "cpCustomerID": "cust-1001", "serviceID": "demo_monthly" }),
            "20003",
        ),
        (
            with(about(1001, "demo_monthly"), "serviceType", "BUNDLE"),
            "eV9006",
        ),
        (about(1001, "unheard_of"), "eV9002"),
        (about(1001, "demo_annual"), "eV9003"),
        (about(1008, "demo_monthly"), "eV9005"),
    ] {
        let reply = rig.evergent("removeSubscription", ask.clone()).await;
        assert_eq!(reply["failureMessage"][0]["errorCode"], code, "{ask}");
    }
    let product = with(about(1001, "demo_monthly"), "serviceType", "Product");
    assert_eq!(rig.evergent("removeSubscription", product).await, success());
}

#[tokio::test]
async fn a_pause_is_for_active_subscriptions_and_at_most_ninety_days() {
    let rig = Rig::new().await;
    let ask = || about(1001, "demo_monthly");
    let range = failure("eV9201", "A pause lasts 1 to 90 days");
    for (name, value) in [
        ("pauseDays", 0),
        ("pauseDays", 91),
        ("pauseDays", -3),
        ("pauseEndDate", in_days(0)),
        ("pauseEndDate", in_days(92)),
    ] {
        assert_eq!(
            rig.evergent("pauseSubscription", with(ask(), name, value))
                .await,
            range,
            "{name} {value}"
        );
    }
    let text = rig
        .evergent("pauseSubscription", with(ask(), "pauseDays", "30"))
        .await;
    assert_eq!(text["failureMessage"][0]["errorCode"], "eV9006");
    assert_eq!(rig.statuses(1001).await, ["ACTIVE on demo_monthly"]);
    assert_eq!(
        rig.evergent("pauseSubscription", with(ask(), "pauseDays", 90))
            .await,
        success()
    );
    assert_eq!(rig.statuses(1001).await, ["PAUSED on demo_monthly"]);
    let again = rig.evergent("pauseSubscription", ask()).await;
    assert_eq!(
        again,
        failure("eV9004", "The subscription to 'demo_monthly' is PAUSED")
    );
    assert_eq!(rig.evergent("resumeSubscription", ask()).await, success());
    assert_eq!(rig.statuses(1001).await, ["ACTIVE on demo_monthly"]);
    let not_paused = rig.evergent("resumeSubscription", ask()).await;
    assert_eq!(not_paused["failureMessage"][0]["errorCode"], "eV9004");
    assert_eq!(
        rig.evergent(
            "pauseSubscription",
            with(ask(), "pauseEndDate", in_days(90))
        )
        .await,
        success()
    );
}

#[tokio::test]
async fn a_change_of_service_takes_the_place_of_the_old_one() {
    let rig = Rig::new().await;
    let ask = |customer: u32, old: &str, new: &str| json!({ "cpCustomerID": format!("cust-{customer}"), "oldServiceID": old, "newServiceID": new });
    for (asked, code) in [
        (ask(1001, "demo_monthly", "demo_monthly"), "eV9301"),
        (ask(1001, "demo_monthly", "demo_legacy"), "eV9301"),
        (ask(1007, "demo_monthly", "demo_sports"), "eV9301"),
        (ask(1001, "demo_monthly", "unheard_of"), "eV9002"),
        (ask(1001, "demo_annual", "demo_premium"), "eV9003"),
        (ask(1003, "demo_monthly", "demo_annual"), "eV9004"),
    ] {
        let reply = rig.evergent("changeService", asked.clone()).await;
        assert_eq!(reply["failureMessage"][0]["errorCode"], code, "{asked}");
    }
    let reply = rig
        .evergent("changeService", ask(1001, "demo_monthly", "demo_annual"))
        .await;
    assert_eq!(reply["responseCode"], "1");
    assert_eq!(reply["orderedProductIds"], json!(["demo_annual"]));
    assert!(reply["validityTill"].as_i64().unwrap() >= in_days(365));
    assert_eq!(rig.statuses(1001).await, ["ACTIVE on demo_annual"]);
}

#[tokio::test]
async fn a_coupon_is_redeemed_once_and_shows_on_the_subscription() {
    let rig = Rig::new().await;
    let ask = |customer: u32, service: &str, code: &str| json!({ "cpCustomerID": format!("cust-{customer}"), "serviceID": service, "couponCode": code });
    for (asked, code) in [
        (ask(1001, "demo_monthly", "NOPE"), "eV9101"),
        (ask(1001, "demo_monthly", "EXPIRED20"), "eV9102"),
        (ask(1001, "demo_monthly", "ONCE50"), "eV9103"),
        (ask(1007, "demo_monthly", "WINBACK25"), "eV9103"),
        (ask(1001, "demo_monthly", "SPORTS50"), "eV9104"),
        (ask(1003, "demo_monthly", "WINBACK25"), "eV9004"),
        (
            json!({ "cpCustomerID": "cust-1007", "couponCode": "LOYAL10" }),
            "eV9005",
        ),
    ] {
        let reply = rig.evergent("redeemCoupon", asked.clone()).await;
        assert_eq!(reply["failureMessage"][0]["errorCode"], code, "{asked}");
    }
    assert_eq!(
        rig.evergent("redeemCoupon", ask(1001, "demo_monthly", "WINBACK25"))
            .await,
        success()
    );
    let reply = rig
        .evergent(
            "getActiveSubscriptions",
            json!({ "cpCustomerID": "cust-1001" }),
        )
        .await;
    let item = &reply["AccountServiceMessage"][0];
    assert_eq!(item["priceCharged"], 7.49);
    assert_eq!(item["promotions"][0]["promotionId"], "WINBACK25");
    let again = rig
        .evergent("redeemCoupon", ask(1001, "demo_monthly", "WINBACK25"))
        .await;
    assert_eq!(again["failureMessage"][0]["errorCode"], "eV9103");
    let one_service = json!({ "cpCustomerID": "cust-1009", "couponCode": "THREEOFF" });
    assert_eq!(rig.evergent("redeemCoupon", one_service).await, success());
}
