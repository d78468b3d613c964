//! Leaving and coming back: cancel now or at the end of the period, take it back, reactivate.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::catalogue::REASONS;
use super::subscription::State;
use super::{Chargify, Reply, refusals};
use crate::calendar::{after, parse};
use crate::vendor::Answer;

const KNOWN: [&str; 5] = [
    "cancellation_message",
    "reason_code",
    "cancel_at_end_of_period",
    "scheduled_cancellation_at",
    // Accepted without effect: no subscription here has a prepayment account.
    "refund_prepayment_account_balance",
];

/// What a cancellation says besides whom it is about.
#[derive(Default)]
struct Leave {
    message: Option<String>,
    reason: Option<String>,
    at_end: bool,
    at: Option<Timestamp>,
}

fn read(body: &Value, now: Timestamp) -> Result<Leave, Answer> {
    let Some(asked) = body.get("subscription") else {
        return Ok(Leave::default());
    };
    if !asked.is_object() {
        return Err(refusals::list(["subscription must be an Object"]));
    }
    let mut wrong: Vec<String> = refusals::not_simulated(asked, &KNOWN).collect();
    let mut text = |name: &str, longest: usize| {
        let text = asked.get(name).and_then(Value::as_str);
        if text.is_some_and(|text| text.chars().count() > longest) {
            wrong.push(format!("{name} size cannot be greater than {longest}"));
        }
        text.map(str::to_owned)
    };
    let reason = text("reason_code", 255);
    let message = text("cancellation_message", 65_535);
    if let Some(code) = reason.as_deref().filter(|code| code.len() <= 255)
        && !REASONS.iter().any(|(known, _)| *known == code)
    {
        // The vendor's wording is not documented.
        wrong.push(format!("reason_code '{code}' could not be found"));
    }
    let at = asked
        .get("scheduled_cancellation_at")
        .and_then(Value::as_str);
    let at = match at.map(parse) {
        None => None,
        Some(Some(at)) if at > now => Some(at),
        Some(_) => {
            wrong.push("scheduled_cancellation_at must be a date in the future".to_owned());
            None
        }
    };
    if !wrong.is_empty() {
        return Err(refusals::list(wrong));
    }
    let at_end = asked.get("cancel_at_end_of_period") == Some(&Value::Bool(true));
    Ok(Leave {
        message,
        reason,
        at_end,
        at,
    })
}

impl Chargify {
    /// At once, or later where the body asks for it.
    pub(super) fn cancel(&mut self, id: &str, body: &Value, now: Timestamp) -> Reply {
        let position = self.position(id)?;
        let leave = read(body, now)?;
        let subscription = &mut self.subscriptions[position];
        match subscription.state {
            State::Canceled => {
                return Err(refusals::single("The subscription is already canceled"));
            }
            state if subscription.ended() => {
                return Err(refusals::list([format!(
                    "A subscription that is {} cannot be canceled",
                    state.name()
                )]));
            }
            State::PastDue if leave.at_end => return Err(past_due()),
            _ => {}
        }
        subscription.cancel_message = leave.message;
        subscription.reason = leave.reason;
        subscription.cancel_method = Some("merchant_api");
        if leave.at_end || leave.at.is_some() {
            subscription.cancel_at_end = leave.at_end;
            subscription.cancel_scheduled = leave.at;
            subscription.updated = now;
        } else {
            subscription.end(now);
        }
        Ok(self.answer_with(position).changed())
    }

    /// At the end of the period. The answer is a message alone: the subscription must be read again.
    pub(super) fn delay_cancel(&mut self, id: &str, body: &Value, now: Timestamp) -> Reply {
        let position = self.position(id)?;
        let leave = read(body, now)?;
        let subscription = &mut self.subscriptions[position];
        match subscription.state {
            State::Canceled => {
                return Err(refusals::single("The subscription is already canceled"));
            }
            State::PastDue => return Err(past_due()),
            state if subscription.period.is_none() || subscription.ended() => {
                return Err(refusals::list([format!(
                    "A subscription that is {} cannot be canceled at the end of its period",
                    state.name()
                )]));
            }
            _ => {}
        }
        subscription.cancel_at_end = true;
        subscription.cancel_message = leave.message;
        subscription.reason = leave.reason;
        subscription.updated = now;
        let message = "This subscription will be canceled at the end of the current billing period";
        Ok(Answer::json(200, &json!({ "message": message })).changed())
    }

    /// Succeeds also where nothing was scheduled.
    pub(super) fn undo_delayed_cancel(&mut self, id: &str, now: Timestamp) -> Reply {
        let position = self.position(id)?;
        let subscription = &mut self.subscriptions[position];
        let answer = Answer::json(
            200,
            &json!({ "message": "This subscription will no longer be canceled" }),
        );
        if !subscription.cancel_at_end && subscription.cancel_scheduled.is_none() {
            return Ok(answer);
        }
        subscription.cancel_at_end = false;
        subscription.cancel_scheduled = None;
        subscription.cancel_message = None;
        subscription.cancel_method = None;
        subscription.reason = None;
        subscription.updated = now;
        Ok(answer.changed())
    }

    /// Begins a new period and charges for it.
    pub(super) fn reactivate(&mut self, id: &str, body: &Value, now: Timestamp) -> Reply {
        let position = self.position(id)?;
        let unknown: Vec<String> = refusals::not_simulated(body, &["uniqueness_token"]).collect();
        if !unknown.is_empty() {
            return Err(refusals::list(unknown));
        }
        let subscription = &self.subscriptions[position];
        if !matches!(
            subscription.state,
            State::Canceled | State::Unpaid | State::TrialEnded
        ) {
            return Err(refusals::list([
                "Cannot reactivate a subscription that is not marked \"Canceled\", \"Unpaid\", or \"Trial Ended\".",
            ]));
        }
        let product = &self.products[subscription.product];
        let counting = self.counting(subscription);
        let due = self.due(product.cents, counting.iter().copied());
        let card = self
            .cards
            .iter()
            .find(|card| Some(card.id) == subscription.card);
        let charged = subscription.collection == "automatic";
        if charged && due > 0 && product.needs_card && card.is_none() {
            return Err(refusals::list(["Credit card: cannot be blank."]));
        }
        if charged && due > 0 && card.is_some_and(|card| card.declines) {
            return Err(refusals::list(["Bogus Gateway: Forced failure"]));
        }
        let end = after(now, product.interval, product.unit);
        let subscription = &mut self.subscriptions[position];
        subscription.enter(State::Active, now);
        for applied in &mut subscription.coupons {
            applied.used += u32::from(counting.contains(&applied.coupon));
        }
        subscription.balance = if charged { 0 } else { due };
        subscription.revenue += if charged { due } else { 0 };
        subscription.activated = Some(now);
        subscription.period = Some((now, end));
        subscription.next_assessment = Some(end);
        subscription.cancel_at_end = false;
        subscription.cancel_scheduled = None;
        subscription.canceled = None;
        subscription.cancel_message = None;
        subscription.cancel_method = None;
        subscription.reason = None;
        Ok(self.answer_with(position).changed())
    }
}

/// The vendor says that it is not possible, but not in which words.
fn past_due() -> Answer {
    refusals::list(["A subscription that is past_due cannot be canceled at the end of its period"])
}

impl super::Subscription {
    /// Cancelled as of now.
    pub(super) fn end(&mut self, now: Timestamp) {
        self.enter(State::Canceled, now);
        self.canceled = Some(now);
        self.cancel_at_end = false;
        self.cancel_scheduled = None;
        self.next_assessment = None;
    }
}
