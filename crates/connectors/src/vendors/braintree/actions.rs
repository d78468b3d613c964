//! Plans the two actions: looks up what they are about, checks what can be checked without a change, and writes down
//! the one request that would change something. Braintree has no preview: what is shown is reckoned here.

use serde::{Deserialize, Serialize};

use super::catalogue::unreadable;
use super::client::Client;
use super::replies::{AddOn, Customer, PaymentMethod, Plan as Offer, Subscription};
use super::target::{self, Draft};
use super::{is_id, replies};
use crate::error::{Error, Kind, Result};
use crate::intent::Intent;
use crate::plan::{Fact, Plan};
use crate::say;
use crate::session::Session;
use crate::xml::Element;

/// What the run has to know.
#[derive(Serialize, Deserialize)]
pub(super) struct Memo {
    pub customer: String,
    /// The subscription that is made or changed.
    pub subscription: String,
    /// The plan's id.
    pub plan: String,
    /// "a subscription to Gold for customer 81 (Ada)", "discount save20 to subscription `sub_1`".
    pub what: String,
    pub discount: Option<String>,
    /// The add-on of a new subscription.
    #[serde(default)]
    pub add_on: Option<String>,
    /// The payment method of a new subscription.
    pub token: Option<String>,
    /// The price of a new subscription or the amount of the discount, where one was given.
    pub amount: Option<String>,
}

pub(super) async fn plan(session: &Session, intent: &Intent) -> Result<Plan> {
    let draft = Draft::new(Client::new(session)?, session, intent);
    match intent.action.id {
        "subscribe_plan" => subscribe(draft).await,
        "add_discount" => add_discount(draft).await,
        other => Err(Error::new(
            Kind::NotFound,
            format!("Braintree has no action {other}"),
        )),
    }
}

async fn subscribe(mut draft: Draft<'_>) -> Result<Plan> {
    let intent = draft.intent;
    if let Some(id) = intent.param("id")
        && !is_id(id)
    {
        return Err(Error::invalid(
            "id",
            format!(
                "Subscribe Plan: New subscription ID must be letters, digits, hyphens and underscores, not {id:?}"
            ),
        ));
    }
    let customer = target::customer(&mut draft).await?;
    let method = target::payment_method(intent, &customer)?;
    let offer = target::plan(&mut draft).await?;
    let add_on = target::add_on(&mut draft).await?;
    let id = match intent.param("id") {
        Some(id) => {
            free(&mut draft, id).await?;
            id.to_owned()
        }
        None => draft.session.new_id().simple().to_string(),
    };
    let who = customer.shown();
    let live: Vec<_> = customer
        .subscriptions
        .iter()
        .filter(|s| s.live() && s.plan == offer.id)
        .map(Subscription::in_brief)
        .collect();
    warn_of_charges(&mut draft, &customer, method, &offer, &live);
    draft.preview = preview(intent, method, &offer, add_on.as_ref());
    draft.before = vec![Fact::new(
        format!("Live subscriptions to {}", offer.name),
        say::list(&live),
    )];
    let what = format!("a subscription to {} for {who}", offer.name);
    draft.remember(&Memo {
        customer: customer.id.clone(),
        subscription: id.clone(),
        plan: offer.id.clone(),
        what: what.clone(),
        discount: None,
        add_on: add_on.as_ref().map(|a| a.id.clone()),
        token: Some(method.token.clone()),
        amount: intent.param("price").map(str::to_owned),
    })?;
    let subscription = Element::new("subscription")
        .with(Element::of("id", id))
        .with(Element::of("payment-method-token", &method.token))
        .with(Element::of("plan-id", &offer.id))
        .with_text("price", intent.param("price"));
    let mut subscription = flagged(subscription, "trial-period", intent.param("trial_period"));
    if let Some(add_on) = &add_on {
        subscription = subscription.with(added("add-ons", inherited(&add_on.id)));
    }
    let change = draft
        .client
        .create(format!("Create {what}"), &subscription)?;
    let summary = format!("Create {what}, paid by {}", method.shown);
    Ok(draft.planned(summary, vec![change]))
}

/// Makes sure that an id of the operator's is free, or a lost answer could be settled by another's subscription.
async fn free(draft: &mut Draft<'_>, id: &str) -> Result<()> {
    let request = draft.client.subscription(id)?;
    match draft.read(request, "subscription").await {
        Ok(_) => Err(Error::new(
            Kind::Refused,
            format!("There is a Braintree subscription {id} already"),
        )
        .field("id")
        .hint("Choose another id, or leave it empty: one is made then")),
        Err(error) if error.kind == Kind::NotFound => Ok(()),
        Err(error) => Err(error),
    }
}

fn warn_of_charges(
    draft: &mut Draft<'_>,
    customer: &Customer,
    method: &PaymentMethod,
    offer: &Offer,
    live: &[String],
) {
    let who = say::sentence(&customer.shown());
    if draft.session.account.value("environment") == Some("production") {
        draft.warn("This is the production environment: it charges real money");
    }
    if !live.is_empty() {
        draft.warn(format!(
            "{who} already has a live subscription to {}: {}. This makes another one",
            offer.name,
            live.join(", ")
        ));
    }
    if method.expired {
        draft.warn(format!(
            "The payment method {} has expired: Braintree may refuse it",
            method.shown
        ));
    }
    if draft.intent.param("trial_period") == Some("true") && !offer.trial {
        draft.warn(format!(
            "{} has no trial of its own: Braintree may refuse one without a length",
            offer.name
        ));
    }
}

fn preview(
    intent: &Intent,
    method: &PaymentMethod,
    offer: &Offer,
    add_on: Option<&AddOn>,
) -> Vec<Fact> {
    let price = intent.param("price").or(offer.price.as_deref());
    let trial = match intent.param("trial_period") {
        Some(text) => text == "true",
        None => offer.trial,
    };
    let money = price.map_or_else(|| "not told".into(), |p| offer.money(p));
    let each = match offer.rhythm() {
        Some(rhythm) => format!("{money} {rhythm}"),
        None => money.clone(),
    };
    // What the plan brings along is billed with it.
    let bought = add_on.map(|a| match a.terms() {
        Some(terms) => format!("add-on {} {terms}", a.name),
        None => format!("add-on {}", a.name),
    });
    let extras: Vec<_> = offer.extras.iter().cloned().chain(bought).collect();
    let first = if extras.is_empty() {
        money.clone()
    } else {
        format!("{money} and what is on each bill besides")
    };
    let now = match offer.billing_day {
        _ if trial => match offer.trial_length() {
            Some(length) => format!("nothing; after the trial of {length}: {first}"),
            None => format!("nothing; after the trial: {first}"),
        },
        Some(day) => format!(
            "nothing before the billing day, {day} of the month, unless that is today: {first}"
        ),
        None => first,
    };
    let mut facts = vec![
        Fact::new(
            "Payment method",
            format!("{} ({})", method.shown, method.token),
        ),
        Fact::new("Price", each),
        Fact::new("Charged at once", now),
    ];
    if !extras.is_empty() {
        facts.push(Fact::new("On each bill besides", extras.join(", ")));
    }
    facts
}

async fn add_discount(mut draft: Draft<'_>) -> Result<Plan> {
    let intent = draft.intent;
    let cycles = number(intent, "number_of_billing_cycles")?;
    let forever = intent.param("never_expires").map(|t| t == "true");
    if cycles.is_some() && forever == Some(true) {
        return Err(Error::invalid(
            "number_of_billing_cycles",
            "Add Discount: a discount is for a number of bills or for good, not both",
        )
        .hint("Leave out Bills or For good"));
    }
    if cycles.is_none() && forever == Some(false) {
        return Err(Error::invalid(
            "number_of_billing_cycles",
            "Add Discount: a discount that is not for good needs the number of Bills",
        )
        .hint("Give Bills, or leave out For good: then the discount's own terms hold"));
    }
    let customer = target::customer(&mut draft).await?;
    let subscription = target::subscription(&mut draft, &customer).await?;
    let discount = target::discount(&mut draft).await?;
    let (id, code) = (subscription.id.clone(), discount.id.clone());
    if subscription.discount(&code).is_some() {
        return Err(Error::new(
            Kind::Refused,
            format!(
                "Subscription {id} of {} already has the discount {code}",
                customer.shown()
            ),
        )
        .field("discount_id")
        .hint("Braintree takes a discount once for each subscription: nothing needs to be done"));
    }
    if subscription.status == "Past Due" {
        draft.warn(format!(
            "Subscription {id} is past due: Braintree may take no discount before the overdue amount is paid"
        ));
    }
    let quantity = number(intent, "quantity")?;
    let mut item = inherited(&code).with_text("amount", intent.param("amount"));
    for (name, value) in [("quantity", quantity), ("number-of-billing-cycles", cycles)] {
        if let Some(n) = value {
            item = item.with(Element::of(name, n.to_string()).attribute("type", "integer"));
        }
    }
    let item = flagged(item, "never-expires", intent.param("never_expires"));
    let body = Element::new("subscription").with(added("discounts", item));
    draft.before = subscription.facts();
    let terms: replies::Discount =
        discount.changed(intent.param("amount"), quantity, cycles, forever);
    draft.preview = vec![
        Fact::new("Discount", &terms.name),
        Fact::new(
            "Takes",
            terms
                .terms()
                .ok_or_else(|| unreadable("the discount has no amount"))?,
        ),
        Fact::new("Charged at once", "nothing"),
    ];
    let what = format!("discount {code} to subscription {id}");
    draft.remember(&Memo {
        customer: customer.id.clone(),
        subscription: id.clone(),
        plan: subscription.plan.clone(),
        what: what.clone(),
        discount: Some(code),
        add_on: None,
        token: None,
        amount: intent.param("amount").map(str::to_owned),
    })?;
    let change = draft.client.update(format!("Add {what}"), &id, &body)?;
    let summary = format!("Add {what} ({}) of {}", subscription.plan, customer.shown());
    Ok(draft.planned(summary, vec![change]))
}

/// What is added, as Braintree's list sells it.
fn inherited(id: &str) -> Element {
    Element::new("item").with(Element::of("inherited-from-id", id))
}

/// A list of a subscription to which one item is added.
fn added(list: &str, item: Element) -> Element {
    Element::new(list).with(Element::new("add").attribute("type", "array").with(item))
}

fn flagged(element: Element, name: &str, value: Option<&str>) -> Element {
    match value {
        Some(value) => element.with(Element::of(name, value).attribute("type", "boolean")),
        None => element,
    }
}

fn number(intent: &Intent, key: &str) -> Result<Option<i64>> {
    intent
        .param(key)
        .map(|text| {
            text.parse()
                .map_err(|_| Error::invalid(key, format!("{text} is no whole number")))
        })
        .transpose()
}
