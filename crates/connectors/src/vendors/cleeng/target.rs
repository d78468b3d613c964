//! The one subscription that an action is about. It never guesses: where none fits, the error lists what there is;
//! where several do, one must be named.

use serde_json::{Value, json};

use super::client::{Client, LIMIT, judged, rows, same};
use super::replies::{Subscription, text};
use crate::draft;
use crate::error::{Error, Kind, Result};
use crate::target::{Candidate, Words, one};

/// A plan in the making.
pub(super) type Draft<'a> = draft::Draft<'a, Client<'a>>;

/// The subscription in that status, and how its customer is called.
pub(super) async fn subscription(draft: &mut Draft<'_>, status: &str) -> Result<Subscription> {
    if let Some(id) = draft.intent.trait_value("cleeng_subscription_id") {
        return by_id(draft, id, status).await;
    }
    let customer = customer(draft).await?;
    let who = format!("customer {customer}");
    let all = subscriptions(draft, &customer).await?;
    if all.is_empty() {
        return Err(Error::new(
            Kind::NotFound,
            format!("Customer {customer} has no subscription that is active or stopped"),
        )
        .hint(
            "Paused and ended subscriptions were not asked for: nothing can be done to them here",
        ));
    }
    let fitting: Vec<_> = all.iter().filter(|s| s.status == status).collect();
    let words = Words {
        who: &who,
        which: status,
        noun: "subscription",
        rest: "",
        field: "subscription_id",
    };
    one(
        draft.intent,
        &fitting,
        &all,
        Subscription::candidate,
        &words,
    )
    .cloned()
}

async fn by_id(draft: &mut Draft<'_>, id: &str, status: &str) -> Result<Subscription> {
    if let Some(other) = draft.intent.param("subscription_id").filter(|p| *p != id) {
        return Err(Error::invalid(
            "subscription_id",
            format!("The parameter names subscription {other}, but the trait cleeng_subscription_id names {id}"),
        )
        .hint("Leave the parameter empty, or give the right trait"));
    }
    let request = draft.client.subscription(id)?;
    let purpose = request.purpose.clone();
    let reply = draft.look(request).await?;
    let row = match judged(&reply, &purpose) {
        Err(e) if e.kind == Kind::NotFound => {
            return Err(Error::new(
                Kind::NotFound,
                format!("There is no Cleeng subscription with the ID {id}"),
            )
            .field("cleeng_subscription_id")
            .hint("The trait must hold the number of a subscription, in the environment that is set, and not that of a customer"));
        }
        other => other?,
    };
    let found = same(&reply, &row, id)?;
    if found.status != status {
        return Err(Error::new(
            Kind::NotFound,
            format!("Subscription {} is not {status}", found.brief()),
        )
        .field("cleeng_subscription_id")
        .hint(format!("{} needs a subscription that is {status}", draft.intent.action.name))
        .details(json!({ "subscriptions": [{ "id": found.id, "status": found.status, "offer": found.offer }] })));
    }
    Ok(found)
}

/// The customer's number at Cleeng.
async fn customer(draft: &mut Draft<'_>) -> Result<String> {
    let intent = draft.intent;
    if let Some(id) = intent.trait_value("cleeng_customer_id") {
        return Ok(id.to_owned());
    }
    let (field, by, value) = match intent.trait_value("external_id") {
        Some(id) => ("external_id", "externalId", id),
        None => (
            "email_address",
            "email",
            intent.required_trait("email_address")?,
        ),
    };
    let request = draft.client.customers(by, value)?;
    let purpose = request.purpose.clone();
    let reply = draft.look(request).await?;
    let rows = match rows(&reply, &purpose) {
        Err(e) if e.kind == Kind::NotFound => Vec::new(),
        other => other?,
    };
    // A search may also find others; one that does not show what it was found by is believed.
    let fits = |row: &&Value| {
        text(row, by).is_none_or(|found| {
            found == value || (by == "email" && found.eq_ignore_ascii_case(value))
        })
    };
    let mut found = Vec::new();
    for row in rows.iter().filter(fits) {
        let id = text(row, "id")
            .or_else(|| text(row, "customerId"))
            .ok_or_else(|| reply.malformed("a customer without id"))?;
        if !found.iter().any(|c: &Customer| c.id == id) {
            found.push(Customer {
                id,
                email: text(row, "email"),
                external: text(row, "externalId"),
            });
        }
    }
    if found.is_empty() {
        return Err(Error::new(
            Kind::NotFound,
            format!(
                "Cleeng has no customer with the {} {value}",
                words_for(field)
            ),
        )
        .field(field)
        .hint("Check the trait, and that the environment is the right one"));
    }
    let all: Vec<_> = found.iter().collect();
    let who = format!("the {} {value}", words_for(field));
    let words = Words {
        who: &who,
        which: "",
        noun: "customer",
        rest: "",
        field: "cleeng_customer_id",
    };
    one(intent, &all, &found, Customer::candidate, &words).map(|c| c.id.clone())
}

fn words_for(field: &str) -> &'static str {
    match field {
        "external_id" => "external ID",
        _ => "e-mail address",
    }
}

struct Customer {
    id: String,
    email: Option<String>,
    external: Option<String>,
}

impl Customer {
    fn candidate(&self) -> Candidate {
        let named = self.external.as_ref().or(self.email.as_ref());
        Candidate {
            id: self.id.clone(),
            brief: match named {
                Some(named) => format!("{} ({named})", self.id),
                None => self.id.clone(),
            },
            facts: json!({ "external_id": self.external, "email": self.email }),
        }
    }
}

/// All that the customer has, active or stopped.
async fn subscriptions(draft: &mut Draft<'_>, customer: &str) -> Result<Vec<Subscription>> {
    let mut all: Vec<Subscription> = Vec::new();
    let mut offset = 0;
    loop {
        let request = draft.client.subscriptions_of(customer, offset)?;
        let purpose = request.purpose.clone();
        let reply = draft.look(request).await?;
        let page = match rows(&reply, &purpose) {
            Err(e) if e.kind == Kind::NotFound => {
                return Err(e
                    .field("cleeng_customer_id")
                    .hint("Cleeng does not know this customer in the environment that is set"));
            }
            other => other?,
        };
        let before = all.len();
        for row in &page {
            let found = Subscription::read(row).map_err(|why| reply.malformed(&why))?;
            if found.customer.as_deref().is_some_and(|c| c != customer) {
                return Err(reply.malformed(&format!(
                    "subscription {} is not customer {customer}'s",
                    found.id
                )));
            }
            if !all.iter().any(|s| s.id == found.id) {
                all.push(found);
            }
        }
        if page.len() < LIMIT || all.len() == before {
            return Ok(all);
        }
        offset += page.len();
    }
}
