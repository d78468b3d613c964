//! Exports: files of user traits, opened by handle, paged, examined, searched and compared.
//!
//! The page knows an export by its handle alone; what is found out about one is kept with it until it is closed.

mod compare;
mod examine;
mod open;
mod pages;
mod recent;
mod search;
mod yesterday;

use std::sync::Arc;

use patchbay_exports::{Export, ExportError, Progress};
use serde::Deserialize;
use tokio_util::sync::CancellationToken;
use ts_rs::TS;

use super::Call;
use crate::error::{Code, Error, Result};

pub use compare::{CompareRequest, ComparisonId, ComparisonView, DifferencesRequest};
pub(super) use compare::{close_comparison, compare, differences};
pub use examine::{CheckRequest, ExamineRequest, Examined, ProfileRequest};
pub(super) use examine::{check, examine, profile};
pub use open::{
    ExportView, OfferRequest, OfferedFile, OpenOfferedRequest, OpenRequest, Reading, ReopenRequest,
    RereadRequest,
};
pub(super) use open::{close, index, offer, open, open_offered, reopen, reread};
pub use pages::{
    CellRequest, FlaggedPage, FlaggedRequest, MarksRequest, NextFlagged, NextFlaggedRequest,
    OverviewRequest, PageRequest,
};
pub(super) use pages::{cell, flagged, marks, next_flagged, overview, page};
pub use recent::{RecentExport, RecentId};
pub(super) use recent::{forget, recent};
pub use search::{FindReply, FindRequest, SearchRequest};
pub(super) use search::{customer, customer_column, find, search};

/// Names an open export.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct ExportId {
    /// Its handle.
    pub export: String,
}

/// Runs work that blocks off the async threads, with progress and cancel.
async fn blocking<T: Send + 'static>(
    call: &Call,
    what: &'static str,
    work: impl FnOnce(&dyn Fn(Progress), &CancellationToken) -> std::result::Result<T, ExportError>
    + Send
    + 'static,
) -> Result<T> {
    let (cancel, on_progress) = (call.cancel.clone(), Arc::clone(&call.on_progress));
    tokio::task::spawn_blocking(move || {
        let tell = |p: Progress| {
            on_progress(patchbay_connectors::Progress {
                what: what.into(),
                done: p.bytes,
                total: Some(p.total_bytes),
            });
        };
        work(&tell, &cancel)
    })
    .await
    .map_err(|e| Error::new(Code::Internal, format!("{what} failed: {e}")))?
    .map_err(Error::from)
}

/// Runs such work on an open export.
async fn reading<T: Send + 'static>(
    call: &Call,
    export: &Export,
    what: &'static str,
    work: impl FnOnce(
        &Export,
        &dyn Fn(Progress),
        &CancellationToken,
    ) -> std::result::Result<T, ExportError>
    + Send
    + 'static,
) -> Result<T> {
    let export = export.clone();
    blocking(call, what, move |tell, cancel| work(&export, tell, cancel)).await
}

impl From<ExportError> for Error {
    fn from(error: ExportError) -> Self {
        let code = match &error {
            ExportError::Changed { .. } => Code::FileChanged,
            ExportError::Cancelled { .. } => Code::Cancelled,
            ExportError::UnknownSpec { .. } | ExportError::NoSpecFits { .. } => Code::NotFound,
            ExportError::BadSpec { .. } | ExportError::NotASpec { .. } => Code::Invalid,
            _ => Code::File,
        };
        let text = error.to_string();
        // The sentences of that crate are "thing: remedy"; here the two have places of their own.
        match text.rsplit_once(": ") {
            Some((message, remedy)) if !matches!(error, ExportError::Read { .. }) => {
                let mut remedy = remedy.to_owned();
                if let Some(first) = remedy.get_mut(..1) {
                    first.make_ascii_uppercase();
                }
                Self::new(code, message).hint(remedy)
            }
            _ => Self::new(code, text),
        }
    }
}
