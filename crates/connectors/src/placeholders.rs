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

/// `text` with every placeholder filled in; `field` names the value that holds it, for the error.
pub(crate) fn fill(field: &str, text: &str, sources: &Sources) -> Result<String> {
    let mut filled = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('%') {
        filled.push_str(&rest[..at]);
        rest = &rest[at..];
        if let Some((kind, name, end)) = parse(rest) {
            filled.push_str(&value(field, kind, name, sources)?);
            rest = &rest[end..];
        } else {
            filled.push('%');
            rest = &rest[1..];
        }
    }
    filled.push_str(rest);
    Ok(filled)
}

/// Whether the text holds any placeholder.
pub(crate) fn any(text: &str) -> bool {
    text.match_indices('%')
        .any(|(at, _)| parse(&text[at..]).is_some())
}

/// Kind, name and length of the placeholder at the start of `text`.
fn parse(text: &str) -> Option<(&str, &str, usize)> {
    let close = text[1..].find('%')? + 1;
    let (kind, name) = text[1..close].split_once('.')?;
    let known = matches!(kind, "trait" | "form" | "credential");
    (known && !name.is_empty()).then_some((kind, name, close + 1))
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
                format!("Choose a user who has it, or give it: --trait {name}=…"),
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
