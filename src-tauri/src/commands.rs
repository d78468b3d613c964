//! What the page may ask of the shell: `ui/src/host/tauri.ts` is the other end of each command here.

use std::sync::Arc;

use patchbay_workspace::operations::exports::OfferedFile;
use patchbay_workspace::operations::prompts::ReportRequest;
use patchbay_workspace::operations::{HistoryExport, Nothing, PromptsExport, PromptsReport};
use patchbay_workspace::{Error, Progress, Result};
use serde::Serialize;
use serde_json::Value;
use tauri::ipc::Channel;
use tauri::{State, WebviewWindow};

use crate::bridge::{Asked, Bridge};
use crate::dialogs::ChosenDocument;
use crate::window::Argument;
use crate::{dialogs, links, window};

/// What the shell knows at start.
#[derive(Serialize)]
pub struct Startup {
    version: &'static str,
    /// The app used last.
    app: String,
    /// The file given as argument.
    #[serde(skip_serializing_if = "Option::is_none")]
    file: Option<OfferedFile>,
    /// Why that file could not be taken in. The workspace is well.
    #[serde(skip_serializing_if = "Option::is_none")]
    refused: Option<Error>,
    /// Why there is no workspace.
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<Error>,
}

/// Performs an operation.
#[tauri::command]
pub async fn call(
    bridge: State<'_, Bridge>,
    name: String,
    request: Value,
    app: String,
    id: String,
    on_progress: Channel<Progress>,
) -> Result<Value> {
    let on_progress = Arc::new(move |progress| {
        // A page that is gone is told nothing.
        let _ = on_progress.send(progress);
    });
    bridge
        .call(
            Asked {
                name,
                request,
                app,
                id,
            },
            on_progress,
        )
        .await
}

/// Cancels a call.
#[tauri::command]
#[allow(clippy::needless_pass_by_value)] // commands take what they are given by value
pub fn cancel(bridge: State<'_, Bridge>, id: String) {
    bridge.cancel(&id);
}

/// Asks for a file, for the page to open; nothing when dismissed.
#[tauri::command]
pub async fn choose_export(
    window: WebviewWindow,
    bridge: State<'_, Bridge>,
    app: String,
) -> Result<Option<OfferedFile>> {
    let workspace = bridge.workspace()?;
    match dialogs::export_to_open(&window).await? {
        Some(path) => window::offer(workspace, &app, path).await.map(Some),
        None => Ok(None),
    }
}

/// Opens a link in the system's browser.
#[tauri::command]
pub async fn open_link(url: String) -> Result<()> {
    links::open(&url).await
}

/// Asks where to, and writes the history there; gives the file's name, nothing when dismissed.
#[tauri::command]
pub async fn save_history(
    window: WebviewWindow,
    bridge: State<'_, Bridge>,
    app: String,
) -> Result<Option<String>> {
    let document = bridge
        .workspace()?
        .call(&app)
        .perform::<HistoryExport>(Nothing {})
        .await?;
    match dialogs::history_to_save(&window, &format!("patchbay-history-{app}.json")).await? {
        Some(path) => dialogs::write_json(path, &document).await.map(Some),
        None => Ok(None),
    }
}

/// Asks where to, and writes the app's prompts and connector settings there; gives the file's name, nothing when
/// dismissed.
#[tauri::command]
pub async fn save_document(
    window: WebviewWindow,
    bridge: State<'_, Bridge>,
    app: String,
) -> Result<Option<String>> {
    let document = bridge
        .workspace()?
        .call(&app)
        .perform::<PromptsExport>(Nothing {})
        .await?;
    match dialogs::document_to_save(&window, &format!("patchbay-prompts-{app}.json")).await? {
        Some(path) => dialogs::write_json(path, &document).await.map(Some),
        None => Ok(None),
    }
}

/// Asks for a document of prompts, and reads it for the page to compare; nothing when dismissed.
#[tauri::command]
pub async fn choose_document(window: WebviewWindow) -> Result<Option<ChosenDocument>> {
    match dialogs::document_to_open(&window).await? {
        Some(path) => dialogs::read_document(path).await.map(Some),
        None => Ok(None),
    }
}

/// Asks where to, and writes rehearsals down there: as JSON if the name chosen ends so, else as a page for people. Gives
/// the file's name, nothing when dismissed.
#[tauri::command]
pub async fn save_report(
    window: WebviewWindow,
    bridge: State<'_, Bridge>,
    app: String,
    rehearsals: Vec<String>,
) -> Result<Option<String>> {
    let report = bridge
        .workspace()?
        .call(&app)
        .perform::<PromptsReport>(ReportRequest { rehearsals })
        .await?;
    let name = format!("patchbay-rehearsals-{app}.html");
    let Some(path) = dialogs::report_to_save(&window, &name).await? else {
        return Ok(None);
    };
    let json = path
        .extension()
        .is_some_and(|ending| ending.eq_ignore_ascii_case("json"));
    let written = if json {
        dialogs::write_json(path, &report).await
    } else {
        dialogs::write(path, report.html().into_bytes()).await
    };
    written.map(Some)
}

/// What the shell knows at start. It never fails: a workspace that could not be opened is part of the answer.
#[tauri::command]
pub async fn startup(bridge: State<'_, Bridge>, argument: State<'_, Argument>) -> Result<Startup> {
    bridge.forget_late_cancellations();
    let mut startup = Startup {
        version: env!("CARGO_PKG_VERSION"),
        app: String::new(),
        file: None,
        refused: None,
        error: None,
    };
    match bridge
        .workspace()
        .and_then(|workspace| Ok((workspace, workspace.last_app()?)))
    {
        Ok((workspace, app)) => {
            if let Some(path) = argument.take() {
                match window::offer(workspace, &app, path).await {
                    Ok(file) => startup.file = Some(file),
                    Err(error) => startup.refused = Some(error),
                }
            }
            startup.app = app;
        }
        Err(error) => startup.error = Some(error),
    }
    Ok(startup)
}

/// Remembers the app that the page shows: dropped files belong to it, and the next start shows it.
#[tauri::command]
#[allow(clippy::needless_pass_by_value)] // commands take what they are given by value
pub fn use_app(bridge: State<'_, Bridge>, app: String) -> Result<()> {
    bridge.workspace()?.remember_app(&app)
}
