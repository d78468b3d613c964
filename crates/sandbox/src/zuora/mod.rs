//! Zuora: one tenant with its catalogue, accounts and subscriptions, and two doors to the same state.
//!
//! `/zuora` takes both of Zuora's dialects, as a tenant with Orders Harmonization does; `/zuora/orders` is an Orders
//! tenant, which refuses the calls of Subscribe and Amend that create and update, and wants order dates. Follows the
//! vendor's Swagger document of 2023-12-15. What no vendor document gives is this simulator's own: all resource codes
//! but 531003, the wordings of refusals, the body of a refused token, which changes of a subscription are seen before
//! their day comes, and the figures of previews, which are whole periods. What it does not simulate it refuses by name.

mod catalogue;
mod changes;
mod orders;
mod policies;
mod reads;
mod replies;
mod seed;
mod subscription;

use std::collections::BTreeMap;

use axum::http::Method;
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use serde_json::Value;

use crate::DemoConnector;
use crate::calendar;
use crate::people::Person;
use crate::replays::{Replays, Seen};
use crate::vendor::{Answer, Rehearsal, Request, Vendor};
use catalogue::{Plan, Product};
use subscription::Subscription;

/// The OAuth client's ID.
pub const CLIENT_ID: &str = "5a4db0c5-0000-4000-8000-000000000007";
/// The OAuth client's secret. It guards nothing; it holds what a form must escape.
pub const CLIENT_SECRET: &str = "patchbay+sandbox/zuora=secret";

const TOKEN_LIFE: SignedDuration = SignedDuration::from_mins(60);
const KEY_LIFE: SignedDuration = SignedDuration::from_hours(24);
/// The door of the Orders tenant.
const ORDERS_DOOR: &str = "/orders/v1/";

#[rustfmt::skip]
const REHEARSALS: [Rehearsal; 10] = [
    Rehearsal { action: "add_plan", user: 1001, params: &[("product_rate_plan", catalogue::SPORTS)] },
    Rehearsal { action: "remove_plan", user: 1001, params: &[("product_rate_plan", catalogue::SPORTS)] },
    Rehearsal { action: "change_auto_renewal", user: 1001, params: &[("auto_renew", "false")] },
    Rehearsal { action: "suspend_subscription", user: 1001, params: &[("suspend_policy", "Today")] },
    Rehearsal { action: "resume_subscription", user: 1001, params: &[("resume_policy", "Today")] },
    Rehearsal { action: "suspend_subscription", user: 1001, params: &[("suspend_policy", "Today")] },
    Rehearsal { action: "resume_subscription", user: 1001, params: &[("resume_policy", "SuspendDate")] },
    Rehearsal { action: "cancel_subscription", user: 1002, params: &[("cancellation_policy", "EndOfCurrentTerm")] },
    Rehearsal { action: "create_subscription", user: 1009, params: &[
        ("rate_plan", catalogue::GOLD), ("term_type", "TERMED"), ("initial_term", "12"), ("renewal_term", "12"), ("auto_renew", "true"),
    ] },
    Rehearsal { action: "create_subscription", user: 1010, params: &[("rate_plan", catalogue::BASIC), ("term_type", "EVERGREEN"), ("renewal_term", "0")] },
];

/// An early return carries the refusal.
type Reply = Result<Answer, Answer>;

/// An account.
pub(super) struct Account {
    id: String,
    number: String,
    name: String,
    currency: &'static str,
    status: &'static str,
    /// What is owed, in cents.
    balance: i64,
    auto_pay: bool,
}

/// The tenant.
pub(crate) struct Zuora {
    products: Vec<Product>,
    plans: Vec<Plan>,
    accounts: Vec<Account>,
    /// In the order of their numbers.
    subscriptions: Vec<Subscription>,
    tokens: Vec<(String, Timestamp)>,
    /// How many tokens, rate plans and orders there were, for the names of new ones.
    count: u32,
    replays: Replays,
}

/// Whether something is done or only tried.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Mode {
    Preview,
    Real,
}

impl Vendor for Zuora {
    fn id(&self) -> &'static str {
        "zuora"
    }

    fn name(&self) -> &'static str {
        "Zuora"
    }

    fn concurrency(&self) -> Option<usize> {
        None
    }

    fn answer(&mut self, request: &Request, now: Timestamp) -> Answer {
        self.respond(request, now).unwrap_or_else(|refusal| refusal)
    }

    fn rate_limited(&self) -> Answer {
        Answer::json(
            429,
            &replies::failure(90_000_070, "Too many requests: slow down"),
        )
        .header("ratelimit-remaining", "0")
    }

    fn settle(&mut self, now: Timestamp) {
        let today = today(now);
        for subscription in &mut self.subscriptions {
            subscription.pass(today);
        }
    }

    fn connector(&self, url: &str) -> DemoConnector {
        DemoConnector {
            id: self.id(),
            settings: BTreeMap::from([
                ("api_url", "https://rest.test.zuora.com".to_owned()),
                ("client_id", CLIENT_ID.to_owned()),
                ("base_url", format!("{url}/zuora")),
            ]),
            secrets: BTreeMap::from([("client_secret", CLIENT_SECRET.to_owned())]),
        }
    }

    fn traits(&self, person: &Person) -> Vec<(&'static str, String)> {
        // The name of it is the same at all vendors that number accounts.
        vec![("account_number", person.account_number())]
    }

    fn note(&self, person: &Person) -> Option<String> {
        let number = person.account_number();
        let account = self.accounts.iter().position(|a| a.number == number)?;
        let words: Vec<String> = self
            .subscriptions
            .iter()
            .filter(|s| s.account == account)
            .map(|s| {
                let names: Vec<&str> = s.held().map(|h| self.plans[h.plan].name.as_str()).collect();
                format!("{} on {}", s.status, names.join(" and "))
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

impl Zuora {
    /// The tenant of a seed as it stands at `now`.
    pub fn new(seed: u64, now: Timestamp, people: &[Person]) -> Self {
        let (products, plans) = catalogue::catalogue();
        let mut tenant = Self {
            products,
            plans,
            accounts: Vec::new(),
            subscriptions: Vec::new(),
            tokens: Vec::new(),
            count: 0,
            replays: Replays::new(KEY_LIFE),
        };
        seed::fill(&mut tenant, seed, today(now), people);
        tenant
    }

    fn respond(&mut self, request: &Request, now: Timestamp) -> Reply {
        let orders_only = request.path.starts_with(ORDERS_DOOR);
        let segments = request.segments();
        let segments = &segments[usize::from(request.path.starts_with("/orders/"))..];
        let parts: Vec<&str> = segments.iter().map(String::as_str).collect();
        if parts == ["oauth", "token"] && request.method == Method::POST {
            return self.grant(request, now);
        }
        self.admit(request, now)?;
        let get = request.method == Method::GET;
        let put = request.method == Method::PUT;
        let post = request.method == Method::POST;
        let today = today(now);
        match parts.as_slice() {
            ["v1", "catalog", "products"] if get => self.list_products(request),
            ["v1", "products", id, "product-rate-plans"] if get => self.list_plans(request, id),
            ["v1", "accounts", key] if get => self.read_account(key),
            ["v1", "subscriptions", "accounts", key] if get => {
                self.list_subscriptions(request, key)
            }
            ["v1", "subscriptions", key] if get => self.read_subscription(key),
            ["v1", "subscriptions", ..] if (post || put) && orders_only && parts.len() < 4 => {
                Err(replies::no(
                    53_100_010,
                    "This operation is not available in a tenant with Orders: use the Orders API",
                ))
            }
            ["v1", "subscriptions", "preview"] if post => {
                self.create(&read_body(request)?, today, Mode::Preview)
            }
            ["v1", "subscriptions"] if post => self.once(request, now, |tenant, body| {
                tenant.create(body, today, Mode::Real)
            }),
            ["v1", "subscriptions", number] if put => {
                self.amend(number, &read_body(request)?, today)
            }
            [
                "v1",
                "subscriptions",
                number,
                how @ ("cancel" | "suspend" | "resume"),
            ] if put => {
                let body = read_body(request)?;
                if orders_only && body.get("orderDate").is_none() {
                    return Err(replies::no(53_100_022, "Order Date is required."));
                }
                self.by_policy(number, how, &body, today)
            }
            ["v1", "orders", "preview"] if post => {
                self.order(&read_body(request)?, today, Mode::Preview)
            }
            ["v1", "orders"] if post => self.once(request, now, |tenant, body| {
                tenant.order(body, today, Mode::Real)
            }),
            _ => Err(Answer::json(
                404,
                &replies::failure(90_000_040, "There is no such resource"),
            )),
        }
    }

    /// A token for the client's secret.
    fn grant(&mut self, request: &Request, now: Timestamp) -> Reply {
        let form = request.form();
        let field = |name: &str| {
            let found = form.iter().find(|(key, _)| key == name);
            found.map_or("", |(_, value)| value.as_str())
        };
        if field("grant_type") != "client_credentials" {
            return Err(Answer::json(
                400,
                &replies::no_token("unsupported_grant_type"),
            ));
        }
        if (field("client_id"), field("client_secret")) != (CLIENT_ID, CLIENT_SECRET) {
            return Err(Answer::json(401, &replies::no_token("invalid_client")));
        }
        self.count += 1;
        let token = format!("patchbay-sandbox-zuora-token-{}", self.count);
        self.tokens.push((token.clone(), now));
        Ok(Answer::json(200, &replies::token(&token)))
    }

    fn admit(&self, request: &Request, now: Timestamp) -> Result<(), Answer> {
        let known = request
            .bearer()
            .and_then(|token| self.tokens.iter().find(|(known, _)| known == token));
        let refusal = replies::failure(90_000_011, "Authentication error");
        match known {
            None => Err(Answer::json(401, &refusal)),
            // An expired token is told inside a success, as Zuora tells most things.
            Some((_, granted)) if now.duration_since(*granted) >= TOKEN_LIFE => {
                Err(Answer::json(200, &refusal))
            }
            Some(_) => Ok(()),
        }
    }

    /// Does it once under its key: the whole answer is kept, whatever it was.
    fn once(
        &mut self,
        request: &Request,
        now: Timestamp,
        make: impl FnOnce(&mut Self, &Value) -> Reply,
    ) -> Reply {
        let key = request.header("idempotency-key").to_owned();
        match self.replays.look(&key, request, now) {
            Seen::Never => {}
            Seen::Repeat(answer) | Seen::OtherBody(answer) => return Ok(answer),
            Seen::OtherRoute => {
                return Err(Answer::json(
                    422,
                    &replies::failure(90_000_030, "The idempotency key is used elsewhere"),
                ));
            }
        }
        let body = read_body(request)?;
        let answer = make(self, &body).unwrap_or_else(|refusal| refusal);
        self.replays.keep(&key, request, now, &answer);
        Ok(answer)
    }
}

/// The tenant's calendar day.
fn today(now: Timestamp) -> Date {
    calendar::date(now).parse().unwrap_or(Date::MIN)
}

fn read_body(request: &Request) -> Result<Value, Answer> {
    match request.json() {
        Some(body @ Value::Object(_)) => Ok(body),
        _ => Err(replies::no(90_000_090, "The body is not a JSON object")),
    }
}
