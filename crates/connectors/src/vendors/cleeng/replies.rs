//! What Cleeng answers, as far as it is looked at. Ids and times come as numbers or as texts.

use serde_json::{Value, json};

use crate::plan::Fact;
use crate::say;
use crate::target::Candidate;

/// A subscription.
#[derive(Debug, Clone)]
pub(super) struct Subscription {
    pub id: String,
    pub customer: Option<String>,
    pub offer: String,
    /// active, stopped (cancelled, but still running), terminated, paused.
    pub status: String,
    /// The end of the period, in seconds since 1970.
    pub until: Option<i64>,
    pub next_payment: Option<i64>,
    pub in_trial: bool,
    pub coupon: Option<String>,
    pub pending_switch: Option<String>,
}

impl Subscription {
    pub fn read(row: &Value) -> Result<Self, String> {
        let must =
            |key: &str| text(row, key).ok_or_else(|| format!("a subscription without {key}"));
        Ok(Self {
            id: must("subscriptionId")?,
            customer: text(row, "customerId"),
            offer: must("offerId")?,
            status: must("status")?,
            until: secs(row, "dateTo"),
            next_payment: secs(row, "nextPaymentActionDate"),
            in_trial: row.get("inTrial") == Some(&Value::Bool(true)),
            coupon: text(row, "couponCode"),
            pending_switch: text(row, "pendingSwitchId"),
        })
    }

    /// `814523 (active, to S1_US, until 2026-12-01 10:00 UTC)`.
    pub fn brief(&self) -> String {
        let Self {
            id, status, offer, ..
        } = self;
        match self.until {
            Some(at) => format!("{id} ({status}, to {offer}, until {})", say::epoch(at)),
            None => format!("{id} ({status}, to {offer})"),
        }
    }

    pub fn candidate(&self) -> Candidate {
        Candidate {
            id: self.id.clone(),
            brief: self.brief(),
            facts: json!({
                "status": self.status,
                "offer": self.offer,
                "until": self.until.map(say::epoch),
            }),
        }
    }

    /// The state, under the labels that plans and reports share.
    pub fn facts(&self) -> Vec<Fact> {
        let at = |secs: Option<i64>| secs.map_or_else(|| "none".into(), say::epoch);
        let or_none = |text: &Option<String>| text.clone().unwrap_or_else(|| "none".into());
        let trial = if self.in_trial { ", in its trial" } else { "" };
        vec![
            Fact::new("Subscription", &self.id),
            Fact::new("Offer", &self.offer),
            Fact::new("Status", format!("{}{trial}", self.status)),
            Fact::new("Period ends", at(self.until)),
            Fact::new("Next payment", at(self.next_payment)),
            Fact::new("Coupon", or_none(&self.coupon)),
            Fact::new("Pending switch", or_none(&self.pending_switch)),
        ]
    }
}

/// A text or number of a row as text; none where it is missing or empty.
pub(super) fn text(row: &Value, key: &str) -> Option<String> {
    row.get(key)
        .and_then(say::scalar)
        .filter(|t| !t.trim().is_empty())
}

fn secs(row: &Value, key: &str) -> Option<i64> {
    text(row, key)?.parse().ok().filter(|at| *at > 0)
}
