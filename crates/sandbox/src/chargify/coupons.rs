//! The rules of coupons: which may be used, on what, together with which.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::catalogue::{Coupon, Recurs};
use super::subscription::Applied;
use super::{Chargify, Reply, lists, refusals};
use crate::vendor::{Answer, Request};

const NOT_FOUND: &str = "Coupon code could not be found.";

/// Why coupons cannot go onto a subscription: the field of the vendor's map, and its messages.
pub(super) struct Unfit {
    pub field: &'static str,
    pub messages: Vec<String>,
}

impl Unfit {
    fn each(field: &'static str, codes: &[&str], why: &str) -> Self {
        Self {
            field,
            messages: codes
                .iter()
                .map(|code| format!("Coupon Codes: '{code}' - {why}"))
                .collect(),
        }
    }
}

impl Coupon {
    /// For how many periods it counts on one subscription, where that is limited.
    pub fn uses_allowed(&self) -> Option<i32> {
        match self.recurs {
            Recurs::Once => Some(1),
            Recurs::Months(months) => Some(months),
            Recurs::Always => None,
        }
    }

    /// Why it cannot be used by anybody now. Only the first wording is the vendor's.
    fn spent(&self, now: Timestamp) -> Option<&'static str> {
        if self.archived.is_some() {
            Some(NOT_FOUND)
        } else if self.ends.is_some_and(|end| end <= now) {
            Some("Coupon has expired.")
        } else if self.starts > now {
            Some("Coupon is not yet valid.")
        } else if self.limit.is_some_and(|limit| self.used >= limit) {
            Some("Coupon has reached its conversion limit.")
        } else {
            None
        }
    }
}

impl Chargify {
    /// The places of the coupons of `codes`, fit to be used together on a subscription of a family that carries `present`.
    pub(super) fn fit(
        &self,
        codes: &[&str],
        present: &[Applied],
        family: usize,
        now: Timestamp,
    ) -> Result<Vec<usize>, Unfit> {
        let mut places: Vec<usize> = Vec::new();
        for code in codes {
            let found = self
                .coupons
                .iter()
                .position(|coupon| coupon.code == *code && coupon.family == family);
            let Some(place) = found else {
                return Err(Unfit::each("coupon_code", &[code], NOT_FOUND));
            };
            if let Some(why) = self.coupons[place].spent(now) {
                let field = if why == NOT_FOUND {
                    "coupon_code"
                } else {
                    "coupon_codes"
                };
                return Err(Unfit::each(field, &[code], why));
            }
            let again =
                places.contains(&place) || present.iter().any(|applied| applied.coupon == place);
            if again {
                return Err(Unfit::each(
                    "coupon_codes",
                    &[code],
                    "Coupon code has already been applied.",
                ));
            }
            places.push(place);
        }
        if places.is_empty() {
            return Ok(places);
        }
        if present
            .iter()
            .any(|applied| !self.coupons[applied.coupon].stackable)
        {
            let message =
                "Coupon Codes: Subscription already has at least one non-stackable coupon.";
            return Err(Unfit {
                field: "codes",
                messages: vec![message.to_owned()],
            });
        }
        let alone: Vec<&str> = places
            .iter()
            .map(|&place| &self.coupons[place])
            .filter(|coupon| !coupon.stackable)
            .map(|coupon| coupon.code)
            .collect();
        if !alone.is_empty() && places.len() + present.len() > 1 {
            return Err(Unfit::each(
                "coupon_codes",
                &alone,
                "That coupon is not stackable",
            ));
        }
        Ok(places)
    }

    /// Counts coupons as used, and makes what a subscription carries of them.
    pub(super) fn use_coupons(&mut self, places: &[usize]) -> Vec<Applied> {
        for &place in places {
            self.coupons[place].used += 1;
        }
        places
            .iter()
            .map(|&coupon| Applied { coupon, used: 0 })
            .collect()
    }

    /// Without a family only the site's first one is searched.
    pub(super) fn validate_coupon(&self, request: &Request, now: Timestamp) -> Reply {
        let code = request.param("code").unwrap_or_default();
        let family = lists::number(request, "product_family_id")?.unwrap_or(self.families[0].id);
        let found = self
            .coupons
            .iter()
            .find(|coupon| coupon.code == code && self.families[coupon.family].id == family)
            .ok_or_else(|| refusals::coupon_not_valid(NOT_FOUND))?;
        match found.spent(now) {
            Some(why) => Err(refusals::coupon_not_valid(why)),
            None => Ok(Answer::json(
                200,
                &json!({ "coupon": found.render(&self.families) }),
            )),
        }
    }

    /// The body adds; the deprecated `?code=` replaces all that was there.
    pub(super) fn add_coupon(
        &mut self,
        id: &str,
        request: &Request,
        body: &Value,
        now: Timestamp,
    ) -> Reply {
        let position = self.position(id)?;
        let replaces = request.param("code");
        let codes: Vec<&str> = match (replaces, body.get("codes").and_then(Value::as_array)) {
            (Some(code), _) => vec![code],
            (None, Some(codes)) => codes.iter().filter_map(Value::as_str).collect(),
            (None, None) => Vec::new(),
        };
        if codes.is_empty() {
            return Err(refusals::coupons(
                "codes",
                &["Coupon Codes: cannot be blank.".to_owned()],
            ));
        }
        let subscription = &self.subscriptions[position];
        if subscription.ended() {
            let message = format!(
                "Coupons cannot be added to a subscription that is {}.",
                subscription.state.name()
            );
            return Err(refusals::field("subscription", &[message]));
        }
        let present = if replaces.is_some() {
            &[][..]
        } else {
            &subscription.coupons[..]
        };
        let family = self.products[subscription.product].family;
        let places = self
            .fit(&codes, present, family, now)
            .map_err(|unfit| refusals::coupons(unfit.field, &unfit.messages))?;
        let added = self.use_coupons(&places);
        let subscription = &mut self.subscriptions[position];
        if replaces.is_some() {
            subscription.coupons.clear();
        }
        subscription.coupons.extend(added);
        subscription.updated = now;
        Ok(self.answer_with(position).changed())
    }

    /// Removes the named coupon, or the first when none is named.
    pub(super) fn remove_coupon(&mut self, id: &str, request: &Request, now: Timestamp) -> Reply {
        let position = self.position(id)?;
        let carried = &self.subscriptions[position].coupons;
        let place = match request.param("coupon_code") {
            Some(code) => carried
                .iter()
                .position(|applied| self.coupons[applied.coupon].code == code),
            None => (!carried.is_empty()).then_some(0),
        };
        let Some(place) = place else {
            let message = "There's no coupon applied to this subscription".to_owned();
            return Err(refusals::field("subscription", &[message]));
        };
        let subscription = &mut self.subscriptions[position];
        subscription.coupons.remove(place);
        subscription.updated = now;
        Ok(Answer::json(200, &json!("Coupon successfully removed")).changed())
    }
}
