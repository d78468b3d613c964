//! Modifications of a subscription's items: one is added, one takes another's place, one gets a campaign.

use jiff::Timestamp;
use serde_json::Value;

use super::catalogue::names;
use super::replies;
use super::subscriptions::Item;
use super::{Reply, Vindicia};
use crate::vendor::{Answer, Request};

impl Vindicia {
    pub(super) fn modify(&mut self, id: &str, request: &Request, now: Timestamp) -> Reply {
        replies::known(
            names(request).iter(),
            &["effective_date", "bill_prorated_period"],
        )?;
        let today = match request.param("effective_date") {
            Some("today") => true,
            Some("nextBill") => false,
            _ => return Err(replies::invalid("effective_date must be today or nextBill")),
        };
        let prorated = match request.param("bill_prorated_period") {
            Some("true") => true,
            Some("false") | None => false,
            Some(_) => {
                return Err(replies::invalid(
                    "bill_prorated_period must be true or false",
                ));
            }
        };
        let body = request
            .json()
            .filter(Value::is_object)
            .ok_or_else(|| replies::invalid("The body must be a JSON object"))?;
        members(&body, "Subscription", &["object", "id", "items"])?;
        let place = self.position(id)?;
        if body["id"] != self.subscriptions[place].id.as_str() {
            return Err(replies::invalid("The id is not that of the path"));
        }
        if self.subscriptions[place].status != "Active" {
            return Err(replies::invalid(
                "Only Active subscriptions can be modified",
            ));
        }
        let items = body["items"].as_array().map_or(&[][..], Vec::as_slice);
        if items.is_empty() {
            return Err(replies::invalid("A modification needs items"));
        }
        for item in items {
            members(
                item,
                "SubscriptionItem",
                &["object", "id", "product", "replaces", "campaign_code"],
            )?;
        }
        let account = &self.subscriptions[place].account;
        if today && prorated && self.accounts.get(account) == Some(&false) {
            return Err(replies::invalid("The payment method was declined"));
        }
        let before = self.subscriptions[place].clone();
        for item in items {
            if let Err(answer) = self.take(place, item, today) {
                // All or nothing.
                self.subscriptions[place] = before;
                return Err(answer);
            }
        }
        self.pass(now);
        Ok(Answer::json(200, &self.shown(place)).changed())
    }

    fn take(&mut self, place: usize, item: &Value, today: bool) -> Result<(), Answer> {
        let id = item["id"]
            .as_str()
            .filter(|id| !id.is_empty())
            .ok_or_else(|| replies::invalid("An item needs an id"))?;
        let found = self.subscriptions[place]
            .items
            .iter()
            .position(|i| i.id == id);
        if item["product"].is_null() {
            let code = item["campaign_code"].as_str().unwrap_or_default();
            let found = found.ok_or_else(|| replies::not_found("SubscriptionItem", id))?;
            let product = self.subscriptions[place].items[found].product;
            let code = self.campaign(code, product)?;
            self.subscriptions[place].items[found].campaign = Some(code);
            return Ok(());
        }
        if found.is_some() {
            return Err(replies::error(409, "An item of this id exists already"));
        }
        let product = self.product(named(&item["product"])?)?;
        if !self.products[product].active {
            return Err(replies::invalid("The product is not active"));
        }
        let campaign = match item["campaign_code"].as_str() {
            Some(code) => Some(self.campaign(code, product)?),
            None => None,
        };
        let old = match &item["replaces"] {
            Value::Null => None,
            replaces => Some(self.replaced(place, replaces)?),
        };
        let has = |i: &Item| i.product == product && Some(&i.id) != old.as_ref();
        let s = &mut self.subscriptions[place];
        if s.items.iter().any(has) {
            return Err(replies::invalid(
                "The subscription has this product already",
            ));
        }
        match old {
            Some(old) if today => s.items.retain(|i| i.id != old),
            Some(old) => s.leaving.push(old),
            None => {}
        }
        s.items.push(Item {
            id: id.to_owned(),
            product,
            campaign,
        });
        Ok(())
    }

    /// The id of the item that is replaced.
    fn replaced(&self, place: usize, replaces: &Value) -> Result<String, Answer> {
        members(replaces, "SubscriptionItem", &["object", "product"])?;
        let id = named(&replaces["product"])?;
        let product = self.product(id)?;
        let s = &self.subscriptions[place];
        s.items
            .iter()
            .find(|i| i.product == product && !s.leaving.contains(&i.id))
            .map(|i| i.id.clone())
            .ok_or_else(|| replies::invalid(&format!("The subscription has no product '{id}'")))
    }

    fn campaign(&self, code: &str, product: usize) -> Result<&'static str, Answer> {
        let campaign = self.campaigns.iter().find(|c| c.code == Some(code));
        let Some((campaign, code)) = campaign.and_then(|c| Some((c, c.code?))) else {
            return Err(replies::invalid(&format!(
                "Campaign code '{code}' is not valid"
            )));
        };
        let product = self.products[product].id;
        let takes = campaign.products.is_empty() || campaign.products.contains(&product);
        if campaign.state != "Active" || campaign.new_only || campaign.kind != "Promotion" || !takes
        {
            return Err(replies::invalid(&format!(
                "Campaign code '{code}' is not eligible"
            )));
        }
        Ok(code)
    }
}

/// The id of a reference to a product.
fn named(product: &Value) -> Result<&str, Answer> {
    members(product, "Product", &["object", "id"])?;
    product["id"]
        .as_str()
        .ok_or_else(|| replies::invalid("A product needs an id"))
}

/// The object must be of its type, and have no members but these.
fn members(value: &Value, object: &str, known: &[&str]) -> Result<(), Answer> {
    if value["object"] != object {
        return Err(replies::invalid(&format!("object must be {object}")));
    }
    let names = value.as_object().into_iter().flatten();
    replies::known(names.map(|(name, _)| name), known)
}
