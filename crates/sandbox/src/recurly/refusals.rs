//! Every way in which the site says no: `{"error": {"type", "message", "params"?}}`. Types are the vendor's; where no
//! page of the vendor's gives the words, they are this simulator's.

use serde_json::{Value, json};

use crate::vendor::Answer;

fn error(status: u16, kind: &str, message: &str) -> Answer {
    Answer::json(
        status,
        &json!({ "error": { "type": kind, "message": message } }),
    )
}

pub(super) fn unauthorized() -> Answer {
    error(401, "unauthorized", "The API key is missing or invalid.")
        .header("www-authenticate", "Basic realm=\"recurly\"")
}

pub(super) fn version() -> Answer {
    Answer::json(
        406,
        &json!({ "error": {
            "type": "invalid_api_version",
            "message": "The Accept header does not name a version of the API.",
            "acceptable_accept_headers": ["application/vnd.recurly.v2021-02-25"],
        } }),
    )
}

pub(super) fn content_type() -> Answer {
    error(
        400,
        "invalid_content_type",
        "Content-Type must be application/json",
    )
}

pub(super) fn bad_request(message: &str, param: &str) -> Answer {
    let body = json!({ "error": { "type": "bad_request", "message": message, "params": [{ "param": param }] } });
    Answer::json(400, &body)
}

pub(super) fn not_found(what: &str) -> Answer {
    error(
        404,
        "not_found",
        &format!("Couldn't find the {what} that was asked for"),
    )
}

pub(super) fn rate_limited() -> Answer {
    error(429, "rate_limited", "You have made too many API requests in the last hour. Future API requests will be ignored until the beginning of the next hour.")
        .header("x-ratelimit-limit", "400")
        .header("x-ratelimit-remaining", "0")
}

/// A field at fault: "Plan code is invalid".
pub(super) fn invalid(param: &str, message: &str) -> Answer {
    let mut name = param.replace('_', " ");
    if let Some(first) = name.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    let params = json!([{ "param": param, "message": message }]);
    let body = json!({ "error": { "type": "validation", "message": format!("{name} {message}"), "params": params } });
    Answer::json(422, &body)
}

/// A rule that no field is at fault for.
pub(super) fn validation(message: &str) -> Answer {
    error(422, "validation", message)
}

/// A payment that did not go through.
pub(super) fn transaction(category: &str, code: &str, message: &str) -> Answer {
    let token: Value = match category {
        "three_d_secure_action_required" => "demo3dstoken".into(),
        _ => Value::Null,
    };
    let mut transaction = json!({
        "object": "transaction_error",
        "transaction_id": "tr1nsact10n0",
        "category": category,
        "code": code,
        "message": message,
        "merchant_advice": "The payment was not made in the Patchbay sandbox.",
    });
    if !token.is_null() {
        transaction["three_d_secure_action_token_id"] = token;
    }
    let body = json!({ "error": { "type": "transaction", "message": message, "transaction_error": transaction } });
    Answer::json(422, &body)
}
