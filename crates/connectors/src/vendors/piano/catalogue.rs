//! Reads lists to their end: terms, promotions, and the codes of each promotion.

use std::collections::HashSet;

use serde_json::{Map, Value};

use super::client::{Client, LIMIT, List, rows};
use super::replies::{secs, text};
use crate::connector::{Item, ItemState};
use crate::error::{Error, Kind, Result};
use crate::reply::Reply;
use crate::request::Request;
use crate::say;
use crate::session::Session;

pub(super) async fn sync(session: &Session, catalogue: &str) -> Result<Vec<Item>> {
    let client = Client::new(session)?;
    match catalogue {
        "terms" => read(&client, List::terms(), term).await,
        "promotions" => {
            let now = session.now().as_second();
            read(&client, List::promotions(), |row| promotion(row, now)).await
        }
        "promo_codes" => codes(&client).await,
        other => Err(
            Error::new(Kind::NotFound, format!("Piano has no catalogue {other}"))
                .hint("Its catalogues are: terms, promotions, promo_codes"),
        ),
    }
}

async fn read(
    client: &Client<'_>,
    list: List,
    item: impl Fn(&Value) -> std::result::Result<Item, String>,
) -> Result<Vec<Item>> {
    let mut items: Vec<Item> = Vec::new();
    let mut seen = HashSet::new();
    let mut pages = Pages::new(list);
    while let Some(page) = pages.next(client).await? {
        for row in &page.rows {
            let item = item(row).map_err(|why| page.reply.malformed(&why))?;
            if seen.insert(item.id.clone()) {
                items.push(item);
            }
        }
        let what = say::sentence(&pages.list.name);
        let total = pages.total.map(|n| n as u64);
        client.session.progress(what, items.len() as u64, total);
    }
    Ok(items)
}

/// The codes of every promotion that runs. A code that two promotions have stays one entry.
async fn codes(client: &Client<'_>) -> Result<Vec<Item>> {
    let now = client.session.now().as_second();
    let promotions = read(client, List::promotions(), |row| promotion(row, now)).await?;
    let mut items: Vec<Item> = Vec::new();
    for promotion in promotions {
        let list = List::codes(&promotion.id);
        for item in read(client, list, |row| code(row, &promotion)).await? {
            if !items.iter().any(|known| known.id == item.id) {
                items.push(item);
            }
        }
    }
    Ok(items)
}

/// A list, page by page, until Piano's total, or a page that is not full where no total is told.
pub(super) struct Pages {
    list: List,
    offset: usize,
    total: Option<usize>,
    first: Option<Value>,
    ended: bool,
}

/// One page, and how it was got.
pub(super) struct Page {
    pub rows: Vec<Value>,
    pub request: Request,
    pub reply: Reply,
}

impl Pages {
    pub fn new(list: List) -> Self {
        Self {
            list,
            offset: 0,
            total: None,
            first: None,
            ended: false,
        }
    }

    pub async fn next(&mut self, client: &Client<'_>) -> Result<Option<Page>> {
        if self.ended {
            return Ok(None);
        }
        let request = client.page(&self.list, self.offset, LIMIT)?;
        let reply = client.session.send(&request).await?;
        let (rows, total) = rows(&reply, &request.purpose, self.list.member)?;
        self.total = total;
        let again = !rows.is_empty() && rows.first() == self.first.as_ref();
        self.offset += rows.len();
        self.ended = match total {
            Some(total) => self.offset >= total,
            None => rows.len() < LIMIT,
        };
        if !self.ended && (rows.is_empty() || again) {
            return Err(Error::new(
                Kind::Malformed,
                format!(
                    "Piano's list of {} does not go on after {} entries, though it is said to have more",
                    self.list.name,
                    self.offset - rows.len()
                ),
            )
            .hint("It may have changed meanwhile: try again. If it stays, check that nothing at the Base URL drops the offset"));
        }
        self.first = rows.first().cloned();
        Ok(Some(Page {
            rows,
            request,
            reply,
        }))
    }
}

fn kept(row: &Value, keys: &[&str]) -> Map<String, Value> {
    keys.iter()
        .filter_map(|key| Some(((*key).to_owned(), row.get(*key)?.clone())))
        .filter(|(_, value)| !value.is_null())
        .collect()
}

fn joined(parts: impl IntoIterator<Item = Option<String>>) -> Option<String> {
    let parts: Vec<_> = parts.into_iter().flatten().collect();
    (!parts.is_empty()).then(|| parts.join(", "))
}

fn term(row: &Value) -> std::result::Result<Item, String> {
    let id = text(row, "term_id").ok_or("a term without term_id")?;
    let targets: Vec<String> = row
        .get("change_options")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(|o| text(o, "to_term_name").or_else(|| text(o, "to_term_id")))
        .collect();
    let changes = (!targets.is_empty()).then(|| format!("may change to {}", targets.join(", ")));
    let price = text(row, "payment_billing_plan_description");
    Ok(Item {
        name: text(row, "name").unwrap_or_else(|| id.clone()),
        group: row.get("resource").and_then(|r| text(r, "name")),
        detail: joined([price.or_else(|| text(row, "type_name")), changes]),
        state: ItemState::Active,
        fields: kept(
            row,
            &[
                "type",
                "description",
                "payment_currency",
                "payment_first_price",
                "payment_is_subscription",
                "change_options",
            ],
        ),
        id,
    })
}

fn promotion(row: &Value, now: i64) -> std::result::Result<Item, String> {
    let id = text(row, "promotion_id").ok_or("a promotion without promotion_id")?;
    let currency = text(row, "discount_currency");
    let amount = row
        .get("discount_amount")
        .filter(|a| text(row, "discount_amount").is_some_and(|t| t != "0") && !a.is_null())
        .and_then(|a| say::decimal(a, currency.as_deref()));
    let off = text(row, "percentage_discount")
        .filter(|p| p != "0")
        .map(|p| format!("{p} % off"))
        .or_else(|| amount.map(|a| format!("{a} off")));
    let ends = secs(row, "end_date");
    Ok(Item {
        name: text(row, "name").unwrap_or_else(|| id.clone()),
        group: None,
        detail: joined([off, ends.map(|at| format!("until {}", say::epoch(at)))]),
        state: match ends {
            Some(at) if at <= now => ItemState::Expired,
            _ => ItemState::Active,
        },
        fields: kept(
            row,
            &[
                "status",
                "fixed_promotion_code",
                "promotion_code_prefix",
                "uses",
                "uses_allowed",
                "start_date",
                "end_date",
            ],
        ),
        id,
    })
}

fn code(row: &Value, promotion: &Item) -> std::result::Result<Item, String> {
    let code = text(row, "code")
        .or_else(|| text(row, "promotion_code"))
        .ok_or("a promo code without code")?;
    let state = text(row, "state").or_else(|| text(row, "status"));
    let used = state
        .as_deref()
        .is_some_and(|s| ["used", "expired", "deleted"].contains(&s.to_lowercase().as_str()));
    Ok(Item {
        name: code.clone(),
        group: Some(promotion.name.clone()),
        detail: joined([promotion.detail.clone(), state]),
        state: if used {
            ItemState::Expired
        } else {
            promotion.state
        },
        fields: kept(row, &["state", "status", "original_state"]),
        id: code,
    })
}
