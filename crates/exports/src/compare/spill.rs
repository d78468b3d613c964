//! Rows of numbers in parts, in memory while they are few and in a file of the cache when they are many.
//!
//! Filled by several threads at once, then read part by part. The file goes when this is dropped.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};

use crate::draft::{Draft, unwritable};
use crate::error::ExportError;

/// How many bytes all parts may hold in memory.
pub(super) const BUDGET: usize = 48 << 20;

#[derive(Debug)]
pub(super) struct Spill<const N: usize> {
    folder: PathBuf,
    parts: Vec<Mutex<Vec<Piece<N>>>>,
    budget: usize,
    held: AtomicUsize,
    file: OnceLock<Draft>,
    /// Keeps a second thread from making the file.
    making: Mutex<()>,
    written: AtomicU64,
}

/// Some rows of a part, in the order in which they were added.
#[derive(Debug)]
struct Piece<const N: usize> {
    /// Rows of the part before it.
    before: usize,
    count: usize,
    rows: Rows<N>,
}

#[derive(Debug)]
enum Rows<const N: usize> {
    Held(Box<[[u64; N]]>),
    /// From this offset of the file on.
    Written(u64),
}

impl<const N: usize> Spill<N> {
    const ROW: usize = N * size_of::<u64>();

    /// The file is made in `folder` when more than `budget` bytes would be held.
    pub(super) fn new(folder: &Path, parts: usize, budget: usize) -> Self {
        Self {
            folder: folder.to_path_buf(),
            parts: (0..parts).map(|_| Mutex::default()).collect(),
            budget,
            held: AtomicUsize::new(0),
            file: OnceLock::new(),
            making: Mutex::default(),
            written: AtomicU64::new(0),
        }
    }

    /// Adds rows to a part. Those of one call stay together.
    pub(super) fn push(&self, part: usize, rows: &[[u64; N]]) -> Result<(), ExportError> {
        if rows.is_empty() {
            return Ok(());
        }
        let bytes = rows.len() * Self::ROW;
        let stored = if self.held.fetch_add(bytes, Ordering::Relaxed) + bytes <= self.budget {
            Rows::Held(rows.into())
        } else {
            self.held.fetch_sub(bytes, Ordering::Relaxed);
            Rows::Written(self.write(rows)?)
        };
        let mut pieces = lock(&self.parts[part]);
        let before = pieces.last().map_or(0, |last| last.before + last.count);
        pieces.push(Piece {
            before,
            count: rows.len(),
            rows: stored,
        });
        Ok(())
    }

    /// How many rows a part has.
    pub(super) fn len(&self, part: usize) -> usize {
        let pieces = lock(&self.parts[part]);
        pieces.last().map_or(0, |last| last.before + last.count)
    }

    /// Replaces `rows` by those of a part, in no order if several threads have added some.
    pub(super) fn read(&self, part: usize, rows: &mut Vec<[u64; N]>) -> Result<(), ExportError> {
        rows.clear();
        let mut bytes = Vec::new();
        for piece in lock(&self.parts[part]).iter() {
            match &piece.rows {
                Rows::Held(held) => rows.extend_from_slice(held),
                Rows::Written(offset) => {
                    bytes.resize(piece.count * Self::ROW, 0);
                    self.read_at(&mut bytes, *offset)?;
                    rows.extend(bytes.chunks_exact(Self::ROW).map(row));
                }
            }
        }
        Ok(())
    }

    /// One row of a part, by its place in it.
    pub(super) fn row(&self, part: usize, at: usize) -> Result<Option<[u64; N]>, ExportError> {
        let pieces = lock(&self.parts[part]);
        let i = pieces.partition_point(|piece| piece.before + piece.count <= at);
        let Some(piece) = pieces.get(i) else {
            return Ok(None);
        };
        let at = at - piece.before;
        Ok(Some(match &piece.rows {
            Rows::Held(held) => held[at],
            Rows::Written(offset) => {
                let mut bytes = vec![0; Self::ROW];
                self.read_at(&mut bytes, offset + (at * Self::ROW) as u64)?;
                row(&bytes)
            }
        }))
    }

    fn write(&self, rows: &[[u64; N]]) -> Result<u64, ExportError> {
        let mut bytes = Vec::with_capacity(rows.len() * Self::ROW);
        for number in rows.as_flattened() {
            bytes.extend_from_slice(&number.to_le_bytes());
        }
        let offset = self
            .written
            .fetch_add(bytes.len() as u64, Ordering::Relaxed);
        write_all_at(self.file()?, &bytes, offset).map_err(|e| unwritable(&self.folder, e))?;
        Ok(offset)
    }

    fn read_at(&self, bytes: &mut [u8], offset: u64) -> Result<(), ExportError> {
        read_exact_at(self.file()?, bytes, offset).map_err(|e| unwritable(&self.folder, e))
    }

    fn file(&self) -> Result<&File, ExportError> {
        if let Some(draft) = self.file.get() {
            return Ok(&draft.file);
        }
        let _making = lock(&self.making);
        if self.file.get().is_none() {
            let draft = Draft::nameless(&self.folder).map_err(|e| unwritable(&self.folder, e))?;
            let _ = self.file.set(draft);
        }
        self.file()
    }
}

/// A panic of another holder leaves whole pieces.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn row<const N: usize>(bytes: &[u8]) -> [u64; N] {
    let mut row = [0; N];
    for (number, bytes) in row.iter_mut().zip(bytes.as_chunks::<8>().0) {
        *number = u64::from_le_bytes(*bytes);
    }
    row
}

#[cfg(unix)]
fn write_all_at(file: &File, bytes: &[u8], offset: u64) -> io::Result<()> {
    std::os::unix::fs::FileExt::write_all_at(file, bytes, offset)
}

#[cfg(unix)]
fn read_exact_at(file: &File, bytes: &mut [u8], offset: u64) -> io::Result<()> {
    std::os::unix::fs::FileExt::read_exact_at(file, bytes, offset)
}

#[cfg(windows)]
fn write_all_at(file: &File, mut bytes: &[u8], mut offset: u64) -> io::Result<()> {
    while !bytes.is_empty() {
        match std::os::windows::fs::FileExt::seek_write(file, bytes, offset)? {
            0 => return Err(io::ErrorKind::WriteZero.into()),
            n => {
                bytes = &bytes[n..];
                offset += n as u64;
            }
        }
    }
    Ok(())
}

#[cfg(windows)]
fn read_exact_at(file: &File, mut bytes: &mut [u8], mut offset: u64) -> io::Result<()> {
    while !bytes.is_empty() {
        match std::os::windows::fs::FileExt::seek_read(file, bytes, offset)? {
            0 => return Err(io::ErrorKind::UnexpectedEof.into()),
            n => {
                bytes = &mut bytes[n..];
                offset += n as u64;
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_held_and_what_is_written_read_the_same() {
        for budget in [0, 100, BUDGET] {
            let dir = tempfile::tempdir().unwrap();
            let spill = Spill::<2>::new(dir.path(), 3, budget);
            let mut expected = vec![Vec::new(); 3];
            for i in 0..20_u64 {
                let part = usize::try_from(i % 3).unwrap();
                let rows: Vec<[u64; 2]> = (0..i % 5).map(|n| [i, n]).collect();
                spill.push(part, &rows).unwrap();
                expected[part].extend(rows);
            }
            let mut rows = vec![[9, 9]];
            for (part, expected) in expected.iter().enumerate() {
                spill.read(part, &mut rows).unwrap();
                assert_eq!(&rows, expected);
                assert_eq!(spill.len(part), expected.len());
                for (at, row) in expected.iter().enumerate() {
                    assert_eq!(spill.row(part, at).unwrap(), Some(*row));
                }
                assert_eq!(spill.row(part, expected.len()).unwrap(), None);
            }
            assert_eq!(spill.file.get().is_some(), budget < BUDGET);
            drop(spill);
            assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 0);
        }
    }

    #[test]
    fn a_folder_that_cannot_be_is_an_error() {
        let file = tempfile::NamedTempFile::new().unwrap();
        let spill = Spill::<1>::new(file.path(), 1, 0);
        assert!(matches!(
            spill.push(0, &[[1]]),
            Err(ExportError::Cache { .. })
        ));
    }
}
