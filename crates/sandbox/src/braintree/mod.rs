//! Braintree: one merchant of the sandbox gateway, with its plans, discounts, customers, payment methods and subscriptions.
//!
//! Follows what the vendor's own client libraries send and expect in version 6 of the XML API. Statuses, codes and texts
//! of refusals are the vendor's where its libraries name them; what is not simulated is refused by name, so that a
//! rehearsal never passes over something that the real gateway would act on.

mod customers;
mod discounts;
mod refusals;
mod seed;
mod subscribing;
mod wares;
mod xml;

use std::collections::BTreeMap;

use axum::http::Method;
use jiff::Timestamp;

use crate::DemoConnector;
use crate::people::Person;
use crate::vendor::{Answer, Rehearsal, Request, Vendor};
use customers::{Customer, Status, Subscription};
use wares::{ADD_ONS, AddOn, Discount, Plan};
use xml::{Node, list};

/// The merchant. Like the keys it guards nothing.
pub const MERCHANT: &str = "patchbaydemo0001";
/// The public half of the merchant's keys.
pub const PUBLIC_KEY: &str = "patchbaydemopublic";
/// The private half.
pub const PRIVATE_KEY: &str = "patchbay-sandbox-braintree-key";

#[rustfmt::skip]
const REHEARSALS: [Rehearsal; 4] = [
    Rehearsal { action: "subscribe_plan", user: 1009, params: &[("plan_id", "gold_monthly")] },
    Rehearsal { action: "subscribe_plan", user: 1002, params: &[("plan_id", "trial_monthly"), ("price", "7.50"), ("trial_period", "true")] },
    Rehearsal { action: "subscribe_plan", user: 1009, params: &[("plan_id", "silver_quarterly"), ("add_on_id", "uhd")] },
    Rehearsal { action: "add_discount", user: 1001, params: &[("discount_id", "save2")] },
];

/// An early return carries the refusal.
type Reply = Result<Answer, Answer>;

/// The merchant's vault. Every list is in the order in which its entries were made.
pub(crate) struct Braintree {
    plans: Vec<Plan>,
    discounts: Vec<Discount>,
    customers: Vec<Customer>,
    subscriptions: Vec<Subscription>,
    /// How many payments there were, for the ids of new ones.
    payments: u32,
}

/// The customer id of one of the two hundred.
fn customer_id(person: &Person) -> String {
    format!("bt_{}", person.number)
}

impl Vendor for Braintree {
    fn id(&self) -> &'static str {
        "braintree"
    }

    fn name(&self) -> &'static str {
        "Braintree"
    }

    fn concurrency(&self) -> Option<usize> {
        None
    }

    fn answer(&mut self, request: &Request, now: Timestamp) -> Answer {
        self.respond(request, now).unwrap_or_else(|refusal| refusal)
    }

    fn rate_limited(&self) -> Answer {
        Answer::empty(429)
    }

    fn settle(&mut self, now: Timestamp) {
        self.renew(now);
    }

    fn connector(&self, url: &str) -> DemoConnector {
        DemoConnector {
            id: self.id(),
            settings: BTreeMap::from([
                ("merchant_id", MERCHANT.to_owned()),
                ("public_key", PUBLIC_KEY.to_owned()),
                ("environment", "sandbox".to_owned()),
                ("base_url", format!("{url}/braintree")),
            ]),
            secrets: BTreeMap::from([("private_key", PRIVATE_KEY.to_owned())]),
        }
    }

    fn traits(&self, person: &Person) -> Vec<(&'static str, String)> {
        // Of the two who share an address, neither is known by id: only the address is at hand.
        if person.number == seed::TWIN {
            return Vec::new();
        }
        vec![("braintree_id", customer_id(person))]
    }

    fn note(&self, person: &Person) -> Option<String> {
        let id = customer_id(person);
        let customer = self.customers.iter().find(|c| c.id == id)?;
        let theirs: Vec<String> = self
            .subscriptions_of(customer)
            .map(|s| {
                let plan = &self.plans[s.plan];
                let trial = if s.trial { ", in trial" } else { "" };
                let ends = if s.ends && s.status == Status::Active {
                    ", ends with the period"
                } else {
                    ""
                };
                format!("{} on {}{trial}{ends}", s.status.name(), plan.id)
            })
            .collect();
        let twin = if person.number == seed::TWIN {
            ", shares the e-mail address"
        } else {
            ""
        };
        let card = match customer.methods.first() {
            None => ", no payment method",
            Some(method) if method.declines => ", card is declined",
            Some(_) => "",
        };
        (!theirs.is_empty()).then(|| format!("{}{card}{twin}", theirs.join(" + ")))
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

impl Braintree {
    /// The merchant of a seed as it stands at `now`.
    pub fn new(seed: u64, now: Timestamp, people: &[Person]) -> Self {
        seed::merchant(seed, now, people)
    }

    fn respond(&mut self, request: &Request, now: Timestamp) -> Reply {
        let segments = request.segments();
        let path: Vec<&str> = segments.iter().map(String::as_str).collect();
        let keys = request.basic();
        let known = keys == Some((PUBLIC_KEY.to_owned(), PRIVATE_KEY.to_owned()));
        let ["merchants", MERCHANT, path @ ..] = path.as_slice() else {
            return Err(refusals::unauthorized());
        };
        if !known {
            return Err(refusals::unauthorized());
        }
        if request.header("x-apiversion") != "6" || !request.header("accept").contains("xml") {
            return Err(Answer::empty(426));
        }
        match (&request.method, path) {
            (&Method::GET, ["plans"]) => {
                let plans = self.plans.iter().map(Plan::render);
                Ok(Answer::xml(200, xml::document(&list("plans", plans))))
            }
            (&Method::GET, ["discounts"]) => {
                let discounts = self.discounts.iter().map(Discount::render);
                Ok(Answer::xml(
                    200,
                    xml::document(&list("discounts", discounts)),
                ))
            }
            (&Method::GET, ["add_ons"]) => {
                let add_ons = ADD_ONS.iter().map(AddOn::render);
                Ok(Answer::xml(200, xml::document(&list("add-ons", add_ons))))
            }
            (&Method::GET, ["customers", id]) => {
                let customer = self.customers.iter().find(|c| c.id == *id);
                let customer = customer.ok_or_else(refusals::not_found)?;
                Ok(Answer::xml(200, xml::document(&self.render(customer))))
            }
            (&Method::POST, ["customers", "advanced_search_ids"]) => self.search(&body(request)?),
            (&Method::GET, ["subscriptions", id]) => {
                let place = self.subscription(id)?;
                Ok(self.shown(200, place))
            }
            (&Method::POST, ["subscriptions"]) => self.subscribe(&body(request)?, now),
            (&Method::PUT, ["subscriptions", id]) => self.update(id, &body(request)?),
            _ => Err(refusals::not_found()),
        }
    }

    fn search(&self, asked: &Node) -> Reply {
        let wanted = match asked.children.as_slice() {
            [only] if asked.name == "search" && only.name == "email" => only.text_of("is"),
            _ => None,
        };
        let wanted = wanted.ok_or_else(|| refusals::not_simulated("this search"))?;
        let ids = self
            .customers
            .iter()
            .filter(|c| c.email == wanted)
            .map(|c| xml::text("item", &c.id));
        let found = xml::element(
            "search-results",
            &(xml::typed("page-size", "integer", Some("50")) + &list("ids", ids)),
        );
        Ok(Answer::xml(200, xml::document(&found)))
    }

    /// The place of a subscription.
    fn subscription(&self, id: &str) -> Result<usize, Answer> {
        self.subscriptions
            .iter()
            .position(|s| s.id == id)
            .ok_or_else(refusals::not_found)
    }

    fn shown(&self, status: u16, place: usize) -> Answer {
        let subscription = self.render_subscription(&self.subscriptions[place]);
        Answer::xml(status, xml::document(&subscription))
    }
}

fn body(request: &Request) -> Result<Node, Answer> {
    if !request.header("content-type").contains("xml") {
        return Err(refusals::unreadable());
    }
    Node::parse(&request.body).ok_or_else(refusals::unreadable)
}
