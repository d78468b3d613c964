//! The head of a remote file as a page, read without downloading the file.

use std::io::{self, Read, Write as _};
use std::path::Path;

use tokio_util::sync::CancellationToken;

use super::Object;
use super::bucket::Bucket;
use super::error::{Fault, SourceError};
use crate::export::{Export, OpenOptions};
use crate::page::Page;

/// Bytes of a remote file that are read for a preview.
pub const PREVIEW_BYTES: u64 = 256 << 10;

/// The most that the head of a compressed file is let grow to.
const PLAIN_BYTES: u64 = 4 << 20;

/// The first records of a remote file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Preview {
    /// What it is the head of.
    pub object: Object,
    /// The page holds the whole file.
    pub whole: bool,
    /// Its first records. Its `file` is the object's key.
    pub page: Page,
}

impl Bucket {
    /// Reads the first [`PREVIEW_BYTES`] of an object as a page of at most `rows` records. gzip and zstd files are read
    /// as what they hold.
    pub async fn preview(
        &self,
        key: &str,
        rows: usize,
        cancel: &CancellationToken,
    ) -> Result<Preview, SourceError> {
        let object = self.unless(cancel, self.head(key)).await??;
        let head = self.start_of(&object, PREVIEW_BYTES, cancel).await?;
        let reading = tokio::task::spawn_blocking(move || page_of(object, &head, rows));
        reading.await.unwrap_or_else(|e| {
            Err(SourceError::new(
                Fault::File,
                format!("reading the head of {key} failed ({e})"),
                "This is a fault of Patchbay: please report it",
            ))
        })
    }
}

fn page_of(object: Object, head: &[u8], rows: usize) -> Result<Preview, SourceError> {
    let (plain, all) = plain(head).map_err(|e| {
        SourceError::new(
            Fault::NotAnExport,
            format!("{} cannot be decompressed ({e})", object.key),
            "Have it written anew, or choose another file",
        )
    })?;
    let whole = all && head.len() as u64 == object.bytes;
    let failed = |e: io::Error| {
        SourceError::new(
            Fault::File,
            format!(
                "the head of {} could not be put into a temporary file ({e})",
                object.key
            ),
            "Check the folder for temporary files and the space on its disk",
        )
    };
    let mut file = tempfile::NamedTempFile::new().map_err(failed)?;
    file.write_all(&plain).map_err(failed)?;
    let path = file.path();
    let mut page = first_page(path, rows, whole).map_err(|e| {
        let said = e
            .to_string()
            .replace(&path.display().to_string(), &object.key);
        let (message, hint) = said
            .split_once(": ")
            .unwrap_or((&said, "Choose another file"));
        SourceError::new(Fault::NotAnExport, message, hint)
    })?;
    page.file.clone_from(&object.key);
    Ok(Preview {
        object,
        whole,
        page,
    })
}

fn first_page(path: &Path, rows: usize, whole: bool) -> Result<Page, crate::ExportError> {
    let never = CancellationToken::new();
    let export = Export::open(path, &OpenOptions::default(), &|_| {}, &never)?;
    // One more than wanted: where the head ends in the middle, so does its last record.
    let mut page = export.page(0, rows + 1)?;
    if !whole && page.total.is_some() {
        page.rows.pop();
        page.total = None;
    }
    page.rows.truncate(rows);
    let shown = page.rows.len();
    page.cut.retain(|cell| cell.row < shown);
    Ok(page)
}

/// What a compressed head holds, as far as it goes, and whether that is all of it.
fn plain(head: &[u8]) -> io::Result<(Vec<u8>, bool)> {
    match head {
        [0x1f, 0x8b, ..] => as_far(flate2::read::MultiGzDecoder::new(head)),
        [0x28, 0xb5, 0x2f, 0xfd, ..] => as_far(zstd::stream::read::Decoder::with_buffer(head)?),
        _ => Ok((head.to_vec(), true)),
    }
}

fn as_far(decoder: impl Read) -> io::Result<(Vec<u8>, bool)> {
    let mut plain = Vec::new();
    let mut decoder = decoder.take(PLAIN_BYTES);
    match decoder.read_to_end(&mut plain) {
        Ok(_) => Ok((plain, decoder.limit() > 0)),
        // The head ends where it was cut.
        Err(e) if e.kind() == io::ErrorKind::UnexpectedEof => Ok((plain, false)),
        Err(e) => Err(e),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn csv(rows: usize) -> Vec<u8> {
        let mut text = b"customer_id,name\n".to_vec();
        for row in 0..rows {
            text.extend_from_slice(format!("{row},\"name, {row}\"\n").as_bytes());
        }
        text
    }

    fn gz(plain: &[u8]) -> Vec<u8> {
        let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        packer.write_all(plain).unwrap();
        packer.finish().unwrap()
    }

    fn preview(content: &[u8], head: usize, rows: usize) -> Result<Preview, SourceError> {
        let object = Object {
            key: "daily/a.csv".into(),
            bytes: content.len() as u64,
            modified: 0,
            etag: None,
        };
        page_of(object, &content[..head.min(content.len())], rows)
    }

    #[test]
    fn a_head_that_ends_in_a_record_shows_those_before_it() {
        let all = csv(100);
        for head in 100..140 {
            let seen = preview(&all, head, 1_000).unwrap();
            assert!(!seen.whole && seen.page.total.is_none());
            assert_eq!(seen.page.columns, ["customer_id", "name"]);
            let whole = all[..head].split(|b| *b == b'\n').count() - 1;
            // A record that ends with the head is whole; that it is the last one is not known.
            assert!(
                (whole - 2..=whole - 1).contains(&seen.page.rows.len()),
                "{head}"
            );
            for (at, row) in seen.page.rows.iter().enumerate() {
                assert_eq!(*row, [at.to_string(), format!("name, {at}")]);
            }
        }
        assert_eq!(preview(&all, 140, 2).unwrap().page.rows.len(), 2);
    }

    #[test]
    fn a_small_file_is_seen_whole_also_when_it_is_compressed() {
        let plain = csv(3);
        let zst = zstd::encode_all(&plain[..], 1).unwrap();
        for content in [
            plain.clone(),
            gz(&plain),
            zst,
            [gz(&plain[..20]), gz(&plain[20..])].concat(),
        ] {
            let seen = preview(&content, content.len(), 100).unwrap();
            assert_eq!(
                (seen.whole, seen.page.rows.len(), seen.page.total),
                (true, 3, Some(3))
            );
            assert_eq!(seen.page.file, "daily/a.csv");
        }
    }

    #[test]
    fn a_compressed_head_is_read_as_far_as_it_goes() {
        let plain = csv(20_000);
        for content in [gz(&plain), zstd::encode_all(&plain[..], 1).unwrap()] {
            let seen = preview(&content, content.len() * 3 / 4, 100).unwrap();
            assert_eq!(
                (seen.whole, seen.page.rows.len(), seen.page.total),
                (false, 100, None)
            );
        }
        let bomb = gz(&vec![b'a'; 64 << 20]);
        assert_eq!(super::plain(&bomb).unwrap().0.len() as u64, PLAIN_BYTES);
    }

    #[test]
    fn what_is_no_export_is_said_by_its_key() {
        for (content, word) in [
            (&b""[..], "empty"),
            (b"\x1f\x8bnot gzip at all", "decompressed"),
            (b"PK\x03\x04\0\0\0\0", "CSV"),
        ] {
            let error = preview(content, content.len(), 10).unwrap_err();
            assert_eq!(error.fault, Fault::NotAnExport);
            assert!(
                error.message.starts_with("daily/a.csv ") && error.message.contains(word),
                "{error}"
            );
            assert!(!error.hint.is_empty());
        }
    }
}
