//! Plans the actions: looks up what they are about, checks what can be checked without a change, and writes down the
//! one request that would change something. What is bought or discounted has files of its own.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::client::Client;
use super::replies::{Account, Subscription, at};
use super::target::{self, Fits};
use super::{changes, coupons, create, shown};
use crate::draft;
use crate::error::{Error, Kind, Result};
use crate::intent::Intent;
use crate::plan::Plan;
use crate::request::{Body, Method, Request};
use crate::say;
use crate::session::Session;

/// A plan in the making.
pub(super) type Draft<'a> = draft::Draft<'a, Client<'a>>;

impl Draft<'_> {
    /// Makes a look-up, writes it down, and decodes the answer.
    pub async fn read<T: DeserializeOwned>(&mut self, request: Request) -> Result<T> {
        let reply = self.look(request.clone()).await?;
        Client::answer(&request, reply).read()
    }
}

/// What is written down for the run: whom and what it is about, and by what its effect is known.
#[derive(Serialize, Deserialize, Default)]
pub(super) struct Memo {
    /// The account's id at Recurly.
    pub account: String,
    /// "account 4711 (Ada Lovelace)".
    pub who: String,
    #[serde(default)]
    pub subscription: Option<String>,
    /// "subscription p2x (Gold)".
    #[serde(default)]
    pub what: String,
    #[serde(default)]
    pub currency: Option<String>,
    /// The plan that is switched to or bought.
    #[serde(default)]
    pub plan: Option<String>,
    #[serde(default)]
    pub unit_amount: Option<String>,
    #[serde(default)]
    pub cycles: Option<i64>,
    /// The very change was waiting already, so that a change which waits proves nothing.
    #[serde(default)]
    pub waited: bool,
    /// When the trial ended before.
    #[serde(default)]
    pub trial_ends_at: Option<String>,
    #[serde(default)]
    pub coupon: Option<String>,
    #[serde(default)]
    pub add_on: Option<String>,
    /// What there was before of what is made: subscriptions, redemptions.
    #[serde(default)]
    pub known: Vec<String>,
    /// `term_end`, `bill_date` or `now`.
    #[serde(default)]
    pub when: String,
}

impl Memo {
    pub fn of(account: &Account, subscription: &Subscription) -> Self {
        Self {
            account: account.id.clone(),
            who: account.shown(),
            subscription: Some(subscription.id.clone()),
            what: subscription.shown(),
            currency: subscription.currency.clone(),
            trial_ends_at: subscription.trial_ends_at.clone(),
            ..Self::default()
        }
    }
}

pub(super) async fn plan(session: &Session, intent: &Intent) -> Result<Plan> {
    let mut draft = Draft::new(Client::new(session)?, session, intent);
    if intent.action.moves_money {
        target::real_money(&mut draft).await?;
    }
    let account = target::account(&mut draft).await?;
    let all = target::subscriptions(&mut draft, &account).await?;
    match intent.action.id {
        "apply_coupon_code" => coupons::plan(draft, &account, &all).await,
        "pause_subscription" => pause(draft, &account, &all),
        "resume_subscription" => resume(draft, &account, &all),
        "switch_subscription" => changes::switch(draft, &account, &all).await,
        "create_subscription" => create::plan(draft, &account, &all).await,
        "reactivate_subscription" => reactivate(draft, &account, &all),
        "update_subscription_price" => changes::price(draft, &account, &all).await,
        "convert_trial" => convert_trial(draft, &account, &all),
        "record_usage" => record_usage(draft, &account, &all),
        "cancel_subscription" => cancel(draft, &account, &all),
        other => Err(Error::new(
            Kind::NotFound,
            format!("Recurly has no action {other}"),
        )),
    }
}

/// The plan of a change of one subscription.
pub(super) fn finished(
    mut draft: Draft<'_>,
    purpose: &str,
    subscription: &Subscription,
    change: Request,
    memo: &Memo,
) -> Result<Plan> {
    draft.before = shown::facts(subscription);
    draft.remember(memo)?;
    let summary = format!("{purpose}, of {}", memo.who);
    Ok(draft.planned(summary, vec![change]))
}

fn nothing(_: &Subscription) -> Option<&'static str> {
    None
}

fn pause(mut draft: Draft<'_>, account: &Account, all: &[Subscription]) -> Result<Plan> {
    let text = draft.intent.required("remaining_pause_cycles")?;
    let cycles: i64 = text.parse().map_err(|_| {
        Error::invalid(
            "remaining_pause_cycles",
            "Pause subscription: Cycles must be a whole number",
        )
    })?;
    if cycles == 0 {
        return take_back(draft, account, all);
    }
    let now = draft.session.now();
    let fits = Fits {
        which: "active",
        rest: "past its trial".into(),
        plan: "plan",
        test: &|s| s.state == "active" && !s.in_trial(now),
        otherwise: &|s| {
            s.in_trial(now)
                .then_some("In its trial a subscription cannot be paused")
        },
    };
    let subscription = target::pick(&draft, account, all, &fits)?;
    match subscription.remaining_pause_cycles {
        Some(n) if n == cycles => {
            return Err(Error::new(
                Kind::Refused,
                format!(
                    "{} is already set to pause for {}",
                    say::sentence(&subscription.shown()),
                    shown::cycles(n)
                ),
            )
            .hint("There is nothing to change. Choose another number of cycles; 0 takes the pause back"));
        }
        Some(n) if n > 0 => draft.warn(format!(
            "It is already set to pause for {}: this replaces that",
            shown::cycles(n)
        )),
        _ => {}
    }
    if account.has_past_due_invoice == Some(true) {
        draft.warn("The account has an overdue invoice: Recurly does not pause such subscriptions");
    }
    let from = subscription
        .current_period_ends_at
        .as_deref()
        .map(|at| format!(" on {}", shown::time(at)))
        .unwrap_or_default();
    let purpose = format!(
        "Pause {} for {} from its next renewal{from}",
        subscription.shown(),
        shown::cycles(cycles)
    );
    paused_for(draft, account, &subscription, &purpose, cycles)
}

/// Recurly takes a pause back by another one of no cycles.
fn take_back(draft: Draft<'_>, account: &Account, all: &[Subscription]) -> Result<Plan> {
    let fits = Fits {
        which: "active",
        rest: "with a pause that has not begun".into(),
        plan: "plan",
        test: &|s| s.state == "active" && s.remaining_pause_cycles.is_some_and(|n| n > 0),
        otherwise: &|s| {
            (s.state == "paused")
                .then_some("A pause that has begun is ended by Resume subscription")
        },
    };
    let subscription = target::pick(&draft, account, all, &fits)?;
    let purpose = format!(
        "Take back the pause of {} before it begins",
        subscription.shown()
    );
    paused_for(draft, account, &subscription, &purpose, 0)
}

fn paused_for(
    draft: Draft<'_>,
    account: &Account,
    subscription: &Subscription,
    purpose: &str,
    cycles: i64,
) -> Result<Plan> {
    let change = draft.client.change(
        purpose,
        Method::Put,
        &["subscriptions", &subscription.id, "pause"],
        &[],
        Body::Json(json!({ "remaining_pause_cycles": cycles })),
    )?;
    let memo = Memo {
        cycles: Some(cycles),
        ..Memo::of(account, subscription)
    };
    finished(draft, purpose, subscription, change, &memo)
}

fn resume(draft: Draft<'_>, account: &Account, all: &[Subscription]) -> Result<Plan> {
    let fits = Fits {
        which: "paused",
        rest: String::new(),
        plan: "plan",
        test: &|s| s.state == "paused",
        otherwise: &|s| {
            (s.state == "active" && s.remaining_pause_cycles.is_some_and(|n| n > 0))
                .then_some("A pause that has not begun is not resumed but taken back: Pause subscription with 0 cycles")
        },
    };
    let subscription = target::pick(&draft, account, all, &fits)?;
    let purpose = format!(
        "Resume {} at once, with a new billing cycle",
        subscription.shown()
    );
    simple(draft, account, &subscription, &purpose, "resume")
}

fn reactivate(draft: Draft<'_>, account: &Account, all: &[Subscription]) -> Result<Plan> {
    let now = draft.session.now();
    let ended = |s: &Subscription| {
        s.expires_at
            .as_deref()
            .and_then(at)
            .is_some_and(|at| at <= now)
    };
    let fits = Fits {
        which: "cancelled",
        rest: "that has not expired".into(),
        plan: "plan",
        test: &|s| s.state == "canceled" && !ended(s),
        otherwise: &|s| {
            (!s.live())
                .then_some("One that has expired or failed is not reactivated: create a new one")
        },
    };
    let subscription = target::pick(&draft, account, all, &fits)?;
    let purpose = format!("Reactivate {}", subscription.shown());
    simple(draft, account, &subscription, &purpose, "reactivate")
}

fn convert_trial(draft: Draft<'_>, account: &Account, all: &[Subscription]) -> Result<Plan> {
    let now = draft.session.now();
    let fits = Fits {
        which: "active",
        rest: "in a trial".into(),
        plan: "plan",
        test: &|s| s.in_trial(now),
        otherwise: &nothing,
    };
    let subscription = target::pick(&draft, account, all, &fits)?;
    let purpose = format!(
        "End the trial of {} and charge its first cycle at once",
        subscription.shown()
    );
    simple(draft, account, &subscription, &purpose, "convert_trial")
}

/// A change that says nothing but its name.
fn simple(
    draft: Draft<'_>,
    account: &Account,
    subscription: &Subscription,
    purpose: &str,
    verb: &str,
) -> Result<Plan> {
    let path = ["subscriptions", subscription.id.as_str(), verb];
    let change = draft
        .client
        .change(purpose, Method::Put, &path, &[], Body::Empty)?;
    finished(
        draft,
        purpose,
        subscription,
        change,
        &Memo::of(account, subscription),
    )
}

fn record_usage(mut draft: Draft<'_>, account: &Account, all: &[Subscription]) -> Result<Plan> {
    let code = draft.intent.required("add_on")?;
    let usable = |s: &Subscription| {
        s.add_on(code)
            .is_some_and(|a| a.add_on_type.as_deref() != Some("fixed"))
    };
    let fits = Fits {
        which: "active",
        rest: format!("with the usage add-on {code}"),
        plan: "plan",
        test: &|s| s.state == "active" && usable(s),
        otherwise: &|s| {
            (s.state == "paused").then_some("Usage is not recorded while a subscription is paused")
        },
    };
    let subscription = target::pick(&draft, account, all, &fits)?;
    let text = draft.intent.required("amount")?;
    let mut body = Map::from_iter([("amount".to_owned(), shown::number("amount", text)?)]);
    if let Some(tag) = draft.intent.param("merchant_tag") {
        body.insert("merchant_tag".into(), tag.into());
    }
    if let Some(day) = draft.intent.param("usage_timestamp") {
        body.insert("usage_timestamp".into(), format!("{day}T00:00:00Z").into());
    }
    let held = subscription.add_on(code);
    let name = held.and_then(|a| a.name.as_deref()).unwrap_or(code);
    if held.and_then(|a| a.usage_type.as_deref()) == Some("percentage") {
        draft.warn(format!(
            "{name} bills a percentage: the amount is taken in cents"
        ));
    }
    if text.contains('.') {
        draft.warn("A site without decimal quantities cuts the fraction off");
    }
    if text.starts_with('-') {
        draft.warn("A negative amount takes back usage that was recorded before");
    }
    let purpose = format!("Record {text} of {name} for {}", subscription.shown());
    let change = draft.client.change(
        purpose.clone(),
        Method::Post,
        &[
            "subscriptions",
            &subscription.id,
            "add_ons",
            &format!("code-{code}"),
            "usage",
        ],
        &[],
        Body::Json(Value::Object(body)),
    )?;
    let memo = Memo {
        add_on: Some(code.to_owned()),
        unit_amount: Some(text.to_owned()),
        ..Memo::of(account, &subscription)
    };
    finished(draft, &purpose, &subscription, change, &memo)
}

fn cancel(mut draft: Draft<'_>, account: &Account, all: &[Subscription]) -> Result<Plan> {
    let mode = draft.intent.required("mode")?.to_owned();
    let now = mode == "now";
    let fits = Fits {
        which: if now { "live" } else { "active or future" },
        rest: String::new(),
        plan: "plan",
        test: &|s| {
            if now {
                s.live()
            } else {
                matches!(s.state.as_str(), "active" | "future")
            }
        },
        otherwise: &|s| (s.state == "paused").then_some("A paused one can only be ended now"),
    };
    let subscription = target::pick(&draft, account, all, &fits)?;
    let what = subscription.shown();
    let id = subscription.id.as_str();
    let (purpose, change) = if now {
        let refund = draft.intent.required("refund")?;
        let bills = draft.intent.required("charge")?;
        let back = match refund {
            "full" => "with a full refund of the last payment",
            "partial" => "with a refund for the time that is left",
            _ => "without a refund",
        };
        draft.warn(
            "It expires at once and cannot be brought back: only a new subscription can be made",
        );
        if bills == "false" {
            draft.warn("Usage that is not billed yet is dropped");
        }
        let purpose = format!("End {what} at once, {back}");
        let query = [("refund", refund), ("charge", bills)];
        let change = draft.client.change(
            purpose.clone(),
            Method::Delete,
            &["subscriptions", id],
            &query,
            Body::Empty,
        )?;
        (purpose, change)
    } else {
        let (when, at) = match mode.as_str() {
            "bill_date" => (
                "on its next bill date",
                subscription.current_period_ends_at.as_deref(),
            ),
            _ => (
                "at the end of its term",
                subscription.current_term_ends_at.as_deref(),
            ),
        };
        let at = at
            .map(|at| format!(", {}", shown::time(at)))
            .unwrap_or_default();
        let purpose = format!("Cancel {what} {when}{at}");
        if subscription.state == "future" {
            draft.warn("It has not begun: cancelled, it never will, and cannot be reactivated");
        }
        let change = draft.client.change(
            purpose.clone(),
            Method::Put,
            &["subscriptions", id, "cancel"],
            &[],
            Body::Json(json!({ "timeframe": mode })),
        )?;
        (purpose, change)
    };
    let memo = Memo {
        when: mode,
        ..Memo::of(account, &subscription)
    };
    finished(draft, &purpose, &subscription, change, &memo)
}
