//! Closing while an action runs. Its request may have left: ending now would leave its outcome unknown.

use std::sync::atomic::{AtomicBool, Ordering};

use rfd::{AsyncMessageDialog, MessageButtons, MessageDialogResult, MessageLevel};
use tauri::Window;

const CLOSE: &str = "Close anyway";
const WAIT: &str = "Keep waiting";

/// Whether the question is on the screen: asking twice would help nobody.
static ASKING: AtomicBool = AtomicBool::new(false);

/// Asks whether to close in spite of a running action, and closes if so.
pub fn ask(window: Window) {
    if ASKING.swap(true, Ordering::SeqCst) {
        return;
    }
    let answer = AsyncMessageDialog::new()
        .set_parent(&window)
        .set_level(MessageLevel::Warning)
        .set_title("An action is running")
        .set_description(
            "If Patchbay closes now, nobody knows whether the action took effect: its run is recorded as unknown, and \
             you must look at the vendor before repeating it.",
        )
        .set_buttons(MessageButtons::OkCancelCustom(CLOSE.into(), WAIT.into()))
        .show();
    tauri::async_runtime::spawn(async move {
        let closes = matches!(answer.await, MessageDialogResult::Custom(button) if button == CLOSE);
        ASKING.store(false, Ordering::SeqCst);
        if closes && let Err(error) = window.destroy() {
            tracing::error!(%error, "the window could not be closed");
        }
    });
}
