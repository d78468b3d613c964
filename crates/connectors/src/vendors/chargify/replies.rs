//! What Chargify answers, as far as it is looked at. New fields may come unannounced and are ignored; ids may stop
//! being integers and are kept as text.

use std::fmt;

use serde::{Deserialize, Deserializer};
use serde_json::Value;

/// An id: an integer today, perhaps a text tomorrow.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Id(String);

impl Id {
    pub fn new(text: &str) -> Self {
        Self(text.to_owned())
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// As Chargify takes it: a number where it is one.
    pub fn json(&self) -> Value {
        match self.0.parse::<u64>() {
            Ok(number) => number.into(),
            Err(_) => self.0.clone().into(),
        }
    }
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Id {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match Value::deserialize(deserializer)? {
            Value::String(text) if !text.is_empty() => Ok(Self(text)),
            Value::Number(number) => Ok(Self(number.to_string())),
            _ => Err(serde::de::Error::custom("an id must be a number or a text")),
        }
    }
}

#[derive(Deserialize)]
pub(super) struct SiteReply {
    pub site: Site,
}

#[derive(Deserialize)]
pub(super) struct Site {
    pub name: String,
    pub subdomain: String,
    pub currency: Option<String>,
    /// Whether no real money moves on it.
    pub test: Option<bool>,
}

#[derive(Deserialize)]
pub(super) struct CustomerReply {
    pub customer: Customer,
}

#[derive(Deserialize)]
pub(super) struct Customer {
    pub id: Id,
    pub first_name: Option<String>,
    pub last_name: Option<String>,
}

impl Customer {
    /// "customer 123 (Ada Lovelace)".
    pub fn shown(&self) -> String {
        let names: Vec<_> = [&self.first_name, &self.last_name]
            .into_iter()
            .flatten()
            .map(|n| n.trim())
            .filter(|n| !n.is_empty())
            .collect();
        match names.as_slice() {
            [] => format!("customer {}", self.id),
            names => format!("customer {} ({})", self.id, names.join(" ")),
        }
    }
}

#[derive(Deserialize)]
pub(super) struct SubscriptionReply {
    pub subscription: Subscription,
}

#[derive(Clone, Deserialize)]
pub(super) struct Subscription {
    pub id: Id,
    pub state: String,
    pub product: Product,
    pub coupon_codes: Option<Vec<String>>,
    /// The old single form.
    pub coupon_code: Option<String>,
    pub balance_in_cents: Option<i64>,
    pub currency: Option<String>,
    pub created_at: Option<String>,
    pub current_period_ends_at: Option<String>,
    pub next_assessment_at: Option<String>,
    pub cancel_at_end_of_period: Option<bool>,
    pub delayed_cancel_at: Option<String>,
    pub scheduled_cancellation_at: Option<String>,
    pub canceled_at: Option<String>,
    pub payment_collection_method: Option<String>,
}

impl Subscription {
    /// The codes of all coupons on it.
    pub fn coupons(&self) -> Vec<&str> {
        match &self.coupon_codes {
            Some(codes) => codes.iter().map(String::as_str).collect(),
            None => self.coupon_code.as_deref().into_iter().collect(),
        }
    }

    /// Whether the coupon is on it; codes are compared without letter case.
    pub fn has_coupon(&self, code: &str) -> bool {
        self.coupons().iter().any(|c| c.eq_ignore_ascii_case(code))
    }

    /// Whether it will end by itself.
    pub fn will_cancel(&self) -> bool {
        self.cancel_at_end_of_period == Some(true)
            || self.delayed_cancel_at.is_some()
            || self.scheduled_cancellation_at.is_some()
    }

    /// When it will end by itself, if it will and Chargify says when.
    pub fn cancels_at(&self) -> Option<&str> {
        self.delayed_cancel_at
            .as_deref()
            .or(self.scheduled_cancellation_at.as_deref())
            .or(self.current_period_ends_at.as_deref())
            .filter(|_| self.will_cancel())
    }

    /// Since when it is cancelled, if it is.
    pub fn canceled_since(&self) -> Option<&str> {
        self.canceled_at
            .as_deref()
            .filter(|_| self.state == "canceled")
    }

    /// Whether it is over. A state that is not known counts as going on.
    pub fn ended(&self) -> bool {
        matches!(
            self.state.as_str(),
            "canceled" | "expired" | "failed_to_create" | "suspended" | "trial_ended"
        )
    }

    /// Whether it can be cancelled or given a coupon.
    pub fn current(&self) -> bool {
        matches!(
            self.state.as_str(),
            "active"
                | "trialing"
                | "past_due"
                | "soft_failure"
                | "unpaid"
                | "on_hold"
                | "assessing"
                | "awaiting_signup"
        )
    }
}

#[derive(Clone, Deserialize)]
pub(super) struct Product {
    pub id: Id,
    pub handle: Option<String>,
    pub name: String,
    #[serde(rename = "product_family")]
    pub family: Option<Family>,
    pub price_in_cents: Option<i64>,
    pub interval: Option<u32>,
    pub interval_unit: Option<String>,
    pub trial_price_in_cents: Option<i64>,
    pub trial_interval: Option<u32>,
    pub trial_interval_unit: Option<String>,
    pub require_credit_card: Option<bool>,
    pub archived_at: Option<String>,
}

impl Product {
    /// Its handle, if it has one.
    pub fn handle(&self) -> Option<&str> {
        self.handle.as_deref().filter(|h| !h.is_empty())
    }

    /// What a parameter holds for it: the handle, else the id.
    pub fn key(&self) -> &str {
        self.handle().unwrap_or(self.id.as_str())
    }
}

#[derive(Clone, Deserialize)]
pub(super) struct Family {
    pub id: Option<Id>,
    pub name: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct CouponReply {
    pub coupon: Coupon,
}

#[derive(Deserialize)]
pub(super) struct Coupon {
    pub code: String,
    pub name: Option<String>,
    pub percentage: Option<Value>,
    pub amount_in_cents: Option<i64>,
    pub product_family_name: Option<String>,
    pub start_date: Option<String>,
    pub end_date: Option<String>,
    pub recurring_scheme: Option<String>,
    pub stackable: Option<bool>,
    pub archived_at: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct ReasonCode {
    pub code: String,
    pub description: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct PaymentProfile {
    pub id: Id,
    pub customer_id: Option<Id>,
}

#[derive(Deserialize)]
pub(super) struct PreviewReply {
    pub subscription_preview: Preview,
}

#[derive(Deserialize)]
pub(super) struct Preview {
    pub current_billing_manifest: Manifest,
    pub next_billing_manifest: Option<Manifest>,
}

/// What one bill will hold.
#[derive(Deserialize)]
pub(super) struct Manifest {
    pub total_in_cents: i64,
    pub total_discount_in_cents: Option<i64>,
    pub total_tax_in_cents: Option<i64>,
    pub existing_balance_in_cents: Option<i64>,
    pub start_date: Option<String>,
    #[serde(default)]
    pub line_items: Vec<LineItem>,
}

#[derive(Deserialize)]
pub(super) struct LineItem {
    pub memo: Option<String>,
    pub amount_in_cents: Option<i64>,
}

#[derive(Deserialize)]
pub(super) struct MessageReply {
    pub message: String,
}
