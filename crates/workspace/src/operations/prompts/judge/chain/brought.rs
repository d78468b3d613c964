//! What a form brings into a parameter: whether it is asked for, and whether it is what the parameter takes.
//!
//! Where it is known what can be filled in (choices, a checkbox, the survey), each of it is tried. Elsewhere it is what
//! the field's kind allows: a number is held to its limits only once it is there.

use patchbay_connectors::{Action, Param, ParamKind, Part, doubts, parts};

use super::{Judging, Place};
use crate::operations::prompts::form;
use crate::operations::prompts::types::{ConnectorAction, FieldKind, FormField, Gravity, SURVEY};

impl Judging<'_> {
    /// A placeholder of the form: whether anything fills it in, and surely where it is `needed`.
    pub(super) fn form(&mut self, place: &Place, within: &str, name: &str, needed: bool) {
        let field = self.field(name);
        let is_survey = name == SURVEY && self.prompt.survey.is_some();
        if field.is_none() && !is_survey {
            let message = format!("%form.{name}%: the prompt has no form field {name}");
            let remedy = "Add the field to the form, or remove the placeholder";
            self.add(place, Gravity::Error, within, message, remedy);
        } else if needed && field.is_none_or(|f| !f.required) {
            let message = format!("%form.{name}% may be left empty, and the action needs it");
            let remedy = "Make the form field required, or give a fixed value";
            self.add(place, Gravity::Warning, within, message, remedy);
        }
    }

    /// What subscribers can fill in that a parameter refuses: an error when it refuses all of it.
    pub(super) fn brought(&mut self, place: &Place, action: &Action, of: &ConnectorAction) {
        let told = doubts(action, &of.params);
        for (key, text) in &of.params {
            let (Some(param), Some(name)) = (action.param(key), only_form(text)) else {
                continue;
            };
            let whole = text.trim() == placeholder(name);
            let is_told = told.iter().any(|doubt| doubt.field.as_deref() == Some(key));
            // In JSON a value is put within a string, and fits there.
            if is_told || (matches!(param.kind, ParamKind::Json { .. }) && !whole) {
                continue;
            }
            let refusal = |value: &str| refusal(action, of, key, value);
            let known = self.known_values(text);
            let (refused, gravity, remedy) = if known.is_empty() {
                let field = self
                    .field(name)
                    .filter(|f| whole && f.kind != FieldKind::Choice);
                let Some((field, gravity)) = field.and_then(|f| Some((f, misfit(f, param)?)))
                else {
                    continue;
                };
                let remedy = "Make the form field a choice of what fits, or give a fixed value";
                (refusal(example(field.kind)), gravity, remedy)
            } else {
                let refusals: Vec<_> = known.iter().filter_map(|value| refusal(value)).collect();
                let gravity = if refusals.len() == known.len() {
                    Gravity::Error
                } else {
                    Gravity::Warning
                };
                let remedy = "Offer only what fits, or give a fixed value";
                (refusals.into_iter().next(), gravity, remedy)
            };
            if let Some(why) = refused {
                let within = format!("does/action/params/{key}");
                let message = format!("{}: {why}", placeholder(name));
                self.add(place, gravity, &within, message, remedy);
            }
        }
    }

    /// All that a text can become, where that is known: itself, or once for each value that its form field can have.
    pub(super) fn known_values(&self, text: &str) -> Vec<String> {
        if text.is_empty() {
            return Vec::new();
        }
        if parts(text).all(|part| matches!(part, Part::Text(_))) {
            return vec![text.to_owned()];
        }
        let Some(name) = only_form(text) else {
            return Vec::new();
        };
        let survey = self.prompt.survey.as_ref().filter(|_| name == SURVEY);
        let field = self.field(name);
        let values: Vec<&str> = match (field.map(|f| f.kind), field, survey) {
            (Some(FieldKind::Checkbox), ..) => vec!["true", "false"],
            (Some(FieldKind::Choice), Some(field), _) => {
                field.choices.iter().map(String::as_str).collect()
            }
            (None, _, Some(survey)) => survey.answers.iter().map(String::as_str).collect(),
            _ => Vec::new(),
        };
        let placeholder = placeholder(name);
        let filled = values.iter().map(|value| text.replace(&placeholder, value));
        filled.collect()
    }

    fn field(&self, name: &str) -> Option<&FormField> {
        self.prompt.form.iter().find(|f| f.key == name)
    }
}

/// The name of the form field in a text that has a single one, and no other placeholder.
fn only_form(text: &str) -> Option<&str> {
    let mut placeholders = parts(text).filter(|part| matches!(part, Part::Placeholder { .. }));
    match (placeholders.next(), placeholders.next()) {
        (Some(Part::Placeholder { kind: "form", name }), None) => Some(name),
        _ => None,
    }
}

/// Why the parameter does not take this value.
fn refusal(action: &Action, of: &ConnectorAction, key: &str, value: &str) -> Option<String> {
    let mut params = of.params.clone();
    params.insert(key.to_owned(), value.to_owned());
    let doubts = doubts(action, &params);
    let mut here = doubts
        .into_iter()
        .filter(|d| d.field.as_deref() == Some(key));
    here.next().map(|doubt| doubt.message)
}

/// What a field of a kind whose values are not known could hold.
fn example(kind: FieldKind) -> &'static str {
    match kind {
        FieldKind::Email => "name@example.com",
        FieldKind::Phone => "+1 555 010 0199",
        FieldKind::Number => "12",
        FieldKind::Text | FieldKind::Choice | FieldKind::Checkbox => "any text",
    }
}

/// How grave it is that a parameter may refuse what a field takes; nothing where it refuses none of it.
fn misfit(field: &FormField, param: &Param) -> Option<Gravity> {
    use FieldKind::{Number, Phone, Text};
    use ParamKind::{Catalogue, Choice, Date, Decimal, Integer};
    match (param.kind, field.kind) {
        (ParamKind::Text { .. } | Catalogue { .. }, _)
        | (Integer { .. } | Decimal { .. }, Number) => None,
        (_, Text) | (Integer { .. } | Decimal { .. } | Date, Phone) => Some(Gravity::Warning),
        (Choice { choices }, _) => {
            let mut some = choices.iter().map(|choice| choice.value);
            let fits = some.any(|value| form::refused(field, value).is_none());
            Some(if fits {
                Gravity::Warning
            } else {
                Gravity::Error
            })
        }
        _ => Some(Gravity::Error),
    }
}

fn placeholder(name: &str) -> String {
    format!("%form.{name}%")
}
