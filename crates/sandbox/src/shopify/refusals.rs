//! Refusals: statuses, and `errors` inside a 200.

use serde_json::{Value, json};

use crate::vendor::Answer;

/// `errors` inside a 200.
#[derive(Debug)]
pub(super) struct Refusal(Value);

impl Refusal {
    /// What the schema does not know.
    pub fn schema(message: &str) -> Self {
        Self(json!({ "message": message, "locations": [{ "line": 1, "column": 1 }] }))
    }

    pub fn too_costly(cost: u64, limit: u64) -> Self {
        Self(json!({
            "message": format!("Query has complexity of {cost}, which exceeds max complexity of {limit}"),
            "extensions": { "code": "MAX_COMPLEXITY_EXCEEDED" },
        }))
    }

    pub fn answer(self) -> Answer {
        Answer::json(200, &json!({ "errors": [self.0] }))
    }
}

pub(super) fn throttled() -> Answer {
    let error = json!({ "message": "Throttled", "extensions": { "code": "THROTTLED" } });
    Answer::json(429, &json!({ "errors": [error] }))
}

/// A token that is not this shop's.
pub(super) fn forbidden() -> Answer {
    Answer::json(
        403,
        &json!({ "errors": [{ "message": "", "extensions": { "code": "UNAUTHORIZED" } }] }),
    )
}

pub(super) fn not_found() -> Answer {
    Answer::json(404, &json!({ "errors": "Not Found" }))
}

pub(super) fn bad_request() -> Answer {
    Answer::json(
        400,
        &json!({ "errors": "Required parameter missing or invalid: query" }),
    )
}
