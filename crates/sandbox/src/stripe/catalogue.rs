//! What is sold and what discounts there are: products, prices, coupons, promotion codes. Nothing changes them.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::{Reply, Stripe, known, page, refusals, truth};
use crate::calendar::Unit;
use crate::vendor::{Answer, Request};

pub(super) struct Product {
    pub id: &'static str,
    pub name: &'static str,
    pub active: bool,
}

pub(super) struct Price {
    pub id: String,
    pub product: usize,
    pub nickname: Option<&'static str>,
    pub amount: i64,
    pub currency: &'static str,
    pub count: i32,
    pub unit: Unit,
    pub metered: bool,
    pub trial_days: Option<i64>,
    pub active: bool,
    pub created: Timestamp,
}

pub(super) struct Coupon {
    pub id: &'static str,
    pub name: &'static str,
    pub percent: Option<i64>,
    pub amount: Option<i64>,
    pub duration: &'static str,
    pub months: Option<i64>,
    pub redeem_by: Option<Timestamp>,
    pub max: Option<i64>,
    pub times: i64,
    pub created: Timestamp,
}

pub(super) struct PromotionCode {
    pub id: String,
    pub code: String,
    pub coupon: usize,
    pub active: bool,
    pub customer: Option<&'static str>,
    pub expires: Option<Timestamp>,
    pub created: Timestamp,
}

impl Product {
    fn render(&self, created: Timestamp) -> Value {
        json!({
            "id": self.id, "object": "product", "active": self.active, "name": self.name, "type": "service",
            "created": created.as_second(), "updated": created.as_second(), "livemode": false, "images": [],
            "marketing_features": [], "metadata": {}, "description": null,
        })
    }
}

impl Coupon {
    pub fn valid(&self, now: Timestamp) -> bool {
        self.redeem_by.is_none_or(|at| at > now) && self.max.is_none_or(|max| self.times < max)
    }

    pub fn render(&self, now: Timestamp) -> Value {
        json!({
            "id": self.id, "object": "coupon", "name": self.name, "percent_off": self.percent,
            "amount_off": self.amount, "currency": self.amount.map(|_| "usd"), "duration": self.duration,
            "duration_in_months": self.months, "redeem_by": self.redeem_by.map(Timestamp::as_second),
            "max_redemptions": self.max, "times_redeemed": self.times, "valid": self.valid(now),
            "created": self.created.as_second(), "livemode": false, "metadata": {},
        })
    }

    /// What an amount becomes with it.
    pub fn applied(&self, amount: i64) -> i64 {
        let off = match (self.percent, self.amount) {
            (Some(percent), _) => amount * percent / 100,
            (None, off) => off.unwrap_or(0),
        };
        (amount - off).max(0)
    }
}

impl Stripe {
    pub(super) fn render_price(&self, price: &Price, expanded: bool) -> Value {
        let product = &self.products[price.product];
        json!({
            "id": price.id, "object": "price", "active": price.active, "billing_scheme": "per_unit",
            "created": price.created.as_second(), "currency": price.currency, "livemode": false, "lookup_key": null,
            "metadata": {}, "nickname": price.nickname,
            "product": if expanded { product.render(price.created) } else { product.id.into() },
            "recurring": {
                "interval": price.unit, "interval_count": price.count,
                "usage_type": if price.metered { "metered" } else { "licensed" },
                "trial_period_days": price.trial_days, "aggregate_usage": null, "meter": null,
            },
            "tax_behavior": "unspecified", "tiers_mode": null, "transform_quantity": null, "type": "recurring",
            "unit_amount": price.amount, "unit_amount_decimal": price.amount.to_string(),
        })
    }

    /// The place of a price that a parameter names.
    pub(super) fn price(&self, id: &str, param: &str) -> Result<usize, Answer> {
        self.prices
            .iter()
            .position(|price| price.id == id)
            .ok_or_else(|| refusals::missing(400, "price", id, param))
    }

    pub(super) fn coupon(&self, id: &str, param: &str, now: Timestamp) -> Result<usize, Answer> {
        let at = self.coupons.iter().position(|coupon| coupon.id == id);
        let at = at.ok_or_else(|| refusals::missing(400, "coupon", id, param))?;
        if !self.coupons[at].valid(now) {
            // This simulator's wording.
            return Err(refusals::invalid(
                param,
                &format!("Coupon {id} is used up and cannot be applied."),
            ));
        }
        Ok(at)
    }

    /// The coupon of a promotion code that a parameter names, for a customer.
    pub(super) fn promoted(
        &self,
        id: &str,
        param: &str,
        customer: &str,
        now: Timestamp,
    ) -> Result<usize, Answer> {
        let code = self.promotion_codes.iter().find(|code| code.id == id);
        let code = code.ok_or_else(|| refusals::missing(400, "promotion code", id, param))?;
        if !code.active || code.expires.is_some_and(|at| at <= now) {
            // This simulator's wording.
            return Err(refusals::invalid(
                param,
                "This promotion code is not active.",
            ));
        }
        if code.customer.is_some_and(|only| only != customer) {
            // This simulator's wording.
            return Err(refusals::invalid(
                param,
                "This promotion code cannot be redeemed by this customer.",
            ));
        }
        self.coupon(self.coupons[code.coupon].id, param, now)
    }

    pub(super) fn list_products(&self, request: &Request) -> Reply {
        known(request, &["active"])?;
        let created = self.prices[0].created;
        let rows: Vec<_> = self
            .products
            .iter()
            .rev()
            .map(|p| (p.id.to_owned(), p.render(created)))
            .collect();
        page(request, "/v1/products", &rows)
    }

    pub(super) fn list_prices(&self, request: &Request) -> Reply {
        known(request, &["active", "type", "expand[]"])?;
        let active = request
            .param("active")
            .map(|text| truth("active", text))
            .transpose()?;
        let recurring = request.param("type").is_none_or(|kind| kind == "recurring");
        let expanded = request.param("expand[]") == Some("data.product");
        let rows: Vec<_> = self
            .prices
            .iter()
            .rev()
            .filter(|price| recurring && active.is_none_or(|wanted| price.active == wanted))
            .map(|price| (price.id.clone(), self.render_price(price, expanded)))
            .collect();
        page(request, "/v1/prices", &rows)
    }

    pub(super) fn read_price(&self, id: &str, request: &Request) -> Reply {
        known(request, &["expand[]"])?;
        let price = self.prices.iter().find(|price| price.id == id);
        let price = price.ok_or_else(|| refusals::missing(404, "price", id, "price"))?;
        let expanded = request.param("expand[]") == Some("product");
        Ok(Answer::json(200, &self.render_price(price, expanded)))
    }

    pub(super) fn list_coupons(&self, request: &Request, now: Timestamp) -> Reply {
        known(request, &[])?;
        let rows: Vec<_> = self
            .coupons
            .iter()
            .rev()
            .map(|coupon| (coupon.id.to_owned(), coupon.render(now)))
            .collect();
        page(request, "/v1/coupons", &rows)
    }

    pub(super) fn read_coupon(&self, id: &str, now: Timestamp) -> Reply {
        let coupon = self.coupons.iter().find(|coupon| coupon.id == id);
        let coupon = coupon.ok_or_else(|| refusals::missing(404, "coupon", id, "coupon"))?;
        Ok(Answer::json(200, &coupon.render(now)))
    }

    fn render_code(&self, code: &PromotionCode, now: Timestamp) -> Value {
        json!({
            "id": code.id, "object": "promotion_code", "active": code.active, "code": code.code,
            "coupon": self.coupons[code.coupon].render(now), "created": code.created.as_second(),
            "customer": code.customer, "expires_at": code.expires.map(Timestamp::as_second), "livemode": false,
            "max_redemptions": null, "metadata": {}, "times_redeemed": 0,
            "restrictions": { "first_time_transaction": false, "minimum_amount": null, "minimum_amount_currency": null },
        })
    }

    pub(super) fn list_promotion_codes(&self, request: &Request, now: Timestamp) -> Reply {
        known(request, &["active", "code"])?;
        let active = request
            .param("active")
            .map(|text| truth("active", text))
            .transpose()?;
        let wanted = request.param("code");
        let rows: Vec<_> = self
            .promotion_codes
            .iter()
            .rev()
            .filter(|code| active.is_none_or(|a| code.active == a))
            .filter(|code| wanted.is_none_or(|w| code.code.eq_ignore_ascii_case(w)))
            .map(|code| (code.id.clone(), self.render_code(code, now)))
            .collect();
        page(request, "/v1/promotion_codes", &rows)
    }

    pub(super) fn read_promotion_code(&self, id: &str, now: Timestamp) -> Reply {
        let code = self.promotion_codes.iter().find(|code| code.id == id);
        let code =
            code.ok_or_else(|| refusals::missing(404, "promotion code", id, "promotion_code"))?;
        Ok(Answer::json(200, &self.render_code(code, now)))
    }
}
