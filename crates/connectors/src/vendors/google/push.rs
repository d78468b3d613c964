//! A test push by FCM. The plan is judged by Google: it is sent with `validateOnly`, which delivers nothing.

use serde_json::{Map, Value, json};
use url::Url;

use super::ACCOUNT;
use super::client::{MESSAGING, No, signed};
use crate::account::Account;
use crate::address;
use crate::definition::Idempotency;
use crate::draft::{Draft, sole_change};
use crate::error::{Error, Result};
use crate::intent::Intent;
use crate::plan::{Fact, Plan, RunReport};
use crate::push;
use crate::reply::Reply;
use crate::request::{Body, Method, Request};
use crate::session::Session;

/// Most bytes of notification and data.
const MOST: usize = 4096;

/// Where a project's messages are sent to.
pub(super) fn send_url(account: &Account) -> Result<Url> {
    let base = account.base(|| Ok("https://fcm.googleapis.com".to_owned()))?;
    let project = account.member(ACCOUNT, "project_id")?;
    address::at(&base, &["v1", "projects", &project, "messages:send"], &[])
}

/// Asks what Google thinks of a message, and delivers nothing.
pub(super) fn validation(account: &Account, purpose: &str, message: &Value) -> Result<Request> {
    let body = json!({ "validateOnly": true, "message": message });
    let request = Request::read(purpose, Method::Post, send_url(account)?).body(Body::Json(body));
    signed(request, account, MESSAGING)
}

pub(super) async fn plan(session: &Session, intent: &Intent) -> Result<Plan> {
    let account = &session.account;
    let token = intent.required_trait("fcm_token")?;
    let (message, size) = message(account, intent, token)?;
    let body = json!({ "validateOnly": false, "message": message });
    let purpose = "Send the push to the device";
    let request = Request::change(purpose, Method::Post, send_url(account)?, Idempotency::None);
    let request = signed(request.body(Body::Json(body)), account, MESSAGING)?;

    let mut draft = Draft::new((), session, intent);
    let check = validation(
        account,
        "Let Google judge the push, without delivering it",
        &message,
    )?;
    let reply = draft.look(check).await?;
    named(&reply)?;
    draft.warn(push::SEEN);
    draft.preview = vec![
        Fact::new("Device", short(token)),
        Fact::new("Project", account.member(ACCOUNT, "project_id")?),
        Fact::new("Title", intent.required("title")?),
        Fact::new("Text", intent.required("body")?),
        size,
        Fact::new("Google's judgement", "Good: it would be sent"),
    ];
    let summary = format!("Send a push to the device {}", short(token));
    Ok(draft.planned(summary, vec![request]))
}

fn message(account: &Account, intent: &Intent, token: &str) -> Result<(Value, Fact)> {
    let mut notification = Map::new();
    notification.insert("title".into(), intent.required("title")?.into());
    notification.insert("body".into(), intent.required("body")?.into());
    if let Some(image) = intent.param("image") {
        notification.insert("image".into(), picture(image)?.into());
    }
    let data = push::texts(intent, "data")?;
    if let Some(key) = data.keys().find(|key| reserved(key)) {
        return Err(Error::invalid(
            "data",
            format!("the data has {key}, which Google keeps for itself"),
        )
        .hint("Use another name"));
    }
    let mut payload = json!({ "notification": notification });
    if !data.is_empty() {
        payload["data"] = Value::Object(data);
    }
    let size = push::size(payload.to_string().len(), MOST)?;

    let mut android = Map::new();
    let priority = intent.required("priority")?.to_ascii_uppercase();
    android.insert("priority".into(), priority.into());
    android.insert("ttl".into(), format!("{}s", intent.required("ttl")?).into());
    if let Some(key) = intent.param("collapse_key") {
        android.insert("collapseKey".into(), key.into());
    }
    let mut message = Map::new();
    let field = account.value("send_as").unwrap_or("token");
    message.insert(field.into(), token.into());
    if let Value::Object(payload) = payload {
        message.extend(payload);
    }
    message.insert("android".into(), Value::Object(android));
    Ok((Value::Object(message), size))
}

fn reserved(key: &str) -> bool {
    matches!(key, "from" | "message_type")
        || key.starts_with("google.")
        || key.starts_with("gcm.notification.")
}

/// Devices load it from there.
fn picture(text: &str) -> Result<&str> {
    match Url::parse(text) {
        Ok(url) if url.scheme() == "https" && url.username().is_empty() => Ok(text),
        _ => Err(Error::invalid(
            "image",
            format!("Image must be an https address, not {text:?}"),
        )),
    }
}

/// Enough of a long token to tell it from others.
fn short(token: &str) -> String {
    let count = token.chars().count();
    if count <= 40 {
        return token.to_owned();
    }
    let begin: String = token.chars().take(8).collect();
    let end: String = token.chars().skip(count - 8).collect();
    format!("{begin}…{end}")
}

pub(super) async fn run(session: &Session, plan: &Plan) -> RunReport {
    send(session, plan)
        .await
        .map_err(|e| e.after_change("the device"))
        .unwrap_or_else(RunReport::ended)
}

async fn send(session: &Session, plan: &Plan) -> Result<RunReport> {
    let reply = session.send(sole_change(plan)?).await?;
    let name = named(&reply)?;
    Ok(RunReport::succeeded(
        "Google took the push and will deliver it; whether it was shown is not told",
    )
    .with("message", name))
}

/// The name that an accepted message has, or why it was not accepted.
fn named(reply: &Reply) -> Result<String> {
    if !reply.is_success() {
        return Err(reply.verdict(refusal(reply)));
    }
    let body: Value = reply.json()?;
    match body["name"].as_str() {
        Some(name) if !name.is_empty() => Ok(name.to_owned()),
        _ => Err(reply.malformed("there is no name of a message in it")),
    }
}

/// The error that an answer of FCM's other than 2xx is.
pub(super) fn refusal(reply: &Reply) -> Error {
    if reply.is_page() && reply.status < 500 {
        return reply.malformed("it is a web page");
    }
    let no = No::of(reply);
    let (words, hint) = match no.code.as_str() {
        "UNREGISTERED" => (
            "the registration token is not in use any more",
            "Drop this push endpoint: it will not work again",
        ),
        "SENDER_ID_MISMATCH" => (
            "the registration token is of another project",
            "Check that the service account is of the project that the app was built with",
        ),
        "INVALID_ARGUMENT" => (
            "the registration token or the message is not valid",
            "Correct what Google names; a damaged token reads so too",
        ),
        "QUOTA_EXCEEDED" | "RESOURCE_EXHAUSTED" => (
            "too many pushes were sent",
            "It was not sent. Wait some minutes before the next",
        ),
        "UNAVAILABLE" | "INTERNAL" => ("it has trouble", "Try again later"),
        _ if reply.status >= 500 => ("it has trouble", "Try again later"),
        "THIRD_PARTY_AUTH_ERROR" => (
            "Firebase has no key to reach devices of this kind",
            "Add the APNs key or web push certificate in the Firebase console",
        ),
        "UNAUTHENTICATED" => (
            "the token of the service account is not accepted",
            "It was not sent. Try again; if it stays so, get a new key file from the Firebase console",
        ),
        "PERMISSION_DENIED" if no.reason == "SERVICE_DISABLED" => (
            "the Firebase Cloud Messaging API is switched off in this project",
            "Switch it on in the Google Cloud console, and wait some minutes",
        ),
        "PERMISSION_DENIED" => (
            "the service account may not send for this project",
            "Give it the right cloudmessaging.messages.create, as the role Firebase Cloud Messaging API Admin has",
        ),
        "NOT_FOUND" => (
            "there is no such project",
            "Check that the key file is of the project that the app was built with",
        ),
        _ => (
            "it gives no reason that is known here",
            "Look at the message that Google gives",
        ),
    };
    Error::new(
        no.kind(reply),
        format!("Google did not take the push: {words}{}", no.because(reply)),
    )
    .hint(hint)
    .details(no.details(reply))
}
