//! What the site sells: families, products, coupons and reasons to leave, and their lists.
//!
//! The data is fixed; only its dates hang on the start time.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::{Chargify, Reply, SITE_ID, lists, refusals};
use crate::calendar::{Unit, after, iso};
use crate::vendor::Request;

const DATES: [&str; 2] = ["updated_at", "created_at"];

/// A group of products. Coupons belong to one.
pub(super) struct Family {
    pub id: u64,
    pub name: &'static str,
    pub handle: &'static str,
    pub description: Option<&'static str>,
    pub created: Timestamp,
}

impl Family {
    pub fn render(&self) -> Value {
        json!({
            "id": self.id,
            "name": self.name,
            "description": self.description,
            "handle": self.handle,
            "accounting_code": null,
            "created_at": iso(self.created),
            "updated_at": iso(self.created),
        })
    }
}

/// A trial before the first full period.
#[derive(Clone, Copy)]
pub(super) struct Trial {
    pub cents: i64,
    pub interval: i32,
    pub unit: Unit,
}

/// A plan.
pub(super) struct Product {
    pub id: u64,
    pub family: usize,
    pub name: &'static str,
    pub handle: Option<&'static str>,
    pub cents: i64,
    pub interval: i32,
    pub unit: Unit,
    pub trial: Option<Trial>,
    pub expires: Option<(i32, Unit)>,
    pub needs_card: bool,
    pub archived: Option<Timestamp>,
    pub created: Timestamp,
    pub updated: Timestamp,
}

impl Product {
    /// The handle, or the id where there is none.
    pub fn label(&self) -> String {
        self.handle
            .map_or_else(|| self.id.to_string(), str::to_owned)
    }

    /// The id of the only price point that a product has here.
    pub fn price_point(&self) -> u64 {
        self.id + 1_000_000
    }

    pub fn render(&self, families: &[Family]) -> Value {
        let unit = self.unit;
        json!({
            "id": self.id,
            "name": self.name,
            "handle": self.handle,
            "description": format!("{} for everyone who likes it", self.name),
            "accounting_code": null,
            "request_credit_card": true,
            "expiration_interval": self.expires.map(|(count, _)| count),
            "expiration_interval_unit": self.expires.map_or(json!("never"), |(_, unit)| json!(unit)),
            "created_at": iso(self.created),
            "updated_at": iso(self.updated),
            "price_in_cents": self.cents,
            "interval": self.interval,
            "interval_unit": unit,
            "initial_charge_in_cents": null,
            "trial_price_in_cents": self.trial.map(|trial| trial.cents),
            "trial_interval": self.trial.map(|trial| trial.interval),
            "trial_interval_unit": self.trial.map_or(Unit::Month, |trial| trial.unit),
            "archived_at": self.archived.map(iso),
            "require_credit_card": self.needs_card,
            "return_params": "",
            "taxable": false,
            "update_return_url": "",
            "tax_code": "",
            "initial_charge_after_trial": false,
            "version_number": 1,
            "update_return_params": "",
            "default_product_price_point_id": self.price_point(),
            "request_billing_address": false,
            "require_billing_address": false,
            "require_shipping_address": false,
            "use_site_exchange_rate": true,
            "item_category": null,
            "product_price_point_id": self.price_point(),
            "product_price_point_name": "Default",
            "product_price_point_handle": format!("uuid:{}", self.price_point()),
            "product_family": families[self.family].render(),
            "public_signup_pages": [],
        })
    }
}

/// What a coupon takes off.
#[derive(Clone, Copy)]
pub(super) enum Discount {
    /// Per cent of the price.
    Percent(i64),
    /// Cents.
    Amount(i64),
}

/// For how many periods a coupon counts.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Recurs {
    /// The first period alone.
    Once,
    /// All of them.
    Always,
    /// So many months.
    Months(i32),
}

/// A coupon.
pub(super) struct Coupon {
    pub id: u64,
    pub code: &'static str,
    pub name: &'static str,
    pub family: usize,
    pub discount: Discount,
    pub recurs: Recurs,
    pub stackable: bool,
    pub starts: Timestamp,
    pub ends: Option<Timestamp>,
    pub archived: Option<Timestamp>,
    /// How often it may be used at all.
    pub limit: Option<u32>,
    pub used: u32,
    pub created: Timestamp,
    pub updated: Timestamp,
}

impl Coupon {
    pub fn percentage(&self) -> Option<String> {
        match self.discount {
            Discount::Percent(percent) => Some(percent.to_string()),
            Discount::Amount(_) => None,
        }
    }

    pub fn cents(&self) -> Option<i64> {
        match self.discount {
            Discount::Percent(_) => None,
            Discount::Amount(cents) => Some(cents),
        }
    }

    pub fn render(&self, families: &[Family]) -> Value {
        let (scheme, months) = match self.recurs {
            Recurs::Once => ("do_not_recur", None),
            Recurs::Always => ("recur_indefinitely", None),
            Recurs::Months(months) => ("recur_with_duration", Some(months)),
        };
        // Dollars as JSON has them: a number with a point.
        let dollars = self
            .cents()
            .and_then(|cents| i32::try_from(cents).ok())
            .map(|cents| f64::from(cents) / 100.0);
        json!({
            "id": self.id,
            "name": self.name,
            "code": self.code,
            "description": self.name,
            "amount": dollars,
            "amount_in_cents": self.cents(),
            "product_family_id": families[self.family].id,
            "product_family_name": families[self.family].name,
            "start_date": iso(self.starts),
            "end_date": self.ends.map(iso),
            "percentage": self.percentage(),
            "recurring": self.recurs != Recurs::Once,
            "recurring_scheme": scheme,
            "duration_period_count": months,
            "duration_interval": months,
            "duration_interval_unit": months.map(|_| "month"),
            "duration_interval_span": months.map(|months| format!("{months} months")),
            "allow_negative_balance": false,
            "archived_at": self.archived.map(iso),
            "conversion_limit": self.limit.map(|limit| limit.to_string()),
            "stackable": self.stackable,
            "compounding_strategy": self.stackable.then_some("compound"),
            "use_site_exchange_rate": true,
            "created_at": iso(self.created),
            "updated_at": iso(self.updated),
            "discount_type": match self.discount { Discount::Percent(_) => "percent", Discount::Amount(_) => "amount" },
            "exclude_mid_period_allocations": false,
            "apply_on_cancel_at_end_of_period": true,
            "apply_on_subscription_expiration": true,
            "coupon_restrictions": [],
        })
    }
}

/// Code and description of the reasons to leave, in their order.
pub(super) const REASONS: [(&str, &str); 12] = [
    ("CH1", "Too expensive"),
    ("CH2", "Not enough to watch"),
    ("CH3", "Only wanted one show"),
    ("CH4", "Technical problems"),
    ("CH5", "Moved to another service"),
    ("CH6", "Season is over"),
    ("CH7", "Moved to another country"),
    ("CH8", "Does not use it"),
    ("CH9", "Subscribed by mistake"),
    ("FRAUD", "Card used without leave"),
    ("LARGE", "This is too complicated"),
    ("OTHER", "Another reason"),
];

impl Chargify {
    pub(super) fn list_products(&self, request: &Request) -> Reply {
        let archived = lists::flag(request, "include_archived")?;
        for unknown in [
            "filter[prepaid_product_price_point][product_price_point_id]",
            "include",
        ] {
            if request.param(unknown).is_some() {
                return Err(refusals::parameter(
                    unknown,
                    "the Patchbay sandbox does not simulate this parameter",
                ));
            }
        }
        let range = lists::Range::read(request, &DATES, str::to_owned)?;
        let rows = self
            .products
            .iter()
            .filter(|product| archived || product.archived.is_none())
            .map(|product| product.render(&self.families))
            .filter(|row| range.holds(row))
            .map(|row| json!({ "product": row }));
        lists::page(request, 20, rows)
    }

    pub(super) fn list_families(&self, request: &Request) -> Reply {
        let range = lists::Range::read(request, &DATES, str::to_owned)?;
        let rows = self
            .families
            .iter()
            .map(Family::render)
            .filter(|row| range.holds(row));
        // This list has no pages.
        let rows: Vec<Value> = rows.map(|row| json!({ "product_family": row })).collect();
        Ok(crate::vendor::Answer::json(200, &Value::Array(rows)))
    }

    pub(super) fn list_reason_codes(&self, request: &Request) -> Reply {
        let at = iso(after(self.opened, 7, Unit::Day));
        let rows = (1_u64..)
            .zip(REASONS)
            .map(|(position, (code, description))| {
                json!({ "reason_code": {
                "id": 300 + position, "site_id": SITE_ID, "code": code, "description": description,
                "position": position, "created_at": at, "updated_at": at,
            } })
            });
        lists::page(request, 20, rows)
    }

    pub(super) fn list_coupons(&self, request: &Request) -> Reply {
        let archived = lists::flag(request, "filter[include_archived]")?;
        let range = lists::Range::read(request, &DATES, |name| format!("filter[{name}]"))?;
        let list = |name: &str| {
            request
                .param(name)
                .map(|text| text.split(',').map(str::trim).collect::<Vec<_>>())
        };
        let codes = list("filter[codes]");
        let ids = list("filter[ids]");
        let rows = self
            .coupons
            .iter()
            .filter(|coupon| archived || coupon.archived.is_none())
            .filter(|coupon| {
                codes
                    .as_ref()
                    .is_none_or(|codes| codes.contains(&coupon.code))
            })
            .filter(|coupon| {
                ids.as_ref()
                    .is_none_or(|ids| ids.contains(&coupon.id.to_string().as_str()))
            })
            .map(|coupon| coupon.render(&self.families))
            .filter(|row| range.holds(row))
            .map(|row| json!({ "coupon": row }));
        lists::page(request, 30, rows)
    }
}
