//! What a spec asks of a file, with its columns found: the same for every thread of a pass, and for every record.

use super::header::Columns;
use super::issues::{About, FaultId, Issues};
use super::report::IssueKind;
use super::rules;
use crate::encoding::Encoding;
use crate::sniff::Layout;
use crate::spec::{Column, DateFormat, Empty, Expect, Rule, TraitSpec};

/// What to judge a file by.
pub(crate) struct Plan<'a> {
    pub(super) layout: &'a Layout,
    pub(super) spec: &'a TraitSpec,
    pub(super) columns: Columns,
    /// By column of the file.
    pub(crate) cells: Vec<Judged<'a>>,
    pub(super) orders: Vec<Order>,
    pub(super) conditions: Vec<Dependent>,
    pub(super) keys: KeyColumns,
    /// What the bytes should be: a guessed encoding is not what they should be.
    encoding: Encoding,
}

/// What is asked of the cells in one column of a file.
pub(crate) struct Judged<'a> {
    /// The column of the spec; `None` for one that the spec does not have.
    column: Option<&'a Column>,
    title: usize,
    /// The format of its dates, if they are compared with those of another column.
    pub(crate) ordered: Option<DateFormat>,
    /// What conditions compare the cell with.
    pub(crate) states: Vec<&'a [u8]>,
    /// Whether it matters to others that the cell is empty.
    pub(crate) shaped: bool,
    /// Whether it is of a key.
    pub(crate) hashed: bool,
}

impl Judged<'_> {
    /// Whether there is nothing to ask of a cell but that it is text, and perhaps that it is
    /// [filled](Self::is_required).
    pub(crate) fn is_free(&self) -> bool {
        self.is_text() && !self.is_shared()
    }

    /// Whether the rule of a cell by itself is no more than that.
    pub(crate) fn is_text(&self) -> bool {
        self.column.is_none_or(|c| c.rule == Rule::Text)
    }

    /// Whether a cell must be filled.
    pub(crate) fn is_required(&self) -> bool {
        self.column.is_some_and(|c| c.empty != Empty::Allowed)
    }

    /// Whether others depend on the cell.
    pub(crate) fn is_shared(&self) -> bool {
        self.ordered.is_some() || !self.states.is_empty() || self.shaped || self.hashed
    }
}

/// Two dates that must be in order.
pub(super) struct Order {
    pub(super) earlier: usize,
    pub(super) later: usize,
    pub(super) about: About,
    pub(super) note: String,
}

/// A condition of the spec.
pub(super) struct Dependent {
    pub(super) when: usize,
    /// Which of the states of that column, from 1.
    pub(super) state: u16,
    pub(super) then: usize,
    pub(super) expect: Expect,
    pub(super) about: About,
    pub(super) note: String,
}

/// The columns of the file whose cells make a key.
pub(super) struct KeyColumns {
    /// Empty if there is no key, or a column of it is missing.
    pub(super) key: Vec<usize>,
    pub(super) customer: Option<usize>,
}

impl<'a> Plan<'a> {
    /// Compares the columns, and finds those that the rules of the spec are about.
    pub(super) fn new(spec: &'a TraitSpec, layout: &'a Layout, issues: &mut Issues) -> Self {
        let columns = Columns::compare(spec, layout, issues);
        let mut cells: Vec<Judged<'a>> = (columns.title_of.iter())
            .map(|title| Judged {
                column: spec.columns.get(*title),
                title: *title,
                ordered: None,
                states: Vec::new(),
                shaped: false,
                hashed: false,
            })
            .collect();
        let in_file = |name: &String| spec.position(name).and_then(|i| columns.in_file[i]);
        let key: Option<Vec<usize>> = spec.key.iter().map(in_file).collect();
        let keys = KeyColumns {
            key: key.unwrap_or_default(),
            customer: spec.customer.as_ref().and_then(in_file),
        };
        for c in keys.key.iter().chain(&keys.customer) {
            cells[*c].hashed = true;
            cells[*c].shaped = true;
        }
        let mut orders = Vec::new();
        for order in &spec.orders {
            let (Some(earlier), Some(later)) = (in_file(&order.earlier), in_file(&order.later))
            else {
                continue;
            };
            for c in [earlier, later] {
                if let Some(Rule::Date { format, .. }) = cells[c].column.map(|c| &c.rule) {
                    cells[c].ordered = Some(*format);
                }
            }
            let about = About {
                severity: order.severity,
                kind: IssueKind::BadOrder,
                column: Some(columns.title_of[later]),
            };
            let note = format!("before `{}`", columns.titles[columns.title_of[earlier]]);
            orders.push(Order {
                earlier,
                later,
                about,
                note,
            });
        }
        let mut conditions = Vec::new();
        for condition in &spec.conditions {
            let (Some(when), Some(then)) = (in_file(&condition.when), in_file(&condition.then))
            else {
                continue;
            };
            let (kind, found) = match condition.expect {
                Expect::Filled => (IssueKind::EmptyRequired, "empty"),
                Expect::Empty => (IssueKind::BadValue, "filled"),
            };
            let title = &columns.titles[columns.title_of[when]];
            let note = format!("{found} though `{title}` is {}", condition.is);
            cells[then].shaped = true;
            conditions.push(Dependent {
                when,
                state: cells[when].state_of(condition.is.as_bytes()),
                then,
                expect: condition.expect,
                about: About {
                    severity: condition.severity,
                    kind,
                    column: Some(columns.title_of[then]),
                },
                note,
            });
        }
        Self {
            layout,
            spec,
            columns,
            cells,
            orders,
            conditions,
            keys,
            encoding: if layout.encoding_guessed {
                Encoding::Utf8
            } else {
                layout.encoding
            },
        }
    }

    /// What is wrong with a cell by itself: that it is no text, or what its rule says.
    pub(crate) fn fault(&self, issues: &mut Issues, cell: usize, bytes: &[u8]) -> Option<FaultId> {
        let judged = &self.cells[cell];
        if !self.is_text(bytes) {
            let about = self.no_text(Some(judged.title));
            return Some(issues.fault(about, Some(self.why_no_text(bytes).into())));
        }
        self.rule(issues, cell, bytes)
    }

    /// What its rule says of a cell that is text.
    pub(super) fn rule(&self, issues: &mut Issues, cell: usize, bytes: &[u8]) -> Option<FaultId> {
        let judged = &self.cells[cell];
        let column = judged.column?;
        let fault = rules::fault(column, bytes, self.layout.encoding)?;
        let about = About {
            severity: fault.severity,
            kind: fault.kind,
            column: Some(judged.title),
        };
        Some(if fault.by_value {
            issues.fault_of_value(about, bytes, fault.note)
        } else {
            issues.fault(about, fault.note)
        })
    }

    pub(crate) fn is_text(&self, bytes: &[u8]) -> bool {
        // Not ended early, because then the compiler can look at several bytes at once.
        let (mut least, mut all) = (u8::MAX, 0);
        for byte in bytes {
            least = least.min(*byte);
            all |= byte;
        }
        least > 0 && (all.is_ascii() || self.encoding.is_valid(bytes))
    }

    /// The fault of a cell that is no text, in the column of this title.
    pub(super) fn no_text(&self, title: Option<usize>) -> About {
        About {
            severity: self.spec.file.bad_encoding,
            kind: IssueKind::BadEncoding,
            column: title,
        }
    }

    pub(super) fn why_no_text(&self, cell: &[u8]) -> &'static str {
        match self.encoding {
            _ if cell.contains(&0) => "a NUL byte",
            Encoding::Utf8 if self.layout.encoding_guessed => {
                "not UTF-8; shown as Windows-1252, which is a guess"
            }
            Encoding::Utf8 => "not UTF-8",
            Encoding::Windows1252 => "not Windows-1252",
            Encoding::Utf16Le | Encoding::Utf16Be => "not UTF-16",
        }
    }

    /// What the spec says of a column of the file.
    pub(crate) fn column(&self, cell: usize) -> Option<&'a Column> {
        self.cells[cell].column
    }

    /// The column of the file that a title stands for.
    pub(super) fn in_file(&self, title: usize) -> Option<usize> {
        self.columns.title_of.iter().position(|t| *t == title)
    }
}

impl<'a> Judged<'a> {
    /// The number of a state, from 1; it becomes one if it is not yet.
    fn state_of(&mut self, value: &'a [u8]) -> u16 {
        let known = self.states.iter().position(|s| *s == value);
        let at = known.unwrap_or_else(|| {
            self.states.push(value);
            self.states.len() - 1
        });
        u16::try_from(at + 1).unwrap_or(u16::MAX)
    }

    /// Which of its states a cell is in; 0 for none.
    pub(crate) fn state(&self, bytes: &[u8]) -> u16 {
        let at = self.states.iter().position(|s| *s == bytes);
        at.map_or(0, |at| u16::try_from(at + 1).unwrap_or(u16::MAX))
    }
}
