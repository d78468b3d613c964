//! Reads the offers to their end, inactive ones included.

use std::collections::HashSet;

use serde_json::{Map, Value};

use super::client::{Client, LIMIT, rows};
use super::replies::text;
use crate::connector::{Item, ItemState};
use crate::error::{Error, Kind, Result};
use crate::say;
use crate::session::Session;

pub(super) async fn sync(session: &Session, catalogue: &str) -> Result<Vec<Item>> {
    if catalogue != "offers" {
        return Err(Error::new(
            Kind::NotFound,
            format!("Cleeng has no catalogue {catalogue}"),
        )
        .hint("Its catalogue is: offers"));
    }
    let client = Client::new(session)?;
    let mut items = Vec::new();
    let mut seen = HashSet::new();
    for page in 1.. {
        let request = client.offers(page, LIMIT)?;
        let reply = session.send(&request).await?;
        let rows = rows(&reply, &request.purpose)?;
        let total: Option<usize> = reply
            .headers
            .get("x-total-count")
            .and_then(|n| n.trim().parse().ok());
        let before = items.len();
        for row in &rows {
            let item = offer(row).map_err(|why| reply.malformed(&why))?;
            if seen.insert(item.id.clone()) {
                items.push(item);
            }
        }
        session.progress(
            format!("Offers, page {page}"),
            items.len() as u64,
            total.map(|n| n as u64),
        );
        let new = items.len() > before;
        match total {
            Some(total) if items.len() >= total => break,
            Some(total) if !new => {
                return Err(Error::new(
                    Kind::Malformed,
                    format!(
                        "Cleeng says there are {total} offers, but its page {page} holds none beside the {before} of the pages before it"
                    ),
                )
                .hint("Offers may have changed meanwhile: sync again. If it stays, the list cannot be read to its end"));
            }
            None if rows.len() < LIMIT || !new => break,
            _ => {}
        }
    }
    Ok(items)
}

fn offer(row: &Value) -> std::result::Result<Item, String> {
    const KEPT: &[&str] = &[
        "price",
        "currency",
        "period",
        "billingCycle",
        "freePeriods",
        "freeDays",
        "active",
        "country",
        "updatedAt",
    ];
    let id = text(row, "offerId")
        .or_else(|| text(row, "id"))
        .ok_or("an offer without offerId")?;
    let currency = text(row, "currency").or_else(|| text(row, "customerCurrency"));
    let price = row
        .get("price")
        .or_else(|| row.get("customerPriceInclTax"))
        .and_then(|p| say::decimal(p, currency.as_deref()));
    let period = text(row, "period").or_else(|| text(row, "billingCycle"));
    let price = match (price, period) {
        (Some(price), Some(period)) => Some(format!("{price} each {period}")),
        (price, period) => price.or(period),
    };
    let trial = text(row, "freeDays")
        .filter(|n| n != "0")
        .map(|n| format!("{n} days free"));
    let detail: Vec<_> = [price, trial].into_iter().flatten().collect();
    let inactive = row.get("active") == Some(&Value::Bool(false))
        || text(row, "status").as_deref() == Some("inactive");
    let fields: Map<_, _> = KEPT
        .iter()
        .filter_map(|key| Some(((*key).to_owned(), row.get(*key)?.clone())))
        .filter(|(_, value)| !value.is_null())
        .collect();
    Ok(Item {
        name: ["title", "offerTitle"]
            .iter()
            .find_map(|key| text(row, key))
            .unwrap_or_else(|| id.clone()),
        group: None,
        detail: (!detail.is_empty()).then(|| detail.join(", ")),
        state: if inactive {
            ItemState::Archived
        } else {
            ItemState::Active
        },
        fields,
        id,
    })
}
