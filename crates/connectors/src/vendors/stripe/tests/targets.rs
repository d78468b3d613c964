//! Which customer and which subscription: none, one, several, picked. It never guesses.

use std::fmt::Write as _;

use serde_json::{Value, json};

use super::{
    ADA, CUSTOMER, SUBSCRIPTION, customer, double, golden, list, refusal, subscription, switched,
    with_subscriptions,
};
use crate::testing::golden::{Golden, Pairs, with};

const END: &str = "unsubscribe_from_plan";
const PRICE_1: Pairs<'_> = &[("price", "price_1")];
const EMAIL: Pairs<'_> = &[("email_address", "Ada@example.com")];
const BY_EMAIL: &str = "GET /v1/customers?email=Ada%40example.com&limit=100";

fn theirs(golden: &Golden, id: &str, rows: &[Value]) {
    let line = format!("GET /v1/subscriptions?customer={id}&limit=100");
    let rows: Vec<_> = rows
        .iter()
        .map(|r| with(r.clone(), json!({ "customer": id })))
        .collect();
    golden.json(&line, 200, &list(&rows));
}

#[tokio::test]
async fn a_customer_that_does_not_exist() {
    let mut shown = String::new();
    for message in [
        "No such customer: 'cus_1'",
        "No such customer: 'cus_1'; a similar object exists in live mode, but a test mode key was used to make this request.",
    ] {
        let golden = golden().await;
        let body = refusal("invalid_request_error", "resource_missing", message);
        golden.json(CUSTOMER, 404, &body);
        shown += &golden.not_planned(END, ADA, PRICE_1).await;
    }
    let golden = golden().await;
    golden.json(
        CUSTOMER,
        200,
        &json!({ "id": "cus_1", "object": "customer", "deleted": true }),
    );
    shown += &golden.not_planned(END, ADA, PRICE_1).await;
    let golden = super::golden().await;
    golden.json(CUSTOMER, 200, &customer("cus_2"));
    shown += &golden.not_planned(END, ADA, PRICE_1).await;
    insta::assert_snapshot!(shown);
}

#[tokio::test]
async fn by_email_none() {
    let golden = golden().await;
    // What does not have the address is not the one, whatever is listed.
    let other = with(customer("cus_7"), json!({ "email": "bob@example.com" }));
    golden.json(BY_EMAIL, 200, &list(&[other]));
    insta::assert_snapshot!(golden.not_planned(END, EMAIL, PRICE_1).await);
}

#[tokio::test]
async fn by_email_one() {
    let golden = golden().await;
    golden.json(BY_EMAIL, 200, &list(&[customer("cus_1")]));
    theirs(&golden, "cus_1", &[subscription("sub_1", "active")]);
    insta::assert_snapshot!(golden.planned(END, EMAIL, PRICE_1).await);
}

#[tokio::test]
async fn by_email_several_of_which_one_has_a_live_subscription() {
    let golden = golden().await;
    golden.json(
        BY_EMAIL,
        200,
        &list(&[customer("cus_1"), customer("cus_2"), customer("cus_3")]),
    );
    theirs(&golden, "cus_1", &[]);
    theirs(&golden, "cus_2", &[subscription("sub_1", "active")]);
    theirs(
        &golden,
        "cus_3",
        &[subscription("sub_3", "incomplete_expired")],
    );
    insta::assert_snapshot!(golden.planned(END, EMAIL, PRICE_1).await);
}

#[tokio::test]
async fn by_email_several() {
    let mut shown = String::new();
    for live in [0, 2] {
        let golden = golden().await;
        let all = [customer("cus_1"), customer("cus_2"), customer("cus_3")];
        golden.json(BY_EMAIL, 200, &list(&all));
        for (n, id) in ["cus_1", "cus_2", "cus_3"].into_iter().enumerate() {
            let rows = vec![subscription(&format!("sub_{n}"), "active"); usize::from(n < live)];
            theirs(&golden, id, &rows);
        }
        shown += &golden.not_planned(END, EMAIL, PRICE_1).await;
    }
    insta::assert_snapshot!(shown);
}

#[tokio::test]
async fn by_email_too_many_to_look_into() {
    let golden = golden().await;
    let all: Vec<_> = (0..11).map(|n| customer(&format!("cus_{n}"))).collect();
    golden.json(BY_EMAIL, 200, &list(&all));
    let shown = golden.not_planned(END, EMAIL, PRICE_1).await;
    assert!(shown.contains("has 11 customers"), "{shown}");
}

#[tokio::test]
async fn the_id_comes_first_when_both_are_given() {
    let golden = with_subscriptions(&[subscription("sub_1", "active")]).await;
    let both = [ADA[0], EMAIL[0]];
    golden.plan(END, &both, PRICE_1).await.unwrap();
    golden.vendor.transcript().await;
}

#[tokio::test]
async fn subscriptions_are_read_to_their_end() {
    let golden = golden().await;
    golden.json(CUSTOMER, 200, &customer("cus_1"));
    let line = "GET /v1/subscriptions?customer=cus_1&limit=100";
    let page = with(list(&[switched("sub_1")]), json!({ "has_more": true }));
    golden.json(line, 200, &page);
    let line = format!("{line}&starting_after=sub_1");
    golden.json(&line, 200, &list(&[subscription("sub_2", "active")]));
    let plan = golden.plan(END, ADA, PRICE_1).await.unwrap();
    assert!(plan.summary.contains("sub_2"), "{}", plan.summary);
    golden.vendor.transcript().await;
}

#[tokio::test]
async fn a_list_of_somebody_elses_subscriptions_is_not_taken() {
    let other = with(
        subscription("sub_1", "active"),
        json!({ "customer": "cus_2" }),
    );
    let golden = with_subscriptions(&[other]).await;
    insta::assert_snapshot!(golden.not_planned(END, ADA, PRICE_1).await);
}

#[tokio::test]
async fn which_subscription() {
    let active = |id| subscription(id, "active");
    let picked: Pairs<'_> = &[("price", "price_1"), ("subscription_id", "sub_2")];
    let mut shown = String::new();
    for (title, rows, params) in [
        ("none at all", vec![], PRICE_1),
        ("none with the plan", vec![switched("sub_1")], PRICE_1),
        (
            "none that is current",
            vec![subscription("sub_1", "incomplete_expired")],
            PRICE_1,
        ),
        ("two", vec![active("sub_1"), double("sub_2")], PRICE_1),
        ("one that is not theirs", vec![active("sub_1")], picked),
        (
            "one that does not fit",
            vec![active("sub_1"), switched("sub_2")],
            picked,
        ),
    ] {
        let golden = with_subscriptions(&rows).await;
        let error = golden.not_planned(END, ADA, params).await;
        write!(shown, "== {title}\n{error}").unwrap();
    }
    insta::assert_snapshot!(shown);
}

#[tokio::test]
async fn the_one_that_is_picked() {
    let golden = with_subscriptions(&[
        subscription("sub_2", "active"),
        subscription("sub_1", "past_due"),
    ])
    .await;
    let params = [("price", "price_1"), ("subscription_id", "sub_1")];
    let plan = golden.plan(END, ADA, &params).await.unwrap();
    let change = plan.changes().next().unwrap();
    let asked = format!(
        "{} {}",
        change.request.method.as_str(),
        change.request.url.path()
    );
    assert_eq!(asked, SUBSCRIPTION);
}

/// Each action takes subscriptions in its own states.
#[tokio::test]
async fn the_states_that_each_action_takes() {
    let states = [
        "active",
        "trialing",
        "past_due",
        "unpaid",
        "paused",
        "incomplete",
        "incomplete_expired",
    ];
    let coupon: Pairs<'_> = &[
        ("coupon", "SAVE10"),
        ("target", "subscription"),
        ("price", "price_1"),
    ];
    let orders: [(&str, Pairs<'_>); 4] = [
        (END, PRICE_1),
        (
            "update_subscription",
            &[("new_price", "price_2"), ("from_price", "price_1")],
        ),
        ("extend_trial", &[("price", "price_1"), ("days", "1")]),
        ("add_coupon", coupon),
    ];
    let mut shown = String::new();
    for (action, params) in orders {
        let mut taken = Vec::new();
        for state in states {
            let golden = with_subscriptions(&[subscription("sub_1", state)]).await;
            match action {
                "update_subscription" => {
                    golden.json(super::PRICE, 200, &super::gold());
                    golden.json(super::PREVIEW, 200, &super::preview());
                }
                "add_coupon" => {
                    golden.json("GET /v1/coupons/SAVE10", 200, &super::coupon());
                }
                _ => {}
            }
            taken.extend(golden.plan(action, ADA, params).await.ok().map(|_| state));
        }
        writeln!(shown, "{action}: {}", taken.join(", ")).unwrap();
    }
    insta::assert_snapshot!(shown);
}
