//! What the unit tests share: files with quotes, delimiters and line breaks wherever they do the most harm, in every
//! encoding, and what the `csv` crate makes of them.

use std::num::NonZero;

use proptest::prelude::*;
use tempfile::NamedTempFile;

use crate::encoding::Encoding;
use crate::export::{Export, Grain, OpenOptions};
use crate::source::Source;

/// How a text is written to a file.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Writing {
    Utf8,
    Utf16,
    Windows1252,
}

pub(crate) fn writings() -> impl Strategy<Value = Writing> {
    prop::sample::select(vec![Writing::Utf8, Writing::Utf16, Writing::Windows1252])
}

pub(crate) fn wild() -> impl Strategy<Value = String> {
    let pieces = [
        "\"",
        "\"",
        "\"\"",
        ",",
        ",",
        ",\"",
        "\",",
        "\n",
        "\n",
        "\r\n",
        "\r",
        "a",
        "A",
        "bc",
        " ",
        "é",
        "É",
        "text that matters to nobody",
        "\"a\"\"b\",",
        "\"a\",",
        "a\n",
        "\"a\"\n",
    ];
    prop::collection::vec(prop::sample::select(pieces.to_vec()), 0..60).prop_map(|p| p.concat())
}

/// Small enough that a small file has many pieces.
pub(crate) fn grain() -> impl Strategy<Value = Grain> {
    (1_u64..200, 1_u64..4, 1_u64..4, 1_u64..500).prop_map(|(block, reads, chunks, segment)| Grain {
        block,
        read: block * reads,
        chunk: block * reads * chunks,
        segment,
    })
}

/// Opens a file of this text, without a header. It is there as long as the first one of the answer.
pub(crate) fn open(
    text: &str,
    writing: Writing,
    threads: usize,
    grain: Grain,
) -> (NamedTempFile, Export) {
    open_with(
        text,
        writing,
        grain,
        &OpenOptions {
            header: Some(false),
            threads: NonZero::new(threads),
            ..OpenOptions::default()
        },
    )
}

/// The same, opened in this way.
pub(crate) fn open_with(
    text: &str,
    writing: Writing,
    grain: Grain,
    options: &OpenOptions,
) -> (NamedTempFile, Export) {
    let (raw, encoding) = match writing {
        Writing::Utf8 => (text.as_bytes().to_vec(), Encoding::Utf8),
        Writing::Utf16 => (
            text.encode_utf16().flat_map(u16::to_le_bytes).collect(),
            Encoding::Utf16Le,
        ),
        Writing::Windows1252 => (
            Encoding::Windows1252.bytes(text).unwrap().into_owned(),
            Encoding::Windows1252,
        ),
    };
    let file = NamedTempFile::new().unwrap();
    std::fs::write(file.path(), raw).unwrap();
    let options = OpenOptions {
        delimiter: Some(b','),
        encoding: Some(encoding),
        ..options.clone()
    };
    let export = Export::of(Source::open(file.path()).unwrap(), &options, grain).unwrap();
    (file, export)
}

/// The records of a text as the `csv` crate reads them.
pub(crate) fn cells(text: &str) -> Vec<Vec<String>> {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .from_reader(text.as_bytes());
    let cells = |r: csv::StringRecord| r.iter().map(ToString::to_string).collect();
    reader.records().map(|r| cells(r.unwrap())).collect()
}

/// Whether this is a process that may not write files of more than 64 KiB. If not, the test of this name is run again
/// in one that may not, and must pass there.
#[cfg(unix)]
pub(crate) fn may_write_little(name: &str) -> bool {
    const SIGN: &str = "PATCHBAY_TEST_SMALL_FILES";
    if std::env::var_os(SIGN).is_some() {
        return true;
    }
    let output = std::process::Command::new("sh")
        .args([
            "-c",
            r#"trap "" XFSZ; ulimit -f 128; exec "$0" --exact "$1""#,
        ])
        .arg(std::env::current_exe().unwrap())
        .arg(name)
        .env(SIGN, "1")
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(
        output.status.success() && said.contains("1 passed"),
        "{said}"
    );
    false
}
