//! Checks an export against a trait spec: every cell, nothing dropped and nothing repaired.
//!
//! [`plan`] finds the columns ([`header`] compares them), [`judge`] goes through records ([`rules`] has what is wrong with
//! a cell, [`text`] with a record as text), [`keys`] finds what comes twice, [`issues`] gathers and [`report`] is what
//! comes out. The pass itself is [`examine`](crate::examine)'s.

mod header;
mod issues;
mod judge;
mod keys;
mod marks;
mod plan;
mod report;
mod rules;
mod text;
pub(crate) mod value;

pub(crate) use issues::{FaultId, Spot};
pub(crate) use judge::{Facts, Findings, Judge};
pub(crate) use plan::{Judged, Plan};
pub use report::{CheckReport, Customers, Issue, IssueKind, Place, Verdict};
pub(crate) use text::shown;

use tokio_util::sync::CancellationToken;

use crate::error::ExportError;
use crate::export::Export;
use crate::flagged::{Flagged, Set};
use crate::numbered::Numbered;
use crate::records::{Item, Watch};
use crate::scan::{Keep, Record};
use crate::segment::{Segment, unquoted};
use crate::spec::TraitSpec;
use issues::{About, Issues};

/// A check that was begun: the header is judged, the records are not.
pub(crate) struct Check<'a> {
    export: &'a Export,
    pub(crate) plan: Plan<'a>,
    issues: Issues,
}

/// A check that is done.
pub(crate) struct Checked {
    pub(crate) report: CheckReport,
    pub(crate) flagged: Flagged,
}

impl<'a> Check<'a> {
    /// Judges what is before the records.
    pub(crate) fn begin(export: &'a Export, spec: &'a TraitSpec) -> Result<Self, ExportError> {
        spec.validate()?;
        let layout = export.layout();
        let mut issues = Issues::default();
        let plan = Plan::new(spec, layout, &mut issues);
        if layout.has_header {
            let mut judge = Judge::new(export, &plan);
            let mut records = export.records(layout.top, Keep::CELLS, None);
            while let Some(item) = records.next()? {
                match item {
                    Item::Blank(at) => judge.blank(at),
                    Item::Record(at) => {
                        judge.text(Spot::Outside(at), &records.record)?;
                        break;
                    }
                }
            }
            issues.merge(judge.into_findings().issues);
        }
        Ok(Self {
            export,
            plan,
            issues,
        })
    }

    /// Brings together what the judges of all threads have found in `rows` records.
    pub(crate) fn finish(
        self,
        findings: Vec<Findings>,
        rows: u64,
        cancel: &CancellationToken,
    ) -> Result<Checked, ExportError> {
        let Self {
            export,
            plan,
            mut issues,
        } = self;
        let several = findings.len() > 1;
        let mut tables = Vec::new();
        for found in findings {
            issues.merge(found.issues);
            tables.push(found.keys);
        }
        if several {
            for about in issues.overflowed().to_vec() {
                let again = count_again(export, &plan, about, &issues, cancel)?;
                issues.replace(about, again);
            }
        }
        let found = keys::find(tables, &plan.keys, export, cancel)?;
        add_repeated(export, &plan, &mut issues, &found)?;
        let layout = export.layout();
        let sets = issues.take_sets().into_iter().map(|(about, records)| Set {
            kind: about.kind,
            severity: about.severity,
            column: about.column.and_then(|title| plan.in_file(title)),
            records,
        });
        let flagged = Flagged::new(layout.columns.clone(), rows, sets.collect());
        let (verdict, issues) = issues.report(&plan.columns.titles, |v| shown(v, layout.encoding));
        Ok(Checked {
            report: CheckReport {
                file: export.file(),
                bytes: export.source().length(),
                rows,
                columns: layout.columns.clone(),
                spec: plan.spec.name.clone(),
                verdict,
                issues,
                customers: found.customers,
            },
            flagged,
        })
    }
}

/// The records that have the key of an earlier one, with both places.
fn add_repeated(
    export: &Export,
    plan: &Plan<'_>,
    issues: &mut Issues,
    found: &keys::Found,
) -> Result<(), ExportError> {
    if found.repeated.is_empty() {
        return Ok(());
    }
    let mut reader = Numbered::new(export);
    let mut record = Record::default();
    let mut places: Vec<Place> = Vec::new();
    for (repeated, earlier) in &found.first {
        for number in [*earlier, *repeated] {
            let Some(at) = reader.read(u64::from(number), &mut record)? else {
                continue;
            };
            if places.len() < issues::PLACES && places.iter().all(|p| p.byte != at.byte) {
                let cells = plan.keys.key.iter().map(|c| record.cell(*c));
                let texts: Vec<String> = cells.map(|c| shown(c, plan.layout.encoding)).collect();
                places.push(Place {
                    record: at.record,
                    line: at.line,
                    byte: at.byte,
                    value: texts.join(", "),
                });
            }
        }
    }
    let about = About {
        severity: plan.spec.file.duplicate_key,
        kind: IssueKind::DuplicateKey,
        column: plan
            .spec
            .key
            .first()
            .and_then(|name| plan.spec.position(name)),
    };
    let note = format!(
        "the same {} as an earlier record",
        plan.spec.key.join(" and ")
    );
    issues.add_all(about, note.into(), &found.repeated, places);
    Ok(())
}

/// Goes over one column again, when the values that have an issue of their own are known: the thousand that come first
/// in the file, which no thread alone could tell.
fn count_again(
    export: &Export,
    plan: &Plan<'_>,
    about: About,
    issues: &Issues,
    cancel: &CancellationToken,
) -> Result<Issues, ExportError> {
    let Some(column) = about.column.and_then(|title| plan.in_file(title)) else {
        return Ok(Issues::default());
    };
    let expected = plan.cells.len();
    let work = |again: &mut Issues, segment: &Segment| {
        let (mut scratch, mut record) = (Vec::new(), Record::default());
        for (i, row) in segment.rows().iter().enumerate() {
            if row.cells as usize != expected {
                continue;
            }
            let (cell, is_text) = if row.odd {
                segment.record(i, &mut record);
                (record.cell(column), plan.is_kept_text(&record, column))
            } else {
                let cell = unquoted(segment.raw(row, column), &mut scratch);
                (cell, plan.is_text(cell))
            };
            if is_text
                && let Some(fault) = plan.rule(again, column, cell)
                && again.about(fault) == about
            {
                let at = Spot::Row { segment, row: i };
                again.hit(fault, at, || shown(cell, plan.layout.encoding));
            }
        }
        Ok(())
    };
    let watch = Watch {
        on_progress: &|_| {},
        cancel,
    };
    let states = export.walk(0..u64::MAX, watch, || issues.recount(about), work)?;
    let mut states = states.into_iter();
    let mut again = states.next().unwrap_or_default();
    states.for_each(|state| again.merge(state));
    Ok(again)
}
