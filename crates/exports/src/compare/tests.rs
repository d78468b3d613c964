//! Comparisons are what a plain one with hash maps comes to, whatever the threads, the budget and the spelling.

use std::cell::Cell;
use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::num::NonZero;

use proptest::prelude::*;
use tempfile::{NamedTempFile, TempDir};
use tokio_util::sync::CancellationToken;

use super::*;
use crate::export::{Grain, OpenOptions};
use crate::testing::{Writing, cells, grain, open_with, writings};

/// A value, spelled in one of the ways that mean it.
fn cell() -> impl Strategy<Value = String> {
    let values = ["", "a", "b", "ab", "a\"b", "x,y", "é", "two\nlines", "c"];
    (prop::sample::select(values.to_vec()), 0_u8..4).prop_map(|(value, how)| {
        let quoted = format!("\"{}\"", value.replace('"', "\"\""));
        match how {
            0 | 1 if !value.contains([',', '\n', '"']) => value.to_string(),
            2 if value.starts_with('a') && !value.contains('"') => format!("\"a\"{}", &value[1..]),
            3 if value == "a\"b" => value.to_string(),
            _ => quoted,
        }
    })
}

fn rows() -> impl Strategy<Value = Vec<Vec<String>>> {
    // Now and then a row is ragged.
    let row = (
        prop::collection::vec(cell(), 4),
        prop::collection::vec(cell(), 0..7),
        0_u8..12,
    );
    let row = row.prop_map(|(row, ragged, which)| if which == 0 { ragged } else { row });
    prop::collection::vec(row, 0..30)
}

/// Two files: some rows of the second are those of the first one.
fn pair() -> impl Strategy<Value = [String; 2]> {
    let headers = ["k,p,v,w", "k,p,v,w", "w,v,k,p", "k,x,p,v", "p,k,k,v"];
    let header = || prop::sample::select(headers.to_vec());
    let ends = prop::sample::select(vec!["\n", "\r\n", "\n\n"]);
    let taken = prop::collection::vec(any::<bool>(), 30);
    (header(), header(), rows(), rows(), taken, ends).prop_map(
        |(old_header, new_header, old, mut new, taken, end)| {
            for (i, row) in old.iter().enumerate() {
                if taken[i] {
                    new.insert(new.len() * i / old.len(), row.clone());
                }
            }
            let text = |header: &str, rows: &[Vec<String>]| {
                let rows: String = rows.iter().map(|row| row.join(",") + end).collect();
                format!("{header}{end}{rows}")
            };
            [text(old_header, &old), text(new_header, &new)]
        },
    )
}

fn options(threads: usize) -> OpenOptions {
    OpenOptions {
        header: Some(true),
        threads: NonZero::new(threads),
        ..OpenOptions::default()
    }
}

/// A file as a plain reader sees it: column names and records.
struct Plain {
    names: Vec<String>,
    rows: Vec<Vec<String>>,
}

impl Plain {
    fn read(text: &str) -> Self {
        let mut rows = cells(text);
        let names = crate::find::unique(&rows.remove(0));
        Self { names, rows }
    }

    fn cell(&self, row: usize, name: &str) -> Option<&String> {
        let at = self.names.iter().position(|n| n == name)?;
        self.rows[row].get(at)
    }

    /// The first record of every key; the numbers of records without one, and of records with one that came before.
    fn keyed(&self, key: &[String]) -> (HashMap<Vec<String>, usize>, u64, u64) {
        let (mut keyed, mut unkeyed, mut repeated) = (HashMap::new(), 0, 0);
        for (row, cells) in self.rows.iter().enumerate() {
            let key: Vec<String> = key
                .iter()
                .filter_map(|k| self.cell(row, k))
                .cloned()
                .collect();
            if cells.len() != self.names.len() || key.iter().any(String::is_empty) {
                unkeyed += 1;
            } else if let Entry::Vacant(free) = keyed.entry(key) {
                free.insert(row);
            } else {
                repeated += 1;
            }
        }
        (keyed, unkeyed, repeated)
    }

    fn values(&self, name: &str) -> BTreeMap<String, u64> {
        let mut values = BTreeMap::new();
        for (row, cells) in self.rows.iter().enumerate() {
            if cells.len() == self.names.len()
                && let Some(value) = self.cell(row, name)
                && !value.is_empty()
            {
                *values.entry(value.clone()).or_default() += 1;
            }
        }
        values
    }
}

/// All pages of a kind and column, a few differences at a time.
fn all(compared: &Compared, kind: Option<DifferenceKind>, column: Option<&str>) -> Vec<Difference> {
    let mut all = Vec::new();
    loop {
        let page = compared.page(kind, column, all.len() as u64, 3).unwrap();
        assert_eq!(page.start, all.len() as u64);
        all.extend(page.differences.clone());
        if page.differences.is_empty() {
            assert_eq!(page.total, all.len() as u64);
            return all;
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn a_comparison_is_what_hash_maps_come_to(
        [old_text, new_text] in pair(), old_writing in writings(), new_writing in writings(), old_grain in grain(), new_grain in grain(),
        threads in 1_usize..9, budget in prop::sample::select(vec![0, 200, spill::BUDGET]), two in any::<bool>(),
    ) {
        let key: Vec<String> = if two { vec!["k".into(), "p".into()] } else { vec!["k".into()] };
        let (_old_file, old) = open_with(&old_text, old_writing, old_grain, &options(threads));
        let folder = tempfile::tempdir().unwrap();
        let cached = OpenOptions { cache: Some(folder.path().to_path_buf()), ..options(threads) };
        let (_new_file, new) = open_with(&new_text, new_writing, new_grain, &cached);
        let watch = Watch { on_progress: &|_| {}, cancel: &CancellationToken::new() };
        let compared = old.compare_within(&new, Some(&key), budget, watch).unwrap();
        let it = compared.comparison();

        let (old, new) = (Plain::read(&old_text), Plain::read(&new_text));
        let (old_keys, unkeyed, repeated) = old.keyed(&key);
        prop_assert_eq!((it.old.rows, it.old.unkeyed, it.old.repeated), (old.rows.len() as u64, unkeyed, repeated));
        let (new_keys, unkeyed, repeated) = new.keyed(&key);
        prop_assert_eq!((it.new.rows, it.new.unkeyed, it.new.repeated), (new.rows.len() as u64, unkeyed, repeated));

        let common: Vec<&String> = new.names.iter().filter(|n| old.names.contains(n)).collect();
        let mut changed = BTreeMap::new();
        let mut unchanged = 0;
        for (key, row) in &new_keys {
            let Some(old_row) = old_keys.get(key) else { continue };
            let cells: Vec<(String, String, String)> = common.iter()
                .map(|name| ((*name).clone(), old.cell(*old_row, name).unwrap().clone(), new.cell(*row, name).unwrap().clone()))
                .filter(|(_, old, new)| old != new)
                .collect();
            if cells.is_empty() { unchanged += 1 } else { changed.insert(*row as u64, (*old_row as u64, cells)); }
        }
        let mut added: Vec<u64> = new_keys.iter().filter(|(k, _)| !old_keys.contains_key(*k)).map(|(_, row)| *row as u64).collect();
        let mut removed: Vec<u64> = old_keys.iter().filter(|(k, _)| !new_keys.contains_key(*k)).map(|(_, row)| *row as u64).collect();
        added.sort_unstable();
        removed.sort_unstable();
        prop_assert_eq!((it.added, it.removed), (added.len() as u64, removed.len() as u64));
        prop_assert_eq!((it.changed, it.unchanged), (changed.len() as u64, unchanged));

        for column in &it.columns {
            let is_in = |cells: &[(String, String, String)]| cells.iter().any(|c| c.0 == column.name);
            let rows: Vec<u64> = changed.iter().filter(|(_, (_, cells))| is_in(cells)).map(|(row, _)| *row).collect();
            prop_assert_eq!(column.changed, rows.len() as u64);
            let listed: Vec<u64> = all(&compared, None, Some(&column.name)).iter().map(|d| d.new_record.unwrap()).collect();
            prop_assert_eq!(listed, rows);
            prop_assert!(column.values);
            let (old, new) = (old.values(&column.name), new.values(&column.name));
            let only = |these: &BTreeMap<String, u64>, those: &BTreeMap<String, u64>| {
                these.iter().filter(|(value, _)| !those.contains_key(*value)).map(|(v, n)| (v.clone(), *n)).collect::<HashSet<_>>()
            };
            let told = |values: &[crate::profile::Frequent]| values.iter().map(|f| (f.value.clone(), f.count)).collect::<HashSet<_>>();
            prop_assert_eq!(told(&column.appeared), only(&new, &old));
            prop_assert_eq!(told(&column.vanished), only(&old, &new));
        }

        let differences = all(&compared, None, None);
        let mut present: Vec<u64> = added.iter().chain(changed.keys()).copied().collect();
        present.sort_unstable();
        let listed: Vec<u64> = differences.iter().filter_map(|d| d.new_record).collect();
        prop_assert_eq!(listed, present);
        let gone: Vec<u64> = differences.iter().filter(|d| d.kind == DifferenceKind::Removed).map(|d| d.old_record.unwrap()).collect();
        prop_assert_eq!(&gone, &removed);
        for difference in &differences {
            let cells = &difference.cells;
            match difference.kind {
                DifferenceKind::Changed => {
                    let (partner, expected) = &changed[&difference.new_record.unwrap()];
                    prop_assert_eq!(difference.old_record, Some(*partner));
                    let cells: Vec<_> = cells.iter().map(|c| (c.column.clone(), c.old.clone().unwrap(), c.new.clone().unwrap())).collect();
                    prop_assert_eq!(&cells, expected);
                }
                DifferenceKind::Added => {
                    let row = &new.rows[usize::try_from(difference.new_record.unwrap()).unwrap()];
                    let filled: Vec<_> = row.iter().filter(|c| !c.is_empty()).cloned().collect();
                    prop_assert_eq!(cells.iter().map(|c| c.new.clone().unwrap()).collect::<Vec<_>>(), filled);
                    prop_assert!(cells.iter().all(|c| c.old.is_none()));
                }
                DifferenceKind::Removed => {
                    let row = &old.rows[usize::try_from(difference.old_record.unwrap()).unwrap()];
                    let filled: Vec<_> = row.iter().filter(|c| !c.is_empty()).cloned().collect();
                    prop_assert_eq!(cells.iter().map(|c| c.old.clone().unwrap()).collect::<Vec<_>>(), filled);
                }
            }
            let side = if difference.kind == DifferenceKind::Removed { (&old, difference.old_record) } else { (&new, difference.new_record) };
            let row = usize::try_from(side.1.unwrap()).unwrap();
            prop_assert_eq!(&difference.key, &key.iter().map(|k| side.0.cell(row, k).unwrap().clone()).collect::<Vec<_>>());
        }
        for (kind, expected) in [(DifferenceKind::Added, added.len()), (DifferenceKind::Removed, removed.len()), (DifferenceKind::Changed, changed.len())] {
            let of: Vec<_> = differences.iter().filter(|d| d.kind == kind).cloned().collect();
            prop_assert_eq!(all(&compared, Some(kind), None), of.clone());
            prop_assert_eq!(of.len(), expected);
        }
        drop(compared);
        let left = walked(&folder);
        prop_assert!(left.is_empty(), "{:?}", left);
    }
}

/// All files in a folder and those in it.
fn walked(folder: &TempDir) -> Vec<std::path::PathBuf> {
    let Ok(entries) = std::fs::read_dir(folder.path().join(FOLDER)) else {
        return Vec::new();
    };
    entries.map(|e| e.unwrap().path()).collect()
}

/// Two files of many records, the second with a change in every tenth, and the folder of their cache.
struct Days {
    folder: TempDir,
    _files: [NamedTempFile; 2],
    old: Export,
    new: Export,
}

fn days(rows: usize) -> Days {
    let folder = tempfile::tempdir().unwrap();
    let text = |day: usize| {
        (0..rows).fold("customer_id,pack_id,status\n".to_string(), |text, i| {
            let status = if i % 10 == 0 { day } else { 0 };
            text + &format!("c{i},p,{status}\n")
        })
    };
    let options = OpenOptions {
        cache: Some(folder.path().to_path_buf()),
        ..options(3)
    };
    let open = |day| open_with(&text(day), Writing::Utf8, Grain::default(), &options);
    let ((old_file, old), (new_file, new)) = (open(1), open(2));
    Days {
        folder,
        _files: [old_file, new_file],
        old,
        new,
    }
}

#[test]
fn progress_goes_forward_and_a_cancel_at_any_time_leaves_nothing_behind() {
    let days = days(20_000);
    let total = [&days.old, &days.new]
        .map(|e| e.source().length())
        .iter()
        .sum();
    let at = Cell::new(0);
    let count = |p: Progress| {
        assert!(
            p.bytes >= at.get() && p.bytes <= total && p.total_bytes == total,
            "{p:?}"
        );
        at.set(p.bytes);
    };
    let never = CancellationToken::new();
    let watch = Watch {
        on_progress: &count,
        cancel: &never,
    };
    let compared = days.old.compare_within(&days.new, None, 0, watch).unwrap();
    assert_eq!(at.get(), total);
    assert_eq!(compared.comparison().changed, 2_000);
    assert_eq!(compared.comparison().key, ["customer_id", "pack_id"]);
    drop(compared);
    for eighths in 0..=8 {
        let cancel = CancellationToken::new();
        let stop = |p: Progress| {
            if p.bytes * 8 >= total * eighths {
                cancel.cancel();
            }
        };
        let watch = Watch {
            on_progress: &stop,
            cancel: &cancel,
        };
        let ended = days.old.compare_within(&days.new, None, 0, watch);
        assert!(
            matches!(ended, Err(ExportError::Cancelled { .. })),
            "{eighths}"
        );
        assert_eq!(walked(&days.folder), [] as [PathBuf; 0]);
    }
}

#[test]
fn a_file_that_changes_meanwhile_or_later_is_an_error() {
    let days = days(5_000);
    let never = CancellationToken::new();
    let compared = days.old.compare(&days.new, None, &|_| {}, &never).unwrap();
    assert_eq!(
        compared.page(None, None, 0, 10).unwrap().differences.len(),
        10
    );
    let grown = Cell::new(false);
    let grow = |p: Progress| {
        if p.bytes * 8 >= p.total_bytes * 7 && !grown.replace(true) {
            use std::io::Write;
            let mut file = std::fs::File::options()
                .append(true)
                .open(days.old.source().path())
                .unwrap();
            file.write_all(b"more").unwrap();
        }
    };
    let ended = days.old.compare(&days.new, None, &grow, &never);
    assert!(matches!(ended, Err(ExportError::Changed { .. })));
    let page = compared.page(None, None, 0, 10);
    assert!(matches!(page, Err(ExportError::Changed { .. })));
}

#[test]
fn a_column_that_neither_has_in_common_is_refused() {
    let days = days(10);
    let never = CancellationToken::new();
    let key = ["customer".to_string()];
    let refused = days.old.compare(&days.new, Some(&key), &|_| {}, &never);
    assert!(matches!(refused, Err(ExportError::UnknownColumn { .. })));
    let compared = days
        .old
        .compare(&days.new, Some(&[]), &|_| {}, &never)
        .unwrap();
    let refused = compared.page(None, Some("country"), 0, 1);
    assert!(matches!(refused, Err(ExportError::UnknownColumn { .. })));
}

#[cfg(unix)]
#[test]
fn a_full_disk_ends_it_and_leaves_nothing_behind() {
    if !crate::testing::may_write_little(
        "compare::tests::a_full_disk_ends_it_and_leaves_nothing_behind",
    ) {
        return;
    }
    let days = days(2_000);
    let never = CancellationToken::new();
    let watch = Watch {
        on_progress: &|_| {},
        cancel: &never,
    };
    let ended = days.old.compare_within(&days.new, None, 0, watch);
    assert!(matches!(ended, Err(ExportError::CacheFull { .. })));
    assert_eq!(walked(&days.folder), [] as [PathBuf; 0]);
    days.old.compare(&days.new, None, &|_| {}, &never).unwrap(); // which fits into memory
}
