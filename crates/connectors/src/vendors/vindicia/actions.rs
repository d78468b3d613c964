//! Plans the three actions: finds the subscription and its products, checks what can be checked without a change, and
//! writes down the one request that would change something.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::client::{Client, When, judged};
use super::replies::{Subscription, text};
use super::target::{self, Draft};
use crate::error::{Error, Kind, Result};
use crate::intent::Intent;
use crate::plan::{Fact, Plan};
use crate::session::Session;

/// What the run needs to know.
#[derive(Serialize, Deserialize)]
pub(super) struct Memo {
    pub subscription: String,
    /// The items that are made, or the one that is changed.
    pub items: Vec<String>,
    /// Their products.
    pub products: Vec<String>,
    /// The products that must be gone afterwards: those that are replaced today.
    pub gone: Vec<String>,
    pub campaign: Option<Code>,
}

/// A campaign that is added.
#[derive(Serialize, Deserialize)]
pub(super) struct Code {
    pub code: String,
    /// The last bill before showed it already, so that a bill proves nothing.
    pub billed: bool,
}

/// What a change does to a subscription.
struct Change {
    /// The items as they are sent.
    items: Vec<Value>,
    products: Vec<String>,
    replaced: Vec<String>,
    campaign: Option<Code>,
}

pub(super) async fn plan(session: &Session, intent: &Intent) -> Result<Plan> {
    let mut draft = Draft::new(Client::new(session)?, session, intent);
    if session.account.value("environment") == Some("production") {
        draft.warn("This is Vindicia's production: it is about real money");
    }
    match intent.action.id {
        "add_product" => add(draft).await,
        "replace_product" => replace(draft).await,
        "add_campaign" => campaign(draft).await,
        other => Err(Error::new(
            Kind::NotFound,
            format!("Vindicia has no action {other}"),
        )),
    }
}

async fn add(mut draft: Draft<'_>) -> Result<Plan> {
    let product = draft.intent.required("product_id")?;
    let found = target::subscription(&mut draft).await?;
    absent(&found, product, "product_id")?;
    describe(&mut draft, product, "product_id").await?;
    let item = draft.session.new_id().to_string();
    let what = format!("product {product} to subscription {}", found.id);
    let change = Change {
        items: vec![new_item(&item, product)],
        products: vec![product.into()],
        replaced: Vec::new(),
        campaign: None,
    };
    finished(draft, &found, "Add", &what, change)
}

async fn replace(mut draft: Draft<'_>) -> Result<Plan> {
    let to = draft.intent.required("to_product_id")?.to_owned();
    let more = pairs(draft.intent.param("more_pairs").unwrap_or_default())?;
    let found = target::subscription(&mut draft).await?;
    let from = target::item(&draft, &found, "from_product_id")?.clone();
    let mut all = vec![(from, to, "to_product_id")];
    for (from, to) in more {
        let from = target::held(&found, &from, "more_pairs")?.clone();
        all.push((from, to, "more_pairs"));
    }
    let mut change = Change {
        items: Vec::new(),
        products: Vec::new(),
        replaced: Vec::new(),
        campaign: None,
    };
    for (from, to, field) in &all {
        if from.product == *to {
            return Err(Error::invalid(
                field,
                format!("{to} is the product that is to be replaced"),
            )
            .hint("Choose two different products"));
        }
        absent(&found, to, field)?;
        if change.replaced.contains(&from.product) || change.products.contains(to) {
            return Err(Error::invalid(
                field,
                format!("{}={to} names a product a second time", from.product),
            )
            .hint("Name each old and each new product once"));
        }
        describe(&mut draft, to, field).await?;
        if let Some(code) = &from.campaign {
            draft.warn(format!(
                "The old product {} carries the campaign {code}: the new one does not get it",
                from.product
            ));
        }
        draft.warn(format!(
            "What came with {} is taken away from the subscriber",
            from.product
        ));
        let mut item = new_item(&draft.session.new_id().to_string(), to);
        item["replaces"] = replaced(&from.product);
        change.items.push(item);
        change.products.push(to.clone());
        change.replaced.push(from.product.clone());
    }
    let said: Vec<_> = all
        .iter()
        .map(|(from, to, _)| format!("{} by {to}", from.product))
        .collect();
    let what = match said.as_slice() {
        [one] => format!("product {one} in subscription {}", found.id),
        several => format!(
            "products {} in subscription {}",
            several.join(", "),
            found.id
        ),
    };
    finished(draft, &found, "Replace", &what, change)
}

/// "silver=gold, hd=uhd".
fn pairs(text: &str) -> Result<Vec<(String, String)>> {
    text.split(',')
        .map(str::trim)
        .filter(|pair| !pair.is_empty())
        .map(|pair| match pair.split_once('=') {
            Some((old, new)) if !old.trim().is_empty() && !new.trim().is_empty() => {
                Ok((old.trim().to_owned(), new.trim().to_owned()))
            }
            _ => Err(Error::invalid(
                "more_pairs",
                format!("Further pairs: {pair:?} must be an old and a new product, such as silver=gold"),
            )
            .hint("A product whose id holds a comma or an equals sign is replaced by a run of its own")),
        })
        .collect()
}

async fn campaign(mut draft: Draft<'_>) -> Result<Plan> {
    let code = draft.intent.required("campaign_code")?;
    let found = target::subscription(&mut draft).await?;
    let item = target::item(&draft, &found, "product_id")?.clone();
    if found.carries(&item.product, code) {
        return Err(Error::new(
            Kind::Refused,
            format!("Subscription {} has the campaign {code} already", found.id),
        )
        .field("campaign_code")
        .hint("There is nothing to do"));
    }
    let billed = found.billed(code);
    if billed {
        draft.warn(format!(
            "The last bill shows the campaign {code}: it may still count, and Vindicia may refuse it or count it again"
        ));
    }
    if let Some(other) = &item.campaign {
        draft.warn(format!(
            "The product carries the campaign {other}: whether {code} comes beside it or in its place is not known"
        ));
    }
    let by = draft.session.account.value("add_campaign_by");
    let mut body = if by == Some("replace_item") {
        draft.warn(
            "The product is replaced by itself with the campaign, which makes a new item of it",
        );
        let mut body = new_item(&draft.session.new_id().to_string(), &item.product);
        body["replaces"] = replaced(&item.product);
        body
    } else {
        let Some(id) = &item.id else {
            return Err(Error::new(
                Kind::Malformed,
                format!("Vindicia does not tell the id of the item {}", item.product),
            )
            .hint("Set Add a campaign by to replace_item"));
        };
        draft.warn("That Vindicia takes a campaign on an item which is there was never seen. If it does not show afterwards, the run ends as unknown");
        json!({ "object": "SubscriptionItem", "id": id })
    };
    body["campaign_code"] = code.into();
    let what = format!(
        "campaign {code} to {} of subscription {}",
        item.product, found.id
    );
    let change = Change {
        items: vec![body],
        products: vec![item.product],
        replaced: Vec::new(),
        campaign: Some(Code {
            code: code.into(),
            billed,
        }),
    };
    finished(draft, &found, "Add", &what, change)
}

fn new_item(id: &str, product: &str) -> Value {
    json!({
        "object": "SubscriptionItem",
        "id": id,
        "product": { "object": "Product", "id": product },
    })
}

fn replaced(product: &str) -> Value {
    json!({ "object": "SubscriptionItem", "product": { "object": "Product", "id": product } })
}

/// The subscription must not have the product.
fn absent(found: &Subscription, product: &str, field: &str) -> Result<()> {
    if found.items.iter().any(|i| i.product == product) {
        return Err(Error::new(
            Kind::Refused,
            format!(
                "Subscription {} has the product {product} already",
                found.id
            ),
        )
        .field(field)
        .hint("There is nothing to do"));
    }
    Ok(())
}

/// Makes sure that there is such a product, and shows what it costs.
async fn describe(draft: &mut Draft<'_>, product: &str, field: &str) -> Result<()> {
    let request = draft.client.product(product)?;
    let purpose = request.purpose.clone();
    let reply = draft.look(request).await?;
    let row = match judged(&reply, &purpose) {
        Err(e) if e.kind == Kind::NotFound => {
            return Err(Error::new(
                Kind::NotFound,
                format!("There is no Vindicia product with the ID {product}"),
            )
            .field(field)
            .hint("Sync the products under Catalogue, and choose one"));
        }
        other => other?,
    };
    if let Some(status) = text(&row, "status").filter(|s| s != "Active") {
        draft.warn(format!(
            "Product {product} is {status}: Vindicia may refuse it"
        ));
    }
    let item = super::catalogue::product(&row).map_err(|why| reply.malformed(&why))?;
    draft.preview.push(Fact::new("Product", item.name));
    draft
        .preview
        .extend(item.detail.map(|price| Fact::new("Price", price)));
    Ok(())
}

fn finished(
    mut draft: Draft<'_>,
    found: &Subscription,
    verb: &str,
    what: &str,
    change: Change,
) -> Result<Plan> {
    let effective_date = draft.intent.required("effective_date")?;
    let today = effective_date == "today";
    let prorated = draft.intent.param("bill_prorated_period") == Some("true");
    let words = match (today, prorated) {
        (true, true) => "today, billing the rest of the period",
        (true, false) => "today",
        (false, _) => "with the next bill",
    };
    if prorated {
        draft.warn("The rest of the period is charged or credited at once. Vindicia's amount is not told beforehand");
    }
    // A campaign alone has no period to bill.
    let billed = if prorated { "true" } else { "false" };
    let when = When {
        effective_date,
        prorated: change.campaign.is_none().then_some(billed),
    };
    let summary = format!("{verb} {what}, {words}");
    draft.before = found.facts();
    let request = draft
        .client
        .modify(summary.clone(), &found.id, &change.items, &when)?;
    draft.remember(&Memo {
        subscription: found.id.clone(),
        items: change.items.iter().filter_map(|i| text(i, "id")).collect(),
        products: change.products,
        gone: if today { change.replaced } else { Vec::new() },
        campaign: change.campaign,
    })?;
    Ok(draft.planned(summary, vec![request]))
}
