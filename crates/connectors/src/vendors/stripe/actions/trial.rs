//! Moving the end of a trial.

use super::super::client::Form;
use super::super::replies::Subscription;
use super::super::run::{Memo, Want};
use super::super::shown;
use super::super::target::{Draft, free_of_schedule};
use super::finished;
use crate::error::{Error, Result};
use crate::plan::Plan;
use crate::say;

const DAY: i64 = 86_400;

pub(super) async fn plan(mut draft: Draft<'_>) -> Result<Plan> {
    let intent = draft.intent;
    let price = intent.required("price")?;
    let days: i64 = intent
        .required("days")?
        .parse()
        .map_err(|_| Error::invalid("days", "Days must be a whole number"))?;
    let target = draft.target().await?;
    let trialing = |s: &&Subscription| s.status == "trialing" && s.has_price(price);
    let named = intent.param("subscription_id").is_some();
    // One that is in its trial is meant rather than one that is past it.
    let states: &[&str] = if !named && target.subscriptions.iter().any(|s| trialing(&s)) {
        &["trialing"]
    } else {
        &["trialing", "active"]
    };
    let subscription = target.subscription(&draft, Some(price), states, "running")?;
    free_of_schedule(subscription)?;
    let id = &subscription.id;
    let now = draft.session.now().as_second();
    let until = subscription.trial_end.unwrap_or(now).max(now) + days * DAY;
    draft.before = shown::facts(subscription);
    if subscription.status != "trialing" {
        draft.warn(format!(
            "{id} is active and paid: this starts a new trial at once, without a credit, and moves its billing dates"
        ));
    }
    if subscription.cancel_at_period_end || subscription.cancel_at.is_some() {
        draft.warn(format!("{id} is set to end, and stays so"));
    }
    let form = Form::default()
        .put("trial_end", until.to_string())
        .put("proration_behavior", "none");
    let purpose = format!(
        "Extend the trial of subscription {id} ({}) by {}, to {}",
        shown::plans(subscription),
        say::span(u32::try_from(days).unwrap_or_default(), "day"),
        say::epoch(until)
    );
    let change = draft.client.post(&purpose, &["subscriptions", id], form)?;
    let memo = Memo {
        customer: target.customer.id.clone(),
        subscription: Some(id.clone()),
        what: format!("subscription {id}"),
        done: format!(
            "The trial of subscription {id} now ends {}",
            say::epoch(until)
        ),
        want: Want::Trial { until },
    };
    finished(draft, &target, &purpose, vec![change], &memo)
}
