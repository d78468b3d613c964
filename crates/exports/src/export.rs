//! An open export: the file, how it is written, and what is known of where its records start.

use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde::{Deserialize, Serialize};
use tokio_util::sync::CancellationToken;
use ts_rs::TS;

use crate::compressed::{Compressed, unpacked};
use crate::customers::Customers;
use crate::encoding::Encoding;
use crate::error::ExportError;
use crate::index::Index;
use crate::indexing::Beside;
use crate::records::{Item, Progress, Records, Start, Watch};
use crate::scan::Keep;
use crate::sniff::Layout;
use crate::source::Source;
use crate::turns::{Turn, Turns};

/// What the caller knows better than the file's first bytes; what is `None` is told from them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(default, deny_unknown_fields)]
pub struct OpenOptions {
    /// The ASCII sign between cells.
    pub delimiter: Option<u8>,
    /// How characters are written as bytes.
    pub encoding: Option<Encoding>,
    /// Whether the first record names the columns.
    pub header: Option<bool>,
    /// How many threads a pass over the file may use; as many as the processor has cores where nothing is said.
    #[serde(skip)]
    pub threads: Option<NonZero<usize>>,
    /// The folder for what is worth keeping until the file is opened again; nothing is kept where none is given.
    #[serde(skip)]
    pub cache: Option<PathBuf>,
}

/// The sizes of the pieces in which a file is worked on. Results never depend on them.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Grain {
    /// Bytes of the file for which the index remembers one place.
    pub(crate) block: u64,
    /// Bytes that are read at once to find records, a multiple of `block`; few, so that they stay in a core's cache.
    pub(crate) read: u64,
    /// Bytes of the file that one thread looks for records in before it takes the next, a multiple of `read`.
    pub(crate) chunk: u64,
    /// Bytes of the file in one segment of a walk, at least, where records are not very long.
    pub(crate) segment: u64,
}

impl Default for Grain {
    fn default() -> Self {
        Self {
            block: 32 << 10,
            read: 128 << 10,
            chunk: 8 << 20,
            segment: 512 << 10,
        }
    }
}

impl Grain {
    /// Of a file in this encoding: no piece ends within a unit of it.
    fn of(self, encoding: Encoding) -> Self {
        let unit = encoding.unit();
        Self {
            block: self.block * unit,
            read: self.read * unit,
            chunk: self.chunk * unit,
            segment: self.segment * unit,
        }
    }
}

/// A CSV file that is open. Cheap to clone and share between threads; all clones share one index.
///
/// Every call fails with [`ExportError::Changed`] once the file is not the one that was opened.
#[derive(Debug, Clone)]
pub struct Export {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    source: Source,
    layout: Layout,
    options: OpenOptions,
    grain: Grain,
    index: Mutex<Index>,
    /// Whose turn it is to find records.
    indexing: Turns,
    customers: Mutex<Option<Arc<Customers>>>,
}

/// What is known of an export.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct Summary {
    /// The path it was opened with.
    pub file: String,
    /// Length in bytes; of the text, if it is compressed.
    #[ts(type = "number")]
    pub bytes: u64,
    /// How the file is compressed.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub compressed: Option<Compressed>,
    /// Column names in the order of the file; `column 1`, … without a header.
    pub columns: Vec<String>,
    /// Whether the first record names the columns.
    pub header: bool,
    /// The sign between cells.
    pub delimiter: char,
    /// How characters are written as bytes.
    pub encoding: Encoding,
    /// True if the encoding is a guess, because the bytes are not UTF-8 and nothing says what they are.
    pub encoding_guessed: bool,
    /// Number of records after the header, once a pass has seen the end of the file.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional, type = "number")]
    pub rows: Option<u64>,
}

impl Export {
    /// Opens a file and reads its first 64 KiB (up to 1 MiB, if the header is longer) to tell how it is written.
    ///
    /// A gzip or zstd file is decompressed into the cache, unless it is there from an earlier time; that alone is what
    /// progress and cancel are for. Without a cache, it is [`ExportError::NotCsv`].
    pub fn open(
        path: &Path,
        options: &OpenOptions,
        on_progress: &dyn Fn(Progress),
        cancel: &CancellationToken,
    ) -> Result<Self, ExportError> {
        let watch = Watch {
            on_progress,
            cancel,
        };
        let source = unpacked(Source::open(path)?, options.cache.as_deref(), watch)?;
        Self::of(source, options, Grain::default())
    }

    /// An export of an open file.
    pub(crate) fn of(
        source: Source,
        options: &OpenOptions,
        grain: Grain,
    ) -> Result<Self, ExportError> {
        let layout = Layout::sniff(&source, options)?;
        source.verify()?;
        Self::laid_out(source, layout, options, grain)
    }

    /// An export of an open file that is written like this.
    pub(crate) fn laid_out(
        source: Source,
        layout: Layout,
        options: &OpenOptions,
        grain: Grain,
    ) -> Result<Self, ExportError> {
        let grain = grain.of(layout.encoding);
        let index = Mutex::new(Index::new(grain.block, layout.data));
        let export = Self {
            inner: Arc::new(Inner {
                source,
                layout,
                options: options.clone(),
                grain,
                index,
                indexing: Turns::default(),
                customers: Mutex::default(),
            }),
        };
        export.recall()?;
        Ok(export)
    }

    /// What is known of the file, without reading it.
    pub fn summary(&self) -> Summary {
        let layout = self.layout();
        Summary {
            file: self.file(),
            bytes: self.source().length(),
            compressed: self.source().compressed(),
            columns: layout.columns.clone(),
            header: layout.has_header,
            delimiter: char::from(layout.delimiter),
            encoding: layout.encoding,
            encoding_guessed: layout.encoding_guessed,
            rows: self.known().total,
        }
    }

    /// How many columns the header has.
    pub fn width(&self) -> usize {
        self.layout().columns.len()
    }

    /// Finds where records start, so that any [`page`](Self::page) takes constant time, and returns their number.
    ///
    /// Pages can be asked for meanwhile. After a cancel, another call goes on where this one ended. Of several calls at
    /// once one does the work, and all of them see its progress.
    pub fn index(
        &self,
        on_progress: &dyn Fn(Progress),
        cancel: &CancellationToken,
    ) -> Result<u64, ExportError> {
        let watch = Watch {
            on_progress,
            cancel,
        };
        self.index_beside(watch, None).map(|(total, _)| total)
    }

    /// The same, and lets `beside` see the bytes that are read for it. The answer says whether that were all in which
    /// every quote is in its place, too.
    pub(crate) fn index_beside(
        &self,
        watch: Watch<'_>,
        beside: Option<Beside<'_>>,
    ) -> Result<(u64, bool), ExportError> {
        self.source().verify()?;
        let Some(_turn) = self.turn_to_find(watch)? else {
            return Ok((self.total().unwrap_or_default(), false));
        };
        let all = self.known().is_unjudged();
        let total = self.find_records(watch, beside)?;
        Ok((total, all && beside.is_some()))
    }

    /// The turn to find records, once nobody else does; `None` if all are known.
    pub(crate) fn turn_to_find(&self, watch: Watch<'_>) -> Result<Option<Turn<'_>>, ExportError> {
        if self.total().is_some() {
            return Ok(None);
        }
        let turn = self.inner.indexing.wait(|| {
            if watch.cancel.is_cancelled() {
                return Err(ExportError::Cancelled {
                    path: self.source().path().to_path_buf(),
                });
            }
            let at = self.known().last();
            (watch.on_progress)(Progress {
                bytes: at.byte,
                total_bytes: self.source().length(),
                records: at.record,
            });
            Ok(())
        })?;
        Ok(self.total().is_none().then_some(turn)) // unless the one before has found them
    }

    /// Number of records, once it is known.
    fn total(&self) -> Option<u64> {
        self.known().total
    }

    pub(crate) fn source(&self) -> &Source {
        &self.inner.source
    }

    pub(crate) fn layout(&self) -> &Layout {
        &self.inner.layout
    }

    pub(crate) fn options(&self) -> &OpenOptions {
        &self.inner.options
    }

    pub(crate) fn grain(&self) -> Grain {
        self.inner.grain
    }

    /// The path as text, for reports.
    pub(crate) fn file(&self) -> String {
        self.source().path().display().to_string()
    }

    /// The index; a panic of another holder leaves it usable, because it only ever grows by whole entries.
    pub(crate) fn known(&self) -> MutexGuard<'_, Index> {
        self.inner
            .index
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    /// The customer index that was made or found last; it is replaced as a whole.
    pub(crate) fn customers_slot(&self) -> MutexGuard<'_, Option<Arc<Customers>>> {
        self.inner
            .customers
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn records<'a>(
        &'a self,
        from: Start,
        keep: Keep,
        watch: Option<Watch<'a>>,
    ) -> Records<'a> {
        Records::new(self.source(), self.layout(), from, keep, watch)
    }

    /// Lets the index grow by what a pass comes across.
    pub(crate) fn learn(&self, item: Item) {
        if let Item::Record(start) = item {
            self.known().note(start);
        }
    }

    /// Notes the number of records, after a pass that went to the end of the file.
    pub(crate) fn learn_total(&self, ended: &Records<'_>) -> u64 {
        let total = ended.place().record;
        self.known().total = Some(total);
        total
    }
}
