//! How a file is read, said by arguments, and its opening for one command.

use std::num::NonZeroUsize;
use std::path::PathBuf;

use clap::{Args, ValueEnum};
use patchbay_workspace::operations::exports::{OpenRequest, Reading};
use patchbay_workspace::operations::{ExportsOpen, Operation};
use patchbay_workspace::{Call, ExportEncoding};

use crate::output::Failure;

/// An open export: its handle and what it is.
pub type Opened = <ExportsOpen as Operation>::Response;

/// How to read it, where its first bytes do not tell.
#[derive(Args)]
pub struct How {
    /// The sign between cells: one ASCII sign, or `tab`; told from the file if absent
    #[arg(long, value_name = "SIGN", value_parser = delimiter)]
    delimiter: Option<char>,
    /// How characters are written as bytes; told from the file if absent
    #[arg(long, value_name = "NAME")]
    encoding: Option<Encoding>,
    /// The first record is data, not the names of the columns
    #[arg(long)]
    no_header: bool,
    /// How many threads work on it; one for each core if absent
    #[arg(long, value_name = "N")]
    threads: Option<NonZeroUsize>,
}

/// The encodings, by their names.
#[derive(Clone, Copy, ValueEnum)]
enum Encoding {
    #[value(name = "utf-8")]
    Utf8,
    #[value(name = "utf-16le")]
    Utf16Le,
    #[value(name = "utf-16be")]
    Utf16Be,
    #[value(name = "windows-1252")]
    Windows1252,
}

fn delimiter(text: &str) -> Result<char, String> {
    let mut signs = text.chars();
    match (text, signs.next(), signs.next()) {
        ("tab" | "\\t", ..) => Ok('\t'),
        (_, Some(sign), None) => Ok(sign),
        _ => Err("it is one sign, or `tab`".into()),
    }
}

impl How {
    /// Opens a file. The list of late exports does not hear of it.
    pub async fn open(&self, call: &Call, path: PathBuf) -> Result<Opened, Failure> {
        let reading = Reading {
            delimiter: self.delimiter,
            encoding: self.encoding.map(|encoding| match encoding {
                Encoding::Utf8 => ExportEncoding::Utf8,
                Encoding::Utf16Le => ExportEncoding::Utf16Le,
                Encoding::Utf16Be => ExportEncoding::Utf16Be,
                Encoding::Windows1252 => ExportEncoding::Windows1252,
            }),
            header: self.no_header.then_some(false),
        };
        let request = OpenRequest {
            reading,
            threads: self.threads,
            remember: false,
            ..OpenRequest::new(path)
        };
        Ok(call.perform::<ExportsOpen>(request).await?)
    }
}
