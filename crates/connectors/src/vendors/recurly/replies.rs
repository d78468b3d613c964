//! What Recurly answers, as far as it is looked at.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::Deserialize;
use serde_json::{Map, Value};

/// A page of a list.
#[derive(Deserialize)]
pub(super) struct List {
    pub has_more: bool,
    #[serde(default)]
    pub next: Option<String>,
    pub data: Vec<Map<String, Value>>,
}

#[derive(Deserialize)]
pub(super) struct Site {
    pub subdomain: String,
    #[serde(default)]
    pub mode: Option<String>,
    #[serde(default)]
    pub features: Vec<String>,
}

#[derive(Deserialize)]
pub(super) struct Account {
    pub id: String,
    pub code: String,
    #[serde(default)]
    pub state: Option<String>,
    #[serde(default)]
    pub first_name: Option<String>,
    #[serde(default)]
    pub last_name: Option<String>,
    #[serde(default)]
    pub has_past_due_invoice: Option<bool>,
}

impl Account {
    /// "account 4711 (Ada Lovelace)", by its code.
    pub fn shown(&self) -> String {
        let names = [self.first_name.as_deref(), self.last_name.as_deref()];
        let names: Vec<_> = names
            .into_iter()
            .flatten()
            .filter(|n| !n.is_empty())
            .collect();
        if names.is_empty() {
            return format!("account {}", self.code);
        }
        format!("account {} ({})", self.code, names.join(" "))
    }
}

/// A plan or coupon as others name it.
#[derive(Deserialize, Clone)]
pub(super) struct Named {
    pub code: String,
    #[serde(default)]
    pub name: Option<String>,
}

impl Named {
    pub fn name(&self) -> &str {
        self.name
            .as_deref()
            .filter(|n| !n.is_empty())
            .unwrap_or(&self.code)
    }
}

#[derive(Deserialize)]
pub(super) struct Plan {
    pub code: String,
    pub name: String,
    #[serde(default)]
    pub state: Option<String>,
    #[serde(default)]
    pub pricing_model: Option<String>,
    #[serde(default)]
    pub interval_unit: Option<String>,
    #[serde(default)]
    pub interval_length: Option<u32>,
    #[serde(default)]
    pub trial_unit: Option<String>,
    #[serde(default)]
    pub trial_length: Option<u32>,
    #[serde(default)]
    pub currencies: Vec<Price>,
}

#[derive(Deserialize)]
pub(super) struct Price {
    #[serde(default)]
    pub currency: Option<String>,
    #[serde(default)]
    pub unit_amount: Value,
    #[serde(default)]
    pub amount: Value,
}

#[derive(Deserialize)]
pub(super) struct Coupon {
    pub code: String,
    #[serde(default)]
    pub name: Option<String>,
    #[serde(default)]
    pub state: Option<String>,
    #[serde(default, rename = "coupon_type")]
    pub kind: Option<String>,
    #[serde(default)]
    pub duration: Option<String>,
    #[serde(default)]
    pub discount: Option<Discount>,
    #[serde(default)]
    pub redemption_resource: Option<String>,
    #[serde(default)]
    pub redeem_by: Option<String>,
    #[serde(default)]
    pub applies_to_all_plans: Option<bool>,
    #[serde(default)]
    pub plans: Option<Vec<Named>>,
}

#[derive(Deserialize)]
pub(super) struct Discount {
    #[serde(default, rename = "type")]
    pub kind: Option<String>,
    #[serde(default)]
    pub percent: Option<u32>,
    #[serde(default)]
    pub currencies: Option<Vec<Price>>,
}

#[derive(Deserialize)]
pub(super) struct AddOn {
    pub code: String,
    pub name: String,
    #[serde(default)]
    pub plan_id: Option<String>,
    #[serde(default, rename = "add_on_type")]
    pub kind: Option<String>,
    #[serde(default)]
    pub usage_type: Option<String>,
    #[serde(default)]
    pub state: Option<String>,
}

#[derive(Deserialize, Clone)]
pub(super) struct Subscription {
    pub id: String,
    pub state: String,
    pub plan: Named,
    #[serde(default)]
    pub uuid: Option<String>,
    #[serde(default)]
    pub currency: Option<String>,
    #[serde(default)]
    pub unit_amount: Value,
    #[serde(default)]
    pub quantity: Option<u32>,
    #[serde(default)]
    pub current_period_ends_at: Option<String>,
    #[serde(default)]
    pub current_term_ends_at: Option<String>,
    #[serde(default)]
    pub trial_started_at: Option<String>,
    #[serde(default)]
    pub trial_ends_at: Option<String>,
    #[serde(default)]
    pub remaining_pause_cycles: Option<i64>,
    #[serde(default)]
    pub resume_at: Option<String>,
    #[serde(default)]
    pub canceled_at: Option<String>,
    #[serde(default)]
    pub expires_at: Option<String>,
    #[serde(default)]
    pub created_at: Option<String>,
    #[serde(default)]
    pub pending_change: Option<Change>,
    #[serde(default)]
    pub add_ons: Option<Vec<HeldAddOn>>,
}

#[derive(Deserialize, Clone)]
pub(super) struct HeldAddOn {
    pub add_on: AddOnNamed,
}

#[derive(Deserialize, Clone)]
pub(super) struct AddOnNamed {
    pub code: String,
    #[serde(default)]
    pub name: Option<String>,
    #[serde(default)]
    pub add_on_type: Option<String>,
    #[serde(default)]
    pub usage_type: Option<String>,
}

impl Subscription {
    /// A trial shows in its dates alone: the state is active as well.
    pub fn in_trial(&self, now: Timestamp) -> bool {
        let from = self.trial_started_at.as_deref().and_then(at);
        let until = self.trial_ends_at.as_deref().and_then(at);
        self.state == "active"
            && from.is_none_or(|from| from <= now)
            && until.is_some_and(|until| now < until)
    }

    /// Whether it can still bill or be changed.
    pub fn live(&self) -> bool {
        !matches!(self.state.as_str(), "expired" | "failed")
    }

    pub fn add_on(&self, code: &str) -> Option<&AddOnNamed> {
        let held = self.add_ons.iter().flatten().map(|held| &held.add_on);
        held.into_iter().find(|add_on| add_on.code == code)
    }

    /// "subscription p2x (Gold)".
    pub fn shown(&self) -> String {
        format!("subscription {} ({})", self.id, self.plan.name())
    }
}

/// A change of a subscription: made, waiting, or tried.
#[derive(Deserialize, Clone)]
pub(super) struct Change {
    #[serde(default)]
    pub plan: Option<Named>,
    #[serde(default)]
    pub unit_amount: Value,
    #[serde(default)]
    pub quantity: Option<u32>,
    #[serde(default)]
    pub activate_at: Option<String>,
    #[serde(default)]
    pub activated: Option<bool>,
    #[serde(default)]
    pub invoice_collection: Option<Invoices>,
}

#[derive(Deserialize, Clone, Default)]
pub(super) struct Invoices {
    #[serde(default)]
    pub charge_invoice: Option<Invoice>,
    #[serde(default)]
    pub credit_invoices: Option<Vec<Invoice>>,
}

#[derive(Deserialize, Clone)]
pub(super) struct Invoice {
    #[serde(default)]
    pub currency: Option<String>,
    #[serde(default)]
    pub total: Value,
    #[serde(default)]
    pub discount: Value,
    #[serde(default)]
    pub tax: Value,
    #[serde(default)]
    pub line_items: Option<Vec<LineItem>>,
}

#[derive(Deserialize, Clone)]
pub(super) struct LineItem {
    #[serde(default)]
    pub description: Option<String>,
    #[serde(default)]
    pub amount: Value,
}

#[derive(Deserialize)]
pub(super) struct Redemption {
    pub id: String,
    pub coupon: Named,
    #[serde(default)]
    pub state: Option<String>,
    #[serde(default)]
    pub currency: Option<String>,
    #[serde(default)]
    pub subscription_id: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct Usage {
    pub id: String,
    pub amount: Value,
    #[serde(default, rename = "usage_timestamp")]
    pub used_at: Option<String>,
    #[serde(default)]
    pub billed_at: Option<String>,
}

/// A moment of Recurly's: without a zone it is in UTC.
pub(super) fn at(text: &str) -> Option<Timestamp> {
    if let Ok(at) = text.parse::<Timestamp>() {
        return Some(at);
    }
    let civil = text.parse::<jiff::civil::DateTime>().ok()?;
    Some(civil.to_zoned(TimeZone::UTC).ok()?.timestamp())
}
