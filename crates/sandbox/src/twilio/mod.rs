//! Twilio: one account, its phone numbers, and the text messages that it took.
//!
//! Whom a message cannot reach is told by Twilio's own test numbers (+1 500 555 00xx), with their errors. The refusals of
//! what is not simulated are this simulator's own words.

mod messages;
mod numbers;

use std::collections::BTreeMap;

use axum::http::Method;
use jiff::Timestamp;
use serde_json::{Value, json};

use crate::DemoConnector;
use crate::people::{FIRST, Person};
use crate::vendor::{Answer, Rehearsal, Request, Vendor};
use numbers::Number;

/// The account of this sandbox.
pub const ACCOUNT_SID: &str = "AC5a5b0c5a5b0c5a5b0c5a5b0c5a5b0c5a";
/// Its token. It guards nothing.
pub const AUTH_TOKEN: &str = "patchbay-sandbox-twilio-token";
/// A key of the account, which may not read the account itself, and its secret. It guards nothing either.
pub const API_KEY_SID: &str = "SK5a5b0c5a5b0c5a5b0c5a5b0c5a5b0c5a";
/// The key's secret.
pub const API_KEY_SECRET: &str = "patchbay-sandbox-twilio-key";
const SERVICE: &str = "MG5a5b0c5a5b0c5a5b0c5a5b0c5a5b0c5a";

#[rustfmt::skip]
const REHEARSALS: [Rehearsal; 2] = [
    Rehearsal { action: "send_sms", user: 1001, params: &[("body", "Hello %trait.first_name%, a rehearsal")] },
    Rehearsal { action: "send_sms", user: 1002, params: &[("body", "Grüße 😀"), ("to", "+1 303 555 0199"), ("from", numbers::SECOND)] },
];

/// An early return carries the refusal.
type Reply = Result<Answer, Answer>;

/// The account.
pub(crate) struct Twilio {
    numbers: Vec<Number>,
    /// How many messages each number got.
    sent: BTreeMap<String, u32>,
    messages: u32,
}

impl Twilio {
    /// The account of a seed.
    pub fn new(seed: u64) -> Self {
        Self {
            numbers: numbers::numbers(seed),
            sent: BTreeMap::new(),
            messages: 0,
        }
    }

    fn reply(&mut self, request: &Request, now: Timestamp) -> Reply {
        let entered = request.basic();
        let entered = entered
            .as_ref()
            .map(|(user, word)| (user.as_str(), word.as_str()));
        let whole = entered == Some((ACCOUNT_SID, AUTH_TOKEN));
        if !whole && entered != Some((API_KEY_SID, API_KEY_SECRET)) {
            return Err(no(401, 20003, "Authenticate"));
        }
        let segments = request.segments();
        let parts: Vec<&str> = segments.iter().map(String::as_str).collect();
        let ["2010-04-01", "Accounts", rest @ ..] = parts.as_slice() else {
            return Err(not_found(request));
        };
        let own = format!("{ACCOUNT_SID}.json");
        match (request.method.clone(), rest) {
            (Method::GET, [file]) if *file == own => {
                if !whole {
                    return Err(no(401, 20003, "Authenticate"));
                }
                Ok(Answer::json(200, &account()))
            }
            (Method::GET, [ACCOUNT_SID, "IncomingPhoneNumbers.json"]) => self.list(request),
            (Method::POST, [ACCOUNT_SID, "Messages.json"]) => self.send(request, now),
            _ => Err(not_found(request)),
        }
    }
}

fn account() -> Value {
    json!({
        "sid": ACCOUNT_SID,
        "owner_account_sid": ACCOUNT_SID,
        "friendly_name": "Acme",
        "status": "active",
        "type": "Full",
        "uri": format!("/2010-04-01/Accounts/{ACCOUNT_SID}.json"),
    })
}

fn no(status: u16, code: u32, message: &str) -> Answer {
    let more = format!("https://www.twilio.com/docs/errors/{code}");
    Answer::json(
        status,
        &json!({ "code": code, "message": message, "more_info": more, "status": status }),
    )
}

fn not_found(request: &Request) -> Answer {
    let words = format!("The requested resource {} was not found", request.path);
    no(404, 20404, &words)
}

/// A person's number. 555-01xx is set aside for fiction; +1 500 555 00xx are Twilio's own test numbers.
fn phone(person: &Person) -> Option<String> {
    let place = person.number - FIRST;
    match person.number {
        1007 => Some(messages::UNSUBSCRIBED.to_owned()),
        1010 => None,
        1012 => Some(messages::INVALID.to_owned()),
        _ if place < 100 => Some(format!("+130355501{place:02}")),
        _ => Some(format!("+150355501{:02}", place % 100)),
    }
}

impl Vendor for Twilio {
    fn id(&self) -> &'static str {
        "twilio"
    }

    fn name(&self) -> &'static str {
        "Twilio"
    }

    fn concurrency(&self) -> Option<usize> {
        None
    }

    fn answer(&mut self, request: &Request, now: Timestamp) -> Answer {
        self.reply(request, now).unwrap_or_else(|refusal| refusal)
    }

    fn rate_limited(&self) -> Answer {
        no(429, 20429, "Too Many Requests")
    }

    fn settle(&mut self, _now: Timestamp) {}

    fn connector(&self, url: &str) -> DemoConnector {
        DemoConnector {
            id: self.id(),
            settings: BTreeMap::from([
                ("account_sid", ACCOUNT_SID.to_owned()),
                ("from", numbers::FIRST.to_owned()),
                ("base_url", format!("{url}/twilio")),
            ]),
            secrets: BTreeMap::from([("auth_token", AUTH_TOKEN.to_owned())]),
        }
    }

    fn traits(&self, person: &Person) -> Vec<(&'static str, String)> {
        phone(person)
            .map(|number| ("phone_number", number))
            .into_iter()
            .collect()
    }

    fn note(&self, person: &Person) -> Option<String> {
        let number = phone(person)?;
        let state = match number.as_str() {
            messages::UNSUBSCRIBED => "unsubscribed from texts",
            messages::INVALID => "a number that does not exist",
            _ => match self.sent.get(&number)? {
                1 => return Some("1 text message".to_owned()),
                n => return Some(format!("{n} text messages")),
            },
        };
        Some(state.to_owned())
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
