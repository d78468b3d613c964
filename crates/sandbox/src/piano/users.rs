//! Users and their subscriptions: how they are found, shown and resumed, and what time does to them.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::replies::Asked;
use super::{Piano, Reply};
use crate::calendar::Cycle;
use crate::vendor::Answer;

/// A user.
pub(super) struct User {
    pub uid: String,
    pub email: String,
    pub first: &'static str,
    pub last: &'static str,
    /// Whether their card is taken.
    pub pays: bool,
}

/// `PNI001001`: the id of a person's user.
pub(super) fn uid(number: u32) -> String {
    format!("PNI{number:06}")
}

/// A subscription of a user.
pub(super) struct Subscription {
    pub id: String,
    pub uid: String,
    /// The place of its term.
    pub term: usize,
    pub cycle: Cycle,
    pub auto_renew: bool,
    pub in_trial: bool,
    pub in_grace: bool,
    pub ended: Option<Timestamp>,
    /// The place of the change that is pending.
    pub pending: Option<usize>,
}

impl Subscription {
    pub fn status(&self) -> &'static str {
        match (self.ended, self.auto_renew) {
            (Some(_), _) => "Expired",
            (None, true) => "Active",
            (None, false) => "Cancelled",
        }
    }
}

impl Piano {
    pub(super) fn position(&self, asked: &Asked) -> Result<usize, Answer> {
        let id = asked.must("subscription_id")?;
        self.place_of(id)
            .ok_or_else(|| asked.failure(1, "Subscription not found"))
    }

    pub(super) fn place_of(&self, id: &str) -> Option<usize> {
        self.subscriptions.iter().position(|s| s.id == id)
    }

    fn shown(&self, s: &Subscription) -> Value {
        let term = &self.terms[s.term];
        let email = self.users.iter().find(|u| u.uid == s.uid).map(|u| &u.email);
        let running = s.ended.is_none();
        json!({
            "subscription_id": s.id,
            "status": s.status().to_lowercase(),
            "status_name": s.status(),
            "auto_renew": s.auto_renew,
            "will_auto_renew": s.auto_renew && running,
            "can_be_resumed": running && !s.auto_renew,
            "cancelable": running && s.auto_renew,
            "is_active": running,
            "is_in_trial": s.in_trial,
            "in_grace_period": s.in_grace,
            "next_bill_date": if running && s.auto_renew { s.cycle.end.as_second() } else { 0 },
            "start_date": s.cycle.start.as_second(),
            "end_date": if s.auto_renew { None } else { Some(s.ended.unwrap_or(s.cycle.end).as_second()) },
            "charge_count": 1,
            "term": { "term_id": term.id, "name": term.name },
            "resource": { "name": term.resource },
            "user": { "uid": s.uid, "email": email },
        })
    }

    pub(super) fn search_users(&self, asked: &Asked) -> Reply {
        asked.only(&["email", "offset", "limit"])?;
        asked.must("aid")?;
        let email = asked.must("email")?;
        let rows: Vec<Value> = self
            .users
            .iter()
            .filter(|u| u.email.eq_ignore_ascii_case(email))
            .map(|u| json!({ "uid": u.uid, "email": u.email, "first_name": u.first, "last_name": u.last }))
            .collect();
        asked.list("users", &rows)
    }

    pub(super) fn list_subscriptions(&self, asked: &Asked) -> Reply {
        asked.only(&["uid", "offset", "limit"])?;
        asked.must("aid")?;
        let uid = asked.must("uid")?;
        if !self.users.iter().any(|u| u.uid == uid) {
            return Err(asked.failure(1, "User not found"));
        }
        let rows: Vec<Value> = self
            .subscriptions
            .iter()
            .filter(|s| s.uid == uid)
            .map(|s| self.shown(s))
            .collect();
        asked.list("subscriptions", &rows)
    }

    pub(super) fn read_subscription(&self, asked: &Asked) -> Reply {
        asked.only(&["subscription_id"])?;
        asked.must("aid")?;
        let place = self.position(asked)?;
        Ok(asked.good(json!({ "subscription": self.shown(&self.subscriptions[place]) })))
    }

    pub(super) fn resume(&mut self, asked: &Asked) -> Reply {
        asked.only(&["subscription_id"])?;
        asked.must("aid")?;
        let place = self.position(asked)?;
        let subscription = &mut self.subscriptions[place];
        if subscription.ended.is_some() {
            return Err(asked.failure(1, "Subscription is expired"));
        }
        if subscription.auto_renew {
            return Ok(asked.good(json!({ "data": false })));
        }
        subscription.auto_renew = true;
        Ok(asked.good(json!({ "data": true })).changed())
    }

    /// Lets happen what was due by `now`: changes at the end of a period, renewals, ends.
    pub(super) fn pass(&mut self, now: Timestamp) {
        self.make_due_changes(now);
        for s in &mut self.subscriptions {
            if s.ended.is_some() || s.cycle.end > now {
                continue;
            }
            if s.auto_renew {
                s.cycle.roll(now);
                s.in_trial = false;
            } else {
                s.ended = Some(s.cycle.end);
            }
        }
    }
}
