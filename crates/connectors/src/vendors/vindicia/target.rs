//! The one active subscription that an action is about, and the one product of it. It never guesses: where none fits,
//! the error lists what there is; where several do, one must be named.

use serde_json::json;

use super::catalogue::Pages;
use super::client::{Client, judged, same};
use super::replies::{Item, Subscription};
use crate::draft;
use crate::error::{Error, Kind, Result};
use crate::plan::Step;
use crate::target::{Words, one};

/// A plan in the making.
pub(super) type Draft<'a> = draft::Draft<'a, Client<'a>>;

pub(super) async fn subscription(draft: &mut Draft<'_>) -> Result<Subscription> {
    if let Some(id) = draft.intent.trait_value("vindicia_subscription_id") {
        return by_id(draft, id).await;
    }
    let account = draft.intent.required_trait("vindicia_account_id")?;
    let mut pages = Pages::new("subscriptions", &[("account", account)]);
    let mut all: Vec<Subscription> = Vec::new();
    loop {
        let page = match pages.next(&draft.client).await {
            Ok(Some(page)) => page,
            Ok(None) => break,
            // Whether an account without subscriptions is an empty list or a failure was not seen.
            Err(e) if e.kind == Kind::NotFound => break,
            Err(e) => return Err(e),
        };
        for row in &page.rows {
            let found = Subscription::read(row).map_err(|why| page.reply.malformed(&why))?;
            if !all.iter().any(|s| s.id == found.id) {
                all.push(found);
            }
        }
        let status = page.reply.status;
        draft.steps.push(Step::made(page.request, status));
    }
    if all.is_empty() {
        return Err(nothing(draft, account).await?);
    }
    let fitting: Vec<_> = all.iter().filter(|s| s.status == "Active").collect();
    let who = format!("account {account}");
    let words = Words {
        who: &who,
        which: "active",
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

/// Why an account has no subscriptions: there may be no such account.
async fn nothing(draft: &mut Draft<'_>, account: &str) -> Result<Error> {
    let request = draft.client.account(account)?;
    let purpose = request.purpose.clone();
    let reply = draft.look(request).await?;
    let error = match judged(&reply, &purpose) {
        Err(e) if e.kind == Kind::NotFound => Error::new(
            Kind::NotFound,
            format!("There is no Vindicia account with the ID {account}"),
        )
        .hint("Check the trait, and that the environment is the right one"),
        Err(e) => return Err(e),
        Ok(_) => Error::new(
            Kind::NotFound,
            format!("Account {account} has no subscriptions at all"),
        )
        .hint("Choose another user"),
    };
    Ok(error.field("vindicia_account_id"))
}

async fn by_id(draft: &mut Draft<'_>, id: &str) -> Result<Subscription> {
    if let Some(other) = draft.intent.param("subscription_id").filter(|p| *p != id) {
        return Err(Error::invalid(
            "subscription_id",
            format!("The parameter names subscription {other}, but the trait vindicia_subscription_id names {id}"),
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
                format!("There is no Vindicia subscription with the ID {id}"),
            )
            .field("vindicia_subscription_id")
            .hint("The trait must hold the id of a subscription in the environment that is set, and not that of an account"));
        }
        other => other?,
    };
    let found = same(&reply, &row, id)?;
    let account = draft.intent.trait_value("vindicia_account_id");
    if let (Some(account), Some(owner)) = (account, &found.account)
        && account != owner
    {
        draft.warn(format!(
            "The subscription is of account {owner}, and the user's trait says {account}: check that it is the one that is meant"
        ));
    }
    if found.status != "Active" {
        return Err(Error::new(
            Kind::NotFound,
            format!("Subscription {} is not active", found.brief()),
        )
        .field("vindicia_subscription_id")
        .hint("Vindicia modifies active subscriptions alone")
        .details(json!({ "subscriptions": [{ "id": found.id, "status": found.status }] })));
    }
    Ok(found)
}

/// The item of the product that the parameter names, or the only one.
pub(super) fn item<'a>(
    draft: &Draft<'_>,
    found: &'a Subscription,
    field: &'static str,
) -> Result<&'a Item> {
    let staying: Vec<_> = found.items.iter().filter(|i| !i.leaving).collect();
    let who = format!("subscription {}", found.id);
    let words = Words {
        who: &who,
        which: "",
        noun: "product",
        rest: "",
        field,
    };
    if let Some(product) = draft.intent.param(field) {
        once(found, product, field)?;
    }
    one(
        draft.intent,
        &staying,
        &found.items,
        Item::candidate,
        &words,
    )
}

/// The item of a product that is named among others.
pub(super) fn held<'a>(
    found: &'a Subscription,
    product: &str,
    field: &'static str,
) -> Result<&'a Item> {
    once(found, product, field)?;
    let mut staying = found.items.iter().filter(|i| !i.leaving);
    staying.find(|i| i.product == product).ok_or_else(|| {
        Error::new(
            Kind::NotFound,
            format!(
                "Subscription {} has no product {product} to replace",
                found.brief()
            ),
        )
        .field(field)
        .hint("Name a product that the subscription has")
    })
}

/// A change names products, so one that is there twice cannot be told from its twin.
fn once(found: &Subscription, product: &str, field: &str) -> Result<()> {
    if found.items.iter().filter(|i| i.product == product).count() < 2 {
        return Ok(());
    }
    Err(Error::new(
        Kind::Ambiguous,
        format!(
            "Subscription {} has the product {product} more than once, and a change names products",
            found.id
        ),
    )
    .field(field)
    .hint("Change it in Vindicia's console"))
}
