//! Compressed exports: gzip and zstd, told by their first bytes, decompressed once into the cache and read from there.
//!
//! The text in the cache has the source's key (path, size, time, samples of its bytes), its own length and samples of
//! its own bytes in its name, so that the next open finds it without reading it, and damage is noticed. It gets that
//! name when it is whole. Old ones go when there is too much of it.

use std::fs::{self, File};
use std::hash::{DefaultHasher, Hasher};
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom, Write};
use std::path::Path;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::draft::{Draft, clear, unwritable};
use crate::error::ExportError;
use crate::records::{Progress, Watch};
use crate::source::{Source, sample};

/// How a file is compressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Compression {
    /// RFC 1952, of any number of members.
    Gzip,
    /// RFC 8878, of any number of frames.
    Zstd,
}

impl std::fmt::Display for Compression {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Gzip => "gzip",
            Self::Zstd => "zstd",
        })
    }
}

/// What an export was before it was decompressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Compressed {
    /// How.
    pub by: Compression,
    /// Length of the compressed file in bytes.
    #[ts(type = "number")]
    pub bytes: u64,
}

impl Compression {
    fn of(head: &[u8]) -> Option<Self> {
        match head {
            [0x1F, 0x8B, ..] => Some(Self::Gzip),
            // A frame, or one to be skipped before it, which parallel compressors write.
            [0x28, 0xB5, 0x2F, 0xFD, ..] | [0x50..=0x5F, 0x2A, 0x4D, 0x18, ..] => Some(Self::Zstd),
            _ => None,
        }
    }
}

/// The folder of the cache that holds decompressed files.
const FOLDER: &str = "unpacked";

/// How much of them is kept besides the one that is being opened, in bytes.
const KEPT_BYTES: u64 = 32 << 30;

/// Compressed bytes to read at once.
const CHUNK: usize = 256 << 10;

/// Decompressed bytes to write at once.
const WRITE: usize = 1 << 20;

/// The source as it is, or reading its decompressed text if it is compressed.
///
/// Progress and cancel go by compressed bytes. Without a cache a compressed file is
/// [`NotCsv`](ExportError::NotCsv).
pub(crate) fn unpacked(
    source: Source,
    cache: Option<&Path>,
    watch: Watch<'_>,
) -> Result<Source, ExportError> {
    let mut head = [0; 4];
    let read = source.read_at(&mut head, 0)?;
    let Some(by) = Compression::of(&head[..read]) else {
        return Ok(source);
    };
    let Some(cache) = cache else {
        return Ok(source); // the sniffer refuses it, with a remedy
    };
    let folder = cache.join(FOLDER);
    let key = source.key()?;
    let file = match saved(&folder, key) {
        Some(file) => file,
        None => unpack(&source, by, &folder, key, watch)?,
    };
    source.unpacked(file, by)
}

/// The name of a decompressed file: its source's key, its length, and a sample of it.
fn name(key: u64, file: &mut File) -> io::Result<String> {
    let length = file.metadata()?.len();
    let mut hasher = DefaultHasher::new();
    sample(length, &mut hasher, |block, offset| {
        file.seek(SeekFrom::Start(offset))?;
        let want = block
            .len()
            .min(usize::try_from(length).unwrap_or(usize::MAX));
        file.read_exact(&mut block[..want])?;
        Ok::<_, io::Error>(want)
    })?;
    Ok(format!("{key:016x}-{length:x}-{:016x}", hasher.finish()))
}

/// The decompressed text of a source, if it is there and as it was written. What is damaged is removed.
fn saved(folder: &Path, key: u64) -> Option<File> {
    let start = format!("{key:016x}-");
    for entry in fs::read_dir(folder).ok()?.flatten() {
        let Ok(is) = entry.file_name().into_string() else {
            continue;
        };
        if !is.starts_with(&start) {
            continue;
        }
        let path = entry.path();
        let mut file = File::open(&path).ok()?;
        if name(key, &mut file).is_ok_and(|should| should == is) {
            return Some(file);
        }
        let _ = fs::remove_file(path);
    }
    None
}

fn unpack(
    source: &Source,
    by: Compression,
    folder: &Path,
    key: u64,
    watch: Watch<'_>,
) -> Result<File, ExportError> {
    let unwritable = |cause| unwritable(folder, cause);
    let mut draft = Draft::create(folder).map_err(unwritable)?;
    let mut packed = Packed::new(source, watch);
    let result = match by {
        Compression::Gzip => gunzip(&mut packed, &mut draft.file),
        Compression::Zstd => unzstd(&mut packed, &mut draft.file),
    };
    if let Some(error) = packed.failed {
        return Err(error);
    }
    result.map_err(|fault| match fault {
        Fault::Write(cause) => unwritable(cause),
        Fault::Data(how) => ExportError::Damaged {
            path: source.path().to_path_buf(),
            by,
            how,
        },
    })?;
    source.verify()?;
    let name = name(key, &mut draft.file).map_err(unwritable)?;
    let path = draft.keep(&name).map_err(unwritable)?;
    let file = File::open(&path).map_err(unwritable)?;
    clear(folder, &path, KEPT_BYTES);
    Ok(file)
}

/// Why a stream did not become text.
enum Fault {
    Write(io::Error),
    /// What is wrong with the compressed bytes.
    Data(&'static str),
}

impl Fault {
    fn data(e: &io::Error) -> Self {
        Self::Data(if e.kind() == io::ErrorKind::UnexpectedEof {
            "ends too early"
        } else {
            "cannot be decompressed"
        })
    }
}

/// Member after member. Zeros may follow the last one, as they do on tapes.
fn gunzip(packed: &mut Packed<'_>, out: &mut File) -> Result<(), Fault> {
    let mut input = BufReader::with_capacity(CHUNK, packed);
    loop {
        let mut member = flate2::bufread::GzDecoder::new(input);
        pour(&mut member, out)?;
        input = member.into_inner();
        let mut rest = input.fill_buf().map_err(|e| Fault::data(&e))?;
        if rest.first() == Some(&0x1F) {
            continue;
        }
        while !rest.is_empty() {
            if rest.iter().any(|b| *b != 0) {
                return Err(Fault::Data("is followed by something else"));
            }
            let zeros = rest.len();
            input.consume(zeros);
            rest = input.fill_buf().map_err(|e| Fault::data(&e))?;
        }
        return Ok(());
    }
}

fn unzstd(packed: &mut Packed<'_>, out: &mut File) -> Result<(), Fault> {
    let input = BufReader::with_capacity(CHUNK, packed);
    let mut frames =
        zstd::stream::read::Decoder::with_buffer(input).map_err(|e| Fault::data(&e))?;
    pour(&mut frames, out)
}

fn pour(from: &mut impl Read, to: &mut File) -> Result<(), Fault> {
    let mut buffer = vec![0; WRITE];
    loop {
        let mut full = 0;
        while full < buffer.len() {
            match from.read(&mut buffer[full..]) {
                Ok(0) => break,
                Ok(n) => full += n,
                Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
                Err(e) => return Err(Fault::data(&e)),
            }
        }
        to.write_all(&buffer[..full]).map_err(Fault::Write)?;
        if full < buffer.len() {
            return Ok(());
        }
    }
}

/// The compressed bytes, watched. An error of ours ends the stream and is kept here, because a decoder can only pass
/// on one of the operating system.
struct Packed<'a> {
    source: &'a Source,
    watch: Watch<'a>,
    offset: u64,
    failed: Option<ExportError>,
}

impl<'a> Packed<'a> {
    fn new(source: &'a Source, watch: Watch<'a>) -> Self {
        Self {
            source,
            watch,
            offset: 0,
            failed: None,
        }
    }

    fn next(&mut self, buffer: &mut [u8]) -> Result<usize, ExportError> {
        if self.watch.cancel.is_cancelled() {
            return Err(ExportError::Cancelled {
                path: self.source.path().to_path_buf(),
            });
        }
        self.source.verify()?;
        let read = self.source.read_at(buffer, self.offset)?;
        self.offset += read as u64;
        (self.watch.on_progress)(Progress {
            bytes: self.offset,
            total_bytes: self.source.length(),
            records: 0,
        });
        Ok(read)
    }
}

impl Read for Packed<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.next(buffer).map_err(|error| {
            self.failed = Some(error);
            io::Error::other("see `failed`")
        })
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;
    use std::path::PathBuf;

    use tokio_util::sync::CancellationToken;

    use super::*;

    fn text(lines: usize) -> String {
        (0..lines).fold("id,name\n".into(), |text, i| {
            text + &format!("{i},\"name {}\"\n", i * 7_919 % 10_007)
        })
    }

    fn gzip(text: &[u8]) -> Vec<u8> {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        encoder.write_all(text).unwrap();
        encoder.finish().unwrap()
    }

    fn zstd(text: &[u8]) -> Vec<u8> {
        let mut encoder = zstd::stream::write::Encoder::new(Vec::new(), 1).unwrap();
        encoder.include_checksum(true).unwrap(); // as the command does; without one, not all damage can be seen
        encoder.write_all(text).unwrap();
        encoder.finish().unwrap()
    }

    struct Place {
        dir: tempfile::TempDir,
    }

    impl Place {
        fn new() -> Self {
            Self {
                dir: tempfile::tempdir().unwrap(),
            }
        }

        fn cache(&self) -> PathBuf {
            self.dir.path().join("cache")
        }

        fn put(&self, content: &[u8]) -> PathBuf {
            let path = self.dir.path().join("export.csv"); // the name says nothing
            fs::write(&path, content).unwrap();
            path
        }

        /// Opens a file of this content; the text that is read of it.
        fn read(&self, content: &[u8]) -> Result<Vec<u8>, ExportError> {
            let source = open(&self.put(content), &self.cache())?;
            let mut text = vec![0; usize::try_from(source.length()).unwrap()];
            source.read_at(&mut text, 0)?;
            source.verify()?;
            Ok(text)
        }

        /// The names in the cache.
        fn names(&self) -> Vec<PathBuf> {
            let entries = fs::read_dir(self.cache().join(FOLDER));
            entries.map_or(vec![], |all| all.map(|e| e.unwrap().path()).collect())
        }

        fn said(&self, error: &ExportError) -> String {
            error
                .to_string()
                .replace(self.dir.path().to_str().unwrap(), "DIR")
        }
    }

    fn open(path: &Path, cache: &Path) -> Result<Source, ExportError> {
        let watch = Watch {
            on_progress: &|_| {},
            cancel: &CancellationToken::new(),
        };
        unpacked(Source::open(path)?, Some(cache), watch)
    }

    #[test]
    fn what_is_compressed_reads_as_its_text() {
        let text = text(60_000);
        let text = text.as_bytes();
        let (half, other) = text.split_at(text.len() / 2);
        let skipped = [&b"\x50\x2A\x4D\x18\x04\0\0\0skip"[..], &zstd(text)].concat();
        for packed in [
            gzip(text),
            [gzip(half), gzip(b""), gzip(other)].concat(),
            [gzip(text), vec![0; 600_000]].concat(), // as a tape pads it
            zstd(text),
            [zstd(half), zstd(other)].concat(),
            skipped,
            text.to_vec(),
        ] {
            let place = Place::new();
            assert!(place.read(&packed).unwrap() == text);
        }
        assert_eq!(Place::new().read(&gzip(b"")).unwrap(), b"");
    }

    #[test]
    fn the_second_open_reads_what_the_first_one_wrote() {
        let place = Place::new();
        let path = place.put(&gzip(text(100_000).as_bytes()));
        let first = open(&path, &place.cache()).unwrap();
        assert_eq!(
            first.compressed(),
            Some(Compressed {
                by: Compression::Gzip,
                bytes: fs::metadata(&path).unwrap().len()
            })
        );
        let [saved] = &place.names()[..] else {
            panic!("{:?}", place.names());
        };
        let calls = Cell::new(0);
        let again = |cancel: &CancellationToken| {
            let count = |_| calls.set(calls.get() + 1);
            let watch = Watch {
                on_progress: &count,
                cancel,
            };
            unpacked(Source::open(&path).unwrap(), Some(&place.cache()), watch)
        };
        let cancelled = CancellationToken::new();
        cancelled.cancel();
        again(&cancelled).unwrap();
        assert_eq!(calls.get(), 0);

        // A saved text that was damaged is made again.
        let whole = fs::read(saved).unwrap();
        fs::write(saved, &whole[..whole.len() - 1]).unwrap();
        assert_eq!(
            place.said(&first.verify().unwrap_err()),
            "DIR/export.csv lost its decompressed copy while it was open: reopen it"
        );
        assert!(again(&cancelled).is_err());
        again(&CancellationToken::new()).unwrap();
        assert!(calls.get() > 1);
        assert!(fs::read(saved).unwrap() == whole);

        // Another file at the same path is another file.
        place.put(&gzip(b"id\n1\n"));
        again(&CancellationToken::new()).unwrap();
        assert_eq!(place.names().len(), 2);
    }

    #[test]
    fn damage_is_told_and_leaves_nothing_behind() {
        let text = text(50_000);
        let (gz, zst) = (gzip(text.as_bytes()), zstd(text.as_bytes()));
        let flipped = |packed: &[u8]| {
            let mut packed = packed.to_vec();
            let middle = packed.len() / 2;
            packed[middle..middle + 64].fill(0xA5);
            packed
        };
        let said = |packed: &[u8]| {
            let place = Place::new();
            let error = place.read(packed).map(drop).unwrap_err();
            assert_eq!(place.names(), [] as [PathBuf; 0]);
            place.said(&error)
        };
        for cut in [3, 12, gz.len() / 2, gz.len() - 1] {
            assert_eq!(
                said(&gz[..cut]),
                "DIR/export.csv is damaged, its gzip data ends too early: download or export it again"
            );
        }
        for cut in [5, zst.len() / 2, zst.len() - 1] {
            assert_eq!(
                said(&zst[..cut]),
                "DIR/export.csv is damaged, its zstd data ends too early: download or export it again"
            );
        }
        insta::assert_snapshot!(said(&flipped(&gz)), @"DIR/export.csv is damaged, its gzip data cannot be decompressed: download or export it again");
        insta::assert_snapshot!(said(&flipped(&zst)), @"DIR/export.csv is damaged, its zstd data cannot be decompressed: download or export it again");
        insta::assert_snapshot!(said(&[&gz[..], b"<html>"].concat()), @"DIR/export.csv is damaged, its gzip data is followed by something else: download or export it again");
        insta::assert_snapshot!(said(&[&zst[..], b"<html>"].concat()), @"DIR/export.csv is damaged, its zstd data cannot be decompressed: download or export it again");
    }

    #[test]
    fn a_cancel_and_a_change_meanwhile_end_it_and_leave_nothing_behind() {
        let place = Place::new();
        let path = place.put(&gzip(text(400_000).as_bytes()));
        let cancel = CancellationToken::new();
        let seen = Cell::new((0, 0));
        let cancel_in_the_middle = |p: Progress| {
            seen.set((p.bytes, p.total_bytes));
            if p.bytes < p.total_bytes {
                cancel.cancel();
            }
        };
        let watch = Watch {
            on_progress: &cancel_in_the_middle,
            cancel: &cancel,
        };
        let error = unpacked(Source::open(&path).unwrap(), Some(&place.cache()), watch);
        assert_eq!(
            place.said(&error.unwrap_err()),
            "reading DIR/export.csv was cancelled"
        );
        assert!(seen.get().0 > 0 && seen.get().0 < seen.get().1);
        let truncate = |_| {
            let file = File::options().write(true).open(&path).unwrap();
            file.set_len(300_000).unwrap();
        };
        let watch = Watch {
            on_progress: &truncate,
            cancel: &CancellationToken::new(),
        };
        let error = unpacked(Source::open(&path).unwrap(), Some(&place.cache()), watch);
        assert_eq!(
            place.said(&error.unwrap_err()),
            "DIR/export.csv was truncated while it was open: reopen it"
        );
        assert_eq!(place.names(), [] as [PathBuf; 0]);
    }

    #[test]
    fn a_cache_that_cannot_be_is_named() {
        let place = Place::new();
        fs::write(place.cache(), "a file where the folder should be").unwrap();
        let error = place.read(&gzip(b"id\n1\n")).unwrap_err();
        assert!(matches!(error, ExportError::Cache { .. }));
        assert!(
            place
                .said(&error)
                .starts_with("the cache folder DIR/cache/unpacked cannot be written (")
        );
    }

    #[cfg(unix)]
    #[test]
    fn a_full_disk_is_told_and_leaves_nothing_behind() {
        if !crate::testing::may_write_little(
            "compressed::tests::a_full_disk_is_told_and_leaves_nothing_behind",
        ) {
            return;
        }
        let place = Place::new();
        let packed = gzip("id,name\n".repeat(50_000).as_bytes());
        let error = place.read(&packed).map(drop).unwrap_err();
        assert_eq!(
            place.said(&error),
            "there is no room left in the cache folder DIR/cache/unpacked: free some space, or choose another one"
        );
        assert_eq!(place.names(), [] as [PathBuf; 0]);
    }
}
