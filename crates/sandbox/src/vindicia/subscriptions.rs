//! Subscriptions: how they are found and shown, and what time does to them.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::catalogue::names;
use super::replies::{self, vid};
use super::{Reply, Vindicia};
use crate::calendar::{Cycle, iso};
use crate::vendor::{Answer, Request};

/// A product of a subscription.
#[derive(Clone)]
pub(super) struct Item {
    pub id: String,
    /// The place of the product.
    pub product: usize,
    pub campaign: Option<&'static str>,
}

/// A subscription of an account.
#[derive(Clone)]
pub(super) struct Subscription {
    pub id: String,
    pub account: String,
    /// Active, Suspended, Pending Cancel, Cancelled.
    pub status: &'static str,
    pub billing_state: &'static str,
    pub cycle: Cycle,
    pub items: Vec<Item>,
    /// Items that give way to others with the next bill.
    pub leaving: Vec<String>,
}

impl Vindicia {
    /// The place of the subscription of that id, the merchant's or Vindicia's.
    pub(super) fn position(&self, id: &str) -> Result<usize, Answer> {
        self.subscriptions
            .iter()
            .enumerate()
            .position(|(place, s)| s.id == id || vid(3, place) == id)
            .ok_or_else(|| replies::not_found("Subscription", id))
    }

    pub(super) fn shown(&self, place: usize) -> Value {
        let s = &self.subscriptions[place];
        let cents: u32 = s.items.iter().map(|i| self.products[i.product].cents).sum();
        let items: Vec<Value> = s
            .items
            .iter()
            .map(|i| {
                json!({
                    "object": "SubscriptionItem",
                    "id": i.id,
                    "product": { "object": "Product", "id": self.products[i.product].id },
                    "campaign_code": i.campaign,
                })
            })
            .collect();
        let next = (s.status == "Active").then(|| {
            json!({ "amount": f64::from(cents) / 100.0, "currency": "USD", "date": iso(s.cycle.end) })
        });
        json!({
            "object": "Subscription",
            "id": s.id,
            "vid": vid(3, place),
            "account": { "object": "Account", "id": s.account },
            "status": s.status,
            "billing_state": s.billing_state,
            "billing_plan": { "object": "BillingPlan", "id": "MONTHLY" },
            "items": { "object": "List", "data": items },
            "next_billing": next,
        })
    }

    pub(super) fn list_subscriptions(&self, request: &Request) -> Reply {
        replies::known(
            names(request).iter(),
            &["account", "limit", "starting_after"],
        )?;
        let account = request.param("account");
        let rows: Vec<Value> = (0..self.subscriptions.len())
            .filter(|&place| account.is_none_or(|a| self.subscriptions[place].account == a))
            .map(|place| self.shown(place))
            .collect();
        replies::list(request, "subscriptions", &rows)
    }

    pub(super) fn read_subscription(&self, id: &str) -> Reply {
        Ok(Answer::json(200, &self.shown(self.position(id)?)))
    }

    /// Lets happen what was due by `now`: bills, with the changes that wait for them, and ends.
    pub(super) fn pass(&mut self, now: Timestamp) {
        for s in &mut self.subscriptions {
            if s.cycle.end > now {
                continue;
            }
            match s.status {
                "Active" => {
                    s.cycle.roll(now);
                    let leaving = std::mem::take(&mut s.leaving);
                    s.items.retain(|i| !leaving.contains(&i.id));
                }
                "Pending Cancel" => {
                    s.status = "Cancelled";
                    s.billing_state = "Billing Completed";
                }
                _ => {}
            }
        }
    }
}
