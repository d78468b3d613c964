//! The specs that come with the program: one JSON file each, in the form that an app's own specs have.
//!
//! What a vendor's page says and what is assumed stands in the `note` of each file.

use super::TraitSpec;
use crate::error::ExportError;

/// Names and texts, the daily export first.
const BUILTIN: [(&str, &str); 7] = [
    ("evergent", include_str!("builtin/evergent.json")),
    ("recurly", include_str!("builtin/recurly.json")),
    ("stripe", include_str!("builtin/stripe.json")),
    ("zuora", include_str!("builtin/zuora.json")),
    ("piano", include_str!("builtin/piano.json")),
    ("chargify", include_str!("builtin/chargify.json")),
    ("generic", include_str!("builtin/generic.json")),
];

const NAMES: [&str; BUILTIN.len()] = {
    let mut names = [""; BUILTIN.len()];
    let mut i = 0;
    while i < names.len() {
        names[i] = BUILTIN[i].0;
        i += 1;
    }
    names
};

impl TraitSpec {
    /// The names of the built-in specs.
    pub fn names() -> &'static [&'static str] {
        &NAMES
    }

    /// A built-in spec.
    pub fn by_name(name: &str) -> Result<Self, ExportError> {
        match BUILTIN.iter().find(|(known, _)| *known == name) {
            Some((_, text)) => Self::from_json(text),
            None => Err(ExportError::UnknownSpec {
                name: name.to_string(),
                known: Self::names().to_vec(),
            }),
        }
    }

    /// Every built-in spec.
    pub fn builtin() -> Result<Vec<Self>, ExportError> {
        BUILTIN
            .iter()
            .map(|(_, text)| Self::from_json(text))
            .collect()
    }

    /// Reads a spec and refuses one that contradicts itself.
    pub fn from_json(text: &str) -> Result<Self, ExportError> {
        let spec: Self =
            serde_json::from_str(text).map_err(|e| ExportError::NotASpec { why: e.to_string() })?;
        spec.validate()?;
        Ok(spec)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::spec::{Empty, Rule, Severity};

    /// One line for each column, to be read beside the vendor's page.
    fn outline(spec: &TraitSpec) -> String {
        let word = |severity: Severity| match severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
        };
        let lines = spec.columns.iter().map(|c| {
            let empty = match c.empty {
                Empty::Allowed => String::new(),
                Empty::Required(s) => format!(" | empty: {}", word(s)),
            };
            let rule = match &c.rule {
                Rule::Text => "text".into(),
                Rule::Capitals { length, severity } => {
                    format!("{length} capitals, {}", word(*severity))
                }
                Rule::Decimal { severity } => format!("decimal, {}", word(*severity)),
                Rule::Number { severity } => format!("number, {}", word(*severity)),
                Rule::Boolean { severity } => format!("boolean, {}", word(*severity)),
                Rule::Currency {
                    severity, unlisted, ..
                } => format!(
                    "currency, {}, unlisted {}",
                    word(*severity),
                    word(*unlisted)
                ),
                Rule::Date { severity, .. } => format!("date, {}", word(*severity)),
                Rule::OneOf { values, severity } => {
                    format!("one of {}, {}", values.join("; "), word(*severity))
                }
                Rule::Open { values, unlisted } => {
                    format!("open: {}, {}", values.join("; "), word(*unlisted))
                }
            };
            let first = c.first.map_or("", |_| " | first");
            let optional = if c.optional { " | optional" } else { "" };
            let daily = if c.daily { " | daily" } else { "" };
            format!("{}: {rule}{empty}{optional}{first}{daily}\n", c.title())
        });
        let columns: String = lines.collect();
        format!(
            "key: {} | customer: {}\n{columns}",
            spec.key.join(", "),
            spec.customer.as_deref().unwrap_or("-")
        )
    }

    #[test]
    fn every_one_is_sound_and_says_where_it_is_from() {
        let all = TraitSpec::builtin().unwrap();
        assert_eq!(
            all.iter().map(|s| s.name.as_str()).collect::<Vec<_>>(),
            TraitSpec::names()
        );
        for spec in all {
            assert!(spec.title.is_some() && spec.note.is_some(), "{}", spec.name);
            let source = spec.source.as_deref().unwrap_or_default();
            assert!(source.starts_with("https://docs."), "{}", spec.name);
            let json = serde_json::to_string(&spec).unwrap();
            assert_eq!(TraitSpec::from_json(&json).unwrap(), spec);
            insta::assert_snapshot!(spec.name.clone(), outline(&spec));
        }
    }

    #[test]
    fn the_example_of_the_documentation_is_a_spec() {
        let page = include_str!("../../../../docs/exports.md");
        let example = page.split("```json\n").nth(1).unwrap();
        TraitSpec::from_json(example.split("```").next().unwrap()).unwrap();
    }

    #[test]
    fn what_is_no_spec_is_refused_with_its_place() {
        insta::assert_snapshot!(
            TraitSpec::from_json("{\n  \"name\": \"x\",\n  \"colums\": []\n}").unwrap_err(),
            @"this is not a trait spec, unknown field `colums`, expected one of `name`, `title`, `source`, `note`, `columns`, `key`, `customer`, `orders`, `conditions`, `file` at line 3 column 10: write it as `patchbay specs show evergent --json` does"
        );
    }
}
