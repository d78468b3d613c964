//! Every action with its required parameters and with all, in both dialects: what is planned, what is sent, what is
//! said then. `…_orders` is the usual tenant.

use serde_json::{Value, json};

use super::{
    AGAIN, AMEND, AMENDING, CLIENT, GOLD, ORDERS, ORDERS_PREVIEW, PRODUCTS, SPORTS, WHO, amended,
    credit, evergreen, gold, holding, invoice, newer, order_preview, ordered, products, sports,
    subscription, with_subscriptions,
};
use crate::testing::golden::{Golden, Pairs, with};

const NEW: &str = "GET /v1/subscriptions/A-S00000099";
const ALL_OF_ADD: Pairs<'_> = &[
    ("product_rate_plan", SPORTS),
    ("effective_date", "2026-12-24"),
    ("subscription_number", "A-S00000071"),
];

/// Answers to an action on a subscription that ends as `after`: look-ups (of a preview), the change, another look.
async fn scripted(
    settings: Pairs<'_>,
    subscriptions: &[Value],
    script: &[(&str, Value)],
) -> Golden {
    let golden = with_subscriptions(settings, subscriptions).await;
    for (line, body) in script {
        golden.json(line, 200, body);
    }
    golden
}

#[tokio::test]
async fn add_plan_orders() {
    let script = [
        (PRODUCTS, products()),
        (ORDERS_PREVIEW, order_preview(&[invoice(5.0)], &[])),
        (ORDERS, ordered(71)),
        (AGAIN, newer(holding(&[gold(), sports(2)]))),
    ];
    let active = [subscription(71, "Active")];
    let required = scripted(CLIENT, &active, &script).await;
    insta::assert_snapshot!(
        required
            .done("add_plan", WHO, &[("product_rate_plan", SPORTS)])
            .await
    );
    let settings = [
        CLIENT[0],
        CLIENT[1],
        ("entity_id", "8a-entity"),
        ("zuora_version", "315.0"),
    ];
    let several = [subscription(71, "Active"), evergreen(72)];
    let all = scripted(&settings, &several, &script).await;
    insta::assert_snapshot!(all.done("add_plan", WHO, ALL_OF_ADD).await);
}

#[tokio::test]
async fn add_plan_amending() {
    let preview = json!({ "success": true, "invoice": invoice(5.0), "totalDeltaMrr": 5.0, "totalDeltaTcv": 60.0 });
    let script = [
        (PRODUCTS, products()),
        (AMEND, preview),
        (AMEND, amended()),
        (AGAIN, newer(holding(&[gold(), sports(2)]))),
    ];
    let golden = scripted(AMENDING, &[subscription(71, "Active")], &script).await;
    insta::assert_snapshot!(golden.done("add_plan", WHO, ALL_OF_ADD).await);
}

#[tokio::test]
async fn remove_plan_orders() {
    let script = [
        (ORDERS_PREVIEW, order_preview(&[], &[credit(5.0)])),
        (ORDERS, ordered(71)),
        (AGAIN, newer(subscription(71, "Active"))),
    ];
    let both = [holding(&[gold(), sports(2)])];
    let required = scripted(CLIENT, &both, &script).await;
    insta::assert_snapshot!(
        required
            .done("remove_plan", WHO, &[("product_rate_plan", SPORTS)])
            .await
    );
}

#[tokio::test]
async fn remove_plan_amending() {
    let preview = json!({ "success": true, "creditMemo": credit(5.0), "totalDeltaMrr": -5.0, "totalDeltaTcv": "-60.00" });
    let script = [
        (AMEND, preview),
        (AMEND, amended()),
        (AGAIN, newer(holding(&[gold(), sports(3)]))),
    ];
    let twice = [holding(&[gold(), sports(2), sports(3)])];
    let all = scripted(AMENDING, &twice, &script).await;
    let params = [
        ALL_OF_ADD,
        &[("rate_plan_id", "8ad09bce000000000000000000000002")],
    ];
    insta::assert_snapshot!(all.done("remove_plan", WHO, &params.concat()).await);
}

#[tokio::test]
async fn change_auto_renewal() {
    let off = newer(with(
        subscription(71, "Active"),
        json!({ "autoRenew": false }),
    ));
    let script = [(ORDERS, ordered(71)), (AGAIN, off.clone())];
    let active = [subscription(71, "Active"), evergreen(72)];
    let params = [
        ("auto_renew", "false"),
        ("subscription_number", "A-S00000071"),
    ];
    let golden = scripted(CLIENT, &active, &script).await;
    insta::assert_snapshot!(golden.done("change_auto_renewal", WHO, &params).await);
    let script = [(AMEND, amended()), (AGAIN, off)];
    let golden = scripted(AMENDING, &active[..1], &script).await;
    insta::assert_snapshot!(golden.done("change_auto_renewal", WHO, &params[..1]).await);
}

#[tokio::test]
async fn cancel_subscription() {
    let cancelled = newer(with(
        subscription(71, "Cancelled"),
        json!({ "subscriptionEndDate": "2027-03-01" }),
    ));
    let answer = with(
        amended(),
        json!({ "cancelledDate": "2027-03-01", "creditMemoId": "8ad0credit" }),
    );
    let script = [
        ("PUT /v1/subscriptions/A-S00000071/cancel", answer),
        (AGAIN, cancelled),
    ];
    let active = [subscription(71, "Active")];
    let golden = scripted(CLIENT, &active, &script).await;
    let required = [("cancellation_policy", "EndOfCurrentTerm")];
    insta::assert_snapshot!(golden.done("cancel_subscription", WHO, &required).await);
    let golden = scripted(AMENDING, &active, &script).await;
    let all = [
        ("cancellation_policy", "SpecificDate"),
        ("cancellation_effective_date", "2027-01-15"),
        ("apply_credit", "true"),
        ("subscription_number", "A-S00000071"),
    ];
    insta::assert_snapshot!(golden.done("cancel_subscription", WHO, &all).await);
}

#[tokio::test]
async fn suspend_subscription() {
    let answer = json!({
        "success": true, "subscriptionId": "8ad0", "suspendDate": "2026-12-01", "resumeDate": "2027-02-01",
        "termEndDate": "2027-05-01", "totalDeltaTcv": 0,
    });
    let line = "PUT /v1/subscriptions/A-S00000071/suspend";
    let script = [
        (line, answer),
        (AGAIN, newer(subscription(71, "Suspended"))),
    ];
    let active = [subscription(71, "Active")];
    let golden = scripted(AMENDING, &active, &script).await;
    insta::assert_snapshot!(
        golden
            .done("suspend_subscription", WHO, &[("suspend_policy", "Today")])
            .await
    );
    let golden = scripted(CLIENT, &active, &script).await;
    let all = [
        ("suspend_policy", "FixedPeriodsFromToday"),
        ("suspend_periods", "10"),
        ("suspend_periods_type", "Day"),
        ("resume", "true"),
        ("resume_policy", "FixedPeriodsFromSuspendDate"),
        ("resume_periods", "2"),
        ("resume_periods_type", "Month"),
        ("extends_term", "true"),
        ("subscription_number", "A-S00000071"),
    ];
    insta::assert_snapshot!(golden.done("suspend_subscription", WHO, &all).await);
    let golden = scripted(CLIENT, &active, &[]).await;
    let dates = [
        ("suspend_policy", "SpecificDate"),
        ("suspend_specific_date", "2026-12-01"),
        ("resume", "true"),
        ("resume_policy", "SpecificDate"),
        ("resume_specific_date", "2027-02-01"),
    ];
    insta::assert_snapshot!(golden.planned("suspend_subscription", WHO, &dates).await);
}

#[tokio::test]
async fn resume_subscription() {
    let answer = json!({
        "success": true, "subscriptionId": "8ad0", "resumeDate": "2026-12-01", "termEndDate": "2027-03-11", "totalDeltaTcv": 0,
    });
    let line = "PUT /v1/subscriptions/A-S00000071/resume";
    let script = [(line, answer), (AGAIN, newer(subscription(71, "Active")))];
    let suspended = [subscription(71, "Suspended")];
    let golden = scripted(AMENDING, &suspended, &script).await;
    insta::assert_snapshot!(
        golden
            .done("resume_subscription", WHO, &[("resume_policy", "Today")])
            .await
    );
    let golden = scripted(CLIENT, &suspended, &script).await;
    let all = [
        ("resume_policy", "FixedPeriodsFromToday"),
        ("resume_periods", "1"),
        ("resume_periods_type", "Week"),
        ("extends_term", "false"),
        ("subscription_number", "A-S00000071"),
    ];
    insta::assert_snapshot!(golden.done("resume_subscription", WHO, &all).await);
    // The policy that Zuora spells in two ways.
    let mut planned = String::new();
    let other = [CLIENT, &[("suspend_date_spelling", "suspendDate")]].concat();
    for settings in [CLIENT, &other] {
        let golden = scripted(settings, &suspended, &[]).await;
        let params = [("resume_policy", "SuspendDate")];
        planned += &golden.planned("resume_subscription", WHO, &params).await;
    }
    insta::assert_snapshot!(planned);
}

/// Every parameter of a conditional kind is asked for when its condition holds, and refused otherwise.
#[tokio::test]
async fn policies_ask_for_their_own_fields() {
    let mut said = Vec::new();
    for (action, params) in [
        (
            "cancel_subscription",
            &[("cancellation_policy", "SpecificDate")][..],
        ),
        (
            "suspend_subscription",
            &[("suspend_policy", "FixedPeriodsFromToday")],
        ),
        (
            "suspend_subscription",
            &[("suspend_policy", "Today"), ("resume", "true")],
        ),
        (
            "suspend_subscription",
            &[("suspend_policy", "Today"), ("resume_policy", "Today")],
        ),
        (
            "resume_subscription",
            &[("resume_policy", "Today"), ("resume_periods", "1")],
        ),
        (
            "create_subscription",
            &[
                ("rate_plan", GOLD),
                ("term_type", "TERMED"),
                ("renewal_term", "1"),
            ],
        ),
        (
            "create_subscription",
            &[
                ("rate_plan", GOLD),
                ("term_type", "EVERGREEN"),
                ("renewal_term", "0"),
                ("initial_term", "1"),
            ],
        ),
    ] {
        let golden = Golden::new(&crate::vendors::zuora::Zuora, CLIENT).await;
        said.push(golden.not_planned(action, WHO, params).await);
    }
    insta::assert_snapshot!(said.join("\n"), @r#"
        Invalid at Prepare, field cancellation_effective_date
        Cancel subscription needs Cancel on
        hint: Fill it in

        Invalid at Prepare, field suspend_periods
        Suspend subscription needs Suspend after
        hint: Fill it in

        Invalid at Prepare, field resume_policy
        Suspend subscription needs Resume policy
        hint: Fill it in

        Invalid at Prepare, field resume_policy
        Suspend subscription: Resume policy is only for Resume by itself true
        hint: Leave it out, or choose true for Resume by itself

        Invalid at Prepare, field resume_periods
        Resume subscription: Resume after is only for Resume policy FixedPeriodsFromSuspendDate or FixedPeriodsFromToday
        hint: Leave it out, or choose FixedPeriodsFromSuspendDate for Resume policy

        Invalid at Prepare, field initial_term
        Create subscription needs Initial term
        hint: Fill it in

        Invalid at Prepare, field initial_term
        Create subscription: Initial term is only for Term type TERMED
        hint: Leave it out, or choose TERMED for Term type
        "#);
}

const TERMED: Pairs<'_> = &[
    ("rate_plan", GOLD),
    ("term_type", "TERMED"),
    ("initial_term", "12"),
    ("renewal_term", "6"),
    ("auto_renew", "true"),
];
const TERMED_IN_FULL: Pairs<'_> = &[
    ("contract_effective_date", "2026-12-01"),
    ("initial_term_period_type", "Year"),
    ("renewal_term_period_type", "Week"),
];
const EVERGREEN: Pairs<'_> = &[
    ("rate_plan", GOLD),
    ("term_type", "EVERGREEN"),
    ("renewal_term", "0"),
];

#[tokio::test]
async fn create_subscription_orders() {
    let script = [
        (PRODUCTS, products()),
        (ORDERS_PREVIEW, order_preview(&[invoice(19.0)], &[])),
        (ORDERS, ordered(99)),
        (NEW, newer(subscription(99, "Active"))),
    ];
    let golden = scripted(CLIENT, &[], &script).await;
    insta::assert_snapshot!(golden.done("create_subscription", WHO, TERMED).await);
    let golden = scripted(CLIENT, &[subscription(71, "Active")], &script).await;
    let all = [TERMED, TERMED_IN_FULL].concat();
    insta::assert_snapshot!(golden.done("create_subscription", WHO, &all).await);
    let golden = scripted(CLIENT, &[], &script).await;
    insta::assert_snapshot!(golden.done("create_subscription", WHO, EVERGREEN).await);
}

#[tokio::test]
async fn create_subscription_amending() {
    let preview = json!({
        "success": true, "contractedMrr": 19, "totalContractedValue": 228.0, "amount": 19.95, "invoice": invoice(19.0),
    });
    let answer = json!({
        "success": true, "subscriptionId": "8ad0", "subscriptionNumber": "A-S00000099", "contractedMrr": 19,
        "totalContractedValue": 228,
    });
    let script = [
        (PRODUCTS, products()),
        ("POST /v1/subscriptions/preview", preview),
        ("POST /v1/subscriptions", answer),
        (NEW, newer(subscription(99, "Active"))),
    ];
    let golden = scripted(AMENDING, &[], &script).await;
    let all = [TERMED, TERMED_IN_FULL].concat();
    insta::assert_snapshot!(golden.done("create_subscription", WHO, &all).await);
    let golden = scripted(AMENDING, &[], &script).await;
    insta::assert_snapshot!(golden.done("create_subscription", WHO, EVERGREEN).await);
}
