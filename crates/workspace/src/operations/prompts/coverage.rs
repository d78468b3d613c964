//! Coverage: prompts by interactions, what runs when, what is broken, what was not rehearsed since it changed.

use std::collections::{BTreeMap, BTreeSet};

use super::judge::{self, World};
use super::types::{
    Coverage, CoverageCell, CoverageRow, CoveredAction, Does, Finding, Gravity, Prompt,
};
use super::{kept, stored};
use crate::error::Result;
use crate::operations::{Call, Nothing};

/// The matrix of the app's prompts.
pub(in crate::operations) async fn coverage(call: &Call, _: Nothing) -> Result<Coverage> {
    let world = World::of(call)?;
    let mut connectors = BTreeMap::new();
    let mut rows = Vec::new();
    for kept in kept::all(call)? {
        let findings = world.judge(&kept.prompt)?;
        rows.push(row(call, &kept.prompt, &findings, &mut connectors)?);
    }
    Ok(Coverage {
        connectors,
        prompts: rows,
    })
}

fn row(
    call: &Call,
    prompt: &Prompt,
    findings: &[Finding],
    connectors: &mut BTreeMap<String, String>,
) -> Result<CoverageRow> {
    let mut cells = BTreeMap::new();
    for (interaction, chain) in prompt
        .interactions
        .iter()
        .filter(|(_, chain)| !chain.is_empty())
    {
        let here: Vec<_> = findings
            .iter()
            .filter(|f| f.interaction == Some(*interaction))
            .cloned()
            .collect();
        let broken: BTreeSet<&str> = here
            .iter()
            .filter(|f| f.gravity != Gravity::Warning)
            .filter_map(|f| f.action.as_deref())
            .collect();
        let actions = chain
            .iter()
            .map(|action| {
                let (connector, name) = match &action.does {
                    // Its address is long, and stands in the editor.
                    Does::Redirect(_) => (None, "Redirect".to_owned()),
                    Does::Action(of) => {
                        let title = of.title();
                        let (vendor, name) = title.split_once(": ").unwrap_or(("", &title));
                        connectors
                            .entry(of.connector.clone())
                            .or_insert_with(|| vendor.to_owned());
                        (Some(of.connector.clone()), name.to_owned())
                    }
                };
                CoveredAction {
                    connector,
                    name,
                    broken: broken.contains(action.id.as_str()),
                }
            })
            .collect();
        let covered = CoverageCell {
            actions,
            broken: judge::count(&here, |g| g != Gravity::Warning),
            warnings: judge::count(&here, |g| g == Gravity::Warning),
            rehearsed: stored::rehearsed(call, prompt, *interaction)?,
        };
        cells.insert(*interaction, covered);
    }
    Ok(CoverageRow {
        prompt: prompt.id.clone(),
        name: prompt.name.clone(),
        cells,
    })
}
