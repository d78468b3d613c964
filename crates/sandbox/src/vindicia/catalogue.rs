//! What is sold: products and campaigns.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::replies::{self, vid};
use super::{Reply, Vindicia};
use crate::calendar::iso;
use crate::vendor::{Answer, Request};

/// A product.
pub(super) struct Product {
    pub id: &'static str,
    pub number: usize,
    pub name: String,
    /// In hundredths, each month.
    pub cents: u32,
    pub active: bool,
}

impl Product {
    fn render(&self) -> Value {
        let price = f64::from(self.cents) / 100.0;
        json!({
            "object": "Product",
            "id": self.id,
            "vid": vid(1, self.number),
            "status": if self.active { "Active" } else { "Suspended" },
            "default_billing_plan": { "object": "BillingPlan", "id": "MONTHLY" },
            "descriptions": { "object": "List", "data": [
                { "object": "ProductDescription", "language": "DE", "description": format!("{} (DE)", self.name) },
                { "object": "ProductDescription", "language": "EN", "description": self.name },
            ] },
            "prices": { "object": "List", "data": [{ "object": "ProductPrice", "amount": price, "currency": "USD" }] },
        })
    }
}

/// A campaign.
pub(super) struct Campaign {
    pub code: Option<&'static str>,
    pub name: &'static str,
    /// Active, Complete, Inactive, ….
    pub state: &'static str,
    /// Promotion or Coupon.
    pub kind: &'static str,
    pub percent: u32,
    /// Products that take it; none means all.
    pub products: &'static [&'static str],
    pub new_only: bool,
    pub ends: Option<Timestamp>,
}

impl Campaign {
    fn render(&self, number: usize) -> Value {
        json!({
            "object": "Campaign",
            "campaign_id": format!("camp-{number}"),
            "vid": vid(2, number),
            "name": self.name,
            "state": self.state,
            "campaign_type": self.kind,
            "promotion_code": self.code,
            "offer_end_date": self.ends.map(iso),
            "cycles": 3,
            "percentage_discount": self.percent,
            "eligible_products": self.products,
            "restrict_to_new_subscription": self.new_only,
        })
    }
}

impl Vindicia {
    pub(super) fn list_products(&self, request: &Request) -> Reply {
        replies::known(names(request).iter(), &["limit", "starting_after"])?;
        let rows: Vec<Value> = self.products.iter().map(Product::render).collect();
        replies::list(request, "products", &rows)
    }

    pub(super) fn read_product(&self, id: &str) -> Reply {
        let place = self.product(id)?;
        Ok(Answer::json(200, &self.products[place].render()))
    }

    /// The place of the product of that id, the merchant's or Vindicia's.
    pub(super) fn product(&self, id: &str) -> Result<usize, Answer> {
        self.products
            .iter()
            .position(|p| p.id == id || vid(1, p.number) == id)
            .ok_or_else(|| replies::not_found("Product", id))
    }

    pub(super) fn list_campaigns(&self, request: &Request) -> Reply {
        replies::known(names(request).iter(), &["limit", "starting_after"])?;
        let rows: Vec<Value> = self
            .campaigns
            .iter()
            .enumerate()
            .map(|(number, c)| c.render(number))
            .collect();
        replies::list(request, "campaigns", &rows)
    }

    pub(super) fn read_account(&self, id: &str) -> Reply {
        if !self.accounts.contains_key(id) {
            return Err(replies::not_found("Account", id));
        }
        Ok(Answer::json(200, &json!({ "object": "Account", "id": id })))
    }
}

/// The names of a query's parameters.
pub(super) fn names(request: &Request) -> Vec<String> {
    request.query.iter().map(|(key, _)| key.clone()).collect()
}
