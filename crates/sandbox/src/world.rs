//! Everything that a seed and a start time give: the people, the vendors' state, and the time.

use std::collections::BTreeMap;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use crate::people::{Person, people};
use crate::vendor::{Answer, Request, Vendor};
use crate::{
    DemoConnector, DemoOrder, DemoUser, amazon, apple, braintree, chargify, cleeng, evergent,
    google, piano, recurly, roku, sendgrid, shopify, stripe, twilio, vindicia, zuora,
};

/// 2000-01-01 and 2200-01-01, in seconds: room for histories before and renewals after.
const YEARS: std::ops::Range<i64> = 946_684_800..7_258_118_400;

/// The whole state of a sandbox.
pub(crate) struct World {
    seed: u64,
    start: Timestamp,
    now: Timestamp,
    people: Vec<Person>,
    vendors: Vec<Box<dyn Vendor>>,
}

impl World {
    /// The world at its start; `None` when `start` is outside the years 2000 to 2200.
    pub fn new(seed: u64, start: Timestamp) -> Option<Self> {
        if !YEARS.contains(&start.as_second()) {
            return None;
        }
        // Vendors speak in whole seconds.
        let start = Timestamp::from_second(start.as_second()).ok()?;
        let people = people(seed, start);
        let vendors: Vec<Box<dyn Vendor>> = vec![
            Box::new(amazon::Amazon::new(seed, &people)),
            Box::new(apple::Apple::new(seed, &people)),
            Box::new(braintree::Braintree::new(seed, start, &people)),
            Box::new(chargify::Chargify::new(seed, start, &people)),
            Box::new(cleeng::Cleeng::new(seed, start, &people)),
            Box::new(evergent::Evergent::new(seed, start, &people)),
            Box::new(google::Google::new(seed, &people)),
            Box::new(piano::Piano::new(seed, start, &people)),
            Box::new(recurly::Recurly::new(seed, start, &people)),
            Box::new(roku::Roku::new(seed, start, &people)),
            Box::new(sendgrid::SendGrid::new(seed, &people)),
            Box::new(shopify::Shopify::new(seed, start, &people)),
            Box::new(stripe::Stripe::new(seed, start, &people)),
            Box::new(twilio::Twilio::new(seed)),
            Box::new(vindicia::Vindicia::new(seed, start, &people)),
            Box::new(zuora::Zuora::new(seed, start, &people)),
        ];
        Some(Self {
            seed,
            start,
            now: start,
            people,
            vendors,
        })
    }

    /// Everything as at the start.
    pub fn reset(&mut self) {
        if let Some(world) = Self::new(self.seed, self.start) {
            *self = world;
        }
    }

    pub fn now(&self) -> Timestamp {
        self.now
    }

    /// Moves time forward, not past the last year, and lets happen what was due.
    pub fn advance(&mut self, by: Duration) {
        let last = Timestamp::from_second(YEARS.end - 1).unwrap_or(self.now);
        let by = SignedDuration::try_from(by).unwrap_or(SignedDuration::MAX);
        self.now = self
            .now
            .checked_add(by)
            .map_or(last, |later| later.min(last));
        for vendor in &mut self.vendors {
            vendor.settle(self.now);
        }
    }

    pub fn vendor_ids(&self) -> Vec<&'static str> {
        self.vendors.iter().map(|vendor| vendor.id()).collect()
    }

    pub fn concurrency(&self, vendor: usize) -> Option<usize> {
        self.vendors[vendor].concurrency()
    }

    pub fn rate_limited(&self, vendor: usize) -> Answer {
        self.vendors[vendor].rate_limited()
    }

    /// Lets a vendor answer. A change takes one second, so that the order of changes can be read from their times.
    pub fn answer(&mut self, vendor: usize, request: &Request) -> Answer {
        let answer = self.vendors[vendor].answer(request, self.now);
        if answer.changed {
            self.advance(Duration::from_secs(1));
        }
        answer
    }

    pub fn connectors(&self, url: &str) -> Vec<DemoConnector> {
        self.vendors
            .iter()
            .map(|vendor| vendor.connector(url))
            .collect()
    }

    pub fn rehearsals(&self) -> Vec<DemoOrder> {
        let orders = |index: usize| {
            let vendor = &self.vendors[index];
            let connector = vendor.id();
            vendor.rehearsals().into_iter().map(move |order| DemoOrder {
                connector,
                action: order.action,
                user: format!("cust-{}", order.user),
                params: order.params.iter().copied().collect(),
            })
        };
        (0..self.vendors.len()).flat_map(orders).collect()
    }

    pub fn shown_path(&self, vendor: usize, path: &str) -> String {
        self.vendors[vendor].shown_path(path)
    }

    pub fn users(&self) -> Vec<DemoUser> {
        self.people.iter().map(|person| self.user(person)).collect()
    }

    fn user(&self, person: &Person) -> DemoUser {
        let mut traits = BTreeMap::from([
            ("customer_id", person.id()),
            ("account_number", person.account_number()),
            ("email_address", person.email()),
            ("first_name", person.first.to_owned()),
            ("last_name", person.last.to_owned()),
            ("country", person.place.country.to_owned()),
        ]);
        let mut notes = Vec::new();
        for vendor in &self.vendors {
            traits.extend(vendor.traits(person));
            let note = vendor.note(person);
            notes.extend(note.map(|words| format!("{}: {words}.", vendor.name())));
        }
        if notes.is_empty() {
            notes.push("Nothing at any vendor.".to_owned());
        }
        DemoUser {
            id: person.id(),
            name: person.name(),
            traits,
            note: notes.join(" "),
        }
    }

    pub fn export_csv(&self) -> String {
        self.vendors
            .iter()
            .find_map(|vendor| vendor.export_csv(self.now))
            .unwrap_or_default()
    }
}

impl std::fmt::Debug for World {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("World")
            .field("seed", &self.seed)
            .field("now", &self.now)
            .finish_non_exhaustive()
    }
}
