//! Plans and runs: sent once, recorded before they leave, closed after, and honest when nobody knows.

#![allow(clippy::unwrap_used)] // what cannot be set up fails the test

mod common;

use common::{Place, configure, default_app, person, plan_pause, run, sandbox};
use jiff::SignedDuration;
use patchbay_connectors::Outcome;
use patchbay_sandbox::{Fault, FaultKind, Sandbox};
use patchbay_workspace::operations::actions::PlanRequest;
use patchbay_workspace::operations::apps::{AppChange, Environment};
use patchbay_workspace::operations::history::{HistoryRequest, RunId};
use patchbay_workspace::operations::{
    ActionsPlan, AppsUpdate, ConnectorsSet, HistoryExport, HistoryList, HistoryShow, HomeShow,
    Nothing,
};
use patchbay_workspace::{Call, Code, HostKind};
use serde_json::json;

/// How often the sandbox was asked to pause.
fn pauses(sandbox: &Sandbox) -> usize {
    sandbox
        .journal()
        .iter()
        .filter(|e| e.path.ends_with("pauseSubscription"))
        .count()
}

async fn outcomes(call: &Call) -> Vec<Option<Outcome>> {
    let page = call
        .perform::<HistoryList>(HistoryRequest::default())
        .await
        .unwrap();
    page.runs.iter().map(|r| r.outcome).collect()
}

#[tokio::test]
async fn a_plan_changes_nothing_and_a_run_does_what_was_planned() {
    let (place, sandbox) = (Place::new(), sandbox().await);
    let workspace = place.cli();
    let call = default_app(&workspace);
    configure(&call, &sandbox, "evergent").await;

    let plan = plan_pause(&call, &sandbox).await.unwrap();
    assert_eq!(pauses(&sandbox), 0);
    assert!(sandbox.journal().iter().all(|e| !e.changed));
    assert!(
        plan.plan.steps.iter().any(|s| s.changes && !s.sent),
        "{plan:#?}"
    );
    assert_eq!(plan.curl.len(), plan.plan.steps.len());
    assert_eq!(plan.confirm, None);

    let done = run(&call, &plan, None).await.unwrap();
    assert_eq!(done.outcome, Outcome::Succeeded, "{done:#?}");
    assert_eq!(pauses(&sandbox), 1);
    assert!(
        done.steps.iter().all(|s| s.sent && s.status == Some(200)),
        "{:#?}",
        done.steps
    );
    assert_ne!(done.before, done.after);

    let detail = call
        .perform::<HistoryShow>(RunId {
            run: done.run.clone(),
        })
        .await
        .unwrap();
    assert_eq!(detail.summary.outcome, Some(Outcome::Succeeded));
    assert_eq!(detail.plan, plan.plan);
    assert_eq!(detail.after, done.after);
    assert_eq!(detail.exchanges.iter().filter(|e| e.changes).count(), 1);
    assert!(detail.exchanges.iter().all(|e| e.status.is_some()));
}

#[tokio::test]
async fn what_a_plan_assumed_is_kept_with_its_run() {
    let (place, sandbox) = (Place::new(), sandbox().await);
    let workspace = place.cli();
    let call = default_app(&workspace);
    configure(&call, &sandbox, "evergent").await;
    let plan = plan_pause(&call, &sandbox).await.unwrap();
    assert!(
        !plan.plan.assumed.is_empty(),
        "a pause rests on assumptions"
    );
    let done = run(&call, &plan, None).await.unwrap();
    drop((call, workspace));

    let workspace = place.cli();
    let id = RunId { run: done.run };
    let kept = default_app(&workspace).perform::<HistoryShow>(id).await;
    assert_eq!(kept.unwrap().plan.assumed, plan.plan.assumed);
}

#[tokio::test]
async fn a_plan_is_run_once() {
    let (place, sandbox) = (Place::new(), sandbox().await);
    let workspace = place.cli();
    let call = default_app(&workspace);
    configure(&call, &sandbox, "evergent").await;
    let plan = plan_pause(&call, &sandbox).await.unwrap();
    // Both at once, as a double click does.
    let (one, two) = tokio::join!(run(&call, &plan, None), run(&call, &plan, None));
    let refused = [one, two]
        .into_iter()
        .filter_map(Result::err)
        .collect::<Vec<_>>();
    assert_eq!(refused.len(), 1);
    assert_eq!(refused[0].code, Code::PlanGone);
    assert_eq!(pauses(&sandbox), 1);
}

#[tokio::test]
async fn an_old_plan_or_one_for_other_settings_is_not_run() {
    let (place, sandbox) = (Place::new(), sandbox().await);
    let workspace = place.cli();
    let call = default_app(&workspace);
    configure(&call, &sandbox, "evergent").await;

    let plan = plan_pause(&call, &sandbox).await.unwrap();
    place.later(SignedDuration::from_secs(601));
    assert_eq!(
        run(&call, &plan, None).await.unwrap_err().code,
        Code::PlanGone
    );

    let plan = plan_pause(&call, &sandbox).await.unwrap();
    let other = common::change("evergent", &[], &[("api_key", "another")], None);
    call.perform::<ConnectorsSet>(other).await.unwrap();
    assert_eq!(
        run(&call, &plan, None).await.unwrap_err().code,
        Code::PlanGone,
        "another key may be of other people"
    );
    configure(&call, &sandbox, "evergent").await;

    let plan = plan_pause(&call, &sandbox).await.unwrap();
    let other = common::change("evergent", &[("channel_partner_id", "OTHER")], &[], None);
    call.perform::<ConnectorsSet>(other).await.unwrap();
    assert_eq!(
        run(&call, &plan, None).await.unwrap_err().code,
        Code::PlanGone
    );

    configure(&call, &sandbox, "evergent").await;
    let plan = plan_pause(&call, &sandbox).await.unwrap();
    call.perform::<ConnectorsSet>(common::change("evergent", &[], &[], Some(false)))
        .await
        .unwrap();
    assert_eq!(
        run(&call, &plan, None).await.unwrap_err().code,
        Code::NotReady
    );
    assert_eq!(pauses(&sandbox), 0);
    assert!(
        outcomes(&call).await.is_empty(),
        "what was not sent is not a run"
    );
}

#[tokio::test]
async fn production_needs_the_typed_name() {
    let (place, sandbox) = (Place::new(), sandbox().await);
    let workspace = place.cli();
    let call = default_app(&workspace);
    configure(&call, &sandbox, "evergent").await;
    let to = AppChange {
        name: Some("Acme TV".into()),
        environment: Some(Environment::Production),
        ..AppChange::default()
    };
    call.perform::<AppsUpdate>(to).await.unwrap();
    let plan = plan_pause(&call, &sandbox).await.unwrap();
    assert_eq!(plan.confirm.as_deref(), Some("Acme TV"));
    for wrong in [None, Some(""), Some("acme tv"), Some("yes")] {
        let error = run(&call, &plan, wrong).await.unwrap_err();
        assert_eq!(error.code, Code::ConfirmationNeeded, "{wrong:?}");
        assert_eq!(error.details.unwrap()["confirm"], "Acme TV");
    }
    assert_eq!(pauses(&sandbox), 0);
    // A slip of the finger does not cost the plan.
    assert_eq!(
        run(&call, &plan, Some("Acme TV")).await.unwrap().outcome,
        Outcome::Succeeded
    );
}

#[tokio::test]
async fn a_lost_answer_is_unknown_and_not_sent_again() {
    let (place, sandbox) = (Place::new(), sandbox().await);
    let workspace = place.cli();
    let call = default_app(&workspace);
    configure(&call, &sandbox, "evergent").await;
    let plan = plan_pause(&call, &sandbox).await.unwrap();
    let fault = Fault {
        vendor: "evergent".into(),
        method: None,
        path_contains: Some("pauseSubscription".into()),
        kind: FaultKind::DropAfter,
        times: 1,
    };
    sandbox.faults().add(fault.clone()).unwrap();
    // Nor does the look afterwards tell.
    let look = Fault {
        path_contains: Some("getActiveSubscriptions".into()),
        times: 10,
        ..fault
    };
    sandbox.faults().add(look).unwrap();

    let done = run(&call, &plan, None).await.unwrap();
    assert_eq!(done.outcome, Outcome::Unknown);
    let error = done.error.unwrap();
    assert_eq!(error.code, Code::Unknown);
    assert!(error.hint.unwrap().contains("before repeating"));
    assert_eq!(pauses(&sandbox), 1, "it must not be sent again");
    assert_eq!(outcomes(&call).await, [Some(Outcome::Unknown)]);
    let home = call.perform::<HomeShow>(Nothing {}).await.unwrap();
    assert!(
        home.attention[0].link.starts_with("/history/"),
        "{:#?}",
        home.attention
    );
}

#[tokio::test]
async fn a_run_that_dies_in_the_middle_is_unknown_at_the_next_start() {
    let (place, sandbox) = (Place::new(), sandbox().await);
    let workspace = place.cli();
    let call = default_app(&workspace);
    configure(&call, &sandbox, "evergent").await;
    let plan = plan_pause(&call, &sandbox).await.unwrap();
    let fault = Fault {
        vendor: "evergent".into(),
        method: None,
        path_contains: Some("pauseSubscription".into()),
        kind: FaultKind::Latency { ms: 60_000 },
        times: 1,
    };
    sandbox.faults().add(fault).unwrap();
    let task = tokio::spawn({
        let call = call.clone();
        async move { run(&call, &plan, None).await }
    });
    // The record is there before the request has left, let alone been answered.
    let id = loop {
        let page = call
            .perform::<HistoryList>(HistoryRequest::default())
            .await
            .unwrap();
        if let Some(open) = page.runs.first() {
            let detail = call
                .perform::<HistoryShow>(RunId {
                    run: open.run.clone(),
                })
                .await
                .unwrap();
            if detail.exchanges.iter().any(|e| e.changes) {
                assert_eq!(open.outcome, None);
                break open.run.clone();
            }
        }
        tokio::task::yield_now().await;
    };
    // Another host that starts meanwhile leaves it alone.
    let guest = place.open(HostKind::Desktop).unwrap();
    assert_eq!(outcomes(&default_app(&guest)).await, [None]);
    drop(guest);
    // The process dies: its tasks and locks go with it.
    task.abort();
    assert!(task.await.unwrap_err().is_cancelled());
    drop((call, workspace));

    let workspace = place.cli();
    let call = default_app(&workspace);
    let detail = call
        .perform::<HistoryShow>(RunId { run: id })
        .await
        .unwrap();
    assert_eq!(detail.summary.outcome, Some(Outcome::Unknown));
    assert!(detail.summary.ended_at.is_some());
    assert!(detail.error.unwrap().message.contains("pauseSubscription"));
}

#[tokio::test]
async fn history_is_forgotten_after_its_time() {
    let (place, sandbox) = (Place::new(), sandbox().await);
    let workspace = place.cli();
    let call = default_app(&workspace);
    configure(&call, &sandbox, "evergent").await;
    let plan = plan_pause(&call, &sandbox).await.unwrap();
    run(&call, &plan, None).await.unwrap();
    drop((call, workspace));
    place.later(SignedDuration::from_hours(24 * 90 - 1));
    assert_eq!(outcomes(&default_app(&place.cli())).await.len(), 1);
    place.later(SignedDuration::from_hours(2));
    assert!(outcomes(&default_app(&place.cli())).await.is_empty());
}

#[tokio::test]
async fn no_secret_is_in_plans_runs_history_or_files() {
    let (place, sandbox) = (Place::new(), sandbox().await);
    let workspace = place.cli();
    let call = default_app(&workspace);
    let used = ["evergent", "chargify"];
    for connector in used {
        configure(&call, &sandbox, connector).await;
    }
    let keys: Vec<String> = sandbox
        .connectors()
        .into_iter()
        .filter(|c| used.contains(&c.id))
        .flat_map(|c| c.secrets.into_values())
        .collect();
    assert_eq!(keys.len(), 2);
    let plan = plan_pause(&call, &sandbox).await.unwrap();
    let done = run(&call, &plan, None).await.unwrap();
    let document = call.perform::<HistoryExport>(Nothing {}).await.unwrap();
    let said = format!(
        "{} {} {}",
        serde_json::to_string(&plan).unwrap(),
        serde_json::to_string(&done).unwrap(),
        serde_json::to_string(&document).unwrap()
    );
    for key in &keys {
        assert!(!said.contains(key.as_str()));
        place.assert_no(key);
    }
    assert!(said.contains("‹api_key›"), "the mask is where the key goes");
}

#[tokio::test]
async fn a_missing_trait_or_parameter_is_said_before_anything_is_sent() {
    let (place, sandbox) = (Place::new(), sandbox().await);
    let workspace = place.cli();
    let call = default_app(&workspace);
    configure(&call, &sandbox, "evergent").await;
    let sent = sandbox.journal().len();
    let (user, traits) = person(&sandbox, "Evergent: ACTIVE");
    for (order, field) in [
        (
            json!({ "action": "pause_subscription", "user": user }),
            "customer_id",
        ),
        (
            json!({ "action": "pause_subscription", "traits": traits, "params": { "days": "91" } }),
            "days",
        ),
        (
            json!({ "action": "pause_subscription", "traits": traits, "params": { "weeks": "1" } }),
            "weeks",
        ),
    ] {
        let request: PlanRequest =
            serde_json::from_value(json!({ "connector": "evergent", "order": order })).unwrap();
        let error = call.perform::<ActionsPlan>(request).await.unwrap_err();
        assert_eq!(
            (error.code, error.field.as_deref()),
            (Code::Invalid, Some(field)),
            "{error:#?}"
        );
    }
    assert_eq!(sandbox.journal().len(), sent);
}
