//! How Stripe's objects are said to people: prices, coupons, a subscription in a line or as facts.

use serde_json::json;

use super::replies::{Coupon, Customer, Discount, Item, Preview, Price, Ref, Subscription};
use crate::plan::Fact;
use crate::say;
use crate::target::Candidate;

/// An amount in the currency's smallest unit as Stripe counts it, which differs from ISO 4217 for three currencies.
pub(super) fn money(amount: i64, currency: &str) -> String {
    let digits = match currency.to_ascii_lowercase().as_str() {
        "mga" => 0,
        "isk" | "ugx" => 2,
        other => say::digits_of(other),
    };
    say::minor(amount, digits, Some(currency))
}

/// "Gold — yearly", "Gold yearly", or the price's id.
pub(super) fn plan(price: &Price) -> String {
    let filled = |text: &Option<String>| text.clone().filter(|t| !t.trim().is_empty());
    let product = price.product.as_ref().and_then(Ref::whole);
    match (
        product.and_then(|p| filled(&p.name)),
        filled(&price.nickname),
    ) {
        (Some(product), Some(nickname)) => format!("{product} — {nickname}"),
        (Some(name), None) | (None, Some(name)) => name,
        (None, None) => price.id.clone(),
    }
}

/// "29.00 USD every month".
pub(super) fn amount(price: &Price) -> String {
    let amount = match price.unit_amount {
        Some(amount) => money(amount, &price.currency),
        None => format!(
            "in tiers or parts of a cent, {}",
            price.currency.to_uppercase()
        ),
    };
    match &price.recurring {
        Some(r) => format!("{amount} {}", say::every(r.interval_count, &r.interval)),
        None => format!("{amount} once"),
    }
}

/// "10% off for 3 months".
pub(super) fn coupon(coupon: &Coupon) -> String {
    let off = match (coupon.percent_off, coupon.amount_off) {
        (Some(percent), _) => format!("{percent}% off"),
        (None, Some(amount)) => format!(
            "{} off",
            money(amount, coupon.currency.as_deref().unwrap_or_default())
        ),
        (None, None) => "a discount".into(),
    };
    match (coupon.duration.as_deref(), coupon.duration_in_months) {
        (Some("repeating"), Some(months)) => format!("{off} for {}", say::span(months, "month")),
        (Some(duration), _) => format!("{off} {duration}"),
        (None, _) => off,
    }
}

/// "SAVE10 (10% off once)".
pub(super) fn discount(discount: &Discount) -> String {
    let coupon_id = &discount.coupon.id;
    let until = match discount.end {
        Some(at) => format!(", until {}", say::epoch(at)),
        None => String::new(),
    };
    format!("{coupon_id} ({}{until})", coupon(&discount.coupon))
}

/// "Gold yearly × 2".
fn item(item: &Item) -> String {
    let plan = plan(&item.price);
    match item.quantity {
        Some(n) if n != 1 => format!("{plan} × {n}"),
        _ => plan,
    }
}

pub(super) fn plans(subscription: &Subscription) -> String {
    let items: Vec<_> = subscription.items.data.iter().map(item).collect();
    say::list(&items)
}

/// `sub_1 (active, period ends 2026-12-10 15:00 UTC)`.
pub(super) fn in_brief(subscription: &Subscription) -> String {
    let Subscription { id, status, .. } = subscription;
    let when = match (
        status.as_str(),
        subscription.trial_end,
        subscription.current_period_end,
    ) {
        ("trialing", Some(at), _) => format!(", trial ends {}", say::epoch(at)),
        ("canceled" | "incomplete_expired", ..) => String::new(),
        (_, _, Some(at)) => format!(", period ends {}", say::epoch(at)),
        _ => String::new(),
    };
    format!("{id} ({status}{when})")
}

/// One that could be meant.
pub(super) fn candidate(subscription: &Subscription) -> Candidate {
    Candidate {
        id: subscription.id.clone(),
        brief: format!("{} to {}", in_brief(subscription), plans(subscription)),
        facts: json!({
            "status": subscription.status,
            "plans": plans(subscription),
            "created": subscription.created.map(say::epoch),
            "current_period_ends": subscription.current_period_end.map(say::epoch),
        }),
    }
}

/// A customer that could be meant.
pub(super) fn customer(customer: &Customer) -> Candidate {
    Candidate {
        id: customer.id.clone(),
        brief: match &customer.name {
            Some(name) => format!("{} ({name})", customer.id),
            None => customer.id.clone(),
        },
        facts: json!({
            "name": customer.name,
            "email": customer.email,
            "created": customer.created.map(say::epoch),
        }),
    }
}

/// The state of a subscription, under the labels that plans and reports share.
pub(super) fn facts(subscription: &Subscription) -> Vec<Fact> {
    let maybe = |at: Option<i64>| at.map_or_else(|| "none".into(), say::epoch);
    let cancellation = match (
        subscription.status.as_str(),
        subscription.canceled_at,
        subscription.cancel_at,
    ) {
        ("canceled", Some(at), _) => format!("made {}", say::epoch(at)),
        _ if subscription.cancel_at_period_end => {
            format!("set for {}", maybe(subscription.current_period_end))
        }
        (_, _, Some(at)) => format!("set for {}", say::epoch(at)),
        _ => "none".into(),
    };
    let discounts = match &subscription.discount {
        Some(one) if subscription.discount_ids().len() < 2 => discount(one),
        _ => say::list(&subscription.discount_ids()),
    };
    vec![
        Fact::new("Subscription", &subscription.id),
        Fact::new("Plans", plans(subscription)),
        Fact::new("Status", &subscription.status),
        Fact::new("Trial ends", maybe(subscription.trial_end)),
        Fact::new(
            "Current period ends",
            maybe(subscription.current_period_end),
        ),
        Fact::new("Cancellation", cancellation),
        Fact::new("Discounts", discounts),
        Fact::new("Schedule", subscription.schedule_id().unwrap_or("none")),
    ]
}

/// The discount of a customer.
pub(super) fn customer_facts(customer: &Customer) -> Vec<Fact> {
    let shown = customer.discount.as_ref().map_or("none".into(), discount);
    vec![Fact::new("Discount of the customer", shown)]
}

/// What the next invoice would be.
pub(super) fn preview(preview: &Preview) -> Vec<Fact> {
    let currency = &preview.currency;
    let due = money(preview.amount_due, currency);
    let mut facts = vec![
        Fact::new("Next invoice", money(preview.total, currency)),
        Fact::new(
            "To be paid",
            match preview.next_payment_attempt {
                Some(at) => format!("{due}, {}", say::epoch(at)),
                None => due,
            },
        ),
    ];
    for line in &preview.lines.data {
        let label = line.description.as_deref().unwrap_or("Line");
        facts.push(Fact::new(label, money(line.amount, currency)));
    }
    if preview.lines.has_more {
        facts.push(Fact::new("More lines", "not shown"));
    }
    facts
}
