//! `patchbay exports`: files of any size, looked at for one command and not remembered.

mod check;
mod compare;
mod file;
mod find;
mod preview;
mod profile;
mod search;
pub mod sources;

use clap::Subcommand;

use crate::host::Host;
use crate::output::{Answer, Failure};

/// What to do with exports.
#[derive(Subcommand)]
pub enum Command {
    /// Some records of a file of any size
    Preview(preview::Preview),
    /// Test every cell against a trait spec
    ///
    /// Exit code 1 if the verdict is invalid; warnings alone are exit code 0.
    Check(check::Check),
    /// What each column holds
    ///
    /// Its type, empty and distinct values, the least, the greatest and the most frequent ones, how they are spread.
    Profile(profile::Profile),
    /// All records of one customer, with their traits
    Find(find::Find),
    /// Cells that hold a text, wherever they are
    Search(search::Search),
    /// What differs between two exports
    ///
    /// Records added, removed and changed by key, columns and values that came and went; then the first differences.
    Compare(compare::Compare),
    /// Sources: buckets on S3 that exports are pulled from
    #[command(subcommand)]
    Sources(sources::Command),
}

impl Command {
    /// Performs it.
    pub async fn perform(self, host: &Host) -> Result<Answer, Failure> {
        match self {
            Self::Sources(command) => command.perform(host).await,
            Self::Preview(preview) => preview.perform(&host.call()?).await,
            Self::Check(check) => check.perform(&host.call()?).await,
            Self::Profile(profile) => profile.perform(&host.call()?).await,
            Self::Find(find) => find.perform(&host.call()?).await,
            Self::Search(search) => search.perform(&host.call()?).await,
            Self::Compare(compare) => compare.perform(&host.call()?).await,
        }
    }
}

/// Characters of a cell that people are shown.
const CELL: usize = 24;

/// A cell as people are shown it. What stands at its edges and cannot be seen is put between quotes.
fn shortened(cell: &str) -> String {
    let short = if cell.chars().count() <= CELL {
        cell.to_owned()
    } else {
        cell.chars().take(CELL - 1).chain(['…']).collect()
    };
    if cell.trim() == cell {
        short
    } else {
        format!("\"{short}\"")
    }
}

/// A number with its noun: `1 record`, `2 records`.
fn several(count: u64, noun: &str) -> String {
    if count == 1 {
        format!("1 {noun}")
    } else {
        format!("{count} {noun}s")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_is_cut_and_its_padding_is_seen() {
        assert_eq!(shortened("Posted"), "Posted");
        assert_eq!(shortened(" Posted"), "\" Posted\"");
        assert_eq!(shortened(&"é".repeat(30)), format!("{}…", "é".repeat(23)));
    }
}
