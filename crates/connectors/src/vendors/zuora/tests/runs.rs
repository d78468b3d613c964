//! Runs whose answer is a "no", is not what was meant, or is lost: what is said, and that nothing is sent twice.

use serde_json::{Value, json};
use wiremock::ResponseTemplate;

use super::{
    AGAIN, AMEND, AMENDING, CLIENT, GOLD, ORDERS, ORDERS_PREVIEW, PRODUCTS, SPORTS, SUBSCRIPTIONS,
    WHO, amended, gold, holding, invoice, newer, no, order_preview, ordered, page, products,
    sports, subscription, with_subscriptions,
};
use crate::testing::golden::{Golden, Pairs, shown_report, with};
use crate::vendors::zuora::Zuora;
use crate::{Outcome, Plan};

const ADD: Pairs<'_> = &[("product_rate_plan", SPORTS)];
const CREATE: Pairs<'_> = &[
    ("rate_plan", GOLD),
    ("term_type", "EVERGREEN"),
    ("renewal_term", "0"),
];

/// An action by Subscribe and Amend, planned; what comes next is the run's.
async fn amending(action: &str, params: Pairs<'_>) -> (Golden, Plan) {
    let plans: &[Value] = match action {
        "remove_plan" => &[gold(), sports(2)],
        _ => &[gold()],
    };
    let status = match action {
        "resume_subscription" => "Suspended",
        _ => "Active",
    };
    let mut theirs = holding(plans);
    theirs["status"] = status.into();
    let golden = with_subscriptions(AMENDING, &[theirs]).await;
    if action == "add_plan" {
        golden.json(PRODUCTS, 200, &products());
    }
    if matches!(action, "add_plan" | "remove_plan") {
        golden.json(AMEND, 200, &json!({ "success": true }));
    }
    let plan = golden.plan(action, WHO, params).await.unwrap();
    (golden, plan)
}

/// An order, planned.
async fn ordering(action: &str, params: Pairs<'_>) -> (Golden, Plan) {
    let golden = with_subscriptions(CLIENT, &[subscription(71, "Active")]).await;
    golden.json(PRODUCTS, 200, &products()).json(
        ORDERS_PREVIEW,
        200,
        &order_preview(&[invoice(5.0)], &[]),
    );
    let plan = golden.plan(action, WHO, params).await.unwrap();
    (golden, plan)
}

#[tokio::test]
async fn a_no_inside_a_success_is_a_refusal() {
    let (golden, plan) = amending("add_plan", ADD).await;
    golden.json(
        AMEND,
        200,
        &no(53_100_030, "This operation is not available."),
    );
    insta::assert_snapshot!(golden.ran(&plan).await);
}

#[tokio::test]
async fn a_success_that_cannot_be_read_again() {
    let (golden, plan) = amending("add_plan", ADD).await;
    golden.json(AMEND, 200, &amended()).json(
        AGAIN,
        200,
        &no(53_100_010, "You do not have permission"),
    );
    let report = golden.session.run(&Zuora, &plan).await;
    insta::assert_snapshot!(shown_report(&report, &golden.vendor), @r#"
        Succeeded: Added Sports monthly to subscription A-S00000071 (Gold monthly) from 2026-11-21. It could not be read again: Zuora said no when asked to read subscription A-S00000071 again: You do not have permission (53100010)
        vendor: {"subscription_number":"A-S00000071","account_number":"A00000123","recurring_delta":5.0,"contract_value_delta":60.0}
        "#);
}

#[tokio::test]
async fn an_order_that_waits_or_is_a_draft_or_of_another() {
    for (fields, outcome) in [
        (json!({ "status": "Pending" }), Outcome::Succeeded),
        (json!({ "status": "Draft" }), Outcome::Unknown),
        (
            json!({ "subscriptionNumbers": ["A-S00000072"], "subscriptions": null }),
            Outcome::Unknown,
        ),
    ] {
        let (golden, plan) = ordering("add_plan", ADD).await;
        golden.json(ORDERS, 200, &with(ordered(71), fields)).json(
            AGAIN,
            200,
            &with(subscription(71, "Active"), json!({ "success": true })),
        );
        let report = golden.session.run(&Zuora, &plan).await;
        assert_eq!(report.outcome, outcome);
        golden.vendor.transcript().await;
        insta::assert_snapshot!(shown_report(&report, &golden.vendor));
    }
}

/// Each change that has no key: a lost answer is settled by what the subscription shows, and else stays unknown.
#[tokio::test]
async fn a_lost_answer_is_looked_after_and_not_sent_again() {
    let active = || subscription(71, "Active");
    let off = || with(active(), json!({ "autoRenew": false }));
    for (action, params, shows) in [
        ("add_plan", ADD, holding(&[gold(), sports(2)])),
        ("remove_plan", ADD, active()),
        ("change_auto_renewal", &[("auto_renew", "false")][..], off()),
        (
            "cancel_subscription",
            &[("cancellation_policy", "EndOfLastInvoicePeriod")],
            subscription(71, "Cancelled"),
        ),
        (
            "suspend_subscription",
            &[("suspend_policy", "Today")],
            subscription(71, "Suspended"),
        ),
        (
            "resume_subscription",
            &[("resume_policy", "Today")],
            active(),
        ),
    ] {
        let (golden, plan) = amending(action, params).await;
        golden.json(AGAIN, 200, &newer(shows.clone()));
        let report = golden.lost(&plan).await;
        assert_eq!(report.outcome, Outcome::Succeeded, "{action}: {report:?}");
        assert!(
            report.summary.contains("The answer was lost"),
            "{}",
            report.summary
        );

        // The same state in the version that was there before proves nothing.
        let (golden, plan) = amending(action, params).await;
        golden.json(AGAIN, 200, &with(shows, json!({ "success": true })));
        let report = golden.lost(&plan).await;
        assert_eq!(report.outcome, Outcome::Unknown, "{action}: {report:?}");
    }
}

/// The report of a run whose answer was lost.
async fn lost(golden: &Golden, plan: &Plan) -> String {
    shown_report(&golden.lost(plan).await, &golden.vendor)
}

#[tokio::test]
async fn what_is_said_of_a_lost_answer() {
    let (golden, plan) = amending("add_plan", ADD).await;
    golden.json(AGAIN, 200, &newer(holding(&[gold(), sports(2)])));
    insta::assert_snapshot!(lost(&golden, &plan).await, @r#"
        Succeeded: Added Sports monthly to subscription A-S00000071 (Gold monthly) from 2026-11-21. The answer was lost, but Zuora shows it: A-S00000071 (Active, TERMED until 2027-03-01)
        vendor: {"account_number":"A00000123","subscription_number":"A-S00000071","status":"Active"}
        after:
          Subscription: A-S00000071
          Status: Active
          Rate plans: Gold monthly, Sports monthly
          Term: TERMED until 2027-03-01
          Auto renewal: on
          Recurring a month: 19.00 EUR
        "#);

    let (golden, plan) = amending("add_plan", ADD).await;
    golden.json(AGAIN, 200, &newer(subscription(71, "Active")));
    insta::assert_snapshot!(lost(&golden, &plan).await, @r#"
        Unknown: PUT http://lost/v1/subscriptions/A-S00000071: the connection broke (connection closed before message completed): the request was sent, but whether it took effect is not known; looked at afterwards, Zuora does not show it yet: A-S00000071 (Active, TERMED until 2027-03-01)
        Unknown at Answer
        PUT http://lost/v1/subscriptions/A-S00000071: the connection broke (connection closed before message completed): the request was sent, but whether it took effect is not known; looked at afterwards, Zuora does not show it yet: A-S00000071 (Active, TERMED until 2027-03-01)
        hint: Look at subscription A-S00000071 in Zuora before repeating it: the change may have been made. It was sent once and not again
        vendor: {"account_number":"A00000123","subscription_number":"A-S00000071","status":"Active"}
        after:
          Subscription: A-S00000071
          Status: Active
          Rate plans: Gold monthly
          Term: TERMED until 2027-03-01
          Auto renewal: on
          Recurring a month: 19.00 EUR
        "#);

    let (golden, plan) = amending("add_plan", ADD).await;
    golden.json(AGAIN, 403, &json!({}));
    insta::assert_snapshot!(lost(&golden, &plan).await, @r#"
        Unknown: PUT http://lost/v1/subscriptions/A-S00000071: the connection broke (connection closed before message completed): the request was sent, but whether it took effect is not known; looking at it afterwards failed: Zuora answered 403 when asked to read subscription A-S00000071 again, without a reason
        Unknown at Answer
        PUT http://lost/v1/subscriptions/A-S00000071: the connection broke (connection closed before message completed): the request was sent, but whether it took effect is not known; looking at it afterwards failed: Zuora answered 403 when asked to read subscription A-S00000071 again, without a reason
        hint: Look at subscription A-S00000071 in Zuora before repeating it: the change may have been made. It was sent once and not again
        "#);
}

/// Zuora failed inside, or what stands behind it did: that is no "nothing was done".
#[tokio::test]
async fn an_internal_failure_of_a_change_is_in_doubt() {
    for code in ["53100060", "53100061", "53100099"] {
        let (golden, plan) = amending("add_plan", ADD).await;
        golden
            .json(AMEND, 200, &no(code, "Something went wrong"))
            .json(AGAIN, 200, &newer(subscription(71, "Active")));
        let report = golden.session.run(&Zuora, &plan).await;
        golden.vendor.transcript().await;
        assert_eq!(report.outcome, Outcome::Unknown, "{code}");
    }
    for code in ["53100050", "53100070"] {
        let (golden, plan) = amending("add_plan", ADD).await;
        golden.json(AMEND, 200, &no(code, "Locked"));
        let report = golden.session.run(&Zuora, &plan).await;
        golden.vendor.transcript().await;
        assert_eq!(report.outcome, Outcome::Failed, "{code}");
        assert!(report.error.unwrap().retryable());
    }
}

/// Zuora is busy until tomorrow, so that nothing is repeated within the test.
fn busy(status: u16) -> ResponseTemplate {
    ResponseTemplate::new(status).insert_header("retry-after", "86400")
}

#[tokio::test]
async fn an_order_whose_answer_is_lost() {
    let (golden, plan) = ordering("add_plan", ADD).await;
    golden.vendor.reply(ORDERS, busy(503));
    golden.json(AGAIN, 200, &newer(subscription(71, "Active")));
    insta::assert_snapshot!(golden.ran(&plan).await);
}

#[tokio::test]
async fn a_repeated_order_has_the_same_key_and_body() {
    let (golden, plan) = ordering("add_plan", ADD).await;
    let soon = ResponseTemplate::new(503).insert_header("retry-after", "0");
    golden.vendor.reply(ORDERS, soon);
    golden
        .json(ORDERS, 200, &ordered(71))
        .json(AGAIN, 200, &newer(holding(&[gold(), sports(2)])));
    let report = golden.session.run(&Zuora, &plan).await;
    assert_eq!(report.outcome, Outcome::Succeeded);
    let all = golden.vendor.transcript().await;
    let sent: Vec<&str> = all
        .split("----\n")
        .filter(|r| r.starts_with("POST /v1/orders\n"))
        .collect();
    assert_eq!(sent.len(), 2);
    assert_eq!(sent[0], sent[1]);
    assert!(sent[0].contains("idempotency-key: "));
}

#[tokio::test]
async fn an_order_that_is_being_worked_on() {
    let (golden, plan) = ordering("add_plan", ADD).await;
    golden
        .json(
            ORDERS,
            409,
            &no("58490030", "A request with the same key is in process"),
        )
        .json(AGAIN, 200, &newer(subscription(71, "Active")));
    let report = golden.session.run(&Zuora, &plan).await;
    insta::assert_snapshot!(shown_report(&report, &golden.vendor), @r#"
        Unknown: Zuora answered 409 when asked to add Sports monthly to subscription A-S00000071 (Gold monthly) from 2026-11-21: A request with the same key is in process (58490030); looked at afterwards, Zuora does not show it yet: A-S00000071 (Active, TERMED until 2027-03-01)
        Unknown at Answer
        Zuora answered 409 when asked to add Sports monthly to subscription A-S00000071 (Gold monthly) from 2026-11-21: A request with the same key is in process (58490030); looked at afterwards, Zuora does not show it yet: A-S00000071 (Active, TERMED until 2027-03-01)
        hint: Look at subscription A-S00000071 in Zuora before repeating it: the change may have been made. Whatever was sent had one key, by which the vendor makes it once at most
        details: {"status":409,"reasons":[{"code":"58490030","message":"A request with the same key is in process"}],"process_id":"CBCFED6580B4E076"}
        vendor: {"account_number":"A00000123","subscription_number":"A-S00000071","status":"Active"}
        after:
          Subscription: A-S00000071
          Status: Active
          Rate plans: Gold monthly
          Term: TERMED until 2027-03-01
          Auto renewal: on
          Recurring a month: 19.00 EUR
        "#);
}

#[tokio::test]
async fn a_creation_whose_answer_is_lost() {
    let mut reports = Vec::new();
    for found in [
        vec![subscription(71, "Active")],
        vec![subscription(99, "Active"), subscription(71, "Active")],
        vec![subscription(98, "Active"), subscription(99, "Active")],
    ] {
        let (golden, plan) = ordering("create_subscription", CREATE).await;
        golden.vendor.reply(ORDERS, busy(503));
        golden.json(SUBSCRIPTIONS, 200, &page(&found));
        let report = golden.session.run(&Zuora, &plan).await;
        golden.vendor.transcript().await;
        reports.push(shown_report(&report, &golden.vendor));
    }
    insta::assert_snapshot!(reports.join("\n"), @r#"
        Unknown: POST http://vendor/v1/orders answered 503: the request was sent, but whether it took effect is not known; looked at afterwards, the account has no new subscription to it yet
        Unknown at Answer
        POST http://vendor/v1/orders answered 503: the request was sent, but whether it took effect is not known; looked at afterwards, the account has no new subscription to it yet
        hint: Look at the subscriptions of account A00000123 in Zuora before repeating it: the change may have been made. Whatever was sent had one key, by which the vendor makes it once at most
        details: {"status":503,"body":""}
        vendor: {"account_number":"A00000123"}

        Succeeded: Created a subscription to Gold monthly from 2026-11-21, evergreen. The answer was lost, but Zuora shows it: A-S00000099 (Active, TERMED until 2027-03-01)
        vendor: {"account_number":"A00000123","subscription_number":"A-S00000099","status":"Active"}
        after:
          Subscription: A-S00000099
          Status: Active
          Rate plans: Gold monthly
          Term: TERMED until 2027-03-01
          Auto renewal: on
          Recurring a month: 19.00 EUR

        Unknown: POST http://vendor/v1/orders answered 503: the request was sent, but whether it took effect is not known; looked at afterwards, the account has several new ones: A-S00000098 (Active, TERMED until 2027-03-01), A-S00000099 (Active, TERMED until 2027-03-01)
        Unknown at Answer
        POST http://vendor/v1/orders answered 503: the request was sent, but whether it took effect is not known; looked at afterwards, the account has several new ones: A-S00000098 (Active, TERMED until 2027-03-01), A-S00000099 (Active, TERMED until 2027-03-01)
        hint: Look at the subscriptions of account A00000123 in Zuora before repeating it: the change may have been made. Whatever was sent had one key, by which the vendor makes it once at most
        details: {"status":503,"body":""}
        vendor: {"account_number":"A00000123"}
        "#);
}
