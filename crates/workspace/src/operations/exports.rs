//! Exports: files of user traits, opened by handle, paged, checked and searched.

use std::path::PathBuf;

use patchbay_exports::{Found, Summary, Verdict};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use std::path::Path;
use std::sync::Arc;

use patchbay_connectors::Progress;
use patchbay_exports::{CheckReport, Export, ExportError, Matches, OpenOptions, Page, TraitSpec};
use rusqlite::{OptionalExtension as _, params};

use super::{Call, Nothing};
use crate::error::{Code, Error, Result};
use crate::export_files::OpenFile;

/// A file to open. For hosts only: the page names files by handle.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct OpenRequest {
    /// The file.
    pub path: PathBuf,
}

/// Names an open export.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct ExportId {
    /// Its handle.
    pub export: String,
}

/// Names an entry of the list of late exports.
#[derive(Debug, Clone, Copy, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct RecentId {
    /// Its number.
    #[ts(type = "number")]
    pub id: i64,
}

/// An open export.
#[derive(Debug, Clone, Serialize, TS)]
pub struct ExportView {
    /// Its handle, for the other operations.
    pub export: String,
    /// The file's name, without folders.
    pub name: String,
    /// What the file is.
    #[serde(flatten)]
    pub summary: Summary,
}

/// A file that is open or was of late.
#[derive(Debug, Clone, Serialize, TS)]
pub struct RecentExport {
    /// Its number, to open it again.
    #[ts(type = "number")]
    pub id: i64,
    /// The file's name, without folders.
    pub name: String,
    /// The folder it is in.
    pub folder: String,
    /// Size when last opened, in bytes.
    #[ts(type = "number")]
    pub bytes: u64,
    /// Records, if they were counted.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional, type = "number")]
    pub rows: Option<u64>,
    /// What the last check said, if there was one.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub verdict: Option<Verdict>,
    /// When it was last opened, RFC 3339.
    pub opened_at: String,
    /// Its handle, if it is open now.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub export: Option<String>,
}

/// A window of records.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct PageRequest {
    /// The export's handle.
    pub export: String,
    /// First record, from 0 after the header.
    #[ts(type = "number")]
    pub start: u64,
    /// Records in the window, at most 1,000.
    pub rows: u32,
}

/// What to check against.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct CheckRequest {
    /// The export's handle.
    pub export: String,
    /// The trait spec's name; `evergent` when absent.
    #[serde(default)]
    #[ts(optional)]
    pub spec: Option<String>,
}

/// Whom to find.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct FindRequest {
    /// The export's handle.
    pub export: String,
    /// The `customer_id`, exactly.
    pub customer: String,
}

/// All records of one customer.
#[derive(Debug, Clone, Serialize, TS)]
pub struct FindReply {
    /// Whether there is any.
    pub found: bool,
    /// The records.
    pub records: Vec<Found>,
}

/// The column that tells customers apart.
const CUSTOMER: &str = "customer_id";

/// Runs reading work off the async threads, with progress and cancel.
async fn reading<T: Send + 'static>(
    call: &Call,
    export: &Arc<Export>,
    what: &'static str,
    work: impl FnOnce(
        &Export,
        &dyn Fn(patchbay_exports::Progress),
        &tokio_util::sync::CancellationToken,
    ) -> std::result::Result<T, ExportError>
    + Send
    + 'static,
) -> Result<T> {
    let (export, cancel, on_progress) = (
        Arc::clone(export),
        call.cancel.clone(),
        Arc::clone(&call.on_progress),
    );
    tokio::task::spawn_blocking(move || {
        let tell = |p: patchbay_exports::Progress| {
            on_progress(Progress {
                what: what.into(),
                done: p.bytes,
                total: Some(p.total_bytes),
            });
        };
        work(&export, &tell, &cancel)
    })
    .await
    .map_err(|e| Error::new(Code::Internal, format!("{what} failed: {e}")))?
    .map_err(Error::from)
}

fn view(handle: String, export: &Export) -> ExportView {
    let summary = export.summary();
    let name = file_name(Path::new(&summary.file));
    ExportView {
        export: handle,
        name,
        summary,
    }
}

fn file_name(path: &Path) -> String {
    path.file_name()
        .unwrap_or(path.as_os_str())
        .to_string_lossy()
        .into_owned()
}

/// Opens an export file.
pub(super) async fn open(call: &Call, request: OpenRequest) -> Result<ExportView> {
    // The list of late exports must find it again from any working directory.
    let path = std::path::absolute(&request.path).unwrap_or(request.path);
    let opened = {
        let path = path.clone();
        tokio::task::spawn_blocking(move || {
            // Its time first: if it changes meanwhile, it looks changed the next time.
            let modified = std::fs::metadata(&path).and_then(|m| m.modified()).ok();
            Export::open(&path, &OpenOptions::default()).map(|export| (export, modified))
        })
    };
    let (export, modified) = opened
        .await
        .map_err(|e| Error::new(Code::Internal, format!("opening failed: {e}")))??;
    let modified = modified.and_then(|at| jiff::Timestamp::try_from(at).ok());
    let summary = export.summary();
    let at = call.workspace.now().to_string();
    let recent = call.workspace.store.write(|t| {
        t.query_row(
            "INSERT INTO exports (app, path, bytes, rows, verdict, opened_at, modified) VALUES (?1, ?2, ?3, ?4, NULL, ?5, ?6)
             ON CONFLICT (app, path) DO UPDATE SET
               -- Count and verdict were of the file as it was; they stay only if it is still that.
               rows = CASE WHEN bytes = ?3 AND modified = ?6 THEN rows END,
               verdict = CASE WHEN bytes = ?3 AND modified = ?6 THEN verdict END,
               bytes = ?3, opened_at = ?5, modified = ?6
             RETURNING id",
            params![
                call.app,
                path.to_string_lossy(),
                summary.bytes.cast_signed(),
                summary.rows.map(u64::cast_signed),
                at,
                modified.map(|m| m.to_string())
            ],
            |r| r.get(0),
        )
    })?;
    let export = Arc::new(export);
    let handle = call.workspace.exports.keep(OpenFile {
        app: call.app.clone(),
        recent,
        export: Arc::clone(&export),
    });
    Ok(view(handle, &export))
}

/// Opens again a file that was open before.
pub(super) async fn reopen(call: &Call, RecentId { id }: RecentId) -> Result<ExportView> {
    let path: Option<String> = call.workspace.store.read(|c| {
        c.query_row(
            "SELECT path FROM exports WHERE app = ?1 AND id = ?2",
            params![call.app, id],
            |r| r.get(0),
        )
        .optional()
    })?;
    let path = path.ok_or_else(|| {
        Error::new(
            Code::NotFound,
            "this file is not in the list of exports any more",
        )
    })?;
    open(call, OpenRequest { path: path.into() }).await
}

/// The exports that are open or were of late.
pub(super) async fn recent(call: &Call, _: Nothing) -> Result<Vec<RecentExport>> {
    let open = call.workspace.exports.of_app(&call.app);
    call.workspace.store.read(|c| {
        c.prepare(
            "SELECT id, path, bytes, rows, verdict, opened_at FROM exports WHERE app = ?1
             ORDER BY opened_at DESC, id DESC LIMIT 50",
        )?
        .query_map([&call.app], |r| {
            let id: i64 = r.get(0)?;
            let path: String = r.get(1)?;
            let path = Path::new(&path);
            Ok(RecentExport {
                id,
                name: file_name(path),
                folder: path
                    .parent()
                    .map(|p| p.display().to_string())
                    .unwrap_or_default(),
                bytes: r.get::<_, i64>(2)?.cast_unsigned(),
                rows: r.get::<_, Option<i64>>(3)?.map(i64::cast_unsigned),
                verdict: r.get::<_, Option<String>>(4)?.as_deref().map(verdict),
                opened_at: r.get(5)?,
                export: open
                    .iter()
                    .find(|(_, f)| f.recent == id)
                    .map(|(h, _)| h.clone()),
            })
        })?
        .collect()
    })
}

fn verdict(text: &str) -> Verdict {
    match text {
        "valid" => Verdict::Valid,
        "valid_with_warnings" => Verdict::ValidWithWarnings,
        _ => Verdict::Invalid,
    }
}

/// Forgets a file in the list of late ones.
pub(super) async fn forget(call: &Call, RecentId { id }: RecentId) -> Result<Nothing> {
    for (handle, file) in call.workspace.exports.of_app(&call.app) {
        if file.recent == id {
            call.workspace.exports.close(&call.app, &handle);
        }
    }
    call.workspace.store.write(|t| {
        t.execute(
            "DELETE FROM exports WHERE app = ?1 AND id = ?2",
            params![call.app, id],
        )
    })?;
    Ok(Nothing {})
}

/// A window of records.
pub(super) async fn page(call: &Call, request: PageRequest) -> Result<Page> {
    let file = call.workspace.exports.get(&call.app, &request.export)?;
    let rows = request.rows.min(1_000) as usize;
    reading(call, &file.export, "Reading", move |export, _, _| {
        export.page(request.start, rows)
    })
    .await
}

/// Finds where every record begins.
pub(super) async fn index(call: &Call, request: ExportId) -> Result<ExportView> {
    let file = call.workspace.exports.get(&call.app, &request.export)?;
    let rows = reading(
        call,
        &file.export,
        "Counting records",
        |export, tell, cancel| export.index(tell, cancel),
    )
    .await?;
    call.workspace.store.write(|t| {
        t.execute(
            "UPDATE exports SET rows = ?2 WHERE id = ?1",
            params![file.recent, rows.cast_signed()],
        )
    })?;
    Ok(view(request.export, &file.export))
}

/// Tests every cell against a trait spec.
pub(super) async fn check(call: &Call, request: CheckRequest) -> Result<CheckReport> {
    let file = call.workspace.exports.get(&call.app, &request.export)?;
    let spec = TraitSpec::by_name(request.spec.as_deref().unwrap_or("evergent"))?;
    let report = reading(
        call,
        &file.export,
        "Checking",
        move |export, tell, cancel| export.check(&spec, tell, cancel),
    )
    .await?;
    let verdict = match report.verdict {
        Verdict::Valid => "valid",
        Verdict::ValidWithWarnings => "valid_with_warnings",
        Verdict::Invalid => "invalid",
    };
    call.workspace.store.write(|t| {
        t.execute(
            "UPDATE exports SET rows = ?2, verdict = ?3 WHERE id = ?1",
            params![file.recent, report.rows.cast_signed(), verdict],
        )
    })?;
    Ok(report)
}

/// All records of one customer.
pub(super) async fn find(call: &Call, request: FindRequest) -> Result<FindReply> {
    let file = call.workspace.exports.get(&call.app, &request.export)?;
    let matches = search(call, &file, &request.customer).await?;
    Ok(FindReply {
        found: matches.found > 0,
        records: matches.records,
    })
}

/// The records of a customer in an open export.
pub(super) async fn search(call: &Call, file: &OpenFile, customer: &str) -> Result<Matches> {
    let customer = customer.to_owned();
    reading(
        call,
        &file.export,
        "Searching",
        move |export, tell, cancel| export.find(CUSTOMER, &customer, tell, cancel),
    )
    .await
}

/// Closes an export.
pub(super) async fn close(call: &Call, request: ExportId) -> Result<Nothing> {
    call.workspace.exports.close(&call.app, &request.export);
    Ok(Nothing {})
}

impl From<ExportError> for Error {
    fn from(error: ExportError) -> Self {
        let code = match &error {
            ExportError::Changed { .. } => Code::FileChanged,
            ExportError::Cancelled { .. } => Code::Cancelled,
            ExportError::UnknownSpec { .. } => Code::NotFound,
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
