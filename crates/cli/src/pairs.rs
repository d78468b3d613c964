//! `KEY=VALUE` arguments.

use std::collections::BTreeMap;

use crate::output::Failure;

/// Reads the values of an option that may be given several times. A wrong one is not repeated in the error: it may be
/// a secret that was typed into the wrong place.
pub fn read(option: &str, given: Vec<String>) -> Result<BTreeMap<String, String>, Failure> {
    let mut pairs = BTreeMap::new();
    for pair in given {
        let (key, value) = pair
            .split_once('=')
            .filter(|(key, _)| !key.trim().is_empty())
            .ok_or_else(|| {
                Failure::usage(
                    format!("{option} needs a name, = and a value"),
                    format!("For example: {option} name=value"),
                )
            })?;
        let key = key.trim().to_owned();
        if pairs.contains_key(&key) {
            return Err(Failure::usage(
                format!("{option} {key} is given twice"),
                "Give it once",
            ));
        }
        pairs.insert(key, value.to_owned());
    }
    Ok(pairs)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_them(given: &[&str]) -> Result<BTreeMap<String, String>, String> {
        read("--set", given.iter().map(ToString::to_string).collect()).map_err(|failure| {
            match failure {
                Failure::Usage(error) | Failure::Operation(error) => error.message,
            }
        })
    }

    #[test]
    fn a_value_may_hold_anything_and_be_empty() {
        let read = read_them(&["a=x=y", " b = ", "c="]).unwrap();
        assert_eq!(
            read,
            BTreeMap::from([
                ("a".into(), "x=y".into()),
                ("b".into(), " ".into()),
                ("c".into(), String::new())
            ])
        );
    }

    #[test]
    fn what_is_no_pair_is_refused_without_repeating_it() {
        for given in [&["canary"][..], &["=canary"], &[""]] {
            assert_eq!(
                read_them(given).unwrap_err(),
                "--set needs a name, = and a value"
            );
        }
        assert_eq!(
            read_them(&["a=canary", "a=canary"]).unwrap_err(),
            "--set a is given twice"
        );
    }
}
