//! Usage that is recorded for an add-on.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::subscription::State;
use super::wares::AddOn;
use super::{Recurly, Reply, lists, only, refusals};
use crate::calendar::{parse, utc};
use crate::vendor::{Answer, Request};

pub(super) struct Usage {
    pub subscription: String,
    pub add_on: String,
    /// As it is written.
    pub body: Value,
}

impl Recurly {
    pub fn list_usage(&self, request: &Request, id: &str, add_on: &str) -> Reply {
        let s = &self.subscriptions[self.place(id)?];
        let code = add_on.strip_prefix("code-");
        let of_it =
            |a: &&AddOn| a.plan == s.plan && code.map_or(add_on == a.id(), |code| code == a.code);
        let found = self
            .add_ons
            .iter()
            .find(of_it)
            .ok_or_else(|| refusals::not_found("add-on"))?;
        let theirs = self
            .usages
            .iter()
            .filter(|u| u.subscription == s.id() && u.add_on == found.id());
        let rows: Vec<Value> = theirs.map(|u| u.body.clone()).collect();
        lists::page(request, &rows, &[])
    }

    pub fn record_usage(&mut self, id: &str, add_on: &str, body: &Value, now: Timestamp) -> Reply {
        let s = &self.subscriptions[self.place(id)?];
        only(
            body,
            &[
                "amount",
                "merchant_tag",
                "recording_timestamp",
                "usage_timestamp",
            ],
        )?;
        let held = self.add_ons.iter().filter(|a| a.plan == s.plan && a.active);
        let wanted = |code: &str, id: &str| match add_on.strip_prefix("code-") {
            Some(wanted) => wanted == code,
            None => add_on == id,
        };
        let mut held = held.filter(|a| wanted(a.code, &a.id()));
        let found = held
            .next()
            .ok_or_else(|| refusals::not_found("add-on of this subscription"))?;
        let Some(usage_type) = found.usage else {
            return Err(refusals::validation(
                "Usage can only be recorded for usage add-ons",
            ));
        };
        if s.state != State::Active {
            let message = format!(
                "Usage cannot be recorded for a subscription that is {}",
                s.state.name()
            );
            return Err(refusals::validation(&message));
        }
        let amount = body["amount"].as_number().map(ToString::to_string);
        // No decimal quantities on this site: the fraction is cut.
        let amount: Option<i64> = amount.and_then(|text| text.split('.').next()?.parse().ok());
        let amount = amount.ok_or_else(|| refusals::invalid("amount", "is not a number"))?;
        let used = match body.get("usage_timestamp") {
            None => now,
            Some(value) => value
                .as_str()
                .and_then(parse)
                .ok_or_else(|| refusals::invalid("usage_timestamp", "is no time"))?,
        };
        let (subscription, add_on) = (s.id(), found.id());
        let number = self.usages.len() + 1;
        let body = json!({
            "id": format!("us{number:011}"),
            "object": "usage",
            "merchant_tag": body["merchant_tag"].as_str(),
            "amount": amount,
            "usage_type": usage_type,
            "unit_amount": 0.05,
            "recording_timestamp": utc(now),
            "usage_timestamp": utc(used),
            "billed_at": null,
            "created_at": utc(now),
            "updated_at": utc(now),
        });
        self.usages.push(Usage {
            subscription,
            add_on,
            body: body.clone(),
        });
        Ok(Answer::json(201, &body).changed())
    }
}
