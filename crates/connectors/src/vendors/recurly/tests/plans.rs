//! Plans: every action with only what it needs (planned and run) and with all it can take; what is looked up, what would
//! be sent, and what is said about it first.

use serde_json::json;

use super::{
    ACCOUNT, ADA, SITE, SUBSCRIPTIONS, account, active, canceled, change, creating, error, free,
    in_trial, invoices, list, on, paused, paying, plan, site, subscription, switching,
};
use crate::testing::golden::{Golden, with};
use crate::vendors::recurly::Recurly;

const CHANGE: &str = "POST /subscriptions/p2x/change";

#[tokio::test]
async fn pause_with_only_what_it_needs() {
    let golden = free(&[active()]).await;
    let paused = with(
        active(),
        json!({ "remaining_pause_cycles": 2, "resume_at": "2027-02-10T10:00:00Z" }),
    );
    golden.json("PUT /subscriptions/p2x/pause", 200, &paused);
    insta::assert_snapshot!(
        golden
            .done(
                "pause_subscription",
                ADA,
                &[("remaining_pause_cycles", "2")]
            )
            .await
    );
}

#[tokio::test]
async fn a_pause_that_has_not_begun_is_taken_back() {
    let set = with(active(), json!({ "remaining_pause_cycles": 3 }));
    let golden = free(&[set]).await;
    golden.json(
        "PUT /subscriptions/p2x/pause",
        200,
        &with(active(), json!({ "remaining_pause_cycles": 0 })),
    );
    let params = [("remaining_pause_cycles", "0")];
    let mut all = golden.done("pause_subscription", ADA, &params).await;
    for held in [active(), paused()] {
        let golden = free(&[held]).await;
        all += &golden.not_planned("pause_subscription", ADA, &params).await;
    }
    insta::assert_snapshot!(all);
}

#[tokio::test]
async fn pause_with_everything() {
    let golden = Golden::new(&Recurly, &[]).await;
    golden.json(
        ACCOUNT,
        200,
        &with(account(), json!({ "has_past_due_invoice": true })),
    );
    let set = with(active(), json!({ "remaining_pause_cycles": 1 }));
    golden.json(SUBSCRIPTIONS, 200, &list(&[set]));
    let params = [
        ("remaining_pause_cycles", "3"),
        ("plan", "gold"),
        ("subscription_id", "p2x"),
    ];
    insta::assert_snapshot!(golden.planned("pause_subscription", ADA, &params).await);
}

#[tokio::test]
async fn resume() {
    let golden = paying(&[paused()]).await;
    golden.json("PUT /subscriptions/p2x/resume", 200, &active());
    insta::assert_snapshot!(golden.done("resume_subscription", ADA, &[]).await);
}

#[tokio::test]
async fn switch_with_only_what_it_needs() {
    let golden = switching(&active()).await;
    golden.json(CHANGE, 201, &change("platinum", 29.99, true));
    golden.json(
        "GET /subscriptions/p2x",
        200,
        &with(on("platinum", active()), json!({ "unit_amount": 29.99 })),
    );
    insta::assert_snapshot!(
        golden
            .done("switch_subscription", ADA, &[("plan", "platinum")])
            .await
    );
}

#[tokio::test]
async fn switch_with_everything() {
    let golden = paying(&[active(), on("basic", subscription("b1", "active"))]).await;
    let old = with(
        plan("platinum", "Platinum", 29.99),
        json!({ "state": "inactive" }),
    );
    golden.json("GET /plans/code-platinum", 200, &old);
    golden.json(
        "GET /subscriptions/p2x/change",
        200,
        &change("basic", 9.99, false),
    );
    let later = with(
        change("platinum", 29.99, false),
        json!({ "activate_at": "2027-01-10T10:00:00Z", "invoice_collection": null }),
    );
    golden.json("POST /subscriptions/p2x/change/preview", 200, &later);
    let params = [
        ("plan", "platinum"),
        ("timeframe", "term_end"),
        ("from_plan", "gold"),
        ("subscription_id", "p2x"),
    ];
    insta::assert_snapshot!(golden.planned("switch_subscription", ADA, &params).await);
}

#[tokio::test]
async fn a_switch_now_says_what_becomes_of_a_pause() {
    let golden = switching(&with(active(), json!({ "remaining_pause_cycles": 2 }))).await;
    let plan = golden
        .plan("switch_subscription", ADA, &[("plan", "platinum")])
        .await
        .unwrap();
    assert_eq!(
        plan.warnings,
        ["A change that takes effect now cancels the pause"]
    );
    golden.vendor.transcript().await;
}

#[tokio::test]
async fn create_with_only_what_it_needs() {
    let golden = creating(&[]).await;
    golden.json("POST /subscriptions", 201, &subscription("n1", "active"));
    let params = [("plan", "gold"), ("currency", "usd")];
    insta::assert_snapshot!(golden.done("create_subscription", ADA, &params).await);
}

#[tokio::test]
async fn create_with_everything() {
    let golden = Golden::new(&Recurly, &[]).await;
    golden.json(SITE, 200, &list(&[site("production")]));
    golden.json(ACCOUNT, 200, &account());
    let young = with(
        subscription("p9", "active"),
        json!({ "created_at": "2026-11-21T11:59:30Z" }),
    );
    golden.json(SUBSCRIPTIONS, 200, &list(&[young]));
    golden.json("GET /plans/code-gold", 200, &plan("gold", "Gold", 19.99));
    golden.json("POST /purchases/preview", 200, &invoices(5.5));
    let params = [
        ("plan", "gold"),
        ("currency", "USD"),
        ("collection_method", "manual"),
        ("unit_amount", "5.50"),
        ("trial_ends_at", "2026-12-01"),
        ("coupon_codes", "SAVE10, WELCOME"),
    ];
    insta::assert_snapshot!(golden.planned("create_subscription", ADA, &params).await);
}

#[tokio::test]
async fn create_refuses_what_cannot_be() {
    let golden = paying(&[]).await;
    golden.json("GET /plans/code-gold", 200, &plan("gold", "Gold", 19.99));
    let params = [("plan", "gold"), ("currency", "GBP")];
    insta::assert_snapshot!(
        golden
            .not_planned("create_subscription", ADA, &params)
            .await
    );

    let golden = paying(&[]).await;
    insta::assert_snapshot!(
        golden
            .not_planned(
                "create_subscription",
                ADA,
                &[("plan", "gold"), ("currency", "$$$")]
            )
            .await
    );

    let golden = paying(&[]).await;
    golden.json("GET /plans/code-gold", 200, &plan("gold", "Gold", 19.99));
    let params = [
        ("plan", "gold"),
        ("currency", "USD"),
        ("trial_ends_at", "2026-11-21"),
    ];
    insta::assert_snapshot!(
        golden
            .not_planned("create_subscription", ADA, &params)
            .await
    );

    let golden = paying(&[]).await;
    golden.json(
        "GET /plans/code-lead",
        404,
        &error("not_found", "Couldn't find Plan"),
    );
    let params = [("plan", "lead"), ("currency", "USD")];
    insta::assert_snapshot!(
        golden
            .not_planned("create_subscription", ADA, &params)
            .await
    );

    let golden = Golden::new(&Recurly, &[]).await;
    golden.json(SITE, 200, &list(&[site("sandbox")]));
    golden.json(
        ACCOUNT,
        200,
        &with(account(), json!({ "state": "inactive" })),
    );
    golden.json(SUBSCRIPTIONS, 200, &list(&[]));
    let params = [("plan", "gold"), ("currency", "USD")];
    insta::assert_snapshot!(
        golden
            .not_planned("create_subscription", ADA, &params)
            .await
    );
}

#[tokio::test]
async fn a_site_that_does_not_say_what_it_is_is_taken_for_a_live_one() {
    for (status, body) in [(403, error("invalid_permissions", "No")), (200, list(&[]))] {
        let golden = Golden::new(&Recurly, &[]).await;
        golden.json(SITE, status, &body);
        golden.json(ACCOUNT, 200, &account());
        golden.json(SUBSCRIPTIONS, 200, &list(&[canceled()]));
        let plan = golden
            .plan("reactivate_subscription", ADA, &[])
            .await
            .unwrap();
        assert_eq!(
            plan.warnings,
            [
                "Recurly does not say whether this is a test site: take it for a live one, where real money is charged"
            ]
        );
        golden.vendor.transcript().await;
    }
}

#[tokio::test]
async fn reactivate() {
    let golden = paying(&[canceled()]).await;
    golden.json("PUT /subscriptions/p2x/reactivate", 200, &active());
    insta::assert_snapshot!(golden.done("reactivate_subscription", ADA, &[]).await);
}

#[tokio::test]
async fn price_with_only_what_it_needs() {
    let golden = paying(&[active()]).await;
    golden.json(
        "GET /subscriptions/p2x/change",
        404,
        &error("not_found", "None"),
    );
    golden.json(
        "POST /subscriptions/p2x/change/preview",
        200,
        &change("gold", 9.9, false),
    );
    golden.json(CHANGE, 201, &change("gold", 9.9, true));
    golden.json(
        "GET /subscriptions/p2x",
        200,
        &with(active(), json!({ "unit_amount": 9.9 })),
    );
    insta::assert_snapshot!(
        golden
            .done("update_subscription_price", ADA, &[("unit_amount", "9.90")])
            .await
    );
}

#[tokio::test]
async fn price_with_everything() {
    let golden = paying(&[active()]).await;
    golden.json(
        "GET /subscriptions/p2x/change",
        404,
        &error("not_found", "None"),
    );
    golden.json(
        "POST /subscriptions/p2x/change/preview",
        200,
        &change("gold", 0.0, false),
    );
    let params = [
        ("unit_amount", "0"),
        ("timeframe", "bill_date"),
        ("plan", "gold"),
        ("subscription_id", "p2x"),
    ];
    insta::assert_snapshot!(
        golden
            .planned("update_subscription_price", ADA, &params)
            .await
    );
}

#[tokio::test]
async fn a_price_that_is_no_change_or_too_much() {
    let golden = Golden::new(&Recurly, &[]).await;
    insta::assert_snapshot!(
        golden
            .not_planned(
                "update_subscription_price",
                ADA,
                &[("unit_amount", "19.990")]
            )
            .await
    );
    let golden = paying(&[active()]).await;
    insta::assert_snapshot!(
        golden
            .not_planned(
                "update_subscription_price",
                ADA,
                &[("unit_amount", "19.99")]
            )
            .await
    );
    let golden = paying(&[active()]).await;
    insta::assert_snapshot!(
        golden
            .not_planned(
                "update_subscription_price",
                ADA,
                &[("unit_amount", "1000000.01")]
            )
            .await
    );
}

#[tokio::test]
async fn convert_trial() {
    let golden = paying(&[in_trial()]).await;
    let converted = with(
        in_trial(),
        json!({ "trial_ends_at": "2026-11-21T12:00:03Z" }),
    );
    golden.json("PUT /subscriptions/p2x/convert_trial", 200, &converted);
    insta::assert_snapshot!(golden.done("convert_trial", ADA, &[]).await);
}

#[tokio::test]
async fn usage_with_only_what_it_needs() {
    let golden = paying(&[active()]).await;
    let usage = json!({ "id": "u1", "object": "usage", "amount": 5.0, "usage_timestamp": "2026-11-21T12:00:00Z", "billed_at": null });
    golden.json(
        "POST /subscriptions/p2x/add_ons/code-api-calls/usage",
        201,
        &usage,
    );
    insta::assert_snapshot!(
        golden
            .done(
                "record_usage",
                ADA,
                &[("add_on", "api-calls"), ("amount", "5")]
            )
            .await
    );
}

#[tokio::test]
async fn usage_with_everything() {
    let golden = paying(&[active()]).await;
    let params = [
        ("add_on", "share"),
        ("amount", "-2.5"),
        ("merchant_tag", "order-1"),
        ("usage_timestamp", "2026-11-20"),
        ("plan", "gold"),
        ("subscription_id", "p2x"),
    ];
    insta::assert_snapshot!(golden.planned("record_usage", ADA, &params).await);
}

#[tokio::test]
async fn an_amount_is_sent_as_it_was_written_or_not_at_all() {
    let golden = paying(&[active()]).await;
    let params = [
        ("add_on", "api-calls"),
        ("amount", "123456789012345.123456789"),
    ];
    insta::assert_snapshot!(golden.not_planned("record_usage", ADA, &params).await);
}

#[tokio::test]
async fn cancel_with_only_what_it_needs() {
    let golden = paying(&[active()]).await;
    golden.json("PUT /subscriptions/p2x/cancel", 200, &canceled());
    insta::assert_snapshot!(golden.done("cancel_subscription", ADA, &[]).await);
}

#[tokio::test]
async fn cancel_on_the_bill_date() {
    let golden = paying(&[subscription("p2x", "future")]).await;
    insta::assert_snapshot!(
        golden
            .planned("cancel_subscription", ADA, &[("mode", "bill_date")])
            .await
    );
}

#[tokio::test]
async fn cancel_now_with_everything() {
    let golden = paying(&[active()]).await;
    golden.json(
        "DELETE /subscriptions/p2x?refund=partial&charge=false",
        200,
        &subscription("p2x", "expired"),
    );
    let params = [
        ("mode", "now"),
        ("refund", "partial"),
        ("charge", "false"),
        ("plan", "gold"),
        ("subscription_id", "p2x"),
    ];
    insta::assert_snapshot!(golden.done("cancel_subscription", ADA, &params).await);
}

#[tokio::test]
async fn a_refund_is_only_for_now() {
    let golden = Golden::new(&Recurly, &[]).await;
    insta::assert_snapshot!(
        golden
            .not_planned("cancel_subscription", ADA, &[("refund", "full")])
            .await
    );
}

#[tokio::test]
async fn every_plan_has_a_key_of_its_own() {
    let golden = free(&[active()]).await;
    super::held(&golden, &[active()]);
    let mut keys = Vec::new();
    for _ in 0..2 {
        let plan = golden
            .plan(
                "pause_subscription",
                ADA,
                &[("remaining_pause_cycles", "2")],
            )
            .await
            .unwrap();
        let change = plan.changes().next().unwrap();
        let key = change
            .request
            .headers
            .iter()
            .find(|(name, _)| *name == "idempotency-key");
        keys.push(key.unwrap().1.clone());
    }
    assert_ne!(keys[0], keys[1]);
    golden.vendor.transcript().await;
}
