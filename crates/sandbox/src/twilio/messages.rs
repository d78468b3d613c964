//! Text messages: what is wrong with one, and what is taken.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::{ACCOUNT_SID, Reply, SERVICE, Twilio, no};
use crate::vendor::{Answer, Request};

/// Twilio's own test numbers, and what it says of each.
pub(super) const INVALID: &str = "+15005550001";
pub(super) const UNSUBSCRIBED: &str = "+15005550004";
const NO_ROUTE: &str = "+15005550002";
const NO_PERMISSION: &str = "+15005550003";
const LANDLINE: &str = "+15005550009";

/// Most characters of a text.
const MOST: usize = 1600;

impl Twilio {
    pub(super) fn send(&mut self, request: &Request, now: Timestamp) -> Reply {
        let form = request.form();
        if let Some((other, _)) = form.iter().find(|(name, _)| {
            !matches!(
                name.as_str(),
                "To" | "From" | "MessagingServiceSid" | "Body"
            )
        }) {
            let words = format!("{other}: the Patchbay sandbox does not simulate this parameter");
            return Err(no(400, 20001, &words));
        }
        let field = |name: &str| {
            let value = form.iter().find(|(key, _)| key == name);
            value.map_or("", |(_, value)| value.as_str())
        };
        let (to, body) = (field("To"), field("Body"));
        receives(to)?;
        let service = self.sender(field("From"), field("MessagingServiceSid"), to)?;
        if body.is_empty() {
            return Err(no(400, 21602, "Message body is required."));
        }
        if body.chars().count() > MOST {
            return Err(no(
                400,
                21617,
                "The concatenated message body exceeds the 1600 character limit.",
            ));
        }
        self.messages += 1;
        *self.sent.entry(to.to_owned()).or_default() += 1;
        let sid = format!("SM{:032x}", self.messages);
        let from = field("From");
        Ok(Answer::json(
            201,
            &json!({
                "sid": sid,
                "account_sid": ACCOUNT_SID,
                "messaging_service_sid": service.then_some(SERVICE),
                "from": if from.is_empty() { Value::Null } else { from.into() },
                "to": to,
                "body": body,
                "status": if service { "accepted" } else { "queued" },
                // A service counts when it has chosen a number.
                "num_segments": if service { "0" } else { "1" },
                "direction": "outbound-api",
                "date_created": now.strftime("%a, %d %b %Y %H:%M:%S +0000").to_string(),
                "date_sent": null,
                "error_code": null,
                "error_message": null,
                "price": null,
                "uri": format!("/2010-04-01/Accounts/{ACCOUNT_SID}/Messages/{sid}.json"),
            }),
        )
        .changed())
    }

    /// Whether it is the messaging service; else it is one of the account's numbers.
    fn sender(&self, from: &str, service: &str, to: &str) -> Result<bool, Answer> {
        match (from, service) {
            ("", "") => Err(no(
                400,
                21603,
                "A 'From' phone number is required to send a Message.",
            )),
            ("", SERVICE) => Ok(true),
            ("", _) => Err(no(404, 20404, "The messaging service was not found")),
            (from, "") if from == to => {
                Err(no(400, 21266, "'To' and 'From' number cannot be the same"))
            }
            (from, "") => {
                let own = self.numbers.iter().find(|n| n.e164 == from);
                if own.is_some_and(|n| n.sms) {
                    return Ok(false);
                }
                let words = format!(
                    "The 'From' phone number provided ({from}) is not a valid message-capable Twilio phone number for this account."
                );
                Err(no(400, 21606, &words))
            }
            _ => Err(no(
                400,
                20001,
                "From and MessagingServiceSid: the Patchbay sandbox does not simulate both at once",
            )),
        }
    }
}

fn receives(to: &str) -> Result<(), Answer> {
    let whole = to.strip_prefix('+').is_some_and(|digits| {
        (8..=15).contains(&digits.len()) && digits.chars().all(|c| c.is_ascii_digit())
    });
    match to {
        "" => Err(no(400, 21604, "A 'To' phone number is required.")),
        INVALID => Err(invalid(to)),
        _ if !whole => Err(invalid(to)),
        NO_ROUTE => Err(no(
            400,
            21612,
            "The combination of 'To' and 'From' parameters cannot be connected",
        )),
        NO_PERMISSION => Err(no(
            400,
            21408,
            "Permission to send an SMS has not been enabled for the region",
        )),
        UNSUBSCRIBED => Err(no(400, 21610, "Attempt to send to unsubscribed recipient")),
        LANDLINE => Err(no(400, 21614, "'To' number is not a valid mobile number")),
        _ => Ok(()),
    }
}

fn invalid(to: &str) -> Answer {
    no(
        400,
        21211,
        &format!("The 'To' number {to} is not a valid phone number."),
    )
}
