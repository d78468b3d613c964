//! APNs: provider tokens, headers, payloads, and what becomes of a push. The order of the judging (token, topic, device,
//! message) is inferred, as in the facts. Its times are not simulated: that a token is older than an hour, or the
//! second within 20 minutes, is told by another clock than the sandbox's.

use axum::http::Method;
use jiff::Timestamp;
use serde_json::{Value, json};

use super::{APNS_KEY, Apple, BUNDLE, TEAM};
use crate::devices::Reach;
use crate::vendor::{Answer, Request};

/// Most bytes of a payload.
const MOST: usize = 4096;

/// A "no" in the vendor's words.
pub(super) fn no(status: u16, reason: &str) -> Answer {
    Answer::json(status, &json!({ "reason": reason }))
}

impl Apple {
    pub(super) fn push(&mut self, token: &str, request: &Request, now: Timestamp) -> Answer {
        self.judged(token, request, now).unwrap_or_else(|no| no)
    }

    fn judged(&mut self, token: &str, request: &Request, now: Timestamp) -> Result<Answer, Answer> {
        if request.method != Method::POST {
            return Err(no(405, "MethodNotAllowed"));
        }
        if request.bearer().is_none() {
            return Err(no(403, "MissingProviderToken"));
        }
        let said = super::token(request, self.apns_key.as_ref(), APNS_KEY);
        if !said.is_some_and(|said| said.text("iss") == TEAM && said.seconds("iat").is_some()) {
            return Err(no(403, "InvalidProviderToken"));
        }
        match request.header("apns-topic") {
            BUNDLE => {}
            "" => return Err(no(400, "MissingTopic")),
            _ => return Err(no(400, "TopicDisallowed")),
        }
        let device = self.devices.find(token);
        let Some(device) = device.filter(|device| device.reach != Reach::Elsewhere) else {
            return Err(no(400, "BadDeviceToken"));
        };
        headers(request)?;
        payload(request)?;
        if device.reach == Reach::Removed {
            let body = json!({ "reason": "Unregistered", "timestamp": now.as_millisecond() });
            return Err(Answer::json(410, &body));
        }
        device.received += 1;
        let id = match request.header("apns-id") {
            "" => "00000000-0000-4000-8000-000000000000",
            id => id,
        };
        Ok(Answer::empty(200)
            .header("apns-id", id)
            .header("apns-unique-id", format!("sandbox-{}", device.received))
            .changed())
    }
}

fn headers(request: &Request) -> Result<(), Answer> {
    let kind = request.header("apns-push-type");
    if !matches!(kind, "alert" | "background") {
        return Err(no(400, "InvalidPushType"));
    }
    let priority = request.header("apns-priority");
    if !matches!((kind, priority), (_, "5") | ("alert", "10" | "")) {
        return Err(no(400, "BadPriority"));
    }
    let expiration = request.header("apns-expiration");
    if !expiration.bytes().all(|b| b.is_ascii_digit()) {
        return Err(no(400, "BadExpirationDate"));
    }
    let id = request.header("apns-id");
    let groups: Vec<usize> = id.split('-').map(str::len).collect();
    if !id.is_empty() && groups != [8, 4, 4, 4, 12] {
        return Err(no(400, "BadMessageId"));
    }
    if request.header("apns-collapse-id").len() > 64 {
        return Err(no(400, "BadCollapseId"));
    }
    Ok(())
}

fn payload(request: &Request) -> Result<(), Answer> {
    if request.body.len() > MOST {
        return Err(no(413, "PayloadTooLarge"));
    }
    let body = request.json().unwrap_or(Value::Null);
    let Some(aps) = body.get("aps").and_then(Value::as_object) else {
        return Err(no(400, "PayloadEmpty"));
    };
    // A real device would act on others, and this one would not.
    let known = ["alert", "badge", "sound", "content-available"];
    if aps.keys().any(|name| !known.contains(&name.as_str())) {
        return Err(no(400, "PayloadEmpty"));
    }
    if request.header("apns-push-type") == "background"
        && aps.get("content-available") != Some(&1.into())
    {
        return Err(no(400, "PayloadEmpty"));
    }
    Ok(())
}
