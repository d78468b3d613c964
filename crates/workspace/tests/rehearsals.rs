//! Every action of every connector, planned and run against the sandbox as an operator would. Nothing here names a
//! vendor: the orders come from the sandbox. `PATCHBAY_REHEARSE=ID` takes one connector's alone.

#![allow(clippy::unwrap_used)] // what cannot be set up fails the test

mod common;

use std::collections::BTreeSet;

use common::{Place, changes, configure, default_app, plan_order, run};
use patchbay_connectors::Outcome;
use patchbay_sandbox::Sandbox;

/// The connectors under rehearsal.
fn wanted(id: &str) -> bool {
    std::env::var("PATCHBAY_REHEARSE").map_or(true, |only| only == id)
}

#[test]
fn every_action_has_a_rehearsal() {
    let rehearsed: BTreeSet<(&str, &str)> = tokio::runtime::Runtime::new()
        .unwrap()
        .block_on(common::sandbox())
        .rehearsals()
        .iter()
        .map(|order| (order.connector, order.action))
        .filter(|(connector, _)| wanted(connector))
        .collect();
    let declared: BTreeSet<(&str, &str)> = patchbay_connectors::all()
        .iter()
        .map(|connector| connector.definition())
        .filter(|definition| wanted(definition.id))
        .flat_map(|definition| {
            definition
                .actions
                .iter()
                .map(|action| (definition.id, action.id))
        })
        .collect();
    assert_eq!(rehearsed, declared);
}

#[tokio::test]
async fn every_rehearsal_changes_what_its_plan_says_and_nothing_before() {
    for seed in [1, 2] {
        let now = "2026-11-21T12:00:00Z".parse().unwrap();
        let sandbox = Sandbox::start(patchbay_sandbox::Options { port: 0, seed, now })
            .await
            .unwrap();
        let place = Place::new();
        let workspace = place.cli();
        let call = default_app(&workspace);
        for connector in sandbox.connectors() {
            configure(&call, &sandbox, connector.id).await;
        }
        for order in sandbox.rehearsals() {
            if !wanted(order.connector) {
                continue;
            }
            let before = changes(&sandbox, order.connector);
            let planned = plan_order(&call, &sandbox, &order).await;
            let said = planned
                .plan
                .steps
                .iter()
                .filter(|step| step.changes)
                .count();
            assert_eq!(
                changes(&sandbox, order.connector),
                before,
                "planning {order:?} changed something"
            );
            let done = run(&call, &planned, None).await.unwrap();
            assert_eq!(
                done.outcome,
                Outcome::Succeeded,
                "{order:?}, seed {seed}: {done:#?}"
            );
            assert_eq!(
                changes(&sandbox, order.connector),
                before + said,
                "{order:?}, seed {seed}: the plan says {said} changes"
            );
        }
    }
}
