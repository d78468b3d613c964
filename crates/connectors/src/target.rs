//! Who or what an action is about. It never guesses: where none fits, the error lists what there is; where several do,
//! the operator names one.

use serde_json::{Map, Value, json};

use crate::error::{Error, Kind, Result};
use crate::intent::Intent;
use crate::say;

/// One that could be meant, as people tell it from the others.
pub(crate) struct Candidate {
    /// What the parameter or trait would hold to mean it.
    pub id: String,
    /// In a line, the id first: "71 (active, period ends 2026-12-10 15:00 UTC) to gold".
    pub brief: String,
    /// What tells it apart, field by field: an object. Its texts and numbers are shown beside the id.
    pub facts: Value,
}

/// The words for what is looked for: "customer 81 (Ada)" has no "live" "subscription" "to gold".
pub(crate) struct Words<'a> {
    /// Whose it is: "customer 81 (Ada)", "the e-mail address ada@example.com".
    pub who: &'a str,
    /// What sets it apart, before the noun; may be empty.
    pub which: &'a str,
    /// What it is, so that an s makes several of it: "subscription", "customer".
    pub noun: &'a str,
    /// The rest, after the noun; may be empty.
    pub rest: &'a str,
    /// The parameter of the action, or the trait, that names one.
    pub field: &'a str,
}

/// The only one of `fitting`, or the one that the parameter names. `all` is what there is, fitting or not.
///
/// # Errors
/// [`Kind::NotFound`] if none fits, or if the one that is named is not among `all` or does not fit;
/// [`Kind::Ambiguous`], with `details.candidates`, if several fit and none is named.
pub(crate) fn one<'a, T>(
    intent: &Intent,
    fitting: &[&'a T],
    all: &[T],
    candidate: impl Fn(&T) -> Candidate,
    words: &Words,
) -> Result<&'a T> {
    let Words {
        who, noun, field, ..
    } = *words;
    let missing = |message: String| {
        let known: Vec<_> = all.iter().map(&candidate).collect();
        let hint = if known.is_empty() {
            format!("{} has no {noun}s at all", say::sentence(who))
        } else {
            let known: Vec<_> = known.iter().map(|c| c.brief.as_str()).collect();
            format!("{}s of {who}: {}", say::sentence(noun), known.join(", "))
        };
        let details = Map::from_iter([(format!("{noun}s"), listed(known))]);
        Error::new(Kind::NotFound, message)
            .hint(hint)
            .details(Value::Object(details))
    };
    if let Some(id) = intent.param(field) {
        if let Some(found) = fitting.iter().find(|t| candidate(t).id == id) {
            return Ok(found);
        }
        let message = match all.iter().map(&candidate).find(|c| c.id == id) {
            Some(known) => format!(
                "{} {} is no {}",
                say::sentence(noun),
                known.brief,
                words.what(noun)
            ),
            None => format!("{} {id} is not one of {who}", say::sentence(noun)),
        };
        return Err(missing(message).field(field));
    }
    match fitting {
        [one] => Ok(one),
        [] => Err(missing(format!(
            "{} has no {}",
            say::sentence(who),
            words.what(noun)
        ))),
        several => {
            let several: Vec<_> = several.iter().map(|t| candidate(t)).collect();
            let briefs: Vec<_> = several.iter().map(|c| c.brief.as_str()).collect();
            let message = format!(
                "{} has {} {}: {}",
                say::sentence(who),
                several.len(),
                words.what(&format!("{noun}s")),
                briefs.join(", ")
            );
            let by = intent.action.param(field).map_or_else(
                || format!("the trait {field}"),
                |param| param.label.to_owned(),
            );
            Err(Error::new(Kind::Ambiguous, message)
                .field(field)
                .hint(format!("Choose one by {by}, such as {}", several[0].id))
                .details(json!({ "candidates": listed(several) })))
        }
    }
}

impl Words<'_> {
    /// "live subscription to gold".
    fn what(&self, noun: &str) -> String {
        let parts = [self.which, noun, self.rest];
        let parts: Vec<_> = parts.into_iter().filter(|p| !p.is_empty()).collect();
        parts.join(" ")
    }
}

/// The candidates as objects, the id first.
fn listed(candidates: Vec<Candidate>) -> Value {
    candidates
        .into_iter()
        .map(|c| {
            let mut fields = Map::from_iter([("id".to_owned(), Value::String(c.id))]);
            if let Value::Object(facts) = c.facts {
                fields.extend(facts);
            }
            Value::Object(fields)
        })
        .collect()
}

#[cfg(test)]
mod tests;
