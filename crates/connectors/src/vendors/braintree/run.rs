//! Carries a plan out: sends its one change once, and takes for done only what the subscription shows. Where the answer
//! is lost, the subscription is read; where that does not show it, the outcome stays unknown.

use super::actions::Memo;
use super::client::{Client, judged};
use super::replies::Subscription;
use crate::draft;
use crate::error::{Error, Kind, Result};
use crate::plan::{Fact, Plan, RunReport};
use crate::session::Session;
use crate::xml::Element;

pub(super) async fn run(session: &Session, plan: &Plan) -> RunReport {
    carry_out(session, plan)
        .await
        .unwrap_or_else(RunReport::ended)
}

async fn carry_out(session: &Session, plan: &Plan) -> Result<RunReport> {
    let client = Client::new(session)?;
    let memo: Memo = draft::memo(plan)?;
    let change = draft::sole_change(plan)?;
    let sent = session.send(change).await.and_then(|reply| {
        let shown = judged(&reply, &change.purpose, "subscription")?;
        memo.done(&shown)
    });
    match sent {
        Ok(subscription) => Ok(memo.report(plan, &subscription, "")),
        Err(error) if error.kind == Kind::Unknown => Ok(settled(&client, &memo, plan, error).await),
        Err(error) => Err(error),
    }
}

/// What comes of a change whose answer does not tell: done if the subscription shows it now.
async fn settled(client: &Client<'_>, memo: &Memo, plan: &Plan, error: Error) -> RunReport {
    let read = match client.subscription(&memo.subscription) {
        Ok(request) => client.read(&request, "subscription").await,
        Err(error) => Err(error),
    };
    let seen = match read.and_then(|shown| memo.done(&shown)) {
        Ok(subscription) => {
            let how = ". Its answer was lost, but Braintree shows it";
            return memo.report(plan, &subscription, how);
        }
        Err(e) if e.kind == Kind::NotFound => {
            format!("Braintree shows no subscription {} now", memo.subscription)
        }
        Err(e) if e.kind == Kind::Unknown => e.message,
        Err(e) => format!("it could not be looked up: {}", e.message),
    };
    let place = match &memo.discount {
        Some(discount) => format!(
            "the discounts of subscription {} for {discount} in Braintree",
            memo.subscription
        ),
        None => format!(
            "subscription {} of customer {} in Braintree",
            memo.subscription, memo.customer
        ),
    };
    let error = Error {
        message: format!("{}; {seen}", error.message),
        ..error
    };
    RunReport::ended(error.after_change(&place)).with("subscription_id", memo.subscription.as_str())
}

impl Memo {
    /// The subscription, if it shows what was asked for.
    fn done(&self, shown: &Element) -> Result<Subscription> {
        let unknown = |why: String| Error::new(Kind::Unknown, why);
        let subscription = Subscription::read(shown)
            .map_err(|why| unknown(format!("Braintree's answer cannot be read: {why}")))?;
        let id = &self.subscription;
        if subscription.id != *id {
            return Err(unknown(format!(
                "Braintree answered with subscription {} instead of {id}",
                subscription.id
            )));
        }
        if let Some(discount) = &self.discount {
            return match subscription.discount(discount) {
                Some(shown) if self.same_amount(shown.amount.as_deref()) => Ok(subscription),
                Some(shown) => Err(unknown(format!(
                    "Braintree shows discount {discount} on subscription {id}, but of {} and not of what was asked for",
                    shown.amount.as_deref().unwrap_or("no amount")
                ))),
                None => Err(unknown(format!(
                    "Braintree does not show discount {discount} on subscription {id}"
                ))),
            };
        }
        if subscription.plan != self.plan || subscription.token != self.token {
            return Err(unknown(format!(
                "subscription {id} is to {} and not to {}, or paid by another method than was asked for",
                subscription.plan, self.plan
            )));
        }
        if let Some(add_on) = &self.add_on
            && !subscription.add_ons.iter().any(|a| a.id == *add_on)
        {
            return Err(unknown(format!(
                "Braintree shows the new subscription {id} without the add-on {add_on}"
            )));
        }
        if !self.same_amount(subscription.price.as_deref()) {
            return Err(unknown(format!(
                "Braintree shows the new subscription {id} at a price of {} and not of what was asked for",
                subscription.price.as_deref().unwrap_or("nothing")
            )));
        }
        if !subscription.live() {
            return Err(unknown(format!(
                "Braintree shows the new subscription {id} as {}",
                subscription.status
            )));
        }
        Ok(subscription)
    }

    /// Whether the amount is the one that was given, if one was: 6.5 is 6.50.
    fn same_amount(&self, shown: Option<&str>) -> bool {
        let plain = |text: &str| match text.split_once('.') {
            Some((whole, part)) => (whole.to_owned(), part.trim_end_matches('0').to_owned()),
            None => (text.to_owned(), String::new()),
        };
        self.amount
            .as_deref()
            .is_none_or(|asked| shown.is_some_and(|shown| plain(shown) == plain(asked)))
    }

    fn report(&self, plan: &Plan, subscription: &Subscription, how: &str) -> RunReport {
        let summary = match &self.discount {
            Some(_) => format!("Added {}{how}", self.what),
            None => format!(
                "Created {}: {} is {}{how}",
                self.what, subscription.id, subscription.status
            ),
        };
        let mut report = RunReport::succeeded(summary)
            .with("subscription_id", subscription.id.as_str())
            .with("customer_id", self.customer.as_str())
            .with("status", subscription.status.as_str())
            .with("discount_id", self.discount.clone());
        if let Some((id, status)) = subscription
            .payment
            .as_ref()
            .filter(|_| self.discount.is_none())
        {
            report = report
                .with("payment_id", id.as_str())
                .with("payment_status", status.as_str());
        }
        report.after = subscription.facts();
        if let (None, Some(before)) = (&self.discount, plan.before.first()) {
            let all = match before.value.as_str() {
                "none" => subscription.in_brief(),
                others => format!("{others}, {}", subscription.in_brief()),
            };
            report.after.insert(0, Fact::new(&before.label, all));
        }
        report
    }
}
