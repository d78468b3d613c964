//! Roku Pay's `validate-transaction`: the request, with the key in its path, and what the answer says. A "no" comes
//! inside a 200.

use jiff::Timestamp;
use serde::Deserialize;
use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::KEY;
use crate::address;
use crate::draft::{self, Draft, unusable};
use crate::error::{Error, Kind, Result};
use crate::intent::Intent;
use crate::plan::{Fact, Plan, RunReport};
use crate::reply::Reply;
use crate::request::{Credential, Method, Request, segment};
use crate::say;
use crate::session::Session;

/// Longest message of the vendor that is repeated, in characters.
const MAX_MESSAGE: usize = 500;

pub(super) fn request(session: &Session, purpose: impl Into<String>, id: Uuid) -> Result<Request> {
    let host = || Ok("https://apipub.roku.com/listen/transaction-service.svc".to_owned());
    let base = session.account.base(host)?;
    let path = ["validate-transaction", &segment(KEY), &id.to_string()];
    Ok(
        Request::read(purpose, Method::Get, address::at(&base, &path, &[])?)
            .header("accept", "application/json")
            .credential(Credential::Path { setting: KEY }),
    )
}

/// What Roku Pay answers. Fields that it leaves out are not shown.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Answer {
    /// 0 is a yes, 1 a no.
    status: i64,
    #[serde(default)]
    error_code: Value,
    error_message: Option<String>,
    #[serde(default)]
    error_details: Value,
}

/// The purchase of an answer, or the error that it is.
pub(super) fn judged(reply: &Reply) -> Result<Map<String, Value>> {
    if !reply.is_success() {
        return Err(refused(reply));
    }
    if reply.is_page() {
        return Err(reply.malformed("it is a web page"));
    }
    let answer: Answer = reply.json()?;
    match answer.status {
        0 => reply.json(),
        1 => Err(answer.error(reply)),
        other => Err(reply.malformed(&format!("its status is {other}, neither 0 nor 1"))),
    }
}

impl Answer {
    fn error(&self, reply: &Reply) -> Error {
        let said = cut(self.error_message.as_deref().unwrap_or_default());
        let error = if said.eq_ignore_ascii_case("unauthorized") {
            Error::new(Kind::Unauthorized, "Roku Pay does not accept the API key: UNAUTHORIZED")
                .field(KEY)
                .hint("Copy the key again from the Developer Dashboard, under Roku Pay Web Services: it may have been replaced")
        } else {
            let because = match said.as_str() {
                "" => ", without a reason".to_owned(),
                said => format!(": {said}"),
            };
            Error::new(Kind::Refused, format!("Roku Pay does not know the transaction{because}"))
                .hint("Check the transaction ID, and that the key is of the same developer account as the channel")
        };
        let code = [&self.error_code, &self.error_details];
        error.details(json!({ "status": reply.status, "code": code[0], "details": code[1], "messages": [said] }))
    }
}

fn refused(reply: &Reply) -> Error {
    let status = reply.status;
    let said = if reply.is_page() {
        String::new()
    } else {
        cut(&reply.text())
    };
    let because = match said.as_str() {
        "" => String::new(),
        said => format!(": {said}"),
    };
    let hint = match status {
        400 => "Check the transaction ID",
        401 | 403 => {
            "If the Developer Dashboard has an allow-list of addresses for Roku Pay Web Services, add this one"
        }
        404 | 410 => "Check the Base URL",
        429 => "Wait some minutes, then try again",
        408 | 500.. => "Roku Pay has trouble: try again later",
        _ => "Check that the Base URL leads to Roku Pay",
    };
    Error::new(reply.kind(), format!("Roku Pay answered {status}{because}"))
        .hint(hint)
        .details(json!({ "status": status, "messages": [said] }))
}

fn cut(text: &str) -> String {
    let text: String = text.trim().chars().take(MAX_MESSAGE).collect();
    text.trim_end_matches('.').to_owned()
}

pub(super) async fn plan(session: &Session, intent: &Intent) -> Result<Plan> {
    let given = intent.required("transaction_id")?;
    let id = Uuid::try_parse(given).map_err(|_| {
        Error::invalid(
            "transaction_id",
            format!("{given:?} is no transaction ID of Roku's"),
        )
        .hint("It has the form 6f0e2c1a-2d1b-4f57-9a61-2f6c5e0a7b11")
    })?;
    if !session.account.has_secret(KEY) {
        return Err(
            Error::invalid(KEY, "Validate transaction needs the Roku Pay API key")
                .hint("Fill it in under Connectors"),
        );
    }
    let mut draft = Draft::new((), session, intent);
    let reply = draft
        .look(request(session, format!("Look up transaction {id}"), id)?)
        .await?;
    let found = judged(&reply)?;
    let text = |name: &str| found.get(name).and_then(say::scalar);
    let theirs = text("transactionId").unwrap_or_default();
    if Uuid::try_parse(&theirs) != Ok(id) {
        return Err(reply.malformed(&format!("it is about transaction {theirs:?}, not {id}")));
    }
    if let (Some(set), Some(told)) = (session.account.value("channel_id"), text("channelId"))
        && set != told
    {
        draft.warn(format!(
            "The purchase is of channel {told}, but Channel ID says {set}"
        ));
    }
    draft.before = facts(&found);
    let summary = format!("Transaction {id}: {}; nothing is changed", in_short(&found));
    let kept = ["productId", "isEntitled", "cancelled", "expirationDate"];
    let vendor: Map<_, _> = kept
        .into_iter()
        .filter_map(|name| Some((name.to_owned(), found.get(name)?.clone())))
        .collect();
    draft.remember(&json!({ "transaction": id, "vendor": vendor }))?;
    Ok(draft.planned(summary, Vec::new()))
}

#[derive(Deserialize)]
struct Memo {
    transaction: Uuid,
    vendor: Map<String, Value>,
}

/// Puts on record what planning has read: there is nothing to send.
pub(super) fn run(plan: &Plan) -> RunReport {
    if plan.changes().next().is_some() {
        return RunReport::ended(unusable("it must hold no change"));
    }
    match draft::memo::<Memo>(plan) {
        Ok(memo) => RunReport {
            after: plan.before.clone(),
            vendor: memo.vendor,
            ..RunReport::succeeded(plan.summary.clone())
        }
        .with("transaction_id", memo.transaction.to_string()),
        Err(error) => RunReport::ended(error),
    }
}

/// "entitled to gold until 2026-12-21 12:00 UTC".
fn in_short(found: &Map<String, Value>) -> String {
    let product = found.get("productId").and_then(say::scalar);
    let product = product.unwrap_or_else(|| "a product that is not named".into());
    let until = found.get("expirationDate").and_then(date);
    match found.get("isEntitled").and_then(say::scalar).as_deref() {
        Some("true") => match until {
            Some(until) => format!("entitled to {product} until {}", say::moment(until)),
            None => format!("entitled to {product}"),
        },
        Some(_) => format!("not entitled to {product}"),
        None => format!("whether it entitles to {product} is not told"),
    }
}

fn facts(found: &Map<String, Value>) -> Vec<Fact> {
    let text = |name: &str| {
        found
            .get(name)
            .and_then(say::scalar)
            .filter(|t| !t.is_empty())
    };
    let product = match (text("productName"), text("productId")) {
        (Some(name), Some(id)) => Some(format!("{name} ({id})")),
        (name, id) => name.or(id),
    };
    let yes = |name: &str| text(name).map(|t| if t == "true" { "yes" } else { "no" }.to_owned());
    let at = |name: &str| found.get(name).and_then(date).map(say::moment);
    let currency = text("currency");
    let total = found
        .get("total")
        .and_then(|total| say::decimal(total, currency.as_deref()));
    [
        ("Product", product),
        ("Entitled", yes("isEntitled")),
        ("Cancelled", yes("cancelled")),
        ("Bought", at("purchaseDate")),
        ("First bought", at("originalPurchaseDate")),
        ("Expires", at("expirationDate")),
        ("Total", total),
        ("Quantity", text("quantity")),
        ("Coupon", text("couponCode")),
        ("Channel", text("channelName").or_else(|| text("channelId"))),
        ("Roku customer", text("rokuCustomerId")),
        // With a capital O, unlike all others.
        ("First transaction", text("OriginalTransactionId")),
    ]
    .into_iter()
    .filter_map(|(label, value)| Some(Fact::new(label, value?)))
    .collect()
}

/// `/Date(1796083200000+0000)/`: milliseconds since 1970; the zone after them changes nothing.
pub(super) fn date(value: &Value) -> Option<Timestamp> {
    let text = value.as_str()?.strip_prefix("/Date(")?.strip_suffix(")/")?;
    let zone = text.char_indices().skip(1).find(|(_, c)| "+-".contains(*c));
    let millis = zone.map_or(text, |(at, _)| &text[..at]);
    Timestamp::from_millisecond(millis.parse().ok()?).ok()
}
