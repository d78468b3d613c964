//! What one thread of an examination does with the segments that it gets.

use fearless_simd::Level;

use super::batch::{Batch, ROWS, Room};
use super::column::{Column, Task};
use crate::check::{Facts, FaultId, Judge, Plan, Spot, shown};
use crate::error::ExportError;
use crate::export::Export;
use crate::scan::Record;
use crate::segment::Segment;

/// What is known after the segments that were seen.
pub(super) struct Worker<'a> {
    export: &'a Export,
    pub(super) columns: Vec<Column<'a>>,
    pub(super) judge: Option<Judge<'a>>,
    /// By column of the file.
    facts: Vec<Facts>,
    found: Vec<(usize, FaultId)>,
    level: Level,
    room: Room,
    rows: Vec<usize>,
    record: Record,
    scratch: Vec<u8>,
}

impl<'a> Worker<'a> {
    pub(super) fn new(
        export: &'a Export,
        tasks: &'a [Task<'a>],
        plan: Option<&'a Plan<'a>>,
    ) -> Self {
        let width = export.layout().columns.len();
        Self {
            export,
            columns: tasks.iter().map(Column::new).collect(),
            judge: plan.map(|plan| Judge::new(export, plan)),
            facts: (0..width).map(|_| Facts::default()).collect(),
            found: Vec::new(),
            level: Level::new(),
            room: Room::default(),
            rows: Vec::new(),
            record: Record::default(),
            scratch: Vec::new(),
        }
    }

    pub(super) fn segment(&mut self, segment: &Segment) -> Result<(), ExportError> {
        if let Some(judge) = &mut self.judge {
            segment.blanks().for_each(|at| judge.blank(at));
        }
        self.countable(segment)?;
        let width = self.facts.len();
        let mut rows = std::mem::take(&mut self.rows);
        for (i, row) in segment.rows().iter().enumerate() {
            let regular = !row.odd && row.cells as usize == width;
            if regular {
                rows.push(i);
            }
            // Before any other row, so that everything is met in the order of the file.
            if !regular || rows.len() == ROWS {
                self.batch(segment, &rows);
                rows.clear();
            }
            if !regular {
                self.alone(segment, i)?;
            }
        }
        self.batch(segment, &rows);
        rows.clear();
        self.rows = rows;
        Ok(())
    }

    /// An error if there are more records than can be told apart.
    fn countable(&self, segment: &Segment) -> Result<(), ExportError> {
        let limit = u64::from(u32::MAX);
        let rows = segment.number(segment.rows().len());
        if rows <= limit {
            return Ok(());
        }
        Err(ExportError::TooManyRecords {
            path: self.export.source().path().to_path_buf(),
            limit,
        })
    }

    fn batch(&mut self, segment: &Segment, rows: &[usize]) {
        if rows.is_empty() {
            return;
        }
        let encoding = self.export.layout().encoding;
        let mut batch = Batch::new(segment, rows, &mut self.room);
        if let Some(judge) = &self.judge {
            batch.look_for_unclear(self.level, self.facts.len(), judge.plan);
        }
        for column in &mut self.columns {
            let cell = column.task.cell;
            match &mut self.judge {
                Some(judge) if column.is_free() => column.free(&mut batch, judge, &mut self.found),
                judge => {
                    let facts = &mut self.facts[cell];
                    column.batch(&mut batch, judge.as_mut(), facts, &mut self.found);
                }
            }
            let Some(judge) = &mut self.judge else {
                continue;
            };
            for (row, fault) in self.found.drain(..) {
                let row = rows[row];
                judge.issues.hit(fault, Spot::Row { segment, row }, || {
                    let cell = segment.cell(&segment.rows()[row], cell, &mut self.scratch);
                    shown(cell, encoding)
                });
            }
        }
        if let Some(judge) = &mut self.judge {
            judge.across(segment, rows, &self.facts);
        }
    }

    /// A record that is not regular: the check has something to say of it, and a profile takes it in if it has as many
    /// cells as there are columns.
    fn alone(&mut self, segment: &Segment, row: usize) -> Result<(), ExportError> {
        segment.record(row, &mut self.record);
        let record = &self.record;
        if let Some(judge) = &mut self.judge {
            judge.record(Spot::Row { segment, row }, record)?;
        }
        if record.count == self.facts.len() as u64 {
            for column in &mut self.columns {
                let (cell, mut judge) = (column.task.cell, self.judge.as_mut());
                column.one(record.cell(cell), record.cell_length(cell), &mut judge);
            }
        }
        Ok(())
    }
}
