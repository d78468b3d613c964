//! The few arguments of the desktop. They are read by hand: there is one option and one file.

use std::ffi::OsString;
use std::path::PathBuf;

const USAGE: &str = "\
Usage: patchbay-desktop [--data-dir DIR] [FILE.csv]

  FILE.csv        an export to open
  --data-dir DIR  where settings and history live, instead of the usual place
  --version       print the version
  --help          print this

PATCHBAY_LOG sets what is logged to stderr: error, warn (the default), info, debug";

/// What the command line asks for.
#[derive(Debug, PartialEq, Eq)]
pub enum Request {
    /// Open the window.
    Start(Arguments),
    /// Print this and end.
    Print(String),
}

/// How the window is to start.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Arguments {
    /// Where the workspace lives; the usual place when absent.
    pub data_dir: Option<PathBuf>,
    /// An export to open, absolute, so that the folder of the start does not matter later.
    pub export: Option<PathBuf>,
}

/// Reads the arguments after the program's name. The error is what to print.
pub fn parse(arguments: impl IntoIterator<Item = OsString>) -> Result<Request, String> {
    let mut found = Arguments::default();
    let mut arguments = arguments.into_iter();
    let mut options = true;
    while let Some(argument) = arguments.next() {
        let text = argument.to_str().filter(|_| options).unwrap_or_default();
        if text == "--" {
            options = false;
        } else if text == "--help" || text == "-h" {
            return Ok(Request::Print(USAGE.into()));
        } else if text == "--version" || text == "-V" {
            return Ok(Request::Print(format!(
                "patchbay-desktop {}",
                env!("CARGO_PKG_VERSION")
            )));
        } else if text == "--data-dir" {
            let dir = arguments
                .next()
                .ok_or_else(|| wrong("--data-dir needs a directory"))?;
            found.data_dir = Some(absolute(dir)?);
        } else if let Some(dir) = text.strip_prefix("--data-dir=") {
            found.data_dir = Some(absolute(dir.into())?);
        } else if text.starts_with('-') {
            return Err(wrong(&format!("unknown option {text}")));
        } else if found.export.is_some() {
            return Err(wrong(
                "one file can be opened at the start; drop more on the window",
            ));
        } else {
            found.export = Some(absolute(argument)?);
        }
    }
    Ok(Request::Start(found))
}

fn absolute(path: OsString) -> Result<PathBuf, String> {
    std::path::absolute(PathBuf::from(path)).map_err(|e| wrong(&format!("not a usable path: {e}")))
}

fn wrong(what: &str) -> String {
    format!("error: {what}\n\n{USAGE}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(arguments: &[&str]) -> Result<Request, String> {
        parse(arguments.iter().map(OsString::from))
    }

    fn start(data_dir: Option<&str>, export: Option<&str>) -> Request {
        Request::Start(Arguments {
            data_dir: data_dir.map(PathBuf::from),
            export: export.map(PathBuf::from),
        })
    }

    #[test]
    fn a_data_directory_and_a_file_are_taken_in_any_order() {
        assert_eq!(read(&[]), Ok(start(None, None)));
        assert_eq!(
            read(&["--data-dir", "/d", "/x.csv"]),
            Ok(start(Some("/d"), Some("/x.csv")))
        );
        assert_eq!(
            read(&["/x.csv", "--data-dir=/d"]),
            Ok(start(Some("/d"), Some("/x.csv")))
        );
        assert_eq!(read(&["--", "/-x.csv"]), Ok(start(None, Some("/-x.csv"))));
    }

    #[test]
    fn a_relative_file_becomes_absolute() {
        let here = std::env::current_dir().unwrap();
        assert_eq!(
            read(&["x.csv"]),
            Ok(start(None, here.join("x.csv").to_str()))
        );
        assert_eq!(
            read(&["--", "--help"]),
            Ok(start(None, here.join("--help").to_str()))
        );
    }

    #[test]
    fn what_is_not_understood_is_said_with_the_usage() {
        for (arguments, said) in [
            (&["--data-dir"][..], "--data-dir needs a directory"),
            (&["--data-dir="], "not a usable path"),
            (&["--verbose"], "unknown option --verbose"),
            (&["a.csv", "b.csv"], "one file can be opened"),
        ] {
            let text = read(arguments).unwrap_err();
            assert!(
                text.contains(said) && text.contains("Usage:"),
                "{arguments:?}: {text}"
            );
        }
    }

    #[test]
    fn help_and_version_are_printed() {
        assert_eq!(read(&["x.csv", "--help"]), Ok(Request::Print(USAGE.into())));
        assert_eq!(
            read(&["-V"]),
            Ok(Request::Print(format!(
                "patchbay-desktop {}",
                env!("CARGO_PKG_VERSION")
            )))
        );
    }
}
