//! Whom and what an action is about: the customer, the payment method, the subscription, the plan. It never guesses.

use serde_json::json;

use super::catalogue::{rows, unreadable};
use super::client::{Client, judged};
use super::is_id;
use super::replies::{AddOn, Customer, Discount, PaymentMethod, Plan, Subscription};
use crate::draft;
use crate::error::{Error, Kind, Result};
use crate::intent::Intent;
use crate::request::Request;
use crate::say;
use crate::target::{Candidate, Words, one};
use crate::xml::Element;

/// A plan of an action in the making.
pub(super) type Draft<'a> = draft::Draft<'a, Client<'a>>;

impl Draft<'_> {
    /// Makes a look-up, and gives the tree of its answer.
    pub async fn read(&mut self, request: Request, root: &str) -> Result<Element> {
        let purpose = request.purpose.clone();
        let reply = self.look(request).await?;
        judged(&reply, &purpose, root)
    }
}

/// The customer of the id, or the only one of the e-mail address.
pub(super) async fn customer(draft: &mut Draft<'_>) -> Result<Customer> {
    let by_id = draft.intent.trait_value("braintree_id").map(str::to_owned);
    let (id, searched) = if let Some(id) = by_id {
        (id, None)
    } else {
        let email = draft.intent.required_trait("email_address")?.to_owned();
        (customer_of(draft, &email).await?, Some(email))
    };
    let request = draft.client.customer(&id)?;
    let found = match draft.read(request, "customer").await {
        Ok(found) => Customer::read(&found).map_err(|why| unreadable(&why))?,
        Err(error) if error.kind == Kind::NotFound => {
            return Err(Error::new(
                Kind::NotFound,
                format!("There is no Braintree customer with the ID {id}"),
            )
            .field(if searched.is_some() { "email_address" } else { "braintree_id" })
            .hint("The trait braintree_id must hold the id of a customer of this merchant and environment, not of a subscription or payment method")
            .details(json!({ "status": 404 })));
        }
        Err(error) => return Err(error),
    };
    let same = |a: &str, b: &str| a.trim().to_lowercase() == b.trim().to_lowercase();
    let meant = match &searched {
        Some(email) => found.email.as_deref().is_some_and(|e| same(e, email)),
        None => true,
    };
    if found.id == id && meant {
        return Ok(found);
    }
    let whose = match (searched, &found.email) {
        (None, _) => format!("customer {id}"),
        (Some(email), Some(other)) => {
            format!("the customer of {email}, and has the address {other}")
        }
        (Some(email), None) => format!("the customer of {email}, and has no address"),
    };
    Err(unreadable(&format!(
        "it is about {} when asked for {whose}",
        found.shown()
    )))
}

async fn customer_of(draft: &mut Draft<'_>, email: &str) -> Result<String> {
    let purpose = format!("Search customers for {email}");
    let request = draft.client.customers_by_email(purpose, email)?;
    let found = draft.read(request, "search-results").await?;
    let list = found
        .child("ids")
        .ok_or_else(|| unreadable("the search has no list of ids"))?;
    let mut ids: Vec<String> = Vec::new();
    for item in &list.children {
        let id = item.text.trim();
        if !is_id(id) {
            return Err(unreadable(
                "the search found a customer without a usable id",
            ));
        }
        if !ids.iter().any(|known| known == id) {
            ids.push(id.to_owned());
        }
    }
    if ids.is_empty() {
        return Err(Error::new(
            Kind::NotFound,
            format!("There is no Braintree customer with the e-mail address {email}"),
        )
        .field("email_address")
        .hint("Check how the address is written at Braintree, upper and lower case too, or give the trait braintree_id"));
    }
    let words = Words {
        who: &format!("the e-mail address {email}"),
        which: "",
        noun: "customer",
        rest: "at Braintree",
        field: "braintree_id",
    };
    let candidate = |id: &String| Candidate {
        id: id.clone(),
        brief: id.clone(),
        facts: json!({}),
    };
    let all: Vec<_> = ids.iter().collect();
    one(draft.intent, &all, &ids, candidate, &words).cloned()
}

/// The payment method that is named, else the default one.
pub(super) fn payment_method<'a>(
    intent: &Intent,
    customer: &'a Customer,
) -> Result<&'a PaymentMethod> {
    let all = &customer.methods;
    if all.is_empty() {
        return Err(Error::new(
            Kind::NotFound,
            format!("{} has no stored payment method", say::sentence(&customer.shown())),
        )
        .field("payment_method_token")
        .hint("A card or account must be added to the customer first, by the customer or in the Control Panel"));
    }
    let chosen = intent.param("payment_method_token").is_some();
    let fitting: Vec<_> = all.iter().filter(|m| chosen || m.default).collect();
    let words = Words {
        who: &customer.shown(),
        which: "default",
        noun: "payment method",
        rest: "",
        field: "payment_method_token",
    };
    let candidate = |method: &PaymentMethod| Candidate {
        id: method.token.clone(),
        brief: format!("{} ({})", method.token, method.shown),
        facts: json!({ "kind": method.shown, "default": method.default, "expired": method.expired }),
    };
    match one(intent, &fitting, all, candidate, &words) {
        Err(error) if error.field.is_none() => Err(error.field("payment_method_token")),
        other => other,
    }
}

/// The live subscription that is named, else the only one.
pub(super) async fn subscription(
    draft: &mut Draft<'_>,
    customer: &Customer,
) -> Result<Subscription> {
    let mut all = customer.subscriptions.clone();
    // Not every kind of payment method lists its subscriptions.
    if let Some(id) = draft.intent.param("subscription_id")
        && is_id(id)
        && !all.iter().any(|s| s.id == id)
    {
        let request = draft.client.subscription(id)?;
        match draft.read(request, "subscription").await {
            Ok(found) => {
                let found = Subscription::read(&found).map_err(|why| unreadable(&why))?;
                let theirs = |m: &PaymentMethod| Some(&m.token) == found.token.as_ref();
                if found.id == id && customer.methods.iter().any(theirs) {
                    all.push(found);
                }
            }
            Err(error) if error.kind == Kind::NotFound => {}
            Err(error) => return Err(error),
        }
    }
    let live: Vec<_> = all.iter().filter(|s| s.live()).collect();
    let words = Words {
        who: &customer.shown(),
        which: "live",
        noun: "subscription",
        rest: "",
        field: "subscription_id",
    };
    match one(draft.intent, &live, &all, candidate, &words) {
        Ok(found) => Ok(found.clone()),
        Err(error) if error.field.is_none() => Err(error.field("subscription_id")),
        Err(error) => Err(error),
    }
}

fn candidate(subscription: &Subscription) -> Candidate {
    Candidate {
        id: subscription.id.clone(),
        brief: format!("{} to {}", subscription.in_brief(), subscription.plan),
        facts: json!({
            "plan": subscription.plan,
            "status": subscription.status,
            "payment_method": subscription.token,
        }),
    }
}

/// The plan of the parameter.
pub(super) async fn plan(draft: &mut Draft<'_>) -> Result<Plan> {
    let id = draft.intent.required("plan_id")?.to_owned();
    let request = draft.client.plans()?;
    let list = draft.read(request, "plans").await?;
    match named(&list, "plan", &id)? {
        Some(row) => Plan::read(&row).map_err(|why| unreadable(&why)),
        None => Err(no_such("plan", &id)),
    }
}

/// The discount of the parameter.
pub(super) async fn discount(draft: &mut Draft<'_>) -> Result<Discount> {
    let id = draft.intent.required("discount_id")?.to_owned();
    let request = draft.client.discounts()?;
    let list = draft.read(request, "discounts").await?;
    match named(&list, "discount", &id)? {
        Some(row) => Discount::read(&row).map_err(|why| unreadable(&why)),
        None => Err(no_such("discount", &id)),
    }
}

/// The add-on of the parameter, if one is to be bought too.
pub(super) async fn add_on(draft: &mut Draft<'_>) -> Result<Option<AddOn>> {
    let Some(id) = draft.intent.param("add_on_id") else {
        return Ok(None);
    };
    let request = draft.client.add_ons()?;
    let list = draft.read(request, "add-ons").await?;
    match named(&list, "add-on", id)? {
        Some(row) => AddOn::read(&row).map(Some).map_err(|why| unreadable(&why)),
        None => Err(Error::new(
            Kind::NotFound,
            format!("There is no Braintree add-on with the ID {id}"),
        )
        .field("add_on_id")
        .hint("Sync the add-ons under Catalogue, and choose one")),
    }
}

fn named(list: &Element, row: &str, id: &str) -> Result<Option<Element>> {
    let rows = rows(list, row)?;
    Ok(rows.into_iter().find(|r| r.text_of("id") == Some(id)))
}

fn no_such(what: &str, id: &str) -> Error {
    Error::new(
        Kind::NotFound,
        format!("There is no Braintree {what} with the ID {id}"),
    )
    .field(format!("{what}_id"))
    .hint(format!("Sync the {what}s under Catalogue, and choose one"))
}
