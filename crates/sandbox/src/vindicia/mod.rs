//! Vindicia, REST: one merchant with products, campaigns, accounts and their subscriptions.
//!
//! What Vindicia's own samples show is taken as given: paths, lists with relative links of which the last page has one
//! too, items that are modifications, `effective_date` and `bill_prorated_period`. What nobody has shown is chosen here
//! and marked "inferred": the statuses of refusals, and that an item which is there takes a campaign code.

mod catalogue;
mod changes;
mod replies;
mod seed;
mod subscriptions;

use std::collections::BTreeMap;

use axum::http::Method;
use jiff::Timestamp;

use crate::DemoConnector;
use crate::people::Person;
use crate::vendor::{Answer, Rehearsal, Request, Vendor};
use catalogue::{Campaign, Product};
use subscriptions::Subscription;

/// The merchant's user.
pub const USERNAME: &str = "patchbay_rest";
/// The user's password. It guards nothing.
pub const PASSWORD: &str = "patchbay-sandbox-vindicia-password";

/// The merchant.
pub(crate) struct Vindicia {
    products: Vec<Product>,
    campaigns: Vec<Campaign>,
    /// Accounts by id, each with whether its card is taken.
    accounts: BTreeMap<String, bool>,
    subscriptions: Vec<Subscription>,
}

/// A good answer or a refusal.
type Reply = Result<Answer, Answer>;

#[rustfmt::skip]
const REHEARSALS: [Rehearsal; 4] = [
    Rehearsal { action: "add_product", user: 1001, params: &[("product_id", "sports_pack")] },
    Rehearsal { action: "replace_product", user: 1001, params: &[("from_product_id", "silver"), ("to_product_id", "gold"), ("more_pairs", "sports_pack=kids_pack"), ("effective_date", "today")] },
    Rehearsal { action: "replace_product", user: 1002, params: &[("to_product_id", "gold"), ("effective_date", "today"), ("bill_prorated_period", "true")] },
    Rehearsal { action: "add_campaign", user: 1003, params: &[("campaign_code", "SAVE10")] },
];

impl Vendor for Vindicia {
    fn id(&self) -> &'static str {
        "vindicia"
    }

    fn name(&self) -> &'static str {
        "Vindicia"
    }

    fn concurrency(&self) -> Option<usize> {
        None
    }

    fn answer(&mut self, request: &Request, now: Timestamp) -> Answer {
        let known = Some((USERNAME.to_owned(), PASSWORD.to_owned()));
        if request.basic() != known {
            return replies::error(401, "Authentication failed");
        }
        self.route(request, now).unwrap_or_else(|refusal| refusal)
    }

    fn rate_limited(&self) -> Answer {
        replies::error(429, "Too many requests")
    }

    fn settle(&mut self, now: Timestamp) {
        self.pass(now);
    }

    fn connector(&self, url: &str) -> DemoConnector {
        DemoConnector {
            id: self.id(),
            settings: BTreeMap::from([
                ("username", USERNAME.to_owned()),
                ("environment", "prodtest".to_owned()),
                ("base_url", format!("{url}/vindicia")),
            ]),
            secrets: BTreeMap::from([("password", PASSWORD.to_owned())]),
        }
    }

    fn traits(&self, person: &Person) -> Vec<(&'static str, String)> {
        vec![("vindicia_account_id", person.id())]
    }

    fn note(&self, person: &Person) -> Option<String> {
        let words: Vec<String> = self
            .subscriptions
            .iter()
            .filter(|s| s.account == person.id())
            .map(|s| {
                let items: Vec<&str> = s
                    .items
                    .iter()
                    .map(|i| self.products[i.product].id)
                    .collect();
                format!("{} on {}", s.status, items.join(" and "))
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

    fn export_csv(&self, _now: Timestamp) -> Option<String> {
        None
    }
}

impl Vindicia {
    /// The merchant of a seed as it stands at `now`.
    pub fn new(seed: u64, now: Timestamp, people: &[Person]) -> Self {
        seed::merchant(seed, now, people)
    }

    fn route(&mut self, request: &Request, now: Timestamp) -> Reply {
        let segments = request.segments();
        let segments: Vec<&str> = segments.iter().map(String::as_str).collect();
        let get = request.method == Method::GET;
        let post = request.method == Method::POST;
        match segments.as_slice() {
            ["products"] if get => self.list_products(request),
            ["products", id] if get => self.read_product(id),
            ["campaigns"] if get => self.list_campaigns(request),
            ["accounts", id] if get => self.read_account(id),
            ["subscriptions"] if get => self.list_subscriptions(request),
            ["subscriptions", id] if get => self.read_subscription(id),
            ["subscriptions", id] if post => self.modify(id, request, now),
            _ => Err(replies::error(404, "Resource not found")),
        }
    }
}
