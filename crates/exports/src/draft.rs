//! Files in the making: nothing half-written is ever taken for whole, and nothing is left behind.
//!
//! A draft has a name of its own and a lock for as long as it is written. It gets its real name in one step, or is
//! removed. What a killed process left is known by its lock being gone, and is removed by the next one.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::SystemTime;

use crate::error::ExportError;

const ENDING: &str = "draft";

/// A file that is removed when it is dropped, unless it is kept.
#[derive(Debug)]
pub(crate) struct Draft {
    pub(crate) file: File,
    path: PathBuf,
    /// False once the path leads elsewhere or nowhere.
    named: bool,
}

impl Draft {
    /// A new, empty file in `folder`, which is made if it is not there.
    pub(crate) fn create(folder: &Path) -> io::Result<Self> {
        static COUNT: AtomicU64 = AtomicU64::new(0);
        make(folder)?;
        sweep(folder);
        let mut options = OpenOptions::new();
        options.read(true).write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        loop {
            let number = COUNT.fetch_add(1, Ordering::Relaxed);
            let path = folder.join(format!("{}-{number}.{ENDING}", std::process::id()));
            match options.open(&path) {
                Ok(file) => {
                    // Where there are no locks, only a sweep by another process is to be feared, and it needs one too.
                    let _ = file.try_lock();
                    return Ok(Self {
                        file,
                        path,
                        named: true,
                    });
                }
                // A killed process had the same number.
                Err(e) if e.kind() == io::ErrorKind::AlreadyExists => {}
                Err(e) => return Err(e),
            }
        }
    }

    /// A file that goes when it is dropped, however that comes about: where the system can, it has no name from the
    /// start.
    pub(crate) fn nameless(folder: &Path) -> io::Result<Self> {
        let mut draft = Self::create(folder)?;
        draft.named = !(cfg!(unix) && fs::remove_file(&draft.path).is_ok());
        Ok(draft)
    }

    /// Gives it its real name, in the same folder. A file of that name is replaced.
    pub(crate) fn keep(mut self, name: &str) -> io::Result<PathBuf> {
        let path = self.path.with_file_name(name);
        let _ = self.file.unlock();
        fs::rename(&self.path, &path)?;
        self.named = false;
        Ok(path)
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        if self.named {
            let _ = fs::remove_file(&self.path); // if it cannot be, the next sweep tries again
        }
    }
}

/// What is kept of exports is as private as they are.
fn make(folder: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

/// Removes drafts that nobody writes any more.
fn sweep(folder: &Path) {
    let own = format!("{}-", std::process::id());
    let Ok(entries) = fs::read_dir(folder) else {
        return;
    };
    for path in entries.flatten().map(|entry| entry.path()) {
        let is_draft = path.extension().is_some_and(|e| e == ENDING);
        let is_own = path
            .file_name()
            .is_some_and(|n| n.as_encoded_bytes().starts_with(own.as_bytes()));
        if is_draft && !is_own && File::open(&path).is_ok_and(|file| file.try_lock().is_ok()) {
            let _ = fs::remove_file(&path);
        }
    }
}

/// Removes the files that were not read for the longest time (as far as the file system tells), until those besides
/// `present` have at most `limit` bytes.
pub(crate) fn clear(folder: &Path, present: &Path, limit: u64) {
    let Ok(entries) = fs::read_dir(folder) else {
        return;
    };
    let mut files: Vec<(SystemTime, u64, PathBuf)> = entries
        .flatten()
        .filter(|entry| entry.path() != present && entry.path().extension().is_none())
        .filter_map(|entry| {
            let metadata = entry.metadata().ok()?;
            let used = metadata.accessed().or_else(|_| metadata.modified());
            Some((used.ok()?, metadata.len(), entry.path()))
        })
        .collect();
    files.sort();
    let mut bytes: u64 = files.iter().map(|f| f.1).sum();
    for (_, length, path) in files {
        if bytes <= limit {
            break;
        }
        if fs::remove_file(path).is_ok() {
            bytes -= length;
        }
    }
}

/// Why a file of the cache could not be written, with the remedy.
pub(crate) fn unwritable(folder: &Path, cause: io::Error) -> ExportError {
    let folder = folder.to_path_buf();
    match cause.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded | io::ErrorKind::FileTooLarge => {
            ExportError::CacheFull { folder }
        }
        _ => ExportError::Cache { folder, cause },
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<String> = fs::read_dir(folder)
            .unwrap()
            .map(|e| e.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn a_draft_gets_its_name_whole_or_goes() {
        let dir = tempfile::tempdir().unwrap();
        let folder = dir.path().join("a/b");
        let mut kept = Draft::create(&folder).unwrap();
        kept.file.write_all(b"text").unwrap();
        let dropped = Draft::create(&folder).unwrap();
        assert_eq!(names(&folder).len(), 2);
        let path = kept.keep("real").unwrap();
        drop(dropped);
        assert_eq!(names(&folder), ["real"]);
        assert_eq!(fs::read(path).unwrap(), b"text");
    }

    #[test]
    fn what_a_killed_process_left_is_removed_and_what_another_writes_is_not() {
        let dir = tempfile::tempdir().unwrap();
        let left = dir.path().join("0-1.draft");
        let written = dir.path().join("0-2.draft");
        fs::write(&left, "half").unwrap();
        let other = File::create(&written).unwrap();
        other.lock().unwrap();
        let draft = Draft::nameless(dir.path()).unwrap();
        assert!(!left.exists());
        assert!(written.exists());
        drop(draft);
        assert_eq!(names(dir.path()), ["0-2.draft"]);
    }

    #[cfg(unix)]
    #[test]
    fn nobody_else_may_read_it() {
        use std::os::unix::fs::PermissionsExt;
        let dir = tempfile::tempdir().unwrap();
        let folder = dir.path().join("cache");
        let draft = Draft::create(&folder).unwrap();
        let mode = |m: fs::Metadata| m.permissions().mode() & 0o777;
        assert_eq!(mode(fs::metadata(&folder).unwrap()), 0o700);
        assert_eq!(mode(draft.file.metadata().unwrap()), 0o600);
    }

    #[test]
    fn the_oldest_go_first() {
        let dir = tempfile::tempdir().unwrap();
        let names = ["c", "a", "b", "present", "0-0.draft"];
        for (age, name) in names.iter().enumerate() {
            let file = File::create(dir.path().join(name)).unwrap();
            file.set_len(100).unwrap();
            let time = SystemTime::UNIX_EPOCH + std::time::Duration::from_secs(1_000 + age as u64);
            let times = fs::FileTimes::new().set_accessed(time).set_modified(time);
            file.set_times(times).unwrap();
        }
        clear(dir.path(), &dir.path().join("present"), 150);
        let left: Vec<bool> = names.iter().map(|n| dir.path().join(n).exists()).collect();
        assert_eq!(left, [false, false, true, true, true]);
    }
}
