//! A test push by ADM: its message, and what became of it. There is no dry run: a plan asks Amazon nothing.

use serde_json::{Value, json};

use super::client;
use crate::draft::{Draft, sole_change, unusable};
use crate::error::{Error, Result};
use crate::intent::Intent;
use crate::plan::{Fact, Plan, RunReport};
use crate::push;
use crate::session::Session;

/// Most bytes of `data`.
const MOST: usize = 6 * 1024;

pub(super) fn plan(session: &Session, intent: &Intent) -> Result<Plan> {
    let account = &session.account;
    let registration = intent.required_trait("adm_registration_id")?;
    let mut data = push::texts(intent, "data")?;
    for (param, setting) in [("body", "body_key"), ("title", "title_key")] {
        let key = account.required(setting)?;
        if data.contains_key(key) {
            return Err(Error::invalid(
                "data",
                format!("the data already has {key}, which is where the {param} goes"),
            )
            .hint(format!(
                "Leave {key} out of the data, or set another name under Advanced: {setting}"
            )));
        }
        data.shift_insert(0, key.to_owned(), intent.required(param)?.into());
    }
    let data = Value::Object(data);
    let size = push::size(data.to_string().len(), MOST)?;
    let mut body = json!({ "data": data });
    if let Some(key) = intent.param("consolidation_key") {
        body["consolidationKey"] = key.into();
    }
    let expires = intent.required("expires_after")?;
    let expires: u32 = expires
        .parse()
        .map_err(|_| Error::invalid("expires_after", format!("{expires} is no number")))?;
    body["expiresAfter"] = expires.into();
    body["priority"] = intent.required("priority")?.into();

    let request = client::message(account, registration, body)?;
    let mut draft = Draft::new((), session, intent);
    draft.warn(push::SEEN);
    draft.preview = vec![
        Fact::new("Device", short(registration)),
        Fact::new("Title", intent.required("title")?),
        Fact::new("Text", intent.required("body")?),
        size,
    ];
    draft.remember(&json!({ "registration": registration }))?;
    let summary = format!("Send a push to the device {}", short(registration));
    Ok(draft.planned(summary, vec![request]))
}

/// Enough of a long id to tell it from others.
fn short(registration: &str) -> String {
    let end = registration.chars().rev().take(12).collect::<Vec<_>>();
    match registration.chars().count() {
        0..=40 => registration.to_owned(),
        _ => format!("…{}", end.into_iter().rev().collect::<String>()),
    }
}

pub(super) async fn run(session: &Session, plan: &Plan) -> RunReport {
    send(session, plan)
        .await
        .map_err(|e| e.after_change("the device"))
        .unwrap_or_else(RunReport::ended)
}

async fn send(session: &Session, plan: &Plan) -> Result<RunReport> {
    let request = sole_change(plan)?;
    let registration = plan.memo.get("registration").and_then(Value::as_str);
    let registration = registration.ok_or_else(|| unusable("it names no device"))?;
    let reply = session.send(request).await?;
    if !reply.is_success() {
        return Err(reply.verdict(client::refusal(&reply)));
    }
    let body: Value = reply.json()?;
    let Some(now) = body["registrationID"].as_str().filter(|id| !id.is_empty()) else {
        return Err(reply.malformed("there is no registrationID in it"));
    };
    let summary = if now == registration {
        "Amazon took the push and will deliver it; whether it was shown is not told".to_owned()
    } else {
        "Amazon took the push, and says that the device has a new registration ID: put it into the push endpoint".to_owned()
    };
    let mut report = RunReport::succeeded(summary).with("registration_id", now);
    if let Some(id) = reply.headers.get("x-amzn-requestid") {
        report = report.with("request_id", id.as_str());
    }
    if now != registration {
        report.after = vec![Fact::new("New registration ID", now)];
    }
    Ok(report)
}
