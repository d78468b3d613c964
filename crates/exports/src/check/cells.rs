//! Judges records, cell by cell.

use std::borrow::Cow;

use super::header::Columns;
use super::issues::{About, Issues, Note};
use super::keys::{self, Keys};
use super::report::{Customers, IssueKind, Place};
use super::value::{self, Moment};
use crate::encoding::Encoding;
use crate::error::ExportError;
use crate::export::Export;
use crate::page::shortened;
use crate::records::{Item, Records, Start};
use crate::scan::{BadQuote, Keep, QuoteFault, Record};
use crate::source::Input;
use crate::spec::{CURRENCIES, Column, Empty, Expect, Rule, Severity, TraitSpec};

/// The most bytes of a cell that a report shows.
const SHOWN: usize = 200;

pub(super) struct Judge<'a> {
    export: &'a Export,
    spec: &'a TraitSpec,
    columns: &'a Columns,
    issues: Issues,
    keys: Keys,
    /// File columns of the key, and of the customer; empty and `None` where one of them is missing.
    key: Vec<usize>,
    customer: Option<usize>,
    /// What the bytes should be: a guessed encoding is not what they should be.
    encoding: Encoding,
    /// By column of the spec: the date in this record, for those that are ordered.
    moments: Vec<Option<Moment>>,
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

/// A cell as the report shows it.
pub(super) fn shown(cell: &[u8], encoding: Encoding) -> String {
    if cell.len() > SHOWN {
        shortened(cell, encoding, SHOWN)
    } else {
        encoding.text(cell).into_owned()
    }
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

    /// What is wrong with a record as text: quotes, encoding, cells too long to be judged. True if nothing is.
    pub(super) fn text(&mut self, at: Start, record: &Record) -> Result<bool, ExportError> {
        let whole = record.count == self.columns.title_of.len() as u64;
        // The cells of a ragged record cannot be said to be of a column.
        let title = |cell: usize| {
            if whole {
                self.columns.title_of.get(cell).copied()
            } else {
                None
            }
        };
        for quote in &record.bad_quotes {
            let cell = usize::try_from(quote.cell).unwrap_or(usize::MAX);
            let about = About {
                severity: self.spec.file.bad_quote,
                kind: IssueKind::BadQuote,
                column: title(cell),
            };
            let note = match quote.fault {
                QuoteFault::Bare => "a quote in an unquoted cell",
                QuoteFault::TextAfter => "text after a closing quote",
                QuoteFault::Unclosed => {
                    "a quote that is never closed, so that the cell ends with the file"
                }
            };
            let value = if self.issues.has_room(about) {
                self.as_written(at, quote)?
            } else {
                String::new()
            };
            self.issues
                .add(about, Some(at), Some(note.into()), || value);
        }
        for _ in record.bad_quotes.len() as u64..record.bad_quote_count {
            let about = About {
                severity: self.spec.file.bad_quote,
                kind: IssueKind::BadQuote,
                column: None,
            };
            self.issues.add(
                about,
                Some(at),
                Some("in a further cell of the same record".into()),
                String::new,
            );
        }
        if record.data().is_ascii() && !record.data().contains(&0) && record.cut.is_empty() {
            return Ok(true);
        }
        let encoding = self.export.layout().encoding;
        let mut clean = true;
        for (i, cell) in record.cells().enumerate() {
            if !self.is_text(record, i) {
                clean = false;
                let about = About {
                    severity: self.spec.file.bad_encoding,
                    kind: IssueKind::BadEncoding,
                    column: title(i),
                };
                let note = match self.encoding {
                    _ if cell.contains(&0) => "a NUL byte",
                    Encoding::Utf8 if self.export.layout().encoding_guessed => {
                        "not UTF-8; shown as Windows-1252, which is a guess"
                    }
                    Encoding::Utf8 => "not UTF-8",
                    Encoding::Windows1252 => "not Windows-1252",
                    Encoding::Utf16Le | Encoding::Utf16Be => "not UTF-16",
                };
                self.issues
                    .add(about, Some(at), Some(note.into()), || shown(cell, encoding));
            }
            if record.is_cut(i) {
                let about = About {
                    severity: Severity::Warning,
                    kind: IssueKind::BadValue,
                    column: title(i),
                };
                let note = format!(
                    "longer than {} bytes, of which only the first are judged",
                    Keep::CELLS.cell
                );
                self.issues
                    .add(about, Some(at), Some(note.into()), || shown(cell, encoding));
            }
        }
        Ok(clean)
    }

    /// Whether a cell, as far as it is kept, is text of the right encoding.
    fn is_text(&self, record: &Record, i: usize) -> bool {
        let cell = record.cell(i);
        let cell = match std::str::from_utf8(cell) {
            // A character that only our own limit cut in two.
            Err(e) if e.error_len().is_none() && record.is_cut(i) => &cell[..e.valid_up_to()],
            _ => cell,
        };
        !cell.contains(&0) && self.encoding.is_valid(cell)
    }

    /// A cell as it is in the file, with its quotes.
    fn as_written(&self, at: Start, quote: &BadQuote) -> Result<String, ExportError> {
        let layout = self.export.layout();
        let from = usize::try_from(quote.from).unwrap_or(usize::MAX);
        if from > 1 << 16 {
            return Ok(String::from("…")); // further into the record than is worth reading again
        }
        let mut input = Input::new(
            self.export.source(),
            layout.encoding,
            at.byte,
            2 * (from + SHOWN + 1),
        );
        input.refill()?;
        let cell = input.rest().get(from..).unwrap_or_default();
        let mut quoted = false;
        let ends = |b: &u8| {
            quoted ^= *b == b'"';
            !quoted && (*b == layout.delimiter || matches!(b, b'\r' | b'\n'))
        };
        let end = match quote.fault {
            QuoteFault::Bare => cell
                .iter()
                .position(|b| *b == layout.delimiter || matches!(b, b'\r' | b'\n')),
            QuoteFault::TextAfter | QuoteFault::Unclosed => cell.iter().position(ends),
        };
        Ok(shown(&cell[..end.unwrap_or(cell.len())], layout.encoding))
    }

    fn cell(&mut self, at: Start, i: usize, column: &Column, cell: &[u8]) {
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
