//! Piano, Publisher API v3: one application with terms, promotions and their codes, users and their subscriptions.
//!
//! What two public SDKs show is taken as given: paths, form fields, the envelope with `code` and `ts`, failures inside
//! status 200. What nobody has shown is chosen here and marked "inferred": the numbers of the codes (other than 0), the
//! fields of a promo code, and the numbers of an upgrade's status.

mod catalogue;
mod changes;
mod replies;
mod seed;
mod users;

use std::collections::BTreeMap;

use axum::http::Method;
use jiff::Timestamp;

use crate::DemoConnector;
use crate::people::Person;
use crate::vendor::{Answer, Rehearsal, Request, Vendor};
use catalogue::{Promotion, Term};
use changes::Change;
use replies::Asked;
use users::{Subscription, User};

/// The application's API token. It guards nothing.
pub const API_TOKEN: &str = "patchbay-sandbox-piano-token";
/// The only application.
pub const AID: &str = "dEm0aPp1Id";

/// The application.
pub(crate) struct Piano {
    terms: Vec<Term>,
    promotions: Vec<Promotion>,
    users: Vec<User>,
    subscriptions: Vec<Subscription>,
    changes: Vec<Change>,
}

/// A good answer or a refusal.
type Reply = Result<Answer, Answer>;

#[rustfmt::skip]
const REHEARSALS: [Rehearsal; 2] = [
    Rehearsal { action: "resubscribe", user: 1005, params: &[] },
    Rehearsal { action: "upgrade_subscription", user: 1001, params: &[("from_term_id", "TMBASIC00001"), ("to_term_id", "TMPREMIUM001")] },
];

impl Vendor for Piano {
    fn id(&self) -> &'static str {
        "piano"
    }

    fn name(&self) -> &'static str {
        "Piano"
    }

    fn concurrency(&self) -> Option<usize> {
        None
    }

    fn answer(&mut self, request: &Request, now: Timestamp) -> Answer {
        self.route(request, now).unwrap_or_else(|refusal| refusal)
    }

    fn rate_limited(&self) -> Answer {
        Answer::text(429, "text/plain", "Too many requests")
    }

    fn settle(&mut self, now: Timestamp) {
        self.pass(now);
    }

    fn connector(&self, url: &str) -> DemoConnector {
        DemoConnector {
            id: self.id(),
            settings: BTreeMap::from([
                ("aid", AID.to_owned()),
                ("region", "sandbox".to_owned()),
                ("base_url", format!("{url}/piano/api/v3")),
            ]),
            secrets: BTreeMap::from([("api_token", API_TOKEN.to_owned())]),
        }
    }

    fn traits(&self, person: &Person) -> Vec<(&'static str, String)> {
        // Two users share 1013's address, and no id tells which is meant.
        let uid = users::uid(person.number);
        let known = person.number != seed::TWINS && self.users.iter().any(|u| u.uid == uid);
        known.then_some(("uid", uid)).into_iter().collect()
    }

    fn note(&self, person: &Person) -> Option<String> {
        let uid = users::uid(person.number);
        let words: Vec<String> = self
            .subscriptions
            .iter()
            .filter(|s| s.uid == uid)
            .map(|s| format!("{} on {}", s.status(), self.terms[s.term].name))
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

impl Piano {
    /// The application of a seed as it stands at `now`.
    pub fn new(seed: u64, now: Timestamp, people: &[Person]) -> Self {
        seed::application(seed, now, people)
    }

    fn route(&mut self, request: &Request, now: Timestamp) -> Reply {
        let path = request
            .path
            .strip_prefix("/api/v3/publisher/")
            .ok_or_else(replies::no_such_path)?;
        let read = request.method == Method::GET;
        let asked = Asked::read(request, now)?;
        match path {
            "app/get" if read => replies::app(&asked),
            "term/list" if read => self.list_terms(&asked),
            "promotion/list" if read => self.list_promotions(&asked),
            "promotion/code/list" if read => self.list_codes(&asked),
            "user/search" if read => self.search_users(&asked),
            "subscription/list" if read => self.list_subscriptions(&asked),
            "subscription/get" if read => self.read_subscription(&asked),
            "subscription/resume" if !read => self.resume(&asked),
            "term/change/can" if !read => self.can_change(&asked),
            "term/change/do" if !read => self.change(&asked),
            "term/change/getSubscriptionUpgradeStatus" if !read => self.change_status(&asked),
            _ => Err(replies::no_such_path()),
        }
    }
}
