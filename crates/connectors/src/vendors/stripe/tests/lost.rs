//! Answers that are lost, and answers that do not show what was asked for: sent once, settled by reading alone.

use serde_json::{Value, json};

use super::{
    ADA, CUSTOMER, ENDS, PREVIEW, PRICE, SUBSCRIPTION, coupon, customer, discount, double, gold,
    list, preview, subscription, switched, trialing, with_subscriptions,
};
use crate::Outcome;
use crate::testing::golden::{Golden, Pairs, shown_report, with};

/// An order, what is looked up for it beyond the customer, and where and how it is seen afterwards.
struct Case {
    action: &'static str,
    params: Pairs<'static>,
    before: Value,
    looks: Vec<(&'static str, Value)>,
    read: &'static str,
    done: Value,
    open: Value,
}

fn cases() -> Vec<Case> {
    let sub = "GET /v1/subscriptions/sub_1";
    let active = || subscription("sub_1", "active");
    vec![
        Case {
            action: "update_subscription",
            params: &[("new_price", "price_2")],
            before: active(),
            looks: vec![(PRICE, gold()), (PREVIEW, preview())],
            read: sub,
            done: switched("sub_1"),
            open: active(),
        },
        Case {
            action: "subscribe_to_plan",
            params: &[("price", "price_2")],
            before: active(),
            looks: vec![(PRICE, gold()), (PREVIEW, preview())],
            read: "GET /v1/subscriptions?customer=cus_1&price=price_2&limit=100",
            done: list(&[switched("sub_9")]),
            open: list(&[switched("sub_8"), switched("sub_9")]),
        },
        Case {
            action: "unsubscribe_from_plan",
            params: &[("price", "price_1")],
            before: active(),
            looks: vec![],
            read: sub,
            done: with(active(), json!({ "cancel_at_period_end": true })),
            open: active(),
        },
        Case {
            action: "unsubscribe_from_plan",
            params: &[("price", "price_1"), ("when", "now")],
            before: active(),
            looks: vec![],
            read: sub,
            done: subscription("sub_1", "canceled"),
            open: active(),
        },
        Case {
            action: "unsubscribe_from_plan",
            params: &[("price", "price_3"), ("when", "now")],
            before: double("sub_1"),
            looks: vec![],
            read: sub,
            done: active(),
            open: double("sub_1"),
        },
        Case {
            action: "add_coupon",
            params: &[("coupon", "SAVE10")],
            before: active(),
            looks: vec![("GET /v1/coupons/SAVE10", coupon())],
            read: CUSTOMER,
            done: with(
                customer("cus_1"),
                json!({ "discount": discount("di_2", &coupon()) }),
            ),
            open: customer("cus_1"),
        },
        Case {
            action: "add_coupon",
            params: &[
                ("coupon", "SAVE10"),
                ("target", "subscription"),
                ("price", "price_1"),
            ],
            before: active(),
            looks: vec![("GET /v1/coupons/SAVE10", coupon())],
            read: sub,
            done: with(active(), json!({ "discounts": ["di_2"] })),
            open: active(),
        },
        Case {
            action: "extend_trial",
            params: &[("price", "price_1"), ("days", "1")],
            before: trialing("sub_1"),
            looks: vec![],
            read: sub,
            done: with(trialing("sub_1"), json!({ "trial_end": ENDS + 86_400 })),
            open: trialing("sub_1"),
        },
    ]
}

async fn planned(case: &Case) -> (Golden, crate::Plan) {
    let golden = with_subscriptions(std::slice::from_ref(&case.before)).await;
    for (line, body) in &case.looks {
        golden.json(line, 200, body);
    }
    let plan = golden.plan(case.action, ADA, case.params).await.unwrap();
    (golden, plan)
}

/// The report of a case whose answer is lost, when Stripe shows it done or not.
async fn settled(case: Case, done: bool) -> String {
    let (golden, plan) = planned(&case).await;
    golden.json(case.read, 200, if done { &case.done } else { &case.open });
    let report = golden.lost(&plan).await;
    let expected = if done {
        Outcome::Succeeded
    } else {
        Outcome::Unknown
    };
    assert_eq!(
        report.outcome, expected,
        "{} {:?}",
        case.action, case.params
    );
    format!(
        "== {}\n{}",
        case.action,
        shown_report(&report, &golden.vendor)
    )
}

#[tokio::test]
async fn what_stripe_shows_is_done_and_what_it_does_not_show_stays_unknown() {
    // All at once: each waits for the road's repeats, which bear the same key.
    let runs: Vec<_> = cases()
        .into_iter()
        .zip(cases())
        .flat_map(|(one, other)| [(one, true), (other, false)])
        .map(|(case, done)| tokio::spawn(settled(case, done)))
        .collect();
    let mut shown = String::new();
    for run in runs {
        shown += &run.await.unwrap();
    }
    insta::assert_snapshot!(super::without_ports(&shown));
}

#[tokio::test]
async fn a_reading_that_fails_settles_nothing() {
    let case = cases().remove(0);
    let (golden, plan) = planned(&case).await;
    golden.json(
        case.read,
        404,
        &super::refusal(
            "invalid_request_error",
            "resource_missing",
            "No such subscription: 'sub_1'",
        ),
    );
    let report = golden.lost(&plan).await;
    assert_eq!(report.outcome, Outcome::Unknown);
    assert!(
        report.summary.contains("it could not be looked at either"),
        "{}",
        report.summary
    );
}

#[tokio::test]
async fn an_answer_that_does_not_show_the_change() {
    let case = cases().remove(0);
    let (golden, plan) = planned(&case).await;
    golden.json(SUBSCRIPTION, 200, &case.open);
    insta::assert_snapshot!(golden.ran(&plan).await);
}

#[tokio::test]
async fn an_answer_about_another_subscription_or_customer_or_none() {
    let mut shown = String::new();
    for (body, read) in [
        (switched("sub_2"), switched("sub_2")),
        (
            with(switched("sub_1"), json!({ "customer": "cus_2" })),
            subscription("sub_1", "active"),
        ),
        (json!({}), subscription("sub_1", "active")),
    ] {
        let case = cases().remove(0);
        let (golden, plan) = planned(&case).await;
        golden.json(SUBSCRIPTION, 200, &body);
        golden.json(case.read, 200, &with(read, json!({ "items": list(&[]) })));
        shown += &golden.ran(&plan).await;
    }
    insta::assert_snapshot!(shown);
}
