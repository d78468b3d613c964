//! The exports that are open in this process, by handle.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use patchbay_exports::Export;

use crate::error::{Code, Error, Result};

/// One open export.
#[derive(Clone)]
pub(crate) struct OpenFile {
    pub app: String,
    /// Its number in the list of late exports.
    pub recent: i64,
    pub export: Arc<Export>,
}

/// All of them.
#[derive(Default)]
pub(crate) struct ExportFiles {
    /// By the number in their handle, which grows.
    open: Mutex<BTreeMap<u32, OpenFile>>,
    count: AtomicU32,
}

fn handle(number: u32) -> String {
    format!("export-{number}")
}

fn number(handle: &str) -> Option<u32> {
    handle.strip_prefix("export-")?.parse().ok()
}

impl ExportFiles {
    /// Keeps an export open and gives its handle. A file that is open already is replaced: its new content counts.
    pub fn keep(&self, file: OpenFile) -> String {
        let number = self.count.fetch_add(1, Ordering::Relaxed) + 1;
        let mut open = self.open();
        open.retain(|_, other| (other.app.as_str(), other.recent) != (&file.app, file.recent));
        open.insert(number, file);
        handle(number)
    }

    /// The export of a handle.
    pub fn get(&self, app: &str, handle: &str) -> Result<OpenFile> {
        number(handle)
            .and_then(|number| self.open().get(&number).cloned())
            .filter(|f| f.app == app)
            .ok_or_else(|| {
                Error::new(Code::NotFound, format!("the export {handle} is not open"))
                    .hint("Open the file again under Exports")
            })
    }

    /// Closes an export; closing one that is not open is no fault.
    pub fn close(&self, app: &str, handle: &str) {
        let wanted = number(handle);
        self.open()
            .retain(|number, file| Some(*number) != wanted || file.app != app);
    }

    /// The exports of an app that are open, with their handles; the one that was opened last comes first.
    pub fn of_app(&self, app: &str) -> Vec<(String, OpenFile)> {
        let open = self.open();
        open.iter()
            .rev()
            .filter(|(_, f)| f.app == app)
            .map(|(n, f)| (handle(*n), f.clone()))
            .collect()
    }

    fn open(&self) -> MutexGuard<'_, BTreeMap<u32, OpenFile>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
