//! Which account, which subscription, which rate plan: none, one, several, picked. It never guesses.

use serde_json::json;

use super::{
    ACCOUNT, CLIENT, GOLD, ORDERS_PREVIEW, PRODUCTS, SPORTS, SUBSCRIPTIONS, TOKEN, WHO, account,
    credit, evergreen, gold, holding, no, order_preview, page, products, sports, subscription,
    token, with_subscriptions,
};
use crate::testing::golden::{Golden, Pairs, with};
use crate::vendors::zuora::Zuora;

const CANCEL: Pairs<'_> = &[("cancellation_policy", "EndOfCurrentTerm")];
const TODAY: Pairs<'_> = &[("resume_policy", "Today")];
const REMOVE: Pairs<'_> = &[("product_rate_plan", SPORTS)];

#[tokio::test]
async fn an_account_that_does_not_exist() {
    let golden = Golden::new(&Zuora, CLIENT).await;
    golden.json(TOKEN, 200, &token()).json(
        ACCOUNT,
        200,
        &no(50_000_040, "Cannot find entity by key: 'A00000123'."),
    );
    insta::assert_snapshot!(golden.not_planned("cancel_subscription", WHO, CANCEL).await, @r#"
        NotFound at Vendor, field account_number
        There is no Zuora account with the number or ID A00000123
        hint: The trait account_number must be that of an account of this tenant and entity
        details: {"status":200,"reasons":[{"code":"50000040","message":"Cannot find entity by key: 'A00000123'"}],"process_id":"CBCFED6580B4E076"}
        "#);
}

#[tokio::test]
async fn an_answer_about_another_account_is_not_taken() {
    let golden = Golden::new(&Zuora, CLIENT).await;
    let other =
        json!({ "success": true, "basicInfo": { "id": "x", "accountNumber": "A00000124" } });
    golden.json(TOKEN, 200, &token()).json(ACCOUNT, 200, &other);
    insta::assert_snapshot!(golden.not_planned("cancel_subscription", WHO, CANCEL).await, @r#"
        Malformed at Answer
        Zuora answered with account A00000124 when asked for account A00000123
        hint: Check that the API URL or Base URL leads to Zuora
        "#);
}

#[tokio::test]
async fn an_account_may_be_named_by_its_id() {
    let golden = Golden::new(&Zuora, CLIENT).await;
    let id = "8ad09e20000000000000000000000123";
    golden
        .json(TOKEN, 200, &token())
        .json(&format!("GET /v1/accounts/{id}"), 200, &account())
        .json(SUBSCRIPTIONS, 200, &page(&[subscription(71, "Active")]));
    let plan = golden
        .plan("cancel_subscription", &[("account_number", id)], CANCEL)
        .await;
    assert!(
        plan.unwrap()
            .summary
            .ends_with("for account A00000123 (Ada Lovelace)")
    );
}

#[tokio::test]
async fn an_account_without_subscriptions() {
    let golden = with_subscriptions(CLIENT, &[]).await;
    insta::assert_snapshot!(golden.not_planned("cancel_subscription", WHO, CANCEL).await, @r#"
        NotFound at Vendor
        Account A00000123 (Ada Lovelace) has no Active subscription
        hint: Account A00000123 (Ada Lovelace) has no subscriptions at all
        details: {"subscriptions":[]}
        "#);
}

#[tokio::test]
async fn only_the_status_that_an_action_takes() {
    let all = [subscription(71, "Cancelled"), subscription(72, "Suspended")];
    let golden = with_subscriptions(CLIENT, &all).await;
    insta::assert_snapshot!(golden.not_planned("cancel_subscription", WHO, CANCEL).await, @r#"
        NotFound at Vendor
        Account A00000123 (Ada Lovelace) has no Active subscription
        hint: Subscriptions of account A00000123 (Ada Lovelace): A-S00000071 (Cancelled, TERMED until 2027-03-01) with Gold monthly, A-S00000072 (Suspended, TERMED until 2027-03-01) with Gold monthly
        details: {"subscriptions":[{"id":"A-S00000071","status":"Cancelled","rate_plans":"Gold monthly","term_type":"TERMED","term_end_date":"2027-03-01","subscription_start_date":"2026-03-01"},{"id":"A-S00000072","status":"Suspended","rate_plans":"Gold monthly","term_type":"TERMED","term_end_date":"2027-03-01","subscription_start_date":"2026-03-01"}]}
        "#);

    let golden = with_subscriptions(CLIENT, &[subscription(71, "Active")]).await;
    insta::assert_snapshot!(golden.not_planned("resume_subscription", WHO, TODAY).await, @r#"
        NotFound at Vendor
        Account A00000123 (Ada Lovelace) has no Suspended subscription
        hint: Subscriptions of account A00000123 (Ada Lovelace): A-S00000071 (Active, TERMED until 2027-03-01) with Gold monthly
        details: {"subscriptions":[{"id":"A-S00000071","status":"Active","rate_plans":"Gold monthly","term_type":"TERMED","term_end_date":"2027-03-01","subscription_start_date":"2026-03-01"}]}
        "#);

    let golden = with_subscriptions(CLIENT, &all).await;
    let plan = golden
        .plan("resume_subscription", WHO, TODAY)
        .await
        .unwrap();
    assert!(plan.summary.contains("A-S00000072"), "{}", plan.summary);
}

#[tokio::test]
async fn several_of_which_one_must_be_named() {
    let all = [subscription(71, "Active"), evergreen(72)];
    let golden = with_subscriptions(CLIENT, &all).await;
    insta::assert_snapshot!(golden.not_planned("cancel_subscription", WHO, CANCEL).await, @r#"
        Ambiguous at Vendor, field subscription_number
        Account A00000123 (Ada Lovelace) has 2 Active subscriptions: A-S00000071 (Active, TERMED until 2027-03-01) with Gold monthly, A-S00000072 (Active, EVERGREEN) with Gold monthly
        hint: Choose one by Subscription number, such as A-S00000071
        details: {"candidates":[{"id":"A-S00000071","status":"Active","rate_plans":"Gold monthly","term_type":"TERMED","term_end_date":"2027-03-01","subscription_start_date":"2026-03-01"},{"id":"A-S00000072","status":"Active","rate_plans":"Gold monthly","term_type":"EVERGREEN","term_end_date":null,"subscription_start_date":"2026-03-01"}]}
        "#);

    let golden = with_subscriptions(CLIENT, &all).await;
    let picked = [CANCEL[0], ("subscription_number", "A-S00000071")];
    let plan = golden
        .plan("cancel_subscription", WHO, &picked)
        .await
        .unwrap();
    assert!(plan.summary.contains("A-S00000071"), "{}", plan.summary);

    let golden = with_subscriptions(CLIENT, &all).await;
    let picked = [CANCEL[0], ("subscription_number", "A-S00000099")];
    insta::assert_snapshot!(golden.not_planned("cancel_subscription", WHO, &picked).await, @r#"
        NotFound at Vendor, field subscription_number
        Subscription A-S00000099 is not one of account A00000123 (Ada Lovelace)
        hint: Subscriptions of account A00000123 (Ada Lovelace): A-S00000071 (Active, TERMED until 2027-03-01) with Gold monthly, A-S00000072 (Active, EVERGREEN) with Gold monthly
        details: {"subscriptions":[{"id":"A-S00000071","status":"Active","rate_plans":"Gold monthly","term_type":"TERMED","term_end_date":"2027-03-01","subscription_start_date":"2026-03-01"},{"id":"A-S00000072","status":"Active","rate_plans":"Gold monthly","term_type":"EVERGREEN","term_end_date":null,"subscription_start_date":"2026-03-01"}]}
        "#);
}

#[tokio::test]
async fn subscriptions_come_in_pages() {
    let golden = Golden::new(&Zuora, CLIENT).await;
    let more = json!({ "nextPage": "https://rest.elsewhere.example/v1/x?page=2" });
    let first = with(page(&[subscription(71, "Cancelled")]), more.clone());
    let second = "GET /v1/subscriptions/accounts/A00000123?page=2&pageSize=40";
    golden
        .json(TOKEN, 200, &token())
        .json(ACCOUNT, 200, &account())
        .json(SUBSCRIPTIONS, 200, &first)
        .json(second, 200, &page(&[subscription(72, "Active")]));
    let plan = golden
        .plan("cancel_subscription", WHO, CANCEL)
        .await
        .unwrap();
    assert!(plan.summary.contains("A-S00000072"), "{}", plan.summary);

    golden
        .json(ACCOUNT, 200, &account())
        .json(SUBSCRIPTIONS, 200, &first)
        .json(second, 200, &first);
    insta::assert_snapshot!(golden.not_planned("cancel_subscription", WHO, CANCEL).await, @r#"
        Malformed at Answer
        Zuora's page 2 of subscriptions holds nothing that earlier pages did not, and still announces another: the list cannot be known to be complete
        hint: Check that nothing between here and Zuora drops the page number, such as a proxy at the Base URL
        "#);
}

#[tokio::test]
async fn removing_finds_the_holder_of_the_plan() {
    let other = with(subscription(72, "Active"), json!({ "ratePlans": [gold()] }));
    let golden = with_subscriptions(CLIENT, &[other, holding(&[gold(), sports(2)])]).await;
    golden.json(ORDERS_PREVIEW, 200, &order_preview(&[], &[credit(5.0)]));
    let plan = golden.plan("remove_plan", WHO, REMOVE).await.unwrap();
    assert!(plan.summary.contains("A-S00000071"), "{}", plan.summary);
}

#[tokio::test]
async fn a_plan_that_nobody_holds_or_that_was_removed() {
    let gone = with(sports(2), json!({ "lastChangeType": "Remove" }));
    let golden = with_subscriptions(CLIENT, &[holding(&[gold(), gone])]).await;
    insta::assert_snapshot!(golden.not_planned("remove_plan", WHO, REMOVE).await, @r#"
        NotFound at Vendor, field product_rate_plan
        Account A00000123 (Ada Lovelace) has no Active subscription with the product rate plan 8ad08c0f000000000000000000000201
        hint: Subscriptions of account A00000123 (Ada Lovelace): A-S00000071 (Active, TERMED until 2027-03-01) with Gold monthly
        details: {"subscriptions":[{"id":"A-S00000071","status":"Active","rate_plans":"Gold monthly","term_type":"TERMED","term_end_date":"2027-03-01","subscription_start_date":"2026-03-01"}]}
        "#);
}

#[tokio::test]
async fn a_plan_that_is_held_twice() {
    let twice = [holding(&[gold(), sports(2), sports(3)])];
    let golden = with_subscriptions(CLIENT, &twice).await;
    insta::assert_snapshot!(golden.not_planned("remove_plan", WHO, REMOVE).await, @r#"
        Ambiguous at Vendor, field rate_plan_id
        Subscription A-S00000071 has 2 rate plans of the product rate plan 8ad08c0f000000000000000000000201: 8ad09bce000000000000000000000002 (Sports monthly), 8ad09bce000000000000000000000003 (Sports monthly)
        hint: Choose one by Rate plan ID, such as 8ad09bce000000000000000000000002
        details: {"candidates":[{"id":"8ad09bce000000000000000000000002","name":"Sports monthly","product":"Add-ons","product_rate_plan":"8ad08c0f000000000000000000000201","last_change":"Add"},{"id":"8ad09bce000000000000000000000003","name":"Sports monthly","product":"Add-ons","product_rate_plan":"8ad08c0f000000000000000000000201","last_change":"Add"}]}
        "#);

    let golden = with_subscriptions(CLIENT, &twice).await;
    golden.json(ORDERS_PREVIEW, 200, &order_preview(&[], &[credit(5.0)]));
    let id = "8ad09bce000000000000000000000003";
    let plan = golden
        .plan("remove_plan", WHO, &[REMOVE[0], ("rate_plan_id", id)])
        .await;
    let body = plan.unwrap().changes().next().unwrap().request.body.clone();
    assert!(format!("{body:?}").contains(id), "{body:?}");

    let golden = with_subscriptions(CLIENT, &twice).await;
    // It is there, but of another product rate plan.
    let wrong = [
        REMOVE[0],
        ("rate_plan_id", "8ad09bce000000000000000000000001"),
    ];
    insta::assert_snapshot!(golden.not_planned("remove_plan", WHO, &wrong).await, @r#"
        NotFound at Vendor, field rate_plan_id
        Rate plan 8ad09bce000000000000000000000001 (Gold monthly) is no rate plan of the product rate plan 8ad08c0f000000000000000000000201
        hint: Rate plans of subscription A-S00000071: 8ad09bce000000000000000000000001 (Gold monthly), 8ad09bce000000000000000000000002 (Sports monthly), 8ad09bce000000000000000000000003 (Sports monthly)
        details: {"rate plans":[{"id":"8ad09bce000000000000000000000001","name":"Gold monthly","product":"Video","product_rate_plan":"8ad08c0f000000000000000000000102","last_change":"New"},{"id":"8ad09bce000000000000000000000002","name":"Sports monthly","product":"Add-ons","product_rate_plan":"8ad08c0f000000000000000000000201","last_change":"Add"},{"id":"8ad09bce000000000000000000000003","name":"Sports monthly","product":"Add-ons","product_rate_plan":"8ad08c0f000000000000000000000201","last_change":"Add"}]}
        "#);
}

#[tokio::test]
async fn a_rate_plan_that_the_catalogue_does_not_hold() {
    let golden = with_subscriptions(CLIENT, &[subscription(71, "Active")]).await;
    golden.json(PRODUCTS, 200, &products());
    insta::assert_snapshot!(golden.not_planned("add_plan", WHO, &[("product_rate_plan", "gold")]).await, @r#"
        NotFound at Vendor, field product_rate_plan
        There is no Zuora product rate plan with the ID gold
        hint: Sync the product rate plans under Catalogue, and choose one
        "#);
}

#[tokio::test]
async fn what_is_already_so_or_cannot_be() {
    let auto = [("auto_renew", "true")];
    let golden = with_subscriptions(CLIENT, &[subscription(71, "Active")]).await;
    insta::assert_snapshot!(golden.not_planned("change_auto_renewal", WHO, &auto).await, @r#"
        Refused at Vendor, field auto_renew
        The auto renewal of subscription A-S00000071 (Gold monthly) is already on
        hint: There is nothing to change
        "#);

    let golden = with_subscriptions(CLIENT, &[evergreen(71)]).await;
    insta::assert_snapshot!(golden.not_planned("change_auto_renewal", WHO, &auto).await, @r#"
        Refused at Vendor, field auto_renew
        Subscription A-S00000071 (Gold monthly) is evergreen and has no term to renew
        hint: Only a termed subscription renews itself
        "#);

    let golden = with_subscriptions(CLIENT, &[evergreen(71)]).await;
    insta::assert_snapshot!(golden.not_planned("cancel_subscription", WHO, CANCEL).await, @r#"
        Refused at Vendor, field cancellation_policy
        Subscription A-S00000071 (Gold monthly) is evergreen and has no term to end
        hint: Cancel it at the end of the last invoiced period, or on a date
        "#);
}

#[tokio::test]
async fn what_should_be_thought_about_first() {
    let golden = Golden::new(&Zuora, CLIENT).await;
    let mut draft = account();
    draft["basicInfo"]["status"] = "Draft".into();
    golden
        .json(TOKEN, 200, &token())
        .json(ACCOUNT, 200, &draft)
        .json(SUBSCRIPTIONS, 200, &page(&[subscription(71, "Active")]))
        .json(PRODUCTS, 200, &products())
        .json(ORDERS_PREVIEW, 200, &order_preview(&[], &[]));
    let plan = golden
        .plan("add_plan", WHO, &[("product_rate_plan", GOLD)])
        .await
        .unwrap();
    let mut warnings = plan.warnings;
    let golden = with_subscriptions(CLIENT, &[holding(&[sports(2)])]).await;
    golden.json(ORDERS_PREVIEW, 200, &order_preview(&[], &[]));
    warnings.extend(
        golden
            .plan("remove_plan", WHO, REMOVE)
            .await
            .unwrap()
            .warnings,
    );
    let golden = with_subscriptions(CLIENT, &[subscription(71, "Active")]).await;
    golden
        .json(PRODUCTS, 200, &products())
        .json(ORDERS_PREVIEW, 200, &order_preview(&[], &[]));
    let classic = [("product_rate_plan", "8ad08c0f000000000000000000000104")];
    warnings.extend(
        golden
            .plan("add_plan", WHO, &classic)
            .await
            .unwrap()
            .warnings,
    );
    let golden = with_subscriptions(CLIENT, &[subscription(71, "Active")]).await;
    let off = [("auto_renew", "false")];
    warnings.extend(
        golden
            .plan("change_auto_renewal", WHO, &off)
            .await
            .unwrap()
            .warnings,
    );
    insta::assert_snapshot!(warnings.join("\n"), @r#"
        Account A00000123 (Ada Lovelace) is Draft: Zuora may refuse the change
        Subscription A-S00000071 (Gold monthly) already holds Gold monthly: this adds it once more
        Sports monthly is the only rate plan of subscription A-S00000071: it stays without any
        The rate plan Classic monthly is no longer sold: Zuora may refuse it
        Without auto renewal, subscription A-S00000071 ends with its term on 2027-03-01
        "#);
}
