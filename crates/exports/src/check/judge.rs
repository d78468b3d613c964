//! Judges records: what is wrong with one as a whole, and with cells that depend on each other or on other records.
//!
//! [`text`](super::text) has what is wrong with it as text, [`cells`](super::cells) with a cell alone.

use super::header::Columns;
use super::issues::{About, Issues};
use super::keys::{self, Keys};
use super::report::{Customers, IssueKind, Place};
use super::text::shown;
use super::value::{self, Moment};
use crate::encoding::Encoding;
use crate::error::ExportError;
use crate::export::Export;
use crate::records::{Item, Records, Start};
use crate::scan::{Keep, Record};
use crate::spec::{Expect, Severity, TraitSpec};

pub(super) struct Judge<'a> {
    pub(super) export: &'a Export,
    pub(super) spec: &'a TraitSpec,
    pub(super) columns: &'a Columns,
    pub(super) issues: Issues,
    keys: Keys,
    /// File columns of the key, and of the customer; empty and `None` where one of them is missing.
    key: Vec<usize>,
    customer: Option<usize>,
    /// What the bytes should be: a guessed encoding is not what they should be.
    pub(super) encoding: Encoding,
    /// By column of the spec: the date in this record, for those that are ordered.
    pub(super) moments: Vec<Option<Moment>>,
    orders: Vec<(usize, usize, Severity)>,
    conditions: Vec<Dependent<'a>>,
}

/// A condition of the spec, with its columns found.
struct Dependent<'a> {
    when: usize,
    is: &'a str,
    then: usize,
    then_in_file: usize,
    expect: Expect,
    severity: Severity,
    note: String,
}

impl<'a> Judge<'a> {
    pub(super) fn new(
        export: &'a Export,
        spec: &'a TraitSpec,
        columns: &'a Columns,
        issues: Issues,
    ) -> Self {
        let layout = export.layout();
        let in_file = |name: &String| spec.position(name).and_then(|i| columns.in_file[i]);
        let key: Option<Vec<usize>> = spec.key.iter().map(in_file).collect();
        let key = key.unwrap_or_default();
        let customer = spec
            .customer
            .as_ref()
            .and_then(in_file)
            .filter(|_| !key.is_empty());
        let orders = spec.orders.iter();
        let conditions = spec.conditions.iter().filter_map(|c| {
            let (then, state) = (
                spec.position(&c.then)?,
                if c.expect == Expect::Filled {
                    "empty"
                } else {
                    "filled"
                },
            );
            Some(Dependent {
                when: in_file(&c.when)?,
                is: &c.is,
                then,
                then_in_file: columns.in_file[then]?,
                expect: c.expect,
                severity: c.severity,
                note: format!(
                    "{state} though `{}` is {}",
                    columns.titles[spec.position(&c.when)?],
                    c.is
                ),
            })
        });
        Self {
            export,
            spec,
            columns,
            issues,
            keys: Keys::default(),
            key,
            customer,
            encoding: if layout.encoding_guessed {
                Encoding::Utf8
            } else {
                layout.encoding
            },
            moments: vec![None; spec.columns.len()],
            orders: orders
                .filter_map(|o| {
                    Some((
                        spec.position(&o.earlier)?,
                        spec.position(&o.later)?,
                        o.severity,
                    ))
                })
                .collect(),
            conditions: conditions.collect(),
        }
    }

    /// Customers are told apart only where the columns are there to tell them.
    pub(super) fn customers(&self) -> Option<Customers> {
        self.customer.map(|_| self.keys.customers())
    }

    pub(super) fn into_issues(self) -> Issues {
        self.issues
    }

    /// A blank line: a record without cells.
    pub(super) fn blank(&mut self, at: Start) {
        self.ragged(at, "blank line", || String::from("a blank line"));
    }

    fn ragged(&mut self, at: Start, note: &'static str, value: impl FnOnce() -> String) {
        let about = About {
            severity: self.spec.file.ragged_row,
            kind: IssueKind::RaggedRow,
            column: None,
        };
        self.issues.add(about, Some(at), Some(note.into()), value);
    }

    pub(super) fn record(&mut self, at: Start, record: &Record) -> Result<(), ExportError> {
        let expected = self.columns.title_of.len() as u64;
        let clean = self.text(at, record)?;
        if record.count != expected {
            let note = if record.count < expected {
                "too few cells"
            } else {
                "too many cells"
            };
            self.ragged(at, note, || {
                format!("{} cells instead of {expected}", record.count)
            });
            return Ok(());
        }
        for (i, column) in self.spec.columns.iter().enumerate() {
            self.moments[i] = None;
            if let Some(c) = self.columns.in_file[i]
                && (clean || self.is_text(record, c))
            {
                self.cell(at, i, column, record.cell(c));
            }
        }
        self.orders(at, record);
        self.conditions(at, record);
        self.key(at, record)
    }

    fn orders(&mut self, at: Start, record: &Record) {
        for &(earlier, later, severity) in &self.orders {
            let (Some(from), Some(to)) = (self.moments[earlier], self.moments[later]) else {
                continue;
            };
            if to.is_before(&from) {
                let about = About {
                    severity,
                    kind: IssueKind::BadOrder,
                    column: Some(later),
                };
                let cell = self.columns.in_file[later].map_or(&b""[..], |c| record.cell(c));
                let note = format!("before `{}`", self.columns.titles[earlier]);
                let encoding = self.export.layout().encoding;
                self.issues
                    .add(about, Some(at), Some(note.into()), || shown(cell, encoding));
            }
        }
    }

    fn conditions(&mut self, at: Start, record: &Record) {
        for c in &self.conditions {
            if record.cell(c.when) != c.is.as_bytes() {
                continue;
            }
            let cell = record.cell(c.then_in_file);
            let kind = match c.expect {
                Expect::Filled if value::is_blank(cell) => IssueKind::EmptyRequired,
                Expect::Empty if !cell.is_empty() => IssueKind::BadValue,
                _ => continue,
            };
            let about = About {
                severity: c.severity,
                kind,
                column: Some(c.then),
            };
            let encoding = self.export.layout().encoding;
            self.issues
                .add(about, Some(at), Some(c.note.clone().into()), || {
                    shown(cell, encoding)
                });
        }
    }

    fn key(&mut self, at: Start, record: &Record) -> Result<(), ExportError> {
        // An empty part is an issue of its own, and a part that is not whole proves nothing.
        if self.key.is_empty()
            || self
                .key
                .iter()
                .any(|c| record.cell(*c).is_empty() || record.is_cut(*c))
        {
            return Ok(());
        }
        let (export, key) = (self.export, &self.key);
        let cells = || key.iter().map(|c| record.cell(*c));
        let same = |byte| {
            let mut earlier = Records::single(export.source(), export.layout(), byte);
            let found = earlier.next()?.is_some();
            Ok(found
                && key
                    .iter()
                    .all(|c| earlier.record.cell(*c) == record.cell(*c)))
        };
        let Some(earlier) = self.keys.insert(keys::hash(cells()), at.byte, same)? else {
            if let Some(customer) = self.customer {
                self.keys
                    .count_customer(keys::hash(std::iter::once(record.cell(customer))));
            }
            return Ok(());
        };
        let column = self
            .spec
            .key
            .first()
            .and_then(|name| self.spec.position(name));
        let about = About {
            severity: self.spec.file.duplicate_key,
            kind: IssueKind::DuplicateKey,
            column,
        };
        let value = || {
            let texts: Vec<String> = cells()
                .map(|cell| shown(cell, export.layout().encoding))
                .collect();
            texts.join(", ")
        };
        if self.issues.has_room(about) {
            let Start { record, line, byte } = place_of(export, earlier)?;
            self.issues.show(
                about,
                Place {
                    record,
                    line,
                    byte,
                    value: value(),
                },
            );
        }
        let note = self.spec.key.join(" and ");
        self.issues.add(
            about,
            Some(at),
            Some(format!("the same {note} as an earlier record").into()),
            value,
        );
        Ok(())
    }
}

/// Record number and line of the record that starts at `byte`, which a pass has been past.
fn place_of(export: &Export, byte: u64) -> Result<Start, ExportError> {
    let from = export.known().before_byte(byte);
    let mut records = export.records(from, Keep::NOTHING, None);
    while let Some(item) = records.next()? {
        match item {
            Item::Record(at) if at.byte >= byte => return Ok(at),
            _ => {}
        }
    }
    Ok(from)
}
