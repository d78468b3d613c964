//! Judges one filled or empty cell by the rule of its column.

use std::borrow::Cow;

use super::issues::{About, Note};
use super::judge::Judge;
use super::report::IssueKind;
use super::text::shown;
use super::value::{self, Moment};
use crate::records::Start;
use crate::spec::{CURRENCIES, Column, Empty, Rule};

impl Judge<'_> {
    pub(super) fn cell(&mut self, at: Start, i: usize, column: &Column, cell: &[u8]) {
        let encoding = self.export.layout().encoding;
        let issues = &mut self.issues;
        let value = || shown(cell, encoding);
        let mut add = |kind, severity, note: Option<Note>| {
            issues.add(
                About {
                    severity,
                    kind,
                    column: Some(i),
                },
                Some(at),
                note,
                value,
            );
        };
        if let Empty::Required(severity) = column.empty
            && value::is_blank(cell)
        {
            let note = (!cell.is_empty()).then_some(Cow::Borrowed("nothing but spaces"));
            return add(IssueKind::EmptyRequired, severity, note);
        }
        if cell.is_empty() {
            return;
        }
        match &column.rule {
            Rule::Text => {}
            Rule::Capitals { length, severity } => {
                if !value::is_capitals(cell, *length) {
                    add(
                        IssueKind::BadValue,
                        *severity,
                        Some(format!("not {length} capital letters").into()),
                    );
                }
            }
            Rule::Decimal { severity } => {
                if !value::is_decimal(cell) {
                    add(
                        IssueKind::BadType,
                        *severity,
                        Some("not a decimal number such as 6.99".into()),
                    );
                }
            }
            Rule::Number { severity } => {
                if !value::is_number(cell) {
                    add(
                        IssueKind::BadType,
                        *severity,
                        Some("not a number such as -6.99".into()),
                    );
                }
            }
            Rule::Boolean { severity } => {
                if !value::is_boolean(cell) {
                    add(
                        IssueKind::BadType,
                        *severity,
                        Some("neither true nor false".into()),
                    );
                }
            }
            Rule::Currency {
                severity,
                unlisted,
                also,
            } => {
                let listed = |code: &[u8]| {
                    CURRENCIES
                        .binary_search_by(|c| c.as_bytes().cmp(code))
                        .is_ok()
                        || also.iter().any(|c| c.as_bytes() == code)
                };
                if !value::is_capitals(cell, 3) {
                    add(
                        IssueKind::BadValue,
                        *severity,
                        Some("not three capital letters".into()),
                    );
                } else if !listed(cell) {
                    let about = About {
                        severity: *unlisted,
                        kind: IssueKind::UnlistedValue,
                        column: Some(i),
                    };
                    issues.add_value(
                        about,
                        at,
                        cell,
                        || Some("not an ISO 4217 code".into()),
                        value,
                    );
                }
            }
            Rule::Date { format, severity } => {
                self.moments[i] = Moment::parse(cell, *format);
                if self.moments[i].is_none() {
                    add(
                        IssueKind::BadDate,
                        *severity,
                        Some(value::date_fault(cell, *format).into()),
                    );
                }
            }
            Rule::OneOf { values, severity } => {
                if !values.iter().any(|v| v.as_bytes() == cell) {
                    let note = near_miss(values, &encoding.text(cell))
                        .map_or("not in the list", |(how, _)| how);
                    add(IssueKind::BadValue, *severity, Some(note.into()));
                }
            }
            Rule::Open { values, unlisted } => {
                if !values.iter().any(|v| v.as_bytes() == cell) {
                    let about = About {
                        severity: *unlisted,
                        kind: IssueKind::UnlistedValue,
                        column: Some(i),
                    };
                    let note = || {
                        let text = encoding.text(cell);
                        near_miss(values, &text)
                            .map(|(how, of)| format!("{how}: the list has `{of}`").into())
                    };
                    issues.add_value(about, at, cell, note, value);
                }
            }
        }
    }
}

/// The listed value that was probably meant, and how the text differs from it.
fn near_miss<'a>(values: &'a [String], text: &str) -> Option<(&'static str, &'a str)> {
    let plain = |s: &str| {
        s.chars()
            .filter(|c| c.is_alphanumeric())
            .collect::<String>()
            .to_lowercase()
    };
    values.iter().find_map(|v| {
        let how = if text.trim() == v {
            "padded with spaces"
        } else if text.to_lowercase() == v.to_lowercase() {
            "another case"
        } else if plain(text) == plain(v) {
            "another case or spacing"
        } else {
            return None;
        };
        Some((how, v.as_str()))
    })
}
