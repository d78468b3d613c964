//! New subscriptions, and what a purchase would cost.

use jiff::{SignedDuration, Timestamp};
use serde_json::Value;

use super::changes::invoices;
use super::subscription::{State, Subscription};
use super::{Recurly, Reply, cents, only, refusals};
use crate::calendar::{Cycle, Unit, after, parse};
use crate::vendor::Answer;

const GUARD: SignedDuration = SignedDuration::from_secs(60);

/// A purchase that may be made.
struct Purchase {
    account: usize,
    plan: usize,
    currency: String,
    cents: i32,
    trial: Option<Timestamp>,
    manual: bool,
    coupons: Vec<usize>,
}

impl Recurly {
    pub fn preview_purchase(&self, body: &Value, now: Timestamp) -> Reply {
        only(
            body,
            &[
                "currency",
                "account",
                "subscriptions",
                "collection_method",
                "coupon_codes",
            ],
        )?;
        let lines = body["subscriptions"]
            .as_array()
            .map(Vec::as_slice)
            .unwrap_or_default();
        let [line] = lines else {
            return Err(refusals::invalid(
                "subscriptions",
                "must be one in the Patchbay sandbox",
            ));
        };
        only(line, &["plan_code", "unit_amount", "trial_ends_at"])?;
        let purchase = self.purchase(body, line, now)?;
        Ok(Answer::json(200, &self.bill(&purchase)))
    }

    pub fn create(&mut self, body: &Value, now: Timestamp) -> Reply {
        only(
            body,
            &[
                "currency",
                "account",
                "collection_method",
                "coupon_codes",
                "plan_code",
                "unit_amount",
                "trial_ends_at",
            ],
        )?;
        let purchase = self.purchase(body, body, now)?;
        let young = |s: &Subscription| {
            s.account == purchase.account && now.duration_since(s.created) < GUARD
        };
        if self.subscriptions.iter().any(young) {
            return Err(refusals::validation(
                "A subscription was created less than a minute ago: send bulk to make another",
            ));
        }
        let held = |s: &Subscription| {
            s.account == purchase.account
                && s.plan == purchase.plan
                && !matches!(s.state, State::Expired | State::Failed)
        };
        if self.subscriptions.iter().any(held) {
            return Err(refusals::validation(
                "You already have a subscription to this plan.",
            ));
        }
        if purchase.trial.is_none() && purchase.cents > 0 {
            self.collects(purchase.account, purchase.manual)?;
        }
        let number = u32::try_from(self.subscriptions.len()).unwrap_or(u32::MAX) + 1;
        let mut period = Cycle::begun(now, self.plans[purchase.plan].months, Unit::Month);
        if let Some(end) = purchase.trial {
            period.end = end;
        }
        self.subscriptions.push(Subscription {
            number,
            account: purchase.account,
            plan: purchase.plan,
            state: State::Active,
            currency: purchase.currency.clone(),
            cents: purchase.cents,
            manual: purchase.manual,
            period,
            trial: purchase.trial.map(|end| (now, end)),
            converted: None,
            paused: None,
            pause_cycles: 0,
            canceled: None,
            expires: None,
            pending: None,
            created: now,
            updated: now,
        });
        let id = self.subscriptions[self.subscriptions.len() - 1].id();
        for coupon in purchase.coupons {
            let on = self.coupons[coupon].on_subscription.then(|| id.clone());
            self.give(purchase.account, coupon, on, &purchase.currency, now);
        }
        Ok(Answer::json(201, &self.render(self.subscriptions.len() - 1)).changed())
    }

    fn purchase(&self, body: &Value, line: &Value, now: Timestamp) -> Result<Purchase, Answer> {
        let account = &body["account"];
        // Any other member would change the account.
        only(account, &["code"])?;
        let code = account["code"]
            .as_str()
            .ok_or_else(|| refusals::invalid("account", "is required"))?;
        let account = self.account(&format!("code-{code}")).map_err(|_| {
            refusals::invalid(
                "account",
                "would be a new one, which the Patchbay sandbox does not make",
            )
        })?;
        let code = line["plan_code"]
            .as_str()
            .ok_or_else(|| refusals::invalid("plan_code", "is required"))?;
        let plan = self
            .plan(&format!("code-{code}"))
            .map_err(|_| refusals::invalid("plan_code", "is invalid"))?;
        if !self.plans[plan].active {
            return Err(refusals::invalid("plan_code", "is inactive"));
        }
        let currency = body["currency"]
            .as_str()
            .ok_or_else(|| refusals::invalid("currency", "is required"))?;
        let own = self.plans[plan]
            .price(currency)
            .ok_or_else(|| refusals::invalid("currency", "is not sold by this plan"))?;
        let price = match line.get("unit_amount") {
            None => own,
            Some(value) => {
                cents(value).ok_or_else(|| refusals::invalid("unit_amount", "is not a number"))?
            }
        };
        let manual = match body
            .get("collection_method")
            .map(|m| m.as_str().unwrap_or_default())
        {
            None | Some("automatic") => false,
            Some("manual") => true,
            Some(_) => {
                return Err(refusals::invalid(
                    "collection_method",
                    "is not included in the list",
                ));
            }
        };
        let trial = match line.get("trial_ends_at") {
            Some(value) => {
                let end = value.as_str().and_then(parse).filter(|end| *end > now);
                Some(
                    end.ok_or_else(|| refusals::invalid("trial_ends_at", "must be in the future"))?,
                )
            }
            None => Some(self.plans[plan].trial_days)
                .filter(|days| *days > 0)
                .map(|days| after(now, days, Unit::Day)),
        };
        let mut coupons = Vec::new();
        for code in body["coupon_codes"].as_array().into_iter().flatten() {
            let found = code
                .as_str()
                .and_then(|code| self.coupon(&format!("code-{code}")));
            let (coupon, _) =
                found.ok_or_else(|| refusals::invalid("coupon_codes", "is invalid"))?;
            self.redeemable(coupon, Some(plan), currency)?;
            coupons.push(coupon);
        }
        Ok(Purchase {
            account,
            plan,
            currency: currency.to_owned(),
            cents: price,
            trial,
            manual,
            coupons,
        })
    }

    fn bill(&self, purchase: &Purchase) -> Value {
        let plan = &self.plans[purchase.plan];
        let due = if purchase.trial.is_some() {
            0
        } else {
            purchase.cents
        };
        let mut off = 0;
        for coupon in &purchase.coupons {
            let coupon = &self.coupons[*coupon];
            let fixed = coupon
                .fixed
                .iter()
                .find(|(c, _)| *c == purchase.currency)
                .map_or(0, |(_, cents)| *cents);
            off += due * coupon.percent / 100 + fixed;
        }
        let off = off.min(due);
        let words = match purchase.trial {
            Some(_) => format!("{}, trial", plan.name),
            None => plan.name.to_owned(),
        };
        invoices(&purchase.currency, &[(words, due)], due - off, off)
    }
}
