//! The products that can be bought, as `getProducts` lists them: one answer, no pages.
//!
//! The list is of what is on sale, so every entry is active; what vanishes from it is for the host to archive.

use serde_json::{Map, Value};

use super::client::{Answer, Api};
use super::profile::Call;
use crate::connector::{Check, Item, ItemState, Verdict};
use crate::error::{Error, Kind, Result};
use crate::say::{self, scalar};
use crate::session::Session;

/// The fields of a product that are worth keeping.
const KEPT: &[&str] = &[
    "productDescription",
    "serviceType",
    "retailPrice",
    "currencyCode",
    "period",
    "duration",
    "renewable",
    "basicService",
    "isFreemium",
    "promotions",
];

/// All products.
pub(super) async fn products(session: &Session) -> Result<Vec<Item>> {
    let api = Api::new(&session.account)?;
    session.progress("Products", 0, None);
    let request = api.request(Call::Products, "Read the products".into(), Vec::new())?;
    let Answer { fields } = api.send(session, Call::Products, &request).await?;
    let list = &api.profile.method(Call::Products)?.list;
    let malformed = |why: String| {
        Error::new(
            Kind::Malformed,
            format!("Evergent answered getProducts with success, but {why}"),
        )
        .hint("If this instance names the list otherwise, set methods.getProducts.list in the instance profile")
    };
    let products = fields
        .get(list)
        .and_then(Value::as_array)
        .ok_or_else(|| malformed(format!("without the list {list}")))?;
    let mut items: Vec<Item> = Vec::new();
    for (i, product) in products.iter().enumerate() {
        let item = product
            .as_object()
            .and_then(item)
            .ok_or_else(|| malformed(format!("its product {} has no skuORQuickCode", i + 1)))?;
        // One product may be listed for several channels.
        if !items.iter().any(|known| known.id == item.id) {
            items.push(item);
        }
    }
    let count = items.len() as u64;
    session.progress("Products", count, Some(count));
    Ok(items)
}

fn item(product: &Map<String, Value>) -> Option<Item> {
    let text = |key: &str| {
        let text = product.get(key).and_then(scalar)?;
        Some(text.trim().to_owned()).filter(|t| !t.is_empty())
    };
    let id = text("skuORQuickCode")?;
    let fields = KEPT
        .iter()
        .filter_map(|key| Some(((*key).to_owned(), product.get(*key)?.clone())))
        .collect();
    Some(Item {
        name: text("displayName")
            .or_else(|| text("productName"))
            .unwrap_or_else(|| id.clone()),
        group: text("productCategory"),
        detail: detail(
            product
                .get("retailPrice")
                .and_then(|p| say::decimal(p, text("currencyCode").as_deref())),
            text("duration"),
            text("period"),
        ),
        state: ItemState::Active,
        fields,
        id,
    })
}

/// "9.99 USD per 3 month". `duration` and `period` are the vendor's own words for a number and its unit.
fn detail(
    price: Option<String>,
    duration: Option<String>,
    period: Option<String>,
) -> Option<String> {
    let span = match (duration.filter(|d| d != "1"), period) {
        (Some(duration), Some(period)) => Some(format!("{duration} {}", period.to_lowercase())),
        (None, Some(period)) => Some(period.to_lowercase()),
        (Some(duration), None) => Some(duration),
        (None, None) => None,
    };
    match (price, span) {
        (Some(price), Some(span)) => Some(format!("{price} per {span}")),
        (Some(price), None) => Some(price),
        (None, Some(span)) => Some(format!("per {span}")),
        (None, None) => None,
    }
}

/// Proves the domain, the key and the partner id by reading the products: it needs no customer.
pub(super) async fn check(session: &Session) -> Result<Vec<Check>> {
    // What is wrong here, before anything is sent, is an error and not a verdict.
    let api = Api::new(&session.account)?;
    let partner = api.partner();
    let what = "Credentials";
    Ok(match products(session).await {
        Err(error) if error.is_local() => return Err(error),
        // Evergent says no in the same way to a bad key and to much else.
        Err(error) if matches!(error.kind, Kind::Refused | Kind::NotFound) => {
            let failed = Check::failed(what, &error);
            vec![Check {
                verdict: Verdict::Unknown,
                detail: format!(
                    "{}. This proves neither good nor bad credentials",
                    failed.detail
                ),
                ..failed
            }]
        }
        Err(error) => vec![Check::failed(what, &error)],
        Ok(products) => {
            let read = match products.len() {
                0 => Check::new(
                    "Read products",
                    Verdict::Unknown,
                    format!(
                        "Evergent lists no products for {partner}. If some are on sale, check channelPartnerID, and dmaID in methods.getProducts.extra of the instance profile"
                    ),
                ),
                1 => Check::new(
                    "Read products",
                    Verdict::Proven,
                    format!("Evergent lists 1 product for {partner}"),
                ),
                n => Check::new(
                    "Read products",
                    Verdict::Proven,
                    format!("Evergent lists {n} products for {partner}"),
                ),
            };
            vec![
                Check::new(
                    what,
                    Verdict::Proven,
                    format!(
                        "Evergent accepted apiKey and channelPartnerID {partner} for getProducts"
                    ),
                ),
                read,
            ]
        }
    })
}
