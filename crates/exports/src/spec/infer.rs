//! Makes a spec from what a file holds, and widens one by it.
//!
//! What is inferred is what the file at hand would pass, so such a spec is a start: it finds what changes from then on.

use std::collections::HashSet;

use super::{Column, Empty, Rule, Severity, TraitSpec};
use crate::error::ExportError;
use crate::profile::{ColumnProfile, ColumnType, Profile};

/// The column that generic files of user traits start with.
const USER: &str = "user_id";
/// A text column is a list if each of its values comes so often on average.
const REPEATED: u64 = 10;

impl TraitSpec {
    /// A copy under another name, for an app to change.
    #[must_use]
    pub fn extended(&self, name: &str) -> Self {
        Self {
            name: name.to_owned(),
            title: Some(format!("{}, extended", self.title())),
            ..self.clone()
        }
    }

    /// A spec that the profiled file passes: its columns with their types, required where they are never empty, with
    /// an open list where a text column has few values.
    ///
    /// Ids are texts, also where they are digits. A first column `user_id` is the key, as in the spec `generic`; without
    /// it, the first column is the key if its values are counted and all distinct. A column without a name, or with the
    /// name of another, is left out, because a spec could not tell it.
    pub fn infer(name: &str, profile: &Profile) -> Self {
        let mut names = HashSet::new();
        let mut columns: Vec<Column> = (profile.columns.iter())
            .filter(|c| !c.name.is_empty() && names.insert(c.name.as_str()))
            .map(inferred)
            .collect();
        let mut key = Vec::new();
        if let (Some(first), Some(column)) = (profile.columns.first(), columns.first_mut())
            && first.name == column.name
        {
            let unique = first.distinct_exact && first.distinct == profile.rows;
            if column.name == USER {
                column.first = Some(Severity::Error);
            }
            if column.name == USER || (unique && profile.rows > 1) {
                column.empty = Empty::Required(Severity::Error);
                column.rule = Rule::Text;
                key.push(column.name.clone());
            }
        }
        let customer = [USER, "customer_id"]
            .into_iter()
            .find(|id| columns.iter().any(|c| c.name == *id))
            .map(str::to_owned)
            .or_else(|| key.first().cloned());
        Self {
            name: name.to_owned(),
            title: None,
            source: None,
            note: Some("Made from a file at hand: what was in it passes.".into()),
            columns,
            key,
            customer,
            orders: Vec::new(),
            conditions: Vec::new(),
            file: super::FileRules::default(),
        }
    }

    /// The spec with what the profiled file has besides: its other columns, and the values of its open lists, where all
    /// of them are known. Lists that are closed stay as they are.
    #[must_use]
    pub fn widened(mut self, profile: &Profile) -> Self {
        for column in &profile.columns {
            let known = self.columns.iter_mut().find(|c| c.title() == column.name);
            if let Some(Rule::Open { values: known, .. }) = known.map(|c| &mut c.rule)
                && let Some(seen) = values(column)
            {
                add(known, seen);
            }
        }
        for (at, column) in profile.columns.iter().enumerate() {
            // A name that stands for another column of the file cannot have a second meaning.
            if !column.name.is_empty() && !self.knows(&column.name) {
                self.insert(profile, at);
            }
        }
        self
    }

    /// Adds a column of the profiled file, inferred as in [`infer`](Self::infer), where the file has it: behind the
    /// nearest earlier column that the spec knows.
    ///
    /// An error if the file has no such column, or the spec has it.
    pub fn add_column_from(&mut self, profile: &Profile, name: &str) -> Result<(), ExportError> {
        let Some(at) = profile.columns.iter().position(|c| c.name == name) else {
            return Err(ExportError::UnknownColumn {
                path: profile.file.clone().into(),
                column: name.to_owned(),
                columns: profile.columns.iter().map(|c| c.name.clone()).collect(),
            });
        };
        if self.knows(name) {
            return Err(self.bad(format!("has the column `{name}` already")));
        }
        self.insert(profile, at);
        Ok(())
    }

    fn knows(&self, name: &str) -> bool {
        let mut columns = self.columns.iter();
        columns.any(|c| c.name == name || c.title() == name)
    }

    fn insert(&mut self, profile: &Profile, at: usize) {
        let known = |title: &str| self.columns.iter().position(|c| c.title() == title);
        let before = profile.columns[..at]
            .iter()
            .rev()
            .find_map(|c| known(&c.name));
        let place = match (before, self.columns.first()) {
            (Some(before), _) => before + 1,
            // What must be first stays first.
            (None, Some(column)) if column.first.is_some() => 1,
            (None, _) => 0,
        };
        self.columns.insert(place, inferred(&profile.columns[at]));
    }

    /// Allows more values in a column that has a list of them; those that it has already are no fault.
    ///
    /// An error if the spec has no such column, or the column no list.
    pub fn allow_values(
        &mut self,
        column: &str,
        values: impl IntoIterator<Item = impl Into<String>>,
    ) -> Result<(), ExportError> {
        let Some(at) = self.position(column) else {
            return Err(self.bad(format!("has no column `{column}`")));
        };
        let known = match &mut self.columns[at].rule {
            Rule::OneOf { values, .. } | Rule::Open { values, .. } => values,
            Rule::Currency { also, .. } => also,
            _ => return Err(self.bad(format!("has no list of values for `{column}`"))),
        };
        add(known, values.into_iter().map(Into::into));
        Ok(())
    }
}

/// A column that what was seen passes.
fn inferred(seen: &ColumnProfile) -> Column {
    let severity = if seen.odd == 0 {
        Severity::Error
    } else {
        Severity::Warning
    };
    let rule = match seen.kind {
        _ if is_id(&seen.name) => Rule::Text,
        ColumnType::Boolean => Rule::Boolean { severity },
        ColumnType::Number => Rule::Number { severity },
        ColumnType::Date => {
            (seen.format).map_or(Rule::Text, |format| Rule::Date { format, severity })
        }
        ColumnType::String => list(seen).map_or(Rule::Text, |values| Rule::Open {
            values,
            unlisted: Severity::Warning,
        }),
        ColumnType::Empty => Rule::Text,
    };
    Column {
        empty: if seen.empty == 0 && seen.filled > 0 {
            Empty::Required(Severity::Warning)
        } else {
            Empty::Allowed
        },
        rule,
        ..Column::new(&seen.name)
    }
}

fn is_id(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    name == "id" || name.ends_with("_id") || name.ends_with(" id")
}

/// All values of a column, if they come again and again.
fn list(seen: &ColumnProfile) -> Option<Vec<String>> {
    values(seen).filter(|values| seen.filled >= values.len() as u64 * REPEATED)
}

/// All values of a column, if they are so few that the profile names them whole.
fn values(seen: &ColumnProfile) -> Option<Vec<String>> {
    let whole = seen.distinct_exact && seen.top_exact && seen.top.len() as u64 == seen.distinct;
    let cut = seen.top.iter().any(|f| f.value.ends_with('…'));
    (whole && !cut).then(|| seen.top.iter().map(|f| f.value.clone()).collect())
}

fn add(known: &mut Vec<String>, values: impl IntoIterator<Item = String>) {
    for value in values {
        if !known.contains(&value) {
            known.push(value);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::DateFormat;
    use crate::profile::Frequent;

    /// A column of 100 records; the values come equally often.
    fn column(name: &str, kind: ColumnType, values: &[&str], empty: u64) -> ColumnProfile {
        let each = (100 - empty) / values.len().max(1) as u64;
        ColumnProfile {
            name: name.into(),
            kind,
            format: (kind == ColumnType::Date).then_some(DateFormat::MonthDayYear),
            empty,
            filled: 100 - empty,
            odd: 0,
            distinct: values.len() as u64,
            distinct_exact: true,
            min: values.iter().min().map(ToString::to_string),
            max: values.iter().max().map(ToString::to_string),
            longest: 10,
            top: values
                .iter()
                .take(10)
                .map(|v| Frequent {
                    value: (*v).to_owned(),
                    count: each,
                })
                .collect(),
            top_exact: true,
            histogram: None,
        }
    }

    fn profile() -> Profile {
        let ids: Vec<String> = (0..100).map(|i| i.to_string()).collect();
        let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
        Profile {
            file: "traits.csv".into(),
            rows: 100,
            columns: vec![
                column("user_id", ColumnType::Number, &ids, 0),
                column("ltv", ColumnType::Number, &["-1.5", "150", "0"], 0),
                column(
                    "channel",
                    ColumnType::String,
                    &["adwords", "blog", "homepage"],
                    10,
                ),
                column(
                    "signup_date",
                    ColumnType::Date,
                    &["08/12/2011", "04/25/2018"],
                    0,
                ),
                column("zendesk_id", ColumnType::Number, &["5", "6"], 50),
                column("payment_failed", ColumnType::Boolean, &["false", "true"], 0),
                column("note", ColumnType::String, &ids, 0),
                column("unused", ColumnType::Empty, &[], 100),
            ],
        }
    }

    #[test]
    fn types_lists_and_the_key_are_inferred() {
        let spec = TraitSpec::infer("acme", &profile());
        spec.validate().unwrap();
        insta::assert_json_snapshot!(spec);
    }

    #[test]
    fn what_is_not_certain_is_not_inferred() {
        let with = |change: &dyn Fn(&mut ColumnProfile)| {
            let mut column = column("x", ColumnType::String, &["a", "b"], 0);
            change(&mut column);
            inferred(&column).rule
        };
        assert!(matches!(with(&|_| ()), Rule::Open { .. }));
        assert_eq!(with(&|c| c.top_exact = false), Rule::Text);
        assert_eq!(with(&|c| c.distinct_exact = false), Rule::Text);
        assert_eq!(with(&|c| c.distinct = 11), Rule::Text);
        assert_eq!(with(&|c| c.filled = 19), Rule::Text);
        assert_eq!(with(&|c| c.top[0].value = "long…".into()), Rule::Text);
        // A few cells of another type are there already, so they warn.
        assert_eq!(
            with(&|c| {
                c.kind = ColumnType::Number;
                c.odd = 1;
            }),
            Rule::Number {
                severity: Severity::Warning
            }
        );
        assert_eq!(
            with(&|c| {
                c.kind = ColumnType::Date;
                c.format = Some(DateFormat::DayMonthYear);
            }),
            Rule::Date {
                format: DateFormat::DayMonthYear,
                severity: Severity::Error
            }
        );
    }

    #[test]
    fn without_user_id_a_key_must_be_proven() {
        let mut profile = profile();
        profile.columns[0].name = "account".into();
        let spec = TraitSpec::infer("acme", &profile);
        assert_eq!(
            (spec.key.as_slice(), spec.columns[0].first),
            (&["account".to_owned()][..], None)
        );
        profile.columns[0].distinct_exact = false;
        let spec = TraitSpec::infer("acme", &profile);
        assert_eq!((spec.key.len(), spec.customer), (0, None));
        profile.columns[0].name = String::new();
        profile.columns[2].name = "ltv".into();
        let spec = TraitSpec::infer("acme", &profile);
        assert_eq!(
            spec.columns.len(),
            6,
            "no column without a name, none twice"
        );
        spec.validate().unwrap();
    }

    #[test]
    fn a_built_in_spec_is_extended_by_a_file() {
        let mut spec = TraitSpec::by_name("stripe").unwrap().extended("acme");
        assert_eq!(
            (spec.name.as_str(), spec.title()),
            ("acme", "Stripe subscription traits, extended")
        );
        let profile = profile();
        spec.add_column_from(&profile, "ltv").unwrap();
        spec.add_column_from(&profile, "channel").unwrap();
        let names: Vec<&str> = spec
            .columns
            .iter()
            .take(4)
            .map(|c| c.name.as_str())
            .collect();
        assert_eq!(names, ["user_id", "ltv", "channel", "stripe_id"]);
        spec.allow_values("channel", ["radio", "blog"]).unwrap();
        assert_eq!(
            spec.column("channel").unwrap().rule,
            Rule::Open {
                values: ["adwords", "blog", "homepage", "radio"]
                    .map(String::from)
                    .into(),
                unlisted: Severity::Warning
            }
        );
        spec.validate().unwrap();
        let mut refused = |result: &mut dyn FnMut(&mut TraitSpec) -> Result<(), ExportError>| {
            result(&mut spec).unwrap_err().to_string()
        };
        insta::assert_snapshot!(refused(&mut |s| s.add_column_from(&profile, "ltv")), @"the trait spec `acme` has the column `ltv` already: correct it");
        insta::assert_snapshot!(refused(&mut |s| s.add_column_from(&profile, "nps")), @"traits.csv has no column `nps`: its columns are user_id, ltv, channel, signup_date, zendesk_id, payment_failed, note, unused");
        insta::assert_snapshot!(refused(&mut |s| s.allow_values("ltv", ["1"])), @"the trait spec `acme` has no list of values for `ltv`: correct it");
        insta::assert_snapshot!(refused(&mut |s| s.allow_values("nps", ["1"])), @"the trait spec `acme` has no column `nps`: correct it");
    }

    #[test]
    fn a_spec_is_widened_by_all_that_a_file_has_besides() {
        let mut spec = TraitSpec::by_name("generic").unwrap();
        spec.columns.push(Column {
            header: Some("channel".into()),
            rule: Rule::Open {
                values: vec!["radio".into()],
                unlisted: Severity::Warning,
            },
            ..Column::new("source")
        });
        spec.columns.push(Column {
            header: Some("other".into()),
            ..Column::new("ltv")
        });
        spec.columns.push(Column {
            rule: Rule::OneOf {
                values: vec!["true".into()],
                severity: Severity::Error,
            },
            ..Column::new("payment_failed")
        });
        let spec = spec.widened(&profile());
        spec.validate().unwrap();
        let names: Vec<&str> = spec.columns.iter().map(|c| c.name.as_str()).collect();
        assert_eq!(
            names,
            [
                "user_id",
                "source",
                "signup_date",
                "zendesk_id",
                "ltv",
                "payment_failed",
                "note",
                "unused"
            ]
        );
        let values = |name| match &spec.column(name).unwrap().rule {
            Rule::Open { values, .. } | Rule::OneOf { values, .. } => values.join(" "),
            _ => String::new(),
        };
        assert_eq!(values("source"), "radio adwords blog homepage");
        assert_eq!(
            values("payment_failed"),
            "true",
            "a closed list stays closed"
        );
    }

    #[test]
    fn a_column_from_before_all_others_is_put_in_front() {
        let profile = profile();
        let mut spec = TraitSpec::by_name("evergent").unwrap();
        spec.columns.truncate(1);
        spec.key.clear();
        spec.orders.clear();
        spec.conditions.clear();
        spec.add_column_from(&profile, "user_id").unwrap();
        assert_eq!(spec.columns[0].name, "user_id");
        let mut spec = TraitSpec::by_name("generic").unwrap();
        let mut profile = profile;
        profile.columns.rotate_left(1);
        spec.add_column_from(&profile, "ltv").unwrap();
        assert_eq!(
            spec.columns[0].name, "user_id",
            "what must be first stays first"
        );
        spec.validate().unwrap();
    }
}
