//! What time does to subscriptions: ends of trials, renewals, scheduled cancellations, expiry.

use jiff::Timestamp;

use super::Chargify;
use super::subscription::{Applied, State, Subscription};
use crate::calendar::after;

impl Chargify {
    /// Lets every subscription catch up with `now`, one period after another.
    pub(super) fn renew(&mut self, now: Timestamp) {
        for position in 0..self.subscriptions.len() {
            while self.step(position, now) {}
        }
    }

    /// Does what is due first; false when nothing is due by `now`.
    fn step(&mut self, position: usize, now: Timestamp) -> bool {
        let subscription = &self.subscriptions[position];
        let product = &self.products[subscription.product];
        let due = |at: Option<Timestamp>| at.filter(|at| *at <= now);
        let live = matches!(subscription.state, State::Active | State::Trialing);
        if !subscription.ended()
            && let Some(at) = due(subscription.cancel_scheduled)
        {
            self.subscriptions[position].end(at);
            return true;
        }
        if subscription.state == State::AwaitingSignup
            && let Some(at) = due(subscription.next_assessment)
        {
            let end = after(at, product.interval, product.unit);
            self.charge(position, at, end);
            return true;
        }
        if !live {
            return false;
        }
        if let Some(at) = due(subscription.expires) {
            let subscription = &mut self.subscriptions[position];
            subscription.enter(State::Expired, at);
            subscription.next_assessment = None;
            return true;
        }
        let Some(at) = due(subscription.period.map(|(_, end)| end)) else {
            return false;
        };
        if subscription.cancel_at_end {
            self.subscriptions[position].end(at);
        } else {
            let end = after(at, product.interval, product.unit);
            self.charge(position, at, end);
        }
        true
    }

    /// The places of the coupons that still count on a subscription.
    pub(super) fn counting(&self, subscription: &Subscription) -> Vec<usize> {
        let counts = |applied: &&Applied| {
            let allowed = self.coupons[applied.coupon]
                .uses_allowed()
                .and_then(|uses| u32::try_from(uses).ok());
            allowed.is_none_or(|allowed| applied.used < allowed)
        };
        subscription
            .coupons
            .iter()
            .filter(counts)
            .map(|applied| applied.coupon)
            .collect()
    }

    /// Begins a period at `at`: paid where the card takes it, past due where it does not.
    fn charge(&mut self, position: usize, at: Timestamp, end: Timestamp) {
        let subscription = &self.subscriptions[position];
        let product = &self.products[subscription.product];
        let counting = self.counting(subscription);
        let due = self.due(product.cents, counting.iter().copied());
        let card = self
            .cards
            .iter()
            .find(|card| Some(card.id) == subscription.card);
        let automatic = subscription.collection == "automatic";
        let fails =
            automatic && due > 0 && card.is_none_or(|card| card.declines) && product.needs_card;
        let subscription = &mut self.subscriptions[position];
        for applied in &mut subscription.coupons {
            applied.used += u32::from(counting.contains(&applied.coupon));
        }
        subscription.enter(if fails { State::PastDue } else { State::Active }, at);
        if fails || !automatic {
            subscription.balance += due;
        } else {
            subscription.revenue += due;
        }
        subscription.activated.get_or_insert(at);
        subscription.period = Some((at, end));
        subscription.next_assessment = Some(end);
    }
}
