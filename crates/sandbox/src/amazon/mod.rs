//! Amazon Device Messaging: one security profile, its tokens and its devices.
//!
//! Words that no vendor document gives (all `error_description`s, and the refusals of what is not simulated) are this
//! simulator's own.

use std::collections::BTreeMap;

use axum::http::Method;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Map, Value, json};

use crate::DemoConnector;
use crate::devices::{Devices, Reach};
use crate::people::Person;
use crate::vendor::{Answer, Rehearsal, Request, Vendor};

const CLIENT_ID: &str = "amzn1.application-oa2-client.5a5b0c5a5b0c5a5b0c5a5b0c5a5b0c5a";
/// It guards nothing.
const CLIENT_SECRET: &str = "patchbay-sandbox-amazon-secret";
const TOKEN_LIFE: SignedDuration = SignedDuration::from_hours(1);
/// Most bytes of a message's data.
const MOST: usize = 6 * 1024;

#[rustfmt::skip]
const REHEARSALS: [Rehearsal; 2] = [
    Rehearsal { action: "send_test_push", user: 1001, params: &[("title", "Hello"), ("body", "A rehearsal")] },
    Rehearsal { action: "in_app_purchase", user: 1001, params: &[("product_id", "acme.gold.month")] },
];

/// An early return carries the refusal.
type Reply = Result<Answer, Answer>;

/// The security profile.
pub(crate) struct Amazon {
    devices: Devices,
    /// Tokens given out, and until when each is good.
    tokens: Vec<(String, Timestamp)>,
}

impl Amazon {
    /// The profile of a seed.
    pub fn new(seed: u64, people: &[Person]) -> Self {
        let token = |number, digits: &str| format!("amzn1.adm-registration.v3.{number}.{digits}");
        Self {
            devices: Devices::seeded(seed, "amazon", people, token),
            tokens: Vec::new(),
        }
    }

    fn token(&mut self, request: &Request, now: Timestamp) -> Reply {
        let form = request.form();
        let field = |name: &str| {
            let mut values = form.iter().filter(|(key, _)| key == name);
            match (values.next(), values.next()) {
                (Some((_, value)), None) => value.as_str(),
                _ => "",
            }
        };
        if field("grant_type") != "client_credentials" {
            return Err(no_token(
                400,
                "unsupported_grant_type",
                "The grant type is not client_credentials",
            ));
        }
        if (field("client_id"), field("client_secret")) != (CLIENT_ID, CLIENT_SECRET) {
            return Err(no_token(
                401,
                "invalid_client",
                "Client authentication failed",
            ));
        }
        if field("scope") != "messaging:push" {
            return Err(no_token(
                400,
                "invalid_scope",
                "The scope is not known to this client",
            ));
        }
        self.tokens.retain(|(_, until)| now < *until);
        let token = format!("Atc|sandbox-{}-{}", now.as_second(), self.tokens.len() + 1);
        let body = json!({
            "access_token": token, "expires_in": TOKEN_LIFE.as_secs(), "scope": "messaging:push", "token_type": "Bearer",
        });
        self.tokens.push((token, now + TOKEN_LIFE));
        Ok(Answer::json(200, &body))
    }

    fn message(&mut self, registration: &str, request: &Request, now: Timestamp) -> Reply {
        let bearer = request.bearer().unwrap_or_default();
        if !self
            .tokens
            .iter()
            .any(|(token, until)| token == bearer && now < *until)
        {
            return Err(no(401, "AccessTokenExpired"));
        }
        let types = [
            (
                "x-amzn-type-version",
                "com.amazon.device.messaging.ADMMessage@1.0",
            ),
            (
                "x-amzn-accept-type",
                "com.amazon.device.messaging.ADMSendResult@1.0",
            ),
        ];
        if types
            .iter()
            .any(|(name, value)| request.header(name) != *value)
        {
            return Err(no(400, "InvalidType"));
        }
        let body = request.json();
        judge(
            body.as_ref()
                .and_then(Value::as_object)
                .ok_or_else(|| no(400, "InvalidData"))?,
        )?;
        let device = self.devices.find(registration);
        let Some(device) = device.filter(|device| device.reach != Reach::Elsewhere) else {
            return Err(no(400, "InvalidRegistrationId"));
        };
        let known_as = match device.reach {
            Reach::Removed => return Err(no(400, "Unregistered")),
            Reach::Renamed => format!("{registration}.next"),
            _ => registration.to_owned(),
        };
        device.received += 1;
        let number = device.received;
        Ok(Answer::json(200, &json!({ "registrationID": known_as }))
            .header("x-amzn-requestid", format!("sandbox-{number}"))
            .changed())
    }
}

/// A message that ADM takes. What it would act on and is not simulated is refused by name.
fn judge(body: &Map<String, Value>) -> Result<(), Answer> {
    for (name, value) in body {
        let fault = match name.as_str() {
            "data" => match value.as_object() {
                Some(data) if data.values().all(Value::is_string) => {
                    if value.to_string().len() > MOST {
                        return Err(no(413, "MessageTooLarge"));
                    }
                    None
                }
                _ => Some("InvalidData"),
            },
            "consolidationKey" => {
                let fits = value.as_str().is_some_and(|key| key.chars().count() <= 64);
                (!fits).then_some("InvalidConsolidationKey")
            }
            "expiresAfter" => {
                let fits = value
                    .as_u64()
                    .is_some_and(|n| (60..=2_678_400).contains(&n));
                (!fits).then_some("InvalidExpiration")
            }
            "priority" => {
                let fits = value == "normal" || value == "high";
                (!fits).then_some("InvalidData")
            }
            other => {
                let reason = format!("{other}: the Patchbay sandbox does not simulate this member");
                return Err(no(400, &reason));
            }
        };
        if let Some(reason) = fault {
            return Err(no(400, reason));
        }
    }
    if body.contains_key("data") {
        Ok(())
    } else {
        Err(no(400, "InvalidData"))
    }
}

fn no(status: u16, reason: &str) -> Answer {
    Answer::json(status, &json!({ "reason": reason }))
}

fn no_token(status: u16, error: &str, words: &str) -> Answer {
    Answer::json(
        status,
        &json!({ "error": error, "error_description": words }),
    )
}

impl Vendor for Amazon {
    fn id(&self) -> &'static str {
        "amazon"
    }

    fn name(&self) -> &'static str {
        "Amazon"
    }

    fn concurrency(&self) -> Option<usize> {
        None
    }

    fn answer(&mut self, request: &Request, now: Timestamp) -> Answer {
        let segments = request.segments();
        let parts: Vec<&str> = segments.iter().map(String::as_str).collect();
        let post = request.method == Method::POST;
        let reply = match parts.as_slice() {
            ["auth", "O2", "token"] if post => self.token(request, now),
            ["messaging", "registrations", id, "messages"] if post => {
                self.message(id, request, now)
            }
            _ => Err(Answer::empty(404)),
        };
        reply.unwrap_or_else(|refusal| refusal)
    }

    fn rate_limited(&self) -> Answer {
        no(429, "MaxRateExceeded")
    }

    fn settle(&mut self, _now: Timestamp) {}

    fn connector(&self, url: &str) -> DemoConnector {
        DemoConnector {
            id: self.id(),
            settings: BTreeMap::from([
                ("client_id", CLIENT_ID.to_owned()),
                ("skus", "acme.gold.month\nacme.silver.month".to_owned()),
                ("base_url", format!("{url}/amazon")),
            ]),
            secrets: BTreeMap::from([("client_secret", CLIENT_SECRET.to_owned())]),
        }
    }

    fn traits(&self, person: &Person) -> Vec<(&'static str, String)> {
        let device = self.devices.of(person);
        device
            .map(|device| ("adm_registration_id", device.token.clone()))
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
