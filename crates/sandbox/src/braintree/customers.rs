//! Customers, how they pay and what they subscribe to, and what time does to it.

use jiff::Timestamp;

use super::Braintree;
use super::wares::{AddOn, Discount, money};
use super::xml::{element, flag, list, text, typed};
use crate::calendar::{Cycle, date, utc};

/// A customer of the vault.
#[derive(Debug)]
pub(super) struct Customer {
    pub id: String,
    pub first: &'static str,
    pub last: &'static str,
    pub email: String,
    pub methods: Vec<Method>,
}

/// A stored payment method.
#[derive(Debug)]
pub(super) struct Method {
    pub token: String,
    pub paypal: bool,
    pub default: bool,
    pub declines: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Status {
    Active,
    PastDue,
    /// Its first bill is in the future.
    Pending,
    Canceled,
    Expired,
}

impl Status {
    pub fn name(self) -> &'static str {
        match self {
            Self::Active => "Active",
            Self::PastDue => "Past Due",
            Self::Pending => "Pending",
            Self::Canceled => "Canceled",
            Self::Expired => "Expired",
        }
    }
}

#[derive(Debug)]
pub(super) struct Subscription {
    pub id: String,
    pub token: String,
    /// Its place in the plans.
    pub plan: usize,
    pub status: Status,
    pub cents: i64,
    pub discounts: Vec<Discount>,
    pub add_ons: Vec<AddOn>,
    /// The period that is paid for, or the trial.
    pub cycle: Cycle,
    pub trial: bool,
    /// Whether this period is its last.
    pub ends: bool,
    /// What is overdue.
    pub balance: i64,
    pub payments: Vec<Payment>,
}

#[derive(Debug)]
pub(super) struct Payment {
    pub id: String,
    pub cents: i64,
    pub settled: bool,
    pub at: Timestamp,
}

impl Subscription {
    /// The next bill.
    pub fn next_bill(&self) -> i64 {
        let off: i64 = self.discounts.iter().map(Discount::off).sum();
        let more: i64 = self.add_ons.iter().map(|a| a.cents).sum();
        (self.cents + more - off).max(0)
    }
}

impl Braintree {
    pub(super) fn subscriptions_of<'a>(
        &'a self,
        customer: &'a Customer,
    ) -> impl Iterator<Item = &'a Subscription> {
        self.subscriptions
            .iter()
            .filter(|s| customer.methods.iter().any(|m| m.token == s.token))
    }

    pub(super) fn render(&self, customer: &Customer) -> String {
        let methods = |paypal: bool| {
            customer
                .methods
                .iter()
                .filter(move |m| m.paypal == paypal)
                .map(|m| self.render_method(m, &customer.email))
        };
        let inner = [
            text("id", &customer.id),
            text("merchant-id", super::MERCHANT),
            text("first-name", customer.first),
            text("last-name", customer.last),
            "<company nil=\"true\"/>".to_owned(),
            text("email", &customer.email),
            list("addresses", std::iter::empty()),
            list("credit-cards", methods(false)),
            list("paypal-accounts", methods(true)),
        ];
        element("customer", &inner.concat())
    }

    fn render_method(&self, method: &Method, email: &str) -> String {
        let theirs = self
            .subscriptions
            .iter()
            .filter(|s| s.token == method.token)
            .map(|s| self.render_subscription(s));
        let mut inner = text("token", &method.token)
            + &flag("default", method.default)
            + &list("subscriptions", theirs);
        let name = if method.paypal {
            inner += &text("email", email);
            "paypal-account"
        } else {
            let last = if method.declines { "0002" } else { "1111" };
            inner += &(text("card-type", "Visa") + &text("last-4", last) + &flag("expired", false));
            "credit-card"
        };
        element(name, &inner)
    }

    pub(super) fn render_subscription(&self, subscription: &Subscription) -> String {
        let s = subscription;
        let plan = &self.plans[s.plan];
        let over = matches!(s.status, Status::Canceled | Status::Expired);
        let next = (!over && !s.ends).then(|| date(s.cycle.end));
        let payments = s.payments.iter().rev().map(|p| {
            let status = if p.settled {
                "settled"
            } else {
                "submitted_for_settlement"
            };
            let inner = text("id", &p.id)
                + &text("status", status)
                + &text("amount", &money(p.cents))
                + &text("currency-iso-code", "USD")
                + &typed("created-at", "datetime", Some(&utc(p.at)));
            element("transaction", &inner)
        });
        let inner = [
            text("id", &s.id),
            text("plan-id", plan.id),
            text("status", s.status.name()),
            text("price", &money(s.cents)),
            text("balance", &money(s.balance)),
            typed("next-billing-date", "date", next.as_deref()),
            text("next-billing-period-amount", &money(s.next_bill())),
            typed("paid-through-date", "date", Some(&date(s.cycle.end))),
            text("payment-method-token", &s.token),
            flag("trial-period", s.trial),
            list("add-ons", s.add_ons.iter().map(AddOn::render)),
            list("discounts", s.discounts.iter().map(Discount::render)),
            list("transactions", payments),
        ];
        element("subscription", &inner.concat())
    }

    /// The id of the next payment.
    pub(super) fn next_payment(&mut self) -> String {
        self.payments += 1;
        format!("pay{:05}", self.payments)
    }

    /// Lets every subscription catch up with `now`: trials end, bills are paid or not, the last period ends it.
    pub(super) fn renew(&mut self, now: Timestamp) {
        for place in 0..self.subscriptions.len() {
            while self.step(place, now) {}
        }
    }

    fn step(&mut self, place: usize, now: Timestamp) -> bool {
        let s = &self.subscriptions[place];
        let (due, plan) = (s.cycle.end, &self.plans[s.plan]);
        if due > now || !matches!(s.status, Status::Active | Status::Pending) {
            return false;
        }
        let declines = self
            .customers
            .iter()
            .flat_map(|c| &c.methods)
            .any(|m| m.token == s.token && m.declines);
        let next = Cycle::begun(due, plan.months, crate::calendar::Unit::Month);
        let id = self.next_payment();
        let s = &mut self.subscriptions[place];
        if s.ends {
            s.status = Status::Expired;
            return true;
        }
        let bill = s.next_bill();
        s.cycle = next;
        s.trial = false;
        for discount in &mut s.discounts {
            discount.used += 1;
        }
        s.discounts.retain(|d| d.cycles.is_none_or(|n| d.used < n));
        if declines {
            (s.status, s.balance) = (Status::PastDue, bill);
            return true;
        }
        s.status = Status::Active;
        s.payments.push(Payment {
            id,
            cents: bill,
            settled: false,
            at: due,
        });
        true
    }
}
