//! The document: an app's prompts and connector settings as a file, compared before it is applied, and applied whole.
//!
//! `reading` makes a document of a text, `place` knows where in it something stands, `comparing` holds it to what is here,
//! and `diff` says what differs. No secret
//! is in a document, and none is read from one or written: the keychain is only asked whether a connector could work.

mod comparing;
mod diff;
mod place;
mod reading;

use std::collections::BTreeMap;

use super::document_types::{
    ConnectorSettings, DocumentText, ImportPreview, ImportRequest, PromptDocument, VERSION,
};
use super::kept;
use super::types::Prompt;
use crate::error::{Code, Error, Result};
use crate::operations::{Call, Nothing};
use crate::sessions;
use comparing::Comparison;

impl PromptDocument {
    /// The document as a file holds it: JSON over several lines, always in the same order, with a line feed at its end.
    pub fn text(&self) -> Result<String> {
        serde_json::to_string_pretty(self)
            .map(|text| text + "\n")
            .map_err(|e| {
                Error::new(
                    Code::Internal,
                    format!("the document cannot be written: {e}"),
                )
            })
    }
}

/// The app's prompts, and the settings of every connector that was configured once.
pub(in crate::operations) async fn export(call: &Call, _: Nothing) -> Result<PromptDocument> {
    let mut connectors = BTreeMap::new();
    for connector in patchbay_connectors::all() {
        let id = connector.definition().id;
        let kept = sessions::kept(&call.workspace.store, &call.app, id)?;
        if kept.exists {
            let settings = ConnectorSettings {
                active: kept.active,
                settings: kept.values,
            };
            connectors.insert(id.to_owned(), settings);
        }
    }
    let mut prompts: Vec<Prompt> = kept::all(call)?.into_iter().map(|k| k.prompt).collect();
    prompts.sort_by(|a, b| a.id.cmp(&b.id));
    Ok(PromptDocument {
        patchbay: VERSION,
        connectors,
        prompts,
    })
}

/// What a document would change. Nothing is changed.
pub(in crate::operations) async fn compare_import(
    call: &Call,
    DocumentText { text }: DocumentText,
) -> Result<ImportPreview> {
    Ok(Comparison::of(call, &text).await?.preview)
}

/// Applies a document, all or nothing, if it still changes what was shown.
pub(in crate::operations) async fn import(
    call: &Call,
    request: ImportRequest,
) -> Result<ImportPreview> {
    let comparison = Comparison::of(call, &request.text).await?;
    if comparison.preview.seen != request.seen {
        return Err(moved_on());
    }
    let at = call.workspace.now().to_string();
    let applied = call
        .workspace
        .store
        .write(|t| comparison.apply(t, &call.app, &at))?;
    if applied {
        Ok(comparison.preview)
    } else {
        Err(moved_on())
    }
}

fn moved_on() -> Error {
    Error::new(
        Code::Invalid,
        "what this document would change is not what was shown: something changed since you looked",
    )
    .hint("Compare it again, then import it")
}
