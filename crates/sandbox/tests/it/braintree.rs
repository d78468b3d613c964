//! Braintree: its lists, its customers, what can be changed, and its refusals.

use patchbay_sandbox::{BRAINTREE_KEY, BRAINTREE_MERCHANT, BRAINTREE_PUBLIC_KEY};
use reqwest::Method;
use serde_json::json;

use crate::all::drawn_from_the_seed;
use crate::{Rig, Said, basic};

fn path(rest: &str) -> String {
    format!("/braintree/merchants/{BRAINTREE_MERCHANT}/{rest}")
}

impl Rig {
    async fn braintree(&self, method: Method, rest: &str, body: &str) -> Said {
        let keys = basic(BRAINTREE_PUBLIC_KEY, BRAINTREE_KEY);
        let headers = [
            ("authorization", keys.as_str()),
            ("x-apiversion", "6"),
            ("accept", "application/xml"),
            ("content-type", "application/xml"),
        ];
        self.call(method, &path(rest), &headers, body.to_owned())
            .await
    }

    async fn gateway(&self, rest: &str) -> String {
        let said = self.braintree(Method::GET, rest, "").await;
        assert_eq!(said.status, 200, "{}", said.text);
        said.text
    }

    async fn subscribe(&self, inner: &str) -> Said {
        let body = format!("<subscription>{inner}</subscription>");
        self.braintree(Method::POST, "subscriptions", &body).await
    }

    async fn discount(&self, id: &str, inner: &str) -> Said {
        let body = format!(
            "<subscription><discounts><add type=\"array\"><item>{inner}</item></add></discounts></subscription>"
        );
        self.braintree(Method::PUT, &format!("subscriptions/{id}"), &body)
            .await
    }

    async fn days(&self, days: u32) {
        let (status, _) = self
            .control(
                Method::POST,
                "/clock",
                json!({ "advance_seconds": days * 86_400 }),
            )
            .await;
        assert_eq!(status, 200);
    }
}

/// What stands in the first element of a name.
fn inside<'a>(text: &'a str, name: &str) -> &'a str {
    let (_, rest) = text
        .split_once(&format!("<{name}"))
        .unwrap_or_else(|| panic!("no {name} in {text}"));
    let (_, rest) = rest.split_once('>').unwrap();
    rest.split_once(&format!("</{name}>")).unwrap().0
}

#[tokio::test]
async fn customers_are_drawn_from_the_seed() {
    let keys = basic(BRAINTREE_PUBLIC_KEY, BRAINTREE_KEY);
    let headers = [
        ("authorization", keys.as_str()),
        ("x-apiversion", "6"),
        ("accept", "application/xml"),
    ];
    let paths = [
        path("plans"),
        path("customers/bt_1001"),
        path("customers/bt_1100"),
    ];
    let paths: Vec<_> = paths.iter().map(String::as_str).collect();
    drawn_from_the_seed(&paths, &headers).await;
}

#[tokio::test]
async fn only_the_merchants_keys_open_it() {
    let rig = Rig::new().await;
    for (user, key, rest) in [
        (BRAINTREE_PUBLIC_KEY, "wrong", path("plans")),
        ("wrong", BRAINTREE_KEY, path("plans")),
        (
            BRAINTREE_PUBLIC_KEY,
            BRAINTREE_KEY,
            path("plans").replace("demo0001", "demo0002"),
        ),
    ] {
        let keys = basic(user, key);
        let headers = [
            ("authorization", keys.as_str()),
            ("x-apiversion", "6"),
            ("accept", "application/xml"),
        ];
        let said = rig.call(Method::GET, &rest, &headers, "").await;
        assert_eq!(said.status, 401, "{rest}");
    }
    let keys = basic(BRAINTREE_PUBLIC_KEY, BRAINTREE_KEY);
    let headers = [
        ("authorization", keys.as_str()),
        ("accept", "application/xml"),
    ];
    let old = rig.call(Method::GET, &path("plans"), &headers, "").await;
    assert_eq!(old.status, 426);
    assert_eq!(rig.braintree(Method::GET, "coupons", "").await.status, 404);
}

#[tokio::test]
async fn the_cast_is_there() {
    let rig = Rig::new().await;
    for (number, status) in [
        (1001, "Active"),
        (1004, "Past Due"),
        (1006, "Pending"),
        (1007, "Canceled"),
    ] {
        let text = rig.gateway(&format!("customers/bt_{number}")).await;
        assert_eq!(inside(&text, "status"), status, "{number}");
    }
    assert!(!rig.gateway("customers/bt_1010").await.contains("<token>"));
    let stranger = rig.braintree(Method::GET, "customers/bt_1012", "").await;
    assert_eq!(stranger.status, 404);
    let users = rig.sandbox.users();
    let notes = ["cust-1003", "cust-1005", "cust-1008", "cust-1013"].map(|id| {
        let user = users.iter().find(|u| u.id == id).unwrap();
        let (_, note) = user.note.split_once("Braintree: ").unwrap();
        note.split_once('.').unwrap().0
    });
    insta::assert_snapshot!(notes.join("\n"), @r"
    Active on trial_monthly, in trial
    Active on season, ends with the period
    Active on gold_monthly + Active on silver_quarterly
    Active on gold_monthly, shares the e-mail address
    ");
}

#[tokio::test]
async fn an_address_finds_everybody_who_has_it() {
    let rig = Rig::new().await;
    for (id, found) in [("cust-1001", 1), ("cust-1012", 0), ("cust-1013", 2)] {
        let users = rig.sandbox.users();
        let user = users.iter().find(|u| u.id == id).unwrap();
        let body = format!(
            "<search><email><is>{}</is></email></search>",
            user.traits["email_address"]
        );
        let said = rig
            .braintree(Method::POST, "customers/advanced_search_ids", &body)
            .await;
        assert_eq!(
            (said.status, said.text.matches("<item>").count()),
            (200, found),
            "{}",
            said.text
        );
    }
    let other = "<search><first-name><is>Ada</is></first-name></search>";
    let said = rig
        .braintree(Method::POST, "customers/advanced_search_ids", other)
        .await;
    assert_eq!(said.status, 422);
}

#[tokio::test]
async fn a_subscription_is_made_charged_and_renewed() {
    let rig = Rig::new().await;
    let inner = "<id>mine-1</id><payment-method-token>pm_bt_1009</payment-method-token><plan-id>gold_monthly</plan-id>";
    let said = rig.subscribe(inner).await;
    assert_eq!(said.status, 201, "{}", said.text);
    let read = rig.gateway("subscriptions/mine-1").await;
    assert_eq!(
        (inside(&read, "status"), inside(&read, "next-billing-date")),
        ("Active", "2026-12-21")
    );
    assert_eq!(read.matches("<transaction>").count(), 1);
    assert!(rig.gateway("customers/bt_1009").await.contains("mine-1"));
    let again = rig.subscribe(inner).await;
    assert_eq!((again.status, inside(&again.text, "code")), (422, "81902"));
    rig.days(31).await;
    let read = rig.gateway("subscriptions/mine-1").await;
    assert_eq!(read.matches("<transaction>").count(), 2);
    assert_eq!(inside(&read, "next-billing-date"), "2027-01-21");
}

#[tokio::test]
async fn a_trial_is_free_and_then_is_not() {
    let rig = Rig::new().await;
    let token = "<payment-method-token>pm_bt_1011</payment-method-token>";
    let inner = format!("<id>t</id>{token}<plan-id>trial_monthly</plan-id><price>7.5</price>");
    let said = rig.subscribe(&inner).await;
    assert_eq!(
        (said.status, said.text.matches("<transaction>").count()),
        (201, 0)
    );
    rig.days(15).await;
    // The card is declined.
    let read = rig.gateway("subscriptions/t").await;
    assert_eq!(
        (inside(&read, "status"), inside(&read, "balance")),
        ("Past Due", "7.50")
    );
    let declined = rig
        .subscribe(&format!("{token}<plan-id>gold_monthly</plan-id>"))
        .await;
    assert_eq!(declined.status, 422);
    assert_eq!(inside(&declined.text, "processor-response-code"), "2000");
    let forced =
        "<plan-id>gold_monthly</plan-id><trial-period type=\"boolean\">true</trial-period>";
    let said = rig.subscribe(&format!("{token}{forced}")).await;
    assert_eq!(inside(&said.text, "code"), "81908");
}

#[tokio::test]
async fn a_discount_counts_down_with_the_bills() {
    let rig = Rig::new().await;
    let customer = rig.gateway("customers/bt_1001").await;
    let id = inside(inside(&customer, "subscription"), "id").to_owned();
    let said = rig
        .discount(
            &id,
            "<inherited-from-id>next5</inherited-from-id><quantity type=\"integer\">2</quantity>",
        )
        .await;
    assert_eq!(
        (
            said.status,
            inside(&said.text, "next-billing-period-amount")
        ),
        (200, "2.00")
    );
    let again = rig
        .discount(&id, "<inherited-from-id>next5</inherited-from-id>")
        .await;
    assert_eq!((again.status, inside(&again.text, "code")), (422, "91911"));
    assert!(
        again.text.contains("<discounts><add><index-0><errors"),
        "{}",
        again.text
    );
    rig.days(32).await;
    let read = rig.gateway(&format!("subscriptions/{id}")).await;
    assert_eq!(inside(&read, "next-billing-period-amount"), "12.00");
}

#[tokio::test]
async fn what_cannot_be_done_is_refused_with_the_vendors_codes() {
    let rig = Rig::new().await;
    let before = rig.gateway("customers/bt_1009").await;
    let token = "<payment-method-token>pm_bt_1009</payment-method-token>";
    let gold = "<plan-id>gold_monthly</plan-id>";
    for (inner, said) in [
        (gold.to_owned(), "91903"),
        (format!("{token}<plan-id>lead</plan-id>"), "91904"),
        (format!("{token}{gold}<price>1.999</price>"), "81904"),
        (format!("{token}{gold}<id>a b</id>"), "81906"),
    ] {
        let answer = rig.subscribe(&inner).await;
        assert_eq!(
            (answer.status, inside(&answer.text, "code")),
            (422, said),
            "{inner}"
        );
    }
    let unknown = rig
        .subscribe(&format!("{token}{gold}<first-billing-date/>"))
        .await;
    assert!(
        unknown
            .text
            .contains("does not simulate first-billing-date"),
        "{}",
        unknown.text
    );
    assert_eq!(rig.subscribe("<id>").await.status, 400);
    for (number, code) in [(1004, "91920"), (1007, "81901")] {
        let customer = rig.gateway(&format!("customers/bt_{number}")).await;
        let id = inside(inside(&customer, "subscription"), "id").to_owned();
        let said = rig
            .discount(&id, "<inherited-from-id>save2</inherited-from-id>")
            .await;
        assert_eq!((said.status, inside(&said.text, "code")), (422, code));
    }
    let said = rig.discount("nowhere", "").await;
    assert_eq!(said.status, 404);
    assert_eq!(rig.gateway("customers/bt_1009").await, before);
    assert!(rig.sandbox.journal().iter().all(|entry| !entry.changed));
}
