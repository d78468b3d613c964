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
    /// The item that is made or changed.
    pub item: String,
    pub product: String,
    pub campaign: Option<String>,
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
    let body = new_item(&item, product);
    let what = format!("product {product} to subscription {}", found.id);
    finished(draft, &found, "Add", &what, &body, product, None)
}

async fn replace(mut draft: Draft<'_>) -> Result<Plan> {
    let to = draft.intent.required("to_product_id")?;
    let found = target::subscription(&mut draft).await?;
    let from = target::item(&draft, &found, "from_product_id")?.clone();
    if from.product == to {
        return Err(Error::invalid(
            "to_product_id",
            format!("{to} is the product that is to be replaced"),
        )
        .hint("Choose two different products"));
    }
    absent(&found, to, "to_product_id")?;
    describe(&mut draft, to, "to_product_id").await?;
    if let Some(code) = &from.campaign {
        draft.warn(format!(
            "The old product carries the campaign {code}: the new one does not get it"
        ));
    }
    draft.warn(format!(
        "What came with {} is taken away from the subscriber",
        from.product
    ));
    let item = draft.session.new_id().to_string();
    let mut body = new_item(&item, to);
    body["replaces"] = replaced(&from.product);
    let what = format!(
        "product {} of subscription {} by {to}",
        from.product, found.id
    );
    finished(draft, &found, "Replace", &what, &body, to, None)
}

async fn campaign(mut draft: Draft<'_>) -> Result<Plan> {
    let code = draft.intent.required("campaign_code")?;
    let found = target::subscription(&mut draft).await?;
    let item = target::item(&draft, &found, "product_id")?.clone();
    if found.has_campaign(&item.product, code) {
        return Err(Error::new(
            Kind::Refused,
            format!("Subscription {} has the campaign {code} already", found.id),
        )
        .field("campaign_code")
        .hint("There is nothing to do"));
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
    finished(
        draft,
        &found,
        "Add",
        &what,
        &body,
        &item.product,
        Some(code),
    )
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
            .hint("Sync the products and choose one: patchbay catalogue sync vindicia products"));
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
    item: &Value,
    product: &str,
    campaign: Option<&str>,
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
    let charge = if prorated { "true" } else { "false" };
    let when = When {
        effective_date,
        prorated: campaign.is_none().then_some(charge),
    };
    let summary = format!("{verb} {what}, {words}");
    draft.before = found.facts();
    draft.remember(&Memo {
        subscription: found.id.clone(),
        item: text(item, "id").unwrap_or_default(),
        product: product.into(),
        campaign: campaign.map(str::to_owned),
    })?;
    let request = draft
        .client
        .modify(summary.clone(), &found.id, item, &when)?;
    Ok(draft.planned(summary, vec![request]))
}
