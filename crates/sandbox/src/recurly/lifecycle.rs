//! Pausing, resuming, ending, coming back, and the end of a trial.

use jiff::Timestamp;
use serde_json::Value;

use super::subscription::State;
use super::{Recurly, Reply, only, refusals};
use crate::vendor::{Answer, Request};

impl Recurly {
    fn shown(&self, place: usize) -> Answer {
        Answer::json(200, &self.render(place)).changed()
    }

    pub fn pause(&mut self, id: &str, body: &Value, now: Timestamp) -> Reply {
        let place = self.place(id)?;
        only(body, &["remaining_pause_cycles"])?;
        let Some(cycles) = body["remaining_pause_cycles"].as_i64() else {
            return Err(refusals::invalid("remaining_pause_cycles", "is required"));
        };
        let cycles = i32::try_from(cycles)
            .ok()
            .filter(|n| (0..=10_000).contains(n));
        let cycles = cycles.ok_or_else(|| {
            refusals::invalid("remaining_pause_cycles", "is not included in the list")
        })?;
        let s = &self.subscriptions[place];
        if s.in_trial(now) || !matches!(s.state, State::Active | State::Paused) {
            return Err(refusals::validation(
                "Only active subscriptions that are not in trial can be paused",
            ));
        }
        if self.accounts[s.account].past_due {
            return Err(refusals::validation(
                "Subscriptions with a past due invoice cannot be paused",
            ));
        }
        self.subscriptions[place].pause_cycles = cycles;
        self.subscriptions[place].updated = now;
        Ok(self.shown(place))
    }

    pub fn resume(&mut self, id: &str, now: Timestamp) -> Reply {
        let place = self.place(id)?;
        let s = &self.subscriptions[place];
        if s.state != State::Paused {
            let message = format!("Unable to resume {} subscription", s.state.name());
            return Err(refusals::validation(&message));
        }
        self.collects(s.account, s.manual)?;
        let s = &mut self.subscriptions[place];
        s.state = State::Active;
        s.paused = None;
        s.pause_cycles = 0;
        s.updated = now;
        s.begin(&self.plans, now);
        Ok(self.shown(place))
    }

    pub fn reactivate(&mut self, id: &str) -> Reply {
        let place = self.place(id)?;
        let s = &mut self.subscriptions[place];
        if s.state != State::Canceled {
            return Err(refusals::validation(
                "Only canceled subscriptions can be reactivated",
            ));
        }
        s.state = State::Active;
        s.canceled = None;
        s.expires = None;
        Ok(self.shown(place))
    }

    pub fn convert_trial(&mut self, id: &str, now: Timestamp) -> Reply {
        let place = self.place(id)?;
        let s = &self.subscriptions[place];
        if !s.in_trial(now) {
            let message = format!("Unable to convert {} subscription", s.state.name());
            return Err(refusals::validation(&message));
        }
        self.collects(s.account, s.manual)?;
        let s = &mut self.subscriptions[place];
        s.trial = s.trial.map(|(start, _)| (start, now));
        s.converted = Some(now);
        s.updated = now;
        s.begin(&self.plans, now);
        Ok(self.shown(place))
    }

    pub fn cancel(&mut self, id: &str, body: &Value, now: Timestamp) -> Reply {
        let place = self.place(id)?;
        only(body, &["timeframe"])?;
        if !matches!(
            body["timeframe"].as_str(),
            None | Some("term_end" | "bill_date")
        ) {
            return Err(refusals::invalid(
                "timeframe",
                "is not included in the list",
            ));
        }
        let s = &mut self.subscriptions[place];
        match s.state {
            State::Active => {
                s.state = State::Canceled;
                s.expires = Some(s.period.end);
                s.pending = None;
                s.pause_cycles = 0;
            }
            State::Future => s.state = State::Failed,
            _ => {
                return Err(refusals::validation(
                    "Only active and future subscriptions can be canceled",
                ));
            }
        }
        s.canceled = Some(now);
        s.updated = now;
        Ok(self.shown(place))
    }

    pub fn terminate(&mut self, request: &Request, id: &str, now: Timestamp) -> Reply {
        let place = self.place(id)?;
        for (name, value) in &request.query {
            let good = match name.as_str() {
                "refund" => matches!(value.as_str(), "none" | "partial" | "full"),
                "charge" => matches!(value.as_str(), "true" | "false"),
                _ => false,
            };
            if !good {
                return Err(refusals::invalid(name, "is not included in the list"));
            }
        }
        let s = &mut self.subscriptions[place];
        if matches!(s.state, State::Expired | State::Failed) {
            return Err(refusals::validation(
                "Cannot expire an inactive subscription.",
            ));
        }
        s.state = State::Expired;
        s.canceled = s.canceled.or(Some(now));
        s.expires = Some(now);
        s.pending = None;
        s.pause_cycles = 0;
        s.updated = now;
        Ok(self.shown(place))
    }
}
