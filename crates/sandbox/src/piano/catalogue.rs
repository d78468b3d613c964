//! What is sold: terms with their change options, promotions with their codes.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::replies::Asked;
use super::{Piano, Reply};
use crate::calendar::Unit;

/// A term.
pub(super) struct Term {
    pub id: String,
    pub name: String,
    pub resource: &'static str,
    /// In hundredths.
    pub cents: u32,
    pub interval: i32,
    pub unit: Unit,
    /// Places of the terms to which it may change, each with when that is billed.
    pub leads: Vec<(usize, u32)>,
}

impl Term {
    pub fn render(&self, all: &[Self]) -> Value {
        let options: Vec<Value> = self
            .leads
            .iter()
            .map(|&(to, timing)| {
                let to = &all[to];
                json!({
                    "term_change_option_id": format!("TC{}{}", &self.id[2..6], &to.id[2..6]),
                    "from_term_id": self.id,
                    "from_term_name": self.name,
                    "to_term_id": to.id,
                    "to_term_name": to.name,
                    "billing_timing": timing.to_string(),
                    "immediate_access": true,
                    "prorate_access": timing == 0,
                    "description": format!("From {} to {}", self.name, to.name),
                })
            })
            .collect();
        let each = match (self.interval, self.unit) {
            (1, Unit::Month) => "month".to_owned(),
            (12, Unit::Month) => "year".to_owned(),
            (n, Unit::Month) => format!("{n} months"),
            (n, Unit::Day) => format!("{n} days"),
        };
        json!({
            "term_id": self.id,
            "name": self.name,
            "description": null,
            "type": "payment",
            "type_name": "Payment",
            "resource": { "rid": format!("R{}", &self.resource[..3].to_uppercase()), "name": self.resource },
            "payment_billing_plan_description": format!("${}.{:02} each {each}", self.cents / 100, self.cents % 100),
            "payment_currency": "USD",
            "payment_first_price": f64::from(self.cents) / 100.0,
            "payment_is_subscription": true,
            "change_options": options,
        })
    }
}

/// A promotion and the codes of it.
pub(super) struct Promotion {
    pub id: &'static str,
    pub name: &'static str,
    pub percent: u32,
    pub ends: Option<Timestamp>,
    pub codes: Vec<(String, &'static str)>,
}

impl Promotion {
    fn render(&self) -> Value {
        json!({
            "promotion_id": self.id,
            "name": self.name,
            "fixed_promotion_code": null,
            "promotion_code_prefix": self.codes.first().map(|(code, _)| code.split('-').next()),
            "discount_type": "percentage",
            "percentage_discount": self.percent,
            "discount_amount": null,
            "discount_currency": null,
            "status": "active",
            "start_date": 1_735_689_600,
            "end_date": self.ends.map(Timestamp::as_second),
            "uses": 0,
            "uses_allowed": self.codes.len(),
        })
    }
}

impl Piano {
    pub(super) fn list_terms(&self, asked: &Asked) -> Reply {
        asked.only(&["offset", "limit"])?;
        asked.must("aid")?;
        let rows: Vec<Value> = self.terms.iter().map(|t| t.render(&self.terms)).collect();
        asked.list("terms", &rows)
    }

    pub(super) fn list_promotions(&self, asked: &Asked) -> Reply {
        asked.only(&["offset", "limit", "expired"])?;
        asked.must("aid")?;
        let running = match asked.get("expired") {
            Some("active") => true,
            None => false,
            Some(_) => return Err(asked.field("expired", "must be active")),
        };
        let rows: Vec<Value> = self
            .promotions
            .iter()
            .filter(|p| !running || p.ends.is_none_or(|at| at > asked.now))
            .map(Promotion::render)
            .collect();
        asked.list("promotions", &rows)
    }

    pub(super) fn list_codes(&self, asked: &Asked) -> Reply {
        asked.only(&["offset", "limit", "promotion_id"])?;
        asked.must("aid")?;
        let id = asked.must("promotion_id")?;
        let promotion = self
            .promotions
            .iter()
            .find(|p| p.id == id)
            .ok_or_else(|| asked.failure(1, "Promotion not found"))?;
        let rows: Vec<Value> = promotion
            .codes
            .iter()
            .map(|(code, state)| json!({ "code": code, "state": state, "promotion_id": id }))
            .collect();
        asked.list("promotion_codes", &rows)
    }
}
