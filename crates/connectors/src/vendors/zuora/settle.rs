//! What became of a change whose answer is lost: Zuora is read, and never asked a second time to do it.
//!
//! Only what shows the very thing that was asked for settles it. That it is not there proves nothing: it may come.

use super::actions::Memo;
use super::client::Client;
use super::replies::Subscription;
use super::run::read_again;
use super::{shown, target};
use crate::definition::Idempotency;
use crate::error::{Error, Result};
use crate::plan::RunReport;

/// The report after an answer that was lost.
pub(super) async fn settle(
    client: &Client<'_>,
    memo: &Memo,
    action: &str,
    idempotency: Idempotency,
    error: Error,
) -> RunReport {
    let seen = match &memo.subscription {
        Some(number) => read_again(client, number).await.map(|now| {
            let newer = memo.version.as_ref().is_some_and(|v| *v != now.id);
            let shows = newer && shows(action, memo, &now);
            (vec![now], shows)
        }),
        None => made_since(client, memo).await.map(|new| {
            let shows = new.len() == 1;
            (new, shows)
        }),
    };
    let unknown = |seen: &str| {
        let error = error.clone();
        let mut error = match idempotency {
            Idempotency::Key => error.after_keyed_change(&memo.place()),
            _ => error.after_change(&memo.place()),
        };
        error.message = format!("{}; {seen}", error.message);
        RunReport::ended(error)
    };
    let (subscriptions, shows) = match seen {
        Ok(seen) => seen,
        Err(e) => return unknown(&format!("looking at it afterwards failed: {}", e.message)),
    };
    let brief: Vec<_> = subscriptions.iter().map(shown::brief).collect();
    let mut report = if shows {
        RunReport::succeeded(format!(
            "{}. The answer was lost, but Zuora shows it: {}",
            memo.done,
            brief.join(", ")
        ))
    } else if memo.subscription.is_some() {
        unknown(&format!(
            "looked at afterwards, Zuora does not show it yet: {}",
            brief.join(", ")
        ))
    } else if brief.is_empty() {
        unknown("looked at afterwards, the account has no new subscription to it yet")
    } else {
        unknown(&format!(
            "looked at afterwards, the account has several new ones: {}",
            brief.join(", ")
        ))
    };
    report = report.with("account_number", memo.account.as_str());
    if let [subscription] = subscriptions.as_slice() {
        report = report
            .with(
                "subscription_number",
                subscription.subscription_number.as_str(),
            )
            .with("status", subscription.status.as_str());
        report.after = shown::facts(subscription, memo.currency.as_deref());
    }
    report
}

/// Whether a newer version of the subscription shows what was asked for.
fn shows(action: &str, memo: &Memo, now: &Subscription) -> bool {
    let times = memo.product_rate_plan.as_deref().map(|id| now.times(id));
    match action {
        "add_plan" => times.is_some_and(|times| times > memo.held),
        "remove_plan" => times.is_some_and(|times| times < memo.held),
        "change_auto_renewal" => memo.auto_renew.is_some() && now.auto_renew == memo.auto_renew,
        "cancel_subscription" => now.status == "Cancelled",
        "suspend_subscription" => now.status == "Suspended",
        "resume_subscription" => now.status == "Active",
        _ => false,
    }
}

/// The subscriptions to the rate plan that the account did not have when the plan was made.
async fn made_since(client: &Client<'_>, memo: &Memo) -> Result<Vec<Subscription>> {
    let mut all = target::subscriptions(client, &memo.account, &mut Vec::new()).await?;
    let plan = memo.product_rate_plan.as_deref().unwrap_or_default();
    all.retain(|s| !memo.known.contains(&s.subscription_number) && s.times(plan) > 0);
    Ok(all)
}
