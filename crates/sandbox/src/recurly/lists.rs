//! Lists: pages with a cursor, sorted by a time.

use jiff::Timestamp;
use serde_json::{Value, json};
use url::form_urlencoded::Serializer;

use super::{Recurly, Reply, refusals};
use crate::calendar::parse;
use crate::vendor::{Answer, Request};

const USUAL: usize = 20;
const MOST: usize = 200;
const KNOWN: [&str; 6] = ["limit", "order", "sort", "state", "begin_time", "cursor"];

/// A page of rows that are already rendered. `states` are those that the list can be asked for.
pub(super) fn page(request: &Request, rows: &[Value], states: &[&str]) -> Reply {
    if let Some((name, _)) = request
        .query
        .iter()
        .find(|(name, _)| !KNOWN.contains(&name.as_str()))
    {
        return Err(refusals::bad_request(
            &format!("{name} is not simulated by the Patchbay sandbox"),
            name,
        ));
    }
    let limit = match request.param("limit") {
        None => USUAL,
        Some(text) => text
            .parse()
            .ok()
            .filter(|limit| (1..=MOST).contains(limit))
            .ok_or_else(|| refusals::bad_request("limit must be from 1 to 200", "limit"))?,
    };
    let sort = request.param("sort").unwrap_or("created_at");
    if !matches!(sort, "created_at" | "updated_at") {
        return Err(refusals::bad_request(
            "sort must be created_at or updated_at",
            "sort",
        ));
    }
    let ascending = match request.param("order") {
        Some("asc") => true,
        None | Some("desc") => false,
        Some(_) => return Err(refusals::bad_request("order must be asc or desc", "order")),
    };
    let mut rows: Vec<&Value> = rows.iter().collect();
    if let Some(state) = request.param("state") {
        if !states.contains(&state) {
            return Err(refusals::bad_request("state is not in the list", "state"));
        }
        rows.retain(|row| row["state"] == state);
    }
    let at = |row: &Value| -> Option<Timestamp> { row[sort].as_str().and_then(parse) };
    if let Some(text) = request.param("begin_time") {
        let from = parse(text)
            .ok_or_else(|| refusals::bad_request("begin_time is no time", "begin_time"))?;
        rows.retain(|row| at(row).is_some_and(|at| at >= from));
    }
    rows.sort_by_key(|row| at(row));
    if !ascending {
        rows.reverse();
    }
    let from = match request.param("cursor") {
        None => 0,
        Some(text) => text
            .strip_prefix('c')
            .and_then(|n| n.parse::<usize>().ok())
            .ok_or_else(|| refusals::bad_request("cursor is not one of ours", "cursor"))?,
    };
    let data: Vec<&Value> = rows.iter().skip(from).take(limit).copied().collect();
    let end = from + data.len();
    let has_more = end < rows.len();
    let next = has_more.then(|| {
        let mut query = Serializer::new(String::new());
        query.append_pair("cursor", &format!("c{end}"));
        query.extend_pairs(request.query.iter().filter(|(name, _)| name != "cursor"));
        format!("{}?{}", request.path, query.finish())
    });
    let body = json!({ "object": "list", "has_more": has_more, "next": next, "data": data });
    Ok(Answer::json(200, &body))
}

impl Recurly {
    pub fn list_subscriptions(&self, request: &Request, account: &str) -> Reply {
        let account = self.account(account)?;
        let theirs = (0..self.subscriptions.len())
            .filter(|place| self.subscriptions[*place].account == account);
        let rows: Vec<Value> = theirs.map(|place| self.render(place)).collect();
        page(request, &rows, &["active", "canceled", "expired", "future"])
    }
}
