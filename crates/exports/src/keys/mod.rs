//! The keys of a file: which come twice, whose they are, and where every customer's records are.
//!
//! A pass adds 16 bytes for each record that names a customer, spread over 256 parts by the customer's hash. Sorting
//! the parts afterwards brings the records of a customer together, and those of a key among them. What is kept then
//! is the [`CustomerIndex`], with 8 bytes a record. Equal hashes prove nothing: [`Suspects`] are records to be read again.

mod customers;

use roaring::RoaringBitmap;

use crate::threads::joined;
pub(crate) use customers::CustomerIndex;

/// Parts of a table; the top byte of a hash says which.
const PARTS: usize = 256;

/// Entries of a block, which are of one part.
const BLOCK: usize = 512;

/// Blocks that are allocated at once: enough for the allocator to ask the system for them by themselves.
const SLAB: usize = 64;

/// So many entries are soon put in order one by one.
const FEW: u32 = 8;

/// A record with the hashes of its key: 64 bits of the customer, then 32 of the other columns of the key ([`NO_KEY`] if
/// one of the key is empty), then the record's number. One number, because that sorts quickly, and because zeros take no
/// memory until they are written over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Entry(u128);

#[allow(
    clippy::cast_possible_truncation,
    reason = "the parts of the number are meant"
)]
impl Entry {
    fn new(customer: u64, rest: u32, record: u32) -> Self {
        Self(u128::from(customer) << 64 | u128::from(rest) << 32 | u128::from(record))
    }

    fn customer(self) -> u64 {
        (self.0 >> 64) as u64
    }

    fn rest(self) -> u32 {
        (self.0 >> 32) as u32
    }

    fn record(self) -> u32 {
        self.0 as u32
    }
}

/// Stands for the rest of a key that is not whole, and so neither repeated nor counted.
const NO_KEY: u32 = 0;

/// The keys that one thread has come across.
#[derive(Debug)]
pub(crate) struct Keys {
    slabs: Vec<Vec<u128>>,
    /// Blocks of the last slab that are taken.
    taken: usize,
    parts: Vec<Part>,
}

/// Where the entries of a part are, in the order in which they came.
#[derive(Debug, Clone, Default)]
struct Part {
    /// Slab and first entry of its blocks.
    blocks: Vec<(usize, usize)>,
    /// Slab and place of the next entry, and where the block ends.
    slab: usize,
    next: usize,
    end: usize,
}

impl Default for Keys {
    fn default() -> Self {
        Self {
            slabs: Vec::new(),
            taken: SLAB,
            parts: vec![Part::default(); PARTS],
        }
    }
}

impl Keys {
    /// Adds a record: the hash of its customer, and of the rest of its key if all of that is filled.
    pub(crate) fn add(&mut self, customer: u64, rest: Option<u64>, record: u32) {
        #[allow(
            clippy::cast_possible_truncation,
            reason = "32 bits of a hash are meant"
        )]
        let rest = rest.map_or(NO_KEY, |hash| (hash as u32).max(NO_KEY + 1));
        let number = part_of(customer);
        if self.parts[number].next == self.parts[number].end {
            self.begin_block(number);
        }
        let part = &mut self.parts[number];
        self.slabs[part.slab][part.next] = Entry::new(customer, rest, record).0;
        part.next += 1;
    }

    #[cold]
    fn begin_block(&mut self, part: usize) {
        if self.taken == SLAB {
            self.slabs.push(vec![0; SLAB * BLOCK]);
            self.taken = 0;
        }
        let (slab, from) = (self.slabs.len() - 1, self.taken * BLOCK);
        self.taken += 1;
        let part = &mut self.parts[part];
        part.blocks.push((slab, from));
        (part.slab, part.next, part.end) = (slab, from, from + BLOCK);
    }

    /// The entries of a part, block by block, in the order in which they came.
    fn blocks(&self, part: usize) -> impl Iterator<Item = &[u128]> {
        let part = &self.parts[part];
        part.blocks.iter().map(|&(slab, from)| {
            let is_last = (slab, from + BLOCK) == (part.slab, part.end);
            let to = if is_last { part.next } else { from + BLOCK };
            &self.slabs[slab][from..to]
        })
    }
}

fn part_of(customer: u64) -> usize {
    (customer >> 56) as usize
}

/// What the keys of a file come to.
#[derive(Debug, Default)]
pub(crate) struct Sorted {
    /// Distinct customers with a whole key.
    pub(crate) customers: u64,
    /// Those with several keys, as far as hashes tell keys apart.
    pub(crate) with_several: u64,
    pub(crate) suspects: Suspects,
    pub(crate) index: CustomerIndex,
}

/// Records that have the hashes of their keys in common.
#[derive(Debug, Default)]
pub(crate) struct Suspects {
    /// Group by group, ascending in each.
    pub(crate) records: Vec<u32>,
    pub(crate) groups: Vec<Group>,
}

/// Two or more records that may have the same key.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Group {
    /// Index in the records of the one after its last.
    pub(crate) end: u32,
    /// Whether the customer has no other key, so that it has several if these are not the same.
    pub(crate) only_one: bool,
}

/// Sorts what all threads have come across, with as many threads as that. Records of `unkeyed` count as if they had no
/// whole key.
pub(crate) fn sort(tables: &[Keys], unkeyed: &RoaringBitmap) -> Sorted {
    let threads = tables.len().max(1);
    let parts: Vec<usize> = (0..PARTS).collect();
    let mut shares: Vec<Sorted> = Vec::new();
    std::thread::scope(|scope| {
        let workers: Vec<_> = parts
            .chunks(PARTS.div_ceil(threads))
            .map(|share| scope.spawn(|| sort_parts(tables, share, unkeyed)))
            .collect();
        shares.extend(workers.into_iter().map(joined));
    });
    shares.into_iter().reduce(Sorted::join).unwrap_or_default()
}

fn sort_parts(tables: &[Keys], parts: &[usize], unkeyed: &RoaringBitmap) -> Sorted {
    let mut sorted = Sorted::default();
    let mut entries = Vec::new();
    for part in parts {
        let blocks = || tables.iter().flat_map(|table| table.blocks(*part));
        gather(blocks, &mut entries, |entry| {
            if unkeyed.is_empty() || !unkeyed.contains(entry.record()) {
                return entry;
            }
            Entry::new(entry.customer(), NO_KEY, entry.record())
        });
        sorted.take_in(&entries);
    }
    sorted
}

/// Fills `entries` with what becomes of those of a part, whose customers' hashes begin alike, and sorts them: first by as
/// many of the bits that follow as leave one for each, nearly always, which takes two passes over the blocks, and then
/// those few that are together.
fn gather<'b, B: Iterator<Item = &'b [u128]>>(
    blocks: impl Fn() -> B,
    entries: &mut Vec<Entry>,
    made: impl Fn(Entry) -> Entry,
) {
    let count: usize = blocks().map(<[u128]>::len).sum();
    let bits = count.max(1).ilog2() + 1;
    let heap = |e: Entry| {
        let bits = (e.customer() << PARTS.ilog2()) >> (u64::BITS - bits);
        usize::try_from(bits).unwrap_or(usize::MAX)
    };
    let mut ends = vec![0_u32; 1 << bits];
    for block in blocks() {
        for entry in block {
            ends[heap(Entry(*entry))] += 1;
        }
    }
    let mut begin = 0;
    let mut crowded = Vec::new();
    for end in &mut ends {
        let next = begin + *end;
        if *end > FEW {
            crowded.push(begin as usize..next as usize);
        }
        (*end, begin) = (begin, next);
    }
    entries.resize(count, Entry(0));
    for block in blocks() {
        for entry in block {
            let end = &mut ends[heap(Entry(*entry))];
            entries[*end as usize] = made(Entry(*entry));
            *end += 1;
        }
    }
    for heap in crowded {
        entries[heap].sort_unstable();
    }
    // What is still out of order is so among a few.
    for i in 1..entries.len() {
        let mut at = i;
        while at > 0 && entries[at] < entries[at - 1] {
            entries.swap(at, at - 1);
            at -= 1;
        }
    }
}

impl Sorted {
    /// The entries of a part, sorted.
    fn take_in(&mut self, entries: &[Entry]) {
        let mut index = Vec::with_capacity(entries.len());
        for customer in entries.chunk_by(|x, y| x.customer() == y.customer()) {
            let first = index.len();
            let places = customer
                .iter()
                .map(|e| customers::place(e.customer(), e.record()));
            index.extend(places);
            if let [only] = customer {
                self.customers += u64::from(only.rest() != NO_KEY);
                continue;
            }
            index[first..].sort_unstable(); // by the record, no longer by the key
            let unkeyed = customer.partition_point(|e| e.rest() == NO_KEY);
            let keyed = &customer[unkeyed..];
            let (Some(first), Some(last)) = (keyed.first(), keyed.last()) else {
                continue;
            };
            self.customers += 1;
            let only_one = first.rest() == last.rest();
            self.with_several += u64::from(!only_one);
            if keyed.len() == 1 {
                continue;
            }
            for key in keyed.chunk_by(|x, y| x.rest() == y.rest()) {
                if key.len() > 1 {
                    self.suspects.add(key.iter().map(|e| e.record()), only_one);
                }
            }
        }
        self.index.push(index);
    }

    /// `next` is of the parts that follow.
    fn join(mut self, next: Self) -> Self {
        self.customers += next.customers;
        self.with_several += next.with_several;
        self.index.join(next.index);
        self.suspects.join(next.suspects);
        self
    }
}

impl Suspects {
    fn add(&mut self, records: impl Iterator<Item = u32>, only_one: bool) {
        self.records.extend(records);
        self.groups.push(Group {
            end: self.end(),
            only_one,
        });
    }

    fn join(&mut self, next: Self) {
        let before = self.end();
        self.records.extend(next.records);
        self.groups
            .extend(next.groups.into_iter().map(|group| Group {
                end: group.end + before,
                ..group
            }));
    }

    fn end(&self) -> u32 {
        // There are no more suspects than records, whose numbers are 32 bits.
        u32::try_from(self.records.len()).unwrap_or(u32::MAX)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet, HashMap};

    use proptest::prelude::*;

    use super::*;

    #[test]
    fn an_entry_is_its_parts() {
        let entry = Entry::new(u64::MAX - 1, 2, u32::MAX - 3);
        assert_eq!(
            (entry.customer(), entry.rest(), entry.record()),
            (u64::MAX - 1, 2, u32::MAX - 3)
        );
        assert!(
            Entry::new(1, 0, 9) < Entry::new(1, 1, 0) && Entry::new(1, 9, 9) < Entry::new(2, 0, 0)
        );
    }

    fn groups(suspects: &Suspects) -> BTreeSet<(Vec<u32>, bool)> {
        let mut from = 0;
        let mut all = BTreeSet::new();
        for group in &suspects.groups {
            let end = group.end as usize;
            all.insert((suspects.records[from..end].to_vec(), group.only_one));
            from = end;
        }
        assert_eq!(from, suspects.records.len());
        all
    }

    proptest! {
        #[test]
        fn a_part_is_sorted(
            spread in prop::collection::vec((any::<u64>(), 0_u32..3), 0..600), alike in prop::collection::vec(0_u64..4, 0..100),
        ) {
            let customers = spread.into_iter().chain(alike.into_iter().map(|c| (c << 50, 1)));
            let came: Vec<Entry> = (0..).zip(customers).map(|(record, (customer, rest))| Entry::new(customer >> 8, rest, record)).collect();
            let numbers: Vec<u128> = came.iter().map(|entry| entry.0).collect();
            let mut expected = came;
            expected.sort_unstable();
            let mut entries = Vec::new();
            gather(|| numbers.chunks(7), &mut entries, |entry| entry);
            prop_assert_eq!(entries, expected);
        }

        /// Records as (customer, rest of the key); few of each, in all corners of the table.
        #[test]
        fn sorted_keys_are_what_a_plain_count_finds(
            records in prop::collection::vec((0_u64..12, prop::option::of(0_u64..4)), 0..200),
            threads in 1_usize..5,
        ) {
            let hash = |customer: u64| customer << 60 | customer;
            let mut tables: Vec<Keys> = (0..threads).map(|_| Keys::default()).collect();
            let mut whose: BTreeMap<u64, HashMap<u64, Vec<u32>>> = BTreeMap::new();
            let mut index: BTreeMap<u64, Vec<u64>> = BTreeMap::new();
            for (i, (customer, rest)) in records.iter().enumerate() {
                let record = u32::try_from(i).unwrap();
                tables[i / 7 % threads].add(hash(*customer), *rest, record);
                index.entry(*customer).or_default().push(u64::from(record));
                if let Some(rest) = rest {
                    // The hash of 0 and that of 1 are not told apart.
                    whose.entry(*customer).or_default().entry((*rest).max(1)).or_default().push(record);
                }
            }
            let sorted = sort(&tables, &RoaringBitmap::new());
            prop_assert_eq!(sorted.customers, whose.len() as u64);
            let several = whose.values().filter(|keys| keys.len() > 1).count();
            prop_assert_eq!(sorted.with_several, several as u64);
            let expected: BTreeSet<_> = whose
                .values()
                .flat_map(|keys| keys.values().map(|records| (records.clone(), keys.len() == 1)))
                .filter(|(records, _)| records.len() > 1)
                .collect();
            prop_assert_eq!(groups(&sorted.suspects), expected);
            for customer in 0..12 {
                let found: Vec<u64> = sorted.index.records_of_hash(hash(customer)).collect();
                prop_assert_eq!(found, index.remove(&customer).unwrap_or_default());
            }
        }
    }
}
