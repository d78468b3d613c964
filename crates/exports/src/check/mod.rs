//! Checks an export against a trait spec: one pass, every cell, nothing dropped and nothing repaired.
//!
//! [`header`] compares the columns, [`judge`] goes through a record ([`text`] and [`cells`] have its rules), [`keys`]
//! finds what comes twice, [`issues`] gathers and [`report`] is what comes out.

mod cells;
mod header;
mod issues;
mod judge;
mod keys;
mod report;
mod text;
pub(crate) mod value;

pub use report::{CheckReport, Customers, Issue, IssueKind, Place, Verdict};

use tokio_util::sync::CancellationToken;

use crate::error::ExportError;
use crate::export::Export;
use crate::records::{Item, Progress, Watch};
use crate::scan::Keep;
use crate::spec::TraitSpec;
use header::Columns;
use issues::Issues;
use judge::Judge;

impl Export {
    /// Tests every cell against `spec` and counts every fault; the index is complete afterwards.
    ///
    /// Memory grows with the number of records by 30 to 60 bytes each, for the keys (43 at three million). A file without any record is
    /// [`ExportError::NoRecords`], because a verdict on it would prove nothing.
    pub fn check(
        &self,
        spec: &TraitSpec,
        on_progress: &dyn Fn(Progress),
        cancel: &CancellationToken,
    ) -> Result<CheckReport, ExportError> {
        spec.validate()?;
        self.source().verify()?;
        let layout = self.layout();
        let mut issues = Issues::default();
        let columns = Columns::compare(spec, layout, &mut issues);
        let mut judge = Judge::new(self, spec, &columns, issues);
        if layout.has_header {
            let mut records = self.records(layout.top, Keep::CELLS, None);
            while let Some(item) = records.next()? {
                match item {
                    Item::Blank(at) => judge.blank(at),
                    Item::Record(at) => {
                        judge.text(at, &records.record)?;
                        break;
                    }
                }
            }
        }
        let mut records = self.records(
            layout.data,
            Keep::CELLS,
            Some(Watch {
                on_progress,
                cancel,
            }),
        );
        while let Some(item) = records.next()? {
            self.learn(item);
            match item {
                Item::Blank(at) => judge.blank(at),
                Item::Record(at) => judge.record(at, &records.record)?,
            }
        }
        let rows = self.learn_total(&records);
        if rows == 0 {
            return Err(ExportError::NoRecords {
                path: self.source().path().to_path_buf(),
            });
        }
        let customers = judge.customers();
        let (verdict, issues) = judge
            .into_issues()
            .report(&columns.titles, |v| text::shown(v, layout.encoding));
        Ok(CheckReport {
            file: self.file(),
            bytes: self.source().length(),
            rows,
            columns: layout.columns.clone(),
            spec: spec.name.clone(),
            verdict,
            issues,
            customers,
        })
    }
}
