//! The envelope of every reply, and the failures inside it.
//!
//! A failure of business is HTTP 200 with `responseCode` `"0"`. Codes seen in public code are used where one fits; those
//! from `eV9000` on are this simulator's own:
//!
//! | code | meaning |
//! | --- | --- |
//! | 20003 | a required parameter is missing (seen) |
//! | 111111111 | authentication failed (seen) |
//! | eV2327 | no account found (seen) |
//! | eV9000 | a field that is not simulated |
//! | eV9001 | unknown channel partner |
//! | eV9002 | unknown service |
//! | eV9003 | the customer has no subscription to the service |
//! | eV9004 | the subscription's status does not allow it |
//! | eV9005 | several subscriptions fit |
//! | eV9006 | a parameter of the wrong form |
//! | eV9101 … eV9104 | coupon: unknown, expired, redeemed already, not for this service |
//! | eV9201 | length of the pause |
//! | eV9301 | the change of service is not possible |

use serde_json::{Map, Value, json};

use super::Reply;
use crate::vendor::Answer;

/// A refusal: code and text.
#[derive(Debug)]
pub(super) struct Failure {
    code: &'static str,
    message: String,
}

pub(super) fn failure(code: &'static str, message: impl Into<String>) -> Failure {
    Failure {
        code,
        message: message.into(),
    }
}

/// A parameter that must be there and is not.
pub(super) fn missing(name: &str) -> Failure {
    failure("20003", format!("Required parameter {name} is missing"))
}

/// A required text member.
pub(super) fn text<'a>(asked: &'a Map<String, Value>, name: &str) -> Result<&'a str, Failure> {
    optional(asked, name)?.ok_or_else(|| missing(name))
}

/// A text member that may be left out; an empty one counts as left out, as one client sends it.
pub(super) fn optional<'a>(
    asked: &'a Map<String, Value>,
    name: &str,
) -> Result<Option<&'a str>, Failure> {
    match asked.get(name) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text.as_str()).filter(|text| !text.is_empty())),
        Some(_) => Err(failure(
            "eV9006",
            format!("Parameter {name} must be a string"),
        )),
    }
}

/// The reply inside its wrapper.
pub(super) fn wrap(wrapper: &str, reply: Reply) -> Answer {
    let (message, changed) = match reply {
        Ok(done) => {
            let mut members = Map::new();
            members.insert("responseCode".to_owned(), json!("1"));
            members.insert("message".to_owned(), json!("SUCCESS"));
            members.extend(done.members);
            (Value::Object(members), done.changed)
        }
        Err(Failure { code, message }) => {
            let failures = json!([{ "errorCode": code, "errorMessage": message }]);
            (
                json!({ "responseCode": "0", "failureMessage": failures }),
                false,
            )
        }
    };
    let mut answer = Answer::json(
        200,
        &json!({ format!("{wrapper}ResponseMessage"): message }),
    );
    answer.changed = changed;
    answer
}

/// No public source shows what an unknown method answers; this is a Java server's page.
pub(super) fn no_such_method() -> Answer {
    Answer::text(
        404,
        "text/html;charset=utf-8",
        "<html><body><h1>HTTP Status 404 - Not Found</h1></body></html>",
    )
}

/// As above, for another HTTP method.
pub(super) fn only_post() -> Answer {
    Answer::text(
        405,
        "text/html;charset=utf-8",
        "<html><body><h1>HTTP Status 405 - Method Not Allowed</h1></body></html>",
    )
    .header("allow", "POST")
}

/// As above, for a body that is not JSON.
pub(super) fn not_json() -> Answer {
    Answer::text(
        400,
        "text/html;charset=utf-8",
        "<html><body><h1>HTTP Status 400 - Bad Request</h1></body></html>",
    )
}
