//! Judges records: what is wrong with one as a whole, and with cells that depend on each other or on other records.
//!
//! Regular records come in batches, column by column: [`fault`](super::plan::Plan::fault) judges their cells once per
//! distinct value, and [`across`](Judge::across) what cells say of each other. Any other record, and the header, is
//! judged by itself, here and in [`text`](super::text).

use super::issues::{About, FaultId, Issues, Spot};
use super::keys::KeyTables;
use super::plan::{Judged, Plan};
use super::report::IssueKind;
use super::text::shown;
use super::value::{self, Moment};
use crate::error::ExportError;
use crate::export::Export;
use crate::hash::{Key, hash};
use crate::records::Start;
use crate::scan::Record;
use crate::segment::Segment;
use crate::spec::Expect;

/// What one thread knows of the records that it has seen.
pub(crate) struct Judge<'a> {
    pub(super) export: &'a Export,
    pub(crate) plan: &'a Plan<'a>,
    pub(crate) issues: Issues,
    keys: KeyTables,
    /// By column of the file: the date in a record, for those that are ordered.
    moments: Vec<Option<Moment>>,
}

/// What a judge leaves.
pub(crate) struct Findings {
    pub(super) issues: Issues,
    pub(super) keys: KeyTables,
}

/// What others have to know of the cells of one column, row by row of a batch, or of its values. Only what the plan asks
/// for is there.
#[derive(Debug, Default)]
pub(crate) struct Facts {
    moments: Vec<Option<Moment>>,
    states: Vec<u16>,
    shapes: Vec<Shape>,
    hashes: Vec<u64>,
}

impl Facts {
    pub(crate) fn clear(&mut self) {
        self.moments.clear();
        self.states.clear();
        self.shapes.clear();
        self.hashes.clear();
    }

    /// Adds a cell.
    pub(crate) fn learn(&mut self, judged: &Judged<'_>, cell: &[u8], key: Key) {
        self.learn_cell(judged, cell);
        self.learn_keys(judged, &[key]);
    }

    /// Adds what has to be known of a cell, but for its key.
    #[inline]
    pub(crate) fn learn_cell(&mut self, judged: &Judged<'_>, cell: &[u8]) {
        if let Some(format) = judged.ordered {
            self.moments.push(Moment::parse(cell, format));
        }
        if !judged.states.is_empty() {
            self.states.push(judged.state(cell));
        }
        if judged.shaped {
            self.shapes.push(Shape::of(cell));
        }
    }

    /// Adds what has to be known of the keys of cells.
    pub(crate) fn learn_keys(&mut self, judged: &Judged<'_>, keys: &[Key]) {
        if judged.hashed {
            self.hashes.extend(keys.iter().map(|key| key.hash()));
        }
    }

    /// Adds cells with these of the values.
    pub(crate) fn repeat(&mut self, values: &Self, ids: &[u16]) {
        fn repeat<T: Copy>(facts: &mut Vec<T>, values: &[T], ids: &[u16]) {
            if !values.is_empty() {
                facts.extend(ids.iter().map(|id| values[usize::from(*id)]));
            }
        }
        repeat(&mut self.moments, &values.moments, ids);
        repeat(&mut self.states, &values.states, ids);
        repeat(&mut self.shapes, &values.shapes, ids);
        repeat(&mut self.hashes, &values.hashes, ids);
    }
}

/// Whether there is something in a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    Empty,
    /// Nothing but spaces.
    Blank,
    Filled,
}

impl Shape {
    pub(crate) fn of(cell: &[u8]) -> Self {
        match cell {
            [] => Self::Empty,
            _ if value::is_blank(cell) => Self::Blank,
            _ => Self::Filled,
        }
    }
}

impl<'a> Judge<'a> {
    pub(crate) fn new(export: &'a Export, plan: &'a Plan<'a>) -> Self {
        Self {
            export,
            plan,
            issues: Issues::default(),
            keys: KeyTables::default(),
            moments: vec![None; plan.cells.len()],
        }
    }

    pub(crate) fn into_findings(self) -> Findings {
        Findings {
            issues: self.issues,
            keys: self.keys,
        }
    }

    /// What is wrong with a cell by itself. Whether it is text need not be asked of one that `is_clear`.
    #[inline]
    pub(crate) fn fault(&mut self, cell: usize, bytes: &[u8], is_clear: bool) -> Option<FaultId> {
        if is_clear {
            return self.plan.rule(&mut self.issues, cell, bytes);
        }
        self.plan.fault(&mut self.issues, cell, bytes)
    }

    /// A blank line: a record without cells.
    pub(crate) fn blank(&mut self, at: Start) {
        self.ragged(Spot::Outside(at), "blank line", || {
            String::from("a blank line")
        });
    }

    fn ragged(&mut self, at: Spot<'_>, note: &'static str, value: impl FnOnce() -> String) {
        let about = About {
            severity: self.plan.spec.file.ragged_row,
            kind: IssueKind::RaggedRow,
            column: None,
        };
        let fault = self.issues.fault(about, Some(note.into()));
        self.issues.hit(fault, at, value);
    }

    /// A record that is read by itself, whatever is wrong with it.
    pub(crate) fn record(&mut self, at: Spot<'_>, record: &Record) -> Result<(), ExportError> {
        let plan = self.plan;
        let expected = plan.cells.len() as u64;
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
            // Its customer can be found all the same.
            self.keys.add(&plan.keys, at.record(), |c| {
                (plan.keys.customer == Some(c) && c < record.len() && !record.is_cut(c))
                    .then(|| (hash(record.cell(c)), true))
            });
            return Ok(());
        }
        for (c, judged) in plan.cells.iter().enumerate() {
            let cell = record.cell(c);
            self.moments[c] = None;
            // What is no text has been told already.
            if clean || plan.is_kept_text(record, c) {
                self.moments[c] = judged.ordered.and_then(|f| Moment::parse(cell, f));
                if let Some(fault) = plan.rule(&mut self.issues, c, cell) {
                    self.issues
                        .hit(fault, at, || shown(cell, plan.layout.encoding));
                }
            }
        }
        let cell = |c: usize| record.cell(c);
        for order in &plan.orders {
            if let (Some(from), Some(to)) = (self.moments[order.earlier], self.moments[order.later])
                && to.is_before(&from)
            {
                self.disordered(at, order.about, &order.note, cell(order.later));
            }
        }
        for c in &plan.conditions {
            if plan.cells[c.when].state(cell(c.when)) == c.state && c.fails(Shape::of(cell(c.then)))
            {
                self.disordered(at, c.about, &c.note, cell(c.then));
            }
        }
        self.keys.add(&plan.keys, at.record(), |c| {
            (!record.is_cut(c)).then(|| (hash(cell(c)), cell(c).is_empty()))
        });
        Ok(())
    }

    /// What the cells of some regular rows say of each other. `facts` are by column of the file.
    pub(crate) fn across(&mut self, segment: &Segment, rows: &[usize], facts: &[Facts]) {
        let plan = self.plan;
        let mut scratch = Vec::new();
        for order in &plan.orders {
            let (earlier, later) = (&facts[order.earlier].moments, &facts[order.later].moments);
            for ((row, from), to) in rows.iter().zip(earlier).zip(later) {
                if let (Some(from), Some(to)) = (from, to)
                    && to.is_before(from)
                {
                    let cell = segment.cell(&segment.rows()[*row], order.later, &mut scratch);
                    let at = Spot::Row { segment, row: *row };
                    self.disordered(at, order.about, &order.note, cell);
                }
            }
        }
        for c in &plan.conditions {
            let (states, shapes) = (&facts[c.when].states, &facts[c.then].shapes);
            for ((row, state), shape) in rows.iter().zip(states).zip(shapes) {
                if *state == c.state && c.fails(*shape) {
                    let cell = segment.cell(&segment.rows()[*row], c.then, &mut scratch);
                    let at = Spot::Row { segment, row: *row };
                    self.disordered(at, c.about, &c.note, cell);
                }
            }
        }
        let first = rows.first().map_or(0, |row| segment.number(*row));
        self.keys
            .add_all(&plan.keys, first..first + rows.len() as u64, |c| {
                (&facts[c].hashes, &facts[c].shapes)
            });
    }

    fn disordered(&mut self, at: Spot<'_>, about: About, note: &str, cell: &[u8]) {
        let fault = self.issues.fault(about, Some(note.to_owned().into()));
        let encoding = self.plan.layout.encoding;
        self.issues.hit(fault, at, || shown(cell, encoding));
    }
}

impl super::plan::Dependent {
    fn fails(&self, shape: Shape) -> bool {
        match self.expect {
            Expect::Filled => shape != Shape::Filled,
            Expect::Empty => shape != Shape::Empty,
        }
    }
}
