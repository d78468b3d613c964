//! A subscription: its state, what time does to it, and how it is written.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::wares::Plan;
use super::{Recurly, amount};
use crate::calendar::{Cycle, Unit, utc};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    Active,
    Canceled,
    Expired,
    Failed,
    Future,
    Paused,
}

impl State {
    pub fn name(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Canceled => "canceled",
            Self::Expired => "expired",
            Self::Failed => "failed",
            Self::Future => "future",
            Self::Paused => "paused",
        }
    }
}

/// A change that waits for the end of the period.
#[derive(Debug, Clone)]
pub(super) struct Pending {
    pub plan: usize,
    pub cents: i32,
    pub made: Timestamp,
}

#[derive(Debug, Clone)]
pub(super) struct Subscription {
    pub number: u32,
    pub account: usize,
    pub plan: usize,
    pub state: State,
    pub currency: String,
    pub cents: i32,
    pub manual: bool,
    /// The period that runs, or that is to begin. Terms are one period long here.
    pub period: Cycle,
    pub trial: Option<(Timestamp, Timestamp)>,
    pub converted: Option<Timestamp>,
    pub paused: Option<Timestamp>,
    pub pause_cycles: i32,
    pub canceled: Option<Timestamp>,
    pub expires: Option<Timestamp>,
    pub pending: Option<Pending>,
    pub created: Timestamp,
    pub updated: Timestamp,
}

impl Subscription {
    pub fn id(&self) -> String {
        format!("sb{:011}", self.number)
    }

    pub fn uuid(&self) -> String {
        format!("{:032x}", 0x5b00_0000_u64 + u64::from(self.number))
    }

    /// "active, in trial", "active, pauses at renewal".
    pub fn words(&self) -> String {
        let mut words = self.state.name().to_owned();
        if self.state == State::Active && self.trial.is_some_and(|(_, end)| end == self.period.end)
        {
            words.push_str(", in trial");
        }
        if self.state == State::Active && self.pause_cycles > 0 {
            words.push_str(", pauses at renewal");
        }
        if self.pending.is_some() {
            words.push_str(", change waits");
        }
        words
    }

    pub fn in_trial(&self, now: Timestamp) -> bool {
        self.state == State::Active
            && self
                .trial
                .is_some_and(|(start, end)| start <= now && now < end)
    }

    /// A period of the plan's length.
    pub fn begin(&mut self, plans: &[Plan], start: Timestamp) {
        self.period = Cycle::begun(start, plans[self.plan].months, Unit::Month);
    }

    /// Lets happen what was due by `now`.
    pub fn settle(&mut self, plans: &[Plan], now: Timestamp) {
        if self.state == State::Future && self.period.start <= now {
            self.state = State::Active;
        }
        while self.period.end <= now {
            let end = self.period.end;
            match self.state {
                State::Expired | State::Failed | State::Future => return,
                State::Canceled => {
                    self.state = State::Expired;
                    self.updated = end;
                    return;
                }
                State::Active if self.pause_cycles > 0 => {
                    self.state = State::Paused;
                    self.paused = Some(end);
                }
                State::Paused => {
                    self.pause_cycles -= 1;
                    if self.pause_cycles <= 0 {
                        self.state = State::Active;
                        self.pause_cycles = 0;
                        self.paused = None;
                    }
                }
                State::Active => {}
            }
            if let Some(pending) = self.pending.take() {
                self.plan = pending.plan;
                self.cents = pending.cents;
            }
            self.updated = end;
            self.begin(plans, end);
        }
    }
}

impl Recurly {
    pub fn render(&self, place: usize) -> Value {
        let s = &self.subscriptions[place];
        let plan = &self.plans[s.plan];
        let begun = s.state != State::Future;
        let add_ons: Vec<Value> = self
            .add_ons
            .iter()
            .filter(|a| a.plan == s.plan && a.active)
            .map(|a| {
                json!({
                    "id": format!("sa{:.6}{:05}", a.code, s.number),
                    "object": "subscription_add_on",
                    "subscription_id": s.id(),
                    "add_on": a.mini(),
                    "add_on_source": "plan_add_on",
                    "quantity": 1,
                    "created_at": utc(s.created),
                    "updated_at": utc(s.created),
                })
            })
            .collect();
        let redemptions: Vec<Value> = self
            .redemptions
            .iter()
            .filter(|r| r.subscription.as_deref() == Some(s.id().as_str()))
            .map(|r| self.render_redemption(r))
            .collect();
        let mut row = json!({
            "id": s.id(),
            "object": "subscription",
            "uuid": s.uuid(),
            "account": self.account_mini(s.account),
            "plan": plan.mini(),
            "state": s.state.name(),
            "current_period_started_at": begun.then(|| utc(s.period.start)),
            "current_period_ends_at": begun.then(|| utc(s.period.end)),
            "current_term_started_at": begun.then(|| utc(s.period.start)),
            "current_term_ends_at": begun.then(|| utc(s.period.end)),
            "trial_started_at": s.trial.map(|(start, _)| utc(start)),
            "trial_ends_at": s.trial.map(|(_, end)| utc(end)),
            "auto_renew": s.canceled.is_none(),
            "paused_at": s.paused.map(utc),
            "currency": s.currency,
            "unit_amount": amount(s.cents),
            "quantity": 1,
            "add_ons": add_ons,
            "coupon_redemptions": redemptions,
            "subtotal": amount(s.cents),
            "total": amount(s.cents),
            "collection_method": if s.manual { "manual" } else { "automatic" },
            "created_at": utc(s.created),
            "updated_at": utc(s.updated),
            "activated_at": begun.then(|| utc(s.created)),
            "canceled_at": s.canceled.map(utc),
            "expires_at": s.expires.map(utc),
            "converted_at": s.converted.map(utc),
            "pending_change": null,
            "remaining_pause_cycles": null,
            "resume_at": null,
        });
        if s.pause_cycles > 0 {
            let cycles = s.pause_cycles + i32::from(s.state == State::Active);
            row["remaining_pause_cycles"] = s.pause_cycles.into();
            let resume = crate::calendar::after(s.period.start, plan.months * cycles, Unit::Month);
            row["resume_at"] = utc(resume).into();
        }
        if let Some(pending) = &s.pending {
            row["pending_change"] = self.render_change(
                s,
                pending.plan,
                pending.cents,
                Some(pending.made),
                s.period.end,
            );
        }
        row
    }
}
