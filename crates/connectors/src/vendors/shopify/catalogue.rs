//! Variants: read page by page, as items and as what an action puts into a cart; and the check.

use std::collections::HashSet;

use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::client::Client;
use crate::connector::{Check, CheckReport, Item, ItemState, Verdict};
use crate::error::{Error, Kind, Result};
use crate::request::Request;
use crate::session::Session;

/// Products and variants of a page. Without a token a query may cost 1,000.
const SMALL: (u32, u32) = (20, 20);
const LARGE: (u32, u32) = (250, 100);
/// Pages that are read at most: many more than any shop has.
const MAX_PAGES: u32 = 10_000;

/// A variant of a product.
#[derive(Debug, Clone)]
pub(super) struct Variant {
    /// The last part of its global id, which links use.
    pub number: String,
    pub sku: Option<String>,
    /// "Gold box / Large".
    pub name: String,
    pub product: String,
    pub price: String,
    pub available: bool,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Row {
    id: String,
    sku: Option<String>,
    title: String,
    available_for_sale: bool,
    price: Money,
    product: Option<Product>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Money {
    amount: String,
    currency_code: String,
}

#[derive(Deserialize)]
struct Product {
    id: String,
    title: String,
    variants: Option<Connection<Row>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Connection<T> {
    page_info: PageInfo,
    nodes: Vec<T>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct PageInfo {
    has_next_page: bool,
    end_cursor: Option<String>,
}

impl Money {
    pub fn shown(&self) -> String {
        // "12.0" is how the API writes 12.00.
        let amount = match self.amount.split_once('.') {
            Some((_, fraction)) if fraction.len() == 1 => format!("{}0", self.amount),
            _ => self.amount.clone(),
        };
        format!("{amount} {}", self.currency_code)
    }
}

impl PageInfo {
    /// Where the next page starts, if there is one; an error where the list would turn in circles.
    fn next(self, before: Option<&str>) -> Result<Option<String>> {
        match (self.has_next_page, self.end_cursor) {
            (false, _) => Ok(None),
            (true, Some(cursor)) if before != Some(cursor.as_str()) => Ok(Some(cursor)),
            (true, _) => Err(unreadable("there is a next page, but it is not told where")),
        }
    }
}

impl Variant {
    fn of(row: Row, product: &str) -> Result<Self> {
        let number = number_of(&row.id)
            .ok_or_else(|| unreadable(&format!("{} is no variant's id", row.id)))?;
        // What Shopify calls the only variant of a product.
        let name = match row.title.as_str() {
            "Default Title" => product.to_owned(),
            title => format!("{product} / {title}"),
        };
        Ok(Self {
            number: number.to_owned(),
            sku: row.sku.filter(|s| !s.is_empty()),
            name,
            product: product.to_owned(),
            price: row.price.shown(),
            available: row.available_for_sale,
        })
    }

    /// The answer to a look-up of one variant; none where there is no such.
    pub fn found(data: &Value) -> Result<Option<Self>> {
        match &data["node"] {
            Value::Null => Ok(None),
            // Another kind of thing has that id.
            node if node.get("id").is_none() => Ok(None),
            node => {
                let row: Row = typed(node.clone())?;
                let product = row.product.as_ref().map(|p| p.title.clone());
                let product = product.ok_or_else(|| unreadable("the variant has no product"))?;
                Self::of(row, &product).map(Some)
            }
        }
    }

    /// "40011223344 (Gold box / Large, 12.00 USD)".
    pub fn in_brief(&self) -> String {
        format!("{} ({}, {})", self.number, self.name, self.price)
    }
}

/// The number of a variant's global id.
pub(super) fn number_of(gid: &str) -> Option<&str> {
    let number = gid.strip_prefix("gid://shopify/ProductVariant/")?;
    (!number.is_empty() && number.bytes().all(|b| b.is_ascii_digit())).then_some(number)
}

pub(super) fn typed<T: serde::de::DeserializeOwned>(value: Value) -> Result<T> {
    serde_json::from_value(value).map_err(|e| unreadable(&e.to_string()))
}

pub(super) fn unreadable(why: &str) -> Error {
    Error::new(
        Kind::Malformed,
        format!("Shopify's answer cannot be read: {why}"),
    )
    .hint("Check that Shop URL or Base URL leads to the shop, and the API version")
}

/// All variants of all products. `seen` is told of each request and its answer's status.
pub(super) async fn variants(
    client: &Client<'_>,
    mut seen: impl FnMut(Request, u16),
) -> Result<Vec<Variant>> {
    let (first, per_product) = if client.token { LARGE } else { SMALL };
    let mut all = Vec::new();
    let mut after: Option<String> = None;
    for page in 1..=MAX_PAGES {
        let request = client.products(page, first, per_product, after.as_deref());
        let data = client.read(&request).await?;
        seen(request, 200);
        let products: Connection<Product> = typed(data["products"].clone())?;
        for product in products.nodes {
            let mut list = product
                .variants
                .ok_or_else(|| unreadable("a product has no list of variants"))?;
            let mut cursor: Option<String> = None;
            loop {
                for row in list.nodes {
                    all.push(Variant::of(row, &product.title)?);
                }
                cursor = list.page_info.next(cursor.as_deref())?;
                if cursor.is_none() {
                    break;
                }
                let request = client.variants_of(&product.id, per_product, cursor.as_deref());
                let data = client.read(&request).await?;
                seen(request, 200);
                let more: Product = typed(data["product"].clone())?;
                list = more
                    .variants
                    .ok_or_else(|| unreadable("a product has no list of variants"))?;
            }
        }
        client
            .session
            .progress(format!("Products, page {page}"), all.len() as u64, None);
        after = products.page_info.next(after.as_deref())?;
        if after.is_none() {
            return Ok(all);
        }
    }
    Err(unreadable("the list of products does not end"))
}

pub(super) async fn sync(session: &Session, catalogue: &str) -> Result<Vec<Item>> {
    if catalogue != "variants" {
        return Err(Error::new(
            Kind::NotFound,
            format!("Shopify has no catalogue {catalogue}"),
        )
        .hint("Its catalogue is: variants"));
    }
    let client = Client::new(session)?;
    let mut seen = HashSet::new();
    let mut all = variants(&client, |_, _| {}).await?;
    // Products move between pages while they are read.
    all.retain(|v| seen.insert(v.number.clone()));
    Ok(all.into_iter().map(item).collect())
}

fn item(variant: Variant) -> Item {
    let sku = variant.sku.as_ref().map(|s| format!("SKU {s}"));
    let sold_out = (!variant.available).then(|| "sold out".to_owned());
    let parts: Vec<_> = [Some(variant.price.clone()), sku, sold_out]
        .into_iter()
        .flatten()
        .collect();
    let mut fields = Map::new();
    if let Some(sku) = variant.sku {
        fields.insert("sku".into(), json!(sku));
    }
    fields.insert("available".into(), json!(variant.available));
    Item {
        id: variant.number,
        name: variant.name,
        group: Some(variant.product),
        detail: Some(parts.join(", ")),
        state: ItemState::Active,
        fields,
    }
}

pub(super) async fn check(session: &Session) -> Result<CheckReport> {
    let client = Client::new(session)?;
    let shop = client.read(&client.shop()).await;
    let what = "Storefront";
    let opened = match shop.and_then(|data| connected(&client, &data)) {
        Ok(detail) => Check::new(what, Verdict::Proven, detail),
        Err(error) if error.is_local() => return Err(error),
        Err(error) => Check::failed(what, &error),
    };
    if opened.verdict != Verdict::Proven {
        return Ok(CheckReport::new(vec![opened]));
    }
    let products = client.read(&client.products(1, 1, 1, None)).await;
    let read = products.and_then(|data| typed::<Connection<Product>>(data["products"].clone()));
    Ok(CheckReport::new(vec![
        opened,
        Check::probe("Read products", read, "The storefront shows its products")?,
    ]))
}

fn connected(client: &Client<'_>, data: &Value) -> Result<String> {
    let text = |pointer: &str| {
        data.pointer(pointer)
            .and_then(Value::as_str)
            .ok_or_else(|| unreadable(&format!("it has no {}", pointer.trim_start_matches('/'))))
    };
    let how = if client.token {
        "with the access token"
    } else {
        "without an access token"
    };
    Ok(format!(
        "Connected to {} ({}), {}, {how}",
        text("/shop/name")?,
        text("/shop/primaryDomain/host")?,
        text("/shop/paymentSettings/currencyCode")?,
    ))
}
