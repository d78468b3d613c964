//! Opens exports: by path, by the name of an offer, by their number in the list of late ones; another way; and closes them.

use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use patchbay_exports::{Encoding, Export, OpenOptions, Summary};
use rusqlite::{OptionalExtension as _, params};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::recent::{learned, remember};
use super::{ExportId, blocking, reading};
use crate::error::{Code, Error, Result};
use crate::export_files::OpenFile;
use crate::operations::{Call, Nothing};
use crate::store::from_json;

/// How to read a file; what is absent is told from its first bytes.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(default, deny_unknown_fields)]
pub struct Reading {
    /// The ASCII sign between cells.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub delimiter: Option<char>,
    /// How characters are written as bytes.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub encoding: Option<Encoding>,
    /// Whether the first record names the columns.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub header: Option<bool>,
}

/// A file to open. For hosts only: the page names files by handle.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct OpenRequest {
    /// The file.
    pub path: PathBuf,
    /// How to read it.
    #[serde(flatten)]
    pub reading: Reading,
    /// How many threads work on it; one for each core when absent.
    #[serde(default)]
    #[ts(optional, type = "number")]
    pub threads: Option<NonZeroUsize>,
    /// Whether the list of late exports has it from now on; so when absent.
    #[serde(default = "yes")]
    #[ts(as = "Option<bool>", optional)]
    pub remember: bool,
}

fn yes() -> bool {
    true
}

impl OpenRequest {
    /// Opens a file as its first bytes say.
    pub fn new(path: PathBuf) -> Self {
        Self {
            path,
            reading: Reading::default(),
            threads: None,
            remember: true,
        }
    }
}

/// A file that the host has for the page: chosen in a dialog, dropped on the window, given at the start.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct OfferRequest {
    /// The file.
    pub path: PathBuf,
}

/// A file that the page may open, without knowing where it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct OfferedFile {
    /// What to call it when opening it.
    pub file: String,
    /// The file's name, without folders.
    pub name: String,
}

/// An offered file to open.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct OpenOfferedRequest {
    /// What it is called.
    pub file: String,
    /// How to read it; as its first bytes say, when nothing is said.
    #[serde(flatten)]
    pub reading: Reading,
}

/// An entry of the list of late exports to open again.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct ReopenRequest {
    /// Its number.
    #[ts(type = "number")]
    pub id: i64,
    /// How to read it; as it was read the last time, when nothing is said.
    #[serde(flatten)]
    pub reading: Reading,
}

/// An open export to read another way.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct RereadRequest {
    /// The export's handle; it is closed, and the answer has the new one.
    pub export: String,
    /// How to read it; as its first bytes say, when nothing is said.
    #[serde(flatten)]
    pub reading: Reading,
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

/// Opens an export file.
pub(in crate::operations) async fn open(call: &Call, request: OpenRequest) -> Result<ExportView> {
    // The list of late exports must find it again from any working directory.
    let path = std::path::absolute(&request.path).unwrap_or(request.path);
    let options = OpenOptions {
        threads: request.threads,
        cache: Some(call.workspace.export_cache()),
        ..request.reading.options()?
    };
    let (export, modified) = {
        let path = path.clone();
        blocking(call, "Opening", move |tell, cancel| {
            // Its time first: if it changes meanwhile, it looks changed the next time.
            let modified = std::fs::metadata(&path).and_then(|m| m.modified()).ok();
            Export::open(&path, &options, tell, cancel).map(|export| (export, modified))
        })
        .await?
    };
    let modified = modified.and_then(|at| jiff::Timestamp::try_from(at).ok());
    let modified = modified.map(|at| at.to_string());
    let summary = export.summary();
    let recent = if request.remember {
        Some(remember(
            call,
            &path,
            &summary,
            &request.reading,
            modified.as_deref(),
        )?)
    } else {
        None
    };
    let file = OpenFile {
        app: call.app.clone(),
        recent,
        identity: format!(
            "{}\n{}\n{}",
            path.display(),
            summary.bytes,
            modified.unwrap_or_default()
        ),
        export: export.clone(),
        examined: Arc::default(),
    };
    Ok(view(call.workspace.exports.keep(file), &export))
}

/// Takes in a file for the page, which opens it when it can show how far that is.
pub(in crate::operations) async fn offer(
    call: &Call,
    request: OfferRequest,
) -> Result<OfferedFile> {
    let path = std::path::absolute(&request.path).unwrap_or(request.path);
    Ok(OfferedFile {
        name: file_name(&path),
        file: call.workspace.exports.offer(&call.app, path),
    })
}

/// Opens a file that the host has offered.
pub(in crate::operations) async fn open_offered(
    call: &Call,
    request: OpenOfferedRequest,
) -> Result<ExportView> {
    let path = call.workspace.exports.offered(&call.app, &request.file)?;
    let opening = OpenRequest {
        reading: request.reading,
        ..OpenRequest::new(path)
    };
    open(call, opening).await
}

/// Opens again a file that was open before.
pub(in crate::operations) async fn reopen(
    call: &Call,
    request: ReopenRequest,
) -> Result<ExportView> {
    let known: Option<(String, Option<String>)> = call.workspace.store.read(|c| {
        c.query_row(
            "SELECT path, reading_json FROM exports WHERE app = ?1 AND id = ?2",
            params![call.app, request.id],
            |r| Ok((r.get(0)?, r.get(1)?)),
        )
        .optional()
    })?;
    let (path, remembered) = known.ok_or_else(|| {
        Error::new(
            Code::NotFound,
            "this file is not in the list of exports any more",
        )
        .hint("Open it by its path")
    })?;
    let reading = match remembered {
        Some(json) if request.reading == Reading::default() => {
            call.workspace.store.read(|_| from_json(&json))?
        }
        _ => request.reading,
    };
    let request = OpenRequest {
        reading,
        ..OpenRequest::new(path.into())
    };
    open(call, request).await
}

/// Reads an open export another way.
pub(in crate::operations) async fn reread(
    call: &Call,
    request: RereadRequest,
) -> Result<ExportView> {
    let file = call.workspace.exports.get(&call.app, &request.export)?;
    let path = file.export.summary().file.into();
    let reread = OpenRequest {
        reading: request.reading,
        remember: file.recent.is_some(),
        ..OpenRequest::new(path)
    };
    let view = open(call, reread).await?;
    call.workspace.exports.close(&call.app, &request.export);
    Ok(view)
}

/// Finds where every record begins.
pub(in crate::operations) async fn index(call: &Call, request: ExportId) -> Result<ExportView> {
    let file = call.workspace.exports.get(&call.app, &request.export)?;
    let rows = reading(
        call,
        &file.export,
        "Counting records",
        |export, tell, cancel| export.index(tell, cancel),
    )
    .await?;
    learned(call, &request.export, rows, None)?;
    Ok(view(request.export, &file.export))
}

/// Closes an export.
pub(in crate::operations) async fn close(call: &Call, request: ExportId) -> Result<Nothing> {
    call.workspace.exports.close(&call.app, &request.export);
    Ok(Nothing {})
}

impl Reading {
    /// What the engine takes.
    fn options(&self) -> Result<OpenOptions> {
        let ascii = |sign: char| {
            let ascii = u8::try_from(sign).ok().filter(u8::is_ascii);
            ascii.ok_or_else(|| {
                Error::new(Code::Invalid, format!("`{sign}` cannot be a delimiter"))
                    .field("delimiter")
                    .hint("Use a comma, a semicolon, a tab, a pipe or another ASCII sign")
            })
        };
        let delimiter = self.delimiter.map(ascii).transpose()?;
        Ok(OpenOptions {
            delimiter,
            encoding: self.encoding,
            header: self.header,
            ..OpenOptions::default()
        })
    }
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

pub(super) fn file_name(path: &Path) -> String {
    path.file_name()
        .unwrap_or(path.as_os_str())
        .to_string_lossy()
        .into_owned()
}
