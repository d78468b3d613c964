//! Roku Pay: one developer account with its key, and the purchases that channels made on devices.
//!
//! It reads only, as the connector does: `validate-transaction`. A "no" is a 200 with status 1. The purchases have no
//! state beyond the time: each says by itself what it is at a moment (see [`purchases`]).

mod purchases;

use std::collections::BTreeMap;

use axum::http::Method;
use jiff::Timestamp;
use serde_json::{Value, json};

use crate::DemoConnector;
use crate::people::Person;
use crate::vendor::{Answer, Rehearsal, Request, Vendor};
use purchases::{PRODUCTS, Purchase};

/// The web service key. It guards nothing.
const API_KEY: &str = "patchbay-sandbox-roku-key";
const CHANNEL: u64 = 654_321;

#[rustfmt::skip]
const REHEARSALS: [Rehearsal; 2] = [
    Rehearsal { action: "validate_transaction", user: 1001, params: &[("transaction_id", "%trait.roku_transaction_id%")] },
    Rehearsal { action: "in_app_purchase", user: 1001, params: &[("product_id", "gold_yearly"), ("purchase_type", "upgrade")] },
];

/// The account, its purchases in the order of the people.
pub(crate) struct Roku {
    purchases: Vec<Purchase>,
    now: Timestamp,
}

impl Roku {
    /// The account of a seed as it stands at `now`.
    pub fn new(seed: u64, now: Timestamp, people: &[Person]) -> Self {
        Self {
            purchases: purchases::seeded(seed, now, people),
            now,
        }
    }

    fn of(&self, person: &Person) -> impl Iterator<Item = &Purchase> {
        let number = person.number;
        self.purchases.iter().filter(move |p| p.person == number)
    }

    fn validate(&self, key: &str, id: &str, now: Timestamp) -> Answer {
        if !is_uuid(id) {
            return Answer::text(400, "text/plain; charset=utf-8", "Invalid URI format.");
        }
        if key != API_KEY {
            return no("UNAUTHORIZED");
        }
        let found = self
            .purchases
            .iter()
            .find(|p| p.id.eq_ignore_ascii_case(id));
        match found {
            Some(purchase) => Answer::json(200, &purchase.shown(now, CHANNEL)),
            // The vendor's wording is not documented.
            None => no("Transaction not found."),
        }
    }
}

impl Vendor for Roku {
    fn id(&self) -> &'static str {
        "roku"
    }

    fn name(&self) -> &'static str {
        "Roku"
    }

    fn concurrency(&self) -> Option<usize> {
        None
    }

    fn answer(&mut self, request: &Request, now: Timestamp) -> Answer {
        let segments = request.segments();
        let parts: Vec<&str> = segments.iter().map(String::as_str).collect();
        match parts.as_slice() {
            ["validate-transaction", key, id] if request.method == Method::GET => {
                self.validate(key, id, now)
            }
            // The vendor's other calls change things, and the connector makes none of them.
            _ => Answer::text(404, "text/plain; charset=utf-8", "Endpoint not found."),
        }
    }

    /// What the vendor answers is not documented.
    fn rate_limited(&self) -> Answer {
        Answer::text(429, "text/plain; charset=utf-8", "Too many requests.")
    }

    fn settle(&mut self, now: Timestamp) {
        self.now = now;
    }

    fn connector(&self, url: &str) -> DemoConnector {
        DemoConnector {
            id: self.id(),
            settings: BTreeMap::from([
                ("product_ids", PRODUCTS.map(|product| product.id).join("\n")),
                ("channel_id", CHANNEL.to_string()),
                ("base_url", format!("{url}/roku")),
            ]),
            secrets: BTreeMap::from([("roku_api_key", API_KEY.to_owned())]),
        }
    }

    fn traits(&self, person: &Person) -> Vec<(&'static str, String)> {
        let first = self.of(person).next();
        first
            .map(|purchase| ("roku_transaction_id", purchase.id.clone()))
            .into_iter()
            .collect()
    }

    fn note(&self, person: &Person) -> Option<String> {
        let words: Vec<String> = self.of(person).map(|p| p.words(self.now)).collect();
        (!words.is_empty()).then(|| words.join(" + "))
    }

    fn rehearsals(&self) -> Vec<Rehearsal> {
        REHEARSALS.into()
    }

    fn shown_path(&self, path: &str) -> String {
        let mut parts: Vec<&str> = path.split('/').collect();
        // `/validate-transaction/KEY/ID`: as others of the vendor's reading calls.
        if let Some(key) = parts.get_mut(2) {
            *key = "[masked]";
        }
        parts.join("/")
    }

    fn export_csv(&self, _now: Timestamp) -> Option<String> {
        None
    }
}

/// A "no" of the vendor's.
fn no(message: &str) -> Answer {
    let body: Value = json!({
        "status": 1, "errorMessage": message, "errorCode": null, "errorDetails": null,
    });
    Answer::json(200, &body)
}

fn is_uuid(text: &str) -> bool {
    let groups: Vec<usize> = text.split('-').map(str::len).collect();
    groups == [8, 4, 4, 4, 12] && text.chars().all(|c| c == '-' || c.is_ascii_hexdigit())
}
