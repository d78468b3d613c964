//! Changes of terms: at once, or when the period ends.

use jiff::Timestamp;
use serde_json::json;

use super::replies::Asked;
use super::{Piano, Reply};
use crate::calendar::Cycle;

/// A change that was asked for.
pub(super) struct Change {
    pub subscription: usize,
    pub from: usize,
    pub to: usize,
    pub at: Timestamp,
    pub done: bool,
}

impl Piano {
    fn may_change(&self, place: usize) -> bool {
        let s = &self.subscriptions[place];
        s.ended.is_none() && s.pending.is_none() && s.auto_renew && !s.in_grace
    }

    pub(super) fn can_change(&self, asked: &Asked) -> Reply {
        asked.only(&["subscription_id"])?;
        let place = self.position(asked)?;
        Ok(asked.good(json!({ "data": self.may_change(place) })))
    }

    pub(super) fn change(&mut self, asked: &Asked) -> Reply {
        asked.only(&[
            "uid",
            "subscription_from",
            "term_to",
            "billing_timing",
            "immediate_access",
            "prorate_access",
        ])?;
        asked.must("aid")?;
        let uid = asked.must("uid")?;
        let id = asked.must("subscription_from")?;
        let place = self
            .place_of(id)
            .filter(|&place| self.subscriptions[place].uid == uid)
            .ok_or_else(|| asked.failure(1, "Subscription not found"))?;
        let term = asked.must("term_to")?;
        let to = self
            .terms
            .iter()
            .position(|t| t.id == term)
            .ok_or_else(|| asked.field("term_to", "is unknown"))?;
        let timing = match asked.must("billing_timing")? {
            "0" => 0,
            "1" | "2" | "3" => 1,
            _ => return Err(asked.field("billing_timing", "must be from 0 to 3")),
        };
        for flag in ["immediate_access", "prorate_access"] {
            if !["true", "false"].contains(&asked.must(flag)?) {
                return Err(asked.field(flag, "must be true or false"));
            }
        }
        let from = self.subscriptions[place].term;
        if !self.terms[from].leads.iter().any(|(lead, _)| *lead == to) {
            return Err(asked.field("term_to", "is not among the change options of the term"));
        }
        if !self.may_change(place) {
            return Err(asked.failure(1, "Subscription can not be upgraded"));
        }
        let pays = self.users.iter().any(|u| u.uid == uid && u.pays);
        if timing == 0 && !pays {
            return Err(asked.failure(1, "Payment was declined"));
        }
        let at = match timing {
            0 => asked.now,
            _ => self.subscriptions[place].cycle.end,
        };
        self.subscriptions[place].pending = Some(self.changes.len());
        self.changes.push(Change {
            subscription: place,
            from,
            to,
            at,
            done: false,
        });
        self.make_due_changes(asked.now);
        Ok(asked.good(json!({ "data": true })).changed())
    }

    /// Makes the changes whose time has come.
    pub(super) fn make_due_changes(&mut self, now: Timestamp) {
        for change in self.changes.iter_mut().filter(|c| !c.done && c.at <= now) {
            change.done = true;
            let s = &mut self.subscriptions[change.subscription];
            let term = &self.terms[change.to];
            s.pending = None;
            s.term = change.to;
            s.in_trial = false;
            s.cycle = Cycle::begun(change.at, term.interval, term.unit);
        }
    }

    /// The newest change of the subscription. Status 1 is pending and 2 is done (inferred).
    pub(super) fn change_status(&self, asked: &Asked) -> Reply {
        asked.only(&["uid", "subscription_id"])?;
        asked.must("aid")?;
        let uid = asked.must("uid")?;
        let place = self.position(asked)?;
        let change = self
            .changes
            .iter()
            .rev()
            .find(|c| c.subscription == place && self.subscriptions[place].uid == uid)
            .ok_or_else(|| asked.failure(1, "Upgrade not found"))?;
        let (from, to) = (&self.terms[change.from], &self.terms[change.to]);
        Ok(asked.good(json!({
            "from_term_id": from.id,
            "from_term_name": from.name,
            "to_term_id": to.id,
            "to_term_name": to.name,
            "change_date": change.at.as_second(),
            "status": if change.done { 2 } else { 1 },
            "error_message": null,
            "prorate_amount": null,
            "prorate_refund_amount": null,
        })))
    }
}
