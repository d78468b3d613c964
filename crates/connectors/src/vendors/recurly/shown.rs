//! How Recurly's values are said to people.

use serde_json::Value;

use super::replies::{Change, Coupon, Invoice, Invoices, Plan, Subscription, at};
use crate::error::{Error, Result};
use crate::plan::Fact;
use crate::say;

/// A time of Recurly's in UTC, to the minute.
pub(super) fn time(text: &str) -> String {
    at(text).map_or_else(|| text.to_owned(), say::moment)
}

/// "1 cycle", "2 cycles".
pub(super) fn cycles(n: i64) -> String {
    say::span(u32::try_from(n).unwrap_or(u32::MAX), "cycle")
}

/// "p2x (active, period ends 2026-12-10 15:00 UTC)".
pub(super) fn in_brief(s: &Subscription) -> String {
    let mut words = vec![s.state.clone()];
    if let Some(cycles) = s.remaining_pause_cycles.filter(|n| *n > 0) {
        words.push(match s.state.as_str() {
            "paused" => format!("{} left", self::cycles(cycles)),
            _ => format!("pauses for {}", self::cycles(cycles)),
        });
    }
    let end = match s.state.as_str() {
        "canceled" => s
            .expires_at
            .as_deref()
            .or(s.current_period_ends_at.as_deref()),
        "active" | "paused" => s.current_period_ends_at.as_deref(),
        _ => None,
    };
    if let Some(end) = end {
        let what = if s.state == "canceled" {
            "expires"
        } else {
            "period ends"
        };
        words.push(format!("{what} {}", time(end)));
    }
    format!("{} ({})", s.id, words.join(", "))
}

/// The state of a subscription, label by label: before and after have the same.
pub(super) fn facts(s: &Subscription) -> Vec<Fact> {
    let mut facts = vec![
        Fact::new("State", &s.state),
        Fact::new("Plan", format!("{} ({})", s.plan.name(), s.plan.code)),
    ];
    let mut put = |label: &str, value: Option<String>| {
        facts.extend(value.map(|value| Fact::new(label, value)));
    };
    let price = say::decimal(&s.unit_amount, s.currency.as_deref());
    put(
        "Price",
        price.map(|price| match s.quantity {
            Some(n) if n > 1 => format!("{n} × {price}"),
            _ => price,
        }),
    );
    let when = |text: &Option<String>| text.as_deref().map(time);
    put("Period ends", when(&s.current_period_ends_at));
    put("Term ends", when(&s.current_term_ends_at));
    put("Trial ends", when(&s.trial_ends_at));
    put(
        "Pause",
        s.remaining_pause_cycles.filter(|n| *n > 0).map(|n| {
            let until = s
                .resume_at
                .as_deref()
                .map(|at| format!(", until {}", time(at)));
            let state = if s.state == "paused" {
                "left"
            } else {
                "from the next renewal"
            };
            format!("{} {state}{}", self::cycles(n), until.unwrap_or_default())
        }),
    );
    put("Cancelled", when(&s.canceled_at));
    put("Expires", when(&s.expires_at));
    put(
        "Waiting change",
        s.pending_change
            .as_ref()
            .map(|c| change(c, s.currency.as_deref())),
    );
    facts
}

/// "Gold, 9.99 USD, on 2026-12-10 15:00 UTC".
pub(super) fn change(change: &Change, currency: Option<&str>) -> String {
    let parts = [
        change.plan.as_ref().map(|p| p.name().to_owned()),
        say::decimal(&change.unit_amount, currency),
        change
            .activate_at
            .as_deref()
            .map(|at| format!("on {}", time(at))),
    ];
    let parts: Vec<_> = parts.into_iter().flatten().collect();
    say::list(&parts)
}

/// What invoices would be made.
pub(super) fn invoices(invoices: &Invoices, currency: Option<&str>) -> Vec<Fact> {
    let mut facts = Vec::new();
    let mut put = |invoice: &Invoice, total: &str| {
        let currency = invoice.currency.as_deref().or(currency);
        for line in invoice.line_items.iter().flatten() {
            let amount = say::decimal(&line.amount, currency);
            if let (Some(what), Some(amount)) = (&line.description, amount) {
                facts.push(Fact::new(what, amount));
            }
        }
        for (label, value) in [("Discount", &invoice.discount), ("Tax", &invoice.tax)] {
            if value.as_f64().is_some_and(|n| n > 0.0) {
                facts.extend(say::decimal(value, currency).map(|v| Fact::new(label, v)));
            }
        }
        facts.extend(say::decimal(&invoice.total, currency).map(|v| Fact::new(total, v)));
    };
    if let Some(charge) = &invoices.charge_invoice {
        put(charge, "Charged at once");
    }
    for credit in invoices.credit_invoices.iter().flatten() {
        put(credit, "Credited at once");
    }
    facts
}

/// "9.99 USD, 8.99 EUR every month, trial of 14 days".
pub(super) fn plan(plan: &Plan) -> Option<String> {
    let prices: Vec<_> = plan
        .currencies
        .iter()
        .filter_map(|p| say::decimal(&p.unit_amount, p.currency.as_deref()))
        .collect();
    let unit = |text: &str| text.strip_suffix('s').unwrap_or(text).to_owned();
    let every = plan
        .interval_unit
        .as_deref()
        .map(|u| say::every(plan.interval_length.unwrap_or(1), &unit(u)));
    let price = match (prices.is_empty(), every) {
        (false, Some(every)) => Some(format!("{} {every}", prices.join(", "))),
        (false, None) => Some(prices.join(", ")),
        (true, every) => every,
    };
    let trial = plan.trial_length.filter(|n| *n > 0).map(|n| {
        let unit = unit(plan.trial_unit.as_deref().unwrap_or("days"));
        format!("trial of {}", say::span(n, &unit))
    });
    let ramp = (plan.pricing_model.as_deref() == Some("ramp")).then(|| "price in ramps".to_owned());
    joined([price, trial, ramp])
}

/// "10 % off, for good, on one subscription, until 2026-12-10 00:00 UTC".
pub(super) fn coupon(coupon: &Coupon) -> Option<String> {
    let off = coupon
        .discount
        .as_ref()
        .and_then(|d| match (d.kind.as_deref(), d.percent) {
            (Some("percent"), Some(n)) => Some(format!("{n} % off")),
            (Some("free_trial"), _) => Some("a free trial".into()),
            _ => {
                let all: Vec<_> = d
                    .currencies
                    .iter()
                    .flatten()
                    .filter_map(|p| say::decimal(&p.amount, p.currency.as_deref()))
                    .collect();
                (!all.is_empty()).then(|| format!("{} off", all.join(" or ")))
            }
        });
    let long = coupon.duration.as_deref().map(|d| match d {
        "forever" => "for good".to_owned(),
        "single_use" => "once".to_owned(),
        "temporal" => "for a time".to_owned(),
        "billing_periods" => "for some billing periods".to_owned(),
        other => other.to_owned(),
    });
    let on = match coupon.redemption_resource.as_deref() {
        Some("subscription") => Some("on one subscription".to_owned()),
        Some("account") => Some("on the account".to_owned()),
        _ => None,
    };
    let plans = match (coupon.applies_to_all_plans, &coupon.plans) {
        (Some(false), Some(plans)) if !plans.is_empty() => {
            let codes: Vec<_> = plans.iter().map(|p| p.code.as_str()).collect();
            Some(format!("for {}", codes.join(", ")))
        }
        _ => None,
    };
    let until = coupon
        .redeem_by
        .as_deref()
        .map(|at| format!("until {}", time(at)));
    let bulk = (coupon.kind.as_deref() == Some("bulk"))
        .then(|| "bulk: redeemed by one of its unique codes".to_owned());
    joined([off, long, on, plans, until, bulk])
}

pub(super) fn joined<const N: usize>(parts: [Option<String>; N]) -> Option<String> {
    let parts: Vec<_> = parts.into_iter().flatten().collect();
    (!parts.is_empty()).then(|| parts.join(", "))
}

/// A decimal text as a JSON number that is written with the same digits, or an error: money is not rounded on the way.
pub(super) fn number(field: &str, text: &str) -> Result<Value> {
    match serde_json::from_str::<Value>(text) {
        Ok(value @ Value::Number(_)) if canonical(&value.to_string()) == canonical(text) => {
            Ok(value)
        }
        _ => Err(Error::invalid(
            field,
            format!("{text} has more digits than Recurly can be sent exactly"),
        )
        .hint("Give fewer digits")),
    }
}

/// Whether an amount of Recurly's is that of a decimal text.
pub(super) fn same_amount(value: &Value, text: &str) -> bool {
    say::scalar(value).is_some_and(|v| canonical(&v) == canonical(text))
}

/// Without zeros at the end: "9.90" and "9.9" are one, "10.0" and "10" too.
pub(super) fn canonical(text: &str) -> &str {
    if text.contains('.') {
        text.trim_end_matches('0').trim_end_matches('.')
    } else {
        text
    }
}
