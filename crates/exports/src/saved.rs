//! The index of a file, kept in the cache until the file is opened again.
//!
//! It is found by what it depends on: the file (path, size, time, samples of its bytes) and how it is read. It is all
//! of the index, behind a mark that says its form, and before a checksum. One that does not hold what it should is
//! removed, as if it had never been there. One that cannot be written is no harm: the next open counts again.

use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use roaring::RoaringBitmap;

use crate::draft::{Draft, clear};
use crate::error::ExportError;
use crate::export::Export;
use crate::hash::hash;
use crate::index::Index;
use crate::records::Start;

/// What the file starts with; another one when its form changes, or what an index means.
const MARK: u64 = u64::from_le_bytes(*b"PBindx01");

/// The mark, the key, the number of records and of places; then a place in three numbers each; then the set of odd
/// blocks, and the checksum.
const HEADER: usize = 4;
const PLACE: usize = 3;
const NUMBER: usize = 8;

/// The folder of the cache, and how much of it is kept besides the newest one, in bytes.
const FOLDER: &str = "indexes";
const KEPT_BYTES: u64 = 256 << 20;

impl Export {
    /// Takes the index from the cache, if it is there.
    pub(crate) fn recall(&self) -> Result<(), ExportError> {
        let Some((path, key)) = self.saved_index()? else {
            return Ok(());
        };
        let Ok(metadata) = fs::metadata(&path) else {
            return Ok(());
        };
        // A block has one place at most, and takes less than another one in the set of odd blocks.
        let blocks = self.source().length() / self.grain().block + 1_000;
        let read = if metadata.len() <= blocks * 2 * (PLACE * NUMBER) as u64 {
            fs::read(&path).ok()
        } else {
            None
        };
        match read.and_then(|bytes| self.decode(&bytes, key)) {
            Some(index) => *self.known() = index,
            None => {
                let _ = fs::remove_file(&path); // if it cannot be, it is as useless the next time
            }
        }
        Ok(())
    }

    /// Puts the index, which is complete, into the cache.
    pub(crate) fn keep(&self) -> Result<(), ExportError> {
        let Some((path, key)) = self.saved_index()? else {
            return Ok(());
        };
        let bytes = encode(&self.known(), key);
        if let (Some(folder), Ok(bytes)) = (path.parent(), bytes)
            && write(folder, &format!("{key:016x}"), &bytes).is_ok()
        {
            clear(folder, &path, KEPT_BYTES);
        }
        Ok(())
    }

    /// Where the index is in the cache, and its key.
    fn saved_index(&self) -> Result<Option<(PathBuf, u64)>, ExportError> {
        let Some(cache) = &self.options().cache else {
            return Ok(None);
        };
        let layout = self.layout();
        let mut hasher = DefaultHasher::new();
        self.source().key()?.hash(&mut hasher);
        layout.encoding.hash(&mut hasher);
        layout.delimiter.hash(&mut hasher);
        layout.data.byte.hash(&mut hasher);
        self.grain().block.hash(&mut hasher);
        let key = hasher.finish();
        Ok(Some((cache.join(FOLDER).join(format!("{key:016x}")), key)))
    }

    fn decode(&self, bytes: &[u8], key: u64) -> Option<Index> {
        let (content, sum) = bytes.split_last_chunk::<NUMBER>()?;
        if hash(content) != u64::from_le_bytes(*sum) {
            return None;
        }
        let (header, content) = content.split_first_chunk::<{ HEADER * NUMBER }>()?;
        let mut header = numbers(header);
        let header = [
            header.next()?,
            header.next()?,
            header.next()?,
            header.next()?,
        ];
        let [MARK, of, total, count] = header else {
            return None;
        };
        let length = usize::try_from(count).ok()?.checked_mul(PLACE * NUMBER)?;
        let (places, odd) = content.split_at_checked(length)?;
        let places: Vec<Start> = places
            .as_chunks::<{ PLACE * NUMBER }>()
            .0
            .iter()
            .filter_map(|place| {
                let mut numbers = numbers(place);
                Some(Start {
                    record: numbers.next()?,
                    line: numbers.next()?,
                    byte: numbers.next()?,
                })
            })
            .collect();
        let sound = of == key
            && places.first() == Some(&self.layout().data)
            && places.is_sorted_by(|a, b| a.byte < b.byte && a.record <= b.record)
            && places
                .last()
                .is_some_and(|p| p.byte <= self.source().length() && p.record <= total);
        let odd = RoaringBitmap::deserialize_from(odd).ok()?;
        sound.then(|| Index::of(self.grain().block, places, total, odd))
    }
}

fn numbers(bytes: &[u8]) -> impl Iterator<Item = u64> {
    let numbers = bytes.as_chunks::<NUMBER>().0.iter();
    numbers.map(|n| u64::from_le_bytes(*n))
}

fn encode(index: &Index, key: u64) -> io::Result<Vec<u8>> {
    let places = index.places();
    let header = [MARK, key, index.total.unwrap_or(0), places.len() as u64];
    let places = places.iter().flat_map(|p| [p.record, p.line, p.byte]);
    let numbers = header.into_iter().chain(places);
    let mut bytes: Vec<u8> = numbers.flat_map(u64::to_le_bytes).collect();
    index.odd().serialize_into(&mut bytes)?;
    let sum = hash(&bytes);
    bytes.extend(sum.to_le_bytes());
    Ok(bytes)
}

fn write(folder: &Path, name: &str, bytes: &[u8]) -> io::Result<PathBuf> {
    let mut draft = Draft::create(folder)?;
    draft.file.write_all(bytes)?;
    draft.keep(name)
}

#[cfg(test)]
mod tests {
    use tempfile::TempDir;
    use tokio_util::sync::CancellationToken;

    use super::*;
    use crate::encoding::Encoding;
    use crate::export::OpenOptions;

    struct Files {
        dir: TempDir,
        options: OpenOptions,
    }

    impl Files {
        fn new(text: &str) -> Self {
            let dir = tempfile::tempdir().unwrap();
            fs::write(dir.path().join("export.csv"), text).unwrap();
            let cache = Some(dir.path().join("cache"));
            Self {
                dir,
                options: OpenOptions {
                    cache,
                    ..OpenOptions::default()
                },
            }
        }

        fn path(&self) -> PathBuf {
            self.dir.path().join("export.csv")
        }

        fn open(&self) -> Export {
            let token = CancellationToken::new();
            Export::open(&self.path(), &self.options, &|_| {}, &token).unwrap()
        }

        fn index(&self) -> Export {
            let export = self.open();
            export.index(&|_| {}, &CancellationToken::new()).unwrap();
            export
        }

        fn saved(&self) -> Vec<PathBuf> {
            let folder = self.dir.path().join("cache").join(FOLDER);
            let entries = fs::read_dir(folder).into_iter().flatten();
            entries.map(|e| e.unwrap().path()).collect()
        }
    }

    fn text(rows: usize) -> String {
        format!("id,text\n{}", "1,\"some text\n, and more\"\n".repeat(rows))
    }

    fn places(export: &Export) -> Vec<Start> {
        export.known().places().to_vec()
    }

    #[test]
    fn the_second_open_knows_at_once_what_the_first_one_found() {
        let files = Files::new(&(text(20_000) + "1,a \"bare\" quote\n"));
        let first = files.index();
        assert!(places(&first).len() > 5);
        let second = files.open();
        assert_eq!(second.summary().rows, Some(20_001));
        assert_eq!(places(&second), places(&first));
        assert_eq!(second.known().odd(), first.known().odd());
        assert!(!second.known().odd().is_empty() && !second.known().may_be_odd(1 << 16, 2 << 16));
        assert_eq!(second.page(20_000, 5).unwrap().rows.len(), 1);
    }

    #[test]
    fn nothing_is_kept_of_half_a_pass_or_without_a_cache() {
        let mut files = Files::new(&text(20_000));
        let export = files.open();
        let token = CancellationToken::new();
        token.cancel();
        export.index(&|_| {}, &token).unwrap_err();
        assert!(files.saved().is_empty());
        let cache = files.options.cache.take();
        files.index();
        files.options.cache = cache;
        assert!(files.saved().is_empty());
        assert_eq!(files.open().summary().rows, None);
    }

    #[test]
    fn another_file_or_another_reading_has_another_index() {
        let mut files = Files::new(&text(5_000));
        files.index();
        files.options.delimiter = Some(b';');
        assert_eq!(files.open().summary().rows, None);
        files.options = OpenOptions {
            encoding: Some(Encoding::Windows1252),
            cache: files.options.cache,
            ..OpenOptions::default()
        };
        assert_eq!(files.open().summary().rows, None);
        files.options.encoding = None;
        assert_eq!(files.open().summary().rows, Some(5_000));
        files.options.header = Some(false);
        assert_eq!(files.open().summary().rows, None);
        files.options.header = None;

        // The same length and time, and other bytes.
        let file = fs::OpenOptions::new()
            .write(true)
            .open(files.path())
            .unwrap();
        let modified = file.metadata().unwrap().modified().unwrap();
        fs::write(files.path(), text(5_000).replace(", and", "\n and")).unwrap();
        file.set_modified(modified).unwrap();
        assert_eq!(files.open().summary().rows, None);
        fs::write(files.path(), text(5_001)).unwrap();
        assert_eq!(files.open().summary().rows, None);
    }

    #[test]
    fn a_damaged_index_is_removed_and_made_again() {
        let files = Files::new(&text(9_000));
        files.index();
        let [path] = files.saved().try_into().unwrap();
        let whole = fs::read(&path).unwrap();
        let mut damages: Vec<Vec<u8>> = (0..whole.len())
            .map(|i| {
                let mut bytes = whole.clone();
                bytes[i] ^= 0x40;
                bytes
            })
            .collect();
        damages.extend((0..whole.len()).map(|length| whole[..length].to_vec()));
        damages.push(whole.repeat(100));
        for damaged in damages {
            fs::write(&path, damaged).unwrap();
            assert_eq!(files.open().summary().rows, None);
            assert!(!path.exists());
        }
        files.index();
        assert_eq!(fs::read(&path).unwrap(), whole);
    }

    #[test]
    fn what_is_sound_and_wrong_is_not_believed() {
        let files = Files::new(&text(9_000));
        let export = files.index();
        let [path] = files.saved().try_into().unwrap();
        let refused = |index: &Index| {
            let key = export.saved_index().unwrap().unwrap().1;
            fs::write(&path, encode(index, key).unwrap()).unwrap();
            assert_eq!(files.open().summary().rows, None);
        };
        let known = places(&export);
        let change = |i: usize, how: fn(&mut Start)| {
            let mut places = known.clone();
            how(&mut places[i]);
            Index::of(export.grain().block, places, 9_000, RoaringBitmap::new())
        };
        refused(&change(0, |p| p.line += 1));
        refused(&change(1, |p| p.byte = 0));
        refused(&change(1, |p| p.record = u64::MAX));
        refused(&change(known.len() - 1, |p| p.byte = u64::MAX));
    }

    #[test]
    fn two_at_once_do_no_harm() {
        let files = Files::new(&text(9_000));
        std::thread::scope(|s| {
            for _ in 0..4 {
                s.spawn(|| files.index());
            }
        });
        assert_eq!(files.saved().len(), 1);
        assert_eq!(files.open().summary().rows, Some(9_000));
    }

    #[test]
    fn a_cache_that_cannot_be_written_is_no_harm() {
        let mut files = Files::new(&text(100));
        files.options.cache = Some(files.path()); // a file where a folder should be
        assert_eq!(files.index().summary().rows, Some(100));
        assert_eq!(files.open().summary().rows, None);
    }
}
