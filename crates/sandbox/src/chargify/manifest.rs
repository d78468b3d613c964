//! What a period costs: the discount of coupons, and the two manifests of a preview.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::Chargify;
use super::catalogue::{Coupon, Discount, Product, Recurs};
use crate::calendar::{after, american, iso, short};

/// What each coupon takes off a price, in their order: a percentage of what is left, and never more than that.
pub(super) fn discounts(cents: i64, coupons: &[&Coupon]) -> Vec<i64> {
    let mut left = cents;
    coupons
        .iter()
        .map(|coupon| {
            let off = match coupon.discount {
                // Half a cent is rounded up.
                Discount::Percent(percent) => (left * percent + 50) / 100,
                Discount::Amount(amount) => amount.min(left),
            };
            left -= off;
            off
        })
        .collect()
}

/// One billing period to be.
struct Period {
    cents: i64,
    kind: &'static str,
    start: Timestamp,
    end: Timestamp,
}

/// The two manifests of a signup at `start`.
pub(super) fn preview(product: &Product, coupons: &[&Coupon], start: Timestamp) -> Value {
    let full = |start| Period {
        cents: product.cents,
        kind: "baseline",
        start,
        end: after(start, product.interval, product.unit),
    };
    let current = match product.trial {
        Some(trial) => Period {
            cents: trial.cents,
            kind: "trial",
            start,
            end: after(start, trial.interval, trial.unit),
        },
        None => full(start),
    };
    let next = full(current.end);
    // A coupon that counts once is used up by the first period that costs something.
    let lasting: Vec<&Coupon> = coupons
        .iter()
        .copied()
        .filter(|coupon| coupon.recurs != Recurs::Once || current.cents == 0)
        .collect();
    let now = if current.cents == 0 { &[][..] } else { coupons };
    json!({ "subscription_preview": {
        "current_billing_manifest": manifest(product, &current, now),
        "next_billing_manifest": manifest(product, &next, &lasting),
    } })
}

fn manifest(product: &Product, period: &Period, coupons: &[&Coupon]) -> Value {
    let Period {
        cents,
        kind,
        start,
        end,
    } = *period;
    let offs = discounts(cents, coupons);
    let off: i64 = offs.iter().sum();
    let mut line = json!({
        "transaction_type": "charge",
        "kind": kind,
        "amount_in_cents": cents,
        "memo": format!("{} ({} - {})", product.name, american(start), american(end)),
        "discount_amount_in_cents": off,
        "taxable_amount_in_cents": 0,
        "product_id": product.id,
        "product_name": product.name,
        "period_range_start": short(start),
        "period_range_end": short(end),
    });
    if let Some(handle) = product.handle {
        line["product_handle"] = json!(handle);
    }
    let mut lines = vec![line];
    for (coupon, off) in coupons.iter().zip(offs) {
        lines.push(json!({
            "transaction_type": "adjustment",
            "kind": "coupon",
            "amount_in_cents": -off,
            "memo": format!("Coupon: {} - {}", coupon.code, coupon.name),
            "discount_amount_in_cents": 0,
            "taxable_amount_in_cents": 0,
        }));
    }
    json!({
        "line_items": lines,
        "total_in_cents": cents - off,
        "total_discount_in_cents": off,
        "total_tax_in_cents": 0,
        "subtotal_in_cents": cents,
        "start_date": iso(start),
        "end_date": iso(end),
        "period_type": if kind == "trial" { "trial" } else { "recurring" },
        "existing_balance_in_cents": 0,
    })
}

impl Chargify {
    /// What a period of a product costs with these coupons, by their places.
    pub(super) fn due(&self, cents: i64, coupons: impl Iterator<Item = usize>) -> i64 {
        let coupons: Vec<&Coupon> = coupons.map(|place| &self.coupons[place]).collect();
        cents - discounts(cents, &coupons).iter().sum::<i64>()
    }
}
