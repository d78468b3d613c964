//! How Chargify's values are said to people: prices, a subscription in a line or as facts.

use super::replies::{Manifest, Preview, Product, Subscription};
use crate::plan::Fact;
use crate::say::{every, list, minor, span, time};

/// Cents as an amount: "49.00 USD". All of Chargify's amounts are hundredths.
pub(super) fn money(cents: i64, currency: Option<&str>) -> String {
    minor(cents, 2, currency)
}

/// "49.00 USD every month", as far as it is known.
pub(super) fn price(product: &Product, currency: Option<&str>) -> Option<String> {
    let price = money(product.price_in_cents?, currency);
    Some(match (product.interval, &product.interval_unit) {
        (Some(interval), Some(unit)) => format!("{price} {}", every(interval, unit)),
        _ => price,
    })
}

/// "14 days trial", "1 month trial for 1.00 USD".
pub(super) fn trial(product: &Product, currency: Option<&str>) -> Option<String> {
    let interval = product.trial_interval.filter(|n| *n > 0)?;
    let trial = format!(
        "{} trial",
        span(interval, product.trial_interval_unit.as_deref()?)
    );
    Some(match product.trial_price_in_cents {
        Some(cents) if cents != 0 => format!("{trial} for {}", money(cents, currency)),
        _ => trial,
    })
}

/// "71 (active, period ends 2026-12-01 10:00 UTC)", "70 (canceled 2026-11-21 12:00 UTC)".
pub(super) fn in_brief(subscription: &Subscription) -> String {
    let Subscription { id, state, .. } = subscription;
    match (
        subscription.canceled_since(),
        &subscription.current_period_ends_at,
    ) {
        (Some(at), _) => format!("{id} ({state} {})", time(at)),
        (None, Some(at)) if !subscription.ended() => {
            format!("{id} ({state}, period ends {})", time(at))
        }
        _ => format!("{id} ({state})"),
    }
}

/// The state of a subscription, under the labels that plans and reports share.
pub(super) fn facts(subscription: &Subscription, currency: Option<&str>) -> Vec<Fact> {
    let currency = subscription.currency.as_deref().or(currency);
    let maybe = |text: &Option<String>| text.as_deref().map_or_else(|| "none".into(), time);
    let cancellation = match (subscription.canceled_since(), subscription.cancels_at()) {
        (Some(at), _) => format!("made {}", time(at)),
        (None, Some(at)) => format!("set for {}", time(at)),
        (None, None) if subscription.will_cancel() => "set".into(),
        (None, None) => "none".into(),
    };
    let coupons = subscription.coupons();
    let mut facts = vec![
        Fact::new("Subscription", subscription.id.as_str()),
        Fact::new("Plan", &subscription.product.name),
        Fact::new("State", &subscription.state),
        Fact::new(
            "Current period ends",
            maybe(&subscription.current_period_ends_at),
        ),
        Fact::new("Next assessment", maybe(&subscription.next_assessment_at)),
        Fact::new("Cancellation", cancellation),
        Fact::new("Coupons", list(&coupons)),
    ];
    if let Some(cents) = subscription.balance_in_cents {
        facts.push(Fact::new("Balance", money(cents, currency)));
    }
    if let Some(method) = &subscription.payment_collection_method {
        facts.push(Fact::new("Payment collection", method));
    }
    facts
}

/// What a preview says will be charged, now and next.
pub(super) fn preview(preview: &Preview, currency: Option<&str>) -> Vec<Fact> {
    let now = &preview.current_billing_manifest;
    let mut facts = vec![Fact::new(
        "Charged at once",
        money(now.total_in_cents, currency),
    )];
    let parts = [
        ("Discount", now.total_discount_in_cents),
        ("Tax", now.total_tax_in_cents),
        ("Balance from before", now.existing_balance_in_cents),
    ];
    for (label, cents) in parts {
        if let Some(cents) = cents.filter(|c| *c != 0) {
            facts.push(Fact::new(label, money(cents, currency)));
        }
    }
    for item in &now.line_items {
        if let (Some(memo), Some(cents)) = (&item.memo, item.amount_in_cents) {
            facts.push(Fact::new(memo, money(cents, currency)));
        }
    }
    if let Some(next) = &preview.next_billing_manifest {
        facts.push(Fact::new("Next charge", next_charge(next, currency)));
    }
    facts
}

fn next_charge(next: &Manifest, currency: Option<&str>) -> String {
    let amount = money(next.total_in_cents, currency);
    match &next.start_date {
        Some(at) => format!("{amount} on {}", time(at)),
        None => amount,
    }
}
