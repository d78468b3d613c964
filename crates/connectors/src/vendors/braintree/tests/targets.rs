//! Which customer, payment method and subscription: none, one, several, named. It never guesses.

use super::{
    Answers, BY_EMAIL, BY_ID, CUSTOMER, DISCOUNTS, GOLD, PLANS, READ, SAVE, SEARCH, active, card,
    customer, discount, discounts, found, golden, paypal, plans, subscription,
};

/// Why an action on a customer with these payment methods cannot be planned.
async fn refused(action: &str, methods: &str, params: &[(&str, &str)]) -> String {
    let golden = golden().await;
    golden.xml(CUSTOMER, 200, &customer(methods));
    golden.not_planned(action, BY_ID, params).await
}

#[tokio::test]
async fn customers_who_are_not_there_or_several() {
    let mut said = String::new();
    let by_id = golden().await;
    by_id.xml(CUSTOMER, 404, "<html>whatever</html>");
    said += &by_id.not_planned("subscribe_plan", BY_ID, GOLD).await;
    for ids in [&[][..], &["cust_81", "cust_82", "cust_81"], &["../plans"]] {
        let searched = golden().await;
        searched.xml(SEARCH, 200, &found(ids));
        said += &searched.not_planned("add_discount", BY_EMAIL, SAVE).await;
    }
    let vanished = golden().await;
    vanished
        .xml(SEARCH, 200, &found(&["cust_81"]))
        .xml(CUSTOMER, 404, "");
    said += &vanished.not_planned("add_discount", BY_EMAIL, SAVE).await;
    insta::assert_snapshot!(said);
}

#[tokio::test]
async fn an_answer_about_somebody_else_is_not_taken() {
    let mut said = String::new();
    let other = golden().await;
    other.xml(CUSTOMER, 200, &customer("").replace("cust_81", "cust_82"));
    said += &other.not_planned("subscribe_plan", BY_ID, GOLD).await;
    let other = golden().await;
    other.xml(SEARCH, 200, &found(&["cust_81"])).xml(
        CUSTOMER,
        200,
        &customer("").replace("ada@", "bob@"),
    );
    said += &other.not_planned("subscribe_plan", BY_EMAIL, GOLD).await;
    insta::assert_snapshot!(said);
}

#[tokio::test]
async fn the_id_goes_before_the_address_and_case_does_not_matter() {
    let golden = golden().await;
    let ada = customer(&card("pm_5k2", true, ""));
    golden.xml(CUSTOMER, 200, &ada).xml(PLANS, 200, &plans());
    let both = [BY_ID[0], ("email_address", "other@example.com")];
    golden.plan("subscribe_plan", &both, GOLD).await.unwrap();
    golden
        .xml(SEARCH, 200, &found(&["cust_81"]))
        .xml(CUSTOMER, 200, &ada)
        .xml(PLANS, 200, &plans());
    let spelled = [("email_address", "Ada@Example.com")];
    golden.plan("subscribe_plan", &spelled, GOLD).await.unwrap();
    golden.vendor.transcript().await;
}

#[tokio::test]
async fn payment_methods_none_several_named_wrongly() {
    let two = card("pm_5k2", false, "") + &paypal("pm_pp", false, "");
    let defaults = card("a", true, "") + &paypal("b", true, "");
    let mut said = refused("subscribe_plan", "", GOLD).await;
    said += &refused("subscribe_plan", &two, GOLD).await;
    said += &refused("subscribe_plan", &defaults, GOLD).await;
    let named = [GOLD[0], ("payment_method_token", "pm_9")];
    said += &refused("subscribe_plan", &two, &named).await;
    insta::assert_snapshot!(said);
}

/// A kind of payment method that nobody knew when this was written.
#[tokio::test]
async fn whatever_has_a_token_is_a_payment_method() {
    let golden = golden().await;
    let new = "<pix-wallets type=\"array\"><pix-wallet><token>px</token><default type=\"boolean\">true</default>\
               </pix-wallet></pix-wallets>";
    golden
        .xml(CUSTOMER, 200, &customer(new))
        .xml(PLANS, 200, &plans());
    let plan = golden.plan("subscribe_plan", BY_ID, GOLD).await.unwrap();
    assert!(
        plan.summary.ends_with("paid by pix wallet"),
        "{}",
        plan.summary
    );
}

#[tokio::test]
async fn subscriptions_none_several_named_wrongly() {
    let ended = card(
        "pm_5k2",
        true,
        &subscription("sub_0", "gold_monthly", "Canceled", ""),
    );
    let two = active() + &subscription("sub_2", "silver_trial", "Pending", "");
    let mut said = refused("add_discount", "", SAVE).await;
    said += &refused("add_discount", &ended, SAVE).await;
    // The same subscription in two places is one.
    let twice = card("pm_5k2", true, &two) + &paypal("pp", false, &active());
    said += &refused("add_discount", &twice, SAVE).await;
    let named = |id| [SAVE[0], ("subscription_id", id)];
    said += &refused("add_discount", &ended, &named("sub_0")).await;
    let nowhere = golden().await;
    nowhere
        .xml(CUSTOMER, 200, &customer(&card("pm_5k2", true, &two)))
        .xml(
            "GET /merchants/k7vq2c9xj4m8w3tz/subscriptions/sub_9",
            404,
            "",
        );
    said += &nowhere
        .not_planned("add_discount", BY_ID, &named("sub_9"))
        .await;
    insta::assert_snapshot!(said);
}

#[tokio::test]
async fn every_status_is_a_target_or_not() {
    let mut taken = Vec::new();
    for status in [
        "Active",
        "Pending",
        "Past Due",
        "Canceled",
        "Expired",
        "Unheard Of",
    ] {
        let golden = golden().await;
        let theirs = card(
            "pm_5k2",
            true,
            &subscription("sub_1", "gold_monthly", status, ""),
        );
        golden
            .xml(CUSTOMER, 200, &customer(&theirs))
            .xml(DISCOUNTS, 200, &discounts());
        let target = golden.plan("add_discount", BY_ID, SAVE).await.is_ok();
        taken.push(format!(
            "{status}: {}",
            if target { "target" } else { "none" }
        ));
    }
    insta::assert_snapshot!(taken.join(", "));
}

/// A bank account does not list its subscriptions: a named one is looked up, and taken if it is the customer's.
#[tokio::test]
async fn a_named_subscription_that_is_not_listed_is_looked_up() {
    let bank = "<us-bank-accounts type=\"array\"><us-bank-account><token>pm_5k2</token><last-4>6789</last-4>\
                </us-bank-account></us-bank-accounts>";
    let named = [SAVE[0], ("subscription_id", "sub_1")];
    let theirs = golden().await;
    theirs
        .xml(CUSTOMER, 200, &customer(bank))
        .xml(READ, 200, &active())
        .xml(DISCOUNTS, 200, &discounts());
    let plan = theirs.plan("add_discount", BY_ID, &named).await.unwrap();
    assert_eq!(plan.memo["subscription"], "sub_1");
    let foreign = golden().await;
    foreign
        .xml(
            CUSTOMER,
            200,
            &customer(&bank.replace("pm_5k2", "pm_other")),
        )
        .xml(READ, 200, &active());
    insta::assert_snapshot!(foreign.not_planned("add_discount", BY_ID, &named).await);
}

#[tokio::test]
async fn what_is_there_already_and_what_does_not_exist() {
    let golden = golden().await;
    let has = subscription("sub_1", "gold_monthly", "Active", &discount("save20"));
    let with = |subscriptions: &str| customer(&card("pm_5k2", true, subscriptions));
    golden
        .xml(CUSTOMER, 200, &with(&has))
        .xml(DISCOUNTS, 200, &discounts());
    let mut said = golden.not_planned("add_discount", BY_ID, SAVE).await;
    golden
        .xml(CUSTOMER, 200, &with(&active()))
        .xml(DISCOUNTS, 200, &discounts());
    said += &golden
        .not_planned("add_discount", BY_ID, &[("discount_id", "gone")])
        .await;
    golden
        .xml(CUSTOMER, 200, &with(""))
        .xml(PLANS, 200, &plans());
    said += &golden
        .not_planned("subscribe_plan", BY_ID, &[("plan_id", "gone")])
        .await;
    golden
        .xml(CUSTOMER, 200, &with(""))
        .xml(PLANS, 200, &plans())
        .xml(READ, 200, &active());
    let taken = [GOLD[0], ("id", "sub_1")];
    said += &golden.not_planned("subscribe_plan", BY_ID, &taken).await;
    insta::assert_snapshot!(said);
}
