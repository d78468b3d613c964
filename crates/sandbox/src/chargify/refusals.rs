//! Every way in which the site says no, in the vendor's six shapes of error bodies.
//!
//! | shape | where |
//! | --- | --- |
//! | plain text, labelled JSON | 401 |
//! | `{"errors":["…"]}` | create, cancel, 409 |
//! | `{"errors":"…"}` | a coupon that is not valid |
//! | `{"error":"…"}` | cancelled already |
//! | `{"field":["…"]}` | coupons on a subscription |
//! | `{"errors":{"field":["…"]}}` | list parameters; where the vendor uses this one is not documented |

use serde_json::{Value, json};

use crate::vendor::Answer;

/// The wrong key, in the vendor's bytes: text under a JSON label.
pub(super) fn access_denied() -> Answer {
    let mut answer = Answer::text(
        401,
        "application/json; charset=utf-8",
        "HTTP Basic: Access denied.\n",
    );
    answer
        .headers
        .push(("www-authenticate", "Basic realm=\"Application\"".to_owned()));
    answer
}

/// Unknown path or id. The vendor's body is not documented; this one is empty.
pub(super) fn not_found() -> Answer {
    Answer::text(404, "text/plain; charset=utf-8", "")
}

/// The vendor's words for a broken concurrency limit.
pub(super) fn rate_limited() -> Answer {
    let text = "Your request was denied due to a usage violation. \
                You can track this request with support by referencing patchbay-sandbox.";
    Answer::text(429, "text/plain; charset=utf-8", text)
}

/// The same `uniqueness_token` within an hour.
pub(super) fn duplicate() -> Answer {
    Answer::json(
        409,
        &json!({ "errors": ["DuplicatePrevention::DuplicateSubmissionError"] }),
    )
}

/// A write whose body cannot be read. Status and wording are this simulator's.
pub(super) fn not_json(message: &str) -> Answer {
    Answer::json(400, &json!({ "errors": [message] }))
}

/// A list of messages.
pub(super) fn list<S: Into<String>>(messages: impl IntoIterator<Item = S>) -> Answer {
    let messages: Vec<String> = messages.into_iter().map(Into::into).collect();
    Answer::json(422, &json!({ "errors": messages }))
}

/// A single message under `error`.
pub(super) fn single(message: &str) -> Answer {
    Answer::json(422, &json!({ "error": message }))
}

/// A coupon that cannot be validated: `errors` is a string here.
pub(super) fn coupon_not_valid(message: &str) -> Answer {
    Answer::json(404, &json!({ "errors": message }))
}

/// Messages under the field that they are about.
pub(super) fn field(name: &str, messages: &[String]) -> Answer {
    Answer::json(422, &json!({ name: messages }))
}

/// Coupons that cannot be put on a subscription: their own field, and the vendor's second line.
pub(super) fn coupons(name: &str, messages: &[String]) -> Answer {
    Answer::json(
        422,
        &json!({ name: messages, "subscription": ["Coupon is invalid."] }),
    )
}

/// A list parameter that cannot be read. Wording is this simulator's.
pub(super) fn parameter(name: &str, message: &str) -> Answer {
    Answer::json(422, &json!({ "errors": { name: [message] } }))
}

/// Members that the vendor would act on and this simulator would not. Wording is this simulator's.
pub(super) fn not_simulated<'a>(
    object: &'a Value,
    known: &'a [&'a str],
) -> impl Iterator<Item = String> + 'a {
    object
        .as_object()
        .into_iter()
        .flatten()
        .filter(|(name, _)| !known.contains(&name.as_str()))
        .map(|(name, _)| format!("{name}: the Patchbay sandbox does not simulate this member"))
}
