//! A batch: test users by interactions, rehearsed one after the other, each in a simulator of its own.
//!
//! So no cell depends on another, and nothing of it is seen elsewhere. It is for sandbox apps alone: elsewhere a
//! rehearsal changes real accounts, and nobody would have seen what it sends.

use std::collections::BTreeMap;
use std::sync::Arc;

use patchbay_connectors::Progress;

use super::rehearsal_types::{
    Batch, BatchCell, BatchRequest, Rehearsal, RehearsalRequest, StepRequest,
};
use super::types::{Interaction, Prompt, SURVEY};
use super::{form, kept, rehearse};
use crate::error::{Code, Error, Result};
use crate::operations::{Call, users};
use crate::sandbox_app;

/// More than anybody reads; at some fifty milliseconds each this is minutes.
const MOST: usize = 2_000;

/// What is to be rehearsed in one cell.
struct Cell {
    prompt: Arc<Prompt>,
    form: BTreeMap<String, String>,
    interaction: Interaction,
    user: String,
}

/// Rehearses test users by interactions. What is done when it is cancelled stays.
pub(in crate::operations) async fn batch(call: &Call, request: BatchRequest) -> Result<Batch> {
    if !call.simulated()? {
        return Err(Error::new(
            Code::Invalid,
            format!(
                "a batch runs in sandbox apps alone, and {} is none: it would change real accounts",
                call.app()?.name
            ),
        )
        .hint("Switch to the sandbox app, or rehearse on one user at a time, where you see what is sent"));
    }
    let cells = cells(call, request).await?;
    let mut done = Vec::new();
    for (number, cell) in cells.iter().enumerate() {
        (call.on_progress)(Progress {
            what: format!(
                "{} of {}: {}, {}, {}",
                number + 1,
                cells.len(),
                cell.prompt.name,
                cell.interaction.label().to_lowercase(),
                cell.user
            ),
            done: number as u64,
            total: Some(cells.len() as u64),
        });
        match rehearse(call, cell).await {
            Ok(rehearsal) => done.push(BatchCell {
                prompt: rehearsal.prompt.clone(),
                prompt_name: rehearsal.prompt_name.clone(),
                interaction: rehearsal.interaction,
                user: rehearsal.user.clone(),
                rehearsal: rehearsal.id.clone(),
                succeeded: rehearsal.succeeded(),
                summary: rehearsal.summary(),
            }),
            // What it was doing was cut short, and says nothing about the prompt.
            Err(_) if call.cancel.is_cancelled() => break,
            Err(error) => return Err(error),
        }
    }
    let left = u32::try_from(cells.len() - done.len()).unwrap_or(u32::MAX);
    Ok(Batch { cells: done, left })
}

/// The whole table, in its order, judged before anything is begun.
async fn cells(call: &Call, request: BatchRequest) -> Result<Vec<Cell>> {
    let users = once(request.users);
    if users.is_empty() {
        return Err(Error::new(Code::Invalid, "nobody is named to rehearse on")
            .field("users")
            .hint("Choose at least one test user"));
    }
    let chosen = once(request.prompts);
    let prompts: Vec<Prompt> = if chosen.is_empty() {
        kept::all(call)?.into_iter().map(|k| k.prompt).collect()
    } else {
        let chosen = chosen.iter().map(|id| Ok(kept::get(call, id)?.prompt));
        chosen.collect::<Result<_>>()?
    };
    let wanted = |interaction: &Interaction| {
        request.interactions.is_empty() || request.interactions.contains(interaction)
    };
    let mut cells = Vec::new();
    let mut unused: Vec<&String> = request.form.keys().collect();
    for prompt in prompts {
        // One form input serves several prompts: each takes what it asks for.
        let asks = |key: &str| {
            prompt.form.iter().any(|field| field.key == key)
                || (key == SURVEY && prompt.survey.is_some())
        };
        unused.retain(|key| !asks(key));
        let form: BTreeMap<_, _> = request
            .form
            .iter()
            .filter(|(key, _)| asks(key))
            .map(|(key, value)| (key.clone(), value.clone()))
            .collect();
        let prompt = Arc::new(prompt);
        let chains = prompt.interactions.iter();
        let interactions: Vec<_> = chains
            .filter(|(interaction, chain)| !chain.is_empty() && wanted(interaction))
            .map(|(interaction, _)| *interaction)
            .collect();
        if !interactions.is_empty() {
            form::taken(&prompt, &form).map_err(|e| Error {
                message: format!("{}: {}", prompt.name, e.message),
                ..e
            })?;
        }
        for interaction in interactions {
            cells.extend(users.iter().map(|user| Cell {
                prompt: Arc::clone(&prompt),
                form: form.clone(),
                interaction,
                user: user.clone(),
            }));
        }
    }
    if let Some(key) = unused.first() {
        return Err(Error::new(
            Code::Invalid,
            format!("none of the prompts has a form field {key}"),
        )
        .field(format!("form.{key}"))
        .hint("Leave it out, or check its spelling"));
    }
    if cells.is_empty() {
        return Err(Error::new(
            Code::NotFound,
            "nothing is triggered by what was chosen: there is nothing to rehearse",
        )
        .hint("Choose a prompt and an interaction that has actions"));
    }
    if cells.len() > MOST {
        return Err(Error::new(
            Code::Invalid,
            format!(
                "this batch has {} rehearsals; at most {MOST} are done at once",
                cells.len()
            ),
        )
        .hint("Choose fewer prompts, interactions or users"));
    }
    for id in &users {
        users::find(call, users::UserId { id: id.clone() }).await?;
    }
    Ok(cells)
}

/// Rehearses one cell to its end, in a simulator that nobody has touched.
async fn rehearse(call: &Call, one: &Cell) -> Result<Rehearsal> {
    let own = Arc::new(sandbox_app::fresh(&call.workspace).await?);
    let within = Call {
        // What is planned within a cell would make the batch's own progress run backwards.
        on_progress: Arc::new(|_| {}),
        simulator: Some(Arc::clone(&own)),
        ..call.clone()
    };
    let ended = to_its_end(&within, one).await;
    drop(within);
    if let Some(own) = Arc::into_inner(own) {
        own.stop().await;
    }
    ended
}

async fn to_its_end(call: &Call, one: &Cell) -> Result<Rehearsal> {
    let request = RehearsalRequest {
        prompt: one.prompt.id.clone(),
        interaction: one.interaction,
        user: Some(one.user.clone()),
        traits: BTreeMap::new(),
        form: one.form.clone(),
    };
    let mut rehearsal = rehearse::plan(call, request).await?;
    while let Some(action) = rehearsal.next.clone() {
        if call.cancel.is_cancelled() {
            return Err(Error::new(Code::Cancelled, "the batch was cancelled"));
        }
        // A plan that differs is run as well: in a sandbox nobody is harmed, and what came of it is told.
        let request = StepRequest {
            rehearsal: rehearsal.id.clone(),
            action,
            confirm: None,
        };
        rehearsal = rehearse::step(call, request).await?;
    }
    let cut_short = call.cancel.is_cancelled() && !rehearsal.succeeded();
    if cut_short {
        return Err(Error::new(Code::Cancelled, "the batch was cancelled"));
    }
    Ok(rehearsal)
}

/// Each once, in the order given.
fn once(mut given: Vec<String>) -> Vec<String> {
    let mut seen = std::collections::HashSet::new();
    given.retain(|id| seen.insert(id.clone()));
    given
}
