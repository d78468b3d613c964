//! Goes over all records once, on all cores: checks them against a trait spec, profiles their columns, or both.
//!
//! A distinct value of a column is looked at once: what it is, what is wrong with it. A cell is then a look into a table
//! ([`memo`]) and a count. [`column`] has that for one column, [`worker`] for one thread; rows come from
//! [`walk`](crate::walk) and go through in [batches](batch). What the threads have gathered is brought together by
//! [`check`](crate::check) and [`finish`]; no figure depends on how many there were.

mod batch;
mod column;
mod finish;
mod memo;
mod sample;
#[cfg(test)]
mod tests;
mod worker;

use tokio_util::sync::CancellationToken;

use crate::check::{Check, CheckReport, Judge, Plan};
use crate::error::ExportError;
use crate::export::Export;
use crate::flagged::Flagged;
use crate::profile::Profile;
use crate::records::{Progress, Watch};
use crate::spec::{DateFormat, Rule, TraitSpec};
use column::{Column, Profiled, Task};
use memo::Limit;
use sample::Frequent;
use worker::Worker;

/// What to find out.
#[derive(Debug, Clone, Copy, Default)]
pub struct Examine<'a> {
    /// The spec to check against; no check without one.
    pub spec: Option<&'a TraitSpec>,
    /// Whether to profile columns.
    pub profile: bool,
    /// The columns to profile, as the file's header calls them; all of them if `None`.
    pub columns: Option<&'a [String]>,
}

/// What was found out.
#[derive(Debug, Clone, Default)]
pub struct Examination {
    /// The check, if there was a spec.
    pub check: Option<CheckReport>,
    /// The profile, if it was asked for.
    pub profile: Option<Profile>,
    /// The records with an issue of the check.
    pub flagged: Flagged,
}

/// Distinct values of a column that are counted exactly, and how many bytes they may have together.
const LIMIT: Limit = Limit {
    values: 6_000,
    bytes: 1 << 20,
};

/// In a file with more columns than this, each has a smaller share of the memory.
const COLUMNS: usize = 256;

/// Of the sketches that estimate how many distinct values there are beyond that.
const PRECISION: u32 = 14;

impl Export {
    /// Goes over the records once and finds out what is asked for; it is read once, and the index is complete afterwards.
    ///
    /// Memory grows by 16 bytes for each record while it is checked, and does not depend on the size of the file
    /// otherwise. A check of a file without any record is [`ExportError::NoRecords`], because a verdict on it would prove
    /// nothing.
    pub fn examine(
        &self,
        what: &Examine<'_>,
        on_progress: &dyn Fn(Progress),
        cancel: &CancellationToken,
    ) -> Result<Examination, ExportError> {
        self.examine_within(LIMIT, what, on_progress, cancel)
    }

    fn examine_within(
        &self,
        limit: Limit,
        what: &Examine<'_>,
        on_progress: &dyn Fn(Progress),
        cancel: &CancellationToken,
    ) -> Result<Examination, ExportError> {
        self.source().verify()?;
        let wanted = self.wanted(what)?;
        let check = what.spec.map(|spec| Check::begin(self, spec)).transpose()?;
        let plan = check.as_ref().map(|check| &check.plan);
        let frequent = Frequent::new(self, &wanted, cancel);
        let tasks = self.tasks(limit, &wanted, plan, &frequent);
        let watch = Watch {
            on_progress,
            cancel,
        };
        let workers = self.walk(
            0..u64::MAX,
            watch,
            || Worker::new(self, &tasks, plan),
            Worker::segment,
        )?;
        let rows = self.index(on_progress, cancel)?; // known by now
        if check.is_some() && rows == 0 {
            return Err(ExportError::NoRecords {
                path: self.source().path().to_path_buf(),
            });
        }
        let mut columns: Vec<Vec<Column<'_>>> = tasks.iter().map(|_| Vec::new()).collect();
        let mut findings = Vec::new();
        for worker in workers {
            for (column, all) in worker.columns.into_iter().zip(&mut columns) {
                all.push(column);
            }
            findings.extend(worker.judge.map(Judge::into_findings));
        }
        let names = &self.layout().columns;
        let profiles = columns.into_iter().filter_map(|column| {
            let cell = column.first()?.task.cell;
            let specified = plan.and_then(|plan| plan.column(cell));
            finish::column(column, &names[cell], specified, self.layout().encoding)
        });
        let profile = what.profile.then(|| Profile {
            file: self.file(),
            rows,
            columns: profiles.collect(),
        });
        frequent.check()?;
        let mut examination = Examination {
            profile,
            ..Examination::default()
        };
        if let Some(check) = check {
            let checked = check.finish(findings, rows, cancel)?;
            examination.check = Some(checked.report);
            examination.flagged = checked.flagged;
        }
        Ok(examination)
    }

    /// A check alone.
    pub fn check(
        &self,
        spec: &TraitSpec,
        on_progress: &dyn Fn(Progress),
        cancel: &CancellationToken,
    ) -> Result<CheckReport, ExportError> {
        let what = Examine {
            spec: Some(spec),
            ..Examine::default()
        };
        let check = self.examine(&what, on_progress, cancel)?.check;
        check.ok_or_else(|| ExportError::NoRecords {
            path: self.source().path().to_path_buf(),
        })
    }

    /// The columns to profile.
    fn wanted(&self, what: &Examine<'_>) -> Result<Vec<usize>, ExportError> {
        let all = 0..self.layout().columns.len();
        let mut wanted: Vec<usize> = match what.columns {
            _ if !what.profile => Vec::new(),
            None => all.collect(),
            Some(names) => {
                let columns = names.iter().map(|name| self.column(name));
                columns.collect::<Result<_, _>>()?
            }
        };
        wanted.sort_unstable();
        wanted.dedup();
        Ok(wanted)
    }

    fn tasks<'a>(
        &self,
        limit: Limit,
        wanted: &[usize],
        plan: Option<&'a Plan<'a>>,
        frequent: &'a Frequent<'a>,
    ) -> Vec<Task<'a>> {
        let width = self.layout().columns.len();
        let share = width.div_ceil(COLUMNS).max(1);
        let limit = Limit {
            values: limit.values / share,
            bytes: limit.bytes / share,
        };
        let task = |cell: usize| {
            let specified = plan.and_then(|plan| plan.column(cell));
            let epoch = specified.is_some_and(|c| {
                matches!(
                    c.rule,
                    Rule::Date {
                        format: DateFormat::EpochMs,
                        ..
                    }
                )
            });
            let precision = PRECISION.saturating_sub(share.ilog2()).max(8);
            let profiled = wanted.binary_search(&cell).ok().map(|i| Profiled {
                epoch,
                precision,
                frequent: (frequent, i),
            });
            let judged = plan.map(|plan| &plan.cells[cell]);
            (profiled.is_some() || judged.is_some()).then_some(Task {
                cell,
                profiled,
                judged,
                limit,
            })
        };
        (0..width).filter_map(task).collect()
    }
}
