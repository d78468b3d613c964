//! Customers: who they are, whether they can pay, and their one discount.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::fields::Fields;
use super::{Reply, Stripe, known, page, refusals};
use crate::calendar::{Unit, after};
use crate::vendor::{Answer, Request};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Card {
    None,
    Good,
    Declines,
}

pub(super) struct Customer {
    pub id: String,
    /// Of the person that they are.
    pub number: u32,
    pub name: String,
    pub email: String,
    pub card: Card,
    pub discount: Option<Discount>,
    pub created: Timestamp,
}

/// A coupon that is in use.
#[derive(Debug, Clone)]
pub(super) struct Discount {
    pub id: String,
    pub coupon: usize,
    pub code: Option<String>,
    pub start: Timestamp,
}

impl Stripe {
    pub(super) fn render_discount(
        &self,
        discount: &Discount,
        customer: &str,
        subscription: Option<&str>,
        now: Timestamp,
    ) -> Value {
        let coupon = &self.coupons[discount.coupon];
        let months = coupon.months.and_then(|m| i32::try_from(m).ok());
        let end = months.map(|m| after(discount.start, m, Unit::Month).as_second());
        json!({
            "id": discount.id, "object": "discount", "checkout_session": null, "coupon": coupon.render(now),
            "customer": customer, "end": end, "invoice": null, "invoice_item": null,
            "promotion_code": discount.code, "start": discount.start.as_second(), "subscription": subscription,
            "subscription_item": null,
        })
    }

    fn render_customer(&self, customer: &Customer, now: Timestamp) -> Value {
        let discount = customer
            .discount
            .as_ref()
            .map(|d| self.render_discount(d, &customer.id, None, now));
        json!({
            "id": customer.id, "object": "customer", "address": null, "balance": 0,
            "created": customer.created.as_second(), "currency": "usd", "default_source": null, "delinquent": false,
            "description": null, "discount": discount, "email": customer.email, "livemode": false, "metadata": {},
            "name": customer.name, "phone": null, "preferred_locales": [], "shipping": null, "tax_exempt": "none",
        })
    }

    /// The place of a customer that the path names.
    fn customer(&self, id: &str) -> Result<usize, Answer> {
        self.customers
            .iter()
            .position(|customer| customer.id == id)
            .ok_or_else(|| refusals::missing(404, "customer", id, "id"))
    }

    pub(super) fn list_customers(&self, request: &Request, now: Timestamp) -> Reply {
        known(request, &["email"])?;
        let email = request.param("email");
        let rows: Vec<_> = self
            .customers
            .iter()
            .rev()
            .filter(|customer| email.is_none_or(|wanted| customer.email == wanted))
            .map(|customer| (customer.id.clone(), self.render_customer(customer, now)))
            .collect();
        page(request, "/v1/customers", &rows)
    }

    pub(super) fn read_customer(&self, id: &str, now: Timestamp) -> Reply {
        let customer = &self.customers[self.customer(id)?];
        Ok(Answer::json(200, &self.render_customer(customer, now)))
    }

    /// A customer's discount takes the place of the one before; nothing else is simulated.
    pub(super) fn update_customer(&mut self, id: &str, request: &Request, now: Timestamp) -> Reply {
        let at = self.customer(id)?;
        let mut fields = Fields::of(request);
        let (coupon, code) = (fields.take("coupon"), fields.take("promotion_code"));
        fields.finished()?;
        let coupon = match (coupon, &code) {
            (Some(coupon), None) => self.coupon(&coupon, "coupon", now)?,
            (None, Some(code)) => self.promoted(code, "promotion_code", id, now)?,
            // This simulator's wording.
            (Some(_), Some(_)) => {
                return Err(refusals::state(
                    "You may only specify one of these parameters: coupon, promotion_code.",
                ));
            }
            (None, None) => return self.read_customer(id, now),
        };
        let id = self.fresh("di");
        self.coupons[coupon].times += 1;
        self.customers[at].discount = Some(Discount {
            id,
            coupon,
            code,
            start: now,
        });
        let answer = Answer::json(200, &self.render_customer(&self.customers[at], now));
        Ok(answer.changed())
    }

    pub(super) fn delete_customer_discount(&mut self, id: &str, now: Timestamp) -> Reply {
        let at = self.customer(id)?;
        let Some(discount) = self.customers[at].discount.take() else {
            return Err(refusals::missing(404, "customer discount", id, "id"));
        };
        let mut body = self.render_discount(&discount, id, None, now);
        body["deleted"] = true.into();
        Ok(Answer::json(200, &body).changed())
    }
}
