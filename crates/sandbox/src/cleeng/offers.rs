//! What is sold: subscription offers, each in a version for every country, and campaigns with their coupon codes.

use serde_json::{Value, json};

use super::{Cleeng, Reply, replies};
use crate::calendar::Unit;
use crate::vendor::Request;

/// Pages are no larger (inferred).
const LARGEST_PAGE: usize = 100;

/// A subscription offer for one country.
pub(super) struct Offer {
    pub id: String,
    pub title: &'static str,
    pub country: &'static str,
    pub currency: &'static str,
    /// In hundredths; none costs nothing.
    pub cents: u32,
    pub interval: i32,
    pub unit: Unit,
    pub period: &'static str,
    pub free_days: u32,
    pub active: bool,
}

impl Offer {
    fn render(&self) -> Value {
        json!({
            "offerId": self.id,
            "title": self.title,
            "country": self.country,
            "price": f64::from(self.cents) / 100.0,
            "currency": self.currency,
            "period": self.period,
            "freeDays": self.free_days,
            "active": self.active,
            "type": "subscription",
        })
    }

    /// The part before the country, the same for all versions.
    pub fn family(&self) -> &str {
        self.id.split('_').next().unwrap_or(&self.id)
    }
}

/// A campaign with one code.
pub(super) struct Campaign {
    pub code: &'static str,
    pub name: &'static str,
    pub percent: u32,
    /// active, deactivated, ended.
    pub status: &'static str,
    /// all, initial, renewal.
    pub payments: &'static str,
    /// Offers without their country; none means every offer.
    pub offers: &'static [&'static str],
}

impl Campaign {
    fn render(&self) -> Value {
        json!({
            "name": self.name,
            "couponCode": self.code,
            "discount": f64::from(self.percent) / 100.0,
            "usagePerCoupon": 1000,
            "status": self.status,
            "offerTypes": ["subscription"],
            "paymentType": self.payments,
            "offers": self.offers,
            "tags": [],
        })
    }
}

impl Cleeng {
    pub(super) fn list_offers(&self, request: &Request) -> Reply {
        replies::known_query(request, &["status", "type[]", "page", "limit"])?;
        let wanted = request.param("status").unwrap_or("all");
        if !["active", "inactive", "all"].contains(&wanted) {
            return Err(replies::invalid("status must be active, inactive or all."));
        }
        if request.param("type[]").is_some_and(|t| t != "subscription") {
            return Err(replies::invalid(
                "The Patchbay sandbox has subscription offers alone.",
            ));
        }
        let page = replies::count(request, "page", 1)?.max(1);
        let limit = replies::count(request, "limit", 15)?.clamp(1, LARGEST_PAGE);
        let rows: Vec<Value> = self
            .offers
            .iter()
            .filter(|o| wanted == "all" || (wanted == "active") == o.active)
            .map(Offer::render)
            .collect();
        Ok(replies::list(
            &rows,
            (page - 1).saturating_mul(limit),
            limit,
        ))
    }

    pub(super) fn list_campaigns(&self, request: &Request) -> Reply {
        replies::known_query(request, &["couponCode"])?;
        let code = request
            .param("couponCode")
            .ok_or_else(|| replies::invalid("couponCode is required."))?;
        let rows: Vec<Value> = self
            .campaigns
            .iter()
            .filter(|c| c.code == code)
            .map(Campaign::render)
            .collect();
        Ok(replies::list(&rows, 0, rows.len()))
    }
}
