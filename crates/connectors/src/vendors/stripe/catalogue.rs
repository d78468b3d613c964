//! Reads catalogues to their end: pages of 100, each behind the last row of the one before.

use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

use super::client::{Client, List};
use super::replies::{Coupon, Cursor, Page, Price, PromotionCode, Ref, Row};
use super::shown;
use super::target::PER_PAGE;
use crate::connector::{Item, ItemState};
use crate::error::{Error, Kind, Result};
use crate::say;
use crate::session::Session;

pub(super) async fn sync(session: &Session, catalogue: &str) -> Result<Vec<Item>> {
    let client = Client::new(session)?;
    let now = session.now().as_second();
    match catalogue {
        "plans" => {
            let list = List::new("prices", "plans")
                .with("active", "true")
                .with("type", "recurring")
                .with("expand[]", "data.product");
            read(&client, list, plan).await
        }
        "coupons" => read(&client, List::new("coupons", "coupons"), |c| coupon(c, now)).await,
        "promotion_codes" => {
            let list = List::new("promotion_codes", "promotion codes").with("active", "true");
            read(&client, list, |p| promotion_code(p, now)).await
        }
        other => Err(
            Error::new(Kind::NotFound, format!("Stripe has no catalogue {other}"))
                .hint("Its catalogues are: plans, coupons, promotion_codes"),
        ),
    }
}

async fn read<T: DeserializeOwned + Row>(
    client: &Client<'_>,
    list: List,
    item: impl Fn(&T) -> Item,
) -> Result<Vec<Item>> {
    let mut cursor = Cursor::default();
    let mut items = Vec::new();
    let mut number = 0;
    while !cursor.ended {
        let request = client.page(&list, PER_PAGE, cursor.after.as_deref())?;
        let page: Page<T> = client.ask(&request).await?;
        items.extend(cursor.take(&list.name, page)?.iter().map(&item));
        number += 1;
        let what = format!("{}, page {number}", say::sentence(&list.name));
        client.session.progress(what, items.len() as u64, None);
    }
    Ok(items)
}

fn plan(price: &Price) -> Item {
    let product = price.product.as_ref().and_then(Ref::whole);
    let archived = price.active == Some(false) || product.is_some_and(|p| p.active == Some(false));
    let recurring = price.recurring.as_ref();
    let mut detail = shown::amount(price);
    if let Some(days) = recurring
        .and_then(|r| r.trial_period_days)
        .filter(|d| *d > 0)
    {
        detail = format!("{detail}, {} trial", say::span(days, "day"));
    }
    if price.metered() {
        detail += ", by usage";
    }
    Item {
        id: price.id.clone(),
        name: shown::plan(price),
        group: product.and_then(|p| p.name.clone()),
        detail: Some(detail),
        state: if archived {
            ItemState::Archived
        } else {
            ItemState::Active
        },
        fields: fields(&json!({
            "lookup_key": price.lookup_key,
            "currency": price.currency,
            "unit_amount": price.unit_amount,
            "interval": recurring.map(|r| &r.interval),
            "interval_count": recurring.map(|r| r.interval_count),
            "usage_type": recurring.and_then(|r| r.usage_type.as_ref()),
        })),
    }
}

fn coupon(coupon: &Coupon, now: i64) -> Item {
    Item {
        id: coupon.id.clone(),
        name: coupon.name.clone().unwrap_or_else(|| coupon.id.clone()),
        group: None,
        detail: Some(shown::coupon(coupon)),
        state: state(coupon, None, true, now),
        fields: fields(&json!({
            "percent_off": coupon.percent_off,
            "amount_off": coupon.amount_off,
            "currency": coupon.currency,
            "duration": coupon.duration,
            "duration_in_months": coupon.duration_in_months,
            "redeem_by": coupon.redeem_by.map(say::epoch),
            "max_redemptions": coupon.max_redemptions,
            "times_redeemed": coupon.times_redeemed,
        })),
    }
}

fn promotion_code(code: &PromotionCode, now: i64) -> Item {
    let coupon = &code.coupon;
    Item {
        id: code.id.clone(),
        name: code.code.clone(),
        group: Some(coupon.name.clone().unwrap_or_else(|| coupon.id.clone())),
        detail: Some(shown::coupon(coupon)),
        state: state(coupon, code.expires_at, code.active, now),
        fields: fields(&json!({
            "coupon": coupon.id,
            "customer": code.customer.as_ref().map(Ref::id),
            "expires_at": code.expires_at.map(say::epoch),
            "max_redemptions": code.max_redemptions,
            "times_redeemed": code.times_redeemed,
        })),
    }
}

fn state(coupon: &Coupon, expires: Option<i64>, active: bool, now: i64) -> ItemState {
    let over = [expires, coupon.redeem_by]
        .into_iter()
        .flatten()
        .any(|at| at <= now);
    match (over, active && coupon.valid != Some(false)) {
        (true, _) => ItemState::Expired,
        (false, false) => ItemState::Archived,
        (false, true) => ItemState::Active,
    }
}

/// The fields that have a value.
fn fields(all: &Value) -> Map<String, Value> {
    let all = all.as_object().into_iter().flatten();
    all.filter(|(_, v)| !v.is_null())
        .map(|(k, v)| (k.clone(), v.clone()))
        .collect()
}
