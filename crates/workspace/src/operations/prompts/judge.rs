//! What is wrong with a prompt.
use super::types::{Finding, Gravity, Prompt};
use crate::error::Result;
use crate::operations::Call;

/// What a prompt is judged against.
pub(super) struct World {}

impl World {
    pub fn of(_: &Call) -> Result<Self> {
        Ok(Self {})
    }
    pub fn judge(&self, _: &Prompt) -> Vec<Finding> {
        Vec::new()
    }
    pub fn is_active(&self, _: &str) -> bool {
        true
    }
    pub fn into_traits(self) -> Vec<String> {
        Vec::new()
    }
}

pub(super) fn count(findings: &[Finding], counts: impl Fn(Gravity) -> bool) -> u32 {
    let counted = findings.iter().filter(|f| counts(f.gravity)).count();
    u32::try_from(counted).unwrap_or(u32::MAX)
}
