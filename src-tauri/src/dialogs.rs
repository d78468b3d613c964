//! The system's file dialogs. A path that is chosen here stays here: the page learns the file's name alone.

use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

use patchbay_workspace::{Code, Error, Result};
use rfd::{AsyncFileDialog, FileHandle};
use serde::Serialize;
use tauri::WebviewWindow;
use tokio::sync::oneshot;

/// Whether a file dialog is open. There is one at a time: on Linux they do not block the window.
static OPEN: AtomicBool = AtomicBool::new(false);

/// Asks for an export to open; nothing when dismissed.
pub async fn export_to_open(window: &WebviewWindow) -> Result<Option<PathBuf>> {
    show(window, |dialog| {
        let dialog = dialog
            .set_title("Open an export")
            .add_filter("Exports", &["csv", "tsv", "txt"]);
        Box::pin(dialog.add_filter("All files", &["*"]).pick_file())
    })
    .await
}

/// Asks where to write the history; nothing when dismissed.
pub async fn history_to_save(window: &WebviewWindow, name: &str) -> Result<Option<PathBuf>> {
    let name = name.to_owned();
    show(window, |dialog| {
        let dialog = dialog
            .set_title("Save the history")
            .set_file_name(name)
            .add_filter("JSON", &["json"]);
        Box::pin(dialog.save_file())
    })
    .await
}

/// Asks where to write the prompts; nothing when dismissed.
pub async fn document_to_save(window: &WebviewWindow, name: &str) -> Result<Option<PathBuf>> {
    let name = name.to_owned();
    show(window, |dialog| {
        let dialog = dialog
            .set_title("Save the prompts")
            .set_file_name(name)
            .add_filter("JSON", &["json"]);
        Box::pin(dialog.save_file())
    })
    .await
}

/// Asks for a document of prompts to read; nothing when dismissed.
pub async fn document_to_open(window: &WebviewWindow) -> Result<Option<PathBuf>> {
    show(window, |dialog| {
        let dialog = dialog
            .set_title("Import prompts")
            .add_filter("JSON", &["json"]);
        Box::pin(dialog.add_filter("All files", &["*"]).pick_file())
    })
    .await
}

/// Asks where to write a report of rehearsals; nothing when dismissed.
pub async fn report_to_save(window: &WebviewWindow, name: &str) -> Result<Option<PathBuf>> {
    let name = name.to_owned();
    show(window, |dialog| {
        let dialog = dialog
            .set_title("Save the report")
            .set_file_name(name)
            .add_filter("Page for people", &["html"])
            .add_filter("JSON", &["json"]);
        Box::pin(dialog.save_file())
    })
    .await
}

type Answer = std::pin::Pin<Box<dyn Future<Output = Option<FileHandle>> + Send>>;

/// Opens a dialog over the window and waits for its answer. Toolkits want that begun on the main thread.
async fn show(
    window: &WebviewWindow,
    begin: impl FnOnce(AsyncFileDialog) -> Answer + Send + 'static,
) -> Result<Option<PathBuf>> {
    let _alone = Alone::take()?;
    let (shown, waiting) = oneshot::channel();
    let parent = window.clone();
    let posted = window.run_on_main_thread(move || {
        let _ = shown.send(begin(AsyncFileDialog::new().set_parent(&parent)));
    });
    let fault = |what: String| {
        Error::new(
            Code::Internal,
            format!("the file dialog could not be opened: {what}"),
        )
    };
    posted.map_err(|e| fault(e.to_string()))?;
    let answer = waiting.await.map_err(|e| fault(e.to_string()))?;
    Ok(answer.await.map(PathBuf::from))
}

/// The right to show a dialog.
struct Alone;

impl Alone {
    fn take() -> Result<Self> {
        if OPEN.swap(true, Ordering::SeqCst) {
            return Err(Error::new(Code::Invalid, "a file dialog is already open")
                .hint("Answer it first; it may be behind the window"));
        }
        Ok(Self)
    }
}

impl Drop for Alone {
    fn drop(&mut self) {
        OPEN.store(false, Ordering::SeqCst);
    }
}

/// Writes a document as JSON, whole or not at all, and gives the file's name.
pub async fn write_json<T: Serialize>(path: PathBuf, document: &T) -> Result<String> {
    let mut text = serde_json::to_vec_pretty(document).map_err(|e| {
        Error::new(
            Code::Internal,
            format!("the document cannot be written as JSON: {e}"),
        )
    })?;
    text.push(b'\n');
    write(path, text).await
}

/// Writes a file, whole or not at all, and gives its name.
pub async fn write(path: PathBuf, text: Vec<u8>) -> Result<String> {
    let name = name_of(&path);
    let failed = |e: &dyn std::fmt::Display| {
        Error::new(Code::File, format!("cannot write {name}: {e}"))
            .hint("Choose another folder, or make room on the disk")
    };
    match tokio::task::spawn_blocking(move || replace(&path, &text)).await {
        Ok(Ok(())) => Ok(name),
        Ok(Err(error)) => Err(failed(&error)),
        Err(error) => Err(failed(&error)),
    }
}

/// The most that a document of prompts may have, in bytes.
const DOCUMENT_BYTES: u64 = 5_000_000;

/// A document of prompts that was chosen, not yet understood.
#[derive(Debug, Serialize)]
pub struct ChosenDocument {
    /// The file's name; its path stays here.
    name: String,
    text: String,
}

/// Reads a document of prompts, whole.
pub async fn read_document(path: PathBuf) -> Result<ChosenDocument> {
    let name = name_of(&path);
    let wrong = |what: String, hint: &str| Error::new(Code::File, what).hint(hint);
    let unreadable = |e: &dyn std::fmt::Display| {
        wrong(
            format!("cannot read {name}: {e}"),
            "Look whether it is still there and may be read",
        )
    };
    let read = tokio::task::spawn_blocking(move || {
        // What is not a file, a pipe say, may never end: not a byte more than is asked for is read.
        let mut text = Vec::new();
        std::fs::File::open(path)?
            .take(DOCUMENT_BYTES + 1)
            .read_to_end(&mut text)?;
        Ok::<_, std::io::Error>(text)
    });
    let text = match read.await {
        Ok(Ok(text)) => text,
        Ok(Err(error)) => return Err(unreadable(&error)),
        Err(error) => return Err(unreadable(&error)),
    };
    if text.len() as u64 > DOCUMENT_BYTES {
        return Err(wrong(
            format!("{name} is larger than 5 MB, which no document of prompts is"),
            "Choose a file that Patchbay exported, or that was written like one",
        ));
    }
    match String::from_utf8(text) {
        Ok(text) => Ok(ChosenDocument { name, text }),
        Err(error) => Err(wrong(
            format!(
                "{name} is not UTF-8 text: byte {} is none",
                error.utf8_error().valid_up_to()
            ),
            "Save it as UTF-8, or choose another file",
        )),
    }
}

fn name_of(path: &Path) -> String {
    path.file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned()
}

/// Writes beside the file and then takes its place, so that a full disk does not cost the old one.
fn replace(path: &Path, text: &[u8]) -> std::io::Result<()> {
    let mut part = path.as_os_str().to_owned();
    part.push(".part");
    let written = std::fs::write(&part, text).and_then(|()| std::fs::rename(&part, path));
    if written.is_err() {
        // What could not be written is of no use; a second failure would hide the first.
        let _ = std::fs::remove_file(&part);
    }
    written
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_document_replaces_the_file_whole() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("history.json");
        std::fs::write(&path, "old").unwrap();
        let name = write_json(path.clone(), &serde_json::json!({"runs": []}))
            .await
            .unwrap();
        assert_eq!(name, "history.json");
        assert_eq!(
            std::fs::read_to_string(&path).unwrap(),
            "{\n  \"runs\": []\n}\n"
        );
        assert_eq!(
            std::fs::read_dir(folder.path()).unwrap().count(),
            1,
            "nothing is left beside it"
        );
    }

    #[tokio::test]
    async fn a_failure_names_the_file_and_leaves_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("taken");
        std::fs::create_dir(&path).unwrap();
        let error = write_json(path, &1).await.unwrap_err();
        assert_eq!(error.code, Code::File);
        assert!(error.message.starts_with("cannot write taken: "), "{error}");
        assert_eq!(
            std::fs::read_dir(folder.path()).unwrap().count(),
            1,
            "the part is removed"
        );
    }

    #[tokio::test]
    async fn a_document_is_read_whole_without_its_path() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("prompts.json");
        std::fs::write(&path, "{\"prompts\": [\"Zoë\"]}").unwrap();
        let read = serde_json::to_value(read_document(path).await.unwrap()).unwrap();
        assert_eq!(
            read,
            serde_json::json!({"name": "prompts.json", "text": "{\"prompts\": [\"Zoë\"]}"})
        );
    }

    #[tokio::test]
    async fn what_is_no_document_is_refused_with_its_name() {
        let folder = tempfile::tempdir().unwrap();
        let cases = [
            (
                "large.json",
                vec![b' '; 5_000_001],
                "large.json is larger than 5 MB",
            ),
            (
                "latin.json",
                b"{\"name\": \"Zo\xeb\"}".to_vec(),
                "latin.json is not UTF-8 text: byte 12",
            ),
        ];
        for (name, text, said) in cases {
            let path = folder.path().join(name);
            std::fs::write(&path, text).unwrap();
            let error = read_document(path).await.unwrap_err();
            assert_eq!(error.code, Code::File);
            assert!(error.message.starts_with(said), "{error}");
        }
        let error = read_document(folder.path().join("gone.json"))
            .await
            .unwrap_err();
        assert!(
            error.message.starts_with("cannot read gone.json"),
            "{error}"
        );
    }

    #[test]
    fn one_dialog_at_a_time() {
        let first = Alone::take().unwrap();
        assert_eq!(Alone::take().err().unwrap().code, Code::Invalid);
        drop(first);
        assert!(Alone::take().is_ok());
    }
}
