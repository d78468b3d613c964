//! Cleeng, Core API 3.1: one broadcaster with offers, coupon campaigns, customers and their subscriptions.
//!
//! What pages of Cleeng's reference show is taken as given: paths, the header with the token, the twelve reasons
//! against a switch, one property in each update, no rows without a filter. What nobody has shown is chosen here and
//! marked "inferred": the names page and limit, the fields of an offer, of a campaign and of a switch, and the statuses
//! of refusals other than 401 and 429.

mod offers;
mod replies;
mod seed;
mod subscriptions;
mod switches;

use std::collections::BTreeMap;

use axum::http::Method;
use jiff::Timestamp;
use serde_json::Value;

use crate::DemoConnector;
use crate::people::Person;
use crate::vendor::{Answer, Rehearsal, Request, Vendor};
use offers::{Campaign, Offer};
use subscriptions::{Customer, Subscription};
use switches::Switch;

/// The broadcaster's API key. It guards nothing.
pub const API_KEY: &str = "patchbay-sandbox-cleeng-key";

/// The broadcaster.
pub(crate) struct Cleeng {
    offers: Vec<Offer>,
    campaigns: Vec<Campaign>,
    customers: Vec<Customer>,
    subscriptions: Vec<Subscription>,
    switches: Vec<Switch>,
}

/// A good answer or a refusal.
type Reply = Result<Answer, Answer>;

#[rustfmt::skip]
const REHEARSALS: [Rehearsal; 3] = [
    Rehearsal { action: "switch_subscription", user: 1001, params: &[("to_offer_id", "S100000002_US"), ("direction", "upgrade")] },
    Rehearsal { action: "apply_coupon", user: 1002, params: &[("coupon_code", "WINTER30")] },
    Rehearsal { action: "reactivate_subscription", user: 1005, params: &[] },
];

impl Vendor for Cleeng {
    fn id(&self) -> &'static str {
        "cleeng"
    }

    fn name(&self) -> &'static str {
        "Cleeng"
    }

    fn concurrency(&self) -> Option<usize> {
        None
    }

    fn answer(&mut self, request: &Request, now: Timestamp) -> Answer {
        let authorized = request.header("x-publisher-token") == API_KEY;
        if !authorized {
            return replies::refused(401, "UNAUTHORIZED", "Invalid or missing publisher token.");
        }
        self.route(request, now).unwrap_or_else(|refusal| refusal)
    }

    fn rate_limited(&self) -> Answer {
        replies::refused(429, "TOO_MANY_REQUESTS", "Too many requests.")
    }

    fn settle(&mut self, now: Timestamp) {
        self.pass(now);
    }

    fn connector(&self, url: &str) -> DemoConnector {
        DemoConnector {
            id: self.id(),
            settings: BTreeMap::from([
                ("environment", "sandbox".to_owned()),
                ("base_url", format!("{url}/cleeng/3.1")),
            ]),
            secrets: BTreeMap::from([("publisher_token", API_KEY.to_owned())]),
        }
    }

    fn traits(&self, person: &Person) -> Vec<(&'static str, String)> {
        // Two customers share 1013's address, and no id tells which is meant.
        let theirs = self.customers.iter().find(|c| c.external == person.id());
        match theirs {
            Some(customer) if person.number != seed::TWINS => {
                vec![("cleeng_customer_id", customer.id.to_string())]
            }
            _ => Vec::new(),
        }
    }

    fn note(&self, person: &Person) -> Option<String> {
        let customer = self.customers.iter().find(|c| c.external == person.id())?;
        let words: Vec<String> = self
            .subscriptions
            .iter()
            .filter(|s| s.customer == customer.id)
            .map(|s| format!("{} on {}", s.status.name(), self.offers[s.offer].id))
            .collect();
        (!words.is_empty()).then(|| words.join(" + "))
    }

    fn rehearsals(&self) -> Vec<Rehearsal> {
        REHEARSALS.into()
    }

    fn shown_path(&self, path: &str) -> String {
        path.to_owned()
    }

    fn export_csv(&self, _now: Timestamp) -> Option<String> {
        None
    }
}

impl Cleeng {
    /// The broadcaster of a seed as it stands at `now`.
    pub fn new(seed: u64, now: Timestamp, people: &[Person]) -> Self {
        seed::broadcaster(seed, now, people)
    }

    fn route(&mut self, request: &Request, now: Timestamp) -> Reply {
        let segments = request.segments();
        let segments: Vec<&str> = segments.iter().map(String::as_str).collect();
        let ["3.1", below @ ..] = segments.as_slice() else {
            return Err(replies::no_such_path());
        };
        let method = &request.method;
        let get = method == Method::GET;
        let post = method == Method::POST;
        let update = method == Method::PATCH;
        match below {
            ["offers"] if get => self.list_offers(request),
            ["campaigns"] if get => self.list_campaigns(request),
            ["customers"] if get => self.list_customers(request),
            ["subscriptions"] if get => self.list_subscriptions(request),
            ["subscriptions", id] if get => self.read_subscription(id),
            ["subscriptions", id] if update => self.update(id, &body(request)?, now),
            ["subscription_switches", "availability"] if get => self.availability(request),
            ["subscription_switches", id] if get => self.read_switch(id),
            ["subscription_switches"] if post => self.switch(&body(request)?, now),
            _ => Err(replies::no_such_path()),
        }
    }
}

/// The JSON object of a request.
fn body(request: &Request) -> Result<Value, Answer> {
    if !request
        .header("content-type")
        .starts_with("application/json")
    {
        return Err(replies::invalid("Content-Type must be application/json."));
    }
    request
        .json()
        .filter(Value::is_object)
        .ok_or_else(|| replies::invalid("The body must be a JSON object."))
}
