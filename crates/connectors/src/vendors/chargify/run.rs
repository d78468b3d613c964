//! Carries a plan out: sends its one change once, judges the answer by what it holds, and tells the state after.

use serde::Deserialize;
use serde_json::json;

use super::client::{Answer, Client};
use super::replies::{Id, MessageReply, Subscription, SubscriptionReply};
use super::{shown, target};
use crate::draft::{self, unusable};
use crate::error::{Error, Kind, Result};
use crate::plan::{Fact, Plan, RunReport};
use crate::say;
use crate::session::Session;

/// What `actions` wrote down for the run.
#[derive(Deserialize)]
struct Memo {
    customer: Id,
    /// "customer 123 (Ada Lovelace)".
    #[serde(default)]
    who: String,
    subscription: Option<Id>,
    #[serde(default)]
    plan: String,
    plan_name: String,
    currency: Option<String>,
    /// The subscriptions that the customer had before.
    #[serde(default)]
    known: Vec<String>,
    #[serde(default)]
    immediately: bool,
    coupon: Option<String>,
    /// What was asked for was not so before: where it shows afterwards, the change was made.
    #[serde(default)]
    tells: bool,
}

pub(super) async fn run(session: &Session, plan: &Plan) -> RunReport {
    carry_out(session, plan)
        .await
        .unwrap_or_else(RunReport::ended)
}

async fn carry_out(session: &Session, plan: &Plan) -> Result<RunReport> {
    let client = Client::new(session)?;
    let memo: Memo = draft::memo(plan)?;
    let change = draft::sole_change(plan)?;
    let answer = match client.ask(change).await {
        Ok(answer) => answer,
        Err(error) => return Ok(settled(&client, &memo, error).await),
    };
    let judged = match plan.action {
        "create_subscription" if answer.reply.status == 409 => {
            Ok(repeated(&client, &memo, &answer).await)
        }
        "create_subscription" => created(&memo, plan, &answer),
        "cancel_subscription" if memo.immediately => cancelled(&memo, &answer),
        "cancel_subscription" => set_to_cancel(&client, &memo, &answer).await,
        "add_coupon_code" => coupon_added(&memo, &answer),
        other => Err(unusable(&format!("Chargify has no action {other}"))),
    };
    match judged {
        Ok(report) => Ok(report),
        Err(error) => Ok(settled(&client, &memo, error).await),
    }
}

/// The report of a change that failed. Where its outcome is unknown, one look may settle it: what shows now and did
/// not before was made. What does not show may still come.
async fn settled(client: &Client<'_>, memo: &Memo, error: Error) -> RunReport {
    let error = memo.look_at(error);
    let Some(id) = memo
        .subscription
        .as_ref()
        .filter(|_| error.kind == Kind::Unknown)
    else {
        return RunReport::ended(error);
    };
    let again = match client.subscription(id) {
        Ok(request) => client.read(&request).await,
        Err(error) => Err(error),
    };
    let Ok(subscription) = again.and_then(|reply| memo.same(reply)) else {
        return RunReport::ended(error);
    };
    let target = memo.target(&subscription);
    let shows = match &memo.coupon {
        Some(code) if subscription.has_coupon(code) => Some(format!("{target} has coupon {code}")),
        None if subscription.state == "canceled" => Some(format!("{target} is cancelled")),
        None if !memo.immediately && subscription.will_cancel() => Some(format!(
            "{target} is set to be cancelled at the end of its period"
        )),
        _ => None,
    };
    match shows.filter(|_| memo.tells) {
        Some(shows) => done(
            format!("There was no clear answer, but Chargify shows that it was done: {shows}"),
            &subscription,
            memo,
        ),
        None => RunReport {
            after: shown::facts(&subscription, memo.currency.as_deref()),
            ..RunReport::ended(error)
        },
    }
}

impl Memo {
    /// An unknown outcome, with the place to look at.
    fn look_at(&self, error: Error) -> Error {
        error.after_change(&match &self.subscription {
            Some(id) => format!("subscription {id} ({}) in Chargify", self.plan_name),
            None => format!(
                "the subscriptions of customer {} to {} in Chargify",
                self.customer, self.plan_name
            ),
        })
    }

    /// The subscription of an answer, which must be the one that was meant.
    fn same(&self, reply: SubscriptionReply) -> Result<Subscription> {
        match &self.subscription {
            Some(id) if *id != reply.subscription.id => Err(Error::new(
                Kind::Unknown,
                format!(
                    "Chargify answered with subscription {} instead of {id}",
                    reply.subscription.id
                ),
            )),
            _ => Ok(reply.subscription),
        }
    }

    /// "subscription 71 (Gold)".
    fn target(&self, subscription: &Subscription) -> String {
        format!("subscription {} ({})", subscription.id, self.plan_name)
    }
}

/// A success that shows the subscription as it is now.
fn done(summary: String, subscription: &Subscription, memo: &Memo) -> RunReport {
    let mut report = RunReport::succeeded(summary)
        .with("subscription_id", subscription.id.json())
        .with("customer_id", memo.customer.json())
        .with("state", subscription.state.as_str());
    report.after = shown::facts(subscription, memo.currency.as_deref());
    report
}

/// The same report, when the answer does not show what was asked for.
fn not_shown(report: RunReport, error: Error, memo: &Memo) -> RunReport {
    RunReport {
        vendor: report.vendor,
        after: report.after,
        ..RunReport::ended(memo.look_at(error))
    }
}

fn created(memo: &Memo, plan: &Plan, answer: &Answer) -> Result<RunReport> {
    let subscription = answer.read::<SubscriptionReply>()?.subscription;
    let target = memo.target(&subscription);
    let mut report = done(
        format!("Created {target} for {}: {}", memo.who, subscription.state),
        &subscription,
        memo,
    );
    if let Some(before) = plan.before.first() {
        let new = shown::in_brief(&subscription);
        let all = match before.value.as_str() {
            "none" => new,
            others => format!("{others}, {new}"),
        };
        report.after.insert(0, Fact::new(&before.label, all));
    }
    if subscription.state == "failed_to_create" {
        let message = format!("Chargify could not start {target}: it is failed_to_create");
        let error = answer.reply.verdict(Error::new(Kind::Refused, message));
        return Ok(not_shown(report, error, memo));
    }
    Ok(report)
}

/// 409: Chargify has had a request with the same token before, but does not say how that one ended.
async fn repeated(client: &Client<'_>, memo: &Memo, answer: &Answer) -> RunReport {
    let found = match client.subscriptions_of(memo.customer.as_str()) {
        Ok(request) => client.read::<Vec<SubscriptionReply>>(&request).await,
        Err(error) => Err(error),
    };
    let error = |seen: &str| {
        let message = format!(
            "Chargify has had this request before (a subscription to {} for {}) and does not say how it ended; {seen}",
            memo.plan_name, memo.who
        );
        Error::new(Kind::Unknown, message)
            .hint("Look at the customer in Chargify. Make a new plan only if the subscription is missing there")
            .details(json!({ "status": answer.reply.status, "messages": answer.messages() }))
    };
    let all: Vec<_> = match found {
        Ok(rows) => rows.into_iter().map(|r| r.subscription).collect(),
        Err(e) => {
            let seen = format!(
                "the customer's subscriptions could not be read: {}",
                e.message
            );
            return RunReport::ended(error(&seen));
        }
    };
    let (known, new): (Vec<_>, Vec<_>) = target::to_plan(&all, &memo.plan)
        .into_iter()
        .partition(|s| memo.known.iter().any(|k| k == s.id.as_str()));
    let brief: Vec<_> = new.iter().map(|s| shown::in_brief(s)).collect();
    let mut report = RunReport::ended(error(&if brief.is_empty() {
        "the customer has got none since the plan was made".to_owned()
    } else {
        format!(
            "the customer has got since the plan was made: {}",
            brief.join(", ")
        )
    }));
    let live: Vec<_> = known
        .iter()
        .chain(&new)
        .filter(|s| !s.ended())
        .map(|s| shown::in_brief(s))
        .collect();
    report.after = vec![Fact::new(
        format!("Subscriptions to {}", memo.plan_name),
        say::list(&live),
    )];
    if !new.is_empty() {
        let ids: Vec<_> = new.iter().map(|s| s.id.json()).collect();
        report = report.with("new_subscription_ids", ids);
    }
    report
}

fn cancelled(memo: &Memo, answer: &Answer) -> Result<RunReport> {
    let subscription = memo.same(answer.read()?)?;
    let target = memo.target(&subscription);
    let report = done(format!("Cancelled {target} at once"), &subscription, memo);
    if subscription.state != "canceled" {
        let message = format!(
            "Chargify accepted the cancellation of {target}, but shows it as {}",
            subscription.state
        );
        return Ok(not_shown(report, Error::new(Kind::Unknown, message), memo));
    }
    Ok(report)
}

/// The answer is a message alone, so the subscription is read again. That this fails takes nothing from the success.
async fn set_to_cancel(client: &Client<'_>, memo: &Memo, answer: &Answer) -> Result<RunReport> {
    let message = answer.read::<MessageReply>()?.message;
    let id = memo
        .subscription
        .as_ref()
        .ok_or_else(|| unusable("it names no subscription"))?;
    let again = match client.subscription(id) {
        Ok(request) => client.read(&request).await,
        Err(error) => Err(error),
    };
    let subscription = match again.and_then(|reply| memo.same(reply)) {
        Ok(subscription) => subscription,
        Err(error) => {
            let summary = format!(
                "Set subscription {id} ({}) to be cancelled at the end of its period, but it could not be read again: {}",
                memo.plan_name, error.message
            );
            return Ok(RunReport::succeeded(summary)
                .with("subscription_id", id.json())
                .with("customer_id", memo.customer.json())
                .with("message", message));
        }
    };
    let target = memo.target(&subscription);
    let at = subscription
        .cancels_at()
        .map(|at| format!(", {}", say::time(at)))
        .unwrap_or_default();
    let summary = if subscription.state == "canceled" {
        format!("Cancelled {target}, whose period has ended")
    } else {
        format!("Set {target} to be cancelled at the end of its period{at}")
    };
    let report = done(summary, &subscription, memo)
        .with("cancels_at", subscription.cancels_at())
        .with("message", message);
    if subscription.state != "canceled" && !subscription.will_cancel() {
        let message =
            format!("Chargify accepted the cancellation of {target}, but does not show it");
        return Ok(not_shown(report, Error::new(Kind::Unknown, message), memo));
    }
    Ok(report)
}

fn coupon_added(memo: &Memo, answer: &Answer) -> Result<RunReport> {
    let subscription = memo.same(answer.read()?)?;
    let target = memo.target(&subscription);
    let code = memo.coupon.as_deref().unwrap_or_default();
    let report = done(
        format!("Added coupon {code} to {target}"),
        &subscription,
        memo,
    )
    .with("coupon_codes", subscription.coupons());
    if !subscription.has_coupon(code) {
        let message =
            format!("Chargify accepted the coupon {code} for {target}, but does not show it there");
        return Ok(not_shown(report, Error::new(Kind::Unknown, message), memo));
    }
    Ok(report)
}
