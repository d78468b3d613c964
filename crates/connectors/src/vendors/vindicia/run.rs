//! Carries a plan out: sends its one change once, judges the answer by the items it shows, and settles a lost answer by
//! reading them.

use super::actions::{Code, Memo};
use super::client::{Client, judged, same};
use super::replies::Subscription;
use crate::draft::{memo, sole_change};
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
        Ok(reply) => accepted(plan, &memo, &reply, &request.purpose),
        Err(error) => Err(error),
    };
    match sent {
        Err(error) if error.kind == Kind::Unknown => Ok(settled(&client, plan, &memo, error).await),
        other => other,
    }
}

fn accepted(plan: &Plan, memo: &Memo, reply: &Reply, purpose: &str) -> Result<RunReport> {
    let row = judged(reply, purpose)?;
    let now = same(reply, &row, &memo.subscription)?;
    if shows(memo, &now) {
        return Ok(done(plan, memo, &now, "done"));
    }
    let lacks = match &memo.campaign {
        Some(Code { code, .. }) => format!("does not show the campaign {code}"),
        None => match still_there(memo, &now) {
            Some(old) => format!("still shows the product {old} beside the new one"),
            None => format!("does not show the product {}", memo.products.join(", ")),
        },
    };
    let remedy = match memo.campaign {
        Some(_) => ". If it does not show there, the setting Add a campaign by has another way",
        None => "",
    };
    Err(Error::new(
        Kind::Unknown,
        format!(
            "Vindicia accepted it, but {lacks} on subscription {}{remedy}",
            memo.subscription
        ),
    ))
}

/// Whether the items are as the plan wants them.
fn shows(memo: &Memo, now: &Subscription) -> bool {
    let has = |product: &String| now.items.iter().any(|i| i.product == *product);
    match &memo.campaign {
        Some(Code { code, billed }) => {
            memo.products.iter().all(|p| now.carries(p, code)) || (!billed && now.billed(code))
        }
        None => memo.products.iter().all(has) && still_there(memo, now).is_none(),
    }
}

/// A product that should be gone: the subscriber would pay for it beside the one in its place.
fn still_there<'a>(memo: &'a Memo, now: &Subscription) -> Option<&'a str> {
    let there = |old: &&String| now.items.iter().any(|i| i.product == **old && !i.leaving);
    memo.gone.iter().find(there).map(String::as_str)
}

fn done(plan: &Plan, memo: &Memo, now: &Subscription, said: &str) -> RunReport {
    let mut report = RunReport::succeeded(format!("{}: {said}", plan.summary))
        .with("subscription_id", now.id.as_str())
        .with("item_id", memo.items.join(", "))
        .with("status", now.status.as_str());
    report.after = now.facts();
    report
}

/// The answer is lost or does not tell. Where the items show what was asked for, it was done; where they do not, a late
/// effect is still possible, and the outcome stays unknown. Nothing is sent again.
async fn settled(client: &Client<'_>, plan: &Plan, memo: &Memo, error: Error) -> RunReport {
    let place = format!("subscription {} in Vindicia", memo.subscription);
    let now = client.read_subscription(&memo.subscription).await.ok();
    if let Some(now) = now.as_ref().filter(|now| shows(memo, now)) {
        return done(
            plan,
            memo,
            now,
            "the answer did not tell, but Vindicia shows it",
        );
    }
    let mut report = RunReport::ended(error.after_change(&place))
        .with("subscription_id", memo.subscription.as_str())
        .with("item_id", memo.items.join(", "));
    report.after = now.map(|now| now.facts()).unwrap_or_default();
    report
}
