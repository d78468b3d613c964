//! An e-mail from a template. The plan is judged by `SendGrid` in its sandbox mode, which sends nothing.

use serde_json::{Value, json};

use super::client::{Client, good};
use crate::definition;
use crate::draft::{Draft, memo, sole_change};
use crate::error::{Error, Kind, Result};
use crate::intent::Intent;
use crate::plan::{Fact, Plan, RunReport};
use crate::push;
use crate::session::Session;

pub(super) async fn plan(session: &Session, intent: &Intent) -> Result<Plan> {
    let client = Client::new(session)?;
    let to = definition::email(intent.required("to")?)
        .map_err(|why| Error::invalid("to", format!("To {why}")))?;
    let mail = mail(session, intent, &to)?;
    let template = intent.required("template_id")?;
    let sending = client.send(format!("Send template {template} to {to}"), mail.clone())?;
    let judging = client.judge(&mail)?;

    let mut draft = Draft::new(client, session, intent);
    let reply = draft.look(judging).await?;
    good(&reply, "judge the e-mail")?;
    if reply.status != 200 {
        return Err(Error::new(
            Kind::Malformed,
            format!(
                "SendGrid answered {} where it was asked to judge the e-mail without sending it: it may have been sent",
                reply.status
            ),
        )
        .hint(format!("Look at the activity of {to} in SendGrid before you go on")));
    }
    draft.warn("A real person will get this e-mail");
    draft.preview = vec![
        Fact::new("To", &to),
        Fact::new("From", from(session)?),
        Fact::new("Template", template),
        Fact::new("SendGrid's judgement", "Good: it would be taken"),
    ];
    draft.remember(&json!({ "to": to }))?;
    Ok(draft.planned(format!("Send template {template} to {to}"), vec![sending]))
}

/// What is sent.
fn mail(session: &Session, intent: &Intent, to: &str) -> Result<Value> {
    let account = &session.account;
    let mut one = json!({ "to": [{ "email": to }] });
    let data = push::object(intent, "data")?;
    if !data.is_empty() {
        one["dynamic_template_data"] = Value::Object(data);
    }
    let mut from = json!({ "email": account.required("from_email")? });
    if let Some(name) = account.value("from_name") {
        from["name"] = name.into();
    }
    Ok(json!({
        "personalizations": [one],
        "from": from,
        "template_id": intent.required("template_id")?,
    }))
}

fn from(session: &Session) -> Result<String> {
    let email = session.account.required("from_email")?;
    Ok(match session.account.value("from_name") {
        Some(name) => format!("{name} <{email}>"),
        None => email.to_owned(),
    })
}

pub(super) async fn run(session: &Session, plan: &Plan) -> RunReport {
    let to: String = match memo::<To>(plan) {
        Ok(memo) => memo.to,
        Err(error) => return RunReport::ended(error),
    };
    send(session, plan, &to)
        .await
        .map_err(|e| e.after_change(&format!("the activity of {to} in SendGrid")))
        .unwrap_or_else(RunReport::ended)
}

/// What planning wrote down.
#[derive(serde::Deserialize)]
struct To {
    to: String,
}

async fn send(session: &Session, plan: &Plan, to: &str) -> Result<RunReport> {
    let request = sole_change(plan)?;
    let reply = session.send(request).await?;
    good(&reply, &request.purpose)?;
    if reply.status != 202 {
        return Err(reply.malformed("SendGrid answers 202 where it has taken an e-mail"));
    }
    let report = RunReport::succeeded(format!(
        "SendGrid took the e-mail and will deliver it to {to}; whether it arrived is not told"
    ));
    Ok(match reply.headers.get("x-message-id") {
        Some(id) => report.with("message_id", id.as_str()),
        None => report,
    })
}
