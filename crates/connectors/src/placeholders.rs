//! Placeholders in trait and parameter values: `%trait.NAME%`, `%form.NAME%`, `%credential.NAME%`.
//!
//! A missing one is an error before anything is sent. A per cent sign that starts none of the three is
//! itself. What a placeholder brings in is not searched for placeholders again.

use std::collections::BTreeMap;

use crate::account::Account;
use crate::error::{Error, Result};

/// Where placeholders find their values.
pub(crate) struct Sources<'a> {
    pub traits: &'a BTreeMap<String, String>,
    pub form: &'a BTreeMap<String, String>,
    pub account: &'a Account,
}

/// A piece of a text that may hold placeholders.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part<'a> {
    /// Text that stands for itself.
    Text(&'a str),
    /// `%KIND.NAME%`; the kind is `trait`, `form` or `credential`.
    Placeholder {
        /// What it takes its value from.
        kind: &'a str,
        /// The name of the trait, the form's field or the setting.
        name: &'a str,
    },
}

/// The pieces of a text, in order.
pub fn parts(text: &str) -> impl Iterator<Item = Part<'_>> {
    let mut rest = text;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        if let Some((kind, name, end)) = parse(rest) {
            rest = &rest[end..];
            return Some(Part::Placeholder { kind, name });
        }
        // A per cent sign that starts none belongs to the text after it.
        let next = rest.match_indices('%').map(|(at, _)| at);
        let end = next
            .filter(|at| *at > 0)
            .find(|at| parse(&rest[*at..]).is_some())
            .unwrap_or(rest.len());
        let (text, after) = rest.split_at(end);
        rest = after;
        Some(Part::Text(text))
    })
}

/// `text` with every placeholder filled in; `field` names the value that holds it, for the error.
pub(crate) fn fill(field: &str, text: &str, sources: &Sources) -> Result<String> {
    let mut filled = String::with_capacity(text.len());
    for part in parts(text) {
        match part {
            Part::Text(text) => filled.push_str(text),
            Part::Placeholder { kind, name } => {
                filled.push_str(&value(field, kind, name, sources)?);
            }
        }
    }
    Ok(filled)
}

/// Whether the text holds any placeholder.
pub(crate) fn any(text: &str) -> bool {
    parts(text).any(|part| matches!(part, Part::Placeholder { .. }))
}

/// Kind, name and length of the placeholder that `text` starts with.
fn parse(text: &str) -> Option<(&str, &str, usize)> {
    let inner = text.strip_prefix('%')?;
    let close = inner.find('%')?;
    let (kind, name) = inner[..close].split_once('.')?;
    let known = matches!(kind, "trait" | "form" | "credential");
    (known && !name.is_empty()).then_some((kind, name, close + 2))
}

fn value(field: &str, kind: &str, name: &str, sources: &Sources) -> Result<String> {
    let missing = |what: &str, remedy: String| {
        Error::invalid(
            field,
            format!("{field} needs %{kind}.{name}%, but there is no {what} {name}"),
        )
        .hint(remedy)
    };
    match kind {
        "trait" => sources.traits.get(name).cloned().ok_or_else(|| {
            missing(
                "trait",
                format!("Choose a user who has it, or give the trait {name}"),
            )
        }),
        "form" => sources.form.get(name).cloned().ok_or_else(|| {
            missing(
                "form input",
                "Fill in the form field, or remove the placeholder".into(),
            )
        }),
        _ => match sources.account.definition().setting(name) {
            Some(setting) if setting.secret => Err(Error::invalid(
                field,
                format!(
                    "{field} holds %credential.{name}%, but a secret cannot be put into a value"
                ),
            )
            .hint("Secrets are filled in where the vendor expects them, and nowhere else")),
            found => found
                .and_then(|setting| sources.account.value(setting.key))
                .map(str::to_owned)
                .ok_or_else(|| {
                    missing(
                        "setting",
                        "Only settings of this connector that are not secret can be used".into(),
                    )
                }),
        },
    }
}

#[cfg(test)]
mod tests;
