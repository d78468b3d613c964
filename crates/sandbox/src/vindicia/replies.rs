//! Lists with their links, and the error object. What is not simulated is refused by its name.

use serde_json::{Value, json};

use crate::vendor::{Answer, Request};

/// Pages are no larger (inferred).
const LARGEST_PAGE: usize = 100;

pub(super) fn error(status: u16, message: &str) -> Answer {
    Answer::json(status, &json!({ "object": "Error", "message": message }))
}

/// 400 for what does not fit (inferred).
pub(super) fn invalid(message: &str) -> Answer {
    error(400, message)
}

pub(super) fn not_found(what: &str, id: &str) -> Answer {
    error(404, &format!("{what} '{id}' not found"))
}

/// Refuses what is not simulated, by its name.
pub(super) fn known<'a>(
    names: impl IntoIterator<Item = &'a String>,
    known: &[&str],
) -> Result<(), Answer> {
    match names.into_iter().find(|n| !known.contains(&n.as_str())) {
        Some(name) => Err(invalid(&format!(
            "The Patchbay sandbox does not simulate {name}"
        ))),
        None => Ok(()),
    }
}

/// A page of rows, by the cursor `starting_after`. The last page has a link too.
pub(super) fn list(request: &Request, name: &str, rows: &[Value]) -> Result<Answer, Answer> {
    let limit = match request.param("limit") {
        None => 20,
        Some(text) => text
            .parse::<usize>()
            .ok()
            .filter(|n| (1..=LARGEST_PAGE).contains(n))
            .ok_or_else(|| invalid("limit must be from 1 to 100"))?,
    };
    let id = |row: &Value| row["vid"].as_str().unwrap_or_default().to_owned();
    let start = match request.param("starting_after") {
        None => 0,
        Some(after) => {
            let place = rows.iter().position(|row| id(row) == after);
            place.ok_or_else(|| invalid("starting_after is unknown"))? + 1
        }
    };
    let part: Vec<&Value> = rows.iter().skip(start).take(limit).collect();
    let filter = request
        .param("account")
        .map(|a| {
            format!(
                "&account={}",
                url::form_urlencoded::byte_serialize(a.as_bytes()).collect::<String>()
            )
        })
        .unwrap_or_default();
    let next = part
        .last()
        .map(|last| format!("/{name}?limit={limit}&starting_after={}{filter}", id(last)));
    Ok(Answer::json(
        200,
        &json!({
            "object": "List",
            "data": part,
            "total_count": rows.len(),
            "url": format!("/{name}?limit={limit}{filter}"),
            "next": next,
            "previous": null,
        }),
    ))
}

/// Vindicia's own id: forty hex digits.
pub(super) fn vid(kind: u32, number: usize) -> String {
    format!("{kind:08x}{number:032x}")
}
