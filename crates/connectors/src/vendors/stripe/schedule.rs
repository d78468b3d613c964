//! The run of a switch at a period's end: attaches a schedule where there is none, then gives it its two phases. A
//! schedule that could not be given its phases changes nothing by itself, and the report says how to release it.

use super::client::Client;
use super::replies::Schedule;
use super::run::{Memo, request_id};
use crate::draft::unusable;
use crate::error::{Error, Kind, Result};
use crate::plan::{Fact, Plan, RunReport};
use crate::say;

pub(super) async fn run(
    client: &Client<'_>,
    memo: &Memo,
    plan: &Plan,
    attached: Option<&str>,
    price: &str,
    ends: i64,
) -> Result<RunReport> {
    let changes: Vec<_> = plan.changes().map(|s| &s.request).collect();
    let (change, id) = match (&changes[..], attached) {
        ([change], Some(id)) => ((*change).clone(), id.to_owned()),
        ([attach, change], None) => {
            let made: Result<Schedule> = client.ask(attach).await;
            let schedule =
                made.map_err(|e| e.after_keyed_change(&format!("{} at Stripe", memo.what)))?;
            let id = schedule.id.clone();
            let filled = fits(&schedule, ends).and_then(|start| {
                let change = (*change).clone();
                change.fill("schedule_id", &id)?.fill("phase_start", &start)
            });
            match filled {
                Ok(change) => (change, id),
                Err(error) => return Ok(partly(&id, error)),
            }
        }
        _ => return Err(unusable("it must hold one or two changes")),
    };
    let sent = match client.session.send(&change).await {
        Ok(reply) => client
            .judged::<Schedule>(&change.purpose, &reply)
            .map(|schedule| (schedule, request_id(&reply))),
        Err(error) => Err(error),
    };
    match sent {
        Ok((schedule, request)) => {
            Ok(judged(memo, &schedule, &id, price, ends).with("request_id", request))
        }
        Err(error) if error.kind == Kind::Unknown => {
            let error =
                error.after_keyed_change(&format!("schedule {id} of {} at Stripe", memo.what));
            let again: Result<Schedule> = match client.schedule(&id) {
                Ok(request) => client.ask(&request).await,
                Err(e) => Err(e),
            };
            Ok(match again {
                Ok(schedule) if shows(&schedule, &id, price, ends) => {
                    let mut report = judged(memo, &schedule, &id, price, ends);
                    report.summary += ". The answer was lost, but Stripe shows it";
                    report
                }
                Ok(_) => unsettled(&id, error, "Stripe does not show it so far"),
                Err(e) => unsettled(
                    &id,
                    error,
                    &format!("it could not be looked at: {}", e.message),
                ),
            })
        }
        // Nothing was changed by it; a schedule that was there before is as it was.
        Err(error) if attached.is_some() => Err(error),
        Err(error) => Ok(partly(&id, error)),
    }
}

/// The start of the schedule's phase, which must end with the period that the plan shows.
fn fits(schedule: &Schedule, ends: i64) -> Result<String> {
    match &schedule.current_phase {
        Some(phase) if phase.end_date == ends => Ok(phase.start_date.to_string()),
        Some(phase) => Err(Error::new(
            Kind::Refused,
            format!(
                "its phase ends {}, and not {} as planned",
                say::epoch(phase.end_date),
                say::epoch(ends)
            ),
        )),
        None => Err(Error::new(Kind::Refused, "it has no present phase")),
    }
}

fn partly(id: &str, error: Error) -> RunReport {
    let mut report = RunReport::partly(format!("Schedule {id} is attached"), error);
    if let Some(error) = &mut report.error {
        error.hint = Some(format!(
            "The plan is not switched. Release schedule {id} in the Stripe Dashboard, which leaves the subscription as it was, before trying again"
        ));
    }
    report.with("schedule_id", id)
}

fn unsettled(id: &str, error: Error, seen: &str) -> RunReport {
    let mut report = RunReport::ended(error).with("schedule_id", id);
    report.summary = format!("{}; {seen}", report.summary);
    report
}

fn shows(schedule: &Schedule, id: &str, price: &str, ends: i64) -> bool {
    schedule.id == id
        && schedule
            .phases
            .iter()
            .any(|p| p.start_date == ends && p.items.iter().any(|i| i.price.id() == price))
}

fn judged(memo: &Memo, schedule: &Schedule, id: &str, price: &str, ends: i64) -> RunReport {
    let mut report = if shows(schedule, id, price, ends) {
        RunReport::succeeded(&memo.done)
    } else {
        let error = Error::new(
            Kind::Unknown,
            format!(
                "Stripe accepted the switch of {}, but does not show it",
                memo.what
            ),
        );
        RunReport::ended(
            error.after_keyed_change(&format!("schedule {id} of {} at Stripe", memo.what)),
        )
    };
    report.after = vec![Fact::new("Schedule", id)];
    report
        .with("schedule_id", id)
        .with("subscription_id", memo.subscription.as_deref())
        .with("customer_id", memo.customer.as_str())
        .with("status", schedule.status.as_deref())
}
