//! Evergent: one tenant, `demo`, with its services, coupons, accounts and their subscriptions.
//!
//! Evergent publishes no reference. What this simulator takes as given is what public code of its customers shows: one
//! POST per method, a wrapper object named after it, the key inside the wrapper, `responseCode` inside HTTP 200. What
//! nobody has shown is chosen here and marked "inferred": the six methods' own fields, the word `PAUSED`, and all error
//! codes from `eV9000` on. A real tenant may differ in each.

mod accounts;
mod catalogue;
mod export;
mod methods;
mod reads;
mod replies;
mod seed;
mod settle;

use std::collections::BTreeMap;

use axum::http::Method;
use jiff::Timestamp;
use serde_json::{Map, Value};

use crate::DemoConnector;
use crate::people::Person;
use crate::vendor::{Answer, Rehearsal, Request, Vendor};
use accounts::Account;
use catalogue::{Coupon, Service};
use replies::Failure;

/// The tenant's API key. It guards nothing.
pub const API_KEY: &str = "patchbay-sandbox-evergent-key";
/// The only channel partner of the tenant.
pub const CHANNEL_PARTNER: &str = "DEMO_US";

const TENANT: &str = "/demo/";

/// The tenant.
pub(crate) struct Evergent {
    services: Vec<Service>,
    coupons: Vec<Coupon>,
    accounts: Vec<Account>,
    /// How many orders there were, for the numbers of new ones.
    orders: u32,
}

/// What a method gives back: members beside the response code, and whether anything changed.
struct Done {
    members: Map<String, Value>,
    changed: bool,
}

type Reply = Result<Done, Failure>;

/// A method's name, the members that it may carry besides the credentials, and what it does.
type Entry = (
    &'static str,
    &'static [&'static str],
    fn(&mut Evergent, &Map<String, Value>, Timestamp) -> Reply,
);

const METHODS: [Entry; 9] = [
    (
        "getActiveSubscriptions",
        &["cpCustomerID", "returnLiveEvents"],
        Evergent::active_subscriptions,
    ),
    ("getProducts", &reads::PRODUCT_MEMBERS, Evergent::products),
    (
        "searchAccountV2",
        &["userName", "alternateUserName", "email"],
        Evergent::search_account,
    ),
    (
        "removeSubscription",
        &["cpCustomerID", "serviceID", "serviceType", "reason"],
        Evergent::remove,
    ),
    (
        "changeService",
        &[
            "cpCustomerID",
            "oldServiceID",
            "newServiceID",
            "serviceType",
        ],
        Evergent::change,
    ),
    (
        "redeemCoupon",
        &["cpCustomerID", "couponCode", "serviceID", "serviceType"],
        Evergent::redeem,
    ),
    (
        "pauseSubscription",
        &[
            "cpCustomerID",
            "serviceID",
            "serviceType",
            "pauseDays",
            "pauseEndDate",
        ],
        Evergent::pause,
    ),
    (
        "resumeSubscription",
        &["cpCustomerID", "serviceID", "serviceType"],
        Evergent::resume,
    ),
    (
        "reactivateSubscription",
        &["cpCustomerID", "serviceID", "serviceType"],
        Evergent::reactivate,
    ),
];

#[rustfmt::skip]
const REHEARSALS: [Rehearsal; 6] = [
    Rehearsal { action: "redeem_coupon", user: 1001, params: &[("coupon_code", "WINBACK25"), ("service", "demo_monthly")] },
    Rehearsal { action: "change_service", user: 1002, params: &[("from", "demo_annual"), ("to", "demo_monthly")] },
    Rehearsal { action: "pause_subscription", user: 1001, params: &[("days", "30")] },
    Rehearsal { action: "resume_subscription", user: 1001, params: &[] },
    Rehearsal { action: "reactivate_subscription", user: 1003, params: &[] },
    Rehearsal { action: "remove_subscription", user: 1013, params: &[("reason", "too_expensive")] },
];

impl Vendor for Evergent {
    fn id(&self) -> &'static str {
        "evergent"
    }

    fn name(&self) -> &'static str {
        "Evergent"
    }

    fn concurrency(&self) -> Option<usize> {
        None
    }

    fn answer(&mut self, request: &Request, now: Timestamp) -> Answer {
        let name = request.path.strip_prefix(TENANT);
        let Some((name, known, method)) = METHODS.iter().find(|(method, ..)| Some(*method) == name)
        else {
            return replies::no_such_method();
        };
        if request.method != Method::POST {
            return replies::only_post();
        }
        let Some(body) = request.json() else {
            return replies::not_json();
        };
        let wrapper = upper_first(name);
        let reply = open(&body, &wrapper, known).and_then(|asked| method(self, asked, now));
        replies::wrap(&wrapper, reply)
    }

    fn rate_limited(&self) -> Answer {
        // No public source shows Evergent's; a bare status is what a proxy in front of it would send.
        Answer::text(429, "text/plain", "Too Many Requests")
    }

    fn settle(&mut self, now: Timestamp) {
        self.pass(now);
    }

    fn connector(&self, url: &str) -> DemoConnector {
        DemoConnector {
            id: self.id(),
            settings: BTreeMap::from([
                ("domain", "rest-demo.evergent.example/demo".to_owned()),
                ("channel_partner_id", CHANNEL_PARTNER.to_owned()),
                ("base_url", format!("{url}/evergent/demo")),
            ]),
            secrets: BTreeMap::from([("api_key", API_KEY.to_owned())]),
        }
    }

    fn traits(&self, person: &Person) -> Vec<(&'static str, String)> {
        vec![("evergent_account_id", accounts::account_id(person))]
    }

    fn note(&self, person: &Person) -> Option<String> {
        let account = self
            .accounts
            .iter()
            .find(|account| account.customer == person.id());
        let items = account
            .map(|account| account.items.as_slice())
            .unwrap_or_default();
        let words: Vec<String> = items
            .iter()
            .map(|item| {
                let declined = if item.declined.is_some() {
                    ", last payment declined"
                } else {
                    ""
                };
                format!(
                    "{} on {}{declined}",
                    item.status.name(),
                    self.services[item.service].id
                )
            })
            .collect();
        (!words.is_empty()).then(|| words.join(" + "))
    }

    fn rehearsals(&self) -> Vec<Rehearsal> {
        REHEARSALS.into()
    }

    fn shown_path(&self, path: &str) -> String {
        path.to_owned()
    }

    fn export_csv(&self, now: Timestamp) -> Option<String> {
        Some(self.export(now))
    }
}

impl Evergent {
    /// The tenant of a seed as it stands at `now`.
    pub fn new(seed: u64, now: Timestamp, people: &[Person]) -> Self {
        seed::tenant(seed, now, people)
    }
}

/// `pauseSubscription` → `PauseSubscription`.
fn upper_first(name: &str) -> String {
    let mut letters = name.chars();
    letters
        .next()
        .into_iter()
        .flat_map(char::to_uppercase)
        .chain(letters)
        .collect()
}

/// The object inside the wrapper, once its credentials hold and nothing unknown is in it.
fn open<'a>(
    body: &'a Value,
    wrapper: &str,
    known: &[&str],
) -> Result<&'a Map<String, Value>, Failure> {
    let key = format!("{wrapper}RequestMessage");
    let asked = body
        .get(&key)
        .and_then(Value::as_object)
        .ok_or_else(|| replies::missing(&key))?;
    let api_key = replies::text(asked, "apiKey")?;
    let partner = replies::text(asked, "channelPartnerID")?;
    if api_key != API_KEY {
        return Err(replies::failure("111111111", "Authentication failed"));
    }
    if partner != CHANNEL_PARTNER {
        return Err(replies::failure(
            "eV9001",
            format!("Channel partner '{partner}' is unknown"),
        ));
    }
    let unknown = asked.keys().find(|name| {
        !["apiKey", "channelPartnerID"].contains(&name.as_str()) && !known.contains(&name.as_str())
    });
    match unknown {
        None => Ok(asked),
        // A real tenant may well know it; passing over it in silence would make a rehearsal worthless.
        Some(name) => Err(replies::failure(
            "eV9000",
            format!("The Patchbay sandbox does not simulate the field '{name}'"),
        )),
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn wrappers_are_named_after_the_method() {
        assert_eq!(super::upper_first("searchAccountV2"), "SearchAccountV2");
        assert_eq!(super::upper_first(""), "");
    }
}
