//! A contact added to a list: an import of one row, which `SendGrid` does in its own time.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::client::{Client, good};
use crate::draft::{Draft, memo, sole_change};
use crate::error::{Error, Kind, Result};
use crate::intent::Intent;
use crate::plan::{Fact, Plan, RunReport};
use crate::reply::Reply;
use crate::session::Session;

/// What the run needs to know.
#[derive(Serialize, Deserialize)]
struct Memo {
    email: String,
    list: String,
    /// Whether the contact was on the list already.
    was_on: bool,
}

pub(super) async fn plan(session: &Session, intent: &Intent) -> Result<Plan> {
    let client = Client::new(session)?;
    // Contacts are kept so.
    let email = intent.required_trait("email_address")?.to_lowercase();
    let list = intent.required("list_id")?.to_owned();
    let summary = format!("Add {email} to list {list}");
    let adding = client.add(summary.clone(), &email, &list)?;
    let finding = client.contact(&email)?;

    let mut draft = Draft::new(client, session, intent);
    let reply = draft.look(finding).await?;
    let lists = lists(&reply, &email)?;
    let was_on = lists.as_ref().is_some_and(|lists| lists.contains(&list));
    if was_on {
        draft.warn("The contact is on the list already: adding it again changes nothing");
    }
    draft.before = shown(lists.as_deref(), &list);
    draft.remember(&Memo {
        email,
        list,
        was_on,
    })?;
    Ok(draft.planned(summary, vec![adding]))
}

/// The lists of the contact; none where there is no such contact.
fn lists(reply: &Reply, email: &str) -> Result<Option<Vec<String>>> {
    if reply.status == 404 && !reply.is_page() {
        return Ok(None);
    }
    good(reply, &format!("find the contact {email}"))?;
    let body: Value = reply.json()?;
    let contact = &body["result"][email]["contact"];
    let Some(ids) = contact["list_ids"].as_array() else {
        return Err(reply.malformed(&format!("there is no contact {email} with lists in it")));
    };
    let ids = ids.iter().filter_map(Value::as_str).map(str::to_owned);
    Ok(Some(ids.collect()))
}

fn shown(lists: Option<&[String]>, list: &str) -> Vec<Fact> {
    let known = if lists.is_some() {
        "known"
    } else {
        "not known"
    };
    let on = lists.is_some_and(|lists| lists.iter().any(|l| l == list));
    vec![
        Fact::new("Contact", known),
        Fact::new("On the list", if on { "yes" } else { "no" }),
    ]
}

pub(super) async fn run(session: &Session, plan: &Plan) -> RunReport {
    let memo: Memo = match memo(plan) {
        Ok(memo) => memo,
        Err(error) => return RunReport::ended(error),
    };
    match add(session, plan, &memo).await {
        Err(error) if error.kind == Kind::Unknown => settled(session, &memo, error).await,
        Err(error) => RunReport::ended(error),
        Ok(report) => report,
    }
}

async fn add(session: &Session, plan: &Plan, memo: &Memo) -> Result<RunReport> {
    let request = sole_change(plan)?;
    let reply = session.send(request).await?;
    good(&reply, &request.purpose)?;
    let body: Value = reply.json()?;
    let job = match body["job_id"].as_str() {
        Some(job) if !job.is_empty() => job,
        _ => return Err(reply.malformed("there is no job_id in it")),
    };
    Ok(how_far(session, memo, job).await.with("job_id", job))
}

/// What became of the job, by one look. It was taken, so a look that fails takes nothing back.
async fn how_far(session: &Session, memo: &Memo, job: &str) -> RunReport {
    let Memo { email, list, .. } = memo;
    let looked = async {
        let client = Client::new(session)?;
        client.ask(&client.job(job)?).await
    };
    let job = looked.await.unwrap_or_default();
    let status = job["status"].as_str().unwrap_or_default();
    let failed = job["results"]["errored_count"].as_u64().unwrap_or(0) > 0;
    match status {
        "completed" if !failed => RunReport::succeeded(format!("Added {email} to list {list}")),
        "completed" | "errored" | "failed" => RunReport::ended(
            Error::new(
                Kind::Refused,
                format!(
                    "SendGrid took the contact {email} and could not add it: the job is {status}"
                ),
            )
            .hint("Check the address. SendGrid shows why under Marketing › Contacts"),
        ),
        "" => RunReport::succeeded(format!(
            "SendGrid took it and will add {email} to list {list}; how far it is could not be read"
        )),
        status => RunReport::succeeded(format!(
            "SendGrid took it and will add {email} to list {list}: the job is {status}"
        )),
    }
}

/// A lost answer, after one look at what shows now and did not before.
async fn settled(session: &Session, memo: &Memo, error: Error) -> RunReport {
    let Memo { email, list, .. } = memo;
    let looked = async {
        let client = Client::new(session)?;
        let reply = session.send(&client.contact(email)?).await?;
        lists(&reply, email)
    };
    let now = looked.await.ok().flatten();
    if !memo.was_on && now.is_some_and(|lists| lists.contains(list)) {
        return RunReport::succeeded(format!(
            "Added {email} to list {list}: the answer was lost, and the contact is on the list now"
        ));
    }
    RunReport::ended(error.hint(format!(
        "Look at {email} under Marketing › Contacts in SendGrid, after some minutes. To add it again is harmless"
    )))
}
