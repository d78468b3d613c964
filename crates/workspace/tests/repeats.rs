//! No action is done twice: over every action of every connector, what a plan, a second plan, a second run and a lost
//! answer send. Nothing here names a vendor: the orders come from the sandbox.

#![allow(clippy::unwrap_used)] // what cannot be set up fails the test

mod common;

use std::collections::BTreeSet;

use common::{Place, changes, configure, default_app, plan_order, run, sandbox};
use patchbay_connectors::{Idempotency, Outcome, StepView};
use patchbay_sandbox::{DemoOrder, Fault, FaultKind, Sandbox};
use patchbay_workspace::operations::HistoryShow;
use patchbay_workspace::operations::actions::PlanReply;
use patchbay_workspace::operations::history::RunId;
use patchbay_workspace::{Call, Code};
use serde::Serialize;
use url::Url;
use uuid::Uuid;

/// The ids that stand in something that is or would be sent, in either spelling.
fn ids_in(sent: &impl Serialize, given: &[Uuid]) -> BTreeSet<Uuid> {
    let text = serde_json::to_string(sent).unwrap();
    let stands = |id: &&Uuid| {
        text.contains(&id.hyphenated().to_string()) || text.contains(&id.simple().to_string())
    };
    given.iter().filter(stands).copied().collect()
}

/// What would be sent, every id in it as one word.
fn without_ids(sent: &impl Serialize, given: &[Uuid]) -> String {
    given
        .iter()
        .fold(serde_json::to_string(sent).unwrap(), |text, id| {
            text.replace(&id.hyphenated().to_string(), "ID")
                .replace(&id.simple().to_string(), "ID")
        })
}

fn to_be_sent(plan: &PlanReply) -> Vec<&StepView> {
    plan.plan.steps.iter().filter(|step| step.changes).collect()
}

/// Plans the order, and says which ids were given out for it.
async fn plan(
    place: &Place,
    call: &Call,
    sandbox: &Sandbox,
    order: &DemoOrder,
) -> (PlanReply, Vec<Uuid>) {
    let before = place.ids();
    let planned = plan_order(call, sandbox, order).await;
    (planned, place.ids_since(before))
}

fn declared(order: &DemoOrder) -> Idempotency {
    let connector = patchbay_connectors::find(order.connector).unwrap();
    let action = connector.definition().action(order.action).unwrap();
    action.idempotency
}

#[tokio::test]
async fn two_plans_have_two_keys_and_one_plan_is_sent_once_with_its_own() {
    let (place, sandbox) = (Place::new(), sandbox().await);
    let workspace = place.cli();
    let call = default_app(&workspace);
    for connector in sandbox.connectors() {
        configure(&call, &sandbox, connector.id).await;
    }
    for order in sandbox.rehearsals() {
        let (first, ids) = plan(&place, &call, &sandbox, &order).await;
        let (second, other_ids) = plan(&place, &call, &sandbox, &order).await;
        assert!(
            ids_in(&second.plan, &ids).is_empty(),
            "{order:?}: the second plan repeats the first one's key"
        );
        assert_eq!(
            without_ids(&to_be_sent(&first), &ids),
            without_ids(&to_be_sent(&second), &other_ids),
            "{order:?}: two plans differ by more than their keys"
        );
        let mut keys = BTreeSet::new();
        for step in to_be_sent(&first) {
            let own = ids_in(step, &ids);
            assert!(
                !own.is_empty() || declared(&order) != Idempotency::Key,
                "{order:?} says that a key makes its repeat harmless, and sends none: {step:#?}"
            );
            assert!(
                keys.is_disjoint(&own),
                "{order:?}: two requests have one key"
            );
            keys.extend(own);
        }

        let before = changes(&sandbox, order.connector);
        let done = run(&call, &first, None).await.unwrap();
        assert_eq!(done.outcome, Outcome::Succeeded, "{order:?}: {done:#?}");
        let made = changes(&sandbox, order.connector);
        assert_eq!(made, before + to_be_sent(&first).len(), "{order:?}");
        let kept = call
            .perform::<HistoryShow>(RunId { run: done.run })
            .await
            .unwrap();
        let sent = kept.exchanges.iter().filter(|e| e.changes);
        let sent: BTreeSet<Uuid> = sent.flat_map(|e| ids_in(e, &place.ids_since(0))).collect();
        assert_eq!(sent, keys, "{order:?}: the keys sent are not those planned");

        let again = run(&call, &first, None).await.unwrap_err();
        assert_eq!(again.code, Code::PlanGone, "{order:?}");
        assert_eq!(changes(&sandbox, order.connector), made, "{order:?}");
    }
}

/// The fault for the next request like the first one that the plan changes something with.
fn fault(order: &DemoOrder, plan: &PlanReply, kind: FaultKind) -> Option<Fault> {
    let step = to_be_sent(plan).first().copied()?;
    let path = Url::parse(&step.url).unwrap().path().to_owned();
    let last = path.rsplit('/').next().unwrap().to_owned();
    Some(Fault {
        vendor: order.connector.into(),
        method: Some(step.method.as_str().into()),
        path_contains: Some(last),
        kind,
        times: 1,
    })
}

/// Runs every action while the first request that changes something meets this fault.
async fn troubled(kind: FaultKind) {
    for connector in sandbox().await.connectors() {
        let (place, sandbox) = (Place::new(), sandbox().await);
        let workspace = place.cli();
        let call = default_app(&workspace);
        configure(&call, &sandbox, connector.id).await;
        let orders = sandbox.rehearsals();
        for order in orders.iter().filter(|o| o.connector == connector.id) {
            let (planned, _) = plan(&place, &call, &sandbox, order).await;
            let Some(fault) = fault(order, &planned, kind.clone()) else {
                continue;
            };
            sandbox.faults().add(fault).unwrap();
            let before = changes(&sandbox, order.connector);
            let done = run(&call, &planned, None).await.unwrap();
            let made = changes(&sandbox, order.connector) - before;
            assert!(
                sandbox.faults().list().is_empty(),
                "{order:?}: the fault did not happen"
            );
            let said = to_be_sent(&planned).len();
            // Done twice it is the same as done once, so it may be sent twice.
            let made = match declared(order) {
                Idempotency::Natural => made.min(said),
                Idempotency::Key | Idempotency::None => made,
            };
            let fits = match done.outcome {
                Outcome::Succeeded => made == said,
                Outcome::Refused | Outcome::Failed => made == 0,
                Outcome::Unknown => made <= said,
            };
            assert!(fits, "{order:?}: {made} of {said} changes: {done:#?}");
            if made == 0 {
                // Whoever looks and sees that nothing was changed may order it again.
                let (planned, _) = plan(&place, &call, &sandbox, order).await;
                let done = run(&call, &planned, None).await.unwrap();
                assert_eq!(done.outcome, Outcome::Succeeded, "{order:?}: {done:#?}");
            }
        }
    }
}

#[tokio::test]
async fn a_lost_answer_costs_no_second_change() {
    troubled(FaultKind::DropAfter).await;
}

#[tokio::test]
async fn a_lost_request_is_not_taken_for_a_change() {
    troubled(FaultKind::DropBefore).await;
}
