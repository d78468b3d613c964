//! How Stripe says no. The shape is the vendor's; wordings without a source are this simulator's and marked so.

use serde_json::{Value, json};

use crate::vendor::{Answer, Request};

fn error(status: u16, error: &Value) -> Answer {
    Answer::json(status, &json!({ "error": error }))
}

/// 401 for a key that is none of this account's, shown as the vendor shows it.
pub(super) fn key(given: &str) -> Answer {
    let message = if given.is_empty() {
        // This simulator's wording.
        "You did not provide an API key.".to_owned()
    } else {
        let tail: String = given.chars().rev().take(4).collect();
        let tail: String = tail.chars().rev().collect();
        format!("Invalid API Key provided: ****{tail}")
    };
    error(
        401,
        &json!({ "type": "invalid_request_error", "message": message }),
    )
}

/// 403 for a restricted key without the right.
pub(super) fn forbidden(right: &str) -> Answer {
    let message = format!(
        "The provided key 'rk_test_*********' does not have the required permissions for this endpoint on account 'acct_Demo'. Having the '{right}' permission would allow this request to continue."
    );
    error(
        403,
        &json!({ "type": "invalid_request_error", "message": message }),
    )
}

/// This simulator's wording.
pub(super) fn account(id: &str) -> Answer {
    let message = format!(
        "The provided key does not have access to account '{id}' (or that account does not exist). Application access may have been revoked."
    );
    error(
        403,
        &json!({ "type": "invalid_request_error", "code": "account_invalid", "message": message }),
    )
}

/// Only one version is simulated. This simulator's wording.
pub(super) fn version(version: &str) -> Answer {
    let message = format!(
        "Invalid Stripe API version: {version}. The Patchbay sandbox speaks 2025-02-24.acacia."
    );
    error(
        400,
        &json!({ "type": "invalid_request_error", "message": message }),
    )
}

pub(super) fn rate_limited() -> Answer {
    error(
        429,
        &json!({
            "type": "invalid_request_error", "code": "rate_limit",
            "message": "Request rate limit exceeded. Learn more about rate limits here https://stripe.com/docs/rate-limits.",
        }),
    )
    .header("stripe-rate-limited-reason", "global-rate")
}

/// This simulator's wording.
pub(super) fn other_use(key: &str) -> Answer {
    let message = format!(
        "Keys for idempotent requests can only be used with the same parameters they were first used with. Try using a key other than '{key}' if you meant to execute a different request."
    );
    error(
        400,
        &json!({ "type": "idempotency_error", "message": message }),
    )
}

pub(super) fn no_route(request: &Request) -> Answer {
    let message = format!(
        "Unrecognized request URL ({}: {}).",
        request.method, request.path
    );
    error(
        404,
        &json!({ "type": "invalid_request_error", "message": message }),
    )
}

/// No such object: 404 where the path names it, 400 where a parameter does.
pub(super) fn missing(status: u16, what: &str, id: &str, param: &str) -> Answer {
    error(
        status,
        &json!({
            "type": "invalid_request_error", "code": "resource_missing", "param": param,
            "message": format!("No such {what}: '{id}'"),
        }),
    )
}

/// A parameter that the vendor does not know, or that this simulator would have to act on and does not.
pub(super) fn unknown(name: &str) -> Answer {
    error(
        400,
        &json!({
            "type": "invalid_request_error", "code": "parameter_unknown", "param": name,
            "message": format!("Received unknown parameter: {name}"),
        }),
    )
}

pub(super) fn needed(name: &str) -> Answer {
    error(
        400,
        &json!({
            "type": "invalid_request_error", "code": "parameter_missing", "param": name,
            "message": format!("Missing required param: {name}."),
        }),
    )
}

/// A bad value of a parameter. The messages are this simulator's.
pub(super) fn invalid(param: &str, message: &str) -> Answer {
    error(
        400,
        &json!({ "type": "invalid_request_error", "param": param, "message": message }),
    )
}

/// A state that does not allow it. The messages are this simulator's.
pub(super) fn state(message: &str) -> Answer {
    error(
        400,
        &json!({ "type": "invalid_request_error", "message": message }),
    )
}

pub(super) fn no_payment_method() -> Answer {
    error(
        400,
        &json!({
            "type": "invalid_request_error", "code": "resource_missing",
            "message": "This customer has no attached payment source or default payment method. Please consider adding a default payment method.",
        }),
    )
}

pub(super) fn declined() -> Answer {
    error(
        402,
        &json!({
            "type": "card_error", "code": "card_declined", "decline_code": "insufficient_funds",
            "message": "Your card has insufficient funds.",
        }),
    )
}
