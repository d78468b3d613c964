//! Carries a plan out: sends its one change, judges the answer by what it holds, and tells the state after. Where the
//! answer is lost, a reading settles the matter if it shows the effect; if it does not, the outcome stays unknown.

use super::client::{Answer, Client};
use super::pages::{Pages, typed};
use super::plan::Memo;
use super::replies::{Change, Redemption, Subscription, Usage};
use super::{changes, coupons, create, shown};
use crate::draft::{self, unusable};
use crate::error::{Error, Kind, Result};
use crate::plan::{Fact, Plan, RunReport};
use crate::say;
use crate::session::Session;

pub(super) async fn run(session: &Session, plan: &Plan) -> RunReport {
    carry_out(session, plan)
        .await
        .unwrap_or_else(RunReport::ended)
}

async fn carry_out(session: &Session, plan: &Plan) -> Result<RunReport> {
    let run = Run {
        client: Client::new(session)?,
        memo: draft::memo(plan)?,
        plan,
    };
    let change = draft::sole_change(plan)?;
    let done = match run.client.ask(change).await {
        Ok(answer) => run.judged(&answer).await.map(|report| {
            if answer.repeated() {
                report.with("repeated", true)
            } else {
                report
            }
        }),
        Err(error) => Err(error),
    };
    match done {
        Err(error) if error.kind == Kind::Unknown => run.settled(error).await,
        other => other,
    }
}

struct Run<'a> {
    client: Client<'a>,
    memo: Memo,
    plan: &'a Plan,
}

impl Run<'_> {
    async fn judged(&self, answer: &Answer) -> Result<RunReport> {
        match self.plan.action {
            "apply_coupon_code" => self.redeemed(&answer.read()?),
            "create_subscription" => self
                .created(&answer.read()?, "")
                .map_err(|e| answer.reply.verdict(e)),
            "record_usage" => Ok(self.used(&answer.read()?)),
            "switch_subscription" | "update_subscription_price" => self.changed(answer).await,
            _ => self.shows(&answer.read()?, ""),
        }
    }

    /// Reads what the change would have left, after its answer was lost or could not be believed.
    async fn settled(&self, error: Error) -> Result<RunReport> {
        let error = error.after_keyed_change(&match self.memo.subscription {
            None if self.memo.coupon.is_none() => {
                format!("the subscriptions of {} in Recurly", self.memo.who)
            }
            _ => format!("{} in Recurly", self.memo.what),
        });
        let found = match self.plan.action {
            // Another record of the same amount may be somebody else's.
            "record_usage" => None,
            "create_subscription" => self.new_subscription().await,
            "apply_coupon_code" => self.new_redemption().await,
            _ => self.again().await.and_then(|s| self.shows(&s, LOST)).ok(),
        };
        found.ok_or(error)
    }

    async fn again(&self) -> Result<Subscription> {
        let id = self.memo.subscription.as_deref();
        let id = id.ok_or_else(|| unusable("it names no subscription"))?;
        let subscription: Subscription = self.client.read(&self.client.subscription(id)?).await?;
        self.same(subscription)
    }

    /// The subscription of an answer, which must be the one that was meant.
    fn same(&self, subscription: Subscription) -> Result<Subscription> {
        match self.memo.subscription.as_deref() {
            Some(id) if id != subscription.id => Err(Error::new(
                Kind::Unknown,
                format!(
                    "Recurly answered with subscription {} instead of {id}",
                    subscription.id
                ),
            )),
            _ => Ok(subscription),
        }
    }

    /// The report of a change that the subscription shows; else an unknown outcome.
    fn shows(&self, subscription: &Subscription, how: &str) -> Result<RunReport> {
        let subscription = &self.same(subscription.clone())?;
        let memo = &self.memo;
        let state = subscription.state.as_str();
        let what = &memo.what;
        let date = |text: &Option<String>| {
            text.as_deref()
                .map(|at| format!(", {}", shown::time(at)))
                .unwrap_or_default()
        };
        let (done, summary) = match self.plan.action {
            "pause_subscription" if memo.cycles == Some(0) => (
                state == "active" && subscription.remaining_pause_cycles.unwrap_or(0) == 0,
                format!("Took back the pause of {what}: it goes on"),
            ),
            "pause_subscription" => (
                subscription.remaining_pause_cycles == memo.cycles && state != "canceled",
                format!(
                    "Set {what} to pause for {} from its next renewal{}",
                    shown::cycles(memo.cycles.unwrap_or_default()),
                    date(&subscription.current_period_ends_at).replacen(',', " on", 1)
                ),
            ),
            "resume_subscription" => (
                state == "active",
                format!("Resumed {what}: a new billing cycle has begun"),
            ),
            "reactivate_subscription" => (state == "active", format!("Reactivated {what}")),
            "convert_trial" => (
                state == "active" && subscription.trial_ends_at != memo.trial_ends_at,
                format!("Ended the trial of {what}: the first paid cycle has begun"),
            ),
            "switch_subscription" | "update_subscription_price" => (
                self.holds(subscription),
                self.change_made(subscription.pending_change.as_ref()),
            ),
            "cancel_subscription" if memo.when == "now" => (
                matches!(state, "expired" | "failed"),
                format!("Ended {what} at once"),
            ),
            "cancel_subscription" => (
                matches!(state, "canceled" | "expired" | "failed"),
                format!(
                    "Cancelled {what}{}",
                    match state {
                        "canceled" => format!(
                            ": it expires{}",
                            date(&subscription.expires_at).replacen(',', "", 1)
                        ),
                        other => format!(": it is {other}"),
                    }
                ),
            ),
            other => return Err(unusable(&format!("Recurly has no action {other}"))),
        };
        if !done {
            return Err(Error::new(
                Kind::Unknown,
                format!(
                    "Recurly took the request for {what}, but does not show its effect: it is {}",
                    shown::in_brief(subscription)
                ),
            ));
        }
        let mut report = RunReport::succeeded(format!("{summary}{how}"))
            .with("subscription_id", subscription.id.as_str())
            .with("uuid", subscription.uuid.clone())
            .with("state", state);
        report.after = shown::facts(subscription);
        Ok(report)
    }

    /// Whether the subscription is, or will be, what it was to be changed to. What waits counts only where it was to
    /// wait, and did not before.
    fn holds(&self, subscription: &Subscription) -> bool {
        let later = self.memo.when != "now" && !self.memo.waited;
        let waiting = subscription.pending_change.as_ref().filter(|_| later);
        let plan = |wanted: &String| {
            let pending = waiting.and_then(|c| c.plan.as_ref()).map(|p| &p.code);
            subscription.plan.code == *wanted || pending == Some(wanted)
        };
        let price = |wanted: &String| {
            shown::same_amount(&subscription.unit_amount, wanted)
                || waiting.is_some_and(|c| shown::same_amount(&c.unit_amount, wanted))
        };
        match (&self.memo.plan, &self.memo.unit_amount) {
            (Some(wanted), _) => plan(wanted),
            (None, Some(wanted)) => price(wanted),
            (None, None) => false,
        }
    }

    fn change_made(&self, waiting: Option<&Change>) -> String {
        let currency = self.memo.currency.as_deref();
        let to = match (&self.memo.plan, &self.memo.unit_amount) {
            (Some(plan), _) => format!("the plan {plan}"),
            (None, price) => {
                let price = price.as_deref().unwrap_or_default();
                let price = say::decimal(&price.into(), currency);
                format!("the price {}", price.unwrap_or_default())
            }
        };
        let what = &self.memo.what;
        match waiting.and_then(|c| c.activate_at.as_deref()) {
            Some(at) if self.memo.when != "now" => {
                format!("Set {what} to change to {to} on {}", shown::time(at))
            }
            _ if self.memo.when == "now" => format!("Changed {what} to {to}"),
            _ => format!("Set {what} to change to {to}"),
        }
    }

    async fn changed(&self, answer: &Answer) -> Result<RunReport> {
        if answer.reply.status == 204 {
            // Recurly says so without a body when the change only took back one that was waiting.
            return match self.again().await {
                Ok(subscription) => self.shows(&subscription, ""),
                Err(e) => Err(Error::new(
                    Kind::Unknown,
                    format!(
                        "Recurly took the change of {} without showing it, and it could not be read again: {}",
                        self.memo.what, e.message
                    ),
                )),
            };
        }
        let change: Change = answer.read()?;
        let right = match (&self.memo.plan, &self.memo.unit_amount) {
            (Some(wanted), _) => change.plan.as_ref().is_some_and(|p| p.code == *wanted),
            (None, Some(wanted)) => shown::same_amount(&change.unit_amount, wanted),
            (None, None) => false,
        };
        if !right {
            return Err(Error::new(
                Kind::Unknown,
                format!(
                    "Recurly took the change of {}, but answered with another one",
                    self.memo.what
                ),
            ));
        }
        let currency = self.memo.currency.as_deref();
        let mut report = RunReport::succeeded(self.change_made(Some(&change)))
            .with("subscription_id", self.memo.subscription.clone())
            .with("activate_at", change.activate_at.clone())
            .with("activated", change.activated);
        // That the reading fails takes nothing from the success.
        match self.again().await {
            Ok(subscription) => report.after = shown::facts(&subscription),
            Err(e) => {
                report.summary = format!(
                    "{}. It could not be read again: {}",
                    report.summary, e.message
                );
            }
        }
        report.after.extend(
            changes::outcome(&change, currency)
                .into_iter()
                .filter(|f| f.label.ends_with("at once")),
        );
        Ok(report)
    }

    fn created(&self, subscription: &Subscription, how: &str) -> Result<RunReport> {
        let memo = &self.memo;
        let what = subscription.shown();
        if Some(&subscription.plan.code) != memo.plan.as_ref() {
            return Err(Error::new(
                Kind::Unknown,
                format!(
                    "Recurly answered with {what}, which is to another plan than {}",
                    memo.what
                ),
            ));
        }
        if subscription.state == "failed" {
            return Err(Error::new(
                Kind::Refused,
                format!("Recurly could not start {what}: it has failed"),
            )
            .hint("Look at its invoice in Recurly"));
        }
        let mut report = RunReport::succeeded(format!(
            "Created {what} for {}: {}{how}",
            memo.who, subscription.state
        ))
        .with("subscription_id", subscription.id.as_str())
        .with("uuid", subscription.uuid.clone())
        .with("state", subscription.state.as_str());
        let new = create::live(std::slice::from_ref(subscription));
        report.after = appended(self.plan, &new);
        report.after.extend(shown::facts(subscription));
        Ok(report)
    }

    async fn new_subscription(&self) -> Option<RunReport> {
        let path = ["accounts", self.memo.account.as_str(), "subscriptions"];
        let query = [("sort", "created_at"), ("order", "desc")];
        let rows = self
            .first_page(Pages::new(
                &self.client,
                "subscriptions of the account",
                &path,
                &query,
            ))
            .await?;
        let all = rows
            .into_iter()
            .map(|row| typed::<Subscription>("subscription", row));
        let new = all
            .filter_map(Result::ok)
            .filter(|s| !self.memo.known.contains(&s.id));
        let mut new = new.filter(|s| Some(&s.plan.code) == self.memo.plan.as_ref());
        // Of several, it cannot be said which is ours.
        let (one, None) = (new.next()?, new.next()) else {
            return None;
        };
        self.created(&one, LOST).ok()
    }

    async fn new_redemption(&self) -> Option<RunReport> {
        let rows = self
            .first_page(coupons::active_pages(&self.client, &self.memo.account))
            .await?;
        let all = rows
            .into_iter()
            .map(|row| typed::<Redemption>("coupon redemption", row));
        let mut new = all
            .filter_map(Result::ok)
            .filter(|r| !self.memo.known.contains(&r.id));
        let ours = new.find(|r| self.redemption_fits(r))?;
        let mut report = self.redeemed(&ours).ok()?;
        report.summary.push_str(LOST);
        Some(report)
    }

    async fn first_page(
        &self,
        pages: Result<Pages>,
    ) -> Option<Vec<serde_json::Map<String, serde_json::Value>>> {
        let mut pages = pages.ok()?;
        let request = pages.request()?;
        let answer = self.client.ask(&request).await.ok()?;
        pages.rows(&self.client, &answer).ok()
    }

    fn redemption_fits(&self, redemption: &Redemption) -> bool {
        let code = self.memo.coupon.as_deref().unwrap_or_default();
        redemption.coupon.code.eq_ignore_ascii_case(code)
            && (self.memo.subscription.is_none()
                || redemption.subscription_id == self.memo.subscription)
    }

    fn redeemed(&self, redemption: &Redemption) -> Result<RunReport> {
        let memo = &self.memo;
        let code = redemption.coupon.code.as_str();
        let inactive = redemption.state.as_deref() == Some("inactive");
        if !self.redemption_fits(redemption) || inactive {
            return Err(Error::new(
                Kind::Unknown,
                format!(
                    "Recurly took the coupon {} for {}, but does not show it there as active",
                    memo.coupon.as_deref().unwrap_or_default(),
                    memo.what
                ),
            ));
        }
        let mut report = RunReport::succeeded(format!("Applied coupon {code} to {}", memo.what))
            .with("redemption_id", redemption.id.as_str())
            .with("currency", redemption.currency.clone())
            .with("subscription_id", redemption.subscription_id.clone());
        report.after = appended(
            self.plan,
            &coupons::active(std::slice::from_ref(redemption)),
        );
        Ok(report)
    }

    fn used(&self, usage: &Usage) -> RunReport {
        let memo = &self.memo;
        let asked = memo.unit_amount.as_deref().unwrap_or_default();
        let amount = say::scalar(&usage.amount)
            .map(|a| shown::canonical(&a).to_owned())
            .unwrap_or_default();
        let cut = if shown::same_amount(&usage.amount, asked) {
            String::new()
        } else {
            format!(" (of the {asked} that were sent)")
        };
        let add_on = memo.add_on.as_deref().unwrap_or_default();
        RunReport::succeeded(format!(
            "Recorded {amount}{cut} of {add_on} for {}",
            memo.what
        ))
        .with("usage_id", usage.id.as_str())
        .with("subscription_id", memo.subscription.clone())
        .with("usage_timestamp", usage.used_at.clone())
        .with("billed_at", usage.billed_at.clone())
    }
}

const LOST: &str = ". Its answer was lost, but Recurly shows it";

/// The plan's first fact before, with what was added to it.
fn appended(plan: &Plan, new: &str) -> Vec<Fact> {
    let Some(before) = plan.before.first() else {
        return Vec::new();
    };
    let all = match before.value.as_str() {
        "none" => new.to_owned(),
        others => format!("{others}, {new}"),
    };
    vec![Fact::new(&before.label, all)]
}
