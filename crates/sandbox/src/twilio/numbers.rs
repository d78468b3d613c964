//! The account's phone numbers: more than a page, some for calls alone.

use serde_json::{Value, json};

use super::{ACCOUNT_SID, Reply, Twilio, no};
use crate::random::Random;
use crate::vendor::{Answer, Request};

/// The numbers that are the same for every seed.
pub(super) const FIRST: &str = "+14155550100";
pub(super) const SECOND: &str = "+14155550101";
/// It cannot send text messages.
const VOICE: &str = "+14155550102";

const COUNT: usize = 57;

/// A number.
pub(super) struct Number {
    pub e164: String,
    name: String,
    pub sms: bool,
}

pub(super) fn numbers(seed: u64) -> Vec<Number> {
    let mut random = Random::stream(seed, "twilio numbers");
    (0..COUNT)
        .map(|place| {
            let number = format!("+141555501{place:02}");
            let city = random.pick(&["Boulder", "Portland", "San Francisco", "Seattle"]);
            // Drawn for all alike, so that a change of the first leaves the others as they were.
            let sms = random.chance(85);
            Number {
                sms: match number.as_str() {
                    FIRST | SECOND => true,
                    VOICE => false,
                    _ => sms,
                },
                name: format!("{city} {place}"),
                e164: number,
            }
        })
        .collect()
}

impl Number {
    fn render(&self) -> Value {
        json!({
            "sid": format!("PN{:0>32}", &self.e164[1..]),
            "account_sid": ACCOUNT_SID,
            "phone_number": self.e164,
            "friendly_name": self.name,
            "capabilities": { "voice": true, "sms": self.sms, "mms": self.sms, "fax": false },
            "status": "in-use",
        })
    }
}

impl Twilio {
    pub(super) fn list(&self, request: &Request) -> Reply {
        const KNOWN: [&str; 4] = ["PageSize", "Page", "PageToken", "PhoneNumber"];
        if let Some((other, _)) = request
            .query
            .iter()
            .find(|(name, _)| !KNOWN.contains(&name.as_str()))
        {
            let words = format!("{other}: the Patchbay sandbox does not simulate this parameter");
            return Err(no(400, 20001, &words));
        }
        let number = |name: &str, default: usize| match request.param(name) {
            None => Ok(default),
            Some(text) => text
                .parse()
                .map_err(|_| no(400, 20001, &format!("{name} is no number"))),
        };
        let (size, page) = (number("PageSize", 50)?.clamp(1, 1000), number("Page", 0)?);
        // A part of a number finds it too.
        let like = request.param("PhoneNumber").unwrap_or_default();
        let found: Vec<&Number> = self
            .numbers
            .iter()
            .filter(|n| n.e164.contains(like))
            .collect();
        let rows: Vec<Value> = found
            .iter()
            .skip(page.saturating_mul(size))
            .take(size)
            .map(|n| n.render())
            .collect();
        let last = page.saturating_add(1).saturating_mul(size) >= found.len();
        let link = |page: usize| {
            format!(
                "/2010-04-01/Accounts/{ACCOUNT_SID}/IncomingPhoneNumbers.json?PageSize={size}&Page={page}"
            )
        };
        Ok(Answer::json(
            200,
            &json!({
                "incoming_phone_numbers": rows,
                "page": page,
                "page_size": size,
                "uri": link(page),
                "next_page_uri": (!last).then(|| format!("{}&PageToken=PAPN{}", link(page + 1), page + 1)),
            }),
        ))
    }
}
