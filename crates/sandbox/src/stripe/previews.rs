//! What the next invoice would be. Nothing is changed.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::fields::Fields;
use super::subscription::Item;
use super::{Reply, Stripe, refusals};
use crate::vendor::{Answer, Request};

impl Stripe {
    pub(super) fn preview(&mut self, request: &Request, now: Timestamp) -> Reply {
        let mut fields = Fields::of(request);
        let id = fields.needed("customer")?;
        let customer = self.customers.iter().position(|c| c.id == id);
        let customer =
            customer.ok_or_else(|| refusals::missing(400, "customer", &id, "customer"))?;
        let known = fields.take("subscription");
        let proration = fields.word(
            "subscription_details[proration_behavior]",
            &["create_prorations", "always_invoice", "none"],
        )?;
        let moment = fields.number("subscription_details[proration_date]")?;
        let trial_end = fields.number("subscription_details[trial_end]")?;
        let coupon = fields.take("discounts[0][coupon]");
        let mut renamed = fields.without_prefix("subscription_details");
        // What is made for a preview is not kept, so its id may be used again.
        let made = self.made;
        let mut lines: Vec<(String, i64)> = Vec::new();
        let (items, discount) = if let Some(id) = known {
            let at = self.subscription(&id)?;
            let had = self.subscriptions[at].items.clone();
            let mut items = had.clone();
            self.change_items(&mut renamed, &mut items)?;
            let s = &self.subscriptions[at];
            let trialing = s.status == "trialing";
            if !trialing && proration.as_deref() != Some("none") {
                let (start, end) = (s.period.start.as_second(), s.period.end.as_second());
                let at = moment.unwrap_or(now.as_second()).clamp(start, end);
                let part = |amount: i64| amount * (end - at) / (end - start).max(1);
                for item in had.iter().filter(|i| !same(i, &items)) {
                    let amount = -part(self.amount(item));
                    lines.push((format!("Unused time on {}", self.name(item)), amount));
                }
                for item in items.iter().filter(|i| !same(i, &had)) {
                    let amount = part(self.amount(item));
                    lines.push((format!("Remaining time on {}", self.name(item)), amount));
                }
            }
            (items, s.discounts.first().map(|d| d.coupon))
        } else {
            let mut items = Vec::new();
            self.change_items(&mut renamed, &mut items)?;
            (items, None)
        };
        self.made = made;
        renamed.finished()?;
        let discount = match coupon {
            Some(id) => Some(self.coupon(&id, "discounts[0][coupon]", now)?),
            None => discount.or(self.customers[customer].discount.as_ref().map(|d| d.coupon)),
        };
        for item in &items {
            match trial_end {
                Some(_) => lines.push((format!("Trial period for {}", self.name(item)), 0)),
                None => lines.push((format!("1 × {}", self.name(item)), self.amount(item))),
            }
        }
        let sum: i64 = lines.iter().map(|(_, amount)| amount).sum();
        let total = discount.map_or(sum, |at| self.coupons[at].applied(sum));
        let lines: Vec<Value> = lines
            .iter()
            .enumerate()
            .map(|(n, (words, amount))| {
                json!({ "id": format!("il_tmp_{n}"), "object": "line_item", "amount": amount, "currency": "usd", "description": words })
            })
            .collect();
        Ok(Answer::json(
            200,
            &json!({
                "object": "invoice", "amount_due": total.max(0), "currency": "usd", "customer": id, "livemode": false,
                "subtotal": sum, "total": total, "next_payment_attempt": now.as_second() + 3600,
                "lines": { "object": "list", "data": lines, "has_more": false, "url": "/v1/invoices/upcoming/lines" },
            }),
        ))
    }

    fn name(&self, item: &Item) -> &'static str {
        self.products[self.prices[item.price].product].name
    }

    fn amount(&self, item: &Item) -> i64 {
        let price = &self.prices[item.price];
        if price.metered {
            return 0;
        }
        price.amount * item.quantity.unwrap_or(1)
    }
}

fn same(item: &Item, others: &[Item]) -> bool {
    others
        .iter()
        .any(|o| o.id == item.id && o.price == item.price && o.quantity == item.quantity)
}
