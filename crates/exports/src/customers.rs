//! The customer index of a file, kept until the file is opened again: where one customer's records are costs a read
//! of a few kilobytes.
//!
//! The file in the cache has a header that says which export and column it is of, an entry for each of 65,536 buckets
//! with the end of the bucket and a checksum of its content, and the buckets, with 8 bytes a record. A file that does
//! not hold what it should is removed, as if it had never been there.

use std::fs::{self, File};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use crate::draft::{Draft, clear};
use crate::error::ExportError;
use crate::export::Export;
use crate::hash::{chain, hash};
use crate::keys::CustomerIndex;
use crate::threads::beside;

const BUCKETS: usize = 1 << 16;

/// What the file starts with; another one when its form changes.
const MARK: u64 = u64::from_le_bytes(*b"PBcust02");

/// The mark, the key of the export and column, the number of entries, and a checksum of the three.
const HEADER: usize = 4 * 8;

/// A bucket's end and its checksum.
const BUCKET: usize = 2 * 8;

/// Numbers that are written at once.
const WRITTEN: usize = 1 << 14;

/// The folder of the cache, and how much of it is kept besides the newest one, in bytes.
const FOLDER: &str = "customers";
const KEPT_BYTES: u64 = 4 << 30;

/// Which records may be a customer's.
#[derive(Debug)]
pub(crate) struct Customers {
    /// Index in the file of the column that names the customer.
    column: usize,
    kept: Kept,
}

#[derive(Debug)]
enum Kept {
    Held(CustomerIndex),
    Saved(Saved),
}

/// An index in the cache.
#[derive(Debug)]
struct Saved {
    file: Mutex<File>,
    path: PathBuf,
    key: u64,
}

impl Export {
    /// Keeps the index of the customers that a column names: in the cache, or in memory if there is none.
    pub(crate) fn keep_customers(
        &self,
        column: usize,
        index: CustomerIndex,
    ) -> Result<(), ExportError> {
        let saved = match &self.options().cache {
            // What cannot be saved is held: it is known, whether or not there is room on the disk.
            Some(cache) => save(&cache.join(FOLDER), self.column_key(column)?, &index).ok(),
            None => None,
        };
        let kept = saved.map_or(Kept::Held(index), Kept::Saved);
        *self.customers_slot() = Some(Arc::new(Customers { column, kept }));
        Ok(())
    }

    /// The records whose cell in a column may hold these bytes, ascending, if there is an index of that column.
    pub(crate) fn records_of_customer(
        &self,
        column: usize,
        customer: &[u8],
    ) -> Result<Option<Vec<u64>>, ExportError> {
        let known = self.customers_slot().clone();
        let customers = match known {
            Some(known) if known.column == column => known,
            _ => match self.saved_customers(column)? {
                Some(saved) => saved,
                None => return Ok(None),
            },
        };
        let records = customers.records(customer);
        if records.is_none() {
            // It was damaged.
            *self.customers_slot() = None;
        }
        Ok(records)
    }

    fn saved_customers(&self, column: usize) -> Result<Option<Arc<Customers>>, ExportError> {
        let Some(cache) = &self.options().cache else {
            return Ok(None);
        };
        let Some(saved) = Saved::open(&cache.join(FOLDER), self.column_key(column)?) else {
            return Ok(None);
        };
        let kept = Kept::Saved(saved);
        let customers = Arc::new(Customers { column, kept });
        *self.customers_slot() = Some(Arc::clone(&customers));
        Ok(Some(customers))
    }

    /// Names the file as it is and is read, and one of its columns.
    fn column_key(&self, column: usize) -> Result<u64, ExportError> {
        let layout = self.layout();
        let mut hasher = DefaultHasher::new();
        self.source().key()?.hash(&mut hasher);
        layout.encoding.hash(&mut hasher);
        layout.delimiter.hash(&mut hasher);
        layout.data.byte.hash(&mut hasher);
        column.hash(&mut hasher);
        Ok(hasher.finish())
    }
}

impl Customers {
    /// The records that may be a customer's, ascending; `None` if the index is damaged.
    fn records(&self, customer: &[u8]) -> Option<Vec<u64>> {
        match &self.kept {
            Kept::Held(index) => Some(index.records(customer).collect()),
            Kept::Saved(saved) => {
                let records = saved.records(hash(customer));
                if records.is_err() {
                    let _ = fs::remove_file(&saved.path);
                }
                records.ok()
            }
        }
    }
}

/// The bucket of a customer's hash, and the bits that follow those which say the bucket.
fn bucket_of(hash: u64) -> usize {
    (hash >> 48) as usize
}

fn print_of(hash: u64) -> u64 {
    hash >> 24 & u64::from(u32::MAX)
}

fn save(folder: &Path, key: u64, index: &CustomerIndex) -> io::Result<Saved> {
    let draft = Draft::create(folder)?;
    let count: usize = index.parts().iter().map(|part| part.len()).sum();
    let mut header = vec![MARK, key, count as u64];
    header.push(checksum(0, &header));
    let file = &mut &draft.file;
    // The checksums of the entries take as long as to write them.
    let (table, written) = beside(
        || table(key, index),
        || {
            file.seek(SeekFrom::Start((HEADER + BUCKETS * BUCKET) as u64))?;
            write_numbers(file, index.parts().iter().map(|part| &part[..]))
        },
    );
    written?;
    header.extend(table);
    file.rewind()?;
    write_numbers(file, [&header[..]].into_iter())?;
    let path = draft.keep(&format!("{key:016x}"))?;
    clear(folder, &path, KEPT_BYTES);
    Ok(Saved {
        file: Mutex::new(File::open(&path)?),
        path,
        key,
    })
}

/// The end and the checksum of each bucket.
fn table(key: u64, index: &CustomerIndex) -> Vec<u64> {
    let mut table = Vec::with_capacity(2 * BUCKETS);
    let mut end = 0;
    for bucket in buckets(index) {
        let start = end;
        end += bucket.len() as u64;
        table.extend([end, bucket_checksum(key, start, end, bucket)]);
    }
    table
}

fn write_numbers<'n>(
    out: &mut impl Write,
    numbers: impl Iterator<Item = &'n [u64]>,
) -> io::Result<()> {
    let mut bytes = vec![0; 8 * WRITTEN];
    for numbers in numbers.flat_map(|numbers| numbers.chunks(WRITTEN)) {
        let places = bytes.as_chunks_mut::<8>().0;
        for (place, number) in places.iter_mut().zip(numbers) {
            *place = number.to_le_bytes();
        }
        out.write_all(&bytes[..numbers.len() * 8])?;
    }
    Ok(())
}

/// The entries of each bucket: a part has those whose hashes have the same top byte, in the order of the rest.
fn buckets(index: &CustomerIndex) -> impl Iterator<Item = &[u64]> {
    index.parts().iter().flat_map(|part| {
        (0..BUCKETS as u64 / 256).scan(&part[..], |rest, byte| {
            // So few that they are soon counted.
            let end = rest.iter().take_while(|entry| *entry >> 56 <= byte);
            let end = end.count();
            let (bucket, others) = rest.split_at(end);
            *rest = others;
            Some(bucket)
        })
    })
}

/// In four sums side by side, because none can be begun before the one that it goes on from.
fn checksum(seed: u64, numbers: &[u64]) -> u64 {
    let (fours, rest) = numbers.as_chunks::<4>();
    let mut sums = [seed; 4];
    for four in fours {
        for (sum, n) in sums.iter_mut().zip(four) {
            *sum = chain(*sum, *n);
        }
    }
    sums.iter().chain(rest).fold(seed, |sum, n| chain(sum, *n))
}

fn bucket_checksum(key: u64, start: u64, end: u64, entries: &[u64]) -> u64 {
    checksum(checksum(MARK, &[key, start, end]), entries)
}

impl Saved {
    /// The index of this key, if it is there and whole as far as its header goes.
    fn open(folder: &Path, key: u64) -> Option<Self> {
        let path = folder.join(format!("{key:016x}"));
        let mut file = File::open(&path).ok()?;
        let mut header = [0; HEADER / 8];
        let read = read_numbers(&mut file, 0, &mut header);
        let [mark, of, count, sum] = header;
        let length = (HEADER + BUCKETS * BUCKET) as u64 + count.saturating_mul(8);
        let sound = read.is_ok()
            && sum == checksum(0, &[mark, of, count])
            && (mark, of) == (MARK, key)
            && file.metadata().is_ok_and(|m| m.len() == length);
        if !sound {
            let _ = fs::remove_file(&path);
            return None;
        }
        Some(Self {
            file: Mutex::new(file),
            path,
            key,
        })
    }

    /// The records of a hash, ascending.
    fn records(&self, hash: u64) -> io::Result<Vec<u64>> {
        let bucket = bucket_of(hash);
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        // The end of the bucket before, and of this one; the first one starts at 0.
        let mut ends = [0; 4];
        let at = HEADER + bucket * BUCKET;
        match bucket {
            0 => read_numbers(&mut file, at, &mut ends[2..])?,
            _ => read_numbers(&mut file, at - BUCKET, &mut ends)?,
        }
        let [start, _, end, sum] = ends;
        let count = usize::try_from(end.wrapping_sub(start)).unwrap_or(usize::MAX);
        let length = file.metadata()?.len();
        if start > end || end > length / 8 {
            return Err(io::ErrorKind::InvalidData.into());
        }
        let mut entries = vec![0; count];
        let from = HEADER + BUCKETS * BUCKET + usize::try_from(start).unwrap_or(usize::MAX) * 8;
        read_numbers(&mut file, from, &mut entries)?;
        if sum != bucket_checksum(self.key, start, end, &entries) {
            return Err(io::ErrorKind::InvalidData.into());
        }
        let print = print_of(hash);
        let of_hash = entries.iter().filter(|entry| *entry >> 32 == print);
        Ok(of_hash.map(|entry| entry & u64::from(u32::MAX)).collect())
    }
}

fn read_numbers(file: &mut File, at: usize, numbers: &mut [u64]) -> io::Result<()> {
    let mut bytes = vec![0; numbers.len() * 8];
    file.seek(SeekFrom::Start(at as u64))?;
    file.read_exact(&mut bytes)?;
    for (number, bytes) in numbers.iter_mut().zip(bytes.as_chunks::<8>().0) {
        *number = u64::from_le_bytes(*bytes);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use tempfile::NamedTempFile;
    use tokio_util::sync::CancellationToken;

    use super::*;
    use crate::export::{Grain, OpenOptions};
    use crate::find::Matches;
    use crate::keys::{Keys, sort};
    use crate::source::Source;
    use crate::testing::{Writing, cells, grain, open_with, wild, writings};

    fn options(cache: Option<&Path>) -> OpenOptions {
        OpenOptions {
            header: Some(false),
            cache: cache.map(Path::to_path_buf),
            ..OpenOptions::default()
        }
    }

    /// The index that an examination would make.
    fn index(export: &Export, column: usize, text: &str) -> CustomerIndex {
        let mut keys = Keys::default();
        for (record, cells) in (0..).zip(cells(text)) {
            if let Some(cell) = cells.get(column) {
                let cell = export.layout().encoding.bytes(cell).unwrap();
                keys.add(hash(&cell), None, record);
            }
        }
        sort(&[keys], &roaring::RoaringBitmap::new()).index
    }

    fn find(export: &Export, value: &str) -> Matches {
        let cancel = CancellationToken::new();
        export.find("column 2", value, &|_| {}, &cancel).unwrap()
    }

    /// The same file, opened again.
    fn again(file: &NamedTempFile, export: &Export) -> Export {
        let source = Source::open(file.path()).unwrap();
        Export::of(source, export.options(), Grain::default()).unwrap()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(300))]

        #[test]
        fn an_index_finds_what_a_pass_finds(
            text in wild(), writing in writings(), grain in grain(), cached in any::<bool>(), which in prop::collection::vec(0_usize..20, 4),
        ) {
            let text = format!("x,y,z\n{text}");
            let folder = tempfile::tempdir().unwrap();
            let (file, export) = open_with(&text, writing, grain, &options(cached.then_some(folder.path())));
            let mut values: Vec<String> = cells(&text).into_iter().filter_map(|r| r.get(1).cloned()).collect();
            values.push("nobody".into());
            let passes: Vec<Matches> = which.iter().map(|i| find(&export, &values[i % values.len()])).collect();
            export.keep_customers(1, index(&export, 1, &text)).unwrap();
            let later = again(&file, &export);
            for (i, expected) in which.iter().zip(&passes) {
                let value = &values[i % values.len()];
                prop_assert!(export.records_of_customer(1, b"x").unwrap().is_some());
                prop_assert_eq!(&find(&export, value), expected);
                prop_assert_eq!(later.records_of_customer(1, b"x").unwrap().is_some(), cached);
                prop_assert_eq!(&find(&later, value), expected);
            }
        }
    }

    #[test]
    fn many_customers_and_every_damage() {
        let folder = tempfile::tempdir().unwrap();
        let rows: Vec<String> = (0..5_000)
            .map(|i| format!("{i},c{},z\n", i % 4_000))
            .collect();
        let text = rows.concat();
        let (file, export) = open_with(
            &text,
            Writing::Utf8,
            Grain::default(),
            &options(Some(folder.path())),
        );
        let expected = find(&export, "c7");
        assert_eq!((expected.found, expected.records[1].record), (2, 4_007));
        let keep = || export.keep_customers(1, index(&export, 1, &text)).unwrap();
        keep();
        for i in 0..4_000 {
            let records = export.records_of_customer(1, format!("c{i}").as_bytes());
            let records = records.unwrap().unwrap();
            assert_eq!(records.first(), Some(&i));
            assert_eq!(records.len(), if i < 1_000 { 2 } else { 1 });
        }
        let saved: Vec<_> = fs::read_dir(folder.path().join(FOLDER)).unwrap().collect();
        assert_eq!(saved.len(), 1);
        let path = saved[0].as_ref().unwrap().path();
        let whole = fs::read(&path).unwrap();
        let bucket = bucket_of(hash(b"c7"));
        let entry = HEADER + BUCKETS * BUCKET;
        let in_bucket = (entry..whole.len())
            .step_by(8)
            .find(|at| whole[*at..at + 4] == 7_u32.to_le_bytes());
        for at in [
            0,
            9,
            17,
            25,
            HEADER + bucket * BUCKET,
            HEADER + bucket * BUCKET + 8,
            in_bucket.unwrap(),
        ] {
            let mut damaged = whole.clone();
            damaged[at] ^= 1;
            fs::write(&path, damaged).unwrap();
            let later = again(&file, &export);
            assert_eq!(later.records_of_customer(1, b"c7").unwrap(), None, "{at}");
            assert!(!path.exists(), "{at}");
            assert_eq!(find(&later, "c7"), expected);
            keep();
        }
        fs::write(&path, &whole[..whole.len() - 1]).unwrap();
        assert_eq!(
            again(&file, &export).records_of_customer(1, b"c7").unwrap(),
            None
        );
    }

    #[test]
    fn an_index_is_of_one_column_one_reading_and_one_content() {
        let folder = tempfile::tempdir().unwrap();
        let text = "a;b,c;d\n".repeat(3);
        let (file, export) = open_with(
            &text,
            Writing::Utf8,
            Grain::default(),
            &options(Some(folder.path())),
        );
        export.keep_customers(1, index(&export, 1, &text)).unwrap();
        assert_eq!(export.records_of_customer(0, b"a;b").unwrap(), None);
        assert_eq!(
            export.records_of_customer(1, b"c;d").unwrap(),
            Some(vec![0, 1, 2])
        );
        for other in [
            OpenOptions {
                delimiter: Some(b';'),
                ..export.options().clone()
            },
            OpenOptions {
                header: Some(true),
                ..export.options().clone()
            },
        ] {
            let other = Export::of(Source::open(file.path()).unwrap(), &other, Grain::default());
            assert_eq!(other.unwrap().records_of_customer(1, b"c;d").unwrap(), None);
        }
        fs::write(file.path(), text.replace('d', "e")).unwrap();
        assert_eq!(
            again(&file, &export)
                .records_of_customer(1, b"c;d")
                .unwrap(),
            None
        );
    }
}
