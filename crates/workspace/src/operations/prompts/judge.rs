//! What is wrong with a prompt, as it is typed: what makes no sense, what the world broke, what may not be meant.

mod chain;
mod shape;
mod world;

pub(super) use world::World;

use super::types::{Finding, Gravity, Interaction, Prompt};
use crate::error::Result;

impl World<'_> {
    /// Everything about a prompt that is not as it should be, in its own order.
    pub fn judge(&self, prompt: &Prompt) -> Result<Vec<Finding>> {
        let mut findings = shape::findings(prompt);
        for interaction in Interaction::ALL {
            if let Some(actions) = prompt.interactions.get(&interaction) {
                chain::judge(self, prompt, interaction, actions, &mut findings)?;
            }
        }
        Ok(findings)
    }
}

/// How many findings are of a gravity that counts.
pub(super) fn count(findings: &[Finding], counts: impl Fn(Gravity) -> bool) -> u32 {
    let counted = findings.iter().filter(|f| counts(f.gravity)).count();
    u32::try_from(counted).unwrap_or(u32::MAX)
}
