//! Finds in an open export: a customer's records, and text wherever it is.

use patchbay_exports::{Found, Hits, Matches, Search, TraitSpec};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::reading;
use crate::error::{Code, Error, Result};
use crate::export_files::OpenFile;
use crate::operations::{Call, specs};

/// The column that tells customers apart, where there is one of this name.
const CUSTOMER: &str = "customer_id";

/// Whom to find.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct FindRequest {
    /// The export's handle.
    pub export: String,
    /// The `customer_id`, exactly; where there is no such column, the one that tells customers apart by the trait spec
    /// that fits.
    pub customer: String,
}

/// All records of one customer.
#[derive(Debug, Clone, Serialize, TS)]
pub struct FindReply {
    /// Whether there is any.
    pub found: bool,
    /// The records.
    pub records: Vec<Found>,
}

/// A text to look for.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct SearchRequest {
    /// The export's handle.
    pub export: String,
    /// What a cell must hold.
    pub text: String,
    /// The column to look in; all when absent.
    #[serde(default)]
    #[ts(optional)]
    pub column: Option<String>,
    /// Whether `a` finds `A`.
    #[serde(default)]
    #[ts(as = "Option<bool>", optional)]
    pub ignore_case: bool,
    /// The record to begin with: 0, or the `next` of the answer before.
    #[serde(default)]
    #[ts(as = "Option<u64>", optional)]
    pub from: u64,
    /// The answer comes after so many hits, at most 1,000, or after a stretch of the file without them.
    pub limit: u32,
}

/// All records of one customer.
pub(in crate::operations) async fn find(call: &Call, request: FindRequest) -> Result<FindReply> {
    let file = call.workspace.exports.get(&call.app, &request.export)?;
    let column = customer_column(call, &file)?;
    let column = column.unwrap_or_else(|| CUSTOMER.into());
    let matches = customer(call, &file, column, request.customer).await?;
    Ok(FindReply {
        found: matches.found > 0,
        records: matches.records,
    })
}

/// The records of a customer in an open export.
pub(in crate::operations) async fn customer(
    call: &Call,
    file: &OpenFile,
    column: String,
    customer: String,
) -> Result<Matches> {
    reading(
        call,
        &file.export,
        "Searching",
        move |export, tell, cancel| export.find(&column, &customer, tell, cancel),
    )
    .await
}

/// The column that tells customers apart in a file, if there is one.
pub(in crate::operations) fn customer_column(
    call: &Call,
    file: &OpenFile,
) -> Result<Option<String>> {
    let columns = file.export.summary().columns;
    let own = |spec: &TraitSpec| {
        let title = spec.column(spec.customer.as_deref()?)?.title();
        columns.iter().find(|c| *c == title).cloned()
    };
    if columns.iter().any(|c| c == CUSTOMER) {
        return Ok(Some(CUSTOMER.into()));
    }
    Ok(match file.examination() {
        Ok(known) => own(&known.spec),
        Err(_) => own(&specs::chosen(call, None, &columns)?),
    })
}

/// The next cells that hold a text.
pub(in crate::operations) async fn search(call: &Call, request: SearchRequest) -> Result<Hits> {
    let file = call.workspace.exports.get(&call.app, &request.export)?;
    if request.text.is_empty() {
        return Err(Error::new(Code::Invalid, "there is no text to search for")
            .field("text")
            .hint("Give at least one letter"));
    }
    reading(
        call,
        &file.export,
        "Searching",
        move |export, tell, cancel| {
            let search = Search {
                text: &request.text,
                column: request.column.as_deref(),
                ignore_case: request.ignore_case,
                from: request.from,
                limit: request.limit.clamp(1, 1_000) as usize,
            };
            export.search(&search, tell, cancel)
        },
    )
    .await
}
