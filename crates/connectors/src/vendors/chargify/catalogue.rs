//! Reads catalogues to their end: pages of 200, one after the other, archived entries included.

use std::collections::{HashMap, HashSet};

use jiff::Timestamp;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::client::{Client, List, PER_PAGE};
use super::replies::{Coupon, Product, ReasonCode, SiteReply};
use super::shown;
use crate::connector::{Item, ItemState};
use crate::error::{Error, Kind, Result};
use crate::request::Request;
use crate::say;
use crate::session::Session;

pub(super) async fn sync(session: &Session, catalogue: &str) -> Result<Vec<Item>> {
    let client = Client::new(session)?;
    let list = match catalogue {
        "products" => List::products(),
        "coupons" => List::coupons(),
        "reason_codes" => List::reason_codes(),
        other => {
            return Err(
                Error::new(Kind::NotFound, format!("Chargify has no catalogue {other}"))
                    .hint("Its catalogues are: products, coupons, reason_codes"),
            );
        }
    };
    let currency = if catalogue == "reason_codes" {
        None
    } else {
        client
            .read::<SiteReply>(&client.site()?)
            .await?
            .site
            .currency
    };
    let currency = currency.as_deref();
    let mut shelf = Shelf::default();
    let mut pages = Pages::new(list);
    while let Some(page) = pages.next(&client).await? {
        for row in page.rows {
            shelf.put(match catalogue {
                "products" => product(row, currency)?,
                "coupons" => coupon(row, currency, session.now())?,
                _ => reason(row)?,
            });
        }
        let what = format!("{}, page {}", capitalised(&pages.list.name), pages.number);
        session.progress(what, shelf.items.len() as u64, None);
    }
    Ok(shelf.items)
}

/// A list, page by page. Chargify tells neither a total nor a next page: a page that is not full is the last.
pub(super) struct Pages {
    list: List,
    number: u32,
    ended: bool,
    seen: HashSet<String>,
}

/// One page: its rows, unwrapped, and how they were got.
pub(super) struct Page {
    pub rows: Vec<Map<String, Value>>,
    pub request: Request,
    pub status: u16,
}

impl Pages {
    pub fn new(list: List) -> Self {
        Self {
            list,
            number: 0,
            ended: false,
            seen: HashSet::new(),
        }
    }

    /// The next page, without rows that an earlier one had (they move when something is added meanwhile).
    pub async fn next(&mut self, client: &Client<'_>) -> Result<Option<Page>> {
        if self.ended {
            return Ok(None);
        }
        self.number += 1;
        let request = client.page(&self.list, self.number, PER_PAGE)?;
        let answer = client.ask(&request).await?;
        let wrapped: Vec<Value> = answer.read()?;
        self.ended = wrapped.len() < PER_PAGE as usize;
        let mut rows = Vec::with_capacity(wrapped.len());
        for mut wrapper in wrapped {
            let Some(Value::Object(row)) = wrapper.get_mut(self.list.wrapper).map(Value::take)
            else {
                return Err(unreadable(
                    self.list.wrapper,
                    "it is not wrapped as documented",
                ));
            };
            let id = row
                .get("id")
                .or_else(|| row.get("code"))
                .ok_or_else(|| unreadable(self.list.wrapper, "it has no id"))?;
            if self.seen.insert(id.to_string()) {
                rows.push(row);
            }
        }
        if rows.is_empty() && !self.ended {
            return Err(Error::new(
                Kind::Malformed,
                format!(
                    "Chargify's page {} of {} holds nothing that earlier pages did not, so the list cannot be known to be complete",
                    self.number, self.list.name
                ),
            )
            .hint("Check that nothing between here and Chargify drops the page number, such as a proxy at the Base URL"));
        }
        Ok(Some(Page {
            rows,
            request,
            status: answer.reply.status,
        }))
    }
}

/// A row as the type that is looked at.
pub(super) fn typed<T: DeserializeOwned>(what: &str, row: Map<String, Value>) -> Result<T> {
    let id = row.get("id").map(|id| format!(" {id}")).unwrap_or_default();
    serde_json::from_value(Value::Object(row))
        .map_err(|e| unreadable(&format!("{what}{id}"), &e.to_string()))
}

fn unreadable(what: &str, why: &str) -> Error {
    Error::new(
        Kind::Malformed,
        format!("Chargify sent a {what} that cannot be read: {why}"),
    )
    .hint("Check that the domain or Base URL leads to Chargify")
}

/// The entries so far. A handle or code can stand in several families, or be free again after archiving: it stays one
/// entry, the one that can be used, with all its families.
#[derive(Default)]
struct Shelf {
    items: Vec<Item>,
    places: HashMap<String, usize>,
}

impl Shelf {
    fn put(&mut self, mut item: Item) {
        let Some(place) = self.places.get(&item.id) else {
            self.places.insert(item.id.clone(), self.items.len());
            self.items.push(item);
            return;
        };
        let kept = &mut self.items[*place];
        let usable = |i: &Item| i.state == ItemState::Active;
        if usable(&item) && !usable(kept) {
            *kept = item;
        } else if usable(&item) == usable(kept)
            && let Some(group) = item.group.take()
        {
            match &mut kept.group {
                Some(groups) if groups.split(", ").any(|g| g == group) => {}
                Some(groups) => groups.extend([", ", group.as_str()]),
                none => *none = Some(group),
            }
        }
    }
}

fn product(row: Map<String, Value>, currency: Option<&str>) -> Result<Item> {
    const KEPT: &[&str] = &[
        "id",
        "handle",
        "description",
        "price_in_cents",
        "interval",
        "interval_unit",
        "trial_interval",
        "trial_interval_unit",
        "trial_price_in_cents",
        "require_credit_card",
        "archived_at",
        "updated_at",
        "default_product_price_point_id",
        "product_family",
    ];
    let fields = kept(&row, KEPT);
    let product: Product = typed("product", row)?;
    let card = (product.require_credit_card == Some(true)).then(|| "card required".to_owned());
    let detail = [
        shown::price(&product, currency),
        shown::trial(&product, currency),
        card,
    ];
    Ok(Item {
        id: product.key().to_owned(),
        group: product.family.and_then(|f| f.name),
        detail: joined(detail),
        state: match product.archived_at {
            Some(_) => ItemState::Archived,
            None => ItemState::Active,
        },
        name: product.name,
        fields,
    })
}

fn coupon(row: Map<String, Value>, currency: Option<&str>, now: Timestamp) -> Result<Item> {
    const KEPT: &[&str] = &[
        "id",
        "description",
        "percentage",
        "amount_in_cents",
        "discount_type",
        "product_family_id",
        "start_date",
        "end_date",
        "recurring_scheme",
        "stackable",
        "archived_at",
        "conversion_limit",
        "updated_at",
    ];
    let fields = kept(&row, KEPT);
    let coupon: Coupon = typed("coupon", row)?;
    let percent = coupon.percentage.as_ref().and_then(percentage);
    let amount = coupon.amount_in_cents.map(|c| shown::money(c, currency));
    let often = match coupon.recurring_scheme.as_deref() {
        Some("do_not_recur") => Some("once"),
        Some("recur_indefinitely") => Some("every period"),
        Some("recur_with_duration") => Some("for a time"),
        other => other,
    };
    let off = percent
        .or(amount)
        .map(|off| [Some(format!("{off} off")), often.map(str::to_owned)])
        .map(|parts| parts.into_iter().flatten().collect::<Vec<_>>().join(" "));
    let from = coupon.start_date.filter(|d| !say::is_past(d, now));
    let detail = [
        off,
        from.map(|d| format!("from {}", say::time(&d))),
        coupon
            .end_date
            .as_deref()
            .map(|d| format!("until {}", say::time(d))),
        (coupon.stackable == Some(false)).then(|| "not stackable".to_owned()),
    ];
    let over = coupon
        .end_date
        .as_deref()
        .is_some_and(|d| say::is_past(d, now));
    Ok(Item {
        name: coupon
            .name
            .filter(|n| !n.is_empty())
            .unwrap_or_else(|| coupon.code.clone()),
        id: coupon.code,
        group: coupon.product_family_name,
        detail: joined(detail),
        state: match coupon.archived_at {
            Some(_) => ItemState::Archived,
            None if over => ItemState::Expired,
            None => ItemState::Active,
        },
        fields,
    })
}

fn reason(row: Map<String, Value>) -> Result<Item> {
    let fields = kept(&row, &["id", "position", "updated_at"]);
    let reason: ReasonCode = typed("reason code", row)?;
    Ok(Item {
        name: reason
            .description
            .filter(|d| !d.is_empty())
            .unwrap_or_else(|| reason.code.clone()),
        id: reason.code,
        group: None,
        detail: None,
        state: ItemState::Active,
        fields,
    })
}

/// "15 %" of "15.0" or 15.
fn percentage(value: &Value) -> Option<String> {
    let text = match value {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        _ => return None,
    };
    let short = match text.split_once('.') {
        Some((whole, rest)) if rest.bytes().all(|b| b == b'0') => whole.to_owned(),
        _ => text,
    };
    Some(format!("{short} %"))
}

/// The fields that are worth keeping, where they hold something.
fn kept(row: &Map<String, Value>, keys: &[&str]) -> Map<String, Value> {
    keys.iter()
        .filter_map(|key| Some(((*key).to_owned(), row.get(*key)?.clone())))
        .filter(|(_, value)| !value.is_null())
        .collect()
}

fn joined<const N: usize>(parts: [Option<String>; N]) -> Option<String> {
    let parts: Vec<_> = parts.into_iter().flatten().collect();
    (!parts.is_empty()).then(|| parts.join(", "))
}

fn capitalised(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(chars).collect()
    })
}
