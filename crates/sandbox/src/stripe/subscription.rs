//! A subscription: its state, its periods, how it is shown and listed.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::customers::Discount;
use super::{Reply, Stripe, known, page, refusals};
use crate::calendar::Cycle;
use crate::vendor::{Answer, Request};

pub(super) struct Subscription {
    pub id: String,
    pub customer: usize,
    pub status: &'static str,
    pub items: Vec<Item>,
    /// The paid period; of one in its trial, the trial.
    pub period: Cycle,
    pub trial: Option<(Timestamp, Timestamp)>,
    pub cancel_at_end: bool,
    pub canceled: Option<Timestamp>,
    pub feedback: Option<String>,
    pub comment: Option<String>,
    pub discounts: Vec<Discount>,
    /// The schedule that manages it.
    pub schedule: Option<String>,
    pub created: Timestamp,
    pub invoice: String,
}

#[derive(Debug, Clone)]
pub(super) struct Item {
    pub id: String,
    pub price: usize,
    /// None for what is billed by usage.
    pub quantity: Option<i64>,
}

impl Subscription {
    pub fn ended(&self) -> bool {
        matches!(self.status, "canceled" | "incomplete_expired")
    }
}

impl Stripe {
    /// A few words for a user's note.
    pub(super) fn words(&self, subscription: &Subscription) -> String {
        let prices: Vec<&str> = subscription
            .items
            .iter()
            .map(|item| self.prices[item.price].id.as_str())
            .collect();
        let mut words = format!("{} on {}", subscription.status, prices.join(" and "));
        for discount in &subscription.discounts {
            words = format!("{words} with {}", self.coupons[discount.coupon].id);
        }
        if subscription.cancel_at_end && !subscription.ended() {
            words.push_str(", ends with the period");
        }
        words
    }

    pub(super) fn render_subscription(&self, s: &Subscription, now: Timestamp) -> Value {
        let customer = &self.customers[s.customer];
        let items: Vec<Value> = s
            .items
            .iter()
            .map(|item| self.render_item(s, item))
            .collect();
        let discounts: Vec<&str> = s.discounts.iter().map(|d| d.id.as_str()).collect();
        let discount = s
            .discounts
            .first()
            .map(|d| self.render_discount(d, &customer.id, Some(&s.id), now));
        let end = s.period.end.as_second();
        let canceled = s.canceled.map(Timestamp::as_second);
        json!({
            "id": s.id, "object": "subscription", "application": null, "application_fee_percent": null,
            "automatic_tax": { "enabled": false, "disabled_reason": null, "liability": null },
            "billing_cycle_anchor": s.trial.map_or(s.created, |(_, end)| end).as_second(),
            "billing_thresholds": null, "cancel_at": s.cancel_at_end.then_some(end),
            "cancel_at_period_end": s.cancel_at_end, "canceled_at": canceled,
            "cancellation_details": { "comment": s.comment, "feedback": s.feedback, "reason": canceled.map(|_| "cancellation_requested") },
            "collection_method": "charge_automatically", "created": s.created.as_second(), "currency": "usd",
            "current_period_start": s.period.start.as_second(), "current_period_end": end, "customer": customer.id,
            "days_until_due": null, "default_payment_method": null, "default_source": null, "default_tax_rates": [],
            "description": null, "discount": discount, "discounts": discounts,
            "ended_at": canceled.filter(|_| s.ended()),
            "invoice_settings": { "account_tax_ids": null, "issuer": { "type": "self" } },
            "items": {
                "object": "list", "data": items, "has_more": false,
                "url": format!("/v1/subscription_items?subscription={}", s.id),
            },
            "latest_invoice": s.invoice, "livemode": false, "metadata": {}, "on_behalf_of": null,
            "pause_collection": null, "pending_setup_intent": null, "pending_update": null, "schedule": s.schedule,
            "start_date": s.created.as_second(), "status": s.status, "transfer_data": null,
            "trial_start": s.trial.map(|(start, _)| start.as_second()),
            "trial_end": s.trial.map(|(_, end)| end.as_second()),
        })
    }

    fn render_item(&self, s: &Subscription, item: &Item) -> Value {
        let price = &self.prices[item.price];
        let mut shown = json!({
            "id": item.id, "object": "subscription_item", "billing_thresholds": null, "created": s.created.as_second(),
            "discounts": [], "metadata": {}, "plan": { "id": price.id, "object": "plan" },
            "price": self.render_price(price, false), "subscription": s.id, "tax_rates": [],
        });
        if let Some(quantity) = item.quantity {
            shown["quantity"] = quantity.into();
        }
        shown
    }

    /// The place of a subscription that the path names.
    pub(super) fn subscription(&self, id: &str) -> Result<usize, Answer> {
        self.subscriptions
            .iter()
            .position(|s| s.id == id)
            .ok_or_else(|| refusals::missing(404, "subscription", id, "id"))
    }

    pub(super) fn answer_with(&self, at: usize, now: Timestamp) -> Answer {
        Answer::json(200, &self.render_subscription(&self.subscriptions[at], now))
    }

    pub(super) fn read_subscription(&self, id: &str, now: Timestamp) -> Reply {
        Ok(self.answer_with(self.subscription(id)?, now))
    }

    /// Without `status` the cancelled ones are left out, as the vendor does.
    pub(super) fn list_subscriptions(&self, request: &Request, now: Timestamp) -> Reply {
        known(request, &["customer", "price", "status"])?;
        let (customer, price) = (request.param("customer"), request.param("price"));
        let status = request.param("status");
        let rows: Vec<_> = self
            .subscriptions
            .iter()
            .rev()
            .filter(|s| match status {
                None => s.status != "canceled",
                Some("all") => true,
                Some(wanted) => s.status == wanted,
            })
            .filter(|s| customer.is_none_or(|id| self.customers[s.customer].id == id))
            .filter(|s| {
                price.is_none_or(|id| s.items.iter().any(|i| self.prices[i.price].id == id))
            })
            .map(|s| (s.id.clone(), self.render_subscription(s, now)))
            .collect();
        page(request, "/v1/subscriptions", &rows)
    }
}
