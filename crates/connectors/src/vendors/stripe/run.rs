//! Carries a plan out: sends its change once, judges the answer by what it holds, and tells the state after. An
//! answer that was lost is settled by reading: what Stripe shows is done; what it does not show stays unknown.

use serde::{Deserialize, Serialize};

use super::client::{Client, List};
use super::replies::{Customer, Page, Ref, Subscription};
use super::target::PER_PAGE;
use super::{schedule, shown};
use crate::draft::{self, unusable};
use crate::error::{Error, Kind, Result};
use crate::plan::{Plan, RunReport};
use crate::request::Reply;
use crate::say;
use crate::session::Session;

/// What planning writes down for the run.
#[derive(Serialize, Deserialize)]
pub(super) struct Memo {
    pub customer: String,
    pub subscription: Option<String>,
    /// The place to look at: `subscription sub_1`.
    pub what: String,
    /// What to say of a success.
    pub done: String,
    pub want: Want,
}

/// What the change is to come to, to be seen in an answer.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Want {
    /// The item has the price.
    Item { item: String, price: String },
    /// A subscription to the price that was not known before.
    New { price: String, known: Vec<String> },
    /// A schedule with a phase that begins then with the price.
    Phase {
        schedule: Option<String>,
        price: String,
        ends: i64,
    },
    /// It is set to end with its period.
    Ends,
    /// It has ended.
    Ended,
    /// The item is gone.
    Without { item: String },
    /// The customer has a discount of the coupon, another than before.
    Customer { coupon: String, had: Option<String> },
    /// One discount more.
    Discounts { had: Vec<String> },
    /// The trial ends then.
    Trial { until: i64 },
}

/// What an answer, or a reading afterwards, shows.
enum Seen {
    Subscription(Box<Subscription>),
    Customer(Box<Customer>),
}

pub(super) async fn run(session: &Session, plan: &Plan) -> RunReport {
    carry_out(session, plan)
        .await
        .unwrap_or_else(RunReport::ended)
}

async fn carry_out(session: &Session, plan: &Plan) -> Result<RunReport> {
    let client = Client::new(session)?;
    let memo: Memo = draft::memo(plan)?;
    if let Want::Phase {
        schedule,
        price,
        ends,
    } = &memo.want
    {
        return schedule::run(&client, &memo, plan, schedule.as_deref(), price, *ends).await;
    }
    let change = draft::sole_change(plan)?;
    match answered(&client, &memo, change).await {
        Ok((seen, request_id)) => Ok(memo.judged(&seen, plan).with("request_id", request_id)),
        Err(error) if error.kind == Kind::Unknown => Ok(settled(&client, &memo, plan, error).await),
        Err(error) => Err(error),
    }
}

async fn answered(
    client: &Client<'_>,
    memo: &Memo,
    change: &crate::request::Request,
) -> Result<(Seen, Option<String>)> {
    let reply = client.session.send(change).await?;
    let seen = memo.read(client, &change.purpose, &reply)?;
    Ok((seen, request_id(&reply)))
}

pub(super) fn request_id(reply: &Reply) -> Option<String> {
    reply.headers.get("request-id").cloned()
}

/// The answer was lost: Stripe is asked what it shows now.
async fn settled(client: &Client<'_>, memo: &Memo, plan: &Plan, error: Error) -> RunReport {
    let error = memo.in_doubt(error);
    match memo.look(client).await {
        Ok(Some(seen)) if memo.shows(&seen) => {
            let mut report = memo.judged(&seen, plan);
            report.summary = format!(
                "{}. The answer was lost, but Stripe shows it",
                report.summary
            );
            report
        }
        Ok(_) => {
            let mut report = RunReport::ended(error);
            report.summary = format!("{}; Stripe does not show it so far", report.summary);
            report
        }
        Err(again) => {
            let mut report = RunReport::ended(error);
            report.summary = format!(
                "{}; it could not be looked at either: {}",
                report.summary, again.message
            );
            report
        }
    }
}

impl Memo {
    /// An unknown outcome, with the place to look at.
    fn in_doubt(&self, error: Error) -> Error {
        let place = format!("{} at Stripe", self.what);
        match self.want {
            Want::Ended => error.after_change(&place),
            _ => error.after_keyed_change(&place),
        }
    }

    fn id(&self) -> Result<&str> {
        self.subscription
            .as_deref()
            .ok_or_else(|| unusable("it names no subscription"))
    }

    /// What an answer holds, which must be about the one that was meant.
    fn read(&self, client: &Client<'_>, purpose: &str, reply: &Reply) -> Result<Seen> {
        let other = |got: &str, meant: &str| {
            Error::new(
                Kind::Unknown,
                format!("Stripe answered with {got} instead of {meant}"),
            )
        };
        if let Want::Customer { .. } = self.want {
            let customer: Customer = client.judged(purpose, reply)?;
            if customer.id != self.customer {
                return Err(other(&customer.id, &self.customer));
            }
            return Ok(Seen::Customer(Box::new(customer)));
        }
        let subscription: Subscription = client.judged(purpose, reply)?;
        if let Some(id) = &self.subscription
            && subscription.id != *id
        {
            return Err(other(&subscription.id, id));
        }
        if subscription.customer.id() != self.customer {
            return Err(other(
                &format!("a subscription of {}", subscription.customer.id()),
                &format!("one of {}", self.customer),
            ));
        }
        Ok(Seen::Subscription(Box::new(subscription)))
    }

    /// What Stripe shows now; of a new subscription nothing unless there is exactly one that was not known.
    async fn look(&self, client: &Client<'_>) -> Result<Option<Seen>> {
        match &self.want {
            Want::Customer { .. } => {
                let customer: Customer = client.ask(&client.customer(&self.customer)?).await?;
                Ok(Some(Seen::Customer(Box::new(customer))))
            }
            Want::New { price, known } => {
                let list = List::subscriptions_of(&self.customer).with("price", price);
                let page: Page<Subscription> =
                    client.ask(&client.page(&list, PER_PAGE, None)?).await?;
                let mut new = page.data.into_iter().filter(|s| !known.contains(&s.id));
                Ok(match (new.next(), new.next()) {
                    (Some(one), None) if !page.has_more => Some(Seen::Subscription(Box::new(one))),
                    _ => None,
                })
            }
            _ => {
                let request = client.subscription(self.id()?)?;
                let subscription: Subscription = client.ask(&request).await?;
                Ok(Some(Seen::Subscription(Box::new(subscription))))
            }
        }
    }

    fn shows(&self, seen: &Seen) -> bool {
        match (&self.want, seen) {
            (Want::Customer { coupon, had }, Seen::Customer(c)) => c
                .discount
                .as_ref()
                .is_some_and(|d| d.coupon.id == *coupon && had.as_ref() != Some(&d.id)),
            (want, Seen::Subscription(s)) => match want {
                Want::Item { item, price } => s
                    .items
                    .data
                    .iter()
                    .any(|i| i.id == *item && i.price.id == *price),
                Want::New { price, known } => !known.contains(&s.id) && s.has_price(price),
                Want::Ends => s.cancel_at_period_end || s.status == "canceled",
                Want::Ended => s.status == "canceled",
                Want::Without { item } => s.items.data.iter().all(|i| i.id != *item),
                Want::Discounts { had } => {
                    let now = s.discount_ids();
                    now.len() == had.len() + 1 && had.iter().all(|d| now.contains(&d.as_str()))
                }
                Want::Trial { until } => s.trial_end == Some(*until),
                Want::Phase { .. } | Want::Customer { .. } => false,
            },
            _ => false,
        }
    }

    /// What came of it, by what is seen.
    fn judged(&self, seen: &Seen, plan: &Plan) -> RunReport {
        let mut report = match seen {
            Seen::Subscription(s) => {
                let mut report = RunReport::succeeded(self.sentence(s))
                    .with("subscription_id", s.id.as_str())
                    .with("status", s.status.as_str())
                    .with("latest_invoice", s.latest_invoice.as_ref().map(Ref::id));
                report.after = shown::facts(s);
                if let (Want::New { .. }, Some(before)) = (&self.want, plan.before.first()) {
                    let new = shown::in_brief(s);
                    let all = match before.value.as_str() {
                        "none" => new,
                        others => format!("{others}, {new}"),
                    };
                    report
                        .after
                        .insert(0, crate::plan::Fact::new(&before.label, all));
                }
                report
            }
            Seen::Customer(c) => {
                let mut report = RunReport::succeeded(&self.done);
                report.after = shown::customer_facts(c);
                report
            }
        }
        .with("customer_id", self.customer.as_str());
        if !self.shows(seen) && !waits(seen) {
            let error = Error::new(
                Kind::Unknown,
                format!(
                    "Stripe accepted the change of {}, but does not show it",
                    self.what
                ),
            );
            report = RunReport {
                vendor: report.vendor,
                after: report.after,
                ..RunReport::ended(self.in_doubt(error))
            };
        }
        report
    }

    fn sentence(&self, subscription: &Subscription) -> String {
        if let Some(update) = &subscription.pending_update {
            let until = match update.expires_at {
                Some(at) => format!(", until {} at the latest", say::epoch(at)),
                None => String::new(),
            };
            return format!(
                "Stripe makes the change of {} once its payment succeeds{until}",
                self.what
            );
        }
        match (&self.want, subscription.status.as_str()) {
            (Want::New { .. }, "incomplete") => format!(
                "{}: {}, whose first payment is not made yet",
                self.done, subscription.id
            ),
            (Want::New { .. }, status) => format!("{}: {}, {status}", self.done, subscription.id),
            (Want::Item { .. }, status @ ("past_due" | "incomplete" | "unpaid")) => {
                format!("{}, but a payment is open: it is {status}", self.done)
            }
            _ => self.done.clone(),
        }
    }
}

/// Whether Stripe keeps the change until a payment succeeds.
fn waits(seen: &Seen) -> bool {
    matches!(seen, Seen::Subscription(s) if s.pending_update.is_some())
}
