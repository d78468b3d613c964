//! The exports that are open in this process, by handle.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

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
    open: Mutex<HashMap<String, OpenFile>>,
    count: AtomicU32,
}

impl ExportFiles {
    /// Keeps an export open and gives its handle. A file that is open already is replaced: its new content counts.
    pub fn keep(&self, file: OpenFile) -> String {
        let handle = format!("export-{}", self.count.fetch_add(1, Ordering::Relaxed) + 1);
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        open.retain(|_, other| (other.app.as_str(), other.recent) != (&file.app, file.recent));
        open.insert(handle.clone(), file);
        handle
    }

    /// The export of a handle.
    pub fn get(&self, app: &str, handle: &str) -> Result<OpenFile> {
        let open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        open.get(handle)
            .filter(|f| f.app == app)
            .cloned()
            .ok_or_else(|| {
                Error::new(Code::NotFound, format!("the export {handle} is not open"))
                    .hint("Open the file again under Exports")
            })
    }

    /// Closes an export; closing one that is not open is no fault.
    pub fn close(&self, app: &str, handle: &str) {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        if open.get(handle).is_some_and(|f| f.app == app) {
            open.remove(handle);
        }
    }

    /// The exports of an app that are open, with their handles.
    pub fn of_app(&self, app: &str) -> Vec<(String, OpenFile)> {
        let open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        open.iter()
            .filter(|(_, f)| f.app == app)
            .map(|(h, f)| (h.clone(), f.clone()))
            .collect()
    }
}
