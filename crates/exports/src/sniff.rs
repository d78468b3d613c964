//! What a file is, told from its first bytes: encoding, delimiter, header.
//!
//! Reads a bounded head, so that opening takes as long for ten gigabytes as for ten lines. What the head cannot
//! tell is not guessed at here but checked later, record by record.

use crate::encoding::Encoding;
use crate::error::ExportError;
use crate::export::OpenOptions;
use crate::records::{PAGE_CHUNK, Start};
use crate::scan::{Event, Keep, Record, Scanner};
use crate::source::Source;

/// The header must end within this many bytes.
const HEADER_LIMIT: usize = 1 << 20;

/// Records of the head that vote for a delimiter.
const VOTERS: usize = 100;

/// Delimiters to choose from; the first wins a tie.
const DELIMITERS: [u8; 4] = *b",\t;|";

/// How the file is written and where its records start.
#[derive(Debug)]
pub(crate) struct Layout {
    pub(crate) encoding: Encoding,
    /// True where the encoding is the fall-back for bytes that are not UTF-8, stated by nobody.
    pub(crate) encoding_guessed: bool,
    pub(crate) delimiter: u8,
    /// False where the first record is data, and the columns have made-up names.
    pub(crate) has_header: bool,
    pub(crate) columns: Vec<String>,
    /// The start of the file, after a byte order mark.
    pub(crate) top: Start,
    /// The end of the header; equal to `top` without one.
    pub(crate) data: Start,
}

impl Layout {
    pub(crate) fn sniff(source: &Source, options: &OpenOptions) -> Result<Self, ExportError> {
        if let Some(delimiter) = options.delimiter
            && (!delimiter.is_ascii() || matches!(delimiter, b'"' | b'\n' | b'\r' | 0))
        {
            return Err(ExportError::Delimiter {
                delimiter: delimiter.escape_ascii().to_string(),
            });
        }
        let mut size = PAGE_CHUNK;
        loop {
            let head = Head::read(source, size, options)?;
            if let Some(layout) = head.layout(source, options)? {
                return Ok(layout);
            }
            if size >= HEADER_LIMIT {
                return Err(ExportError::HeaderTooLong {
                    path: source.path().to_path_buf(),
                    limit: HEADER_LIMIT,
                });
            }
            size = HEADER_LIMIT;
        }
    }
}

/// The beginning of a file, as the scanner reads it.
struct Head {
    text: Vec<u8>,
    /// The file ends with it.
    whole: bool,
    encoding: Encoding,
    guessed: bool,
    /// Length of the byte order mark.
    mark: u64,
}

impl Head {
    fn read(source: &Source, size: usize, options: &OpenOptions) -> Result<Self, ExportError> {
        let mut raw = vec![0; size];
        let read = source.read_at(&mut raw, 0)?;
        raw.truncate(read);
        if let Some(why) = other_format(&raw) {
            return Err(ExportError::NotCsv {
                path: source.path().to_path_buf(),
                why,
            });
        }
        let whole = read as u64 >= source.length();
        let (encoding, mark) = match options.encoding {
            Some(encoding) => (encoding, encoding.mark_length(&raw)),
            None => Encoding::from_mark(&raw).unwrap_or_else(|| {
                let encoding = utf16(&raw).unwrap_or_else(|| Encoding::guess(&raw, whole));
                (encoding, 0)
            }),
        };
        let mut text = Vec::new();
        encoding.transcode(&raw[mark..], whole, &mut text);
        if let Some(why) = binary(&text) {
            return Err(ExportError::NotCsv {
                path: source.path().to_path_buf(),
                why,
            });
        }
        let guessed = options.encoding.is_none() && encoding == Encoding::Windows1252;
        Ok(Self {
            text,
            whole,
            encoding,
            guessed,
            mark: mark as u64,
        })
    }

    /// `None` if the header does not end within the head.
    fn layout(
        &self,
        source: &Source,
        options: &OpenOptions,
    ) -> Result<Option<Layout>, ExportError> {
        if self.text.iter().all(|b| matches!(b, b'\r' | b'\n')) && self.whole {
            return Err(ExportError::Empty {
                path: source.path().to_path_buf(),
            });
        }
        let delimiter = options.delimiter.unwrap_or_else(|| self.vote());
        let mut walk = Walk::new(
            self,
            delimiter,
            Keep {
                record: HEADER_LIMIT,
                ..Keep::CELLS
            },
        );
        let top = walk.at;
        if !walk.record() {
            return Ok(None);
        }
        let header: Vec<&[u8]> = walk.record.cells().collect();
        let has_header = options
            .header
            .unwrap_or_else(|| !header.iter().any(|cell| is_data(cell)));
        let columns = if has_header {
            header
                .iter()
                .map(|cell| self.encoding.text(cell).into_owned())
                .collect()
        } else {
            (1..=header.len()).map(|n| format!("column {n}")).collect()
        };
        Ok(Some(Layout {
            encoding: self.encoding,
            encoding_guessed: self.guessed,
            delimiter,
            has_header,
            columns,
            top,
            data: if has_header { walk.at } else { top },
        }))
    }

    /// The delimiter that cuts the first records into the most cells, and into equally many.
    fn vote(&self) -> u8 {
        let mut best = (DELIMITERS[0], 0);
        for delimiter in DELIMITERS {
            let mut walk = Walk::new(self, delimiter, Keep::NOTHING);
            let (mut cells, mut equal, mut all) = (0, 0, 0);
            while all < VOTERS as u64 && walk.record() {
                if all == 0 {
                    cells = walk.record.count;
                }
                all += 1;
                equal += u64::from(walk.record.count == cells);
            }
            // In thousandths, so that nearly equal files do not depend on rounding.
            let votes = if cells > 1 {
                cells * equal * 1_000 / all
            } else {
                0
            };
            if votes > best.1 {
                best = (delimiter, votes);
            }
        }
        best.0
    }
}

/// The complete records of a head, with their places.
struct Walk<'a> {
    head: &'a Head,
    rest: &'a [u8],
    scanner: Scanner,
    record: Record,
    at: Start,
}

impl<'a> Walk<'a> {
    fn new(head: &'a Head, delimiter: u8, keep: Keep) -> Self {
        Self {
            head,
            rest: &head.text,
            scanner: Scanner::new(delimiter, keep),
            record: Record::default(),
            at: Start {
                record: 0,
                line: 1,
                byte: head.mark,
            },
        }
    }

    /// Steps over the next record; false if there is no further one that is whole.
    fn record(&mut self) -> bool {
        loop {
            let (used, event) = match self.scanner.feed(self.rest, &mut self.record) {
                (used, Event::More) if self.head.whole => (
                    used,
                    self.scanner.finish(&mut self.record).unwrap_or(Event::More),
                ),
                found => found,
            };
            if event == Event::More {
                return false;
            }
            self.at.byte += self.head.encoding.source_length(&self.rest[..used]);
            self.at.line += std::mem::take(&mut self.scanner.lines);
            self.rest = &self.rest[used..];
            if event == Event::Record {
                return true;
            }
        }
    }
}

/// Whether a cell of the first record is plainly a value and no name: it starts with a digit, and holds nothing but
/// what numbers, dates and times are made of.
fn is_data(cell: &[u8]) -> bool {
    let cell = cell.strip_prefix(b"-").unwrap_or(cell);
    cell.first().is_some_and(u8::is_ascii_digit)
        && cell
            .iter()
            .all(|b| b.is_ascii_digit() || b".,:/-+ TZ".contains(b))
}

/// Formats that are often taken for a CSV, by their first bytes.
fn other_format(raw: &[u8]) -> Option<&'static str> {
    const FORMATS: [(&[u8], &str); 8] = [
        (b"\x1F\x8B", "it is gzip-compressed; decompress it first"),
        (
            b"PK\x03\x04",
            "it is a ZIP archive or an Excel workbook; unpack it, or save the sheet as CSV",
        ),
        (
            b"\x28\xB5\x2F\xFD",
            "it is zstd-compressed; decompress it first",
        ),
        (b"BZh", "it is bzip2-compressed; decompress it first"),
        (
            b"\xD0\xCF\x11\xE0",
            "it is an old Excel workbook; save the sheet as CSV",
        ),
        (b"%PDF-", "it is a PDF document; ask for the export as CSV"),
        (b"PAR1", "it is a Parquet file; ask for the export as CSV"),
        (
            b"SQLite format 3\0",
            "it is a SQLite database; export the table as CSV",
        ),
    ];
    FORMATS
        .iter()
        .find(|(magic, _)| raw.starts_with(magic))
        .map(|(_, why)| *why)
}

/// Whether text holds what no text does. A single NUL further down is damage of one record and left to the check.
fn binary(text: &[u8]) -> Option<&'static str> {
    let odd = |b: &&u8| matches!(**b, 0..=8 | 14..=31 | 127);
    let first = text
        .split(|b| matches!(b, b'\n' | b'\r'))
        .next()
        .unwrap_or_default();
    if utf16(text).is_some() {
        Some("it looks like UTF-16 text; choose that encoding, or save it as UTF-8")
    } else if first.contains(&0) || text.iter().filter(odd).count() * 50 > text.len() {
        Some("it holds bytes that no text has; choose another file")
    } else {
        None
    }
}

/// UTF-16 without a byte order mark is a NUL in every second place, as long as it is mostly English.
fn utf16(raw: &[u8]) -> Option<Encoding> {
    let nuls = |parity: usize| {
        let every_second = raw.iter().skip(parity).step_by(2);
        every_second.filter(|b| **b == 0).count()
    };
    let (even, odd) = (nuls(0), nuls(1));
    (even.max(odd) * 3 > raw.len() && even.min(odd) * 20 < raw.len()).then_some(if odd > even {
        Encoding::Utf16Le
    } else {
        Encoding::Utf16Be
    })
}
