//! Customers and their cards: what they are, their lists and look-ups.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::{Chargify, Reply, lists, refusals};
use crate::calendar::iso;
use crate::people::Person;
use crate::vendor::{Answer, Request};

/// A customer of the site.
#[derive(Clone)]
pub(super) struct Customer {
    pub id: u64,
    pub first: String,
    pub last: String,
    pub email: String,
    pub organization: Option<String>,
    pub reference: Option<String>,
    pub street: Option<String>,
    pub city: Option<String>,
    pub state: Option<String>,
    pub zip: Option<String>,
    pub country: Option<String>,
    pub country_name: Option<String>,
    pub phone: Option<String>,
    pub created: Timestamp,
}

impl Customer {
    /// One of the two hundred, known to the operator as `cust-…`.
    pub fn of(person: &Person) -> Self {
        let place = person.place;
        let own = |text: &str| Some(text.to_owned());
        Self {
            id: super::customer_id(person),
            first: person.first.to_owned(),
            last: person.last.to_owned(),
            email: person.email(),
            organization: None,
            reference: Some(person.id()),
            street: own(&person.street),
            city: own(place.city),
            state: own(place.state),
            zip: own(place.zip),
            country: own(place.country),
            country_name: own(place.country_name),
            phone: own(&person.phone),
            created: person.joined,
        }
    }

    pub fn render(&self) -> Value {
        json!({
            "id": self.id,
            "first_name": self.first,
            "last_name": self.last,
            "email": self.email,
            "cc_emails": null,
            "organization": self.organization,
            "reference": self.reference,
            "created_at": iso(self.created),
            "updated_at": iso(self.created),
            "address": self.street,
            "address_2": null,
            "city": self.city,
            "state": self.state,
            "state_name": null,
            "zip": self.zip,
            "country": self.country,
            "country_name": self.country_name,
            "phone": self.phone,
            "verified": false,
            "portal_customer_created_at": null,
            "portal_invite_last_sent_at": null,
            "portal_invite_last_accepted_at": null,
            "tax_exempt": false,
            "vat_number": null,
            "parent_id": null,
            "locale": null,
            "default_subscription_group_uid": null,
        })
    }

    /// The vendor's free search: e-mail, id, organisation, reference, name.
    fn matches(&self, text: &str) -> bool {
        let text = text.to_lowercase();
        let name = format!("{} {}", self.first, self.last);
        let fields = [
            Some(&self.email),
            Some(&name),
            self.organization.as_ref(),
            self.reference.as_ref(),
        ];
        self.id.to_string() == text
            || fields
                .into_iter()
                .flatten()
                .any(|field| field.to_lowercase().contains(&text))
    }
}

/// A card on file, at the vendor's test gateway.
pub(super) struct Card {
    pub id: u64,
    pub customer: u64,
    pub first: String,
    pub last: String,
    pub month: i8,
    pub year: i16,
    /// Charges to it fail, as with number 2 of the vendor's test gateway.
    pub declines: bool,
}

impl Card {
    pub fn render(&self) -> Value {
        let number = if self.declines { 2 } else { 1 };
        json!({
            "id": self.id,
            "first_name": self.first,
            "last_name": self.last,
            "masked_card_number": format!("XXXX-XXXX-XXXX-{number}"),
            "card_type": "bogus",
            "expiration_month": self.month,
            "expiration_year": self.year,
            "customer_id": self.customer,
            "current_vault": "bogus",
            "vault_token": number.to_string(),
            "billing_address": null,
            "billing_city": null,
            "billing_state": null,
            "billing_zip": null,
            "billing_country": null,
            "customer_vault_token": null,
            "billing_address_2": null,
            "payment_type": "credit_card",
            "disabled": false,
            "site_gateway_setting_id": 1,
            "gateway_handle": null,
        })
    }
}

impl Chargify {
    pub(super) fn customer(&self, id: u64) -> Option<&Customer> {
        self.customers.iter().find(|customer| customer.id == id)
    }

    /// The card that a new subscription of a customer is charged to when none is named.
    pub(super) fn card_of(&self, customer: u64) -> Option<&Card> {
        self.cards.iter().find(|card| card.customer == customer)
    }

    pub(super) fn list_customers(&self, request: &Request) -> Reply {
        let range = lists::Range::read(request, &["updated_at", "created_at"], str::to_owned)?;
        let wanted = request.param("q").unwrap_or_default().trim();
        let mut rows: Vec<Value> = self
            .customers
            .iter()
            .filter(|customer| wanted.is_empty() || customer.matches(wanted))
            .map(Customer::render)
            .filter(|row| range.holds(row))
            .map(|row| json!({ "customer": row }))
            .collect();
        if lists::descending(request, false)? {
            rows.reverse();
        }
        lists::page(request, 50, rows)
    }

    pub(super) fn look_customer_up(&self, request: &Request) -> Reply {
        let reference = request.param("reference").ok_or_else(refusals::not_found)?;
        self.customers
            .iter()
            .find(|customer| customer.reference.as_deref() == Some(reference))
            .map(|customer| Answer::json(200, &json!({ "customer": customer.render() })))
            .ok_or_else(refusals::not_found)
    }

    pub(super) fn read_customer(&self, id: &str) -> Reply {
        let customer = id
            .parse()
            .ok()
            .and_then(|id| self.customer(id))
            .ok_or_else(refusals::not_found)?;
        Ok(Answer::json(200, &json!({ "customer": customer.render() })))
    }

    pub(super) fn list_cards(&self, request: &Request) -> Reply {
        let customer = lists::number(request, "customer_id")?;
        let rows = self
            .cards
            .iter()
            .filter(|card| customer.is_none_or(|id| card.customer == id))
            .map(|card| json!({ "payment_profile": card.render() }));
        lists::page(request, 20, rows)
    }
}
