//! What can go wrong with an export as a whole: one plain sentence each, that names the file and the remedy.
//!
//! Faults *inside* a readable file are no errors; they are [`Issue`](crate::Issue)s of a check.

use std::io;
use std::path::{Path, PathBuf};

use crate::compressed::Compression;

/// Why an export could not be opened or read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ExportError {
    /// Nothing is at the path.
    #[error("there is no file at {}: check the path, or export the file again", .path.display())]
    NotFound {
        /// The path that was asked for.
        path: PathBuf,
    },
    /// The path is a directory.
    #[error("{} is a directory: choose a CSV file inside it", .path.display())]
    Directory {
        /// The path that was asked for.
        path: PathBuf,
    },
    /// The path is a pipe, a socket or a device, which cannot be read at offsets.
    #[error("{} is not a regular file: save its content to a file and open that", .path.display())]
    NotAFile {
        /// The path that was asked for.
        path: PathBuf,
    },
    /// The operating system does not let this user read the file.
    #[error("{} may not be read by this user: change its permissions, or choose another file", .path.display())]
    NoPermission {
        /// The path that was asked for.
        path: PathBuf,
    },
    /// The file holds nothing, or nothing but blank lines.
    #[error("{} is empty: export it again, or choose another file", .path.display())]
    Empty {
        /// The file.
        path: PathBuf,
    },
    /// The file ends after its header row, so a check would prove nothing.
    #[error("{} has a header row and no records, so there is nothing to check: export it again", .path.display())]
    NoRecords {
        /// The file.
        path: PathBuf,
    },
    /// The file is something else than text in columns.
    #[error("{} is not a CSV file: {why}", .path.display())]
    NotCsv {
        /// The file.
        path: PathBuf,
        /// What was seen in it, and the remedy.
        why: &'static str,
    },
    /// The first record does not end within the part of the file that is read to open it.
    #[error("the header row of {} does not end within {limit} bytes: look for a quote that is never closed, or another delimiter", .path.display())]
    HeaderTooLong {
        /// The file.
        path: PathBuf,
        /// How many bytes were read.
        limit: usize,
    },
    /// The file has more records than an examination can number.
    #[error("{} has more than {limit} records, and no more can be examined: split it", .path.display())]
    TooManyRecords {
        /// The file.
        path: PathBuf,
        /// How many it may have.
        limit: u64,
    },
    /// A delimiter was asked for that cannot separate cells (a quote, a line break, or not ASCII).
    #[error(
        "`{delimiter}` cannot be a delimiter: use a comma, a semicolon, a tab, a pipe or another ASCII sign"
    )]
    Delimiter {
        /// The byte that was asked for, printable.
        delimiter: String,
    },
    /// The file is no longer the one that was opened; what was read before cannot be mixed with what it holds now.
    #[error("{} {how} while it was open: reopen it", .path.display())]
    Changed {
        /// The file.
        path: PathBuf,
        /// What happened to it.
        how: Change,
    },
    /// The operating system failed to read.
    #[error("{} could not be read: {cause}. Check the disk or network share, then reopen it", .path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// What the operating system said.
        #[source]
        cause: io::Error,
    },
    /// A compressed file that does not decompress.
    #[error("{} is damaged, its {by} data {how}: download or export it again", .path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// How it is compressed.
        by: Compression,
        /// What was seen.
        how: &'static str,
    },
    /// The cache folder cannot be written to.
    #[error("the cache folder {} cannot be written ({cause}): make it writable, or choose another one", .folder.display())]
    Cache {
        /// The folder.
        folder: PathBuf,
        /// What the operating system said.
        #[source]
        cause: io::Error,
    },
    /// The cache folder has no room for what has to be written.
    #[error("there is no room left in the cache folder {}: free some space, or choose another one", .folder.display())]
    CacheFull {
        /// The folder.
        folder: PathBuf,
    },
    /// A column was asked for that the file does not have.
    #[error("{} has no column `{column}`: its columns are {}", .path.display(), .columns.join(", "))]
    UnknownColumn {
        /// The file.
        path: PathBuf,
        /// The column that was asked for.
        column: String,
        /// The columns that there are.
        columns: Vec<String>,
    },
    /// A text to search for is longer than any that could be meant.
    #[error("the text to search for is too long: search for at most {limit} bytes of it")]
    TextTooLong {
        /// How many bytes it may have.
        limit: usize,
    },
    /// Two exports were to be compared without a key, and have none in common that is known.
    #[error("{} and {} share no key that is known: say which columns tell their records apart", .old.display(), .new.display())]
    NoKey {
        /// The earlier file.
        old: PathBuf,
        /// The later one.
        new: PathBuf,
    },
    /// No built-in trait spec has this name.
    #[error("there is no trait spec `{name}`: use {}", .known.join(", "))]
    UnknownSpec {
        /// The name that was asked for.
        name: String,
        /// The names that there are.
        known: Vec<&'static str>,
    },
    /// A trait spec contradicts itself.
    #[error("the trait spec `{spec}` {why}: correct it")]
    BadSpec {
        /// The name of the spec.
        spec: String,
        /// What is wrong with it.
        why: String,
    },
    /// A text is not a trait spec at all.
    #[error(
        "this is not a trait spec, {why}: write it as `patchbay specs show evergent --json` does"
    )]
    NotASpec {
        /// What was found, and where.
        why: String,
    },
    /// No spec has enough of a file's columns.
    #[error("no trait spec fits this file, {why}: name one, or make one from the file")]
    NoSpecFits {
        /// How far the nearest one got.
        why: String,
    },
    /// The caller cancelled.
    #[error("reading {} was cancelled", .path.display())]
    Cancelled {
        /// The file.
        path: PathBuf,
    },
}

/// How a file changed while it was open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// It is shorter than it was.
    Truncated,
    /// It is longer than it was.
    Grown,
    /// Another file took its path.
    Replaced,
    /// It has the same length and another modification time.
    Rewritten,
    /// Nothing is at its path any more.
    Removed,
    /// What it was decompressed into is no longer whole.
    Unpacked,
}

impl std::fmt::Display for Change {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Truncated => "was truncated",
            Self::Grown => "grew",
            Self::Replaced => "was replaced",
            Self::Rewritten => "was rewritten",
            Self::Removed => "was moved or deleted",
            Self::Unpacked => "lost its decompressed copy",
        })
    }
}

impl ExportError {
    /// Sorts an error of the operating system into the variants that have a remedy of their own.
    pub(crate) fn io(path: &Path, cause: io::Error) -> Self {
        let path = path.to_path_buf();
        match cause.kind() {
            io::ErrorKind::NotFound => Self::NotFound { path },
            io::ErrorKind::PermissionDenied => Self::NoPermission { path },
            io::ErrorKind::IsADirectory => Self::Directory { path },
            _ => Self::Read { path, cause },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_of_the_operating_system_have_their_remedy() {
        let of = |kind| {
            ExportError::io(Path::new("/exports/today.csv"), io::Error::new(kind, "odd"))
                .to_string()
        };
        insta::assert_snapshot!(
            of(io::ErrorKind::PermissionDenied),
            @"/exports/today.csv may not be read by this user: change its permissions, or choose another file"
        );
        insta::assert_snapshot!(
            of(io::ErrorKind::StaleNetworkFileHandle),
            @"/exports/today.csv could not be read: odd. Check the disk or network share, then reopen it"
        );
    }
}
