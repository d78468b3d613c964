//! Carries a plan out: sends its one change once, judges the answer by what it holds, and settles a lost answer by
//! reading, where the state shows what was asked for.

use serde_json::Value;

use super::actions::Memo;
use super::client::{Client, judged};
use super::replies::{Subscription, secs, text};
use crate::draft::{memo, sole_change, unusable};
use crate::error::{Error, Kind, Result};
use crate::plan::{Fact, Plan, RunReport};
use crate::reply::Reply;
use crate::say;
use crate::session::{Patience, Session};

/// Piano changes terms in its own time.
const PATIENCE: Patience = Patience {
    first_secs: 3,
    longest_secs: 10,
    total_secs: 60,
};

pub(super) async fn run(session: &Session, plan: &Plan) -> RunReport {
    run_with(session, plan, PATIENCE).await
}

pub(super) async fn run_with(session: &Session, plan: &Plan, patience: Patience) -> RunReport {
    carry_out(session, plan, patience)
        .await
        .unwrap_or_else(RunReport::ended)
}

async fn carry_out(session: &Session, plan: &Plan, patience: Patience) -> Result<RunReport> {
    let client = Client::new(session)?;
    let memo: Memo = memo(plan)?;
    let request = sole_change(plan)?;
    let sent = match session.send(request).await {
        Ok(reply) => accepted(&reply, &request.purpose),
        Err(error) => Err(error),
    };
    match (plan.action, sent) {
        ("resubscribe", Ok(())) => Ok(resumed(&client, plan, &memo).await),
        ("upgrade_subscription", Ok(())) => follow(&client, plan, &memo, patience).await,
        (other, Ok(())) => Err(unusable(&format!("Piano has no action {other}"))),
        (_, Err(error)) if error.kind == Kind::Unknown => {
            Ok(settled(&client, plan, &memo, error).await)
        }
        (_, Err(error)) => Err(error),
    }
}

/// Code 0, and no `false` for an answer. What else it holds was not seen.
fn accepted(reply: &Reply, purpose: &str) -> Result<()> {
    match judged(reply, purpose)?.get("data") {
        Some(Value::Bool(false)) => Err(reply.verdict(
            Error::new(
                Kind::Refused,
                format!(
                    "Piano did not do it when asked to {}, and gave no reason",
                    say::uncapitalised(purpose)
                ),
            )
            .hint("Look at the subscription at Piano: its state may not allow it"),
        )),
        _ => Ok(()),
    }
}

/// Piano's own yes is believed, unless the subscription itself says otherwise.
async fn resumed(client: &Client<'_>, plan: &Plan, memo: &Memo) -> RunReport {
    let report = |said: &str| {
        RunReport::succeeded(format!("{}: {said}", plan.summary))
            .with("subscription_id", memo.subscription.as_str())
    };
    match client.read_subscription(&memo.subscription).await {
        Ok(now) if now.auto_renew == Some(false) => {
            let error = Error::new(
                Kind::Unknown,
                "Piano says that it is done, but still shows that the subscription does not renew",
            );
            let place = format!("subscription {} at Piano", memo.subscription);
            let mut report = RunReport::ended(error.after_change(&place))
                .with("subscription_id", memo.subscription.as_str())
                .with("status", now.status.as_str());
            report.after = now.facts();
            report
        }
        Ok(now) => made(report("done"), &now),
        Err(_) => report("done. It could not be read afterwards"),
    }
}

/// What Piano shows of a change: the subscription on its new term, or the change with its date.
enum Seen {
    Made(Subscription),
    Accepted(Value),
    Failed(String),
}

/// Watches an accepted change until Piano shows it. That it does not in time takes nothing from the success.
async fn follow(
    client: &Client<'_>,
    plan: &Plan,
    memo: &Memo,
    patience: Patience,
) -> Result<RunReport> {
    let request =
        client.change_status(memo.uid.as_deref().unwrap_or_default(), &memo.subscription)?;
    let judge = |reply: &Reply| {
        let answer = judged(reply, &request.purpose).ok();
        Ok(answer.and_then(|answer| shown(plan, memo, answer)))
    };
    let first = match client.session.send(&request).await {
        Ok(reply) => judge(&reply)?,
        Err(_) => None,
    };
    let seen = match first {
        Some(seen) => Some(seen),
        None => client.session.poll(&request, patience, judge).await.ok(),
    };
    let report = |said: String| {
        RunReport::succeeded(format!("{}: {said}", plan.summary))
            .with("subscription_id", memo.subscription.as_str())
            .with("term_to", memo.to.clone())
    };
    Ok(match seen {
        Some(Seen::Failed(why)) => RunReport::ended(
            Error::new(
                Kind::Refused,
                format!("Piano accepted the change and then gave it up: {why}"),
            )
            .hint("Look at the subscription at Piano: it should be to its old term"),
        )
        .with("subscription_id", memo.subscription.as_str()),
        Some(Seen::Made(now)) => made(report("it has taken effect".into()), &now),
        Some(Seen::Accepted(change)) => {
            let report = accepted_report(report, &change);
            match client.read_subscription(&memo.subscription).await {
                Ok(now) if now.term_id == memo.to => made(
                    RunReport {
                        summary: format!("{}: it has taken effect", plan.summary),
                        ..report
                    },
                    &now,
                ),
                Ok(now) => {
                    let mut report = report;
                    report.after.extend(now.facts());
                    report
                }
                Err(_) => report,
            }
        }
        None => report(
            "accepted, but Piano is still processing it. Look at the subscription at Piano later"
                .into(),
        ),
    })
}

fn made(mut report: RunReport, now: &Subscription) -> RunReport {
    report.after.extend(now.facts());
    report.with("status", now.status.as_str())
}

fn accepted_report(report: impl Fn(String) -> RunReport, change: &Value) -> RunReport {
    let at = secs(change, "change_date").map(say::epoch);
    let mut report = report(match &at {
        Some(at) => format!("accepted, for {at}"),
        None => "accepted".into(),
    })
    .with("upgrade_status", text(change, "status"));
    let amounts = [
        ("Prorated amount", "prorate_amount"),
        ("Prorated refund", "prorate_refund_amount"),
    ];
    for (label, key) in amounts {
        let amount = change.get(key).and_then(|a| say::decimal(a, None));
        report.after.extend(amount.map(|a| Fact::new(label, a)));
    }
    report
}

/// What the status call says of this change; none while it says nothing. An older one does not count.
fn shown(plan: &Plan, memo: &Memo, answer: Value) -> Option<Seen> {
    let change = match answer.get("data") {
        Some(data @ Value::Object(_)) => data.clone(),
        _ => answer,
    };
    let same = |key: &str, wanted: &Option<String>| text(&change, key) == *wanted;
    if !same("to_term_id", &memo.to) || !same("from_term_id", &memo.from) {
        return None;
    }
    // Clocks differ.
    let since = plan.made_at.as_second() - 3600;
    let at = secs(&change, "change_date");
    if at.is_some_and(|at| at < since) {
        return None;
    }
    if let Some(why) = text(&change, "error_message") {
        return Some(Seen::Failed(why));
    }
    at.map(|_| Seen::Accepted(change))
}

/// The answer is lost. Where the state shows what was asked for, it was done; where it does not, a late effect is
/// still possible, and the outcome stays unknown. Nothing is sent again.
async fn settled(client: &Client<'_>, plan: &Plan, memo: &Memo, error: Error) -> RunReport {
    let place = format!("subscription {} at Piano", memo.subscription);
    let report = |said: String| {
        RunReport::succeeded(format!("{}: {said}", plan.summary))
            .with("subscription_id", memo.subscription.as_str())
    };
    let now = client.read_subscription(&memo.subscription).await.ok();
    let seen = match (plan.action, &now) {
        ("resubscribe", Some(now)) if now.auto_renew == Some(true) => Some(Seen::Made(now.clone())),
        ("upgrade_subscription", Some(now)) if now.term_id == memo.to => {
            Some(Seen::Made(now.clone()))
        }
        ("upgrade_subscription", _) => asked(client, plan, memo).await,
        _ => None,
    };
    match seen {
        Some(Seen::Made(now)) => made(
            report("the answer did not tell, but Piano shows it".into()),
            &now,
        ),
        Some(Seen::Accepted(change)) => {
            let said = "the answer did not tell, but Piano shows the change:";
            accepted_report(|more| report(format!("{said} {more}")), &change)
        }
        Some(Seen::Failed(_)) | None => {
            let mut report = RunReport::ended(error.after_change(&place))
                .with("subscription_id", memo.subscription.as_str());
            report.after = now.map(|now| now.facts()).unwrap_or_default();
            report
        }
    }
}

async fn asked(client: &Client<'_>, plan: &Plan, memo: &Memo) -> Option<Seen> {
    let uid = memo.uid.as_deref()?;
    let request = client.change_status(uid, &memo.subscription).ok()?;
    let reply = client.session.send(&request).await.ok()?;
    shown(plan, memo, judged(&reply, &request.purpose).ok()?)
}
