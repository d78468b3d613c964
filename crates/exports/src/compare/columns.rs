//! The columns of two files beside each other, by name.

use roaring::RoaringTreemap;

use super::gather::Gathered;
use super::report::ColumnChange;
use super::values::Values;
use crate::encoding::Encoding;
use crate::error::ExportError;
use crate::export::Export;
use crate::find::unique;
use crate::spec::TraitSpec;

/// Which column is which.
#[derive(Debug)]
pub(super) struct Columns {
    /// Those that both files have, in the order of the new one.
    pub(super) common: Vec<Common>,
    /// The key's, as indices of the common ones.
    pub(super) key: Vec<usize>,
    /// Names in the order of each file.
    pub(super) old: Vec<String>,
    pub(super) new: Vec<String>,
    /// Whether cells of one file must be decoded to be compared with those of the other.
    pub(super) recoded: bool,
    /// What cells are in when they are compared.
    encoding: Encoding,
}

/// A column that both files have.
#[derive(Debug)]
pub(super) struct Common {
    pub(super) name: String,
    /// Where it is in each file.
    pub(super) old: usize,
    pub(super) new: usize,
}

impl Columns {
    pub(super) fn pair(
        old: &Export,
        new: &Export,
        key: Option<&[String]>,
    ) -> Result<Self, ExportError> {
        let (names, key) = ([old, new].map(|e| unique(&e.layout().columns)), key);
        let key = match key {
            Some(key) if !key.is_empty() => {
                for export in [old, new] {
                    key.iter()
                        .try_for_each(|name| export.column(name).map(drop))?;
                }
                key.to_vec()
            }
            _ => usual_key(&names).ok_or_else(|| ExportError::NoKey {
                old: old.source().path().to_path_buf(),
                new: new.source().path().to_path_buf(),
            })?,
        };
        let [old_names, new_names] = names;
        let position = |name: &String| old_names.iter().position(|n| n == name);
        let common: Vec<Common> = new_names
            .iter()
            .enumerate()
            .filter_map(|(at, name)| {
                Some(Common {
                    name: name.clone(),
                    old: position(name)?,
                    new: at,
                })
            })
            .collect();
        let in_common = |name: &String| common.iter().position(|c| c.name == *name);
        let ansi = |export: &Export| export.layout().encoding == Encoding::Windows1252;
        Ok(Self {
            key: key.iter().filter_map(in_common).collect(),
            common,
            recoded: ansi(old) != ansi(new),
            encoding: if ansi(old) && ansi(new) {
                Encoding::Windows1252
            } else {
                Encoding::Utf8
            },
            old: old_names,
            new: new_names,
        })
    }

    pub(super) fn key_names(&self) -> Vec<String> {
        let name = |k: &usize| self.common[*k].name.clone();
        self.key.iter().map(name).collect()
    }

    /// What changed in each common column: the records of `changed`, and the values of both files.
    pub(super) fn changes(
        &self,
        changed: &[RoaringTreemap],
        [old, new]: &[Gathered; 2],
    ) -> Vec<ColumnChange> {
        let change = |(i, column): (usize, &Common)| {
            let (old, new) = (&old.values[i], &new.values[i]);
            let values = old.are_known() && new.are_known();
            let told = |these: &Values, those| {
                if values {
                    these.without(those, self.encoding)
                } else {
                    Vec::new()
                }
            };
            ColumnChange {
                name: column.name.clone(),
                changed: changed[i].len(),
                appeared: told(new, old),
                vanished: told(old, new),
                values,
            }
        };
        self.common.iter().enumerate().map(change).collect()
    }

    /// The columns that only one of the files has: the new one's, the old one's.
    pub(super) fn alone(&self) -> [Vec<String>; 2] {
        let missing = |of: &[String], in_: &[String]| {
            let missing = of.iter().filter(|name| !in_.contains(name));
            missing.cloned().collect()
        };
        [missing(&self.new, &self.old), missing(&self.old, &self.new)]
    }

    /// The fewest columns that would have to move for those of both to be in the same order.
    pub(super) fn moved(&self) -> Vec<String> {
        // The longest run that is in order stays: `chain[i]` is the length of the best one that ends at `i`.
        let at: Vec<usize> = self.common.iter().map(|c| c.old).collect();
        let mut chain = vec![(1_usize, None); at.len()];
        for i in 0..at.len() {
            for j in 0..i {
                if at[j] < at[i] && chain[j].0 + 1 > chain[i].0 {
                    chain[i] = (chain[j].0 + 1, Some(j));
                }
            }
        }
        let mut stays = vec![false; at.len()];
        let mut last = (0..at.len()).rev().max_by_key(|i| chain[*i].0);
        while let Some(i) = last {
            stays[i] = true;
            last = chain[i].1;
        }
        let moved = self.common.iter().zip(stays).filter(|(_, stays)| !stays);
        moved.map(|(column, _)| column.name.clone()).collect()
    }
}

/// The key of the first trait spec whose key both files have; or else its customer's column.
fn usual_key(names: &[Vec<String>; 2]) -> Option<Vec<String>> {
    let in_both = |key: &Vec<String>| {
        !key.is_empty()
            && key
                .iter()
                .all(|k| names.iter().all(|names| names.contains(k)))
    };
    let specs: Vec<TraitSpec> = TraitSpec::names()
        .iter()
        .filter_map(|name| TraitSpec::by_name(name).ok())
        .collect();
    let titles = |spec: &TraitSpec, columns: &[String]| {
        let title = |name: &String| {
            spec.position(name)
                .map(|i| spec.columns[i].title().to_string())
        };
        columns.iter().filter_map(title).collect::<Vec<_>>()
    };
    let keys = specs.iter().map(|spec| titles(spec, &spec.key));
    let customers = specs
        .iter()
        .map(|spec| titles(spec, spec.customer.as_slice()));
    keys.chain(customers).find(in_both)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::Grain;
    use crate::testing::{Writing, open_with};

    fn export(header: &str) -> Export {
        let text = format!("{header}\n1,2,3\n");
        let options = crate::export::OpenOptions {
            header: Some(true),
            ..Default::default()
        };
        open_with(&text, Writing::Utf8, Grain::default(), &options).1
    }

    fn moved(old: &str, new: &str) -> Vec<String> {
        let key = [old.split(',').next().unwrap().to_string()];
        let columns = Columns::pair(&export(old), &export(new), Some(&key));
        columns.unwrap().moved()
    }

    #[test]
    fn a_column_that_moved_is_told_and_those_that_made_room_are_not() {
        assert_eq!(moved("a,b,c,d", "a,b,c,d"), [""; 0]);
        assert_eq!(moved("a,b,c,d", "d,a,b,c"), ["d"]);
        assert_eq!(moved("a,b,c,d", "a,x,c,d,b"), ["b"]);
        assert_eq!(moved("a,b,c,d", "d,c,b,a").len(), 3);
        assert_eq!(moved("a,a,b", "a,b,a").len(), 1);
    }

    #[test]
    fn the_usual_key_is_that_of_a_spec() {
        let key = |old: &str, new: &str| {
            let columns = Columns::pair(&export(old), &export(new), None)?;
            let names = columns.key.iter().map(|i| columns.common[*i].name.clone());
            Ok::<_, ExportError>(names.collect::<Vec<_>>())
        };
        let both = key("pack_id,customer_id,x", "y,customer_id,pack_id").unwrap();
        assert_eq!(both, ["customer_id", "pack_id"]);
        assert_eq!(
            key("customer_id,x", "customer_id,pack_id").unwrap(),
            ["customer_id"]
        );
        assert!(matches!(key("a,b", "a,b"), Err(ExportError::NoKey { .. })));
    }
}
