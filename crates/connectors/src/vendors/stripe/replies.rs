//! What Stripe answers, as far as it is looked at. Objects hold much more.

use std::collections::HashSet;

use serde::Deserialize;

use crate::error::{Error, Kind, Result};

/// One page of a list.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct Page<T> {
    pub data: Vec<T>,
    pub has_more: bool,
}

/// What stands in lists: its id is where the next page begins.
pub(super) trait Row {
    fn id(&self) -> &str;
}

/// Where the reading of a list is.
#[derive(Default)]
pub(super) struct Cursor {
    /// The id behind which the next page begins.
    pub after: Option<String>,
    pub ended: bool,
    seen: HashSet<String>,
}

impl Cursor {
    /// The rows of a page that no earlier one had.
    pub fn take<T: Row>(&mut self, name: &str, page: Page<T>) -> Result<Vec<T>> {
        self.ended = !page.has_more;
        let mut rows = page.data;
        let last = rows.last().map(|row| row.id().to_owned());
        rows.retain(|row| self.seen.insert(row.id().to_owned()));
        if !self.ended && rows.is_empty() {
            return Err(Error::new(
                Kind::Malformed,
                format!(
                    "Stripe says that there is more of {name}, but shows nothing new, so it cannot be known to be complete"
                ),
            )
            .hint("Check that nothing between here and Stripe drops starting_after, such as a proxy at the Base URL"));
        }
        self.after = last;
        Ok(rows)
    }
}

/// Another object: its id, or all of it where it is expanded.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
pub(super) enum Ref<T> {
    Id(String),
    Whole(T),
}

impl<T: Row> Ref<T> {
    pub fn id(&self) -> &str {
        match self {
            Self::Id(id) => id,
            Self::Whole(object) => object.id(),
        }
    }

    pub fn whole(&self) -> Option<&T> {
        match self {
            Self::Id(_) => None,
            Self::Whole(object) => Some(object),
        }
    }
}

#[derive(Debug, Clone, Deserialize)]
pub(super) struct Customer {
    pub id: String,
    pub name: Option<String>,
    pub email: Option<String>,
    #[serde(default)]
    pub deleted: bool,
    pub livemode: Option<bool>,
    pub created: Option<i64>,
    pub discount: Option<Discount>,
}

impl Customer {
    /// `customer cus_1 (Ada Lovelace)`.
    pub fn shown(&self) -> String {
        let called = self.name.as_deref().filter(|n| !n.trim().is_empty());
        match called.or(self.email.as_deref()) {
            Some(name) => format!("customer {} ({name})", self.id),
            None => format!("customer {}", self.id),
        }
    }
}

#[derive(Debug, Clone, Deserialize)]
pub(super) struct Discount {
    pub id: String,
    pub coupon: Coupon,
    pub end: Option<i64>,
}

#[derive(Debug, Clone, Deserialize)]
pub(super) struct Coupon {
    pub id: String,
    pub name: Option<String>,
    pub percent_off: Option<f64>,
    pub amount_off: Option<i64>,
    pub currency: Option<String>,
    pub duration: Option<String>,
    pub duration_in_months: Option<u32>,
    pub redeem_by: Option<i64>,
    pub max_redemptions: Option<u64>,
    pub times_redeemed: Option<u64>,
    pub valid: Option<bool>,
}

#[derive(Debug, Clone, Deserialize)]
pub(super) struct PromotionCode {
    pub id: String,
    pub code: String,
    pub active: bool,
    pub coupon: Coupon,
    pub customer: Option<Ref<Customer>>,
    pub expires_at: Option<i64>,
    pub max_redemptions: Option<u64>,
    pub times_redeemed: Option<u64>,
}

#[derive(Debug, Clone, Deserialize)]
pub(super) struct Product {
    pub id: String,
    pub name: Option<String>,
    pub active: Option<bool>,
}

#[derive(Debug, Clone, Deserialize)]
pub(super) struct Price {
    pub id: String,
    pub active: Option<bool>,
    pub nickname: Option<String>,
    pub product: Option<Ref<Product>>,
    pub unit_amount: Option<i64>,
    pub currency: String,
    pub recurring: Option<Recurring>,
    pub lookup_key: Option<String>,
}

#[derive(Debug, Clone, Deserialize)]
pub(super) struct Recurring {
    pub interval: String,
    pub interval_count: u32,
    pub usage_type: Option<String>,
    pub trial_period_days: Option<u32>,
}

impl Price {
    /// Whether it is billed by usage, and so has no quantity.
    pub fn metered(&self) -> bool {
        let usage = self
            .recurring
            .as_ref()
            .and_then(|r| r.usage_type.as_deref());
        usage == Some("metered")
    }
}

#[derive(Debug, Clone, Deserialize)]
pub(super) struct Subscription {
    pub id: String,
    pub status: String,
    pub customer: Ref<Customer>,
    pub currency: Option<String>,
    pub items: Page<Item>,
    #[serde(default)]
    pub cancel_at_period_end: bool,
    pub cancel_at: Option<i64>,
    pub canceled_at: Option<i64>,
    pub created: Option<i64>,
    pub current_period_end: Option<i64>,
    pub trial_end: Option<i64>,
    pub discount: Option<Discount>,
    #[serde(default)]
    pub discounts: Vec<Ref<Discount>>,
    pub schedule: Option<Ref<Schedule>>,
    pub latest_invoice: Option<Ref<Invoice>>,
    pub pending_update: Option<PendingUpdate>,
    // What a schedule made here could not repeat.
    pub application_fee_percent: Option<serde_json::Number>,
    pub billing_thresholds: Option<serde_json::Value>,
    pub default_tax_rates: Option<Vec<serde_json::Value>>,
    pub on_behalf_of: Option<serde_json::Value>,
    pub transfer_data: Option<serde_json::Value>,
}

impl Subscription {
    /// The ids of its discounts, in order.
    pub fn discount_ids(&self) -> Vec<&str> {
        if self.discounts.is_empty() {
            return self.discount.iter().map(|d| d.id.as_str()).collect();
        }
        self.discounts.iter().map(Ref::id).collect()
    }

    pub fn schedule_id(&self) -> Option<&str> {
        self.schedule.as_ref().map(Ref::id)
    }

    /// The items with that price.
    pub fn with_price<'a>(&'a self, price: &'a str) -> impl Iterator<Item = &'a Item> {
        self.items.data.iter().filter(move |i| i.price.id == price)
    }

    pub fn has_price(&self, price: &str) -> bool {
        self.with_price(price).next().is_some()
    }
}

#[derive(Debug, Clone, Deserialize)]
pub(super) struct Item {
    pub id: String,
    pub price: Price,
    pub quantity: Option<u64>,
    pub billing_thresholds: Option<serde_json::Value>,
    pub discounts: Option<Vec<serde_json::Value>>,
    pub tax_rates: Option<Vec<serde_json::Value>>,
}

#[derive(Debug, Clone, Deserialize)]
pub(super) struct PendingUpdate {
    pub expires_at: Option<i64>,
}

#[derive(Debug, Clone, Deserialize)]
pub(super) struct Invoice {
    pub id: String,
}

/// What the next invoice would be.
#[derive(Debug, Deserialize)]
pub(super) struct Preview {
    pub currency: String,
    pub total: i64,
    pub amount_due: i64,
    pub next_payment_attempt: Option<i64>,
    pub lines: Page<Line>,
}

#[derive(Debug, Clone, Deserialize)]
pub(super) struct Line {
    pub description: Option<String>,
    pub amount: i64,
}

#[derive(Debug, Clone, Deserialize)]
pub(super) struct Schedule {
    pub id: String,
    pub status: Option<String>,
    pub current_phase: Option<Span>,
    #[serde(default)]
    pub phases: Vec<Phase>,
}

#[derive(Debug, Clone, Deserialize)]
pub(super) struct Span {
    pub start_date: i64,
    pub end_date: i64,
}

#[derive(Debug, Clone, Deserialize)]
pub(super) struct Phase {
    pub start_date: i64,
    #[serde(default)]
    pub items: Vec<PhaseItem>,
}

#[derive(Debug, Clone, Deserialize)]
pub(super) struct PhaseItem {
    pub price: Ref<Price>,
}

macro_rules! rows {
    ($($row:ty),*) => {
        $(impl Row for $row {
            fn id(&self) -> &str {
                &self.id
            }
        })*
    };
}

rows!(
    Customer,
    Coupon,
    Discount,
    Invoice,
    Price,
    Product,
    PromotionCode,
    Schedule,
    Subscription
);
