//! The exports that are open in this process, and the comparisons of them, by handle.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use patchbay_exports::{CheckReport, Compared, Export, Flagged, Profile, TraitSpec};

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

/// A comparison of two open exports. It goes when one of them is closed.
#[derive(Clone)]
struct OpenComparison {
    of: [u32; 2],
    compared: Arc<Compared>,
}

/// All of them.
#[derive(Default)]
pub(crate) struct ExportFiles {
    open: Mutex<Open>,
}

/// By the number in their handle, which grows.
#[derive(Default)]
struct Open {
    files: BTreeMap<u32, OpenFile>,
    comparisons: BTreeMap<u32, OpenComparison>,
    /// What the host has for the page to open, by app and path.
    offered: BTreeMap<u32, (String, PathBuf)>,
    count: u32,
}

const EXPORT: &str = "export-";
const COMPARISON: &str = "comparison-";
const OFFER: &str = "file-";
/// So many offers are remembered; the page opens them at once.
const OFFERS: usize = 100;

fn number(kind: &str, handle: &str) -> Option<u32> {
    handle.strip_prefix(kind)?.parse().ok()
}

impl Open {
    fn next(&mut self) -> u32 {
        self.count += 1;
        self.count
    }

    fn file(&self, app: &str, handle: &str) -> Result<&OpenFile> {
        number(EXPORT, handle)
            .and_then(|number| self.files.get(&number))
            .filter(|f| f.app == app)
            .ok_or_else(|| {
                Error::new(Code::NotFound, format!("the export {handle} is not open"))
                    .hint("Open the file again under Exports")
            })
    }

    fn is_of(&self, app: &str, comparison: &OpenComparison) -> bool {
        let file = self.files.get(&comparison.of[0]);
        file.is_some_and(|file| file.app == app)
    }

    fn retain(&mut self, keep: impl Fn(u32, &OpenFile) -> bool) {
        let Self {
            files, comparisons, ..
        } = self;
        files.retain(|number, file| keep(*number, file));
        comparisons.retain(|_, c| c.of.iter().all(|number| files.contains_key(number)));
    }
}

impl ExportFiles {
    /// Keeps an export open and gives its handle. A file that is open already is replaced: its new content counts.
    pub fn keep(&self, file: OpenFile) -> String {
        let mut open = self.open();
        let number = open.next();
        if file.recent.is_some() {
            open.retain(|_, other| (&other.app, other.recent) != (&file.app, file.recent));
        }
        open.files.insert(number, file);
        format!("{EXPORT}{number}")
    }

    /// The export of a handle.
    pub fn get(&self, app: &str, handle: &str) -> Result<OpenFile> {
        self.open().file(app, handle).cloned()
    }

    /// Closes an export and the comparisons with it; closing one that is not open is no fault.
    pub fn close(&self, app: &str, handle: &str) {
        let wanted = number(EXPORT, handle);
        self.open()
            .retain(|number, file| Some(number) != wanted || file.app != app);
    }

    /// The exports of an app that are open, with their handles; the one that was opened last comes first.
    pub fn of_app(&self, app: &str) -> Vec<(String, OpenFile)> {
        let open = self.open();
        open.files
            .iter()
            .rev()
            .filter(|(_, f)| f.app == app)
            .map(|(n, f)| (format!("{EXPORT}{n}"), f.clone()))
            .collect()
    }

    /// Keeps a path for the page to open, and gives its name.
    pub fn offer(&self, app: &str, path: PathBuf) -> String {
        let mut open = self.open();
        let number = open.next();
        open.offered.insert(number, (app.into(), path));
        while open.offered.len() > OFFERS {
            open.offered.pop_first();
        }
        format!("{OFFER}{number}")
    }

    /// The path of an offered file. It may be opened again, another way.
    pub fn offered(&self, app: &str, file: &str) -> Result<PathBuf> {
        number(OFFER, file)
            .and_then(|number| self.open().offered.get(&number).cloned())
            .filter(|(of, _)| of == app)
            .map(|(_, path)| path)
            .ok_or_else(|| {
                Error::new(Code::NotFound, format!("there is no file {file} to open"))
                    .hint("Choose the file again under Exports")
            })
    }

    /// Keeps a comparison of two exports and gives its handle, if both are still open.
    pub fn keep_comparison(&self, app: &str, of: [&str; 2], compared: Compared) -> Result<String> {
        let compared = Arc::new(compared);
        let mut open = self.open();
        for handle in of {
            open.file(app, handle)?;
        }
        let of = of.map(|handle| number(EXPORT, handle).unwrap_or_default());
        let number = open.next();
        open.comparisons
            .insert(number, OpenComparison { of, compared });
        Ok(format!("{COMPARISON}{number}"))
    }

    /// The comparison of a handle.
    pub fn comparison(&self, app: &str, handle: &str) -> Result<Arc<Compared>> {
        let open = self.open();
        number(COMPARISON, handle)
            .and_then(|number| open.comparisons.get(&number))
            .filter(|c| open.is_of(app, c))
            .map(|c| Arc::clone(&c.compared))
            .ok_or_else(|| {
                Error::new(
                    Code::NotFound,
                    format!("the {handle} is gone, as one of its exports was closed"),
                )
                .hint("Compare the exports again")
            })
    }

    /// Closes a comparison; closing one that is not there is no fault.
    pub fn close_comparison(&self, app: &str, handle: &str) {
        let mut open = self.open();
        let wanted = number(COMPARISON, handle);
        if let Some(number) = wanted
            && open
                .comparisons
                .get(&number)
                .is_some_and(|c| open.is_of(app, c))
        {
            open.comparisons.remove(&number);
        }
    }

    fn open(&self) -> MutexGuard<'_, Open> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
