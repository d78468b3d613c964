//! Stripe Billing, API version 2025-02-24.acacia: one test account with its prices, coupons, customers and subscriptions.
//!
//! Wordings that no vendor document gives are this simulator's own; they are marked where they are made (see
//! [`refusals`]). A parameter that it does not simulate is refused by name, as the vendor refuses an unknown one, so
//! that a rehearsal never passes over something that the real account would act on.

mod catalogue;
mod customers;
mod fields;
mod previews;
mod refusals;
mod schedules;
mod seed;
mod settle;
mod subscription;
mod writes;

use std::collections::BTreeMap;

use axum::http::Method;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use crate::DemoConnector;
use crate::people::Person;
use crate::replays::{Replays, Seen};
use crate::vendor::{Answer, Rehearsal, Request, Vendor};
use catalogue::{Coupon, Price, Product, PromotionCode};
use customers::Customer;
use schedules::Schedule;
use subscription::Subscription;

/// A key that may do everything. It guards nothing.
pub const API_KEY: &str = "rk_test_patchbaysandbox";
/// A restricted key that may neither read products nor preview invoices. It guards nothing.
pub const NARROW_KEY: &str = "rk_test_patchbaysandboxnarrow";

const VERSION: &str = "2025-02-24.acacia";
const KEY_LIFE: SignedDuration = SignedDuration::from_hours(24);

#[rustfmt::skip]
const REHEARSALS: [Rehearsal; 10] = [
    Rehearsal { action: "update_subscription", user: 1001, params: &[("new_price", "price_platinum_month")] },
    Rehearsal { action: "update_subscription", user: 1002, params: &[("new_price", "price_gold_month"), ("when", "period_end")] },
    Rehearsal { action: "subscribe_to_plan", user: 1009, params: &[("price", "price_gold_month")] },
    Rehearsal { action: "unsubscribe_from_plan", user: 1016, params: &[("price", "price_gold_month")] },
    Rehearsal { action: "unsubscribe_from_plan", user: 1015, params: &[("price", "price_gold_month"), ("when", "now")] },
    Rehearsal { action: "unsubscribe_from_plan", user: 1014, params: &[("price", "price_sports_month"), ("when", "now"), ("prorate", "true")] },
    Rehearsal { action: "add_coupon", user: 1009, params: &[("coupon", "SAVE10")] },
    Rehearsal { action: "add_coupon", user: 1001, params: &[("promotion_code", "promo_spring"), ("target", "subscription"), ("price", "price_platinum_month")] },
    Rehearsal { action: "extend_trial", user: 1003, params: &[("price", "price_gold_trial"), ("days", "14")] },
    Rehearsal { action: "extend_trial", user: 1009, params: &[("price", "price_gold_month"), ("days", "7")] },
];

/// An early return carries the refusal.
type Reply = Result<Answer, Answer>;

/// The account. Every list is in the order of creation, oldest first.
pub(crate) struct Stripe {
    products: Vec<Product>,
    prices: Vec<Price>,
    coupons: Vec<Coupon>,
    promotion_codes: Vec<PromotionCode>,
    customers: Vec<Customer>,
    subscriptions: Vec<Subscription>,
    schedules: Vec<Schedule>,
    replays: Replays,
    /// How many ids were made: the next one is another.
    made: u32,
    requests: u32,
}

fn customer_id(person: &Person) -> String {
    format!("cus_Demo{}", person.number)
}

impl Vendor for Stripe {
    fn id(&self) -> &'static str {
        "stripe"
    }

    fn name(&self) -> &'static str {
        "Stripe"
    }

    fn concurrency(&self) -> Option<usize> {
        None
    }

    fn answer(&mut self, request: &Request, now: Timestamp) -> Answer {
        self.requests += 1;
        let id = format!("req_{:06}", self.requests);
        self.respond(request, now)
            .unwrap_or_else(|refusal| refusal)
            .header("request-id", id)
    }

    fn rate_limited(&self) -> Answer {
        refusals::rate_limited()
    }

    fn settle(&mut self, now: Timestamp) {
        self.pass(now);
    }

    fn connector(&self, url: &str) -> DemoConnector {
        DemoConnector {
            id: self.id(),
            settings: BTreeMap::from([("base_url", format!("{url}/stripe"))]),
            secrets: BTreeMap::from([("api_key", API_KEY.to_owned())]),
        }
    }

    fn traits(&self, person: &Person) -> Vec<(&'static str, String)> {
        // The twins are found by their e-mail address alone.
        if seed::UNKNOWN == person.number || seed::TWINS == person.number {
            return Vec::new();
        }
        vec![("stripe_id", customer_id(person))]
    }

    fn note(&self, person: &Person) -> Option<String> {
        let theirs: Vec<usize> = (0..self.customers.len())
            .filter(|at| self.customers[*at].number == person.number)
            .collect();
        let mut words: Vec<String> = self
            .subscriptions
            .iter()
            .filter(|s| theirs.contains(&s.customer))
            .map(|s| self.words(s))
            .collect();
        let customer = &self.customers[*theirs.first()?];
        if words.is_empty() && person.number > 1013 {
            return None;
        }
        if theirs.len() > 1 {
            words.push("two customers with one e-mail address".to_owned());
        }
        if words.is_empty() {
            words.push("no subscription".to_owned());
        }
        let card = match customer.card {
            customers::Card::None => ", no payment method",
            customers::Card::Declines => ", card is declined",
            customers::Card::Good => "",
        };
        Some(format!("{}{card}", words.join(" + ")))
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

impl Stripe {
    /// The account of a seed as it stands at `now`.
    pub fn new(seed: u64, now: Timestamp, people: &[Person]) -> Self {
        seed::account(seed, now, people)
    }

    /// An id that no object has.
    fn fresh(&mut self, prefix: &str) -> String {
        self.made += 1;
        format!("{prefix}_Demo{:05}", self.made)
    }

    fn respond(&mut self, request: &Request, now: Timestamp) -> Reply {
        let narrow = match request.bearer() {
            Some(API_KEY) => false,
            Some(NARROW_KEY) => true,
            key => return Err(refusals::key(key.unwrap_or_default())),
        };
        let version = request.header("stripe-version");
        if !matches!(version, "" | VERSION) {
            return Err(refusals::version(version));
        }
        let account = request.header("stripe-account");
        if !account.is_empty() {
            return Err(refusals::account(account));
        }
        let key = request.header("idempotency-key");
        if request.method != Method::POST || key.is_empty() {
            return self.route(request, narrow, now);
        }
        match self.replays.look(key, request, now) {
            Seen::Never => {}
            Seen::Repeat(answer) => return Ok(answer.header("idempotent-replayed", "true")),
            Seen::OtherBody(_) | Seen::OtherRoute => return Err(refusals::other_use(key)),
        }
        let answer = self.route(request, narrow, now);
        // What failed before anything was begun is not kept; a declined payment is.
        match &answer {
            Ok(kept) => self.replays.keep(key, request, now, kept),
            Err(kept) if kept.status == 402 => self.replays.keep(key, request, now, kept),
            Err(_) => {}
        }
        answer
    }

    fn route(&mut self, request: &Request, narrow: bool, now: Timestamp) -> Reply {
        let segments = request.segments();
        let parts: Vec<&str> = segments.iter().map(String::as_str).collect();
        let ["v1", parts @ ..] = parts.as_slice() else {
            return Err(refusals::no_route(request));
        };
        let get = request.method == Method::GET;
        let post = request.method == Method::POST;
        let delete = request.method == Method::DELETE;
        match parts {
            ["products"] if get && narrow => Err(refusals::forbidden("rak_product_read")),
            ["invoices", "create_preview"] if post && narrow => {
                Err(refusals::forbidden("rak_invoice_write"))
            }
            ["products"] if get => self.list_products(request),
            ["prices"] if get => self.list_prices(request),
            ["prices", id] if get => self.read_price(id, request),
            ["coupons"] if get => self.list_coupons(request, now),
            ["coupons", id] if get => self.read_coupon(id, now),
            ["promotion_codes"] if get => self.list_promotion_codes(request, now),
            ["promotion_codes", id] if get => self.read_promotion_code(id, now),
            ["customers"] if get => self.list_customers(request, now),
            ["customers", id] if get => self.read_customer(id, now),
            ["customers", id] if post => self.update_customer(id, request, now),
            ["customers", id, "discount"] if delete => self.delete_customer_discount(id, now),
            ["subscriptions"] if get => self.list_subscriptions(request, now),
            ["subscriptions"] if post => self.create_subscription(request, now),
            ["subscriptions", id] if get => self.read_subscription(id, now),
            ["subscriptions", id] if post => self.update_subscription(id, request, now),
            ["subscriptions", id] if delete => self.cancel_subscription(id, request, now),
            ["subscription_schedules"] if post => self.create_schedule(request, now),
            ["subscription_schedules", id] if get => self.read_schedule(id),
            ["subscription_schedules", id] if post => self.update_schedule(id, request, now),
            ["subscription_schedules", id, "release"] if post => self.release(id, request, now),
            ["invoices", "create_preview"] if post => self.preview(request, now),
            _ => Err(refusals::no_route(request)),
        }
    }
}

/// A page of a list, newest first as the vendor has them.
fn page(request: &Request, url: &str, rows: &[(String, Value)]) -> Reply {
    let limit = match request.param("limit").map(str::parse::<usize>) {
        None => 10,
        Some(Ok(limit @ 1..=100)) => limit,
        Some(_) => {
            return Err(refusals::invalid(
                "limit",
                "This value must be between 1 and 100",
            ));
        }
    };
    let from = match request.param("starting_after") {
        None => 0,
        Some(id) => match rows.iter().position(|(known, _)| known == id) {
            Some(at) => at + 1,
            None => return Err(refusals::missing(400, "object", id, "starting_after")),
        },
    };
    let until = rows.len().min(from + limit);
    let data: Vec<&Value> = rows[from..until].iter().map(|(_, row)| row).collect();
    Ok(Answer::json(
        200,
        &json!({ "object": "list", "url": url, "has_more": until < rows.len(), "data": data }),
    ))
}

/// The query parameters must be among these.
fn known(request: &Request, names: &[&str]) -> Result<(), Answer> {
    let paging = ["limit", "starting_after"];
    match request
        .query
        .iter()
        .find(|(name, _)| !names.contains(&name.as_str()) && !paging.contains(&name.as_str()))
    {
        Some((name, _)) => Err(refusals::unknown(name)),
        None => Ok(()),
    }
}

fn truth(name: &str, value: &str) -> Result<bool, Answer> {
    match value {
        "true" => Ok(true),
        "false" => Ok(false),
        _ => Err(refusals::invalid(
            name,
            &format!("Invalid boolean: {value}"),
        )),
    }
}
