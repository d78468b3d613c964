//! Carries a plan out: sends its one change once, judges the answer by what it holds, and tells the state after.

use super::actions::Memo;
use super::client::{Client, judge};
use super::replies::{Changed, Subscription};
use super::{settle, shown};
use crate::draft;
use crate::error::{Error, Kind, Result};
use crate::plan::{Plan, RunReport};
use crate::say;
use crate::session::Session;

pub(super) async fn run(session: &Session, plan: &Plan) -> RunReport {
    carry_out(session, plan)
        .await
        .unwrap_or_else(RunReport::ended)
}

async fn carry_out(session: &Session, plan: &Plan) -> Result<RunReport> {
    let client = Client::new(session)?;
    let memo: Memo = draft::memo(plan)?;
    let change = draft::sole_change(plan)?;
    let answer = session
        .send(change)
        .await
        .and_then(|reply| judge::<Changed>(&reply, &change.purpose))
        .and_then(|changed| memo.accepted(changed));
    match answer {
        Ok(changed) => Ok(done(&client, &memo, &changed).await),
        Err(error) if error.kind == Kind::Unknown => {
            Ok(settle::settle(&client, &memo, plan.action, change.idempotency, error).await)
        }
        Err(error) => Err(error),
    }
}

impl Memo {
    /// Makes sure that an answer is about what was meant, and that an order is carried out.
    fn accepted(&self, changed: Changed) -> Result<Changed> {
        let numbers = changed.numbers();
        if let Some(number) = &self.subscription
            && !numbers.is_empty()
            && !numbers.contains(&number.as_str())
        {
            return Err(Error::new(
                Kind::Unknown,
                format!(
                    "Zuora answered with subscription {} instead of {number}",
                    say::list(&numbers)
                ),
            ));
        }
        if changed.status.as_deref() == Some("Draft") {
            let order = changed.order_number.as_deref().unwrap_or("the order");
            return Err(Error::new(
                Kind::Unknown,
                format!("Zuora left {order} a draft: nothing changes until it is activated there"),
            ));
        }
        Ok(changed)
    }

    /// Where to look when it is not known what became of the change.
    pub fn place(&self) -> String {
        match &self.subscription {
            Some(number) => format!("subscription {number} in Zuora"),
            None => format!("the subscriptions of account {} in Zuora", self.account),
        }
    }
}

/// A success, with the subscription as it is now. That it cannot be read again takes nothing from the success.
async fn done(client: &Client<'_>, memo: &Memo, changed: &Changed) -> RunReport {
    let number = memo
        .subscription
        .as_deref()
        .or_else(|| changed.numbers().first().copied());
    let mut summary = memo.done.clone();
    if memo.subscription.is_none() {
        summary += ": ";
        summary += number.unwrap_or("Zuora did not tell its number");
    }
    let dates = [
        ("it ends on", &changed.cancelled_date),
        ("suspended from", &changed.suspend_date),
        ("it resumes on", &changed.resume_date),
        ("its term ends on", &changed.term_end_date),
    ];
    let dates: Vec<_> = dates
        .into_iter()
        .filter_map(|(what, date)| Some(format!("{what} {}", date.as_deref()?)))
        .collect();
    if !dates.is_empty() {
        summary = format!("{summary} ({})", dates.join(", "));
    }
    if changed.status.as_deref() == Some("Pending") {
        let order = changed.order_number.as_deref().unwrap_or("the order");
        summary = format!(
            "{summary}. {order} is pending: it waits for an activation or acceptance in Zuora"
        );
    }
    let again = match number {
        Some(number) => Some(read_again(client, number).await),
        None => None,
    };
    if let Some(Err(error)) = &again {
        summary = format!("{summary}. It could not be read again: {}", error.message);
    }
    let mut report = RunReport::succeeded(summary)
        .with("subscription_number", number)
        .with("account_number", memo.account.as_str())
        .with("order_number", changed.order_number.as_deref())
        .with("invoice_id", changed.invoice_id.as_deref())
        .with("credit_memo_id", changed.credit_memo_id.as_deref())
        .with("payment_id", changed.payment_id.as_deref())
        .with("recurring_delta", changed.total_delta_mrr.clone())
        .with("contract_value_delta", changed.total_delta_tcv.clone());
    if let Some(Ok(subscription)) = again {
        report = report.with("status", subscription.status.as_str());
        report.after = shown::facts(&subscription, memo.currency.as_deref());
    }
    report
}

/// The subscription of that number, as it is now.
pub(super) async fn read_again(client: &Client<'_>, number: &str) -> Result<Subscription> {
    let subscription: Subscription = client.ask(&client.subscription(number)?).await?;
    if subscription.subscription_number == number {
        return Ok(subscription);
    }
    Err(Error::new(
        Kind::Malformed,
        format!(
            "Zuora answered with subscription {} when asked for {number}",
            subscription.subscription_number
        ),
    ))
}
