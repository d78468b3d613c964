//! Reads lists to their end, along Vindicia's own links.

use std::collections::HashSet;

use serde_json::{Map, Value};

use super::client::{Client, judged};
use super::replies::{list, text};
use crate::connector::{Item, ItemState};
use crate::error::{Error, Kind, Result};
use crate::reply::Reply;
use crate::request::Request;
use crate::say;
use crate::session::Session;

/// Makes an entry of a row, or says what is wrong with it.
type ReadItem = fn(&Value) -> std::result::Result<Item, String>;

pub(super) async fn sync(session: &Session, catalogue: &str) -> Result<Vec<Item>> {
    let (name, item): (_, ReadItem) = match catalogue {
        "products" => ("products", product),
        "campaigns" => ("campaigns", campaign),
        other => {
            return Err(
                Error::new(Kind::NotFound, format!("Vindicia has no catalogue {other}"))
                    .hint("Its catalogues are: products, campaigns"),
            );
        }
    };
    let client = Client::new(session)?;
    let mut items: Vec<Item> = Vec::new();
    let mut seen = HashSet::new();
    let mut pages = Pages::new(name, &[]);
    while let Some(page) = pages.next(&client).await? {
        for row in &page.rows {
            let item = item(row).map_err(|why| page.reply.malformed(&why))?;
            if seen.insert(item.id.clone()) {
                items.push(item);
            }
        }
        let total = pages.total.map(|n| n as u64);
        session.progress(say::sentence(name), items.len() as u64, total);
    }
    Ok(items)
}

/// A list, page by page. The last page may have a link too: the list ends with a page without rows, with Vindicia's
/// total, without a link, or with a link that was followed already.
pub(super) struct Pages {
    name: &'static str,
    query: Vec<(&'static str, String)>,
    next: Option<String>,
    followed: HashSet<String>,
    rows: usize,
    total: Option<usize>,
    ended: bool,
}

/// One page, and how it was got.
pub(super) struct Page {
    pub rows: Vec<Value>,
    pub request: Request,
    pub reply: Reply,
}

impl Pages {
    pub fn new(name: &'static str, query: &[(&'static str, &str)]) -> Self {
        Self {
            name,
            query: query.iter().map(|(k, v)| (*k, (*v).to_owned())).collect(),
            next: None,
            followed: HashSet::new(),
            rows: 0,
            total: None,
            ended: false,
        }
    }

    pub async fn next(&mut self, client: &Client<'_>) -> Result<Option<Page>> {
        if self.ended {
            return Ok(None);
        }
        let request = if let Some(link) = &self.next {
            client.next_page(self.name, link)?
        } else {
            let query: Vec<_> = self.query.iter().map(|(k, v)| (*k, v.as_str())).collect();
            client.list(self.name, &query)?
        };
        let reply = client.session.send(&request).await?;
        let answer = judged(&reply, &request.purpose)?;
        if !answer.get("data").is_some_and(Value::is_array) {
            return Err(reply.malformed("it is not a list"));
        }
        let rows = list(Some(&answer)).to_vec();
        self.rows += rows.len();
        self.total = text(&answer, "total_count").and_then(|n| n.parse().ok());
        self.next = text(&answer, "next");
        let complete = self.total.is_none_or(|total| self.rows >= total);
        self.ended = match &self.next {
            _ if rows.is_empty() || (self.total.is_some() && complete) => true,
            Some(link) => !self.followed.insert(link.clone()),
            None => true,
        };
        if self.ended && !complete {
            return Err(Error::new(
                Kind::Malformed,
                format!(
                    "Vindicia's list of {} ends after {} of {} entries",
                    self.name,
                    self.rows,
                    self.total.unwrap_or_default()
                ),
            )
            .hint("It may have changed meanwhile: try again. If it stays, the list cannot be read to its end"));
        }
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

/// A product, also when it is looked at alone.
pub(super) fn product(row: &Value) -> std::result::Result<Item, String> {
    let id = text(row, "id").ok_or("a product without id")?;
    let descriptions = list(row.get("descriptions"));
    let english = descriptions
        .iter()
        .find(|d| text(d, "language").is_some_and(|l| l.eq_ignore_ascii_case("en")));
    let name = english
        .or_else(|| descriptions.first())
        .and_then(|d| text(d, "description"));
    let prices: Vec<String> = list(row.get("prices"))
        .iter()
        .filter_map(|p| say::decimal(p.get("amount")?, text(p, "currency").as_deref()))
        .collect();
    let active = text(row, "status").is_none_or(|s| s == "Active");
    Ok(Item {
        name: name.unwrap_or_else(|| id.clone()),
        group: row.get("default_billing_plan").and_then(|p| text(p, "id")),
        detail: (!prices.is_empty()).then(|| prices.join(" or ")),
        state: if active {
            ItemState::Active
        } else {
            ItemState::Archived
        },
        fields: kept(row, &["vid", "status"]),
        id,
    })
}

/// A campaign. One that cannot be added by its code alone counts as shelved.
fn campaign(row: &Value) -> std::result::Result<Item, String> {
    let own = text(row, "campaign_id").or_else(|| text(row, "id"));
    let code = text(row, "promotion_code");
    let coupon = text(row, "campaign_type").is_some_and(|t| t == "Coupon");
    let new_only = row.get("restrict_to_new_subscription") == Some(&Value::Bool(true));
    let state = text(row, "state").unwrap_or_else(|| "no state told".into());
    let usable = code.is_some() && !coupon && !new_only && state == "Active";
    let id = code
        .clone()
        .or_else(|| own.clone())
        .ok_or("a campaign without promotion_code and campaign_id")?;
    let percent = text(row, "percentage_discount").map(|p| format!("{p} % off"));
    let amount = row.get("flat_amount_discount").and_then(|flat| {
        let amount = say::decimal(flat.get("amount")?, text(flat, "currency").as_deref())?;
        Some(format!("{amount} off"))
    });
    let detail = [
        percent.or(amount),
        text(row, "cycles").map(|n| format!("for {n} cycles")),
        text(row, "offer_end_date").map(|at| format!("until {}", say::time(&at))),
        (state != "Active").then(|| state.clone()),
        coupon.then(|| "one code for each customer".into()),
        new_only.then(|| "new subscriptions alone".into()),
        code.is_none().then(|| "no promotion code".into()),
    ];
    let detail: Vec<String> = detail.into_iter().flatten().collect();
    Ok(Item {
        name: text(row, "name").unwrap_or_else(|| id.clone()),
        group: text(row, "campaign_type"),
        detail: (!detail.is_empty()).then(|| detail.join(", ")),
        state: match state.as_str() {
            _ if usable => ItemState::Active,
            "Complete" => ItemState::Expired,
            _ => ItemState::Archived,
        },
        fields: kept(
            row,
            &[
                "campaign_id",
                "description",
                "promotion_code_aliases",
                "offer_start_date",
                "offer_end_date",
                "eligible_products",
                "eligible_billing_plans",
            ],
        ),
        id,
    })
}
