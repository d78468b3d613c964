//! Plans the seven actions: looks up what they are about, asks for a preview where Zuora has one, and writes down the
//! one request that would change something. Changes of what a subscription holds are here, the others apart.

mod create;
mod policy;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::bodies::{self, Change};
use super::client::{Client, judge};
use super::preview;
use super::replies::{Preview, Subscription};
use super::shown;
use super::target::{self, Account};
use crate::draft;
use crate::error::{Error, Kind, Result};
use crate::intent::Intent;
use crate::plan::Plan;
use crate::request::Request;
use crate::say;
use crate::session::Session;

/// A plan in the making.
pub(super) type Draft<'a> = draft::Draft<'a, Client<'a>>;

impl Draft<'_> {
    /// Makes a look-up, writes it down, and decodes the answer.
    pub async fn read<T: DeserializeOwned>(&mut self, request: Request) -> Result<T> {
        let purpose = request.purpose.clone();
        judge(&self.look(request).await?, &purpose)
    }
}

/// What a run needs to know of the plan.
#[derive(Default, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Memo {
    pub account: String,
    pub currency: Option<String>,
    /// What has happened once it is done: "Removed Gold monthly from subscription A-S00000071".
    pub done: String,
    /// The subscription's number; none for a new one.
    pub subscription: Option<String>,
    /// The ID of its version when the plan was made.
    pub version: Option<String>,
    /// The product rate plan that is added, removed or subscribed to.
    pub product_rate_plan: Option<String>,
    /// How often the subscription held it.
    pub held: usize,
    pub auto_renew: Option<bool>,
    /// The subscriptions that the account had, where a new one is made.
    pub known: Vec<String>,
}

impl Memo {
    fn of(account: &Account, subscription: &Subscription, done: String) -> Self {
        Self {
            account: account.number.clone(),
            currency: account.currency.clone(),
            done,
            subscription: Some(subscription.subscription_number.clone()),
            version: Some(subscription.id.clone()),
            ..Self::default()
        }
    }
}

pub(super) async fn plan(session: &Session, intent: &Intent) -> Result<Plan> {
    let draft = Draft::new(Client::new(session)?, session, intent);
    match intent.action.id {
        "add_plan" => add_plan(draft).await,
        "remove_plan" => remove_plan(draft).await,
        "change_auto_renewal" => change_auto_renewal(draft).await,
        "cancel_subscription" => policy::by_policy(draft, &policy::CANCELLING).await,
        "suspend_subscription" => policy::by_policy(draft, &policy::SUSPENDING).await,
        "resume_subscription" => policy::by_policy(draft, &policy::RESUMING).await,
        "create_subscription" => create::create(draft).await,
        other => Err(Error::new(
            Kind::NotFound,
            format!("Zuora has no action {other}"),
        )),
    }
}

/// The account and its subscriptions.
async fn theirs(draft: &mut Draft<'_>) -> Result<(Account, Vec<Subscription>)> {
    let account = target::account(draft).await?;
    let all = target::subscriptions(&draft.client, &account.number, &mut draft.steps).await?;
    Ok((account, all))
}

/// The date of a parameter, or today's.
fn date(draft: &Draft<'_>, param: &str) -> String {
    match draft.intent.param(param) {
        Some(date) => date.to_owned(),
        None => draft.client.today().to_string(),
    }
}

async fn add_plan(mut draft: Draft<'_>) -> Result<Plan> {
    let (account, all) = theirs(&mut draft).await?;
    let subscription = target::pick(&draft, &account, &all, "Active")?;
    let plan = target::offered(&mut draft, "product_rate_plan").await?;
    let held = subscription.times(&plan.id);
    let named = shown::named(&subscription);
    if held > 0 {
        draft.warn(format!(
            "{} already holds {}: this adds it once more",
            say::sentence(&named),
            plan.name
        ));
    }
    let from = date(&draft, "effective_date");
    let memo = Memo {
        product_rate_plan: Some(plan.id.clone()),
        held,
        ..Memo::of(
            &account,
            &subscription,
            format!("Added {} to {named} from {from}", plan.name),
        )
    };
    let amendment = Amendment {
        account: &account,
        subscription: &subscription,
        purpose: format!("Add {} to {named} from {from}", plan.name),
        change: Change::Add {
            product_rate_plan: &plan.id,
        },
        from,
    };
    amended(draft, amendment, &memo).await
}

async fn remove_plan(mut draft: Draft<'_>) -> Result<Plan> {
    let (account, all) = theirs(&mut draft).await?;
    let (subscription, plan) = target::pick_holder(&draft, &account, &all)?;
    let named = shown::named(&subscription);
    if subscription.held().count() == 1 {
        draft.warn(format!(
            "{} is the only rate plan of subscription {}: it stays without any",
            plan.name(),
            subscription.subscription_number
        ));
    }
    let from = date(&draft, "effective_date");
    let memo = Memo {
        held: subscription.times(&plan.product_rate_plan_id),
        product_rate_plan: Some(plan.product_rate_plan_id.clone()),
        ..Memo::of(
            &account,
            &subscription,
            format!("Removed {} from {named} as of {from}", plan.name()),
        )
    };
    let amendment = Amendment {
        account: &account,
        subscription: &subscription,
        purpose: format!("Remove {} from {named} as of {from}", plan.name()),
        change: Change::Remove {
            rate_plan: &plan.id,
        },
        from,
    };
    amended(draft, amendment, &memo).await
}

async fn change_auto_renewal(mut draft: Draft<'_>) -> Result<Plan> {
    let on = draft.intent.required("auto_renew")? == "true";
    let word = if on { "on" } else { "off" };
    let (account, all) = theirs(&mut draft).await?;
    let subscription = target::pick(&draft, &account, &all, "Active")?;
    let named = shown::named(&subscription);
    let stop = |why: String, hint: &str| {
        Error::new(Kind::Refused, why)
            .field("auto_renew")
            .hint(hint)
    };
    if subscription.is_evergreen() {
        return Err(stop(
            format!(
                "{} is evergreen and has no term to renew",
                say::sentence(&named)
            ),
            "Only a termed subscription renews itself",
        ));
    }
    if subscription.auto_renew == Some(on) {
        return Err(stop(
            format!("The auto renewal of {named} is already {word}"),
            "There is nothing to change",
        ));
    }
    if !on && let Some(end) = &subscription.term_end_date {
        draft.warn(format!(
            "Without auto renewal, subscription {} ends with its term on {end}",
            subscription.subscription_number
        ));
    }
    let memo = Memo {
        auto_renew: Some(on),
        ..Memo::of(
            &account,
            &subscription,
            format!("Switched the auto renewal of {named} {word}"),
        )
    };
    let amendment = Amendment {
        account: &account,
        subscription: &subscription,
        purpose: format!("Switch the auto renewal of {named} {word}"),
        change: Change::AutoRenew(on),
        from: draft.client.today().to_string(),
    };
    amended(draft, amendment, &memo).await
}

/// A change of a subscription's contents.
struct Amendment<'a> {
    account: &'a Account,
    subscription: &'a Subscription,
    purpose: String,
    change: Change<'a>,
    /// The day from which on it holds.
    from: String,
}

/// The plan of such a change, in the tenant's dialect.
async fn amended(mut draft: Draft<'_>, amendment: Amendment<'_>, memo: &Memo) -> Result<Plan> {
    let Amendment {
        account,
        subscription,
        purpose,
        change,
        from,
    } = amendment;
    let client = &draft.client;
    let number = &subscription.subscription_number;
    let previewing = previewing(&purpose);
    let (preview, request) = if client.orders {
        let today = client.today().to_string();
        let body = bodies::order(&change, &account.number, number, &from, &today);
        let preview = client.preview_order(previewing, bodies::order_preview(body.clone()))?;
        (preview, client.order(purpose, body)?)
    } else {
        let body = bodies::amendment(&change, &from);
        let preview = bodies::amendment_preview(body.clone());
        let preview = client.preview_amendment(previewing, number, preview)?;
        (preview, client.amend(purpose, &[number], body)?)
    };
    // The auto renewal bills nothing.
    if !matches!(change, Change::AutoRenew(_)) {
        let said: Preview = draft.read(preview).await?;
        draft.preview = preview::facts(&said, account.currency.as_deref());
    }
    finished(draft, account, subscription, memo, request)
}

fn previewing(purpose: &str) -> String {
    format!("Preview: {}", say::uncapitalised(purpose))
}

fn finished(
    mut draft: Draft<'_>,
    account: &Account,
    subscription: &Subscription,
    memo: &Memo,
    change: Request,
) -> Result<Plan> {
    draft.remember(memo)?;
    draft.before = shown::facts(subscription, account.currency.as_deref());
    let summary = format!("{}, for {}", change.purpose, account.who);
    Ok(draft.planned(summary, vec![change]))
}
