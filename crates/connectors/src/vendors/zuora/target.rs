//! Whom and what an action is about: the account, the one subscription, the rate plan. It never guesses: where none
//! fits, the error lists what there is; where several do, one must be named.

use std::collections::HashSet;

use serde_json::json;

use super::actions::Draft;
use super::catalogue::{Pages, endless};
use super::client::{Client, judge};
use super::replies::{AccountReply, RatePlan, Subscription, SubscriptionPage};
use super::shown;
use crate::connector::{Item, ItemState};
use crate::error::{Error, Kind, Result};
use crate::plan::Step;
use crate::target::{Candidate, Words, one};

/// The account of the trait.
pub(super) struct Account {
    pub number: String,
    /// "account A00000001 (Ada Lovelace)".
    pub who: String,
    pub currency: Option<String>,
}

/// The account that the trait names, by its number or ID.
pub(super) async fn account(draft: &mut Draft<'_>) -> Result<Account> {
    let key = draft.intent.required_trait("account_number")?;
    let request = draft.client.account(key)?;
    let found: AccountReply = match draft.read(request).await {
        Ok(reply) => reply,
        Err(e) if e.kind == Kind::NotFound => {
            return Err(Error::new(
                Kind::NotFound,
                format!("There is no Zuora account with the number or ID {key}"),
            )
            .field("account_number")
            .hint("The trait account_number must be that of an account of this tenant and entity")
            .details(e.details.unwrap_or_default()));
        }
        Err(e) => return Err(e),
    };
    let info = found.basic_info;
    if info.account_number != key && info.id != key {
        return Err(Error::new(
            Kind::Malformed,
            format!(
                "Zuora answered with account {} when asked for account {key}",
                info.account_number
            ),
        )
        .hint("Check that the API URL or Base URL leads to Zuora"));
    }
    let number = info.account_number;
    let who = match info.name.as_deref().map(str::trim) {
        Some(name) if !name.is_empty() => format!("account {number} ({name})"),
        _ => format!("account {number}"),
    };
    if let Some(status) = info.status.filter(|s| s != "Active") {
        draft.warn(format!(
            "{} is {status}: Zuora may refuse the change",
            crate::say::sentence(&who)
        ));
    }
    Ok(Account {
        number,
        who,
        currency: found.billing_and_payment.and_then(|b| b.currency),
    })
}

/// All subscriptions of an account; each look-up is added to the steps.
pub(super) async fn subscriptions(
    client: &Client<'_>,
    account: &str,
    steps: &mut Vec<Step>,
) -> Result<Vec<Subscription>> {
    let mut all = Vec::new();
    let mut seen = HashSet::new();
    for number in 1.. {
        let request = client.subscriptions(account, number)?;
        let reply = client.session.send(&request).await?;
        let page: SubscriptionPage = judge(&reply, &request.purpose)?;
        steps.push(Step::made(request, reply.status));
        let known = all.len();
        let rows = page.subscriptions.into_iter();
        all.extend(rows.filter(|s| seen.insert(s.subscription_number.clone())));
        if page.next_page.is_none() {
            break;
        }
        if all.len() == known {
            return Err(endless("subscriptions", number));
        }
    }
    Ok(all)
}

/// The one subscription of that status, or the one that was picked.
pub(super) fn pick(
    draft: &Draft<'_>,
    account: &Account,
    all: &[Subscription],
    status: &str,
) -> Result<Subscription> {
    let fitting: Vec<_> = all.iter().filter(|s| s.status == status).collect();
    let words = Words {
        who: &account.who,
        which: status,
        noun: "subscription",
        rest: "",
        field: "subscription_number",
    };
    one(draft.intent, &fitting, all, candidate, &words).cloned()
}

/// The one active subscription that holds the product rate plan, and the rate plan on it.
pub(super) fn pick_holder(
    draft: &Draft<'_>,
    account: &Account,
    all: &[Subscription],
) -> Result<(Subscription, RatePlan)> {
    let wanted = draft.intent.required("product_rate_plan")?;
    let named = draft.intent.param("rate_plan_id");
    let fits = |plan: &RatePlan| {
        plan.product_rate_plan_id == wanted && named.is_none_or(|id| plan.id == id)
    };
    let active = all.iter().filter(|s| s.status == "Active");
    let mut fitting: Vec<_> = active.clone().filter(|s| s.held().any(fits)).collect();
    if fitting.is_empty() {
        // A rate plan ID that fits nowhere is said of the rate plan, not of the subscription.
        fitting = active.filter(|s| s.times(wanted) > 0).collect();
    }
    let words = Words {
        who: &account.who,
        which: "Active",
        noun: "subscription",
        rest: &format!("with the product rate plan {wanted}"),
        field: "subscription_number",
    };
    let holder = match one(draft.intent, &fitting, all, candidate, &words) {
        Ok(found) => found,
        Err(error) if error.field.is_none() => return Err(error.field("product_rate_plan")),
        Err(error) => return Err(error),
    };
    let held: Vec<RatePlan> = holder.held().cloned().collect();
    let fitting: Vec<_> = held
        .iter()
        .filter(|p| p.product_rate_plan_id == wanted)
        .collect();
    let words = Words {
        who: &format!("subscription {}", holder.subscription_number),
        which: "",
        noun: "rate plan",
        rest: &format!("of the product rate plan {wanted}"),
        field: "rate_plan_id",
    };
    let plan = one(draft.intent, &fitting, &held, of_plan, &words)?;
    Ok((holder.clone(), plan.clone()))
}

fn candidate(subscription: &Subscription) -> Candidate {
    Candidate {
        id: subscription.subscription_number.clone(),
        brief: format!(
            "{} with {}",
            shown::brief(subscription),
            shown::plans(subscription)
        ),
        facts: json!({
            "status": subscription.status,
            "rate_plans": shown::plans(subscription),
            "term_type": subscription.term_type,
            "term_end_date": subscription.term_end_date,
            "subscription_start_date": subscription.subscription_start_date,
        }),
    }
}

fn of_plan(plan: &RatePlan) -> Candidate {
    Candidate {
        id: plan.id.clone(),
        brief: format!("{} ({})", plan.id, plan.name()),
        facts: json!({
            "name": plan.rate_plan_name,
            "product": plan.product_name,
            "product_rate_plan": plan.product_rate_plan_id,
            "last_change": plan.last_change_type,
        }),
    }
}

/// The product rate plan of a parameter: an ID that the catalogue does not hold must not reach a change.
pub(super) async fn offered(draft: &mut Draft<'_>, param: &str) -> Result<Item> {
    let id = draft.intent.required(param)?;
    let mut pages = Pages::default();
    while let Some(page) = pages.next(&draft.client, &mut draft.steps).await? {
        let Some(found) = page.into_iter().find(|item| item.id == id) else {
            continue;
        };
        let why = match found.state {
            ItemState::Active => None,
            ItemState::Expired => Some("is no longer sold"),
            ItemState::Archived => Some("is not sold now"),
        };
        if let Some(why) = why {
            draft.warn(format!(
                "The rate plan {} {why}: Zuora may refuse it",
                found.name
            ));
        }
        return Ok(found);
    }
    Err(Error::new(
        Kind::NotFound,
        format!("There is no Zuora product rate plan with the ID {id}"),
    )
    .field(param)
    .hint("Sync the product rate plans under Catalogue, and choose one"))
}
