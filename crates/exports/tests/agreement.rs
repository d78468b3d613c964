//! Records are those of the `csv` crate, cell for cell, whatever the bytes, wherever the borders between pieces fall,
//! and on any number of threads.
#![allow(
    clippy::unwrap_used,
    reason = "clippy takes only the #[test] functions for tests"
)]

mod common;

use common::scratch;
use patchbay_exports::probe::{self, Parsed};
use patchbay_exports::{Encoding, Export, OpenOptions};
use proptest::prelude::*;

const DELIMITERS: [u8; 4] = *b",;\t|";

type Cells = Vec<Vec<Vec<u8>>>;

fn by_csv(bytes: &[u8], delimiter: u8) -> Cells {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
        .from_reader(bytes);
    let cells = |r: csv::ByteRecord| r.iter().map(<[u8]>::to_vec).collect();
    reader.byte_records().map(|r| cells(r.unwrap())).collect()
}

/// How a file is worked on.
#[derive(Debug, Clone, Copy)]
struct Way {
    threads: usize,
    piece: u64,
    segment: u64,
}

fn ways() -> impl Strategy<Value = Way> {
    (1_usize..=8, 1_u64..=130, 1_u64..=600).prop_map(|(threads, piece, segment)| Way {
        threads,
        piece,
        segment,
    })
}

fn by_us(bytes: &[u8], encoding: Encoding, delimiter: u8, way: Way) -> Vec<Parsed> {
    let file = scratch(bytes);
    let Way {
        threads,
        piece,
        segment,
    } = way;
    probe::parse(&file.path, encoding, delimiter, threads, piece, segment).unwrap()
}

fn cells(parsed: Vec<Parsed>) -> Cells {
    parsed.into_iter().map(|r| r.cells).collect()
}

/// Text of which little is where RFC 4180 would have it, for any delimiter.
fn wild() -> impl Strategy<Value = String> {
    let pieces = [
        "\"",
        "\"",
        "\"\"",
        "\"\"\"",
        ",",
        ";",
        "\t",
        "|",
        ",\"",
        "\",",
        "\n",
        "\n",
        "\r\n",
        "\r",
        "\n\n",
        "\r\r\n",
        "\0",
        "a",
        "bc",
        " ",
        "é",
        "日",
        "🎬",
        "\u{feff}",
        "a cell that is longer than most",
        "\"q\"",
        "\"a \"\"b\"\"\",",
        "\"two\nlines\"",
    ];
    prop::collection::vec(prop::sample::select(pieces.to_vec()), 0..150).prop_map(|p| p.concat())
}

/// A table in which every cell is written as it should be, but for some.
fn nearly_right() -> impl Strategy<Value = String> {
    let right = [
        "",
        "x",
        "1.99",
        "\"a, b\"",
        "\"a \"\"b\"\"\"",
        "\"\"",
        "\"x\r\ny\"",
        "2026-01-01",
        "\",\"",
    ];
    let wrong = ["a\"b", "\"a\"b", " \"a\"", "\"", "a\"\"b", "\"a\" "];
    let cell = prop_oneof![
        60 => prop::sample::select(right.to_vec()),
        1 => prop::sample::select(wrong.to_vec()),
    ];
    let end = prop::sample::select(vec!["\n", "\n", "\n", "\r\n", "\r\n", "\r", "\n\n"]);
    prop::collection::vec((prop::collection::vec(cell, 1..9), end), 0..60).prop_map(|rows| {
        rows.into_iter()
            .map(|(cells, end)| cells.join(",") + end)
            .collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn of_wild_text(text in wild(), delimiter in prop::sample::select(DELIMITERS.to_vec()), way in ways()) {
        let expected = by_csv(text.as_bytes(), delimiter);
        prop_assert_eq!(cells(by_us(text.as_bytes(), Encoding::Utf8, delimiter, way)), expected);
    }

    #[test]
    fn of_a_table_with_a_few_faults(text in nearly_right(), way in ways()) {
        let expected = by_csv(text.as_bytes(), b',');
        prop_assert_eq!(cells(by_us(text.as_bytes(), Encoding::Utf8, b',', way)), expected);
    }

    #[test]
    fn of_any_bytes(
        bytes in prop::collection::vec(prop_oneof![any::<u8>(), prop::sample::select(b"\"\",,\n\r".to_vec())], 0..700),
        delimiter in prop::sample::select(DELIMITERS.to_vec()),
        way in ways(),
    ) {
        let expected = by_csv(&bytes, delimiter);
        prop_assert_eq!(&cells(by_us(&bytes, Encoding::Windows1252, delimiter, way)), &expected_without_mark(&bytes, delimiter));
        prop_assert_eq!(cells(by_us(&bytes, Encoding::Utf8, delimiter, way)), expected);
    }

    #[test]
    fn of_utf_16(text in wild(), big in any::<bool>(), way in ways()) {
        let order = if big { u16::to_be_bytes } else { u16::to_le_bytes };
        let raw: Vec<u8> = text.encode_utf16().flat_map(order).collect();
        let encoding = if big { Encoding::Utf16Be } else { Encoding::Utf16Le };
        let parsed = by_us(&raw, encoding, b';', way);
        prop_assert!(parsed.iter().all(|r| r.byte.is_multiple_of(2)));
        prop_assert_eq!(cells(parsed), by_csv(text.as_bytes(), b';'));
    }
}

/// In Windows-1252 the bytes of a mark are three letters, which the `csv` crate would skip.
fn expected_without_mark(bytes: &[u8], delimiter: u8) -> Cells {
    let Some(rest) = bytes.strip_prefix(b"\xEF\xBB\xBF") else {
        return by_csv(bytes, delimiter);
    };
    let stand_in = [b"\xEF\xBB\xEF", rest].concat();
    let mut cells = by_csv(&stand_in, delimiter);
    cells[0][0][2] = 0xBF;
    cells
}

#[test]
fn wherever_the_borders_fall() {
    let text = "id,\"a \"\"b\"\"\",c\r\n1,\"x\ny\",\r\n\r\n2,st\"ray,\"after\"text\n\r3,,\"\"\n4,\"long enough that a block of 64 bytes \
        ends in it, with, commas\",\"\"\"\"\n5,\"five\r\",5\r6,é日🎬,\"\r\n\"\n\n\n7,\"never closed, \"\"really\nnot";
    let expected = by_csv(text.as_bytes(), b',');
    let once = by_us(
        text.as_bytes(),
        Encoding::Utf8,
        b',',
        Way {
            threads: 1,
            piece: 1 << 20,
            segment: 1 << 20,
        },
    );
    assert_eq!(cells(once.clone()), expected);
    for piece in 1..=130 {
        for threads in 1..=8 {
            let way = Way {
                threads,
                piece,
                segment: 1 + piece * 7 % 90,
            };
            assert_eq!(
                by_us(text.as_bytes(), Encoding::Utf8, b',', way),
                once,
                "{way:?}"
            );
        }
    }
}

#[test]
fn of_a_page_too() {
    let text = format!(
        "h\n{}",
        "a,\"b \"\"c\"\" d\",\"e\nf\"\n\"x\"y,z\n\n".repeat(4_000)
    );
    let file = scratch(&text);
    let options = OpenOptions {
        delimiter: Some(b','),
        ..OpenOptions::default()
    };
    let export: Export = common::open_with(&file.path, &options).unwrap();
    let expected: Vec<Vec<String>> = by_csv(text.as_bytes(), b',')[1..]
        .iter()
        .map(|r| {
            r.iter()
                .map(|c| String::from_utf8(c.clone()).unwrap())
                .collect()
        })
        .collect();
    common::index(&export);
    for start in (0..8_000).step_by(617) {
        assert_eq!(
            export.page(start as u64, 40).unwrap().rows,
            expected[start..(start + 40).min(8_000)]
        );
    }
}
