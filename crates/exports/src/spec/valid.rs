//! What makes no sense in a spec: columns that are not there, lists without values. Said with the column's name.

use std::collections::HashSet;

use super::{Rule, TraitSpec};
use crate::error::ExportError;

/// Columns of a spec: as many as a file may have.
const COLUMNS: usize = 65_536;

impl TraitSpec {
    /// An error if the spec contradicts itself; a check asks first.
    pub fn validate(&self) -> Result<(), ExportError> {
        let bad = |why: String| Err(self.bad(why));
        if !is_name(&self.name) {
            return bad(
                "has a name that is not made of up to 40 lower-case letters, digits, dashes and underscores, a letter first"
                    .into(),
            );
        }
        if self.columns.is_empty() {
            return bad("has no columns".into());
        }
        if self.columns.len() > COLUMNS {
            return bad(format!("has more than {COLUMNS} columns"));
        }
        let mut names = HashSet::new();
        let mut titles = HashSet::new();
        for (i, column) in self.columns.iter().enumerate() {
            if column.name.is_empty() || column.title().is_empty() {
                return bad(format!("has a column without a name, the {}. one", i + 1));
            }
            if !names.insert(column.name.as_str()) || !titles.insert(column.title()) {
                return bad(format!("has the column `{}` twice", column.title()));
            }
            if column.first.is_some() && i > 0 {
                return bad(format!(
                    "wants `{}` first in a file and has it behind another column",
                    column.name
                ));
            }
            match &column.rule {
                Rule::OneOf { values, .. } if values.is_empty() => {
                    return bad(format!("lists no value for `{}`", column.name));
                }
                Rule::OneOf { values, .. } | Rule::Open { values, .. }
                    if values.iter().any(String::is_empty) =>
                {
                    return bad(format!(
                        "lists an empty value for `{}`; `empty` says whether a cell may be empty",
                        column.name
                    ));
                }
                Rule::Capitals { length: 0, .. } => {
                    return bad(format!("wants no letters in `{}`", column.name));
                }
                _ => {}
            }
        }
        let references = (self.key.iter().chain(&self.customer))
            .chain(self.orders.iter().flat_map(|o| [&o.earlier, &o.later]))
            .chain(self.conditions.iter().flat_map(|c| [&c.when, &c.then]));
        for name in references {
            if !names.contains(name.as_str()) {
                return bad(format!(
                    "refers to the column `{name}`, which it does not have"
                ));
            }
        }
        for name in self.orders.iter().flat_map(|o| [&o.earlier, &o.later]) {
            if !self.is_date(name) {
                return bad(format!("orders `{name}`, which is no date"));
            }
        }
        let daily = self.columns.iter().filter(|c| c.daily);
        for column in daily {
            if !self.is_date(&column.name) {
                return bad(format!(
                    "expects every day in `{}`, which is no date",
                    column.name
                ));
            }
        }
        Ok(())
    }

    fn is_date(&self, name: &str) -> bool {
        self.column(name)
            .is_some_and(|c| matches!(c.rule, Rule::Date { .. }))
    }
}

/// A name that is not mistaken for a path, and that reads well in a command line.
fn is_name(name: &str) -> bool {
    name.len() <= 40
        && name.starts_with(|c: char| c.is_ascii_lowercase())
        && name
            .chars()
            .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || c == '_')
}
