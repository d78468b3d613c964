//! FCM: a message is judged whole, and delivered unless it says `validateOnly`.

use serde_json::{Map, Value, json};

use super::{Google, PROJECT, no};
use crate::devices::Reach;
use crate::vendor::{Answer, Request};

/// Most bytes of notification and data.
const MOST: usize = 4096;

impl Google {
    pub(super) fn send(&mut self, project: &str, request: &Request) -> Result<Answer, Answer> {
        if project != PROJECT {
            return Err(no(
                404,
                "NOT_FOUND",
                "Requested entity was not found.",
                None,
            ));
        }
        let body = request.json().unwrap_or(Value::Null);
        known(&body, &["validateOnly", "message"], "")?;
        let message = &body["message"];
        let target = judge(message)?;
        let device = self.devices.find(target).ok_or_else(|| {
            invalid(
                "message.token",
                "The registration token is not a valid FCM registration token",
            )
        })?;
        match device.reach {
            Reach::Removed => {
                let message = "Requested entity was not found.";
                return Err(no(404, "NOT_FOUND", message, Some("UNREGISTERED")));
            }
            Reach::Elsewhere => {
                let message = "SenderId mismatch";
                return Err(no(
                    403,
                    "PERMISSION_DENIED",
                    message,
                    Some("SENDER_ID_MISMATCH"),
                ));
            }
            Reach::Here | Reach::Renamed => {}
        }
        if body["validateOnly"] == true {
            let name = format!("projects/{PROJECT}/messages/fake_message_id");
            return Ok(Answer::json(200, &json!({ "name": name })));
        }
        device.received += 1;
        let number = device.received;
        let name = format!("projects/{PROJECT}/messages/0:sandbox-{number}");
        Ok(Answer::json(200, &json!({ "name": name })).changed())
    }
}

/// Whom a good message is for. What a real project would act on and this one would not is refused by name.
fn judge(message: &Value) -> Result<&str, Answer> {
    let members = known(
        message,
        &["token", "fid", "notification", "data", "android"],
        "message",
    )?;
    let target = match (members.get("token"), members.get("fid")) {
        (Some(target), None) | (None, Some(target)) => target.as_str().unwrap_or_default(),
        _ => {
            return Err(invalid(
                "message",
                "Recipient of the message is not set, or set twice.",
            ));
        }
    };
    if let Some(notification) = members.get("notification") {
        let members = known(
            notification,
            &["title", "body", "image"],
            "message.notification",
        )?;
        if !members.values().all(Value::is_string) {
            return Err(invalid("message.notification", "Invalid value"));
        }
    }
    if let Some(data) = members.get("data") {
        let texts = data.as_object().is_some_and(|data| {
            let reserved =
                |key: &String| key == "from" || key == "message_type" || key.starts_with("google.");
            data.values().all(Value::is_string) && !data.keys().any(reserved)
        });
        if !texts {
            return Err(invalid("message.data", "Invalid data payload"));
        }
    }
    let size = ["notification", "data"]
        .iter()
        .filter_map(|name| members.get(*name))
        .map(|value| value.to_string().len())
        .sum::<usize>();
    if size > MOST {
        return Err(invalid("message", "Message is too big"));
    }
    if let Some(android) = members.get("android") {
        let members = known(
            android,
            &["priority", "ttl", "collapseKey"],
            "message.android",
        )?;
        if !members
            .get("priority")
            .is_none_or(|p| p == "HIGH" || p == "NORMAL")
        {
            return Err(invalid("message.android.priority", "Invalid value"));
        }
        let lasts = |ttl: &Value| {
            let secs = ttl.as_str()?.strip_suffix('s')?;
            secs.parse::<u32>().ok().filter(|secs| *secs <= 2_419_200)
        };
        if members.get("ttl").is_some_and(|ttl| lasts(ttl).is_none()) {
            return Err(invalid("message.android.ttl", "Invalid duration"));
        }
    }
    Ok(target)
}

/// The members of an object that has no others.
fn known<'a>(
    value: &'a Value,
    names: &[&str],
    place: &str,
) -> Result<&'a Map<String, Value>, Answer> {
    let Some(members) = value.as_object() else {
        return Err(invalid(place, "Invalid value"));
    };
    match members.keys().find(|name| !names.contains(&name.as_str())) {
        Some(other) => {
            let why = "the Patchbay sandbox does not simulate this member";
            Err(invalid(&format!("{place}.{other}"), why))
        }
        None => Ok(members),
    }
}

fn invalid(field: &str, why: &str) -> Answer {
    Answer::json(
        400,
        &json!({ "error": {
            "code": 400, "message": why, "status": "INVALID_ARGUMENT",
            "details": [
                { "@type": "type.googleapis.com/google.firebase.fcm.v1.FcmError", "errorCode": "INVALID_ARGUMENT" },
                { "@type": "type.googleapis.com/google.rpc.BadRequest",
                  "fieldViolations": [{ "field": field, "description": why }] },
            ],
        } }),
    )
}
