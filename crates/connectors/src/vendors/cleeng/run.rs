//! Carries a plan out: sends its one change once, judges the answer by what it holds, and settles a lost answer by
//! reading, where the state shows what was asked for.

use serde_json::Value;

use super::actions::Memo;
use super::client::{Client, judged, same};
use super::replies::{Subscription, text};
use crate::draft::{memo, sole_change, unusable};
use crate::error::{Error, Kind, Result};
use crate::plan::{Plan, RunReport};
use crate::reply::Reply;
use crate::session::Session;

pub(super) async fn run(session: &Session, plan: &Plan) -> RunReport {
    carry_out(session, plan)
        .await
        .unwrap_or_else(RunReport::ended)
}

async fn carry_out(session: &Session, plan: &Plan) -> Result<RunReport> {
    let client = Client::new(session)?;
    let memo: Memo = memo(plan)?;
    let request = sole_change(plan)?;
    let sent = match session.send(request).await {
        Ok(reply) => accepted(&client, plan, &memo, &reply, &request.purpose).await,
        Err(error) => Err(error),
    };
    match sent {
        Err(error) if error.kind == Kind::Unknown => Ok(settled(&client, plan, &memo, error).await),
        other => other,
    }
}

/// What an answer comes to.
async fn accepted(
    client: &Client<'_>,
    plan: &Plan,
    memo: &Memo,
    reply: &Reply,
    purpose: &str,
) -> Result<RunReport> {
    let answer = judged(reply, purpose)?;
    if plan.action == "switch_subscription" {
        return switched(client, plan, memo, reply, &answer).await;
    }
    let now = same(reply, &answer, &memo.subscription)?;
    if shows(plan, memo, &now)? {
        return Ok(done(plan, &now));
    }
    Err(Error::new(
        Kind::Unknown,
        format!("Cleeng accepted it, but does not show it: {}", plan.summary),
    ))
}

async fn switched(
    client: &Client<'_>,
    plan: &Plan,
    memo: &Memo,
    reply: &Reply,
    answer: &Value,
) -> Result<RunReport> {
    let id = text(answer, "id").ok_or_else(|| reply.malformed("a switch without id"))?;
    let to = text(answer, "toOfferId");
    if to.is_some() && to != memo.to {
        return Err(reply.malformed(&format!("switch {id} leads to another offer")));
    }
    let status = text(answer, "status").unwrap_or_else(|| "not told".into());
    if ["failed", "cancelled", "canceled", "rejected"].contains(&status.to_lowercase().as_str()) {
        return Err(reply.verdict(Error::new(
            Kind::Refused,
            format!("Cleeng made the switch {id}, but it is {status}"),
        )));
    }
    let when = match client.read_subscription(&memo.subscription).await {
        Ok(now) if memo.to.as_deref() == Some(&now.offer) => ("It has taken effect", Some(now)),
        Ok(now) => ("It is pending", Some(now)),
        Err(_) => ("The subscription could not be read afterwards", None),
    };
    let mut report = RunReport::succeeded(format!("{}: accepted. {}", plan.summary, when.0))
        .with("switch_id", id)
        .with("switch_status", status)
        .with("subscription_id", memo.subscription.as_str());
    report.after = when.1.map(|now| now.facts()).unwrap_or_default();
    Ok(report)
}

/// Whether the subscription is as the plan wants it. What shows a switch that is still pending is another matter.
fn shows(plan: &Plan, memo: &Memo, now: &Subscription) -> Result<bool> {
    Ok(match plan.action {
        "switch_subscription" => memo.to.as_deref() == Some(now.offer.as_str()),
        "apply_coupon" => match (&now.coupon, &memo.coupon) {
            (Some(now), Some(wanted)) => now.eq_ignore_ascii_case(wanted),
            _ => false,
        },
        "reactivate_subscription" => now.status == "active",
        other => return Err(unusable(&format!("Cleeng has no action {other}"))),
    })
}

fn done(plan: &Plan, now: &Subscription) -> RunReport {
    let mut report = RunReport::succeeded(format!("{}: done", plan.summary))
        .with("subscription_id", now.id.as_str())
        .with("status", now.status.as_str())
        .with("coupon_code", now.coupon.clone());
    report.after = now.facts();
    report
}

/// The answer is lost. Where the state shows what was asked for, it was done; where it does not, a late effect is
/// still possible, and the outcome stays unknown. Nothing is sent again.
async fn settled(client: &Client<'_>, plan: &Plan, memo: &Memo, error: Error) -> RunReport {
    let place = format!("subscription {} in Cleeng", memo.subscription);
    let unknown = |now: Option<Subscription>| {
        let mut report = RunReport::ended(error.clone().after_change(&place))
            .with("subscription_id", memo.subscription.as_str());
        report.after = now.map(|now| now.facts()).unwrap_or_default();
        report
    };
    let Ok(now) = client.read_subscription(&memo.subscription).await else {
        return unknown(None);
    };
    match shows(plan, memo, &now) {
        Ok(true) => {
            let mut report = done(plan, &now);
            report.summary = format!(
                "{}: the answer did not tell, but Cleeng shows it",
                plan.summary
            );
            report
        }
        Ok(false) if plan.action == "switch_subscription" => {
            match pending(client, memo, &now).await {
                Some(id) => {
                    let mut report = done(plan, &now).with("switch_id", id);
                    report.summary = format!(
                        "{}: the answer did not tell, but Cleeng shows the switch as pending",
                        plan.summary
                    );
                    report
                }
                None => unknown(Some(now)),
            }
        }
        _ => unknown(Some(now)),
    }
}

/// The pending switch, if it leads where the plan's does. There was none when the plan was made.
async fn pending(client: &Client<'_>, memo: &Memo, now: &Subscription) -> Option<String> {
    let id = now.pending_switch.clone()?;
    let request = client.switch_read(&id).ok()?;
    let answer = client.read(&request).await.ok()?;
    (text(&answer, "toOfferId") == memo.to).then_some(id)
}
