//! Carries a plan out: sends its one change once, whatever happens, and repeats the look-up to say what Evergent
//! shows then.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::client::{Answer, Api};
use super::profile::{Call, State};
use super::subscriptions::{self, Held};
use crate::draft;
use crate::error::{Error, Kind, Result};
use crate::plan::{Fact, Plan, RunReport};
use crate::say::scalar;
use crate::session::Session;

/// What a run needs to know.
#[derive(Serialize, Deserialize)]
pub(super) struct Memo {
    pub customer: String,
    pub service: String,
    /// The service that it was to change to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
    /// What it leads to was not so before: where it shows afterwards, the change was made.
    #[serde(default)]
    pub tells: bool,
}

/// Sends a plan's one change, and says what Evergent shows afterwards.
pub(super) async fn run(session: &Session, plan: &Plan) -> RunReport {
    send(session, plan).await.unwrap_or_else(RunReport::ended)
}

async fn send(session: &Session, plan: &Plan) -> Result<RunReport> {
    let api = Api::new(&session.account)?;
    let memo: Memo = draft::memo(plan)?;
    let change = draft::sole_change(plan)?;
    let (Some(call), Some(look)) = (
        Call::of_action(plan.action),
        plan.steps.iter().find(|s| !s.request.changes),
    ) else {
        return Err(draft::unusable("it lacks one of its steps"));
    };
    let sent = api.send(session, call, change).await;
    let place = format!(
        "the subscriptions of customer {} in Evergent",
        memo.customer
    );
    let sent = match sent.map_err(|e| e.after_change(&place)) {
        Err(error) if error.kind != Kind::Unknown => return Err(error),
        sent => sent,
    };
    let held = subscriptions::read(&api, session, &look.request).await;
    Ok(match sent {
        Ok(Answer { fields }) => done(call, plan, &memo, held, &fields),
        Err(lost) => settled(call, plan, &memo, held, lost),
    })
}

/// The report of a change whose answer is lost: what shows now and did not before was made. What does not show may
/// still come.
fn settled(
    call: Call,
    plan: &Plan,
    memo: &Memo,
    held: Result<Vec<Held>>,
    lost: Error,
) -> RunReport {
    let subject = memo.to.as_deref().unwrap_or(&memo.service);
    let held = held.unwrap_or_default();
    let mut theirs = held.iter().filter(|h| h.service == subject);
    let shows = theirs.find(|h| Some(h.state) == expected(call));
    let Some(now) = shows.filter(|_| memo.tells) else {
        return RunReport::ended(lost);
    };
    let mut report = RunReport::succeeded(format!(
        "{}: there was no clear answer, but Evergent shows {} as {}",
        plan.summary,
        now.label(),
        now.status()
    ))
    .with("serviceID", subject);
    report.after = now.facts();
    report
}

/// The report of a change that is made: nothing here may turn it into a failure.
fn done(
    call: Call,
    plan: &Plan,
    memo: &Memo,
    held: Result<Vec<Held>>,
    fields: &Map<String, Value>,
) -> RunReport {
    let service = memo.service.as_str();
    let subject = memo.to.as_deref().unwrap_or(service);
    let (after, seen) = match held {
        Ok(held) => {
            let now = held.iter().filter(|h| h.service == subject);
            // Of several with that id, the one whose state is the expected one tells most.
            let now = now.max_by_key(|h| Some(h.state) == expected(call));
            let old = held.iter().find(|h| h.service == service);
            let shown = now.or(old).map(Held::facts).unwrap_or_default();
            let seen = seen(call, subject, now, old, &plan.before);
            (shown, seen)
        }
        Err(error) => (
            Vec::new(),
            format!(
                "but the state afterwards could not be read ({})",
                error.message
            ),
        ),
    };
    let summary = format!("{}: Evergent accepted it, {seen}", plan.summary);
    let mut report = RunReport::succeeded(summary).with("serviceID", subject);
    for key in ["orderID", "validityTill", "orderedProductIds"] {
        if let Some(value) = fields
            .get(key)
            .filter(|v| scalar(v).is_some() || v.is_array())
        {
            report = report.with(key, value.clone());
        }
    }
    report.after = after;
    report
}

/// The state that a change should lead to.
pub(super) fn expected(call: Call) -> Option<State> {
    match call {
        Call::Pause => Some(State::Paused),
        Call::Remove => Some(State::FinalBill),
        Call::Resume | Call::Reactivate | Call::ChangeService => Some(State::Active),
        _ => None,
    }
}

/// What Evergent shows afterwards, as the end of a sentence.
fn seen(
    call: Call,
    subject: &str,
    now: Option<&Held>,
    old: Option<&Held>,
    before: &[Fact],
) -> String {
    let Some(now) = now else {
        return match old {
            Some(old) if call == Call::ChangeService => format!(
                "but does not list {subject} yet, and still shows {} as {}: look again later",
                old.label(),
                old.status()
            ),
            _ if call == Call::Remove => format!("and no longer lists {subject}"),
            _ => format!("but does not list {subject} now: look at the customer in Evergent"),
        };
    };
    let shows = format!("{} as {}", now.label(), now.status());
    match expected(call) {
        Some(state) if now.state == state => format!("and now shows {shows}"),
        Some(_) if now.state == State::Other => {
            format!("and now shows {shows}, a state that the instance profile does not name")
        }
        Some(_) => {
            format!("but still shows {shows}: look again later, and at the customer in Evergent")
        }
        None => {
            let facts = now.facts();
            let promotions = |facts: &[Fact]| {
                let fact = facts.iter().find(|f| f.label == "Promotions");
                fact.map(|f| f.value.clone())
            };
            match (promotions(before), promotions(&facts)) {
                (was, Some(is)) if was.as_ref() != Some(&is) => {
                    format!("and now shows {shows} with the promotions {is}")
                }
                (Some(_), Some(_)) => format!(
                    "but shows no new promotion on {}: look again later, and at the customer in Evergent",
                    now.label()
                ),
                _ => format!("and shows {shows} without telling its promotions"),
            }
        }
    }
}
