//! What a term's change options say of a move to another term, and what of them is asked for.

use serde_json::Value;

use super::replies::text;
use crate::error::{Error, Kind, Result};
use crate::intent::Intent;

/// How a change is to be made.
pub(super) struct Change {
    pub timing: String,
    pub immediate: String,
    pub prorate: String,
    /// What differs from the term's own change option.
    pub differs: Vec<String>,
    pub description: Option<String>,
}

impl Change {
    /// The change option of `term` that leads to `to`, with what the parameters say otherwise.
    pub fn of(intent: &Intent, term: &Value, to: &str) -> Result<Self> {
        let from = text(term, "term_id").unwrap_or_default();
        let options: Vec<&Value> = match term.get("change_options") {
            Some(Value::Array(options)) => options.iter().collect(),
            _ => Vec::new(),
        };
        let leads = |o: &&&Value| text(o, "to_term_id").as_deref() == Some(to);
        let mut fitting: Vec<&Value> = options.iter().filter(leads).copied().collect();
        if fitting.is_empty() {
            let known: Vec<String> = options
                .iter()
                .filter_map(|o| Some((text(o, "to_term_id")?, text(o, "to_term_name"))))
                .map(|(id, name)| name.map_or(id.clone(), |name| format!("{id} ({name})")))
                .collect();
            let hint = match known.as_slice() {
                [] => "The term has no change options: add one in the Piano dashboard".to_owned(),
                known => format!("Its change options lead to: {}", known.join(", ")),
            };
            return Err(Error::new(
                Kind::Refused,
                format!("Term {from} has no change option that leads to {to}"),
            )
            .field("to_term_id")
            .hint(hint));
        }
        if let Some(timing) = intent.param("billing_timing") {
            let same = |o: &&Value| text(o, "billing_timing").as_deref() == Some(timing);
            if fitting.iter().any(same) {
                fitting.retain(same);
            }
        }
        let said = |option: &Value, key: &str| text(option, key);
        let first = fitting[0];
        for key in ["billing_timing", "immediate_access", "prorate_access"] {
            let several = fitting.iter().any(|o| said(o, key) != said(first, key));
            if several && intent.param(key).is_none() {
                return Err(Error::new(
                    Kind::Ambiguous,
                    format!(
                        "Term {from} has {} change options that lead to {to}, with different {key}",
                        fitting.len()
                    ),
                )
                .field(key)
                .hint(format!("Choose the {}", key.replace('_', " ")))
                .details(serde_json::json!({ "options": fitting })));
            }
        }
        let mut differs = Vec::new();
        let mut value = |key: &str, label: &str| {
            let option = said(first, key);
            match (intent.param(key), option) {
                (Some(given), Some(option)) if given != option => {
                    differs.push(format!("{label} {given} (the option says {option})"));
                    Ok(given.to_owned())
                }
                (Some(given), _) => Ok(given.to_owned()),
                (None, Some(option)) => Ok(option),
                (None, None) => Err(Error::invalid(
                    key,
                    format!("The change option from {from} to {to} does not say its {label}"),
                )
                .hint(format!("Choose the {label}"))),
            }
        };
        Ok(Self {
            timing: value("billing_timing", "billing timing")?,
            immediate: value("immediate_access", "immediate access")?,
            prorate: value("prorate_access", "prorated access")?,
            differs,
            description: text(first, "description"),
        })
    }

    /// When it is billed, in words.
    pub fn when(&self) -> &str {
        match self.timing.as_str() {
            "0" => "at once",
            "1" => "at the end of the current cycle",
            "2" => "at the next sell date",
            "3" => "at the end of the current period",
            other => other,
        }
    }
}
