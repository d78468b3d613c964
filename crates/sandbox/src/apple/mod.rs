//! Apple: one team with one app; its devices at APNs ([`apns`]) and its products at App Store Connect ([`store`]). Both
//! stand under one address here, as their paths have nothing in common.

mod apns;
mod keys;
mod store;

use std::collections::BTreeMap;

use jiff::Timestamp;

use crate::DemoConnector;
use crate::devices::Devices;
use crate::jwt::{Key, Token};
use crate::people::Person;
use crate::vendor::{Answer, Rehearsal, Request, Vendor};

const BUNDLE: &str = "app.patchbay.demo";
const TEAM: &str = "PATCHBAY01";
const APNS_KEY: &str = "SANDBOXK01";
const STORE_KEY: &str = "SANDBOXK02";
const ISSUER: &str = "5a5b0c5a-0000-4000-8000-0000000000a1";

#[rustfmt::skip]
const REHEARSALS: [Rehearsal; 3] = [
    Rehearsal { action: "send_test_push", user: 1001, params: &[("title", "Hello"), ("body", "A rehearsal")] },
    Rehearsal { action: "send_test_push", user: 1001, params: &[("push_type", "background"), ("custom", "{\"sync\":true}")] },
    Rehearsal { action: "in_app_purchase", user: 1001, params: &[("product_id", "demo.gold.yearly"), ("purchase_type", "upgrade")] },
];

/// The team.
pub(crate) struct Apple {
    devices: Devices,
    products: Vec<store::Product>,
    apns_key: Option<Key>,
    store_key: Option<Key>,
}

impl Apple {
    /// The team of a seed.
    pub fn new(seed: u64, people: &[Person]) -> Self {
        // 64 hexadecimal digits.
        let token = |number, digits: &str| format!("{number:08x}{digits}{}", &digits[..24]);
        Self {
            devices: Devices::seeded(seed, "apple", people, token),
            products: store::seeded(seed),
            apns_key: Key::of_pem(keys::APNS),
            store_key: Key::of_pem(keys::STORE),
        }
    }
}

/// The token of a request, if its signature is that of the key and it names the key.
fn token(request: &Request, key: Option<&Key>, id: &str) -> Option<Token> {
    let token = key?.verify(request.bearer()?).ok()?;
    (token.header.get("kid")?.as_str()? == id).then_some(token)
}

impl Vendor for Apple {
    fn id(&self) -> &'static str {
        "apple"
    }

    fn name(&self) -> &'static str {
        "Apple"
    }

    fn concurrency(&self) -> Option<usize> {
        None
    }

    fn answer(&mut self, request: &Request, now: Timestamp) -> Answer {
        let segments = request.segments();
        let parts: Vec<&str> = segments.iter().map(String::as_str).collect();
        match parts.as_slice() {
            ["v1", rest @ ..] => self.list(rest, request),
            ["3", "device", token] => self.push(token, request, now),
            _ => apns::no(404, "BadPath"),
        }
    }

    fn rate_limited(&self) -> Answer {
        apns::no(429, "TooManyRequests")
    }

    fn settle(&mut self, _now: Timestamp) {}

    fn connector(&self, url: &str) -> DemoConnector {
        DemoConnector {
            id: self.id(),
            settings: BTreeMap::from([
                ("bundle_id", BUNDLE.to_owned()),
                ("team_id", TEAM.to_owned()),
                ("key_id", APNS_KEY.to_owned()),
                ("environment", "sandbox".to_owned()),
                (
                    "product_ids",
                    "demo.gold.monthly\ndemo.gold.yearly".to_owned(),
                ),
                ("asc_issuer_id", ISSUER.to_owned()),
                ("asc_key_id", STORE_KEY.to_owned()),
                ("base_url", format!("{url}/apple")),
            ]),
            secrets: BTreeMap::from([
                ("key_p8", keys::APNS.to_owned()),
                ("asc_key_p8", keys::STORE.to_owned()),
            ]),
        }
    }

    fn traits(&self, person: &Person) -> Vec<(&'static str, String)> {
        let device = self.devices.of(person);
        device
            .map(|device| ("apns_token", device.token.clone()))
            .into_iter()
            .collect()
    }

    fn note(&self, person: &Person) -> Option<String> {
        self.devices.words(person)
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
