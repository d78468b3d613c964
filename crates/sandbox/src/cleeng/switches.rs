//! Switches to another offer: upgrades take effect at once, downgrades at the renewal, as Cleeng's defaults are.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::subscriptions::Status;
use super::{Cleeng, Reply, replies};
use crate::calendar::Cycle;
use crate::vendor::{Answer, Request};

/// A switch that was asked for.
pub(super) struct Switch {
    pub id: String,
    pub subscription: u32,
    pub from: usize,
    pub to: usize,
    pub upgrade: bool,
    /// pending or completed (inferred).
    pub status: &'static str,
    pub at: Timestamp,
}

/// Why a switch is not possible: one of Cleeng's codes.
type Reason = &'static str;

impl Cleeng {
    /// Whether the switch settings have it: between versions for one country, dearer is an upgrade.
    fn defined(&self, from: usize, to: usize) -> Option<bool> {
        let (from, to) = (&self.offers[from], &self.offers[to]);
        (from.country == to.country && from.cents != to.cents).then_some(to.cents > from.cents)
    }

    fn unavailable(&self, place: usize, to: usize) -> Option<Reason> {
        let subscription = &self.subscriptions[place];
        let customer = self
            .customers
            .iter()
            .find(|c| c.id == subscription.customer);
        let upgrade = self.defined(subscription.offer, to) == Some(true);
        if customer.is_some_and(|c| !["adyen", "paypal"].contains(&c.gateway)) {
            Some("PAYMENT_GATEWAY_NOT_SUPPORTED")
        } else if subscription.renewing {
            Some("RECURRING_PROCESS_ALREADY_STARTED")
        } else if subscription.coupon.is_some() {
            Some("SUBSCRIPTION_WITH_COUPON_NOT_ALLOWED")
        } else if self.offers[to].cents == 0 {
            Some("TO_FREE_OFFER_NOT_ALLOWED")
        } else if self.subscriptions.iter().any(|other| {
            other.customer == subscription.customer
                && other.offer == to
                && other.status == Status::Active
        }) {
            Some("ALREADY_HAS_ACCESS")
        } else if upgrade && customer.is_some_and(|c| !c.has_card) {
            Some("MISSING_PAYMENT_DETAILS")
        } else {
            None
        }
    }

    pub(super) fn availability(&self, request: &Request) -> Reply {
        replies::known_query(request, &["subscriptionId"])?;
        let id = request
            .param("subscriptionId")
            .ok_or_else(|| replies::invalid("subscriptionId is required."))?;
        let place = self.position(id)?;
        let from = self.subscriptions[place].offer;
        let (mut available, mut unavailable) = (Vec::new(), Vec::new());
        for (to, offer) in self.offers.iter().enumerate() {
            let Some(upgrade) = self.defined(from, to).filter(|_| offer.active) else {
                continue;
            };
            let mut row = json!({
                "fromOfferId": self.offers[from].id,
                "toOfferId": offer.id,
                "title": offer.title,
                "switchDirection": if upgrade { "upgrade" } else { "downgrade" },
                "algorithm": if upgrade { "IMMEDIATE_WITHOUT_PRORATION" } else { "DEFERRED" },
                "price": f64::from(offer.cents) / 100.0,
                "currency": offer.currency,
            });
            match self.unavailable(place, to) {
                None => available.push(row),
                Some(reason) => {
                    row["reason"] =
                        json!({ "code": reason, "message": "The switch is not possible." });
                    unavailable.push(row);
                }
            }
        }
        Ok(Answer::json(
            200,
            &json!({ "available": available, "unavailable": unavailable }),
        ))
    }

    pub(super) fn read_switch(&self, id: &str) -> Reply {
        let switch = self.switches.iter().find(|s| s.id == id);
        let switch = switch.ok_or_else(|| replies::not_found("Switch"))?;
        Ok(Answer::json(200, &self.shown_switch(switch)))
    }

    fn shown_switch(&self, switch: &Switch) -> Value {
        json!({
            "id": switch.id,
            "subscriptionId": switch.subscription,
            "fromOfferId": self.offers[switch.from].id,
            "toOfferId": self.offers[switch.to].id,
            "direction": if switch.upgrade { "upgrade" } else { "downgrade" },
            "algorithm": if switch.upgrade { "IMMEDIATE_WITHOUT_PRORATION" } else { "DEFERRED" },
            "status": switch.status,
            "createdAt": switch.at.as_second(),
        })
    }

    pub(super) fn switch(&mut self, body: &Value, now: Timestamp) -> Reply {
        replies::known_members(body, &["subscriptionId", "toOfferId", "switchDirection"])?;
        let text = |name: &str| {
            body.get(name)
                .and_then(Value::as_str)
                .ok_or_else(|| replies::invalid(&format!("{name} is required.")))
        };
        let id = body
            .get("subscriptionId")
            .and_then(Value::as_u64)
            .ok_or_else(|| replies::invalid("subscriptionId must be an integer."))?;
        let (to, direction) = (text("toOfferId")?, text("switchDirection")?);
        let upgrade = match direction {
            "upgrade" => true,
            "downgrade" => false,
            _ => {
                return Err(replies::invalid(
                    "switchDirection must be upgrade or downgrade.",
                ));
            }
        };
        let place = self.position(&id.to_string())?;
        let to = self
            .offers
            .iter()
            .position(|o| o.id == to)
            .ok_or_else(|| replies::invalid("toOfferId: offer not found."))?;
        let subscription = &self.subscriptions[place];
        let from = subscription.offer;
        let no = |code: &str| Err(replies::refused(400, code, "The switch is not possible."));
        if subscription.status != Status::Active {
            return Err(replies::invalid("The subscription is not active."));
        }
        if to == from {
            return no("SAME_TARGET_OFFER");
        }
        if subscription.pending.is_some() {
            return no("SWITCH_IN_PROGRESS");
        }
        if !self.offers[to].active {
            return no("OFFER_INACTIVE");
        }
        if self.offers[to].country != self.offers[from].country {
            return no("TO_OFFER_COUNTRY_NOT_ALLOWED");
        }
        if self.defined(from, to) != Some(upgrade) {
            return no("SWITCH_NOT_DEFINED_IN_SWITCH_SETTINGS");
        }
        if let Some(code) = self.unavailable(place, to) {
            return no(code);
        }
        let switch = self.push_switch(place, to, upgrade, now);
        Ok(Answer::json(201, &self.shown_switch(&self.switches[switch])).changed())
    }

    /// Makes a switch, which is done at once if it is an upgrade. Gives its place.
    pub(super) fn push_switch(
        &mut self,
        place: usize,
        to: usize,
        upgrade: bool,
        now: Timestamp,
    ) -> usize {
        let subscription = &mut self.subscriptions[place];
        let made = self.switches.len();
        self.switches.push(Switch {
            id: format!("sw-{:06}", 1000 + made),
            subscription: subscription.id,
            from: subscription.offer,
            to,
            upgrade,
            status: if upgrade { "completed" } else { "pending" },
            at: now,
        });
        if upgrade {
            subscription.offer = to;
            subscription.in_trial = false;
            let offer = &self.offers[to];
            subscription.cycle = Cycle::begun(now, offer.interval, offer.unit);
        } else {
            subscription.pending = Some(made);
        }
        made
    }
}
