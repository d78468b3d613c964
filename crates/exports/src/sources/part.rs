//! A file that is not whole yet: `NAME.part`, and beside it `NAME.part.json`, which says what it is a part of.
//!
//! What the note calls kept is on the disk, come what may: it is written after the bytes are. So a download goes on
//! after a kill or a power cut where it is sure of itself, and a part of another content is begun anew, never mixed.

use std::fs::{self, File};
use std::io::{self, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::Object;
use super::error::{Fault, SourceError};

/// What a part is a part of.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Note {
    /// The bucket's address.
    bucket: String,
    key: String,
    bytes: u64,
    modified: i64,
    etag: Option<String>,
    /// So many bytes are on the disk for certain.
    kept: u64,
}

/// A file being downloaded.
#[derive(Debug)]
pub(super) struct Part {
    file: File,
    target: PathBuf,
    note: Note,
    /// How far the file is written.
    pub written: u64,
}

impl Part {
    /// Goes on with the part beside `target`, if it is one of this object as it is now; else begins anew.
    pub fn begin(target: PathBuf, bucket: String, object: &Object) -> Result<Self, SourceError> {
        let folder = target.parent().unwrap_or(Path::new("."));
        fs::create_dir_all(folder).map_err(|e| unwritable(folder, &e))?;
        let mut note = Note {
            bucket,
            key: object.key.clone(),
            bytes: object.bytes,
            modified: object.modified,
            etag: object.etag.clone(),
            kept: 0,
        };
        let path = part_path(&target);
        let known: Option<Note> = fs::read(note_path(&target))
            .ok()
            .and_then(|json| serde_json::from_slice(&json).ok());
        if let Some(known) = known {
            let kept = known.kept;
            let long_enough =
                fs::metadata(&path).is_ok_and(|m| m.len() >= kept) && kept <= object.bytes;
            if long_enough
                && known
                    == (Note {
                        kept,
                        ..clone(&note)
                    })
            {
                note.kept = kept;
            }
        }
        let mut options = File::options();
        options
            .read(true)
            .write(true)
            .create(true)
            .truncate(note.kept == 0);
        // For its owner alone, wherever it is: it holds people's data.
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let opened = options.open(&path).and_then(|mut file| {
            if note.kept > 0 {
                file.set_len(note.kept)?;
                file.seek(SeekFrom::Start(note.kept))?;
            }
            Ok(file)
        });
        let part = Self {
            file: opened.map_err(|e| unwritable(&path, &e))?,
            target,
            written: note.kept,
            note,
        };
        part.write_note()?;
        Ok(part)
    }

    /// Writes what comes next.
    pub fn write(&mut self, bytes: &[u8]) -> Result<(), SourceError> {
        self.file
            .write_all(bytes)
            .map_err(|e| self.unwritable(&e))?;
        self.written += bytes.len() as u64;
        Ok(())
    }

    /// Makes sure that what is written is on the disk, and notes it.
    pub fn keep(&mut self) -> Result<(), SourceError> {
        if self.note.kept < self.written {
            self.file.sync_data().map_err(|e| self.unwritable(&e))?;
            self.note.kept = self.written;
            self.write_note()?;
        }
        Ok(())
    }

    /// What is written, to be read from there.
    pub fn reread(&mut self, from: u64) -> io::Result<&mut File> {
        self.file.seek(SeekFrom::Start(from))?;
        Ok(&mut self.file)
    }

    /// Gives the whole file its name.
    pub fn finish(self) -> Result<PathBuf, SourceError> {
        let Self { file, target, .. } = self;
        let named = file.sync_all().and_then(|()| {
            drop(file);
            fs::rename(part_path(&target), &target)?;
            sync_folder(&target)
        });
        named.map_err(|e| unwritable(&target, &e))?;
        // It would only be clutter: without its part it is not looked at.
        let _ = fs::remove_file(note_path(&target));
        Ok(target)
    }

    /// Ends a download that failed. What is written is kept for the next one, unless it is of no use.
    pub fn end(mut self, error: SourceError) -> SourceError {
        if matches!(error.fault, Fault::Changed | Fault::Damaged) {
            self.discard();
        } else {
            // If this fails too, less is kept, and the first failure is the one to tell.
            let _ = self.keep();
        }
        error
    }

    fn discard(self) {
        let Self { file, target, .. } = self;
        drop(file);
        // The note first: a part without one is begun anew.
        let _ = fs::remove_file(note_path(&target));
        let _ = fs::remove_file(part_path(&target));
    }

    fn write_note(&self) -> Result<(), SourceError> {
        let path = note_path(&self.target);
        let fresh = beside(&path, ".new");
        let written = serde_json::to_vec(&self.note)
            .map_err(io::Error::other)
            .and_then(|json| {
                let mut file = File::create(&fresh)?;
                file.write_all(&json)?;
                file.sync_all()?;
                fs::rename(&fresh, &path)
            });
        written.map_err(|e| unwritable(&path, &e))
    }

    /// What kept it from being written or read.
    pub fn unwritable(&self, error: &io::Error) -> SourceError {
        unwritable(&part_path(&self.target), error)
    }
}

fn clone(note: &Note) -> Note {
    Note {
        bucket: note.bucket.clone(),
        key: note.key.clone(),
        etag: note.etag.clone(),
        ..*note
    }
}

/// The name of the part of a file.
pub(super) fn part_path(target: &Path) -> PathBuf {
    beside(target, ".part")
}

fn note_path(target: &Path) -> PathBuf {
    beside(target, ".part.json")
}

fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    name.into()
}

/// Removes the parts in a folder and below it, of downloads that nobody goes on with, and folders that had nothing
/// else in them.
pub fn remove_parts(folder: &Path) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let path = entry.path();
        if entry.file_type()?.is_dir() {
            remove_parts(&path)?;
        } else if let Some(target) = path.to_str().and_then(|p| p.strip_suffix(".part.json")) {
            let target = Path::new(target);
            match fs::remove_file(part_path(target)) {
                Err(e) if e.kind() != io::ErrorKind::NotFound => return Err(e),
                _ => fs::remove_file(&path)?,
            }
        }
    }
    let _ = fs::remove_dir(folder); // which leaves it where it is not empty
    Ok(())
}

/// A renamed file is there after a power cut only once its folder is on the disk.
fn sync_folder(target: &Path) -> io::Result<()> {
    if cfg!(unix)
        && let Some(folder) = target.parent()
    {
        return File::open(folder)?.sync_all();
    }
    Ok(())
}

/// What keeps a file from being written.
pub(super) fn unwritable(path: &Path, error: &io::Error) -> SourceError {
    let path = path.display();
    match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded | io::ErrorKind::FileTooLarge => {
            SourceError::new(
                Fault::DiskFull,
                format!("the disk is full: {path} could not be written to its end"),
                "Free some space, then pull again: it goes on where it stopped",
            )
        }
        _ => SourceError::new(
            Fault::File,
            format!("{path} could not be written ({error})"),
            "Check the permissions of the data directory and that its disk is well",
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn object() -> Object {
        Object {
            key: "daily/a.csv".into(),
            bytes: 10,
            modified: 1_700_000_000,
            etag: Some("\"a\"".into()),
        }
    }

    fn begin(folder: &Path, object: &Object) -> Part {
        Part::begin(folder.join("a.csv"), "https://x/b".into(), object).unwrap()
    }

    #[test]
    fn a_part_goes_on_where_it_is_sure_of_itself() {
        let dir = tempfile::tempdir().unwrap();
        let folder = dir.path().join("new/folder");
        let mut part = begin(&folder, &object());
        part.write(b"0123").unwrap();
        part.keep().unwrap();
        part.write(b"45").unwrap();
        drop(part); // as a kill would: what was not kept may or may not be on the disk
        let mut part = begin(&folder, &object());
        assert_eq!(part.written, 4);
        part.write(b"abcdef").unwrap();
        let path = part.finish().unwrap();
        assert_eq!(fs::read(path).unwrap(), b"0123abcdef");
        assert_eq!(
            fs::read_dir(&folder).unwrap().count(),
            1,
            "nothing is left beside it"
        );
    }

    #[test]
    fn parts_are_removed_and_whole_files_are_not() {
        let dir = tempfile::tempdir().unwrap();
        let [old, kept] = ["old/folder", "kept"].map(|name| dir.path().join(name));
        for folder in [&old, &kept] {
            let mut part = begin(folder, &object());
            part.write(b"0123").unwrap();
            part.keep().unwrap();
        }
        fs::write(kept.join("b.csv"), "id").unwrap();
        fs::write(kept.join("named.part"), "no part of anything").unwrap();
        remove_parts(dir.path()).unwrap();
        let mut left: Vec<_> = fs::read_dir(dir.path().join("kept"))
            .unwrap()
            .map(|e| e.unwrap().file_name())
            .collect();
        left.sort();
        assert_eq!(left, ["b.csv", "named.part"]);
        assert!(!dir.path().join("old").exists());
    }

    #[test]
    fn a_part_of_something_else_is_begun_anew() {
        let dir = tempfile::tempdir().unwrap();
        let others: [(&str, Object); 5] = [
            (
                "etag",
                Object {
                    etag: Some("\"b\"".into()),
                    ..object()
                },
            ),
            (
                "no etag",
                Object {
                    etag: None,
                    ..object()
                },
            ),
            (
                "size",
                Object {
                    bytes: 11,
                    ..object()
                },
            ),
            (
                "time",
                Object {
                    modified: 1,
                    ..object()
                },
            ),
            (
                "key",
                Object {
                    key: "b".into(),
                    ..object()
                },
            ),
        ];
        for (what, other) in others {
            let mut part = begin(dir.path(), &object());
            part.write(b"0123").unwrap();
            part.keep().unwrap();
            drop(part);
            assert_eq!(begin(dir.path(), &other).written, 0, "{what}");
            assert_eq!(
                fs::read(part_path(&dir.path().join("a.csv"))).unwrap(),
                b"",
                "{what}"
            );
        }
        let mut part = begin(dir.path(), &object());
        part.write(b"0123").unwrap();
        part.keep().unwrap();
        drop(part);
        let elsewhere =
            Part::begin(dir.path().join("a.csv"), "https://y/b".into(), &object()).unwrap();
        assert_eq!(elsewhere.written, 0, "another bucket");
    }

    #[test]
    fn a_damaged_note_or_a_short_part_is_begun_anew() {
        let dir = tempfile::tempdir().unwrap();
        let target = dir.path().join("a.csv");
        for damage in ["", "{", "{\"kept\":4}", "null"] {
            let mut part = begin(dir.path(), &object());
            part.write(b"0123").unwrap();
            part.keep().unwrap();
            drop(part);
            fs::write(note_path(&target), damage).unwrap();
            assert_eq!(begin(dir.path(), &object()).written, 0, "{damage}");
        }
        let mut part = begin(dir.path(), &object());
        part.write(b"0123").unwrap();
        part.keep().unwrap();
        drop(part);
        fs::write(part_path(&target), "012").unwrap();
        assert_eq!(begin(dir.path(), &object()).written, 0);
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_full_disk_is_said() {
        let dir = tempfile::tempdir().unwrap();
        std::os::unix::fs::symlink("/dev/full", part_path(&dir.path().join("a.csv"))).unwrap();
        let mut part = begin(dir.path(), &object());
        let error = part.write(b"0123").unwrap_err();
        assert_eq!(error.fault, Fault::DiskFull);
        assert!(error.message.starts_with("the disk is full"), "{error}");
    }
}
