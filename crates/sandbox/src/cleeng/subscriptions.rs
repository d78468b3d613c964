//! Customers and their subscriptions: how they are found, shown, changed one property at a time, and what time does.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::{Cleeng, Reply, replies};
use crate::calendar::Cycle;
use crate::vendor::{Answer, Request};

/// A customer.
pub(super) struct Customer {
    pub id: u32,
    pub external: String,
    pub email: String,
    pub country: &'static str,
    /// The gateway that they pay through.
    pub gateway: &'static str,
    pub has_card: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Status {
    Active,
    /// Cancelled, with access until the period ends.
    Stopped,
    Paused,
    Terminated,
}

impl Status {
    pub fn name(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Stopped => "stopped",
            Self::Paused => "paused",
            Self::Terminated => "terminated",
        }
    }
}

/// A subscription of a customer.
pub(super) struct Subscription {
    pub id: u32,
    pub customer: u32,
    /// The place of its offer.
    pub offer: usize,
    pub status: Status,
    pub cycle: Cycle,
    pub in_trial: bool,
    pub coupon: Option<&'static str>,
    /// The place of the switch that waits for the renewal.
    pub pending: Option<usize>,
    /// Its renewal is being collected at this moment.
    pub renewing: bool,
}

impl Cleeng {
    /// The place of the subscription of that id.
    pub(super) fn position(&self, id: &str) -> Result<usize, Answer> {
        self.subscriptions
            .iter()
            .position(|s| s.id.to_string() == id)
            .ok_or_else(|| replies::not_found("Subscription"))
    }

    pub(super) fn shown(&self, place: usize) -> Value {
        let s = &self.subscriptions[place];
        let next = (s.status == Status::Active).then(|| s.cycle.end.as_second());
        json!({
            "subscriptionId": s.id,
            "customerId": s.customer,
            "offerId": self.offers[s.offer].id,
            "status": s.status.name(),
            "dateFrom": s.cycle.start.as_second(),
            "dateTo": s.cycle.end.as_second(),
            "inTrial": s.in_trial,
            "couponCode": s.coupon,
            "pendingSwitchId": s.pending.map(|place| self.switches[place].id.clone()),
            "nextPaymentAction": next.map(|_| "capture"),
            "nextPaymentActionDate": next,
            "externalProperties": {},
        })
    }

    pub(super) fn list_customers(&self, request: &Request) -> Reply {
        replies::known_query(request, &["email", "externalId", "offset", "limit"])?;
        let (email, external) = (request.param("email"), request.param("externalId"));
        if email.is_none() && external.is_none() {
            return Err(replies::invalid("email or externalId is required."));
        }
        let rows: Vec<Value> = self
            .customers
            .iter()
            .filter(|c| email.is_none_or(|e| c.email.eq_ignore_ascii_case(e)))
            .filter(|c| external.is_none_or(|e| c.external == e))
            .map(|c| json!({ "id": c.id, "email": c.email, "externalId": c.external, "country": c.country }))
            .collect();
        part(request, &rows)
    }

    /// Without a filter there are no rows, and that is no error.
    pub(super) fn list_subscriptions(&self, request: &Request) -> Reply {
        let known = [
            "customerId",
            "externalId",
            "offerId",
            "status[]",
            "limit",
            "offset",
        ];
        replies::known_query(request, &known)?;
        let (customer, offer) = (request.param("customerId"), request.param("offerId"));
        let statuses: Vec<&str> = request
            .query
            .iter()
            .filter(|(key, _)| key == "status[]")
            .map(|(_, value)| value.as_str())
            .collect();
        if let Some(unknown) = statuses
            .iter()
            .find(|s| !["active", "stopped", "terminated", "paused"].contains(s))
        {
            return Err(replies::invalid(&format!("status[] cannot be {unknown}.")));
        }
        if request.param("externalId").is_some() {
            return Err(replies::invalid(
                "The Patchbay sandbox has no externally managed subscriptions.",
            ));
        }
        let rows: Vec<Value> = (0..self.subscriptions.len())
            .filter(|&place| {
                let s = &self.subscriptions[place];
                customer.is_some_and(|id| s.customer.to_string() == id)
                    && offer.is_none_or(|id| self.offers[s.offer].id == id)
                    && (statuses.is_empty() || statuses.contains(&s.status.name()))
            })
            .map(|place| self.shown(place))
            .collect();
        part(request, &rows)
    }

    pub(super) fn read_subscription(&self, id: &str) -> Reply {
        Ok(Answer::json(200, &self.shown(self.position(id)?)))
    }

    /// One property in each call.
    pub(super) fn update(&mut self, id: &str, body: &Value, now: Timestamp) -> Reply {
        let place = self.position(id)?;
        replies::known_members(body, &["couponCode", "status"])?;
        if body.as_object().is_none_or(|members| members.len() != 1) {
            return Err(replies::invalid(
                "Exactly one of expiresAt, couponCode, paymentDetailsId, status, inTrial, externalProperties is allowed.",
            ));
        }
        match (
            body.get("couponCode").and_then(Value::as_str),
            body.get("status").and_then(Value::as_str),
        ) {
            (Some(code), None) => self.apply(place, code)?,
            (None, Some("active")) => self.activate(place, now)?,
            (None, Some(other)) => {
                return Err(replies::invalid(&format!(
                    "The Patchbay sandbox does not simulate the status {other}."
                )));
            }
            _ => return Err(replies::invalid("The value must be a string.")),
        }
        Ok(Answer::json(200, &self.shown(place)).changed())
    }

    fn apply(&mut self, place: usize, code: &str) -> Result<(), Answer> {
        let subscription = &self.subscriptions[place];
        let no = |message: &str| Err(replies::refused(422, "INVALID_COUPON", message));
        if subscription.status != Status::Active {
            return no("Coupons can be applied to active subscriptions only.");
        }
        let Some(campaign) = self.campaigns.iter().find(|c| c.code == code) else {
            return no("Coupon not found.");
        };
        let offer = self.offers[subscription.offer].family();
        if campaign.status != "active" {
            return no("Coupon is not active.");
        }
        if !campaign.offers.is_empty() && !campaign.offers.contains(&offer) {
            return no("Coupon cannot be used with this offer.");
        }
        if campaign.payments == "initial" {
            return no("Coupon cannot be used for renewals.");
        }
        if subscription.coupon == Some(campaign.code) {
            return no("Coupon is already applied.");
        }
        self.subscriptions[place].coupon = Some(campaign.code);
        Ok(())
    }

    fn activate(&mut self, place: usize, now: Timestamp) -> Result<(), Answer> {
        let subscription = &mut self.subscriptions[place];
        if subscription.status != Status::Stopped || subscription.cycle.end <= now {
            return Err(replies::refused(
                400,
                "INVALID_STATUS",
                &format!("Subscription is {}.", subscription.status.name()),
            ));
        }
        subscription.status = Status::Active;
        Ok(())
    }

    /// Lets happen what was due by `now`: ends, pending switches, renewals.
    pub(super) fn pass(&mut self, now: Timestamp) {
        for subscription in &mut self.subscriptions {
            if subscription.cycle.end > now {
                continue;
            }
            match subscription.status {
                Status::Stopped => subscription.status = Status::Terminated,
                Status::Active => {
                    if let Some(switch) = subscription.pending.take() {
                        let switch = &mut self.switches[switch];
                        switch.status = "completed";
                        subscription.offer = switch.to;
                        let offer = &self.offers[switch.to];
                        (subscription.cycle.count, subscription.cycle.unit) =
                            (offer.interval, offer.unit);
                    }
                    subscription.cycle.roll(now);
                    subscription.in_trial = false;
                    subscription.renewing = false;
                    subscription.coupon = None;
                }
                Status::Paused | Status::Terminated => {}
            }
        }
    }
}

fn part(request: &Request, rows: &[Value]) -> Reply {
    let limit = replies::count(request, "limit", 20)?;
    if !(1..=100).contains(&limit) {
        return Err(replies::invalid("limit must be from 1 to 100."));
    }
    Ok(replies::list(
        rows,
        replies::count(request, "offset", 0)?,
        limit,
    ))
}
