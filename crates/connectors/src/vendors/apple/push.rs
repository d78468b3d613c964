//! A test push by APNs: its headers and payload, and what became of it. There is no dry run: a plan asks Apple nothing.

use serde_json::{Map, Value, json};

use super::apns;
use crate::definition::Idempotency;
use crate::draft::{Draft, sole_change, unusable};
use crate::error::{Error, Kind, Result};
use crate::intent::Intent;
use crate::plan::{Fact, Plan, RunReport};
use crate::push;
use crate::request::{Method, Request};
use crate::session::Session;

/// Most bytes of a payload.
const MOST: usize = 4096;

pub(super) fn plan(session: &Session, intent: &Intent) -> Result<Plan> {
    let account = &session.account;
    let token = intent.required_trait("apns_token")?;
    let kind = intent.required("push_type")?;
    let background = kind == "background";
    let payload = payload(intent, background)?;
    let size = push::size(payload.to_string().len(), MOST)?;
    let id = session.new_id().to_string();

    let url = apns::device(account, token)?;
    let purpose = "Send the push to the device";
    let mut request = Request::change(purpose, Method::Post, url, Idempotency::None)
        .header("apns-push-type", kind)
        // Apple takes no other for a background push.
        .header(
            "apns-priority",
            if background {
                "5"
            } else {
                intent.required("priority")?
            },
        )
        .header("apns-expiration", expiration(session, intent)?)
        .header("apns-id", id.as_str());
    if let Some(collapse) = intent.param("collapse_id") {
        let fits =
            collapse.len() <= 64 && collapse.chars().all(|c| c.is_ascii_graphic() || c == ' ');
        if !fits {
            return Err(Error::invalid(
                "collapse_id",
                "Collapse ID must be at most 64 letters, digits and signs of ASCII",
            ));
        }
        request = request.header("apns-collapse-id", collapse);
    }
    let request = apns::signed(request, account, payload)?;

    let mut draft = Draft::new((), session, intent);
    if background {
        draft.warn("The app on a real person's device is woken up; nothing is shown");
    } else {
        draft.warn(push::SEEN);
    }
    let environment = apns::environment(account);
    draft.preview = vec![
        Fact::new("Device", short(token)),
        Fact::new("App", account.required("bundle_id")?),
        Fact::new("Environment", environment),
    ];
    for (label, param) in [("Title", "title"), ("Text", "body")] {
        draft
            .preview
            .extend(intent.param(param).map(|text| Fact::new(label, text)));
    }
    draft.preview.push(size);
    draft.remember(&json!({ "apns_id": id }))?;
    let summary = format!("Send a push to the device {} ({environment})", short(token));
    Ok(draft.planned(summary, vec![request]))
}

fn payload(intent: &Intent, background: bool) -> Result<Value> {
    let custom = push::object(intent, "custom")?;
    if custom.contains_key("aps") {
        return Err(Error::invalid(
            "custom",
            "the custom data has aps, which holds the push itself",
        )
        .hint("Leave it out: the other parameters make it"));
    }
    let mut aps = Map::new();
    if background {
        aps.insert("content-available".into(), 1.into());
    } else {
        let alert = json!({ "title": intent.required("title")?, "body": intent.required("body")? });
        aps.insert("alert".into(), alert);
        if let Some(badge) = intent.param("badge") {
            let badge: u32 = badge
                .parse()
                .map_err(|_| Error::invalid("badge", format!("{badge} is no number")))?;
            aps.insert("badge".into(), badge.into());
        }
        if let Some(sound) = intent.param("sound") {
            aps.insert("sound".into(), sound.into());
        }
    }
    let mut payload = Map::new();
    payload.insert("aps".into(), Value::Object(aps));
    payload.extend(custom);
    Ok(Value::Object(payload))
}

/// Until when Apple keeps it, in seconds since 1970; 0 is one attempt.
fn expiration(session: &Session, intent: &Intent) -> Result<String> {
    let secs = intent.required("expiration")?;
    let secs: i64 = secs
        .parse()
        .map_err(|_| Error::invalid("expiration", format!("{secs} is no number")))?;
    Ok(match secs {
        0 => "0".into(),
        secs => (session.now().as_second() + secs).to_string(),
    })
}

/// Enough of a token to tell it from others.
fn short(token: &str) -> String {
    // A token is ASCII, as its judge has seen to.
    format!(
        "{}…{}",
        token.get(..6).unwrap_or(token),
        token.get(token.len() - 6..).unwrap_or_default()
    )
}

pub(super) async fn run(session: &Session, plan: &Plan) -> RunReport {
    send(session, plan)
        .await
        .map_err(|e| e.after_change("the device"))
        .unwrap_or_else(RunReport::ended)
}

async fn send(session: &Session, plan: &Plan) -> Result<RunReport> {
    let request = sole_change(plan)?;
    let id = plan.memo.get("apns_id").and_then(Value::as_str);
    let id = id.ok_or_else(|| unusable("it has no apns-id"))?;
    let reply = session.send(request).await?;
    if !reply.is_success() {
        return Err(reply.verdict(apns::refusal(&reply, &session.account)));
    }
    // Apple answers with an empty body and our own id; what lacks it is somebody else's answer.
    let echo = reply
        .headers
        .get("apns-id")
        .map(String::as_str)
        .unwrap_or_default();
    if !echo.eq_ignore_ascii_case(id) {
        return Err(Error::new(
            Kind::Unknown,
            format!("Something answered {} without Apple's apns-id, so whether Apple took the push is not known", reply.status),
        )
        .details(json!({ "status": reply.status })));
    }
    let mut report = RunReport::succeeded(
        "Apple took the push and will deliver it; whether it was shown is not told",
    )
    .with("apns_id", echo);
    if let Some(unique) = reply.headers.get("apns-unique-id") {
        // The sandbox gives it, for the Push Notifications Console.
        report = report.with("apns_unique_id", unique.as_str());
    }
    Ok(report)
}
