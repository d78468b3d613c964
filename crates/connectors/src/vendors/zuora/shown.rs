//! How Zuora's values are said to people: a subscription in a line or as facts. Zuora's dates are days without a time.

use super::replies::{RatePlan, Subscription};
use crate::plan::Fact;
use crate::say;

/// "A-S00000071 (Active, TERMED until 2027-01-01)".
pub(super) fn brief(subscription: &Subscription) -> String {
    let Subscription {
        subscription_number: number,
        status,
        ..
    } = subscription;
    match term(subscription) {
        Some(term) => format!("{number} ({status}, {term})"),
        None => format!("{number} ({status})"),
    }
}

/// "subscription A-S00000071 (Gold monthly)".
pub(super) fn named(subscription: &Subscription) -> String {
    format!(
        "subscription {} ({})",
        subscription.subscription_number,
        plans(subscription)
    )
}

/// "TERMED until 2027-01-01", "EVERGREEN".
fn term(subscription: &Subscription) -> Option<String> {
    let kind = subscription.term_type.as_deref()?;
    Some(match subscription.term_end_date.as_deref() {
        Some(end) if !subscription.is_evergreen() => format!("{kind} until {end}"),
        _ => kind.to_owned(),
    })
}

/// The names of the rate plans that it holds.
pub(super) fn plans(subscription: &Subscription) -> String {
    let names: Vec<_> = subscription.held().map(RatePlan::name).collect();
    say::list(&names)
}

/// The state of a subscription, under the labels that plans and reports share.
pub(super) fn facts(subscription: &Subscription, currency: Option<&str>) -> Vec<Fact> {
    let currency = subscription.currency.as_deref().or(currency);
    let mut facts = vec![
        Fact::new("Subscription", &subscription.subscription_number),
        Fact::new("Status", &subscription.status),
        Fact::new("Rate plans", plans(subscription)),
    ];
    let mut put = |label: &str, value: Option<String>| {
        facts.extend(value.map(|value| Fact::new(label, value)));
    };
    put("Term", term(subscription));
    if !subscription.is_evergreen() {
        let renews = subscription
            .auto_renew
            .map(|on| if on { "on" } else { "off" });
        put("Auto renewal", renews.map(str::to_owned));
    }
    put("Ends", subscription.subscription_end_date.clone());
    let mrr = subscription.contracted_mrr.as_ref();
    put(
        "Recurring a month",
        mrr.and_then(|mrr| say::decimal(mrr, currency)),
    );
    facts
}
