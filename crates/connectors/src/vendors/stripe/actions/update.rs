//! Switching a subscription to another plan: at once by one request, or at the end of its period by a schedule.

use serde_json::json;

use super::super::client::Form;
use super::super::replies::{Item, Price, Schedule, Subscription};
use super::super::run::{Memo, Want};
use super::super::shown;
use super::super::target::{Draft, Target, free_of_schedule};
use super::{finished, quantity};
use crate::error::{Error, Kind, Result};
use crate::plan::Plan;
use crate::request::{Request, later};
use crate::say;

/// What is to be switched, and to what.
struct Switch<'a> {
    subscription: &'a Subscription,
    item: &'a Item,
    price: &'a Price,
    /// Of the new plan; none where it is billed by usage.
    quantity: Option<u64>,
}

pub(super) async fn plan(mut draft: Draft<'_>) -> Result<Plan> {
    let intent = draft.intent;
    let now = intent.required("when")? == "now";
    let target = draft.target().await?;
    let from = intent.param("from_price");
    let subscription =
        target.subscription(&draft, from, &["active", "trialing", "past_due"], "running")?;
    let item = item(subscription, from)?;
    let price = draft.price("new_price").await?;
    if let Some(has) = subscription.with_price(&price.id).next() {
        return Err(Error::new(
            Kind::Refused,
            format!(
                "Subscription {} is already on {}: there is nothing to change",
                subscription.id,
                shown::plan(&has.price)
            ),
        )
        .field("new_price"));
    }
    let asked = quantity(&draft, &price)?;
    let kept = item.quantity.filter(|_| !price.metered());
    let switch = Switch {
        subscription,
        item,
        price: &price,
        quantity: asked.or(kept),
    };
    warn(&mut draft, &switch);
    draft.before = shown::facts(subscription);
    let what = format!(
        "subscription {} from {} to {} ({})",
        subscription.id,
        shown::plan(&item.price),
        shown::plan(&price),
        shown::amount(&price)
    );
    if now {
        at_once(draft, &target, &switch, &what).await
    } else {
        at_period_end(draft, &target, &switch, &what).await
    }
}

/// The item to switch: the one with the present plan, or the only one.
fn item<'a>(subscription: &'a Subscription, from: Option<&str>) -> Result<&'a Item> {
    let items = &subscription.items.data;
    let fitting: Vec<_> = items
        .iter()
        .filter(|i| from.is_none_or(|f| i.price.id == f))
        .collect();
    if let [one] = fitting[..] {
        return Ok(one);
    }
    let candidates: Vec<_> = items
        .iter()
        .map(|i| {
            json!({
                "id": i.price.id,
                "plan": shown::plan(&i.price),
                "amount": shown::amount(&i.price),
            })
        })
        .collect();
    Err(Error::new(
        Kind::Ambiguous,
        format!(
            "Subscription {} has {} plans: {}",
            subscription.id,
            items.len(),
            shown::plans(subscription)
        ),
    )
    .field("from_price")
    .hint("Choose the one to switch from")
    .details(json!({ "candidates": candidates })))
}

fn warn(draft: &mut Draft<'_>, switch: &Switch<'_>) {
    let Switch {
        subscription,
        price,
        ..
    } = switch;
    let id = &subscription.id;
    if let Some(currency) = &subscription.currency
        && !currency.eq_ignore_ascii_case(&price.currency)
    {
        draft.warn(format!(
            "{id} is billed in {} and the new plan in {}: Stripe refuses it unless the plan has a price in that currency",
            currency.to_uppercase(),
            price.currency.to_uppercase()
        ));
    }
    if subscription.status == "past_due" {
        draft.warn(format!("{id} is past due: a payment for it has failed"));
    }
    if subscription.pending_update.is_some() {
        draft.warn(format!(
            "{id} has a change that waits for a payment: this one takes its place"
        ));
    }
}

async fn at_once(
    mut draft: Draft<'_>,
    target: &Target,
    switch: &Switch<'_>,
    what: &str,
) -> Result<Plan> {
    let intent = draft.intent;
    let Switch {
        subscription,
        item,
        price,
        quantity,
    } = switch;
    free_of_schedule(subscription)?;
    if subscription.cancel_at_period_end || subscription.cancel_at.is_some() {
        draft.warn(format!(
            "{} is set to end, and stays so after the switch",
            subscription.id
        ));
    }
    let proration = intent.required("proration_behavior")?;
    // The same moment for the preview and for the change, so that the figures are the same.
    let moment = (proration != "none" && subscription.status != "trialing")
        .then(|| draft.session.now().as_second().to_string());
    let quantity = quantity.map(|n| n.to_string());
    let preview = Form::default()
        .put("customer", &target.customer.id)
        .put("subscription", &subscription.id)
        .put("subscription_details[items][0][id]", &item.id)
        .put("subscription_details[items][0][price]", &price.id)
        .maybe("subscription_details[items][0][quantity]", quantity.clone())
        .put("subscription_details[proration_behavior]", proration)
        .maybe("subscription_details[proration_date]", moment.clone());
    draft
        .next_invoice(format!("Preview the switch of {what}"), preview)
        .await?;
    let form = Form::default()
        .put("items[0][id]", &item.id)
        .put("items[0][price]", &price.id)
        .maybe("items[0][quantity]", quantity)
        .put("proration_behavior", proration)
        .maybe("proration_date", moment)
        .maybe("payment_behavior", intent.param("payment_behavior"));
    let purpose = format!("Switch {what} now");
    let change = draft
        .client
        .post(&purpose, &["subscriptions", &subscription.id], form)?;
    let memo = Memo {
        customer: target.customer.id.clone(),
        subscription: Some(subscription.id.clone()),
        what: format!("subscription {}", subscription.id),
        done: format!("Switched {what}"),
        want: Want::Item {
            item: item.id.clone(),
            price: price.id.clone(),
        },
    };
    finished(draft, target, &purpose, vec![change], &memo)
}

async fn at_period_end(
    mut draft: Draft<'_>,
    target: &Target,
    switch: &Switch<'_>,
    what: &str,
) -> Result<Plan> {
    let subscription = switch.subscription;
    let id = &subscription.id;
    if subscription.cancel_at_period_end || subscription.cancel_at.is_some() {
        return Err(Error::new(
            Kind::Refused,
            format!("Subscription {id} is set to end: a switch at the end of its period would keep it running"),
        )
        .hint("Take its end back at Stripe first, or choose When: now"));
    }
    repeatable(subscription)?;
    let Some(ends) = subscription.current_period_end else {
        return Err(Error::new(
            Kind::Unsupported,
            format!("Stripe does not tell when the period of subscription {id} ends"),
        )
        .hint("Set the API version to the default one"));
    };
    let present = if let Some(schedule) = subscription.schedule_id() {
        Some(open_schedule(&mut draft, schedule, ends).await?)
    } else {
        None
    };
    let preview = Form::default()
        .put("customer", &target.customer.id)
        .put("subscription", id)
        .put("subscription_details[items][0][id]", &switch.item.id)
        .put("subscription_details[items][0][price]", &switch.price.id)
        .maybe(
            "subscription_details[items][0][quantity]",
            switch.quantity.map(|n| n.to_string()),
        )
        .put("subscription_details[proration_behavior]", "none");
    draft
        .next_invoice(format!("Preview the switch of {what}"), preview)
        .await?;
    let purpose = format!(
        "Switch {what} at the end of its period, {}",
        say::epoch(ends)
    );
    let changes = if let Some((schedule, start)) = &present {
        vec![phases(
            &draft,
            &purpose,
            schedule,
            switch,
            &start.to_string(),
            ends,
        )?]
    } else {
        let form = Form::default().put("from_subscription", id);
        let attach = draft.client.post(
            format!("Attach a schedule to subscription {id}"),
            &["subscription_schedules"],
            form,
        )?;
        let (schedule, start) = (later("schedule_id"), later("phase_start"));
        let fill = phases(&draft, &purpose, &schedule, switch, &start, ends)?
            .awaits("schedule_id")
            .awaits("phase_start");
        vec![attach, fill]
    };
    let memo = Memo {
        customer: target.customer.id.clone(),
        subscription: Some(id.clone()),
        what: format!("subscription {id}"),
        done: format!("Set the switch of {what} for {}", say::epoch(ends)),
        want: Want::Phase {
            schedule: present.map(|(schedule, _)| schedule),
            price: switch.price.id.clone(),
            ends,
        },
    };
    finished(draft, target, &purpose, changes, &memo)
}

/// What a schedule's phase holds beyond what is repeated here would be lost.
fn repeatable(subscription: &Subscription) -> Result<()> {
    let some = |list: Option<&Vec<serde_json::Value>>| list.is_some_and(|l| !l.is_empty());
    let items = &subscription.items.data;
    let has = [
        ("tax rates", some(subscription.default_tax_rates.as_ref())),
        (
            "tax rates of a plan",
            items.iter().any(|i| some(i.tax_rates.as_ref())),
        ),
        (
            "discounts of a plan",
            items.iter().any(|i| some(i.discounts.as_ref())),
        ),
        (
            "billing thresholds",
            subscription.billing_thresholds.is_some()
                || items.iter().any(|i| i.billing_thresholds.is_some()),
        ),
        (
            "an application fee",
            subscription.application_fee_percent.is_some(),
        ),
        (
            "a transfer to another account",
            subscription.transfer_data.is_some() || subscription.on_behalf_of.is_some(),
        ),
    ];
    let has: Vec<_> = has
        .iter()
        .filter(|(_, has)| *has)
        .map(|(n, _)| *n)
        .collect();
    if has.is_empty() {
        return Ok(());
    }
    Err(Error::new(
        Kind::Refused,
        format!(
            "Subscription {} has {}, which a switch at the end of its period would drop",
            subscription.id,
            say::list(&has)
        ),
    )
    .hint("Make the switch in the Stripe Dashboard, or choose When: now"))
}

/// The schedule that is attached already and the start of its present phase. One that holds later changes is not
/// touched: they would be dropped.
async fn open_schedule(draft: &mut Draft<'_>, id: &str, ends: i64) -> Result<(String, i64)> {
    let request = draft.client.schedule(id)?;
    let schedule: Schedule = draft.ask(request).await?;
    let refused = |why: String| {
        Error::new(Kind::Refused, format!("Schedule {id} {why}"))
            .hint("Release the schedule in the Stripe Dashboard first, then run the action again")
    };
    let Some(phase) = schedule.current_phase else {
        return Err(refused("has no present phase".into()));
    };
    if let Some(next) = schedule
        .phases
        .iter()
        .find(|p| p.start_date > phase.start_date)
    {
        let prices: Vec<_> = next.items.iter().map(|i| i.price.id()).collect();
        return Err(refused(format!(
            "already holds a change for {}, to {}",
            say::epoch(next.start_date),
            say::list(&prices)
        )));
    }
    if phase.end_date != ends {
        return Err(refused(format!(
            "has a phase until {}, and the period ends {}",
            say::epoch(phase.end_date),
            say::epoch(ends)
        )));
    }
    Ok((schedule.id, phase.start_date))
}

/// The request that gives a schedule its two phases: what runs now, and the same with the new plan.
fn phases(
    draft: &Draft<'_>,
    purpose: &str,
    schedule: &str,
    switch: &Switch<'_>,
    start: &str,
    ends: i64,
) -> Result<Request> {
    let subscription = switch.subscription;
    let mut form = Form::default()
        .put("end_behavior", "release")
        .put("proration_behavior", "none")
        .put("phases[0][start_date]", start)
        .put("phases[0][end_date]", ends.to_string());
    if subscription.status == "trialing" {
        let at = subscription.trial_end.map(|at| at.to_string());
        form = form.maybe("phases[0][trial_end]", at);
    }
    for phase in 0..2 {
        for (n, item) in subscription.items.data.iter().enumerate() {
            let new = phase == 1 && item.id == switch.item.id;
            let (price, quantity) = if new {
                (&switch.price.id, switch.quantity)
            } else {
                (
                    &item.price.id,
                    item.quantity.filter(|_| !item.price.metered()),
                )
            };
            let at = format!("phases[{phase}][items][{n}]");
            form = form
                .put(format!("{at}[price]"), price)
                .maybe(format!("{at}[quantity]"), quantity.map(|n| n.to_string()));
        }
        for (n, discount) in subscription.discount_ids().into_iter().enumerate() {
            form = form.put(
                format!("phases[{phase}][discounts][{n}][discount]"),
                discount,
            );
        }
    }
    let form = form.put("phases[1][iterations]", "1");
    draft
        .client
        .post(purpose, &["subscription_schedules", schedule], form)
}
