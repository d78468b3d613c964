//! The window: how it is made, what it may show, and files that are dropped on it.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use patchbay_workspace::operations::ExportsOffer;
use patchbay_workspace::operations::exports::{OfferRequest, OfferedFile};
use patchbay_workspace::{Error, Result, Workspace};
use serde::Serialize;
use tauri::webview::{NewWindowResponse, WebviewWindowBuilder};
use tauri::{
    AppHandle, DragDropEvent, Emitter as _, Manager as _, Url, WebviewUrl, Window, WindowEvent,
};

use crate::bridge::Bridge;
use crate::closing;

/// The window's label, which `capabilities/main.json` names too.
pub const LABEL: &str = "main";

/// The file given on the command line, until the page has asked for it.
pub struct Argument(Mutex<Option<PathBuf>>);

impl Argument {
    /// For a file, or none.
    pub fn new(file: Option<PathBuf>) -> Self {
        Self(Mutex::new(file))
    }

    /// The file, once.
    pub fn take(&self) -> Option<PathBuf> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

/// A file that the page did not ask for: it may open it, or it was refused.
#[derive(Clone, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ExportEvent {
    /// The page may open it.
    File(OfferedFile),
    /// It was refused.
    Error(Error),
}

/// Makes the window. What the web view keeps goes to `storage`, beside the workspace, so that two data directories
/// share nothing; without a workspace it goes where Tauri puts it.
pub fn open(app: &tauri::App, storage: Option<PathBuf>) -> tauri::Result<()> {
    let window = WebviewWindowBuilder::new(app, LABEL, WebviewUrl::default())
        .title("Patchbay")
        .inner_size(1200.0, 800.0)
        .min_inner_size(900.0, 600.0)
        .on_navigation(is_our_page)
        .on_new_window(|_, _| NewWindowResponse::Deny);
    match storage {
        Some(folder) => window.data_directory(folder),
        None => window,
    }
    .build()?;
    Ok(())
}

/// The page stays the page: a link or a dropped address never replaces it.
fn is_our_page(url: &Url) -> bool {
    match (url.scheme(), url.host_str()) {
        ("tauri", _) | ("http" | "https", Some("tauri.localhost")) => true,
        ("http", Some("localhost")) => cfg!(debug_assertions) && url.port() == Some(1420),
        _ => false,
    }
}

/// Files that are dropped, and the wish to close.
pub fn on_event(window: &Window, event: &WindowEvent) {
    match event {
        WindowEvent::DragDrop(DragDropEvent::Drop { paths, .. }) => {
            let (app, paths) = (window.app_handle().clone(), paths.clone());
            tauri::async_runtime::spawn(async move { take_in(&app, paths).await });
        }
        WindowEvent::CloseRequested { api, .. } if window.state::<Bridge>().runs_an_action() => {
            api.prevent_close();
            closing::ask(window.clone());
        }
        _ => {}
    }
}

/// Offers dropped files one after the other, to the app that the page shows.
async fn take_in(app: &AppHandle, paths: Vec<PathBuf>) {
    let bridge = app.state::<Bridge>();
    for path in paths {
        let offered = match bridge
            .workspace()
            .and_then(|workspace| Ok((workspace, workspace.last_app()?)))
        {
            Ok((workspace, app)) => offer(workspace, &app, path).await,
            Err(error) => Err(error),
        };
        tell(
            app,
            &offered.map_or_else(ExportEvent::Error, ExportEvent::File),
        );
    }
}

/// Offers a file to the page, which opens it by a call of its own: that can be followed and cancelled.
pub async fn offer(workspace: &Arc<Workspace>, app: &str, path: PathBuf) -> Result<OfferedFile> {
    workspace
        .call(app)
        .perform::<ExportsOffer>(OfferRequest { path })
        .await
}

/// Tells the page of a file.
pub fn tell(app: &AppHandle, event: &ExportEvent) {
    if let Err(error) = app.emit_to(LABEL, "export", event) {
        tracing::error!(%error, "the page could not be told of a file");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_our_own_page_is_shown() {
        for (address, ours) in [
            ("tauri://localhost/index.html", true),
            ("http://tauri.localhost/connectors", true),
            ("http://localhost:1420/", cfg!(debug_assertions)),
            ("http://localhost:8080/", false),
            ("https://example.com/", false),
            ("https://tauri.localhost.example.com/", false),
            ("file:///etc/passwd", false),
            ("data:text/html,hello", false),
        ] {
            assert_eq!(
                is_our_page(&Url::parse(address).unwrap()),
                ours,
                "{address}"
            );
        }
    }

    #[test]
    fn a_file_given_at_the_start_is_opened_once() {
        let argument = Argument::new(Some("x.csv".into()));
        assert_eq!(argument.take(), Some("x.csv".into()));
        assert_eq!(argument.take(), None);
    }

    #[test]
    fn a_refused_file_reaches_the_page_as_an_error() {
        let event = ExportEvent::Error(Error::new(
            patchbay_workspace::Code::File,
            "x.csv is a folder",
        ));
        let json = serde_json::to_value(&event).unwrap();
        assert_eq!(
            json,
            serde_json::json!({"error": {"code": "file", "message": "x.csv is a folder", "retryable": false}})
        );
    }
}
