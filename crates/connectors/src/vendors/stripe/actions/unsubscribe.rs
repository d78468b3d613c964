//! Ending a subscription, or removing one of its plans.

use super::super::client::Form;
use super::super::replies::{Item, Subscription};
use super::super::run::{Memo, Want};
use super::super::shown;
use super::super::target::{Draft, Target, free_of_schedule};
use super::finished;
use crate::error::{Error, Kind, Result};
use crate::plan::Plan;
use crate::request::Request;
use crate::say;

const STATES: &[&str] = &[
    "active",
    "trialing",
    "past_due",
    "unpaid",
    "paused",
    "incomplete",
];

pub(super) async fn plan(mut draft: Draft<'_>) -> Result<Plan> {
    let intent = draft.intent;
    let price = intent.required("price")?;
    let now = intent.required("when")? == "now";
    let target = draft.target().await?;
    let subscription = target.subscription(&draft, Some(price), STATES, "current")?;
    free_of_schedule(subscription)?;
    draft.before = shown::facts(subscription);
    let mut theirs = subscription.with_price(price);
    let (Some(item), None) = (theirs.next(), theirs.next()) else {
        return Err(Error::new(
            Kind::Unsupported,
            format!(
                "Subscription {} has {price} more than once",
                subscription.id
            ),
        )
        .hint("Change it in the Stripe Dashboard"));
    };
    let name = shown::plan(&item.price);
    let (purpose, change, done, want) = match (subscription.items.data.len(), now) {
        (1, true) => end_now(&mut draft, subscription, item)?,
        (1, false) => end_later(&mut draft, subscription, &name)?,
        (_, true) => remove(&mut draft, subscription, item)?,
        (_, false) => {
            return Err(Error::new(
                Kind::Unsupported,
                format!(
                    "Subscription {} has other plans too ({}): {name} can only be removed from it now",
                    subscription.id,
                    shown::plans(subscription)
                ),
            )
            .field("when")
            .hint("Choose When: now"));
        }
    };
    let memo = memo(&target, subscription, done, want);
    finished(draft, &target, &purpose, vec![change], &memo)
}

fn memo(target: &Target, subscription: &Subscription, done: String, want: Want) -> Memo {
    Memo {
        customer: target.customer.id.clone(),
        subscription: Some(subscription.id.clone()),
        what: format!("subscription {}", subscription.id),
        done,
        want,
    }
}

type Change = (String, Request, String, Want);

fn end_later(draft: &mut Draft<'_>, subscription: &Subscription, name: &str) -> Result<Change> {
    let id = &subscription.id;
    if subscription.cancel_at_period_end {
        return Err(Error::new(
            Kind::Refused,
            format!("Subscription {id} is already set to end with its period"),
        )
        .hint("There is nothing to change; to end it at once, choose When: now"));
    }
    if let Some(at) = subscription.cancel_at {
        draft.warn(format!(
            "{id} is set to end {}: this takes its place",
            say::epoch(at)
        ));
    }
    let ends = subscription
        .current_period_end
        .map(|at| format!(", {}", say::epoch(at)))
        .unwrap_or_default();
    let form = Form::default()
        .put("cancel_at_period_end", "true")
        .maybe(
            "cancellation_details[feedback]",
            draft.intent.param("feedback"),
        )
        .maybe(
            "cancellation_details[comment]",
            draft.intent.param("comment"),
        );
    let purpose = format!("End subscription {id} ({name}) with its period{ends}");
    let change = draft.client.post(&purpose, &["subscriptions", id], form)?;
    let done = format!("Set subscription {id} ({name}) to end with its period{ends}");
    Ok((purpose, change, done, Want::Ends))
}

fn end_now(draft: &mut Draft<'_>, subscription: &Subscription, item: &Item) -> Result<Change> {
    let intent = draft.intent;
    let id = &subscription.id;
    let name = shown::plan(&item.price);
    let (prorate, invoice) = (intent.required("prorate")?, intent.required("invoice_now")?);
    if subscription.status == "active"
        && prorate == "false"
        && let Some(at) = subscription.current_period_end
    {
        draft.warn(format!(
            "{id} runs until {}: the customer loses the rest of it, without a credit",
            say::epoch(at)
        ));
    }
    if item.price.metered() && invoice == "false" {
        draft.warn(format!(
            "Usage of {name} that is not billed yet will not be billed"
        ));
    }
    let mut query = vec![("invoice_now", invoice), ("prorate", prorate)];
    for (name, param) in [
        ("cancellation_details[feedback]", "feedback"),
        ("cancellation_details[comment]", "comment"),
    ] {
        query.extend(intent.param(param).map(|value| (name, value)));
    }
    let purpose = format!("End subscription {id} ({name}) now");
    let change = draft.client.end(&purpose, id, &query)?;
    let done = format!("Ended subscription {id} ({name})");
    Ok((purpose, change, done, Want::Ended))
}

/// Takes one of several plans out of a subscription.
fn remove(draft: &mut Draft<'_>, subscription: &Subscription, item: &Item) -> Result<Change> {
    let intent = draft.intent;
    let id = &subscription.id;
    let name = shown::plan(&item.price);
    if item.price.metered() {
        return Err(Error::new(
            Kind::Unsupported,
            format!("{name} is billed by usage: to remove it from subscription {id} would drop usage that is not billed yet"),
        )
        .hint("Remove it in the Stripe Dashboard"));
    }
    let proration = match (intent.required("prorate")?, intent.required("invoice_now")?) {
        ("true", "true") => "always_invoice",
        ("true", _) => "create_prorations",
        (_, "true") => {
            return Err(Error::invalid(
                "invoice_now",
                format!("Subscription {id} goes on with its other plans: without Prorate there is nothing to invoice now"),
            )
            .hint("Choose Prorate too, or leave Invoice now out"));
        }
        _ => "none",
    };
    if intent
        .param("feedback")
        .or(intent.param("comment"))
        .is_some()
    {
        draft.warn("Feedback and comment are not sent: Stripe keeps them for a subscription that ends, and this one goes on");
    }
    let form = Form::default()
        .put("items[0][id]", &item.id)
        .put("items[0][deleted]", "true")
        .put("proration_behavior", proration);
    let purpose = format!("Remove {name} from subscription {id} now");
    let change = draft.client.post(&purpose, &["subscriptions", id], form)?;
    let done = format!("Removed {name} from subscription {id}");
    let want = Want::Without {
        item: item.id.clone(),
    };
    Ok((purpose, change, done, want))
}
