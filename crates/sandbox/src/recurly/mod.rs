//! Recurly: one sandbox site with its plans, coupons, add-ons, accounts and subscriptions.
//!
//! Follows the vendor's `OpenAPI` document v2021-02-25 with the wrapper `{"error": …}` that the wire has. Wordings that
//! no vendor document gives are this simulator's own; they are marked in [`refusals`]. What it does not simulate it
//! refuses by name, so that a rehearsal never passes over something that the real site would act on.

mod changes;
mod coupons;
mod lifecycle;
mod lists;
mod refusals;
mod seed;
mod signup;
mod subscription;
mod usage;
mod wares;

use std::collections::BTreeMap;

use axum::http::Method;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use crate::DemoConnector;
use crate::calendar::utc;
use crate::people::Person;
use crate::replays::{Replays, Seen};
use crate::vendor::{Answer, Rehearsal, Request, Vendor};
use coupons::Redemption;
use seed::{Account, Pays};
use subscription::Subscription;
use usage::Usage;
use wares::{AddOn, Coupon, Plan};

/// The site's private API key. It guards nothing.
pub const API_KEY: &str = "patchbay-sandbox-recurly-key";

const SUBDOMAIN: &str = "patchbay-demo";
const VERSION: &str = "application/vnd.recurly.v2021-02-25";
const KEY_LIFE: SignedDuration = SignedDuration::from_hours(1);
const LONGEST_KEY: usize = 255;

#[rustfmt::skip]
const REHEARSALS: [Rehearsal; 15] = [
    Rehearsal { action: "apply_coupon_code", user: 1001, params: &[("coupon", "SAVE10")] },
    Rehearsal { action: "apply_coupon_code", user: 1002, params: &[("coupon", "ONEPLAN5"), ("target", "subscription")] },
    Rehearsal { action: "record_usage", user: 1001, params: &[("add_on", "api-calls"), ("amount", "5")] },
    Rehearsal { action: "pause_subscription", user: 1001, params: &[("remaining_pause_cycles", "2")] },
    Rehearsal { action: "pause_subscription", user: 1001, params: &[("remaining_pause_cycles", "0")] },
    Rehearsal { action: "resume_subscription", user: 1006, params: &[] },
    Rehearsal { action: "switch_subscription", user: 1002, params: &[("plan", "gold"), ("timeframe", "term_end")] },
    Rehearsal { action: "switch_subscription", user: 1013, params: &[("plan", "platinum")] },
    Rehearsal { action: "update_subscription_price", user: 1002, params: &[("unit_amount", "4.99")] },
    Rehearsal { action: "create_subscription", user: 1009, params: &[("plan", "gold"), ("currency", "USD")] },
    Rehearsal { action: "reactivate_subscription", user: 1005, params: &[] },
    Rehearsal { action: "convert_trial", user: 1003, params: &[] },
    Rehearsal { action: "cancel_subscription", user: 1001, params: &[] },
    Rehearsal { action: "cancel_subscription", user: 1014, params: &[("mode", "bill_date")] },
    Rehearsal { action: "cancel_subscription", user: 1002, params: &[("mode", "now"), ("refund", "partial")] },
];

/// An early return carries the refusal.
type Reply = Result<Answer, Answer>;

/// The site.
pub(crate) struct Recurly {
    plans: Vec<Plan>,
    coupons: Vec<Coupon>,
    add_ons: Vec<AddOn>,
    accounts: Vec<Account>,
    subscriptions: Vec<Subscription>,
    redemptions: Vec<Redemption>,
    usages: Vec<Usage>,
    replays: Replays,
    opened: Timestamp,
}

impl Vendor for Recurly {
    fn id(&self) -> &'static str {
        "recurly"
    }

    fn name(&self) -> &'static str {
        "Recurly"
    }

    fn concurrency(&self) -> Option<usize> {
        None
    }

    fn answer(&mut self, request: &Request, now: Timestamp) -> Answer {
        let mut answer = self.respond(request, now).unwrap_or_else(|refusal| refusal);
        // The document knows no member that is null, so that one without a value is left out.
        if let Ok(mut body) = serde_json::from_str::<Value>(&answer.body) {
            leave_nulls_out(&mut body);
            answer.body = body.to_string();
        }
        answer.header("recurly-version", "recurly.v2021-02-25")
    }

    fn rate_limited(&self) -> Answer {
        refusals::rate_limited()
    }

    fn settle(&mut self, now: Timestamp) {
        for subscription in &mut self.subscriptions {
            subscription.settle(&self.plans, now);
        }
    }

    fn connector(&self, url: &str) -> DemoConnector {
        DemoConnector {
            id: self.id(),
            settings: BTreeMap::from([
                ("use_account_code", "true".to_owned()),
                ("region", "us".to_owned()),
                ("base_url", format!("{url}/recurly")),
            ]),
            secrets: BTreeMap::from([("api_key", API_KEY.to_owned())]),
        }
    }

    fn traits(&self, person: &Person) -> Vec<(&'static str, String)> {
        vec![("account_code", person.id())]
    }

    fn note(&self, person: &Person) -> Option<String> {
        let account = self.accounts.iter().position(|a| a.code == person.id())?;
        let theirs: Vec<String> = self
            .subscriptions
            .iter()
            .filter(|s| s.account == account)
            .map(|s| format!("{} on {}", s.words(), self.plans[s.plan].code))
            .collect();
        let pays = match self.accounts[account].pays {
            Pays::Well => "",
            Pays::Not => ", no payment method",
            Pays::Declines => ", card is declined",
            Pays::Confirms => ", card wants 3-D Secure",
        };
        (!theirs.is_empty()).then(|| format!("{}{pays}", theirs.join(" + ")))
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

impl Recurly {
    /// The site of a seed as it stands at `now`.
    pub fn new(seed: u64, now: Timestamp, people: &[Person]) -> Self {
        seed::site(seed, now, people)
    }

    fn respond(&mut self, request: &Request, now: Timestamp) -> Reply {
        if !request
            .basic()
            .is_some_and(|(user, password)| user == API_KEY && password.is_empty())
        {
            return Err(refusals::unauthorized());
        }
        if !request.header("accept").starts_with(VERSION) {
            return Err(refusals::version());
        }
        let body = read_body(request)?;
        let key = request.header("idempotency-key").to_owned();
        if key.len() > LONGEST_KEY {
            return Err(refusals::bad_request(
                "Idempotency-Key is too long",
                "Idempotency-Key",
            ));
        }
        if request.method == Method::GET {
            return self.route(request, &body, now);
        }
        // The vendor tells keys apart by method and path too, and does not say that it compares bodies.
        if let Seen::Repeat(answer) | Seen::OtherBody(answer) =
            self.replays.look(&key, request, now)
        {
            return Ok(answer.header("idempotency-prior", "true"));
        }
        let answer = self
            .route(request, &body, now)
            .unwrap_or_else(|refusal| refusal);
        self.replays.keep(&key, request, now, &answer);
        Ok(answer)
    }

    fn route(&mut self, request: &Request, body: &Value, now: Timestamp) -> Reply {
        let segments = request.segments();
        let parts: Vec<&str> = segments.iter().map(String::as_str).collect();
        match (request.method.as_str(), parts.as_slice()) {
            ("GET", ["sites"]) => lists::page(request, &[self.site()], &[]),
            ("GET", ["plans"]) => self.list_plans(request),
            ("GET", ["plans", id]) => self.read_plan(id),
            ("GET", ["coupons"]) => self.list_coupons(request),
            ("GET", ["coupons", id]) => self.read_coupon(id),
            ("GET", ["add_ons"]) => self.list_add_ons(request),
            ("GET", ["accounts", id]) => {
                let account = self.account(id)?;
                Ok(Answer::json(200, &self.render_account(account)))
            }
            ("GET", ["accounts", id, "subscriptions"]) => self.list_subscriptions(request, id),
            ("GET", ["accounts", id, "coupon_redemptions", "active"]) => {
                self.list_redemptions(request, id)
            }
            ("POST", ["accounts", id, "coupon_redemptions", "active"]) => {
                self.redeem(id, body, now)
            }
            ("POST", ["purchases", "preview"]) => self.preview_purchase(body, now),
            ("POST", ["subscriptions"]) => self.create(body, now),
            ("GET", ["subscriptions", id]) => {
                let place = self.place(id)?;
                Ok(Answer::json(200, &self.render(place)))
            }
            ("DELETE", ["subscriptions", id]) => self.terminate(request, id, now),
            ("PUT", ["subscriptions", id, "cancel"]) => self.cancel(id, body, now),
            ("PUT", ["subscriptions", id, "reactivate"]) => self.reactivate(id),
            ("PUT", ["subscriptions", id, "pause"]) => self.pause(id, body, now),
            ("PUT", ["subscriptions", id, "resume"]) => self.resume(id, now),
            ("PUT", ["subscriptions", id, "convert_trial"]) => self.convert_trial(id, now),
            ("GET", ["subscriptions", id, "change"]) => self.waiting_change(id),
            ("POST", ["subscriptions", id, "change"]) => self.change(id, body, now),
            ("POST", ["subscriptions", id, "change", "preview"]) => {
                self.preview_change(id, body, now)
            }
            ("GET", ["subscriptions", id, "add_ons", add_on, "usage"]) => {
                self.list_usage(request, id, add_on)
            }
            ("POST", ["subscriptions", id, "add_ons", add_on, "usage"]) => {
                self.record_usage(id, add_on, body, now)
            }
            _ => Err(refusals::not_found("resource")),
        }
    }

    fn site(&self) -> Value {
        json!({
            "id": "dqzmxk0l9q2p",
            "object": "site",
            "subdomain": SUBDOMAIN,
            "mode": "sandbox",
            "features": ["credit_memos", "manual_invoicing"],
            "created_at": utc(self.opened),
            "updated_at": utc(self.opened),
            "deleted_at": null,
        })
    }

    /// An account by its id, or by `code-CODE`.
    fn account(&self, id: &str) -> Result<usize, Answer> {
        let found = match id.strip_prefix("code-") {
            Some(code) => self.accounts.iter().position(|a| a.code == code),
            None => self.accounts.iter().position(|a| a.id == id),
        };
        found.ok_or_else(|| refusals::not_found("account"))
    }

    /// A subscription by its id, or by `uuid-UUID`.
    fn place(&self, id: &str) -> Result<usize, Answer> {
        let found = match id.strip_prefix("uuid-") {
            Some(uuid) => self.subscriptions.iter().position(|s| s.uuid() == uuid),
            None => self.subscriptions.iter().position(|s| s.id() == id),
        };
        found.ok_or_else(|| refusals::not_found("subscription"))
    }
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
        return Err(refusals::content_type());
    }
    request
        .json()
        .ok_or_else(|| refusals::bad_request("the body is not JSON", "body"))
}

fn leave_nulls_out(value: &mut Value) {
    match value {
        Value::Object(members) => {
            members.retain(|_, member| !member.is_null());
            members.values_mut().for_each(leave_nulls_out);
        }
        Value::Array(items) => items.iter_mut().for_each(leave_nulls_out),
        _ => {}
    }
}

/// Refuses members that the real site would act on and this one would not.
fn only(body: &Value, known: &[&str]) -> Result<(), Answer> {
    let unknown = body
        .as_object()
        .into_iter()
        .flatten()
        .find(|(name, _)| !known.contains(&name.as_str()));
    match unknown {
        Some((name, _)) => Err(refusals::invalid(
            name,
            "is not simulated by the Patchbay sandbox",
        )),
        None => Ok(()),
    }
}

/// An amount of whole units as cents: 9.99 is 999. None for what is no amount, or has more places.
fn cents(value: &Value) -> Option<i32> {
    let text = value.as_number()?.to_string();
    let (whole, places) = text.split_once('.').unwrap_or((&text, "0"));
    let places = format!("{places:0<2}");
    let rest = places.get(2..)?;
    if !rest.bytes().all(|b| b == b'0') || whole.starts_with('-') {
        return None;
    }
    let whole: i32 = whole.parse().ok()?;
    whole
        .checked_mul(100)?
        .checked_add(places.get(..2)?.parse().ok()?)
}

/// Cents as the wire has them: 999 is 9.99.
fn amount(cents: i32) -> Value {
    json!(f64::from(cents) / 100.0)
}
