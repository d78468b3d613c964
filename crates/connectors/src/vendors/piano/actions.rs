//! Plans the two actions: finds the subscription, checks what can be checked without a change, and writes down the one
//! request that would change something.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::catalogue::Pages;
use super::change::Change;
use super::client::{Client, List, judged};
use super::replies::text;
use super::target::{self, Draft, Wanted};
use crate::error::{Error, Kind, Result};
use crate::intent::Intent;
use crate::plan::{Fact, Plan, Step};
use crate::session::Session;

/// What the run needs to know.
#[derive(Serialize, Deserialize)]
pub(super) struct Memo {
    pub subscription: String,
    /// Of an upgrade.
    pub uid: Option<String>,
    pub from: Option<String>,
    pub to: Option<String>,
}

pub(super) async fn plan(session: &Session, intent: &Intent) -> Result<Plan> {
    let mut draft = Draft::new(Client::new(session)?, session, intent);
    if session.account.value("region") != Some("sandbox") {
        draft.warn("This is not Piano's sandbox: it may be about real money");
    }
    match intent.action.id {
        "resubscribe" => resubscribe(draft).await,
        "upgrade_subscription" => upgrade(draft).await,
        other => Err(Error::new(
            Kind::NotFound,
            format!("Piano has no action {other}"),
        )),
    }
}

async fn resubscribe(mut draft: Draft<'_>) -> Result<Plan> {
    let now = draft.session.now();
    let wanted = Wanted {
        fits: &|s| s.can_resume(now),
        which: "",
        rest: "that can be resumed",
    };
    let found = target::subscription(&mut draft, &wanted).await?;
    let what = format!("subscription {} to {}", found.id, found.plan());
    let request = draft.client.resume(format!("Resume {what}"), &found.id)?;
    draft.warn("Billing begins again with the next period");
    draft.before = found.facts();
    draft.remember(&Memo {
        subscription: found.id,
        uid: None,
        from: None,
        to: None,
    })?;
    Ok(draft.planned(format!("Resume {what}"), vec![request]))
}

async fn upgrade(mut draft: Draft<'_>) -> Result<Plan> {
    let intent = draft.intent;
    let (from, to) = (
        intent.required("from_term_id")?,
        intent.required("to_term_id")?,
    );
    if from == to {
        return Err(Error::invalid(
            "to_term_id",
            format!("{to} is the term that the subscription is to move from"),
        )
        .hint("Choose two different terms"));
    }
    let term = term(&mut draft, from).await?;
    let change = Change::of(intent, &term, to)?;
    let now = draft.session.now();
    let rest = format!("to term {from}");
    let wanted = Wanted {
        fits: &|s| s.runs(now) && s.term_id.as_deref() == Some(from),
        which: "running",
        rest: &rest,
    };
    let found = target::subscription(&mut draft, &wanted).await?;
    let Some(uid) = found.uid.clone() else {
        return Err(Error::new(
            Kind::Malformed,
            format!("Piano does not tell whose subscription {} is", found.id),
        )
        .field("uid")
        .hint("Give the trait uid"));
    };
    can_change(&mut draft, &found.id).await?;
    let name = |key: &str, id: &str| match text(&term, key) {
        Some(name) => format!("{name} ({id})"),
        None => id.to_owned(),
    };
    let what = format!(
        "subscription {} from {} to {to}, billed {}",
        found.id,
        name("name", from),
        change.when()
    );
    if change.timing == "0" {
        draft.warn("It is billed at once: the user may be charged or refunded the difference. Piano does not tell the amount beforehand");
    }
    for differs in &change.differs {
        draft.warn(format!(
            "This is not what the term's change option says: {differs}"
        ));
    }
    let facts = [
        change
            .description
            .as_ref()
            .map(|d| Fact::new("Change option", d)),
        Some(Fact::new("Billed", change.when())),
        Some(Fact::new("Immediate access", &change.immediate)),
        Some(Fact::new("Prorated access", &change.prorate)),
    ];
    draft.preview.extend(facts.into_iter().flatten());
    let request = draft.client.change_term(
        format!("Move {what}"),
        &[
            ("uid", &uid),
            ("subscription_from", &found.id),
            ("term_to", to),
            ("billing_timing", &change.timing),
            ("immediate_access", &change.immediate),
            ("prorate_access", &change.prorate),
        ],
    )?;
    draft.before = found.facts();
    draft.remember(&Memo {
        subscription: found.id,
        uid: Some(uid),
        from: Some(from.into()),
        to: Some(to.into()),
    })?;
    Ok(draft.planned(format!("Move {what}"), vec![request]))
}

/// The term that a subscription is to move from, with its change options.
async fn term(draft: &mut Draft<'_>, id: &str) -> Result<Value> {
    let mut pages = Pages::new(List::terms());
    while let Some(mut page) = pages.next(&draft.client).await? {
        let place = page
            .rows
            .iter()
            .position(|row| text(row, "term_id").as_deref() == Some(id));
        let status = page.reply.status;
        draft.steps.push(Step::made(page.request, status));
        if let Some(place) = place {
            return Ok(page.rows.swap_remove(place));
        }
    }
    Err(Error::new(
        Kind::NotFound,
        format!("Piano has no term with the ID {id}"),
    )
    .field("from_term_id")
    .hint("Sync the terms under Catalogue, and choose one"))
}

/// Asks Piano whether the subscription may change its term now.
async fn can_change(draft: &mut Draft<'_>, id: &str) -> Result<()> {
    let request = draft.client.can_change(id)?;
    let purpose = request.purpose.clone();
    let reply = draft.look(request).await?;
    let answer = judged(&reply, &purpose)?;
    match answer.get("data") {
        Some(Value::Bool(true)) => Ok(()),
        Some(Value::Bool(false)) => Err(Error::new(
            Kind::Refused,
            format!("Piano says that subscription {id} cannot change its term now"),
        )
        .hint("Another change may be pending, or a payment may be due: look at the subscription at Piano")),
        _ => Err(reply.malformed("it says neither yes nor no")),
    }
}
