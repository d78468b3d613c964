//! A text message. There is no dry run: a plan asks Twilio nothing.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::client::{Client, good};
use super::segments::Segments;
use super::{is_sid, phone};
use crate::draft::{Draft, memo, sole_change};
use crate::error::{Error, Kind, Result};
use crate::intent::Intent;
use crate::plan::{Fact, Plan, RunReport};
use crate::say;
use crate::session::Session;

/// What the run needs to know.
#[derive(Serialize, Deserialize)]
struct Memo {
    to: String,
}

pub(super) fn plan(session: &Session, intent: &Intent) -> Result<Plan> {
    let client = Client::new(session)?;
    let judged = |param: &str, text: &str| {
        phone(text).map_err(|why| Error::invalid(param, format!("{} {why}", say::sentence(param))))
    };
    let to = judged("to", intent.required("to")?)?;
    let from = match intent.param("from") {
        Some(number) => judged("from", number)?,
        None => session.account.required("from")?.to_owned(),
    };
    if to == from {
        return Err(Error::invalid(
            "to",
            format!("{to} is the number that the message comes from"),
        )
        .hint("Choose another number"));
    }
    let body = intent.required("body")?;
    let sender = if is_sid(&from, "MG") {
        "MessagingServiceSid"
    } else {
        "From"
    };
    let fields = [("To", to.as_str()), (sender, &from), ("Body", body)]
        .map(|(name, value)| (name.to_owned(), value.to_owned()));
    let summary = format!("Send a text message to {to}");
    let sending = client.send(summary.clone(), fields.into())?;

    let mut draft = Draft::new(client, session, intent);
    draft.warn("A real person will get this text message");
    draft.preview = vec![
        Fact::new("To", &to),
        Fact::new("From", &from),
        Fact::new("Text", body),
        Fact::new("Length", Segments::of(body).words()),
    ];
    draft.remember(&Memo { to })?;
    Ok(draft.planned(summary, vec![sending]))
}

pub(super) async fn run(session: &Session, plan: &Plan) -> RunReport {
    let to = match memo::<Memo>(plan) {
        Ok(memo) => memo.to,
        Err(error) => return RunReport::ended(error),
    };
    send(session, plan, &to)
        .await
        .map_err(|e| e.after_change(&format!("the messages to {to} in the Twilio console")))
        .unwrap_or_else(RunReport::ended)
}

async fn send(session: &Session, plan: &Plan, to: &str) -> Result<RunReport> {
    let request = sole_change(plan)?;
    let reply = session.send(request).await?;
    let body = good(&reply, &request.purpose)?;
    let text = |name: &str| body[name].as_str().filter(|t| !t.is_empty());
    let (Some(sid), Some(status)) = (text("sid"), text("status")) else {
        return Err(reply.malformed("there is no sid or no status in it"));
    };
    if matches!(status, "failed" | "undelivered" | "canceled") {
        let code = match &body["error_code"] {
            Value::Null => String::new(),
            code => format!(" (error {code})"),
        };
        let error = Error::new(
            Kind::Refused,
            format!("Twilio took the message {sid} and did not send it: it is {status}{code}"),
        );
        return Err(reply.verdict(error.hint("Look at the message in the Twilio console")));
    }
    let report = RunReport::succeeded(format!(
        "Twilio took the message and will send it to {to}: it is {status}. Whether it arrived is not told"
    ))
    .with("sid", sid)
    .with("status", status);
    // A messaging service counts later, and says 0 until then.
    Ok(match text("num_segments").filter(|n| *n != "0") {
        Some(n) => report.with("segments", n),
        None => report,
    })
}
