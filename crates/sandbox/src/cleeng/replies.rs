//! Lists, refusals, and what a request may name. A query or field that is not simulated is refused by its name: a real
//! broadcaster may well act on it.

use serde_json::{Value, json};

use crate::vendor::{Answer, Request};

/// The form of a refusal that Cleeng's pages show.
pub(super) fn refused(status: u16, code: &str, message: &str) -> Answer {
    Answer::json(status, &json!({ "code": code, "message": message }))
}

/// 422 for what does not fit (inferred).
pub(super) fn invalid(message: &str) -> Answer {
    refused(422, "VALIDATION_ERROR", message)
}

/// The older form.
pub(super) fn not_found(what: &str) -> Answer {
    Answer::json(404, &json!({ "errors": [format!("{what} not found")] }))
}

/// No such path of the API.
pub(super) fn no_such_path() -> Answer {
    Answer::json(404, &json!({ "message": "Resource not found." }))
}

/// Refuses a query parameter that is not simulated.
pub(super) fn known_query(request: &Request, known: &[&str]) -> Result<(), Answer> {
    match request
        .query
        .iter()
        .find(|(key, _)| !known.contains(&key.as_str()))
    {
        Some((key, _)) => Err(not_simulated(key)),
        None => Ok(()),
    }
}

/// Refuses a member of the body that is not simulated.
pub(super) fn known_members(body: &Value, known: &[&str]) -> Result<(), Answer> {
    let members = body.as_object().into_iter().flatten();
    match members
        .map(|(key, _)| key)
        .find(|k| !known.contains(&k.as_str()))
    {
        Some(key) => Err(not_simulated(key)),
        None => Ok(()),
    }
}

fn not_simulated(name: &str) -> Answer {
    invalid(&format!("The Patchbay sandbox does not simulate {name}."))
}

/// A whole number of the query.
pub(super) fn count(request: &Request, name: &str, default: usize) -> Result<usize, Answer> {
    request.param(name).map_or(Ok(default), |text| {
        text.parse()
            .map_err(|_| invalid(&format!("{name} must be an integer.")))
    })
}

/// Some rows, with the number of all.
pub(super) fn list(rows: &[Value], skip: usize, limit: usize) -> Answer {
    let part: Vec<&Value> = rows.iter().skip(skip).take(limit).collect();
    Answer::json(200, &json!(part)).header("x-total-count", rows.len().to_string())
}
