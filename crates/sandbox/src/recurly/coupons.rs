//! Coupons on accounts and subscriptions.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::subscription::State;
use super::{Recurly, Reply, lists, only, refusals};
use crate::calendar::utc;
use crate::vendor::{Answer, Request};

#[derive(Debug, Clone)]
pub(super) struct Redemption {
    pub number: usize,
    pub account: usize,
    pub coupon: usize,
    pub subscription: Option<String>,
    pub currency: String,
    pub created: Timestamp,
}

impl Recurly {
    pub fn list_redemptions(&self, request: &Request, account: &str) -> Reply {
        let account = self.account(account)?;
        if let Some((name, _)) = request.query.first() {
            return Err(refusals::bad_request(
                &format!("{name} is no parameter of this list"),
                name,
            ));
        }
        let theirs = self.redemptions.iter().filter(|r| r.account == account);
        let rows: Vec<Value> = theirs.map(|r| self.render_redemption(r)).collect();
        lists::page(request, &rows, &[])
    }

    pub fn redeem(&mut self, account: &str, body: &Value, now: Timestamp) -> Reply {
        let account = self.account(account)?;
        only(body, &["coupon_id", "currency", "subscription_id"])?;
        let id = body["coupon_id"]
            .as_str()
            .ok_or_else(|| refusals::invalid("coupon_id", "is required"))?;
        let (coupon, unique) = self
            .coupon(id)
            .ok_or_else(|| refusals::not_found("coupon"))?;
        if self.coupons[coupon].bulk && unique.is_none() {
            return Err(refusals::invalid(
                "coupon_id",
                "is a bulk coupon: redeem one of its unique codes",
            ));
        }
        let subscription = match (
            body["subscription_id"].as_str(),
            self.coupons[coupon].on_subscription,
        ) {
            (None, true) => {
                return Err(refusals::invalid(
                    "subscription_id",
                    "is required for this coupon",
                ));
            }
            (Some(_), false) => {
                return Err(refusals::invalid(
                    "subscription_id",
                    "cannot be set: the coupon is for accounts",
                ));
            }
            (None, false) => None,
            (Some(id), true) => {
                let s = &self.subscriptions[self.place(id)?];
                if s.account != account || matches!(s.state, State::Expired | State::Failed) {
                    return Err(refusals::invalid("subscription_id", "is invalid"));
                }
                Some((s.id(), s.plan))
            }
        };
        let currency = body["currency"].as_str().unwrap_or("USD").to_owned();
        self.redeemable(
            coupon,
            subscription.as_ref().map(|(_, plan)| *plan),
            &currency,
        )?;
        let on = subscription.map(|(id, _)| id);
        if self
            .redemptions
            .iter()
            .any(|r| r.account == account && r.coupon == coupon && r.subscription == on)
        {
            return Err(refusals::validation(
                "This coupon has already been redeemed on the account.",
            ));
        }
        self.give(account, coupon, on, &currency, now);
        let made = &self.redemptions[self.redemptions.len() - 1];
        Ok(Answer::json(200, &self.render_redemption(made)).changed())
    }

    /// Whether a coupon can be redeemed for a plan in a currency.
    pub fn redeemable(
        &self,
        coupon: usize,
        plan: Option<usize>,
        currency: &str,
    ) -> Result<(), Answer> {
        let coupon = &self.coupons[coupon];
        if coupon.state != "redeemable" {
            return Err(refusals::validation(
                "The coupon code is expired or has been redeemed too often.",
            ));
        }
        let fits = plan.is_none_or(|plan| {
            coupon.plans.is_empty() || coupon.plans.contains(&self.plans[plan].code)
        });
        if !fits {
            return Err(refusals::validation("The coupon is not for this plan."));
        }
        if coupon.percent == 0 && !coupon.fixed.iter().any(|(known, _)| *known == currency) {
            return Err(refusals::invalid("currency", "is not one of the coupon's"));
        }
        Ok(())
    }

    pub fn give(
        &mut self,
        account: usize,
        coupon: usize,
        subscription: Option<String>,
        currency: &str,
        now: Timestamp,
    ) {
        self.redemptions.push(Redemption {
            number: self.redemptions.len() + 1,
            account,
            coupon,
            subscription,
            currency: currency.to_owned(),
            created: now,
        });
    }

    pub(super) fn render_redemption(&self, r: &Redemption) -> Value {
        let coupon = &self.coupons[r.coupon];
        let mut row = json!({
            "id": format!("rd{:011}", r.number),
            "object": "coupon_redemption",
            "account": self.account_mini(r.account),
            "coupon": coupon.render(&self.plans),
            "state": "active",
            "remaining_duration": { "type": coupon.duration },
            "currency": r.currency,
            "discounted": 0.0,
            "created_at": utc(r.created),
            "updated_at": utc(r.created),
            "removed_at": null,
        });
        if let Some(id) = &r.subscription {
            row["subscription_id"] = id.as_str().into();
        }
        row
    }
}
