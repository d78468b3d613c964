//! Which processes are at work on a data directory, proven by file locks that die with them.
//!
//! A run names its host. At start, a run that is still open and whose host's lock is free belongs to a process that
//! died in the middle: nobody knows whether its request took effect.

use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};

use jiff::{SignedDuration, Timestamp};

use crate::error::{Code, Error, Result};

/// This process, as long as it lives.
pub(crate) struct Host {
    /// Its name in the runs it makes.
    pub name: String,
    // Held for their locks, which the system frees when the process ends, however it ends.
    _own: File,
    _desktop: Option<File>,
    folder: PathBuf,
}

impl Host {
    /// Takes this process' lock, and the desktop's too if it is one: a second desktop is refused.
    pub fn enter(data_dir: &Path, name: String, desktop: bool) -> Result<Self> {
        let folder = data_dir.join("hosts");
        std::fs::create_dir_all(&folder).map_err(|e| unwritable(&folder, &e))?;
        let desktop = if desktop {
            let path = folder.join("desktop.lock");
            let file = File::create(&path).map_err(|e| unwritable(&path, &e))?;
            match file.try_lock() {
                Ok(()) => Some(file),
                Err(TryLockError::WouldBlock) => {
                    return Err(Error::new(
                        Code::AlreadyRunning,
                        format!("Patchbay is already running with the data directory {}", data_dir.display()),
                    )
                    .hint("Use the window that is open, or give another data directory: --data-dir DIR"));
                }
                Err(TryLockError::Error(e)) => return Err(unwritable(&path, &e)),
            }
        } else {
            None
        };
        let path = folder.join(format!("{name}.lock"));
        let own = File::create(&path).map_err(|e| unwritable(&path, &e))?;
        own.lock().map_err(|e| unwritable(&path, &e))?;
        Ok(Self {
            name,
            _own: own,
            _desktop: desktop,
            folder,
        })
    }

    /// Removes the lock files of processes that were killed days ago. A young file may belong to a process that
    /// has made it and not locked it yet.
    pub fn sweep(&self, now: Timestamp) {
        let Ok(entries) = std::fs::read_dir(&self.folder) else {
            return;
        };
        for path in entries.flatten().map(|e| e.path()) {
            let made = path.metadata().and_then(|m| m.modified()).ok();
            let made = made.and_then(|at| Timestamp::try_from(at).ok());
            let old =
                made.is_some_and(|at| now.duration_since(at) > SignedDuration::from_hours(48));
            let name = path
                .file_stem()
                .and_then(|n| n.to_str())
                .unwrap_or_default();
            if old && name != "desktop" {
                self.has_ended(name);
            }
        }
    }

    /// Whether the process of that name has ended: its lock can be taken. Its lock file is removed then.
    pub fn has_ended(&self, name: &str) -> bool {
        if name == self.name {
            return false;
        }
        let path = self.folder.join(format!("{name}.lock"));
        match File::open(&path) {
            Ok(file) => {
                let ended = file.try_lock().is_ok();
                if ended {
                    // It would only be clutter; failing to remove it does no harm.
                    let _ = std::fs::remove_file(&path);
                }
                ended
            }
            // A lock file is removed only after its process has ended.
            Err(error) => error.kind() == std::io::ErrorKind::NotFound,
        }
    }
}

impl Drop for Host {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(self.folder.join(format!("{}.lock", self.name)));
    }
}

fn unwritable(path: &Path, error: &std::io::Error) -> Error {
    Error::new(Code::Storage, format!("cannot write {}: {error}", path.display()))
        .hint("Check the permissions and the space of the data directory, or give another: --data-dir DIR")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn old_locks_of_the_dead_are_swept_and_those_of_the_living_stay() {
        let dir = tempfile::tempdir().unwrap();
        let living = Host::enter(dir.path(), "living".into(), false).unwrap();
        let me = Host::enter(dir.path(), "me".into(), true).unwrap();
        let folder = dir.path().join("hosts");
        std::fs::write(folder.join("dead.lock"), "").unwrap();
        let files = || std::fs::read_dir(&folder).unwrap().count();
        let made = folder
            .join("dead.lock")
            .metadata()
            .unwrap()
            .modified()
            .unwrap();
        let made = Timestamp::try_from(made).unwrap();

        me.sweep(made + SignedDuration::from_hours(1));
        assert_eq!(files(), 4, "it may be a process that is just starting");
        me.sweep(made + SignedDuration::from_hours(49));
        assert_eq!(files(), 3);
        assert!(!me.has_ended("living"));
        assert!(me.has_ended("dead"));
        drop(living);
        assert!(me.has_ended("living"));
    }
}
