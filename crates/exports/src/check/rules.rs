//! What is wrong with a cell by the rule of its column: a matter of its bytes alone, so that it is told once for each
//! distinct value of a column.

use std::borrow::Cow;

use super::issues::Note;
use super::report::IssueKind;
use super::value::{self, Moment};
use crate::encoding::Encoding;
use crate::spec::{CURRENCIES, Column, Empty, Rule, Severity};

/// What is wrong with a cell.
pub(super) struct Fault {
    pub(super) kind: IssueKind,
    pub(super) severity: Severity,
    pub(super) note: Option<Note>,
    /// Whether the value gets an issue of its own.
    pub(super) by_value: bool,
}

/// The first thing that is wrong with a cell; `None` if it is as its column should be.
pub(super) fn fault(column: &Column, cell: &[u8], encoding: Encoding) -> Option<Fault> {
    if let Empty::Required(severity) = column.empty
        && value::is_blank(cell)
    {
        return Some(Fault {
            kind: IssueKind::EmptyRequired,
            severity,
            note: (!cell.is_empty()).then_some(Cow::Borrowed("nothing but spaces")),
            by_value: false,
        });
    }
    if cell.is_empty() {
        return None;
    }
    let fault = |kind, severity: &Severity, note: Note| {
        Some(Fault {
            kind,
            severity: *severity,
            note: Some(note),
            by_value: false,
        })
    };
    let unlisted = |severity: &Severity, note: Option<Note>| {
        Some(Fault {
            kind: IssueKind::UnlistedValue,
            severity: *severity,
            note,
            by_value: true,
        })
    };
    match &column.rule {
        Rule::Capitals { length, severity } if !value::is_capitals(cell, *length) => fault(
            IssueKind::BadValue,
            severity,
            format!("not {length} capital letters").into(),
        ),
        Rule::Decimal { severity } if !value::is_decimal(cell) => fault(
            IssueKind::BadType,
            severity,
            "not a decimal number such as 6.99".into(),
        ),
        Rule::Number { severity } if !value::is_number(cell) => fault(
            IssueKind::BadType,
            severity,
            "not a number such as -6.99".into(),
        ),
        Rule::Boolean { severity } if !value::is_boolean(cell) => fault(
            IssueKind::BadType,
            severity,
            "neither true nor false".into(),
        ),
        Rule::Currency { severity, .. } if !value::is_capitals(cell, 3) => fault(
            IssueKind::BadValue,
            severity,
            "not three capital letters".into(),
        ),
        Rule::Currency {
            unlisted: severity,
            also,
            ..
        } if !is_currency(cell, also) => unlisted(severity, Some("not an ISO 4217 code".into())),
        Rule::Date { format, severity } if Moment::parse(cell, *format).is_none() => fault(
            IssueKind::BadDate,
            severity,
            value::date_fault(cell, *format).into(),
        ),
        Rule::OneOf { values, severity } if !is_listed(cell, values) => {
            let note =
                near_miss(values, &encoding.text(cell)).map_or("not in the list", |(how, _)| how);
            fault(IssueKind::BadValue, severity, note.into())
        }
        Rule::Open {
            values,
            unlisted: severity,
        } if !is_listed(cell, values) => {
            let text = encoding.text(cell);
            let note = near_miss(values, &text)
                .map(|(how, of)| format!("{how}: the list has `{of}`").into());
            unlisted(severity, note)
        }
        _ => None,
    }
}

fn is_listed(cell: &[u8], values: &[String]) -> bool {
    values.iter().any(|v| v.as_bytes() == cell)
}

fn is_currency(code: &[u8], also: &[String]) -> bool {
    let known = CURRENCIES.binary_search_by(|c| c.as_bytes().cmp(code));
    known.is_ok() || is_listed(code, also)
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
