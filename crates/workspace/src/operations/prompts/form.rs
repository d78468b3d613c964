//! Form input: whether it is what the prompt asks for.

use std::collections::BTreeMap;

use super::types::{FieldKind, FormField, Prompt, SURVEY};
use crate::error::{Code, Error, Result};

/// Whether this is what a subscriber could have filled in. Optional fields that were left empty are there, empty: as
/// they are when a subscriber leaves them so.
pub(super) fn taken(
    prompt: &Prompt,
    given: &BTreeMap<String, String>,
) -> Result<BTreeMap<String, String>> {
    let survey = prompt.survey.as_ref();
    let known =
        |key: &str| prompt.form.iter().any(|f| f.key == key) || (key == SURVEY && survey.is_some());
    if let Some(unknown) = given.keys().find(|key| !known(key)) {
        let mut keys: Vec<_> = prompt.form.iter().map(|f| f.key.as_str()).collect();
        keys.extend(survey.map(|_| SURVEY));
        let hint = if keys.is_empty() {
            "It has no form and no survey: leave form input out".into()
        } else {
            format!("It has: {}", keys.join(", "))
        };
        return Err(wrong(
            unknown,
            format!("the prompt {} has no form field {unknown}", prompt.id),
        )
        .hint(hint));
    }
    let mut form = BTreeMap::new();
    for field in &prompt.form {
        let value = given.get(&field.key).map_or("", |v| v.trim());
        if value.is_empty() && field.required {
            return Err(wrong(
                &field.key,
                format!(
                    "the form field {} is empty, and it is required",
                    field.label
                ),
            )
            .hint("Fill it in"));
        }
        if !value.is_empty()
            && let Some(must) = refused(field, value)
        {
            return Err(wrong(
                &field.key,
                format!(
                    "the form field {} must be {must}, not {value:?}",
                    field.label
                ),
            ));
        }
        form.insert(field.key.clone(), value.to_owned());
    }
    if let Some(survey) = survey {
        let answer = given.get(SURVEY).map_or("", |v| v.trim());
        if !answer.is_empty() && !survey.answers.iter().any(|a| a == answer) {
            return Err(wrong(
                SURVEY,
                format!("{answer:?} is no answer to {:?}", survey.question),
            )
            .hint(format!("The answers are: {}", survey.answers.join(", "))));
        }
        form.insert(SURVEY.into(), answer.to_owned());
    }
    Ok(form)
}

fn wrong(key: &str, message: String) -> Error {
    Error::new(Code::Invalid, message).field(format!("form.{key}"))
}

/// What a field's value must be, if this is none.
pub(super) fn refused(field: &FormField, value: &str) -> Option<String> {
    let fits = match field.kind {
        FieldKind::Text => true,
        FieldKind::Email => value.split_once('@').is_some_and(|(name, host)| {
            !name.is_empty() && host.contains('.') && !value.contains(char::is_whitespace)
        }),
        FieldKind::Phone => {
            let digits = value.chars().filter(char::is_ascii_digit).count();
            let signs = value
                .chars()
                .all(|c| c.is_ascii_digit() || " +-().".contains(c));
            signs && (5..=15).contains(&digits)
        }
        FieldKind::Number => value.parse::<f64>().is_ok_and(f64::is_finite),
        FieldKind::Choice => field.choices.iter().any(|c| c == value),
        FieldKind::Checkbox => matches!(value, "true" | "false"),
    };
    (!fits).then(|| match field.kind {
        FieldKind::Text => "a text".into(),
        FieldKind::Email => "an e-mail address".into(),
        FieldKind::Phone => "a telephone number".into(),
        FieldKind::Number => "a number".into(),
        FieldKind::Choice => format!("one of {}", field.choices.join(", ")),
        FieldKind::Checkbox => "true or false".into(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn prompt() -> Prompt {
        serde_json::from_value(serde_json::json!({
            "id": "p", "name": "P", "kind": "overlay",
            "form": [
                { "key": "email", "label": "Your address", "kind": "email", "required": true },
                { "key": "phone", "label": "Phone", "kind": "phone" },
                { "key": "months", "label": "Months", "kind": "choice", "choices": ["1", "2"] },
                { "key": "agree", "label": "Agree", "kind": "checkbox" },
                { "key": "age", "label": "Age", "kind": "number" },
            ],
            "survey": { "question": "Why?", "answers": ["price", "other"] },
        }))
        .unwrap()
    }

    #[test]
    fn each_field_takes_what_it_asks_for() {
        let base = [("email", "ana@example.com")];
        for (key, good, bad) in [
            ("email", "a.b+c@mail.example.com", "ana"),
            ("phone", "+1 (555) 010-0199", "call me"),
            ("months", "2", "3"),
            ("agree", "true", "yes"),
            ("age", "41.5", "NaN"),
            ("survey", "price", "Price"),
        ] {
            let with = |value: &str| {
                let mut given = BTreeMap::from(base.map(|(k, v)| (k.to_owned(), v.to_owned())));
                given.insert(key.into(), value.into());
                taken(&prompt(), &given)
            };
            assert_eq!(with(good).unwrap()[key], good);
            let error = with(bad).unwrap_err();
            assert_eq!(
                error.field.as_deref(),
                Some(format!("form.{key}").as_str()),
                "{error}"
            );
        }
    }

    #[test]
    fn what_is_missing_or_unknown_is_named() {
        let error = taken(&prompt(), &BTreeMap::new()).unwrap_err();
        assert_eq!(
            error.message,
            "the form field Your address is empty, and it is required"
        );
        let unknown = BTreeMap::from([("colour".to_owned(), "red".to_owned())]);
        let error = taken(&prompt(), &unknown).unwrap_err();
        assert_eq!(error.message, "the prompt p has no form field colour");
        assert_eq!(
            error.hint.unwrap(),
            "It has: email, phone, months, agree, age, survey"
        );
    }
}
