//! Prompts: what each interaction triggers, judged, rehearsed, covered, and carried from app to app in a file.
//!
//! `types` has a prompt itself, `kept` its place in the database, `judge` what is wrong with one; `rehearse` walks a
//! chain, `batch` many, `report` writes them down; `document` is the file.

mod batch;
mod condition;
mod coverage;
mod document;
mod document_types;
mod examples;
mod form;
mod judge;
mod kept;
mod redirect;
mod rehearsal_types;
mod rehearse;
mod report;
mod stored;
mod types;
mod words;

pub use document_types::*;
pub use rehearsal_types::*;
pub use types::*;

use super::{Call, Nothing};
use crate::error::Result;

pub(in crate::operations) use batch::batch;
pub(in crate::operations) use coverage::coverage;
pub(in crate::operations) use document::{compare_import, export, import};
pub(in crate::operations) use examples::begin_with;
pub(crate) use rehearse::Underway;
pub(in crate::operations) use rehearse::{plan, step};
pub(in crate::operations) use report::report;
pub(crate) use stored::forget_old;
pub(in crate::operations) use stored::{rehearsal, rehearsals};

/// The prompts of the app, by name.
pub(super) async fn list(call: &Call, _: Nothing) -> Result<Vec<PromptSummary>> {
    let world = judge::World::of(call)?;
    let mut summaries = Vec::new();
    for kept in kept::all(call)? {
        let findings = world.judge(&kept.prompt)?;
        let prompt = kept.prompt;
        summaries.push(PromptSummary {
            actions: prompt
                .interactions
                .iter()
                .map(|(interaction, chain)| {
                    (*interaction, u32::try_from(chain.len()).unwrap_or(u32::MAX))
                })
                .collect(),
            id: prompt.id,
            name: prompt.name,
            kind: prompt.kind,
            segment: prompt.segment,
            broken: judge::count(&findings, |s| s != Gravity::Warning),
            warnings: judge::count(&findings, |s| s == Gravity::Warning),
            changed_at: kept.changed_at,
        });
    }
    Ok(summaries)
}

/// One prompt with what is known of it.
pub(super) async fn show(call: &Call, PromptId { id }: PromptId) -> Result<PromptDetail> {
    detail(call, kept::get(call, &id)?)
}

fn detail(call: &Call, kept: kept::Kept) -> Result<PromptDetail> {
    let mut findings = judge::World::of(call)?.judge(&kept.prompt)?;
    findings.sort_by_key(|f| f.gravity);
    let mut rehearsed = std::collections::BTreeMap::new();
    for (interaction, chain) in &kept.prompt.interactions {
        if !chain.is_empty() {
            rehearsed.insert(
                *interaction,
                stored::rehearsed(call, &kept.prompt, *interaction)?,
            );
        }
    }
    Ok(PromptDetail {
        prompt: kept.prompt,
        revision: kept.revision,
        changed_at: kept.changed_at,
        findings,
        rehearsed,
    })
}

/// What is wrong with a prompt that is being edited.
pub(super) async fn judge(call: &Call, prompt: Prompt) -> Result<Vec<Finding>> {
    let mut findings = judge::World::of(call)?.judge(&kept::tidied(prompt))?;
    findings.sort_by_key(|f| f.gravity);
    Ok(findings)
}

/// Keeps a prompt, if it makes sense.
pub(super) async fn save(call: &Call, change: PromptChange) -> Result<PromptDetail> {
    let kept = kept::save(call, change)?;
    detail(call, kept)
}

/// Removes a prompt. What was rehearsed stays, for its reports.
pub(super) async fn remove(call: &Call, PromptId { id }: PromptId) -> Result<Nothing> {
    kept::remove(call, &id)?;
    Ok(Nothing {})
}

/// What an editor offers.
pub(super) async fn choices(call: &Call, _: Nothing) -> Result<PromptChoices> {
    let world = judge::World::of(call)?;
    let mut actions = Vec::new();
    for connector in patchbay_connectors::all() {
        let definition = connector.definition();
        actions.extend(definition.actions.iter().map(|action| AssignableAction {
            connector: definition.id,
            action: action.id,
            active: world.is_active(definition.id),
        }));
    }
    Ok(PromptChoices {
        traits: world.traits().iter().cloned().collect(),
        actions,
    })
}
