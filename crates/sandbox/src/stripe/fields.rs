//! The fields of a form with Stripe's brackets, taken one by one: what is left over is unknown.

use super::refusals;
use crate::vendor::{Answer, Request};

pub(super) struct Fields(Vec<(String, String)>);

impl Fields {
    pub fn of(request: &Request) -> Self {
        Self(request.form())
    }

    /// Takes a field.
    pub fn take(&mut self, name: &str) -> Option<String> {
        let at = self.0.iter().position(|(known, _)| known == name)?;
        Some(self.0.remove(at).1)
    }

    pub fn needed(&mut self, name: &str) -> Result<String, Answer> {
        self.take(name).ok_or_else(|| refusals::needed(name))
    }

    pub fn number(&mut self, name: &str) -> Result<Option<i64>, Answer> {
        let Some(text) = self.take(name) else {
            return Ok(None);
        };
        text.parse()
            .map(Some)
            .map_err(|_| refusals::invalid(name, &format!("Invalid integer: {text}")))
    }

    pub fn flag(&mut self, name: &str) -> Result<Option<bool>, Answer> {
        self.take(name)
            .map(|text| super::truth(name, &text))
            .transpose()
    }

    /// One of a few words.
    pub fn word(&mut self, name: &str, known: &[&str]) -> Result<Option<String>, Answer> {
        match self.take(name) {
            Some(text) if !known.contains(&text.as_str()) => Err(refusals::invalid(
                name,
                &format!("Invalid {name}: must be one of {}", known.join(", ")),
            )),
            other => Ok(other),
        }
    }

    /// Whether any field begins so.
    pub fn has(&self, prefix: &str) -> bool {
        self.0.iter().any(|(name, _)| name.starts_with(prefix))
    }

    /// Nothing may be left.
    pub fn finished(self) -> Result<(), Answer> {
        match self.0.first() {
            Some((name, _)) => Err(refusals::unknown(name)),
            None => Ok(()),
        }
    }
}

impl Fields {
    /// The same fields, those within `prefix[…]` as if they stood by themselves.
    pub fn without_prefix(self, prefix: &str) -> Self {
        let inner = |name: &str| {
            let rest = name.strip_prefix(prefix)?.strip_prefix('[')?;
            let (first, more) = rest.split_once(']')?;
            Some(format!("{first}{more}"))
        };
        let renamed = self
            .0
            .into_iter()
            .map(|(name, value)| (inner(&name).unwrap_or(name), value));
        Self(renamed.collect())
    }
}
