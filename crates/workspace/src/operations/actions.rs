//! Actions: plan what would be sent, run it once, and record both.

use patchbay_connectors::{Fact, Order, Outcome, PlanView, StepView};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use ts_rs::TS;

use std::sync::Arc;

use patchbay_connectors::{Definition, Plan, RunReport, curl};
use rusqlite::params;

use super::Call;
use super::apps::Environment;
use crate::error::{Code, Error, Result};
use crate::held_plans::{Held, PLAN_LIFE};
use crate::recording::{Onlooker, RunRecorder};
use crate::sessions::{connector, kept};
use crate::store::to_json;

/// Which actions to list.
#[derive(Debug, Clone, Default, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct ActionsRequest {
    /// Only this connector's.
    #[serde(default)]
    #[ts(optional)]
    pub connector: Option<String>,
}

/// An action and where it belongs.
#[derive(Debug, Clone, Serialize, TS)]
pub struct ActionView {
    /// The connector's id.
    pub connector: &'static str,
    /// The connector's name.
    pub connector_name: &'static str,
    /// Whether the connector is switched on.
    pub active: bool,
    /// The whole action: forms are drawn from it.
    #[serde(flatten)]
    pub action: &'static patchbay_connectors::Action,
}

/// An action to plan.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct PlanRequest {
    /// The connector's id.
    pub connector: String,
    /// The action, the user and the parameters.
    pub order: Order,
}

/// A plan, held for a while so that it can be run once.
#[derive(Debug, Clone, Serialize, TS)]
pub struct PlanReply {
    /// Names the plan when it is run.
    pub id: String,
    /// The plan, secrets redacted.
    #[serde(flatten)]
    pub plan: PlanView,
    /// Each step as a cURL command without secrets.
    pub curl: Vec<String>,
    /// After this it must be planned again, RFC 3339.
    pub expires_at: String,
    /// What must be typed to run it, in a production app.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub confirm: Option<String>,
}

/// A plan to run.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct RunRequest {
    /// The plan's id.
    pub plan: String,
    /// What was typed to confirm.
    #[serde(default)]
    #[ts(optional)]
    pub confirm: Option<String>,
}

/// What a run came to.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct RunView {
    /// The run's id in the history.
    pub run: String,
    /// How it ended.
    pub outcome: Outcome,
    /// One sentence.
    pub summary: String,
    /// The vendor's ids and values that matter afterwards.
    #[ts(type = "Record<string, unknown>")]
    pub vendor: Map<String, Value>,
    /// The plan's steps, with the statuses of what was sent.
    pub steps: Vec<StepView>,
    /// The state before.
    pub before: Vec<Fact>,
    /// The state after, with the same labels.
    pub after: Vec<Fact>,
    /// Why it did not succeed.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub error: Option<crate::error::Error>,
}

/// The actions of every connector, or of one.
pub(super) async fn list(call: &Call, request: ActionsRequest) -> Result<Vec<ActionView>> {
    let connectors = match &request.connector {
        Some(id) => vec![connector(id)?],
        None => patchbay_connectors::all().to_vec(),
    };
    let mut views = Vec::new();
    for connector in connectors {
        let definition = connector.definition();
        let active = kept(&call.workspace.store, &call.app, definition.id)?.active;
        views.extend(definition.actions.iter().map(|action| ActionView {
            connector: definition.id,
            connector_name: definition.name,
            active,
            action,
        }));
    }
    Ok(views)
}

/// The exact requests that an action would send.
pub(super) async fn plan(call: &Call, request: PlanRequest) -> Result<PlanReply> {
    let connector = connector(&request.connector)?;
    needs_active(call, connector.definition())?;
    let session = call
        .session(connector, Arc::new(Onlooker(call.clone())))
        .await?;
    let intent = session.intent(&request.order)?;
    let mut plan = session.plan(connector, &intent).await?;
    let unknown = super::catalogue::unknown_choices(call, connector.definition(), &intent)?;
    plan.warnings.extend(unknown);
    let view = session.view(&plan);
    let curl = view.steps.iter().map(curl).collect();
    let id = session.new_id().to_string();
    let expires_at = (plan.made_at + PLAN_LIFE).to_string();
    let confirm = confirmation(call, &plan)?;
    call.workspace.plans.keep(
        id.clone(),
        Held {
            app: call.app.clone(),
            plan,
            account: call.workspace.plans.fingerprint(&session.account),
        },
    );
    Ok(PlanReply {
        id,
        plan: view,
        curl,
        expires_at,
        confirm,
    })
}

fn needs_active(call: &Call, definition: &Definition) -> Result<()> {
    if kept(&call.workspace.store, &call.app, definition.id)?.active {
        return Ok(());
    }
    Err(Error::new(
        Code::NotReady,
        format!("{} is not active in the app {}", definition.name, call.app),
    )
    .field("active")
    .hint("Save its settings and switch it on under Connectors"))
}

/// What must be typed to run a plan: the app's name, where people and their money are real.
fn confirmation(call: &Call, plan: &Plan) -> Result<Option<String>> {
    let app = call.app()?;
    let needed = app.environment == Environment::Production && plan.changes().next().is_some();
    Ok(needed.then_some(app.name))
}

/// Runs a plan, once.
pub(super) async fn run(call: &Call, request: RunRequest) -> Result<RunView> {
    let workspace = &call.workspace;
    let now = workspace.now();
    let held = workspace
        .plans
        .take(&request.plan, &call.app, now, |held| {
            match confirmation(call, &held.plan)? {
                Some(text) if request.confirm.as_deref().map(str::trim) != Some(text.as_str()) => {
                    Err(Error::new(
                        Code::ConfirmationNeeded,
                        format!(
                            "the app {text} is in production: this run changes a real subscriber"
                        ),
                    )
                    .hint(format!("Type {text} to confirm"))
                    .details(serde_json::json!({ "confirm": text })))
                }
                _ => Ok(()),
            }
        })?;
    let connector = connector(held.plan.connector)?;
    needs_active(call, connector.definition())?;
    let run = (workspace.ambient.new_id)().to_string();
    let recorder = RunRecorder::new(call.clone(), run.clone());
    let session = call.session(connector, Arc::clone(&recorder) as _).await?;
    if workspace.plans.fingerprint(&session.account) != held.account {
        return Err(Error::new(
            Code::PlanGone,
            format!(
                "the settings of {} changed after this was planned",
                connector.definition().name
            ),
        )
        .hint("Plan again: it would go to another place now"));
    }
    let plan = held.plan;
    let mut view = session.view(&plan);
    open_run(call, &run, &plan, &view, &now.to_string())?;
    let mut report = session.run(connector, &plan).await;
    let (exchanges, unwritten) = recorder.exchanges();
    if unwritten {
        report
            .summary
            .push_str(" (the vendor's answer could not be written to the history)");
    }
    let sent = exchanges.iter().filter(|e| e.changes);
    for (step, exchange) in view.steps.iter_mut().filter(|s| s.changes).zip(sent) {
        step.sent = true;
        step.status = exchange.status;
    }
    let error = report.error.take().map(Error::from);
    if let Err(fault) = close_run(call, &run, &report, error.as_ref()) {
        // The outcome is known here and now; at the next start the open record becomes `unknown`.
        tracing::error!(%fault, run, "the end of a run could not be recorded");
        report
            .summary
            .push_str(" (the end of this run could not be written to the history)");
    }
    Ok(RunView {
        run,
        outcome: report.outcome,
        summary: report.summary,
        vendor: report.vendor,
        steps: view.steps,
        before: view.before,
        after: report.after,
        error,
    })
}

/// Written before the first request leaves.
fn open_run(call: &Call, run: &str, plan: &Plan, view: &PlanView, at: &str) -> Result<()> {
    let operator = call.workspace.operator()?.name;
    let user = view.user.as_deref().unwrap_or_default();
    let search = format!(
        "{user}\n{}\n{}\n{}",
        plan.connector, plan.action, view.summary
    )
    .to_lowercase();
    call.workspace.store.write(|t| {
        t.execute(
            "INSERT INTO runs VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, NULL, ?8, ?9, ?10, '{}', '[]', NULL, ?11, NULL)",
            params![
                run,
                call.app,
                plan.connector,
                plan.action,
                view.user,
                operator,
                call.workspace.host.name,
                view.summary,
                search,
                to_json(view)?,
                at
            ],
        )
    })?;
    Ok(())
}

fn close_run(call: &Call, run: &str, report: &RunReport, error: Option<&Error>) -> Result<()> {
    let ended = call.workspace.now().to_string();
    call.workspace.store.write(|t| {
        t.execute(
            "UPDATE runs SET outcome = ?2, summary = ?3, search = search || char(10) || ?4,
               vendor_json = ?5, after_json = ?6, error_json = ?7, ended_at = ?8 WHERE id = ?1",
            params![
                run,
                super::history::outcome_name(report.outcome),
                report.summary,
                report.summary.to_lowercase(),
                to_json(&report.vendor)?,
                to_json(&report.after)?,
                error.map(to_json).transpose()?,
                ended
            ],
        )
    })?;
    Ok(())
}
