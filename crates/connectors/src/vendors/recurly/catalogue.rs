//! Reads catalogues to their end: pages of 200, the least recently changed first, so that a change meanwhile moves a
//! row to a later page and never past us. Inactive entries included.

use serde_json::{Map, Value};

use super::client::Client;
use super::pages::{Pages, typed};
use super::replies::{AddOn, Coupon, Plan, at};
use super::shown;
use crate::connector::{Item, ItemState};
use crate::error::{Error, Kind, Result};
use crate::say;
use crate::session::Session;

const ORDER: &[(&str, &str)] = &[("sort", "updated_at"), ("order", "asc")];

pub(super) async fn sync(session: &Session, catalogue: &str) -> Result<Vec<Item>> {
    let client = Client::new(session)?;
    let name = match catalogue {
        "plans" | "coupons" => catalogue,
        "add_ons" => "add-ons",
        other => {
            return Err(
                Error::new(Kind::NotFound, format!("Recurly has no catalogue {other}"))
                    .hint("Its catalogues are: plans, coupons, add_ons"),
            );
        }
    };
    let mut pages = Pages::new(&client, name, &[catalogue], ORDER)?;
    let mut items: Vec<Item> = Vec::new();
    while let Some(request) = pages.request() {
        let answer = client.ask(&request).await?;
        for row in pages.rows(&client, &answer)? {
            let item = match catalogue {
                "plans" => Some(plan(row)?),
                "coupons" => Some(coupon(row, session)?),
                _ => add_on(row)?,
            };
            if let Some(item) = item {
                put(&mut items, item);
            }
        }
        let what = format!("{}, page {}", say::sentence(name), pages.number());
        session.progress(what, items.len() as u64, None);
    }
    Ok(items)
}

/// A code may come again: plans share those of add-ons, and one that is inactive may have been given to another. It
/// stays one entry, that which can be used.
fn put(items: &mut Vec<Item>, item: Item) {
    let Some(kept) = items.iter_mut().find(|kept| kept.id == item.id) else {
        items.push(item);
        return;
    };
    if kept.state != ItemState::Active && item.state == ItemState::Active {
        *kept = item;
    }
}

fn plan(row: Map<String, Value>) -> Result<Item> {
    let fields = kept(
        &row,
        &[
            "id",
            "state",
            "pricing_model",
            "interval_unit",
            "interval_length",
            "currencies",
            "trial_length",
            "trial_unit",
            "updated_at",
        ],
    );
    let plan: Plan = typed("plan", row)?;
    Ok(Item {
        detail: shown::plan(&plan),
        state: active(plan.state.as_deref()),
        id: plan.code,
        name: plan.name,
        group: None,
        fields,
    })
}

fn coupon(row: Map<String, Value>, session: &Session) -> Result<Item> {
    let fields = kept(
        &row,
        &[
            "id",
            "state",
            "coupon_type",
            "duration",
            "discount",
            "redemption_resource",
            "redeem_by",
            "applies_to_all_plans",
            "updated_at",
            "expired_at",
        ],
    );
    let coupon: Coupon = typed("coupon", row)?;
    let over = coupon
        .redeem_by
        .as_deref()
        .and_then(at)
        .is_some_and(|at| at <= session.now());
    let state = match coupon.state.as_deref() {
        Some("expired") => ItemState::Expired,
        Some("maxed_out") => ItemState::Archived,
        _ if over => ItemState::Expired,
        // Its own code redeems nothing, so it is not offered.
        _ if coupon.kind.as_deref() == Some("bulk") => ItemState::Archived,
        _ => ItemState::Active,
    };
    Ok(Item {
        detail: shown::coupon(&coupon),
        state,
        name: coupon
            .name
            .clone()
            .filter(|n| !n.is_empty())
            .unwrap_or_else(|| coupon.code.clone()),
        id: coupon.code,
        group: None,
        fields,
    })
}

/// An add-on that is billed by usage; none for the others.
fn add_on(row: Map<String, Value>) -> Result<Option<Item>> {
    let fields = kept(
        &row,
        &[
            "id",
            "plan_id",
            "state",
            "usage_type",
            "measured_unit_id",
            "updated_at",
        ],
    );
    let add_on: AddOn = typed("add-on", row)?;
    if add_on.kind.as_deref() != Some("usage") {
        return Ok(None);
    }
    let by = match add_on.usage_type.as_deref() {
        Some("percentage") => Some("bills a percentage of an amount in cents".to_owned()),
        Some("price") => Some("bills a price for each unit".to_owned()),
        _ => None,
    };
    let of = add_on.plan_id.map(|id| format!("of plan {id}"));
    Ok(Some(Item {
        detail: shown::joined([by, of]),
        state: active(add_on.state.as_deref()),
        id: add_on.code,
        name: add_on.name,
        group: None,
        fields,
    }))
}

fn active(state: Option<&str>) -> ItemState {
    match state {
        Some("inactive") => ItemState::Archived,
        _ => ItemState::Active,
    }
}

/// The fields that are worth keeping, where they hold something.
fn kept(row: &Map<String, Value>, keys: &[&str]) -> Map<String, Value> {
    keys.iter()
        .filter_map(|key| Some(((*key).to_owned(), row.get(*key)?.clone())))
        .filter(|(_, value)| !value.is_null())
        .collect()
}
