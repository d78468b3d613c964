//! Whom and what an action is about: the account, and the one subscription. It never guesses: where none fits, the
//! error lists what there is; where several do, one must be named.

use serde_json::json;

use super::client::Client;
use super::pages::{Pages, typed};
use super::plan::Draft;
use super::replies::{Account, Plan, Subscription};
use super::shown;
use crate::error::{Error, Kind, Result};
use crate::plan::Step;
use crate::target::{Candidate, Words, one};

/// The account of the traits.
pub(super) async fn account(draft: &mut Draft<'_>) -> Result<Account> {
    let by_code = draft.session.account.value("use_account_code") != Some("false");
    let order = if by_code {
        ["account_code", "account_number"]
    } else {
        ["account_number", "account_code"]
    };
    let found = order
        .into_iter()
        .find_map(|key| Some((key, draft.intent.trait_value(key)?)));
    let Some((field, value)) = found else {
        return Err(Error::invalid(
            order[0],
            "Recurly needs the trait account_code or account_number",
        ));
    };
    let (part, what) = if by_code {
        (format!("code-{value}"), "code")
    } else {
        (value.to_owned(), "ID")
    };
    let request = draft.client.get(
        format!("Find the account with the {what} {value}"),
        &["accounts", &part],
        &[],
    )?;
    let account: Account = match draft.read(request).await {
        Err(e) if e.kind == Kind::NotFound => {
            return Err(Error::new(Kind::NotFound, format!("There is no Recurly account with the {what} {value}"))
                .field(field)
                .hint(if by_code {
                    "Use Account Code is on: the trait must hold the account's code, not the id that Recurly made"
                } else {
                    "Use Account Code is off: the trait must hold the id that Recurly made, not the account's code"
                })
                .details(e.details.unwrap_or_default()));
        }
        other => other?,
    };
    let same = if by_code {
        account.code.eq_ignore_ascii_case(value)
    } else {
        account.id == value
    };
    if !same {
        return Err(Error::new(
            Kind::Malformed,
            format!(
                "Recurly answered with account {} (code {}) when asked for the one with the {what} {value}",
                account.id, account.code
            ),
        )
        .hint("Check the setting Use Account Code, and that the Base URL leads to Recurly"));
    }
    Ok(account)
}

/// All that the account has or had, the latest first.
pub(super) async fn subscriptions(
    draft: &mut Draft<'_>,
    account: &Account,
) -> Result<Vec<Subscription>> {
    let mut pages = Pages::new(
        &draft.client,
        format!("subscriptions of {}", account.shown()),
        &["accounts", &account.id, "subscriptions"],
        &[("sort", "created_at"), ("order", "desc")],
    )?;
    let mut all = Vec::new();
    while let Some(request) = pages.request() {
        let answer = draft.client.ask(&request).await?;
        draft.steps.push(Step::made(request, answer.reply.status));
        for row in pages.rows(&draft.client, &answer)? {
            all.push(typed("subscription", row)?);
        }
    }
    Ok(all)
}

/// What an action can be done to.
pub(super) struct Fits<'a> {
    /// What sets them apart, before the noun: "active".
    pub which: &'a str,
    /// The rest, after it: "in a trial".
    pub rest: String,
    /// Which parameter narrows them by plan.
    pub plan: &'static str,
    pub test: &'a dyn Fn(&Subscription) -> bool,
    /// A remedy when none fits, where the states alone do not tell it.
    pub otherwise: &'a dyn Fn(&Subscription) -> Option<&'static str>,
}

/// The one subscription that fits, or the one that was picked.
pub(super) fn pick(
    draft: &Draft<'_>,
    account: &Account,
    all: &[Subscription],
    fits: &Fits,
) -> Result<Subscription> {
    let plan = draft.intent.param(fits.plan);
    let of_plan = |s: &&Subscription| plan.is_none_or(|plan| s.plan.code == plan);
    let fitting: Vec<_> = all
        .iter()
        .filter(of_plan)
        .filter(|s| (fits.test)(s))
        .collect();
    let parts = [
        plan.map(|plan| format!("to {plan}")),
        Some(fits.rest.clone()),
    ];
    let rest: Vec<_> = parts
        .into_iter()
        .flatten()
        .filter(|p| !p.is_empty())
        .collect();
    let words = Words {
        who: &account.shown(),
        which: fits.which,
        noun: "subscription",
        rest: &rest.join(" "),
        field: "subscription_id",
    };
    one(draft.intent, &fitting, all, candidate, &words)
        .cloned()
        .map_err(|mut e| {
            let asked = draft.intent.param("subscription_id");
            let meant = |s: &&Subscription| asked.is_none_or(|id| s.id == id);
            if e.kind == Kind::NotFound
                && let Some(remedy) = all
                    .iter()
                    .filter(of_plan)
                    .filter(meant)
                    .find_map(|s| (fits.otherwise)(s))
            {
                let hint = e.hint.take().unwrap_or_default();
                e.hint = Some(format!("{hint}. {remedy}"));
            }
            e
        })
}

/// What a machine or a form needs to offer a subscription for choosing.
fn candidate(s: &Subscription) -> Candidate {
    Candidate {
        id: s.id.clone(),
        brief: format!("{} to {}", shown::in_brief(s), s.plan.code),
        facts: json!({
            "state": s.state,
            "plan": s.plan.code,
            "created_at": s.created_at,
            "current_period_ends_at": s.current_period_ends_at,
        }),
    }
}

/// A plan by its code.
pub(super) async fn plan(draft: &mut Draft<'_>, code: &str) -> Result<Plan> {
    let part = format!("code-{code}");
    let request = draft
        .client
        .get(format!("Find plan {code}"), &["plans", &part], &[])?;
    match draft.read::<Plan>(request).await {
        Ok(plan) if plan.code.eq_ignore_ascii_case(code) => Ok(plan),
        Ok(plan) => Err(Error::new(
            Kind::Malformed,
            format!(
                "Recurly answered with plan {} when asked for plan {code}",
                plan.code
            ),
        )
        .hint("Check that the Base URL leads to Recurly")),
        Err(e) if e.kind == Kind::NotFound => Err(Error::new(
            Kind::NotFound,
            format!("There is no Recurly plan with the code {code}"),
        )
        .field("plan")
        .hint(SYNC_PLANS)
        .details(e.details.unwrap_or_default())),
        Err(e) => Err(e),
    }
}

pub(super) const SYNC_PLANS: &str = "Sync the plans under Catalogue, and choose one";

/// Warns of what may stand against selling a plan in a currency, or refuses what cannot be.
pub(super) fn sells(draft: &mut Draft<'_>, plan: &Plan, currency: Option<&str>) -> Result<()> {
    if plan.state.as_deref() == Some("inactive") {
        draft.warn(format!(
            "Plan {} is inactive: Recurly may refuse it",
            plan.name
        ));
    }
    let sold: Vec<_> = plan
        .currencies
        .iter()
        .filter_map(|p| p.currency.as_deref())
        .collect();
    match currency {
        Some(currency) if !sold.is_empty() && !sold.contains(&currency) => Err(Error::invalid(
            "currency",
            format!("Plan {} is not sold in {currency}", plan.name),
        )
        .hint(format!("It is sold in: {}", sold.join(", ")))),
        _ => Ok(()),
    }
}

/// Says whether real money is moved. That this cannot be read does not stop the action.
pub(super) async fn real_money(draft: &mut Draft<'_>) -> Result<()> {
    let request = site(&draft.client)?;
    let read = draft.read::<super::replies::List>(request).await;
    let site = match read {
        Ok(list) => list
            .data
            .into_iter()
            .next()
            .and_then(|row| typed::<super::replies::Site>("site", row).ok()),
        Err(e) if e.is_local() => return Err(e),
        Err(_) => None,
    };
    match site {
        Some(site) if matches!(site.mode.as_deref(), Some("sandbox" | "development")) => {}
        Some(site) if site.mode.as_deref() == Some("production") => draft.warn(format!(
            "{} is a production site: real money is charged",
            site.subdomain
        )),
        _ => draft.warn("Recurly does not say whether this is a test site: take it for a live one, where real money is charged"),
    }
    Ok(())
}

/// What shows the site that the key belongs to.
pub(super) fn site(client: &Client) -> Result<crate::request::Request> {
    client.get("Read the site", &["sites"], &[("limit", "1")])
}
