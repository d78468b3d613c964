//! How Zuora says things: successes and failures alike come as 200.

use serde_json::{Map, Value, json};

use crate::vendor::Answer;

/// A success with its members.
pub(super) fn yes(mut members: Value) -> Answer {
    members["success"] = true.into();
    Answer::json(200, &members)
}

/// A refusal inside 200. The last two digits of the code say of what kind it is.
pub(super) fn no(code: u32, message: impl Into<String>) -> Answer {
    Answer::json(200, &failure(code, message))
}

/// The body of a refusal. Codes of orders are texts.
pub(super) fn failure(code: u32, message: impl Into<String>) -> Value {
    let code = match code {
        58_000_000..59_000_000 => Value::from(code.to_string()),
        _ => Value::from(code),
    };
    json!({
        "success": false,
        "processId": "CBCFED6580B4E076",
        "reasons": [{ "code": code, "message": message.into() }],
    })
}

pub(super) fn token(token: &str) -> Value {
    json!({
        "access_token": token,
        "token_type": "bearer",
        "expires_in": 3599,
        "scope": "entity.patchbay-sandbox user.patchbay-sandbox",
        "jti": "5a4db0c500004000800000000000000a",
    })
}

/// Inferred: nobody has shown it.
pub(super) fn no_token(error: &str) -> Value {
    json!({ "error": error, "error_description": "The client gets no token" })
}

/// Whatever is not simulated is refused, so that no rehearsal passes over it.
pub(super) fn only(body: &Value, known: &[&str]) -> Result<(), Answer> {
    let members = body.as_object().into_iter().flat_map(Map::keys);
    match members
        .into_iter()
        .find(|name| !known.contains(&name.as_str()))
    {
        None => Ok(()),
        Some(name) => Err(no(
            90_000_021,
            format!("The Patchbay sandbox does not simulate the field '{name}'"),
        )),
    }
}

/// A text member that must be there.
pub(super) fn text<'a>(body: &'a Value, name: &str) -> Result<&'a str, Answer> {
    body.get(name)
        .and_then(Value::as_str)
        .filter(|text| !text.is_empty())
        .ok_or_else(|| no(53_100_022, format!("'{name}' is required")))
}

/// Cents as Zuora writes an amount.
#[allow(clippy::cast_precision_loss)] // prices are far below 2^52
pub(super) fn amount(cents: i64) -> Value {
    (cents as f64 / 100.0).into()
}
