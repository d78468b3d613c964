//! What each action sends and what is made of the answer; a lost answer is settled by reading, or stays unknown.

use insta::assert_snapshot;
use serde_json::json;

use super::*;
use crate::Outcome;
use crate::testing::golden::shown_report;

const ACTIONS: [&str; 3] = [
    "switch_subscription",
    "apply_coupon",
    "reactivate_subscription",
];

#[tokio::test]
async fn done() {
    let mut shown = String::new();
    for action in ACTIONS {
        let golden = golden().await;
        let plan = planned(&golden, action).await;
        if action == "switch_subscription" {
            golden.json(SWITCH, 201, &switch());
            golden.json(READ, 200, &after(action));
        } else {
            golden.json(UPDATE, 200, &after(action));
        }
        section(&mut shown, action, &golden.ran(&plan).await);
    }
    assert_snapshot!(shown);
}

#[tokio::test]
async fn a_switch_in_its_other_endings() {
    let mut shown = String::new();
    let effective = with(subscription(71, "active"), json!({ "offerId": "S2_US" }));
    let failed = with(switch(), json!({ "status": "failed" }));
    let elsewhere = with(switch(), json!({ "toOfferId": "S9_US" }));
    for (name, answer, reads) in [
        ("effective", switch(), vec![(200, effective)]),
        ("unreadable afterwards", switch(), vec![(403, json!({}))]),
        ("failed", failed, vec![]),
        (
            "leads elsewhere",
            elsewhere,
            vec![(200, subscription(71, "active"))],
        ),
        (
            "without id",
            json!({}),
            vec![(200, subscription(71, "active"))],
        ),
    ] {
        let golden = golden().await;
        let plan = planned(&golden, "switch_subscription").await;
        golden.json(SWITCH, 201, &answer);
        for (status, read) in reads {
            golden.json(READ, status, &read);
        }
        section(&mut shown, name, &golden.ran(&plan).await);
    }
    assert_snapshot!(shown);
}

/// 200, but the state is another than what was asked for.
#[tokio::test]
async fn accepted_but_not_shown() {
    for action in ["apply_coupon", "reactivate_subscription"] {
        let golden = golden().await;
        let plan = planned(&golden, action).await;
        let same = if action == "apply_coupon" {
            "active"
        } else {
            "stopped"
        };
        golden.json(UPDATE, 200, &subscription(71, same));
        golden.json(READ, 200, &subscription(71, same));
        let report = golden.session.run(&Cleeng, &plan).await;
        assert_eq!(report.outcome, Outcome::Unknown, "{action}: {report:?}");
        golden.vendor.transcript().await;
    }
}

#[tokio::test]
async fn a_lost_answer_is_unknown_and_sent_once() {
    let mut shown = String::new();
    for action in ACTIONS {
        let golden = golden().await;
        let plan = planned(&golden, action).await;
        let before = if action == "reactivate_subscription" {
            "stopped"
        } else {
            "active"
        };
        golden.json(READ, 200, &subscription(71, before));
        let report = golden.lost(&plan).await;
        assert_eq!(report.outcome, Outcome::Unknown);
        section(&mut shown, action, &shown_report(&report, &golden.vendor));
    }
    assert_snapshot!(shown);
}

#[tokio::test]
async fn a_lost_answer_is_settled_where_the_state_shows_it() {
    for action in ACTIONS {
        let golden = golden().await;
        let plan = planned(&golden, action).await;
        golden.json(READ, 200, &after(action));
        if action == "switch_subscription" {
            golden.json("GET /subscription_switches/sw-1", 200, &switch());
        }
        let report = golden.lost(&plan).await;
        assert_eq!(report.outcome, Outcome::Succeeded, "{action}: {report:?}");
    }
}

/// A switch that is pending now, but leads elsewhere, is somebody else's.
#[tokio::test]
async fn another_pending_switch_settles_nothing() {
    let golden = golden().await;
    let plan = planned(&golden, "switch_subscription").await;
    golden.json(READ, 200, &after("switch_subscription"));
    let other = with(switch(), json!({ "toOfferId": "S9_US" }));
    golden.json("GET /subscription_switches/sw-1", 200, &other);
    assert_eq!(golden.lost(&plan).await.outcome, Outcome::Unknown);

    let golden = super::golden().await;
    let plan = planned(&golden, "switch_subscription").await;
    golden.json(READ, 401, &json!({}));
    assert_eq!(golden.lost(&plan).await.outcome, Outcome::Unknown);
}

/// A plan that this folder did not make is not run.
#[tokio::test]
async fn a_plan_that_does_not_fit() {
    let golden = golden().await;
    let mut plan = planned(&golden, "apply_coupon").await;
    plan.memo.clear();
    assert_eq!(
        golden.session.run(&Cleeng, &plan).await.outcome,
        Outcome::Failed
    );
    golden.vendor.transcript().await;
}
