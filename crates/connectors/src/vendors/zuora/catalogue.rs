//! Reads the product catalogue to its end. Zuora tells only that there is a next page; it is asked for by its number,
//! so that no link of a reply is followed.

use std::collections::HashSet;

use jiff::civil::Date;
use serde_json::{Map, Value};

use super::client::{Client, judge};
use super::replies::{PlanPage, Plans, Product, ProductPage, ProductRatePlan};
use crate::connector::{Item, ItemState};
use crate::error::{Error, Kind, Result};
use crate::plan::Step;
use crate::say;
use crate::session::Session;

pub(super) async fn sync(session: &Session, catalogue: &str) -> Result<Vec<Item>> {
    if catalogue != "rate_plans" {
        return Err(Error::new(
            Kind::NotFound,
            format!("Zuora has no catalogue {catalogue}"),
        )
        .hint("Its catalogues are: rate_plans"));
    }
    let client = Client::new(session)?;
    let mut pages = Pages::default();
    let mut steps = Vec::new();
    let mut items = Vec::new();
    let mut seen = HashSet::new();
    while let Some(page) = pages.next(&client, &mut steps).await? {
        let plans = page.into_iter().filter(|i| seen.insert(i.id.clone()));
        items.extend(plans);
        let what = format!("Rate plans, page {} of the products", pages.number);
        session.progress(what, items.len() as u64, None);
    }
    Ok(items)
}

/// The catalogue, a page of products at a time.
#[derive(Default)]
pub(super) struct Pages {
    number: u32,
    ended: bool,
    seen: HashSet<String>,
}

impl Pages {
    /// The rate plans of the next page of products; each look-up is added to the steps.
    pub async fn next(
        &mut self,
        client: &Client<'_>,
        steps: &mut Vec<Step>,
    ) -> Result<Option<Vec<Item>>> {
        if self.ended {
            return Ok(None);
        }
        self.number += 1;
        let request = client.product_page(self.number)?;
        let reply = client.session.send(&request).await?;
        let page: ProductPage = judge(&reply, &request.purpose)?;
        steps.push(Step::made(request, reply.status));
        self.ended = page.next_page.is_none();
        let today = client.today();
        let mut items = Vec::new();
        let mut new = false;
        for mut product in page.products {
            if !self.seen.insert(product.id.clone()) {
                continue;
            }
            new = true;
            let rows = match product.product_rate_plans.take() {
                Some(Plans::Here(rows)) => rows,
                Some(Plans::Elsewhere(_)) => elsewhere(client, &product.id, steps).await?,
                None => Vec::new(),
            };
            for row in rows {
                items.push(item(&product, row, today)?);
            }
        }
        if !new && !self.ended {
            return Err(endless("products", self.number));
        }
        Ok(Some(items))
    }
}

/// The rate plans of a product of which the catalogue only gives the address.
async fn elsewhere(
    client: &Client<'_>,
    product: &str,
    steps: &mut Vec<Step>,
) -> Result<Vec<Map<String, Value>>> {
    let mut rows = Vec::new();
    let mut seen = HashSet::new();
    for number in 1.. {
        let request = client.rate_plans(product, number)?;
        let reply = client.session.send(&request).await?;
        let page: PlanPage = judge(&reply, &request.purpose)?;
        steps.push(Step::made(request, reply.status));
        let known = seen.len();
        for row in page.product_rate_plans {
            if seen.insert(row.get("id").and_then(say::scalar)) {
                rows.push(row);
            }
        }
        if page.next_page.is_none() {
            break;
        }
        if seen.len() == known {
            return Err(endless("rate plans", number));
        }
    }
    Ok(rows)
}

/// The error for a page that announces another one and holds nothing that is new.
pub(super) fn endless(what: &str, number: u32) -> Error {
    Error::new(
        Kind::Malformed,
        format!(
            "Zuora's page {number} of {what} holds nothing that earlier pages did not, and still announces another: the list cannot be known to be complete"
        ),
    )
    .hint("Check that nothing between here and Zuora drops the page number, such as a proxy at the Base URL")
}

fn item(product: &Product, row: Map<String, Value>, today: Date) -> Result<Item> {
    const KEPT: &[&str] = &[
        "productRatePlanNumber",
        "description",
        "status",
        "effectiveStartDate",
        "effectiveEndDate",
    ];
    let mut fields = kept(&row, KEPT);
    let charges = row.get("productRatePlanCharges").and_then(Value::as_array);
    if let Some(charges) = charges {
        let of = |charge: &Value| {
            let charge = charge.as_object()?;
            Some(kept(charge, &["name", "type", "billingPeriod", "pricingSummary"]).into())
        };
        let charges: Vec<Value> = charges.iter().filter_map(of).collect();
        fields.insert("charges".into(), charges.into());
    }
    for (key, value) in [
        ("sku", &product.sku),
        ("category", &product.category),
        ("productNumber", &product.product_number),
    ] {
        fields.extend(value.as_ref().map(|v| (key.to_owned(), v.as_str().into())));
    }
    fields.insert("productId".into(), product.id.as_str().into());
    let id = row.get("id").and_then(say::scalar).unwrap_or_default();
    let plan: ProductRatePlan = serde_json::from_value(Value::Object(row)).map_err(|e| {
        Error::new(
            Kind::Malformed,
            format!(
                "Zuora sent a rate plan {id} of product {} that cannot be read: {e}",
                product.name
            ),
        )
        .hint("Check that the API URL or Base URL leads to Zuora")
    })?;
    let prices = plan.product_rate_plan_charges.iter().map(|charge| {
        let price = charge.pricing_summary.join(" or ");
        match charge.billing_period.as_deref() {
            Some(period) if !price.is_empty() => format!("{price} ({period})"),
            _ => price,
        }
    });
    let mut detail: Vec<_> = prices.filter(|p| !p.is_empty()).collect();
    let state = state(product, &plan, today);
    let starts = [&product.effective_start_date, &plan.effective_start_date];
    if let Some(day) = starts
        .into_iter()
        .flatten()
        .max()
        .filter(|d| is_later(d, today))
    {
        detail.push(format!("from {day}"));
    }
    Ok(Item {
        id: plan.id,
        name: plan.name,
        group: Some(product.name.clone()),
        detail: (!detail.is_empty()).then(|| detail.join(", ")),
        state,
        fields,
    })
}

/// Zuora's own word for the rate plan counts, and the dates of the product and of the plan.
fn state(product: &Product, plan: &ProductRatePlan, today: Date) -> ItemState {
    let ended = |date: &Option<String>| {
        date.as_deref()
            .and_then(|d| d.parse::<Date>().ok())
            .is_some_and(|end| end < today)
    };
    let later = |date: &Option<String>| date.as_deref().is_some_and(|d| is_later(d, today));
    match plan.status.as_deref() {
        Some("Expired") => ItemState::Expired,
        _ if ended(&product.effective_end_date) || ended(&plan.effective_end_date) => {
            ItemState::Expired
        }
        None | Some("Active")
            if !later(&product.effective_start_date) && !later(&plan.effective_start_date) =>
        {
            ItemState::Active
        }
        // Not yet sold, or a word that is not known.
        _ => ItemState::Archived,
    }
}

fn is_later(day: &str, today: Date) -> bool {
    day.parse::<Date>().is_ok_and(|day| day > today)
}

/// The fields that are worth keeping, where they hold something.
fn kept(row: &Map<String, Value>, keys: &[&str]) -> Map<String, Value> {
    keys.iter()
        .filter_map(|key| Some(((*key).to_owned(), row.get(*key)?.clone())))
        .filter(|(_, value)| !value.is_null() && value.as_str() != Some(""))
        .collect()
}
