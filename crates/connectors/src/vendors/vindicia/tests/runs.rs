//! What each action sends and what is made of the answer; a lost answer is settled by reading, or stays unknown.

use insta::assert_snapshot;
use serde_json::json;

use super::*;
use crate::Outcome;
use crate::testing::golden::shown_report;

#[tokio::test]
async fn done() {
    let mut shown = String::new();
    for action in ACTIONS {
        let golden = golden().await;
        let plan = planned(&golden, action).await;
        golden.json(change(action), 200, &after(action));
        section(&mut shown, action, &golden.ran(&plan).await);
    }
    assert_snapshot!(shown);
}

/// 200, but the items are as before.
#[tokio::test]
async fn accepted_but_not_shown() {
    let mut shown = String::new();
    for action in ACTIONS {
        let golden = golden().await;
        let plan = planned(&golden, action).await;
        golden.json(change(action), 200, &silver());
        golden.json(READ, 200, &silver());
        let report = golden.session.run(&Vindicia, &plan).await;
        assert_eq!(report.outcome, Outcome::Unknown, "{action}");
        golden.vendor.transcript().await;
        section(&mut shown, action, &shown_report(&report, &golden.vendor));
    }
    assert_snapshot!(shown);
}

const TODAY: &str = "POST /subscriptions/sub-77?effective_date=today&bill_prorated_period=false";

/// Who still has the old product pays for both.
#[tokio::test]
async fn a_product_that_is_replaced_today_must_be_gone() {
    let mut shown = String::new();
    let (old, new) = (item("it-1", "silver"), item(NEW, "gold"));
    let leaving = with(old.clone(), json!({ "replaced_by": { "id": NEW } }));
    for (name, items, outcome) in [
        ("gone", vec![new.clone()], Outcome::Succeeded),
        ("leaving", vec![leaving, new.clone()], Outcome::Succeeded),
        ("both", vec![old, new], Outcome::Unknown),
        (
            "our id, another product",
            vec![item(NEW, "hd")],
            Outcome::Unknown,
        ),
    ] {
        let golden = golden().await;
        golden.json(LIST, 200, &list(&[silver()]));
        golden.json("GET /products/gold", 200, &product("gold"));
        let params = [("to_product_id", "gold"), ("effective_date", "today")];
        let plan = golden
            .plan("replace_product", ACCOUNT, &params)
            .await
            .unwrap();
        let now = subscription("sub-77", &items);
        golden.json(TODAY, 200, &now);
        if outcome == Outcome::Unknown {
            golden.json(READ, 200, &now);
        }
        let report = golden.session.run(&Vindicia, &plan).await;
        assert_eq!(report.outcome, outcome, "{name}");
        golden.vendor.transcript().await;
        section(&mut shown, name, &shown_report(&report, &golden.vendor));
    }
    assert_snapshot!(shown);
}

/// A campaign may show on the last bill instead.
#[tokio::test]
async fn a_campaign_on_the_bill_counts() {
    let golden = golden().await;
    let plan = planned(&golden, "add_campaign").await;
    let billed = json!({ "most_recent_billing": { "items": [{ "campaign_id": "save10" }] } });
    golden.json(CAMPAIGN, 200, &with(silver(), billed));
    let report = golden.session.run(&Vindicia, &plan).await;
    assert_eq!(report.outcome, Outcome::Succeeded, "{report:?}");
}

#[tokio::test]
async fn a_lost_answer_is_unknown_and_sent_once() {
    let mut shown = String::new();
    for action in ACTIONS {
        let golden = golden().await;
        let plan = planned(&golden, action).await;
        golden.json(READ, 200, &silver());
        let report = golden.lost(&plan).await;
        assert_eq!(report.outcome, Outcome::Unknown);
        section(&mut shown, action, &shown_report(&report, &golden.vendor));
    }
    assert_snapshot!(shown);
}

#[tokio::test]
async fn a_lost_answer_is_settled_where_the_items_show_it() {
    for action in ACTIONS {
        let golden = golden().await;
        let plan = planned(&golden, action).await;
        golden.json(READ, 200, &after(action));
        let report = golden.lost(&plan).await;
        assert_eq!(report.outcome, Outcome::Succeeded, "{action}: {report:?}");
    }
    let golden = golden().await;
    let plan = planned(&golden, "add_product").await;
    golden.json(READ, 403, &error("no"));
    assert_eq!(golden.lost(&plan).await.outcome, Outcome::Unknown);
}

/// A plan that this folder did not make is not run.
#[tokio::test]
async fn a_plan_that_does_not_fit() {
    let golden = golden().await;
    let mut plan = planned(&golden, "add_product").await;
    plan.memo.clear();
    let report = golden.session.run(&Vindicia, &plan).await;
    assert_eq!(report.outcome, Outcome::Failed);
    golden.vendor.transcript().await;
}
