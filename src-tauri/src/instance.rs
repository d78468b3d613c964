//! One desktop for a data directory: what a second one says before it ends.

use std::io::IsTerminal as _;

use patchbay_workspace::Error;
use rfd::{AsyncMessageDialog, MessageLevel};
use tauri::AppHandle;

/// Says why this process ends, and ends it with exit code 1. Without a terminal there is nobody to read stderr, so a
/// message box says it too.
pub fn refuse(app: &AppHandle, error: &Error) {
    let hint = error.hint.clone().unwrap_or_default();
    eprintln!("error: {error}\nhint: {hint}");
    let app = app.clone();
    if std::io::stderr().is_terminal() {
        app.exit(1);
        return;
    }
    let message = AsyncMessageDialog::new()
        .set_level(MessageLevel::Info)
        .set_title("Patchbay is already running")
        .set_description(format!("{error}.\n\n{hint}"))
        .show();
    tauri::async_runtime::spawn(async move {
        message.await;
        app.exit(1);
    });
}
