//! What Vindicia answers, as far as it is looked at. The rest (addresses, cards) is not touched.

use serde_json::{Value, json};

use crate::plan::Fact;
use crate::say;
use crate::target::Candidate;

/// A subscription.
#[derive(Debug, Clone)]
pub(super) struct Subscription {
    pub id: String,
    pub vid: Option<String>,
    pub account: Option<String>,
    pub status: String,
    billing_state: Option<String>,
    billing_plan: Option<String>,
    pub items: Vec<Item>,
    next: Option<String>,
    /// Codes that the last bill shows.
    billed_campaigns: Vec<String>,
}

/// A product of a subscription.
#[derive(Debug, Clone)]
pub(super) struct Item {
    pub id: Option<String>,
    pub product: String,
    pub campaign: Option<String>,
    /// Another item takes its place.
    pub leaving: bool,
}

impl Item {
    /// "gold", "gold with SAVE10", "gold (being replaced)".
    pub fn brief(&self) -> String {
        let leaving = if self.leaving {
            " (being replaced)"
        } else {
            ""
        };
        match &self.campaign {
            Some(code) => format!("{} with {code}{leaving}", self.product),
            None => format!("{}{leaving}", self.product),
        }
    }

    pub fn candidate(&self) -> Candidate {
        Candidate {
            id: self.product.clone(),
            brief: self.brief(),
            facts: json!({ "item": self.id, "campaign_code": self.campaign }),
        }
    }
}

impl Subscription {
    pub fn read(row: &Value) -> Result<Self, String> {
        let must =
            |key: &str| text(row, key).ok_or_else(|| format!("a subscription without {key}"));
        let inner = |object: &str, key: &str| row.get(object).and_then(|o| text(o, key));
        let mut items = Vec::new();
        for item in list(row.get("items")) {
            // What only takes a product away holds none.
            let Some(product) = item.get("product").and_then(|p| text(p, "id")) else {
                continue;
            };
            items.push(Item {
                id: text(item, "id"),
                product,
                campaign: text(item, "campaign_code"),
                leaving: item.get("replaced_by").is_some_and(|by| !by.is_null()),
            });
        }
        let billed = row.get("most_recent_billing").and_then(|b| b.get("items"));
        let next = row.get("next_billing");
        let amount = next.and_then(|n| {
            let currency = text(n, "currency");
            say::decimal(n.get("amount")?, currency.as_deref())
        });
        let date = next.and_then(|n| text(n, "date").or_else(|| text(n, "timestamp")));
        let next = match (amount, date) {
            (Some(amount), Some(date)) => Some(format!("{amount} on {}", say::time(&date))),
            (amount, date) => amount.or(date.map(|d| say::time(&d))),
        };
        Ok(Self {
            id: must("id")?,
            vid: text(row, "vid"),
            account: inner("account", "id"),
            status: must("status")?,
            billing_state: text(row, "billing_state"),
            billing_plan: inner("billing_plan", "id"),
            items,
            next,
            billed_campaigns: list(billed)
                .iter()
                .flat_map(|i| [text(i, "campaign_id"), text(i, "campaign_code")])
                .flatten()
                .collect(),
        })
    }

    /// Whether the campaign shows on the product.
    pub fn carries(&self, product: &str, code: &str) -> bool {
        let same = |text: &String| text.eq_ignore_ascii_case(code);
        let on_item = |i: &Item| i.product == product && i.campaign.as_ref().is_some_and(same);
        self.items.iter().any(on_item)
    }

    /// Whether the last bill shows the campaign. It may have been its last.
    pub fn billed(&self, code: &str) -> bool {
        let mut all = self.billed_campaigns.iter();
        all.any(|text| text.eq_ignore_ascii_case(code))
    }

    fn products(&self) -> String {
        let brief: Vec<_> = self.items.iter().map(Item::brief).collect();
        say::list(&brief)
    }

    /// "sub-77 (Active, gold, next bill 49.00 USD on 2026-12-01 00:00 UTC)".
    pub fn brief(&self) -> String {
        let next = self
            .next
            .as_ref()
            .map(|n| format!(", next bill {n}"))
            .unwrap_or_default();
        format!("{} ({}, {}{next})", self.id, self.status, self.products())
    }

    pub fn candidate(&self) -> Candidate {
        Candidate {
            id: self.id.clone(),
            brief: self.brief(),
            facts: json!({
                "status": self.status,
                "products": self.products(),
                "next_bill": self.next,
            }),
        }
    }

    /// The state, under the labels that plans and reports share.
    pub fn facts(&self) -> Vec<Fact> {
        let or_none = |text: &Option<String>| text.clone().unwrap_or_else(|| "none".into());
        vec![
            Fact::new("Subscription", &self.id),
            Fact::new("Status", &self.status),
            Fact::new("Billing state", or_none(&self.billing_state)),
            Fact::new("Billing plan", or_none(&self.billing_plan)),
            Fact::new("Products", self.products()),
            Fact::new("Next bill", or_none(&self.next)),
        ]
    }
}

/// A text or number of a row as text; none where it is missing or empty.
pub(super) fn text(row: &Value, key: &str) -> Option<String> {
    row.get(key)
        .and_then(say::scalar)
        .filter(|t| !t.trim().is_empty())
}

/// The rows of a list: bare, or the `data` of a `List` object.
pub(super) fn list(value: Option<&Value>) -> &[Value] {
    match value {
        Some(Value::Array(rows)) => rows,
        Some(object) => object
            .get("data")
            .and_then(Value::as_array)
            .map_or(&[], Vec::as_slice),
        None => &[],
    }
}
