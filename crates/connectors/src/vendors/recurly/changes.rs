//! Plans what goes through Recurly's subscription change: another plan, another price. Recurly is asked first what
//! would come of it, and whether a change is waiting that this one would replace.

use serde_json::{Value, json};

use super::client::Client;
use super::plan::{Draft, Memo, finished};
use super::replies::{Account, Change, Subscription};
use super::target::{self, Fits};
use super::{shown, target::sells};
use crate::error::{Error, Kind, Result};
use crate::plan::{Fact, Plan};
use crate::request::{Body, Method};
use crate::say;

/// The highest price that Recurly takes.
const MOST: f64 = 1_000_000.0;

pub(super) async fn switch(
    mut draft: Draft<'_>,
    account: &Account,
    all: &[Subscription],
) -> Result<Plan> {
    let subscription = active(&draft, account, all, "from_plan")?;
    let code = draft.intent.required("plan")?;
    if subscription.plan.code == code {
        return Err(already(&subscription, &format!("on plan {code}")).field("plan"));
    }
    let plan = target::plan(&mut draft, code).await?;
    sells(&mut draft, &plan, subscription.currency.as_deref())?;
    let purpose = format!("Switch {} to {}", subscription.shown(), plan.name);
    let memo = Memo {
        plan: Some(plan.code.clone()),
        ..Memo::of(account, &subscription)
    };
    // The plan's own spelling of its code, as the list of plans has it.
    change(
        draft,
        purpose,
        &subscription,
        json!({ "plan_code": plan.code }),
        memo,
    )
    .await
}

pub(super) async fn price(
    mut draft: Draft<'_>,
    account: &Account,
    all: &[Subscription],
) -> Result<Plan> {
    let subscription = active(&draft, account, all, "plan")?;
    let text = draft.intent.required("unit_amount")?;
    let amount = shown::number("unit_amount", text)?;
    if amount.as_f64().is_none_or(|n| n > MOST) {
        return Err(Error::invalid(
            "unit_amount",
            format!("Update subscription price: New price must be at most 1000000, not {text}"),
        ));
    }
    if shown::same_amount(&subscription.unit_amount, text) {
        return Err(already(&subscription, &format!("at the price {text}")).field("unit_amount"));
    }
    let said =
        say::decimal(&amount, subscription.currency.as_deref()).unwrap_or_else(|| text.to_owned());
    if amount.as_f64() == Some(0.0) {
        draft.warn("The new price is zero: nothing will be charged for it");
    }
    let purpose = format!("Set the price of {} to {said}", subscription.shown());
    let memo = Memo {
        unit_amount: Some(text.to_owned()),
        ..Memo::of(account, &subscription)
    };
    change(
        draft,
        purpose,
        &subscription,
        json!({ "unit_amount": amount }),
        memo,
    )
    .await
}

fn active(
    draft: &Draft<'_>,
    account: &Account,
    all: &[Subscription],
    plan: &'static str,
) -> Result<Subscription> {
    let fits = Fits {
        which: "active",
        rest: String::new(),
        plan,
        test: &|s| s.state == "active",
        otherwise: &|s| {
            (s.state == "canceled").then_some("A cancelled one must be reactivated first")
        },
    };
    target::pick(draft, account, all, &fits)
}

fn already(subscription: &Subscription, how: &str) -> Error {
    Error::new(
        Kind::Refused,
        format!("{} is already {how}", say::sentence(&subscription.shown())),
    )
    .hint("There is nothing to change; a change that waits is taken back at Recurly")
}

async fn change(
    mut draft: Draft<'_>,
    purpose: String,
    subscription: &Subscription,
    mut body: Value,
    mut memo: Memo,
) -> Result<Plan> {
    let timeframe = draft.intent.required("timeframe")?.to_owned();
    let currency = subscription.currency.as_deref();
    let id = subscription.id.as_str();
    if let Some(waiting) = waiting(&mut draft, id).await? {
        memo.waited = match (&memo.plan, &memo.unit_amount) {
            (Some(plan), _) => waiting.plan.as_ref().is_some_and(|p| p.code == *plan),
            (None, Some(price)) => shown::same_amount(&waiting.unit_amount, price),
            (None, None) => false,
        };
        draft.warn(format!(
            "A change is waiting and will be replaced: {}",
            shown::change(&waiting, currency)
        ));
    }
    if timeframe == "now" && subscription.remaining_pause_cycles.is_some_and(|n| n > 0) {
        draft.warn("A change that takes effect now cancels the pause");
    }
    let when = match timeframe.as_str() {
        "bill_date" => "on the next bill date",
        "term_end" => "at the end of the term",
        _ => "now",
    };
    let purpose = format!("{purpose} {when}");
    body["timeframe"] = timeframe.as_str().into();
    let path = ["subscriptions", id, "change", "preview"];
    let request = draft
        .client
        .preview("Preview the change", &path, body.clone())?;
    let preview: Change = draft.read(request).await?;
    draft.preview = outcome(&preview, currency);
    let change = draft.client.change(
        purpose.clone(),
        Method::Post,
        &["subscriptions", id, "change"],
        &[],
        Body::Json(body),
    )?;
    memo.when = timeframe;
    finished(draft, &purpose, subscription, change, &memo)
}

/// The change that waits for its date; Recurly answers 404 where there is none.
async fn waiting(draft: &mut Draft<'_>, id: &str) -> Result<Option<Change>> {
    let request = draft.client.get(
        "Look for a change that waits",
        &["subscriptions", id, "change"],
        &[],
    )?;
    let reply = draft.look(request.clone()).await?;
    if reply.status == 404 {
        return Ok(None);
    }
    let change: Change = Client::answer(&request, reply).read()?;
    Ok((change.activated != Some(true)).then_some(change))
}

/// What a change comes to.
pub(super) fn outcome(change: &Change, currency: Option<&str>) -> Vec<Fact> {
    let mut facts = Vec::new();
    facts.extend(
        change
            .plan
            .as_ref()
            .map(|p| Fact::new("New plan", p.name())),
    );
    if let Some(price) = say::decimal(&change.unit_amount, currency) {
        let price = match change.quantity {
            Some(n) if n > 1 => format!("{n} × {price}"),
            _ => price,
        };
        facts.push(Fact::new("New price", price));
    }
    facts.extend(
        change
            .activate_at
            .as_deref()
            .map(|at| Fact::new("Takes effect", shown::time(at))),
    );
    if let Some(invoices) = &change.invoice_collection {
        facts.extend(shown::invoices(invoices, currency));
    }
    facts
}
