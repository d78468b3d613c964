//! The columns of a file beside the columns of a spec.

use std::collections::HashMap;

use super::issues::{About, Issues, Note};
use super::report::IssueKind;
use crate::sniff::Layout;
use crate::spec::{Severity, TraitSpec};

/// Which column is which.
pub(super) struct Columns {
    /// Titles by the number that issues refer to: the spec's columns, then the unexpected ones of the file.
    pub(super) titles: Vec<String>,
    /// By column of the spec: where it is in the file.
    pub(super) in_file: Vec<Option<usize>>,
    /// By column of the file: its title's number.
    pub(super) title_of: Vec<usize>,
}

impl Columns {
    /// Finds every column of the spec in the file and tells what is missing, unexpected or out of order.
    pub(super) fn compare(spec: &TraitSpec, layout: &Layout, issues: &mut Issues) -> Self {
        let file = &layout.columns;
        let mut columns = Self {
            titles: spec.columns.iter().map(|c| c.title().to_string()).collect(),
            in_file: vec![None; spec.columns.len()],
            title_of: Vec::with_capacity(file.len()),
        };
        let mut add = |kind, severity, column, note: Option<Note>| {
            issues.add(
                About {
                    severity,
                    kind,
                    column,
                },
                note,
            );
        };
        if !layout.has_header {
            let note =
                "there is no header row: the first line holds values, so no column can be told"
                    .into();
            add(
                IssueKind::MissingColumn,
                spec.file.missing_column,
                None,
                Some(note),
            );
            columns.title_of = (columns.titles.len()..).take(file.len()).collect();
            columns.titles.extend_from_slice(file);
            return columns;
        }
        // By title: where it comes first. A map, because both may have thousands of columns.
        let mut first = HashMap::with_capacity(file.len());
        for (at, title) in file.iter().enumerate() {
            first.entry(title.as_str()).or_insert(at);
        }
        for (i, column) in spec.columns.iter().enumerate() {
            columns.in_file[i] = first.get(column.title()).copied();
            if columns.in_file[i].is_none() && !column.optional {
                let alike = file.iter().find(|c| is_alike(c, column.title()));
                let note = alike
                    .map(|c| format!("the file has `{c}`, and names must match exactly").into());
                add(
                    IssueKind::MissingColumn,
                    spec.file.missing_column,
                    Some(i),
                    note,
                );
            }
        }
        let mut spec_of = vec![None; file.len()];
        for (i, at) in columns.in_file.iter().enumerate() {
            if let Some(at) = at {
                spec_of[*at] = Some(i);
            }
        }
        for (at, (title, known)) in file.iter().zip(&spec_of).enumerate() {
            let number = known.unwrap_or(columns.titles.len());
            columns.title_of.push(number);
            let (severity, note) = if let Some(severity) = spec.file.spaced_column
                && title.contains(' ')
            {
                (
                    Some(severity),
                    Some("a column whose name has a space is not read: use underscores"),
                )
            } else if known.is_some() {
                (None, None)
            } else if let Some(first) = first.get(title.as_str()).filter(|first| **first < at) {
                // Which of the two is meant is for nobody to guess, also where more columns are welcome.
                let severity = spec.file.unexpected_column.unwrap_or(Severity::Warning);
                let note = if spec_of[*first].is_some() {
                    "a second column of this name; the first one is judged"
                } else {
                    "a second column of this name"
                };
                (Some(severity), Some(note))
            } else {
                (spec.file.unexpected_column, None)
            };
            if known.is_none() {
                columns.titles.push(title.clone());
            }
            if let Some(severity) = severity {
                let note = note.map(Into::into);
                add(IssueKind::UnexpectedColumn, severity, Some(number), note);
            }
        }
        for (i, column) in spec.columns.iter().enumerate() {
            if let (Some(severity), Some(1..)) = (column.first, columns.in_file[i]) {
                let note = format!("the first column is `{}`, and this one must be", file[0]);
                add(IssueKind::ColumnOrder, severity, Some(i), Some(note.into()));
            }
        }
        let Some(severity) = spec.file.column_order else {
            return columns;
        };
        let found: Vec<usize> = spec_of.into_iter().flatten().collect();
        let mut ordered = found.clone();
        ordered.sort_unstable();
        if let Some((is, should)) = found.iter().zip(&ordered).find(|(is, should)| is != should) {
            let note = format!(
                "`{}` is where `{}` is expected",
                columns.titles[*is], columns.titles[*should]
            );
            add(
                IssueKind::ColumnOrder,
                severity,
                Some(*is),
                Some(note.into()),
            );
        }
        columns
    }
}

/// Whether two names differ by case, spaces or dashes alone.
fn is_alike(a: &str, b: &str) -> bool {
    let plain = |s: &str| {
        s.chars()
            .filter(|c| c.is_alphanumeric())
            .collect::<String>()
            .to_lowercase()
    };
    plain(a) == plain(b)
}
