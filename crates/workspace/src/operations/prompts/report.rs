//! Reports: rehearsals written down for someone who was not there, as a document and as a page.

mod html;

use std::collections::BTreeMap;

use super::rehearsal_types::{Rehearsal, RehearsalId, RehearsalReport, ReportRequest};
use super::types::{ChainAction, Prompt};
use super::{kept, stored};
use crate::error::{Code, Error, Result};
use crate::operations::Call;

/// The shape of the document.
const SHAPE: u32 = 1;
/// More than anybody reads; a whole batch.
const MOST: usize = 2_000;

/// Rehearsals with the prompts that they rehearsed.
pub(in crate::operations) async fn report(
    call: &Call,
    request: ReportRequest,
) -> Result<RehearsalReport> {
    let mut wanted = request.rehearsals;
    wanted.sort();
    wanted.dedup();
    if wanted.is_empty() || wanted.len() > MOST {
        return Err(Error::new(
            Code::Invalid,
            format!(
                "a report is of 1 to {MOST} rehearsals, not of {}",
                wanted.len()
            ),
        )
        .field("rehearsals")
        .hint("Rehearse first, then name the rehearsals to report"));
    }
    let mut rehearsals = Vec::with_capacity(wanted.len());
    for rehearsal in wanted {
        rehearsals.push(stored::rehearsal(call, RehearsalId { rehearsal }).await?);
    }
    rehearsals.sort_by_cached_key(|r: &Rehearsal| {
        (
            r.prompt_name.to_lowercase(),
            r.prompt.clone(),
            r.interaction,
            r.user.clone(),
            r.started_at.clone(),
        )
    });
    let mut prompts = BTreeMap::new();
    for kept in kept::all(call)? {
        if rehearsals.iter().any(|r| r.prompt == kept.prompt.id) {
            prompts.insert(kept.prompt.id.clone(), kept.prompt);
        }
    }
    let app = call.app()?;
    Ok(RehearsalReport {
        report: SHAPE,
        version: env!("CARGO_PKG_VERSION").into(),
        app: app.id,
        app_name: app.name,
        operator: call.workspace.operator()?.name,
        written_at: call.workspace.now().to_string(),
        prompts: prompts.into_values().collect(),
        rehearsals,
    })
}

impl RehearsalReport {
    /// One sentence: how many did what they should, and which did not.
    pub fn verdict(&self) -> String {
        let all = self.rehearsals.len();
        let wrong: Vec<&Rehearsal> = self.rehearsals.iter().filter(|r| !r.succeeded()).collect();
        let plural = if all == 1 { "rehearsal" } else { "rehearsals" };
        if wrong.is_empty() {
            return match all {
                1 => "The rehearsal did what it should.".into(),
                _ => format!("All {all} {plural} did what they should."),
            };
        }
        let named: Vec<String> = wrong.iter().take(NAMED).map(|r| name(r)).collect();
        let more = match wrong.len().saturating_sub(NAMED) {
            0 => String::new(),
            more => format!("; and {more} more"),
        };
        format!(
            "{} of {all} {plural} did what they should; {} did not: {}{more}.",
            all - wrong.len(),
            wrong.len(),
            named.join("; ")
        )
    }

    /// The prompt of a rehearsal as it is now, if it is still there.
    fn prompt(&self, rehearsal: &Rehearsal) -> Option<&Prompt> {
        self.prompts.iter().find(|p| p.id == rehearsal.prompt)
    }

    /// Whether the chain is still the one that was rehearsed.
    fn is_current(&self, rehearsal: &Rehearsal) -> bool {
        let now = self
            .prompt(rehearsal)
            .and_then(|p| p.interactions.get(&rehearsal.interaction));
        let was: Vec<&ChainAction> = rehearsal.actions.iter().map(|a| &a.action).collect();
        now.is_some_and(|now| now.iter().collect::<Vec<_>>() == was)
    }
}

/// Rehearsals that a verdict names.
const NAMED: usize = 5;

/// "Win back · Accept · cust-1001".
fn name(rehearsal: &Rehearsal) -> String {
    format!(
        "{} · {} · {}",
        rehearsal.prompt_name,
        rehearsal.interaction.label(),
        rehearsal.user
    )
}
