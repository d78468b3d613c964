//! The file under an export: reads at offsets, and notices when the file is no longer the one that was opened.
//!
//! Read, and not mapped by itself, because a mapped file that is truncated by somebody else kills the process; what can
//! be [lent](crate::lent) safely is.

use std::fs::{self, File, Metadata};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

use crate::compressed::{Compressed, Compression};
use crate::encoding::Encoding;
use crate::error::{Change, ExportError};
use crate::lent::{Lender, Lent};

/// An open file and what it was when it was opened.
#[derive(Debug)]
pub(crate) struct Source {
    path: PathBuf,
    file: Arc<File>,
    identity: Identity,
    /// The text of a compressed file, which is read in its place.
    unpacked: Option<Unpacked>,
    lender: Lender,
}

#[derive(Debug)]
struct Unpacked {
    file: Arc<File>,
    length: u64,
    by: Compression,
}

/// What tells a file from another one, or from itself after a change.
#[derive(Debug, PartialEq, Eq)]
struct Identity {
    length: u64,
    modified: Option<SystemTime>,
    /// Device and inode; the creation time where there are no such numbers.
    inode: (u64, u64),
}

impl Identity {
    fn of(metadata: &Metadata) -> Self {
        #[cfg(unix)]
        let inode = {
            use std::os::unix::fs::MetadataExt;
            (metadata.dev(), metadata.ino())
        };
        #[cfg(not(unix))]
        let inode = metadata
            .created()
            .ok()
            .and_then(|t| t.duration_since(SystemTime::UNIX_EPOCH).ok())
            .map_or((0, 0), |d| (d.as_secs(), u64::from(d.subsec_nanos())));
        Self {
            length: metadata.len(),
            modified: metadata.modified().ok(),
            inode,
        }
    }
}

impl Source {
    pub(crate) fn open(path: &Path) -> Result<Self, ExportError> {
        let failed = |cause| ExportError::io(path, cause);
        // Looked at before it is opened: opening a pipe would wait for somebody to write to it.
        let metadata = fs::metadata(path).map_err(failed)?;
        if metadata.is_dir() {
            return Err(ExportError::Directory {
                path: path.to_path_buf(),
            });
        }
        if !metadata.is_file() {
            return Err(ExportError::NotAFile {
                path: path.to_path_buf(),
            });
        }
        let file = File::open(path).map_err(failed)?;
        let identity = Identity::of(&file.metadata().map_err(failed)?);
        Ok(Self {
            path: path.to_path_buf(),
            file: Arc::new(file),
            identity,
            unpacked: None,
            lender: Lender::default(),
        })
    }

    /// The same source, read as `text`, which is what it holds when it is decompressed. It keeps its path, and
    /// notices its own changes.
    pub(crate) fn unpacked(self, text: File, by: Compression) -> Result<Self, ExportError> {
        let metadata = text.metadata();
        let length = metadata.map_err(|e| ExportError::io(&self.path, e))?.len();
        let unpacked = Some(Unpacked {
            file: Arc::new(text),
            length,
            by,
        });
        Ok(Self { unpacked, ..self })
    }

    /// How the file is compressed, and its own length.
    pub(crate) fn compressed(&self) -> Option<Compressed> {
        self.unpacked.as_ref().map(|unpacked| Compressed {
            by: unpacked.by,
            bytes: self.identity.length,
        })
    }

    /// Names the file as it is now: by its path, its time, its length and samples of its bytes.
    pub(crate) fn key(&self) -> Result<u64, ExportError> {
        let mut hasher = DefaultHasher::new();
        let path = std::path::absolute(&self.path);
        path.as_ref().unwrap_or(&self.path).hash(&mut hasher);
        self.identity.modified.hash(&mut hasher);
        sample(self.length(), &mut hasher, |block, offset| {
            self.read_at(block, offset)
        })?;
        Ok(hasher.finish())
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// The length at the time of opening, in bytes of text.
    pub(crate) fn length(&self) -> u64 {
        self.unpacked
            .as_ref()
            .map_or(self.identity.length, |unpacked| unpacked.length)
    }

    /// An error unless the path still leads to the same, unchanged file.
    pub(crate) fn verify(&self) -> Result<(), ExportError> {
        let changed = |how| {
            Err(ExportError::Changed {
                path: self.path.clone(),
                how,
            })
        };
        let now = match fs::metadata(&self.path) {
            Ok(metadata) => Identity::of(&metadata),
            Err(e) if e.kind() == io::ErrorKind::NotFound => return changed(Change::Removed),
            Err(e) => return Err(ExportError::io(&self.path, e)),
        };
        if now == self.identity {
            let whole = |unpacked: &Unpacked| {
                let metadata = unpacked.file.metadata();
                metadata.is_ok_and(|now| now.len() == unpacked.length)
            };
            return if self.unpacked.as_ref().is_none_or(whole) {
                Ok(())
            } else {
                changed(Change::Unpacked)
            };
        }
        changed(if now.inode != self.identity.inode {
            Change::Replaced
        } else if now.length < self.identity.length {
            Change::Truncated
        } else if now.length > self.identity.length {
            Change::Grown
        } else {
            Change::Rewritten
        })
    }

    /// The bytes from `from` on, at least up to `to`, if they can be lent.
    pub(crate) fn lend(&self, from: u64, to: u64) -> Option<Lent> {
        self.lender.lend(self.text(), self.length(), from, to)
    }

    /// What is read.
    fn text(&self) -> &Arc<File> {
        self.unpacked.as_ref().map_or(&self.file, |u| &u.file)
    }

    /// Fills `buffer` from `offset`, or less of it where the file ends. Never reads past the length at opening.
    pub(crate) fn read_at(&self, buffer: &mut [u8], offset: u64) -> Result<usize, ExportError> {
        let left = usize::try_from(self.length().saturating_sub(offset)).unwrap_or(usize::MAX);
        let want = buffer.len().min(left);
        let mut done = 0;
        let lost = match &self.unpacked {
            Some(_) => Change::Unpacked,
            None => Change::Truncated,
        };
        while done < want {
            match read_once(self.text(), &mut buffer[done..want], offset + done as u64) {
                Ok(0) => {
                    return Err(ExportError::Changed {
                        path: self.path.clone(),
                        how: lost,
                    });
                }
                Ok(n) => done += n,
                Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
                Err(e) => return Err(ExportError::io(&self.path, e)),
            }
        }
        Ok(done)
    }
}

/// Takes in a length and blocks spread evenly over it, the first and the last among them.
pub(crate) fn sample<E>(
    length: u64,
    hasher: &mut impl Hasher,
    mut read: impl FnMut(&mut [u8], u64) -> Result<usize, E>,
) -> Result<(), E> {
    const BLOCKS: u64 = 16;
    let mut block = [0; 4 << 10];
    hasher.write_u64(length);
    let last = length.saturating_sub(block.len() as u64);
    for i in 0..BLOCKS {
        let offset = u128::from(last) * u128::from(i) / u128::from(BLOCKS - 1);
        let read = read(&mut block, u64::try_from(offset).unwrap_or(last))?;
        hasher.write(&block[..read]);
    }
    Ok(())
}

#[cfg(unix)]
fn read_once(file: &File, buffer: &mut [u8], offset: u64) -> io::Result<usize> {
    std::os::unix::fs::FileExt::read_at(file, buffer, offset)
}

#[cfg(windows)]
fn read_once(file: &File, buffer: &mut [u8], offset: u64) -> io::Result<usize> {
    std::os::windows::fs::FileExt::seek_read(file, buffer, offset)
}

/// The bytes of a source from an offset on, buffered, as the scanner reads them.
pub(crate) struct Input<'a> {
    source: &'a Source,
    encoding: Encoding,
    /// Where the next read starts in the file.
    ahead: u64,
    raw: Vec<u8>,
    /// What was read; equal to `raw` unless it had to be transcoded.
    transcoded: Vec<u8>,
    /// The part of it that is not consumed yet.
    at: usize,
    end: usize,
    /// How far the file is consumed.
    offset: u64,
}

impl<'a> Input<'a> {
    /// `chunk` is the number of bytes to read at once; at least 4, so that any character fits.
    pub(crate) fn new(source: &'a Source, encoding: Encoding, offset: u64, chunk: usize) -> Self {
        let raw = vec![0; chunk.max(4)];
        Self {
            source,
            encoding,
            ahead: offset,
            raw,
            transcoded: Vec::new(),
            at: 0,
            end: 0,
            offset,
        }
    }

    pub(crate) fn is_used_up(&self) -> bool {
        self.at == self.end
    }

    /// Offset in the file of the first byte that is not consumed.
    pub(crate) fn offset(&self) -> u64 {
        self.offset
    }

    /// Reads the next chunk, once the last one is consumed.
    pub(crate) fn refill(&mut self) -> Result<(), ExportError> {
        let read = self.source.read_at(&mut self.raw, self.ahead)?;
        self.at = 0;
        if self.encoding.is_utf16() {
            let last = self.ahead + read as u64 >= self.source.length();
            self.transcoded.clear();
            self.ahead += self
                .encoding
                .transcode(&self.raw[..read], last, &mut self.transcoded)
                as u64;
            self.end = self.transcoded.len();
        } else {
            self.ahead += read as u64;
            self.end = read;
        }
        Ok(())
    }

    /// What is read and not consumed; empty at the end of the file, and before a refill.
    pub(crate) fn rest(&self) -> &[u8] {
        let all = if self.encoding.is_utf16() {
            &self.transcoded
        } else {
            &self.raw
        };
        &all[self.at..self.end]
    }

    pub(crate) fn consume(&mut self, count: usize) {
        self.offset += self.encoding.source_length(&self.rest()[..count]);
        self.at += count;
    }
}
