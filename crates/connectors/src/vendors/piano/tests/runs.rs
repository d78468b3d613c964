//! What each action sends and what is made of the answer; a lost answer is settled by reading, or stays unknown.

use insta::assert_snapshot;
use serde_json::json;

use super::super::run::run_with;
use super::*;
use crate::testing::golden::shown_report;
use crate::{Outcome, Patience};

/// As patient as a test: not at all.
const AT_ONCE: Patience = Patience {
    first_secs: 1,
    longest_secs: 1,
    total_secs: 0,
};

#[tokio::test]
async fn resumed() {
    let golden = golden().await;
    let plan = planned(&golden, "resubscribe").await;
    golden.json(RESUME, 200, &good(json!({ "data": true })));
    golden.json(READ, 200, &one(&subscription("RC71", true)));
    assert_snapshot!(golden.ran(&plan).await);
}

#[tokio::test]
async fn resumed_in_its_other_endings() {
    let mut shown = String::new();
    for (name, answer, read) in [
        ("no", good(json!({ "data": false })), None),
        (
            "not shown",
            good(json!({ "data": true })),
            Some((200, one(&subscription("RC71", false)))),
        ),
        (
            "not readable",
            good(json!({ "data": true })),
            Some((403, json!({}))),
        ),
    ] {
        let golden = golden().await;
        let plan = planned(&golden, "resubscribe").await;
        golden.json(RESUME, 200, &answer);
        if let Some((status, read)) = read {
            golden.json(READ, status, &read);
        }
        section(&mut shown, name, &golden.ran(&plan).await);
    }
    assert_snapshot!(shown);
}

#[tokio::test]
async fn upgraded_at_once() {
    let golden = golden().await;
    let plan = planned(&golden, "upgrade_subscription").await;
    golden.json(CHANGE, 200, &good(json!({ "data": true })));
    golden.json(STATUS, 200, &status(json!({})));
    golden.json(READ, 200, &one(&upgraded()));
    assert_snapshot!(golden.ran(&plan).await);
}

#[tokio::test]
async fn upgraded_in_its_other_endings() {
    let mut shown = String::new();
    let old = one(&subscription("RC71", true));
    for (name, answer, read) in [
        (
            "pending",
            status(json!({ "change_date": 1_796_083_200 })),
            Some(old),
        ),
        (
            "given up",
            status(json!({ "error_message": "Card declined" })),
            None,
        ),
        (
            "an older change",
            status(json!({ "change_date": 1_700_000_000 })),
            None,
        ),
        (
            "another change",
            status(json!({ "to_term_id": "TM3" })),
            None,
        ),
        ("not yet", bad(1, "Upgrade not found"), None),
    ] {
        let golden = golden().await;
        let plan = planned(&golden, "upgrade_subscription").await;
        golden.json(CHANGE, 200, &good(json!({})));
        golden.json(STATUS, 200, &answer);
        if let Some(read) = read {
            golden.json(READ, 200, &read);
        }
        golden.session.let_only_reads(false);
        let report = run_with(&golden.session, &plan, AT_ONCE).await;
        golden.vendor.transcript().await;
        section(&mut shown, name, &shown_report(&report, &golden.vendor));
    }
    assert_snapshot!(shown);
}

#[tokio::test]
async fn a_lost_answer_is_unknown_and_sent_once() {
    let mut shown = String::new();
    for action in ACTIONS {
        let golden = golden().await;
        let plan = planned(&golden, action).await;
        let upgrade = action == "upgrade_subscription";
        golden.json(READ, 200, &one(&subscription("RC71", upgrade)));
        if upgrade {
            golden.json(STATUS, 200, &bad(1, "Upgrade not found"));
        }
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
        let now = if action == "resubscribe" {
            subscription("RC71", true)
        } else {
            upgraded()
        };
        golden.json(READ, 200, &one(&now));
        let report = golden.lost(&plan).await;
        assert_eq!(report.outcome, Outcome::Succeeded, "{action}: {report:?}");
    }
    let golden = golden().await;
    let plan = planned(&golden, "upgrade_subscription").await;
    golden.json(READ, 200, &one(&subscription("RC71", true)));
    golden.json(
        STATUS,
        200,
        &status(json!({ "change_date": 1_796_083_200 })),
    );
    assert_snapshot!(shown_report(&golden.lost(&plan).await, &golden.vendor));
}

/// A change that Piano gave up, or an older one, settles nothing.
#[tokio::test]
async fn what_does_not_settle_a_lost_upgrade() {
    for fields in [
        json!({ "error_message": "Card declined" }),
        json!({ "change_date": 1_700_000_000 }),
        json!({ "from_term_id": "TM9" }),
    ] {
        let golden = golden().await;
        let plan = planned(&golden, "upgrade_subscription").await;
        golden.json(READ, 200, &one(&subscription("RC71", true)));
        golden.json(STATUS, 200, &status(fields));
        assert_eq!(golden.lost(&plan).await.outcome, Outcome::Unknown);
    }
}

/// A plan that this folder did not make is not run.
#[tokio::test]
async fn a_plan_that_does_not_fit() {
    let golden = golden().await;
    let mut plan = planned(&golden, "resubscribe").await;
    plan.memo.clear();
    assert_eq!(
        golden.session.run(&Piano, &plan).await.outcome,
        Outcome::Failed
    );
    golden.vendor.transcript().await;
}
