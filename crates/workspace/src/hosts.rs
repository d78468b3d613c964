//! Which processes are at work on a data directory, proven by file locks that die with them.
//!
//! A run names its host. At start, a run that is still open and whose host's lock is free belongs to a process that
//! died in the middle: nobody knows whether its request took effect.

use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};

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
