//! The methods that only read: subscriptions, products, accounts.

use jiff::Timestamp;
use serde_json::{Map, Value, json};

use super::accounts::Status;
use super::catalogue::money;
use super::replies::{self, failure, optional, text};
use super::{CHANNEL_PARTNER, Done, Evergent, Reply};

/// What a request for the products may carry. None of it changes what this tenant lists, but `ovpSKUs`.
pub(super) const PRODUCT_MEMBERS: [&str; 9] = [
    "dmaID",
    "returnAppChannels",
    "returnPromotions",
    "returnAttributes",
    "returnLiveEvents",
    "appChannels",
    "offerType",
    "salesChannel",
    "ovpSKUs",
];

fn read(members: Value) -> Done {
    let members = match members {
        Value::Object(members) => members,
        _ => Map::new(),
    };
    Done {
        members,
        changed: false,
    }
}

impl Evergent {
    pub(super) fn active_subscriptions(
        &mut self,
        asked: &Map<String, Value>,
        _now: Timestamp,
    ) -> Reply {
        let account = &self.accounts[self.account(text(asked, "cpCustomerID")?)?];
        let next = account
            .items
            .iter()
            .find(|item| item.status == Status::Active && !self.services[item.service].freemium);
        let mut members = json!({});
        if let Some(item) = next {
            members["nextBillingDateTime"] = json!(item.valid_till.as_millisecond());
            members["nextBillingAmount"] = json!(money(self.services[item.service].cents));
        }
        members["country"] = json!(account.country);
        members["AccountServiceMessage"] = json!(account.render(&self.services));
        Ok(read(members))
    }

    pub(super) fn products(&mut self, asked: &Map<String, Value>, _now: Timestamp) -> Reply {
        let wanted = match asked.get("ovpSKUs") {
            None => None,
            Some(Value::Array(ids)) => Some(ids),
            Some(_) => return Err(failure("eV9006", "Parameter ovpSKUs must be an array")),
        };
        let rows: Vec<Value> = self
            .services
            .iter()
            .filter(|service| !service.retired)
            .filter(|service| wanted.is_none_or(|ids| ids.iter().any(|id| id == service.id)))
            .enumerate()
            .map(|(order, service)| service.render(order))
            .collect();
        Ok(read(json!({ "productsResponseMessage": rows })))
    }

    pub(super) fn search_account(&mut self, asked: &Map<String, Value>, _now: Timestamp) -> Reply {
        let mut given = None;
        for name in ["userName", "alternateUserName", "email"] {
            given = given.or(optional(asked, name)?);
        }
        let given = given.ok_or_else(|| replies::missing("userName"))?;
        // The e-mail is the user name here, as at most services; nobody has an alternate one.
        let account = self
            .accounts
            .iter()
            .find(|account| {
                account.email.eq_ignore_ascii_case(given)
                    && optional(asked, "alternateUserName").is_ok_and(|name| name.is_none())
            })
            .ok_or_else(|| failure("eV2327", "No account found"))?;
        Ok(read(json!({
            "accountID": account.number,
            "cpCustomerID": account.customer,
            "channelPartnerID": CHANNEL_PARTNER,
            "contactUserName": account.email,
            "email": account.email,
            "status": "ACTIVE",
        })))
    }
}
