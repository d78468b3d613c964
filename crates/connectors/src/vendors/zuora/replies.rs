//! What Zuora answers, as far as it is looked at. New fields may come unannounced and are ignored; amounts come as
//! numbers or texts and stay as they are.
#![allow(clippy::struct_field_names, reason = "they are Zuora's names")]

use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value};

/// A list that may also be null.
fn listed<'de, D: Deserializer<'de>, T: Deserialize<'de>>(d: D) -> Result<Vec<T>, D::Error> {
    Ok(Option::deserialize(d)?.unwrap_or_default())
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct AccountReply {
    pub basic_info: BasicInfo,
    pub billing_and_payment: Option<Billing>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct BasicInfo {
    pub id: String,
    pub account_number: String,
    pub name: Option<String>,
    pub status: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct Billing {
    pub currency: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct SubscriptionPage {
    pub subscriptions: Vec<Subscription>,
    pub next_page: Option<String>,
}

/// A subscription in its latest version.
#[derive(Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Subscription {
    /// Of this version: each change makes another.
    pub id: String,
    /// Of all its versions.
    pub subscription_number: String,
    pub status: String,
    pub term_type: Option<String>,
    pub term_end_date: Option<String>,
    pub subscription_start_date: Option<String>,
    pub subscription_end_date: Option<String>,
    pub auto_renew: Option<bool>,
    pub currency: Option<String>,
    pub contracted_mrr: Option<Value>,
    #[serde(default, deserialize_with = "listed")]
    pub rate_plans: Vec<RatePlan>,
}

impl Subscription {
    pub fn is_evergreen(&self) -> bool {
        self.term_type.as_deref() == Some("EVERGREEN")
    }

    /// The rate plans that it holds, those without that were removed.
    pub fn held(&self) -> impl Iterator<Item = &RatePlan> {
        self.rate_plans
            .iter()
            .filter(|p| p.last_change_type.as_deref() != Some("Remove"))
    }

    /// How often it holds a product rate plan.
    pub fn times(&self, product_rate_plan: &str) -> usize {
        self.held()
            .filter(|p| p.product_rate_plan_id == product_rate_plan)
            .count()
    }
}

/// A product rate plan as it stands on a subscription.
#[derive(Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct RatePlan {
    pub id: String,
    pub product_rate_plan_id: String,
    pub rate_plan_name: Option<String>,
    pub product_name: Option<String>,
    pub last_change_type: Option<String>,
}

impl RatePlan {
    /// Its name, or the ID where it has none.
    pub fn name(&self) -> &str {
        self.rate_plan_name
            .as_deref()
            .unwrap_or(&self.product_rate_plan_id)
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ProductPage {
    pub products: Vec<Product>,
    pub next_page: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Product {
    pub id: String,
    pub name: String,
    pub sku: Option<String>,
    pub category: Option<String>,
    pub product_number: Option<String>,
    pub effective_start_date: Option<String>,
    pub effective_end_date: Option<String>,
    pub product_rate_plans: Option<Plans>,
}

/// The rate plans of a product: they are there, or are to be read from another address.
#[derive(Deserialize)]
#[serde(untagged)]
pub(super) enum Plans {
    Here(Vec<Map<String, Value>>),
    /// The address is not needed: it follows from the product's ID.
    Elsewhere(#[allow(dead_code)] String),
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct PlanPage {
    pub product_rate_plans: Vec<Map<String, Value>>,
    pub next_page: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ProductRatePlan {
    pub id: String,
    pub name: String,
    pub status: Option<String>,
    pub effective_start_date: Option<String>,
    pub effective_end_date: Option<String>,
    #[serde(default, deserialize_with = "listed")]
    pub product_rate_plan_charges: Vec<Charge>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Charge {
    pub billing_period: Option<String>,
    #[serde(default, deserialize_with = "listed")]
    pub pricing_summary: Vec<String>,
}

/// What a change is answered with, by Subscribe and Amend or as an order.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Changed {
    pub subscription_number: Option<String>,
    pub order_number: Option<String>,
    /// Of the order: Draft, Pending or Completed.
    pub status: Option<String>,
    #[serde(default, deserialize_with = "listed")]
    pub subscription_numbers: Vec<String>,
    #[serde(default, deserialize_with = "listed")]
    pub subscriptions: Vec<Named>,
    pub cancelled_date: Option<String>,
    pub suspend_date: Option<String>,
    pub resume_date: Option<String>,
    pub term_end_date: Option<String>,
    pub total_delta_mrr: Option<Value>,
    pub total_delta_tcv: Option<Value>,
    pub invoice_id: Option<String>,
    pub credit_memo_id: Option<String>,
    pub payment_id: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Named {
    pub subscription_number: String,
}

impl Changed {
    /// The numbers of the subscriptions that it names.
    pub fn numbers(&self) -> Vec<&str> {
        let of_order = self.subscriptions.iter().map(|s| &s.subscription_number);
        self.subscription_number
            .iter()
            .chain(&self.subscription_numbers)
            .chain(of_order)
            .map(String::as_str)
            .collect()
    }
}

/// What a preview is answered with, by Subscribe and Amend or of an order.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Preview {
    pub invoice: Option<Bill>,
    pub credit_memo: Option<Bill>,
    pub preview_result: Option<OrderPreview>,
    pub total_delta_mrr: Option<Value>,
    pub total_delta_tcv: Option<Value>,
    pub contracted_mrr: Option<Value>,
    pub total_contracted_value: Option<Value>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct OrderPreview {
    #[serde(default, deserialize_with = "listed")]
    pub invoices: Vec<Bill>,
    #[serde(default, deserialize_with = "listed")]
    pub credit_memos: Vec<Bill>,
}

/// An invoice or a credit memo that would be.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Bill {
    pub amount: Option<Value>,
    pub tax_amount: Option<Value>,
    pub target_date: Option<String>,
    #[serde(default, alias = "creditMemoItems", deserialize_with = "listed")]
    pub invoice_items: Vec<Line>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Line {
    pub product_name: Option<String>,
    pub charge_name: Option<String>,
    /// Without tax. Subscribe and Amend has both fields in credit memos, orders have the second alone.
    pub charge_amount: Option<Value>,
    pub amount_without_tax: Option<Value>,
    pub service_start_date: Option<String>,
    pub service_end_date: Option<String>,
}
