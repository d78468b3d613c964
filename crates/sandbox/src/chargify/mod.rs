//! Chargify (Maxio Advanced Billing): one test site with its catalogue, customers and subscriptions.
//!
//! Follows the vendor's `OpenAPI` document of 2024-07-02 with the additions of its SDK 9.0.0. Wordings that no vendor
//! document gives are this simulator's own; they are marked where they are made (see [`refusals`]). What it does not
//! simulate it refuses by name, so that a rehearsal never passes over something that the real site would act on.

mod cancelling;
mod catalogue;
mod coupons;
mod customers;
mod lists;
mod manifest;
mod refusals;
mod renewals;
mod seed;
mod signup;
mod subscription;
mod wares;

use std::collections::BTreeMap;

use axum::http::Method;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use crate::DemoConnector;
use crate::people::{FIRST, Person};
use crate::vendor::{Answer, Rehearsal, Request, Vendor};
use catalogue::{Coupon, Family, Product};
use customers::{Card, Customer};
use subscription::Subscription;

/// The site's API key. It guards nothing.
pub const API_KEY: &str = "patchbay-sandbox-chargify-key";
/// The site's subdomain.
pub const SUBDOMAIN: &str = "patchbay-demo";

const SITE_ID: u64 = 88_001;
const CONCURRENCY: usize = 4;
const TOKEN_LIFE: SignedDuration = SignedDuration::from_mins(60);

/// The customer id of `cust-1001`; the others follow.
const FIRST_CUSTOMER: u64 = 20_001_001;

#[rustfmt::skip]
const REHEARSALS: [Rehearsal; 4] = [
    Rehearsal { action: "create_subscription", user: 1009, params: &[("plan", "gold")] },
    Rehearsal { action: "add_coupon_code", user: 1001, params: &[("plan", "gold"), ("coupon_code", "SAVE10")] },
    Rehearsal { action: "cancel_subscription", user: 1001, params: &[("plan", "gold"), ("when", "end_of_period")] },
    Rehearsal { action: "cancel_subscription", user: 1002, params: &[("plan", "basic"), ("when", "immediately")] },
];

/// An early return carries the refusal.
type Reply = Result<Answer, Answer>;

/// The site. Every list is in the order of its ids.
pub(crate) struct Chargify {
    families: Vec<Family>,
    products: Vec<Product>,
    coupons: Vec<Coupon>,
    customers: Vec<Customer>,
    cards: Vec<Card>,
    subscriptions: Vec<Subscription>,
    tokens: Vec<(String, Timestamp)>,
    opened: Timestamp,
}

/// The Chargify customer id of one of the two hundred people.
fn customer_id(person: &Person) -> u64 {
    FIRST_CUSTOMER + u64::from(person.number - FIRST)
}

impl Vendor for Chargify {
    fn id(&self) -> &'static str {
        "chargify"
    }

    fn name(&self) -> &'static str {
        "Chargify"
    }

    fn concurrency(&self) -> Option<usize> {
        Some(CONCURRENCY)
    }

    fn answer(&mut self, request: &Request, now: Timestamp) -> Answer {
        self.respond(request, now).unwrap_or_else(|refusal| refusal)
    }

    fn rate_limited(&self) -> Answer {
        refusals::rate_limited()
    }

    fn settle(&mut self, now: Timestamp) {
        self.renew(now);
    }

    fn connector(&self, url: &str) -> DemoConnector {
        DemoConnector {
            id: self.id(),
            settings: BTreeMap::from([
                ("domain", format!("{SUBDOMAIN}.chargify.com")),
                ("base_url", format!("{url}/chargify")),
            ]),
            secrets: BTreeMap::from([("api_key", API_KEY.to_owned())]),
        }
    }

    fn traits(&self, person: &Person) -> Vec<(&'static str, String)> {
        vec![("chargify_id", customer_id(person).to_string())]
    }

    fn note(&self, person: &Person) -> Option<String> {
        let theirs: Vec<String> = self
            .subscriptions
            .iter()
            .filter(|subscription| subscription.customer == customer_id(person))
            .map(|subscription| {
                let plan = self.products[subscription.product].label();
                let mut words = format!("{} on {plan}", subscription.state.name());
                for applied in &subscription.coupons {
                    words = format!("{words} with {}", self.coupons[applied.coupon].code);
                }
                if subscription.cancel_at_end {
                    words.push_str(", ends with the period");
                }
                words
            })
            .collect();
        let card = match self
            .cards
            .iter()
            .find(|card| card.customer == customer_id(person))
        {
            None => ", no card",
            Some(card) if card.declines => ", card is declined",
            Some(_) => "",
        };
        (!theirs.is_empty()).then(|| format!("{}{card}", theirs.join(" + ")))
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

impl Chargify {
    /// The site of a seed as it stands at `now`.
    pub fn new(seed: u64, now: Timestamp, people: &[Person]) -> Self {
        seed::site(seed, now, people)
    }

    fn respond(&mut self, request: &Request, now: Timestamp) -> Reply {
        if !authorized(request) {
            return Err(refusals::access_denied());
        }
        let body = read_body(request)?;
        let Some(token) = uniqueness_token(request, &body) else {
            return self.route(request, &body, now);
        };
        self.tokens
            .retain(|(_, used)| now.duration_since(*used) < TOKEN_LIFE);
        if self.tokens.iter().any(|(used, _)| *used == token) {
            return Err(refusals::duplicate());
        }
        // The vendor remembers an attempt once it has answered it, whatever the answer was.
        self.tokens.push((token, now));
        self.route(request, &body, now)
    }

    fn route(&mut self, request: &Request, body: &Value, now: Timestamp) -> Reply {
        let Some(path) = request.path.strip_suffix(".json") else {
            return Err(refusals::not_found());
        };
        let parts: Vec<&str> = path.split('/').skip(1).collect();
        let get = request.method == Method::GET;
        let post = request.method == Method::POST;
        let put = request.method == Method::PUT;
        let delete = request.method == Method::DELETE;
        match parts.as_slice() {
            ["site"] if get => Ok(Answer::json(200, &site())),
            ["customers"] if get => self.list_customers(request),
            ["customers", "lookup"] if get => self.look_customer_up(request),
            ["customers", id] if get => self.read_customer(id),
            ["customers", id, "subscriptions"] if get => self.list_customer_subscriptions(id, now),
            ["products"] if get => self.list_products(request),
            ["product_families"] if get => self.list_families(request),
            ["reason_codes"] if get => self.list_reason_codes(request),
            ["payment_profiles"] if get => self.list_cards(request),
            ["coupons"] if get => self.list_coupons(request),
            ["coupons", "validate"] if get => self.validate_coupon(request, now),
            ["subscriptions"] if get => self.list_subscriptions(request, now),
            ["subscriptions"] if post => self.create_subscription(body, now),
            ["subscriptions", "preview"] if post => self.preview_subscription(body, now),
            ["subscriptions", "lookup"] if get => self.look_subscription_up(request),
            ["subscriptions", id] if get => self.read_subscription(id, request),
            ["subscriptions", id] if delete => self.cancel(id, body, now),
            ["subscriptions", id, "delayed_cancel"] if post => self.delay_cancel(id, body, now),
            ["subscriptions", id, "delayed_cancel"] if delete => self.undo_delayed_cancel(id, now),
            ["subscriptions", id, "reactivate"] if put => self.reactivate(id, body, now),
            ["subscriptions", id, "add_coupon"] if post => self.add_coupon(id, request, body, now),
            ["subscriptions", id, "remove_coupon"] if delete => {
                self.remove_coupon(id, request, now)
            }
            _ => Err(refusals::not_found()),
        }
    }
}

/// HTTP Basic, the key as user; any password is taken, as the vendor does.
fn authorized(request: &Request) -> bool {
    request.basic().is_some_and(|(user, _)| user == API_KEY)
}

/// The JSON body of a request; null when there is none.
fn read_body(request: &Request) -> Result<Value, Answer> {
    if request.body.is_empty() || request.method == Method::GET {
        return Ok(Value::Null);
    }
    if !request
        .header("content-type")
        .starts_with("application/json")
    {
        return Err(refusals::not_json("Content-Type must be application/json"));
    }
    request
        .json()
        .ok_or_else(|| refusals::not_json("the body is not JSON"))
}

fn uniqueness_token(request: &Request, body: &Value) -> Option<String> {
    let writes = request.method == Method::POST || request.method == Method::PUT;
    let token = body.get("uniqueness_token")?.as_str()?;
    writes.then(|| token.to_owned())
}

fn site() -> Value {
    json!({ "site": {
        "id": SITE_ID,
        "name": "Patchbay Demo",
        "subdomain": SUBDOMAIN,
        "currency": "USD",
        "seller_id": 4_411,
        "non_primary_currencies": [],
        "relationship_invoicing_enabled": true,
        "customer_hierarchy_enabled": false,
        "whopays_enabled": false,
        "whopays_default_payer": "self",
        "allocation_settings": { "upgrade_charge": "prorated", "downgrade_credit": "none", "accrue_charge": "true" },
        "default_payment_collection_method": "automatic",
        "organization_address": {
            "street": null, "line2": null, "city": null, "state": null, "zip": null, "country": null,
            "name": "Patchbay Demo", "phone": null,
        },
        "tax_configuration": { "kind": "custom", "destination_address": "shipping_then_billing", "fully_configured": false },
        "net_terms": {
            "default_net_terms": 0, "automatic_net_terms": 0, "remittance_net_terms": 0,
            "net_terms_on_remittance_signups_enabled": false, "custom_net_terms_enabled": false,
        },
        "test": true,
    } })
}
