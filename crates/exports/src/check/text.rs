//! What is wrong with a record as text, whatever its columns mean: misplaced quotes, bytes of another encoding, cells
//! too long to be judged.

use super::issues::{About, Spot};
use super::judge::Judge;
use super::plan::Plan;
use super::report::IssueKind;
use crate::encoding::Encoding;
use crate::error::ExportError;
use crate::page::shortened;
use crate::records::Start;
use crate::scan::{BadQuote, Keep, QuoteFault, Record};
use crate::source::Input;
use crate::spec::Severity;

/// The most bytes of a cell that a report shows.
const SHOWN: usize = 200;

/// A cell as the report shows it.
pub(crate) fn shown(cell: &[u8], encoding: Encoding) -> String {
    if cell.len() > SHOWN {
        shortened(cell, encoding, SHOWN)
    } else {
        encoding.text(cell).into_owned()
    }
}

impl Judge<'_> {
    /// What is wrong with a record as text: quotes, encoding, cells too long to be judged. True if nothing is wrong
    /// with its bytes.
    pub(crate) fn text(&mut self, at: Spot<'_>, record: &Record) -> Result<bool, ExportError> {
        let plan = self.plan;
        let whole = record.count == plan.cells.len() as u64;
        // The cells of a ragged record cannot be said to be of a column.
        let title = |cell: usize| {
            if whole {
                plan.columns.title_of.get(cell).copied()
            } else {
                None
            }
        };
        for quote in &record.bad_quotes {
            let cell = usize::try_from(quote.cell).unwrap_or(usize::MAX);
            let note = match quote.fault {
                QuoteFault::Bare => "a quote in an unquoted cell",
                QuoteFault::TextAfter => "text after a closing quote",
                QuoteFault::Unclosed => {
                    "a quote that is never closed, so that the cell ends with the file"
                }
            };
            let fault = self
                .issues
                .fault(self.bad_quote(title(cell)), Some(note.into()));
            let value = if self.issues.has_room(fault, at.record()) {
                self.as_written(at.start(), quote)?
            } else {
                String::new()
            };
            self.issues.hit(fault, at, || value);
        }
        for _ in record.bad_quotes.len() as u64..record.bad_quote_count {
            let note = "in a further cell of the same record".into();
            let fault = self.issues.fault(self.bad_quote(None), Some(note));
            self.issues.hit(fault, at, String::new);
        }
        if record.cut.is_empty() && record.data().is_ascii() && !record.data().contains(&0) {
            return Ok(true);
        }
        let encoding = plan.layout.encoding;
        let mut clean = true;
        for (i, cell) in record.cells().enumerate() {
            if !plan.is_kept_text(record, i) {
                clean = false;
                let note = plan.why_no_text(cell).into();
                let fault = self.issues.fault(plan.no_text(title(i)), Some(note));
                self.issues.hit(fault, at, || shown(cell, encoding));
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
                let fault = self.issues.fault(about, Some(note.into()));
                self.issues.hit(fault, at, || shown(cell, encoding));
            }
        }
        Ok(clean)
    }

    fn bad_quote(&self, title: Option<usize>) -> About {
        About {
            severity: self.plan.spec.file.bad_quote,
            kind: IssueKind::BadQuote,
            column: title,
        }
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
}

impl Plan<'_> {
    /// Whether a cell, as far as it is kept, is text of the right encoding.
    pub(super) fn is_kept_text(&self, record: &Record, i: usize) -> bool {
        let cell = record.cell(i);
        let cell = match std::str::from_utf8(cell) {
            // A character that only our own limit cut in two.
            Err(e) if e.error_len().is_none() && record.is_cut(i) => &cell[..e.valid_up_to()],
            _ => cell,
        };
        self.is_text(cell)
    }
}
