//! Rehearsals in the database: kept with the chain that they rehearsed, listed, shown, and forgotten with the history.

use jiff::Timestamp;
use rusqlite::{OptionalExtension as _, params};

use super::kept;
use super::rehearsal_types::{Rehearsal, RehearsalId, RehearsalSummary};
use super::types::{ChainAction, Interaction, Prompt, PromptId, Rehearsed};
use crate::error::{Code, Error, Result};
use crate::operations::Call;
use crate::store::{Store, from_json, to_json};

/// Most rehearsals that a list gives.
const LISTED: u32 = 200;

/// Keeps a rehearsal as it is now.
pub(super) fn keep(call: &Call, rehearsal: &Rehearsal) -> Result<()> {
    let chain: Vec<&ChainAction> = rehearsal.actions.iter().map(|a| &a.action).collect();
    call.workspace.store.write(|t| {
        t.execute(
            "INSERT INTO rehearsals VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
             ON CONFLICT (id) DO UPDATE SET done = ?6, succeeded = ?7, rehearsal_json = ?9",
            params![
                rehearsal.id,
                call.app,
                rehearsal.prompt,
                rehearsal.interaction.name(),
                to_json(&chain)?,
                rehearsal.ended_at.is_some(),
                rehearsal.succeeded(),
                rehearsal.started_at,
                to_json(rehearsal)?
            ],
        )
    })?;
    Ok(())
}

/// The rehearsals of a prompt, newest first.
pub(in crate::operations) async fn rehearsals(
    call: &Call,
    PromptId { id }: PromptId,
) -> Result<Vec<RehearsalSummary>> {
    let prompt = kept::get(call, &id)?.prompt;
    let found: Vec<(String, Rehearsal)> = call.workspace.store.read(|c| {
        c.prepare(
            "SELECT chain_json, rehearsal_json FROM rehearsals WHERE app = ?1 AND prompt = ?2
             ORDER BY started_at DESC, id LIMIT ?3",
        )?
        .query_map(params![call.app, id, LISTED], |r| {
            Ok((r.get(0)?, from_json(&r.get::<_, String>(1)?)?))
        })?
        .collect()
    })?;
    let mut summaries = Vec::with_capacity(found.len());
    for (chain, rehearsal) in found {
        summaries.push(RehearsalSummary {
            stale: chain_json(&prompt, rehearsal.interaction)? != chain,
            succeeded: rehearsal.succeeded(),
            done: rehearsal.ended_at.is_some(),
            id: rehearsal.id,
            prompt: rehearsal.prompt,
            interaction: rehearsal.interaction,
            user: rehearsal.user,
            operator: rehearsal.operator,
            started_at: rehearsal.started_at,
        });
    }
    Ok(summaries)
}

/// One rehearsal, whole.
pub(in crate::operations) async fn rehearsal(
    call: &Call,
    RehearsalId { rehearsal }: RehearsalId,
) -> Result<Rehearsal> {
    let found = call.workspace.store.read(|c| {
        c.query_row(
            "SELECT rehearsal_json FROM rehearsals WHERE app = ?1 AND id = ?2",
            [&call.app, &rehearsal],
            |r| from_json(&r.get::<_, String>(0)?),
        )
        .optional()
    })?;
    found.ok_or_else(|| {
        Error::new(Code::NotFound, format!("there is no rehearsal {rehearsal}"))
            .hint("It may be older than the history is kept; rehearse again")
    })
}

/// How a chain was last rehearsed to its end.
pub(super) fn rehearsed(
    call: &Call,
    prompt: &Prompt,
    interaction: Interaction,
) -> Result<Rehearsed> {
    let last = call.workspace.store.read(|c| {
        c.query_row(
            "SELECT id, started_at, succeeded, chain_json FROM rehearsals
             WHERE app = ?1 AND prompt = ?2 AND interaction = ?3 AND done ORDER BY started_at DESC, id LIMIT 1",
            [&call.app, &prompt.id, interaction.name()],
            |r| {
                Ok((
                    r.get::<_, String>(0)?,
                    r.get::<_, String>(1)?,
                    r.get::<_, bool>(2)?,
                    r.get::<_, String>(3)?,
                ))
            },
        )
        .optional()
    })?;
    Ok(match last {
        None => Rehearsed::Never,
        Some((rehearsal, at, succeeded, chain)) if chain == chain_json(prompt, interaction)? => {
            Rehearsed::AsItIs {
                rehearsal,
                at,
                succeeded,
            }
        }
        Some((_, at, ..)) => Rehearsed::Before { at },
    })
}

/// A prompt's chain as a rehearsal of it is kept with it.
fn chain_json(prompt: &Prompt, interaction: Interaction) -> Result<String> {
    let chain = prompt
        .interactions
        .get(&interaction)
        .map_or(&[][..], Vec::as_slice);
    serde_json::to_string(chain)
        .map_err(|e| Error::new(Code::Internal, format!("a chain cannot be written: {e}")))
}

/// Removes rehearsals that are older than the history is kept.
pub(crate) fn forget_old(store: &Store, limit: Timestamp) -> Result<()> {
    store.write(|t| {
        t.execute(
            "DELETE FROM rehearsals WHERE started_at < ?1",
            [limit.to_string()],
        )
    })?;
    Ok(())
}
