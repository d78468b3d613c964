//! Plans and their runs with only what is needed and with everything: the whole request, the same both times.

use super::{
    ADD_ONS, Answers, BY_EMAIL, BY_ID, CREATE, CUSTOMER, DISCOUNTS, GOLD, NEW, PLANS, SAVE, SEARCH,
    UPDATE, active, add_on, add_ons, card, customer, discount, discounts, for_discount,
    for_subscribe, found, golden, paypal, plans, subscription,
};
use crate::testing;
use crate::testing::golden::Golden;
use crate::vendors::braintree::Braintree;
use crate::vendors::braintree::client::Client;

#[tokio::test]
async fn subscribe_with_only_what_it_needs() {
    let golden = for_subscribe(&card("pm_5k2", true, "")).await;
    golden.xml(
        CREATE,
        201,
        &subscription(NEW, "gold_monthly", "Active", ""),
    );
    insta::assert_snapshot!(golden.done("subscribe_plan", BY_ID, GOLD).await);
}

#[tokio::test]
async fn subscribe_with_everything() {
    let golden = golden().await;
    let cancelled = subscription("sub_0", "silver_trial", "Canceled", "");
    let live = subscription("sub_1", "silver_trial", "Active", "");
    let methods = paypal("pm_pp", true, &format!("{cancelled}{live}")) + &card("pm_5k2", false, "");
    golden
        .xml(SEARCH, 200, &found(&["cust_81"]))
        .xml(CUSTOMER, 200, &customer(&methods))
        .xml(PLANS, 200, &plans())
        .xml(ADD_ONS, 200, &add_ons())
        .xml(
            "GET /merchants/k7vq2c9xj4m8w3tz/subscriptions/my-own_1",
            404,
            "",
        )
        .xml(
            CREATE,
            201,
            &subscription("my-own_1", "silver_trial", "Active", "")
                .replace("12.00", "6.50")
                .replace(
                    "<add-ons type=\"array\"/>",
                    &format!("<add-ons type=\"array\">{}</add-ons>", add_on("seats")),
                ),
        );
    let params = [
        ("plan_id", "silver_trial"),
        ("payment_method_token", "pm_5k2"),
        ("price", "6.5"),
        ("trial_period", "true"),
        ("add_on_id", "seats"),
        ("id", "my-own_1"),
    ];
    insta::assert_snapshot!(golden.done("subscribe_plan", BY_EMAIL, &params).await);
}

#[tokio::test]
async fn add_discount_with_only_what_it_needs() {
    let golden = for_discount(&active()).await;
    golden.xml(
        UPDATE,
        200,
        &subscription("sub_1", "gold_monthly", "Active", &discount("save20")),
    );
    insta::assert_snapshot!(golden.done("add_discount", BY_ID, SAVE).await);
}

#[tokio::test]
async fn add_discount_with_everything() {
    let golden = golden().await;
    let late = subscription("sub_1", "gold_monthly", "Past Due", &discount("other"));
    let both = format!(
        "{}{late}",
        subscription("sub_2", "silver_trial", "Active", "")
    );
    let after = discount("other") + &discount("loyal").replace("2.00", "1.50");
    golden
        .xml(SEARCH, 200, &found(&["cust_81", "cust_81"]))
        .xml(CUSTOMER, 200, &customer(&card("pm_5k2", true, &both)))
        .xml(DISCOUNTS, 200, &discounts())
        .xml(
            UPDATE,
            200,
            &subscription("sub_1", "gold_monthly", "Past Due", &after),
        );
    let params = [
        ("discount_id", "loyal"),
        ("amount", "1.5"),
        ("quantity", "2"),
        ("number_of_billing_cycles", "6"),
        ("never_expires", "false"),
        ("subscription_id", "sub_1"),
    ];
    insta::assert_snapshot!(golden.done("add_discount", BY_EMAIL, &params).await);
}

#[tokio::test]
async fn production_is_said_and_goes_to_its_own_host() {
    let settings = [
        ("merchant_id", "k7vq2c9xj4m8w3tz"),
        ("public_key", "9wdhy6pbx2nqrs5f"),
        ("environment", "production"),
    ];
    let golden = Golden::new(&Braintree, &settings).await;
    golden
        .xml(CUSTOMER, 200, &customer(&card("pm_5k2", true, &active())))
        .xml(PLANS, 200, &plans());
    let plan = golden.plan("subscribe_plan", BY_ID, GOLD).await.unwrap();
    insta::assert_snapshot!(plan.warnings.join("\n"));
    for (environment, host) in [
        (
            "production",
            "https://api.braintreegateway.com/merchants/m1/plans",
        ),
        (
            "sandbox",
            "https://api.sandbox.braintreegateway.com/merchants/m1/plans",
        ),
    ] {
        let values = [
            ("merchant_id", "m1"),
            ("public_key", "k"),
            ("environment", environment),
        ];
        let (session, _) = testing::session(&Braintree, &values);
        let client = Client::new(&session).unwrap();
        assert_eq!(client.plans().unwrap().url.as_str(), host);
    }
}

#[tokio::test]
async fn what_will_be_charged_and_when() {
    let mut said = Vec::new();
    let expired = card("pm_5k2", true, "").replace(">false</expired", ">true</expired");
    for params in [
        &[("plan_id", "silver_trial")][..],
        &[("plan_id", "silver_trial"), ("trial_period", "false")],
        &[("plan_id", "day_15"), ("price", "4.20")],
        &[("plan_id", "gold_monthly"), ("trial_period", "true")],
    ] {
        let golden = for_subscribe(&expired).await;
        let plan = golden.plan("subscribe_plan", BY_ID, params).await.unwrap();
        said.push(format!("{params:?}"));
        let facts = plan.preview.iter().skip(1);
        said.extend(facts.map(|f| format!("  {}: {}", f.label, f.value)));
        said.extend(plan.warnings.iter().map(|w| format!("  warning: {w}")));
    }
    insta::assert_snapshot!(said.join("\n"));
}

#[tokio::test]
async fn an_order_that_makes_no_sense_is_refused_before_anything_is_sent() {
    let mut said = String::new();
    for (action, params) in [
        ("subscribe_plan", &[GOLD[0], ("id", "a/b")][..]),
        ("subscribe_plan", &[GOLD[0], ("price", "9.999")]),
        (
            "add_discount",
            &[
                SAVE[0],
                ("number_of_billing_cycles", "3"),
                ("never_expires", "true"),
            ],
        ),
        ("add_discount", &[SAVE[0], ("never_expires", "false")]),
        ("add_discount", &[SAVE[0], ("amount", "-1")]),
    ] {
        said += &golden().await.not_planned(action, BY_ID, params).await;
    }
    insta::assert_snapshot!(said);
    for traits in [
        &[("braintree_id", "a/b")][..],
        &[("email_address", "a b@c.de")],
        &[],
    ] {
        assert!(
            golden()
                .await
                .plan("subscribe_plan", traits, GOLD)
                .await
                .is_err()
        );
    }
}
