//! The exports that are open in this process, and the comparisons of them, by handle.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use patchbay_exports::{CheckReport, Export, Flagged, Profile, TraitSpec};

use crate::error::{Code, Error, Result};

/// One open export.
#[derive(Clone)]
pub(crate) struct OpenFile {
    pub app: String,
    /// Its number in the list of late exports, if that has it.
    pub recent: Option<i64>,
    /// Path, size and time of the file: another content is another file.
    pub identity: String,
    pub export: Export,
    /// What the last examination found, for as long as the export is open.
    pub examined: Arc<Mutex<Option<Arc<Examination>>>>,
}

/// What was found in an open export.
pub(crate) struct Examination {
    /// What it was examined against.
    pub spec: TraitSpec,
    pub check: CheckReport,
    pub profile: Profile,
    pub flagged: Flagged,
}

impl OpenFile {
    /// What the last examination found; an error that says what to do if there was none.
    pub fn examination(&self) -> Result<Arc<Examination>> {
        self.known().clone().ok_or_else(|| {
            Error::new(
                Code::NotFound,
                format!("{} is not examined yet", self.export.summary().file),
            )
            .hint("Wait for its examination, or start it again under Exports")
        })
    }

    /// Keeps what an examination found, in place of what the one before did.
    pub fn keep(&self, found: Arc<Examination>) {
        *self.known() = Some(found);
    }

    fn known(&self) -> MutexGuard<'_, Option<Arc<Examination>>> {
        self.examined.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// All of them.
#[derive(Default)]
pub(crate) struct ExportFiles {
    open: Mutex<Open>,
}

#[derive(Default)]
struct Open {
    /// By the number in their handle, which grows.
    files: BTreeMap<u32, OpenFile>,
    count: u32,
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
        let mut open = self.open();
        open.count += 1;
        let number = open.count;
        open.files.retain(|_, other| {
            file.recent.is_none() || (&other.app, other.recent) != (&file.app, file.recent)
        });
        open.files.insert(number, file);
        handle(number)
    }

    /// The export of a handle.
    pub fn get(&self, app: &str, handle: &str) -> Result<OpenFile> {
        number(handle)
            .and_then(|number| self.open().files.get(&number).cloned())
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
            .files
            .retain(|number, file| Some(*number) != wanted || file.app != app);
    }

    /// The exports of an app that are open, with their handles; the one that was opened last comes first.
    pub fn of_app(&self, app: &str) -> Vec<(String, OpenFile)> {
        let open = self.open();
        open.files
            .iter()
            .rev()
            .filter(|(_, f)| f.app == app)
            .map(|(n, f)| (handle(*n), f.clone()))
            .collect()
    }

    fn open(&self) -> MutexGuard<'_, Open> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
